//! The pages of a Parquet file, looked over before they are read.
//!
//! A column of a row group is a chain of pages, each behind a header that says how long it is, packed and unpacked, and how
//! many values it has. The library that reads them reserves what a header says, and a few bytes can say anything. So the
//! headers of the columns that are wanted are walked over first: it costs one small read a page, of which there is one for
//! about a MiB of text.

use super::thrift::Walk;
use crate::input::cut::Stop;
use crate::input::decompress::{Fault, Limits};
use crate::input::ranges::extend;
use crate::observe::SkipReason;
use parquet::basic::{Compression, Type};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::fs::File;
use std::io::{self, Read};

/// What a header nearly always fits in; it holds the least and the greatest value of its page.
const USUAL_HEADER: u64 = 4 << 10;

/// A longer header is none.
const LONGEST_HEADER: u64 = 4 << 20;

/// A page that unpacks to more is none: writers make pages of about a MiB, and a page has one value at least.
const LARGEST_PAGE: u64 = 256 << 20;

/// Bytes that values of a batch may take that the library writes out one by one.
const WRITTEN_OUT: u64 = 64 << 20;

/// Bytes that a value takes when it is read, whatever it says: its place in a batch.
const VALUE: u64 = 8;

/// The same of a value in a list, of which a row can have any number.
const VALUE_OF_LIST: u64 = 24;

/// The encoding in which a text says only how it differs from the one before.
const DELTA_BYTE_ARRAY: i64 = 7;

/// What was found out about the pages of a file.
pub(in crate::input) struct Pages {
    /// Rows that can be read at once as views.
    pub(in crate::input) rows: usize,
    /// Rows that can be read at once where each text is written out again.
    pub(in crate::input) rows_written_out: usize,
    /// Groups of rows that can be read: all, or those before `fault`.
    pub(in crate::input) groups: usize,
    pub(in crate::input) fault: Option<Fault>,
}

/// Looks over the pages of the columns `wanted`. A file that unpacks to more than `limits` allow is an error, and so is a
/// page that is too large; a header that cannot be read costs its group of rows and those behind it.
pub(in crate::input) fn look_over(
    file: &File,
    metadata: &ParquetMetaData,
    wanted: &[usize],
    most_rows: usize,
    limits: Limits,
) -> Result<Pages, Stop> {
    let packed = file.metadata()?.len();
    let mut look = Look { file, packed, limits, unpacked: 0, widest: 1, largest: 1, head: Vec::new() };
    let (mut groups, mut fault) = (0, None);
    for group in metadata.row_groups() {
        for column in wanted.iter().filter(|column| **column < group.num_columns()) {
            match look.column(group.column(*column)) {
                Ok(()) => {}
                Err(Found::Damaged(detail)) => fault = Some((SkipReason::Damaged, detail)),
                Err(Found::Stop(stop)) => return Err(stop),
            }
        }
        if fault.is_some() {
            break;
        }
        groups += 1;
    }
    let rows = |widest| usize::try_from(WRITTEN_OUT / widest).unwrap_or(usize::MAX).clamp(1, most_rows);
    Ok(Pages {
        rows: rows(look.widest),
        rows_written_out: rows(look.widest.max(look.largest)),
        groups,
        fault,
    })
}

/// Why a column cannot be read.
enum Found {
    Damaged(String),
    Stop(Stop),
}

impl From<io::Error> for Found {
    fn from(error: io::Error) -> Self {
        Self::Stop(Stop::Broken(error))
    }
}

fn refused(detail: String) -> Found {
    Found::Stop(Stop::Fault((SkipReason::Damaged, detail)))
}

/// What was seen so far.
struct Look<'f> {
    file: &'f File,
    packed: u64,
    limits: Limits,
    unpacked: u64,
    /// Bytes of the longest value that the library may write out again for each row that has it.
    widest: u64,
    /// Bytes of the largest page, and so of the longest value there can be.
    largest: u64,
    head: Vec<u8>,
}

