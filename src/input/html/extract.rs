//! The extractors of others, kept from ending the run.
//!
//! They recurse into the tree of a page, and their time grows with the square of its depth. A stack that overflows ends the
//! process and cannot be caught, so no page that is deeper than [`MOST_DEPTH`] reaches them, by what the scan of the tags
//! counted and then by the tree itself; and they run on a thread with a large stack, whose panic is an answer like another.

use super::Extractor;
use super::blocks::Blocks;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use rs_trafilatura::Options;
use rs_trafilatura::page_type::PageType;

/// The most elements inside one another. Pages of news have up to 60; the extractors survive some thousand on a stack of
/// two MiB, and take seconds for them.
const MOST_DEPTH: usize = 256;
/// Larger pages are no articles, and the time of the extractors grows faster than they do. Pages of news have up to two
/// thousand elements.
const MOST_ELEMENTS: usize = 20_000;
const MOST_BYTES: usize = 8 << 20;
/// Memory that is only reserved; what is not touched costs nothing.
const STACK: usize = 64 << 20;

/// What the extractors gave, the most trusted first. Fewer texts than extractors when one of them failed, none when the page
/// is not for them.
pub(super) fn texts(html: &str, extractor: Extractor) -> Vec<String> {
    apart(|| {
        let document = Document::from(html);
        if depth(&document) > MOST_DEPTH {
            return Vec::new();
        }
        match extractor {
            Extractor::Best => {
                let first = apart(|| by_rules(html)).flatten();
                first.into_iter().chain(by_density(document)).collect()
            }
            Extractor::Fast => by_density(document).into_iter().collect(),
        }
    })
    .unwrap_or_default()
}

/// Whether the page is one that the extractors can be given, by what the scan of its tags counted.
pub(super) fn is_bearable(html: &str, blocks: &Blocks) -> bool {
    html.len() <= MOST_BYTES && blocks.depth <= MOST_DEPTH && blocks.elements <= MOST_ELEMENTS
}

/// Runs `work` on a thread of its own; nothing when it panicked or no thread could be had.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("html".to_string()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// How many elements stand inside one another.
fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut below = vec![(document.root(), 0)];
    while let Some((node, depth)) = below.pop() {
        deepest = deepest.max(depth);
        below.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

/// Rules, scores and fallbacks, in the manner of trafilatura.
fn by_rules(html: &str) -> Option<String> {
    // Every page is taken for an article: a guess of something else would look for products and posts. And nothing is cut off
    // at a length, for that is done by bytes and panics inside a character.
    let options =
        Options { page_type: Some(PageType::Article), max_extracted_len: usize::MAX, ..Options::default() };
    let found = rs_trafilatura::extract_with_options(html, &options).ok()?;
    Some(found.content_text).filter(|text| !text.trim().is_empty())
}

/// The density of text and links, in the manner of the reader view of browsers.
fn by_density(document: Document) -> Option<String> {
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    Some(article.text_content.to_string()).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_page() {
        assert_eq!(apart(|| 7), Some(7));
        assert_eq!(apart(|| std::panic::resume_unwind(Box::new("a defect")) as ()), None);
    }

    #[test]
    fn the_depth_is_that_of_the_tree() {
        let nested = |depth: usize| format!("<body>{}x", "<div>".repeat(depth));
        let of = |html: String| depth(&Document::from(html.as_str()));
        assert_eq!(of(nested(100)) - of(nested(90)), 10);
        // The end tags inside the objects close nothing, so a count of tags would miss the depth.
        let hidden = "<div><object></div>".repeat(100);
        assert!(of(hidden) > 190);
    }
}
