//! Which line between two texts is the headline of the second.

use super::blocks::Unit;
use super::furniture::Role;
use super::lexis::{set_of, share_in};
use super::repeats::contains;
use super::view::View;
use ahash::AHashSet;
use std::ops::Range;

/// A gap is searched from its end over at most this many units: headline, captions, byline, date and share line take
/// a dozen.
const REACH: usize = 32;
/// Headlines have a few words to a few dozen.
const LEAST_WORDS: f32 = 3.0;
const SURE_WORDS: f32 = 4.0;
const MOST_WORDS: f32 = 32.0;
/// What stands twice before a text and is shorter is the name of the outlet.
const DOUBLED_WORDS: f32 = 4.0;
/// What the shape and place of a line weigh against its share of words found in the text, which is in [0, 1].
const APART: f32 = 1.0;
const ADJACENT: f32 = -0.5;
const CREDIT: f32 = -0.5;
const SIZE: f32 = -0.4;
const ELSEWHERE: f32 = -0.5;
/// A menu between a line and the text, up to [`MENUS`] of them: what stands above menus is the outlet's.
const ABOVE_MENU: f32 = -0.15;
const MENUS: usize = 2;
/// The headline comes before captions and subtitles, which often share more words with the text: the first line that
/// reaches this part of the best score is taken.
const NEAR_BEST: f32 = 0.6;
/// Below this score no line has more than a word of the text, and the place decides.
const SOME: f32 = 0.1;

/// A pull quote stands within so many units of its paragraph, and has so many words: fewer stand there by chance.
const NEAR_UNITS: usize = 6;
const QUOTE_WORDS: f32 = 3.5;
/// Quotation marks that open and close.
const QUOTES: [(char, char); 7] =
    [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」'), ('‘', '’'), ('\'', '\'')];
/// Below the title of a window stand menus and notices, then the headline: so many units at most.
const WINDOW_REACH: usize = 64;
/// What stands between headline and outlet in the title of a window.
const TITLE_MARKS: [&str; 6] = [" | ", " - ", " – ", " — ", "_", "|"];

/// The headline of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Its unit: the first of two when it is doubled.
    pub(super) unit: usize,
    /// The share of its words that the text has, in [0, 1].
    pub(super) fit: f32,
    /// It stands twice before the text, with something between, or in the title of the window too.
    pub(super) doubled: bool,
}

/// The best headline among the units of `gap` for the text of `body`; not `above`, the headline of the article before.
pub(super) fn choose(
    view: &View<'_>,
    gap: Range<usize>,
    body: Range<usize>,
    above: Option<usize>,
) -> Option<Head> {
    let reach = gap.end.saturating_sub(REACH).max(gap.start)..gap.end;
    let lead = set_of(&view.terms(body));
    let candidates: Vec<(Head, f32)> = reach
        .clone()
        .filter(|&at| view.roles[at] == Role::Line && !is_quoted(view, at))
        .filter(|&at| above.is_none_or(|above| !view.repeats.same(above, at)))
        .filter(|&at| !is_window_title(view, at) && !is_pull_quote(view, at, &gap))
        .filter(|&at| {
            !reach.clone().take_while(|&before| before < at).any(|before| view.repeats.same(before, at))
        })
        .map(|at| score(view, reach.clone(), at, &lead))
        .collect();
    let candidates = without_sentences(view, candidates);
    let best = candidates.iter().map(|&(_, score)| score).fold(f32::MIN, f32::max);
    if best >= SOME {
        return candidates.into_iter().find(|&(_, score)| score >= NEAR_BEST * best).map(|(head, _)| head);
    }
    // Nothing in common: the last line that is as long as headlines are; names and times of day are shorter.
    let like = |head: &&Head, least: f32| {
        let unit = &view.blocks.units[head.unit];
        !unit.credit && (least..=MOST_WORDS).contains(&unit.length)
    };
    let heads: Vec<Head> = candidates.into_iter().rev().map(|(head, _)| head).collect();
    let last = |least: f32| heads.iter().find(|head| like(head, least)).copied();
    last(SURE_WORDS).or_else(|| last(LEAST_WORDS))
}

