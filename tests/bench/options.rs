//! What the developer asks for.

use clap::Parser;

/// Measures what a request costs the server.
#[derive(Debug, Parser)]
pub struct Options {
    /// Adds a database of a million offers
    #[arg(long)]
    full: bool,
    /// Only what has this in its name; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// Numbers of offers, instead of 10000 and 100000
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<u32>,
    /// Rounds of which the median is taken
    #[arg(long, default_value_t = 7)]
    pub rounds: usize,
    /// Answers a constant string instead: how the bench starts its yardstick
    #[arg(long, hide = true)]
    pub plain_server: bool,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// Whether something of this name is to be measured.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }

    /// Numbers of offers of the databases.
    pub fn sizes(&self) -> Vec<u32> {
        match self.sizes.as_slice() {
            [] if self.full => vec![10_000, 100_000, 1_000_000],
            [] => vec![10_000, 100_000],
            sizes => sizes.to_vec(),
        }
    }
}
