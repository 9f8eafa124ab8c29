//! The form by which a partner writes an offer: its fields, and what becomes of them.

use super::Start;
use super::draft::{CheckedOffer, DESCRIPTION_MAX, DESCRIPTION_MIN, OfferDraft};
use super::store::StoredOffer;
use crate::catalogue::PublicContact;
use crate::catalogue::edit::choosing;
use crate::catalogue::form::{
    Choosing, Chosen, ContactForm, HOLD, Known, MAIL_EMPLOYER, PUBLISH, Wanted, check_audiences, check_mail,
    check_state, said, said_text, slugs, wanted, whole,
};
use crate::catalogue::lookups::{COMMUNE_NAME, OCCUPATION_NAME};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::domain::{Audience, OfferAudience, PublicationState, parse_date};
use crate::files::FileId;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::web::query::Query;

pub use crate::catalogue::form::{
    AUDIENCES, CONTACT_NAME, EMAIL, LEAKS_MEANT, MASKED, OCCUPATION, OTHER_PHONE, PHONE, TRADE_NAME, WEBSITE,
};

/// Name of the form, signed in its ticket.
pub const FORM: &str = "offer";

/// Most places that one offer may announce.
const PLACES_MAX: u32 = 500;

/// School that the intern should come from.
pub const SCHOOL_WANTED: Field = Field::new(
    "school_wanted",
    "Vous souhaitez que l’élève vienne d’un établissement de formation en particulier",
);

/// Training that the intern should follow.
pub const TRAINING_WANTED: Field = Field::new("training_wanted", "Formation souhaitée")
    .hint("Par exemple\u{a0}: Master en ressources humaines");

/// What the intern will do.
pub const DESCRIPTION: Field = Field::new("description", "Description du stage / Missions attendues")
    .required("Décrivez le stage.")
    .hint("Au minimum\u{a0}: l’entreprise et son activité, les missions du stagiaire.")
    .length(DESCRIPTION_MIN, DESCRIPTION_MAX)
    .input(Input::Multiline(10));

/// The document joined.
pub const DOCUMENT: Field =
    Field { label: "Joindre un document à cette offre", ..crate::catalogue::form::DOCUMENT }
        .hint("Par exemple une fiche de poste. PDF, docx, odt, png ou jpg, 5\u{a0}Mo au plus.");

/// The day on which it begins.
pub const STARTS_ON: Field = Field::new("starts_on", "Date de début du stage")
    .required("Indiquez une date de début, ou cochez «\u{a0}Dès que possible\u{a0}».")
    .hint("Toute offre dont la date est dépassée est automatiquement dépubliée. Pour la prolonger, choisissez plutôt «\u{a0}Dès que possible\u{a0}».")
    .length(0, 10)
    .input(Input::Date);

/// As soon as possible, instead of a day.
pub const STARTS_ASAP: Field = Field::new("starts_asap", "Dès que possible");

/// How long, in the employer's words.
pub const DURATION: Field = Field::new("duration", "Durée")
    .hint("Par exemple\u{a0}: 2 semaines, 6 mois à partir de mars")
    .length(0, 100);

/// How many interns.
pub const PLACES: Field = Field::new("places", "Nombre de places").length(0, 10).input(Input::Digits);

/// Look-up of the commune where it takes place.
pub const COMMUNE: Field = Field::new("commune_q", "Lieu du stage")
    .hint("Celui de l’entreprise, sauf si le stage se fait ailleurs. Tapez une commune ou un code postal.")
    .length(0, 100);

/// Whether it is put online.
pub const STATE: Field = Field::new("state", "État");

/// Every field that a person sees, in the order of the page.
pub const FIELDS: [&Field; 22] = [
    &AUDIENCES,
    &OCCUPATION,
    &SCHOOL_WANTED,
    &TRAINING_WANTED,
    &DESCRIPTION,
    &DOCUMENT,
    &STARTS_ON,
    &STARTS_ASAP,
    &DURATION,
    &PLACES,
    &COMMUNE,
    &TRADE_NAME,
    &MASKED,
    &LEAKS_MEANT,
    &CONTACT_NAME,
    &PHONE,
    &OTHER_PHONE,
    &EMAIL,
    &WEBSITE,
    &STATE,
    &MAIL_EMPLOYER,
    &VERSION,
];

/// The version of the offer that the form shows; hidden.
pub const VERSION: Field = Field::new("offer_version", "Version");

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfferForm {
    /// See [`AUDIENCES`].
    pub audiences: Vec<String>,
    /// See [`OCCUPATION`].
    pub occupation: Choosing,
    /// See [`SCHOOL_WANTED`].
    pub school_wanted: String,
    /// See [`TRAINING_WANTED`].
    pub training_wanted: String,
    /// See [`DESCRIPTION`].
    pub description: String,
    /// See [`STARTS_ON`].
    pub starts_on: String,
    /// See [`STARTS_ASAP`].
    pub starts_asap: bool,
    /// See [`DURATION`].
    pub duration: String,
    /// See [`PLACES`].
    pub places: String,
    /// See [`COMMUNE`].
    pub commune: Choosing,
    /// The block that visitors see.
    pub contact: ContactForm,
    /// See [`STATE`].
    pub state: String,
    /// See [`MAIL_EMPLOYER`].
    pub mail_employer: bool,
    /// See [`VERSION`].
    pub version: String,
}

