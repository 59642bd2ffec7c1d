//! Unpacks by content: the first bytes say how, not the name.
//!
//! Files of several members (`cat a.gz b.gz`) are read to their end, which not every wrapper does: a gzip decoder for
//! one member stops silently after the first, and so does a plain xz decoder.

use crate::observe::SkipReason;
use std::io::{BufRead, ErrorKind, Read, Result};

/// What kept the rest of an archive back.
pub(super) type Fault = (SkipReason, String);

/// How many bytes tell how a file is packed.
pub(super) const MAGIC_BYTES: usize = 6;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
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

    /// A reader of what is packed in `packed`.
    pub(super) fn reader<'a>(self, packed: impl BufRead + Send + 'a) -> Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Plain => Box::new(packed),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(packed)?),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            Self::Xz => Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(packed)),
        })
    }
}

/// Reads until `most` more bytes are in `bytes` or there are no more; says whether the end was reached, and why early.
pub(super) fn fill(reader: &mut dyn Read, bytes: &mut Vec<u8>, most: usize) -> (bool, Option<Fault>) {
    match reader.take(most as u64).read_to_end(bytes) {
        Ok(read) => (read < most, None),
        Err(error) => {
            let fault = match error.kind() {
                ErrorKind::UnexpectedEof => (SkipReason::Truncated, String::new()),
                _ => (SkipReason::Damaged, format!("{error}; ")),
            };
            (true, Some(fault))
        }
    }
}

/// Says how much could be had of an archive with a fault.
pub(super) fn explain((reason, what): Fault, unpacked: u64) -> Fault {
    match reason {
        SkipReason::Truncated => (reason, format!("{unpacked} bytes could be unpacked; fetch it again")),
        _ => (reason, format!("{what}{unpacked} bytes could be unpacked")),
    }
}

/// All of a file, unpacked; `-` is standard input. For labels and results, which are wanted whole or not at all.
pub fn unpacked(path: &str) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    if path == super::walk::STANDARD_INPUT {
        std::io::stdin().lock().read_to_end(&mut packed)?;
    } else {
        packed = std::fs::read(path)?;
    }
    let packing = Packing::of(&packed);
    if packing == Packing::Plain {
        return Ok(packed);
    }
    let mut bytes = Vec::new();
    packing.reader(std::io::Cursor::new(packed))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
