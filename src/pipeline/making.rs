//! From a record to its articles with their tokens: the same for the pass that sketches them and for reading one again.

use crate::copies::{ArticleTokens, Words};
use crate::document::{Article, ArticleKind, Document, DocumentIndex, Layout, Timestamp};
use crate::input::RecordText;
use crate::page::{PageSplitter, RecordScratch};
use crate::text::{TokenScanner, TokenTable};
use std::ops::Range;

/// Buffers of one thread.
#[derive(Debug, Default)]
pub(super) struct MakingScratch {
    scanner: TokenScanner,
    table: TokenTable,
    record: RecordScratch,
    tokens: ArticleTokens,
}

/// An article of a record, and what is known of it without its text.
pub(super) struct Made<'a> {
    pub(super) article: Article,
    pub(super) published: Option<Timestamp>,
    pub(super) tokens: Words<'a>,
    /// Which of the record's tokens are none of the article's, when the record is this article and nothing else.
    pub(super) dropped: Option<Vec<Range<usize>>>,
}

/// Calls `sink` for each article of a record, in order.
pub(super) fn articles(
    splitter: &PageSplitter,
    layout: Layout,
    record: &RecordText<'_>,
    scratch: &mut MakingScratch,
    mut sink: impl FnMut(Made<'_>),
) {
    let index = DocumentIndex(0);
    let MakingScratch { scanner, table, record: one, tokens } = scratch;
    if layout == Layout::Record && record.asides.is_empty() {
        table.fill(&record.text, scanner);
        if let Some(found) = splitter.one_record(&record.text, record.title.as_deref(), index, table, one) {
            let tokens = if found.dropped.is_empty() {
                Words::from(&*table)
            } else {
                keep(table, &found.dropped, tokens);
                Words { hashes: &tokens.hashes, unspaced: tokens.unspaced }
            };
            let dropped = Some(found.dropped);
            sink(Made { article: found.article, published: record.published, tokens, dropped });
            return;
        }
    }
    let document = Document {
        title: record.title.clone(),
        published: record.published,
        asides: record.asides.clone(),
        ..Document::from_text("", layout, record.text.as_ref())
    };
    let found = splitter.split(&document, index);
    let dated = record.published.or_else(|| splitter.published(&document, &found));
    for article in found {
        let pieces = article.pieces.iter().filter_map(|&span| Some((span, span.of(&document.text)?)));
        let own = TokenTable::of_pieces(&document.text, pieces);
        let tokens = Words::from(&own);
        let dates = document.is_one_record() || article.kind == ArticleKind::Main;
        sink(Made { published: dated.filter(|_| dates), article, tokens, dropped: None });
    }
}

/// The tokens of a record that was found to be one article, when it is read again.
pub(super) fn tokens_again(
    record: &RecordText<'_>,
    dropped: &[Range<usize>],
    scratch: &mut MakingScratch,
    into: &mut ArticleTokens,
) {
    scratch.table.fill(&record.text, &mut scratch.scanner);
    keep(&scratch.table, dropped, into);
}

/// The text of a record that was found to be one article and nothing else, with its tokens, when it is read again.
pub(super) fn text_again(record: &RecordText<'_>, scratch: &mut MakingScratch) -> (String, TokenTable) {
    scratch.table.fill(&record.text, &mut scratch.scanner);
    (record.text.as_ref().to_owned(), scratch.table.clone())
}

fn keep(table: &TokenTable, dropped: &[Range<usize>], into: &mut ArticleTokens) {
    into.unspaced = table.is_unspaced();
    into.hashes.clear();
    let mut start = 0;
    for range in dropped {
        into.hashes.extend_from_slice(table.hashes.get(start..range.start).unwrap_or_default());
        start = range.end;
    }
    into.hashes.extend_from_slice(table.hashes.get(start..).unwrap_or_default());
}
