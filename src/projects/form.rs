//! The form of a project.

use super::Content;
use crate::domain::{Email, Phone, Wish};
use crate::form::{Errors, Field, Input};
use crate::web::query::Query;

/// Name of the form, signed in its ticket.
pub const FORM: &str = "project";

/// The private contact.
pub const CONTACT: Field = Field::new("project_contact_name", "Personne à contacter").length(0, 100);

/// Its telephone.
pub const PHONE: Field =
    Field::new("project_phone", "Téléphone de l’employeur").length(0, 30).input(Input::Tel);

/// Its second telephone.
pub const OTHER_PHONE: Field =
    Field::new("project_other_phone", "Autre téléphone de l’employeur").length(0, 30).input(Input::Tel);

/// Its address.
pub const EMAIL: Field = Field::new("project_email", "E-mail de l’employeur")
    .hint("Les courriels à l’employeur partent à cette adresse. Elle n’est jamais publiée.")
    .length(0, 254)
    .input(Input::Email);

/// Who manages it.
pub const MANAGER: Field = Field::new("manager", "Chargé du projet").required("Choisissez qui s’en charge.");

/// A word to the one who gets it.
pub const NOTE: Field = Field::new("note", "Un mot à cette personne")
    .hint("Facultatif. Il part avec le courriel.")
    .length(0, 1000)
    .input(Input::Multiline(2));

/// What the company wishes.
pub const WISH: Field =
    Field::new("wish", "Votre entreprise souhaite").required("Choisissez ce que l’entreprise souhaite.");

/// Its own words.
pub const REQUEST: Field = Field::new("request", "Sa demande")
    .hint("Dans les mots de l’entreprise.")
    .length(0, 5000)
    .input(Input::Multiline(3));

/// A comment to add to the follow-up.
pub const COMMENT: Field = Field::new("comment", "Ajouter un commentaire")
    .hint("Suivi du projet\u{a0}: il est daté, signé, et s’ajoute aux précédents.")
    .length(0, 5000)
    .input(Input::Multiline(3));

/// Every field that a person sees, in the order of the page.
pub const FIELDS: [&Field; 9] =
    [&MANAGER, &NOTE, &WISH, &REQUEST, &COMMENT, &CONTACT, &PHONE, &OTHER_PHONE, &EMAIL];

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectForm {
    /// See [`CONTACT`].
    pub contact_name: String,
    /// See [`PHONE`].
    pub phone: String,
    /// See [`OTHER_PHONE`].
    pub other_phone: String,
    /// See [`EMAIL`].
    pub email: String,
    /// See [`MANAGER`].
    pub manager: String,
    /// See [`NOTE`].
    pub note: String,
    /// See [`WISH`].
    pub wish: String,
    /// See [`REQUEST`].
    pub request: String,
    /// See [`COMMENT`].
    pub comment: String,
}

/// What may be stored.
#[derive(Debug, Clone)]
pub struct ProjectDraft {
    /// What is written of it.
    pub content: Content,
    /// Who manages it from now on.
    pub manager: i64,
    /// A word to the one who gets it.
    pub note: Option<String>,
    /// A comment to add.
    pub comment: Option<String>,
}

