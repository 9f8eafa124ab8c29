//! The fields of the form of an event.

use super::super::draft::{DESCRIPTION_MAX, DESCRIPTION_MIN};
use crate::catalogue::form;
use crate::form::{Field, Input};

pub use crate::catalogue::form::{
    AUDIENCES, EMAIL, LEAKS_MEANT, MAIL_EMPLOYER, MASKED, OCCUPATION, OTHER_PHONE, PHONE, TRADE_NAME, WEBSITE,
};

/// Name of the form, signed in its ticket.
pub const FORM: &str = "event";

/// Value of [`COMPANY_RECEIVES`] for yes.
pub const YES: &str = "oui";

/// Value of [`COMPANY_RECEIVES`] for no.
pub const NO: &str = "non";

/// What kind it is.
pub const KIND: Field = Field::new("kind", "Type de rencontre");

/// What it is, when its kind is « Autre ».
pub const KIND_DETAIL: Field = Field::new("kind_detail", "Autre\u{a0}: à préciser")
    .hint("Par exemple\u{a0}: visite de chantier, inauguration, stand dans un forum")
    .length(0, 80);

/// How many people at most.
pub const CAPACITY: Field = Field::new("capacity", "Nombre maximum de personnes accueillies")
    .required("Indiquez le nombre maximum de personnes.")
    .length(0, 10)
    .input(Input::Digits);

/// The day.
pub const DATE: Field = Field::new("date", "Date de la rencontre")
    .required("Indiquez la date de la rencontre.")
    .length(0, 10)
    .input(Input::Date);

/// The hour.
pub const TIME: Field = Field::new("time", "Heure de la rencontre")
    .required("Indiquez l’heure de la rencontre.")
    .length(0, 12)
    .input(Input::Time);

/// How long.
pub const DURATION: Field = Field::new("duration", "Durée de la rencontre")
    .required("Indiquez la durée de la rencontre.")
    .hint("En heures et minutes, par exemple 1 h 30 ou 45 min.")
    .length(0, 30);

/// What one will see there.
pub const DESCRIPTION: Field = Field::new("description", "Description de la rencontre")
    .required("Décrivez la rencontre.")
    .length(DESCRIPTION_MIN, DESCRIPTION_MAX)
    .input(Input::Multiline(8));

/// The document joined.
pub const DOCUMENT: Field = Field { label: "Joindre un document à cette rencontre", ..form::DOCUMENT }
    .hint("Par exemple un plan d’accès. PDF, docx, odt, png ou jpg, 5\u{a0}Mo au plus.");

/// Name and street of the place.
pub const VENUE: Field = Field::new("venue", "Lieu")
    .hint("Nom et adresse du lieu, s’il n’est pas dans l’entreprise. Par exemple\u{a0}: Mission locale, 3 place du Marché");

/// Look-up of the commune where it takes place.
pub const COMMUNE: Field = Field::new("commune_q", "Commune de la rencontre")
    .hint(
        "Celle de l’entreprise, sauf si la rencontre se fait ailleurs. Tapez une commune ou un code postal.",
    )
    .length(0, 100);

/// Whether the company receives the registrations.
pub const COMPANY_RECEIVES: Field =
    Field::new("company_receives", "L’entreprise souhaite recevoir directement les inscriptions")
        .hint("Qui les reçoit a ses coordonnées sur le site public.");

/// Who receives them otherwise.
pub const REGISTRAR: Field = Field::new("registrar", "Personne qui gère les inscriptions")
    .required("Choisissez la personne qui gère les inscriptions.")
    .hint("Elle reçoit un courriel à chaque inscription.");

/// Person of the company to ask for, where it receives the registrations.
pub const CONTACT_NAME: Field = Field { label: "Nom du contact", ..form::CONTACT_NAME }
    .required("Indiquez le nom du contact qui reçoit les inscriptions.");

/// Whether it is put online.
pub const STATE: Field = Field::new("state", "Publication sur le site et sur l’extranet");

/// Whether those who registered hear of another date or place.
pub const TELL_REGISTERED: Field = Field::new("tell_registered", "Prévenir les inscrits").hint(
    "Un courriel part seulement si la date, l’heure ou le lieu change, ou si la rencontre revient en ligne.",
);

/// The version of the event that the form shows; hidden.
pub const VERSION: Field = Field::new("event_version", "Version");

/// Every field, in the order of the page.
pub const FIELDS: [&Field; 26] = [
    &AUDIENCES,
    &KIND,
    &KIND_DETAIL,
    &CAPACITY,
    &DATE,
    &TIME,
    &DURATION,
    &OCCUPATION,
    &DESCRIPTION,
    &DOCUMENT,
    &VENUE,
    &COMMUNE,
    &COMPANY_RECEIVES,
    &REGISTRAR,
    &CONTACT_NAME,
    &TRADE_NAME,
    &MASKED,
    &LEAKS_MEANT,
    &PHONE,
    &OTHER_PHONE,
    &EMAIL,
    &WEBSITE,
    &STATE,
    &TELL_REGISTERED,
    &MAIL_EMPLOYER,
    &VERSION,
];

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    match name {
        "metier" => Some(OCCUPATION.label),
        "commune" => Some(COMMUNE.label),
        _ => FIELDS.iter().find(|field| field.name == name).map(|field| field.label),
    }
}
