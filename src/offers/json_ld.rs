//! Structured data of an offer (schema.org `JobPosting`), for search engines.
//!
//! Only what the page shows, only for those who look for a job or an internship of their studies,
//! and never for a masked employer.

use maud::Markup;
use serde_json::json;

use super::{PublicOffer, Start};
use crate::clock::Zone;
use crate::domain::OfferAudience;
use crate::french;
use crate::web::json_ld;

/// The block to put in the head of the page; nothing when the offer is not to be published so.
pub fn markup(offer: &PublicOffer, zone: Zone, address: &str) -> Markup {
    let concerned = [OfferAudience::Student, OfferAudience::JobSeekerOrEmployee];
    if offer.employer.masked || !concerned.into_iter().any(|audience| offer.audiences.contains(audience)) {
        return Markup::default();
    }
    json_ld::block(&value(offer, zone, address))
}

fn value(offer: &PublicOffer, zone: Zone, address: &str) -> serde_json::Value {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": offer.occupation.as_deref().unwrap_or(&offer.title),
        "description": offer.description,
        "identifier": { "@type": "PropertyValue", "name": offer.employer.name, "value": offer.number.to_string() },
        "datePosted": french::iso(zone.local(offer.published_at).date()),
        "employmentType": "INTERN",
        "directApply": true,
        "url": address,
        "hiringOrganization": { "@type": "Organization", "name": offer.employer.name },
        "jobLocation": { "@type": "Place", "address": {
            "@type": "PostalAddress",
            "addressLocality": offer.place.commune,
            "addressRegion": offer.place.department_name,
            "addressCountry": "FR",
        } },
    });
    if let Some(street) = &offer.employer.street {
        value["jobLocation"]["address"]["streetAddress"] = json!(street);
    }
    if let Some(code) = &offer.employer.postal_code {
        value["jobLocation"]["address"]["postalCode"] = json!(code);
    }
    if let Some(website) = &offer.employer.website {
        value["hiringOrganization"]["sameAs"] = json!(website);
    }
    if let Start::On(date) = offer.start {
        value["validThrough"] = json!(format!("{}T23:59", french::iso(date)));
    }
    value
}
