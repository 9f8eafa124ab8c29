//! The components that every screen is composed of.
//!
//! A component is a function from plain data to markup. None of them knows of HTTP, of the
//! database or of a feature: a screen hands over words and addresses, already in French and
//! already allowed to be seen. A fragment sent to htmx is the same component as in the page.

mod calendar;
mod card;
mod conflict;
mod errors;
mod field;
mod filter;
mod home;
mod icons;
mod layout;
mod list;
mod lookup;
mod map;
mod markdown;
mod parts;
mod table;
mod text;

use maud::{Markup, html};

pub use calendar::{Day, DayEntry, Month, month};
pub use card::{EventCard, OfferCard, cards, event_card, offer_card};
pub use conflict::{Conflict, comparison, conflict};
pub use errors::{summary, title_prefix};
pub use field::{
    Choice, Count, ENTER, KeptFile, Options, check_box, checkboxes, confirmation, confirmation_labelled,
    enter_continues, enter_saves, field, file, files, honeypot, radios, required_note, select, submit,
};
pub use filter::{FilterForm, filter_changes, filter_form, filter_group, with_filters};
pub use home::{Door, Hero, company_band, doors, hero, search_form, section};
pub use icons::{Icon, icon};
pub use layout::{Extranet, Layout, Member, Waiting, document};
pub use list::{
    Pager, WayOut, empty, empty_with_counts, heading, lines_per_page, pager, pills, sort_links, view_links,
};
pub use lookup::{Lookup, Match, Matches, SEARCH, lookup, matches};
pub use map::{Other, Shape, map_changes, map_chooser, map_css, map_links, map_outlines, map_picture};
pub use markdown::{Insert, Values, markdown, plain};
pub use parts::{
    Notice, Tone, attachment, badge, breadcrumb, button, copy_link, date_tile, definitions, error_page, fact,
    facts, flash, given_back, notice, page_head, phone_link, print_button, prose, quiet_button, rgpd_notice,
    step,
};
pub use table::{
    Head, Sort, Table, cell, clipped_text, line_count, long_text, row_actions, row_head, short_table, table,
    table_of_groups,
};
pub use text::Text;

/// What takes the place of the content of an element elsewhere in the page, when htmx asks for a
/// region.
pub fn out_of_band(id: &str, content: Markup) -> Markup {
    html! { span id=(id) data-hx-swap-oob="innerHTML" { (content) } }
}

/// A link: its words and its address.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    /// Visible text.
    pub label: &'a str,
    /// Address, local or absolute.
    pub href: &'a str,
}
