//! RSS, Atom and JSON Feed: each item a document.

use super::charset::Charset;
use super::fields::{RecordText, Unfit};
use super::markup;
use crate::document::{Language, Timestamp};
use crate::observe::SkipReason;
use feed_rs::model::{Content, Entry, Feed, Link, Text};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Characters of what came instead of a feed that are quoted.
const QUOTED: usize = 80;

/// How a feed ends that was cut after one of its items: the end of an item, the beginning of the feed, and its end.
const ENDINGS: [(&str, &str, &str); 3] = [
    ("</item>", "<rss", "</channel></rss>"),
    ("</item>", "<rdf:RDF", "</rdf:RDF>"),
    ("</entry>", "<feed", "</feed>"),
];

/// The items of a feed, each with its number, and how many sequences of bytes were replaced. The error is that of
/// something that is no feed, or of one that was cut, whose whole items are given before.
pub(super) fn items(
    bytes: &[u8],
    mut sink: impl FnMut(u64, Result<RecordText<'_>, Unfit>),
) -> Result<u64, Unfit> {
    let (text, replaced) = Charset::of(bytes, declared_charset(bytes)).decode(bytes);
    let text = without_declaration(&text);
    let (feed, cut) = match parse(text) {
        Ok(feed) => (feed, false),
        Err(error) => {
            let whole = whole_items(text).and_then(|whole| parse(&whole).ok());
            (whole.ok_or_else(|| no_feed(text, &error))?, true)
        }
    };
    let outlet = feed.title.as_ref().map(plain).filter(|title| !title.is_empty());
    for (at, entry) in feed.entries.iter().enumerate() {
        sink(at as u64 + 1, record(&feed, entry, outlet.as_deref()));
    }
    if feed.entries.is_empty() {
        return Err(Unfit::new(SkipReason::Empty, "a feed without an item"));
    }
    if cut {
        let detail = format!("{} whole items were read; fetch it again", feed.entries.len());
        return Err(Unfit::new(SkipReason::Truncated, detail));
    }
    Ok(replaced)
}

/// A parser of its own for each text: one that has failed remembers where it was, and panics at the next entry (3.0.0). A
/// panic costs this feed and no other file.
fn parse(text: &str) -> Result<Feed, String> {
    // An id that is made up would be another one in each run, or that of a link.
    let parser = feed_rs::parser::Builder::new().id_generator(|_, _, _| String::new()).build();
    match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(parsed) => parsed.map_err(|error| error.to_string()),
        Err(_) => Err("its elements stand where none may".to_string()),
    }
}

/// A feed that breaks off, up to its last whole item.
fn whole_items(text: &str) -> Option<String> {
    let (end, _, close) = ENDINGS.into_iter().find(|(_, start, _)| text.contains(start))?;
    Some(format!("{}{close}", &text[..text.rfind(end)? + end.len()]))
}

fn record(feed: &Feed, entry: &Entry, outlet: Option<&str>) -> Result<RecordText<'static>, Unfit> {
    let body = entry.content.as_ref().and_then(body).filter(|body| !body.trim().is_empty());
    let text = body.or_else(|| entry.summary.as_ref().map(plain)).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Unfit::new(SkipReason::Empty, "neither content nor summary"));
    }
    let url = link(&entry.links);
    let language = entry.language.as_deref().or(feed.language.as_deref()).and_then(Language::from_tag);
    let published = entry.published.or(entry.updated);
    let title =
        entry.title.as_ref().map(plain).map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    Ok(RecordText {
        id: Some(entry.id.trim().to_string()).filter(|id| !id.is_empty()).or_else(|| url.clone()),
        title: title.filter(|title| !title.is_empty()),
        published: published
            .and_then(|time| super::date::known(Timestamp { seconds: time.timestamp(), has_time: true })),
        source: outlet.map(str::to_string).or_else(|| url.as_deref().and_then(super::host)),
        url,
        language,
        ..RecordText::of_text(Cow::Owned(text))
    })
}

/// The address of the item itself, not of what is attached to it.
fn link(links: &[Link]) -> Option<String> {
    let own = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    links.iter().find(own).or_else(|| links.first()).map(|link| link.href.trim().to_string())
}

fn body(content: &Content) -> Option<String> {
    let text = content.body.as_deref()?;
    Some(if content.content_type.subty() == "plain" { text.to_string() } else { markup::text(text) })
}

/// A text without markup. Titles and summaries are markup more often than they say.
fn plain(text: &Text) -> String {
    let markup = text.content_type.subty() != "plain" || text.content.contains(['<', '&']);
    if markup { markup::text(&text.content) } else { text.content.trim().to_string() }
}

