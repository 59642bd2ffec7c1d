//! Markup to text: what the other readers ask when they meet HTML.
//!
//! [`page`] is what the readers of `.html` files and of web archives call, [`text`] what feeds call for the markup
//! inside an item. Both take markup in UTF-8; the charset is settled before.

use super::Extractor;
use super::fields::{RecordText, Unfit};
use super::tags::element;
use super::tokens::{Tag, Token, Tokens};
#[cfg(feature = "html")]
use crate::document::Aside;
use crate::document::Layout;
use crate::observe::SkipReason;
#[cfg(feature = "html")]
use crate::span::Span;
use std::borrow::Cow;

/// How the text of a page is laid out. As a record, because the extractor has left out what the page stage looks for:
/// taken for a page, one article in twenty lost paragraphs below its subheads.
#[cfg(feature = "html")]
pub(super) const LAYOUT: Layout = Layout::Record;

/// How the text of a page is laid out: menus still stand in it, so the page stage has to cut it.
#[cfg(not(feature = "html"))]
pub(super) const LAYOUT: Layout = Layout::Page;

/// Elements whose text nobody reads.
const UNSEEN: [&str; 7] = ["script", "style", "noscript", "template", "svg", "head", "title"];

/// Elements inside a line.
const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var",
];

/// The charset that a page says it is in, in one of its first 1,024 bytes, as the HTML standard has it.
pub(super) fn declared_charset(html: &[u8]) -> Option<&str> {
    let head = &html[..html.len().min(1024)];
    let at = memchr::memmem::find(&head.to_ascii_lowercase(), b"charset=")? + b"charset=".len();
    let label = head[at..].trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let end = label.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)).count();
    std::str::from_utf8(&label[..end]).ok()
}

/// The article of the page that was fetched from `url`, where that is known.
#[cfg(feature = "html")]
pub(super) fn page(
    html: &str,
    url: Option<&str>,
    extractor: Extractor,
) -> Result<RecordText<'static>, Unfit> {
    let mut page = super::HtmlReader::new(extractor).read(html, url);
    if page.text.trim().is_empty() {
        return Err(Unfit::new(SkipReason::Empty, "no text of an article was found in the page"));
    }
    let mut asides = Vec::new();
    for aside in &page.asides {
        page.text.push_str("\n\n");
        let start = page.text.len();
        page.text.push_str(&aside.text);
        asides.push(Aside { span: Span::new(start, page.text.len()), sign: aside.sign });
    }
    let outlet = page.site.or_else(|| page.url.as_deref().and_then(super::host));
    let record = RecordText::of_text(Cow::Owned(page.text));
    let (title, published, url, language) = (page.title, page.date, page.url, page.language);
    let shown = Some(page.shown);
    Ok(RecordText { title, published, source: outlet, url, language, asides, shown, ..record })
}

/// The text of the page that was fetched from `url`, where that is known, without its markup.
#[cfg(not(feature = "html"))]
pub(super) fn page(html: &str, url: Option<&str>, _: Extractor) -> Result<RecordText<'static>, Unfit> {
    let record = RecordText::of_text(Cow::Owned(text(html)));
    let source = url.and_then(super::host);
    if record.text.trim().is_empty() {
        return Err(Unfit::new(SkipReason::Empty, "no text was found in the page"));
    }
    Ok(RecordText { title: title(html), source, url: url.map(str::to_string), ..record })
}

/// What a page calls itself.
pub(super) fn title(html: &str) -> Option<String> {
    inside(html, "title").map(text).filter(|title| !title.is_empty())
}

/// Whether there is any markup in a text of a feed, where markup is the rule: a tag of HTML, a tag with a value, an end tag or
/// a character reference. Texts of records, where it is the exception, are asked more (`tags`).
pub(super) fn has_markup(text: &str) -> bool {
    if !text.contains(['<', '&']) {
        return false;
    }
    let mut tokens = Tokens::new(text);
    std::iter::from_fn(|| tokens.next()).any(|(token, _)| match token {
        Token::Text(text) => super::entities::decoded(text) != text,
        Token::Verbatim(_) | Token::End(_) => true,
        Token::Start(tag) => {
            element(tag.name).is_some() || tag.attributes.iter().any(|(_, value)| !value.is_empty())
        }
        Token::Declaration(_) | Token::Unread => false,
    })
}

