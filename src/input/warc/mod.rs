//! Web archives: WARC files of pages and the WET files of texts that are made from them.
//!
//! An archive is one record after another, each with headers and a block of a stated length. Of these, responses,
//! resources and conversions can be articles; requests, metadata and revisits never are. Responses that are no pages
//! (pictures, errors, redirections) are passed over and counted.

mod http;

use super::charset::Charset;
use super::cut::{Flow, Raw, Stop, Understood};
use super::fields::{FieldNames, RecordText, Unfit};
use super::stream::{CHUNK, Found};
use super::{Extractor, markup};
use crate::document::{Language, Layout, Timestamp};
use crate::observe::SkipReason;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

/// A larger block is passed over: no page has so many bytes.
const LARGEST_BLOCK: u64 = 64 << 20;

/// Blocks that one thread works on.
const MOST_TOGETHER: usize = 64;

/// Longer headers are none.
const LONGEST_HEAD: u64 = 1 << 16;

/// The header that says when a page was fetched; as the name of a date field it makes that the date of publication.
const CRAWLED: &str = "WARC-Date";

/// A record of an archive that may be an article.
pub(super) struct Block {
    number: u64,
    kind: Kind,
    url: Option<String>,
    crawled: Option<Timestamp>,
    language: Option<Language>,
    media: String,
    bytes: Vec<u8>,
}

enum Kind {
    /// An HTTP message.
    Response,
    /// The content itself.
    Content,
    /// Nothing that can be read, and why.
    Bad(Unfit),
}

/// Cuts an archive into records, numbered from 1.
pub(super) fn cut(
    source: impl Read,
    fields: &FieldNames,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let crawl_dates = fields.date.iter().any(|name| name.eq_ignore_ascii_case(CRAWLED));
    let mut cutter = Cutter { source: BufReader::with_capacity(CHUNK, source), number: 0, crawl_dates };
    let mut blocks = Vec::new();
    loop {
        let next = cutter.next(&mut blocks);
        let ended = !matches!(next, Ok(true));
        let bytes: usize = blocks.iter().map(|block: &Block| block.bytes.len()).sum();
        let full = ended || bytes >= CHUNK || blocks.len() >= MOST_TOGETHER;
        if full && !blocks.is_empty() && sink(Raw::Blocks(std::mem::take(&mut blocks))).is_break() {
            return Ok(());
        }
        if ended {
            return next.map(|_| ()).map_err(Stop::Broken);
        }
    }
}

fn block_length(headers: &http::Headers<'_>) -> Option<u64> {
    headers.get("content-length").and_then(|length| length.parse().ok())
}

/// The length of the block behind the headers of a record, where they state it.
pub(super) fn length_of_block(head: &[u8]) -> Option<u64> {
    block_length(&http::Headers::of(head))
}

struct Cutter<R> {
    source: BufReader<R>,
    number: u64,
    crawl_dates: bool,
}

