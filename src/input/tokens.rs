//! Markup as tags and text, read as a browser reads it: whatever the bytes are, there is a next token.
//!
//! One scanner for feeds and for the markup inside their items, because what one reads the other must not lose. `quick-xml`
//! and the tokeniser of `html5ever` were weighed: the first takes the `<` of `5 < 6` for a tag, the second does not say where
//! a token stands, which is what writing a feed again needs.
//!
//! **Always holds**: tokens are in order and do not overlap. The time is linear in the markup: what is looked for to the end
//! in vain is not looked for again.

use memchr::{memchr, memchr2};
use std::ops::Range;

/// How long the word `DOCTYPE` is.
const DOCTYPE: usize = 7;

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text with its character references.
    Text(&'t str),
    /// What stands in a CDATA section.
    Verbatim(&'t str),
    /// A start tag, or the tag of an empty element.
    Start(Tag<'t>),
    /// An end tag: its name as it is written.
    End(&'t str),
    /// What stands between `<!` and `>`.
    Declaration(&'t str),
    /// A comment or an instruction to a program.
    Unread,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// As it is written, with its prefix.
    pub(super) name: &'t str,
    pub(super) attributes: Attributes<'t>,
    /// Whether it ends with a stroke: `<br/>`.
    pub(super) is_empty: bool,
}

/// The attributes of a tag as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes<'t>(&'t str);

impl<'t> Attributes<'t> {
    /// The value of the first attribute of this name, in any case, with its character references.
    pub(super) fn get(self, name: &str) -> Option<&'t str> {
        self.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names and values in order; the value of one without is empty.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
            let name;
            (name, rest) = rest.split_at(end);
            let value = match rest.trim_ascii_start().strip_prefix('=') {
                Some(behind) => {
                    let behind = behind.trim_ascii_start();
                    let length;
                    let value;
                    (value, length) = value_of(behind);
                    rest = &behind[length..];
                    value
                }
                None => "",
            };
            (!name.is_empty()).then_some((name, value))
        })
    }
}

/// The value that `text` begins with, and how many bytes it takes with its quotation marks.
fn value_of(text: &str) -> (&str, usize) {
    let quote = text.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
    if let Some(quote) = quote {
        let end = memchr(quote, &text.as_bytes()[1..]).map_or(text.len(), |at| at + 1);
        (&text[1..end], text.len().min(end + 1))
    } else {
        let end = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
        (&text[..end], end)
    }
}

/// The tokens of a text.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// For each of [`SOUGHT`], from where it was last looked for and where it stands next.
    found: [Option<(usize, Option<usize>)>; SOUGHT.len()],
    /// Whether the brackets of a document type were read. A document has one; what comes later is damage.
    has_type: bool,
}

