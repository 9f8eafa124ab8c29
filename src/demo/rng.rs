//! A small seeded generator: the same seed gives the same demonstration on every machine and with every version of
//! the dependencies, which is why it is ours. SplitMix64 (Steele, Lea and Flood, 2014); not for secrets.

/// A stream of draws. `fork` starts an independent stream, so that one more draw in one place changes nothing elsewhere.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: mix(seed ^ STEP) }
    }

    /// An independent stream named `label`; it does not depend on what was drawn from other forks, nor advances `self`.
    pub fn fork(&self, label: &str) -> Self {
        let named =
            label.bytes().fold(self.state, |state, byte| mix(state ^ u64::from(byte)).wrapping_add(STEP));
        Self { state: mix(named) }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number from 0 to `bound` − 1; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        // The high half of the product: even enough for a demonstration, and never out of range.
        let draw = self.next_u64() >> 32;
        ((draw * u64::from(bound)) >> 32) as u32
    }

    /// A number of the range, both ends included.
    pub fn range(&mut self, range: std::ops::RangeInclusive<u32>) -> u32 {
        range.start() + self.below(range.end().saturating_sub(*range.start()) + 1)
    }

    /// True `percent` times out of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    ///
    /// # Panics
    /// When `items` is empty: the lists of the demonstration are constants.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u32) as usize]
    }

    /// One of the texts.
    ///
    /// # Panics
    /// When `texts` is empty.
    pub fn text(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.below(texts.len() as u32) as usize]
    }

    /// Up to `count` different items, in the order of the list: a story keeps its thread.
    pub fn sample<'a, T>(&mut self, items: &'a [T], count: usize) -> Vec<&'a T> {
        let mut places: Vec<usize> = (0..items.len()).collect();
        self.shuffle(&mut places);
        places.truncate(count);
        places.sort_unstable();
        places.into_iter().map(|place| &items[place]).collect()
    }

    /// One of the items, each as often as its weight says.
    ///
    /// # Panics
    /// When `items` is empty.
    pub fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> &'a T {
        let mut left = self.below(items.iter().map(|(_, weight)| weight).sum());
        for (item, weight) in items {
            if left < *weight {
                return item;
            }
            left -= weight;
        }
        &items[items.len() - 1].0
    }

    /// Puts the items in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_stream() {
        let draws = |seed| {
            let mut rng = Rng::new(seed);
            (0..20).map(|_| rng.next_u64()).collect::<Vec<_>>()
        };
        assert_eq!(draws(7), draws(7));
        assert_ne!(draws(7), draws(8));
        assert_eq!(
            Rng::new(1).next_u64(),
            6_755_974_106_381_971_767,
            "the algorithm has changed: every demonstration would"
        );
    }

    #[test]
    fn forks_are_independent() {
        let root = Rng::new(1);
        let mut first = root.fork("offers");
        first.next_u64();
        assert_eq!(root.fork("offers").below(1000), root.fork("offers").below(1000));
        assert_ne!(root.fork("offers").next_u64(), root.fork("companies").next_u64());
    }

    #[test]
    fn draws_stay_in_range_and_are_even() {
        let mut rng = Rng::new(3);
        let mut seen = [0_u32; 6];
        for _ in 0..6000 {
            seen[rng.range(0..=5) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        let heavy = (0..1000).filter(|_| *rng.weighted(&[("a", 9), ("b", 1)]) == "a").count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }

    #[test]
    fn samples_have_no_repetition_and_keep_the_order() {
        let mut rng = Rng::new(2);
        for _ in 0..200 {
            let drawn = rng.sample(&[1, 2, 3, 4, 5, 6], 3);
            assert!(drawn.len() == 3 && drawn.is_sorted_by(|a, b| a < b), "{drawn:?}");
        }
        assert_eq!(rng.sample(&["only"], 3), [&"only"]);
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Rng::new(9).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
