//! JSON lines and JSON arrays to records.

use super::fields::{FieldNames, List, RecordText, Unfit};
use super::record::Wanted;
use super::stream::{Found, Place};
use crate::document::Layout;
use serde_json::value::RawValue;

/// What records are read by.
#[derive(Debug)]
pub(super) struct RecordReader<'f> {
    fields: &'f FieldNames,
    wanted: Wanted,
}

/// How many lines a stretch of JSON lines has: blank ones count as lines and are no records.
pub(super) struct LineCount(pub(super) u64);

impl<'f> RecordReader<'f> {
    pub(super) fn new(fields: &'f FieldNames) -> Self {
        Self { fields, wanted: Wanted::new(fields) }
    }

    pub(super) fn fields(&self) -> &'f FieldNames {
        self.fields
    }

    /// The names that the fields of a record are taken from.
    pub(super) fn used(&self, line: &[u8], sink: impl FnMut(List, &str)) {
        self.fields.used(line.trim_ascii(), &self.wanted, sink);
    }

    pub(super) fn record<'a>(&self, bytes: &'a [u8]) -> Result<RecordText<'a>, Unfit> {
        self.fields.record(bytes, &self.wanted)
    }

    /// One record a line. `bytes` stand at `offset` of their file; their lines are numbered from 1.
    pub(super) fn lines(&self, bytes: &[u8], offset: u64, mut sink: impl FnMut(Found<'_>)) -> LineCount {
        let mut start = 0;
        let mut number = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
            let line = bytes[start..end].trim_ascii();
            number += 1;
            if !line.is_empty() {
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

    /// A JSON array of records, or one record. The error is that of text which is no JSON at all.
    pub(super) fn whole(&self, bytes: &[u8], mut sink: impl FnMut(Found<'_>)) -> serde_json::Result<()> {
        if bytes.trim_ascii_start().starts_with(b"[") {
            let elements: Vec<&RawValue> = serde_json::from_slice(bytes)?;
            for (at, element) in elements.into_iter().enumerate() {
                let record = self.record(element.get().as_bytes());
                sink(Found { number: Some(at as u64 + 1), place: None, layout: Layout::Record, record });
            }
        } else {
            serde_json::from_slice::<serde::de::IgnoredAny>(bytes)?;
            let record = self.record(bytes.trim_ascii());
            sink(Found { number: Some(1), place: None, layout: Layout::Record, record });
        }
        Ok(())
    }
}
