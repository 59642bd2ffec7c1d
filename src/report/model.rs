//! The result as data: what every renderer is given and what `--output json` writes.
//!
//! A report holds everything that is needed to render it again later, the text of its articles included, and nothing
//! that depends on when or where it was made. All lists are in a stated order.

mod copies;

pub use copies::{CopiesEntry, PairEntry, PlaceholderEntry, Relation, RemovalEntry};

use crate::document::{ArticleKind, Language, Timestamp};
use crate::observe::{Note, Skip};
use crate::span::{Lines, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A text that many entries of a report share: an id, the path of a file, an outlet.
pub type Name = Arc<str>;

/// The version of the report's form; it changes when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA`] of the version that wrote it.
    pub schema: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The settings that made the result.
    pub settings: serde_json::Value,
    /// From documents to storylines: what came in, what was left.
    pub funnel: Funnel,
    /// What the bands promise.
    pub recall: RecallPromise,
    /// One entry a document, in canonical order.
    pub documents: Vec<DocumentEntry>,
    /// One entry an article: by document, then position.
    pub articles: Vec<ArticleEntry>,
    /// Groups of two or more copies, largest first, then by id.
    pub copies: Vec<CopiesEntry>,
    /// Every pair that was verified to be copies, in canonical order. Articles with the same words in the same order stand
    /// for each other: the first of them is paired with each other one (`exact`), and alone with anything else.
    #[serde(default)]
    pub pairs: Vec<PairEntry>,
    /// Which articles others cover, in canonical order: what `dedup` would remove. Only where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub removals: Vec<RemovalEntry>,
    /// Texts that are none, those of most articles first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub placeholders: Vec<PlaceholderEntry>,
    /// Every story, those of one article too: by number of articles, then id.
    pub stories: Vec<StoryEntry>,
    /// Every storyline: by number of stories, then articles, then id.
    pub storylines: Vec<StorylineEntry>,
    /// Shared text, longest reach first (words times holders), then by id.
    pub passages: Vec<PassageEntry>,
    /// Ids of the passages whose holders stand in no one storyline (or story, or group of copies, where the run went no
    /// further), in the order of `passages`: text that was used again elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reused: Vec<Name>,
    /// How similar the pairs were that were compared: copies, then stories, then storylines, as far as the run went.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub similarities: Vec<SimilarityEntry>,
    /// Storylines that were too large to be one affair and were cut, largest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub oversize: Vec<OversizeEntry>,
    /// Names that are spelled in more than one way.
    pub spellings: Vec<SpellingEntry>,
    /// Lines that were learned to be furniture: those that stand everywhere, then by outlet, most frequent first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub furniture: Vec<FurnitureEntry>,
    /// Records and files that were left out, in order of path and record.
    pub skipped: Vec<Skip>,
    /// What was noted of records that were read all the same, such as dates that were not understood: of each kind once.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<Note>,
}

/// The program that wrote a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// `retold`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This version of this program.
    pub fn own() -> Self {
        Self { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

/// Counts from input to result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Funnel {
    /// Files that were opened.
    pub files: u64,
    /// Records and files that became documents.
    pub documents: u64,
    /// Records and files that were left out.
    pub skipped: u64,
    /// Main articles.
    pub main: u64,
    /// Side articles.
    pub side: u64,
    /// Teasers.
    pub teasers: u64,
    /// Articles without a single token: reported, never compared.
    pub empty: u64,
    /// Pairs of articles that were worth comparing in full.
    pub candidate_pairs: u64,
    /// Of these, pairs that are copies. Articles with the same words in the same order are folded into one before.
    pub verified_pairs: u64,
    /// Groups of copies.
    pub copies_groups: u64,
    /// Articles in groups of copies.
    pub copies_articles: u64,
    /// Stories of two or more articles.
    pub stories: u64,
    /// Stories of one article.
    pub single_stories: u64,
    /// Storylines of two or more stories.
    pub storylines: u64,
    /// Passages.
    pub passages: u64,
}

/// What the bands promise for pairs at the threshold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecallPromise {
    /// Plain Jaccard similarity that the bands are made for.
    pub threshold: f64,
    /// Probability that a pair at the threshold meets in a band.
    pub promised: f64,
    /// Number of bands.
    pub bands: u32,
    /// Hashes a band.
    pub rows: u32,
    /// What was found when it was measured on the run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub measured: Option<RecallMeasurement>,
}

/// Some articles of the run were compared with all others, by brute force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecallMeasurement {
    /// How many articles.
    pub articles: u64,
    /// Pairs of them and others whose plain Jaccard similarity reaches the threshold.
    pub pairs: u64,
    /// Of these, pairs that met in a band.
    pub met: u64,
}

