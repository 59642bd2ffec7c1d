//! Where the rows of a table stand, by RFC 4180 and what programs make of it: cells in quotation marks may hold line ends and
//! delimiters, a mark inside is doubled, and a row ends with LF, CR or both.
//!
//! A quotation mark that is never closed would make one cell of all rows behind it. Where the lines behind it are rows of this
//! table by themselves, as those before show them, the mark costs its row and no other. The reader and the rewriter of
//! tables both cut here, so that they number the same rows.

use std::ops::Range;

/// A row of this size is none: somebody opened a quotation mark and did not close it.
pub(super) const LARGEST_ROW: usize = 64 << 20;

/// A table of so many columns shows by their number alone that a line is a row of it.
const MANY_COLUMNS: usize = 4;

/// Lines behind a mark that are looked at where only all of them together show that they are rows.
const LOOKED_AT: usize = 1000;

/// A row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Bytes from where it was looked for to behind its line end, empty lines before it included.
    pub(super) length: usize,
    pub(super) state: State,
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Whole,
    /// A quotation mark is opened in it and not closed.
    Open {
        /// In the line of the row that has this number, from 1.
        line: usize,
        /// How many lines behind that one could not be told apart and are part of this row.
        swallowed: usize,
    },
}

/// What the rows so far show of a table.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    delimiter: u8,
    /// What each cell of the header's width has always been; nothing before the first row.
    kinds: Option<Vec<Kind>>,
    width: usize,
}

/// What a cell is, by its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing, which says nothing of its column.
    Blank,
    /// Digits.
    Number,
    /// A date, a time or an amount: digits with marks and spaces between them.
    Stamp,
    /// An address.
    Address,
    /// One word with a digit in it, as ids are.
    Code,
    /// Anything else.
    Text,
}

impl Shape {
    /// That of a table of which nothing was seen.
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, kinds: None, width: 0 }
    }

    /// The row at the beginning of `bytes`; nothing when more bytes are needed, or when there is none. `ended` says that
    /// nothing comes behind them.
    pub(super) fn next(&mut self, bytes: &[u8], ended: bool) -> Option<Row> {
        let start = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if start == bytes.len() {
            return None;
        }
        let scanned = scan(&bytes[start..], self.delimiter, ended);
        let (length, state) = match scanned {
            Scanned::Row { length, doubt: None } => (length, State::Whole),
            Scanned::Row { length, doubt: Some(doubt) } => {
                self.doubted(&bytes[start..], doubt, length, ended)?
            }
            Scanned::Open(doubt) if ended || bytes.len() - start > LARGEST_ROW => {
                self.opened(&bytes[start..], doubt, ended)?
            }
            Scanned::Open(_) | Scanned::More => return None,
        };
        if state == State::Whole {
            self.learn(&bytes[start..start + length]);
        }
        Some(Row { length: start + length, state })
    }

    /// A row in which text stands behind a closing mark: damage of its own, or the mark that closes is the one that should
    /// open a cell of a later row.
    fn doubted(&self, bytes: &[u8], doubt: Doubt, length: usize, ended: bool) -> Option<(usize, State)> {
        let behind = doubt.line_end;
        let rest = &bytes[behind..];
        Some(if self.is_row(rest, ended)? {
            (behind, State::Open { line: doubt.line, swallowed: 0 })
        } else {
            (length, State::Whole)
        })
    }

    /// A row whose mark is never closed.
    fn opened(&self, bytes: &[u8], doubt: Doubt, ended: bool) -> Option<(usize, State)> {
        let rest = &bytes[doubt.line_end..];
        let line = doubt.line;
        if self.is_row(rest, ended)? || self.are_rows(rest) {
            return Some((doubt.line_end, State::Open { line, swallowed: 0 }));
        }
        let swallowed =
            rest.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        Some((bytes.len(), State::Open { line, swallowed }))
    }

    /// Whether a row of this table begins at the beginning of `bytes`; nothing when more bytes are needed to say so.
    fn is_row(&self, bytes: &[u8], ended: bool) -> Option<bool> {
        let Some(kinds) = self.kinds.as_ref().filter(|_| self.width > 1) else { return Some(false) };
        let start = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let bytes = &bytes[start..];
        let length = match scan(bytes, self.delimiter, ended) {
            Scanned::Row { length, doubt: None } => length,
            // Another mark that is not closed: its line tells as much.
            Scanned::Row { doubt: Some(doubt), .. } | Scanned::Open(doubt) => doubt.line_end,
            Scanned::More if bytes.is_empty() => return Some(false),
            Scanned::More => return None,
        };
        let row = &bytes[..length];
        let cells = cells(row, self.delimiter);
        if cells.len() != self.width {
            return Some(false);
        }
        let (mut typed, mut quoted) = (0, 0);
        for (cell, kind) in cells.iter().zip(kinds) {
            let own = Kind::of(cell.of(row));
            quoted += usize::from(cell.quoted);
            if !matches!(kind, Kind::Text | Kind::Blank) {
                typed += usize::from(own == *kind);
                if own != *kind && own != Kind::Blank {
                    return Some(false);
                }
            }
        }
        Some(typed > 0 || quoted > 0 || self.width >= MANY_COLUMNS)
    }

    /// Whether all lines are as wide as the table, of which there are several: one may be so by chance.
    fn are_rows(&self, bytes: &[u8]) -> bool {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let widths = lines.take(LOOKED_AT).map(|line| cells(line, self.delimiter).len());
        let (all, fitting) = widths
            .fold((0, 0), |(all, fitting), width| (all + 1, fitting + usize::from(width == self.width)));
        self.width > 1 && all > 1 && all == fitting
    }

    fn learn(&mut self, row: &[u8]) {
        let cells = cells(row, self.delimiter);
        if self.width == 0 {
            self.width = cells.len();
            return;
        }
        if cells.len() != self.width {
            return;
        }
        let kinds = cells.iter().map(|cell| Kind::of(cell.of(row)));
        self.kinds = Some(match self.kinds.take() {
            None => kinds.collect(),
            Some(known) => known.into_iter().zip(kinds).map(|(known, own)| known.with(own)).collect(),
        });
    }
}

