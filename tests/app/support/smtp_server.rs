//! A mail server that does what the test says at each step, and keeps what it accepts.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use cmonstage::mail::transport::server::Server;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::app::RUNTIME;

/// What the server does instead of taking a command in.
#[derive(Clone)]
pub enum Reply {
    /// Says this.
    Say(&'static str),
    /// Says nothing any more.
    Hang,
    /// Cuts the connection.
    Drop,
    /// Tells the test, waits for its word, then goes on as usual.
    Hold(mpsc::Sender<()>, Arc<Notify>),
}

#[derive(Clone)]
pub struct SmtpServer {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    replies: HashMap<&'static str, VecDeque<Reply>>,
    heard: Vec<String>,
    mails: Vec<Vec<u8>>,
}

impl SmtpServer {
    /// A server that takes every mail.
    pub fn start() -> Self {
        let listener = RUNTIME.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, state: Arc::default() };
        let own = server.clone();
        RUNTIME.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                // The other end may go away in the middle of a word.
                tokio::spawn(async move { own.converse(stream).await.unwrap_or_default() });
            }
        });
        server
    }

    /// What it does the next time it gets this command: `CONNECT`, `EHLO`, `AUTH`, `MAIL`, `RCPT`,
    /// `DATA`, `NOOP`, `QUIT`, or `TEXT` when the text of the mail has come.
    pub fn next(&self, command: &'static str, reply: Reply) {
        self.state().replies.entry(command).or_default().push_back(reply);
    }

    /// As the operator writes it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn server(&self) -> Server {
        Server::parse(&self.url()).unwrap()
    }

    /// The commands it has heard since the last time this was asked, all connections together.
    pub fn take_heard(&self) -> Vec<String> {
        std::mem::take(&mut self.state().heard)
    }

    /// The mails whose text it has got, whatever it answered.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.state().mails.clone()
    }

    /// Makes it wait the next time it gets this command: a way to know that it has, and one to let it
    /// go on.
    pub fn hold_next(&self, command: &'static str) -> (mpsc::Receiver<()>, Arc<Notify>) {
        let (tell, told) = mpsc::channel();
        let go_on = Arc::<Notify>::default();
        self.next(command, Reply::Hold(tell, go_on.clone()));
        (told, go_on)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut command = "CONNECT".to_owned();
        loop {
            let said = self.react(&command, &mut stream).await?;
            let text_follows = command == "DATA" && said;
            if command == "QUIT" || !said && command == "CONNECT" {
                return Ok(());
            }
            command =
                if text_follows { self.text(&mut stream).await? } else { self.line(&mut stream).await? };
        }
    }

    /// Answers a command; whether it was taken in.
    async fn react(&self, command: &str, stream: &mut BufReader<TcpStream>) -> std::io::Result<bool> {
        let planned = self.state().replies.get_mut(command).and_then(VecDeque::pop_front);
        match planned {
            Some(Reply::Say(words)) => {
                stream.write_all(format!("{words}\r\n").as_bytes()).await?;
                return Ok(false);
            }
            Some(Reply::Drop) => return Err(std::io::ErrorKind::ConnectionAborted.into()),
            Some(Reply::Hang) => std::future::pending().await,
            Some(Reply::Hold(told, go_on)) => {
                told.send(()).unwrap();
                go_on.notified().await;
            }
            None => {}
        }
        let usual = match command {
            "CONNECT" => "220 fake.example.org ESMTP",
            "EHLO" => "250-fake.example.org\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
            "AUTH" => "235 2.7.0 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 2.0.0 ok",
        };
        stream.write_all(format!("{usual}\r\n").as_bytes()).await?;
        Ok(true)
    }

    async fn line(&self, stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        self.state().heard.push(line.to_owned());
        Ok(line.split(' ').next().unwrap_or_default().to_owned())
    }

    /// Reads a mail up to its lone dot, and keeps it whatever is then answered.
    async fn text(&self, stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
        let mut text = Vec::new();
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                self.state().mails.push(text);
                return Ok("TEXT".to_owned());
            }
            text.extend(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}
