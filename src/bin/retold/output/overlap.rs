//! Outputs that would overwrite what the run reads, or each other.

use super::staged::folder_of;
use super::{STANDARD_OUTPUT, path_of};
use anyhow::{Result, bail};
use retold::input::{STANDARD_INPUT, real_path};
use retold::report::printable;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// What one file is, whatever it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    /// The standard output.
    StandardOutput,
    /// A file that exists: its device and its number there.
    #[cfg(unix)]
    Inode(u64, u64),
    /// A file that exists, where files have no numbers, or one that does not: its path without links.
    Path(PathBuf),
}

/// Fails when two of `outputs` are one file, or one of them is among `inputs`, which are asked for only when an output
/// exists already. Nothing is opened.
pub(crate) fn refuse<I: AsRef<str>>(outputs: &[&str], inputs: impl FnOnce() -> Result<Vec<I>>) -> Result<()> {
    let mut known: BTreeMap<Identity, &str> = BTreeMap::new();
    for &output in outputs {
        let Some(identity) = of_output(output) else { continue };
        if let Some(other) = known.insert(identity, output) {
            let both = if other == output { String::new() } else { format!(" and {}", printable(other)) };
            bail!("{}{both}: two reports cannot both be written there; name another file", printable(output));
        }
    }
    if !outputs.iter().any(|output| *output != STANDARD_OUTPUT && path_of(output).is_file()) {
        return Ok(());
    }
    for input in inputs()? {
        let input = input.as_ref();
        let Some(output) = of_input(input).and_then(|identity| known.get(&identity)) else { continue };
        let is = if *output == input {
            "is the input itself".to_string()
        } else {
            format!("is the input {} by another name", printable(input))
        };
        bail!(
            "{}: {is}; write to another file, or name it in .retoldignore when it is no input",
            printable(output)
        );
    }
    Ok(())
}

/// Devices and pipes take the outputs of several.
fn of_output(output: &str) -> Option<Identity> {
    if output == STANDARD_OUTPUT {
        return Some(Identity::StandardOutput);
    }
    let path = &*path_of(output);
    match std::fs::metadata(path) {
        Ok(data) if data.is_file() => Some(of_file(path, &data)),
        Ok(_) => None,
        Err(_) => {
            let folder = std::fs::canonicalize(folder_of(path)).ok()?;
            Some(Identity::Path(folder.join(path.file_name()?)))
        }
    }
}

fn of_input(input: &str) -> Option<Identity> {
    let given = Path::new("/dev/stdin");
    let path = real_path(input);
    let path = if input == STANDARD_INPUT { given } else { &*path };
    let data = std::fs::metadata(path).ok()?;
    data.is_file().then(|| of_file(path, &data))
}

#[cfg(unix)]
fn of_file(_: &Path, data: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity::Inode(data.dev(), data.ino())
}

#[cfg(not(unix))]
fn of_file(path: &Path, _: &Metadata) -> Identity {
    Identity::Path(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()))
}
