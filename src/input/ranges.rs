//! Stretches of whole lines of a plain file, for reading in parallel and for reading again.

use crate::spill::read_at;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;

/// Read at a time while looking for the end of a line that leaves its range.
const STEP: u64 = 1 << 16;

/// Replaces `buffer` by bytes of the file among which are the lines that begin in bytes `start..end`, whole, and says
/// where in the buffer those are: a line that begins before `start` belongs to the range before.
pub(super) fn lines_within(
    file: &mut File,
    start: u64,
    end: u64,
    buffer: &mut Vec<u8>,
) -> io::Result<Range<usize>> {
    buffer.clear();
    // The byte before tells whether a line begins at `start`.
    let from = start.saturating_sub(1);
    file.seek(SeekFrom::Start(from))?;
    file.by_ref().take(end - from).read_to_end(buffer)?;
    let mut first = 0;
    if start > 0 {
        let Some(at) = memchr::memchr(b'\n', buffer) else { return Ok(0..0) };
        first = at + 1;
    }
    if first < buffer.len() {
        while buffer.last() != Some(&b'\n') {
            let before = buffer.len();
            file.by_ref().take(STEP).read_to_end(buffer)?;
            if buffer.len() == before {
                break;
            }
            if let Some(newline) = memchr::memchr(b'\n', &buffer[before..]) {
                buffer.truncate(before + newline + 1);
            }
        }
    }
    Ok(first..buffer.len())
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
                let lines = lines_within(&mut file, start, end, &mut buffer).unwrap();
                if !lines.is_empty() {
                    prop_assert_eq!(start.saturating_sub(1) + lines.start as u64, all.len() as u64);
                }
                all.extend_from_slice(&buffer[lines]);
                start = end;
            }
            prop_assert_eq!(String::from_utf8(all).unwrap(), text);
        }
    }
}
