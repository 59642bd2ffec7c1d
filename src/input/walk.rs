//! From what was typed to a list of files.

use super::InputError;
use super::names::{Names, real_path};
use crate::observe::{Skip, SkipReason};
use globset::GlobBuilder;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of standard input.
pub const STANDARD_INPUT: &str = "-";

/// Ignore rules of a corpus, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".retoldignore";

/// Extensions of compressed files; they are unpacked by content, and the name below them tells the format.
const PACKED: [&str; 5] = ["gz", "zst", "bz2", "xz", "lzma"];

/// Every file the inputs name, once, in order of path, and what in their folders cannot be read.
pub(super) fn expand(inputs: &[String]) -> Result<Files, InputError> {
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
            files.add(found);
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
    let skip = |path: String, reason, detail: String| Skip { path, record: None, reason, detail, records: 1 };
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
        }
    }
    files
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
