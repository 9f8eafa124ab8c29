//! What the person who starts the program chooses: one typed value per setting, from the command
//! line or from the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use time::Date;

use crate::domain::{Civility, Email, Name, Phone, parse_date};
use crate::web::client::{BaseUrl, TrustedProxies};

/// Des stages et des rencontres avec les entreprises : un site, un extranet, un seul exécutable.
#[derive(Debug, Parser)]
#[command(name = "cmonstage", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Construit une base de démonstration si elle manque, puis la sert
    Demo(Demo),
    /// Sert un site
    Serve(Serve),
    /// Ouvre un compte de l’extranet, redonne un lien à qui n’y entre plus, liste les comptes
    User(User),
    /// Liste les courriels, en montre un, ou envoie un courriel d’essai
    Mails(Mails),
    /// Vérifie qu’une base est saine, sans rien y changer
    Doctor(Doctor),
}

/// Options of `cmonstage demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Quantité de données : s (120 entreprises, 200 offres ; par défaut), m (4 000 et 10 000), l (200 000 et 1 000 000)
    #[arg(long, value_name = "TAILLE", value_enum)]
    pub size: Option<Size>,
    /// Graine : la même donne les mêmes données
    #[arg(long, value_name = "GRAINE")]
    pub seed: Option<u64>,
    /// Jour de la démonstration, sous la forme AAAA-MM-JJ (par défaut, aujourd’hui)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<Date>,
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER", default_value = "cmonstage-demo.db")]
    pub db: PathBuf,
    /// Adresse d’écoute ; le port 0 en choisit un libre
    #[arg(long, env = "CMONSTAGE_LISTEN", value_name = "ADRESSE", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Construit la base et s’arrête
    #[arg(long)]
    pub no_serve: bool,
    /// What is common to both ways of serving.
    #[command(flatten)]
    pub limits: LimitSwitch,
}

/// How much a demonstration holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// 120 companies, 200 offers, 600 applications.
    S,
    /// 4,000 companies, 10,000 offers, 40,000 applications.
    M,
    /// 200,000 companies, 1,000,000 offers, 3,000,000 applications.
    L,
}

/// Options of `cmonstage serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Fichier de la base ; il est créé s’il n’existe pas
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER")]
    pub db: PathBuf,
    /// Adresse d’écoute ; le port 0 en choisit un libre
    #[arg(long, env = "CMONSTAGE_LISTEN", value_name = "ADRESSE", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Under which names.
    #[command(flatten)]
    pub names: Names,
    /// Adresses IP des serveurs mandataires de confiance, séparées par des virgules
    #[arg(long, env = "CMONSTAGE_TRUSTED_PROXIES", value_name = "ADRESSES", default_value = "")]
    pub trusted_proxies: TrustedProxies,
    /// Fichier de la clé secrète (par défaut, celui de la base suivi de « .key »)
    #[arg(long, env = "CMONSTAGE_KEY", value_name = "FICHIER")]
    pub key: Option<PathBuf>,
    /// How mails leave.
    #[command(flatten)]
    pub mail: Mailing,
    /// What is common to both ways of serving.
    #[command(flatten)]
    pub limits: LimitSwitch,
}

/// The names under which people know a site.
#[derive(Debug, Args)]
pub struct Names {
    /// Adresse publique du site, par exemple https://stages.example.org
    #[arg(long, env = "CMONSTAGE_BASE_URL", value_name = "URL", value_parser = BaseUrl::parse)]
    pub base_url: BaseUrl,
    /// Adresse publique de l’extranet s’il a la sienne, par exemple https://gestion.stages.example.org
    #[arg(long, env = "CMONSTAGE_EXTRANET_URL", value_name = "URL", value_parser = BaseUrl::parse)]
    pub extranet_url: Option<BaseUrl>,
}

/// Why two names do not go together.
#[derive(Debug, thiserror::Error)]
pub enum NamesError {
    /// The extranet's is the site's.
    #[error(
        "--extranet-url doit porter un autre nom que --base-url\u{a0}: «\u{a0}{0}\u{a0}» est déjà celui du site (un autre port ne suffit pas, les cookies ne les distinguent pas). Pour que l’extranet reste à l’adresse du site, n’indiquez pas --extranet-url."
    )]
    Same(String),
    /// One is protected and the other is not.
    #[error(
        "--base-url et --extranet-url doivent être toutes deux en https\u{a0}: sinon des liens feraient sortir de la connexion protégée."
    )]
    Mixed,
}

