//! An article's text as data: blocks with their direction, and what of them is shared. The script writes it into the page
//! as text and never as markup.
//!
//! Places are counted in UTF-16 units, as scripts count, of the text as it is shown: without what `clean` takes away.

use super::escape::{Dir, web_address};
use super::{Page, outlet};
use crate::report::clean;
use crate::report::model::{ArticleEntry, Block};
use crate::report::phrase;
use crate::report::view::{parts, tells_little};
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
        let units = Units::of(&article.blocks);
        let places = |span: Span| units.places(span);
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

/// The places of an article's text in the units of scripts. Each block is counted once, however many marks it has.
pub(super) struct Units<'a> {
    blocks: &'a [Block],
    /// Of each block the units before each of its bytes, and all of them; nothing where a unit is a byte.
    before: Vec<Vec<u32>>,
}

impl<'a> Units<'a> {
    pub(super) fn of(blocks: &'a [Block]) -> Self {
        Self { blocks, before: blocks.iter().map(|block| units_before(&block.text)).collect() }
    }

    /// Where a span of the document's text lies in the blocks.
    pub(super) fn places(&self, span: Span) -> Vec<Place> {
        let found = parts(self.blocks, span).map(|(number, _, [from, to])| {
            let unit = |byte: usize| self.before[number].get(byte).map_or(byte, |&unit| unit as usize);
            (number, unit(from), unit(to))
        });
        found.filter(|&(_, from, to)| from < to).collect()
    }

    /// Units of the whole text.
    pub(super) fn all(&self) -> usize {
        let last = self.before.iter().map(|before| before.last().copied());
        last.zip(self.blocks).map(|(last, block)| last.map_or(block.text.len(), |unit| unit as usize)).sum()
    }
}

/// The units before each byte of a text as it is shown, and all of them; nothing where a unit is a byte. What becomes of a
/// character does not depend on its neighbours, so it can be looked at alone.
fn units_before(text: &str) -> Vec<u32> {
    if text.is_ascii() && !text.contains(|c: char| c.is_control()) {
        return Vec::new();
    }
    let mut before = Vec::with_capacity(text.len() + 1);
    let mut units = 0;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        before.resize(end, units);
        units += clean::block(&text[start..end]).encode_utf16().count() as u32;
    }
    before.push(units);
    before
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
        assert_eq!(Units::of(&blocks).places(Span::new(after, after + 1)), [(0, 3, 4)]);
    }

    #[test]
    fn a_span_over_several_blocks_has_a_place_in_each() {
        let blocks = [block(0, "one"), block(4, "two"), block(9, "three")];
        assert_eq!(Units::of(&blocks).places(Span::new(1, 11)), [(0, 1, 3), (1, 0, 3), (2, 0, 2)]);
        assert_eq!(Units::of(&blocks).places(Span::new(7, 9)), []);
        assert_eq!(Units::of(&blocks).places(Span::new(90, 99)), []);
    }

    #[test]
    fn only_all_of_it_is_a_hundred_percent() {
        assert_eq!(
            [percent(0.0), percent(0.5), percent(0.999), percent(1.0), percent(7.0)],
            [0, 50, 99, 100, 100]
        );
    }
}
