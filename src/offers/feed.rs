//! The latest offers as RSS 2.0: what the cards of the list say, and nothing more.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::ListedOffer;
use super::filter::{OfferFilter, Order};
use crate::catalogue::criteria::PAGE_SIZES;
use crate::clock::rfc2822;
use crate::french;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::{paths, xml};

/// Offers in a feed.
pub const LATEST: u32 = 50;

/// What a feed asks of the list: the same filters, the latest first.
pub fn filter(filter: &OfferFilter) -> OfferFilter {
    OfferFilter { order: Order::Recent, ..filter.with_size(LATEST) }
}

/// The address of the feed of these filters.
pub fn address(filter: &OfferFilter) -> String {
    let filter = OfferFilter { order: Order::usual(filter.near), ..filter.with_size(PAGE_SIZES[0]) };
    filter.query().at(paths::OffersFeed::PATH)
}

/// The document.
pub fn rss<'o>(
    offers: impl IntoIterator<Item = &'o ListedOffer>,
    filter: &OfferFilter,
    site: &Site,
    base_url: &BaseUrl,
) -> Markup {
    let offers: Vec<&ListedOffer> = offers.into_iter().collect();
    let own = base_url.with(&address(filter));
    let list = base_url.with(&filter.first_page().without_all(&["lignes", "tri"]).at(paths::Offers::PATH));
    html! {
        rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {
            channel {
                title { (xml::text(&site.name)) " – Offres de stage" }
                link { (list) }
                description { "Les dernières offres de stage en " (xml::text(&site.territory)) }
                language { "fr" }
                // When the content last changed, rather than when somebody asked.
                @if let Some(latest) = offers.iter().map(|offer| offer.published_at).max() {
                    lastBuildDate { (rfc2822(latest)) }
                }
                atom:link href=(own) rel="self" type="application/rss+xml" {}
                @for offer in offers { (item(offer, base_url)) }
            }
        }
    }
}

fn item(offer: &ListedOffer, base_url: &BaseUrl) -> Markup {
    let link = base_url.with(&paths::Offer { number: offer.number }.to_string());
    let said = format!(
        "{}, {}. Pour\u{a0}: {}. {}. Offre {}.",
        french::typo(&offer.employer),
        offer.place.french(),
        offer.audiences.listed(),
        offer.start.french(),
        offer.number.display_nbsp()
    );
    html! {
        item {
            title { (xml::text(&format!("{} – {}", french::typo(&offer.title), offer.place.commune))) }
            link { (link) }
            guid isPermaLink="true" { (link) }
            pubDate { (rfc2822(offer.published_at)) }
            category { (xml::text(&offer.place.department_name)) }
            description { (xml::text(&said)) }
        }
    }
}
