//! When a mail that could not leave is tried again.

use time::Duration;

/// After each of the first tries: what lasts a moment, what lasts a restart, and greylists, which
/// take a sender in after some minutes.
const FIRST: [Duration; 4] =
    [Duration::minutes(1), Duration::minutes(5), Duration::minutes(15), Duration::minutes(60)];

/// After each of the others.
const THEN: Duration = Duration::hours(3);

/// For so long in all.
const IN_ALL: Duration = Duration::hours(72);

/// How long to wait after a try that failed, counted from 1; none when it was the last.
pub fn delay_after(attempt: u32) -> Option<Duration> {
    let before = (1..attempt).fold(Duration::ZERO, |sum, earlier| sum.saturating_add(delay(earlier)));
    Some(delay(attempt)).filter(|delay| before.saturating_add(*delay) <= IN_ALL)
}

fn delay(attempt: u32) -> Duration {
    let position = usize::try_from(attempt).unwrap_or(usize::MAX).saturating_sub(1);
    FIRST.get(position).copied().unwrap_or(THEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_spaced_out_and_end_within_three_days() {
        let delays: Vec<i64> = (1..).map_while(delay_after).map(Duration::whole_minutes).collect();
        assert_eq!(delays[..6], [1, 5, 15, 60, 180, 180]);
        let in_all: i64 = delays.iter().sum();
        assert!((72 * 60 - 180..=72 * 60).contains(&in_all), "{in_all}");
        assert_eq!(delay_after(10_000), None);
    }
}
