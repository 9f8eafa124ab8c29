//! The form of an offer, for those who write it: alone on its page, or within that of its project.

use maud::{Markup, html};

use super::form::{self, OfferForm};
use super::store::StoredOffer;
use crate::catalogue::edit::{self, Head, KeptDocument, Kind};
use crate::catalogue::form::Chosen;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::domain::OfferAudience;
use crate::form::Errors;
use crate::french;
use crate::ui;
use crate::web::paths;

/// What its page is of.
pub const KIND: Kind = Kind {
    name: "Offre de stage",
    class: "",
    id: "offre",
    detail: "Détail de l’offre recueillie",
    direct: "Lien direct pour postuler",
};

/// What the form shows.
pub struct EditModel<'a> {
    /// What was typed.
    pub form: &'a OfferForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// The project and its company.
    pub origin: &'a Origin,
    /// What the look-ups have chosen and find.
    pub chosen: &'a Chosen,
    /// The document joined.
    pub document: Option<&'a KeptDocument>,
    /// The mail that the employer would get.
    pub notice: &'a Notice,
}

/// The fields, without the form around them.
pub fn fields(model: &EditModel<'_>) -> Markup {
    let (typed, errors) = (model.form, model.errors);
    let leaks = typed.leaks(model.origin);
    html! {
        input type="hidden" name=(form::VERSION.name) value=(typed.version);
        section class="form-part" aria-labelledby="offre-detail" {
            h2 id="offre-detail" { "Détail de l’offre recueillie" }
            (detail(typed, model.chosen, model.document, errors))
        }
        (edit::contact(&typed.contact, model.origin, &leaks, None, errors))
        (edit::publication(&form::STATE, &typed.state, typed.mail_employer, model.notice, Markup::default(), errors))
    }
}

/// What the offer says, but for whom to write to.
pub fn detail(
    typed: &OfferForm,
    chosen: &Chosen,
    document: Option<&KeptDocument>,
    errors: &Errors,
) -> Markup {
    html! {
            (edit::audiences::<OfferAudience>(&typed.audiences, errors))
            (edit::occupation(&typed.occupation, chosen, errors))
            (ui::field(&form::SCHOOL_WANTED, &typed.school_wanted, errors))
            (ui::field(&form::TRAINING_WANTED, &typed.training_wanted, errors))
            (ui::field(&form::DESCRIPTION, &typed.description, errors))
            (edit::document(&form::DOCUMENT, document, errors))
            (start(typed, errors))
            (ui::field(&form::DURATION, &typed.duration, errors))
            (ui::field(&form::PLACES, &typed.places, errors))
            (edit::commune(&form::COMMUNE, &typed.commune, chosen, errors))
    }
}

/// A day, or the box that takes its place.
fn start(typed: &OfferForm, errors: &Errors) -> Markup {
    html! {
        div class="together" data-disables=(form::STARTS_ON.name) data-by=(form::STARTS_ASAP.name) {
            (ui::field(&form::STARTS_ON, &typed.starts_on, errors))
            (ui::confirmation(&form::STARTS_ASAP, "oui", typed.starts_asap, errors))
        }
    }
}

/// What the page of an offer says of it.
pub fn head(offer: &StoredOffer, now: Now) -> Head<'_> {
    Head {
        kind: &KIND,
        number: offer.number,
        title: &offer.title,
        badge: edit::state_badge(offer.state, offer.reason, offer.draft.is_past(now)),
        origin: &offer.origin,
        people: french::count(offer.applications, "postulant", "postulants"),
        online: offer.is_online(now).then(|| paths::Offer { number: offer.number }.to_string()),
        poster: offer.is_online(now).then(|| paths::manage::OfferPoster { number: offer.number }.to_string()),
    }
}
