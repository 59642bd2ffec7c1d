//! Archives and pipes, unpacked piece by piece on a thread of their own.

use super::decompress::{Fault, MAGIC_BYTES, Packing, explain, fill};
use super::stream::{CHUNK, Extent, HEAD};
use super::{Form, foreign, form, walk};
use crate::observe::{Observer, Phase, SkipReason};
use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::mpsc::SyncSender;

/// Where bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// They are the file's own, and can be read again.
    File,
    /// They were unpacked, or came through a pipe.
    Archive,
    /// The same, and the end is missing.
    CutArchive,
}

/// Bytes of an archive on their way to a thread.
pub(super) enum Piece {
    Lines(Vec<u8>),
    Whole { bytes: Vec<u8>, origin: Origin },
}

/// Says how many packed bytes have been read.
pub(super) struct Watched<'o, R> {
    pub(super) inner: R,
    pub(super) observer: &'o dyn Observer,
    /// What is read is not told when only the beginning is.
    pub(super) extent: Extent,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.extent == Extent::Whole {
            self.observer.advance(Phase::Read, read as u64);
        }
        Ok(read)
    }
}

/// Unpacks a stream and sends it on in whole lines, or whole where it holds no lines.
pub(super) fn unpack(
    path: &str,
    source: impl Read + Send,
    extent: Extent,
    sender: &SyncSender<Piece>,
) -> Option<Fault> {
    let mut source = BufReader::with_capacity(1 << 17, source);
    let mut magic = Vec::new();
    if let Err(error) = source.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut magic) {
        return Some((SkipReason::Unreadable, error.to_string()));
    }
    let packing = Packing::of(&magic);
    let packed: Box<dyn BufRead + Send> = Box::new(Cursor::new(magic).chain(source));
    let mut reader = match packing.reader(packed) {
        Ok(reader) => reader,
        Err(error) => return Some(explain((SkipReason::Damaged, format!("{error}; ")), 0)),
    };
    let mut bytes = Vec::with_capacity(CHUNK + HEAD);
    let mut unpacked = 0;
    let mut lines = None;
    loop {
        let before = bytes.len();
        let (ended, fault) = fill(&mut *reader, &mut bytes, CHUNK);
        unpacked += (bytes.len() - before) as u64;
        let as_lines = *lines.get_or_insert_with(|| {
            let head = without_mark(&bytes);
            foreign(head).is_none() && is_lines(path, head)
        });
        let fault = fault.map(|fault| explain(fault, unpacked));
        if ended {
            let rest = match (as_lines, fault.is_some()) {
                (true, true) => Piece::Lines(whole_lines(&bytes).to_vec()),
                (true, false) => Piece::Lines(bytes),
                (false, true) => Piece::Whole { bytes, origin: Origin::CutArchive },
                (false, false) => Piece::Whole { bytes, origin: Origin::Archive },
            };
            // Nobody listens any more only when a thread panicked, and then that is what is told.
            let _ = sender.send(rest);
            return fault;
        }
        if as_lines {
            let complete = whole_lines(&bytes).len();
            if complete > 0 {
                let mut rest = Vec::with_capacity(CHUNK + HEAD);
                rest.extend_from_slice(&bytes[complete..]);
                bytes.truncate(complete);
                if sender.send(Piece::Lines(std::mem::replace(&mut bytes, rest))).is_err() {
                    return None;
                }
            }
            if extent != Extent::Whole {
                return None;
            }
        }
    }
}

/// Up to the last line end.
pub(super) fn whole_lines(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)]
}

/// Without the mark that some editors put before UTF-8.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Whether a file that begins with `head` is read line by line.
pub(super) fn is_lines(path: &str, head: &[u8]) -> bool {
    matches!(walk::plain_extension(path).as_str(), "jsonl" | "ndjson")
        || head.trim_ascii_start().starts_with(b"{")
            && memchr::memchr(b'\n', head).is_some()
            && form(path, head) == Form::JsonLines
}
