//! A project on paper: what whoever reads it sees of it, from one snapshot. Nobody who applied or registered
//! is named in it, so that it may lie on a table.

use axum::extract::State;
use axum::response::Response;

use crate::access::Partner;
use crate::catalogue::public_name;
use crate::clock::{Now, Zone};
use crate::companies::{self, Company};
use crate::db::ReadTx;
use crate::document::Made;
use crate::document::pdf::{About, Paper, PaperColumn, PaperTable, Pdf, Style};
use crate::domain::{Phone, file_name};
use crate::events::store::{self as events, PrintedEvent};
use crate::french;
use crate::offers::store::{self as offers, PrintedOffer};
use crate::projects::{JournalKind, JournalLine, Project, store, view};
use crate::site::Site;
use crate::web::App;
use crate::web::download;
use crate::web::error::Error;
use crate::web::paths::manage as paths;

/// The document, read at once and made apart.
pub async fn print(path: paths::ProjectPrint, _: Partner, State(app): State<App>) -> Result<Response, Error> {
    let (now, shared) = (app.clock.now(), app.clone());
    let printed = app.db.read(move |tx| Printed::read(tx, path.id)?.ok_or(Error::NotFound)).await?;
    let name = printed.name(app.site.zone);
    let made = download::make(move || Ok(printed.document(&shared.site, now))).await?;
    download::shown(made, &name)
}

/// Everything that the document says.
struct Printed {
    project: Project,
    company: Company,
    offers: Vec<PrintedOffer>,
    events: Vec<PrintedEvent>,
    journal: Vec<JournalLine>,
}

impl Printed {
    fn read(tx: &ReadTx, id: i64) -> Result<Option<Self>, Error> {
        let Some(project) = store::find(tx, id)? else { return Ok(None) };
        let Some(company) = companies::store::find(tx, project.company)? else { return Ok(None) };
        Ok(Some(Self {
            company,
            offers: offers::printed(tx, id)?,
            events: events::printed(tx, id)?,
            journal: store::journal(tx, id)?,
            project,
        }))
    }

    /// « projet-2026-03-02-scierie ».
    fn name(&self, zone: Zone) -> String {
        let day = french::iso(zone.local(self.project.created_at).date());
        file_name::of_words(&["projet", &day, &self.company.name])
    }

    fn document(&self, site: &Site, now: Now) -> Made {
        let entered = view::title(self.project.created_at, site.zone);
        let mut pdf = Pdf::new(About {
            title: format!("{} – {}", self.company.name, french::lower_first(&entered)),
            site: site.name.clone(),
            at: now.local,
            paper: Paper::Portrait,
            numbered: true,
        });
        pdf.title(&self.company.name);
        pdf.note(&entered);
        self.company(&mut pdf);
        self.contact(&mut pdf);
        self.request(&mut pdf);
        self.offers(&mut pdf, now);
        self.events(&mut pdf, now);
        self.journal(&mut pdf, site.zone);
        pdf.finish()
    }

    fn company(&self, pdf: &mut Pdf) {
        let company = &self.company;
        let number = match (&company.siret, &company.siren) {
            (Some(siret), _) => ("SIRET", siret.display()),
            (None, Some(siren)) => ("SIREN", siren.display()),
            (None, None) => ("", String::new()),
        };
        pdf.heading("Entreprise");
        let rows = [
            ("Adresse", company.address()),
            number,
            ("Secteur d’activité", company.sector.label().to_owned()),
            ("Activité", company.activity.clone().unwrap_or_default()),
            ("Site internet", company.website.clone().unwrap_or_default()),
        ];
        pdf.definitions(&rows, Style::BODY);
    }

    /// Partners share the private contact, since they work together.
    fn contact(&self, pdf: &mut Pdf) {
        let content = &self.project.content;
        let phone = |phone: &Option<Phone>| phone.as_ref().map(Phone::display).unwrap_or_default();
        let email = content.email.as_ref().map(ToString::to_string).unwrap_or_default();
        let rows = [
            ("Contact", content.contact_name.clone().unwrap_or_default()),
            ("Téléphone", phone(&content.phone)),
            ("Autre téléphone", phone(&content.other_phone)),
            ("E-mail", email),
        ];
        pdf.heading("Contact de l’employeur");
        if rows.iter().all(|(_, value)| value.is_empty()) {
            pdf.text("Aucun contact n’est donné.");
        }
        pdf.definitions(&rows, Style::BODY);
    }

