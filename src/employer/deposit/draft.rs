//! What a company has typed so far, step by step, and what it makes.

use std::collections::BTreeSet;

use crate::accounts::Assignable;
use crate::catalogue::form::{Choosing, Chosen, ContactForm, Known, PUBLISH, Wanted};
use crate::catalogue::lookups::{COMMUNE_NAME, OCCUPATION_NAME};
use crate::catalogue::origin::{self, Origin, PrivateContact};
use crate::catalogue::{PublicContact, form as catalogue};
use crate::clock::Now;
use crate::companies::form::{self as company_form, CompanyForm};
use crate::companies::{self, Company, NewCompany};
use crate::db::{self, ReadTx};
use crate::deposits::DepositKind;
use crate::domain::{Email, Name, Phone};
use crate::events::draft::CheckedEvent;
use crate::events::form::{self as event_form, EventForm, EventKnown, NO, YES};
use crate::files::FileId;
use crate::form::{Errors, Field, Input};
use crate::offers::draft::CheckedOffer;
use crate::offers::form::{self as offer_form, OfferForm};
use crate::reference::communes;
use crate::ui::{ENTER, SEARCH};
use crate::web::query::Query;

/// Name of the radio buttons of the company, and stem of its look-up.
pub const COMPANY: &str = "entreprise";

/// Value of the button « Mon entreprise n’est pas dans la liste ».
pub const BY_HAND: &str = "autre";

/// What one types to find the company.
pub const COMPANY_SEARCH: Field = Field::new("entreprise_q", "Votre entreprise")
    .hint("Son nom, son SIREN ou son SIRET")
    .required("Cherchez votre entreprise et choisissez-la, ou cochez «\u{a0}Mon entreprise n’est pas dans la liste\u{a0}».")
    .length(0, 100);

/// Where a company that asks for help is called back.
const HELP_PHONE: Field = catalogue::PHONE.required("Indiquez un téléphone, pour vous rappeler.");

/// Where it is written to.
const HELP_EMAIL: Field = catalogue::EMAIL.required("Indiquez une adresse e-mail, pour vous répondre.");

/// A word for whoever answers; « Sa demande » of the project.
pub const REQUEST: Field = Field::new("request", "Un mot pour la personne qui vous répondra")
    .hint("Facultatif. Par exemple vos disponibilités, ou si vous préférez que votre nom ne paraisse pas.")
    .length(0, 5000)
    .input(Input::Multiline(3));

/// What is deposited, as it was typed.
#[derive(Debug, Clone)]
pub enum Item {
    /// An offer.
    Offer(Box<OfferForm>),
    /// An event.
    Event(Box<EventForm>),
}

/// What may be sent.
pub enum Checked {
    /// An offer.
    Offer(Box<CheckedOffer>),
    /// An event.
    Event(Box<CheckedEvent>),
}

/// The company of a draft, once it holds.
#[derive(Debug, Clone)]
pub enum Depositor {
    /// One that is known.
    Known(Box<Company>),
    /// One that was entered by hand.
    New(Box<NewCompany>),
}

impl Depositor {
    /// As its offers would show it.
    pub fn as_origin(&self) -> origin::Company {
        match self {
            Self::Known(company) => company.as_ref().into(),
            Self::New(company) => company.as_ref().into(),
        }
    }
}

/// The first step: which company, and whom to ask for.
#[derive(Debug, Clone)]
pub struct CompanyStep {
    /// Which it is: the row of one that is known, [`BY_HAND`], or nothing yet.
    pub choice: String,
    /// What was typed to find it.
    pub search: String,
    /// Its fields, when it is entered by hand.
    pub company: CompanyForm,
    /// Whom to ask for.
    pub contact: ContactForm,
}

/// The names of the fields of the first step.
pub fn company_names() -> Vec<&'static str> {
    let mut names = vec![COMPANY, COMPANY_SEARCH.name];
    names.extend(company_form::FIELDS.iter().map(|field| field.name));
    names.extend(contact_names());
    names
}

/// The names of the fields by which the company is reached.
pub fn contact_names() -> [&'static str; 6] {
    [
        catalogue::CONTACT_NAME.name,
        catalogue::PHONE.name,
        catalogue::OTHER_PHONE.name,
        catalogue::EMAIL.name,
        catalogue::WEBSITE.name,
        catalogue::TRADE_NAME.name,
    ]
}

