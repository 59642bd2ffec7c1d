//! Character references in a feed: those that it declares itself, and those of HTML.

use crate::input::entities;
use ahash::AHashMap;
use std::borrow::Cow;
use std::cell::Cell;

/// No more names are remembered, and no longer values: they stand for a character or a few words.
const MOST_NAMES: usize = 1024;
const MOST_BYTES: usize = 256;

/// What all values of one feed may add to it. A value holds no other name, so nothing can double and double again; this is
/// for a short name with a long value that comes a million times.
const MOST_ADDED: usize = 1 << 20;

/// The names that a document type declares.
#[derive(Debug)]
pub(super) struct References<'t> {
    values: AHashMap<&'t str, Cow<'t, str>>,
    left: Cell<usize>,
}

impl Default for References<'_> {
    fn default() -> Self {
        Self { values: AHashMap::new(), left: Cell::new(MOST_ADDED) }
    }
}

impl<'t> References<'t> {
    /// Takes note of `<!ENTITY name "value">` in a declaration. Names of files and addresses are not looked at.
    pub(super) fn declare(&mut self, declaration: &'t str) {
        for declared in declaration.split("ENTITY").skip(1) {
            let declared = declared.trim_start();
            let Some((name, rest)) = declared.split_once(|c: char| c.is_ascii_whitespace()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some((value, _)) = rest[1..].split_once(quote) else { continue };
            if value.len() <= MOST_BYTES && self.values.len() < MOST_NAMES {
                // The first declaration of a name counts.
                self.values.entry(name).or_insert_with(|| entities::decoded(value));
            }
        }
    }

    /// A text with what its references stand for.
    pub(super) fn resolved<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.expanded(text) {
            Cow::Borrowed(text) => entities::decoded(text),
            Cow::Owned(text) => Cow::Owned(entities::decode(text)),
        }
    }

    /// A text with the names of the feed's own replaced and no others, for markup whose references are resolved later.
    pub(super) fn expanded<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.values.is_empty() || !text.contains('&') {
            return Cow::Borrowed(text);
        }
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, reference) = rest.split_at(at);
            expanded.push_str(before);
            let length =
                reference[1..].bytes().take_while(|byte| !matches!(byte, b';' | b'&' | b' ' | b'<')).count();
            let value =
                reference[1 + length..].starts_with(';').then(|| self.values.get(&reference[1..=length]));
            if let Some(value) = value.flatten().filter(|value| value.len() <= self.left.get()) {
                self.left.set(self.left.get() - value.len());
                expanded.push_str(value);
                rest = &reference[length + 2..];
            } else {
                expanded.push('&');
                rest = &reference[1..];
            }
        }
        expanded.push_str(rest);
        Cow::Owned(expanded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_document_type_stand_for_their_values_and_for_no_more_than_a_megabyte() {
        let mut references = References::default();
        references.declare("DOCTYPE rss [<!ENTITY co \"Lind &amp; Oda\"><!ENTITY f SYSTEM \"file:///etc/x\"> <!ENTITY\n q 'a&#33;'>]");
        assert_eq!(references.resolved("&co; &q; &f; &amp;co; &co"), "Lind & Oda a! &f; &co; &co");
        assert_eq!(references.expanded("&co;&nbsp;"), "Lind & Oda&nbsp;");
        let bomb = format!("DOCTYPE a [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;\">]", "x".repeat(200));
        let mut references = References::default();
        references.declare(&bomb);
        assert_eq!(references.resolved("&b;"), "&a;&a;");
        assert!(references.resolved(&"&a;".repeat(1 << 20)).len() < 5 << 20);
    }
}