    fn request(&self, pdf: &mut Pdf) {
        let project = &self.project;
        let someone = |name: &Option<String>, nobody: &str| name.clone().unwrap_or_else(|| nobody.to_owned());
        pdf.heading("Le projet");
        let rows = [
            ("L’entreprise souhaite", project.content.wish.label().to_owned()),
            ("Sa demande", project.content.request.clone()),
            ("Chargé du projet", someone(&project.manager, "Personne pour l’instant")),
            ("Créateur du projet", someone(&project.creator, "Entreprise")),
        ];
        pdf.definitions(&rows, Style::BODY);
    }

    fn offers(&self, pdf: &mut Pdf, now: Now) {
        pdf.heading("Offres de stage");
        if self.offers.is_empty() {
            pdf.text("Aucune offre de stage.");
        }
        for offer in &self.offers {
            let past = offer.start.is_some_and(|start| start.is_past(now));
            pdf.subheading(&format!(
                "Offre de stage {} – {}",
                offer.number.display_nbsp(),
                french::typo(&offer.title)
            ));
            let rows = [
                ("État", offer.state.said(offer.reason, past)),
                ("Nom public", public_name(offer.masked, offer.trade_name.as_deref())),
                ("Public visé", offer.audiences.listed()),
                (
                    "Date de début",
                    offer.start.map_or_else(|| "À préciser".to_owned(), |start| start.french()),
                ),
                ("Durée", offer.duration.clone().unwrap_or_default()),
                ("Lieu", offer.commune.clone()),
                ("Places", offer.places.map(|n| french::number(n.into())).unwrap_or_default()),
                ("Postulants", french::number(offer.applications.into())),
                ("Formation souhaitée", offer.training_wanted.clone().unwrap_or_default()),
                ("Établissement souhaité", offer.school_wanted.clone().unwrap_or_default()),
                ("Description", french::typo(&offer.description)),
            ];
            pdf.definitions(&rows, Style::BODY);
        }
    }

    fn events(&self, pdf: &mut Pdf, now: Now) {
        pdf.heading("Rencontres");
        if self.events.is_empty() {
            pdf.text("Aucune rencontre.");
        }
        for event in &self.events {
            let past = event.starts.is_some_and(|starts| starts <= now.local);
            pdf.subheading(&format!(
                "Rencontre {} – {}",
                event.number.display_nbsp(),
                french::typo(&event.title)
            ));
            let rows = [
                ("État", event.state.said(event.reason, past)),
                ("Nom public", public_name(event.masked, event.trade_name.as_deref())),
                ("Type", event.kind.clone()),
                ("Public visé", event.audiences.listed()),
                ("Date et heure", event.when()),
                ("Durée", event.lasts()),
                ("Lieu", event.place.clone()),
                ("Places", event.seats()),
                ("Inscriptions reçues par", event.receiver(true)),
                ("Description", french::typo(&event.description)),
            ];
            pdf.definitions(&rows, Style::BODY);
        }
    }

    fn journal(&self, pdf: &mut Pdf, zone: Zone) {
        let when = |line: &JournalLine| french::date_time_short(zone.local(line.at));
        let (comments, others): (Vec<_>, Vec<_>) =
            self.journal.iter().partition(|line| line.kind == JournalKind::Comment);
        pdf.heading("Commentaires");
        if comments.is_empty() {
            pdf.text("Aucun commentaire.");
        }
        for line in comments {
            let author = line.author.as_ref().map(|author| format!(", {author}")).unwrap_or_default();
            pdf.caption(&format!("{}{author}", when(line)));
            pdf.text(&french::typo(&line.text));
        }
        pdf.heading("Journal");
        let rows: Vec<Vec<String>> = others
            .into_iter()
            .map(|line| {
                let author = line.author.clone().unwrap_or_default();
                vec![when(line), line.kind.label().to_owned(), author, french::typo(&line.text)]
            })
            .collect();
        pdf.table(&PaperTable { columns: &JOURNAL, rows: &rows, height: 0.0, ruled: false });
    }
}

const JOURNAL: [PaperColumn; 4] = [
    PaperColumn { title: "Date", share: 2.2 },
    PaperColumn { title: "Nature", share: 1.7 },
    PaperColumn { title: "Par", share: 2.6 },
    PaperColumn { title: "Ce qui s’est passé", share: 5.0 },
];
