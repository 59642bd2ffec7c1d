//! Writing files so that a failed run never costs yesterday's report: beside, then renamed.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The name of standard output.
pub(crate) const STANDARD_OUTPUT: &str = "-";

/// Fails now rather than after a long run when `path` cannot be written.
pub(crate) fn check_writable(path: &str) -> Result<()> {
    if path == STANDARD_OUTPUT {
        return Ok(());
    }
    let target = Path::new(path);
    if target.is_dir() {
        bail!("{path}: is a folder; name a file in it");
    }
    let folder = folder_of(target);
    if !folder.is_dir() {
        bail!("{path}: there is no folder {}; make it first", folder.display());
    }
    Ok(())
}

/// Calls `write` with a writer of `path`; the file appears under its name only when everything was written.
pub(crate) fn write_file(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    let target = path.as_ref();
    if target == Path::new(STANDARD_OUTPUT) {
        return Ok(to_standard_output(write)?);
    }
    let path = target.display().to_string();
    // A pipe or a device takes what is written and must not be replaced; a link stays, and its target is replaced.
    if std::fs::metadata(target).is_ok_and(|data| !data.is_file()) {
        return stream_to(target, write).with_context(|| format!("{path}: cannot be written"));
    }
    let target = &std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
    let beside = temporary(target);
    let result = write_to(&beside, write).and_then(|()| std::fs::rename(&beside, target));
    if result.is_err() {
        // What could not be finished is of no use; if it cannot be removed either, the first error says more.
        let _ = std::fs::remove_file(&beside);
    }
    result.with_context(|| format!("{path}: cannot be written"))
}

/// Writers of some forms wrap an error of what they write into in one of their own. Whether the reader has gone is seen where
/// the bytes go out.
fn to_standard_output(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut out = BufWriter::new(Piped { inner: std::io::stdout().lock(), gone: false });
    let written = write(&mut out).and_then(|()| out.flush());
    if out.get_ref().gone {
        return Err(ErrorKind::BrokenPipe.into());
    }
    written
}

/// A writer that remembers that its reader has gone.
struct Piped<W> {
    inner: W,
    gone: bool,
}

impl<W: Write> Write for Piped<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes);
        self.gone |= written.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        written
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.inner.flush();
        self.gone |= flushed.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        flushed
    }
}

fn write_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()
}

fn stream_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::options().write(true).open(path)?);
    write(&mut out)?;
    out.flush()
}

fn temporary(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    target.with_file_name(name)
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
