//! The command line of retold: parses, calls the library, presents. No rule about texts lives here.

mod args;
mod cache;
mod commands;
mod exit;
mod memory;
mod output;
mod progress;
mod settings;

use anyhow::Result;
use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use output::say;
use retold::report::printable;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    tell_panics();
    cli.colour.write_global();
    match run(&mut cli.command) {
        Ok(exit) => exit.into(),
        Err(error) if exit::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("retold: {}", printable(&format!("{error:#}"))));
            ExitCode::from(2)
        }
    }
}

fn run(command: &mut Command) -> Result<Exit> {
    if let Some(run) = command.run_args() {
        settings::load(run)?;
    }
    match command {
        Command::Cluster(args) => commands::cluster::run(args),
        Command::Articles(args) => commands::articles::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Completions(args) => commands::shell::completions(args),
        Command::Man(args) => commands::shell::man(args),
        Command::Compare(args) => commands::compare::run(args),
        Command::Dedup(args) => commands::dedup::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Score(args) => commands::score::run(args),
        Command::Tune(args) => commands::tune::run(args),
    }
}

/// Help goes to standard output. What was typed may be the names of files, which somebody else chose: a shell puts them in
/// place of a pattern.
fn refused(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let told = error.render().to_string();
        told.trim_end().lines().for_each(|line| say(&told_line(line)));
    } else {
        // Where help cannot be written nobody reads it.
        let _ = error.print();
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// One line of a message, harmless and with the white space it begins with.
fn told_line(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    format!("{}{}", " ".repeat(line.len() - text.len()), printable(text))
}

/// The readers of Parquet and Arrow panic on some damaged files, and those of HTML (on threads that are called so) on
/// some pages. The library catches that and leaves the file out, with its reason; what the panic itself says helps nobody.
/// Any other is told, without what runners obey.
fn tell_panics() {
    std::panic::set_hook(Box::new(move |panic| {
        let file = panic.location().map_or("", |location| location.file());
        let of_readers = ["/arrow-", "/parquet-"].iter().any(|part| file.contains(part));
        if !of_readers && std::thread::current().name() != Some("html") {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let payload = panic.payload();
            let reason = payload.downcast_ref::<&str>().copied().map(str::to_string);
            let reason = reason.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
            say(&format!(
                "retold: this is a mistake in retold; it panicked at {place}: {}",
                printable(&reason)
            ));
        }
    }));
}
