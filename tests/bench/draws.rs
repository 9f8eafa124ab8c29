//! Addresses drawn from a seed: the same in every run, and none twice where that matters.

/// A stream of numbers (SplitMix64), started from the place of a request.
pub struct Draws(u64);

impl Draws {
    /// The stream of request `n`.
    pub fn of(n: u64) -> Self {
        Self(n.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Each of them, or not.
    pub fn some<'a>(&mut self, items: &[&'a str], percent: usize) -> Vec<&'a str> {
        items.iter().filter(|_| self.below(100) < percent).copied().collect()
    }
}