impl<R: Read> Cutter<R> {
    /// Adds the next record when it may be an article, and says whether there was one of any kind.
    fn next(&mut self, blocks: &mut Vec<Block>) -> io::Result<bool> {
        let mut line = Vec::new();
        let mut strange = 0;
        let found = loop {
            line.clear();
            if self.source.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut line)? == 0 {
                break false;
            }
            if line.starts_with(b"WARC/") {
                break true;
            }
            strange += if line.trim_ascii().is_empty() { 0 } else { line.len() as u64 };
        };
        self.number += u64::from(found);
        if strange > 0 {
            let detail = format!("{strange} bytes before it are no record");
            blocks.push(self.empty(Kind::Bad(Unfit::new(SkipReason::Damaged, detail))));
        }
        if found {
            let head = self.head()?;
            blocks.extend(self.block(&head)?);
        }
        Ok(found)
    }

    fn empty(&self, kind: Kind) -> Block {
        Block {
            number: self.number,
            kind,
            url: None,
            crawled: None,
            language: None,
            media: String::new(),
            bytes: Vec::new(),
        }
    }

    /// Lines up to an empty one.
    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        loop {
            let room = LONGEST_HEAD.saturating_sub(head.len() as u64);
            let before = head.len();
            if room == 0 {
                return Err(io::Error::other(format!("record {}: headers without an end", self.number)));
            }
            if self.source.by_ref().take(room).read_until(b'\n', &mut head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if head[before..].trim_ascii().is_empty() {
                return Ok(head);
            }
        }
    }

    fn block(&mut self, head: &[u8]) -> io::Result<Option<Block>> {
        let headers = http::Headers::of(head);
        let length = block_length(&headers);
        let Some(length) = length else {
            let detail = "its length is not stated";
            return Ok(Some(self.empty(Kind::Bad(Unfit::new(SkipReason::Damaged, detail)))));
        };
        let kind = match headers.get("warc-type") {
            Some("response") => Kind::Response,
            Some("resource" | "conversion") => Kind::Content,
            _ => return self.pass_over(length).map(|()| None),
        };
        if length > LARGEST_BLOCK {
            self.pass_over(length)?;
            let detail = format!("a block of {length} bytes");
            return Ok(Some(self.empty(Kind::Bad(Unfit::new(SkipReason::TooLarge, detail)))));
        }
        let mut bytes = Vec::with_capacity(length.min(CHUNK as u64) as usize);
        if self.source.by_ref().take(length).read_to_end(&mut bytes)? < length as usize {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_string());
        let crawled = headers.get("warc-date").filter(|_| self.crawl_dates).and_then(super::date::parse_date);
        // Of several languages none is that of the article for sure.
        let language = headers.get("warc-identified-content-language").and_then(Language::from_tag);
        let named = headers.list("content-type");
        let media =
            named.into_iter().find(|media| is_page(media)).or_else(|| headers.list("content-type").next());
        let media = media.unwrap_or_default().to_string();
        Ok(Some(Block { url, crawled, language, media, bytes, ..self.empty(kind) }))
    }

    fn pass_over(&mut self, length: u64) -> io::Result<()> {
        let read = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        if read < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

impl Block {
    /// What the record says.
    pub(super) fn understand(self, extractor: Extractor, sink: &mut impl FnMut(Understood<'_>)) {
        let Self { number, kind, url, crawled, language, media, bytes } = self;
        let content = match kind {
            Kind::Bad(unfit) => Err(Other::Bad(unfit)),
            Kind::Content => Content::of(bytes, &media, None),
            Kind::Response => http::content(&bytes),
        };
        let page = content.and_then(|content| content.page(url.as_deref(), extractor));
        let (record, layout, replaced) = match page {
            Ok(Page { record, layout, replaced }) => (Ok(record), layout, replaced),
            Err(Other::Bad(unfit)) => (Err(unfit), Layout::Page, 0),
            Err(Other::NoPage(what)) => return sink(Understood::PassedOver(what)),
        };
        let record = record.map(|record: RecordText<'_>| RecordText {
            id: url.clone(),
            source: record.source.or_else(|| url.as_deref().and_then(super::host)),
            published: record.published.or(crawled),
            language: record.language.or(language),
            url,
            ..record
        });
        let found = Found { number: Some(number), place: None, layout, record };
        sink(Understood::Record { found, replaced });
    }
}

/// Whether a media type is that of HTML or of text.
fn is_page(media: &str) -> bool {
    let kind = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "text/html" | "application/xhtml+xml" | "text/plain")
}

/// Why a record is no page.
enum Other {
    /// It should have been one.
    Bad(Unfit),
    /// It is something else: what that is.
    NoPage(String),
}

/// Bytes that somebody called HTML or text.
struct Content {
    bytes: Vec<u8>,
    is_html: bool,
    charset: Option<String>,
    language: Option<Language>,
}

struct Page {
    record: RecordText<'static>,
    layout: Layout,
    replaced: u64,
}

impl Content {
    /// Content of the media type that a header names.
    fn of(bytes: Vec<u8>, media: &str, language: Option<Language>) -> Result<Self, Other> {
        let (kind, parameters) = media.split_once(';').unwrap_or((media, ""));
        let is_html = match kind.trim().to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => true,
            "text/plain" => false,
            "" if bytes.trim_ascii_start().starts_with(b"<") => true,
            other => {
                return Err(Other::NoPage(if other.is_empty() { "of no type" } else { other }.to_string()));
            }
        };
        let charset = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("charset")
                .then(|| value.trim().trim_matches(['"', '\'']).to_string())
        });
        Ok(Self { bytes, is_html, charset, language })
    }

    fn page(self, url: Option<&str>, extractor: Extractor) -> Result<Page, Other> {
        let Self { bytes, is_html, charset, language } = self;
        let charset = Charset::wide(&bytes).unwrap_or_else(|| {
            let inside = if is_html { markup::declared_charset(&bytes) } else { None };
            Charset::of(&bytes, charset.as_deref().or(inside))
        });
        let (text, replaced) = charset.decode(&bytes);
        if is_html {
            let record = markup::page(&text, url, extractor).map_err(Other::Bad)?;
            let language = record.language.or(language);
            return Ok(Page { record: RecordText { language, ..record }, layout: markup::LAYOUT, replaced });
        }
        if text.trim().is_empty() {
            return Err(Other::Bad(Unfit::new(SkipReason::Empty, "nothing but white space")));
        }
        let record = RecordText { language, ..RecordText::of_text(Cow::Owned(text.into_owned())) };
        Ok(Page { record, layout: Layout::Page, replaced })
    }
}
