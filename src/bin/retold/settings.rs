//! The file of settings: which one it is, and what it says.

use crate::args::RunArgs;
use anyhow::{Context, Result};
use retold::config::{FILE_NAME, FileConfig};
use std::path::{Path, PathBuf};

/// Gives `run` what the file of settings says: the one that was named, else the first in the working directory and above.
pub(crate) fn load(run: &mut RunArgs) -> Result<()> {
    if run.no_config {
        return Ok(());
    }
    let Some(path) = run.config.clone().map_or_else(nearest, |path| Ok(Some(path)))? else { return Ok(()) };
    let shown = path.display();
    let text = std::fs::read_to_string(&path).with_context(|| shown.to_string())?;
    let file = FileConfig::parse(&text).with_context(|| shown.to_string())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    run.fill(file.seen_from(folder)).with_context(|| shown.to_string())
}

/// The nearest file of settings, as it is seen from the working directory.
fn nearest() -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("the working directory cannot be found")?;
    let mut up = PathBuf::new();
    for _ in here.ancestors() {
        let path = up.join(FILE_NAME);
        if path.is_file() {
            return Ok(Some(path));
        }
        up.push("..");
    }
    Ok(None)
}
