//! The mails of a deposit.
//!
//! What goes to the company goes to an address that nobody has verified: it holds nothing that was typed in
//! the form, only what a partner wrote.

use time::Duration;

use super::{Deposit, DepositKind};
use crate::access::link;
use crate::accounts::{self, User};
use crate::clock::Now;
use crate::companies::Company;
use crate::db::{Error, WriteTx};
use crate::domain::Email;
use crate::french;
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::projects;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// News of a deposit that leaves later than this only puzzles its reader.
const USEFUL_FOR: Duration = Duration::days(7);

/// What every mail of a deposit needs.
pub struct Writing<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where the links of companies lead.
    pub base_url: &'a BaseUrl,
    /// Where the links of partners lead.
    pub extranet: &'a BaseUrl,
    /// When.
    pub now: Now,
    /// The deposit.
    pub deposit: &'a Deposit,
}

impl Writing<'_> {
    /// To the company: its draft is kept, and by which link it goes on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn started(&self, tx: &WriteTx) -> Result<(), Error> {
        let days = super::store::DRAFT_KEPT.whole_days();
        self.to_company(
            tx,
            MailKind::DepositStarted,
            "votre brouillon",
            link::of_deposit(tx, self.deposit.id)?.to_string(),
            &[
                format!("Vous avez commencé à écrire {}.", self.deposit.kind.yours()),
                format!("Pour reprendre votre brouillon, sur cet appareil ou un autre, ouvrez ce lien\u{a0}:\n{}", self.address(tx)?),
                format!("Le brouillon est gardé {days}\u{a0}jours. Rien n’est transmis tant que vous ne l’envoyez pas."),
                NOT_YOU.to_owned(),
            ],
            None,
        )
    }

    /// To the company: its request arrived, and what happens next.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn received(&self, tx: &WriteTx, manager: Option<&User>) -> Result<(), Error> {
        let next = match manager {
            Some(manager) => format!("Elle est suivie par {}.", manager.name),
            None => "Un conseiller la lit et vous répond. Vous recevrez son nom par courriel.".to_owned(),
        };
        let what = match self.deposit.kind {
            DepositKind::Help => "Votre demande d’accompagnement est bien arrivée.",
            DepositKind::Offer => {
                "Votre offre de stage est bien arrivée. Elle paraîtra sur le site une fois relue."
            }
            DepositKind::Event => {
                "Votre rencontre est bien arrivée. Elle paraîtra sur le site une fois relue."
            }
        };
        self.to_company(
            tx,
            MailKind::DepositReceived,
            "votre demande est arrivée",
            String::new(),
            &[
                what.to_owned(),
                format!("Référence à rappeler\u{a0}: {}", self.deposit.reference),
                next,
                match self.deposit.kind {
                    DepositKind::Help => format!("Pour la suivre\u{a0}:\n{}", self.address(tx)?),
                    _ => format!("Pour la suivre ou la corriger\u{a0}:\n{}", self.address(tx)?),
                },
                NOT_YOU.to_owned(),
            ],
            manager.map(|manager| &manager.email),
        )
    }

    /// To the company: somebody takes care of its request from now on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn taken(&self, tx: &WriteTx, manager: &User) -> Result<(), Error> {
        let mut reach = vec![format!("E-mail\u{a0}: {}", manager.email)];
        reach.extend(manager.phone.as_ref().map(|phone| format!("Téléphone\u{a0}: {}", phone.display())));
        self.to_company(
            tx,
            MailKind::DepositTaken,
            "votre demande est prise en charge",
            format!("{}:{}", manager.id, self.now.unix),
            &[
                format!("Votre demande est prise en charge par {}.", manager.name),
                reach.join("\n"),
                format!("Référence\u{a0}: {}", self.deposit.reference),
                format!("Pour la suivre\u{a0}:\n{}", self.address(tx)?),
            ],
            Some(&manager.email),
        )
    }

    /// To the company: a partner asks for more.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn returned(&self, tx: &WriteTx, by: &User, message: &str) -> Result<(), Error> {
        self.to_company(
            tx,
            MailKind::DepositReturned,
            "votre demande est à compléter",
            self.now.unix.to_string(),
            &[
                format!("{} vous demande des précisions sur {}\u{a0}:", by.name, self.deposit.kind.yours()),
                message.to_owned(),
                match self.deposit.kind {
                    DepositKind::Help => "Pour lui répondre, répondez à ce courriel.".to_owned(),
                    _ => format!(
                        "Pour la compléter\u{a0}:\n{}\n\nVous pouvez aussi répondre à ce courriel.",
                        self.address(tx)?
                    ),
                },
            ],
            Some(&by.email),
        )
    }

    /// To the company: its request goes no further, and why.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn closed(&self, tx: &WriteTx, by: &User, message: &str) -> Result<(), Error> {
        self.to_company(
            tx,
            MailKind::DepositClosed,
            "votre demande",
            self.now.unix.to_string(),
            &[
                format!("{} ne donne pas suite à {}\u{a0}:", by.name, self.deposit.kind.yours()),
                message.to_owned(),
                format!("Référence\u{a0}: {}", self.deposit.reference),
                "Pour en parler, répondez à ce courriel.".to_owned(),
            ],
            Some(&by.email),
        )
    }

    /// To the administrators: a request waits for somebody.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn to_administrators(&self, tx: &WriteTx, company: &Company, project: i64) -> Result<(), Error> {
        let administrators = accounts::store::administrators(tx)?;
        if administrators.is_empty() {
            let reference = &self.deposit.reference;
            tracing::warn!(%reference, "nobody is told of a deposit: there is no administrator");
        }
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!(
                "{} ({}) a déposé une demande sur le site\u{a0}: {}. Elle attend d’être affectée.",
                company.name,
                company.commune,
                french::lower_first(self.deposit.kind.label())
            ),
            format!("Référence\u{a0}: {}", self.deposit.reference),
            self.project(project),
        ];
        // Told again once the company has corrected what nobody has taken yet.
        let key = self.deposit.version.to_string();
        for administrator in &administrators {
            self.to_user(
                tx,
                MailKind::DepositToAdministrator,
                administrator,
                "une demande à affecter",
                key.clone(),
                &paragraphs,
            )?;
        }
        Ok(())
    }

    /// To the manager: the company completed or corrected its request.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn corrected(&self, tx: &WriteTx, to: &User, company: &Company, project: i64) -> Result<(), Error> {
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!("{} ({}) a corrigé sa demande.", company.name, company.commune),
            format!("Référence\u{a0}: {}", self.deposit.reference),
            self.project(project),
        ];
        let key = self.now.unix.to_string();
        self.to_user(
            tx,
            MailKind::DepositCorrected,
            to,
            "une demande corrigée par l’entreprise",
            key,
            &paragraphs,
        )
    }

    /// To the company, whose link has expired: a fresh one, once an hour at most.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn fresh_link(&self, tx: &WriteTx) -> Result<(), Error> {
        let hour = self.now.unix / 3600;
        self.to_company(
            tx,
            MailKind::FreshLink,
            "votre nouveau lien",
            format!("{hour}"),
            &[
                "Voici un nouveau lien vers ce que vous aviez déposé\u{a0}:".to_owned(),
                self.address(tx)?,
                NOT_YOU.to_owned(),
            ],
            None,
        )
    }

    fn project(&self, project: i64) -> String {
        format!(
            "Ouvrir le projet\u{a0}:\n{}",
            self.extranet.with(&paths::manage::Project { id: project }.to_string())
        )
    }

    fn address(&self, tx: &WriteTx) -> Result<String, Error> {
        Ok(self.base_url.with(&paths::deposit::Deposit::in_mail(link::of_deposit(tx, self.deposit.id)?)))
    }

    /// `key` tells a mail from the others of its kind about this deposit.
    fn to_company(
        &self,
        tx: &WriteTx,
        kind: MailKind,
        subject: &str,
        key: String,
        paragraphs: &[String],
        reply_to: Option<&Email>,
    ) -> Result<(), Error> {
        // Once it is sent, partners put the address right in its project.
        let of_project = match &self.deposit.sent {
            Some(sent) => projects::store::find(tx, sent.project)?.and_then(|project| project.content.email),
            None => None,
        };
        let Some(recipient) = of_project.or_else(|| self.deposit.email.clone()) else { return Ok(()) };
        let mut all = vec!["Bonjour,".to_owned()];
        all.extend_from_slice(paragraphs);
        let mail = Mail {
            kind,
            subject_key: format!("deposit:{}:{key}", self.deposit.id),
            project: self.deposit.sent.as_ref().map(|sent| sent.project),
            recipient: recipient.to_string(),
            recipient_name: String::new(),
            subject: format!("{} : {subject}", self.site.name),
            body: letter(&all, &self.site.name, self.base_url.as_str()),
            calendar: None,
            useful_until: self.now.plus(USEFUL_FOR),
        };
        if MailKind::UNVERIFIED.contains(&kind) {
            let most = self.site.mails_per_address_and_day;
            outbox::queue_unverified_for(tx, self.now, &mail, most, reply_to)?;
        } else {
            outbox::queue_for(tx, self.now, &mail, reply_to)?;
        }
        Ok(())
    }

    fn to_user(
        &self,
        tx: &WriteTx,
        kind: MailKind,
        to: &User,
        subject: &str,
        key: String,
        paragraphs: &[String],
    ) -> Result<(), Error> {
        if !to.alert_mails {
            return Ok(());
        }
        let mail = Mail {
            kind,
            subject_key: format!("{}:{}:{key}", self.deposit.id, to.id),
            project: None,
            recipient: to.email.to_string(),
            recipient_name: String::new(),
            subject: format!("{} : {subject}", self.site.name),
            body: letter(paragraphs, &self.site.name, self.extranet.as_str()),
            calendar: None,
            useful_until: self.now.plus(USEFUL_FOR),
        };
        outbox::queue_for(tx, self.now, &mail, self.deposit.email.as_ref())?;
        Ok(())
    }
}

const NOT_YOU: &str = "Si vous n’êtes pas à l’origine de cette demande, ne tenez pas compte de ce courriel.";
