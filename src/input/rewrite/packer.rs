//! Packs what is written as the file was that it is written from.

use crate::input::decompress::Packing;
use std::io::{self, Write};

/// As `gzip`, `bzip2` and `xz` pack when nothing is said, and `zstd`.
const GZIP: u32 = 6;
const XZ: u32 = 6;
const ZSTD: i32 = 3;

/// A writer into a packing.
pub(super) enum Packer<'w> {
    Plain(&'w mut dyn Write),
    Gzip(Box<flate2::write::GzEncoder<&'w mut dyn Write>>),
    Zstd(zstd::Encoder<'static, &'w mut dyn Write>),
    Bzip2(bzip2::write::BzEncoder<&'w mut dyn Write>),
    Xz(liblzma::write::XzEncoder<&'w mut dyn Write>),
}

impl<'w> Packer<'w> {
    pub(super) fn new(packing: Packing, out: &'w mut dyn Write) -> io::Result<Self> {
        Ok(match packing {
            Packing::Plain => Self::Plain(out),
            Packing::Gzip => {
                Self::Gzip(Box::new(flate2::write::GzEncoder::new(out, flate2::Compression::new(GZIP))))
            }
            Packing::Zstd => Self::Zstd(zstd::Encoder::new(out, ZSTD)?),
            Packing::Bzip2 => Self::Bzip2(bzip2::write::BzEncoder::new(out, bzip2::Compression::best())),
            Packing::Xz => Self::Xz(liblzma::write::XzEncoder::new(out, XZ)),
        })
    }

    /// Writes what a packing ends with.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(out) => out.finish().map(|_| ()),
            Self::Zstd(out) => out.finish().map(|_| ()),
            Self::Bzip2(out) => out.finish().map(|_| ()),
            Self::Xz(out) => out.finish().map(|_| ()),
        }
    }
}

impl Write for Packer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(out) => out.write(bytes),
            Self::Zstd(out) => out.write(bytes),
            Self::Bzip2(out) => out.write(bytes),
            Self::Xz(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(out) => out.flush(),
            Self::Zstd(out) => out.flush(),
            Self::Bzip2(out) => out.flush(),
            Self::Xz(out) => out.flush(),
        }
    }
}
