//! Unpacks by content: the first bytes say how, not the name.
//!
//! Files of several members (`cat a.gz b.gz`) are read to their end ([`Members`]), which not every wrapper does: a plain xz
//! decoder stops silently after the first.

use super::members::Members;
use crate::observe::SkipReason;
use std::io::{BufRead, Cursor, Error, ErrorKind, Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What kept the rest of an archive back.
pub(super) type Fault = (SkipReason, String);

/// How many bytes tell how a file is packed.
pub(super) const MAGIC_BYTES: usize = 6;

/// How a file is packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Packing {
    #[default]
    Plain,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Packing {
    /// Told by the first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            _ => Self::Plain,
        }
    }

    /// What it is called; nothing for a file that is not packed.
    pub(super) fn words(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
            Self::Bzip2 => Some("bzip2"),
            Self::Xz => Some("xz"),
        }
    }

    /// A reader of what is packed in `packed`.
    pub(super) fn reader<'a>(self, packed: impl BufRead + Send + 'a) -> Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Plain => Box::new(packed),
            Self::Gzip => Box::new(Members::<flate2::bufread::GzDecoder<_>, _>::of(packed)),
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(packed)?),
            Self::Bzip2 => Box::new(Members::<bzip2::bufread::BzDecoder<_>, _>::of(packed)),
            Self::Xz => Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(packed)),
        })
    }
}

/// Counts bytes that go through a [`Counted`] reader.
#[derive(Clone, Debug, Default)]
pub(super) struct Count(Arc<AtomicU64>);

impl Count {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A reader whose bytes are counted.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) count: Count,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Unpacked bytes, as long as they are in some proportion to the packed ones: a few kilobytes can be made to unpack to
/// more than any disk holds.
pub(super) struct Guarded<R> {
    pub(super) inner: R,
    pub(super) packed: Count,
    pub(super) unpacked: Count,
    pub(super) limits: Limits,
}

/// What an archive may unpack to: more only when it is neither so many bytes nor so many times what it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: u64,
    pub(super) times: u64,
}

impl Limits {
    /// Text is packed to a tenth at best, and what repeats itself to a fiftieth.
    pub(super) const USUAL: Self = Self { bytes: 256 << 20, times: 250 };

    /// What is wrong with `packed` bytes that unpack to so many; nothing when that is allowed.
    pub(super) fn exceeded(self, packed: u64, unpacked: u64) -> Option<String> {
        let Self { bytes, times } = self;
        (unpacked > bytes && unpacked / times > packed)
            .then(|| format!("it unpacks to more than {} MiB and {times} times its size", bytes >> 20))
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some(detail) = self.limits.exceeded(self.packed.get(), self.unpacked.get()) {
            return Err(Error::other(detail));
        }
        let read = self.inner.read(buffer)?;
        self.unpacked.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What was read of a stream, and the rest of it.
pub(super) struct Begun<R> {
    pub(super) bytes: Vec<u8>,
    pub(super) rest: R,
    /// Whether nothing comes any more.
    pub(super) ended: bool,
    /// Why it ended early.
    pub(super) error: Option<Error>,
}

impl<R: Read> Begun<R> {
    /// Reads `most` bytes, fewer when the stream is shorter.
    pub(super) fn of(rest: R, most: usize) -> Self {
        let mut begun = Self { bytes: Vec::with_capacity(most), rest, ended: false, error: None };
        begun.more(most);
        begun
    }

    /// Reads until `most` more bytes are there or nothing comes any more.
    pub(super) fn more(&mut self, most: usize) {
        if self.ended {
            return;
        }
        match self.rest.by_ref().take(most as u64).read_to_end(&mut self.bytes) {
            Ok(read) => self.ended = read < most,
            Err(error) => {
                self.ended = true;
                self.error = Some(error);
            }
        }
    }

    /// The whole stream again, with its error where that was.
    pub(super) fn again(self) -> Again<R> {
        Again { begun: Cursor::new(self.bytes), rest: self.rest, ended: self.ended, error: self.error }
    }
}

/// A stream whose beginning was read.
pub(super) struct Again<R> {
    begun: Cursor<Vec<u8>>,
    rest: R,
    ended: bool,
    error: Option<Error>,
}

impl<R: Read> Read for Again<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self.begun.read(buffer)? {
            0 if self.ended => self.error.take().map_or(Ok(0), Err),
            0 => self.rest.read(buffer),
            read => Ok(read),
        }
    }
}

/// Says why an archive could not be unpacked to its end, and how much of it could.
pub(super) fn explain(error: &Error, unpacked: u64) -> Fault {
    match error.kind() {
        ErrorKind::UnexpectedEof => {
            (SkipReason::Truncated, format!("{unpacked} bytes could be unpacked; fetch it again"))
        }
        _ => (SkipReason::Damaged, format!("{error}; {unpacked} bytes could be unpacked")),
    }
}

/// All of a file, unpacked; `-` is standard input. For labels and results, which are wanted whole or not at all.
pub fn unpacked(path: &str) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    if path == super::walk::STANDARD_INPUT {
        std::io::stdin().lock().read_to_end(&mut packed)?;
    } else {
        packed = std::fs::read(super::names::real_path(path))?;
    }
    let packing = Packing::of(&packed);
    if packing == Packing::Plain {
        return Ok(packed);
    }
    let mut bytes = Vec::new();
    packing.reader(std::io::Cursor::new(packed))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
