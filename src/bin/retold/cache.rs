//! What runs leave for the next one, in a folder that can be deleted at any time.

use crate::output;
use anyhow::{Context, Result};
use retold::check::Sightings;
use retold::check::cache::{CacheError, CacheKey, decode, encode};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Runs that are kept: one for each set of inputs and settings that is checked in turn.
const KEPT: usize = 16;

/// What is known of a run.
pub(crate) enum Lookup {
    /// What it saw.
    Known(Box<Sightings>),
    /// Nothing.
    Unknown,
    /// Bytes that cannot be trusted, and why.
    Refused(String),
}

/// Looks for what a run with this key saw.
pub(crate) fn look(folder: &str, key: CacheKey) -> Lookup {
    let path = Path::new(folder).join(key.file_name());
    let refused = |reason: &dyn std::fmt::Display| Lookup::Refused(format!("{}: {reason}", path.display()));
    match std::fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Lookup::Unknown,
        Err(error) => refused(&error),
        Ok(bytes) => match decode(key, &bytes) {
            Ok(sightings) => Lookup::Known(Box::new(sightings)),
            Err(error @ (CacheError::Foreign | CacheError::Damaged)) => refused(&error),
        },
    }
}

/// Keeps what a run saw, and forgets the runs that were kept longest.
pub(crate) fn keep(folder: &str, key: CacheKey, sightings: &Sightings) -> Result<()> {
    let bytes = encode(key, sightings)?;
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    // Nobody wants it in a repository, and the file says so by itself. A folder with other things in it is somebody's.
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()) {
        output::replace(&folder.join(".gitignore"), b"*\n")?;
    }
    let path = folder.join(key.file_name());
    output::replace(&path, &bytes)?;
    forget(folder, &path);
    Ok(())
}

/// Removes the oldest of too many. What cannot be removed stays: it does no harm.
fn forget(folder: &Path, newest: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("check-") && name.ends_with(".retold") && path != newest
    };
    let ours = entries.flatten().map(|entry| entry.path()).filter(is_ours);
    let mut dated: Vec<_> =
        ours.filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path))).collect();
    dated.sort();
    let many = dated.len().saturating_sub(KEPT - 1);
    dated.iter().take(many).for_each(|(_, path)| drop(std::fs::remove_file(path)));
}
