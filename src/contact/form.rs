//! The form: its fields, and what becomes of them.

use super::{MessageDraft, Sender};
use crate::domain::{DepartmentCode, Email, Name, Phone};
use crate::form::{Errors, Field, Input};
use crate::web::query::Query;

/// Name of the form, signed in its ticket.
pub const FORM: &str = "contact";

/// Value of [`DEPARTMENT`] for what lies outside the territory.
pub const ELSEWHERE: &str = "autre";

/// Vous êtes.
pub const SENDER: Field = Field::new("sender", "Vous êtes");
/// Name.
pub const NAME: Field =
    Field::new("name", "Prénom et nom").required("Indiquez votre nom.").length(0, 100).autocomplete("name");
/// E-mail address.
pub const EMAIL: Field = Field::new("email", "Adresse e-mail")
    .required("Indiquez votre adresse e-mail.")
    .hint("Pour vous répondre, par exemple prenom.nom@example.org")
    .length(0, 254)
    .input(Input::Email)
    .autocomplete("email");
/// Telephone.
pub const PHONE: Field = Field::new("phone", "Téléphone")
    .hint("Facultatif. Si vous préférez qu’on vous appelle.")
    .length(0, 30)
    .input(Input::Tel)
    .autocomplete("tel");
/// Département, by which the message finds its reader.
pub const DEPARTMENT: Field = Field::new("department", "Votre département")
    .required("Choisissez votre département, ou «\u{a0}Autre\u{a0}».")
    .hint("Votre message arrive à la personne qui s’en occupe.");
/// What it is about.
pub const SUBJECT: Field =
    Field::new("subject", "Objet").hint("Facultatif. En quelques mots.").length(0, 150);
/// The message.
pub const MESSAGE: Field = Field::new("message", "Votre message")
    .required("Écrivez votre message.")
    .hint("Si vous nous écrivez au sujet d’une offre ou d’une candidature, rappelez son numéro ou sa référence.")
    .length(20, 4000)
    .input(Input::Multiline(8));

/// Every field that a person sees, in the order of the page.
pub const FIELDS: [&Field; 7] = [&SENDER, &NAME, &EMAIL, &PHONE, &DEPARTMENT, &SUBJECT, &MESSAGE];

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct ContactForm {
    /// See [`SENDER`].
    pub sender: String,
    /// See [`NAME`].
    pub name: String,
    /// See [`EMAIL`].
    pub email: String,
    /// See [`PHONE`].
    pub phone: String,
    /// See [`DEPARTMENT`].
    pub department: String,
    /// See [`SUBJECT`].
    pub subject: String,
    /// See [`MESSAGE`].
    pub message: String,
}

impl ContactForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            sender: text(&SENDER),
            name: text(&NAME),
            email: text(&EMAIL),
            phone: text(&PHONE),
            department: text(&DEPARTMENT),
            subject: text(&SUBJECT),
            message: text(&MESSAGE),
        }
    }

    /// What was typed, in the order of the fields: what makes a sending the same as another.
    pub fn texts(&self) -> [&str; 7] {
        [&self.sender, &self.name, &self.email, &self.phone, &self.department, &self.subject, &self.message]
    }

    /// Checks everything, and gives what may be stored. `territory` holds the codes on offer.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check<'c>(&self, mut territory: impl Iterator<Item = &'c str>) -> Result<MessageDraft, Errors> {
        let mut errors = Errors::default();
        let sender = SENDER.parse(&self.sender, &mut errors, |text| {
            Sender::from_slug(text).ok_or("Choisissez l’une des réponses proposées.")
        });
        let name = NAME.parse(&self.name, &mut errors, Name::parse);
        let email = EMAIL.parse(&self.email, &mut errors, Email::parse);
        let phone = PHONE.parse(&self.phone, &mut errors, Phone::parse);
        let department = DEPARTMENT.parse(&self.department, &mut errors, |text| {
            if text == ELSEWHERE {
                return Ok(None);
            }
            let code = DepartmentCode::parse(text).filter(|code| territory.any(|own| own == code.as_str()));
            code.map(Some).ok_or("Choisissez l’un des départements proposés, ou «\u{a0}Autre\u{a0}».")
        });
        let subject = SUBJECT.text(&self.subject, &mut errors);
        let message = MESSAGE.text(&self.message, &mut errors);
        match (name, email, department, message) {
            (Some(name), Some(email), Some(department), Some(message)) if errors.is_empty() => {
                Ok(MessageDraft { sender, name, email, phone, department, subject, message })
            }
            _ => Err(errors),
        }
    }
}

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.name == name).map(|field| field.label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TERRITORY: [&str; 2] = ["16", "17"];

    fn complete() -> ContactForm {
        ContactForm {
            name: "Inès Bellanque".into(),
            email: "ines@example.org".into(),
            department: "17".into(),
            message: "Bonjour, comment proposer une visite\u{202f}?".into(),
            ..ContactForm::default()
        }
    }

    fn wrong(form: &ContactForm) -> Vec<&'static str> {
        form.check(TERRITORY.into_iter()).unwrap_err().iter().map(|error| error.field).collect()
    }

    #[test]
    fn four_fields_are_enough() {
        let draft = complete().check(TERRITORY.into_iter()).unwrap();
        assert_eq!(draft.department.map(DepartmentCode::as_str), Some("17"));
        assert_eq!(wrong(&ContactForm::default()), ["name", "email", "department", "message"]);
    }

    #[test]
    fn elsewhere_is_an_answer_and_another_departement_is_not() {
        let elsewhere = ContactForm { department: ELSEWHERE.into(), ..complete() };
        assert_eq!(elsewhere.check(TERRITORY.into_iter()).unwrap().department, None);
        assert_eq!(wrong(&ContactForm { department: "75".into(), ..complete() }), ["department"]);
        assert_eq!(wrong(&ContactForm { sender: "roi".into(), ..complete() }), ["sender"]);
        assert_eq!(wrong(&ContactForm { message: "Trop court.".into(), ..complete() }), ["message"]);
        assert_eq!(wrong(&ContactForm { message: "x".repeat(4001), ..complete() }), ["message"]);
        let forged = ContactForm { name: "a\r\nBcc: x@example.org".into(), ..complete() };
        let draft = forged.check(TERRITORY.into_iter()).unwrap();
        assert_eq!(draft.name.as_str(), "a Bcc: x@example.org", "one line, which adds no header");
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(texts in prop::collection::vec((prop::sample::select(FIELDS.map(|field| field.name).to_vec()), ".{0,40}"), 0..9)) {
            let mut query = Query::default();
            for (name, text) in texts {
                query.push_raw(name, text);
            }
            if let Ok(draft) = ContactForm::read(&query).check(TERRITORY.into_iter()) {
                prop_assert!(draft.message.chars().count() >= 20);
            }
        }
    }
}