/// What is looked for far ahead: the ends of comments, CDATA sections, instructions and the inner part of a document type,
/// and what shows that a section was never closed.
const SOUGHT: [&str; 7] = ["-->", "]]>", "?>", "]", "<![CDATA[", "</item>", "</entry>"];
const COMMENT: usize = 0;
const VERBATIM: usize = 1;
const INSTRUCTION: usize = 2;
const SUBSET: usize = 3;
const SECTION: usize = 4;
const ITEMS: [usize; 2] = [5, 6];

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, found: [None; SOUGHT.len()], has_type: false }
    }

    /// Where the next token begins.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes on at `at`, where a token begins or begins again.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next token, and where it stands. A tag that breaks off at the end of the text is none.
    pub(super) fn next(&mut self) -> Option<(Token<'t>, Range<usize>)> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        let token = if self.begins(start) {
            self.markup(start)
        } else {
            let mut end = start + 1;
            let bytes = self.text.as_bytes();
            self.at = loop {
                match memchr(b'<', &bytes[end.min(bytes.len())..]) {
                    Some(at) if self.begins(end + at) => break end + at,
                    Some(at) => end += at + 1,
                    None => break bytes.len(),
                }
            };
            Some(Token::Text(&self.text[start..self.at]))
        };
        if token.is_none() {
            self.at = self.text.len();
        }
        token.map(|token| (token, start..self.at))
    }

    /// Whether markup begins at `at`, and no text such as `5 < 6`.
    fn begins(&self, at: usize) -> bool {
        match &self.text.as_bytes()[at..] {
            [b'<', b'/', next, ..] => is_name(*next) || *next == b'>',
            [b'<', b'!', next, ..] => matches!(next, b'-' | b'[') || next.is_ascii_alphabetic(),
            [b'<', b'?', ..] => true,
            [b'<', next, ..] => is_name(*next),
            _ => false,
        }
    }

    fn markup(&mut self, start: usize) -> Option<Token<'t>> {
        let rest = &self.text[start..];
        if rest.starts_with("<!--") {
            self.behind(COMMENT, start + 4, start);
            return Some(Token::Unread);
        }
        if rest.starts_with("<![CDATA[") {
            return Some(Token::Verbatim(self.verbatim(start + 9)));
        }
        if rest.starts_with("</>") {
            self.at = start + 3;
            return Some(Token::Unread);
        }
        if rest.starts_with("<?") {
            self.behind(INSTRUCTION, start + 2, start);
            return Some(Token::Unread);
        }
        if rest.starts_with("<!") {
            let end = self.declaration(start)?;
            self.at = end + 1;
            return Some(Token::Declaration(&self.text[start + 2..end]));
        }
        let end_tag = rest.starts_with("</");
        let from = start + 1 + usize::from(end_tag);
        let length = self.text[from..].bytes().take_while(|byte| is_within_name(*byte)).count();
        let (name, behind) = (&self.text[from..from + length], from + length);
        if end_tag {
            let stop = memchr2(b'>', b'<', &self.text.as_bytes()[behind..])? + behind;
            self.at = stop + usize::from(self.text.as_bytes()[stop] == b'>');
            return Some(Token::End(name));
        }
        let (stop, next) = self.tag_end(behind)?;
        self.at = next;
        let attributes = self.text[behind..stop].trim_ascii_end();
        let is_empty = attributes.ends_with('/');
        let attributes = Attributes(attributes.strip_suffix('/').unwrap_or(attributes));
        Some(Token::Start(Tag { name, attributes, is_empty }))
    }

    /// Goes on behind the end of a comment or an instruction; one without an end is no longer than to the next `>`.
    fn behind(&mut self, what: usize, from: usize, start: usize) {
        let bytes = self.text.as_bytes();
        self.at = match self.find(what, from) {
            Some(at) => at + SOUGHT[what].len(),
            None => memchr(b'>', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1),
        };
    }

    /// What stands in a CDATA section. One that runs into the next item, or that nothing ends, ends with its item.
    fn verbatim(&mut self, from: usize) -> &'t str {
        let end = self.find(VERBATIM, from);
        let last = end.unwrap_or(self.text.len());
        let item = ITEMS.into_iter().filter_map(|what| self.find(what, from)).min().filter(|at| *at < last);
        if let Some(item) = item {
            let another = self.find(SECTION, from).is_some_and(|at| item < at && at < last);
            if end.is_none() || another && item_follows(&self.text[item..]) {
                // The end tag of the element that it stands in.
                let inner = self.text[from..item].trim_ascii_end();
                self.at =
                    from + inner.rfind("</").filter(|at| !inner[*at..].contains(' ')).unwrap_or(inner.len());
                return &self.text[from..self.at];
            }
        }
        self.at = end.map_or(self.text.len(), |end| end + SOUGHT[VERBATIM].len());
        &self.text[from..last]
    }

    /// Where the `>` of a declaration stands; a document type may hold others in brackets.
    fn declaration(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let inner = start + 2;
        let is_type = bytes.get(inner..inner + DOCTYPE).is_some_and(|it| it.eq_ignore_ascii_case(b"doctype"));
        let first = memchr2(b'>', b'[', &bytes[inner..])? + inner;
        if is_type && bytes[first] == b'[' && !self.has_type {
            self.has_type = true;
            let mut from = first;
            while let Some(at) = self.find(SUBSET, from) {
                let gap = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if bytes.get(at + 1 + gap) == Some(&b'>') {
                    return Some(at + 1 + gap);
                }
                from = at + 1 + gap;
            }
        }
        memchr(b'>', &bytes[inner..]).map(|at| inner + at)
    }

    /// Where the attributes of a start tag end, and where what follows begins. A tag without `>` ends before the next one.
    fn tag_end(&self, from: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        loop {
            match bytes.get(at)? {
                b'>' => return Some((at, at + 1)),
                b'<' if self.begins(at) => return Some((at, at)),
                b'=' => {
                    at += 1;
                    at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                    if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                        at = closing_quote(bytes, at + 1, *quote).unwrap_or(at) + 1;
                    }
                }
                _ => at += 1,
            }
        }
    }

    /// Where something stands next. What was found is remembered, so that no stretch is gone through twice for it.
    fn find(&mut self, what: usize, from: usize) -> Option<usize> {
        if let Some((since, next)) = self.found[what]
            && since <= from
            && next.is_none_or(|next| from <= next)
        {
            return next;
        }
        let next = self.text.get(from..).and_then(|rest| rest.find(SOUGHT[what])).map(|at| from + at);
        self.found[what] = Some((from, next));
        next
    }
}

