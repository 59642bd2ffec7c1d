//! Which field of a record is what.

use super::entities;
use super::json::without_bare_numbers;
use super::record::{Fields, Found, Wanted, is_blank};
use super::unescape;
use crate::document::{Aside, Document, Language, Shown, Timestamp};
use crate::observe::{NoteKind, SkipReason};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Names of fields, tried in order; the first that has a value in a record is taken. A dot goes into an object:
/// `article.body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldNames {
    /// The text: a string, or an array of strings that are its paragraphs.
    pub text: Vec<String>,
    /// The headline.
    pub title: Vec<String>,
    /// The date of publication.
    pub date: Vec<String>,
    /// The address.
    pub url: Vec<String>,
    /// The outlet.
    pub source: Vec<String>,
    /// The language.
    pub lang: Vec<String>,
    /// The record's id.
    pub id: Vec<String>,
    /// A vector that says what the record is about: an array of numbers. Looked for only when it is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vector: Vec<String>,
}

impl Default for FieldNames {
    fn default() -> Self {
        let names = |list: &str| list.split(' ').map(str::to_string).collect();
        Self {
            text: names(
                "text content body article maintext main_text articleBody article_text full_text fulltext raw_content",
            ),
            title: names("title headline heading"),
            date: names(
                "date published published_at publishedAt date_published datePublished pubDate pub_date date_publish publish_date publication_date created_at timestamp",
            ),
            url: names("url link canonical_url permalink"),
            source: names("source outlet domain source_domain publisher site site_name feed"),
            lang: names("lang language locale"),
            id: names("id _id uuid guid doc_id document_id article_id"),
            vector: Vec::new(),
        }
    }
}

/// What is looked for in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum List {
    Text,
    Title,
    Date,
    Url,
    Source,
    Lang,
    Id,
    Vector,
}

impl List {
    pub(super) const ALL: [Self; 8] =
        [Self::Text, Self::Title, Self::Date, Self::Url, Self::Source, Self::Lang, Self::Id, Self::Vector];

    /// As the flag that names its fields calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Date => "date",
            Self::Url => "url",
            Self::Source => "source",
            Self::Lang => "lang",
            Self::Id => "id",
            Self::Vector => "vector",
        }
    }
}

/// Why a record is no document.
pub(super) struct Unfit {
    pub(super) reason: SkipReason,
    pub(super) detail: String,
}

impl Unfit {
    pub(super) fn new(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// A record as its fields tell it, borrowed from the input as far as that can be.
#[derive(Clone, Debug)]
pub struct RecordText<'a> {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// Its text, not blank.
    pub text: Cow<'a, str>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// The outlet, as the record names it or as its address shows it.
    pub source: Option<String>,
    /// The language it declares.
    pub language: Option<Language>,
    /// Its vector, where one was asked for.
    pub vector: Option<Box<[f32]>>,
    /// Other articles at the end of its text, as in [`Document::asides`].
    pub asides: Vec<Aside>,
    /// Of a page with markup, how much text it shows, as in [`Document::shown`].
    pub shown: Option<Shown>,
    /// What is told of it, with the value that stands there.
    pub notes: Vec<(NoteKind, String)>,
}

impl<'a> RecordText<'a> {
    /// A record of which nothing is known but its text.
    pub(super) fn of_text(text: Cow<'a, str>) -> Self {
        Self {
            id: None,
            text,
            title: None,
            published: None,
            url: None,
            source: None,
            language: None,
            vector: None,
            asides: Vec::new(),
            shown: None,
            notes: Vec::new(),
        }
    }

    /// The same, with a text of its own.
    pub(super) fn into_owned(self) -> RecordText<'static> {
        let Self { id, text, title, published, url, source, language, vector, asides, shown, notes } = self;
        let text = Cow::Owned(text.into_owned());
        RecordText { id, text, title, published, url, source, language, vector, asides, shown, notes }
    }

    /// Takes a date as it stands in the record, and notes it when it is not understood.
    pub(super) fn date_of(&mut self, read: Option<Timestamp>, written: impl FnOnce() -> String) {
        self.published = read;
        if read.is_none() {
            self.notes.push((NoteKind::UnreadDate, quoted(&written())));
        }
    }

    /// Takes the name of a language, and notes it when it is not understood.
    pub(super) fn language_of(&mut self, tag: &str) {
        self.language = Language::from_tag(tag);
        if self.language.is_none() {
            self.notes.push((NoteKind::UnreadLanguage, quoted(tag)));
        }
    }

    /// Gives the buffer of the text back, so that the next record that this thread reads can have it.
    pub fn recycle(self) {
        unescape::recycle(self.text);
    }
}

