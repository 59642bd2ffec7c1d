//! Whether a file is the one it was.

use super::names::real_path;
use crate::hash::{chain64, hash64};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that are hashed at once.
const PORTION: usize = 1 << 20;

/// What tells one content of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Size in bytes.
    pub bytes: u64,
    /// XXH3 of portions of one MiB, chained.
    pub hash: u64,
}

impl Fingerprint {
    /// That of the file at `path`, packed or not.
    pub fn of(path: &str) -> io::Result<Self> {
        Witness::new(File::open(real_path(path))?).finish()
    }
}

/// What the file system says of a file, which tells without reading it that it was changed: its size, its place, and when
/// its content and its entry were changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    /// Device, number there, and when content and entry were last changed; no program can set the last one back.
    entry: [i128; 6],
}

impl Stamp {
    /// That of the file at `path`.
    pub fn of(path: &str) -> io::Result<Self> {
        let data = std::fs::metadata(real_path(path))?;
        Ok(Self { bytes: data.len(), entry: entry(&data) })
    }
}

#[cfg(unix)]
fn entry(data: &Metadata) -> [i128; 6] {
    use std::os::unix::fs::MetadataExt;
    let times = [data.mtime(), data.mtime_nsec(), data.ctime(), data.ctime_nsec()].map(i128::from);
    [data.dev().into(), data.ino().into(), times[0], times[1], times[2], times[3]]
}

#[cfg(windows)]
fn entry(data: &Metadata) -> [i128; 6] {
    use std::os::windows::fs::MetadataExt;
    [data.last_write_time().into(), data.creation_time().into(), 0, 0, 0, 0]
}

#[cfg(not(any(unix, windows)))]
fn entry(_: &Metadata) -> [i128; 6] {
    [0; 6]
}

/// A file that is fingerprinted as it is read. Its clones read the same file.
#[derive(Clone, Debug)]
pub(super) struct Witness(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    file: File,
    /// Less than a portion.
    portion: Vec<u8>,
    print: Fingerprint,
}

impl Witness {
    pub(super) fn new(file: File) -> Self {
        let print = Fingerprint { bytes: 0, hash: 0 };
        Self(Arc::new(Mutex::new(Seen { file, portion: Vec::with_capacity(PORTION), print })))
    }

    /// Reads what is left of the file, and gives the fingerprint of all that was read.
    pub(super) fn finish(&self) -> io::Result<Fingerprint> {
        let mut seen = self.seen();
        while seen.read_portion()? > 0 {}
        let Fingerprint { bytes, hash } = seen.print;
        Ok(Fingerprint { bytes, hash: chain64(hash, bytes) })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Witness {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut seen = self.seen();
        let read = seen.file.read(buffer)?;
        let mut bytes = &buffer[..read];
        while !bytes.is_empty() {
            let room = PORTION - seen.portion.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            seen.portion.extend_from_slice(now);
            bytes = later;
            if seen.portion.len() == PORTION {
                seen.hash_portion();
            }
        }
        Ok(read)
    }
}

impl Seen {
    /// Reads up to the end of the portion and hashes it, and says how many bytes were read.
    fn read_portion(&mut self) -> io::Result<usize> {
        let room = PORTION - self.portion.len();
        let read = self.file.by_ref().take(room as u64).read_to_end(&mut self.portion)?;
        self.hash_portion();
        Ok(read)
    }

    fn hash_portion(&mut self) {
        if !self.portion.is_empty() {
            self.print.bytes += self.portion.len() as u64;
            self.print.hash = chain64(self.print.hash, hash64(&self.portion));
            self.portion.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_fingerprint_however_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").to_string_lossy().into_owned();
        for size in [0, 1, PORTION - 1, PORTION, PORTION + 1, 2 * PORTION + 77] {
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let whole = Fingerprint::of(&path).unwrap();
            let portions = bytes.chunks(PORTION).fold(0, |hash, portion| chain64(hash, hash64(portion)));
            assert_eq!(whole, Fingerprint { bytes: size as u64, hash: chain64(portions, size as u64) });
            let mut witness = Witness::new(File::open(&path).unwrap());
            let mut some = vec![0; size / 3];
            witness.clone().read_exact(&mut some).unwrap();
            witness.by_ref().take(99_999).read_to_end(&mut some).unwrap();
            assert_eq!(witness.finish().unwrap(), whole, "{size}");
        }
    }

    #[test]
    fn a_stamp_tells_a_change_that_keeps_size_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").to_string_lossy().into_owned();
        std::fs::write(&path, "one").unwrap();
        let before = Stamp::of(&path).unwrap();
        assert_eq!(Stamp::of(&path).unwrap(), before);
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(&path, "two").unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        assert_eq!(before != Stamp::of(&path).unwrap(), cfg!(unix));
    }
}
