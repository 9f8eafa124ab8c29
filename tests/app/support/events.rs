//! Events, made by the functions that the program itself uses.

use cmonstage::access::edit::system;
use cmonstage::accounts::{NewUser, Role, store as accounts};
use cmonstage::catalogue::{By, PublicContact};
use cmonstage::companies::{self, NewCompany};
use cmonstage::domain::Civility;
use cmonstage::domain::{
    AudienceSet, CommuneCode, Email, EventAudience, FileKind, Name, Number, Phone, Sector, UnpublishedReason,
    Wish,
};
use cmonstage::events::EventKind;
use cmonstage::events::draft::EventDraft;
use cmonstage::events::store;
use cmonstage::files::{self, FileId, FileInfo};
use cmonstage::projects::{self, NewProject};
use time::PrimitiveDateTime;
use time::macros::datetime;

use super::app::TestApp;

/// A description of the length that the guide asks for.
const DESCRIPTION: &str = "Une heure et demie dans l’atelier, du bois brut à la fenêtre finie. Les machines \
    tournent, les compagnons répondent à toutes les questions, et chacun repart avec un copeau de chêne.";

/// An event that is in the database.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    pub id: i64,
    pub number: Number,
    pub document: Option<FileId>,
}

impl StoredEvent {
    pub fn path(&self) -> String {
        format!("/rencontres/{}", self.number)
    }

    pub fn register(&self) -> String {
        format!("{}/inscription", self.path())
    }

    pub fn calendar(&self) -> String {
        format!("{}.ics", self.path())
    }
}

/// An event to be made.
pub struct NewEvent<'a> {
    app: &'a TestApp,
    pub company: NewCompany,
    pub project: NewProject,
    pub draft: EventDraft,
    document: Option<(String, Vec<u8>)>,
    registrar: bool,
}

impl TestApp {
    /// An event with everything in it, to be changed and then stored: a visit of a joinery in Niort
    /// on 17 March 2026 at 14:00, for everybody, 12 places.
    pub fn event(&self) -> NewEvent<'_> {
        let commune = CommuneCode::parse("79191").unwrap();
        NewEvent {
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
                wish: Wish::OrganiseEvent,
                request: "Nous aimerions ouvrir l’atelier.".to_owned(),
                contact_name: Some("Camille Bellanque".to_owned()),
                phone: Some(Phone::parse("05 36 49 00 10").unwrap()),
                other_phone: None,
                email: Some(Email::parse("direction@menuiserie.example.org").unwrap()),
            },
            draft: EventDraft {
                audiences: EventAudience::ALL.iter().copied().collect::<AudienceSet<_>>(),
                kind: EventKind::Visit,
                kind_detail: None,
                occupation: Some("H2206".to_owned()),
                description: DESCRIPTION.to_owned(),
                starts: Some(datetime!(2026-03-17 14:00)),
                duration: Some(90),
                capacity: Some(12),
                venue: None,
                commune,
                document: None,
                contact: PublicContact {
                    masked: false,
                    trade_name: None,
                    contact_name: Some("Dominique Sauvanel".to_owned()),
                    phone: Some(Phone::parse("05 36 49 00 20").unwrap()),
                    other_phone: None,
                    email: Some(Email::parse("visites@menuiserie.example.org").unwrap()),
                    website: None,
                },
                registrar: None,
            },
            document: None,
            registrar: false,
        }
    }
}

impl<'a> NewEvent<'a> {
    pub(super) fn app(&self) -> &'a TestApp {
        self.app
    }
}

impl NewEvent<'_> {
    pub fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn audiences(mut self, list: &[EventAudience]) -> Self {
        self.draft.audiences = list.iter().copied().collect();
        self
    }

    pub fn capacity(mut self, capacity: u32) -> Self {
        self.draft.capacity = Some(capacity);
        self
    }

    pub fn starts(mut self, starts: PrimitiveDateTime) -> Self {
        self.draft.starts = Some(starts);
        self
    }

    pub fn masked(mut self, trade_name: &str) -> Self {
        self.draft.contact.masked = true;
        self.draft.contact.trade_name = Some(trade_name.to_owned());
        self
    }

    /// A partner receives the registrations instead of the company.
    pub fn received_by_a_partner(mut self) -> Self {
        self.registrar = true;
        self
    }

    pub fn document(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.document = Some((name.to_owned(), bytes));
        self
    }

    /// Stores it as a draft.
    pub fn draft(self) -> StoredEvent {
        self.store(false)
    }

    /// Stores it and puts it online.
    pub fn published(self) -> StoredEvent {
        self.store(true)
    }

    fn store(self, publish: bool) -> StoredEvent {
        let Self { app, company, mut project, mut draft, document, registrar } = self;
        let now = app.app().clock.now();
        app.db()
            .write_blocking(move |tx| {
                let company = companies::store::create(tx, now, &company)?;
                project.company = company;
                let project = projects::store::create(tx, now, &project)?;
                if registrar {
                    let organisation =
                        accounts::create_organisation(tx, now, "Mission jeunes des Deux-Rives")?;
                    let user = NewUser {
                        organisation,
                        role: Role::Partner,
                        civility: Civility::Madam,
                        last_name: Name::parse("Boutevin").unwrap(),
                        first_name: Name::parse("Aïcha").unwrap(),
                        email: Email::parse("aicha.boutevin@example.org").unwrap(),
                        phone: Some(Phone::parse("05 36 49 20 11").unwrap()),
                    };
                    draft.registrar = Some(accounts::create_user(tx, now, &user)?);
                }
                if let Some((name, bytes)) = document {
                    let file = FileInfo { id: FileId::new(), name, kind: FileKind::Pdf, size: 0 };
                    files::stage(tx, now, &file)?;
                    files::append(tx, &file.id, 0, &bytes)?;
                    assert!(files::attach(tx, &file.id)?);
                    draft.document = Some(file.id);
                }
                let project = system::project(tx, project);
                let event = store::create(tx, now, &project)?;
                let (permission, document) = (project.of_new_event(event.id), draft.document.clone());
                if publish {
                    let checked = draft.check().expect("nothing is missing");
                    store::publish(tx, By::system(now), &permission, &checked)?;
                } else {
                    store::hold(tx, By::system(now), &permission, &draft)?;
                }
                Ok::<_, cmonstage::db::Error>(StoredEvent { id: event.id, number: event.number, document })
            })
            .unwrap()
    }
}

impl TestApp {
    pub fn unpublish_event(&self, event: &StoredEvent) {
        let (now, id) = (self.app().clock.now(), event.id);
        self.db()
            .write_blocking(move |tx| {
                store::unpublish(tx, By::system(now), &system::event(tx, id)?, UnpublishedReason::ByHand)
            })
            .unwrap();
    }

    /// Places taken of an event, as its row counts them, and as its registrations sum up to.
    pub fn seats(&self, event: &StoredEvent) -> (i64, i64) {
        (
            self.value("SELECT seats_taken FROM event WHERE id = ?1", [event.id]),
            self.value(
                "SELECT coalesce(sum(seats), 0) FROM registration WHERE event_id = ?1 AND cancelled_at IS NULL",
                [event.id],
            ),
        )
    }
}
