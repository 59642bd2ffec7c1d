//! Names of files that are not UTF-8: how they are shown, and the way back to the file.
//!
//! What is no UTF-8 is shown as U+FFFD. Names of one folder that look alike then are told apart: the second is shown with
//! `#2` behind its first U+FFFD, and so on, in the order of their bytes. Both ways look into the folder, so a name means the
//! same file for as long as no other name like it comes or goes.

use ahash::AHashMap;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// Folders that were looked into.
#[derive(Debug, Default)]
pub(super) struct Names(AHashMap<PathBuf, Vec<OsString>>);

impl Names {
    /// The name of the file at `path`, as messages, reports and documents have it.
    pub(super) fn shown(&mut self, path: &Path) -> String {
        let path = path.strip_prefix("./").unwrap_or(path);
        if let Some(name) = path.to_str() {
            return name.to_string();
        }
        let (mut folder, mut shown) = (PathBuf::new(), PathBuf::new());
        for part in path.components() {
            match part.as_os_str().to_str() {
                Some(name) => shown.push(name),
                None => shown.push(self.part(&folder, part.as_os_str())),
            }
            folder.push(part);
        }
        shown.to_string_lossy().into_owned()
    }

    /// One part of a path, which stands in `folder`.
    fn part(&mut self, folder: &Path, part: &OsStr) -> String {
        let lossy = part.to_string_lossy();
        let alike = self.inside(folder).iter().filter(|name| name.to_string_lossy() == lossy);
        let before = alike.take_while(|name| name.as_os_str() != part).count();
        told_apart(&lossy, before + 1)
    }

    /// The names in a folder that are no UTF-8, or look as if they were none: those in order of bytes behind these.
    fn inside(&mut self, folder: &Path) -> &[OsString] {
        self.0.entry(folder.to_path_buf()).or_insert_with(|| {
            let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let entries = std::fs::read_dir(place).into_iter().flatten().filter_map(Result::ok);
            let odd = |name: &OsString| name.to_string_lossy().contains(char::REPLACEMENT_CHARACTER);
            let mut names: Vec<OsString> = entries.map(|entry| entry.file_name()).filter(odd).collect();
            names.sort_by(|x, y| (x.to_str().is_none(), x).cmp(&(y.to_str().is_none(), y)));
            names
        })
    }

    /// The file that is shown so.
    fn real(&mut self, shown: &Path) -> Option<PathBuf> {
        let mut real = PathBuf::new();
        for part in shown.components() {
            let name = part.as_os_str();
            let odd =
                matches!(part, Component::Normal(_)) && name.to_str()?.contains(char::REPLACEMENT_CHARACTER);
            if !odd || real.join(name).symlink_metadata().is_ok() {
                real.push(part);
                continue;
            }
            let folder = real.clone();
            let candidates = self.inside(&folder).to_vec();
            let own =
                candidates.into_iter().find(|candidate| self.part(&folder, candidate).as_str() == name)?;
            real.push(own);
        }
        Some(real)
    }
}

/// The file that is shown as `shown`.
pub fn real_path(shown: &str) -> Cow<'_, Path> {
    let path = Path::new(shown);
    if !shown.contains(char::REPLACEMENT_CHARACTER) || path.symlink_metadata().is_ok() {
        return Cow::Borrowed(path);
    }
    Names::default().real(path).map_or(Cow::Borrowed(path), Cow::Owned)
}

/// How the file at `path` is shown.
pub fn shown_path(path: &Path) -> String {
    match path.to_str() {
        Some(name) => name.to_string(),
        None => Names::default().shown(path),
    }
}

fn told_apart(lossy: &str, number: usize) -> String {
    let mark = char::REPLACEMENT_CHARACTER;
    match lossy.split_once(mark) {
        Some((before, behind)) if number > 1 => format!("{before}{mark}#{number}{behind}"),
        _ => lossy.to_string(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn names_that_look_alike_are_shown_apart_and_lead_back() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join(OsStr::from_bytes(b"f\xFF"));
        std::fs::create_dir(&odd).unwrap();
        let mut shown = Vec::new();
        for name in [
            &b"caf\xE8.txt"[..],
            b"caf\xE9.txt",
            b"caf\xEA.jsonl.gz",
            "caf\u{FFFD}.txt".as_bytes(),
            b"plain.txt",
        ] {
            let path = odd.join(OsStr::from_bytes(name));
            std::fs::write(&path, name).unwrap();
        }
        for name in [
            &b"caf\xE8.txt"[..],
            b"caf\xE9.txt",
            b"caf\xEA.jsonl.gz",
            "caf\u{FFFD}.txt".as_bytes(),
            b"plain.txt",
        ] {
            let own = shown_path(&odd.join(OsStr::from_bytes(name)));
            assert_eq!(std::fs::read(real_path(&own)).unwrap(), name, "{own}");
            shown.push(own.rsplit('/').next().unwrap().to_string());
        }
        assert_eq!(
            shown,
            [
                "caf\u{FFFD}#2.txt",
                "caf\u{FFFD}#3.txt",
                "caf\u{FFFD}.jsonl.gz",
                "caf\u{FFFD}.txt",
                "plain.txt"
            ]
        );
        assert_eq!(real_path("no\u{FFFD}where"), Path::new("no\u{FFFD}where"));
    }
}