/// The text of markup, a line for each block. Sections of CDATA are opened: in HTML there are none, and where there are, they
/// were put around markup once too often.
pub(super) fn text(html: &str) -> String {
    let opened = html.contains("<![CDATA[").then(|| html.replace("<![CDATA[", "").replace("]]>", ""));
    let html = opened.as_deref().unwrap_or(html);
    let mut lines = String::new();
    let mut tokens = Tokens::new(html);
    let mut never_closed = [false; UNSEEN.len()];
    while let Some((token, _)) = tokens.next() {
        let name = match token {
            Token::Text(text) => {
                push(text, &mut lines);
                continue;
            }
            Token::Start(Tag { name, .. }) | Token::End(name) => name,
            Token::Verbatim(_) | Token::Declaration(_) | Token::Unread => continue,
        };
        let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        if !INLINE.contains(&name.as_str()) && !lines.ends_with('\n') {
            lines.truncate(lines.trim_end_matches(' ').len());
            lines.push('\n');
        }
        let (Token::Start(Tag { is_empty: false, .. }), Some(unseen)) =
            (token, UNSEEN.iter().position(|unseen| *unseen == name))
        else {
            continue;
        };
        if !never_closed[unseen] {
            match closing(&html[tokens.position()..], &name) {
                Some(at) => tokens.go_to(tokens.position() + at),
                // A program goes on to the end; anything else that is never closed is no reason to lose what follows.
                None if name == "script" || name == "style" => break,
                None => never_closed[unseen] = true,
            }
        }
    }
    lines.trim().to_string()
}

/// The lower-case name of the tag that `rest` begins with, with the stroke of a closing one.
fn tag(rest: &str) -> String {
    let name = rest[1..].chars().take(16).take_while(|c| c.is_ascii_alphanumeric() || *c == '/');
    name.collect::<String>().to_ascii_lowercase()
}

/// Where the closing tag of `name` stands.
fn closing(rest: &str, name: &str) -> Option<usize> {
    rest.match_indices("</").map(|(at, _)| at).find(|at| tag(&rest[*at..]).strip_prefix('/') == Some(name))
}

fn inside<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let start = html.match_indices('<').map(|(at, _)| at).find(|at| tag(&html[*at..]) == name)?;
    let rest = &html[start + html[start..].find('>')? + 1..];
    Some(&rest[..closing(rest, name)?])
}

/// Appends text between tags: entities decoded, white space once.
fn push(text: &str, lines: &mut String) {
    let starts_apart = text.starts_with(char::is_whitespace);
    let decoded = super::entities::decoded(text);
    let mut words = decoded.split_whitespace().peekable();
    if (starts_apart || words.peek().is_none() && !text.is_empty()) && !lines.ends_with(char::is_whitespace) {
        lines.push(' ');
    }
    while let Some(word) = words.next() {
        lines.push_str(word);
        if words.peek().is_some() || text.ends_with(char::is_whitespace) {
            lines.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_what_nobody_reads_is_gone() {
        let html = "<html><head><title>A &amp; B</title><style>p{}</style></head><body><p>One <b>bold</b>, two.</p>\
            <script>if (a<b) {}</script><div>Three<br>four&nbsp;&#x41;</div><!-- <p>no --></body>";
        assert_eq!(title(html).as_deref(), Some("A & B"));
        assert_eq!(text(html), "One bold, two.\nThree\nfour A");
    }

    #[test]
    fn markup_of_any_kind_ends() {
        for html in ["<", "<<<<", "</", "a<b", "&;&#xffffffff;&#", "<!--", "<script>", "<p", "&", "<é"] {
            text(html);
            title(html);
            let _ = page(html, None, Extractor::Best);
        }
    }
}
