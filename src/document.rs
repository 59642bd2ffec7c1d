//! What is read and what is compared: the [`Document`] (one input record) and the [`Article`] (the unit that is
//! compared; a scraped page can hold several).
//!
//! An article owns no text. It names byte ranges of its document's text, so whatever is found in it can be quoted
//! from the source, to the byte.

use crate::span::{Lines, Span};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Place of a document in its [`Corpus`]. Documents stand in canonical order (by path, then record), so an index is
/// the same for any order in which the files were named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentIndex(pub u32);

/// Place of an article in its [`Corpus`]: by document, then by position on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleIndex(pub u32);

impl DocumentIndex {
    /// As an index of a slice.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl ArticleIndex {
    /// As an index of a slice.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// How a document's text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A whole page as text: menus, captions and several articles may stand in it.
    Page,
    /// A record's text field, whose title may be a field of its own.
    Record,
}

/// One input record: a file, a JSON line, an element of a JSON array.
#[derive(Clone, Debug)]
pub struct Document {
    /// The record's id, else its path, else `path:record`; unique in a corpus.
    pub name: String,
    /// The file it was read from, as it was named; `-` for standard input.
    pub path: String,
    /// 1-based line or array element within `path`; nothing for a file that is one document.
    pub record: Option<u64>,
    /// The id that its record has, when an earlier document has it too; `name` is another then.
    pub repeats: Option<String>,
    /// How `text` is laid out.
    pub layout: Layout,
    /// The source text. At most [`Document::MAX_BYTES`] bytes.
    pub text: String,
    /// The title field of a record.
    pub title: Option<String>,
    /// When it was published, where the input says so.
    pub published: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// The outlet, as the record names it or as its address shows it.
    pub source: Option<String>,
    /// The language the record declares.
    pub language: Option<Language>,
    /// A vector of the user's own that says what it is about, of any length above 0.
    pub vector: Option<Box<[f32]>>,
    /// Other articles that stand at the end of `text`, each from its headline to its end, where the markup of a page showed
    /// them: in order, apart from each other.
    pub asides: Vec<Aside>,
    /// Of a page whose article was taken out of markup, how much text the page shows: `text` is a part of it.
    pub shown: Option<Shown>,
}

/// The text that a page with markup shows, its headline left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// [`inked`] bytes.
    pub bytes: u32,
    /// Lines with a letter or digit: paragraphs, headings, cells, items of lists.
    pub lines: u32,
}

/// Another article at the end of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// From its headline to its end.
    pub span: Span,
    /// What it was known by.
    pub sign: AsideSign,
}

/// What an article beside a page's own was known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsideSign {
    /// An element of its own that says it is an article, with a headline and paragraphs in it.
    Element,
    /// A headline with text below it, which may as well be a notice of the page.
    Heading,
}

impl Document {
    /// A text must be addressable by `u32`, and one text of this size is no article.
    pub const MAX_BYTES: usize = 1 << 30;

    /// Whether all of it is the text field of one record: what its fields say then holds for every article of it.
    pub fn is_one_record(&self) -> bool {
        self.layout == Layout::Record && self.asides.is_empty()
    }

    /// A document that is nothing but `text`.
    pub fn from_text(name: impl Into<String>, layout: Layout, text: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            path: name.clone(),
            name,
            record: None,
            repeats: None,
            layout,
            text: text.into(),
            title: None,
            published: None,
            url: None,
            source: None,
            language: None,
            vector: None,
            asides: Vec::new(),
            shown: None,
        }
    }
}

/// Bytes of a text that are no ASCII white space: what a text says, however it is set.
pub fn inked(text: &str) -> usize {
    // So many that one byte can count them, which lets a processor count many at a time.
    let few =
        text.as_bytes().chunks(255).map(|few| few.iter().map(|byte| u8::from(*byte > b' ')).sum::<u8>());
    few.map(usize::from).sum()
}

/// What an article is on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ArticleKind {
    /// What the page is about.
    Main,
    /// Another full article on the page.
    Side,
    /// A headline with a sentence or two.
    Teaser,
}

impl fmt::Display for ArticleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Main => "main",
            Self::Side => "side",
            Self::Teaser => "teaser",
        })
    }
}

/// The unit that is compared: byte ranges of its document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The document it stands in.
    pub document: DocumentIndex,
    /// 1-based position on its page.
    pub number: u32,
    /// What it is on its page.
    pub kind: ArticleKind,
    /// From its first to its last byte, furniture and repeats between them included.
    pub span: Span,
    /// The lines of `span`.
    pub lines: Lines,
    /// Its headline: of the page, or the title field of the record.
    pub title: Option<String>,
    /// The text that counts, in order, without furniture and repeats. A headline that stands in the text is the first.
    pub pieces: Vec<Span>,
}

/// All documents and articles of a run, in canonical order.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// By path, then record.
    pub documents: Vec<Document>,
    /// By document, then position.
    pub articles: Vec<Article>,
}

