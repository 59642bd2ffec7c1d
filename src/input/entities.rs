//! Character references of HTML.

use std::borrow::Cow;

/// `text` with `&quot;`, `&#8220;` and the like as the characters they stand for.
///
/// Only whole references count: with a name that HTML knows, or the number of a character, and a semicolon. So `AT&T`,
/// `a&b;` and the query of an address stay as they are. References are decoded once: `&amp;lt;` is the text `&lt;`.
///
/// For headlines, names and markup that is made into text. A text that is quoted by bytes is never rewritten.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    html_escape::decode_html_entities(text)
}

/// The same for a text that is owned, which is given back as it is when it has none.
pub(super) fn decode(text: String) -> String {
    if text.contains('&') { decoded(&text).into_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_references_are_decoded() {
        for (text, want) in [
            ("&quot;Enough&quot;, says minister", "\"Enough\", says minister"),
            ("&#8220;كفى&#8221; &ndash; الوزير", "“كفى” – الوزير"),
            ("Bed &amp; breakfast &#x27;s", "Bed & breakfast 's"),
            ("How to write &lt;div&gt;", "How to write <div>"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(decoded(text), want);
        }
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "no ampersand",
            "AT&T",
            "Q&A",
            "a && b",
            "x&y;",
            "?a=1&copy=2&lt=3",
            "&#;",
            "&#xZZ;",
            "&#1114112;",
            "&#0;",
            "&",
            "&;",
            "R&D; B&M",
            "شركة &تي",
        ] {
            assert_eq!(decoded(text), text);
        }
        assert!(matches!(decoded("no ampersand"), Cow::Borrowed(_)));
    }
}
