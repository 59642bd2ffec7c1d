//! `retold check`: a gate for continuous integration.

use super::{check_targets, everything_read};
use crate::args::check::FindingTarget;
use crate::args::{CheckArgs, ColourChoice};
use crate::cache::{self, Lookup};
use crate::exit::{self, Exit};
use crate::memory::budget;
use crate::output::{self, Content, STANDARD_OUTPUT, overlap, say};
use crate::settings::Source;
use anyhow::{Context, Result, anyhow, bail};
use retold::check::{Baseline, CheckParams, CheckSectionParams, Role, Sightings, judge};
use retold::config::{Config, FileConfig};
use retold::findings::{self, CheckReport, FindingFormat, Rule, SettingsFile, text};
use retold::pipeline::{CheckJob, CheckSettings, Pipeline, SetInputs, weakened};
use retold::report::log_commands::Notation;
use retold::report::printable;

/// What the set that is checked is called beside the one it is held against.
const INPUT: &str = "input";

/// What the set is called that the input is held against.
const AGAINST: &str = "against";

pub(crate) fn run(args: &CheckArgs) -> Result<Exit> {
    args.run.start_threads()?;
    let config = config(args, &args.run.file);
    let section = args.section();
    let params = args.params(&section)?;
    if args.rules {
        return list_rules(&params);
    }
    if args.dump_config {
        let file = FileConfig { check: section, ..args.run.file.clone() };
        let text = file.with(&config, &params).to_toml().context("the settings cannot be written as TOML")?;
        output::write_file(STANDARD_OUTPUT, Content::Told(Notation::Text), |out| {
            out.write_all(text.as_bytes())
        })?;
        return Ok(Exit::Done);
    }
    let targets = targets(&section)?;
    let sets = sets(&section)?;
    refuse_overlaps(args, &section, &sets, &targets, &config)?;
    let known = match (&section.baseline, args.update_baseline) {
        (None, true) => bail!("--update-baseline needs to know which file it is: name it with --baseline"),
        (Some(path), true) => {
            output::check_writable(path)?;
            None
        }
        (path, false) => path.as_deref().map(load_baseline).transpose()?,
    };
    let base = section.base_ref.as_deref().map(super::report::load).transpose()?;
    let settings = settings(args, &config, &params, &section)?;
    let job = CheckJob { sets, params, base };
    let pipeline = Pipeline::new(config)?.with_memory(budget(args.run.memory)?);
    let sightings = sightings(args, section.cache.as_deref(), &pipeline, &job)?;
    let known = match section.baseline.as_deref().filter(|_| args.update_baseline) {
        Some(path) => Some(update(args, path, &sightings)?),
        None => known,
    };
    let mut report = judge(&sightings, &job.params, known.as_ref());
    report.settings = settings;
    warn_of_idle(args, &job.params, &sightings);
    write(&report, &targets)?;
    if report.checked.documents == 0 {
        bail!("no document could be read, so nothing was checked");
    }
    Ok(if report.passed || args.exit_zero { Exit::Done } else { Exit::Findings })
}

/// How articles are read and compared: what was typed, over what a file says.
fn config(args: &CheckArgs, file: &FileConfig) -> Config {
    let mut config = Config::default();
    args.run.apply_over(file, &mut config);
    args.copies.apply(&mut config);
    config
}

/// The file of settings, and what the same check would find more of without it.
fn settings(
    args: &CheckArgs,
    used: &Config,
    params: &CheckParams,
    section: &CheckSectionParams,
) -> Result<Option<SettingsFile>> {
    let Some(Source { path, chosen }) = &args.run.source else { return Ok(None) };
    let bare_section = args.bare_section();
    let (bare, bare_params) = (config(args, &FileConfig::default()), args.params(&bare_section)?);
    let weakened = weakened(
        CheckSettings { config: &bare, check: &bare_params, baseline: bare_section.baseline.as_deref() },
        CheckSettings { config: used, check: params, baseline: section.baseline.as_deref() },
    );
    let overruled = overruled(args);
    if !overruled.is_empty() {
        let named: Vec<&str> = overruled.iter().map(|rule| rule.code()).collect();
        let named = if named.len() == Rule::ALL.len() { "all rules".to_string() } else { named.join(", ") };
        let shown = path.display();
        warn(
            args,
            &format!("the command line decides on {named}: sections and suppressions of {shown} do not"),
        );
    }
    Ok(Some(SettingsFile { path: path.to_string_lossy().as_ref().into(), chosen: *chosen, weakened }))
}

/// The rules that the command line decides on, of which a section or suppression of the file says something too.
fn overruled(args: &CheckArgs) -> Vec<Rule> {
    let CheckSectionParams { path, suppress, .. } = &args.run.file.check;
    let in_sections = |rule: Rule| {
        let choices =
            path.iter().flat_map(|section| [&section.deny, &section.warn, &section.allow]).flatten();
        choices.into_iter().any(|choice| choice.rule.is_none_or(|it| it == rule))
    };
    let in_suppressions =
        |rule: Rule| suppress.iter().any(|it| it.rules.is_empty() || it.rules.contains(&rule));
    let typed = args.rules_typed();
    typed.into_iter().filter(|rule| in_sections(*rule) || in_suppressions(*rule)).collect()
}

/// Fails when a report or the baseline would be written over what is read. A file that is a baseline already, and was
/// found in a folder that is checked, is no text that anybody would miss.
fn refuse_overlaps(
    args: &CheckArgs,
    section: &CheckSectionParams,
    sets: &[SetInputs],
    targets: &[FindingTarget],
    config: &Config,
) -> Result<()> {
    let mut outputs: Vec<&str> = targets.iter().map(|target| target.path.as_str()).collect();
    let baseline = section.baseline.as_deref();
    outputs.extend(baseline.filter(|_| args.update_baseline));
    let inputs: Vec<String> = sets.iter().flat_map(|set| set.inputs.iter().cloned()).collect();
    let is_own = |path: &str| {
        Some(path) == baseline && args.update_baseline && !inputs.iter().any(|input| input == path) && {
            std::fs::read_to_string(path).is_ok_and(|text| Baseline::parse(&text).is_ok())
        }
    };
    let known = baseline.filter(|_| !args.update_baseline);
    overlap::refuse(&outputs, || {
        let mut read = everything_read(&inputs, config, &args.run, [section.base_ref.as_deref(), known])?;
        read.retain(|path| !is_own(path));
        Ok(read)
    })
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
        say(&format!("retold: warning: {}", printable(message)));
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
    output::write_file(path, Content::Told(Notation::Text), |out| {
        out.write_all(baseline.write().as_bytes())
    })?;
    if !args.run.quiet {
        say(&format!("retold: {}: {} findings are known now", printable(path), baseline.len()));
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
        let content = Content::of_findings(target.format);
        let written = output::write_file(&target.path, content, |out| match (target.format, &*target.path) {
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
    output::to_standard_output(Content::Told(Notation::Text), |out| {
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