/// The names of the fields of the second step.
pub fn item_names(kind: DepositKind) -> Vec<&'static str> {
    let others: BTreeSet<&str> = company_names().into_iter().collect();
    let own = [OCCUPATION_NAME, COMMUNE_NAME, event_form::COMPANY_RECEIVES.name, REQUEST.name];
    let fields: Vec<&'static str> = match kind {
        DepositKind::Offer => offer_form::FIELDS.iter().map(|field| field.name).collect(),
        DepositKind::Event => event_form::FIELDS.iter().map(|field| field.name).collect(),
        DepositKind::Help => Vec::new(),
    };
    let decided = [offer_form::STATE.name, catalogue::MASKED.name, catalogue::MAIL_EMPLOYER.name];
    fields.into_iter().chain(own).filter(|name| !others.contains(name) && !decided.contains(name)).collect()
}

/// The fields of one step, taken from what somebody sent, in the place of those that were there.
pub fn merged(kept: &Query, names: &[&str], sent: &Query) -> Query {
    let mut fields = kept.without_all(names);
    for (name, value) in sent.pairs().filter(|(name, _)| names.contains(name)) {
        fields.push_raw(name, value.to_owned());
    }
    fields
}

/// The fields of one step alone.
pub fn only(fields: &Query, names: &[&str]) -> Query {
    merged(&Query::default(), names, fields)
}

impl CompanyStep {
    /// Reads it from the fields of a draft, or from what somebody sent.
    pub fn read(fields: &Query) -> Self {
        Self {
            choice: fields.raw(COMPANY).trim().to_owned(),
            search: fields.raw(COMPANY_SEARCH.name).chars().take(100).collect(),
            company: CompanyForm::read(fields),
            contact: ContactForm { masked: false, leaks_meant: false, ..ContactForm::read(fields) },
        }
    }

    /// Whether a request searches: by its button, or by the Enter key when nothing is chosen yet.
    pub fn is_sought(texts: &Query) -> bool {
        let step = Self::read(texts);
        let entered = texts.has(ENTER) && step.choice.is_empty() && !step.search.trim().is_empty();
        entered || texts.has(SEARCH)
    }

    /// The company that is chosen, if visitors may choose it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chosen(&self, tx: &ReadTx) -> Result<Option<Company>, db::Error> {
        match self.choice.parse() {
            Ok(id) => companies::store::find_public(tx, id),
            Err(_) => Ok(None),
        }
    }

    /// Checks which company it is.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn check_company(&self, tx: &ReadTx, errors: &mut Errors) -> Result<Option<Depositor>, db::Error> {
        if self.choice == BY_HAND {
            let communes = communes::of_postal_code(tx, &self.company.postal_code())?;
            let company = self.company.check(&communes, errors);
            let website = catalogue::WEBSITE.parse(
                &self.contact.website,
                &mut Errors::default(),
                crate::domain::parse_website,
            );
            return Ok(company.map(|company| Depositor::New(Box::new(NewCompany { website, ..company }))));
        }
        let found = self.chosen(tx)?;
        if found.is_none() {
            errors.push(COMPANY, COMPANY_SEARCH.missing.unwrap_or_default());
        }
        Ok(found.map(|company| Depositor::Known(Box::new(company))))
    }

    /// Checks whom to ask for. An event needs a name.
    pub fn check_contact(&self, kind: DepositKind, errors: &mut Errors) -> PublicContact {
        if kind == DepositKind::Event {
            event_form::CONTACT_NAME.text(&self.contact.contact_name, errors);
        }
        if kind == DepositKind::Help {
            // Nothing of it is public.
            let (phone, email) = (&self.contact.phone, &self.contact.email);
            HELP_PHONE.parse(phone, errors, Phone::parse);
            HELP_EMAIL.parse(email, errors, Email::parse);
            return self.contact.check(&mut Errors::default());
        }
        self.contact.check(errors)
    }

    /// Where what is deposited would come from.
    pub fn origin(&self, company: origin::Company, now: Now) -> Origin {
        let contact = PrivateContact {
            name: Name::parse(&self.contact.contact_name).ok().map(|name| name.to_string()),
            phone: Phone::parse(&self.contact.phone).ok(),
            other_phone: Phone::parse(&self.contact.other_phone).ok(),
            email: Email::parse(&self.contact.email).ok(),
        };
        Origin { project: 0, created_at: now.unix, manager: None, company, contact }
    }

    /// What it says, in words.
    pub fn contact_rows(&self) -> Vec<(&'static str, String)> {
        let rows = self.contact.rows();
        rows.into_iter().filter(|(label, _)| *label != catalogue::MASKED.label).collect()
    }
}

