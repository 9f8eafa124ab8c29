//! The form by which one applies: its fields, and what becomes of them.

use super::{ApplicationDraft, Guardian};
use crate::domain::{Age, Email, Name, Phone};
use crate::form::{Errors, Field, Input};
use crate::web::query::Query;

/// Name of the form, signed in its ticket.
pub const FORM: &str = "application";

/// Family name.
pub const LAST_NAME: Field =
    Field::new("last_name", "Nom").required("Indiquez votre nom.").length(0, 100).autocomplete("family-name");
/// First name.
pub const FIRST_NAME: Field = Field::new("first_name", "Prénom")
    .required("Indiquez votre prénom.")
    .length(0, 100)
    .autocomplete("given-name");
/// Age: a number, never a birth date.
pub const AGE: Field = Field::new("age", "Âge")
    .required("Indiquez votre âge.")
    .hint("En années, par exemple 16")
    .length(0, 10)
    .input(Input::Digits);
/// E-mail address.
pub const EMAIL: Field = Field::new("email", "Adresse e-mail")
    .required("Indiquez votre adresse e-mail.")
    .hint("Pour recevoir la réponse, par exemple prenom.nom@example.org")
    .length(0, 254)
    .input(Input::Email)
    .autocomplete("email");
/// Telephone.
pub const PHONE: Field = Field::new("phone", "Téléphone")
    .hint("Facultatif. Si l’employeur préfère vous appeler.")
    .length(0, 30)
    .input(Input::Tel)
    .autocomplete("tel");
/// Formation suivie actuellement.
pub const CURRENT_TRAINING: Field = Field::new("current_training", "Formation suivie actuellement")
    .hint("Facultatif. Par exemple\u{a0}: classe de 3e, CAP menuisier, demandeur d’emploi…");
/// Formations, expériences, motivations.
pub const MOTIVATION: Field = Field::new("motivation", "Formations, expériences, motivations")
    .hint("Facultatif. Dites en quelques phrases ce qui vous attire. Ne parlez ni de santé, ni d’opinions.")
    .length(0, 4000)
    .input(Input::Multiline(8));
/// The documents joined.
pub const FILES: Field = Field::new("files", "Fichiers joints")
    .hint("Facultatif. CV, lettre… Trois fichiers au plus, de 5\u{a0}Mo chacun\u{a0}: pdf, docx, odt, png ou jpg.");
/// Name of the legal representative.
pub const GUARDIAN_NAME: Field = Field::new("guardian_name", "Prénom et nom du parent ou responsable légal")
    .length(0, 100);
/// Address of the legal representative.
pub const GUARDIAN_EMAIL: Field = Field::new("guardian_email", "Adresse e-mail du parent ou responsable légal")
    .hint("Cette personne recevra les mêmes courriels que vous.")
    .length(0, 254)
    .input(Input::Email);
/// Consent of the legal representative (loi Informatique et Libertés, article 45).
pub const GUARDIAN_CONSENT: Field =
    Field::new("guardian_consent", "Mon parent ou responsable légal est d’accord pour que j’envoie cette candidature");

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
    /// See [`GUARDIAN_NAME`].
    pub guardian_name: String,
    /// See [`GUARDIAN_EMAIL`].
    pub guardian_email: String,
    /// See [`GUARDIAN_CONSENT`].
    pub guardian_consent: bool,
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
            guardian_name: text(&GUARDIAN_NAME),
            guardian_email: text(&GUARDIAN_EMAIL),
            guardian_consent: !texts.raw(GUARDIAN_CONSENT.name).is_empty(),
        }
    }

    /// Checks everything, and gives what may be stored.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check(&self) -> Result<ApplicationDraft, Errors> {
        let mut errors = Errors::default();
        let last_name = LAST_NAME.parse(&self.last_name, &mut errors, Name::parse);
        let first_name = FIRST_NAME.parse(&self.first_name, &mut errors, Name::parse);
        let age = AGE.parse(&self.age, &mut errors, Age::parse);
        let guardian = match age {
            Some(age) if age.is_minor_under_15() => self.check_guardian(&mut errors),
            _ => None,
        };
        let email = EMAIL.parse(&self.email, &mut errors, Email::parse);
        let phone = PHONE.parse(&self.phone, &mut errors, Phone::parse);
        let current_training = CURRENT_TRAINING.text(&self.current_training, &mut errors);
        let motivation = MOTIVATION.text(&self.motivation, &mut errors);
        match (last_name, first_name, age, email) {
            (Some(last_name), Some(first_name), Some(age), Some(email)) if errors.is_empty() => {
                Ok(ApplicationDraft { last_name, first_name, age, email, phone, current_training, motivation, guardian })
            }
            _ => Err(errors),
        }
    }

    fn check_guardian(&self, errors: &mut Errors) -> Option<Guardian> {
        let name = GUARDIAN_NAME
            .required("Vous avez moins de 15 ans\u{a0}: indiquez le nom d’un parent ou responsable légal.")
            .parse(&self.guardian_name, errors, Name::parse);
        let email = GUARDIAN_EMAIL
            .required("Vous avez moins de 15 ans\u{a0}: indiquez l’adresse d’un parent ou responsable légal.")
            .parse(&self.guardian_email, errors, Email::parse);
        if !self.guardian_consent {
            errors.push(
                GUARDIAN_CONSENT.name,
                "Vous avez moins de 15 ans\u{a0}: demandez l’accord d’un parent ou responsable légal, puis cochez cette case.",
            );
        }
        Some(Guardian { name: name?, email: email? })
    }
}

/// Which field an error of the documents belongs to, and its label, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.name == name).map(|field| field.label)
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
        assert!(complete().check().is_ok());
        let errors = ApplicationForm::default().check().unwrap_err();
        let named: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(named, ["last_name", "first_name", "age", "email"]);
    }

    #[test]
    fn under_fifteen_somebody_consents() {
        let child = ApplicationForm { age: "14".into(), ..complete() };
        let errors = child.check().unwrap_err();
        let named: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(named, ["guardian_name", "guardian_email", "guardian_consent"]);
        let with_parent = ApplicationForm {
            guardian_name: "Nadia Bellanque".into(),
            guardian_email: "nadia@example.org".into(),
            guardian_consent: true,
            ..child
        };
        assert!(with_parent.check().unwrap().guardian.is_some());
        // From 15 on, what was typed there is not kept.
        let older = ApplicationForm { age: "15".into(), ..with_parent };
        assert!(older.check().unwrap().guardian.is_none());
    }
}
