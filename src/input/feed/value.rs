//! From an element of a feed to the text it stands for.
//!
//! What a feed says of its markup is often wrong: HTML is called plain text, escaped once too often, wrapped twice, or not
//! escaped at all. So what is said counts only where both readings are possible.

use super::outline::Part;
use super::references::References;
use crate::input::charset::Charset;
use crate::input::markup;
use crate::input::tokens::{Token, Tokens};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// Base64 with or without its padding, and with bits left over at its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What an element says its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text without markup.
    Plain,
    /// HTML as text.
    Html,
    /// Elements.
    Nested,
    /// It does not say.
    Unsaid,
    /// A picture, a sound, a program.
    NoText,
}

/// The text of an element, a line for each block of its markup.
pub(super) fn text(part: &Part<'_>, references: &References<'_>) -> String {
    let kind = kind(part);
    if kind == Kind::Nested {
        return printable(markup::text(&references.expanded(part.inner)));
    }
    let mut flat = flat(part.inner, references);
    let is_packed =
        part.attributes.get("mode").is_some_and(|mode| mode.trim().eq_ignore_ascii_case("base64"));
    if is_packed || kind == Kind::NoText {
        match unpacked(&flat) {
            Some(text) => flat = Cow::Owned(text),
            // A picture, or text that says it is one.
            None if kind == Kind::NoText => return String::new(),
            None => {}
        }
    }
    let is_markup = kind == Kind::Html || has_tags(part.inner) || markup::has_markup(&flat);
    printable(if is_markup { markup::text(&flat) } else { flat.trim().to_string() })
}

/// The text of an element that has one line and is no markup: an id, an address, a date.
pub(super) fn word(part: &Part<'_>, references: &References<'_>) -> String {
    flat(part.inner, references).trim().to_string()
}

/// What an element holds, with its references resolved and its sections opened. Markup that nobody escaped stays as it is.
fn flat<'a>(inner: &'a str, references: &References<'_>) -> Cow<'a, str> {
    let mut tokens = Tokens::new(inner);
    let mut flat: Cow<'a, str> = Cow::Borrowed("");
    while let Some((token, span)) = tokens.next() {
        let piece = match token {
            Token::Text(text) => references.resolved(text),
            Token::Verbatim(text) => Cow::Borrowed(text),
            Token::Start(_) | Token::End(_) | Token::Declaration(_) => Cow::Borrowed(&inner[span]),
            Token::Unread => continue,
        };
        if flat.is_empty() {
            flat = piece;
        } else {
            flat.to_mut().push_str(&piece);
        }
    }
    flat
}

fn kind(part: &Part<'_>) -> Kind {
    let kind = part.attributes.get("type").unwrap_or_default().trim().to_ascii_lowercase();
    let escaped = part.attributes.get("mode").is_some_and(|mode| !mode.trim().eq_ignore_ascii_case("xml"));
    match kind.as_str() {
        // Elements, unless what should be elements was escaped.
        _ if part.is_nested && !escaped && has_tags(part.inner) => Kind::Nested,
        "" => Kind::Unsaid,
        "text" => Kind::Plain,
        "html" | "xhtml" => Kind::Html,
        kind if kind.contains("html") || kind.ends_with("xml") => Kind::Html,
        kind if kind.starts_with("text/") => Kind::Plain,
        kind if kind.contains('/') => Kind::NoText,
        _ => Kind::Unsaid,
    }
}

fn has_tags(inner: &str) -> bool {
    let mut tokens = Tokens::new(inner);
    std::iter::from_fn(|| tokens.next()).any(|(token, _)| matches!(token, Token::Start(_)))
}

/// What is packed in Base64, when it is text.
fn unpacked(packed: &str) -> Option<String> {
    let packed: Vec<u8> = packed.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = BASE64.decode(packed).ok()?;
    if bytes.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace()) {
        return None;
    }
    Some(Charset::of(&bytes, None).decode(&bytes).0.into_owned())
}

/// A text whose control characters are what they stand for in windows-1252: a quotation mark that somebody took for
/// ISO 8859-1, or wrote as `&#146;`, which HTML reads so.
fn printable(text: String) -> String {
    let is_control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if !text.contains(is_control) {
        return text;
    }
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if is_control(c) {
            printable.push_str(&WINDOWS_1252.decode_without_bom_handling(&[c as u8]).0);
        } else {
            printable.push(c);
        }
    }
    printable
}
