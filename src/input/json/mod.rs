//! JSON lines, JSON arrays and JSON objects one after the other to records.

mod repair;
mod split;

pub(super) use repair::without_bare_numbers;
pub(super) use split::{Lay, lay};

use super::InputParams;
use super::fields::{FieldNames, List, RecordText, Unfit};
use super::record::Wanted;
use super::stream::{Found, Place};
use super::tags::unmarked;
use crate::document::Layout;
use crate::observe::SkipReason;
use split::{Elements, State};
use std::ops::Range;

/// What records are read by.
#[derive(Debug)]
pub(super) struct RecordReader<'f> {
    params: &'f InputParams,
    wanted: Wanted,
}

/// How many lines a stretch of JSON lines has: blank ones count as lines and are no records.
pub(super) struct LineCount(pub(super) u64);

impl<'f> RecordReader<'f> {
    pub(super) fn new(params: &'f InputParams) -> Self {
        Self { params, wanted: Wanted::new(&params.fields) }
    }

    pub(super) fn fields(&self) -> &'f FieldNames {
        &self.params.fields
    }

    /// The names that the fields of a record are taken from.
    pub(super) fn used(&self, line: &[u8], sink: &mut dyn FnMut(List, &str)) {
        self.params.fields.used(bare(line), &self.wanted, sink);
    }

    pub(super) fn record<'a>(&self, bytes: &'a [u8]) -> Result<RecordText<'a>, Unfit> {
        unmarked(
            self.params.fields.record(bare(bytes), &self.wanted)?,
            self.params.markup,
            self.params.extractor,
        )
    }

    /// One record a line. `bytes` stand at `offset` of their file; their lines are numbered from 1.
    pub(super) fn lines(&self, bytes: &[u8], offset: u64, mut sink: impl FnMut(Found<'_>)) -> LineCount {
        let mut start = 0;
        let mut number = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
            let line = &bytes[start..end];
            number += 1;
            if !bare(line).is_empty() {
                let place = Place { offset: offset + start as u64, length: (end - start) as u32 };
                sink(Found {
                    number: Some(number),
                    place: Some(place),
                    layout: Layout::Record,
                    record: self.record(line),
                });
            }
            start = end + 1;
        }
        LineCount(number)
    }

    /// The records of a file that are not one a line: of an array, or one after the other. The error is that of an end that
    /// is missing.
    pub(super) fn whole(&self, bytes: &[u8], mut sink: impl FnMut(Found<'_>)) -> Result<(), Unfit> {
        let Elements { elements, open } = split::elements(bytes);
        let (mut read, mut cut) = (0, false);
        for (element, number) in elements.into_iter().zip(1..) {
            let json = &bytes[element.place];
            // What is broken before it breaks off is a broken record.
            cut = element.state == State::Cut && breaks_off(json);
            if !cut {
                read += 1;
                let record = self.record(json);
                sink(Found { number: Some(number), place: None, layout: Layout::Record, record });
            }
        }
        let missing = match (cut, open) {
            (true, _) => "the end of a record is missing",
            (false, true) => "the bracket that closes the array is missing",
            (false, false) => return Ok(()),
        };
        Err(Unfit::new(SkipReason::Truncated, format!("{missing}; {read} were read; fetch the file again")))
    }
}

fn breaks_off(json: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(json).is_err_and(|error| error.is_eof())
}

/// Where the records of a file stand that are not one a line.
pub(super) fn places(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let elements = split::elements(bytes).elements.into_iter();
    elements.map(|element| element.place)
}

/// A record without what separates it from the next one in its line or array.
fn bare(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii();
    let bytes = bytes.strip_prefix(b"\x1E").unwrap_or(bytes);
    bytes.strip_suffix(b",").unwrap_or(bytes).trim_ascii()
}
