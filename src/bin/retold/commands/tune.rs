//! `retold tune`: what other thresholds would give.

use super::{conclude, read, settings, style};
use crate::args::{ColourChoice, TuneArgs};
use crate::exit::Exit;
use crate::output;
use anyhow::Result;
use retold::pipeline::Pipeline;
use retold::report::terminal::{TerminalStyle, render_tuning};
use std::io::Write;

pub(crate) fn run(args: &TuneArgs) -> Result<Exit> {
    let run = &args.reading.run;
    if let Some(path) = &args.to_label {
        output::check_writable(path)?;
    }
    let pipeline = Pipeline::new(settings(run, &args.levels)?)?;
    let progress = run.progress();
    let input = read(&pipeline, &args.reading.inputs, run, &progress)?;
    let prepared = pipeline.prepare(input.documents, &progress);
    let tuning = pipeline.tune(&prepared, args.pairs)?;
    if let Some(path) = &args.to_label {
        output::write_file(path, |out| {
            for pair in &tuning.pairs {
                writeln!(out, "{}", serde_json::to_string(pair).map_err(std::io::Error::from)?)?;
            }
            Ok(())
        })?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&tuning)?)?;
    } else {
        let style = TerminalStyle { colour: ColourChoice::on_standard_output(), ..style() };
        render_tuning(&tuning, &style, &mut out)?;
    }
    out.flush()?;
    let paths = prepared.corpus.documents.iter().map(|document| document.path.as_str());
    Ok(conclude(&input.skips, &args.reading.inputs, paths, run))
}