/// Says what came instead of a feed.
fn no_feed(text: &str, error: &str) -> Unfit {
    let start = text.trim_start();
    let lower = start.chars().take(512).collect::<String>().to_lowercase();
    let detail = if lower.starts_with("<!doctype html") || lower.contains("<html") {
        let title = markup::title(start).unwrap_or_default();
        format!("a page, perhaps of an error: {:?}; fetch it again", quoted(&title))
    } else if start.starts_with(['<', '{']) {
        error.to_string()
    } else {
        format!("it says {:?}", quoted(start))
    };
    Unfit::new(SkipReason::NotAFeed, detail)
}

fn quoted(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(QUOTED).collect()
}

/// The charset that an XML declaration names.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(256)];
    let head = &head[..memchr::memmem::find(head.strip_prefix(b"<?xml")?, b"?>")? + 5];
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let label = std::str::from_utf8(&head[at..]).ok()?.trim_start().strip_prefix('=')?.trim_start();
    label.get(1..)?.split(['"', '\'']).next()
}

/// Without the declaration, whose charset is no longer that of the text.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = (Option<String>, Option<String>, String, Option<String>, Option<String>);

    fn read(bytes: &[u8]) -> Vec<Read> {
        let mut all = Vec::new();
        items(bytes, |_, record| {
            let record = record.map_err(|unfit| unfit.detail).unwrap();
            let date = record.published.map(|date| date.to_string());
            all.push((record.id, record.title, record.text.into_owned(), date, record.source));
        })
        .map_err(|unfit| unfit.detail)
        .unwrap();
        all
    }

    #[test]
    fn items_of_all_three_kinds_of_feed_are_records() {
        let rss = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
            xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The &amp;amp; Desk</title>
            <item><title>One &amp; two</title><link>https://example.org/1</link><guid>g1</guid>
            <pubDate>Wed, 04 Mar 2026 08:15:00 GMT</pubDate><description>short</description>
            <content:encoded><![CDATA[<p>First &amp; foremost.</p><p>Then.</p>]]></content:encoded></item>
            <item><link>https://example.org/2</link><description>&lt;p&gt;Only &lt;b&gt;this&lt;/b&gt;&lt;/p&gt;</description></item>
            </channel></rss>"#;
        let some = |text: &str| Some(text.to_string());
        assert_eq!(
            read(rss.as_bytes()),
            [
                (
                    some("g1"),
                    some("One & two"),
                    "First & foremost.\nThen.".into(),
                    some("2026-03-04T08:15:00Z"),
                    some("The & Desk")
                ),
                (some("https://example.org/2"), None, "Only this".into(), None, some("The & Desk")),
            ]
        );
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><id>f</id><updated>2026-03-04T08:15:00Z</updated>
            <entry><id>urn:1</id><title type="html">A &lt;i&gt;b&lt;/i&gt;</title><link rel="enclosure" href="https://example.org/e"/>
            <link href="https://example.org/a"/><updated>2026-03-04T08:15:00Z</updated><content type="xhtml">
            <div xmlns="http://www.w3.org/1999/xhtml"><p>Text.</p></div></content></entry></feed>"#;
        let (id, title, text, _, source) = read(atom.as_bytes()).remove(0);
        assert_eq!(
            (id, title, text.as_str(), source),
            (some("urn:1"), some("A b"), "Text.", some("example.org"))
        );
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[
            {"id":"7","url":"https://example.org/7","content_text":"a < b","date_published":"2026-03-04T08:15:00Z"}]}"#;
        let (id, _, text, date, source) = read(json.as_bytes()).remove(0);
        assert_eq!(
            (id, text.as_str(), date, source),
            (some("7"), "a < b", some("2026-03-04T08:15:00Z"), some("J"))
        );
    }

    #[test]
    fn the_charset_of_the_declaration_is_obeyed_once() {
        let text = "<?xml version='1.0' encoding='windows-1251'?><rss version='2.0'><channel><title>t</title><item><description>Мэр сообщил</description></item></channel></rss>";
        let bytes = encoding_rs::WINDOWS_1251.encode(text).0;
        assert_eq!(read(&bytes)[0].2, "Мэр сообщил");
    }

    #[test]
    fn what_is_no_feed_says_what_it_is() {
        let fault = |bytes: &str| items(bytes.as_bytes(), |_, _| ()).unwrap_err().detail;
        assert!(fault("<!DOCTYPE html><title>404 Not Found</title>").contains("\"404 Not Found\""));
        assert!(fault("Service unavailable").contains("\"Service unavailable\""));
        for bytes in ["", "<rss", "<rss version='2.0'><channel><item><title>cut", "{\"version\":", "<a/>"] {
            assert!(!fault(bytes).is_empty(), "{bytes}");
        }
        let deep = "<rss version='2.0'><channel>".to_string() + &"<item>".repeat(100_000);
        assert!(!fault(&deep).is_empty());
    }
}
