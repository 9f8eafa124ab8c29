//! A client that costs little: one connection kept open, HTTP/1.1 written by hand.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::process::{HOST, Server};

/// The only place where the bench looks at a clock.
#[expect(clippy::disallowed_methods, reason = "a bench measures; nothing is decided by it")]
pub fn now() -> Instant {
    Instant::now()
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Address, from its first slash.
    pub path: String,
    /// More header lines, each with its end of line.
    pub headers: String,
    /// A form to be posted.
    pub form: Option<String>,
}

impl Request {
    /// Asks for a page.
    pub fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The same with one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    fn bytes(&self) -> String {
        let (path, headers) = (&self.path, &self.headers);
        match &self.form {
            None => format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n"),
            Some(form) => format!(
                "POST {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: http://{HOST}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{headers}\r\n{form}",
                form.len()
            ),
        }
    }
}

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its bytes, as they travelled.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    line: String,
}

impl Client {
    /// Connects.
    pub fn new(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), line: String::new() })
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&mut self, request: &Request) -> io::Result<Answer> {
        self.stream.get_mut().write_all(request.bytes().as_bytes())?;
        let status = self.line()?.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut answer = Answer { status: status.ok_or(io::ErrorKind::InvalidData)?, ..Answer::default() };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if answer.header("transfer-encoding").is_some() {
            self.chunks(&mut answer.body)?;
        } else if let Some(length) = answer.header("content-length").and_then(|text| text.parse().ok()) {
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// [`Client::send`], when only one status will do.
    pub fn expect(&mut self, request: &Request, status: u16) -> Result<Answer> {
        let answer = self.send(request)?;
        if answer.status == status {
            return Ok(answer);
        }
        let start: String = answer.text().chars().take(300).collect();
        Err(format!("{} answered {} rather than {status}: {start}", request.path, answer.status).into())
    }

    fn line(&mut self) -> io::Result<String> {
        self.line.clear();
        self.stream.read_line(&mut self.line)?;
        Ok(self.line.trim_end().to_owned())
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).map_err(|_| io::ErrorKind::InvalidData)?;
            let before = body.len();
            body.resize(before + size, 0);
            self.stream.read_exact(&mut body[before..])?;
            self.line()?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}

/// What a slice of requests took.
pub struct Slice {
    /// How many were answered.
    pub requests: u64,
    /// Nanoseconds of the server's processor.
    pub cpu: u64,
    /// On the wall.
    pub lasted: Duration,
}

impl Slice {
    /// Microseconds of processor for one request.
    pub fn micros(&self) -> f64 {
        self.cpu as f64 / 1_000.0 / self.requests.max(1) as f64
    }

    /// Requests answered in a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.lasted.as_secs_f64()
    }
}

/// Connections that ask all the time.
pub const CONNECTIONS: usize = 4;

/// Asks for a while over several connections; `make` gives the request of each place, counted from
/// `from`, which is moved on.
pub fn slice(
    server: &Server,
    connections: usize,
    lasting: Duration,
    status: u16,
    from: &AtomicU64,
    make: &(dyn Fn(u64) -> Request + Sync),
) -> Result<Slice> {
    let mut clients =
        (0..connections).map(|_| Client::new(server.address)).collect::<io::Result<Vec<_>>>()?;
    let first = from.load(Ordering::Relaxed);
    let before = server.cpu()?;
    let began = now();
    thread::scope(|scope| -> Result<()> {
        let workers: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                scope.spawn(move || -> Result<()> {
                    while began.elapsed() < lasting {
                        client.expect(&make(from.fetch_add(1, Ordering::Relaxed)), status)?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a client panicked")?)
    })?;
    let lasted = began.elapsed();
    let requests = from.load(Ordering::Relaxed) - first;
    Ok(Slice { requests, cpu: server.cpu()?.since(&before), lasted })
}
