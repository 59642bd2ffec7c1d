//! What a file is, told by its first bytes and, where those leave it open, by its name.

use super::fields::FieldNames;
use super::json::{Lay, lay, without_bare_numbers};
use super::tokens::{Token, Tokens};
use super::{delimited, foreign, walk};

/// How the bytes of a file are cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Page,
    Html,
    JsonLines,
    JsonWhole,
    Feed,
    /// With what stands between its cells.
    Table(u8),
    #[cfg(feature = "parquet")]
    Parquet,
    #[cfg(feature = "parquet")]
    ArrowFile,
    #[cfg(feature = "parquet")]
    ArrowStream,
    Warc,
}

/// How a file of a form is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In whole lines, many stretches at a time.
    Lines,
    /// Record after record.
    Cut,
    /// At once.
    Whole,
}

impl Form {
    /// What it is called.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Page => "a page of text",
            Self::Html => "HTML",
            Self::JsonLines => "JSON lines",
            Self::JsonWhole => "JSON",
            Self::Feed => "a feed",
            Self::Table(b',') => "a table with commas",
            Self::Table(b';') => "a table with semicolons",
            Self::Table(b'\t') => "a table with tabs",
            Self::Table(_) => "a table with bars",
            #[cfg(feature = "parquet")]
            Self::Parquet => "Parquet",
            #[cfg(feature = "parquet")]
            Self::ArrowFile => "an Arrow file",
            #[cfg(feature = "parquet")]
            Self::ArrowStream => "an Arrow stream",
            Self::Warc => "a web archive",
        }
    }

    /// Whether its bytes are text as a whole, and so have one charset.
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Self::Page | Self::Html | Self::JsonLines | Self::JsonWhole | Self::Feed | Self::Table(_)
        )
    }
}

/// The form of a file of records that is recognised by the mark it begins with, whatever its name.
pub(super) fn marked(head: &[u8]) -> Option<Form> {
    match head {
        [b'W', b'A', b'R', b'C', b'/', b'0'..=b'9', ..] => Some(Form::Warc),
        #[cfg(feature = "parquet")]
        [b'P', b'A', b'R', b'1', ..] => Some(Form::Parquet),
        #[cfg(feature = "parquet")]
        [b'A', b'R', b'R', b'O', b'W', b'1', 0, 0, ..] => Some(Form::ArrowFile),
        // A mark, then the length of the schema.
        #[cfg(feature = "parquet")]
        [0xFF, 0xFF, 0xFF, 0xFF, _, _, _, 0, ..] => Some(Form::ArrowStream),
        _ => None,
    }
}

/// How a file that begins with `head`, of which that may be all, is read.
pub(super) fn way(path: &str, head: &[u8], fields: &FieldNames) -> (Way, Option<Form>) {
    if let Some(form) = marked(head) {
        return (Way::Cut, Some(form));
    }
    if foreign(path, head).is_some() {
        return (Way::Whole, None);
    }
    if is_lines(path, head, fields) {
        return (Way::Lines, Some(Form::JsonLines));
    }
    match form(path, head, fields) {
        form @ Form::Table(_) => (Way::Cut, Some(form)),
        _ => (Way::Whole, None),
    }
}

/// Whether a file that begins with `head` is read line by line.
fn is_lines(path: &str, head: &[u8], fields: &FieldNames) -> bool {
    let promised = is_jsonl(&walk::plain_extension(path));
    let begun = head.trim_ascii_start().starts_with(b"{") && memchr::memchr(b'\n', head).is_some();
    (promised || begun) && form(path, head, fields) == Form::JsonLines
}

/// Says what the bytes are when they are clearly nothing that is read.
pub(super) fn foreign(path: &str, bytes: &[u8]) -> Option<String> {
    let other = match bytes {
        [b'P', b'A', b'R', b'1', ..] | [b'A', b'R', b'R', b'O', b'W', b'1', ..]
            if marked(bytes).is_none() =>
        {
            "a file of columns, which this build was made without; build it with the feature `parquet`"
        }
        [b'P', b'A', b'R', b'E', ..] => "an encrypted Parquet file; decrypt it first",
        [b'F', b'E', b'A', b'1', ..] => "a Feather file of version 1; convert it to Parquet first",
        _ if marked(bytes).is_some() => return None,
        _ if is_other_xml(path, bytes) => other_xml(bytes),
        _ => return foreign::kind(bytes),
    };
    Some(other.to_string())
}

