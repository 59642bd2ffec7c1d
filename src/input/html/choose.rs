//! Which lines of a page are its article.
//!
//! Extractors say what belongs to the article, and say it in a text of their own: of one line, or with menus run into
//! sentences. The lines of the page say how it is laid out. So an extractor is a *voice* on the lines: a line is chosen when
//! the runs of four words in it stand in what the extractor gave. Two voices are better than either, for they err on different
//! lines; then the markup speaks (links, places beside the article, cards that lead to others), and the ends are cut back to
//! the first and the last line of running text. What was chosen says where the article stands; from there its short
//! paragraphs are told, which no voice hears: lines in the column of its paragraphs and in one home with them. No rule
//! knows a language or a site.

use super::blocks::{Block, Place};
use super::elements::Elements;
use super::layout::Layout;
use crate::text::TokenScanner;
use ahash::AHashSet;

/// Words of a run. Four in a row are hardly ever in two places of a page by chance.
const RUN: usize = 4;
/// A line belongs to a voice when this share of its runs does. Below 1, because extractors join and cut words at markup.
const SHARE: f32 = 0.6;
/// A line this long can tell where the article begins and ends; shorter ones stand in menus as well.
const ANCHOR_WORDS: usize = 8;
/// A line this long is running text even without a sentence end.
const LONG_WORDS: usize = 25;
/// Cutting the ends back must leave this share of the words: a recipe or a table has few sentences, a list of links none.
const CUT_LEAST: f32 = 0.8;
const CUT_LEAST_OF_ALL: f32 = 0.6;
/// From this share of its characters inside links a line is a link.
const LINK: f32 = 0.8;
/// From this share of the lines being links the article is made of them: a list of offers, a press review.
const LINK_LIST: f32 = 1.0 / 3.0;
/// Two voices that agree on less than this share of what the quieter one says speak of different things.
const AGREEMENT: f32 = 0.5;
/// What both voices say must be at least this share of what the more trusted one says, and of what the other says: else one of
/// them has lost a part of the article, and is not asked, or not asked alone.
const LEAST_OF_TRUSTED: f32 = 0.7;
const LEAST_OF_OTHER: f32 = 0.5;
/// A box between two paragraphs (links to other articles, a form) has at most so many lines.
const BOX_LINES: usize = 8;
/// From this share of its characters inside links a line at the edge of the article leads out of it.
const HALF_LINK: f32 = 0.5;

/// A line with its words.
#[derive(Debug)]
pub(super) struct Line<'b> {
    pub(super) block: &'b Block,
    pub(super) words: Vec<u64>,
}

impl<'b> Line<'b> {
    pub(super) fn all(blocks: &'b [Block]) -> Vec<Self> {
        let mut scanner = TokenScanner::default();
        blocks.iter().map(|block| Self { block, words: words(&block.text, &mut scanner) }).collect()
    }

    pub(super) fn ends_sentence(&self) -> bool {
        ends_sentence(&self.block.text)
    }

    pub(super) fn is_link(&self) -> bool {
        self.block.linked as f32 >= LINK * self.block.characters as f32
    }

    /// An address that is printed, not a headline that links.
    pub(super) fn is_address(&self) -> bool {
        let text = self.block.text.as_str();
        ["http://", "https://", "www."].iter().any(|start| text.starts_with(start))
    }

    fn leads_out(&self) -> bool {
        self.block.linked as f32 >= HALF_LINK * self.block.characters as f32
    }

    /// A line that only running text has.
    pub(super) fn is_prose(&self) -> bool {
        self.words.len() >= ANCHOR_WORDS
            && !self.is_link()
            && (self.words.len() >= LONG_WORDS || ends_sentence(&self.block.text))
    }
}

fn words(text: &str, scanner: &mut TokenScanner) -> Vec<u64> {
    let mut words = Vec::new();
    scanner.scan(text, |token| words.push(token.hash));
    words
}

fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '«' | ')' | ']' | '」' | '』' | '）')
    };
    let ends = ['.', '!', '?', '…', ':', '。', '！', '？', '：', '｡', '؟', '۔', '।', '॥', '።', '၊', '။'];
    text.trim_end_matches(closing).ends_with(ends)
}

/// What an extractor gave, as runs of words.
#[derive(Debug)]
pub(super) struct Voice {
    runs: AHashSet<u64>,
}

impl Voice {
    pub(super) fn of(text: &str) -> Self {
        let words = words(text, &mut TokenScanner::default());
        let runs = (1..=RUN).flat_map(|length| words.windows(length).map(run)).collect();
        Self { runs }
    }

    pub(super) fn speaks_of(&self, line: &Line<'_>) -> bool {
        let length = line.words.len().min(RUN);
        if length == 0 {
            return false;
        }
        let (all, said) = line.words.windows(length).fold((0, 0), |(all, said), window| {
            (all + 1, said + usize::from(self.runs.contains(&run(window))))
        });
        said as f32 >= SHARE * all as f32
    }
}

/// One number for a run of words.
fn run(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |run, word| {
        (run.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

/// The lines of the article by their places, in order, of those `within` which it stands: what the voices say, in the order
/// of their trust; without any, what reads like text.
pub(super) fn choose(lines: &[Line<'_>], tree: &Elements, voices: &[Voice], within: &[usize]) -> Vec<usize> {
    let layout = Layout::of(lines, tree);
    let mut inside = vec![false; lines.len()];
    within.iter().for_each(|&at| inside[at] = true);
    let hear = |voice: &Voice| (0..lines.len()).map(|at| inside[at] && voice.speaks_of(&lines[at])).collect();
    let mut heard: Vec<Vec<bool>> = voices.iter().map(hear).collect();
    let any = |heard: &[Vec<bool>], at: usize| heard.iter().any(|voice| voice[at]);
    let cards = layout.cards(lines);
    // Where all is in cards they are the article.
    if (0..lines.len()).any(|at| !cards[at] && lines[at].is_prose() && any(&heard, at)) {
        inside.iter_mut().zip(&cards).for_each(|(inside, card)| *inside &= !card);
        heard.iter_mut().for_each(|voice| voice.iter_mut().zip(&cards).for_each(|(it, card)| *it &= !card));
    }
    let kept = agreed(lines, &heard, &inside);
    let mut choice = Choice { lines, layout, heard, inside, kept };
    choice.leave_places();
    choice.extend();
    let Some((first, last)) = choice.ends() else { return Vec::new() };
    choice.leave(|at| !(first..=last).contains(&at));
    let around = choice.around();
    choice.fill(&around, first, last);
    choice.edges(&around, first, last);
    choice.leave_links();
    choice.chosen()
}

/// What all voices speak of; where that is little, what the more trusted speaks of, or both together.
fn agreed(lines: &[Line<'_>], heard: &[Vec<bool>], inside: &[bool]) -> Vec<bool> {
    let Some(first) = heard.first().filter(|_| heard.iter().any(|voice| voice.contains(&true))) else {
        return lines.iter().zip(inside).map(|(line, inside)| *inside && line.is_prose()).collect();
    };
    let all: Vec<bool> = (0..lines.len()).map(|at| heard.iter().all(|voice| voice[at])).collect();
    let words = |kept: &[bool], least: usize| -> usize {
        let spoken = lines.iter().zip(kept).filter(|(line, kept)| **kept && line.words.len() >= least);
        spoken.map(|(line, _)| line.words.len()).sum()
    };
    let spoken = |kept: &[bool]| words(kept, ANCHOR_WORDS);
    let quietest = heard.iter().map(|voice| spoken(voice)).filter(|&words| words > 0).min().unwrap_or(0);
    if (spoken(&all) as f32) < AGREEMENT * quietest as f32 || spoken(&all) == 0 {
        return heard.iter().find(|voice| spoken(voice) > 0).unwrap_or(first).clone();
    }
    let (common, trusted) = (words(&all, 0) as f32, words(first, 0) as f32);
    if common < LEAST_OF_TRUSTED * trusted {
        return first.clone();
    }
    let loudest = heard.iter().max_by_key(|voice| words(voice, 0)).unwrap_or(first);
    if common < LEAST_OF_OTHER * words(loudest, 0) as f32 {
        return (0..lines.len()).map(|at| first[at] || loudest[at] && lines[at].is_prose()).collect();
    }
    all
}

struct Choice<'l, 'b> {
    lines: &'l [Line<'b>],
    layout: Layout<'l>,
    /// By voice, the most trusted first, and line.
    heard: Vec<Vec<bool>>,
    /// Lines that may be the article's.
    inside: Vec<bool>,
    kept: Vec<bool>,
}

/// Where the running text of the article stands.
struct Around {
    columns: AHashSet<u64>,
    homes: AHashSet<u32>,
    /// Whether a line is in the container of the article.
    contained: Vec<bool>,
}

impl Choice<'_, '_> {
    fn words(&self, of: impl Fn(usize) -> bool) -> usize {
        (0..self.lines.len()).filter(|&at| self.kept[at] && of(at)).map(|at| self.lines[at].words.len()).sum()
    }

    fn leave(&mut self, which: impl Fn(usize) -> bool) {
        for (at, kept) in self.kept.iter_mut().enumerate() {
            *kept &= !which(at);
        }
    }

    /// Leaves out what stands in a menu, a footer or the like, unless most of the article does: some pages are one form.
    fn leave_places(&mut self) {
        let lines = self.lines;
        let all = self.words(|_| true);
        for place in Place::BESIDE {
            let beside = |at: usize| lines[at].block.place.is_in(place);
            if 2 * self.words(beside) < all {
                self.leave(beside);
                self.inside.iter_mut().enumerate().for_each(|(at, inside)| *inside &= !beside(at));
            }
        }
    }

    /// The running text that is kept; where there is none, the longer lines, or all.
    fn core(&self) -> Vec<usize> {
        let kept = |is: &dyn Fn(&Line<'_>) -> bool| -> Vec<usize> {
            (0..self.lines.len()).filter(|&at| self.kept[at] && is(&self.lines[at])).collect()
        };
        let prose = kept(&|line| line.is_prose());
        let longer = || kept(&|line| line.words.len() >= ANCHOR_WORDS);
        let core = if prose.is_empty() { longer() } else { prose };
        if core.is_empty() { kept(&|_| true) } else { core }
    }

    fn around(&self) -> Around {
        let core = self.core();
        Around {
            columns: core.iter().map(|&at| self.lines[at].block.column).collect(),
            homes: core.iter().map(|&at| self.layout.home(at)).collect(),
            contained: self.layout.contained(self.lines, &core),
        }
    }

    /// Whether one voice is enough for a line: any for one in a column of the article, the trusted one for one in a home of it.
    fn is_voiced(&self, at: usize, around: &Around) -> bool {
        let trusted = self.heard.first().is_some_and(|voice| voice[at]);
        self.heard.iter().any(|voice| voice[at]) && around.columns.contains(&self.lines[at].block.column)
            || trusted && around.homes.contains(&self.layout.home(at))
    }

    fn may_be(&self, at: usize) -> bool {
        self.inside[at] && !self.lines[at].is_link()
    }

    /// Beside what all voices chose one is enough for running text that stands with it.
    fn extend(&mut self) {
        let around = self.around();
        for at in 0..self.lines.len() {
            self.kept[at] |= self.may_be(at)
                && self.lines[at].is_prose()
                && around.contained[at]
                && self.is_voiced(at, &around);
        }
    }

    /// The first and last line of running text; of any longer line where there is little running text; of any line where most
    /// are short.
    fn ends(&self) -> Option<(usize, usize)> {
        let between = |is: &dyn Fn(&Line<'_>) -> bool| {
            let is = |at: &usize| self.kept[*at] && is(&self.lines[*at]);
            Some(((0..self.lines.len()).find(is)?, (0..self.lines.len()).rfind(is)?))
        };
        let words = |(from, to): (usize, usize)| self.words(|at| (from..=to).contains(&at)) as f32;
        let all = between(&|_| true)?;
        let longer = between(&|line| line.words.len() >= ANCHOR_WORDS)
            .filter(|&ends| words(ends) >= CUT_LEAST_OF_ALL * words(all))
            .unwrap_or(all);
        between(&|line| line.is_prose())
            .filter(|&ends| words(ends) >= CUT_LEAST * words(longer))
            .or(Some(longer))
    }

    /// Adds what stands between the ends: what one voice speaks of, and short paragraphs beside the others.
    fn fill(&mut self, around: &Around, first: usize, last: usize) {
        for at in first..=last {
            if self.kept[at] || !self.may_be(at) {
                continue;
            }
            let trusted = self.heard.first().is_some_and(|voice| voice[at]);
            self.kept[at] = self.is_voiced(at, around)
                || trusted && around.contained[at]
                || self.is_paragraph(at, around) && !self.lines[at].leads_out();
        }
    }

    /// Whether a line stands where the paragraphs of the article do.
    fn is_paragraph(&self, at: usize, around: &Around) -> bool {
        around.columns.contains(&self.lines[at].block.column) && around.homes.contains(&self.layout.home(at))
    }

    /// Adds lines before the first and behind the last line of running text, as far as they stand in one home with it without
    /// others between but for a box: short paragraphs, and what all voices speak of, which above the text may be author and date, unless it is
    /// a heading or a sentence. A heading below which nothing follows is none of them.
    fn edges(&mut self, around: &Around, first: usize, last: usize) {
        let belongs = |choice: &Self, at: usize| {
            let spoken = !choice.heard.is_empty() && choice.heard.iter().all(|voice| voice[at]);
            choice.may_be(at)
                && !choice.lines[at].leads_out()
                && around.homes.contains(&choice.layout.home(at))
                && (spoken || choice.is_paragraph(at, around))
        };
        let opens = |choice: &Self, at: usize| {
            let line = &choice.lines[at];
            belongs(choice, at)
                && (line.block.level > 0 || line.ends_sentence() || choice.is_paragraph(at, around))
        };
        let before = (0..first).rev().take_while(|&at| opens(self, at)).last().unwrap_or(first);
        let behind: Vec<usize> = self.behind(around, last, belongs);
        let end = behind.iter().rposition(|&at| self.lines[at].block.level == 0).map_or(0, |at| at + 1);
        self.kept[before..first].fill(true);
        behind[..end].iter().for_each(|&at| self.kept[at] = true);
    }

    /// The lines behind the last one of running text that belong to the article: those that follow it, and beyond a box the
    /// short sentences that stand as its paragraphs do.
    fn behind(&self, around: &Around, last: usize, belongs: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        let (mut behind, mut boxed) = (Vec::new(), 0);
        for at in last + 1..self.lines.len() {
            let paragraph = self.is_paragraph(at, around) && !self.lines[at].leads_out();
            if belongs(self, at) && (boxed == 0 || paragraph && self.lines[at].ends_sentence()) {
                behind.push(at);
            } else if paragraph || boxed == BOX_LINES {
                break;
            } else {
                boxed += 1;
            }
        }
        behind
    }

    /// Leaves out lines that are links, unless the article is a list of them.
    fn leave_links(&mut self) {
        let lines = self.lines;
        let link = |at: usize| lines[at].is_link() && !lines[at].is_address();
        let (links, all) = (0..lines.len())
            .filter(|&at| self.kept[at])
            .fold((0, 0), |(links, all), at| (links + usize::from(link(at)), all + 1));
        if (links as f32) < LINK_LIST * all as f32 {
            self.leave(link);
        }
    }

    fn chosen(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|&at| self.kept[at]).collect()
    }
}