impl Look<'_> {
    fn column(&mut self, column: &ColumnChunkMetaData) -> Result<(), Found> {
        let name = column.column_descr().path().string();
        let (mut at, end) = place(column)
            .filter(|(_, end)| *end <= self.packed)
            .ok_or_else(|| Found::Damaged(format!("column {name:?} is said to be outside of the file")))?;
        if column.column_type() == Type::FIXED_LEN_BYTE_ARRAY {
            let width = u64::try_from(column.column_descr().type_length()).unwrap_or(0);
            self.widest = self.widest.max(width);
        }
        while at < end {
            let header = self.header(at, end)?;
            let header =
                header.ok_or_else(|| Found::Damaged(format!("a page of column {name:?} has no header")))?;
            at += header.length;
            self.page(&header, at, column)?;
            at += header.packed;
        }
        Ok(())
    }

    /// The header that begins at `at`; nothing when there is none before `end`.
    fn header(&mut self, at: u64, end: u64) -> io::Result<Option<Header>> {
        let mut length = USUAL_HEADER;
        loop {
            let wanted = length.min(end - at);
            self.head.clear();
            extend(self.file, at, usize::try_from(wanted).unwrap_or(0), &mut self.head)?;
            let header = Header::of(&self.head);
            let full = wanted == end - at || length >= LONGEST_HEADER;
            if header.is_some() || full {
                return Ok(header.filter(|header| header.length + header.packed <= end - at));
            }
            length *= 16;
        }
    }

    fn page(&mut self, header: &Header, at: u64, column: &ColumnChunkMetaData) -> Result<(), Found> {
        let descriptor = column.column_descr();
        let name = descriptor.path().string();
        if header.unpacked > LARGEST_PAGE {
            let detail = format!(
                "a page of column {name:?} unpacks to {} bytes; write smaller pages",
                header.unpacked
            );
            return Err(refused(detail));
        }
        let texts = column.column_type() == Type::BYTE_ARRAY;
        // In a dictionary each text stands behind its length of four bytes.
        if header.is_dictionary && header.values > header.unpacked / if texts { 4 } else { 1 } {
            let detail = format!("a dictionary of column {name:?} is said to have {} values", header.values);
            return Err(Found::Damaged(detail));
        }
        self.is_as_long_as_it_says(header, at, column)?;
        self.largest = self.largest.max(header.unpacked);
        let is_list = descriptor.max_rep_level() > 0;
        let value = if is_list { VALUE_OF_LIST } else { VALUE };
        let size = header.unpacked.saturating_add(header.values.saturating_mul(value));
        self.unpacked = self.unpacked.saturating_add(size);
        if let Some(detail) = self.limits.exceeded(self.packed, self.unpacked) {
            return Err(refused(detail));
        }
        if texts && header.encoding == DELTA_BYTE_ARRAY {
            self.widest = self.widest.max(header.unpacked);
            if is_list && header.unpacked.saturating_mul(header.values) > 4 * LARGEST_PAGE {
                let detail = format!(
                    "the lists in column {name:?} are encoded as DELTA_BYTE_ARRAY, which can unpack to anything; write \
                     them in another encoding"
                );
                return Err(refused(detail));
            }
        }
        Ok(())
    }

    /// Some of the library's unpackers unpack whatever is there, and only then look whether it is as long as was said.
    fn is_as_long_as_it_says(
        &self,
        header: &Header,
        at: u64,
        column: &ColumnChunkMetaData,
    ) -> Result<(), Found> {
        let times = match column.compression() {
            // No byte unpacks to more than so many.
            Compression::GZIP(_) => 1032,
            Compression::BROTLI(_) => u64::MAX,
            // The others are given the memory that was said and no more.
            _ => return Ok(()),
        };
        if header.packed.saturating_mul(times) <= LARGEST_PAGE {
            return Ok(());
        }
        let mut packed = Vec::new();
        extend(self.file, at, usize::try_from(header.packed).unwrap_or(0), &mut packed)?;
        // Levels, which are not packed, stand before.
        let packed = packed.get(usize::try_from(header.levels).unwrap_or(usize::MAX)..).unwrap_or_default();
        let most = header.unpacked + 1;
        let unpacked = if matches!(column.compression(), Compression::GZIP(_)) {
            io::copy(&mut flate2::read::MultiGzDecoder::new(packed).take(most), &mut io::sink())
        } else {
            let brotli = brotli_decompressor::Decompressor::new(packed, 1 << 16);
            io::copy(&mut brotli.take(most), &mut io::sink())
        };
        match unpacked {
            Ok(length) if length == most => Err(Found::Damaged(format!(
                "a page of column {:?} unpacks to more than the {} bytes it says",
                column.column_descr().path().string(),
                header.unpacked
            ))),
            // What cannot be unpacked is told when it is read.
            _ => Ok(()),
        }
    }
}

/// Where the pages of a column stand; nothing when that is said of no place.
fn place(column: &ColumnChunkMetaData) -> Option<(u64, u64)> {
    let first = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let start = u64::try_from(first).ok()?;
    let length = u64::try_from(column.compressed_size()).ok()?;
    Some((start, start.checked_add(length)?))
}

/// The header of a page.
#[derive(Clone, Copy, Debug, Default)]
struct Header {
    /// Bytes of the header itself.
    length: u64,
    unpacked: u64,
    packed: u64,
    values: u64,
    is_dictionary: bool,
    encoding: i64,
    /// Bytes of levels that stand before what is packed.
    levels: u64,
}

impl Header {
    /// The header that `bytes` begin with. The numbers of fields are those of `PageHeader` in `parquet.thrift`.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut walk = Walk::new(bytes);
        let (mut header, mut last) = (Self::default(), 0);
        loop {
            let field = walk.field(last)?;
            if field.is_end() {
                break;
            }
            last = field.number;
            match field.number {
                2 if field.is_whole_number() => header.unpacked = u64::try_from(walk.whole_number()?).ok()?,
                3 if field.is_whole_number() => header.packed = u64::try_from(walk.whole_number()?).ok()?,
                5 | 7 | 8 if field.is_struct() => header.kind(field.number, &mut walk)?,
                _ => walk.skip(field)?,
            }
        }
        header.length = walk.at() as u64;
        Some(header)
    }

    /// What is said of a page of one kind: 5 of data, 7 of a dictionary, 8 of data in the second version.
    fn kind(&mut self, kind: i64, walk: &mut Walk<'_>) -> Option<()> {
        self.is_dictionary = kind == 7;
        let mut last = 0;
        loop {
            let field = walk.field(last)?;
            if field.is_end() {
                return Some(());
            }
            last = field.number;
            if !field.is_whole_number() {
                walk.skip(field)?;
                continue;
            }
            let number = walk.whole_number()?;
            match (kind, field.number) {
                (_, 1) => self.values = u64::try_from(number).ok()?,
                (5, 2) | (8, 4) => self.encoding = number,
                (8, 5 | 6) => self.levels = self.levels.saturating_add(u64::try_from(number).ok()?),
                _ => {}
            }
        }
    }
}
