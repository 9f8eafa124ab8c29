//! A message as the one who receives it reads it: headers unfolded and decoded, text, attachment.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A message, or a part of one.
#[derive(Debug, Clone)]
pub struct Received {
    /// Names and decoded values, in their order.
    pub headers: Vec<(String, String)>,
    /// What follows them, as it came.
    raw: String,
}

impl Received {
    pub fn parse(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).expect("a message is ASCII");
        assert!(text.is_ascii(), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CR LF: {text:?}");
        let (head, raw) = text.split_once("\r\n\r\n").expect("headers end somewhere");
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers = unfolded
            .split("\r\n")
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}")))
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect();
        Self { headers, raw: raw.to_owned() }
    }

    /// The value of the one header of this name.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.iter().filter(|(own, _)| own == name);
        let value = values.next().unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        assert!(values.next().is_none(), "two {name}");
        &value.1
    }

    /// The text of the message, its lines ending as they were written.
    pub fn text(&self) -> String {
        self.parts().first().unwrap_or(self).content()
    }

    /// The parts of a message that has some.
    pub fn parts(&self) -> Vec<Self> {
        let Some((_, boundary)) = self.header("Content-Type").split_once("boundary=\"") else {
            return vec![];
        };
        let mark = format!("--{}", boundary.trim_end_matches('"'));
        let pieces = self.raw.split(&mark).skip(1).take_while(|piece| !piece.starts_with("--"));
        pieces.map(|piece| Self::parse(piece.strip_prefix("\r\n").unwrap().as_bytes())).collect()
    }

    /// What a part holds, decoded, with plain ends of lines.
    pub fn content(&self) -> String {
        assert_eq!(self.header("Content-Transfer-Encoding"), "quoted-printable");
        let raw = self.raw.strip_suffix("\r\n").unwrap_or(&self.raw);
        String::from_utf8(unquoted(&raw.replace("=\r\n", ""))).unwrap().replace("\r\n", "\n")
    }
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'=' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    plain
}

/// Encoded words (RFC 2047); the space between two of them is not one.
fn decoded(value: &str) -> String {
    let mut plain = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?utf-8?b?") {
        let between = &rest[..start];
        if !(after_word && between.trim().is_empty()) {
            plain.push_str(between);
        }
        let word = &rest[start + "=?utf-8?b?".len()..];
        let (word, after) = word.split_once("?=").unwrap();
        plain.push_str(&String::from_utf8(STANDARD.decode(word).unwrap()).unwrap());
        rest = after;
        after_word = true;
    }
    plain + rest
}
