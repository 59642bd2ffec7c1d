//! A file that is written out of sight and appears under its name when it is whole.
//!
//! On Linux it has no name while it is written, so that even a run that is killed leaves nothing. Where the file system
//! cannot do that, it has a name that nobody can guess, is opened as a new file and never through a link, and goes when
//! the run fails or gets a signal that ends it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// What becomes of a link that has the name of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// It stays, and the file that it leads to is replaced.
    Followed,
    /// It goes.
    Replaced,
}

/// Letters and digits of a name that nobody can guess: about 71 bits.
const RANDOM: usize = 12;

/// A file that is being written.
pub(crate) struct Staged {
    target: PathBuf,
    file: Kept,
}

enum Kept {
    /// It has no name yet.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// It has a name that is told to who waits for signals.
    Named(Option<NamedTempFile>),
}

impl Staged {
    /// A new file that is to be `target`, with its mode and owner where it exists.
    pub(crate) fn new(target: &Path, links: Links) -> io::Result<Self> {
        let target = match links {
            Links::Followed => std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf()),
            Links::Replaced => target.to_path_buf(),
        };
        #[cfg(target_os = "linux")]
        if let Ok(file) = nameless(&target) {
            let staged = Self { target, file: Kept::Nameless(file) };
            staged.take_after()?;
            return Ok(staged);
        }
        Self::named(target)
    }

    fn named(target: PathBuf) -> io::Result<Self> {
        signals::wait();
        let file = {
            let mut names = names();
            let file = beside(&target, |builder, folder| builder.tempfile_in(folder))?;
            names.insert(file.path().to_path_buf());
            file
        };
        let staged = Self { target, file: Kept::Named(Some(file)) };
        staged.take_after()?;
        Ok(staged)
    }

    /// What is written to.
    pub(crate) fn file(&self) -> &File {
        match &self.file {
            #[cfg(target_os = "linux")]
            Kept::Nameless(file) => file,
            Kept::Named(file) => file.as_ref().expect("only `commit` takes it, and that ends it").as_file(),
        }
    }

    /// Gives the file its name, once its bytes are on the disk.
    pub(crate) fn commit(mut self) -> io::Result<()> {
        self.file().sync_all()?;
        match &mut self.file {
            #[cfg(target_os = "linux")]
            Kept::Nameless(file) => link(file, &self.target),
            Kept::Named(file) => {
                let Some(file) = file.take() else { return Ok(()) };
                let mut names = names();
                let path = file.path().to_path_buf();
                let persisted = file.persist(&self.target);
                names.remove(&path);
                persisted.map(|_| ()).map_err(|error| error.error)
            }
        }
    }

    /// What is replaced keeps its mode, and its owner where the run may give it to them.
    #[cfg(unix)]
    fn take_after(&self) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let Ok(old) = std::fs::symlink_metadata(&self.target) else { return Ok(()) };
        if !old.is_file() {
            return Ok(());
        }
        let new = self.file().metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Only an administrator may; others own what they write.
            let _ = fchown(self.file(), Some(old.uid()), Some(old.gid()));
        }
        self.file().set_permissions(std::fs::Permissions::from_mode(old.mode() & 0o777))
    }

    #[cfg(not(unix))]
    fn take_after(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Kept::Named(Some(file)) = &self.file {
            // Dropping the file, which comes next, removes it.
            names().remove(file.path());
        }
    }
}

/// Names that are beside their targets now. Whoever makes or removes one holds the lock while doing so.
static NAMES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn names() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `make` with a builder of files that stand beside `target` under a name of their own.
fn beside<T>(target: &Path, make: impl FnOnce(&Builder<'_, '_>, &Path) -> T) -> T {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".");
    // A name may have 255 bytes; a long one is not needed to tell what the file was for.
    if prefix.len() > 200 {
        prefix = OsString::from(".retold.");
    }
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".part").rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask takes away goes.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    make(&builder, folder_of(target))
}

/// A file in the folder of `target` that has no name.
#[cfg(target_os = "linux")]
fn nameless(target: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    // Read again only where it cannot be given a name.
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(open(folder_of(target), flags, Mode::from_raw_mode(0o666))?.into())
}

