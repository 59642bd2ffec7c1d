//! Files to documents.
//!
//! **Owns** all reading: which files an input names, what each is, how it is unpacked and decoded, which fields of a record
//! are what, what a date is. It and `spill` are the only rooms that touch the file system.
//!
//! **Always holds**: documents come in canonical order (path, then record), whatever the order in which files were
//! named and whichever thread read them; names are unique; a record that cannot be read is one [`Skip`] with file,
//! record and reason, and costs no other record; an archive that ends early gives the records before the cut.
//!
//! **Cost**: one pass over the bytes, many ranges of a file and many files at a time ([`Reading`]), of which only what is
//! worked on is in memory; pages, arrays and feeds are read at once. [`read`] keeps all texts.
//!
//! **Fails** only when an input names nothing that exists ([`InputError`]): everything else is a skip.

mod archive;
mod charset;
mod code_pages;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
mod cut;
mod date;
mod decompress;
mod delimited;
mod entities;
mod explain;
mod feed;
mod fields;
mod fingerprint;
mod foreign;
mod form;
#[cfg(feature = "html")]
mod html;
mod json;
mod lengths;
mod markup;
mod members;
mod names;
mod notes;
mod numbering;
mod part;
mod ranges;
mod record;
mod rewrite;
mod rows;
mod skips;
mod stream;
mod tags;
mod tokens;
mod unescape;
mod vectors;
mod walk;
mod warc;

pub use date::parse_date;
pub use decompress::unpacked;
pub use explain::{Explained, FieldFacts, FileFacts, explain};
pub use fields::{FieldNames, RecordText};
pub use fingerprint::{Fingerprint, Stamp};
#[cfg(feature = "html")]
pub use html::{Beside, HtmlPage, HtmlReader};
pub use names::{real_path, shown_path};
pub use numbering::{Numbering, numbering};
pub use rewrite::{Fate, Fates, MARK, RewriteError, Rewriter};
pub use vectors::VectorsError;
pub use walk::STANDARD_INPUT;

pub use stream::{Chunk, Extent, Pass, Place, Reading, Record};

use crate::document::Document;
use crate::observe::{Note, Observer, Skip};
use ahash::AHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the reader takes for what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct InputParams {
    /// Names of the fields of a record, tried in order.
    pub fields: FieldNames,
    /// A file with a vector for each document: `.npy` with a row for each record of the only input, or JSON lines with
    /// `id` and `vector`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vectors: Option<String>,
    /// How the article of an HTML page is told from the rest of it.
    pub extractor: Extractor,
    /// What becomes of markup in the text or headline of a record.
    pub markup: Markup,
}

/// What becomes of markup in the text or headline of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Markup {
    /// It is taken off where a text shows that it is markup.
    #[default]
    Auto,
    /// Texts stay as they are.
    Keep,
    /// Every text is read as markup.
    Strip,
}

/// How the article of an HTML page is told from the rest of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Extractor {
    /// By what two extractors agree on.
    #[default]
    Best,
    /// By one extractor, three times as fast.
    Fast,
}

/// Everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// In canonical order.
    pub documents: Vec<Document>,
    /// What was left out, in order of path and record.
    pub skips: Vec<Skip>,
    /// What was noted of records that were read, of each kind once.
    pub notes: Vec<Note>,
    /// How many files were opened.
    pub files: u64,
    /// About how many bytes of text they hold; 0 when that is not known.
    pub bytes: u64,
}

/// An input that names nothing.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// No file, folder or pattern of that name.
    #[error("{0}: no such file or folder; check the path, or quote a pattern such as 'news/*.jsonl'")]
    NotFound(String),
    /// The pattern cannot be read as one.
    #[error("{pattern}: not a valid pattern: {reason}")]
    BadPattern {
        /// As given.
        pattern: String,
        /// Why.
        reason: String,
    },
    /// Standard input, where the input has to be read twice.
    #[error("-: standard input can be read once only; save it as a file and name that")]
    Unseekable,
    /// The pattern or folder is fine, but holds no file.
    #[error("{0}: no files there; check the pattern, or whether ignore rules hide them")]
    NoFiles(String),
    /// The file with vectors cannot be used.
    #[error(transparent)]
    Vectors(#[from] VectorsError),
}

