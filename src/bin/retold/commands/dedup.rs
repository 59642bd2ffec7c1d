//! `retold dedup`: the input without its copies.

use super::{allow, conclude};
use crate::args::DedupArgs;
use crate::exit::{Exit, is_broken_pipe};
use crate::memory::budget;
use crate::output::{self, STANDARD_OUTPUT};
use anstream::eprintln;
use anyhow::{Context, Result, bail};
use retold::config::{Config, Levels};
use retold::dedup::{Plan, Removal};
use retold::input::{Fate, Reading, RewriteError, Rewriter, STANDARD_INPUT, real_path};
use retold::observe::Skip;
use retold::pipeline::{Details, Pipeline, Removing};
use retold::report::model::Relation;
use retold::report::printable;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What stands at one place of the input, and where it goes.
struct Target {
    from: String,
    to: PathBuf,
}

/// By file, then record: what it is a copy of.
type Removals<'p> = BTreeMap<&'p str, BTreeMap<Option<u64>, &'p Removal>>;

pub(crate) fn run(args: &DedupArgs) -> Result<Exit> {
    args.run.start_threads()?;
    let mut config = Config { levels: Levels::Copies, ..Config::default() };
    args.apply(&mut config);
    for path in [&args.removed, &args.plan].into_iter().flatten() {
        output::check_writable(path)?;
    }
    let saved = args.apply.as_ref().map(|path| load(path)).transpose()?;
    let paths: Vec<String> = match &saved {
        Some(plan) => plan.files.iter().map(|file| file.path.clone()).collect(),
        None => Reading::of(&args.inputs, &config.input)?.paths().to_vec(),
    };
    if paths.iter().any(|path| path == STANDARD_INPUT) {
        bail!("standard input cannot be read a second time; save it to a file first");
    }
    let inputs = if saved.is_some() { &paths } else { &args.inputs };
    // Before a long run, not after it.
    let out = args.out.as_ref().filter(|_| !args.dry_run);
    let targets = out.map(|out| targets(inputs, &paths, out)).transpose()?;
    let (plan, skips, read) = match saved {
        Some(plan) => (plan, Vec::new(), None),
        None => make(args, &config, &paths)?,
    };
    match &targets {
        Some(targets) => write(args, &config, &plan, targets)?,
        None => list(&plan)?,
    }
    report(args, &plan)?;
    // A plan was made of inputs that were looked at then.
    let typed = if read.is_some() { args.inputs.as_slice() } else { &[] };
    Ok(conclude(&skips, typed, read.iter().flatten().map(String::as_str), &args.run))
}

/// A saved plan, whose files are what they were.
fn load(path: &str) -> Result<Plan> {
    let bytes = std::fs::read(path).with_context(|| path.to_string())?;
    let plan = Plan::from_json(&bytes).with_context(|| path.to_string())?;
    plan.check()?;
    Ok(plan)
}

/// A plan, what was left out of the input, and the files that gave documents where they were read.
type Made = (Plan, Vec<Skip>, Option<BTreeSet<String>>);

/// Finds the copies.
fn make(args: &DedupArgs, config: &Config, paths: &[String]) -> Result<Made> {
    let pipeline = Pipeline::new(config.clone())?.with_memory(budget(args.run.memory)?);
    let removing = Removing { params: &config.removal, keep: &args.keep, set_of: &|_| 0 };
    let details = Details { removing: Some(&removing), ..Details::default() };
    let report = pipeline.assignments(&args.inputs, details, &args.run.progress())?;
    allow(&report.skipped, &args.run)?;
    let mut plan = Plan::new(&report, &args.keep);
    if args.plan.is_some() {
        plan.fingerprint(paths)?;
    }
    let read = report.documents.iter().map(|document| document.path.to_string()).collect();
    Ok((plan, report.skipped, Some(read)))
}

