//! CSV and its relatives: rows of cells, the first of which names the fields.

use super::columns::{Column, Columns, Row};
use super::cut::{Flow, Raw, Stop};
use super::fields::{FieldNames, List, RecordText, Unfit};
use super::rows::{self, Cell, LARGEST_ROW, Shape, State};
use super::stream::{CHUNK, HEAD};
use crate::observe::SkipReason;
use csv::ReaderBuilder;
use std::borrow::Cow;
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

/// What may stand between cells, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows by which delimiters are compared.
const LOOKED_AT: usize = 50;

/// Some rows of a table, not yet understood.
pub(super) struct Rows {
    table: Arc<Table>,
    bytes: Vec<u8>,
    cut: Vec<Cut>,
}

/// A table, as its header shows it.
struct Table {
    delimiter: u8,
    columns: Columns,
    width: usize,
}

/// A row that was cut out: its number, where it stands among the bytes, and how it ends.
struct Cut {
    number: u64,
    place: Range<usize>,
    state: State,
}

impl Rows {
    /// What each row says, with its number.
    pub(super) fn understand(&self, mut sink: impl FnMut(u64, Result<RecordText<'_>, Unfit>)) {
        for Cut { number, place, state } in &self.cut {
            match *state {
                State::Open { line, swallowed } => sink(*number, Err(open_mark(line, swallowed))),
                State::Whole => {
                    let bytes = &self.bytes[place.clone()];
                    let cells = rows::cells(bytes, self.table.delimiter);
                    let row = fitting(&cells, bytes, self.table.width);
                    sink(*number, row.and_then(|row| self.table.columns.record(&row)));
                }
            }
        }
    }

    /// The names of the columns that the rows' fields are taken from.
    pub(super) fn used(&self, mut sink: impl FnMut(List, &str)) {
        for Cut { place, .. } in self.cut.iter().filter(|cut| cut.state == State::Whole) {
            let bytes = &self.bytes[place.clone()];
            let cells = rows::cells(bytes, self.table.delimiter);
            if let Ok(row) = fitting(&cells, bytes, self.table.width) {
                self.table.columns.used(&row, &mut sink);
            }
        }
    }
}

/// What is said of a row with a mark that is never closed.
fn open_mark(line: usize, swallowed: usize) -> Unfit {
    let place = if line > 1 { format!("in line {line} of the row; ") } else { String::new() };
    let behind = match swallowed {
        0 => "the rows behind it were read, and should be looked at".to_string(),
        1 => "the line behind it cannot be told apart and is left out with it".to_string(),
        lines => format!("the {lines} lines behind it cannot be told apart and are left out with it"),
    };
    Unfit::new(SkipReason::OpenQuote, format!("{place}{behind}"))
}

/// The cells of a row, with the bytes they stand in.
struct CellsOf<'a> {
    cells: &'a [Cell],
    row: &'a [u8],
}

impl<'a> Row<'a> for CellsOf<'a> {
    fn text(&self, column: usize) -> Option<Cow<'a, str>> {
        self.cells.get(column).map(|cell| String::from_utf8_lossy(cell.of(self.row)))
    }
}

/// A row with as many cells as the header has. Delimiters at the end of lines are no cells.
fn fitting<'a>(cells: &'a [Cell], row: &'a [u8], width: usize) -> Result<CellsOf<'a>, Unfit> {
    let found = cells.len();
    let blank = |cell: &Cell| cell.of(row).trim_ascii().is_empty();
    if found == width || found > width && cells[width..].iter().all(blank) {
        return Ok(CellsOf { cells, row });
    }
    Err(Unfit::new(SkipReason::Ragged, format!("{found} and not {width}")))
}

/// Cuts a table in UTF-8 into rows, numbered from 1 behind the header.
pub(super) fn cut(
    source: impl Read,
    delimiter: u8,
    fields: &FieldNames,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let mut cutter = Cutter { source, shape: Shape::new(delimiter), bytes: Vec::new(), at: 0, ended: false };
    let Some((header, _)) = cutter.next()? else { return Ok(()) };
    let cells = rows::cells(&cutter.bytes[header.clone()], delimiter);
    let header = &cutter.bytes[header];
    let names = cells.iter().map(|cell| Column::named(String::from_utf8_lossy(cell.of(header)).into_owned()));
    let columns = Columns::of(names.collect(), fields)?;
    let table = Arc::new(Table { delimiter, columns, width: cells.len() });
    cutter.forget();
    let (mut rows, mut number) = (Vec::new(), 0);
    loop {
        let next = cutter.next();
        let ended = !matches!(next, Ok(Some(_)));
        if let Ok(Some((place, state))) = &next {
            number += 1;
            rows.push(Cut { number, place: place.clone(), state: *state });
        }
        if (ended || cutter.at >= CHUNK) && !rows.is_empty() {
            let some =
                Rows { table: Arc::clone(&table), bytes: cutter.forget(), cut: std::mem::take(&mut rows) };
            if sink(Raw::Rows(some)).is_break() {
                return Ok(());
            }
        }
        if ended {
            return next.map(|_| ());
        }
    }
}