/// Reads every file that `inputs` name: files, folders (walked with ignore rules), patterns, and `-` for standard input.
pub fn read(inputs: &[String], params: &InputParams, observer: &dyn Observer) -> Result<Input, InputError> {
    let reading = Reading::of(inputs, params)?;
    let pass = reading.read(
        Extent::Whole,
        observer,
        || (),
        |(), documents: &mut Vec<Document>, record| documents.push(document(record)),
        |documents| documents,
    );
    let mut input = Input {
        files: reading.paths().len() as u64,
        skips: pass.skips,
        notes: Note::by_kind(pass.notes),
        bytes: reading.expected_bytes(),
        ..Input::default()
    };
    for chunk in pass.chunks {
        let path = &reading.paths()[chunk.file];
        input.documents.extend(chunk.value.into_iter().map(|document| {
            let record = document.record.map(|record| record + chunk.before);
            Document { path: path.clone(), record, ..document }
        }));
    }
    let mut names = UniqueNames::default();
    for document in &mut input.documents {
        let own = Some(std::mem::take(&mut document.name)).filter(|own| !own.is_empty());
        let unique = match &own {
            Some(own) => names.unique(own.as_str().into()),
            None => names.unique(default_name(&document.path, document.record).into()),
        };
        // A name that was made up repeats nothing.
        document.repeats = own.filter(|own| **own != *unique);
        document.name = unique.as_ref().into();
    }
    if let Some(path) = &params.vectors {
        vectors::give(path, &mut input.documents)?;
    }
    Ok(input)
}

/// A document without its path, and with its own id or no name.
fn document(record: Record<'_>) -> Document {
    let RecordText { id, text, title, published, url, source, language, vector, asides, shown, notes: _ } =
        record.fields;
    Document {
        name: id.unwrap_or_default(),
        path: String::new(),
        record: record.number,
        repeats: None,
        layout: record.layout,
        text: text.into_owned(),
        title,
        published,
        url,
        source,
        language,
        vector,
        asides,
        shown,
    }
}

/// What a record without an id is called.
pub fn default_name(path: &str, record: Option<u64>) -> String {
    record.map_or_else(|| path.to_string(), |record| format!("{path}:{record}"))
}

/// Names must tell documents apart: the second record with an id is called `id#2`, and so on, in canonical order.
#[derive(Debug, Default)]
pub struct UniqueNames(AHashMap<Arc<str>, u32>);

impl UniqueNames {
    /// The name, or another when it was there before.
    pub fn unique(&mut self, name: Arc<str>) -> Arc<str> {
        let Some(mut count) = self.0.get(&name).copied() else {
            self.0.insert(Arc::clone(&name), 1);
            return name;
        };
        loop {
            count += 1;
            let other: Arc<str> = format!("{name}#{count}").into();
            // A record may be called so by itself.
            if !self.0.contains_key(&other) {
                self.0.insert(Arc::clone(&other), 1);
                self.0.insert(name, count);
                return other;
            }
        }
    }
}

/// The host of an address without `www.`: the outlet, when nothing else names it.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.') && !host.contains(char::is_whitespace)).then(|| host.to_lowercase())
}

/// Those of `inputs` that gave none of the documents in `paths`, the files of all documents. An input that names nothing
/// gave none.
pub fn without_documents<'i>(inputs: &'i [String], paths: &BTreeSet<&str>) -> Vec<&'i str> {
    let gave = |input: &String| {
        paths.contains(input.strip_prefix("./").unwrap_or(input))
            || walk::expand(std::slice::from_ref(input))
                .is_ok_and(|files| files.paths.keys().any(|path| paths.contains(path.as_str())))
    };
    inputs.iter().filter(|input| !gave(input)).map(String::as_str).collect()
}

/// Whether `path` is a file, which can be read more than once.
pub fn is_file(path: &str) -> bool {
    path != walk::STANDARD_INPUT && real_path(path).is_file()
}

/// Whether `path` can be opened as an input, for messages.
pub fn exists(path: &str) -> bool {
    path == walk::STANDARD_INPUT || real_path(path).exists()
}

#[cfg(test)]
mod tests;
