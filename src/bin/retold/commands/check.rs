//! `retold check`: a gate for continuous integration.

use super::check_targets;
use crate::args::check::FindingTarget;
use crate::args::{CheckArgs, ColourChoice};
use crate::cache::{self, Lookup};
use crate::exit::{self, Exit};
use crate::memory::budget;
use crate::output::{self, STANDARD_OUTPUT};
use anstream::eprintln;
use anyhow::{Context, Result, anyhow, bail};
use retold::check::{Baseline, CheckParams, CheckSectionParams, Role, Sightings, judge};
use retold::config::{Config, FileConfig};
use retold::findings::{self, CheckReport, FindingFormat, Rule, text};
use retold::pipeline::{CheckJob, Pipeline, SetInputs};
use retold::report::printable;

/// What the set that is checked is called beside the one it is held against.
const INPUT: &str = "input";

/// What the set is called that the input is held against.
const AGAINST: &str = "against";

pub(crate) fn run(args: &CheckArgs) -> Result<Exit> {
    args.run.start_threads()?;
    let mut config = Config::default();
    args.run.apply(&mut config);
    args.copies.apply(&mut config);
    let section = args.section();
    let params = args.params(&section)?;
    if args.rules {
        return list_rules(&params);
    }
    if args.dump_config {
        let file = FileConfig { check: section, ..args.run.file.clone() };
        let text = file.with(&config, &params).to_toml().context("the settings cannot be written as TOML")?;
        output::write_file(STANDARD_OUTPUT, |out| out.write_all(text.as_bytes()))?;
        return Ok(Exit::Done);
    }
    let targets = targets(&section)?;
    let known = match (&section.baseline, args.update_baseline) {
        (None, true) => bail!("--update-baseline needs to know which file it is: name it with --baseline"),
        (Some(path), true) => {
            output::check_writable(path)?;
            None
        }
        (path, false) => path.as_deref().map(load_baseline).transpose()?,
    };
    let base = section.base_ref.as_deref().map(super::report::load).transpose()?;
    let job = CheckJob { sets: sets(&section)?, params, base };
    let pipeline = Pipeline::new(config)?.with_memory(budget(args.run.memory)?);
    let sightings = sightings(args, section.cache.as_deref(), &pipeline, &job)?;
    let known = match section.baseline.as_deref().filter(|_| args.update_baseline) {
        Some(path) => Some(update(args, path, &sightings)?),
        None => known,
    };
    let report = judge(&sightings, &job.params, known.as_ref());
    warn_of_idle(args, &job.params, &sightings);
    write(&report, &targets)?;
    if report.checked.documents == 0 {
        bail!("no document could be read, so nothing was checked");
    }
    Ok(if report.passed || args.exit_zero { Exit::Done } else { Exit::Findings })
}

/// What is read.
fn sets(section: &CheckSectionParams) -> Result<Vec<SetInputs>> {
    let set = |name: &str, role, inputs: &[String]| SetInputs {
        name: name.to_string(),
        role,
        inputs: inputs.to_vec(),
    };
    let CheckSectionParams { input, against, splits, .. } = section;
    if splits.len() == 1 {
        bail!("one set alone leaks nowhere: name another one, or give its files as INPUT");
    }
    if !splits.is_empty() {
        return Ok(splits.iter().map(|(name, inputs)| set(name, Role::Checked, inputs)).collect());
    }
    if input.is_empty() {
        bail!(
            "what is to be checked? Name files or folders, or give them in retold.toml: [check] input = [\"corpus/\"]"
        );
    }
    let mut sets = vec![set(INPUT, Role::Checked, input)];
    if !against.is_empty() {
        sets.push(set(AGAINST, Role::Reference, against));
    }
    Ok(sets)
}