/// The second step, with what its look-ups stand for.
pub struct ItemStep {
    /// What was typed.
    pub item: Item,
    /// What its look-ups have chosen and find.
    pub chosen: Chosen,
    /// Who receives the registrations of an event when the company does not.
    pub keeper: Option<Assignable>,
}

impl ItemStep {
    /// Reads it from the fields of a draft, which hold the first step too. `origin` gives what is proposed
    /// while nothing was typed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(
        tx: &ReadTx,
        kind: DepositKind,
        fields: &Query,
        origin: &Origin,
        keeper: Option<Assignable>,
        territory: &[String],
    ) -> Result<Self, db::Error> {
        let begun = item_names(kind).iter().any(|name| fields.has(name));
        let item = match kind {
            DepositKind::Event => {
                let form = if begun {
                    EventForm::read(fields)
                } else {
                    EventForm { contact: ContactForm::read(fields), ..EventForm::new(origin, 0) }
                };
                let registrar = keeper.as_ref().map(|keeper| keeper.id.to_string()).unwrap_or_default();
                Item::Event(Box::new(EventForm {
                    registrar,
                    state: PUBLISH.to_owned(),
                    mail_employer: false,
                    ..form
                }))
            }
            _ => {
                let form = if begun {
                    OfferForm::read(fields)
                } else {
                    OfferForm { contact: ContactForm::read(fields), ..OfferForm::new(origin) }
                };
                Item::Offer(Box::new(OfferForm { state: PUBLISH.to_owned(), mail_employer: false, ..form }))
            }
        };
        let (occupation, commune) = item.look_ups();
        let chosen = Chosen::read(tx, occupation, commune, territory)?;
        Ok(Self { item, chosen, keeper })
    }

    /// What may be sent, with the document that it holds.
    ///
    /// # Errors
    /// Every refusal, those of the first step left out.
    pub fn check(&self, now: Now, origin: &Origin, document: Option<FileId>) -> Result<Checked, Errors> {
        let known = Known { now, origin, chosen: &self.chosen };
        let checked = match &self.item {
            Item::Offer(form) => form.check(&known, document).map(|saving| match saving.wanted {
                Wanted::Publish(offer) => Some(Checked::Offer(Box::new(offer))),
                Wanted::Hold(_) => None,
            }),
            Item::Event(form) => {
                // Nobody but the company can receive them where nobody has an account.
                let nobody = self.keeper.is_none() && form.company_receives == NO;
                let form = EventForm {
                    company_receives: if nobody { YES.to_owned() } else { form.company_receives.clone() },
                    ..form.as_ref().clone()
                };
                let registrars: Vec<Assignable> = self.keeper.iter().cloned().collect();
                let known = EventKnown { known, stored: None, registrars: &registrars };
                form.check(&known, document).map(|saving| match saving.wanted {
                    Wanted::Publish(event) => Some(Checked::Event(Box::new(event))),
                    Wanted::Hold(_) => None,
                })
            }
        };
        match checked {
            Ok(Some(checked)) => Ok(checked),
            Ok(None) => Err(Errors::default()),
            Err(errors) => Err(without(&errors, &contact_names())),
        }
    }

    /// What it says, in words.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        match &self.item {
            Item::Offer(form) => form.detail_rows(&self.chosen),
            Item::Event(form) => form.detail_rows(&self.chosen),
        }
    }

    /// The label of one of its fields.
    pub fn label(&self) -> fn(&str) -> Option<&'static str> {
        match self.item {
            Item::Offer(_) => offer_form::label,
            Item::Event(_) => event_form::label,
        }
    }
}

impl Item {
    fn look_ups(&self) -> (&Choosing, &Choosing) {
        match self {
            Self::Offer(form) => (&form.occupation, &form.commune),
            Self::Event(form) => (&form.occupation, &form.commune),
        }
    }
}

/// The errors of other fields than these.
fn without(errors: &Errors, names: &[&str]) -> Errors {
    let mut kept = Errors::default();
    for error in errors.iter().filter(|error| !names.contains(&error.field)) {
        kept.push(error.field, error.message.clone());
    }
    kept
}

/// The label of a field of the first step.
pub fn company_label(kind: DepositKind, name: &str) -> Option<&'static str> {
    match name {
        COMPANY => Some(COMPANY_SEARCH.label),
        _ if name == event_form::CONTACT_NAME.name && kind == DepositKind::Event => {
            Some(event_form::CONTACT_NAME.label)
        }
        _ => company_form::label(name).or_else(|| offer_form::label(name)),
    }
}
