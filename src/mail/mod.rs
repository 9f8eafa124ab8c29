//! Mails are rows first: written in the transaction of the fact they tell, each with a key that
//! makes it unique, so that there is never a mail without its fact nor a fact without its mail.
//!
//! Where there is a mail server, one worker takes them from the outbox and hands them over by a
//! transport. Without one they stay in the outbox, where they can be read.

pub mod message;
pub mod outbox;
mod retry;
pub mod transport;
pub mod worker;

use crate::db::text_enum;

text_enum! {
    /// Which mail it is.
    pub enum MailKind {
        /// To the applicant: the application arrived.
        ApplicationReceived = "application_received" => "Accusé de réception d’une candidature",
        /// To the applicant: it had already arrived.
        ApplicationRepeated = "application_repeated" => "Candidature déjà reçue",
        /// To whoever receives the applications of the offer.
        ApplicationToEmployer = "application_to_employer" => "Candidature transmise",
        /// To the applicant: it was withdrawn.
        ApplicationWithdrawn = "application_withdrawn" => "Candidature retirée",
        /// To whoever received it.
        ApplicationWithdrawnToEmployer = "application_withdrawn_to_employer" => "Retrait d’une candidature transmise",
        /// To the participant: the registration is safe.
        RegistrationReceived = "registration_received" => "Confirmation d’une inscription",
        /// To the participant: it had already arrived.
        RegistrationRepeated = "registration_repeated" => "Inscription déjà reçue",
        /// To whoever receives the registrations of the event.
        RegistrationToReceiver = "registration_to_receiver" => "Inscription transmise",
        /// To the participant: it was cancelled.
        RegistrationCancelled = "registration_cancelled" => "Inscription annulée",
        /// To whoever received it.
        RegistrationCancelledToReceiver = "registration_cancelled_to_receiver" => "Annulation d’une inscription transmise",
        /// To the participant: the organiser took them off the list.
        RegistrationRemoved = "registration_removed" => "Désinscription",
        /// To the participants: the day, the hour or the place is another.
        EventChanged = "event_changed" => "Changement d’une rencontre",
        /// To the participants: the organiser confirms the event.
        EventConfirmation = "event_confirmation" => "Confirmation d’une rencontre",
        /// To somebody whose link had expired.
        FreshLink = "fresh_link" => "Nouveau lien",
        /// To whoever wrote by the contact form: the message arrived.
        ContactReceived = "contact_received" => "Accusé de réception d’un message",
        /// To whoever answers for the département.
        ContactToPartner = "contact_to_partner" => "Message transmis",
        /// To a user who forgot it: the link by which another is chosen.
        PasswordReset = "password_reset" => "Nouveau mot de passe",
        /// To a user whose password has just changed.
        PasswordChanged = "password_changed" => "Mot de passe changé",
        /// To a user: a project is theirs.
        ProjectAssigned = "project_assigned" => "Projet affecté",
        /// To a user: the registrations of an event are theirs.
        EventAssigned = "event_assigned" => "Rencontre affectée",
        /// To the manager of a project: somebody else would take it over.
        TakeoverRequested = "takeover_requested" => "Demande de prise en charge",
        /// To the administrators: somebody asks that a project be deleted.
        DeletionRequested = "deletion_requested" => "Demande de suppression",
        /// To the employer: the offer is online.
        OfferPublished = "offer_published" => "Offre publiée",
        /// To the employer: the event is online.
        EventPublished = "event_published" => "Rencontre publiée",
        /// To a company: its draft, and the link by which it goes on with it.
        DepositStarted = "deposit_started" => "Brouillon d’une entreprise",
        /// To a company: its request arrived.
        DepositReceived = "deposit_received" => "Accusé de réception d’un dépôt",
        /// To an administrator: a request waits for somebody.
        DepositToAdministrator = "deposit_to_administrator" => "Dépôt à affecter",
        /// To a company: somebody takes care of its request.
        DepositTaken = "deposit_taken" => "Dépôt pris en charge",
        /// To a company: somebody asks for more.
        DepositReturned = "deposit_returned" => "Dépôt à compléter",
        /// To a company: its request goes no further.
        DepositClosed = "deposit_closed" => "Dépôt classé",
        /// To the manager: the company completed or corrected its request.
        DepositCorrected = "deposit_corrected" => "Dépôt corrigé",
    }
}

impl MailKind {
    /// Those that go to an address which somebody typed in a form and nobody checked.
    pub const UNVERIFIED: [Self; 14] = [
        Self::ApplicationReceived,
        Self::ApplicationRepeated,
        Self::ApplicationWithdrawn,
        Self::RegistrationReceived,
        Self::RegistrationRepeated,
        Self::RegistrationCancelled,
        Self::RegistrationRemoved,
        Self::EventChanged,
        Self::EventConfirmation,
        Self::FreshLink,
        Self::ContactReceived,
        Self::DepositStarted,
        Self::DepositReceived,
        Self::DepositTaken,
    ];
}

text_enum! {
    /// Where a mail stands.
    pub enum MailState {
        /// Waiting to leave.
        Queued = "queued" => "En file",
        /// Accepted by the mail server.
        Sent = "sent" => "Envoyé",
        /// Refused for good.
        Failed = "failed" => "Échec",
        /// The connection was lost at the worst moment: nobody knows. Re-sent by hand only.
        Unknown = "unknown" => "Incertain",
    }
}

/// A mail to one person.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Which mail it is.
    pub kind: MailKind,
    /// What makes it unique among its kind: subject row, recipient, version.
    pub subject_key: String,
    /// Row of the project that a company is written to about: the record of the company shows it. Its subject
    /// names nobody. Nothing for what goes to anybody else; not kept where a user receives what a company
    /// would have (its employer is masked, or wrote from an account).
    pub project: Option<i64>,
    /// The address it goes to.
    pub recipient: String,
    /// The name beside the address; may be empty.
    pub recipient_name: String,
    /// Its subject line.
    pub subject: String,
    /// Its text. A token stands there as [`link_mark`].
    pub body: String,
    /// A calendar file to attach.
    pub calendar: Option<String>,
    /// Instant after which sending it makes no sense.
    pub useful_until: i64,
}

/// The text of a mail: its paragraphs, then who signs.
pub fn letter(paragraphs: &[String], site: &str, address: &str) -> String {
    format!("{}\n\n-- \n{site}\n{address}\n", paragraphs.join("\n\n"))
}

/// What stands for the token of a link in a stored body. U+001F is removed from everything that
/// people type, so nobody can write a mark themselves.
pub fn link_mark(link: i64) -> String {
    format!("\u{1f}{link}\u{1f}")
}