/// What an earlier run on the same files saw, else what this one sees.
fn sightings(
    args: &CheckArgs,
    folder: Option<&str>,
    pipeline: &Pipeline,
    job: &CheckJob,
) -> Result<Sightings> {
    let progress = args.run.progress();
    let Some(folder) = folder else { return Ok(pipeline.check(job, &progress)?) };
    let Some(key) = pipeline.check_key(job)? else { return Ok(pipeline.check(job, &progress)?) };
    match cache::look(folder, key) {
        Lookup::Known(sightings) => return Ok(*sightings),
        Lookup::Refused(why) => warn(args, &format!("{why}; everything is checked anew")),
        Lookup::Unknown => {}
    }
    let sightings = pipeline.check(job, &progress)?;
    // A file that changed while it was read may have been seen in neither form.
    if pipeline.check_key(job)? == Some(key)
        && let Err(error) = cache::keep(folder, key, &sightings)
    {
        warn(args, &format!("the cache cannot be written: {error:#}"));
    }
    Ok(sightings)
}

fn warn(args: &CheckArgs, message: &str) {
    if !args.run.quiet {
        eprintln!("retold: warning: {}", printable(message));
    }
}

/// A reason that nothing needs any more hides what comes next.
fn warn_of_idle(args: &CheckArgs, params: &CheckParams, sightings: &Sightings) {
    for suppression in sightings.idle.iter().filter_map(|&at| params.suppressions.get(at)) {
        let of = match (&suppression.path, &suppression.pair) {
            (Some(path), _) => path.clone(),
            (None, Some([a, b])) => format!("{a} and {b}"),
            (None, None) => String::new(),
        };
        warn(args, &format!("nothing is suppressed by the entry for {of} ({})", suppression.reason));
    }
}

fn load_baseline(path: &str) -> Result<Baseline> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{path}: the baseline cannot be read; --update-baseline writes it"))?;
    Baseline::parse(&text).with_context(|| path.to_string())
}

/// Writes all that was seen into the baseline.
fn update(args: &CheckArgs, path: &str, sightings: &Sightings) -> Result<Baseline> {
    let baseline = Baseline::of(&sightings.findings);
    output::write_file(path, |out| out.write_all(baseline.write().as_bytes()))?;
    if !args.run.quiet {
        eprintln!("retold: {}: {} findings are known now", printable(path), baseline.len());
    }
    Ok(baseline)
}

fn targets(section: &CheckSectionParams) -> Result<Vec<FindingTarget>> {
    let parsed: Result<Vec<FindingTarget>, String> = section.output.iter().map(|text| text.parse()).collect();
    let mut targets = parsed.map_err(|reason| anyhow!("output: {reason}"))?;
    check_targets(&targets)?;
    if targets.iter().all(|target| target.path != STANDARD_OUTPUT) {
        targets.push(FindingTarget { format: FindingFormat::Text, path: STANDARD_OUTPUT.to_string() });
    }
    Ok(targets)
}

/// Writes the findings. That nobody reads them any more changes nothing of what was found.
fn write(report: &CheckReport, targets: &[FindingTarget]) -> Result<()> {
    // What goes into a log or to another program is cut nowhere.
    let width = terminal_size::terminal_size().map_or(usize::MAX, |(width, _)| usize::from(width.0));
    for target in targets {
        let written = output::write_file(&target.path, |out| match (target.format, target.path.as_str()) {
            (FindingFormat::Text, STANDARD_OUTPUT) => {
                let style = text::TextStyle { colour: ColourChoice::on_standard_output(), width };
                text::render(report, &style, out)
            }
            (format, _) => findings::render(report, format, out),
        });
        match written {
            Err(error) if exit::is_broken_pipe(&error) => {}
            other => other?,
        }
    }
    Ok(())
}

fn list_rules(params: &CheckParams) -> Result<Exit> {
    output::write_file(STANDARD_OUTPUT, |out| {
        for rule in Rule::ALL {
            let level = format!("{:?}", params.level(rule)).to_lowercase();
            writeln!(
                out,
                "{:18}  {level:5}  {:>4}  {}",
                rule.code(),
                params.limit(rule).to_string(),
                rule.summary()
            )?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