impl Kind {
    fn of(cell: &[u8]) -> Self {
        let cell = cell.trim_ascii();
        let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
        if cell.is_empty() {
            Self::Blank
        } else if digits == cell.len() {
            Self::Number
        } else if digits > 0 && cell.iter().all(|byte| byte.is_ascii_digit() || b" :.+-/TZ".contains(byte)) {
            Self::Stamp
        } else if cell.iter().any(u8::is_ascii_whitespace) {
            Self::Text
        } else if memchr::memmem::find(cell, b"://").is_some() {
            Self::Address
        } else if digits > 0 {
            Self::Code
        } else {
            Self::Text
        }
    }

    /// What a column is that has been this and has now the other.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Blank, kind) | (kind, Self::Blank) => kind,
            (own, other) if own == other => own,
            (Self::Number | Self::Code, Self::Number | Self::Code) => Self::Code,
            (Self::Number | Self::Stamp, Self::Number | Self::Stamp) => Self::Stamp,
            _ => Self::Text,
        }
    }
}

/// Where a mark was opened of a cell that goes over several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Doubt {
    /// The line of the row it stands in, from 1.
    line: usize,
    /// Behind the end of that line.
    line_end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scanned {
    /// A row, and the mark of a cell over several lines that is closed in the midst of text.
    Row { length: usize, doubt: Option<Doubt> },
    /// A mark is open at the end of the bytes.
    Open(Doubt),
    /// The bytes end before the row does.
    More,
}

