//! JSON lines and JSON arrays to records.

use super::fields::{FieldNames, List, RecordText, Unfit};
use super::record::Wanted;
use super::stream::{Found, Place};
use crate::document::Layout;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

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

    /// A JSON array of records, or one record. The error is that of text which is no JSON, or no more after the records
    /// that were given.
    pub(super) fn whole(&self, bytes: &[u8], mut sink: impl FnMut(Found<'_>)) -> serde_json::Result<()> {
        if bytes.trim_ascii_start().starts_with(b"[") {
            let mut elements: Vec<&RawValue> = Vec::new();
            let mut array = serde_json::Deserializer::from_slice(bytes);
            let end = ElementsSeed(&mut elements).deserialize(&mut array).and_then(|()| array.end());
            for (at, element) in elements.into_iter().enumerate() {
                let record = self.record(element.get().as_bytes());
                sink(Found { number: Some(at as u64 + 1), place: None, layout: Layout::Record, record });
            }
            end?;
        } else {
            serde_json::from_slice::<serde::de::IgnoredAny>(bytes)?;
            let record = self.record(bytes.trim_ascii());
            sink(Found { number: Some(1), place: None, layout: Layout::Record, record });
        }
        Ok(())
    }
}

/// Where the elements of an array stand, or the one object that a file is.
pub(super) fn elements(bytes: &[u8]) -> serde_json::Result<Vec<Range<usize>>> {
    let mut elements: Vec<&RawValue> = Vec::new();
    if bytes.trim_ascii_start().starts_with(b"[") {
        let mut array = serde_json::Deserializer::from_slice(bytes);
        ElementsSeed(&mut elements).deserialize(&mut array).and_then(|()| array.end())?;
    } else {
        elements.push(serde_json::from_slice(bytes)?);
    }
    let place = |element: &RawValue| {
        let start = element.get().as_ptr() as usize - bytes.as_ptr() as usize;
        start..start + element.get().len()
    };
    Ok(elements.into_iter().map(place).collect())
}

/// Collects the elements of an array one by one, so that those before a fault are there.
struct ElementsSeed<'e, 'de>(&'e mut Vec<&'de RawValue>);

impl<'de> DeserializeSeed<'de> for ElementsSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ElementsSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(element) = array.next_element()? {
            self.0.push(element);
        }
        Ok(())
    }
}
