//! Any source of bytes, unpacked, put into UTF-8 and handed on piece by piece: plain files that are read record after
//! record, archives and pipes.

use super::charset::{Charset, Decoding, Replaced};
use super::cut::{Flow, Raw, Stop, cut};
use super::decompress::{Begun, Count, Counted, Fault, Guarded, Limits, MAGIC_BYTES, Packing, explain};
use super::fields::FieldNames;
use super::form::{Form, Way, way};
#[cfg(feature = "parquet")]
use super::names::real_path;
use super::stream::{CHUNK, Extent};
#[cfg(feature = "parquet")]
use super::walk::STANDARD_INPUT;
use crate::document::Document;
use crate::observe::{Observer, Phase, SkipReason};
#[cfg(feature = "parquet")]
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};

/// Where bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// They are the file's own, and can be read again.
    File,
    /// They were unpacked, decoded, or came through a pipe.
    Archive,
    /// The same, and the end is missing.
    CutArchive,
}

/// Bytes or records on their way to a thread.
pub(super) enum Piece {
    Lines(Vec<u8>),
    Whole { bytes: Vec<u8>, origin: Origin },
    Raw(Raw),
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

/// What was found out about a source while it was read.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Why it was not read to its end.
    pub(super) fault: Option<Fault>,
    pub(super) packing: Packing,
    pub(super) form: Option<Form>,
    /// The charset of all of it, where it has one and it is known already.
    pub(super) charset: Option<Charset>,
    /// Sequences of bytes that were replaced because they mean nothing in that charset.
    pub(super) replaced: u64,
}

/// A file that is read as a stream.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) path: &'s str,
    pub(super) extent: Extent,
    pub(super) fields: &'s FieldNames,
    pub(super) limits: Limits,
}

/// The bytes of a source, unpacked.
type Unpacked<'a> = Box<dyn Read + Send + 'a>;