/// Finds the end of the row that begins at the beginning of `bytes`.
fn scan(bytes: &[u8], delimiter: u8, ended: bool) -> Scanned {
    let (mut at, mut line, mut doubt) = (0, 1, None);
    loop {
        if bytes.get(at) == Some(&b'"') {
            let open = at;
            let Some(close) = closing(bytes, at + 1) else {
                return match end_of_line(bytes, open) {
                    Some(line_end) => Scanned::Open(Doubt { line, line_end }),
                    None if ended => Scanned::Open(Doubt { line, line_end: bytes.len() }),
                    None => Scanned::More,
                };
            };
            let lines = memchr::memchr_iter(b'\n', &bytes[open..close]).count();
            at = close + 1;
            match bytes.get(at) {
                // The mark may be doubled by what comes.
                None if !ended => return Scanned::More,
                Some(byte) if lines > 0 && *byte != delimiter && !matches!(byte, b'\r' | b'\n') => {
                    let line_end = end_of_line(bytes, open).unwrap_or(at);
                    doubt = doubt.or(Some(Doubt { line, line_end }));
                }
                _ => {}
            }
            line += lines;
        }
        let Some(end) = memchr::memchr3(delimiter, b'\r', b'\n', &bytes[at..]) else {
            return if ended { Scanned::Row { length: bytes.len(), doubt } } else { Scanned::More };
        };
        at += end + 1;
        match bytes[at - 1] {
            b'\r' if bytes.get(at) == Some(&b'\n') => return Scanned::Row { length: at + 1, doubt },
            // Whether a line end of two bytes is cut here, what comes tells.
            b'\r' if at == bytes.len() && !ended => return Scanned::More,
            b'\r' | b'\n' => return Scanned::Row { length: at, doubt },
            _ => {}
        }
    }
}

/// The mark that closes a cell whose text begins at `from`.
fn closing(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Behind the end of the line that `at` stands in.
fn end_of_line(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(b'\n', &bytes[at..]).map(|end| at + end + 1)
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its bytes, without the marks around them where it is nothing but what they hold.
    pub(super) place: Range<usize>,
    quoted: bool,
    /// Text of a cell with marks inside it: those that are doubled once, and without those around it.
    text: Option<Vec<u8>>,
}

impl Cell {
    /// Its text, in the row it was found in.
    pub(super) fn of<'r>(&'r self, row: &'r [u8]) -> &'r [u8] {
        self.text.as_deref().unwrap_or(&row[self.place.clone()])
    }
}

/// The cells of a row, whose line end is left out.
pub(super) fn cells(row: &[u8], delimiter: u8) -> Vec<Cell> {
    let end = row.len() - row.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let start = row[..end].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let row = &row[..end];
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let cell = cell(row, at, delimiter);
        at = cell.1;
        cells.push(cell.0);
        if at >= row.len() {
            return cells;
        }
        // Behind the delimiter; at the end of a row it has an empty cell behind it.
        at += 1;
    }
}

