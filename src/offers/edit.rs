//! The form of an offer, for those who write it: alone on its page, or within that of its project.

use maud::{Markup, html};

use super::form::{self, OfferForm};
use super::store::StoredOffer;
use crate::catalogue::edit::{self, EditPage, KeptDocument, Online};
use crate::catalogue::form::Chosen;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::domain::OfferAudience;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Anchor, Conflict, Tone};
use crate::web::{paths, ticket};

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
            (edit::audiences::<OfferAudience>(&typed.audiences, errors))
            (edit::occupation(model.chosen, errors))
            (ui::field(&form::SCHOOL_WANTED, &typed.school_wanted, errors))
            (ui::field(&form::TRAINING_WANTED, &typed.training_wanted, errors))
            (ui::field(&form::DESCRIPTION, &typed.description, errors))
            (edit::document(&form::DOCUMENT, model.document, errors))
            (start(typed, errors))
            (ui::field(&form::DURATION, &typed.duration, errors))
            (ui::field(&form::PLACES, &typed.places, errors))
            (edit::commune(&form::COMMUNE, model.chosen, errors))
        }
        (edit::contact(&typed.contact, model.origin, &leaks, None, errors))
        (edit::publication(&form::STATE, &typed.state, typed.mail_employer, model.notice, Markup::default(), errors))
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

/// What the page of an offer shows beside its form.
pub struct PageModel<'a> {
    /// The offer as it is stored.
    pub offer: &'a StoredOffer,
    /// The page of its project.
    pub project: Anchor<'a>,
    /// The first page of the extranet.
    pub home: Anchor<'a>,
    /// Where the form is sent.
    pub action: &'a str,
    /// The link to pass on, whole.
    pub direct_link: &'a str,
    /// News of what was just done.
    pub flash: Option<&'a str>,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<&'a str>,
    /// What somebody else stored meanwhile.
    pub conflict: Option<&'a Conflict>,
    /// Ticket of the form.
    pub ticket: &'a str,
    /// The applicants.
    pub applicants: Markup,
}

/// The page of an offer, for those who may change it.
pub fn page(page: &PageModel<'_>, model: &EditModel<'_>, now: Now) -> Markup {
    html! {
        div class="wrap edit-page" {
            (head(page, now))
            @if let Some(notice) = page.notice { (ui::flash(Tone::Warn, html! { p { (notice) } })) }
            @if let Some(conflict) = page.conflict { (ui::conflict(conflict)) }
            (ui::summary(model.errors, form::label))
            form class="form wide-form edit" id="offre" method="post" enctype="multipart/form-data" novalidate action=(page.action) {
                (ui::enter_saves())
                (ui::required_note())
                input type="hidden" name=(ticket::FIELD) value=(page.ticket);
                (fields(model))
                (edit::save_bar(page.project.href))
            }
            (page.applicants)
        }
    }
}

/// The same for those who may only read it. `rows` are its fields in words.
pub fn read_only_page(page: &PageModel<'_>, rows: &[(&'static str, String)], now: Now) -> Markup {
    let manager = page.offer.origin.manager.as_ref().map(|manager| manager.name.as_str());
    html! {
        div class="wrap edit-page" {
            (head(page, now))
            (edit::read_only_band(manager))
            section class="form-part" aria-labelledby="offre-detail" {
                h2 id="offre-detail" { "Détail de l’offre recueillie" }
                (edit::read_only(rows))
            }
            (page.applicants)
        }
    }
}

fn head(page: &PageModel<'_>, now: Now) -> Markup {
    let offer = page.offer;
    let public = paths::Offer { number: offer.number }.to_string();
    let people = french::count(offer.applications, "postulant", "postulants");
    edit::head(&EditPage {
        kind: "Offre de stage",
        kind_class: "",
        number: offer.number,
        title: &offer.title,
        badge: edit::state_badge(offer.state, offer.reason, offer.draft.is_past(now)),
        project: Anchor { label: page.project.label, href: page.project.href },
        home: Anchor { label: page.home.label, href: page.home.href },
        origin: &offer.origin,
        people: &people,
        online: offer.is_online(now).then(|| Online {
            href: &public,
            direct: Anchor { label: "Lien direct pour postuler", href: page.direct_link },
        }),
        flash: page.flash,
    })
}
