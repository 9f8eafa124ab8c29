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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The fields about a legal representative, in the words of whoever fills them in. Each is asked for under
/// 15 only, and says then what is missing.
#[derive(Debug, Clone, Copy)]
pub struct GuardianFields {
    /// See [`GUARDIAN_NAME`].
    pub name: Field,
    /// See [`GUARDIAN_EMAIL`].
    pub email: Field,
    /// The box of consent.
    pub consent: Field,
    /// When they are to be filled in.
    pub hint: &'static str,
}

impl GuardianFields {
    /// Of a form that one fills in for oneself.
    pub const fn own(consent: Field) -> Self {
        Self {
            name: GUARDIAN_NAME.required(
                "Vous avez moins de 15 ans\u{a0}: indiquez le nom d’un parent ou responsable légal.",
            ),
            email: GUARDIAN_EMAIL.required(
                "Vous avez moins de 15 ans\u{a0}: indiquez l’adresse d’un parent ou responsable légal.",
            ),
            consent: consent.required(
                "Vous avez moins de 15 ans\u{a0}: demandez l’accord d’un parent ou responsable légal, puis cochez cette case.",
            ),
            hint: "À remplir si vous avez moins de 15 ans.",
        }
    }

    /// Of a form that one fills in for somebody else.
    pub const fn of_another(consent: Field) -> Self {
        Self {
            name: GUARDIAN_NAME
                .required("Moins de 15 ans\u{a0}: indiquez le nom d’un parent ou responsable légal."),
            email: GUARDIAN_EMAIL
                .required("Moins de 15 ans\u{a0}: indiquez l’adresse d’un parent ou responsable légal.")
                .hint("Cette personne recevra les mêmes courriels."),
            consent: consent.required("Moins de 15 ans\u{a0}: obtenez cet accord, puis cochez cette case."),
            hint: "À remplir si la personne a moins de 15 ans.",
        }
    }
}

impl GuardianForm {
    /// Checks what somebody under 15 must give (loi Informatique et Libertés, article 45).
    pub fn check(&self, fields: &GuardianFields, errors: &mut Errors) -> Option<Guardian> {
        let name = fields.name.parse(&self.guardian_name, errors, Name::parse);
        let email = fields.email.parse(&self.guardian_email, errors, Email::parse);
        if !self.guardian_consent {
            errors.push(fields.consent.name, fields.consent.missing.unwrap_or_default());
        }
        Some(Guardian { name: name?, email: email? })
    }

    /// The group of fields. It is there for everybody without JavaScript; with it, it shows itself
    /// when the age asks for it.
    pub fn group(&self, fields: &GuardianFields, errors: &Errors) -> Markup {
        // Nobody older owes them.
        let [name, email, consent] =
            [fields.name, fields.email, fields.consent].map(|field| Field { required: false, ..field });
        html! {
            fieldset class="group panel form" id="accord" data-shown-under="15" data-of=(AGE.name) {
                legend { "Accord d’un parent ou responsable légal" }
                p class="hint" { (fields.hint) }
                (ui::field(&name, &self.guardian_name, errors))
                (ui::field(&email, &self.guardian_email, errors))
                (ui::confirmation(&consent, "oui", self.guardian_consent, errors))
            }
        }
    }
}

/// What is said of somebody by whoever registers them. Nothing that the browser knows of its owner is
/// proposed there.
pub mod another {
    use crate::form::Field;

    /// Family name.
    pub const LAST_NAME: Field =
        super::LAST_NAME.required("Indiquez le nom de la personne.").autocomplete("off");

    /// First name.
    pub const FIRST_NAME: Field =
        super::FIRST_NAME.required("Indiquez le prénom de la personne.").autocomplete("off");

    /// E-mail address.
    pub const EMAIL: Field = super::EMAIL
        .required("Indiquez une adresse e-mail\u{a0}: à défaut, la vôtre.")
        .hint("Celle de la personne\u{a0}: à défaut, la vôtre.")
        .autocomplete("off");

    /// Telephone.
    pub const PHONE: Field = super::PHONE.hint("Facultatif.").autocomplete("off");

    /// Whether the person is not written to.
    pub const QUIET: Field = Field::new("quiet", "Ne pas envoyer de courriel de confirmation")
        .hint("Par exemple si vous avez indiqué votre propre adresse.");
}

/// Who is written to about what has just been stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The person, and the legal representative.
    pub person: bool,
    /// Whoever receives applications or registrations.
    pub receiver: bool,
}

impl Told {
    /// All of them.
    pub const EVERYBODY: Self = Self { person: true, receiver: true };
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
