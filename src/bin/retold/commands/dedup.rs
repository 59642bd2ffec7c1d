//! `retold dedup`: the input without its copies.

use super::{allow, conclude, everything_read};
use crate::args::DedupArgs;
use crate::exit::Exit;
use crate::memory::budget;
use crate::output::{self, Content, STANDARD_OUTPUT, overlap, say};
use anyhow::{Context, Result, bail};
use retold::config::{Config, Levels};
use retold::dedup::{DedupError, Plan, Removal};
use retold::input::{
    Fate, Fingerprint, Reading, RewriteError, Rewriter, STANDARD_INPUT, Stamp, exists, is_file, real_path,
    shown_path,
};
use retold::observe::Skip;
use retold::pipeline::{Details, Pipeline, Removing};
use retold::report::log_commands::Notation;
use retold::report::model::Relation;
use retold::report::printable;
use std::cell::Cell;
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
    let saved = args.apply.as_deref().map(load).transpose()?;
    let paths: Vec<String> = match &saved {
        Some(plan) => plan.files.iter().map(|file| file.path.clone()).collect(),
        None => Reading::of(&args.inputs, &config.input)?.paths().to_vec(),
    };
    if paths.iter().any(|path| path == STANDARD_INPUT) {
        bail!("standard input cannot be read a second time; save it to a file first");
    }
    if let Some(pipe) = paths.iter().find(|path| exists(path) && !is_file(path)) {
        bail!("{pipe}: is no file and cannot be read a second time; save it to one first");
    }
    let inputs = if saved.is_some() { &paths } else { &args.inputs };
    // Before a long run, not after it.
    let out = args.out.as_ref().filter(|_| !args.dry_run);
    let targets = out.map(|out| targets(inputs, &paths, out)).transpose()?;
    refuse_overlaps(args, &config, &paths, targets.as_deref())?;
    let before = Stamps::of(&paths)?;
    let (plan, skips, read) = match saved {
        Some(plan) => {
            plan.check()?;
            (plan, Vec::new(), None)
        }
        None => make(args, &config, &paths)?,
    };
    before.confirm()?;
    match &targets {
        Some(targets) => write(args, &config, &plan, targets, &before)?,
        None => list(&plan)?,
    }
    report(args, &plan)?;
    // A plan was made of inputs that were looked at then.
    let typed = if read.is_some() { args.inputs.as_slice() } else { &[] };
    Ok(conclude(&skips, typed, read.iter().flatten().map(String::as_str), &args.run))
}

/// A saved plan.
fn load(path: &str) -> Result<Plan> {
    let bytes = std::fs::read(path).with_context(|| path.to_string())?;
    Plan::from_json(&bytes).with_context(|| path.to_string())
}

/// Fails when one output is another one, or among what is read.
fn refuse_overlaps(
    args: &DedupArgs,
    config: &Config,
    paths: &[String],
    targets: Option<&[Target]>,
) -> Result<()> {
    let places = targets.into_iter().flatten().map(|target| shown_path(&target.to));
    let outputs: Vec<String> =
        places.chain([&args.removed, &args.plan].into_iter().flatten().cloned()).collect();
    let mut outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    if targets.is_none() {
        outputs.push(STANDARD_OUTPUT);
    }
    overlap::refuse(&outputs, || {
        let mut read = everything_read(&[], config, &args.run, [args.apply.as_deref()])?;
        read.extend_from_slice(paths);
        Ok(read)
    })
}

/// What the files were like before they were read.
struct Stamps<'p>(BTreeMap<&'p str, Stamp>);

impl<'p> Stamps<'p> {
    fn of(paths: &'p [String]) -> Result<Self> {
        let stamp = |path: &'p String| Ok((path.as_str(), Stamp::of(path).with_context(|| path.clone())?));
        Ok(Self(paths.iter().map(stamp).collect::<Result<_>>()?))
    }

    /// Fails when one of them is no longer like that.
    fn confirm(&self) -> Result<(), DedupError> {
        self.0.keys().try_for_each(|path| self.confirm_one(path))
    }

    /// Fails when the file at `path` is no longer like that.
    fn confirm_one(&self, path: &str) -> Result<(), DedupError> {
        let same = self.0.get(path).is_none_or(|before| Stamp::of(path).ok() == Some(*before));
        if same { Ok(()) } else { Err(DedupError::Unsteady(path.to_string())) }
    }
}

