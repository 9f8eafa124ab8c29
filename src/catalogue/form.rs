//! What the forms of an offer and of an event have in common: the look-ups, the document, the block
//! by which visitors reach the employer, the publication.
//!
//! Every value that is there must be valid. « Publier » asks for everything that is required; « Ne pas
//! publier » may lack things, but not the contact.

use super::lookups::{self, COMMUNE_NAME, Looked, OCCUPATION_NAME};
use super::origin::Origin;
use super::{PublicContact, near};
use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::domain::{Audience, AudienceSet, CommuneCode, Email, Name, Phone, parse_website};
use crate::form::{Errors, Field, Input};
use crate::reference::communes::{self, Commune};
use crate::reference::occupations::{self, Occupation};
use crate::text::clean_line;
use crate::ui::{ENTER, SEARCH};
use crate::web::query::Query;

/// Public visé: several boxes of this name.
pub const AUDIENCES: Field = Field::new("audiences", "Public visé").required("Cochez au moins un public.");

/// Look-up of the occupation; what it chooses is [`OCCUPATION_NAME`].
pub const OCCUPATION: Field = Field::new("metier_q", "Métier ou famille de métiers proposé(e)")
    .hint("Tapez quelques lettres, puis choisissez dans la liste. Par exemple\u{a0}: menuisier, vente, A11")
    .length(0, 100);

/// Whether the employer's identity is hidden.
pub const MASKED: Field = Field::new("masked", "Masquer l’employeur")
    .hint("Son nom, son adresse, son SIRET, son site et le document joint ne paraissent nulle part\u{202f}; la commune et le département restent.");

/// The name under which visitors know the employer.
pub const TRADE_NAME: Field = Field::new("trade_name", "Nom commercial")
    .hint("Ce nom paraît sur le site public. Sans lui, c’est celui de l’entreprise.")
    .length(0, 150);

/// Person to ask for.
pub const CONTACT_NAME: Field =
    Field::new("contact_name", "Nom et prénom d’un contact dans l’entreprise").length(0, 100);

/// Telephone.
pub const PHONE: Field = Field::new("phone", "Téléphone")
    .required("Indiquez le téléphone qui paraît sur le site.")
    .length(0, 30)
    .input(Input::Tel);

/// Second telephone.
pub const OTHER_PHONE: Field = Field::new("other_phone", "Autre téléphone").length(0, 30).input(Input::Tel);

/// Where answers go.
pub const EMAIL: Field = Field::new("email", "E-mail")
    .required("Indiquez l’adresse e-mail qui reçoit les réponses.")
    .length(0, 254)
    .input(Input::Email);

/// Web site.
pub const WEBSITE: Field = Field::new("website", "Site internet de l’entreprise")
    .hint("Par exemple\u{a0}: https://www.example.org")
    .length(0, 300)
    .input(Input::Url);

/// Said when something tells who a masked employer is, and that is meant.
pub const LEAKS_MEANT: Field = Field::new("leaks_meant", "J’ai vérifié ces points\u{a0}: publier quand même");

/// Whether the employer is told of the publication. Asked anew at each save.
pub const MAIL_EMPLOYER: Field = Field::new("mail_employer", "Envoyer un mail à l’employeur");

/// The document joined; the one already there travels in `document_kept`, and `document_remove` takes
/// it out.
pub const DOCUMENT: Field = Field::new("document", "Joindre un document");

/// Value of the field « État » that puts online.
pub const PUBLISH: &str = "publier";

/// Value of the field « État » that keeps or takes offline.
pub const HOLD: &str = "ne-pas-publier";

/// What somebody asks for by saving: to be online, or not to be. A `Draft` may be incomplete.
#[derive(Debug, Clone)]
pub enum Wanted<Draft, Checked> {
    /// « Publier ».
    Publish(Checked),
    /// « Ne pas publier ».
    Hold(Draft),
}

/// What is known when a form is checked, besides what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// When.
    pub now: Now,
    /// The project and its company.
    pub origin: &'a Origin,
    /// What the look-ups have chosen.
    pub chosen: &'a Chosen,
}