/// The cell that begins at `start`, and where it ends.
fn cell(row: &[u8], start: usize, delimiter: u8) -> (Cell, usize) {
    let until_delimiter =
        |at: usize| memchr::memchr(delimiter, &row[at..]).map_or(row.len(), |length| at + length);
    if row.get(start) != Some(&b'"') {
        let end = until_delimiter(start);
        return (Cell { place: start..end, quoted: false, text: None }, end);
    }
    let close = closing(row, start + 1).unwrap_or(row.len());
    let end = until_delimiter((close + 1).min(row.len()));
    let inside = &row[start + 1..close];
    let behind = row.get(close + 1..end).unwrap_or_default();
    if behind.is_empty() && memchr::memchr(b'"', inside).is_none() {
        return (Cell { place: start + 1..close, quoted: true, text: None }, end);
    }
    let mut text = Vec::with_capacity(end - start);
    let mut rest = inside;
    while let Some(mark) = memchr::memchr(b'"', rest) {
        text.extend_from_slice(&rest[..=mark]);
        rest = rest.get(mark + 2..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
    text.extend_from_slice(behind);
    (Cell { place: start + 1..close, quoted: behind.is_empty(), text: Some(text) }, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All rows of a table, as text and cells.
    fn rows(table: &str, delimiter: u8) -> Vec<(Vec<String>, State)> {
        let mut shape = Shape::new(delimiter);
        let (mut rest, mut rows) = (table.as_bytes(), Vec::new());
        while let Some(row) = shape.next(rest, true) {
            let (own, behind) = rest.split_at(row.length);
            let text = |cell: &Cell| String::from_utf8_lossy(cell.of(own)).into_owned();
            rows.push((cells(own, delimiter).iter().map(text).collect(), row.state));
            rest = behind;
        }
        rows
    }

    fn open(rows: &[(Vec<String>, State)]) -> Vec<(usize, State)> {
        let states = rows.iter().enumerate().map(|(at, (_, state))| (at, *state));
        states.filter(|(_, state)| *state != State::Whole).collect()
    }

    #[test]
    fn a_mark_that_is_never_closed_costs_its_row() {
        for (delimiter, end) in [(b',', "\n"), (b';', "\n"), (b'\t', "\r\n"), (b'|', "\n")] {
            let mark = char::from(delimiter).to_string();
            for bad in ["5,\"Mayor says no", "\"5,Mayor", "5,\"Mayor says \"\"no\"\""] {
                let table = ["id,text", "4,note four", bad, "6,note six", "7,note seven", "8,note eight"];
                let table = table.join(end).replace(',', &mark);
                for tail in ["", end] {
                    let found = rows(&format!("{table}{tail}"), delimiter);
                    assert_eq!(found.len(), 6, "{found:?}");
                    assert_eq!(open(&found), [(2, State::Open { line: 1, swallowed: 0 })]);
                    assert_eq!(found[5].0, ["8", "note eight"]);
                }
            }
        }
    }

    #[test]
    fn a_mark_that_a_later_row_closes_costs_its_row_too() {
        let table =
            "id,title,text\n1,\"One\",\"a, b\"\n2,\"Two,\"c\"\n3,\"Three\",\"d, e\"\n4,\"Four\",\"f\"\n";
        let found = rows(table, b',');
        assert_eq!(found.len(), 5, "{found:?}");
        assert_eq!(found[3].0, ["3", "Three", "d, e"]);
        let table = "id,text\n1,one\n2,\"two\n3,\"three, four\"\n4,five\n";
        let found = rows(table, b',');
        assert_eq!(open(&found), [(2, State::Open { line: 1, swallowed: 0 })], "{found:?}");
        assert_eq!(found[3].0, ["3", "three, four"]);
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn a_cell_over_many_lines_stays_one() {
        let long = "A line, with a comma\n7,and one that looks like a row\n\n\"\"quoted\"\"\r\n".repeat(2000);
        let table = format!("id,text\n1,one\n2,\"{long}\"\n3,three\n");
        let found = rows(&table, b',');
        assert_eq!(open(&found), []);
        assert_eq!(found.len(), 4);
        assert_eq!(found[2].0[1], long.replace("\"\"", "\""));
        // Marks that nobody doubled in a cell of several lines.
        let found = rows("id,text\n1,one\n2,\"He said\nsomething \"odd\" there\"\n3,three\n", b',');
        assert_eq!((open(&found), found.len()), (vec![], 4));
    }

    #[test]
    fn lines_that_are_no_rows_are_part_of_the_row_that_swallows_them() {
        let found = rows("id,text\n1,one\n2,\"A text that breaks off\nin its third line, and\nhere", b',');
        assert_eq!(open(&found), [(2, State::Open { line: 1, swallowed: 2 })]);
        let found = rows("id,text\n1,one\n2,\"The last", b',');
        assert_eq!(open(&found), [(2, State::Open { line: 1, swallowed: 0 })]);
    }

    proptest! {
        #[test]
        fn rows_are_those_of_a_reader_of_tables(
            table in prop::collection::vec(
                prop::collection::vec(prop_oneof!["[a-c ]{0,4}", "\"([a-c,\n\r]|\"\"){0,6}\"", "[a-c]\"[a-c]"], 1..4),
                0..8,
            ),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        ) {
            let text: String = table.iter().map(|row| row.join(",") + end).collect();
            let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
            let want: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect();
            let found: Vec<Vec<String>> = rows(&text, b',').into_iter().map(|(cells, _)| cells).collect();
            prop_assert_eq!(found, want);
        }

        #[test]
        fn any_bytes_are_cut_without_a_gap(text in "[a,\"\n\r 1]{0,60}", ended in any::<bool>()) {
            let mut shape = Shape::new(b',');
            let mut rest = text.as_bytes();
            while let Some(row) = shape.next(rest, ended) {
                prop_assert!(row.length > 0 && row.length <= rest.len());
                rest = &rest[row.length..];
            }
            prop_assert!(!ended || rest.iter().all(|byte| matches!(byte, b'\r' | b'\n')));
        }
    }
}
