//! What the parts of the work give, and all of them together.

use super::archive::Outcome;
use super::charset::Charset;
use super::fields::{RecordText, Unfit};
use super::notes::{Noted, Notes};
use super::skips::Skips;
use super::stream::{Chunk, Pass};
use crate::document::Document;
use crate::observe::{Skip, SkipReason};
use std::collections::BTreeMap;

/// Characters that show whether a file is text.
const SHOWN_AS_TEXT: usize = 8192;

/// What a part of the work gave.
#[derive(Default)]
pub(super) struct Part<T> {
    pub(super) value: T,
    pub(super) skips: Skips,
    pub(super) lines: u64,
    pub(super) records: usize,
    /// Sequences of bytes that were replaced.
    pub(super) replaced: u64,
    /// What is no article and was not meant to be, and how often it came.
    pub(super) passed_over: BTreeMap<String, u64>,
    /// What was noted of its records.
    pub(super) noted: Noted,
}

impl<T> Part<T> {
    pub(super) fn map<R>(self, finish: &impl Fn(T) -> R) -> Part<R> {
        let Self { value, skips, lines, records, replaced, passed_over, noted } = self;
        Part { value: finish(value), skips, lines, records, replaced, passed_over, noted }
    }

    /// Says what was found out about a file when it was read to its end.
    pub(super) fn conclude(&mut self, path: &str, outcome: Outcome) {
        self.replaced += outcome.replaced;
        if let Some((reason, detail)) = outcome.fault {
            self.skip(path, reason, detail);
        }
    }

    pub(super) fn skip(&mut self, path: &str, reason: SkipReason, detail: impl Into<String>) {
        self.skips.add(path, None, reason, detail.into());
    }
}

/// A part that is nothing but a fault.
pub(super) fn skipped<T: Default>(path: &str, reason: SkipReason, detail: String) -> Part<T> {
    let mut part = Part::default();
    part.skip(path, reason, detail);
    part
}

/// A text that is one document, and how many sequences of bytes in it were replaced.
pub(super) fn page(bytes: &[u8]) -> (Result<RecordText<'_>, Unfit>, u64) {
    if bytes.len() > Document::MAX_BYTES {
        return (Err(Unfit::new(SkipReason::TooLarge, format!("{} bytes in one page", bytes.len()))), 0);
    }
    let (text, replaced) = Charset::of(bytes, None).decode(bytes);
    if is_noise(&text) {
        return (Err(Unfit::new(SkipReason::NotText, "binary data")), 0);
    }
    if text.trim().is_empty() {
        return (Err(Unfit::new(SkipReason::Empty, "nothing but white space")), replaced);
    }
    (Ok(RecordText::of_text(text)), replaced)
}

/// Whether so many of the first characters control a machine that they are no text in any charset.
fn is_noise(text: &str) -> bool {
    let head = text.chars().take(SHOWN_AS_TEXT);
    let controls = head.clone().filter(|c| c.is_control() && !c.is_whitespace()).count();
    controls * 20 > head.count()
}

/// Numbers the chunks of each file and says which files held nothing.
pub(super) fn gather<T>(paths: &[String], skips: Vec<Skip>, parts: Vec<(usize, Part<T>)>) -> Pass<T> {
    let mut pass = Pass { chunks: Vec::with_capacity(parts.len()), skips, notes: Vec::new() };
    let mut noted: Vec<Noted> = paths.iter().map(|_| Noted::default()).collect();
    let mut left_out: Vec<Skips> = paths.iter().map(|_| Skips::default()).collect();
    let mut notes: Vec<Notes> = paths.iter().map(|_| Notes::default()).collect();
    let (mut last, mut before) = (usize::MAX, 0);
    for (file, part) in parts {
        if file != last {
            (last, before) = (file, 0);
        }
        noted[file].join(part.noted, before);
        notes[file].add(part.records > 0 || !part.skips.is_empty(), part.replaced, &part.passed_over);
        left_out[file].join(part.skips, before);
        pass.chunks.push(Chunk { file, before, value: part.value });
        before += part.lines;
    }
    for ((path, notes), mut left_out) in paths.iter().zip(notes).zip(left_out) {
        for (reason, detail) in notes.skips() {
            left_out.add(path, None, reason, detail);
        }
        pass.skips.extend(left_out.all());
    }
    pass.skips.sort();
    pass.notes = paths.iter().zip(noted).flat_map(|(path, noted)| noted.notes(path)).collect();
    pass
}
