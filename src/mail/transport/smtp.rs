//! Mails by SMTP.
//!
//! Lettre's own transport answers with an error that does not say how far the mail had gone, and
//! waits without end for a server that has stopped speaking. So the conversation is led here, step by
//! step, with a time for each: what is known of a mail depends on the step at which it stopped.

use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Quit, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{self, response::Response};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::server::{Secrecy, Server};
use super::{Cause, Fault, Outcome, Step, Transport};

/// How long a server may take for each of its answers.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How many times longer for its last one: it looks for viruses meanwhile, and an answer that is not
/// waited for leaves an uncertain mail.
const AT_THE_END: u32 = 4;

/// A mail server that takes our mails.
pub struct Smtp {
    server: Server,
    password: Option<String>,
    hello: ClientId,
    patience: Duration,
    /// The connection of the mail before, which serves for the next ones.
    open: Mutex<Option<AsyncSmtpConnection>>,
}

impl Smtp {
    /// A server, the password of its user, and the host as which we present ourselves.
    pub fn new(server: Server, password: Option<String>, host: &str) -> Self {
        let hello = match host.trim_matches(['[', ']']).parse() {
            Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(host.to_owned()),
        };
        Self { server, password, hello, patience: PATIENCE, open: Mutex::default() }
    }

    /// The same with another [`PATIENCE`], for tests.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    async fn deliver(&self, message: &Message) -> Result<(), Fault> {
        let mut connection = match self.still_open().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let delivered = self.hand_over(&mut connection, message).await;
        match &delivered {
            Ok(()) => *self.open.lock().await = Some(connection),
            Err(Fault { cause: Cause::Reply { .. }, .. }) => self.quit(connection).await,
            Err(_) => {}
        }
        delivered
    }

    /// The connection of the mail before, if it still answers.
    async fn still_open(&self) -> Option<AsyncSmtpConnection> {
        let mut connection = self.open.lock().await.take()?;
        let alive = self.step(Step::Connect, connection.command(Noop)).await;
        alive.is_ok().then_some(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Fault> {
        let tls =
            || TlsParameters::new(self.server.host.clone()).map_err(|error| Fault::of(Step::Tls, &error));
        let wrapper = if self.server.secrecy == Secrecy::Tls { Some(tls()?) } else { None };
        let address = (self.server.host.as_str(), self.server.port);
        let opening =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.patience), &self.hello, wrapper, None);
        let mut connection = self.step(Step::Connect, opening).await?;
        if self.server.secrecy == Secrecy::StartTls {
            if !connection.can_starttls() {
                return Err(Fault { step: Step::Tls, cause: Cause::NoTls });
            }
            self.step(Step::Tls, connection.starttls(tls()?, &self.hello)).await?;
        }
        self.log_in(&mut connection).await?;
        Ok(connection)
    }

    async fn log_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Fault> {
        let (Some(user), Some(password)) = (&self.server.user, &self.password) else { return Ok(()) };
        if connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
            return Err(Fault { step: Step::Login, cause: Cause::NoLogin });
        }
        let credentials = Credentials::new(user.clone(), password.clone());
        self.step(Step::Login, connection.auth(DEFAULT_MECHANISMS, &credentials)).await.map(drop)
    }

    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Fault> {
        let envelope = message.envelope();
        let from = Mail::new(envelope.from().cloned(), vec![]);
        self.step(Step::Sender, connection.command(from)).await?;
        for recipient in envelope.to() {
            let to = Rcpt::new(recipient.clone(), vec![]);
            self.step(Step::Recipient, connection.command(to)).await?;
        }
        self.step(Step::Data, connection.command(Data)).await?;
        let text = message.formatted();
        let last = self.patience * AT_THE_END;
        within(last, Step::Message, connection.message(&text)).await.map(drop)
    }

    async fn step<T>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Result<T, Fault> {
        within(self.patience, step, work).await
    }

    async fn quit(&self, mut connection: AsyncSmtpConnection) {
        // A matter of politeness: the connection ends all the same.
        let _: Result<Response, Fault> = self.step(Step::Connect, connection.command(Quit)).await;
    }
}

async fn within<T>(
    patience: Duration,
    step: Step,
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    match timeout(patience, work).await {
        Ok(done) => done.map_err(|error| Fault::of(step, &error)),
        Err(_) => Err(Fault { step, cause: Cause::TimedOut }),
    }
}

impl Transport for Smtp {
    async fn send(&self, message: &Message) -> Outcome {
        match self.deliver(message).await {
            Ok(()) => Outcome::Sent,
            Err(fault) => fault.outcome(),
        }
    }

    async fn rest(&self) {
        let open = self.open.lock().await.take();
        if let Some(connection) = open {
            self.quit(connection).await;
        }
    }
}