/// A plan, what was left out of the input, and the files that gave documents where they were read.
type Made = (Plan, Vec<Skip>, Option<BTreeSet<String>>);

/// Finds the copies.
fn make(args: &DedupArgs, config: &Config, paths: &[String]) -> Result<Made> {
    let pipeline = Pipeline::new(config.clone())?.with_memory(budget(args.run.memory)?);
    // Before they are read: what is written later must be what was judged.
    let files = Plan::fingerprint(paths)?;
    let removing = Removing { params: &config.removal, keep: &args.keep, set_of: &|_| 0 };
    let details = Details { removing: Some(&removing), ..Details::default() };
    let report = pipeline.assignments(&args.inputs, details, &args.run.progress())?;
    allow(&report.skipped, &args.run)?;
    let mut plan = Plan::new(&report, &args.keep);
    plan.files = files;
    let read = report.documents.iter().map(|document| document.path.to_string()).collect();
    Ok((plan, report.skipped, Some(read)))
}

/// Where each file goes.
fn targets(inputs: &[String], paths: &[String], out: &str) -> Result<Vec<Target>> {
    let one = matches!((inputs, paths), ([input], [path]) if input == path);
    let place = &*output::path_of(out);
    let folder = place.is_dir() || out.ends_with(['/', std::path::MAIN_SEPARATOR]);
    if one && !folder {
        let target = Target { from: paths[0].clone(), to: place.to_path_buf() };
        output::check_writable(out)?;
        return Ok(vec![target]);
    }
    if out == STANDARD_OUTPUT {
        bail!("{} files cannot all go to standard output; name a folder", paths.len());
    }
    let out = place;
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

/// The innermost folder that all files are in.
fn common_folder(places: &[PathBuf]) -> PathBuf {
    let mut folders = places.iter().map(|place| place.parent().unwrap_or(Path::new("")));
    let Some(first) = folders.next() else { return PathBuf::new() };
    folders.fold(first.to_path_buf(), |common, folder| {
        let both = common.components().zip(folder.components());
        both.take_while(|(x, y)| x == y).map(|(x, _)| x).collect()
    })
}

/// Writes every file that stays, or none.
fn write(
    args: &DedupArgs,
    config: &Config,
    plan: &Plan,
    targets: &[Target],
    before: &Stamps<'_>,
) -> Result<()> {
    let mut removals: Removals<'_> = BTreeMap::new();
    for removal in &plan.removed {
        removals.entry(&*removal.path).or_default().insert(removal.record, removal);
    }
    let writing = Writing { rewriter: Rewriter::new(&config.input), plan, removals, mark: args.mark, before };
    // What cannot be done is said before the first file is written.
    let stays: Vec<&Target> = targets.iter().filter(|target| !writing.goes(&target.from)).collect();
    for target in stays.iter().filter(|target| writing.removals.contains_key(target.from.as_str())) {
        writing.rewriter.check(&target.from)?;
    }
    let mut written = 0;
    let done = stays.iter().try_for_each(|target| {
        writing.write(target)?;
        written += 1;
        Ok(())
    });
    // One file was looked at before it took the place of the old one.
    if targets.len() == 1 {
        return done;
    }
    // Of several, those that go were not looked at yet, and one that was written may have changed since.
    let done = done.and_then(|()| Ok(before.confirm()?));
    // What was judged together with a file that changed is as wrong as that one.
    if let Some(out) = args.out.as_deref().filter(|_| done.is_err()) {
        // The next one has left no file, but perhaps a folder.
        stays.iter().take(written + 1).for_each(|target| forget(&target.to, out));
    }
    done
}

/// Removes a file that was written below `out`, and the folders that were made for it.
fn forget(written: &Path, out: &str) {
    let out = &*output::path_of(out);
    let _ = std::fs::remove_file(written);
    let made = written.ancestors().skip(1).take_while(|folder| *folder != out && folder.starts_with(out));
    // Folders with something else in them stay.
    for folder in made {
        let _ = std::fs::remove_dir(folder);
    }
}

/// How files are written.
struct Writing<'w> {
    rewriter: Rewriter<'w>,
    plan: &'w Plan,
    removals: Removals<'w>,
    mark: bool,
    before: &'w Stamps<'w>,
}