/// What a similarity decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Whether two articles are copies.
    Copies,
    /// Whether two articles of a storyline are of one story.
    Story,
    /// Whether two articles are of one storyline.
    Storyline,
}

/// How similar the pairs of a level were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SimilarityEntry {
    /// What it decides.
    pub level: Level,
    /// What a pair has to reach.
    pub threshold: f64,
    /// Pairs by similarity, in bins of equal width over [0, 1]; 1 itself is in the last.
    pub pairs: Vec<u64>,
}

/// One input record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DocumentEntry {
    /// The record's id, else its path, else path and record.
    pub id: Name,
    /// The file.
    pub path: Name,
    /// 1-based line or array element.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Name>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The id that its record has and an earlier document has too; this one is called otherwise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repeats: Option<Name>,
    /// The share of its text that belongs to no article, in [0, 1], by bytes that are no white space.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub furniture: f64,
    /// How many of its lines belong to no article; of an HTML page all lines that it shows count.
    #[serde(skip_serializing_if = "is_none", default)]
    pub furniture_count: u32,
    /// Those of them that stand in the document's text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub furniture_lines: Vec<Lines>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde calls")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde calls")]
fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

/// One article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ArticleEntry {
    /// `document#number`.
    pub id: Name,
    /// Id of its document.
    pub document: Name,
    /// 1-based position in its document.
    pub number: u32,
    /// What it is on its page.
    pub kind: ArticleKind,
    /// From its first to its last byte in the document's text.
    pub span: Span,
    /// The lines of `span`.
    pub lines: Lines,
    /// Its headline.
    pub title: Option<Name>,
    /// Its language, when it was declared or could be told.
    pub lang: Option<Language>,
    /// How sure that is, in [0, 1], when it was told from the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lang_confidence: Option<f64>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The outlet.
    pub source: Option<Name>,
    /// The news agency that its byline names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agency: Option<Name>,
    /// Number of tokens.
    pub words: u32,
    /// The same for all articles with the same words in the same order, in every run, and hardly ever for others; nothing
    /// for an article without words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fingerprint: Option<TextFingerprint>,
    /// Its group of copies, if it has one.
    pub copies: Option<Name>,
    /// Its story; nothing when stories were not asked for or the article is empty.
    pub story: Option<Name>,
    /// Its storyline.
    pub storyline: Option<Name>,
    /// Whether it stands for its group of copies, or has none.
    pub representative: bool,
    /// The share of its tokens that stands in other articles too, in [0, 1].
    pub coverage: f64,
    /// What no other article of the run has, longest stretches only, in order. Empty when it shares nothing: then it is all
    /// its own.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub only_here: Vec<StretchEntry>,
    /// Its text without furniture, each block with its place in the document's text.
    pub blocks: Vec<Block>,
}

impl ArticleEntry {
    /// How many words it has that no other article of the run has: those of `only_here`, and all of them when it shares
    /// nothing. Of a report that was made without passages this says nothing.
    pub fn words_only_here(&self) -> u32 {
        if self.coverage == 0.0 {
            return self.words;
        }
        self.only_here.iter().map(|own| own.words).fold(0, u32::saturating_add)
    }
}

/// What tells the words of one article from those of another: 64 bits, written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextFingerprint(pub u64);

impl std::fmt::Display for TextFingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for TextFingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextFingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

/// A line that recurs in articles that are otherwise different, and was taken for furniture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FurnitureEntry {
    /// The outlet whose articles have it; nothing for a line that stands everywhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Name>,
    /// The line, as its first holder in canonical order has it.
    pub text: String,
    /// Different texts it stands in.
    pub texts: u32,
    /// Articles of the outlet, or of the run.
    pub of: u32,
    /// Article id: its first holder.
    pub article: Name,
    /// Where it stands there, in bytes of the document's text.
    pub span: Span,
    /// The lines of `span`.
    pub lines: Lines,
}

/// A place in an article's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StretchEntry {
    /// Bytes of the document's text.
    pub span: Span,
    /// The lines of `span`.
    pub lines: Lines,
    /// Number of tokens.
    pub words: u32,
}

/// A stretch of an article's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Block {
    /// First byte in the document's text.
    pub start: u32,
    /// The text, exactly as it stands there.
    pub text: String,
}

/// What a term is, as far as its spelling tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// Any word; in scripts without capitals also names.
    #[default]
    Word,
    /// Written with a capital in the middle of sentences.
    Name,
    /// A number.
    Number,
}

impl TermKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde calls")]
    fn is_word(&self) -> bool {
        *self == Self::Word
    }
}

