//! Text of the input as HTML: the only way by which it enters the page.

use crate::document::Language;
use crate::report::clean::{self, Direction, direction};
use std::fmt::{self, Write as _};

/// A piece of the input. Written into a page it is text, between tags as well as inside a quoted attribute.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clean = clean::block(self.0);
        let mut rest = clean.as_ref();
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// `rtl` or `ltr`: how the text runs, for the attribute `dir`. What `dir="auto"` finds is the direction of the first
/// letter only.
pub(super) struct Dir<'a>(pub(super) &'a str);

impl Dir<'_> {
    pub(super) fn is_right_to_left(&self) -> bool {
        direction(self.0) == Direction::RightToLeft
    }
}

impl fmt::Display for Dir<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_right_to_left() { "rtl" } else { "ltr" })
    }
}

/// ` lang="ar"`, or nothing when the language is not known.
pub(super) struct Lang(pub(super) Option<Language>);

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(language) => write!(f, " lang=\"{language}\""),
            None => Ok(()),
        }
    }
}

/// An id as the name of a place in the page: letters, digits and `-._`, every other byte in hexadecimal.
pub(super) struct Anchor<'a>(pub(super) char, pub(super) &'a str);

impl fmt::Display for Anchor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.0)?;
        for byte in self.1.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => f.write_char(byte as char)?,
                other => write!(f, "_{other:02x}")?,
            }
        }
        Ok(())
    }
}

/// The address, when following it does what a link should: `javascript:` and the like are none.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_the_input_is_text() {
        let hostile = "</script><img src=x onerror='a(\"b\")'> & \u{202e}\0";
        assert_eq!(
            Text(hostile).to_string(),
            "&lt;/script&gt;&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt; &amp; ␀"
        );
    }

    #[test]
    fn an_anchor_is_one_word_and_different_ids_have_different_ones() {
        assert_eq!(Anchor('s', "a b#1").to_string(), "s-a_20b_231");
        assert_ne!(Anchor('s', "a_b").to_string(), Anchor('s', "a b").to_string());
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(web_address("HTTPS://news.example/a").is_some());
        assert!(web_address("http://news.example").is_some());
        for other in ["javascript:alert(1)", "data:text/html,x", "//news.example", "", "é"] {
            assert_eq!(web_address(other), None);
        }
    }
}