impl Writing<'_> {
    /// Whether the whole file is removed.
    fn goes(&self, path: &str) -> bool {
        self.removals.get(path).is_some_and(|own| own.contains_key(&None)) && !self.mark
    }

    /// Writes one file, which appears only when what was read of it now is what was judged.
    fn write(&self, target: &Target) -> Result<()> {
        let from = target.from.as_str();
        if let Some(folder) = target.to.parent().filter(|_| target.to != Path::new(STANDARD_OUTPUT)) {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let read: Cell<Option<Fingerprint>> = Cell::new(None);
        let mut refused: Option<RewriteError> = None;
        let written = output::write_if(
            &target.to,
            Content::Data,
            |out| {
                let mut watched = Watched { inner: out, failed: false };
                match self.rewrite(from, &mut watched) {
                    Ok(print) => {
                        read.set(Some(print));
                        Ok(())
                    }
                    // Whose fault it is decides which file is named.
                    Err(RewriteError::Io { error, .. }) if watched.failed => Err(error),
                    Err(error) => {
                        let told = std::io::Error::other(error.to_string());
                        refused = Some(error);
                        Err(told)
                    }
                }
            },
            || {
                read.get().map_or(Ok(()), |print| self.plan.confirm(from, print))?;
                Ok(self.before.confirm_one(from)?)
            },
        );
        match refused {
            Some(error) => {
                // A file that changes under its reader may be cut anywhere.
                self.before.confirm_one(from)?;
                Err(error.into())
            }
            None => written,
        }
    }

    fn rewrite(&self, from: &str, out: &mut dyn Write) -> Result<Fingerprint, RewriteError> {
        let Some(own) = self.removals.get(from) else { return self.rewriter.copy(from, out) };
        let fate = |record: Option<u64>| match own.get(&record) {
            None => Fate::Keep,
            Some(removal) if self.mark => Fate::Mark(&removal.kept.id),
            Some(_) => Fate::Drop,
        };
        self.rewriter.rewrite(from, &fate, out)
    }
}

/// A writer that remembers that something could not be written.
struct Watched<'o> {
    inner: &'o mut dyn Write,
    failed: bool,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes);
        self.failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.inner.flush();
        self.failed |= flushed.is_err();
        flushed
    }
}

/// What would be removed, on standard output.
fn list(plan: &Plan) -> Result<()> {
    output::to_standard_output(Content::Told(Notation::Text), |out| {
        plan.removed.iter().try_for_each(|removal| writeln!(out, "{}", told(removal)))
    })
}

/// What goes, what stays for it, and what is lost.
fn told(removal: &Removal) -> String {
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
    format!("{gone}  {how}  {stays}  ({covered}, {lost})")
}

fn place(path: &str, record: Option<u64>) -> String {
    let path = printable(path);
    record.map_or_else(|| path.clone(), |record| format!("{path}:{record}"))
}

/// Writes the lists that were asked for, and says what was done.
fn report(args: &DedupArgs, plan: &Plan) -> Result<()> {
    if let Some(path) = &args.removed {
        output::write_file(path, Content::Told(Notation::Json), |out| {
            for removal in &plan.removed {
                serde_json::to_writer(&mut *out, removal)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
    }
    if let Some(path) = &args.plan {
        output::write_file(path, Content::Told(Notation::Json), |out| {
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
    say(&format!(
        "retold: of {} records {} {done} as copies: {exact} with the same words, {near} nearly, {parts} part of another or \
         holding one{anew}",
        plan.documents,
        plan.removed.len(),
    ));
    if plan.placeholders > 0 {
        say(&format!(
            "retold: {} records have a text that is none (a stub, an error page): they stay, but for those with one headline; \
             `retold check` lists them",
            plan.placeholders
        ));
    }
    if plan.removed.is_empty() {
        return;
    }
    let lost = plan.lost_words();
    let listed = if args.removed.is_some() || lost == 0 { "" } else { "; --removed FILE lists them" };
    say(&format!("retold: words of them that stand in no record that stays: {lost}{listed}"));
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
        say(&format!("retold: by outlet: {}{rest}", named[..named.len().min(OUTLETS)].join(", ")));
    }
}
