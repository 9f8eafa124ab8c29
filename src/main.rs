//! The program: reads the command line, carries the command out, says in French what went wrong.

use std::process::ExitCode;

use cmonstage::commands;

fn main() -> ExitCode {
    let cli = match commands::read() {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn misused(error: &clap::Error) -> ExitCode {
    match commands::explain(error) {
        Some(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
        // Help and version; nothing can be done about a closed standard output.
        None => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
    }
}
