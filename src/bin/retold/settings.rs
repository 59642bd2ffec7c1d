//! The file of settings: which one it is, what it says, and what it may.
//!
//! A file that was named on the command line is as trusted as the command line. One that was found may come with the
//! texts that are read, from whoever wrote them: it is looked for in the working directory and above it in the same
//! repository only, can name nothing outside of its own folder, and can take no more of the machine than a run takes by
//! itself. Every run that found one says so.

use crate::args::RunArgs;
use crate::memory;
use crate::output::say;
use anyhow::{Context, Result, bail};
use retold::config::{FILE_NAME, FileConfig, is_file_of_vectors};
use retold::findings::Chosen;
use retold::input::real_path;
use retold::report::printable;
use std::path::{Component, Path, PathBuf};

/// What marks the root of a repository.
const REPOSITORY: &str = ".git";

/// The file of settings that a run uses.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Where it is, as seen from the working directory.
    pub(crate) path: PathBuf,
    /// How it came to be used.
    pub(crate) chosen: Chosen,
}

/// Gives `run` what the file of settings says: the one that was named, else the first that is found.
pub(crate) fn load(run: &mut RunArgs) -> Result<()> {
    if run.no_config {
        return Ok(());
    }
    let source = match &run.config {
        Some(path) => Some(Source { path: path.clone(), chosen: Chosen::Named }),
        None => nearest()?.map(|path| Source { path, chosen: Chosen::Found }),
    };
    let Some(source) = source else { return Ok(()) };
    let shown = printable(&source.path.display().to_string());
    if source.chosen == Chosen::Found {
        plain(&source.path).with_context(|| shown.clone())?;
    }
    let text = std::fs::read_to_string(&source.path).with_context(|| shown.clone())?;
    let file = FileConfig::parse(&text).with_context(|| shown.clone())?;
    let folder = source.path.parent().unwrap_or(Path::new(""));
    let mut file = file.seen_from(folder);
    if source.chosen == Chosen::Found {
        confine(&file, folder).with_context(|| shown.clone())?;
        if !run.quiet {
            say(&format!("retold: note: settings are those of {shown}; --no-config leaves them out"));
        }
        modest(&mut file).with_context(|| shown.clone())?;
    }
    run.fill(file, source).context(shown)
}

/// The nearest file of settings, as it is seen from the working directory: there, or above it as far as the root of the
/// repository. Outside of a repository only the working directory is looked into.
fn nearest() -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("the working directory cannot be found")?;
    let root = here.ancestors().position(|folder| folder.join(REPOSITORY).exists()).unwrap_or(0);
    let mut up = PathBuf::new();
    for _ in 0..=root {
        let path = up.join(FILE_NAME);
        if path.is_file() {
            return Ok(Some(path));
        }
        up.push("..");
    }
    Ok(None)
}

/// The largest file of settings that is read when it was found: many times what a thousand suppressions take.
const LARGEST: u64 = 1 << 20;

/// Fails when a file that was found is no file of its folder: what a link leads to would be quoted in messages.
fn plain(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !std::fs::canonicalize(path)?.starts_with(std::fs::canonicalize(folder)?) {
        bail!(
            "is a link that leads out of its folder, and was found and not named; name it with --config when you trust it"
        );
    }
    let bytes = std::fs::metadata(path)?.len();
    if bytes > LARGEST {
        bail!("has {bytes} bytes, which no file of settings has; name it with --config when it is one");
    }
    Ok(())
}

/// Fails when a file that was found names something outside of its folder, links resolved.
fn confine(file: &FileConfig, folder: &Path) -> Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = std::fs::canonicalize(folder)?;
    for (key, name) in file.files() {
        // The name of a field is no path, unless a file is called so.
        if key == "vectors" && !is_file_of_vectors(name) && !Path::new(name).is_file() {
            continue;
        }
        let resolved = resolved(&fixed(key, name)).filter(|path| path.starts_with(&folder));
        let inside = resolved.is_some_and(|path| {
            path.strip_prefix(&folder)
                .is_ok_and(|rest| !rest.components().any(|part| part.as_os_str() == REPOSITORY))
        });
        if !inside {
            bail!(
                "{key}: {} lies outside of the folder of this file, which was found and not named; what is found may \
                 name files of its own folder only. Name it with --config when you trust it",
                printable(name)
            );
        }
    }
    Ok(())
}

/// The part of a name in front of the first sign of a pattern; outputs and caches are no patterns.
fn fixed(key: &str, name: &str) -> PathBuf {
    let path = real_path(name);
    if matches!(key, "output" | "cache" | "baseline") || path.exists() {
        return path.into_owned();
    }
    let parts = path
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']));
    parts.collect()
}

/// Where a path leads, as far as it exists; nothing when it goes up behind that.
fn resolved(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    for existing in path.ancestors() {
        let place = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
        let Ok(real) = std::fs::canonicalize(place) else { continue };
        let rest = path.strip_prefix(existing).ok()?;
        let plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
        return plain.then(|| real.join(rest));
    }
    None
}

/// Takes away what asks for more threads or memory than a run takes by itself.
fn modest(file: &mut FileConfig) -> Result<()> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    file.threads = file.threads.map(|threads| threads.min(processors));
    if let Some(memory) = &file.memory {
        let asked = memory.parse().map_err(|reason: String| anyhow::anyhow!("memory: {reason}"))?;
        if memory::is_over_usual(asked) {
            file.memory = None;
        }
    }
    Ok(())
}
