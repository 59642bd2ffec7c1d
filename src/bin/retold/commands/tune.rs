//! `retold tune`: what other thresholds would give.

use super::{conclude, everything_read, read, settings, style};
use crate::args::{ColourChoice, TuneArgs};
use crate::exit::Exit;
use crate::output::{self, Content, STANDARD_OUTPUT, overlap};
use anyhow::Result;
use retold::pipeline::Pipeline;
use retold::report::log_commands::Notation;
use retold::report::terminal::{TerminalStyle, render_tuning};

pub(crate) fn run(args: &TuneArgs) -> Result<Exit> {
    let run = &args.reading.run;
    if let Some(path) = &args.to_label {
        output::check_writable(path)?;
    }
    let config = settings(run, &args.levels)?;
    let outputs: Vec<&str> = args.to_label.as_deref().into_iter().chain([STANDARD_OUTPUT]).collect();
    overlap::refuse(&outputs, || everything_read(&args.reading.inputs, &config, run, []))?;
    let pipeline = Pipeline::new(config)?;
    let progress = run.progress();
    let input = read(&pipeline, &args.reading.inputs, run, &progress)?;
    let prepared = pipeline.prepare(input.documents, &progress);
    let tuning = pipeline.tune(&prepared, args.pairs)?;
    if let Some(path) = &args.to_label {
        output::write_file(path, Content::Told(Notation::Json), |out| {
            for pair in &tuning.pairs {
                writeln!(out, "{}", serde_json::to_string(pair).map_err(std::io::Error::from)?)?;
            }
            Ok(())
        })?;
    }
    if args.json {
        let json = serde_json::to_string(&tuning)?;
        output::to_standard_output(Content::Told(Notation::Json), |out| writeln!(out, "{json}"))?;
    } else {
        let style = TerminalStyle { colour: ColourChoice::on_standard_output(), ..style() };
        output::to_standard_output(Content::Told(Notation::Text), |out| render_tuning(&tuning, &style, out))?;
    }
    let paths = prepared.corpus.documents.iter().map(|document| document.path.as_str());
    Ok(conclude(&input.skips, &args.reading.inputs, paths, run))
}
