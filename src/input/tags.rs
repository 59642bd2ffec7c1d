//! Markup inside the text field of a record: whether there is some, and the text without it.
//!
//! A text is taken for markup when it has tags of HTML that only markup has: one that closes another, one with an attribute,
//! a break that is glued to a word. `a < b`, `<3`, `Vec<String>`, an address in angle brackets, a tag that prose speaks
//! of, what stands between backticks, and program code are none.

use super::fields::{RecordText, Unfit};
use super::{Extractor, Markup, entities, markup};
use crate::observe::{NoteKind, SkipReason};
use std::borrow::Cow;

/// Names of the elements of HTML that stand in texts, in order. Without `source`: alone in a text of an editor `<source>` stands
/// for a source.
const ELEMENTS: [&str; 96] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "amp-img",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];

/// Those that a paragraph begins or is broken with, and that nobody needs to close.
const BREAKS: [&str; 5] = ["br", "hr", "li", "p", "wbr"];

/// Those that a text of markup begins with.
const BLOCKS: [&str; 23] = [
    "article",
    "blockquote",
    "body",
    "center",
    "div",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "html",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Attributes without a value.
const BARE_ATTRIBUTES: [&str; 12] = [
    "allowfullscreen",
    "async",
    "autoplay",
    "controls",
    "defer",
    "disabled",
    "download",
    "hidden",
    "loop",
    "muted",
    "nowrap",
    "playsinline",
];

/// A longer tag is none.
const LONGEST_TAG: usize = 8192;

/// Of the lines of a program so many end as no line of a text does.
const LINES_OF_CODE: f64 = 0.4;

/// The record without the markup in its text and headline, and with a note that there was some.
pub(super) fn unmarked(
    mut record: RecordText<'_>,
    how: Markup,
    extractor: Extractor,
) -> Result<RecordText<'_>, Unfit> {
    if how == Markup::Keep {
        return Ok(record);
    }
    if let Some(title) = record.title.as_deref().and_then(|title| without_markup(title, how)) {
        record.title = Some(title.replace('\n', " ")).filter(|title| !title.is_empty());
    }
    let Some(html) = marked_up(&record.text, how) else { return Ok(record) };
    record.notes.push((NoteKind::Markup, String::new()));
    if is_page(&html)
        && let Ok(page) = markup::page(&html, record.url.as_deref(), extractor)
    {
        return Ok(RecordText {
            title: record.title.or(page.title),
            published: record.published.or(page.published),
            language: record.language.or(page.language),
            text: page.text,
            asides: page.asides,
            shown: page.shown,
            ..record
        });
    }
    let text = markup::text(&html);
    if text.is_empty() {
        return Err(Unfit::new(SkipReason::Empty, "its text is markup without a word"));
    }
    record.text = Cow::Owned(text);
    Ok(record)
}

/// The text of `text` when that is markup.
fn without_markup(text: &str, how: Markup) -> Option<String> {
    marked_up(text, how).map(|html| markup::text(&html))
}

/// The markup that `text` is, or holds with its brackets escaped; nothing when it is none.
fn marked_up(text: &str, how: Markup) -> Option<Cow<'_, str>> {
    let trimmed = text.trim();
    if trimmed.starts_with("&lt;") && trimmed.ends_with("&gt;") {
        let html = entities::decoded(trimmed);
        return (how == Markup::Strip || is_markup(&html)).then(|| Cow::Owned(html.into_owned()));
    }
    let has_any = memchr::memchr2(b'<', b'&', text.as_bytes()).is_some();
    let is = has_any && (how == Markup::Strip || is_markup(text));
    is.then_some(Cow::Borrowed(text))
}

fn is_page(html: &str) -> bool {
    let start: String = html.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<body")
}

/// Whether a text is markup, and not one that speaks of it or a program.
fn is_markup(text: &str) -> bool {
    has_tags(text) && (is_page(text) || !is_code(text))
}

fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut opened: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'<', b'`', &bytes[at..]) {
        at += found;
        if bytes[at] == b'`' {
            at = behind_code(bytes, at);
            continue;
        }
        let rest = &text[at..];
        if rest.starts_with("<!--") && rest.contains("-->") || rest.starts_with("<![CDATA[") || is_page(rest)
        {
            return true;
        }
        let Some(tag) = Tag::of(rest) else {
            at += 1;
            continue;
        };
        let first = text[..at].trim().is_empty();
        if tag.attributes
            || tag.closes && opened.contains(&tag.name)
            || first && !tag.closes && BLOCKS.contains(&tag.name)
            || BREAKS.contains(&tag.name) && is_glued(text, at, at + tag.length)
        {
            return true;
        }
        if !tag.closes {
            opened.push(tag.name);
        }
        at += tag.length;
    }
    false
}

/// Behind the code between backticks that begins at `at`: as many close it as open it, one in the same line.
fn behind_code(bytes: &[u8], at: usize) -> usize {
    let ticks = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
    let start = at + ticks;
    let end = match ticks {
        1 => memchr::memchr2(b'`', b'\n', &bytes[start..]).filter(|end| bytes[start + end] == b'`'),
        _ => memchr::memmem::find(&bytes[start..], &bytes[at..start]),
    };
    end.map_or(start, |end| start + end + ticks)
}

/// Whether a tag stands at a word, or at an end of its line.
fn is_glued(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let behind = text[end..].chars().next();
    [before, behind].into_iter().any(|c| c.is_none_or(|c| c == '\n' || !c.is_whitespace()))
}

/// Whether the lines of a text end as those of a program: those inside a script or style do so in any page.
fn is_code(text: &str) -> bool {
    let (mut code, mut all, mut unseen) = (0_u32, 0_u32, false);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let lower = line.to_ascii_lowercase();
        unseen |= lower.contains("<script") || lower.contains("<style");
        if !unseen {
            all += 1;
            code += u32::from(ends_as_code(line));
        }
        unseen &= !(lower.contains("</script") || lower.contains("</style"));
    }
    code > 0 && f64::from(code) >= LINES_OF_CODE * f64::from(all)
}

fn ends_as_code(line: &str) -> bool {
    // `&nbsp;` ends a line of text.
    let reference = line.rsplit_once('&').is_some_and(|(_, name)| {
        name.strip_suffix(';')
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#'))
    });
    line.ends_with([';', '{', '}']) && !reference || line.ends_with("=>")
}

/// The element of HTML with this name, in whatever case.
pub(super) fn element(name: &str) -> Option<&'static str> {
    let at =
        ELEMENTS.binary_search_by(|own| own.bytes().cmp(name.bytes().map(|byte| byte.to_ascii_lowercase())));
    Some(ELEMENTS[at.ok()?])
}

/// A tag of HTML.
struct Tag {
    name: &'static str,
    closes: bool,
    attributes: bool,
    length: usize,
}

impl Tag {
    /// The tag that `rest` begins with.
    fn of(rest: &str) -> Option<Self> {
        let closes = rest.as_bytes().get(1) == Some(&b'/');
        let start = 1 + usize::from(closes);
        let inside = rest.get(start..)?;
        let length = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let name = element(&inside[..length])?;
        let (attributes, end) = attributes(&inside.as_bytes()[length..])?;
        let length = start + length + end;
        (length <= LONGEST_TAG).then_some(Self { name, closes, attributes, length })
    }
}

