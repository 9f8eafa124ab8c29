//! What clap has to say of a command line, in French.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use crate::config::Cli;

/// Reads the command line of this process.
///
/// # Errors
/// What clap says, for [`explain`].
pub fn read() -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&in_french(Cli::command()).try_get_matches()?)
}

/// Its help in French, for each command. What clap writes by itself (« [default: …] ») is English.
fn in_french(command: Command) -> Command {
    let versioned = command.get_version().is_some();
    let help = Arg::new("aide")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Affiche cette aide et s’arrête");
    let mut command = command
        .help_template("{about-with-newline}\nUtilisation : {usage}\n\n{all-args}")
        .subcommand_help_heading("Commandes")
        .subcommand_value_name("COMMANDE")
        .disable_help_flag(true)
        .mut_args(said)
        .arg(help)
        .mut_subcommands(in_french);
    if versioned {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("Affiche la version et s’arrête"));
    }
    command
}

/// An option that says itself its default value and the variable that may give it.
fn said(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let text = |value: &std::ffi::OsStr| value.to_string_lossy().into_owned();
    let default = arg.get_default_values().first().filter(|value| !value.is_empty());
    let default = default.map(|value| format!("par défaut : {}", text(value)));
    let variable = arg.get_env().map(|name| format!("variable : {}", text(name)));
    let besides: Vec<String> = default.into_iter().chain(variable).collect();
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let help = if besides.is_empty() { help } else { format!("{help} [{}]", besides.join(" ; ")) };
    arg.help(help).hide_default_value(true).hide_env(true).hide_possible_values(true)
}

/// The sentence for a command line that is not understood; `None` for help and version, which clap
/// prints itself.
pub fn explain(error: &clap::Error) -> Option<String> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::UnknownArgument => format!("L’option « {argument} » n’existe pas."),
        ErrorKind::InvalidSubcommand => {
            format!("La commande « {} » n’existe pas.", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("Il manque {argument}."),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let possible = context(ContextKind::ValidValue);
            let cause = std::error::Error::source(error).map(|cause| format!(" {cause}")).unwrap_or_default();
            match (value.is_empty(), possible.is_empty()) {
                (true, _) => format!("L’option « {argument} » demande une valeur."),
                (false, true) => format!("« {value} » ne convient pas pour « {argument} ».{cause}"),
                (false, false) => {
                    format!("« {value} » ne convient pas pour « {argument} » : choisissez parmi {possible}.")
                }
            }
        }
        ErrorKind::ArgumentConflict => format!("L’option « {argument} » est donnée plusieurs fois."),
        _ => "Cette ligne de commande n’est pas comprise.".to_owned(),
    };
    Some(format!("{said}\nAide : cmonstage --help"))
}
