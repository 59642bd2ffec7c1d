//! From what was typed to a list of files.

use super::InputError;
use super::names::{Names, real_path};
use super::notes::counted;
use crate::observe::{Skip, SkipReason};
use globset::GlobBuilder;
use ignore::WalkBuilder;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The name of standard input.
pub const STANDARD_INPUT: &str = "-";

/// Ignore rules of a corpus, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".retoldignore";

/// Extensions of compressed files; they are unpacked by content, and the name below them tells the format.
const PACKED: [&str; 5] = ["gz", "zst", "bz2", "xz", "lzma"];

/// Every file the inputs name, once, in order of path, and what in their folders cannot be read.
pub(super) fn expand(inputs: &[String]) -> Result<Files, InputError> {
    expand_with(inputs, |_, _, _| None)
}

/// The same, and what ignore rules left out of the folders, for which they are walked again.
pub(super) fn expand_and_tell(inputs: &[String]) -> Result<Files, InputError> {
    expand_with(inputs, left_out)
}

fn expand_with(
    inputs: &[String],
    left_out: impl Fn(&Path, &Files, &mut Names) -> Option<Skip>,
) -> Result<Files, InputError> {
    let (mut files, mut names) = (Files::default(), Names::default());
    for input in inputs {
        let path = &*real_path(input);
        if input == STANDARD_INPUT || path.is_file() {
            files.insert(path, &mut names);
        } else if path.is_dir() {
            let found = walk(path, |_| true, &mut names);
            if found.paths.is_empty() && found.skips.is_empty() {
                return Err(InputError::NoFiles(input.clone()));
            }
            let left_out = left_out(path, &found, &mut names);
            files.add(found);
            files.skips.extend(left_out);
        } else if input.contains(['*', '?', '[', '{']) {
            files.add(matches(input, &mut names)?);
        } else if std::fs::symlink_metadata(path).is_ok() {
            // A pipe, a device or a dangling link: opening it says what is wrong.
            files.insert(path, &mut names);
        } else {
            return Err(InputError::NotFound(input.clone()));
        }
    }
    Ok(files)
}

/// What the inputs name.
#[derive(Default)]
pub(super) struct Files {
    /// By the name they are shown under.
    pub(super) paths: BTreeMap<String, PathBuf>,
    pub(super) skips: Vec<Skip>,
}

impl Files {
    fn insert(&mut self, path: &Path, names: &mut Names) {
        self.paths.insert(names.shown(path), path.to_path_buf());
    }

    fn add(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.skips.extend(other.skips);
    }
}

/// All files of a folder, by ignore rules. Links are not followed, for they can lead in a circle, but they are named.
fn walk(root: &Path, wanted: impl Fn(&str) -> bool, names: &mut Names) -> Files {
    let walker = WalkBuilder::new(root).add_custom_ignore_filename(IGNORE_FILE).require_git(false).build();
    let mut files = Files::default();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                files.skips.push(skip(names.shown(root), SkipReason::Unreadable, error.to_string()));
                continue;
            }
        };
        let shown = names.shown(entry.path());
        if !wanted(&shown) {
            continue;
        }
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.paths.insert(shown, entry.into_path());
        } else if entry.path_is_symlink() && entry.depth() > 0 {
            let detail = "links are not followed; name it as an input of its own".to_string();
            files.skips.push(skip(shown, SkipReason::Link, detail));
        } else if entry.depth() > 0 && entry.file_type().is_some_and(|kind| !kind.is_dir()) {
            // Opening it could wait for ever for somebody to write to it.
            let detail =
                "a pipe, socket or device, which is not read in a folder; name it as an input of its own";
            files.skips.push(skip(shown, SkipReason::NotText, detail.to_string()));
        }
    }
    files
}

fn skip(path: String, reason: SkipReason, detail: String) -> Skip {
    Skip { path, record: None, reason, detail, records: 1 }
}

/// Files that say what is left out; they are no articles that anybody would miss.
const RULES: [&str; 3] = [IGNORE_FILE, ".gitignore", ".ignore"];

/// Says how many files of a folder were left out, and by what; nothing when none was.
fn left_out(root: &Path, found: &Files, names: &mut Names) -> Option<Skip> {
    let read: BTreeSet<&Path> = found.paths.values().map(PathBuf::as_path).collect();
    let files = |walker: &mut WalkBuilder| -> Vec<PathBuf> {
        let walker = walker.filter_entry(|entry| entry.file_name() != ".git").build();
        let files =
            walker.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|it| it.is_file()));
        files.map(ignore::DirEntry::into_path).collect()
    };
    let is_rule = |path: &Path| path.file_name().is_some_and(|name| RULES.iter().any(|rule| name == *rule));
    let mut others = files(WalkBuilder::new(root).standard_filters(false));
    others.retain(|path| !read.contains(path.as_path()) && !is_rule(path));
    if others.is_empty() {
        return None;
    }
    let mut unruled = WalkBuilder::new(root);
    unruled.standard_filters(false).add_custom_ignore_filename(IGNORE_FILE);
    let unruled: BTreeSet<PathBuf> = files(&mut unruled).into_iter().collect();
    let is_hidden = |path: &Path| {
        let inside = path.strip_prefix(root).unwrap_or(path);
        inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
    };
    let (by_own, rest): (Vec<&PathBuf>, Vec<&PathBuf>) =
        others.iter().partition(|path| !unruled.contains(*path));
    let hidden = rest.iter().filter(|path| is_hidden(path)).count();
    let told: Vec<String> = [
        (by_own.len(), "by .retoldignore"),
        (rest.len() - hidden, "by .gitignore or .ignore"),
        (hidden, "hidden"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, by)| format!("{} {by}", counted(count as u64, "file", "files")))
    .collect();
    // A note on the folder, and no record that was lost.
    let detail = format!("{}; name them to have them read", told.join(", "));
    Some(Skip { records: 0, ..skip(names.shown(root), SkipReason::Ignored, detail) })
}

fn matches(pattern: &str, names: &mut Names) -> Result<Files, InputError> {
    let bad = |error: globset::Error| InputError::BadPattern {
        pattern: pattern.to_string(),
        reason: error.kind().to_string(),
    };
    let matcher = GlobBuilder::new(pattern).literal_separator(true).build().map_err(bad)?.compile_matcher();
    let fixed: Vec<&str> =
        pattern.split('/').take_while(|part| !part.contains(['*', '?', '[', '{'])).collect();
    let root = fixed.join("/");
    let root = match (root.is_empty(), pattern.starts_with('/')) {
        (true, true) => Path::new("/"),
        (true, false) => Path::new("."),
        _ => Path::new(&root),
    };
    if !root.exists() {
        return Err(InputError::NoFiles(pattern.to_string()));
    }
    let found = walk(root, |shown| matcher.is_match(shown), names);
    if found.paths.is_empty() && found.skips.is_empty() {
        Err(InputError::NoFiles(pattern.to_string()))
    } else {
        Ok(found)
    }
}

/// Whether a file is called like a compressed one.
pub(super) fn is_packed(path: &str) -> bool {
    let extension = Path::new(path).extension().map(|it| it.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| PACKED.contains(&extension.as_str()))
}

/// The lower-case extension below any extension of a compressed file: `jsonl` for `may.JSONL.gz`.
pub(super) fn plain_extension(path: &str) -> String {
    let lower =
        |path: &Path| path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    let path = Path::new(path);
    let outer = lower(path);
    if PACKED.contains(&outer.as_str()) {
        return path.file_stem().map(|stem| lower(Path::new(stem))).unwrap_or_default();
    }
    outer
}