/// Where each file goes.
fn targets(inputs: &[String], paths: &[String], out: &str) -> Result<Vec<Target>> {
    let one = matches!((inputs, paths), ([input], [path]) if input == path);
    let folder = Path::new(out).is_dir() || out.ends_with(['/', std::path::MAIN_SEPARATOR]);
    if one && !folder {
        let target = Target { from: paths[0].clone(), to: PathBuf::from(out) };
        output::check_writable(out)?;
        if same_file(&target) {
            bail!("{out}: is the input itself; name another file");
        }
        return Ok(vec![target]);
    }
    if out == STANDARD_OUTPUT {
        bail!("{} files cannot all go to standard output; name a folder", paths.len());
    }
    let out = Path::new(out);
    if out.exists() && !out.is_dir() {
        bail!("{}: is a file; several files need a folder", out.display());
    }
    if std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{}: is not empty; name a new folder", out.display());
    }
    // As the files really lie: `..` or a path from the root would lead out of the folder.
    let real = |path: &String| std::fs::canonicalize(real_path(path)).with_context(|| path.clone());
    let places: Vec<PathBuf> = paths.iter().map(real).collect::<Result<_>>()?;
    let common = common_folder(&places);
    let mut seen: BTreeMap<&Path, &str> = BTreeMap::new();
    let mut targets = Vec::new();
    for (from, place) in paths.iter().zip(&places) {
        if let Some(other) = seen.insert(place, from) {
            bail!("{from}: is the same file as {other}; name it once");
        }
        let below = place.strip_prefix(&common).with_context(|| from.clone())?;
        targets.push(Target { from: from.clone(), to: out.join(below) });
    }
    Ok(targets)
}

fn same_file(target: &Target) -> bool {
    match (std::fs::canonicalize(real_path(&target.from)), std::fs::canonicalize(&target.to)) {
        (Ok(from), Ok(to)) => from == to,
        _ => false,
    }
}

/// The innermost folder that all files are in.
fn common_folder(places: &[PathBuf]) -> PathBuf {
    let mut folders = places.iter().map(|place| place.parent().unwrap_or(Path::new("")));
    let Some(first) = folders.next() else { return PathBuf::new() };
    folders.fold(first.to_path_buf(), |common, folder| {
        let both = common.components().zip(folder.components());
        both.take_while(|(x, y)| x == y).map(|(x, _)| x).collect()
    })
}

fn write(args: &DedupArgs, config: &Config, plan: &Plan, targets: &[Target]) -> Result<()> {
    let mut removals: Removals<'_> = BTreeMap::new();
    for removal in &plan.removed {
        removals.entry(&*removal.path).or_default().insert(removal.record, removal);
    }
    let rewriter = Rewriter::new(&config.input);
    let goes = |path: &str| removals.get(path).is_some_and(|own| own.contains_key(&None)) && !args.mark;
    // What cannot be done is said before the first file is written.
    for target in targets.iter().filter(|target| !goes(&target.from)) {
        if removals.contains_key(target.from.as_str()) {
            rewriter.check(&target.from)?;
        }
    }
    for target in targets.iter().filter(|target| !goes(&target.from)) {
        let own = removals.get(target.from.as_str());
        if let Some(folder) = target.to.parent().filter(|_| target.to != Path::new(STANDARD_OUTPUT)) {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let mut refused: Option<RewriteError> = None;
        let written = output::write_file(&target.to, |out| {
            let Some(own) = own else {
                return std::io::copy(&mut std::fs::File::open(real_path(&target.from))?, out).map(|_| ());
            };
            let fate = |record: Option<u64>| match own.get(&record) {
                None => Fate::Keep,
                Some(removal) if args.mark => Fate::Mark(&removal.kept.id),
                Some(_) => Fate::Drop,
            };
            rewriter.rewrite(&target.from, &fate, out).map_err(|error| {
                let told = std::io::Error::other(error.to_string());
                refused = Some(error);
                told
            })
        });
        match refused {
            // What the rewriter says of a reader that has gone is that it cannot write.
            Some(error) if !written.as_ref().is_err_and(is_broken_pipe) => return Err(error.into()),
            _ => written?,
        }
    }
    Ok(())
}

/// What would be removed, on standard output.
fn list(plan: &Plan) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for removal in &plan.removed {
        let gone = place(&removal.path, removal.record);
        let stays = place(&removal.kept.path, removal.kept.record);
        let how = match removal.relation {
            Relation::Exact => "has the words of",
            Relation::Near => "is nearly",
            Relation::Contains => "holds",
            Relation::Contained => "is part of",
            Relation::Rewritten => "is, written anew,",
        };
        let covered = format!("{:.0} % of it stays", (removal.covered * 100.0).floor());
        let lost = match removal.lost_words {
            1 => "1 word does not".to_string(),
            lost => format!("{lost} words do not"),
        };
        writeln!(out, "{gone}  {how}  {stays}  ({covered}, {lost})")?;
    }
    Ok(out.flush()?)
}