impl Source<'_> {
    /// Unpacks `packed` and sends it on: in whole lines, record after record, or at once where neither can be.
    pub(super) fn unpack(&self, packed: impl Read + Send, sink: &mut dyn FnMut(Piece) -> Flow) -> Outcome {
        let mut outcome = Outcome::default();
        let (count, unpacked) = (Count::default(), Count::default());
        let counted = Counted { inner: packed, count: count.clone() };
        let mut counted = BufReader::with_capacity(CHUNK, counted);
        let mut magic = Vec::new();
        if let Err(error) = counted.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut magic) {
            outcome.fault = Some((SkipReason::Unreadable, error.to_string()));
            return outcome;
        }
        let packing = Packing::of(&magic);
        outcome.packing = packing;
        let whole: Box<dyn BufRead + Send> = Box::new(Cursor::new(magic).chain(counted));
        let done = match packing.reader(whole) {
            Ok(inner) => {
                let limits = self.limits;
                let reader = Guarded { inner, packed: count, unpacked: unpacked.clone(), limits };
                self.decode(Box::new(reader), &mut outcome, sink)
            }
            Err(error) => Err(Stop::Broken(error)),
        };
        outcome.fault = done.err().map(|stop| match stop {
            Stop::Broken(error) => explain(&error, unpacked.get()),
            Stop::Fault(fault) => fault,
        });
        outcome
    }

    /// Finds out the form and the charset, and puts what is read record after record into UTF-8.
    fn decode(
        &self,
        reader: Unpacked<'_>,
        outcome: &mut Outcome,
        sink: &mut dyn FnMut(Piece) -> Flow,
    ) -> Result<(), Stop> {
        let mut begun = Begun::of(reader, CHUNK);
        let replaced = Replaced::default();
        if super::form::marked(&begun.bytes).is_none()
            && let Some(charset) = Charset::wide(&begun.bytes)
        {
            outcome.charset = Some(charset);
            let reader: Unpacked<'_> = Box::new(Decoding::new(begun.again(), charset, replaced.clone()));
            begun = Begun::of(reader, CHUNK);
        }
        let (way, form) = way(self.path, without_mark(&begun.bytes), self.fields);
        outcome.form = form;
        let done = match (way, form) {
            (Way::Lines, _) => self.lines(begun, sink),
            (Way::Cut, Some(form)) => {
                let reader: Unpacked<'_> = if form.is_text() && outcome.charset.is_none() {
                    let charset = Charset::of(&begun.bytes, None);
                    outcome.charset = Some(charset);
                    Box::new(Decoding::new(begun.again(), charset, replaced.clone()))
                } else {
                    Box::new(begun.again())
                };
                self.cut(form, reader, outcome.packing, sink)
            }
            // What it is, its beginning tells; the rest of it is not even unpacked.
            (_, None) if super::form::foreign(self.path, without_mark(&begun.bytes)).is_some() => {
                begun.ended = true;
                whole(begun, sink)
            }
            _ => whole(begun, sink),
        };
        outcome.replaced = replaced.count();
        done
    }

    /// The file itself, where its bytes are what is read and can be read in any order.
    #[cfg(feature = "parquet")]
    fn file(&self, packing: Packing) -> Option<File> {
        let plain = packing == Packing::Plain && self.path != STANDARD_INPUT;
        let path = real_path(self.path);
        let regular = plain && std::fs::metadata(&path).is_ok_and(|data| data.is_file());
        if regular { File::open(path).ok() } else { None }
    }

    fn cut(
        &self,
        form: Form,
        reader: Unpacked<'_>,
        packing: Packing,
        sink: &mut dyn FnMut(Piece) -> Flow,
    ) -> Result<(), Stop> {
        let mut sink = |raw| match sink(Piece::Raw(raw)) {
            Flow::Continue(()) if self.extent == Extent::Whole => Flow::Continue(()),
            _ => Flow::Break(()),
        };
        #[cfg(feature = "parquet")]
        if form == Form::Parquet
            && let Some(file) = self.file(packing)
        {
            return super::columnar::cut_parquet(file, self.fields, self.limits, &mut sink);
        }
        #[cfg(not(feature = "parquet"))]
        let _ = packing;
        cut(form, reader, self.fields, self.limits, &mut sink)
    }

    fn lines(&self, mut begun: Begun<Unpacked<'_>>, sink: &mut dyn FnMut(Piece) -> Flow) -> Result<(), Stop> {
        loop {
            if begun.ended {
                let error = begun.error.take();
                if error.is_some() {
                    begun.bytes.truncate(whole_lines(&begun.bytes).len());
                }
                let _ = sink(Piece::Lines(begun.bytes));
                return error.map_or(Ok(()), |error| Err(Stop::Broken(error)));
            }
            let complete = whole_lines(&begun.bytes).len();
            if complete > 0 {
                let mut rest = Vec::with_capacity(2 * CHUNK);
                rest.extend_from_slice(&begun.bytes[complete..]);
                begun.bytes.truncate(complete);
                let lines = std::mem::replace(&mut begun.bytes, rest);
                if sink(Piece::Lines(lines)).is_break() || self.extent != Extent::Whole {
                    return Ok(());
                }
            } else if begun.bytes.len() > LONGEST_LINE {
                let detail = format!("a line of more than {} MiB", LONGEST_LINE >> 20);
                return Err(Stop::Fault((SkipReason::TooLarge, detail)));
            }
            begun.more(CHUNK);
        }
    }
}

/// The text of a record, its escapes and its other fields.
const LONGEST_LINE: usize = 2 * Document::MAX_BYTES;

fn whole(mut begun: Begun<Unpacked<'_>>, sink: &mut dyn FnMut(Piece) -> Flow) -> Result<(), Stop> {
    begun.more(LONGEST_LINE.saturating_sub(begun.bytes.len()));
    if !begun.ended && begun.bytes.len() >= LONGEST_LINE {
        let detail = format!("more than {} MiB that can only be read at once", LONGEST_LINE >> 20);
        return Err(Stop::Fault((SkipReason::TooLarge, detail)));
    }
    let error = begun.error.take();
    let origin = if error.is_some() { Origin::CutArchive } else { Origin::Archive };
    // Nobody listens any more only when a thread panicked, and then that is what is told.
    let _ = sink(Piece::Whole { bytes: begun.bytes, origin });
    error.map_or(Ok(()), |error| Err(Stop::Broken(error)))
}

/// Up to the last line end.
pub(super) fn whole_lines(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)]
}

/// Without the mark that some editors put before UTF-8.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}
