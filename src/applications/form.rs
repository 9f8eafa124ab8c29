//! The form by which one applies: its fields, and what becomes of them.

use super::ApplicationDraft;
use crate::domain::{Age, Email, Name, Phone};
use crate::form::{Errors, Field, Input};
use crate::person::{self, GUARDIAN_EMAIL, GUARDIAN_NAME, GuardianFields, GuardianForm, another};
use crate::web::query::Query;

pub use crate::person::{EMAIL, FIRST_NAME, LAST_NAME};

/// Name of the form, signed in its ticket.
pub const FORM: &str = "application";

/// Age: everybody gives it.
pub const AGE: Field = person::AGE.required("Indiquez votre âge.");

/// Telephone.
pub const PHONE: Field = person::PHONE.hint("Facultatif. Si l’employeur préfère vous appeler.");

/// Formation suivie actuellement.
pub const CURRENT_TRAINING: Field = Field::new("current_training", "Formation suivie actuellement")
    .hint("Facultatif. Par exemple\u{a0}: classe de 3e, CAP menuisier, demandeur d’emploi…");
/// Formations, expériences, motivations.
pub const MOTIVATION: Field = Field::new("motivation", "Formations, expériences, motivations")
    .hint("Facultatif. Dites en quelques phrases ce qui vous attire. Ne parlez ni de santé, ni d’opinions.")
    .length(0, 4000)
    .input(Input::Multiline(8));
/// The documents joined.
pub const FILES: Field = Field::new("files", "Fichiers joints").hint(
    "Facultatif. CV, lettre… Trois fichiers au plus, de 5\u{a0}Mo chacun\u{a0}: pdf, docx, odt, png ou jpg.",
);
/// Consent of the legal representative (loi Informatique et Libertés, article 45).
pub const GUARDIAN_CONSENT: Field = Field::new(
    "guardian_consent",
    "Mon parent ou responsable légal est d’accord pour que j’envoie cette candidature",
);

/// The same, told by somebody else.
const CONSENT_TOLD: Field = Field::new(
    "guardian_consent",
    "Le parent ou responsable légal est d’accord pour que cette candidature soit envoyée",
);

/// The fields, in the words of whoever fills them in.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Family name.
    pub last_name: Field,
    /// First name.
    pub first_name: Field,
    /// Age.
    pub age: Field,
    /// The legal representative.
    pub guardian: GuardianFields,
    /// E-mail address.
    pub email: Field,
    /// Telephone.
    pub phone: Field,
    /// See [`CURRENT_TRAINING`].
    pub current_training: Field,
    /// See [`MOTIVATION`].
    pub motivation: Field,
}

/// Of somebody who applies.
pub const OWN: Fields = Fields {
    last_name: LAST_NAME,
    first_name: FIRST_NAME,
    age: AGE,
    guardian: GuardianFields::own(GUARDIAN_CONSENT),
    email: EMAIL,
    phone: PHONE,
    current_training: CURRENT_TRAINING,
    motivation: MOTIVATION,
};

/// Of a partner who enters somebody.
pub const BY_HAND: Fields = Fields {
    last_name: another::LAST_NAME,
    first_name: another::FIRST_NAME,
    age: person::AGE.required("Indiquez l’âge de la personne."),
    guardian: GuardianFields::of_another(CONSENT_TOLD),
    email: another::EMAIL,
    phone: another::PHONE,
    current_training: CURRENT_TRAINING,
    motivation: MOTIVATION
        .hint("Facultatif. N’écrivez rien sur la santé ni sur les opinions de la personne."),
};

impl Fields {
    /// The label of a field, for the summary.
    pub fn label(&self, name: &str) -> Option<&'static str> {
        let GuardianFields { name: guardian, email: address, consent, .. } = &self.guardian;
        let person = [&self.last_name, &self.first_name, &self.age, guardian, address, consent];
        let besides = [&self.email, &self.phone, &self.current_training, &self.motivation, &FILES];
        let mut all = person.into_iter().chain(besides);
        all.find(|field| field.name == name).map(|field| field.label)
    }
}