/// What was chosen in a look-up, and what was typed to look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choosing {
    /// The value of the button chosen.
    pub value: String,
    /// What was typed.
    pub typed: String,
    /// Whether this is a search: by its button, or by the Enter key when nothing is chosen yet.
    pub sought: bool,
}

impl Choosing {
    fn read(texts: &Query, name: &str) -> Self {
        let typed: String = clean_line(texts.raw(&format!("{name}_q"))).chars().take(100).collect();
        let value = texts.raw(name).trim().to_owned();
        let entered = !texts.raw(ENTER).is_empty() && value.is_empty() && !typed.is_empty();
        Self { sought: entered || texts.raw(SEARCH) == name, value, typed }
    }

    /// Whether one of the look-ups of a request is searching.
    pub fn is_sought(texts: &Query) -> bool {
        Self::occupation(texts).sought || Self::commune(texts).sought
    }

    /// The look-up of occupations in a request.
    pub fn occupation(texts: &Query) -> Self {
        Self::read(texts, OCCUPATION_NAME)
    }

    /// The look-up of communes in a request.
    pub fn commune(texts: &Query) -> Self {
        Self::read(texts, COMMUNE_NAME)
    }

    /// What is chosen already.
    pub fn of(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }

    /// What was chosen must exist; what was typed must have led to it, or it would be lost in silence.
    fn check<'k, T>(
        &self,
        name: &'static str,
        chosen: Option<&'k T>,
        is_found: impl Fn(&T) -> bool,
        errors: &mut Errors,
    ) -> Option<&'k T> {
        match chosen {
            Some(chosen) if self.typed.is_empty() || is_found(chosen) => Some(chosen),
            None if self.value.is_empty() && self.typed.is_empty() => None,
            _ => {
                errors.push(name, "Choisissez l’une des réponses de la liste, ou videz ce champ.");
                None
            }
        }
    }
}

/// The occupation and the commune that a form has chosen, and what its look-ups find.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// The occupation, if the code sent is one.
    pub occupation: Option<Occupation>,
    /// The commune, if the code sent is one.
    pub commune: Option<Commune>,
    /// What the letters typed find.
    pub occupations: Option<Looked<Occupation>>,
    /// What the letters typed find.
    pub communes: Option<Looked<communes::Found>>,
}

impl Chosen {
    /// Reads what two look-ups stand for. `territory` holds the codes of the site's own départements.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(
        tx: &ReadTx,
        occupation: &Choosing,
        commune: &Choosing,
        territory: &[String],
    ) -> Result<Self, db::Error> {
        let typed = |choosing: &Choosing| (!choosing.typed.is_empty()).then(|| choosing.typed.clone());
        Ok(Self {
            occupation: occupations::get(tx, &occupation.value)?,
            commune: communes::by_code(tx, &commune.value)?,
            occupations: typed(occupation).map(|typed| lookups::occupations(tx, typed)).transpose()?,
            communes: typed(commune).map(|typed| lookups::communes(tx, typed, territory)).transpose()?,
        })
    }

    /// The code of the occupation chosen, if one is.
    pub fn check_occupation(&self, choosing: &Choosing, errors: &mut Errors) -> Option<String> {
        let is_found = |chosen: &Occupation| {
            lookups::found(self.occupations.as_ref()).iter().any(|found| found.code == chosen.code)
        };
        choosing
            .check(OCCUPATION_NAME, self.occupation.as_ref(), is_found, errors)
            .map(|chosen| chosen.code.clone())
    }

    /// The commune chosen; the company's when none was.
    pub fn check_commune(&self, choosing: &Choosing, origin: &Origin, errors: &mut Errors) -> CommuneCode {
        let is_found = |chosen: &Commune| {
            lookups::found(self.communes.as_ref()).iter().any(|found| found.commune.code == chosen.code)
        };
        choosing
            .check(COMMUNE_NAME, self.commune.as_ref(), is_found, errors)
            .and_then(|chosen| CommuneCode::parse(&chosen.code))
            .unwrap_or(origin.company.commune)
    }

    /// The label of the occupation, for people.
    pub fn occupation_label(&self) -> String {
        self.occupation.as_ref().map(|occupation| occupation.label.clone()).unwrap_or_default()
    }

    /// The label of the commune, for people.
    pub fn commune_label(&self) -> String {
        self.commune.as_ref().map(near::label).unwrap_or_default()
    }
}

