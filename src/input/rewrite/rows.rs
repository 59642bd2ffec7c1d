//! A table without some of its rows, or with one more column.

use super::{Fate, Fates, MARK};
use crate::input::archive::without_mark;
use crate::input::rows::Shape;
use csv::{QuoteStyle, WriterBuilder};
use std::io::{self, Write};
use std::ops::Range;

/// Writes the table in `bytes`: the header and the rows that are kept, each with the bytes it had.
pub(super) fn rewrite(bytes: &[u8], delimiter: u8, fate: &Fates<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(bytes, delimiter);
    let fates: Vec<Fate<'_>> = (1..rows.len() as u64).map(|number| fate(Some(number))).collect();
    let marks = fates.iter().any(|fate| matches!(fate, Fate::Mark(_)));
    let header = std::iter::once(Fate::Keep).chain(fates);
    for (at, (row, fate)) in rows.iter().zip(header).enumerate() {
        if fate == Fate::Drop {
            continue;
        }
        let (row, end) = without_end(&bytes[row.clone()]);
        out.write_all(row)?;
        if marks {
            let cell = match fate {
                Fate::Mark(copy_of) => copy_of,
                _ if at == 0 => MARK,
                _ => "",
            };
            out.write_all(&[delimiter])?;
            out.write_all(&quoted(cell, delimiter)?)?;
        }
        out.write_all(end)?;
    }
    let end = rows.last().map_or(0, |row| row.end);
    out.write_all(&bytes[end..])
}

/// The bytes of each row, the header's first, cut as where they are read.
fn rows(bytes: &[u8], delimiter: u8) -> Vec<Range<usize>> {
    let (mut shape, mut rows) = (Shape::new(delimiter), Vec::new());
    // A mark before the header is no part of its first cell.
    let (mut start, mut at) = (0, bytes.len() - without_mark(bytes).len());
    while let Some(row) = shape.next(&bytes[at..], true) {
        at += row.length;
        rows.push(start..at);
        start = at;
    }
    rows
}

/// A row and the bytes that end it.
fn without_end(row: &[u8]) -> (&[u8], &[u8]) {
    let length = row.len() - row.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    row.split_at(length)
}

/// A cell as a table with this delimiter has it.
fn quoted(cell: &str, delimiter: u8) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).quote_style(QuoteStyle::Necessary).from_writer(&mut bytes);
    // A row of one empty cell would be quoted, to tell it from an empty line.
    writer.write_record([cell, ""])?;
    writer.flush()?;
    drop(writer);
    bytes.truncate(bytes.len().saturating_sub(2));
    Ok(bytes)
}
