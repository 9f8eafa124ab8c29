//! How much a demonstration holds.

use crate::config::Size;

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub companies: u32,
    pub offers: u32,
    pub events: u32,
    /// About: what an offer receives is drawn.
    pub applications: u32,
    pub organisations: u32,
    pub users: u32,
    /// Whether some texts are made to break careless pages, and progress is worth telling.
    pub large: bool,
}

impl Amounts {
    /// Those of a size of the command line.
    pub const fn of(size: Size) -> Self {
        match size {
            Size::S => Self {
                companies: 120,
                offers: 200,
                events: 40,
                applications: 440,
                organisations: 4,
                users: 12,
                large: false,
            },
            Size::M => Self::with_offers(10_000),
            Size::L => Self {
                companies: 200_000,
                offers: 1_000_000,
                events: 100_000,
                applications: 2_410_000,
                organisations: 120,
                users: 2_000,
                large: true,
            },
        }
    }

    /// Those of size m, as many times as it takes to have this many offers.
    pub const fn with_offers(offers: u32) -> Self {
        let users = offers / 200 * 3;
        let users = if users > 2_000 { 2_000 } else { users };
        Self {
            companies: if offers < 50 { 20 } else { offers / 5 * 2 },
            offers,
            events: offers / 20 * 3,
            applications: offers / 10 * 31,
            organisations: if users < 120 { 4 } else { 4 + users / 15 },
            users: if users < 12 { 12 } else { users },
            large: true,
        }
    }
}