/// Whether attributes with a value stand before the bracket that closes a tag, and how many bytes come before its end.
fn attributes(bytes: &[u8]) -> Option<(bool, usize)> {
    let (mut found, mut at) = (false, 0);
    loop {
        let blank = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        at += blank;
        match bytes.get(at..)? {
            [b'>', ..] => return Some((found, at + 1)),
            [b'/', b'>', ..] => return Some((found, at + 2)),
            // Attributes stand apart from each other, but for those behind a quotation mark.
            _ if blank == 0 && !found => return None,
            _ => {}
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.@".contains(byte);
        let length = bytes[at..].iter().take_while(|byte| is_name(byte)).count();
        let name = &bytes[at..at + length];
        at += length;
        if length == 0 || at > LONGEST_TAG {
            return None;
        }
        if bytes.get(at) != Some(&b'=') {
            let bare = BARE_ATTRIBUTES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
            bare.then_some(())?;
            continue;
        }
        at += 1;
        found = true;
        at += match bytes.get(at)? {
            quote @ (b'"' | b'\'') => memchr::memchr(*quote, &bytes[at + 1..])? + 2,
            _ => bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_told_from_what_looks_like_it() {
        for text in [
            "<p>One.</p>",
            "<p>One.<p>Two.",
            "One.<br>Two.",
            "One.<br />\nTwo.",
            "One <b>bold</b> word",
            "See <a href='https://example.org'>there</a>.",
            "<figure class=\"x\"><img src=\"a.jpg\" alt=\"a > b\" /></figure>\nText",
            "<!-- wp:paragraph -->\n<p>One.</p>",
            "<!DOCTYPE html><html><body>One.",
            "&lt;p&gt;One.&lt;/p&gt;",
            "<DIV ALIGN=center>One.</DIV>",
            "<iframe src=x allowfullscreen></iframe> One.",
            "<p>One.</p><script>if (a) { b(); }\nc();\n</script>",
        ] {
            assert!(marked_up(text, Markup::Auto).is_some(), "{text}");
        }
        for text in [
            "a < b and c > d",
            "if a<b and b>c then",
            "I <3 this town, she said > that",
            "Vec<String>, Option<a> and Map<String, List<Integer>>",
            "#include <map>\n#include <time>",
            "Write to <desk@example.org> or see <https://example.org/a>.",
            "The <br> tag breaks a line and the <p> tag begins a paragraph.",
            "Write `<b>bold</b>` for bold.",
            "```html\n<p>One.</p>\n```\nis a paragraph.",
            "const a = <div className=\"x\">{name}</div>;",
            "function App() {\n  return <p>Hello</p>;\n}\n",
            "AT&T and R&amp;D",
            "<speaker> Good morning. </speaker>",
            "<<<<>>>>",
            "<",
            "",
        ] {
            assert!(marked_up(text, Markup::Auto).is_none(), "{text}");
        }
    }

    #[test]
    fn the_setting_decides_where_the_text_does_not() {
        let record = |text: &'static str| RecordText::of_text(Cow::Borrowed(text));
        let read = |text: &'static str, how| {
            unmarked(record(text), how, Extractor::Best).map(|record| record.text.into_owned()).ok()
        };
        assert_eq!(read("<p>One &amp; two.</p>", Markup::Auto).unwrap(), "One & two.");
        assert_eq!(read("<p>One.</p>", Markup::Keep).unwrap(), "<p>One.</p>");
        assert_eq!(read("The <br> tag", Markup::Strip).unwrap(), "The\ntag");
        assert_eq!(read("R&amp;D", Markup::Auto).unwrap(), "R&amp;D");
        assert_eq!(read("R&amp;D", Markup::Strip).unwrap(), "R&D");
        assert_eq!(read("<img src='a.jpg'>", Markup::Auto), None);
    }

    #[test]
    fn elements_stand_in_order() {
        assert!(ELEMENTS.is_sorted());
    }

    proptest! {
        #[test]
        fn no_text_ends_in_a_panic(text in "[<>/a-c=\"'`!& é\n-]{0,60}") {
            for how in [Markup::Auto, Markup::Strip, Markup::Keep] {
                let _ = unmarked(RecordText::of_text(Cow::Borrowed(&text)), how, Extractor::Best);
            }
        }
    }
}