impl Corpus {
    /// Records of one article each.
    #[cfg(test)]
    pub(crate) fn of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut corpus = Self::default();
        for (text, at) in texts.into_iter().zip(0..) {
            let span = Span::new(0, text.len());
            corpus.documents.push(Document::from_text(format!("d{at}"), Layout::Record, text));
            corpus.articles.push(Article {
                document: DocumentIndex(at),
                number: 1,
                kind: ArticleKind::Main,
                span,
                lines: Lines { first: 1, last: 1 },
                title: None,
                pieces: vec![span],
            });
        }
        corpus
    }

    /// The document of an article.
    pub fn document_of(&self, article: ArticleIndex) -> &Document {
        &self.documents[self.articles[article.at()].document.at()]
    }

    /// `document#number`: the name of an article in reports.
    pub fn article_name(&self, article: ArticleIndex) -> String {
        format!("{}#{}", self.document_of(article).name, self.articles[article.at()].number)
    }

    /// When an article was published. The date of a page is that of its main article: what stands beside it may be
    /// older, and its date is unknown.
    pub fn published(&self, article: ArticleIndex) -> Option<Timestamp> {
        let own = self.articles[article.at()].kind == ArticleKind::Main;
        let document = self.document_of(article);
        document.published.filter(|_| own || document.is_one_record())
    }

    /// The pieces of an article with their places in the source.
    pub fn pieces(&self, article: ArticleIndex) -> impl Iterator<Item = (Span, &str)> {
        let text = &self.document_of(article).text;
        self.articles[article.at()].pieces.iter().filter_map(move |&span| Some((span, span.of(text)?)))
    }

    /// All article indices in order.
    pub fn article_indices(&self) -> impl Iterator<Item = ArticleIndex> + use<> {
        (0..self.articles.len() as u32).map(ArticleIndex)
    }
}

/// A point in time, in seconds since 1970 in UTC, and whether the source gave the time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Whether more than the day is known.
    pub has_time: bool,
}

impl Timestamp {
    /// Days between two points in time, never negative.
    pub fn days_from(self, other: Self) -> f64 {
        (self.seconds - other.seconds).unsigned_abs() as f64 / 86_400.0
    }
}

impl fmt::Display for Timestamp {
    /// `2026-03-04` or `2026-03-04T08:15:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(instant) = jiff::Timestamp::from_second(self.seconds) else { return f.write_str("?") };
        // As jiff itself writes it, which alone gives a year before the first the six digits that are read again.
        if self.has_time {
            write!(f, "{instant}")
        } else {
            write!(f, "{}", instant.to_zoned(jiff::tz::TimeZone::UTC).date())
        }
    }
}

/// The text is not `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a date like 2026-03-04 or 2026-03-04T08:15:00Z")]
pub struct TimestampError;

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Ok(Self { seconds: instant.as_second(), has_time: true });
        }
        // jiff reads the day of a full date and time as well, which would drop the time unseen.
        let day_only = Some(text).filter(|text| !text.contains(':'));
        let date =
            day_only.ok_or(TimestampError)?.parse::<jiff::civil::Date>().map_err(|_| TimestampError)?;
        let day = date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| TimestampError)?;
        Ok(Self { seconds: day.timestamp().as_second(), has_time: false })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A language by its ISO 639 code: two letters where there are two, else three.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// The language a tag such as `en`, `pt-BR` or `arb` names; nothing when its first part is no ISO 639 code.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let lower = primary.to_ascii_lowercase();
        let bytes = lower.as_bytes();
        if !bytes.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        match *bytes {
            [a, b] => Some(Self([a, b, 0])),
            [a, b, c] => Some(Self(match &[a, b, c] {
                b"arb" | b"ara" => *b"ar\0",
                b"eng" => *b"en\0",
                b"zho" | b"cmn" | b"chi" => *b"zh\0",
                b"hin" => *b"hi\0",
                other => *other,
            })),
            _ => None,
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        let end = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..end]).unwrap_or("und")
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Self::from_tag(&tag).ok_or_else(|| serde::de::Error::custom(format!("{tag:?} is no language code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_keeps_whether_the_time_of_day_is_known() {
        for text in ["2026-03-04", "2026-03-04T08:15:00Z", "1969-12-31T23:59:59Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_year_before_the_first_and_the_last_there_is_are_read_as_they_were_written() {
        for text in ["-000044-03-15", "-000044-03-15T06:00:00Z", "0000-01-01", "9999-12-30", "-009999-01-03"]
        {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_language_tag_is_cut_to_its_primary_part() {
        assert_eq!(Language::from_tag("pt-BR").unwrap().as_str(), "pt");
        assert_eq!(Language::from_tag("arb"), Language::from_tag("AR"));
        assert_eq!(Language::from_tag("Arabic"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