/// A word or name that characterises a story, or that made a join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermEntry {
    /// As the articles write it.
    pub term: String,
    /// Its share of the similarity or of the profile, in [0, 1].
    pub weight: f64,
    /// What it is.
    #[serde(skip_serializing_if = "TermKind::is_word", default)]
    pub kind: TermKind,
}

/// Why two members of a story were joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JoinEntry {
    /// Article id (of a story) or story id (of a storyline).
    pub a: Name,
    /// The other one.
    pub b: Name,
    /// Similarity above chance, corrected for the length of the texts within a story.
    pub similarity: f64,
    /// What it had to reach.
    pub threshold: f64,
    /// The terms that made it, strongest first.
    pub terms: Vec<TermEntry>,
    /// Days between the two, where both dates are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub days: Option<f64>,
    /// Cosine of the vectors that the user gave for both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub vectors: Option<f64>,
    /// Ids of the passages both hold.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub passages: Vec<Name>,
}

/// Articles that report one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoryEntry {
    /// Made of the fingerprints of its articles: the same in every run as long as these are its articles.
    pub id: Name,
    /// The most central article.
    pub representative: Name,
    /// The headline of the representative.
    pub headline: Option<String>,
    /// Article ids in order of date, then canonical order; copies included.
    pub articles: Vec<Name>,
    /// How many of them are independent: each group of copies counts once, and so do all articles of one agency.
    pub independent: u32,
    /// Publication of the earliest article with a date.
    pub first: Option<Timestamp>,
    /// Publication of the latest article with a date.
    pub last: Option<Timestamp>,
    /// The outlets, sorted.
    pub sources: Vec<String>,
    /// The news agencies that bylines name, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub agencies: Vec<String>,
    /// What it is about, strongest first.
    pub terms: Vec<TermEntry>,
    /// The joins that built it, strongest first.
    pub joins: Vec<JoinEntry>,
    /// Ids of the passages two or more of its articles share.
    pub passages: Vec<Name>,
    /// Its storyline.
    pub storyline: Option<Name>,
}

/// Stories that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StorylineEntry {
    /// Made of the fingerprints of its articles: the same in every run as long as these are its articles.
    pub id: Name,
    /// The headline of its largest story.
    pub headline: Option<String>,
    /// Story ids in order of date, then of their first article.
    pub stories: Vec<Name>,
    /// Number of articles, copies included.
    pub articles: u32,
    /// Publication of the earliest article with a date.
    pub first: Option<Timestamp>,
    /// Publication of the latest article with a date.
    pub last: Option<Timestamp>,
    /// What it is about, strongest first.
    pub terms: Vec<TermEntry>,
    /// The joins between its stories, strongest first.
    pub joins: Vec<JoinEntry>,
    /// Ids of the passages that two or more of its stories share.
    pub passages: Vec<Name>,
    /// Stories of other storylines that are as near to this one as its own, strongest first: they stand between both.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub links: Vec<LinkEntry>,
}

/// A story of another storyline that is near to this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LinkEntry {
    /// Story id.
    pub story: Name,
    /// Mean similarity above chance of its articles to all articles of the storyline.
    pub similarity: f64,
}

/// A cluster that grew beyond what can be one affair, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OversizeEntry {
    /// Representatives of articles in it.
    pub articles: u64,
    /// Clusters that it was cut into.
    pub parts: u64,
    /// The threshold at which its parts were small enough, or the strictest that was tried.
    pub threshold: f64,
    /// Article id: the first of its articles.
    pub article: Name,
}

/// What kind of shared text a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// The same words.
    Verbatim,
    /// The same words but for edits.
    Edited,
    /// The same words inside quotation marks.
    Quote,
    /// Text that one source puts under or over its articles.
    Furniture,
    /// A short fixed phrase: an agency, a person, a title.
    Formula,
}

/// Where a passage stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OccurrenceEntry {
    /// Article id.
    pub article: Name,
    /// Bytes of the document's text.
    pub span: Span,
    /// The lines of `span`.
    pub lines: Lines,
    /// The text there, when it differs from the passage's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// Byte ranges of the document's text, inside `span`, whose words differ from the passage's.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub differs: Vec<Span>,
}

/// Text that two or more articles share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PassageEntry {
    /// Stable as long as its text and its first holder in canonical order are.
    pub id: Name,
    /// What it is.
    pub kind: PassageKind,
    /// As its first holder in canonical order has it.
    pub text: String,
    /// Number of tokens.
    pub words: u32,
    /// Its holders: by date where known, then canonical order.
    pub occurrences: Vec<OccurrenceEntry>,
}

/// Spellings of one name that the articles use side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpellingEntry {
    /// The spellings, most frequent first.
    pub forms: Vec<String>,
    /// How many articles use each.
    pub articles: Vec<u32>,
}
