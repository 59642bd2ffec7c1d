//! What the reader takes each file for: its form, its charset, and which of its fields is what.
//!
//! Records are counted in a pass over all of the input. Which names were taken is looked up at the beginning of each file,
//! in as much as one thread works on at once.

use super::archive::{Outcome, Piece, Source, without_mark};
use super::charset::{Charset, Told};
use super::cut::{Flow, Raw};
use super::decompress::Limits;
use super::fields::{List, RecordText};
use super::form::{Form, form};
use super::json::RecordReader;
use super::names::real_path;
use super::stream::{Extent, Reading, Record};
use super::walk::STANDARD_INPUT;
use super::{InputError, InputParams, json, markup};
use crate::observe::{Note, Observer, Skip};
use std::collections::BTreeMap;
use std::fs::File;

/// What was found out about one file.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// The file.
    pub path: String,
    /// How it is packed, when it is.
    pub packing: Option<&'static str>,
    /// What it is; nothing when it is nothing that is read.
    pub form: Option<&'static str>,
    /// The charset of its text; nothing when it has none of its own, as a Parquet file, or one for each record.
    pub charset: Option<&'static str>,
    /// How the charset was found out: not at all where it is certain.
    pub charset_from: Option<&'static str>,
    /// How many records became documents.
    pub records: u64,
    /// How many records or other things were left out.
    pub left_out: u64,
    /// What the records say and where that stands, in the order text, title, date, url, source, lang, id.
    pub fields: Vec<FieldFacts>,
    /// What was noted of its records, in order of kind.
    pub notes: Vec<Note>,
}

/// What was found out about one field of the records of a file.
#[derive(Clone, Debug)]
pub struct FieldFacts {
    /// As its flag calls it: `text`, `title`, …
    pub name: &'static str,
    /// In how many documents it has a value.
    pub documents: u64,
    /// The names of the fields, columns or elements it was taken from, the most frequent first.
    pub taken_from: Vec<String>,
}

/// What was found out about all files.
#[derive(Clone, Debug)]
pub struct Explained {
    /// In order of path.
    pub files: Vec<FileFacts>,
    /// What was left out.
    pub skips: Vec<Skip>,
}

/// Names and how often each was taken, for each field.
type Names = [BTreeMap<String, u64>; List::ALL.len()];

/// Explains every file that `inputs` name. Standard input can be read once only, and is an error here.
pub fn explain(
    inputs: &[String],
    params: &InputParams,
    observer: &dyn Observer,
) -> Result<Explained, InputError> {
    let reading = Reading::of(inputs, params)?;
    if reading.paths().iter().any(|path| path == STANDARD_INPUT) {
        return Err(InputError::Unseekable);
    }
    let pass = reading.read(
        Extent::Whole,
        observer,
        || (),
        |(), counts: &mut Counts, record| counts.add(&record),
        |counts| counts,
    );
    let mut counts = vec![Counts::default(); reading.paths().len()];
    for chunk in pass.chunks {
        counts[chunk.file].join(&chunk.value);
    }
    let files = reading.paths().iter().zip(counts);
    let files = files
        .map(|(path, counts)| {
            let left_out = pass.skips.iter().filter(|skip| skip.path == *path).map(|skip| skip.records).sum();
            let notes = pass.notes.iter().filter(|note| note.path == *path).cloned().collect();
            facts(path, params, &counts, left_out, notes)
        })
        .collect();
    Ok(Explained { files, skips: pass.skips })
}

/// How many documents there are, and how many have each field.
#[derive(Clone, Debug, Default)]
struct Counts {
    records: u64,
    fields: [u64; List::ALL.len()],
}

impl Counts {
    fn add(&mut self, record: &Record<'_>) {
        self.records += 1;
        for (count, list) in self.fields.iter_mut().zip(List::ALL) {
            *count += u64::from(has(&record.fields, list));
        }
    }

    fn join(&mut self, other: &Self) {
        self.records += other.records;
        for (count, other) in self.fields.iter_mut().zip(other.fields) {
            *count += other;
        }
    }
}

fn has(record: &RecordText<'_>, list: List) -> bool {
    match list {
        List::Text => true,
        List::Title => record.title.is_some(),
        List::Date => record.published.is_some(),
        List::Url => record.url.is_some(),
        List::Source => record.source.is_some(),
        List::Lang => record.language.is_some(),
        List::Id => record.id.is_some(),
        List::Vector => record.vector.is_some(),
    }
}