/// Where a quoted value ends. A mark behind which another word follows begins the value of another tag, and this one was
/// never closed.
fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let end = memchr(quote, &bytes[from..])? + from;
    let next = bytes.get(end + 1).copied().unwrap_or(b'>');
    let ends = next.is_ascii_whitespace() || matches!(next, b'/' | b'>' | b'?');
    (ends || memchr2(b'<', b'>', &bytes[from..end]).is_none()).then_some(end)
}

/// Whether behind the end tag that `text` begins with nothing comes but the next item.
fn item_follows(text: &str) -> bool {
    let behind = text.find('>').map_or("", |at| text[at + 1..].trim_ascii_start());
    behind.starts_with("<item") || behind.starts_with("<entry")
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':')
}

fn is_within_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut tokens = Tokens::new(text);
        std::iter::from_fn(|| tokens.next())
            .map(|(token, _)| match token {
                Token::Text(text) => text.to_string(),
                Token::Verbatim(text) => format!("[{text}]"),
                Token::Start(tag) => {
                    let attributes: String =
                        tag.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("<{}{attributes}{}>", tag.name, if tag.is_empty { "/" } else { "" })
                }
                Token::End(name) => format!("</{name}>"),
                Token::Declaration(text) => format!("<!{text}>"),
                Token::Unread => "-".to_string(),
            })
            .collect()
    }

    #[test]
    fn a_stroke_that_begins_no_tag_is_text() {
        assert_eq!(
            told("5 < 6 & 7 > 6 <b>x</b> a<3 </ <"),
            ["5 < 6 & 7 > 6 ", "<b>", "x", "</b>", " a<3 </ <"]
        );
        assert_eq!(told("a</>b"), ["a", "-", "b"]);
    }

    #[test]
    fn attributes_are_read_with_every_kind_of_quotation_mark_and_with_none() {
        assert_eq!(
            told("<a b=\"x > y\" c='z'  d = w e f=g/><p\nq>"),
            ["<a b=x > y c=z d=w e= f=g/>", "<p q=>"]
        );
        assert_eq!(told("<a b=\"x\"c=\"y\">"), ["<a b=x c=y>"]);
    }

    #[test]
    fn a_tag_or_a_quotation_mark_that_is_never_closed_ends_with_its_tag() {
        assert_eq!(told("<b <i>x"), ["<b>", "<i>", "x"]);
        assert_eq!(told("<a h=\"x>y</a> <a h=\"z\">w"), ["<a h=x>", "y", "</a>", " ", "<a h=z>", "w"]);
        assert_eq!(told("</b<i>"), ["</b>", "<i>"]);
        assert_eq!(told("x<a h=\"y"), ["x"]);
    }

    #[test]
    fn what_is_no_tag_ends_where_it_says_and_at_the_next_stroke_when_it_never_does() {
        assert_eq!(told("<?a > ?><!-- > --><![CDATA[ <p>]]]>x"), ["-", "-", "[ <p>]]", "x"]);
        assert_eq!(told("<!-- a>b"), ["-", "b"]);
        assert_eq!(
            told("<!DOCTYPE a [ <!ENTITY b \"c>\"> ] ><!ELEMENT><d>"),
            ["<!DOCTYPE a [ <!ENTITY b \"c>\"> ] >", "<!ELEMENT>", "<d>"]
        );
        assert_eq!(told("<!DOCTYPE a [ <b>"), ["<!DOCTYPE a [ <b>"]);
    }

    #[test]
    fn a_section_that_is_never_closed_ends_with_its_item() {
        let cut = "<d><![CDATA[one</d></item> <item><d><![CDATA[two]]></d></item>";
        assert_eq!(
            told(cut),
            ["<d>", "[one]", "</d>", "</item>", " ", "<item>", "<d>", "[two]", "</d>", "</item>"]
        );
        assert_eq!(told("<![CDATA[one</d></item></x>"), ["[one]", "</d>", "</item>", "</x>"]);
        assert_eq!(told("<![CDATA[<![CDATA[one]]>]]>"), ["[<![CDATA[one]", "]]>"]);
    }

    #[test]
    fn the_time_is_linear_in_whatever_comes() {
        for unit in [
            "<!--",
            "<![CDATA[",
            "<![CDATA[</item><item>",
            "<?",
            "<!DOCTYPE [",
            "<!DOCTYPE []",
            "<a b=\"",
            "<a b='<",
            "</a",
            "<",
            "<a",
            "]]>",
        ] {
            let text = unit.repeat((4 << 20) / unit.len());
            let mut tokens = Tokens::new(&text);
            let mut end = 0;
            while let Some((_, span)) = tokens.next() {
                assert_eq!(span.start, end, "{unit}");
                end = span.end;
            }
        }
    }
}
