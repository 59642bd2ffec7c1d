//! `retold cluster`: the main job.

use super::{allow, check_targets, conclude, everything_read, read, refuse_overlaps, settings, write};
use crate::args::ClusterArgs;
use crate::exit::Exit;
use crate::memory::budget;
use anyhow::Result;
use retold::config::Levels;
use retold::pipeline::{Details, PairList, Pipeline};
use retold::report::Format;

pub(crate) fn run(args: &ClusterArgs) -> Result<Exit> {
    let run = &args.reading.run;
    check_targets(&args.output)?;
    let config = settings(run, &args.levels)?;
    let spellings = args.levels.spellings.as_ref().map(|path| path.to_string_lossy());
    let others = [spellings.as_deref(), run.file.spellings.as_deref()];
    refuse_overlaps(&args.output, || everything_read(&args.reading.inputs, &config, run, others))?;
    let only_copies = config.levels == Levels::Copies;
    let pipeline = Pipeline::new(config)?.with_memory(budget(run.memory)?);
    let progress = run.progress();
    let asked = |format| args.output.iter().any(|target| target.format == format);
    let shows_texts =
        args.output.iter().any(|target| target.format.shows_texts()) || args.summary.shows_texts();
    let report = if only_copies && !shows_texts {
        let pairs = if asked(Format::Pairs) { PairList::All } else { PairList::None };
        let details = Details { pairs, ..Details::default() };
        let report = pipeline.assignments(&args.reading.inputs, details, &progress)?;
        allow(&report.skipped, run)?;
        report
    } else {
        let input = read(&pipeline, &args.reading.inputs, run, &progress)?;
        pipeline.run(input, &progress)?
    };
    write(&report, &args.output, &args.summary)?;
    let paths = report.documents.iter().map(|document| &*document.path);
    Ok(conclude(&report.skipped, &args.reading.inputs, paths, run))
}
