//! JSON strings to text, into a buffer that the next record takes over.
//!
//! A JSON library makes a new string for each text with an escape in it, and nearly every article has one: filling one
//! buffer again and again saves a twentieth of a run. Half a surrogate pair, which is what is left of an emoji that was cut
//! in two, becomes U+FFFD and does not cost the record; everything else is as the library reads it, and a test says so.

use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::Cell;

/// Shorter texts get a string of their own.
const WORTH_KEEPING: usize = 512;

/// A larger buffer is not kept: one book among the articles should not cost each thread its size for the rest of the run.
const MOST_KEPT: usize = 1 << 20;

thread_local! {
    /// The buffer of the text before.
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// Gives the buffer of a text back for the next one.
pub(super) fn recycle(text: Cow<'_, str>) {
    if let Cow::Owned(mut text) = text
        && (WORTH_KEEPING..=MOST_KEPT).contains(&text.capacity())
    {
        text.clear();
        SPARE.set(text);
    }
}

/// The text of a value that is a string; nothing for any other value.
pub(super) fn string(raw: &RawValue) -> Option<Cow<'_, str>> {
    let inside = raw.get().strip_prefix('"')?.strip_suffix('"')?;
    let Some(first) = memchr::memchr(b'\\', inside.as_bytes()) else { return Some(Cow::Borrowed(inside)) };
    let mut text = if inside.len() < WORTH_KEEPING { String::new() } else { SPARE.take() };
    // Never longer than its source: the shortest escape of two bytes is one, that of six is three at most.
    text.reserve(inside.len());
    let mut rest = inside;
    let mut escape = Some(first);
    while let Some(at) = escape {
        text.push_str(&rest[..at]);
        rest = unescape(&rest[at + 1..], &mut text);
        escape = memchr::memchr(b'\\', rest.as_bytes());
    }
    text.push_str(rest);
    Some(Cow::Owned(text))
}

/// Appends what the escape at the beginning of `rest`, behind its backslash, stands for, and gives what is behind it.
fn unescape<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let mut characters = rest.chars();
    let plain = match characters.next() {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('u') => return unicode(characters.as_str(), text),
        Some(other) => other,
        None => return "",
    };
    text.push(plain);
    characters.as_str()
}

/// The same for four hexadecimal digits, perhaps followed by the second half of a pair.
fn unicode<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let unit = |digits: Option<&str>| digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let (first, behind) = (unit(rest.get(..4)), rest.get(4..).unwrap_or(""));
    let second = behind.strip_prefix("\\u").and_then(|it| unit(it.get(..4)));
    let units = first.into_iter().chain(second);
    if let Some(Ok(c)) = char::decode_utf16(units).next() {
        text.push(c);
        return if c.len_utf16() == 2 { &behind[6..] } else { behind };
    }
    text.push(char::REPLACEMENT_CHARACTER);
    behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(json: &str) -> Option<String> {
        let raw: &RawValue = serde_json::from_str(json).unwrap();
        let text = string(raw)?;
        let own = text.clone().into_owned();
        recycle(text);
        Some(own)
    }

    #[test]
    fn only_strings_are_strings() {
        for json in ["1", "null", "[\"a\"]", "{\"a\":\"b\"}", "true"] {
            assert_eq!(read(json), None);
        }
    }

    #[test]
    fn half_a_pair_becomes_the_replacement_character() {
        assert_eq!(read(r#""a\ud83d""#).unwrap(), "a\u{FFFD}");
        assert_eq!(read(r#""\ude00 b""#).unwrap(), "\u{FFFD} b");
        assert_eq!(read(r#""\ud83d\ud83d\ude00""#).unwrap(), "\u{FFFD}😀");
        assert_eq!(read(r#""\ud83d\u0041\n""#).unwrap(), "\u{FFFD}A\n");
    }

    proptest! {
        #[test]
        fn every_string_is_read_as_the_library_reads_it(
            parts in prop::collection::vec(
                prop_oneof![
                    "[a-z من北😀]{0,9}".prop_map(|it| it),
                    Just("\\n".to_string()), Just("\\\\".to_string()), Just("\\\"".to_string()), Just("\\/".to_string()),
                    Just("\\t\\r\\b\\f".to_string()), Just("\\u0041\\u0627".to_string()), Just("\\ud83d\\uDE00".to_string()),
                    "[a-z]{600}".prop_map(|it| it),
                ],
                0..12,
            )
        ) {
            let json = format!("\"{}\"", parts.concat());
            prop_assert_eq!(read(&json).unwrap(), serde_json::from_str::<String>(&json).unwrap());
        }
    }
}
