//! What the person who starts the program chooses: one typed value per setting, from the command
//! line or from the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use time::Date;

use crate::domain::parse_date;
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
    /// Liste les courriels, ou en montre un
    Mails(Mails),
    /// Vérifie qu’une base est saine, sans rien y changer
    Doctor(Doctor),
}

/// Options of `cmonstage demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Quantité de données : s (120 entreprises, par défaut), m (4 000), l (200 000)
    #[arg(long, value_enum)]
    pub size: Option<Size>,
    /// Graine : la même donne les mêmes données
    #[arg(long)]
    pub seed: Option<u64>,
    /// Jour de la démonstration, sous la forme AAAA-MM-JJ (par défaut, aujourd’hui)
    #[arg(long, value_parser = date)]
    pub date: Option<Date>,
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", default_value = "cmonstage-demo.db")]
    pub db: PathBuf,
    /// Adresse d’écoute ; le port 0 en choisit un libre
    #[arg(long, env = "CMONSTAGE_LISTEN", default_value = "127.0.0.1:8080")]
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
    #[arg(long, env = "CMONSTAGE_DB")]
    pub db: PathBuf,
    /// Adresse d’écoute ; le port 0 en choisit un libre
    #[arg(long, env = "CMONSTAGE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Adresse publique du site, par exemple https://stages.example.org
    #[arg(long, env = "CMONSTAGE_BASE_URL", value_parser = BaseUrl::parse)]
    pub base_url: BaseUrl,
    /// Adresse publique de l’extranet s’il a la sienne, par exemple https://gestion.stages.example.org
    #[arg(long, env = "CMONSTAGE_EXTRANET_URL", value_parser = BaseUrl::parse)]
    pub extranet_url: Option<BaseUrl>,
    /// Adresses IP des serveurs mandataires de confiance, séparées par des virgules
    #[arg(long, env = "CMONSTAGE_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: TrustedProxies,
    /// Fichier de la clé secrète (par défaut, celui de la base suivi de « .key »)
    #[arg(long, env = "CMONSTAGE_KEY")]
    pub key: Option<PathBuf>,
    /// What is common to both ways of serving.
    #[command(flatten)]
    pub limits: LimitSwitch,
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

/// Options of `cmonstage mails`.
#[derive(Debug, Args)]
pub struct Mails {
    /// Numéro du courriel à montrer ; sans lui, les derniers sont listés
    pub id: Option<i64>,
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", default_value = "cmonstage-demo.db")]
    pub db: PathBuf,
    /// Fichier de la clé secrète (par défaut, celui de la base suivi de « .key »)
    #[arg(long, env = "CMONSTAGE_KEY")]
    pub key: Option<PathBuf>,
    /// Nombre de courriels listés
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// Options of `cmonstage doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Fichier de la base
    #[arg(long, env = "CMONSTAGE_DB", default_value = "cmonstage-demo.db")]
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

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(str::to_owned)
}
