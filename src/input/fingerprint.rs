//! Whether a file is the one it was.

use super::names::real_path;
use crate::hash::{chain64, hash64};
use std::fs::File;
use std::io::{self, Read};

/// Bytes that are read at once.
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
        let mut file = File::open(real_path(path))?;
        let mut portion = Vec::with_capacity(PORTION);
        let (mut bytes, mut hash) = (0, 0);
        loop {
            portion.clear();
            file.by_ref().take(PORTION as u64).read_to_end(&mut portion)?;
            if portion.is_empty() {
                return Ok(Self { bytes, hash: chain64(hash, bytes) });
            }
            bytes += portion.len() as u64;
            hash = chain64(hash, hash64(&portion));
        }
    }
}
