//! Pages into articles.
//!
//! **Owns** what an article is on a page and what is furniture: which lines are headline, caption and text, where one
//! article ends and the next begins, which of them is the page's own. A record whose text field holds one clean
//! article comes out whole.
//!
//! **Always holds**: a document has exactly one main article; articles stand in page order, numbered from 1; the
//! pieces of an article are in order, do not overlap, lie on character boundaries and hold no line twice; one document
//! gives the same articles on every machine and thread.
//!
//! **How**: a text is cut into lines (`blocks`); lines that say the same are found (`repeats`); lines that mark
//! furniture are known by phrases in some thirty-five languages and by shape (`words`, `furniture`); for each run
//! of sentences the walk (`split`) asks whether a headline above it is its own (`head`) and whether it goes on with the
//! matter of the article before (`lexis`). No rule names a site.
//!
//! **Costs** one tokenisation and work linear in the text; a page's language statistics are unpacked once a process.
//! **Cannot fail**: a text in which no article is found is one article, and a text without a letter or digit is one
//! without pieces, so that it can be reported as empty.

mod agency;
mod aside;
mod assemble;
mod blocks;
mod dateline;
mod draft;
mod furniture;
mod head;
mod learned;
mod lexis;
mod record;
mod repeats;
mod share;
mod split;
mod view;
mod words;

use crate::document::{Article, ArticleKind, Document, DocumentIndex, Layout, Timestamp};
use crate::span::{LineIndex, Lines, Span};
use crate::text::{TokenScanner, TokenTable};
pub use record::RecordScratch;

pub use agency::AgencyFinder;
use blocks::{lines, trim};
pub use learned::{LearnedFurniture, LearnedLine};
use record::Title;
use serde::{Deserialize, Serialize};
pub use share::{FurnitureShare, LeftOut};
use std::ops::Range;
use view::View;
use words::Phrases;

/// Whether documents are split into articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Splitting {
    /// Furniture is left out, and each article on a page stands alone.
    #[default]
    Split,
    /// A document is one article with all its text.
    Whole,
}

/// How pages are split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageParams {
    /// Whether to split at all.
    pub splitting: Splitting,
    /// An article that is not the page's own and has at most this many sentences is a teaser.
    pub teaser_sentences: u32,
    /// One that has at most this many words is a teaser too, whatever its sentences: the lead of an agency report is
    /// up to forty words long. A character of a script without spaces counts half.
    pub teaser_words: f32,
}

impl Default for PageParams {
    fn default() -> Self {
        Self { splitting: Splitting::Split, teaser_sentences: 2, teaser_words: 40.0 }
    }
}

/// Splits documents into articles. Made once, then used from many threads.
#[derive(Clone, Debug)]
pub struct PageSplitter {
    params: PageParams,
    phrases: Phrases,
}

impl PageSplitter {
    /// Compiles the phrases.
    pub fn new(params: &PageParams) -> Self {
        Self { params: params.clone(), phrases: Phrases::built_in() }
    }

    /// The articles of `document` in page order, exactly one of them its main article. `index` is the document's place
    /// in its corpus.
    pub fn split(&self, document: &Document, index: DocumentIndex) -> Vec<Article> {
        if let Some(own) =
            document.asides.first().and_then(|first| document.text.get(..first.span.start as usize))
        {
            let title = document.title.clone();
            let own = Document { title, ..Document::from_text("", document.layout, own) };
            let mut articles = self.split(&own, index);
            if self.params.splitting == Splitting::Split {
                self.add_asides(document, &mut articles);
            }
            return articles;
        }
        if document.layout == Layout::Record && self.params.splitting == Splitting::Split {
            let tokens = TokenTable::of_text(&document.text, &mut TokenScanner::default());
            let title = document.title.as_deref();
            let found = self.one_record(&document.text, title, index, &tokens, &mut RecordScratch::default());
            if let Some(found) = found {
                return vec![found.article];
            }
        }
        self.walk(document, index)
    }

