//! From an HTML page to its article.
//!
//! **Owns** what of a page is read: the text of its article in paragraphs, headline, date, author, outlet, language and
//! address.
//!
//! **Always holds**: a page gives the same text on every machine and thread; whatever a page holds, reading it ends, and costs
//! no other page (see `extract`); text comes from the page and nowhere else.
//!
//! **How**: one pass over the tags gives the lines of the page and the facts of its head (`blocks`); extractors of others say
//! which text is the article's (`extract`); the lines they agree on are chosen and cut back by what the markup says of them
//! (`choose`), and where these stand says which lines beside them are paragraphs too (`layout`, over the tree of `elements`);
//! articles in elements of their own are apart (`several`), headings with text below them elsewhere on the page are other
//! articles (`aside`); where a page has no text but in its JSON-LD, that is taken (`linked_data`, `facts`).
//!
//! **Costs** about 40 ms a page of 150 KB with [`Extractor::Best`], a third of it with [`Extractor::Fast`].
//! **Cannot fail**: a page without text has an empty one, and so has a page with a tag that no tokeniser could read in
//! reasonable time.

mod aside;
mod blocks;
mod choose;
mod elements;
mod extract;
mod facts;
mod layout;
mod linked_data;
mod several;
mod tags;
mod tame;

use super::Extractor;
use crate::document::{AsideSign, Language, Shown, Timestamp, inked};
pub use aside::Beside;
use blocks::{Block, Blocks};
use choose::{Line, Voice};
use elements::Elements;
use std::borrow::Cow;

/// Reads pages. Made once, then used from many threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct HtmlReader {
    extractor: Extractor,
}

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HtmlPage {
    /// The headline.
    pub title: Option<String>,
    /// The article, a paragraph a line; empty when there is none.
    pub text: String,
    /// When it was published.
    pub date: Option<Timestamp>,
    /// Who wrote it, as the page names them.
    pub author: Option<String>,
    /// The outlet.
    pub site: Option<String>,
    /// The language the page declares.
    pub language: Option<Language>,
    /// The address the page gives itself, else the one it was fetched from.
    pub url: Option<String>,
    /// What else on the page is an article or a teaser, or may be one, in page order.
    pub asides: Vec<Beside>,
    /// All text that the page shows.
    pub shown: Shown,
}

impl HtmlReader {
    /// A reader with the extractor of that name.
    pub fn new(extractor: Extractor) -> Self {
        Self { extractor }
    }

    /// Reads one page. `url` is where it was fetched from, when that is known.
    pub fn read(&self, html: &str, url: Option<&str>) -> HtmlPage {
        if html.len() > crate::document::Document::MAX_BYTES {
            return HtmlPage::default();
        }
        let Some((html, scanned)) = scanned(html) else { return HtmlPage::default() };
        let html = &*html;
        let bearable = extract::is_bearable(html, &scanned);
        let texts = if bearable { extract::texts(html, self.extractor) } else { Vec::new() };
        let Blocks { lines: blocks, facts, tree, .. } = scanned;
        let told = linked_data::Told::of(&facts.linked_data);
        let lines = Line::all(&blocks);
        let voices: Vec<Voice> = texts.iter().map(|text| Voice::of(text)).collect();
        let site = facts::site(&facts, &told);
        let said = facts::title(&facts, &told, &blocks);
        let Found { chosen, asides } = find(&lines, &tree, &voices, said.as_deref());
        let title = facts::headline(said, site.as_deref(), &lines, &chosen);
        let mut text = text_of(&lines, &chosen, title.as_deref());
        if let Some(body) = told.body.as_deref().filter(|body| 2 * text.len() < body.len()) {
            text = body.to_string();
        }
        HtmlPage {
            shown: shown(&blocks, title.as_deref()),
            text,
            date: facts::date(&facts, &told),
            author: facts::author(&facts, &told),
            site,
            language: facts::language(&facts, &told),
            url: facts::address(&facts, &told, url),
            asides,
            title,
        }
    }
}

/// The page as its lines, perhaps without attributes that are too many; nothing when it cannot be read in reasonable time.
fn scanned(html: &str) -> Option<(Cow<'_, str>, Blocks)> {
    let mut html = tame::tamed(html)?;
    for _ in 0..MOST_TAMED {
        match Blocks::of(&html) {
            Ok(blocks) => return Some((html, blocks)),
            Err(stretch) => html = Cow::Owned(tame::without(&html, stretch)?),
        }
    }
    None
}

/// Tags of a page that attributes are taken from, after those that a scan finds at once.
const MOST_TAMED: usize = 8;

/// All lines but the headline, which is read.
fn shown(blocks: &[Block], title: Option<&str>) -> Shown {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let lines = || blocks.iter().map(|block| block.text.as_str()).filter(|line| title != Some(line));
    Shown { bytes: count(lines().map(inked).sum()), lines: count(lines().count()) }
}

/// The lines of the article, and what stands beside it.
struct Found {
    chosen: Vec<usize>,
    asides: Vec<Beside>,
}

fn find(lines: &[Line<'_>], tree: &Elements, voices: &[Voice], title: Option<&str>) -> Found {
    let all: Vec<usize> = (0..lines.len()).collect();
    let mut chosen = choose::choose(lines, tree, voices, &all);
    let marked = several::marked(lines, tree, title);
    let mut taken = vec![false; lines.len()];
    let mut asides = Vec::new();
    if !marked.is_empty() && several::holds(&marked, lines, &chosen) {
        let own = several::own(&marked, lines, title);
        chosen = choose::choose(lines, tree, voices, &marked[own].lines);
        for (at, other) in marked.iter().enumerate() {
            other.lines.iter().for_each(|&line| taken[line] = true);
            if at != own {
                let text = several::text(other, lines);
                asides.push(Beside { text, sign: AsideSign::Element, line: other.head });
            }
        }
    }
    asides.extend(aside::asides(lines, &chosen, &taken, title));
    asides.sort_by_key(|aside| aside.line);
    Found { chosen, asides }
}

/// The chosen lines without the headline, which is a field of its own.
fn text_of(lines: &[Line<'_>], chosen: &[usize], title: Option<&str>) -> String {
    let own = chosen.iter().map(|&at| lines[at].block.text.as_str());
    own.skip_while(|&line| title == Some(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