fn place(path: &str, record: Option<u64>) -> String {
    let path = printable(path);
    record.map_or_else(|| path.clone(), |record| format!("{path}:{record}"))
}

/// Writes the lists that were asked for, and says what was done.
fn report(args: &DedupArgs, plan: &Plan) -> Result<()> {
    if let Some(path) = &args.removed {
        output::write_file(path, |out| {
            for removal in &plan.removed {
                serde_json::to_writer(&mut *out, removal)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
    }
    if let Some(path) = &args.plan {
        output::write_file(path, |out| {
            serde_json::to_writer_pretty(&mut *out, plan)?;
            out.write_all(b"\n")
        })?;
    }
    if !args.run.quiet {
        summary(args, plan);
    }
    Ok(())
}

/// Outlets that the summary names.
const OUTLETS: usize = 5;

/// What was done, what stands nowhere in the output now, and what each outlet loses.
fn summary(args: &DedupArgs, plan: &Plan) {
    let of = |relation| plan.removed.iter().filter(|removal| removal.relation == relation).count();
    let (exact, near, rewritten) = (of(Relation::Exact), of(Relation::Near), of(Relation::Rewritten));
    let parts = plan.removed.len() - exact - near - rewritten;
    let done = match (args.dry_run, args.mark) {
        (true, _) => "would be removed",
        (false, true) => "marked",
        (false, false) => "removed",
    };
    let anew = if rewritten > 0 { format!(", {rewritten} written anew") } else { String::new() };
    eprintln!(
        "retold: of {} records {} {done} as copies: {exact} with the same words, {near} nearly, {parts} part of another or \
         holding one{anew}",
        plan.documents,
        plan.removed.len(),
    );
    if plan.placeholders > 0 {
        eprintln!(
            "retold: {} records have a text that is none (a stub, an error page): they stay, but for those with one headline; \
             `retold check` lists them",
            plan.placeholders
        );
    }
    if plan.removed.is_empty() {
        return;
    }
    let lost = plan.lost_words();
    let listed = if args.removed.is_some() || lost == 0 { "" } else { "; --removed FILE lists them" };
    eprintln!("retold: words of them that stand in no record that stays: {lost}{listed}");
    let named: Vec<String> = plan
        .outlets
        .iter()
        .filter_map(|loss| {
            let outlet = printable(loss.source.as_deref()?);
            Some(format!(
                "{outlet} {} of {} ({:.0} %)",
                loss.removed,
                loss.records,
                100.0 * loss.removed as f64 / loss.records as f64
            ))
        })
        .collect();
    if !named.is_empty() {
        let more = named.len().saturating_sub(OUTLETS);
        let rest = if more > 0 { format!("; and {more} more outlets") } else { String::new() };
        eprintln!("retold: by outlet: {}{rest}", named[..named.len().min(OUTLETS)].join(", "));
    }
}