/// A value as a note shows it.
fn quoted(value: &str) -> String {
    let mut short: String = value.trim().chars().take(SHOWN).collect();
    if short.len() < value.trim().len() {
        short.push('…');
    }
    short
}

/// Objects inside objects are looked into so deep.
const DEEPEST: usize = 4;

/// Characters of a value that a note shows.
const SHOWN: usize = 60;

/// The names inside an object that stand for it where a short text is wanted, as services have outlets and headlines.
pub(super) const NAMES_OF_OBJECTS: [&str; 8] =
    ["name", "title", "id", "$oid", "href", "rendered", "value", "#text"];

/// The names inside an object that stand for its text, besides those of a text field.
pub(super) const TEXTS_OF_OBJECTS: [&str; 4] = ["rendered", "value", "#text", "html"];

impl FieldNames {
    /// The names of one field.
    pub(super) fn list(&self, list: List) -> &[String] {
        match list {
            List::Text => &self.text,
            List::Title => &self.title,
            List::Date => &self.date,
            List::Url => &self.url,
            List::Source => &self.source,
            List::Lang => &self.lang,
            List::Id => &self.id,
            List::Vector => &self.vector,
        }
    }

    /// What the bytes of one JSON object say.
    pub(super) fn record<'a>(&self, line: &'a [u8], wanted: &Wanted) -> Result<RecordText<'a>, Unfit> {
        let Ok(mut fields) = Fields::parse(line, wanted) else {
            return match without_bare_numbers(line) {
                Some(mended) => self.record(&mended, wanted).map(RecordText::into_owned),
                None => Err(fault(line)),
            };
        };
        let string = |list: List| self.string(&fields, list, wanted);
        let title = string(List::Title)?.map(entities::decode);
        let url = string(List::Url)?;
        let source = string(List::Source)?;
        let id = string(List::Id)?;
        let language = string(List::Lang)?;
        let published = fields.find(List::Date, self, wanted).map(|(_, found)| match found {
            Found::Text { text, .. } => (super::date::parse_date(text), text.to_string()),
            Found::Other(value) => (super::date::of_value(value), value.to_string()),
        });
        let vector = self.vector(&fields, wanted)?;
        let text = self.take_text(&mut fields, line, wanted)?;
        let source = source.or_else(|| url.as_deref().and_then(super::host));
        let mut record = RecordText { id, title, url, source, vector, ..RecordText::of_text(text) };
        if let Some((read, written)) = published {
            record.date_of(read, || written);
        }
        if let Some(tag) = language {
            record.language_of(&tag);
        }
        Ok(record)
    }

    /// The names that the fields of one JSON object are taken from.
    pub(super) fn used(&self, line: &[u8], wanted: &Wanted, sink: &mut dyn FnMut(List, &str)) {
        let Ok(fields) = Fields::parse(line, wanted) else {
            if let Some(mended) = without_bare_numbers(line) {
                self.used(&mended, wanted, sink);
            }
            return;
        };
        for list in List::ALL {
            match fields.find(list, self, wanted) {
                Some((name, Found::Other(Value::Object(object)))) if list == List::Text => {
                    match self.text_inside(object, 0) {
                        Some((inner, _)) => sink(list, &format!("{name}.{inner}")),
                        None => sink(list, name),
                    }
                }
                Some((name, _)) => sink(list, name),
                None => {}
            }
        }
    }

    fn take_text<'a>(
        &self,
        fields: &mut Fields<'a>,
        line: &[u8],
        wanted: &Wanted,
    ) -> Result<Cow<'a, str>, Unfit> {
        let (name, text) = match fields.find(List::Text, self, wanted) {
            None => return Err(self.missing_text(fields, line, wanted)),
            Some((name, Found::Text { at, .. })) => (name, fields.take_text(at)),
            Some((name, Found::Other(Value::String(text)))) => (name, Cow::Owned(text.clone())),
            Some((name, Found::Other(Value::Array(parts)))) => {
                let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
                let Some(parts) = parts else {
                    return Err(wrong_type(name, "an array of something else than strings"));
                };
                (name, Cow::Owned(parts.join("\n")))
            }
            Some((name, Found::Other(Value::Object(object)))) => match self.text_inside(object, 0) {
                Some((_, text)) => (name, Cow::Owned(text.to_string())),
                None => return Err(no_text_inside(name, object)),
            },
            Some((name, Found::Other(other))) => return Err(wrong_type(name, kind(other))),
        };
        if text.len() > Document::MAX_BYTES {
            let detail = format!("{} bytes of text", text.len());
            return Err(Unfit { reason: SkipReason::TooLarge, detail });
        }
        if text.trim().is_empty() {
            let detail = format!("field {name:?} has no text");
            return Err(Unfit { reason: SkipReason::Empty, detail });
        }
        Ok(text)
    }

    /// The text inside an object that stands where a text should, and its name there.
    fn text_inside<'v>(&self, object: &'v Map<String, Value>, depth: usize) -> Option<(String, &'v str)> {
        let names = self.text.iter().map(String::as_str).chain(TEXTS_OF_OBJECTS);
        let values =
            names.filter_map(|name| Some((name, object.get(name).filter(|value| !is_blank(value))?)));
        values.into_iter().find_map(|(name, value)| match value {
            Value::String(text) => Some((name.to_string(), text.as_str())),
            Value::Object(inner) if depth < DEEPEST => {
                let (inner, text) = self.text_inside(inner, depth + 1)?;
                Some((format!("{name}.{inner}"), text))
            }
            _ => None,
        })
    }

    fn missing_text(&self, fields: &Fields<'_>, line: &[u8], wanted: &Wanted) -> Unfit {
        if let Some(name) = fields.named(List::Text, self, wanted) {
            return Unfit::new(SkipReason::Empty, format!("field {name:?} has no text"));
        }
        let object: Map<String, Value> = serde_json::from_slice(line).unwrap_or_default();
        let known: Vec<&str> = object.keys().take(8).map(String::as_str).collect();
        let detail = format!("its fields: {}; name the text field with --text-field", known.join(", "));
        Unfit { reason: SkipReason::MissingText, detail }
    }

    fn vector(&self, fields: &Fields<'_>, wanted: &Wanted) -> Result<Option<Box<[f32]>>, Unfit> {
        let Some((name, found)) = fields.find(List::Vector, self, wanted) else { return Ok(None) };
        let numbers = match found {
            Found::Other(value) => super::vectors::of_value(value),
            // As tables without lists write it.
            Found::Text { text, .. } => super::vectors::of_text(text),
        };
        numbers.map(Some).ok_or_else(|| wrong_type(name, "no array of numbers"))
    }

    /// A short field as text. Numbers are taken as they are written; of an object its `name`, as `NewsAPI` has sources.
    fn string(&self, fields: &Fields<'_>, list: List, wanted: &Wanted) -> Result<Option<String>, Unfit> {
        let Some((name, found)) = fields.find(list, self, wanted) else { return Ok(None) };
        let value = match found {
            Found::Text { text, .. } => {
                return Ok(Some(text.trim()).filter(|it| !it.is_empty()).map(str::to_owned));
            }
            Found::Other(value) => value,
        };
        let text = match value {
            Value::String(text) => text.trim().to_string(),
            Value::Number(number) => number.to_string(),
            // Several outlets or languages: the first stands for the record.
            Value::Array(several) => match several.iter().find(|value| !is_blank(value)) {
                Some(Value::String(first)) => first.trim().to_string(),
                None => String::new(),
                Some(_) => return Err(wrong_type(name, "an array of something else than strings")),
            },
            Value::Bool(_) | Value::Null => return Err(wrong_type(name, kind(value))),
            Value::Object(inner) => {
                let values = NAMES_OF_OBJECTS.iter().filter_map(|key| inner.get(*key));
                match values.into_iter().find(|value| !is_blank(value)) {
                    Some(Value::String(text)) => text.trim().to_string(),
                    Some(Value::Number(number)) => number.to_string(),
                    _ => return Err(wrong_type(name, "an object without a name")),
                }
            }
        };
        Ok((!text.is_empty()).then_some(text))
    }
}

