//! The messages of a stream of Arrow batches.
//!
//! The library that decodes them reserves whatever memory a message says it needs, and a damaged one can say anything. So
//! messages are cut out here, and their lengths are looked at before they are believed.

use crate::input::cut::Stop;
use crate::input::decompress::Limits;
use crate::observe::SkipReason;
use arrow_ipc::{Message, RecordBatch, root_as_message};
use std::io::{self, ErrorKind, Read};

/// What ends a stream.
pub(super) const END: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// What an Arrow file begins with; the stream is behind it.
const FILE_MARK: [u8; 4] = *b"ARRO";

/// Words between that mark and the stream.
const MOST_PADDING: usize = 16;

/// A longer description of a batch or a schema is none.
const LONGEST_DESCRIPTION: u32 = 64 << 20;

/// The messages of a source, one after the other.
pub(super) struct Messages<R> {
    source: R,
    limits: Limits,
    /// Bytes of all messages so far, and what their buffers unpack to.
    packed: u64,
    unpacked: u64,
}

impl<R: Read> Messages<R> {
    pub(super) fn of(source: R, limits: Limits) -> Self {
        Self { source, limits, packed: 0, unpacked: 0 }
    }

    /// Bytes of all messages so far.
    pub(super) fn packed(&self) -> u64 {
        self.packed
    }

    /// The next message with its length before it; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, Stop> {
        let source = &mut self.source;
        let Some(mut mark) = word(source)? else { return Ok(None) };
        if mark == FILE_MARK {
            exactly(source, 4)?;
            // Writers fill up with zeros to the alignment of their buffers, which is 64 bytes at most.
            for _ in 0..MOST_PADDING {
                mark = word(source)?.unwrap_or_default();
                if mark != [0; 4] {
                    break;
                }
            }
        }
        // Streams of old writers begin with the length at once.
        let length = if mark == [0xFF; 4] { word(source)?.unwrap_or_default() } else { mark };
        let length = u32::from_le_bytes(length);
        match length {
            0 => return Ok(None),
            1..=LONGEST_DESCRIPTION => {}
            _ => return Err(damaged(format!("a description of {length} bytes"))),
        }
        let description = exactly(source, u64::from(length))?;
        let message = root_as_message(&description).map_err(|error| damaged(error.to_string()))?;
        let length_of_body =
            u64::try_from(message.bodyLength()).map_err(|_| damaged("a negative length".to_string()))?;
        let body = exactly(source, length_of_body)?;
        self.check(&message, &body)?;
        Ok(Some([&[0xFF; 4][..], &length.to_le_bytes(), &description, &body].concat()))
    }

    /// Looks whether the buffers of a message are inside its body, and all so far unpack to something near their size.
    fn check(&mut self, message: &Message<'_>, body: &[u8]) -> Result<(), Stop> {
        self.packed += body.len() as u64;
        let dictionary = || message.header_as_dictionary_batch().and_then(|dictionary| dictionary.data());
        let Some(batch): Option<RecordBatch<'_>> = message.header_as_record_batch().or_else(dictionary)
        else {
            return Ok(());
        };
        let packed = batch.compression().is_some();
        for buffer in batch.buffers().into_iter().flatten() {
            let range = usize::try_from(buffer.offset()).ok().zip(usize::try_from(buffer.length()).ok());
            let bytes = range.and_then(|(from, length)| body.get(from..from.checked_add(length)?));
            let Some(bytes) = bytes else {
                return Err(damaged("a buffer outside of its message".to_string()));
            };
            let said = bytes.first_chunk::<8>().filter(|_| packed).map(|size| i64::from_le_bytes(*size));
            let size = said.and_then(|size| u64::try_from(size).ok()).unwrap_or(bytes.len() as u64);
            // Many small buffers can unpack to as much as a large one, and one place can be named by many.
            self.unpacked = self.unpacked.saturating_add(size);
            if let Some(detail) = self.limits.exceeded(self.packed, self.unpacked) {
                return Err(Stop::Fault((SkipReason::Damaged, detail)));
            }
        }
        Ok(())
    }
}

fn damaged(detail: String) -> Stop {
    Stop::Fault((SkipReason::Damaged, detail))
}

/// Four bytes; nothing at the end of the source.
fn word(source: &mut impl Read) -> io::Result<Option<[u8; 4]>> {
    let mut bytes = Vec::new();
    source.by_ref().take(4).read_to_end(&mut bytes)?;
    match bytes.as_slice() {
        [] => Ok(None),
        bytes => bytes.try_into().map(Some).map_err(|_| ErrorKind::UnexpectedEof.into()),
    }
}

/// So many bytes, for which memory is taken only as they come.
fn exactly(source: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.by_ref().take(length).read_to_end(&mut bytes)?;
    if (read as u64) < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}