impl ProjectForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            contact_name: text(&CONTACT),
            phone: text(&PHONE),
            other_phone: text(&OTHER_PHONE),
            email: text(&EMAIL),
            manager: text(&MANAGER),
            note: text(&NOTE),
            wish: text(&WISH),
            request: text(&REQUEST),
            comment: text(&COMMENT),
        }
    }

    /// A project as it stands, to be changed.
    pub fn of(content: &Content, manager: Option<i64>) -> Self {
        let phone = |phone: &Option<Phone>| phone.as_ref().map(Phone::display).unwrap_or_default();
        Self {
            contact_name: content.contact_name.clone().unwrap_or_default(),
            phone: phone(&content.phone),
            other_phone: phone(&content.other_phone),
            email: content.email.as_ref().map(Email::to_string).unwrap_or_default(),
            manager: manager.map(|manager| manager.to_string()).unwrap_or_default(),
            wish: content.wish.as_str().to_owned(),
            request: content.request.clone(),
            ..Self::default()
        }
    }

    /// Checks everything. `managers` are those who may be given it; `request` is what the company wrote
    /// itself, which nobody else changes.
    pub fn check(
        &self,
        managers: &[i64],
        request: Option<&str>,
        errors: &mut Errors,
    ) -> Option<ProjectDraft> {
        let manager = MANAGER.parse(&self.manager, errors, |text| {
            let chosen = text.parse().ok().filter(|id| managers.contains(id));
            chosen.ok_or("Cette personne n’a plus de compte actif\u{a0}: choisissez-en une autre.")
        });
        let note = NOTE.text(&self.note, errors);
        let wish = WISH.parse(&self.wish, errors, |text| {
            Wish::parse(text).ok_or("Choisissez l’une des trois réponses.")
        });
        let typed = REQUEST.text(&self.request, errors).unwrap_or_default();
        let comment = COMMENT.text(&self.comment, errors);
        let contact_name = CONTACT.text(&self.contact_name, errors);
        let phone = PHONE.parse(&self.phone, errors, Phone::parse);
        let other_phone = OTHER_PHONE.parse(&self.other_phone, errors, Phone::parse);
        let email = EMAIL.parse(&self.email, errors, Email::parse);
        let reachable = [&self.phone, &self.email].iter().any(|text| !text.trim().is_empty());
        if !reachable {
            errors.push(
                PHONE.name,
                "Indiquez un téléphone ou une adresse e-mail\u{a0}: il faut pouvoir joindre l’entreprise.",
            );
        }
        let request = request.map_or(typed, str::to_owned);
        let content = Content { wish: wish?, request, contact_name, phone, other_phone, email };
        Some(ProjectDraft { content, manager: manager?, note, comment })
    }

    /// What was typed, in the order of the fields: what makes a sending the same as another.
    pub fn texts(&self) -> [&str; 9] {
        [
            &self.manager,
            &self.note,
            &self.wish,
            &self.request,
            &self.comment,
            &self.contact_name,
            &self.phone,
            &self.other_phone,
            &self.email,
        ]
    }
}

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.name == name).map(|field| field.label)
}

impl Content {
    /// What it is made of, in words: what the journal tells, and what two people wrote differently.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let phone = |value: &Option<Phone>| value.as_ref().map(Phone::display).unwrap_or_default();
        let email = |value: &Option<Email>| value.as_ref().map(Email::to_string).unwrap_or_default();
        vec![
            (WISH.label, self.wish.label().to_owned()),
            (REQUEST.label, self.request.clone()),
            (CONTACT.label, text(&self.contact_name)),
            (PHONE.label, phone(&self.phone)),
            (OTHER_PHONE.label, phone(&self.other_phone)),
            (EMAIL.label, email(&self.email)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::differences;

    fn typed() -> ProjectForm {
        ProjectForm {
            phone: "05 36 49 00 10".to_owned(),
            manager: "3".to_owned(),
            wish: "host_intern".to_owned(),
            ..ProjectForm::default()
        }
    }

    fn check(form: &ProjectForm) -> Result<ProjectDraft, Vec<&'static str>> {
        let mut errors = Errors::default();
        let draft = form.check(&[3, 4], None, &mut errors);
        if errors.is_empty() {
            Ok(draft.unwrap())
        } else {
            Err(errors.iter().map(|error| error.field).collect())
        }
    }

    #[test]
    fn a_project_needs_a_manager_a_wish_and_a_way_to_reach_the_company() {
        assert!(check(&typed()).is_ok());
        assert_eq!(check(&ProjectForm::default()).unwrap_err(), ["manager", "wish", "project_phone"]);
        let by_mail = ProjectForm { phone: String::new(), email: "a@example.org".to_owned(), ..typed() };
        assert!(check(&by_mail).is_ok());
        assert_eq!(check(&ProjectForm { manager: "9".to_owned(), ..typed() }).unwrap_err(), ["manager"]);
        assert_eq!(check(&ProjectForm { wish: "rien".to_owned(), ..typed() }).unwrap_err(), ["wish"]);
        let wrong = ProjectForm { email: "a@".to_owned(), other_phone: "12".to_owned(), ..typed() };
        assert_eq!(check(&wrong).unwrap_err(), ["project_other_phone", "project_email"]);
    }

    #[test]
    fn what_the_company_wrote_is_not_changed_by_others() {
        let form = ProjectForm { request: "autre chose".to_owned(), ..typed() };
        let mut errors = Errors::default();
        let draft = form.check(&[3], Some("Nous cherchons."), &mut errors).unwrap();
        assert_eq!(draft.content.request, "Nous cherchons.");
    }

    #[test]
    fn a_project_reads_back_as_it_was_typed() {
        let draft = check(&typed()).unwrap();
        let again = ProjectForm::of(&draft.content, Some(3));
        assert_eq!(check(&again).unwrap().content, draft.content);
        let other = Content { phone: None, wish: Wish::BeContacted, ..draft.content.clone() };
        let labels: Vec<_> = differences(draft.content.rows(), other.rows())
            .iter()
            .map(|difference| difference.label)
            .collect();
        assert_eq!(labels, ["Votre entreprise souhaite", "Téléphone de l’employeur"]);
    }
}
