//! Companies, projects and offers, made by the functions that the program itself uses.

use cmonstage::access::edit::system;
use cmonstage::catalogue::{By, PublicContact};
use cmonstage::companies::{self, NewCompany};
use cmonstage::domain::{
    AudienceSet, CommuneCode, Email, FileKind, Number, OfferAudience, Phone, Sector, UnpublishedReason, Wish,
};
use cmonstage::files::{self, FileId, FileInfo};
use cmonstage::offers::Start;
use cmonstage::offers::draft::OfferDraft;
use cmonstage::offers::store;
use cmonstage::projects::{self, NewProject};
use time::{Date, Duration};

use super::app::TestApp;

/// A description of the length that the guide asks for.
const DESCRIPTION: &str = "Au sein d’une petite équipe, vous découvrez toutes les étapes de la fabrication, \
    du premier dessin à la pose chez le client. Vous préparez les pièces, vous aidez au montage et vous \
    accompagnez les compagnons sur les chantiers des environs.";

/// An offer that is in the database.
#[derive(Debug, Clone)]
pub struct StoredOffer {
    pub id: i64,
    pub number: Number,
    pub document: Option<FileId>,
}

impl StoredOffer {
    pub fn path(&self) -> String {
        format!("/offres-de-stage/{}", self.number)
    }

    pub fn apply(&self) -> String {
        format!("{}/candidature", self.path())
    }
}

/// An offer to be made.
pub struct NewOffer<'a> {
    app: &'a TestApp,
    pub company: NewCompany,
    pub project: NewProject,
    pub draft: OfferDraft,
    document: Option<(String, Vec<u8>)>,
}

impl TestApp {
    /// An offer with everything in it, to be changed and then stored: joiner in Niort, as soon as
    /// possible, for students.
    pub fn offer(&self) -> NewOffer<'_> {
        let commune = CommuneCode::parse("79191").unwrap();
        NewOffer {
            app: self,
            company: NewCompany {
                name: "Menuiserie des Halles".to_owned(),
                siren: None,
                siret: None,
                naf: None,
                sector: Sector::Construction,
                street: Some("4 rue du Rabot".to_owned()),
                postal_code: Some("79000".to_owned()),
                commune,
                website: Some("https://menuiserie.example.org".to_owned()),
            },
            project: NewProject {
                company: 0,
                creator: None,
                manager: None,
                wish: Wish::HostIntern,
                request: "Nous aimerions accueillir une personne.".to_owned(),
                contact_name: Some("Camille Bellanque".to_owned()),
                phone: Some(Phone::parse("05 36 49 00 10").unwrap()),
                other_phone: None,
                email: Some(Email::parse("direction@menuiserie.example.org").unwrap()),
            },
            draft: OfferDraft {
                audiences: AudienceSet::from_iter([OfferAudience::Student]),
                occupation: Some("H2206".to_owned()),
                school_wanted: None,
                training_wanted: None,
                description: DESCRIPTION.to_owned(),
                start: Some(Start::Asap),
                duration: Some("2 semaines".to_owned()),
                places: Some(1),
                commune,
                document: None,
                contact: PublicContact {
                    masked: false,
                    trade_name: None,
                    contact_name: Some("Dominique Sauvanel".to_owned()),
                    phone: Some(Phone::parse("05 36 49 00 20").unwrap()),
                    other_phone: None,
                    email: Some(Email::parse("stages@menuiserie.example.org").unwrap()),
                    website: None,
                },
            },
            document: None,
        }
    }
}

impl<'a> NewOffer<'a> {
    pub(super) fn app(&self) -> &'a TestApp {
        self.app
    }
}

