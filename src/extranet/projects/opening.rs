//! The form of a new offer or event, opened within that of its project: one button saves both.

use maud::{Markup, html};

use crate::access::edit::ProjectEdit;
use crate::catalogue::origin::{self, Origin, PrivateContact};
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::{Email, Name, Phone};
use crate::events::form as event_form;
use crate::extranet::editing::Asking;
use crate::extranet::sent::Sent;
use crate::extranet::{events, offers};
use crate::form::Errors;
use crate::offers::form as offer_form;
use crate::projects::form::ProjectForm;
use crate::projects::view::Opened;
use crate::web::query::Query;

/// What is opened.
pub enum Opening {
    /// A new offer.
    Offer(Box<offers::Opened>),
    /// A new event.
    Event(Box<events::Opened>),
}

/// What it asks for, once nothing is wrong.
pub enum Saving {
    /// A new offer.
    Offer(Box<offer_form::OfferSaving>),
    /// A new event.
    Event(Box<event_form::EventSaving>),
}

/// Which form is asked for by the address or by a button, if one is.
pub fn wanted(query: &Query) -> Option<Opened> {
    [Opened::BUTTON, Opened::PARAMETER].iter().find_map(|name| Opened::from_slug(query.first(name)?))
}

impl Opening {
    /// The form as it is first shown.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn new(tx: &ReadTx, asking: &Asking, opened: Opened, origin: &Origin) -> Result<Self, db::Error> {
        Ok(match opened {
            Opened::Offer => Self::Offer(Box::new(offers::Opened::new(tx, asking, origin)?)),
            Opened::Event => Self::Event(Box::new(events::Opened::new(tx, asking, origin)?)),
        })
    }

    /// The form as somebody sent it; as it is first shown, where a button has just opened it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sent(
        tx: &ReadTx,
        asking: &Asking,
        sent: &Sent,
        origin: &Origin,
    ) -> Result<Option<Self>, db::Error> {
        let Some(opened) = wanted(sent.texts()) else { return Ok(None) };
        let there = sent.texts().first(Opened::PARAMETER) == Some(opened.slug());
        let opening = match (opened, there) {
            (_, false) => Self::new(tx, asking, opened, origin)?,
            (Opened::Offer, true) => Self::Offer(Box::new(offers::Opened::sent(tx, asking, sent)?)),
            (Opened::Event, true) => Self::Event(Box::new(events::Opened::sent(tx, asking, sent)?)),
        };
        Ok(Some(opening))
    }

    /// Which it is.
    pub fn opened(&self) -> Opened {
        match self {
            Self::Offer(_) => Opened::Offer,
            Self::Event(_) => Opened::Event,
        }
    }

    /// Its fields, under a title that takes the focus when `focused`.
    pub fn fields(&self, asking: &Asking, origin: &Origin, errors: &Errors, focused: bool) -> Markup {
        let (title, fields) = match self {
            Self::Offer(offer) => ("Nouvelle offre de stage", offer.fields(&asking.app, origin, errors)),
            Self::Event(event) => ("Nouvelle rencontre", event.fields(&asking.app, origin, errors)),
        };
        html! {
            h2 class="opened" id="formulaire-titre" tabindex="-1" autofocus[focused] { (title) }
            (fields)
        }
    }

    /// What may be stored; what is to be put right is added to `errors`.
    pub fn check(&self, asking: &Asking, origin: &Origin, errors: &mut Errors) -> Option<Saving> {
        let checked = match self {
            Self::Offer(offer) => {
                offer.check(asking.now, origin).map(|saving| Saving::Offer(Box::new(saving)))
            }
            Self::Event(event) => {
                event.check(asking.now, origin).map(|saving| Saving::Event(Box::new(saving)))
            }
        };
        match checked {
            Ok(saving) => Some(saving),
            Err(refused) => {
                refused.iter().for_each(|error| errors.push(error.field, error.message.clone()));
                None
            }
        }
    }

    /// Stores it in a project, and gives the address of its page, which says what was done.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn create(
        &self,
        tx: &WriteTx,
        asking: &Asking,
        project: &ProjectEdit<'_>,
        saving: &Saving,
    ) -> Result<Option<String>, db::Error> {
        Ok(match (self, saving) {
            (Self::Offer(offer), Saving::Offer(saving)) => {
                Some(offers::create_from_form(tx, asking, project, offer, saving)?)
            }
            (Self::Event(event), Saving::Event(saving)) => {
                Some(events::create_from_form(tx, asking, project, event, saving)?)
            }
            _ => None,
        })
    }

    /// What gives the label of one of its fields, for the summary.
    pub fn label(&self) -> fn(&str) -> Option<&'static str> {
        match self {
            Self::Offer(_) => offer_form::label,
            Self::Event(_) => event_form::label,
        }
    }
}

/// Where a new offer or event would come from, as the form of its project stands: what is wrong in it is
/// said beside its own fields.
pub fn origin(typed: &ProjectForm, project: i64, created_at: i64, company: origin::Company) -> Origin {
    let contact = PrivateContact {
        name: Name::parse(&typed.contact_name).ok().map(|name| name.to_string()),
        phone: Phone::parse(&typed.phone).ok(),
        other_phone: Phone::parse(&typed.other_phone).ok(),
        email: Email::parse(&typed.email).ok(),
    };
    Origin { project, created_at, manager: None, company, contact }
}
