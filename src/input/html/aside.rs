//! Other articles on a page: a headline somewhere beside the page's own article, with text of its own below it.
//!
//! Only what the markup says is asked here: what is a heading or a link, what stands in the column of the article. Whether
//! the text is on the matter of its headline, and whether that is a headline at all and no "Sign up", is asked of the page
//! stage, which has the words.

use super::blocks::Place;
use super::choose::Line;
use crate::document::AsideSign;
use ahash::AHashSet;

/// A headline has at least this many words, and a teaser's text this many.
const HEADLINE_WORDS: usize = 4;
const TEXT_WORDS: usize = 9;
/// An article beside another is not longer: what is has lost its end.
const MOST_LINES: usize = 80;
/// A page has a handful; what has more is a list of all there is.
const MOST_ASIDES: usize = 32;

/// What may be an article beside the page's own: headline and paragraphs, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its text.
    pub text: String,
    /// What it was known by.
    pub sign: AsideSign,
    /// The line of the page that it begins with.
    pub(super) line: usize,
}

/// What stands beside the article of the `chosen` lines; what is `taken` is no part of it.
pub(super) fn asides(
    lines: &[Line<'_>],
    chosen: &[usize],
    taken: &[bool],
    title: Option<&str>,
) -> Vec<Beside> {
    let mut own = taken.to_vec();
    for &at in chosen {
        own[at] = true;
    }
    // A paragraph in the article's own column is a part of it that was left out, not another article.
    let columns: AHashSet<u64> =
        chosen.iter().filter(|&&at| lines[at].is_prose()).map(|&at| lines[at].block.column).collect();
    let within = chosen.first().copied().unwrap_or(0)..chosen.last().map_or(0, |last| last + 1);
    let mut seen: AHashSet<&str> = title.into_iter().collect();
    let mut asides = Vec::new();
    let mut at = 0;
    while at < lines.len() && asides.len() < MOST_ASIDES {
        let start = at;
        at += 1;
        if within.contains(&start) || own[start] || !is_headline(&lines[start]) {
            continue;
        }
        let ends = |line: usize| own[line] || is_heading(&lines[line]) || is_furniture(&lines[line]);
        let end = (start + 1..lines.len().min(start + MOST_LINES)).find(|&line| ends(line));
        let end = end.unwrap_or(lines.len().min(start + MOST_LINES));
        let text: Vec<&Line<'_>> = lines[start + 1..end].iter().filter(|line| !line.is_link()).collect();
        let has_text = text.iter().any(|line| line.words.len() >= TEXT_WORDS);
        let strayed = text.iter().any(|line| line.is_prose() && columns.contains(&line.block.column));
        if has_text && !strayed && seen.insert(&lines[start].block.text) {
            let all = std::iter::once(&lines[start]).chain(text).map(|line| line.block.text.as_str());
            let text = all.collect::<Vec<_>>().join("\n");
            asides.push(Beside { text, sign: AsideSign::Heading, line: start });
            at = end;
        }
    }
    asides
}

fn is_headline(line: &Line<'_>) -> bool {
    is_heading(line) && line.words.len() >= HEADLINE_WORDS && !is_furniture(line)
}

/// Whether something else begins with a line: under "Comments" stands no article, and under the link above it none either.
fn is_heading(line: &Line<'_>) -> bool {
    line.block.place.is_in(Place::HEADING) || line.is_link() && line.words.len() >= HEADLINE_WORDS
}

fn is_furniture(line: &Line<'_>) -> bool {
    [Place::NAVIGATION, Place::FOOTER, Place::FORM, Place::HIDDEN]
        .iter()
        .any(|&place| line.block.place.is_in(place))
}
