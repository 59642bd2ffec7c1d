//! Stretches of whole lines of a plain file, for reading in parallel and for reading again.

use crate::spill::read_at;
use std::fs::File;
use std::io::{self, ErrorKind};

/// Read at a time while looking for the end of a line that leaves its range.
const STEP: usize = 1 << 16;

/// Replaces `buffer` by the lines that begin in bytes `start..end` of the file, whole, and says where they begin: a line
/// that begins before `start` belongs to the range before.
pub(super) fn lines_within(file: &File, start: u64, end: u64, buffer: &mut Vec<u8>) -> io::Result<u64> {
    buffer.clear();
    // The byte before tells whether a line begins at `start`.
    let from = start.saturating_sub(1);
    extend(file, from, (end - from) as usize, buffer)?;
    let mut skipped = 0;
    if start > 0 {
        let Some(at) = memchr::memchr(b'\n', buffer) else {
            buffer.clear();
            return Ok(end);
        };
        skipped = at + 1;
    }
    if skipped < buffer.len() {
        let mut at = from + buffer.len() as u64;
        while buffer.last() != Some(&b'\n') {
            let before = buffer.len();
            extend(file, at, STEP, buffer)?;
            if buffer.len() == before {
                break;
            }
            if let Some(newline) = memchr::memchr(b'\n', &buffer[before..]) {
                buffer.truncate(before + newline + 1);
            }
            at += (buffer.len() - before) as u64;
        }
    }
    buffer.drain(..skipped);
    Ok(from + skipped as u64)
}

/// Appends up to `length` bytes from `offset`: fewer at the end of the file.
pub(super) fn extend(file: &File, offset: u64, length: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    let before = buffer.len();
    buffer.resize(before + length, 0);
    let mut filled = before;
    while filled < buffer.len() {
        match read_at(file, &mut buffer[filled..], offset + (filled - before) as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    proptest! {
        #[test]
        fn ranges_of_any_size_give_every_line_once(text in "[ab\n]{0,120}", size in 1_u64..40) {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let mut all = Vec::new();
            let mut start = 0;
            while start < text.len() as u64 {
                let end = (start + size).min(text.len() as u64);
                let mut buffer = Vec::new();
                let begins = lines_within(&file, start, end, &mut buffer).unwrap();
                if !buffer.is_empty() {
                    prop_assert_eq!(begins, all.len() as u64);
                }
                all.extend(buffer);
                start = end;
            }
            prop_assert_eq!(String::from_utf8(all).unwrap(), text);
        }
    }
}
