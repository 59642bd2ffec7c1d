//! Files to documents.
//!
//! **Owns** all reading: which files an input names, how they are unpacked, which fields of a record are what, what a
//! date is. It is the only room that touches the file system.
//!
//! **Always holds**: documents come in canonical order (path, then record), whatever the order in which files were
//! named and whichever thread read them; names are unique; a record that cannot be read is one [`Skip`] with file,
//! record and reason, and costs no other record; an archive that ends early gives the records before the cut.
//!
//! **Cost**: one pass over the bytes, files and lines in parallel; the texts stay in memory.
//!
//! **Fails** only when an input names nothing that exists ([`InputError`]): everything else is a skip.

mod date;
mod decompress;
mod fields;
mod json;
mod walk;

pub use date::parse_date;
pub use fields::FieldNames;

use crate::document::{Document, Layout};
use crate::observe::{Observer, Phase, Skip, SkipReason};
use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::Path;

/// What the reader takes for what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct InputParams {
    /// Names of the fields of a record, tried in order.
    pub fields: FieldNames,
}

/// Everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// In canonical order.
    pub documents: Vec<Document>,
    /// What was left out, in order of path and record.
    pub skips: Vec<Skip>,
    /// How many files were opened.
    pub files: u64,
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
    /// The pattern or folder is fine, but holds no file.
    #[error("{0}: no files there; check the pattern, or whether ignore rules hide them")]
    NoFiles(String),
}

/// Reads every file that `inputs` name: files, folders (walked with ignore rules), patterns, and `-` for standard input.
pub fn read(inputs: &[String], params: &InputParams, observer: &dyn Observer) -> Result<Input, InputError> {
    let walk::Files { paths, skips } = walk::expand(inputs)?;
    let files: Vec<String> = paths.into_iter().collect();
    let total: u64 =
        files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|data| data.len()).sum();
    observer.begin(Phase::Read, Some(total));
    let parts: Vec<Part> = files
        .par_iter()
        .map(|path| {
            let part = read_file(path, params);
            observer.advance(Phase::Read, std::fs::metadata(path).map_or(0, |data| data.len()));
            part
        })
        .collect();
    let mut input = Input { files: files.len() as u64, skips, ..Input::default() };
    for part in parts {
        input.documents.extend(part.documents);
        input.skips.extend(part.skips);
    }
    input.documents.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
    make_names_unique(&mut input.documents);
    input.skips.sort();
    observer.end(Phase::Read);
    Ok(input)
}

/// What one file gave.
#[derive(Default)]
struct Part {
    documents: Vec<Document>,
    skips: Vec<Skip>,
}

impl Part {
    fn skip(path: &str, reason: SkipReason, detail: impl Into<String>) -> Self {
        let skip = Skip { path: path.to_string(), record: None, reason, detail: detail.into() };
        Self { documents: Vec::new(), skips: vec![skip] }
    }
}

fn read_file(path: &str, params: &InputParams) -> Part {
    let bytes = match load(path) {
        Ok(bytes) => bytes,
        Err(error) => return Part::skip(path, SkipReason::Unreadable, error.to_string()),
    };
    let unpacked = decompress::unpack(bytes);
    let mut part = parse(path, unpacked.bytes, unpacked.fault.is_some(), params);
    if let Some((reason, detail)) = unpacked.fault {
        part.skips.push(Skip { path: path.to_string(), record: None, reason, detail });
    }
    part
}

fn load(path: &str) -> std::io::Result<Vec<u8>> {
    if path == walk::STANDARD_INPUT {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path)
}

/// How the bytes of a file are cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Page,
    JsonLines,
    JsonWhole,
}

fn parse(path: &str, bytes: Vec<u8>, cut_short: bool, params: &InputParams) -> Part {
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        // A damaged archive that gave nothing is already reported as damaged.
        return if cut_short {
            Part::default()
        } else {
            Part::skip(path, SkipReason::Empty, "nothing but white space")
        };
    }
    if let Some(what) = foreign(&bytes) {
        return Part::skip(path, SkipReason::NotText, what);
    }
    match form(path, &bytes) {
        Form::Page if cut_short => Part::default(),
        Form::Page => page(path, bytes),
        Form::JsonLines => json::lines(path, &bytes, cut_short, &params.fields),
        Form::JsonWhole => json::whole(path, &bytes, cut_short, &params.fields),
    }
}

/// Says what the bytes are when they are clearly not a text.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(8192)];
    match head {
        [b'P', b'A', b'R', b'1', ..] => Some("a Parquet file: convert it to JSONL first"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF: extract its text first"),
        [b'P', b'K', 3, 4, ..] => Some("a zip archive: unpack it first"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16: convert it to UTF-8 first"),
        _ if memchr::memchr(0, head).is_some() => Some("binary data"),
        _ => None,
    }
}

fn form(path: &str, bytes: &[u8]) -> Form {
    let first = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match (walk::plain_extension(path).as_str(), first) {
        ("jsonl" | "ndjson", _) => Form::JsonLines,
        ("txt" | "text" | "md", _) => Form::Page,
        (_, Some(b'[')) if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() => Form::JsonWhole,
        ("json", Some(b'[')) => Form::JsonWhole,
        (extension, Some(b'{')) => {
            let line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
            if serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok() {
                Form::JsonLines
            } else if extension == "json" {
                Form::JsonWhole
            } else if extension.is_empty() || path == walk::STANDARD_INPUT {
                Form::JsonLines
            } else {
                Form::Page
            }
        }
        _ => Form::Page,
    }
}

fn page(path: &str, bytes: Vec<u8>) -> Part {
    if bytes.len() > Document::MAX_BYTES {
        return Part::skip(path, SkipReason::TooLarge, format!("{} bytes in one page", bytes.len()));
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            Part { documents: vec![Document::from_text(path, Layout::Page, text)], skips: Vec::new() }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Part::skip(path, SkipReason::NotUtf8, format!("byte {at}; convert it to UTF-8 first"))
        }
    }
}

/// Names must tell documents apart: the second record with an id is called `id#2`, and so on, in canonical order.
fn make_names_unique(documents: &mut [Document]) {
    let mut seen: AHashMap<String, u32> = AHashMap::with_capacity(documents.len());
    for document in documents {
        let count = seen.entry(document.name.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            document.name = format!("{}#{count}", document.name);
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

/// Whether `path` can be opened as an input, for messages.
pub fn exists(path: &str) -> bool {
    path == walk::STANDARD_INPUT || Path::new(path).exists()
}

#[cfg(test)]
mod tests;
