//! From what was typed to a list of files.

use super::InputError;
use crate::observe::{Skip, SkipReason};
use globset::GlobBuilder;
use ignore::WalkBuilder;
use std::collections::BTreeSet;
use std::path::Path;

/// The name of standard input.
pub const STANDARD_INPUT: &str = "-";

/// Ignore rules of a corpus, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".retoldignore";

/// Extensions of compressed files; they are unpacked by content, and the name below them tells the format.
const PACKED: [&str; 5] = ["gz", "zst", "bz2", "xz", "lzma"];

/// Every file the inputs name, once, in order of path, and what in their folders cannot be read.
pub(super) fn expand(inputs: &[String]) -> Result<Files, InputError> {
    let mut files = Files::default();
    for input in inputs {
        let path = Path::new(input);
        if input == STANDARD_INPUT || path.is_file() {
            files.paths.insert(display(path));
        } else if path.is_dir() {
            let found = walk(path, |_| true);
            if found.paths.is_empty() && found.skips.is_empty() {
                return Err(InputError::NoFiles(input.clone()));
            }
            files.add(found);
        } else if input.contains(['*', '?', '[', '{']) {
            files.add(matches(input)?);
        } else if std::fs::symlink_metadata(path).is_ok() {
            // A pipe, a device or a dangling link: opening it says what is wrong.
            files.paths.insert(display(path));
        } else {
            return Err(InputError::NotFound(input.clone()));
        }
    }
    Ok(files)
}

/// What the inputs name.
#[derive(Default)]
pub(super) struct Files {
    pub(super) paths: BTreeSet<String>,
    pub(super) skips: Vec<Skip>,
}

impl Files {
    fn add(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.skips.extend(other.skips);
    }
}

/// All files of a folder, by ignore rules. Links are not followed, for they can lead in a circle, but they are named.
fn walk(root: &Path, wanted: impl Fn(&Path) -> bool) -> Files {
    let walker = WalkBuilder::new(root).add_custom_ignore_filename(IGNORE_FILE).require_git(false).build();
    let mut files = Files::default();
    let skip = |path: &Path, detail: String| Skip {
        path: display(path),
        record: None,
        reason: SkipReason::Unreadable,
        detail,
    };
    for entry in walker {
        match entry {
            Ok(entry) if !wanted(entry.path()) => {}
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                files.paths.insert(display(entry.path()));
            }
            Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => {
                files.skips.push(Skip {
                    reason: SkipReason::Link,
                    ..skip(entry.path(), "links are not followed; name it as an input of its own".to_string())
                });
            }
            Ok(_) => {}
            Err(error) => files.skips.push(skip(root, error.to_string())),
        }
    }
    files
}

fn matches(pattern: &str) -> Result<Files, InputError> {
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
    let found = walk(root, |path| matcher.is_match(display(path)));
    if found.paths.is_empty() && found.skips.is_empty() {
        Err(InputError::NoFiles(pattern.to_string()))
    } else {
        Ok(found)
    }
}

fn display(path: &Path) -> String {
    path.strip_prefix("./").unwrap_or(path).to_string_lossy().into_owned()
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