/// Without short first paragraphs, as far as there are other lines.
fn without_sentences(view: &View<'_>, candidates: Vec<(Head, f32)>) -> Vec<(Head, f32)> {
    let is_sentence = |head: &Head| view.blocks.units[head.unit].stops && !head.doubled;
    if candidates.iter().all(|(head, _)| is_sentence(head)) {
        return candidates;
    }
    candidates.into_iter().filter(|(head, _)| !is_sentence(head)).collect()
}

/// Whether all of a line is a quotation.
pub(super) fn is_quoted(view: &View<'_>, at: usize) -> bool {
    let line = view.blocks.units[at].span.of(view.text).unwrap_or_default();
    let inside = QUOTES.iter().find_map(|&(open, close)| line.strip_prefix(open)?.strip_suffix(close));
    inside.is_some_and(|inside| !QUOTES.iter().any(|&(open, _)| inside.contains(open)))
}

/// Whether a line is the title of the window: a headline that stands again below, then the outlet behind a mark.
fn is_window_title(view: &View<'_>, at: usize) -> bool {
    let units = &view.blocks.units;
    let titles: Vec<&str> = titles(units[at].span.of(view.text).unwrap_or_default()).collect();
    let below = || units[at + 1..].iter().take(WINDOW_REACH).filter_map(|unit| unit.span.of(view.text));
    !titles.is_empty() && below().any(|line| titles.contains(&line))
}

/// Whether the title of the window names a line as the headline of its page.
fn is_titled(view: &View<'_>, at: usize) -> bool {
    let units = &view.blocks.units;
    let line = units[at].span.of(view.text).unwrap_or_default();
    at <= WINDOW_REACH
        && units[..at].iter().filter_map(|unit| unit.span.of(view.text)).any(|above| {
            above.len() > line.len() && above.starts_with(line) && titles(above).any(|title| title == line)
        })
}

/// What may be the headline in a line that is the title of a window.
fn titles(line: &str) -> impl Iterator<Item = &str> {
    TITLE_MARKS.into_iter().filter_map(|mark| line.rsplit_once(mark)).map(|(title, _)| title.trim_end())
}

/// Whether a line is a part of a paragraph that stands shortly above or, behind the first text of a page, below: the
/// headline of a page may well be how its text begins.
pub(super) fn is_pull_quote(view: &View<'_>, at: usize, gap: &Range<usize>) -> bool {
    let units = &view.blocks.units;
    if units[at].length < QUOTE_WORDS {
        return false;
    }
    let below = if gap.start > 0 { gap.end + NEAR_UNITS / 2 } else { at };
    (at.saturating_sub(NEAR_UNITS)..below.min(units.len()))
        .filter(|&near| near != at)
        .any(|near| view.roles[near].is_body() && contains(&view.blocks, &units[near], &units[at]))
}

fn score(view: &View<'_>, reach: Range<usize>, at: usize, lead: &AHashSet<u64>) -> (Head, f32) {
    let unit: &Unit = &view.blocks.units[at];
    let fit = share_in(&view.terms(at..at + 1), lead).unwrap_or(0.0);
    let menus = (at..reach.end).filter(|&below| view.roles[below] == Role::Widget).take(MENUS).count();
    let twins: Vec<usize> = reach.filter(|&other| view.repeats.same(other, at)).collect();
    // An outlet's name stands before and after the time of each item of a list.
    let timed = |pair: &[usize]| {
        view.roles[pair[0]..pair[1]].iter().any(|role| matches!(role, Role::Time | Role::Meta))
    };
    let again = || twins.windows(2).any(|pair| pair[1] > pair[0] + 1 && !timed(pair));
    let doubled = unit.length >= DOUBLED_WORDS && (again() || is_titled(view, at));
    let adjacent = twins.windows(2).any(|pair| pair[1] == pair[0] + 1);
    let mut score = fit + ABOVE_MENU * menus as f32;
    if doubled && !adjacent {
        score += APART;
    } else if view.repeats.count(at) as usize > twins.len() {
        score += ELSEWHERE;
    }
    if adjacent {
        score += ADJACENT;
    }
    if unit.credit {
        score += CREDIT;
    }
    if !(LEAST_WORDS..=MOST_WORDS).contains(&unit.length) {
        score += SIZE;
    }
    (Head { unit: at, fit, doubled: doubled && !adjacent }, score)
}
