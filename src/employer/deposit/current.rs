//! The offer or event that a deposit became, as it stands.

use crate::catalogue::form::Chosen;
use crate::db::{self, ReadTx};
use crate::deposits::{Deposit, DepositKind};
use crate::domain::{PublicationState, UnpublishedReason};
use crate::events::form::EventForm;
use crate::events::store::edit::{self as events, StoredEvent};
use crate::files::FileInfo;
use crate::offers::form::OfferForm;
use crate::offers::store::edit::{self as offers, StoredOffer};
use crate::web::query::Query;

/// One or the other.
pub enum StoredItem {
    /// An offer.
    Offer(Box<StoredOffer>),
    /// An event.
    Event(Box<StoredEvent>),
}

impl StoredItem {
    /// That of a deposit: none before it is sent, for a request for help, or once it was deleted.
    pub fn read(tx: &ReadTx, deposit: &Deposit) -> Result<Option<Self>, db::Error> {
        let Some(number) = deposit.sent.as_ref().and_then(|sent| sent.item) else { return Ok(None) };
        Ok(match deposit.kind {
            DepositKind::Offer => offers::read(tx, number)?.map(|offer| Self::Offer(Box::new(offer))),
            DepositKind::Event => events::read(tx, number)?.map(|event| Self::Event(Box::new(event))),
            DepositKind::Help => None,
        })
    }

    /// How many times it was changed.
    pub fn version(&self) -> u32 {
        match self {
            Self::Offer(offer) => offer.version,
            Self::Event(event) => event.version,
        }
    }

    /// Its document.
    pub fn document(&self) -> Option<&FileInfo> {
        match self {
            Self::Offer(offer) => offer.document.as_ref(),
            Self::Event(event) => event.document.as_ref(),
        }
    }

    /// Where it stands, and why it is no longer online.
    pub fn state(&self) -> (PublicationState, Option<UnpublishedReason>) {
        match self {
            Self::Offer(offer) => (offer.state, offer.reason),
            Self::Event(event) => (event.state, event.reason),
        }
    }

    /// The fields of its form.
    pub fn fields(&self) -> Query {
        match self {
            Self::Offer(offer) => OfferForm::of(offer).fields(),
            Self::Event(event) => EventForm::of(event, 0).fields(),
        }
    }

    /// What it says, in words.
    pub fn rows(&self, tx: &ReadTx, territory: &[String]) -> Result<Vec<(&'static str, String)>, db::Error> {
        Ok(match self {
            Self::Offer(offer) => {
                let form = OfferForm::of(offer);
                form.detail_rows(&Chosen::read(tx, &form.occupation, &form.commune, territory)?)
            }
            Self::Event(event) => {
                let form = EventForm::of(event, 0);
                form.detail_rows(&Chosen::read(tx, &form.occupation, &form.commune, territory)?)
            }
        })
    }
}