impl Names {
    /// Where the extranet stands.
    pub fn extranet(&self) -> &BaseUrl {
        self.extranet_url.as_ref().unwrap_or(&self.base_url)
    }

    /// Checks that the two go together. Both are protected or neither is, but for an address of this machine,
    /// where nobody listens in.
    ///
    /// # Errors
    /// [`NamesError`].
    pub fn check(&self) -> Result<(), NamesError> {
        let Some(extranet) = &self.extranet_url else { return Ok(()) };
        if extranet.host().eq_ignore_ascii_case(self.base_url.host()) {
            return Err(NamesError::Same(extranet.host().to_owned()));
        }
        let harmless = |url: &BaseUrl| url.is_secure() || url.is_on_loopback();
        let mixed = extranet.is_secure() != self.base_url.is_secure();
        if mixed && !(harmless(extranet) && harmless(&self.base_url)) {
            return Err(NamesError::Mixed);
        }
        Ok(())
    }
}

/// How mails leave. The password has no option: every user of a machine can see the command lines of
/// its programs.
#[derive(Debug, Args)]
pub struct Mailing {
    /// Serveur d’envoi : smtps://identifiant@serveur (TLS), smtp://identifiant@serveur (STARTTLS),
    /// smtp://localhost ; sans lui, les courriels restent en file. Le mot de passe est lu dans
    /// CMONSTAGE_SMTP_PASSWORD_FILE (un fichier) ou CMONSTAGE_SMTP_PASSWORD
    // A plain text: clap would repeat what it cannot read, and a password with it.
    #[arg(long, env = "CMONSTAGE_SMTP", value_name = "URL", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Adresse d’où partent les courriels, seule ou sous la forme « Nom <adresse> »
    #[arg(long, env = "CMONSTAGE_MAIL_FROM", value_name = "ADRESSE")]
    pub mail_from: Option<String>,
}

impl Mailing {
    /// The mail server, if one is named; an empty value names none.
    pub fn smtp(&self) -> Option<&str> {
        self.smtp.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The sender, if one is named.
    pub fn mail_from(&self) -> Option<&str> {
        self.mail_from.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// The password of the mail server, from the file or from the environment; the file wins.
///
/// # Errors
/// The file that cannot be read, and what the system says.
pub fn smtp_password() -> Result<Option<String>, (PathBuf, std::io::Error)> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = set("CMONSTAGE_SMTP_PASSWORD_FILE").map(PathBuf::from) {
        let text = std::fs::read_to_string(&path).map_err(|cause| (path, cause))?;
        return Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()));
    }
    Ok(set("CMONSTAGE_SMTP_PASSWORD").map(|value| value.to_string_lossy().into_owned()))
}

/// Rate limits and the shortest time of forms can be switched off for tests and load runs; the
/// program refuses it unless it listens on loopback.
#[derive(Debug, Args)]
pub struct LimitSwitch {
    /// « off » lève les limites de débit, pour des essais sur cette machine seulement
    #[arg(long = "limits", env = "CMONSTAGE_LIMITS", value_enum, default_value_t = Switch::On, hide = true)]
    pub limits: Switch,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// `cmonstage user`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What is done about users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Ouvre un compte, et affiche le lien par lequel la personne choisit son mot de passe
    Add(AddUser),
    /// Affiche un nouveau lien pour un compte actif dont le mot de passe est perdu
    Link(UserLink),
    /// Liste les comptes : rôle, identifiant, nom, état, dernière visite, séparés par des tabulations
    List(UserList),
}

/// Options of `cmonstage user add`.
#[derive(Debug, Args)]
pub struct AddUser {
    /// In which file.
    #[command(flatten)]
    pub secret: Secret,
    /// What the link begins with.
    #[command(flatten)]
    pub names: Names,
    /// Whose account.
    #[command(flatten)]
    pub account: NewAccount,
}

/// Whose account is opened.
#[derive(Debug, Args)]
pub struct NewAccount {
    /// Adresse e-mail, qui est aussi l’identifiant
    #[arg(long, value_name = "ADRESSE", value_parser = email)]
    pub email: Email,
    /// Nom de famille
    #[arg(long, value_name = "NOM", value_parser = name)]
    pub last_name: Name,
    /// Prénom
    #[arg(long, value_name = "PRÉNOM", value_parser = name)]
    pub first_name: Name,
    /// Civilité : madame ou monsieur
    #[arg(long, value_name = "CIVILITÉ", value_enum)]
    pub civility: Title,
    /// Structure partenaire ; elle est créée si aucune ne porte exactement ce nom
    #[arg(long, value_name = "STRUCTURE", value_parser = name)]
    pub organisation: Name,
    /// Téléphone, montré au public là où la personne reçoit les inscriptions
    #[arg(long, value_name = "NUMÉRO", value_parser = phone)]
    pub phone: Option<Phone>,
    /// Donne le rôle d’administration ; sans cette option, c’est celui de partenaire
    #[arg(long)]
    pub administrator: bool,
}