/// Cuts rows out of a source.
struct Cutter<R> {
    source: R,
    shape: Shape,
    /// Rows that were cut, and behind `at` what was read beyond them.
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Cutter<R> {
    /// Where the next row stands among the bytes. An error of the source comes when all rows before it are given.
    fn next(&mut self) -> Result<Option<(Range<usize>, State)>, Stop> {
        loop {
            if let Some(row) = self.shape.next(&self.bytes[self.at..], self.ended) {
                let place = self.at..self.at + row.length;
                self.at = place.end;
                if matches!(row.state, State::Open { swallowed: 1.., .. }) {
                    // What is left of the file is part of this row, as it would be if all of it had been there at once.
                    std::io::copy(&mut self.source, &mut std::io::sink())?;
                    self.ended = true;
                }
                return Ok(Some((place, row.state)));
            }
            if self.ended {
                return Ok(None);
            }
            let waiting = self.bytes.len() - self.at;
            if waiting > 4 * LARGEST_ROW {
                let detail = format!("a row of more than {} MiB", (4 * LARGEST_ROW) >> 20);
                return Err(Stop::Fault((SkipReason::TooLarge, detail)));
            }
            // More each time, so that a long row is not looked through again and again.
            let wanted = CHUNK.max(waiting) as u64;
            let read = match self.source.by_ref().take(wanted).read_to_end(&mut self.bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.ended = (read as u64) < wanted;
        }
    }

    /// Gives the bytes of the rows so far away, and keeps those behind them.
    fn forget(&mut self) -> Vec<u8> {
        let rest = self.bytes.split_off(self.at);
        self.at = 0;
        std::mem::replace(&mut self.bytes, rest)
    }
}

/// The delimiter of a table that begins with `head`, when one makes a header of it in which a text column is named, and
/// `others` more columns that are looked at.
pub(super) fn with_header(head: &[u8], fields: &FieldNames, others: usize) -> Option<u8> {
    let line = plain_first_line(head);
    let is_text = |name: &str| fields.text.iter().any(|text| name.trim().eq_ignore_ascii_case(text));
    let tried = DELIMITERS.iter().filter(|delimiter| {
        // Nearly every text is no table, and its first line shows it: no reader of tables is made for those.
        let names: Vec<Cow<'_, str>> = match line {
            Some(line) => line.split(|byte| byte == *delimiter).map(String::from_utf8_lossy).collect(),
            None => first_row(head, **delimiter),
        };
        if names.len() <= others || !names.iter().any(|name| is_text(name)) {
            return false;
        }
        let columns = names.into_iter().map(|name| Column::named(name.into_owned())).collect();
        Columns::of(columns, fields).is_ok_and(|columns| columns.recognised() > others)
    });
    tried.copied().next()
}

/// The first line that is not empty, where no quotation mark in it could make it a part of a row; nothing when only a reader
/// of tables can tell the first row.
fn plain_first_line(head: &[u8]) -> Option<&[u8]> {
    let head = &head[..head.len().min(HEAD)];
    let start = head.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let rest = &head[start..];
    let line = &rest[..memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len())];
    let is_plain = !head.starts_with(b"\xEF\xBB\xBF") && memchr::memchr(b'"', line).is_none();
    is_plain.then_some(line)
}

/// The cells of the first row, whatever marks are in them.
fn first_row(head: &[u8], delimiter: u8) -> Vec<Cow<'static, str>> {
    let row = first_rows(head, delimiter).next().unwrap_or_default();
    row.iter().map(|cell| Cow::Owned(String::from_utf8_lossy(cell).into_owned())).collect()
}

/// The delimiter of a file that is known to be a table: the one whose rows agree best.
pub(super) fn delimiter(head: &[u8], fields: &FieldNames) -> u8 {
    for others in [1, 0] {
        if let Some(delimiter) = with_header(head, fields, others) {
            return delimiter;
        }
    }
    let agreement = |delimiter: u8| {
        let mut rows = first_rows(head, delimiter).map(|row| row.len());
        let width = rows.next().unwrap_or(0);
        if width > 1 { 1 + rows.filter(|other| *other == width).count() } else { 0 }
    };
    // Of equals the first, which `max_by_key` gives from the back.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| agreement(*delimiter)).unwrap_or(b',')
}

fn first_rows(head: &[u8], delimiter: u8) -> impl Iterator<Item = csv::ByteRecord> {
    let head = &head[..head.len().min(HEAD)];
    let reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(head);
    reader.into_byte_records().map_while(Result::ok).take(LOOKED_AT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same with a reader of tables for every text.
    fn with_header_read(head: &[u8], fields: &FieldNames, others: usize) -> Option<u8> {
        DELIMITERS.into_iter().find(|delimiter| {
            let header = first_rows(head, *delimiter).next().filter(|header| header.len() > others);
            header.is_some_and(|header| {
                let names = header.iter().map(|name| String::from_utf8_lossy(name).into_owned());
                let columns = Columns::of(names.map(Column::named).collect(), fields);
                columns.is_ok_and(|columns| columns.recognised() > others)
            })
        })
    }

    proptest! {
        #[test]
        fn a_first_line_tells_what_a_reader_of_tables_tells(
            head in "\u{feff}?[\r\n]{0,2}((text|Text|id|title|url|BODY|x|\u{a0})[ ,;|\t\r\n\"]{0,2}){0,5}",
            others in 0_usize..3,
        ) {
            let fields = FieldNames::default();
            prop_assert_eq!(
                with_header(head.as_bytes(), &fields, others),
                with_header_read(head.as_bytes(), &fields, others)
            );
        }
    }
}
