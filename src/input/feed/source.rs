//! The bytes of a feed as text, and the way back from a place in the text to the bytes.

use crate::input::charset::Charset;
use std::borrow::Cow;
use std::ops::Range;

/// How far into a file its declaration is looked for: servers put warnings before it.
const HEAD: usize = 1024;

/// A feed in UTF-8.
pub(super) struct Source<'b> {
    bytes: &'b [u8],
    pub(super) charset: Charset,
    pub(super) text: Cow<'b, str>,
    /// Sequences of bytes that mean nothing in the charset.
    pub(super) replaced: u64,
}

impl<'b> Source<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Self {
        let charset = Charset::wide(bytes).unwrap_or_else(|| Charset::of(bytes, declared_charset(bytes)));
        let (text, replaced) = charset.decode(bytes);
        Self { bytes, charset, text, replaced }
    }
}

impl Source<'_> {
    /// Where stretches of the text stand in the bytes, when that can be told. Each begins with a `<` and ends behind a `>`,
    /// before a `<`, or at the end.
    ///
    /// The charsets of the web but one keep `<` and `>` apart from every byte of other characters, and what is replaced
    /// holds none: so the tenth of the text is the tenth of the bytes. That needs no second decoder that counts.
    pub(super) fn spans(&self, spans: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        if let Some(spans) = self.spans_in_utf_8(spans) {
            return Some(spans);
        }
        let text = Brackets::of(self.text.as_bytes());
        let bytes = match self.units() {
            Units::Bytes if self.charset.keeps_ascii() => Brackets::of(self.bytes),
            Units::Bytes => return None,
            Units::Little => Brackets::of_units(self.bytes, u16::from_le_bytes),
            Units::Big => Brackets::of_units(self.bytes, u16::from_be_bytes),
        };
        if text.places.len() != bytes.places.len() {
            return None;
        }
        let place = |at: usize| match text.places.binary_search(&at) {
            Ok(number) => Some(bytes.places[number]),
            Err(_) if at == self.text.len() => Some(self.bytes.len()),
            // Behind a bracket.
            Err(number) => {
                let before = number.checked_sub(1)?;
                (text.places[before] + text.width == at).then(|| bytes.places[before] + bytes.width)
            }
        };
        spans.iter().map(|span| Some(place(span.start)?..place(span.end)?)).collect()
    }

    /// The same for any stretches of a text whose bytes are those of the file.
    pub(super) fn spans_in_utf_8(&self, spans: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let Cow::Borrowed(text) = &self.text else { return None };
        let mark = self.bytes.len() - text.len();
        Some(spans.iter().map(|span| span.start + mark..span.end + mark).collect())
    }

    /// How many bytes of white space stand before a place, which may be all of what separates an item from the one before.
    pub(super) fn space_before(&self, at: usize) -> usize {
        let before = &self.bytes[..at];
        match self.units() {
            Units::Bytes => before.len() - before.trim_ascii_end().len(),
            Units::Little => wide_space(before, u16::from_le_bytes),
            Units::Big => wide_space(before, u16::from_be_bytes),
        }
    }

    pub(super) fn units(&self) -> Units {
        match self.charset.name() {
            "UTF-16LE" => Units::Little,
            "UTF-16BE" => Units::Big,
            _ => Units::Bytes,
        }
    }
}

/// What a character of ASCII is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Units {
    /// One byte.
    Bytes,
    /// Two, the lower first.
    Little,
    /// Two, the higher first.
    Big,
}

impl Units {
    /// A text of ASCII in these.
    pub(in crate::input) fn encoded(self, ascii: &str) -> Vec<u8> {
        match self {
            Self::Bytes => ascii.as_bytes().to_vec(),
            Self::Little => ascii.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Big => ascii.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }
}

fn wide_space(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
    let units = bytes.chunks_exact(2).rev().map(|pair| unit([pair[0], pair[1]]));
    2 * units.take_while(|unit| matches!(unit, 0x09 | 0x0A | 0x0D | 0x20)).count()
}

/// Where `<` and `>` stand, and how many bytes each is.
struct Brackets {
    places: Vec<usize>,
    width: usize,
}

impl Brackets {
    fn of(bytes: &[u8]) -> Self {
        Self { places: memchr::memchr2_iter(b'<', b'>', bytes).collect(), width: 1 }
    }

    fn of_units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).enumerate();
        let places = units.filter(|(_, unit)| [0x3C, 0x3E].contains(unit)).map(|(at, _)| 2 * at);
        Self { places: places.collect(), width: 2 }
    }
}

/// The charset that an XML declaration names.
pub(in crate::input) fn declared_charset(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let start = memchr::memmem::find(head, b"<?xml")?;
    let head = &head[start..];
    let head = &head[..memchr::memchr(b'>', head)?];
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let label = std::str::from_utf8(&head[at..]).ok()?.trim_start().strip_prefix('=')?.trim_start();
    label.get(1..)?.split(['"', '\'']).next().map(str::trim)
}
