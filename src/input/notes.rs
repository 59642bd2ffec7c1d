//! What is said of a file as a whole, and not of one of its records.

use super::decompress::Fault;
use crate::observe::{Note, NoteKind, SkipReason};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Kinds of what was passed over that are named.
const NAMED_KINDS: usize = 8;

/// What is said once a file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    seen: bool,
    replaced: u64,
    passed_over: BTreeMap<String, u64>,
}

impl Notes {
    /// Adds what a part of the file gave: whether anything was seen, how many sequences of bytes were replaced, and what
    /// was passed over how often.
    pub(super) fn add(&mut self, seen: bool, replaced: u64, passed_over: &BTreeMap<String, u64>) {
        self.seen |= seen;
        self.replaced += replaced;
        for (what, count) in passed_over {
            *self.passed_over.entry(what.clone()).or_default() += count;
        }
    }

    /// What there is to say.
    pub(super) fn skips(self) -> impl Iterator<Item = Fault> {
        let empty = !self.seen && self.passed_over.is_empty();
        let replaced =
            format!("{} sequences of bytes were replaced by U+FFFD; the rest was read", self.replaced);
        [
            empty.then(|| (SkipReason::Empty, "nothing but white space".to_string())),
            (self.replaced > 0).then_some((SkipReason::BadBytes, replaced)),
            (!self.passed_over.is_empty()).then(|| (SkipReason::OtherMedia, listed(&self.passed_over))),
        ]
        .into_iter()
        .flatten()
    }
}

/// What was noted of the records of a file, by kind: how many, and the first of them with what stands there.
#[derive(Debug, Default)]
pub(super) struct Noted(BTreeMap<NoteKind, (u64, Option<u64>, String)>);

impl Noted {
    pub(super) fn add(&mut self, kind: NoteKind, record: Option<u64>, example: String) {
        self.0.entry(kind).or_insert((0, record, example)).0 += 1;
    }

    /// Adds what was noted in the next part of the file, before which so many records stand.
    pub(super) fn join(&mut self, next: Self, before: u64) {
        for (kind, (records, record, example)) in next.0 {
            let record = record.map(|record| record + before);
            self.0.entry(kind).or_insert((0, record, example)).0 += records;
        }
    }

    pub(super) fn notes(self, path: &str) -> impl Iterator<Item = Note> {
        self.0.into_iter().map(move |(kind, (records, record, example))| Note {
            kind,
            records,
            path: path.to_string(),
            record,
            example,
        })
    }
}

/// `3 files`, `1 file`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What was passed over, the most frequent first.
fn listed(passed_over: &BTreeMap<String, u64>) -> String {
    let mut kinds: Vec<(u64, &str)> =
        passed_over.iter().map(|(what, count)| (*count, what.as_str())).collect();
    kinds.sort_by_key(|(count, what)| (Reverse(*count), *what));
    let rest: u64 = kinds.iter().skip(NAMED_KINDS).map(|(count, _)| count).sum();
    let mut named: Vec<String> = kinds
        .iter()
        .take(NAMED_KINDS)
        .map(|(count, what)| format!("{count} {}", what.chars().take(40).collect::<String>()))
        .collect();
    if rest > 0 {
        named.push(format!("{rest} others"));
    }
    format!("passed over: {}", named.join(", "))
}
