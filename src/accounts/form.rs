//! The forms of accounts.

use crate::access::password::SHORTEST;
use crate::domain::{Email, Phone};
use crate::form::{Errors, Field, Input};

/// The identifier.
pub const EMAIL: Field = Field::new("email", "Identifiant")
    .required("Indiquez votre identifiant\u{a0}: votre adresse e-mail.")
    .hint("Votre adresse e-mail professionnelle")
    .length(0, 254)
    .input(Input::Email)
    .autocomplete("username");

/// The password with which one signs in.
pub const PASSWORD: Field = Field::new("password", "Mot de passe")
    .required("Indiquez votre mot de passe.")
    .length(0, 1000)
    .input(Input::Password)
    .autocomplete("current-password");

/// The password that one has, when choosing another.
pub const CURRENT: Field = Field::new("current", "Mot de passe actuel")
    .required("Indiquez votre mot de passe actuel.")
    .length(0, 1000)
    .input(Input::Password)
    .autocomplete("current-password");

/// The password that one chooses.
pub const NEW: Field = Field::new("new_password", "Nouveau mot de passe")
    .required("Choisissez un mot de passe.")
    .hint("12 caractères au moins. Une courte phrase que personne d’autre ne connaît convient très bien.")
    .length(0, 1000)
    .input(Input::Password)
    .autocomplete("new-password");

/// The telephone that the public sees.
pub const PHONE: Field = Field::new("phone", "Téléphone")
    .hint("Il paraît sur le site public avec votre nom, là où vous recevez les inscriptions.")
    .length(0, 30)
    .input(Input::Tel)
    .autocomplete("tel");

/// Whether a mail goes with each alert.
pub const ALERT_MAILS: Field = Field::new("alert_mails", "Recevoir un courriel à chaque affectation");

/// What stands in the hint of [`NEW`].
const _: () = assert!(SHORTEST == 12);

/// Checks the address of somebody who forgot their password.
///
/// # Errors
/// What to put right.
pub fn check_email(typed: &str) -> Result<Email, Errors> {
    let mut errors = Errors::default();
    let email = EMAIL.parse(typed, &mut errors, Email::parse);
    email.ok_or(errors)
}

/// Checks the telephone of an account; blank takes it away.
///
/// # Errors
/// What to put right.
pub fn check_phone(typed: &str) -> Result<Option<Phone>, Errors> {
    let mut errors = Errors::default();
    let phone = PHONE.parse(typed, &mut errors, Phone::parse);
    if errors.is_empty() { Ok(phone) } else { Err(errors) }
}

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    [EMAIL, PASSWORD, CURRENT, NEW, PHONE].iter().find(|field| field.name == name).map(|field| field.label)
}
