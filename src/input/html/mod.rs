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
//! (`choose`); headings with text below them elsewhere on the page are other articles (`aside`); where a page has no text but
//! in its JSON-LD, that is taken (`linked_data`, `facts`).
//!
//! **Costs** about 40 ms a page of 150 KB with [`Extractor::Best`], a third of it with [`Extractor::Fast`].
//! **Cannot fail**: a page without text has an empty one, and so has a page with a tag that no tokeniser could read in
//! reasonable time.

mod aside;
mod blocks;
mod choose;
mod extract;
mod facts;
mod linked_data;
mod tags;

use super::Extractor;
use crate::document::{Language, Timestamp, inked};
use blocks::Blocks;
use choose::{Line, Voice};

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
    /// What else on the page may be an article or a teaser: headline and paragraphs, a line each, in page order.
    pub asides: Vec<String>,
    /// [`inked`] bytes of all text that the page shows.
    pub shown: usize,
}

impl HtmlReader {
    /// A reader with the extractor of that name.
    pub fn new(extractor: Extractor) -> Self {
        Self { extractor }
    }

    /// Reads one page. `url` is where it was fetched from, when that is known.
    pub fn read(&self, html: &str, url: Option<&str>) -> HtmlPage {
        if html.len() > crate::document::Document::MAX_BYTES || extract::is_endless(html) {
            return HtmlPage::default();
        }
        let scanned = Blocks::of(html);
        let bearable = extract::is_bearable(html, &scanned);
        let texts = if bearable { extract::texts(html, self.extractor) } else { Vec::new() };
        let Blocks { lines: blocks, facts, .. } = scanned;
        let told = linked_data::Told::of(&facts.linked_data);
        let shown = blocks.iter().map(|block| inked(&block.text)).sum();
        let lines = Line::all(&blocks);
        let voices: Vec<Voice> = texts.iter().map(|text| Voice::of(text)).collect();
        let chosen = choose::choose(&lines, &voices);
        let title = facts::title(&facts, &told, &blocks);
        let mut text = String::new();
        for line in chosen.iter().map(|&at| &lines[at]) {
            if text.is_empty() {
                // The headline is a field of its own.
                if title.as_deref() == Some(line.block.text.as_str()) {
                    continue;
                }
            } else {
                text.push('\n');
            }
            text.push_str(&line.block.text);
        }
        if let Some(body) = told.body.as_deref().filter(|body| 2 * text.len() < body.len()) {
            text = body.to_string();
        }
        HtmlPage {
            text,
            date: facts::date(&facts, &told),
            author: facts::author(&facts, &told),
            site: facts::site(&facts, &told),
            language: facts::language(&facts, &told),
            url: facts::address(&facts, &told, url),
            asides: aside::asides(&lines, &chosen, title.as_deref()),
            title,
            shown,
        }
    }
}

#[cfg(test)]
mod tests;
