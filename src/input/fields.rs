//! Which field of a record is what.

use crate::document::{Document, Language, Layout};
use crate::observe::SkipReason;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Names of fields, tried in order; the first that a record has is taken. A dot goes into an object: `article.body`.
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
        }
    }
}

/// Why a record is no document.
pub(super) struct Unfit {
    pub(super) reason: SkipReason,
    pub(super) detail: String,
}

impl FieldNames {
    /// Makes a document of a record that stands at `record` of `path`.
    pub(super) fn document(&self, path: &str, record: u64, value: Value) -> Result<Document, Unfit> {
        let Value::Object(mut object) = value else {
            return Err(Unfit {
                reason: SkipReason::WrongType,
                detail: "expected an object with a text field".to_string(),
            });
        };
        let title = string(&object, &self.title)?;
        let url = string(&object, &self.url)?;
        let source = string(&object, &self.source)?;
        let id = string(&object, &self.id)?;
        let language = string(&object, &self.lang)?;
        let published = find(&object, &self.date).and_then(|(_, value)| super::date::of_value(value));
        let text = self.take_text(&mut object)?;
        let source = source.or_else(|| url.as_deref().and_then(super::host));
        Ok(Document {
            name: id.unwrap_or_else(|| format!("{path}:{record}")),
            path: path.to_string(),
            record: Some(record),
            layout: Layout::Record,
            text,
            title,
            published,
            url,
            source,
            language: language.as_deref().and_then(Language::from_tag),
        })
    }

    fn take_text(&self, object: &mut Map<String, Value>) -> Result<String, Unfit> {
        let Some((name, _)) = find(object, &self.text) else {
            let known: Vec<&str> = object.keys().take(8).map(String::as_str).collect();
            let detail = format!("its fields: {}; name the text field with --text-field", known.join(", "));
            return Err(Unfit { reason: SkipReason::MissingText, detail });
        };
        let name = name.to_string();
        let text = match take(object, &name) {
            Some(Value::String(text)) => text,
            Some(Value::Array(parts)) => {
                let parts: Option<Vec<String>> = parts
                    .into_iter()
                    .map(|part| if let Value::String(text) = part { Some(text) } else { None })
                    .collect();
                match parts {
                    Some(parts) => parts.join("\n"),
                    None => return Err(wrong_type(&name, "an array of something else than strings")),
                }
            }
            Some(other) => return Err(wrong_type(&name, kind(&other))),
            None => String::new(),
        };
        if text.len() > Document::MAX_BYTES {
            return Err(Unfit {
                reason: SkipReason::TooLarge,
                detail: format!("{} bytes of text", text.len()),
            });
        }
        if text.trim().is_empty() {
            return Err(Unfit { reason: SkipReason::Empty, detail: format!("field {name:?} has no text") });
        }
        Ok(text)
    }
}

/// A short field as text. Numbers are taken as they are written; of an object its `name`, as `NewsAPI` has sources.
fn string(object: &Map<String, Value>, names: &[String]) -> Result<Option<String>, Unfit> {
    let Some((name, value)) = find(object, names) else { return Ok(None) };
    let text = match value {
        Value::String(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        // Several outlets or languages: the first stands for the record.
        Value::Array(several) => match several.first() {
            Some(Value::String(first)) => first.trim().to_string(),
            None => String::new(),
            Some(_) => return Err(wrong_type(name, "an array of something else than strings")),
        },
        Value::Bool(_) | Value::Null => return Err(wrong_type(name, kind(value))),
        Value::Object(inner) => {
            match ["name", "title", "id", "$oid", "href"].iter().find_map(|key| inner.get(*key)) {
                Some(Value::String(text)) => text.trim().to_string(),
                _ => return Err(wrong_type(name, "an object without a name")),
            }
        }
    };
    Ok((!text.is_empty()).then_some(text))
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

/// The first of `names` that `object` has with a value.
fn find<'n, 'o>(object: &'o Map<String, Value>, names: &'n [String]) -> Option<(&'n str, &'o Value)> {
    names.iter().find_map(|name| {
        let value = get(object, name)?;
        (!value.is_null()).then_some((name.as_str(), value))
    })
}

fn get<'o>(object: &'o Map<String, Value>, name: &str) -> Option<&'o Value> {
    if let Some(value) = object.get(name) {
        return Some(value);
    }
    let (outer, inner) = name.split_once('.')?;
    get(object.get(outer)?.as_object()?, inner)
}

fn take(object: &mut Map<String, Value>, name: &str) -> Option<Value> {
    if let Some(value) = object.get_mut(name) {
        return Some(value.take());
    }
    let (outer, inner) = name.split_once('.')?;
    take(object.get_mut(outer)?.as_object_mut()?, inner)
}
