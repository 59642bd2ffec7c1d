//! What does not fit in memory.
//!
//! **Owns** blocks of 64-bit words that are put away and read again: in memory while they fit in a budget, then in one
//! temporary file that has no name and goes with the process. **Always holds**: what is read is what was put, wherever it
//! lay; the budget decides where a block lies and never what a run finds. **Costs** a copy a block, and a write and a
//! read of the file for what is beyond the budget. **Fails** when the folder cannot be written or is full
//! ([`SpillError`]).
//!
//! This room and `input` are the only ones that touch files.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// How much memory a run may use for what it remembers of its articles, and where the rest goes. The budget decides how
/// a run works and nothing of what it finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Bytes.
    pub budget: u64,
    /// The folder for temporary files.
    pub folder: PathBuf,
}

impl Default for Memory {
    /// No limit, so that the folder is never used.
    fn default() -> Self {
        Self { budget: u64::MAX, folder: PathBuf::from(".") }
    }
}

/// The temporary file cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[error(
    "{folder}: temporary data cannot be kept there: {source}; free some space, choose another folder with TMPDIR, or raise --memory"
)]
pub struct SpillError {
    /// The folder.
    pub folder: String,
    /// What the system said.
    pub source: io::Error,
}

/// Keeps blocks of words.
#[derive(Debug)]
pub struct Spill {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Bytes that still fit in memory.
    free: u64,
    file: Option<File>,
    length: u64,
}

/// Words that were put away.
#[derive(Debug)]
pub struct Block(Place);

#[derive(Debug)]
enum Place {
    Memory(Vec<u64>),
    Disk { file: File, offset: u64, words: usize },
}

impl Spill {
    /// Keeps up to `budget` bytes in memory.
    pub fn new(memory: &Memory, budget: u64) -> Self {
        let state = State { free: budget, file: None, length: 0 };
        Self { folder: memory.folder.clone(), state: Mutex::new(state) }
    }

    /// Puts `words` away.
    pub fn put(&self, words: Vec<u64>) -> Result<Block, SpillError> {
        let bytes = size_of_val(words.as_slice()) as u64;
        // A thread that panicked here left at worst bytes in the file that nobody asks for.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes <= state.free {
            state.free -= bytes;
            return Ok(Block(Place::Memory(words)));
        }
        let count = words.len();
        let written = state.write(&self.folder, &words);
        let (file, offset) = written.map_err(|source| self.error(source))?;
        Ok(Block(Place::Disk { file, offset, words: count }))
    }

    fn error(&self, source: io::Error) -> SpillError {
        SpillError { folder: self.folder.display().to_string(), source }
    }

    /// Replaces `into` by a range of the words of a block that was put here.
    pub fn read(&self, block: &Block, range: Range<usize>, into: &mut Vec<u64>) -> Result<(), SpillError> {
        into.clear();
        match &block.0 {
            Place::Memory(words) => into.extend_from_slice(&words[range]),
            Place::Disk { file, offset, .. } => {
                let mut bytes = vec![0; 8 * range.len()];
                read_exact_at(file, &mut bytes, offset + 8 * range.start as u64)
                    .map_err(|it| self.error(it))?;
                into.extend(bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)));
            }
        }
        Ok(())
    }
}

impl State {
    fn write(&mut self, folder: &std::path::Path, words: &[u64]) -> io::Result<(File, u64)> {
        let file = match &self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile_in(folder)?),
        };
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut writer = file;
        writer.write_all(&bytes)?;
        let offset = self.length;
        self.length += bytes.len() as u64;
        Ok((file.try_clone()?, offset))
    }
}

impl Block {
    /// Number of words.
    pub fn len(&self) -> usize {
        match &self.0 {
            Place::Memory(words) => words.len(),
            Place::Disk { words, .. } => *words,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match read_at(file, buffer, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads at a place, whatever other threads do with the same file.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

/// Reads at a place, whatever other threads do with the same file.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read_again_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory { budget: 0, folder: folder.path().to_path_buf() };
        let spill = Spill::new(&memory, 100 * 8);
        let blocks: Vec<Block> =
            (0..9_u64).map(|at| spill.put((0..40).map(|it| at << 32 | it).collect()).unwrap()).collect();
        assert!(blocks.iter().any(|it| matches!(it.0, Place::Memory(_))));
        assert!(blocks.iter().any(|it| matches!(it.0, Place::Disk { .. })));
        let mut words = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            spill.read(block, 7..29, &mut words).unwrap();
            assert_eq!(words, (7..29).map(|it| (at as u64) << 32 | it).collect::<Vec<_>>());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let memory = Memory { budget: 0, folder: PathBuf::from("/no/such/folder") };
        let error = Spill::new(&memory, 0).put(vec![1]).unwrap_err();
        assert!(error.to_string().starts_with("/no/such/folder: "), "{error}");
    }
}