    fn add_asides(&self, document: &Document, articles: &mut Vec<Article>) {
        let lines = LineIndex::new(&document.text);
        let index = articles[0].document;
        for &aside in &document.asides {
            let Some(found) = aside::article(&document.text, aside, &self.phrases, &self.params) else {
                continue;
            };
            let (number, lines) = (articles.len() as u32 + 1, lines.lines(found.span));
            articles.push(Article { document: index, number, lines, ..found });
        }
    }

    /// The quick look at a record: its article when it holds just one, and nothing when it needs [`split`](Self::split).
    /// `tokens` are those of all of `text`. A caller that has the tokens anyway saves taking the text apart.
    pub fn one_record(
        &self,
        text: &str,
        title: Option<&str>,
        index: DocumentIndex,
        tokens: &TokenTable,
        scratch: &mut RecordScratch,
    ) -> Option<OneArticle> {
        if self.params.splitting == Splitting::Whole {
            return None;
        }
        let field = title.map(str::trim).filter(|title| !title.is_empty());
        let wanted = if field.is_some() { Title::Given } else { Title::Wanted };
        let plain = scratch.plain(text, tokens, &self.phrases, wanted)?;
        let span = assemble::cover(&plain.pieces);
        let title = field.or_else(|| plain.head?.of(text)).map(str::to_owned);
        let lines = lines_of(text, span);
        let pieces = plain.pieces;
        let kind = ArticleKind::Main;
        let article = Article { document: index, number: 1, kind, span, lines, title, pieces };
        Some(OneArticle { article, dropped: plain.dropped })
    }

    /// The full walk over the units of a document.
    fn walk(&self, document: &Document, index: DocumentIndex) -> Vec<Article> {
        if self.params.splitting == Splitting::Whole {
            return vec![one(document, index, whole(&document.text))];
        }
        let view = View::of(&document.text, document.layout, &self.phrases);
        let drafts = split::drafts(&view);
        if drafts.is_empty() {
            return vec![one(document, index, view.lines())];
        }
        assemble::articles(&view, &drafts, document, index, &self.params)
    }
}

/// A record that is one article.
#[derive(Debug)]
pub struct OneArticle {
    /// The article.
    pub article: Article,
    /// Ranges of the text's tokens that are none of the article's: repeats and noise, in order.
    pub dropped: Vec<Range<usize>>,
}

impl PageSplitter {
    /// When a page was published, from the date line nearest to its main article. `articles` are those of the document.
    /// Nothing for a record, whose date is a field of its own, and for a page that was not split.
    pub fn published(&self, document: &Document, articles: &[Article]) -> Option<Timestamp> {
        if document.layout == Layout::Record || self.params.splitting == Splitting::Whole {
            return None;
        }
        dateline::published(&document.text, articles)
    }
}

/// The lines of one span, without an index of all lines; an empty span touches the line it stands in.
fn lines_of(text: &str, span: Span) -> Lines {
    let ends = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u32;
    let (start, end) = (span.start as usize, (span.end.max(span.start + 1) - 1) as usize);
    let first = 1 + ends(&text.as_bytes()[..start]);
    Lines { first, last: first + ends(&text.as_bytes()[start..end.max(start)]) }
}

/// A document as one article.
fn one(document: &Document, index: DocumentIndex, pieces: Vec<Span>) -> Article {
    let empty = pieces.is_empty();
    let span = if empty { Span::new(0, document.text.len()) } else { assemble::cover(&pieces) };
    Article {
        document: index,
        number: 1,
        kind: ArticleKind::Main,
        span,
        lines: LineIndex::new(&document.text).lines(span),
        title: document.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned),
        pieces,
    }
}

/// The blocks of lines between blank lines; none when the text has no letter or digit.
fn whole(text: &str) -> Vec<Span> {
    if !text.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let mut pieces: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines(text).map(|line| trim(text, line)) {
        match pieces.last_mut() {
            _ if line.is_empty() => open = false,
            Some(last) if open => last.end = line.end,
            _ => {
                pieces.push(line);
                open = true;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