/// Gives a file without a name the name of `target`.
#[cfg(target_os = "linux")]
fn link(file: &File, target: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |name: &Path| linkat(CWD, &own, CWD, name, AtFlags::SYMLINK_FOLLOW);
    match link(target) {
        Ok(()) => return Ok(()),
        Err(rustix::io::Errno::EXIST) => {}
        // Without `/proc` only an administrator can name a file by its descriptor, and some file systems know no links.
        Err(_) => return copy(file, target),
    }
    // A link replaces nothing, a renaming does: for that moment the file has a name of its own, and a signal waits.
    signals::wait();
    let _names = names();
    let named = beside(target, |builder, folder| builder.make_in(folder, |name| Ok(link(name)?)))?;
    named.persist(target).map_err(|error| error.error)
}

/// Writes what a file without a name holds to one that has a name of its own, which then becomes `target`.
#[cfg(target_os = "linux")]
fn copy(mut file: &File, target: &Path) -> io::Result<()> {
    use std::io::Seek;
    let named = Staged::named(target.to_path_buf())?;
    file.rewind()?;
    io::copy(&mut file, &mut named.file())?;
    named.commit()
}

/// The folder that a file is in.
pub(crate) fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Signals that end a run remove the files that have names of their own first.
mod signals {
    #[cfg(unix)]
    pub(super) fn wait() {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use std::sync::Once;
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
                return;
            };
            std::thread::spawn(move || {
                for signal in &mut signals {
                    // Held to the end, so that no other file is made.
                    let names = super::names();
                    names.iter().for_each(|name| drop(std::fs::remove_file(name)));
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            });
        });
    }

    #[cfg(not(unix))]
    pub(super) fn wait() {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_with_a_name_of_its_own_is_new_every_time_and_goes_when_it_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("r.json");
        let staged = || Staged::named(target.clone()).unwrap();
        let (one, other, third) = (staged(), staged(), staged());
        assert_eq!(names_in(folder.path()).len(), 3);
        one.file().write_all(b"one").unwrap();
        other.file().write_all(b"other").unwrap();
        third.file().write_all(b"half").unwrap();
        drop(third);
        one.commit().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"one");
        other.commit().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"other");
        assert_eq!(names_in(folder.path()), ["r.json"]);
        assert!(!names().iter().any(|name| name.starts_with(folder.path())));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_cannot_be_given_a_name_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("r.json");
        std::fs::write(&target, "yesterday").unwrap();
        let mut file = nameless(&target).unwrap();
        file.write_all(b"today").unwrap();
        copy(&file, &target).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"today");
        assert_eq!(names_in(folder.path()), ["r.json"]);
    }

    #[test]
    fn a_long_name_leaves_room_for_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("n".repeat(250));
        Staged::named(target.clone()).unwrap().commit().unwrap();
        Staged::new(&target, Links::Followed).unwrap().commit().unwrap();
        assert_eq!(names_in(folder.path()).len(), 1);
    }

    /// The process that the next test ends.
    #[cfg(unix)]
    #[test]
    fn waits_with_a_file_where_it_is_told_to() {
        let Some(folder) = std::env::var_os("RETOLD_TEST_FOLDER") else { return };
        let staged = Staged::named(Path::new(&folder).join("r.json")).unwrap();
        staged.file().write_all(b"half").unwrap();
        std::fs::write(Path::new(&folder).join("ready"), "").unwrap();
        std::thread::sleep(std::time::Duration::from_secs(60));
    }

    #[cfg(unix)]
    #[test]
    fn a_signal_that_ends_the_run_removes_a_file_with_a_name_of_its_own() {
        use std::os::unix::process::ExitStatusExt;
        for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
            let folder = tempfile::tempdir().unwrap();
            let own = "output::staged::tests::waits_with_a_file_where_it_is_told_to";
            let mut child = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", own, "--nocapture"])
                .env("RETOLD_TEST_FOLDER", folder.path())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            while !folder.path().join("ready").exists() {
                assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            assert_eq!(names_in(folder.path()).len(), 2);
            std::process::Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
            assert_eq!(child.wait().unwrap().signal(), Some(number), "the caller sees the signal");
            assert_eq!(names_in(folder.path()), ["ready"]);
        }
    }
}
