//! `retold check`: a gate for continuous integration.

use crate::args::check::FindingTarget;
use crate::args::{CheckArgs, ColourChoice};
use crate::cache::{self, Lookup};
use crate::exit::{self, Exit};
use crate::memory::budget;
use crate::output::{self, STANDARD_OUTPUT};
use anstream::eprintln;
use anyhow::{Context, Result, anyhow, bail};
use retold::check::{Baseline, CheckParams, Role, Sightings, judge};
use retold::config::Config;
use retold::findings::{self, CheckReport, FindingFormat, Rule, text};
use retold::pipeline::{CheckJob, Pipeline, SetInputs};
use retold::report::model::Report;
use retold::report::{json, printable};

/// What the set that is checked is called beside the one it is held against.
const INPUT: &str = "input";

/// What the set is called that the input is held against.
const AGAINST: &str = "against";

pub(crate) fn run(args: &CheckArgs) -> Result<Exit> {
    args.run.start_threads()?;
    let mut config = Config::default();
    args.run.apply(&mut config);
    args.copies.apply(&mut config);
    let params = args.params()?;
    if args.rules {
        return list_rules(&params);
    }
    if args.dump_config {
        return dump(args, &config, &params);
    }
    let targets = targets(args)?;
    let file = &args.run.file.check;
    let baseline_path = args.baseline.as_ref().or(file.baseline.as_ref());
    let known = match (baseline_path, args.update_baseline) {
        (None, true) => bail!("--update-baseline needs to know which file it is: name it with --baseline"),
        (Some(path), false) => Some(load_baseline(path)?),
        (Some(path), true) => {
            output::check_writable(path)?;
            None
        }
        (None, false) => None,
    };
    let base = args.base_ref.as_ref().or(file.base_ref.as_ref()).map(|path| load_report(path)).transpose()?;
    let job = CheckJob { sets: sets(args)?, params, base };
    let pipeline = Pipeline::new(config)?.with_memory(budget(args.run.memory)?);
    let sightings = sightings(args, &pipeline, &job)?;
    let known = match baseline_path.filter(|_| args.update_baseline) {
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

/// What is read: what was typed, else what the file of settings says.
fn sets(args: &CheckArgs) -> Result<Vec<SetInputs>> {
    let file = &args.run.file.check;
    let set = |name: &str, role, inputs: &[String]| SetInputs {
        name: name.to_string(),
        role,
        inputs: inputs.to_vec(),
    };
    let mut splits: Vec<SetInputs> = Vec::new();
    for (name, input) in &args.splits {
        match splits.iter_mut().find(|split| split.name == *name) {
            Some(split) => split.inputs.push(input.clone()),
            None => splits.push(set(name, Role::Checked, std::slice::from_ref(input))),
        }
    }
    if args.inputs.is_empty() && splits.is_empty() {
        splits.extend(file.splits.iter().map(|(name, inputs)| set(name, Role::Checked, inputs)));
    }
    if splits.len() == 1 {
        bail!("one set alone leaks nowhere: name another one, or give its files as INPUT");
    }
    if !splits.is_empty() {
        return Ok(splits);
    }
    let or =
        |typed: &Vec<String>, said: &Vec<String>| if typed.is_empty() { said.clone() } else { typed.clone() };
    let (inputs, against) = (or(&args.inputs, &file.input), or(&args.against, &file.against));
    if inputs.is_empty() {
        bail!(
            "what is to be checked? Name files or folders, or give them in retold.toml: [check] input = [\"corpus/\"]"
        );
    }
    let mut sets = vec![set(INPUT, Role::Checked, &inputs)];
    if !against.is_empty() {
        sets.push(set(AGAINST, Role::Reference, &against));
    }
    Ok(sets)
}

/// What an earlier run on the same files saw, else what this one sees.
fn sightings(args: &CheckArgs, pipeline: &Pipeline, job: &CheckJob) -> Result<Sightings> {
    let progress = args.run.progress();
    let folder = args.cache.as_ref().or(args.run.file.check.cache.as_ref()).filter(|_| !args.no_cache);
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

fn load_report(path: &str) -> Result<Report> {
    let bytes = std::fs::read(path).with_context(|| format!("{path}: cannot be read"))?;
    json::parse(&bytes).map_err(|error| anyhow!("{path}: is no saved report: {error}"))
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

fn targets(args: &CheckArgs) -> Result<Vec<FindingTarget>> {
    let said = args.run.file.check.output.iter().map(|text| text.parse::<FindingTarget>());
    let mut targets = match args.output.as_slice() {
        [] => said.collect::<Result<Vec<_>, _>>().map_err(|reason| anyhow!("output: {reason}"))?,
        typed => typed.to_vec(),
    };
    for (at, target) in targets.iter().enumerate() {
        output::check_writable(&target.path)?;
        if targets[..at].iter().any(|earlier| earlier.path == target.path) {
            bail!("{}: two reports cannot both be written there", target.path);
        }
    }
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

fn dump(args: &CheckArgs, config: &Config, params: &CheckParams) -> Result<Exit> {
    let mut file = args.run.file.clone();
    let check = &mut file.check;
    let typed = |typed: &Vec<String>, said: &mut Vec<String>| {
        if !typed.is_empty() {
            said.clone_from(typed);
        }
    };
    typed(&args.inputs, &mut check.input);
    typed(&args.against, &mut check.against);
    let names = [
        (&args.baseline, &mut check.baseline),
        (&args.base_ref, &mut check.base_ref),
        (&args.cache, &mut check.cache),
    ];
    for (typed, said) in names {
        if typed.is_some() {
            said.clone_from(typed);
        }
    }
    if !args.splits.is_empty() {
        check.splits.clear();
        for (name, input) in &args.splits {
            check.splits.entry(name.clone()).or_default().push(input.clone());
        }
    }
    if !args.output.is_empty() {
        check.output =
            args.output.iter().map(|target| format!("{}={}", target.format, target.path)).collect();
    }
    let text = file.with(config, params).to_toml().context("the settings cannot be written as TOML")?;
    output::write_file(STANDARD_OUTPUT, |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
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