fn other_xml(bytes: &[u8]) -> &'static str {
    if root(bytes).as_deref() == Some("svg") {
        "a picture (SVG), which retold does not read; leave it out"
    } else {
        "XML, but neither RSS, Atom nor XHTML; convert it first"
    }
}

/// The form of a text in UTF-8, or in a charset that agrees with it in ASCII.
pub(super) fn form(path: &str, bytes: &[u8], fields: &FieldNames) -> Form {
    if let Some(form) = marked(bytes) {
        return form;
    }
    let extension = walk::plain_extension(path);
    let first = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if let Some(form) = markup(&extension, bytes).filter(|_| !is_jsonl(&extension)) {
        return form;
    }
    match (extension.as_str(), first) {
        ("jsonl" | "ndjson", _) if lay(bytes) == Lay::Free => Form::JsonWhole,
        ("jsonl" | "ndjson", _) => Form::JsonLines,
        ("csv" | "tsv" | "tab", Some(first)) if first != b'{' || !is_json(first_line(bytes)) => {
            Form::Table(delimited::delimiter(bytes, fields))
        }
        ("rss" | "atom", _) => Form::Feed,
        ("md", _) => Form::Page,
        (_, Some(b'{')) if is_json_feed(bytes) => Form::Feed,
        ("txt" | "text", Some(b'{' | b'[')) => Form::Page,
        ("json", Some(b'[')) => Form::JsonWhole,
        (_, Some(b'[')) if is_json(bytes) || lay(bytes) == Lay::Free => Form::JsonWhole,
        (extension, Some(b'{')) => {
            if lay(bytes) == Lay::Free && (is_free(extension) || has_key(bytes)) {
                Form::JsonWhole
            } else if is_json(first_line(bytes)) {
                Form::JsonLines
            } else if extension == "json" {
                Form::JsonWhole
            } else if extension.is_empty() || path == walk::STANDARD_INPUT {
                Form::JsonLines
            } else {
                Form::Page
            }
        }
        // What no name promises must be unmistakable: a text column and another one that is looked at.
        _ => delimited::with_header(bytes, fields, 1).map_or(Form::Page, Form::Table),
    }
}

fn is_jsonl(extension: &str) -> bool {
    matches!(extension, "jsonl" | "ndjson")
}

/// Whether a name leaves it open what a file is, or says that it is JSON.
fn is_free(extension: &str) -> bool {
    matches!(extension, "" | "json" | "jsonl" | "ndjson")
}

/// Whether the brace that the bytes begin with is followed by what may follow it in JSON.
fn has_key(bytes: &[u8]) -> bool {
    let inside = bytes.trim_ascii_start().get(1..).unwrap_or_default().trim_ascii_start();
    matches!(inside.first(), Some(b'"' | b'}'))
}

/// Whether this is one value of JSON, perhaps with a comma behind it.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_end();
    let bytes = bytes.strip_suffix(b",").unwrap_or(bytes);
    let is = |bytes: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok();
    is(bytes) || without_bare_numbers(bytes).is_some_and(|mended| is(&mended))
}

fn first_line(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())]
}

/// Whether an object says near its beginning, or at its end where names are sorted, that it is a JSON Feed.
fn is_json_feed(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let tail = &bytes[bytes.len().saturating_sub(512)..];
    [head, tail]
        .into_iter()
        .any(|part| String::from_utf8_lossy(part).replace("\\/", "/").contains("://jsonfeed.org/version/"))
}

/// HTML and feeds, by their root.
fn markup(extension: &str, bytes: &[u8]) -> Option<Form> {
    let root = root(bytes);
    // A server may have put a warning before a feed, or a space before its declaration.
    let for_feeds = matches!(extension, "" | "rss" | "atom" | "xml" | "rdf" | "feed");
    match root.as_deref() {
        Some(root) if is_of_feed(root) => Some(Form::Feed),
        // Where a feed was fetched, a page says that there is none.
        Some("html") if for_feeds && !extension.is_empty() && !declares_xml(bytes) => Some(Form::Feed),
        Some("html") => Some(Form::Html),
        _ if for_feeds && has_feed(bytes) => Some(Form::Feed),
        _ if matches!(extension, "html" | "htm" | "xhtml") => Some(Form::Html),
        _ => None,
    }
}

/// Whether an element of this name, in lower case, is what a feed stands in.
fn is_of_feed(name: &str) -> bool {
    matches!(name.rsplit(':').next(), Some("rss" | "feed" | "rdf" | "channel"))
}

fn is_channel(name: &str) -> bool {
    name.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case("channel"))
}

