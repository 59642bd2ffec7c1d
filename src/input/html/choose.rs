//! Which lines of a page are its article.
//!
//! Extractors say what belongs to the article, and say it in a text of their own: of one line, or with menus run into
//! sentences. The lines of the page say how it is laid out. So an extractor is a *voice* on the lines: a line is chosen when
//! the runs of four words in it stand in what the extractor gave. Two voices are better than either, for they err on different
//! lines; then the markup speaks (links, places beside the article), and the ends are cut back to the first and the last
//! line of running text. No rule knows a language or a site.

use super::blocks::{Block, Place};
use super::elements::Elements;
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
/// Cutting the ends back must leave this share of the words: a recipe or a table has few sentences.
const CUT_LEAST: f32 = 0.8;
/// From this share of its characters inside links a line is a link.
const LINK: f32 = 0.8;
/// From this share of the lines being links the article is made of them: a list of offers, a press review.
const LINK_LIST: f32 = 1.0 / 3.0;
/// Two voices that agree on less than this share of what the quieter one says speak of different things.
const AGREEMENT: f32 = 0.5;

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
    fn is_address(&self) -> bool {
        let text = self.block.text.as_str();
        ["http://", "https://", "www."].iter().any(|start| text.starts_with(start))
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
    let _ = tree;
    let mut inside = vec![false; lines.len()];
    within.iter().for_each(|&at| inside[at] = true);
    let hear = |voice: &Voice| (0..lines.len()).map(|at| inside[at] && voice.speaks_of(&lines[at])).collect();
    let heard: Vec<Vec<bool>> = voices.iter().map(hear).collect();
    let mut choice = Choice { lines, kept: agreed(lines, &heard, &inside) };
    choice.leave_places();
    let Some((first, last)) = choice.ends() else { return Vec::new() };
    choice.cut(first, last);
    choice.fill(&heard, first, last);
    choice.leave_links();
    choice.chosen()
}

/// What all voices speak of, or the most trusted alone when they do not speak of the same.
fn agreed(lines: &[Line<'_>], heard: &[Vec<bool>], inside: &[bool]) -> Vec<bool> {
    let prose = || lines.iter().zip(inside).map(|(line, inside)| *inside && line.is_prose()).collect();
    let Some(first) = heard.first().filter(|_| heard.iter().any(|voice| voice.contains(&true))) else {
        return prose();
    };
    let all: Vec<bool> = (0..lines.len()).map(|at| heard.iter().all(|voice| voice[at])).collect();
    let spoken = |kept: &[bool]| -> usize {
        lines
            .iter()
            .zip(kept)
            .filter(|(line, kept)| **kept && line.words.len() >= ANCHOR_WORDS)
            .map(|(it, _)| it.words.len())
            .sum()
    };
    let quietest = heard.iter().map(|voice| spoken(voice)).filter(|&words| words > 0).min().unwrap_or(0);
    if spoken(&all) as f32 >= AGREEMENT * quietest as f32 && spoken(&all) > 0 {
        return all;
    }
    heard.iter().find(|voice| spoken(voice) > 0).unwrap_or(first).clone()
}

struct Choice<'l, 'b> {
    lines: &'l [Line<'b>],
    kept: Vec<bool>,
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
            let inside = |at: usize| lines[at].block.place.is_in(place);
            if 2 * self.words(inside) < all {
                self.leave(inside);
            }
        }
    }

    /// The first and last line of running text; of any longer line where there is little running text.
    fn ends(&self) -> Option<(usize, usize)> {
        let between = |is: &dyn Fn(&Line<'_>) -> bool| {
            let is = |at: &usize| self.kept[*at] && is(&self.lines[*at]);
            Some(((0..self.lines.len()).find(is)?, (0..self.lines.len()).rfind(is)?))
        };
        let (first, last) =
            between(&|line| line.words.len() >= ANCHOR_WORDS).or_else(|| between(&|_| true))?;
        let wide = self.words(|at| (first..=last).contains(&at));
        between(&|line| line.is_prose())
            .filter(|&(from, to)| {
                self.words(|at| (from..=to).contains(&at)) as f32 >= CUT_LEAST * wide as f32
            })
            .or(Some((first, last)))
    }

    fn cut(&mut self, first: usize, last: usize) {
        self.leave(|at| !(first..=last).contains(&at));
    }

    /// Beside what all voices chose one is enough, for a line in the same column.
    fn fill(&mut self, heard: &[Vec<bool>], first: usize, last: usize) {
        let prose = (first..=last).filter(|&at| self.kept[at] && self.lines[at].is_prose());
        let columns: AHashSet<u64> = prose.map(|at| self.lines[at].block.column).collect();
        for at in first..=last {
            let line = &self.lines[at];
            self.kept[at] |= columns.contains(&line.block.column)
                && !line.is_link()
                && heard.iter().any(|voice| voice[at]);
        }
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
