//! Where results go: files that appear under their names only when they are whole, standard output, and what is said on
//! standard error.
//!
//! **Always holds**: a run that fails or is ended leaves every file as it was and none of its own behind; no output is a
//! file that the same run reads or writes otherwise ([`overlap`]); what goes to a stream holds no command of a runner
//! that keeps a job's log. What `dedup` writes is the exception to the last: records stay as they are to the byte.

pub(crate) mod overlap;
pub(crate) mod staged;

use anyhow::{Context, Result, bail};
use retold::findings::FindingFormat;
use retold::input::real_path;
use retold::report::Format;
use retold::report::log_commands::{Notation, WithoutCommands, without_commands};
use staged::{Links, Staged};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The name of standard output.
pub(crate) const STANDARD_OUTPUT: &str = "-";

/// How what is written stands in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Bytes that are kept as they are.
    Data,
    /// A table or list for programs: changed only where it goes to a log.
    Table,
    /// Text that may not hold a command, in a log or a file.
    Told(Notation),
}

impl Content {
    /// Of a report.
    pub(crate) fn of_report(format: Format) -> Self {
        match format {
            Format::Json | Format::Jsonl | Format::Pairs => Self::Told(Notation::Json),
            Format::Csv | Format::Passages | Format::Spellings => Self::Table,
            Format::Parquet | Format::ParquetPassages => Self::Data,
            Format::Html => Self::Told(Notation::Xml),
            Format::Markdown | Format::Terminal => Self::Told(Notation::Text),
        }
    }

    /// Of findings.
    pub(crate) fn of_findings(format: FindingFormat) -> Self {
        Self::Told(match format {
            FindingFormat::Json | FindingFormat::Sarif | FindingFormat::Gitlab => Notation::Json,
            FindingFormat::Junit => Notation::Xml,
            FindingFormat::Github => Notation::OwnCommands,
            FindingFormat::Text | FindingFormat::Markdown | FindingFormat::Openmetrics => Notation::Text,
        })
    }

    fn in_a_file(self) -> Option<Notation> {
        match self {
            Self::Told(notation) => Some(notation),
            Self::Data | Self::Table => None,
        }
    }

    fn in_a_log(self) -> Option<Notation> {
        match self {
            Self::Told(notation) => Some(notation),
            Self::Table => Some(Notation::Text),
            Self::Data => None,
        }
    }
}

/// Says `message` on standard error. Whatever of the input is in it has to be printable already.
pub(crate) fn say(message: &str) {
    // Where nothing can be said any more, nobody can be told so.
    let _ = writeln!(anstream::stderr(), "{}", without_commands(message));
}

/// Fails now rather than after a long run when `path` cannot be written.
pub(crate) fn check_writable(path: &str) -> Result<()> {
    if path == STANDARD_OUTPUT {
        return Ok(());
    }
    let target = &*path_of(path);
    if target.is_dir() {
        bail!("{path}: is a folder; name a file in it");
    }
    let folder = staged::folder_of(target);
    if !folder.is_dir() {
        bail!("{path}: there is no folder {}; make it first", folder.display());
    }
    Ok(())
}

/// Calls `write` with a writer of `path`; the file appears under its name only when everything was written.
pub(crate) fn write_file(
    path: impl AsRef<Path>,
    content: Content,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    write_if(path, content, write, || Ok(()))
}

/// The same, but only when `allowed` still holds once everything was written.
pub(crate) fn write_if(
    path: impl AsRef<Path>,
    content: Content,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    allowed: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let target = path.as_ref();
    if target == Path::new(STANDARD_OUTPUT) {
        to_standard_output(content, write)?;
        return allowed();
    }
    let path = target.display().to_string();
    let target = &*target.to_str().map_or(Cow::Borrowed(target), path_of);
    let failed = || format!("{path}: cannot be written");
    // A pipe or a device takes what is written and must not be replaced.
    if std::fs::metadata(target).is_ok_and(|data| !data.is_file()) {
        let file = File::options().write(true).open(target).with_context(failed)?;
        through(&file, content.in_a_file(), write).with_context(failed)?;
        return allowed();
    }
    let staged = Staged::new(target, Links::Followed).with_context(failed)?;
    through(staged.file(), content.in_a_file(), write).with_context(failed)?;
    allowed()?;
    staged.commit().with_context(failed)
}

/// Writes `bytes` to a file; a link of that name is replaced and not followed.
pub(crate) fn replace(target: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("{}: cannot be written", target.display());
    let staged = Staged::new(target, Links::Replaced).with_context(failed)?;
    through(staged.file(), None, |out| out.write_all(bytes)).with_context(failed)?;
    staged.commit().with_context(failed)
}

/// Calls `write` with a writer of standard output.
///
/// Writers of some forms wrap an error of what they write into in one of their own. Whether the reader has gone is seen where
/// the bytes go out.
pub(crate) fn to_standard_output(
    content: Content,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    let mut piped = Piped { inner: std::io::stdout().lock(), gone: false };
    let written = through(&mut piped, content.in_a_log(), write);
    if piped.gone {
        return Err(std::io::Error::from(ErrorKind::BrokenPipe).into());
    }
    written.context("standard output: cannot be written")
}

/// Everything `write` writes, in large pieces, and without commands where there is a notation.
fn through(
    target: impl Write,
    notation: Option<Notation>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut out: BufWriter<Box<dyn Write>> = BufWriter::new(match notation {
        Some(notation) => Box::new(WithoutCommands::new(target, notation)),
        None => Box::new(target),
    });
    let written = write(&mut out).and_then(|()| out.flush());
    if written.is_err() {
        // What is left in the buffer could only fail again, or be taken for the end.
        let _ = out.into_parts();
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

/// Names of outputs that were typed and are no UTF-8, by how they are shown.
static TYPED: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// How the name of an output is shown, which leads back to it.
pub(crate) fn shown(name: OsString) -> String {
    name.into_string().unwrap_or_else(|odd| {
        let shown = odd.to_string_lossy().into_owned();
        TYPED.lock().unwrap_or_else(PoisonError::into_inner).insert(shown.clone(), odd.into());
        shown
    })
}

/// The file that an output is.
pub(crate) fn path_of(shown: &str) -> Cow<'_, Path> {
    let typed = TYPED.lock().unwrap_or_else(PoisonError::into_inner);
    typed.get(shown).map_or_else(|| real_path(shown), |path| Cow::Owned(path.clone()))
}