/// The slugs of a set of audiences, as boxes send them.
pub fn slugs<A: Audience>(audiences: AudienceSet<A>) -> Vec<String> {
    audiences.iter().map(|audience| audience.slug().to_owned()).collect()
}

/// The audiences of these boxes; at least one where something is to be published.
pub fn check_audiences<A: Audience>(typed: &[String], publish: bool, errors: &mut Errors) -> AudienceSet<A> {
    let chosen: Option<AudienceSet<A>> = typed.iter().map(|slug| A::from_slug(slug)).collect();
    match chosen {
        None => errors.push(AUDIENCES.name, "Choisissez parmi les publics proposés."),
        Some(chosen) if publish && chosen.is_empty() => {
            errors.push(AUDIENCES.name, AUDIENCES.missing.unwrap_or_default());
        }
        Some(_) => {}
    }
    chosen.unwrap_or_default()
}

/// Whether « Publier » was chosen; `field` is the one that asks.
pub fn check_state(field: &Field, typed: &str, errors: &mut Errors) -> bool {
    if !matches!(typed, PUBLISH | HOLD) {
        errors.push(field.name, "Choisissez «\u{a0}Publier\u{a0}» ou «\u{a0}Ne pas publier\u{a0}».");
    }
    typed == PUBLISH
}

/// The field as « Publier » wants it, or as a draft may leave it.
pub fn wanted(field: &Field, publish: bool) -> Field {
    if publish { *field } else { field.unfinished() }
}

/// What a field would store, in the words of people; what was typed, where it cannot be read. So two forms
/// that say the same in other writings do not differ.
pub fn said<T, E: Into<String>>(
    field: &Field,
    typed: &str,
    read: impl FnOnce(&str) -> Result<T, E>,
    words: impl FnOnce(T) -> String,
) -> String {
    let read = field.unfinished().parse(typed, &mut Errors::default(), read);
    read.map_or_else(|| typed.to_owned(), words)
}

/// [`said`] of a text.
pub fn said_text(field: &Field, typed: &str) -> String {
    field.unfinished().text(typed, &mut Errors::default()).unwrap_or_else(|| typed.to_owned())
}

/// A whole number in digits, spaces aside.
pub fn whole(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && range.contains(n))
}

/// What was typed of the block by which visitors reach the employer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactForm {
    /// See [`MASKED`].
    pub masked: bool,
    /// See [`TRADE_NAME`].
    pub trade_name: String,
    /// See [`CONTACT_NAME`].
    pub contact_name: String,
    /// See [`PHONE`].
    pub phone: String,
    /// See [`OTHER_PHONE`].
    pub other_phone: String,
    /// See [`EMAIL`].
    pub email: String,
    /// See [`WEBSITE`].
    pub website: String,
    /// See [`LEAKS_MEANT`].
    pub leaks_meant: bool,
}

