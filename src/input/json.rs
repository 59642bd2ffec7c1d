//! JSON lines and JSON arrays to documents.

use super::Part;
use super::fields::{FieldNames, Unfit};
use crate::document::Document;
use crate::observe::{Skip, SkipReason};
use rayon::prelude::*;
use serde_json::Value;

/// One record a line. Blank lines are no records and are not counted as faults. When the input was cut short, its last
/// line is only a part of a record and belongs to that fault.
pub(super) fn lines(path: &str, bytes: &[u8], cut_short: bool, fields: &FieldNames) -> Part {
    let complete = match (cut_short, memchr::memrchr(b'\n', bytes)) {
        (true, Some(end)) => &bytes[..end],
        (true, None) => &[],
        (false, _) => bytes,
    };
    let mut start = 0;
    let mut records: Vec<(u64, &[u8])> = Vec::new();
    for (number, end) in memchr::memchr_iter(b'\n', complete).chain([complete.len()]).enumerate() {
        let line = complete[start..end].trim_ascii();
        start = (end + 1).min(complete.len());
        if !line.is_empty() {
            records.push((number as u64 + 1, line));
        }
    }
    let results: Vec<Result<Document, Skip>> =
        records.par_iter().map(|&(number, line)| record(path, number, line, fields)).collect();
    collect(results)
}

/// A JSON array of records, or one record.
pub(super) fn whole(path: &str, bytes: &[u8], cut_short: bool, fields: &FieldNames) -> Part {
    if cut_short {
        return Part::default();
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return Part::skip(path, fault(bytes), error.to_string()),
    };
    let records = match value {
        Value::Array(records) => records,
        other => vec![other],
    };
    let results: Vec<Result<Document, Skip>> = records
        .into_par_iter()
        .enumerate()
        .map(|(at, value)| {
            let number = at as u64 + 1;
            fields.document(path, number, value).map_err(|unfit| skip(path, number, unfit))
        })
        .collect();
    collect(results)
}

fn record(path: &str, number: u64, line: &[u8], fields: &FieldNames) -> Result<Document, Skip> {
    let value: Value = serde_json::from_slice(line).map_err(|error| Skip {
        path: path.to_string(),
        record: Some(number),
        reason: fault(line),
        // The line of the message would always be 1: the record's own number is given beside it.
        detail: error.to_string().replace(" at line 1 column", " at column"),
    })?;
    fields.document(path, number, value).map_err(|unfit| skip(path, number, unfit))
}

/// Whether bytes that are no JSON are no UTF-8 either, which is then the cause.
fn fault(bytes: &[u8]) -> SkipReason {
    if std::str::from_utf8(bytes).is_err() { SkipReason::NotUtf8 } else { SkipReason::BrokenJson }
}

fn skip(path: &str, number: u64, unfit: Unfit) -> Skip {
    Skip { path: path.to_string(), record: Some(number), reason: unfit.reason, detail: unfit.detail }
}

fn collect(results: Vec<Result<Document, Skip>>) -> Part {
    let mut part = Part::default();
    for result in results {
        match result {
            Ok(document) => part.documents.push(document),
            Err(skip) => part.skips.push(skip),
        }
    }
    part
}
