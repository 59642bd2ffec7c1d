//! CSV and its relatives: rows of cells, the first of which names the fields.

use super::columns::{Columns, Row};
use super::cut::{Flow, Raw, Stop};
use super::fields::{FieldNames, List, RecordText, Unfit};
use super::stream::{CHUNK, HEAD};
use crate::observe::SkipReason;
use csv::{ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;

/// What may stand between cells, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows by which delimiters are compared.
const LOOKED_AT: usize = 50;

/// A cell of this size is no article: somebody opened a quotation mark and did not close it.
const LARGEST_ROW: u64 = 64 << 20;

/// Some rows of a table, not yet understood.
pub(super) struct Rows {
    columns: Arc<Columns>,
    rows: Vec<(u64, Cells)>,
}

/// The cells of a row, or why they are none.
type Cells = Result<StringRecord, Unfit>;

impl Rows {
    /// What each row says, with its number.
    pub(super) fn understand(&self, mut sink: impl FnMut(u64, Result<RecordText<'_>, Unfit>)) {
        for (number, cells) in &self.rows {
            match cells {
                Ok(cells) => sink(*number, self.columns.record(&CellsOf(cells))),
                Err(Unfit { reason, detail }) => {
                    sink(*number, Err(Unfit { reason: *reason, detail: detail.clone() }));
                }
            }
        }
    }

    /// The names of the columns that the rows' fields are taken from.
    pub(super) fn used(&self, mut sink: impl FnMut(List, &str)) {
        for cells in self.rows.iter().filter_map(|(_, cells)| cells.as_ref().ok()) {
            self.columns.used(&CellsOf(cells), &mut sink);
        }
    }
}

struct CellsOf<'a>(&'a StringRecord);

impl<'a> Row<'a> for CellsOf<'a> {
    fn text(&self, column: usize) -> Option<Cow<'a, str>> {
        self.0.get(column).map(Cow::Borrowed)
    }
}

/// Cuts a table in UTF-8 into rows, numbered from 1 behind the header.
pub(super) fn cut(
    source: impl Read,
    delimiter: u8,
    fields: &FieldNames,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let since_row = Rc::new(Cell::new(0));
    let bounded = Bounded { inner: source, since_row: Rc::clone(&since_row) };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(bounded);
    let mut cells = StringRecord::new();
    if !reader.read_record(&mut cells).map_err(stop)? {
        return Ok(());
    }
    let width = cells.len();
    let columns = Arc::new(Columns::of(cells.iter().map(str::to_string).collect(), fields)?);
    let mut rows = Vec::new();
    let (mut number, mut bytes) = (0, 0);
    loop {
        since_row.set(0);
        let read = reader.read_record(&mut cells);
        let more = *read.as_ref().unwrap_or(&false);
        if more {
            number += 1;
            bytes += cells.as_slice().len();
            rows.push((number, fitting(std::mem::take(&mut cells), width)));
        }
        if (!more || bytes >= CHUNK) && !rows.is_empty() {
            bytes = 0;
            let some = Rows { columns: Arc::clone(&columns), rows: std::mem::take(&mut rows) };
            if sink(Raw::Rows(some)).is_break() {
                return Ok(());
            }
        }
        if !more {
            return read.map(|_| ()).map_err(stop);
        }
    }
}

/// A row with as many cells as the header has. Delimiters at the end of lines are no cells.
fn fitting(cells: StringRecord, width: usize) -> Cells {
    let found = cells.len();
    if found == width || found > width && cells.iter().skip(width).all(|cell| cell.trim().is_empty()) {
        return Ok(cells);
    }
    let detail = format!("{found} and not {width}");
    Err(Unfit { reason: SkipReason::Ragged, detail })
}

fn stop(error: csv::Error) -> Stop {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Stop::Broken(error),
        other => Stop::Fault((SkipReason::Damaged, format!("{other:?}"))),
    }
}

/// The delimiter of a table that begins with `head`, when one makes a header of it in which a text column is named, and
/// `others` more columns that are looked at.
pub(super) fn with_header(head: &[u8], fields: &FieldNames, others: usize) -> Option<u8> {
    let tried = DELIMITERS.iter().filter(|delimiter| {
        let header = rows(head, **delimiter).next().filter(|header| header.len() > others);
        let columns = header.and_then(|header| Columns::of(names(&header), fields).ok());
        columns.is_some_and(|columns| columns.recognised() > others)
    });
    tried.copied().next()
}

/// The delimiter of a file that is known to be a table: the one whose rows agree best.
pub(super) fn delimiter(head: &[u8], fields: &FieldNames) -> u8 {
    for others in [1, 0] {
        if let Some(delimiter) = with_header(head, fields, others) {
            return delimiter;
        }
    }
    let agreement = |delimiter: u8| {
        let mut rows = rows(head, delimiter).map(|row| row.len());
        let width = rows.next().unwrap_or(0);
        if width > 1 { 1 + rows.filter(|other| *other == width).count() } else { 0 }
    };
    // Of equals the first, which `max_by_key` gives from the back.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| agreement(*delimiter)).unwrap_or(b',')
}

fn rows(head: &[u8], delimiter: u8) -> impl Iterator<Item = csv::ByteRecord> {
    let head = &head[..head.len().min(HEAD)];
    let reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(head);
    reader.into_byte_records().map_while(Result::ok).take(LOOKED_AT)
}

fn names(header: &csv::ByteRecord) -> Vec<String> {
    header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

/// Fails when one row is read on and on.
struct Bounded<R> {
    inner: R,
    since_row: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > LARGEST_ROW {
            let megabytes = LARGEST_ROW >> 20;
            return Err(io::Error::other(format!(
                "a row of more than {megabytes} MB, as a quotation mark makes that is not closed"
            )));
        }
        let read = self.inner.read(buffer)?;
        self.since_row.set(self.since_row.get() + read as u64);
        Ok(read)
    }
}