/// How a person is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Title {
    /// Madame.
    Madame,
    /// Monsieur.
    Monsieur,
}

impl From<Title> for Civility {
    fn from(title: Title) -> Self {
        match title {
            Title::Madame => Self::Madam,
            Title::Monsieur => Self::Sir,
        }
    }
}

/// Options of `cmonstage user link`.
#[derive(Debug, Args)]
pub struct UserLink {
    /// In which file.
    #[command(flatten)]
    pub secret: Secret,
    /// What the link begins with.
    #[command(flatten)]
    pub names: Names,
    /// Identifiant de la personne
    #[arg(long, value_name = "ADRESSE", value_parser = email)]
    pub email: Email,
}

/// Options of `cmonstage user list`.
#[derive(Debug, Args)]
pub struct UserList {
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER")]
    pub db: PathBuf,
}

/// A file, and the key that makes its links.
#[derive(Debug, Args)]
pub struct Secret {
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER")]
    pub db: PathBuf,
    /// Fichier de la clé secrète (par défaut, celui de la base suivi de « .key »)
    #[arg(long, env = "CMONSTAGE_KEY", value_name = "FICHIER")]
    pub key: Option<PathBuf>,
}

/// Options of `cmonstage mails`.
#[derive(Debug, Args)]
pub struct Mails {
    /// Numéro du courriel à montrer ; sans lui, les derniers sont listés
    #[arg(value_name = "NUMÉRO")]
    pub id: Option<i64>,
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER", default_value = "cmonstage-demo.db")]
    pub db: PathBuf,
    /// Fichier de la clé secrète (par défaut, celui de la base suivi de « .key »)
    #[arg(long, env = "CMONSTAGE_KEY", value_name = "FICHIER")]
    pub key: Option<PathBuf>,
    /// Nombre de courriels listés
    #[arg(long, value_name = "NOMBRE", default_value_t = 50)]
    pub limit: u32,
    /// Envoie un courriel d’essai à cette adresse, et dit ce qu’il en est
    #[arg(long, value_name = "ADRESSE", value_parser = email)]
    pub test: Option<Email>,
    /// How mails leave.
    #[command(flatten)]
    pub mail: Mailing,
}

/// Options of `cmonstage doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", value_name = "FICHIER", default_value = "cmonstage-demo.db")]
    pub db: PathBuf,
}

/// Where the key of a database stands when nothing else is said.
pub fn key_path(db: &std::path::Path, chosen: Option<PathBuf>) -> PathBuf {
    chosen.unwrap_or_else(|| {
        let mut name = db.as_os_str().to_owned();
        name.push(".key");
        name.into()
    })
}

fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(str::to_owned)
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(str::to_owned)
}

fn phone(text: &str) -> Result<Phone, String> {
    Phone::parse(text).map_err(str::to_owned)
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_go_together_when_both_are_protected_or_only_this_machine_hears_them() {
        let check = |site: &str, extranet: &str| {
            let (base_url, extranet) = (BaseUrl::parse(site).unwrap(), BaseUrl::parse(extranet).unwrap());
            Names { base_url, extranet_url: Some(extranet) }.check()
        };
        for (site, extranet) in [
            ("https://stages.example.org", "https://gestion.example.org"),
            ("https://stages.example.org", "https://gestion.stages.example.org:8443"),
            ("http://stages.example.org", "http://gestion.example.org"),
            ("http://127.0.0.1:8080", "http://localhost:8080"),
            ("https://stages.example.org", "http://[::1]:8080"),
        ] {
            assert!(check(site, extranet).is_ok(), "{site} {extranet}");
            assert!(check(extranet, site).is_ok(), "{extranet} {site}");
        }
        assert!(matches!(check("https://a.example", "http://localhost.a.example"), Err(NamesError::Mixed)));
        assert!(matches!(check("http://[::1]:8080", "http://[::1]:8081"), Err(NamesError::Same(_))));
    }
}