/// Every field that a person sees, in the order of the page.
pub const FIELDS: [&Field; 11] = [
    &LAST_NAME,
    &FIRST_NAME,
    &AGE,
    &GUARDIAN_NAME,
    &GUARDIAN_EMAIL,
    &GUARDIAN_CONSENT,
    &EMAIL,
    &PHONE,
    &CURRENT_TRAINING,
    &MOTIVATION,
    &FILES,
];

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct ApplicationForm {
    /// See [`LAST_NAME`].
    pub last_name: String,
    /// See [`FIRST_NAME`].
    pub first_name: String,
    /// See [`AGE`].
    pub age: String,
    /// See [`EMAIL`].
    pub email: String,
    /// See [`PHONE`].
    pub phone: String,
    /// See [`CURRENT_TRAINING`].
    pub current_training: String,
    /// See [`MOTIVATION`].
    pub motivation: String,
    /// What under 15 one gives of a legal representative.
    pub guardian: GuardianForm,
}

impl ApplicationForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            last_name: text(&LAST_NAME),
            first_name: text(&FIRST_NAME),
            age: text(&AGE),
            email: text(&EMAIL),
            phone: text(&PHONE),
            current_training: text(&CURRENT_TRAINING),
            motivation: text(&MOTIVATION),
            guardian: GuardianForm {
                guardian_name: text(&GUARDIAN_NAME),
                guardian_email: text(&GUARDIAN_EMAIL),
                guardian_consent: !texts.raw(GUARDIAN_CONSENT.name).is_empty(),
            },
        }
    }

    /// Everything that was typed, in one order: what makes a sending the same as another.
    pub fn texts(&self) -> Vec<&str> {
        let consent = if self.guardian.guardian_consent { "oui" } else { "" };
        vec![
            &self.last_name,
            &self.first_name,
            &self.age,
            &self.email,
            &self.phone,
            &self.current_training,
            &self.motivation,
            &self.guardian.guardian_name,
            &self.guardian.guardian_email,
            consent,
        ]
    }

    /// Checks everything, and gives what may be stored. `fields` says it in the right words.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check(&self, fields: &Fields) -> Result<ApplicationDraft, Errors> {
        let mut errors = Errors::default();
        let last_name = fields.last_name.parse(&self.last_name, &mut errors, Name::parse);
        let first_name = fields.first_name.parse(&self.first_name, &mut errors, Name::parse);
        let age = fields.age.parse(&self.age, &mut errors, Age::parse);
        let guardian = match age {
            Some(age) if age.is_minor_under_15() => self.guardian.check(&fields.guardian, &mut errors),
            _ => None,
        };
        let email = fields.email.parse(&self.email, &mut errors, Email::parse);
        let phone = fields.phone.parse(&self.phone, &mut errors, Phone::parse);
        let current_training = fields.current_training.text(&self.current_training, &mut errors);
        let motivation = fields.motivation.text(&self.motivation, &mut errors);
        match (last_name, first_name, age, email) {
            (Some(last_name), Some(first_name), Some(age), Some(email)) if errors.is_empty() => {
                Ok(ApplicationDraft {
                    last_name,
                    first_name,
                    age,
                    email,
                    phone,
                    current_training,
                    motivation,
                    guardian,
                })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> ApplicationForm {
        ApplicationForm {
            last_name: "Bellanque".into(),
            first_name: "Inès".into(),
            age: "16".into(),
            email: "ines@example.org".into(),
            ..ApplicationForm::default()
        }
    }

    #[test]
    fn four_fields_are_enough() {
        assert!(complete().check(&OWN).is_ok());
        let errors = ApplicationForm::default().check(&OWN).unwrap_err();
        let named: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(named, ["last_name", "first_name", "age", "email"]);
    }

    #[test]
    fn under_fifteen_somebody_consents() {
        let child = ApplicationForm { age: "14".into(), ..complete() };
        let errors = child.check(&OWN).unwrap_err();
        let named: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(named, ["guardian_name", "guardian_email", "guardian_consent"]);
        let with_parent = ApplicationForm {
            guardian: GuardianForm {
                guardian_name: "Nadia Bellanque".into(),
                guardian_email: "nadia@example.org".into(),
                guardian_consent: true,
            },
            ..child
        };
        assert!(with_parent.check(&OWN).unwrap().guardian.is_some());
        // From 15 on, what was typed there is not kept.
        let older = ApplicationForm { age: "15".into(), ..with_parent };
        assert!(older.check(&OWN).unwrap().guardian.is_none());
    }
}
