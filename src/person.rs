//! Somebody who writes to the site: what every form asks of a person, and the consent that a child
//! needs.

use maud::{Markup, html};

use crate::domain::{Email, Name};
use crate::form::{Errors, Field, Input};
use crate::ui;

/// Family name.
pub const LAST_NAME: Field =
    Field::new("last_name", "Nom").required("Indiquez votre nom.").length(0, 100).autocomplete("family-name");

/// First name.
pub const FIRST_NAME: Field = Field::new("first_name", "Prénom")
    .required("Indiquez votre prénom.")
    .length(0, 100)
    .autocomplete("given-name");

/// Age: a number, never a birth date.
pub const AGE: Field =
    Field::new("age", "Âge").hint("En années, par exemple 16").length(0, 10).input(Input::Digits);

/// E-mail address.
pub const EMAIL: Field = Field::new("email", "Adresse e-mail")
    .required("Indiquez votre adresse e-mail.")
    .hint("Pour recevoir la réponse, par exemple prenom.nom@example.org")
    .length(0, 254)
    .input(Input::Email)
    .autocomplete("email");

/// Telephone.
pub const PHONE: Field = Field::new("phone", "Téléphone").length(0, 30).input(Input::Tel).autocomplete("tel");

/// Name of the legal representative.
pub const GUARDIAN_NAME: Field =
    Field::new("guardian_name", "Prénom et nom du parent ou responsable légal").length(0, 100);

/// Address of the legal representative.
pub const GUARDIAN_EMAIL: Field =
    Field::new("guardian_email", "Adresse e-mail du parent ou responsable légal")
        .hint("Cette personne recevra les mêmes courriels que vous.")
        .length(0, 254)
        .input(Input::Email);

/// The legal representative of somebody under 15, who gets the same mails.
#[derive(Debug, Clone)]
pub struct Guardian {
    /// First and last name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
}

/// What was typed of a legal representative.
#[derive(Debug, Clone, Default)]
pub struct GuardianForm {
    /// See [`GUARDIAN_NAME`].
    pub guardian_name: String,
    /// See [`GUARDIAN_EMAIL`].
    pub guardian_email: String,
    /// Whether the box of consent is ticked.
    pub guardian_consent: bool,
}

impl GuardianForm {
    /// Checks what somebody under 15 must give (loi Informatique et Libertés, article 45). `consent`
    /// is the box of the form.
    pub fn check(&self, consent: &Field, errors: &mut Errors) -> Option<Guardian> {
        let name = GUARDIAN_NAME
            .required("Vous avez moins de 15 ans\u{a0}: indiquez le nom d’un parent ou responsable légal.")
            .parse(&self.guardian_name, errors, Name::parse);
        let email = GUARDIAN_EMAIL
            .required("Vous avez moins de 15 ans\u{a0}: indiquez l’adresse d’un parent ou responsable légal.")
            .parse(&self.guardian_email, errors, Email::parse);
        if !self.guardian_consent {
            errors.push(
                consent.name,
                "Vous avez moins de 15 ans\u{a0}: demandez l’accord d’un parent ou responsable légal, puis cochez cette case.",
            );
        }
        Some(Guardian { name: name?, email: email? })
    }

    /// The group of fields. It is there for everybody without JavaScript; with it, it shows itself
    /// when the age asks for it.
    pub fn group(&self, consent: &Field, errors: &Errors) -> Markup {
        html! {
            fieldset class="group panel form" id="accord" data-shown-under="15" data-of=(AGE.name) {
                legend { "Accord d’un parent ou responsable légal" }
                p class="hint" { "À remplir si vous avez moins de 15 ans." }
                (ui::field(&GUARDIAN_NAME, &self.guardian_name, errors))
                (ui::field(&GUARDIAN_EMAIL, &self.guardian_email, errors))
                (ui::confirmation(consent, "oui", self.guardian_consent, errors))
            }
        }
    }
}

/// Who gets the mails of somebody: the person, then the legal representative where there is one
/// with another address.
pub fn recipients<'a>(
    email: &'a Email,
    guardian: Option<&'a Guardian>,
) -> impl Iterator<Item = (&'a Email, bool)> {
    let guardian = guardian.filter(|guardian| guardian.email.folded() != email.folded());
    std::iter::once((email, false)).chain(guardian.map(|guardian| (&guardian.email, true)))
}

/// How a mail to somebody, or to their legal representative, begins. No name: the address is not
/// verified, and nothing that was typed goes to it.
pub fn opening(guardian: bool) -> String {
    if guardian {
        "Bonjour,\n\nVous recevez ce message comme parent ou responsable légal.".to_owned()
    } else {
        "Bonjour,".to_owned()
    }
}
