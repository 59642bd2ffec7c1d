//! `retold cluster`: the main job.

use super::{check_targets, conclude, read, write};
use crate::args::ClusterArgs;
use crate::exit::Exit;
use crate::progress::Progress;
use anyhow::Result;
use retold::config::Config;
use retold::pipeline::Pipeline;

pub(crate) fn run(args: &ClusterArgs) -> Result<Exit> {
    let run = &args.reading.run;
    check_targets(&args.output)?;
    run.start_threads()?;
    let mut config = Config::default();
    run.apply(&mut config);
    args.levels.apply(&mut config);
    let pipeline = Pipeline::new(config)?;
    let progress = Progress::new(run.drawing());
    let input = read(&pipeline, &args.reading.inputs, run, &progress)?;
    let report = pipeline.run(input, &progress)?;
    write(&report, &args.output, args.top)?;
    Ok(conclude(&report.skipped, run))
}
