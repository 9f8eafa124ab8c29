//! What clap has to say of a command line, in French.

use clap::error::{ContextKind, ContextValue, ErrorKind};

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
