//! Unpacks by content: the first bytes say how, not the name.
//!
//! Files of several members (`cat a.gz b.gz`) are read to their end, which not every wrapper does: a gzip decoder for
//! one member stops silently after the first, and so does a plain xz decoder.

use crate::observe::SkipReason;
use std::io::{ErrorKind, Read};

/// The bytes that could be had, and what kept the rest back.
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    pub(super) fault: Option<(SkipReason, String)>,
}

/// Unpacks `bytes` when they are a gzip, zstd, bzip2 or xz file; else returns them as they are.
pub(super) fn unpack(bytes: Vec<u8>) -> Unpacked {
    match bytes.as_slice() {
        [0x1F, 0x8B, ..] => drain(flate2::read::MultiGzDecoder::new(bytes.as_slice())),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => match zstd::Decoder::with_buffer(bytes.as_slice()) {
            Ok(decoder) => drain(decoder),
            Err(error) => {
                Unpacked { bytes: Vec::new(), fault: Some((SkipReason::Damaged, error.to_string())) }
            }
        },
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => drain(bzip2::read::MultiBzDecoder::new(bytes.as_slice())),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => {
            drain(liblzma::read::XzDecoder::new_multi_decoder(bytes.as_slice()))
        }
        _ => Unpacked { bytes, fault: None },
    }
}

fn drain(mut decoder: impl Read) -> Unpacked {
    let mut bytes = Vec::new();
    let fault = match decoder.read_to_end(&mut bytes) {
        Ok(_) => None,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Some((SkipReason::Truncated, format!("{} bytes could be unpacked; fetch it again", bytes.len())))
        }
        Err(error) => {
            Some((SkipReason::Damaged, format!("{error}; {} bytes could be unpacked", bytes.len())))
        }
    };
    Unpacked { bytes, fault }
}