fn declares_xml(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<?xml")
}

fn is_other_xml(path: &str, head: &[u8]) -> bool {
    let extension = walk::plain_extension(path);
    let named = matches!(extension.as_str(), "xml" | "svg") && head.trim_ascii_start().starts_with(b"<");
    let declared = declares_xml(head) || named;
    declared && markup(&extension, head).is_none() && !is_jsonl(&extension)
}

/// Bytes in which the root of markup is looked for.
const ROOT_WITHIN: usize = 8192;

/// The lower-case name of the root element of markup; `html` as well where only its type is declared.
fn root(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(ROOT_WITHIN)].trim_ascii_start();
    if !head.starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(head);
    let mut tokens = Tokens::new(&head);
    loop {
        match tokens.next()?.0 {
            Token::Start(tag) => return Some(tag.name.to_ascii_lowercase()),
            Token::Declaration(text) => {
                let text = text.to_ascii_lowercase();
                if text.strip_prefix("doctype").is_some_and(|kind| kind.trim_start().starts_with("html")) {
                    return Some("html".to_string());
                }
            }
            Token::Unread => {}
            Token::Text(text) if text.trim().is_empty() => {}
            Token::Text(_) | Token::Verbatim(_) | Token::End(_) => return None,
        }
    }
}

/// Whether a feed begins somewhere near the beginning.
fn has_feed(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(ROOT_WITHIN)];
    if memchr::memchr(b'<', head).is_none() {
        return false;
    }
    let head = String::from_utf8_lossy(head);
    let mut tokens = Tokens::new(&head);
    std::iter::from_fn(|| tokens.next()).any(|(token, _)| match token {
        // Other XML has channels too.
        Token::Start(tag) => !is_channel(tag.name) && is_of_feed(&tag.name.to_ascii_lowercase()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, bytes: &str) -> Form {
        form(path, bytes.as_bytes(), &FieldNames::default())
    }

    #[test]
    fn content_tells_the_form_where_it_can() {
        for (path, bytes, want) in [
            ("-", "<!DOCTYPE html><p>x", Form::Html),
            ("-", "\n<!-- c --><HTML lang=en>", Form::Html),
            ("a.txt", "<?xml version='1.0'?>\n<rss version='2.0'>", Form::Feed),
            ("-", "<?xml version='1.0'?><!-- x --><feed xmlns=''>", Form::Feed),
            ("a.xml", "<rdf:RDF>", Form::Feed),
            ("a.rss", "<!doctype html><p>404", Form::Feed),
            ("a.rss", "not found", Form::Feed),
            ("a.xml", "<!DOCTYPE rss [<!ENTITY a \"<b>\"> ]>\n<rss>", Form::Feed),
            ("a.xml", "<?xml version='1.0'?><atom:feed xmlns:atom=''>", Form::Feed),
            ("a.xml", "Warning: x in <b>y.php</b>\n<?xml version='1.0'?><rss>", Form::Feed),
            ("-", "<br />\n<b>Warning</b>: x<?xml version='1.0'?><rdf:RDF>", Form::Feed),
            ("a.txt", "How to write <rss>", Form::Page),
            ("a.json", "{\"items\": [],\n \"version\": \"https://jsonfeed.org/version/1\"}", Form::Feed),
            (
                "a.json",
                "{\"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1.1\",\n \"items\": []}",
                Form::Feed,
            ),
            ("-", "WARC/1.0\r\n", Form::Warc),
            ("a.csv", "{\"text\": \"x\"}\n{", Form::JsonLines),
            ("a.csv", "id;text\n1;x,y\n", Form::Table(b';')),
            ("a.csv", "text\nx\n", Form::Table(b',')),
            ("a.csv", "a|b\n1,2,3|x\n4|y\n", Form::Table(b'|')),
            ("-", "id\ttitle\ttext\n1\tx, y\tz", Form::Table(b'\t')),
            ("-", "Text, and more of it\nand so on", Form::Page),
            ("a.txt", "The date, the title\nx", Form::Page),
            ("a.html", "no tags", Form::Html),
            ("a.jsonl", "<html>", Form::JsonLines),
            ("a.txt", "<p>a fragment", Form::Page),
        ] {
            assert_eq!(told(path, bytes), want, "{path} {bytes}");
        }
        assert!(foreign("a.xml", b"<?xml version='1.0'?><urlset>").is_some());
        assert!(foreign("a.xml", b"<sitemap>").is_some());
        assert!(foreign("a.txt", b"<sitemap>").is_none());
    }
}
