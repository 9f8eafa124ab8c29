//! HTTP/1.1 as it stands on the wire: one connection per request, nothing tidied up on the way, so
//! that a test can send what no library would let pass.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::read::GzDecoder;

/// Long enough for a busy machine, short enough for a hung server to fail the test.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// Adds a header, or takes the place of the one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Replaces a text in the body: what somebody does who does not use the form.
    pub fn with_body_replaced(mut self, from: &str, to: &str) -> Self {
        let at = self
            .body
            .windows(from.len())
            .position(|window| window == from.as_bytes())
            .expect("the text is in the body");
        self.body.splice(at..at + from.len(), to.bytes());
        self
    }

    pub fn send(&self, address: SocketAddr) -> Response {
        let mut stream = TcpStream::connect(address).expect("the site accepts connections");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let named = |name: &str| self.headers.iter().any(|(held, _)| held.eq_ignore_ascii_case(name));
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        if !named("host") {
            head.push_str(&format!("Host: {address}\r\n"));
        }
        if !self.body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("Connection: close\r\n\r\n");
        let mut sent = head.into_bytes();
        sent.extend_from_slice(&self.body);
        // A server that refuses early closes while we still write; its answer is what counts.
        let _ = stream.write_all(&sent);
        let mut received = Vec::new();
        let end = stream.read_to_end(&mut received);
        Response::parse(&received, self.method == "HEAD").unwrap_or_else(|| {
            panic!("{} {}: no HTTP answer ({end:?}): {received:?}", self.method, self.target)
        })
    }
}

#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Decoded.
    pub body: Vec<u8>,
    /// Bytes of the body as they travelled, compressed.
    pub on_the_wire: usize,
}

impl Response {
    fn parse(bytes: &[u8], head_only: bool) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .map(|line| {
                line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            })
            .collect::<Option<_>>()?;
        let mut response = Self { status, headers, body: Vec::new(), on_the_wire: 0 };
        if head_only {
            return Some(response);
        }
        let raw = &bytes[end + 4..];
        let body = if response.header("transfer-encoding") == Some("chunked") {
            unchunked(raw)?
        } else {
            raw.to_vec()
        };
        if let Some(length) = response.header("content-length") {
            assert_eq!(length.parse(), Ok(body.len()), "the whole body arrived");
        }
        response.on_the_wire = body.len();
        response.body = if response.header("content-encoding") == Some("gzip") {
            let mut decoded = Vec::new();
            GzDecoder::new(body.as_slice()).read_to_end(&mut decoded).ok()?;
            decoded
        } else {
            body
        };
        Some(response)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("answers are UTF-8")
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size =
            usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
