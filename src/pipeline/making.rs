//! From a record to its articles with their tokens: the same for the pass that sketches them and for reading one again.

use crate::copies::ArticleTokens;
use crate::document::{Article, ArticleKind, Document, DocumentIndex, Layout, Timestamp};
use crate::input::RecordText;
use crate::page::{PageSplitter, RecordScratch};
use crate::text::{TokenScanner, TokenTable};

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
    pub(super) tokens: &'a ArticleTokens,
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
    if layout == Layout::Record {
        table.fill(&record.text, scanner);
        if let Some(found) = splitter.one_record(&record.text, record.title.as_deref(), index, table, one) {
            tokens.unspaced = table.is_unspaced();
            tokens.hashes.clear();
            let mut start = 0;
            for dropped in &found.dropped {
                tokens.hashes.extend_from_slice(&table.hashes[start..dropped.start]);
                start = dropped.end;
            }
            tokens.hashes.extend_from_slice(&table.hashes[start..]);
            sink(Made { article: found.article, published: record.published, tokens });
            return;
        }
    }
    let document = Document {
        title: record.title.clone(),
        published: record.published,
        ..Document::from_text("", layout, record.text.as_ref())
    };
    let found = splitter.split(&document, index);
    let dated = record.published.or_else(|| splitter.published(&document, &found));
    for article in found {
        let pieces = article.pieces.iter().filter_map(|&span| Some((span, span.of(&document.text)?)));
        let own = TokenTable::of_pieces(&document.text, pieces);
        tokens.unspaced = own.is_unspaced();
        tokens.hashes = own.hashes;
        let dates = layout == Layout::Record || article.kind == ArticleKind::Main;
        sink(Made { published: dated.filter(|_| dates), article, tokens });
    }
}
