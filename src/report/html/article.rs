//! An article's text as data: blocks with their direction, and what of them is shared. The script writes it into the page
//! as text and never as markup.
//!
//! Places are counted in UTF-16 units, as scripts count, of the text as it is shown: without what `clean` takes away.

use super::escape::{Dir, web_address};
use super::{Page, outlet};
use crate::report::clean;
use crate::report::model::{ArticleEntry, Block};
use crate::report::phrase;
use crate::report::view::tells_little;
use crate::span::Span;
use serde::Serialize;
use std::io;

/// A block, and a range of UTF-16 units in it.
pub(super) type Place = (usize, usize, usize);

#[derive(Serialize)]
struct ArticleData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    /// Words, and the percentage of them that is shared.
    words: u32,
    shared: u32,
    blocks: Vec<BlockData>,
    marks: Vec<MarkData>,
    /// What no other article has.
    only: Vec<Place>,
}

#[derive(Serialize)]
struct BlockData {
    dir: String,
    text: String,
    /// Whether it is the headline.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    head: bool,
}

/// A passage where it stands.
#[derive(Serialize)]
struct MarkData {
    passage: usize,
    kind: &'static str,
    at: Vec<Place>,
    /// Words in which this article differs from the passage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differs: Vec<Place>,
}

impl Page<'_> {
    /// Writes the article as JSON.
    pub(super) fn article_data(&self, article: &ArticleEntry, out: &mut Vec<u8>) -> io::Result<()> {
        let document = self.view.document(article);
        let places = |span: Span| places(&article.blocks, span);
        let held = self.held.get(&*article.id).map(Vec::as_slice).unwrap_or_default();
        let marks = held.iter().map(|held| MarkData {
            passage: held.number,
            kind: if tells_little(held.passage) { "phrase" } else { "shared" },
            at: places(held.occurrence.span),
            differs: held.occurrence.differs.iter().flat_map(|&span| places(span)).collect(),
        });
        let data = ArticleData {
            title: article.title.as_deref().map(|title| clean::block(title).into_owned()),
            source: clean::block(outlet(article)).into_owned(),
            date: article.published.map(phrase::day),
            place: clean::block(&self.place(article)).into_owned(),
            url: document.and_then(|document| document.url.as_deref()).and_then(web_address),
            lang: article.lang.map(|lang| lang.to_string()),
            words: article.words,
            shared: percent(article.coverage),
            blocks: blocks(article),
            marks: marks.collect(),
            only: article.only_here.iter().flat_map(|stretch| places(stretch.span)).collect(),
        };
        Ok(serde_json::to_writer(out, &data)?)
    }
}

/// A share as a whole percentage; only all is a hundred.
pub(super) fn percent(share: f64) -> u32 {
    let rounded = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    if share < 1.0 { rounded.min(99) } else { rounded }
}

/// Whether a block of an article is its headline.
pub(super) fn is_headline(article: &ArticleEntry, place: usize, block: &Block) -> bool {
    place == 0 && article.title.as_deref().map(str::trim) == Some(block.text.trim())
}

fn blocks(article: &ArticleEntry) -> Vec<BlockData> {
    let data = |(place, block): (usize, &Block)| BlockData {
        dir: Dir(&block.text).to_string(),
        text: clean::block(&block.text).into_owned(),
        head: is_headline(article, place, block),
    };
    article.blocks.iter().enumerate().map(data).collect()
}

/// The parts of blocks that a span of the document's text covers: block, and bytes in it.
fn parts(blocks: &[Block], span: Span) -> impl Iterator<Item = (usize, &str, [usize; 2])> {
    // Blocks stand in the order of the text; an edited report in which they do not finds less, and breaks nothing.
    let from = blocks.partition_point(|block| block.start as usize + block.text.len() <= span.start as usize);
    let found = blocks.iter().enumerate().skip(from).take_while(move |(_, block)| block.start < span.end);
    found.filter_map(move |(number, block)| {
        let within = |at: u32| boundary(&block.text, at.saturating_sub(block.start) as usize);
        let range = [within(span.start), within(span.end)];
        (range[0] < range[1]).then_some((number, block.text.as_str(), range))
    })
}

/// Where a span of the document's text lies in the blocks.
pub(super) fn places(blocks: &[Block], span: Span) -> Vec<Place> {
    let found = parts(blocks, span).map(|(number, text, [from, to])| {
        let before = shown_units(&text[..from]);
        (number, before, before + shown_units(&text[from..to]))
    });
    found.filter(|&(_, from, to)| from < to).collect()
}

/// UTF-16 units of the text as it is shown. What becomes of a character does not depend on its neighbours, so the parts
/// of a text add up.
pub(super) fn shown_units(text: &str) -> usize {
    if text.is_ascii() && !text.contains(|c: char| c.is_control()) {
        return text.len();
    }
    clean::block(text).encode_utf16().count()
}

/// The last place at or before `at` where `text` can be cut.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(start: u32, text: &str) -> Block {
        Block { start, text: text.to_owned() }
    }

    #[test]
    fn places_are_counted_in_utf_16_and_in_the_text_as_it_is_shown() {
        // A letter outside the basic plane is two units; an override of direction is taken away.
        let blocks = [block(10, "a𝒜\u{202e}bc")];
        let after = 10 + "a𝒜\u{202e}".len();
        assert_eq!(places(&blocks, Span::new(after, after + 1)), [(0, 3, 4)]);
    }

    #[test]
    fn a_span_over_several_blocks_has_a_place_in_each() {
        let blocks = [block(0, "one"), block(4, "two"), block(9, "three")];
        assert_eq!(places(&blocks, Span::new(1, 11)), [(0, 1, 3), (1, 0, 3), (2, 0, 2)]);
        assert_eq!(places(&blocks, Span::new(7, 9)), []);
        assert_eq!(places(&blocks, Span::new(90, 99)), []);
    }

    #[test]
    fn only_all_of_it_is_a_hundred_percent() {
        assert_eq!(
            [percent(0.0), percent(0.5), percent(0.999), percent(1.0), percent(7.0)],
            [0, 50, 99, 100, 100]
        );
    }
}
