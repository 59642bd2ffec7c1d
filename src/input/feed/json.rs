//! JSON Feed: an object whose `items` are objects.

use crate::document::{Document, Language};
use crate::input::fields::{RecordText, Unfit};
use crate::input::{date, entities, host, markup};
use crate::observe::SkipReason;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::Range;

/// Where the items of a feed stand, found by brackets and quotation marks alone: an item that is no JSON costs none of the
/// others.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) items: Vec<Range<usize>>,
    /// What stands around the items, without them.
    head: String,
    /// Whether the object ends.
    pub(super) is_whole: bool,
}

impl Outline {
    pub(super) fn of(text: &str) -> Self {
        let mut outline = Self::default();
        let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
        let (mut depth, mut last_name) = (0_usize, 0..0);
        let mut kept = 0;
        while let Some((byte, span)) = scan.next() {
            match byte {
                b'"' if depth == 1 => last_name = span,
                b'[' if depth == 1 && text.get(last_name.clone()) == Some("\"items\"") && kept == 0 => {
                    outline.head.push_str(&text[..span.end]);
                    if scan.items(&mut outline.items).is_some() {
                        outline.head.push(']');
                    }
                    kept = scan.at;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            outline.is_whole = depth == 0 && byte == b'}';
        }
        outline.head.push_str(&text[kept..]);
        if !outline.is_whole {
            outline.head.push_str("]}");
        }
        outline
    }

    /// The record of each item.
    pub(super) fn records<'o>(
        &'o self,
        text: &'o str,
    ) -> impl Iterator<Item = Result<RecordText<'static>, Unfit>> + 'o {
        let feed: Map<String, Value> = serde_json::from_str(&self.head).unwrap_or_default();
        let outlet = feed.get("title").and_then(line);
        let language = feed.get("language").and_then(Value::as_str).and_then(Language::from_tag);
        self.items.iter().map(move |span| record(&text[span.clone()], outlet.as_deref(), language))
    }
}

/// Steps from one bracket or string to the next.
struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<(u8, Range<usize>)> {
        loop {
            let start = self.at;
            let byte = *self.bytes.get(start)?;
            self.at += 1;
            match byte {
                b'"' => {
                    while let Some(next) =
                        memchr::memchr2(b'"', b'\\', &self.bytes[self.at.min(self.bytes.len())..])
                    {
                        self.at += next + 1;
                        if self.bytes[self.at - 1] == b'"' {
                            return Some((byte, start..self.at));
                        }
                        self.at += 1;
                    }
                    self.at = self.bytes.len();
                    return None;
                }
                b'{' | b'}' | b'[' | b']' | b',' => return Some((byte, start..self.at)),
                _ => {}
            }
        }
    }

    /// The elements of the array that was just opened, up to its end; of one that breaks off the whole ones,
    /// and nothing.
    fn items(&mut self, items: &mut Vec<Range<usize>>) -> Option<()> {
        let (mut start, mut depth) = (self.at, 0_usize);
        loop {
            let (byte, span) = self.next()?;
            match byte {
                b'{' | b'[' => depth += 1,
                b',' | b']' if depth == 0 => {
                    let element = &self.bytes[start..span.start];
                    let blank = element.len() - element.trim_ascii_start().len();
                    let length = element.trim_ascii().len();
                    if length > 0 {
                        items.push(start + blank..start + blank + length);
                    }
                    if byte == b']' {
                        return Some(());
                    }
                    start = span.end;
                }
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

fn record(
    item: &str,
    outlet: Option<&str>,
    language: Option<Language>,
) -> Result<RecordText<'static>, Unfit> {
    let fields: Map<String, Value> = serde_json::from_str(item).map_err(|error| {
        let reason = if serde_json::from_str::<Value>(item).is_ok() {
            SkipReason::WrongType
        } else {
            SkipReason::BrokenJson
        };
        Unfit::new(reason, error.to_string())
    })?;
    let text = text(&fields).ok_or_else(|| {
        Unfit::new(SkipReason::Empty, "neither content_html, content_text nor summary has text")
    })?;
    if text.len() > Document::MAX_BYTES {
        return Err(Unfit::new(SkipReason::TooLarge, format!("{} bytes of text", text.len())));
    }
    let word = |name: &str| fields.get(name).and_then(word);
    let url = word("url").or_else(|| word("external_url"));
    let time = |name: &str| fields.get(name).and_then(date::of_value);
    let mut record = RecordText {
        id: word("id").or_else(|| url.clone()),
        title: fields.get("title").and_then(line),
        source: outlet.map(str::to_string).or_else(|| url.as_deref().and_then(host)),
        language: word("language").as_deref().and_then(Language::from_tag).or(language),
        url,
        ..RecordText::of_text(Cow::Owned(text))
    };
    if let Some(written) = word("date_published").or_else(|| word("date_modified")) {
        record.date_of(time("date_published").or_else(|| time("date_modified")), || written);
    }
    Ok(record)
}

/// The longest of what an item has.
fn text(fields: &Map<String, Value>) -> Option<String> {
    let of = |name: &str| fields.get(name).and_then(Value::as_str);
    let html = of("content_html").map(markup::text);
    let plain = ["content_text", "summary"].into_iter().filter_map(of).map(|text| text.trim().to_string());
    let texts = html.into_iter().chain(plain).filter(|text| !text.trim().is_empty());
    texts.reduce(|longest, text| if text.len() > longest.len() { text } else { longest })
}

/// A value as a word. The specification has numbers read as the strings they are written as.
fn word(value: &Value) -> Option<String> {
    let word = match value {
        Value::String(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(word).filter(|word| !word.is_empty())
}

/// A value in one line; markup that should not be there is taken off.
fn line(value: &Value) -> Option<String> {
    let text = word(value)?;
    let text = if markup::has_markup(&text) { markup::text(&text) } else { entities::decode(text) };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line).filter(|line| !line.is_empty())
}
