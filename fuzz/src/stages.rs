//! What the page stage and the tokens promise for every text.

use retold::document::{Article, ArticleKind, Document, DocumentIndex, Layout};
use retold::page::{PageParams, PageSplitter};
use retold::report::log_commands::{Notation, WithoutCommands};
use retold::span::{LineIndex, Span};
use retold::text::{TokenScanner, TokenTable, tokenize, word_hash};
use std::io::Write;
use std::sync::OnceLock;

static SPLITTER: OnceLock<PageSplitter> = OnceLock::new();

/// Output without commands of runners: the first byte says in how large pieces it is written.
pub(crate) fn log(bytes: &[u8]) {
    let Some((piece, bytes)) = bytes.split_first() else { return };
    for notation in [Notation::Text, Notation::OwnCommands, Notation::Json, Notation::Xml] {
        let mut written = Vec::new();
        let mut out = WithoutCommands::new(&mut written, notation);
        bytes
            .chunks(usize::from(*piece).max(1))
            .for_each(|piece| out.write_all(piece).expect("a list takes all"));
        drop(out);
        let text = String::from_utf8_lossy(&written);
        for line in text.split(['\n', '\r']) {
            let lower = line.to_ascii_lowercase();
            let anywhere = ["##[", "##vso[", "##teamcity["].iter().any(|mark| lower.contains(mark));
            assert!(!anywhere, "a command anywhere in a line, {notation:?}");
            let begins = line.trim_start().starts_with("::");
            assert!(
                !begins || !matches!(notation, Notation::Text | Notation::Xml),
                "a command, {notation:?}"
            );
        }
    }
}

/// A text as a page, as a record and as a record whose headline is a field.
pub(crate) fn page(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let title = text.lines().next().map(str::to_string);
    for (layout, title) in [(Layout::Page, None), (Layout::Record, None), (Layout::Record, title)] {
        splits(&Document { title, ..Document::from_text("a", layout, &*text) });
    }
}

/// Splits a document and looks at its articles.
pub(crate) fn splits(document: &Document) {
    let splitter = SPLITTER.get_or_init(|| PageSplitter::new(&PageParams::default()));
    let articles = splitter.split(document, DocumentIndex(0));
    let mains = articles.iter().filter(|article| article.kind == ArticleKind::Main).count();
    assert_eq!(mains, 1, "so many main articles");
    let numbers: Vec<u32> = articles.iter().map(|article| article.number).collect();
    let counted: Vec<u32> = (1..).take(articles.len()).collect();
    assert_eq!(numbers, counted, "articles are numbered in page order");
    for article in &articles {
        article_is_sound(&document.text, article);
    }
    // Not of records yet: the main article of one takes the text of teasers before it as well.
    if document.layout == Layout::Page {
        assert!(articles.is_sorted_by_key(|article| article.span.start), "articles stand in page order");
        let mut pieces: Vec<Span> = articles.iter().flat_map(|article| article.pieces.clone()).collect();
        pieces.sort();
        assert!(pieces.is_sorted_by(|one, next| one.end <= next.start), "two articles share text");
    }
    if let Some(time) = splitter.published(document, &articles) {
        let _ = time.to_string();
    }
    assert_eq!(articles, splitter.split(document, DocumentIndex(0)), "the same document, other articles");
}

fn article_is_sound(text: &str, article: &Article) {
    let Article { span, pieces, .. } = article;
    assert!(span.of(text).is_some(), "an article ends inside a character");
    assert_eq!(article.lines, LineIndex::new(text).lines(*span), "the lines of an article");
    for piece in pieces {
        assert!(
            !piece.is_empty() && piece.of(text).is_some(),
            "a piece of nothing, or one inside a character"
        );
        assert!(span.start <= piece.start && piece.end <= span.end, "a piece outside of its article");
    }
    assert!(pieces.is_sorted_by(|one, next| one.end <= next.start), "pieces out of order: {pieces:?}");
    let parts = pieces.iter().map(|piece| (*piece, piece.of(text).expect("looked at above")));
    tokens_are_sound(text, &TokenTable::of_pieces(text, parts));
}

/// The tokens of a text, found in two ways.
pub(crate) fn tokens(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let table = TokenTable::of_text(&text, &mut TokenScanner::default());
    tokens_are_sound(&text, &table);
    let (mut at, mut units) = (0, 0);
    tokenize(&text, |token| {
        assert!(!token.word.is_empty(), "a token without a word");
        assert_eq!(table.spans.get(at), Some(&token.span), "the scanner found another token");
        assert_eq!(
            table.hashes[at],
            word_hash(token.word),
            "the scanner found another word than {:?}",
            token.word
        );
        units += u32::from(token.shape.unit);
        at += 1;
    });
    assert_eq!((table.len(), table.units), (at, units), "the scanner found other tokens");
}

fn tokens_are_sound(text: &str, table: &TokenTable) {
    assert_eq!(table.hashes.len(), table.spans.len());
    let mut end = 0;
    for span in &table.spans {
        assert!(span.start >= end && span.end >= span.start, "tokens out of order");
        // A character can be several words, as ﷺ is: it is quoted with the first, and the others are empty behind it.
        assert!(!span.is_empty() || (span.start == end && end > 0), "a token of nothing");
        assert!(span.of(text).is_some(), "a token ends inside a character");
        end = span.end;
    }
}