fn facts(path: &str, params: &InputParams, counts: &Counts, left_out: u64, notes: Vec<Note>) -> FileFacts {
    let mut names = Names::default();
    let mut told = Outcome::default();
    if let Ok(file) = File::open(real_path(path)) {
        let source = Source { path, extent: Extent::Heads(1), fields: &params.fields, limits: Limits::USUAL };
        let mut inside = (None, None);
        told = source.unpack(file, &mut |piece| {
            inside = look(path, piece, params, &mut names);
            Flow::Break(())
        });
        told.form = told.form.or(inside.0);
        told.charset = told.charset.or(inside.1);
    }
    let fields = List::ALL.into_iter().zip(counts.fields).zip(names);
    // A vector is looked for only when its field is named.
    let asked = fields.filter(|((list, _), _)| !params.fields.list(*list).is_empty());
    let fields = asked.map(|((list, documents), names)| {
        let mut taken_from: Vec<(String, u64)> = names.into_iter().collect();
        taken_from.sort_by(|x, y| y.1.cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
        let fixed = told.form.and_then(|form| place(form, list)).map(str::to_string);
        let hosts = list == List::Source && taken_from.is_empty() && fixed.is_none() && documents > 0;
        let host = hosts.then(|| "host of the address".to_string());
        let taken_from = taken_from.into_iter().map(|(name, _)| name).chain(fixed).chain(host).collect();
        FieldFacts { name: list.name(), documents, taken_from }
    });
    FileFacts {
        path: path.to_string(),
        packing: told.packing.words(),
        form: told.form.map(Form::words),
        charset: told.charset.map(Charset::name),
        charset_from: told.charset.and_then(|charset| match charset.told {
            Told::Certain => None,
            Told::Declared => Some("as declared"),
            Told::Guessed => Some("guessed"),
        }),
        records: counts.records,
        left_out,
        fields: fields.collect(),
        notes,
    }
}

/// Notes the names that the records of a piece are taken from, and says what the piece is.
fn look(
    path: &str,
    piece: Piece,
    params: &InputParams,
    names: &mut Names,
) -> (Option<Form>, Option<Charset>) {
    let reader = RecordReader::new(params);
    let fields = &params.fields;
    let mut note = |list: List, name: &str| {
        *names[list as usize].entry(name.to_string()).or_default() += 1;
    };
    match piece {
        Piece::Raw(raw) => {
            match raw {
                Raw::Rows(rows) => rows.used(note),
                #[cfg(feature = "parquet")]
                Raw::Batch(batch) => batch.used(note),
                Raw::Blocks(_) => {}
            }
            (None, None)
        }
        Piece::Lines(bytes) => {
            for line in without_mark(&bytes).split(|byte| *byte == b'\n') {
                reader.used(line, &mut note);
            }
            (Some(Form::JsonLines), Some(Charset::UTF_8))
        }
        Piece::Whole { bytes, .. } => {
            let content = without_mark(&bytes);
            if super::form::foreign(path, content).is_some() {
                return (None, None);
            }
            let form = form(path, content, fields);
            let charset = match form {
                Form::Html => Charset::of(content, markup::declared_charset(content)),
                Form::Feed => Charset::of(content, super::feed::declared_charset(content)),
                Form::JsonLines | Form::JsonWhole => Charset::UTF_8,
                _ => Charset::of(content, None),
            };
            if form == Form::JsonLines {
                content.split(|byte| *byte == b'\n').for_each(|line| reader.used(line, &mut note));
            } else if form == Form::JsonWhole {
                json::places(content).for_each(|place| reader.used(&content[place], &mut note));
            }
            (Some(form), Some(charset))
        }
    }
}

/// Where a field stands in a form that has one place for it.
fn place(form: Form, list: List) -> Option<&'static str> {
    Some(match (form, list) {
        (Form::Page, List::Text) => "the whole file",
        (Form::Page, List::Date) => "its date line",
        (Form::Feed, List::Text) => "the longest of content and summary",
        (Form::Feed, List::Title) => "title",
        (Form::Feed, List::Date) => "publication, else update",
        (Form::Feed, List::Url) => "link",
        (Form::Feed, List::Source) => "title of the feed, else host of the link",
        (Form::Feed, List::Lang) => "language of the item, else of the feed",
        (Form::Feed, List::Id) => "guid or id, else rdf:about, else link",
        (Form::Html | Form::Warc, List::Text) => "the page",
        (Form::Html | Form::Warc, List::Title | List::Date | List::Lang) => "the page's head",
        (Form::Html, List::Source) => "the page's head",
        (Form::Warc, List::Source) => "the page's head, else host of the address",
        (Form::Warc, List::Url | List::Id) => "WARC-Target-URI",
        _ => return None,
    })
}
