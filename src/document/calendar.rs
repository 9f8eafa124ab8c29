//! Calendar files (iCalendar, RFC 5545): lines folded at 75 bytes, text escaped, instants in UTC, so
//! that no time zone has to be described.

use time::OffsetDateTime;

/// One entry of a calendar.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What makes it the same entry in the next file (`102019-59@stages.example.org`).
    pub uid: String,
    /// How many times it was changed.
    pub sequence: u32,
    /// Instant of its last change.
    pub changed: i64,
    /// Instant at which it starts.
    pub starts: i64,
    /// Instant at which it ends.
    pub ends: i64,
    /// Its title.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where.
    pub location: String,
    /// Its page.
    pub url: String,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// The bytes of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar of these entries; `name` is shown by programs that subscribe to it.
pub fn write(name: &str, entries: &[Entry]) -> String {
    let mut out = Lines(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//CMonStage//FR");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    out.text("X-WR-CALNAME", name);
    for entry in entries {
        out.line("BEGIN:VEVENT");
        out.text("UID", &entry.uid);
        out.line(&format!("SEQUENCE:{}", entry.sequence));
        out.line(&format!("DTSTAMP:{}", instant(entry.changed)));
        out.line(&format!("DTSTART:{}", instant(entry.starts)));
        out.line(&format!("DTEND:{}", instant(entry.ends)));
        out.text("SUMMARY", &entry.summary);
        out.text("DESCRIPTION", &entry.description);
        out.text("LOCATION", &entry.location);
        out.line(&format!("URL:{}", entry.url));
        out.line(if entry.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        out.line("END:VEVENT");
    }
    out.line("END:VCALENDAR");
    out.0
}

/// `20260317T130000Z`.
fn instant(unix: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

struct Lines(String);

impl Lines {
    /// A property whose value is text.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len() + 8);
        for letter in value.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    escaped.push('\\');
                    escaped.push(letter);
                }
                '\n' => escaped.push_str("\\n"),
                control if control.is_control() => {}
                other => escaped.push(other),
            }
        }
        self.line(&format!("{name}:{escaped}"));
    }

    /// A content line, folded between two letters.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for letter in line.chars() {
            if width + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(letter);
            width += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(summary: &str) -> Entry {
        Entry {
            uid: "032026-7@stages.example.org".into(),
            sequence: 2,
            changed: 1_772_000_000,
            starts: 1_773_752_400,
            ends: 1_773_759_600,
            summary: summary.into(),
            description: "Deux\nlignes ; virgule, fin".into(),
            location: "Niort".into(),
            url: "https://stages.example.org/rencontres/032026-7".into(),
            cancelled: false,
        }
    }

    /// What a reader makes of a file: lines unfolded, values unescaped.
    fn read(text: &str, name: &str) -> Option<String> {
        let unfolded = text.replace("\r\n ", "");
        let value =
            unfolded.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}:")))?.to_owned();
        let mut plain = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n') => plain.push('\n'),
                    Some(other) => plain.push(other),
                    None => {}
                },
                other => plain.push(other),
            }
        }
        Some(plain)
    }

    #[test]
    fn an_entry_says_when_in_utc() {
        let text = write("Rencontres", &[entry("Visite")]);
        assert!(text.contains("\r\nDTSTART:20260317T130000Z\r\nDTEND:20260317T150000Z\r\n"), "{text}");
        assert_eq!(read(&text, "DESCRIPTION").as_deref(), Some("Deux\nlignes ; virgule, fin"));
    }

    proptest! {
        #[test]
        fn any_title_comes_back_and_no_line_is_too_long(title in "\\PC{0,200}") {
            let text = write("Rencontres", &[entry(&title)]);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE));
            prop_assert_eq!(read(&text, "SUMMARY"), Some(title));
            prop_assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
        }
    }
}
