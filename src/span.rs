//! Byte ranges and line ranges: how every room says where something stands.
//!
//! Owns no text. A [`Span`] is always half open and counted in bytes of one document's source text; [`Lines`] are
//! 1-based and inclusive, as an editor shows them. Both are plain values and cannot fail.

use serde::{Deserialize, Serialize};

/// A half-open byte range `[start, end)` of a document's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(from = "[u32; 2]", into = "[u32; 2]")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `[start, end)`; an `end` before `start` gives the empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end.max(start) as u32 }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as an index into the text it was made for.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the two ranges share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The piece of `text` this range names, or nothing when it does not fit `text`.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }
}

impl From<[u32; 2]> for Span {
    fn from([start, end]: [u32; 2]) -> Self {
        Self { start, end: end.max(start) }
    }
}

impl From<Span> for [u32; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

/// A range of lines, 1-based and inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(from = "[u32; 2]", into = "[u32; 2]")]
pub struct Lines {
    /// First line.
    pub first: u32,
    /// Last line, at least `first`.
    pub last: u32,
}

impl From<[u32; 2]> for Lines {
    fn from([first, last]: [u32; 2]) -> Self {
        Self { first, last: last.max(first) }
    }
}

impl From<Lines> for [u32; 2] {
    fn from(lines: Lines) -> Self {
        [lines.first, lines.last]
    }
}

/// Finds the line of a byte: one pass over a text, then a binary search a question.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line starts of `text`. Lines end at `\n`; a `\r` before it belongs to the line.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts }
    }

    /// The 1-based line that holds byte `at`.
    pub fn line(&self, at: u32) -> u32 {
        self.starts.partition_point(|&start| start <= at) as u32
    }

    /// The lines that `span` touches; an empty span touches the line it stands in.
    pub fn lines(&self, span: Span) -> Lines {
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        Lines { first: self.line(span.start), last: self.line(last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_on_the_line_of_its_last_byte() {
        let index = LineIndex::new("one\ntwo\nthree");
        assert_eq!(index.lines(Span::new(0, 4)), Lines { first: 1, last: 1 });
        assert_eq!(index.lines(Span::new(0, 5)), Lines { first: 1, last: 2 });
        assert_eq!(index.lines(Span::new(8, 13)), Lines { first: 3, last: 3 });
        assert_eq!(index.lines(Span::new(4, 4)), Lines { first: 2, last: 2 });
    }

    #[test]
    fn a_span_that_does_not_fit_names_nothing() {
        assert_eq!(Span::new(1, 9).of("abc"), None);
        assert_eq!(Span::new(1, 2).of("é"), None);
        assert_eq!(Span::new(0, 2).of("é"), Some("é"));
    }
}