/// What a form that holds asks for.
#[derive(Debug, Clone)]
pub struct OfferSaving {
    /// The offer, and whether it is to be online.
    pub wanted: Wanted<OfferDraft, CheckedOffer>,
    /// Whether the employer is told.
    pub mail_employer: bool,
}

impl OfferSaving {
    /// What will be stored.
    pub fn draft(&self) -> &OfferDraft {
        match &self.wanted {
            Wanted::Publish(offer) => offer.draft(),
            Wanted::Hold(draft) => draft,
        }
    }
}

impl OfferForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        let ticked = |field: &Field| !texts.raw(field.name).is_empty();
        Self {
            audiences: texts.all(AUDIENCES.name).map(str::to_owned).collect(),
            occupation: Choosing::occupation(texts),
            school_wanted: text(&SCHOOL_WANTED),
            training_wanted: text(&TRAINING_WANTED),
            description: text(&DESCRIPTION),
            starts_on: text(&STARTS_ON),
            starts_asap: ticked(&STARTS_ASAP),
            duration: text(&DURATION),
            places: text(&PLACES),
            commune: Choosing::commune(texts),
            contact: ContactForm::read(texts),
            state: text(&STATE),
            mail_employer: ticked(&MAIL_EMPLOYER),
            version: text(&VERSION),
        }
    }

    /// What it says, as a request would hold it, but for whom to write to and whether it is online.
    pub fn fields(&self) -> Query {
        let mut fields = Query::default();
        let mut push = |field: &Field, value: &str| fields.push_raw(field.name, value.to_owned());
        self.audiences.iter().for_each(|audience| push(&AUDIENCES, audience));
        push(&SCHOOL_WANTED, &self.school_wanted);
        push(&TRAINING_WANTED, &self.training_wanted);
        push(&DESCRIPTION, &self.description);
        push(&STARTS_ON, &self.starts_on);
        if self.starts_asap {
            push(&STARTS_ASAP, "oui");
        }
        push(&DURATION, &self.duration);
        push(&PLACES, &self.places);
        fields.push_raw(OCCUPATION_NAME, self.occupation.value.clone());
        fields.push_raw(COMMUNE_NAME, self.commune.value.clone());
        fields
    }

    /// An offer to be written, for this project.
    pub fn new(origin: &Origin) -> Self {
        Self {
            commune: Choosing::of(origin.company.commune.as_str()),
            contact: ContactForm::prefilled(origin),
            state: HOLD.to_owned(),
            ..Self::default()
        }
    }

    /// An offer as it is stored. Nobody is told anything by default, but for the company whose deposit is about
    /// to go online.
    pub fn of(offer: &StoredOffer) -> Self {
        let draft = &offer.draft;
        let (starts_on, starts_asap) = match draft.start {
            Some(Start::On(date)) => (french::iso(date), false),
            Some(Start::Asap) => (String::new(), true),
            None => (String::new(), false),
        };
        Self {
            audiences: slugs(draft.audiences),
            occupation: Choosing::of(draft.occupation.as_deref().unwrap_or_default()),
            school_wanted: draft.school_wanted.clone().unwrap_or_default(),
            training_wanted: draft.training_wanted.clone().unwrap_or_default(),
            description: draft.description.clone(),
            starts_on,
            starts_asap,
            duration: draft.duration.clone().unwrap_or_default(),
            places: draft.places.map(|places| places.to_string()).unwrap_or_default(),
            commune: Choosing::of(draft.commune.as_str()),
            contact: ContactForm::of(&draft.contact),
            state: if offer.state.is_published() { PUBLISH } else { HOLD }.to_owned(),
            mail_employer: offer.state == PublicationState::ToReview && offer.origin.contact.email.is_some(),
            version: offer.version.to_string(),
        }
    }

    /// What would tell who the employer is, although it is masked.
    pub fn leaks(&self, origin: &Origin) -> Vec<String> {
        let contact = self.contact.check(&mut Errors::default());
        origin.leaks(&contact, &self.public_texts())
    }

    fn public_texts(&self) -> [(&'static str, &str); 4] {
        [
            (SCHOOL_WANTED.label, &self.school_wanted),
            (TRAINING_WANTED.label, &self.training_wanted),
            (DESCRIPTION.label, &self.description),
            (DURATION.label, &self.duration),
        ]
    }

    /// Checks everything, and gives what may be stored, with the document that the form holds.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check(&self, known: &Known<'_>, document: Option<FileId>) -> Result<OfferSaving, Errors> {
        let mut errors = Errors::default();
        let publish = self.state == PUBLISH;
        let draft = OfferDraft { document, ..self.draft(known, publish, &mut errors) };
        check_state(&STATE, &self.state, &mut errors);
        check_mail(self.mail_employer, publish, known.origin, &mut errors);
        let wanted = match (publish, errors.is_empty()) {
            (_, false) => return Err(errors),
            (false, true) => Wanted::Hold(draft),
            (true, true) => Wanted::Publish(draft.check().map_err(|_| incomplete())?),
        };
        Ok(OfferSaving { wanted, mail_employer: self.mail_employer })
    }

    fn draft(&self, known: &Known<'_>, publish: bool, errors: &mut Errors) -> OfferDraft {
        OfferDraft {
            audiences: check_audiences::<OfferAudience>(&self.audiences, publish, errors),
            occupation: known.chosen.check_occupation(&self.occupation, errors),
            school_wanted: SCHOOL_WANTED.text(&self.school_wanted, errors),
            training_wanted: TRAINING_WANTED.text(&self.training_wanted, errors),
            description: wanted(&DESCRIPTION, publish).text(&self.description, errors).unwrap_or_default(),
            start: self.check_start(known.now, publish, errors),
            duration: DURATION.text(&self.duration, errors),
            places: PLACES.parse(&self.places, errors, parse_places),
            commune: known.chosen.check_commune(&self.commune, known.origin, errors),
            document: None,
            contact: self.check_contact(known.origin, publish, errors),
        }
    }

    fn check_contact(&self, origin: &Origin, publish: bool, errors: &mut Errors) -> PublicContact {
        if publish {
            self.contact.check_leaks(&self.leaks(origin), errors);
        }
        self.contact.check(errors)
    }

    /// A day or « dès que possible », never both; a day that has passed is not published.
    fn check_start(&self, now: Now, publish: bool, errors: &mut Errors) -> Option<Start> {
        if self.starts_asap && !self.starts_on.trim().is_empty() {
            errors.push(
                STARTS_ON.name,
                "Choisissez une date, ou «\u{a0}Dès que possible\u{a0}», mais pas les deux.",
            );
            return None;
        }
        if self.starts_asap {
            return Some(Start::Asap);
        }
        let date = wanted(&STARTS_ON, publish).parse(&self.starts_on, errors, parse_date)?;
        if publish && date < now.today() {
            errors.push(
                STARTS_ON.name,
                "Cette date est dépassée\u{a0}: donnez-en une autre, ou choisissez «\u{a0}Dès que possible\u{a0}».",
            );
        }
        Some(Start::On(date))
    }

    /// The form as rows, for a comparison or for those who may only read. `chosen` gives the words of
    /// what was chosen.
    pub fn rows(&self, chosen: &Chosen) -> Vec<(&'static str, String)> {
        let mut rows = self.detail_rows(chosen);
        rows.extend(self.contact.rows());
        let published = if self.state == PUBLISH { "Publié" } else { "Non publié" };
        rows.push((STATE.label, published.to_owned()));
        rows
    }

    /// The rows of what the offer says, but for whom to write to and whether it is online.
    pub fn detail_rows(&self, chosen: &Chosen) -> Vec<(&'static str, String)> {
        let audiences: Vec<&str> = self
            .audiences
            .iter()
            .filter_map(|slug| OfferAudience::from_slug(slug))
            .map(OfferAudience::label)
            .collect();
        vec![
            (AUDIENCES.label, audiences.join(", ")),
            choosing(OCCUPATION.label, &self.occupation, chosen.occupation_label()),
            (SCHOOL_WANTED.label, said_text(&SCHOOL_WANTED, &self.school_wanted)),
            (TRAINING_WANTED.label, said_text(&TRAINING_WANTED, &self.training_wanted)),
            (DESCRIPTION.label, said_text(&DESCRIPTION, &self.description)),
            (STARTS_ON.label, self.start_words()),
            (DURATION.label, said_text(&DURATION, &self.duration)),
            (PLACES.label, said(&PLACES, &self.places, parse_places, |places| places.to_string())),
            choosing(COMMUNE.label, &self.commune, chosen.commune_label()),
        ]
    }

    fn start_words(&self) -> String {
        if self.starts_asap {
            return STARTS_ASAP.label.to_owned();
        }
        said(&STARTS_ON, &self.starts_on, parse_date, french::date_plain)
    }
}

fn parse_places(text: &str) -> Result<u32, String> {
    whole(text, 1..=PLACES_MAX).ok_or_else(|| format!("Indiquez un nombre de places, de 1 à {PLACES_MAX}."))
}

/// What no field was found guilty of.
fn incomplete() -> Errors {
    let mut errors = Errors::default();
    errors.push(STATE.name, "Cette offre n’est pas complète\u{a0}: elle ne peut pas être publiée.");
    errors
}

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    match name {
        "metier" => Some(OCCUPATION.label),
        "commune" => Some(COMMUNE.label),
        _ => FIELDS.iter().find(|field| field.name == name).map(|field| field.label),
    }
}

#[cfg(test)]
mod tests;
