//! `retold report`: a saved report in any format.

use super::{check_targets, refuse_overlaps, write};
use crate::args::ReportArgs;
use crate::exit::Exit;
use anyhow::{Context, Result, anyhow};
use retold::report::json;
use retold::report::model::Report;
use std::io::Read;

pub(crate) fn run(args: &ReportArgs) -> Result<Exit> {
    check_targets(&args.output)?;
    refuse_overlaps(&args.output, || Ok(vec![args.report.clone()]))?;
    write(&load(&args.report)?, &args.output, &args.summary)?;
    Ok(Exit::Done)
}

/// A saved report; `-` is standard input.
pub(super) fn load(path: &str) -> Result<Report> {
    let bytes = bytes(path).with_context(|| format!("{path}: cannot be read"))?;
    // The parser's message holds its cause already; a chain would say it twice.
    json::parse(&bytes).map_err(|error| anyhow!("{path}: is no saved report: {error}"))
}

fn bytes(path: &str) -> std::io::Result<Vec<u8>> {
    if path == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path)
}
