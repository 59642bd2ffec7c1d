//! What a run says while it works: phases, progress, skipped records. The library never prints; who wants to see
//! something implements [`Observer`]. Nothing an observer does reaches a result.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A stage of the run, in the order of the path of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Files to documents.
    Read,
    /// Documents to articles.
    Split,
    /// Which articles are the same text.
    Copies,
    /// Which articles report one event, and which events belong together.
    Stories,
    /// What text the articles share.
    Passages,
    /// The result is put together.
    Report,
}

impl Phase {
    /// All phases in order.
    pub const ALL: [Self; 6] =
        [Self::Read, Self::Split, Self::Copies, Self::Stories, Self::Passages, Self::Report];

    /// What a progress line says.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Read => "reading documents",
            Self::Split => "finding articles",
            Self::Copies => "finding copies",
            Self::Stories => "finding stories",
            Self::Passages => "finding shared text",
            Self::Report => "writing the report",
        }
    }
}

/// Listens to a run. Every method does nothing unless it is overridden, and may be called from any thread.
pub trait Observer: Sync {
    /// `phase` begins, with `total` steps when that is known.
    fn begin(&self, phase: Phase, total: Option<u64>) {
        let _ = (phase, total);
    }

    /// `steps` more steps of `phase` are done.
    fn advance(&self, phase: Phase, steps: u64) {
        let _ = (phase, steps);
    }

    /// `phase` is over.
    fn end(&self, phase: Phase) {
        let _ = phase;
    }
}

/// The observer that listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}

/// Why a record or a file was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The file could not be opened or read.
    Unreadable,
    /// A link inside a folder.
    Link,
    /// The bytes are not text: a picture, a program, an unknown archive.
    NotText,
    /// A line of JSON is in another charset than UTF-8.
    NotUtf8,
    /// An archive ends before its end mark.
    Truncated,
    /// An archive is damaged.
    Damaged,
    /// The line or array element is not JSON.
    BrokenJson,
    /// A field has another type than it must have.
    WrongType,
    /// The record has no text field.
    MissingText,
    /// The file or record has no text: nothing but white space.
    Empty,
    /// The text is larger than a document may be.
    TooLarge,
    /// Bytes that mean nothing in the text's charset were replaced by U+FFFD; the rest was read.
    BadBytes,
    /// A row of a table has more or fewer cells than the header.
    Ragged,
    /// A row of a table opens a quotation mark that is never closed; the rows behind it are in doubt.
    OpenQuote,
    /// A table has no column with a text, so none of its rows was read.
    NoTextColumn,
    /// What should be a feed is something else, such as an error page.
    NotAFeed,
    /// Records of a web archive that are neither pages nor texts were passed over.
    OtherMedia,
    /// Files of a folder that ignore rules name, or that are hidden, were not read.
    Ignored,
}

impl SkipReason {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "cannot be read",
            Self::Link => "is a link",
            Self::NotText => "is not text",
            Self::NotUtf8 => "is not UTF-8",
            Self::Truncated => "is cut short",
            Self::Damaged => "is a damaged archive",
            Self::BrokenJson => "is not JSON",
            Self::WrongType => "has a field of the wrong type",
            Self::MissingText => "has no text field",
            Self::Empty => "is empty",
            Self::TooLarge => "is too large",
            Self::BadBytes => "has bytes that are no text",
            Self::Ragged => "has another number of cells than the header",
            Self::OpenQuote => "has a quotation mark that is never closed",
            Self::NoTextColumn => "has no text column",
            Self::NotAFeed => "is not a feed",
            Self::OtherMedia => "holds more than pages",
            Self::Ignored => "has files that were left out",
        }
    }

    /// Whether no article is missing because of it: it says what was done with the input, and nothing was left out that
    /// could have been one. Even a strict run goes on.
    pub fn is_note(self) -> bool {
        matches!(self, Self::OtherMedia | Self::Ignored)
    }

    /// Whether the input behind this skip was cut short, damaged or not understood as a whole, so that articles are
    /// missing from the run that nobody could count. Such a run ends with exit code 2 unless it was asked to be lenient.
    pub fn loses_unknown_records(self) -> bool {
        matches!(
            self,
            Self::Truncated | Self::Damaged | Self::Unreadable | Self::OpenQuote | Self::NoTextColumn
        )
    }
}

/// What was noted of a record that was read all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// It has a date that was not understood, so its date is unknown.
    UnreadDate,
    /// It names a language that was not understood.
    UnreadLanguage,
    /// Its text was markup, which was taken off.
    Markup,
    /// Its id, headline, address or outlet was too long to be repeated in a report, and was cut.
    LongField,
}

impl NoteKind {
    /// The note in words, behind the number of records it was made of.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnreadDate => "with a date that was not understood",
            Self::UnreadLanguage => "with the name of a language that was not understood",
            Self::Markup => "with markup in the text, which was taken off",
            Self::LongField => "with an id, headline, address or outlet that is too long and was cut",
        }
    }
}

/// What was noted of how many records, with the first of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// Of how many records.
    pub records: u64,
    /// The file of the first of them.
    pub path: String,
    /// Its 1-based line, row or element; nothing for a file that is one document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// What stands there; nothing for markup.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub example: String,
}

impl Note {
    /// The notes of several files as one of each kind, in order of kind; the examples are those of the first file.
    pub fn by_kind(notes: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for note in notes {
            match all.iter_mut().find(|other| other.kind == note.kind) {
                Some(other) => other.records += note.records,
                None => all.push(note),
            }
        }
        all.sort();
        all
    }
}

/// One record or file that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Skip {
    /// The file.
    pub path: String,
    /// The 1-based line or array element, when the skip concerns one record.
    pub record: Option<u64>,
    /// The kind of fault.
    pub reason: SkipReason,
    /// What exactly was wrong, and what can be done.
    pub detail: String,
    /// How many records this stands for: 1, or of a file in which very many have the same fault, this one and all behind it
    /// that are not listed. 0 for a note on files that were not meant to be read.
    #[serde(skip_serializing_if = "is_one", default = "one")]
    pub records: u64,
}

fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_one(records: &u64) -> bool {
    *records == 1
}

impl Skip {
    /// How many records and files `skips` stand for. A report that somebody edited can say any number.
    pub fn records(skips: &[Self]) -> u64 {
        skips.iter().fold(0, |all, skip| all.saturating_add(skip.records))
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if let Some(record) = self.record {
            write!(f, ":{record}")?;
        }
        if self.reason == SkipReason::NotText && !self.detail.is_empty() {
            return write!(f, ": is {}", self.detail);
        }
        write!(f, ": {}", self.reason.words())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}
