//! A web archive again: record after record, each with its headers, its block and the empty lines behind it.

use super::{CHUNK, Fate, Fates};
use crate::input::warc::length_of_block;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};

/// As in what `wget` and the crawlers of archives write.
const LEVEL: u32 = 6;

/// How records stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Each is packed by itself with gzip, so that a reader can begin at any of them (WARC 1.1, annex D).
    Packed,
    /// One after the other, in whatever the file is packed.
    Plain,
}

/// Writes the records that stay. What stands before the first record goes with it.
pub(super) fn rewrite(
    source: impl Read,
    fate: &Fates<'_>,
    members: Members,
    out: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut source = BufReader::with_capacity(CHUNK, source);
    let (mut record, mut line) = (Vec::new(), Vec::new());
    let mut number = 0;
    loop {
        line.clear();
        let ended = source.read_until(b'\n', &mut line)? == 0;
        let begins = line.starts_with(b"WARC/");
        if (begins || ended) && number > 0 {
            match fate(Some(number)) {
                Fate::Keep => put(&record, members, out)?,
                Fate::Drop => {}
                Fate::Mark(_) => return Ok(Outcome::NoMarks),
            }
            record.clear();
        }
        if ended {
            return Ok(Outcome::Done);
        }
        record.extend_from_slice(&line);
        if begins {
            number += 1;
            let length = head(&mut source, &mut record)?;
            let read = source.by_ref().take(length).read_to_end(&mut record)?;
            if (read as u64) < length {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// A record was to be marked, and has no place for that.
    NoMarks,
}

/// Reads headers up to the empty line, and says how long the block behind them is.
fn head(source: &mut impl BufRead, record: &mut Vec<u8>) -> io::Result<u64> {
    let start = record.len();
    loop {
        let from = record.len();
        if source.read_until(b'\n', record)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if record[from..].trim_ascii().is_empty() {
            return Ok(length_of_block(&record[start..]).unwrap_or(0));
        }
    }
}

fn put(record: &[u8], members: Members, out: &mut dyn Write) -> io::Result<()> {
    match members {
        Members::Plain => out.write_all(record),
        Members::Packed => {
            let mut member = GzEncoder::new(out, Compression::new(LEVEL));
            member.write_all(record)?;
            member.finish().map(|_| ())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, block: &str) -> String {
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n", block.len())
    }

    fn without(archive: &str, number: u64, members: Members) -> Vec<u8> {
        let mut out = Vec::new();
        let fate = |at: Option<u64>| if at == Some(number) { Fate::Drop } else { Fate::Keep };
        assert_eq!(rewrite(archive.as_bytes(), &fate, members, &mut out).unwrap(), Outcome::Done);
        out
    }

    #[test]
    fn what_stays_stays_to_the_byte_whatever_stands_in_a_block() {
        let info = record("warcinfo", "software: x");
        // A block that quotes an archive is no archive.
        let quoting = record("response", "HTTP/1.1 200 OK\r\n\r\nWARC/1.0\r\nContent-Length: 3\r\n\r\nabc");
        let last = record("response", "HTTP/1.1 200 OK\r\n\r\nlast");
        let all = format!("{info}{quoting}{last}");
        assert_eq!(without(&all, 9, Members::Plain), all.as_bytes());
        assert_eq!(without(&all, 2, Members::Plain), format!("{info}{last}").as_bytes());
        assert_eq!(without(&all, 3, Members::Plain), format!("{info}{quoting}").as_bytes());
    }

    #[test]
    fn each_record_is_a_member_of_its_own_when_it_was_one() {
        let (first, second) = (record("warcinfo", "a"), record("resource", "b"));
        let packed = without(&format!("{first}{second}"), 9, Members::Packed);
        let mut member = String::new();
        let mut rest = &packed[..];
        flate2::bufread::GzDecoder::new(&mut rest).read_to_string(&mut member).unwrap();
        assert_eq!(member, first);
        member.clear();
        flate2::bufread::GzDecoder::new(&mut rest).read_to_string(&mut member).unwrap();
        assert_eq!((member, rest), (second, &[][..]));
    }

    #[test]
    fn an_archive_that_breaks_off_is_an_error_and_a_mark_has_no_place() {
        let whole = record("resource", "abc");
        let cut = &whole[..whole.len() - 6];
        let keep = |_: Option<u64>| Fate::Keep;
        let error = rewrite(cut.as_bytes(), &keep, Members::Plain, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        let mark = |_: Option<u64>| Fate::Mark("other");
        let outcome = rewrite(whole.as_bytes(), &mark, Members::Plain, &mut Vec::new()).unwrap();
        assert_eq!(outcome, Outcome::NoMarks);
    }
}
