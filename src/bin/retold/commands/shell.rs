//! `retold completions` and `retold man`: what shells and `man` know of the program, made from what can be typed.

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::Exit;
use crate::output::{self, Content, STANDARD_OUTPUT};
use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_mangen::Man;

pub(crate) fn completions(args: &CompletionsArgs) -> Result<Exit> {
    let mut command = Cli::command();
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut command, "retold", &mut bytes);
    output::write_file(STANDARD_OUTPUT, Content::Data, |out| out.write_all(&bytes))?;
    Ok(Exit::Done)
}

pub(crate) fn man(args: &ManArgs) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = &args.out else {
        output::write_file(STANDARD_OUTPUT, Content::Data, |out| {
            Man::new(command.clone()).render(&mut *out)
        })?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let pages = command.get_subcommands().filter(|page| page.get_name() != "help");
    for page in std::iter::once(&command).chain(pages) {
        let name = page.get_display_name().unwrap_or(page.get_name()).to_string();
        let path = folder.join(format!("{name}.1"));
        let page = Man::new(page.clone()).title(name);
        output::write_file(&path, Content::Data, |out| page.render(&mut *out))?;
    }
    Ok(Exit::Done)
}