impl NewOffer<'_> {
    pub fn company(mut self, name: &str) -> Self {
        self.company.name = name.to_owned();
        self
    }

    pub fn sector(mut self, sector: Sector) -> Self {
        self.company.sector = sector;
        self
    }

    /// Where the company is, and its offer with it.
    pub fn commune(mut self, code: &str) -> Self {
        self.company.commune = CommuneCode::parse(code).unwrap();
        self.draft.commune = self.company.commune;
        self
    }

    /// Where the offer is, if that is not where the company is.
    pub fn elsewhere(mut self, code: &str) -> Self {
        self.draft.commune = CommuneCode::parse(code).unwrap();
        self
    }

    pub fn occupation(mut self, code: Option<&str>) -> Self {
        self.draft.occupation = code.map(str::to_owned);
        self
    }

    pub fn audiences(mut self, list: &[OfferAudience]) -> Self {
        self.draft.audiences = list.iter().copied().collect();
        self
    }

    pub fn description(mut self, first: &str) -> Self {
        self.draft.description = format!("{first}\n\n{DESCRIPTION}");
        self
    }

    pub fn starts(mut self, date: Date) -> Self {
        self.draft.start = Some(Start::On(date));
        self
    }

    /// Starts so many days from today; yesterday's offers are past.
    pub fn starts_in(self, days: i64) -> Self {
        let today = self.app.app().clock.now().today();
        self.starts(today + Duration::days(days))
    }

    pub fn masked(mut self, trade_name: &str) -> Self {
        self.draft.contact.masked = true;
        self.draft.contact.trade_name = Some(trade_name.to_owned());
        self
    }

    pub fn trade_name(mut self, trade_name: &str) -> Self {
        self.draft.contact.trade_name = Some(trade_name.to_owned());
        self
    }

    pub fn document(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.document = Some((name.to_owned(), bytes));
        self
    }

    pub fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Stores it as a draft.
    pub fn draft(self) -> StoredOffer {
        self.store(false)
    }

    /// Stores it and puts it online.
    pub fn published(self) -> StoredOffer {
        self.store(true)
    }

    /// Stores it as a company's deposit that nobody has looked at yet.
    pub fn awaiting_review(self) -> StoredOffer {
        let app = self.app;
        let offer = self.store(false);
        app.sql("UPDATE offer SET state = 'to_review' WHERE id = ?1", [offer.id]);
        offer
    }

    /// Puts it online and takes it off again.
    pub fn unpublished(self) -> StoredOffer {
        let app = self.app;
        let offer = self.store(true);
        app.unpublish(&offer);
        offer
    }

    fn store(self, publish: bool) -> StoredOffer {
        let Self { app, company, mut project, mut draft, document } = self;
        let now = app.app().clock.now();
        app.db()
            .write_blocking(move |tx| {
                let company = companies::store::create(tx, now, &company)?;
                project.company = company;
                let project = projects::store::create(tx, now, &project)?;
                if let Some((name, bytes)) = document {
                    let file = FileInfo { id: FileId::new(), name, kind: FileKind::Pdf, size: 0 };
                    files::stage(tx, now, &file)?;
                    for (position, part) in (0..).zip(bytes.chunks(files::CHUNK)) {
                        files::append(tx, &file.id, position, part)?;
                    }
                    assert!(files::attach(tx, &file.id)?);
                    draft.document = Some(file.id);
                }
                let project = system::project(tx, project);
                let offer = store::create(tx, now, &project)?;
                let (permission, document) = (project.of_new_offer(offer.id), draft.document.clone());
                if publish {
                    let checked = draft.check().expect("nothing is missing");
                    store::publish(tx, By::system(now), &permission, &checked)?;
                } else {
                    store::hold(tx, By::system(now), &permission, &draft)?;
                }
                Ok::<_, cmonstage::db::Error>(StoredOffer { id: offer.id, number: offer.number, document })
            })
            .unwrap()
    }
}

impl TestApp {
    pub fn unpublish(&self, offer: &StoredOffer) {
        let (now, id) = (self.app().clock.now(), offer.id);
        self.db()
            .write_blocking(move |tx| {
                store::unpublish(tx, By::system(now), &system::offer(tx, id)?, UnpublishedReason::ByHand)
            })
            .unwrap();
    }

    /// The number that the next offer takes.
    pub fn next_offer(&self, serial: u32) {
        self.sql("UPDATE counter SET last = ?1 WHERE kind = 'offer'", [serial - 1]);
    }
}