/// Why bytes are no record: no JSON, or JSON of another kind.
fn fault(line: &[u8]) -> Unfit {
    // In full, because only then half a surrogate pair inside a list is found out, and with its column.
    let Err(exact) = serde_json::from_slice::<Value>(line) else {
        let detail = "expected an object with a text field".to_string();
        return Unfit { reason: SkipReason::WrongType, detail };
    };
    // Bytes that are no UTF-8 are no JSON either, and that is then the cause.
    let text = std::str::from_utf8(line).is_ok();
    let reason = if text { SkipReason::BrokenJson } else { SkipReason::NotUtf8 };
    // The line of the message would always be 1: the record's own number is given beside it.
    Unfit { reason, detail: exact.to_string().replace(" at line 1 column", " at column") }
}

fn no_text_inside(name: &str, object: &Map<String, Value>) -> Unfit {
    let inside: Vec<String> = object.keys().take(8).map(|key| format!("{name}.{key}")).collect();
    let detail = format!(
        "field {name:?} is an object with {}; name the text in it with --text-field",
        inside.join(", ")
    );
    Unfit::new(SkipReason::WrongType, detail)
}

fn wrong_type(name: &str, kind: &str) -> Unfit {
    Unfit { reason: SkipReason::WrongType, detail: format!("field {name:?} is {kind}") }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