impl ContactForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            masked: !texts.raw(MASKED.name).is_empty(),
            trade_name: text(&TRADE_NAME),
            contact_name: text(&CONTACT_NAME),
            phone: text(&PHONE),
            other_phone: text(&OTHER_PHONE),
            email: text(&EMAIL),
            website: text(&WEBSITE),
            leaks_meant: !texts.raw(LEAKS_MEANT.name).is_empty(),
        }
    }

    /// The block of something stored.
    pub fn of(contact: &PublicContact) -> Self {
        let phone = |phone: &Option<Phone>| phone.as_ref().map(Phone::display).unwrap_or_default();
        Self {
            masked: contact.masked,
            trade_name: contact.trade_name.clone().unwrap_or_default(),
            contact_name: contact.contact_name.clone().unwrap_or_default(),
            phone: phone(&contact.phone),
            other_phone: phone(&contact.other_phone),
            email: contact.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            website: contact.website.clone().unwrap_or_default(),
            leaks_meant: false,
        }
    }

    /// The block of something new: the employer's private contact, to be changed where it should not
    /// be public.
    pub fn prefilled(origin: &Origin) -> Self {
        let contact = &origin.contact;
        Self::of(&PublicContact {
            masked: false,
            trade_name: None,
            contact_name: contact.name.clone(),
            phone: contact.phone.clone(),
            other_phone: contact.other_phone.clone(),
            email: contact.email.clone(),
            website: origin.company.website.clone(),
        })
    }

    /// Checks the block, which is never left incomplete.
    pub fn check(&self, errors: &mut Errors) -> PublicContact {
        let trade_name = match self.masked {
            true => TRADE_NAME.required(
                "L’employeur est masqué\u{a0}: donnez-lui un nom commercial, par exemple «\u{a0}Entreprise de menuiserie\u{a0}».",
            ),
            false => TRADE_NAME,
        };
        PublicContact {
            masked: self.masked,
            trade_name: trade_name.parse(&self.trade_name, errors, name),
            contact_name: CONTACT_NAME.parse(&self.contact_name, errors, name),
            phone: PHONE.parse(&self.phone, errors, Phone::parse),
            other_phone: OTHER_PHONE.parse(&self.other_phone, errors, Phone::parse),
            email: EMAIL.parse(&self.email, errors, Email::parse),
            website: WEBSITE.parse(&self.website, errors, parse_website),
        }
    }

    /// Refuses to publish, until it is said to be meant, what tells who a masked employer is.
    pub fn check_leaks(&self, leaks: &[String], errors: &mut Errors) {
        if !leaks.is_empty() && !self.leaks_meant {
            errors.push(
                LEAKS_MEANT.name,
                format!(
                    "L’employeur est masqué, mais\u{a0}: {} Corrigez, ou cochez cette case.",
                    leaks.join(" ")
                ),
            );
        }
    }

    /// Whether masking should be proposed: visitors would know the company by another name.
    pub fn proposes_masking(&self, origin: &Origin) -> bool {
        let name = clean_line(&self.trade_name);
        !self.masked && !name.is_empty() && name != origin.company.name
    }

    /// The block as rows, for a comparison.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let masked = if self.masked { "Oui" } else { "Non" };
        let phone = |field, typed| said(field, typed, Phone::parse, |phone| phone.display());
        vec![
            (TRADE_NAME.label, said_text(&TRADE_NAME, &self.trade_name)),
            (MASKED.label, masked.to_owned()),
            (CONTACT_NAME.label, said_text(&CONTACT_NAME, &self.contact_name)),
            (PHONE.label, phone(&PHONE, &self.phone)),
            (OTHER_PHONE.label, phone(&OTHER_PHONE, &self.other_phone)),
            (EMAIL.label, said(&EMAIL, &self.email, Email::parse, |email| email.to_string())),
            (WEBSITE.label, said(&WEBSITE, &self.website, parse_website, |website| website)),
        ]
    }
}

fn name(text: &str) -> Result<String, &'static str> {
    Name::parse(text).map(|name| name.to_string())
}

/// Refuses a mail about a publication that does not happen, or that would go nowhere.
pub fn check_mail(asked: bool, publish: bool, origin: &Origin, errors: &mut Errors) {
    if !asked {
        return;
    }
    if !publish {
        errors.push(
            MAIL_EMPLOYER.name,
            "Ce mail annonce une publication\u{a0}: choisissez «\u{a0}Publier\u{a0}», ou décochez cette case.",
        );
    } else if origin.contact.email.is_none() {
        errors.push(
            MAIL_EMPLOYER.name,
            "Le projet ne donne pas l’adresse e-mail de l’employeur\u{a0}: complétez-le, ou décochez cette case.",
        );
    }
}
