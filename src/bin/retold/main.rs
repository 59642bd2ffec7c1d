//! The command line of retold: parses, calls the library, presents. No rule about texts lives here.

mod args;
mod cache;
mod commands;
mod exit;
mod memory;
mod output;
mod progress;
mod settings;

use anstream::eprintln;
use anyhow::Result;
use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use retold::report::printable;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    hush_caught_panics();
    cli.colour.write_global();
    match run(&mut cli.command) {
        Ok(exit) => exit.into(),
        Err(error) if exit::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("retold: {}", printable(&format!("{error:#}")));
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

/// The readers of Parquet and Arrow panic on some damaged files, and those of HTML (on threads that are called so) on
/// some pages. The library catches that and leaves the file out, with its reason; what the panic itself says helps nobody.
fn hush_caught_panics() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let file = panic.location().map_or("", |location| location.file());
        let of_readers = ["/arrow-", "/parquet-"].iter().any(|part| file.contains(part));
        if !of_readers && std::thread::current().name() != Some("html") {
            loud(panic);
        }
    }));
}
