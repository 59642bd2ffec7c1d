//! The tokens of a cluster as one sequence of small numbers, cut where text was left out.

use super::Member;
use super::params::Script;
use super::quotes::quoted_ranges;
use super::suffix::SuffixOrder;
use crate::span::Span;
use crate::text::{TokenTable, scripts_without_spaces};
use ahash::AHashMap;

/// An unbroken stretch of one article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// Index of the article in the cluster.
    pub(super) member: u32,
    /// Its first token, counted in the article.
    pub(super) token: u32,
    /// The place of that token in the sequence.
    pub(super) start: u32,
    /// One past the place of its last token; a separator that is equal to nothing stands there.
    pub(super) end: u32,
}

/// All segments of a cluster, one after the other, each ended by a symbol that occurs nowhere else, so that nothing
/// that is equal in two places reaches over a cut.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    /// Dense numbers of the tokens, and separators.
    pub(super) symbols: Vec<u32>,
    /// Index of the segment of each place.
    pub(super) segment_of: Vec<u32>,
    /// By place.
    pub(super) segments: Vec<Segment>,
    /// How many articles there are.
    pub(super) members: u32,
    /// Of each article what it is a part of: text is shared when two of them hold it.
    parts: Vec<u32>,
    /// Number of places before each place, and after the last, whose token stands inside quotation marks.
    quoted: Vec<u32>,
    /// The same for tokens that are characters of scripts without spaces.
    units: Vec<u32>,
    alphabet: u32,
}

/// Tokens of an article, from the first of them to before the last.
pub(super) type Stretch = std::ops::Range<u32>;

impl Sequence {
    /// All of the articles, each a part of its own.
    pub(super) fn of(members: &[Member<'_>]) -> Self {
        let whole: Vec<Vec<Stretch>> =
            members.iter().map(|member| std::iter::once(0..member.tokens.len() as u32).collect()).collect();
        Self::of_stretches(members, (0..members.len() as u32).collect(), &whole)
    }

    /// The stretches of each article, in order, and nothing else of it; `parts` as in the field.
    pub(super) fn of_stretches(members: &[Member<'_>], parts: Vec<u32>, stretches: &[Vec<Stretch>]) -> Self {
        let mut sequence = Self {
            symbols: Vec::new(),
            segment_of: Vec::new(),
            segments: Vec::new(),
            members: members.len() as u32,
            parts,
            quoted: vec![0],
            units: vec![0],
            alphabet: 0,
        };
        // Numbers are given in the order of the articles, so they do not depend on the map.
        let mut numbers: AHashMap<u64, u32> = AHashMap::new();
        for (index, (member, stretches)) in members.iter().zip(stretches).enumerate() {
            sequence.push_member(index as u32, member, stretches, &mut numbers);
        }
        let words = numbers.len() as u32;
        for (index, segment) in sequence.segments.iter().enumerate() {
            sequence.symbols[segment.end as usize] = words + index as u32;
        }
        sequence.alphabet = words + sequence.segments.len() as u32;
        sequence
    }

    fn push_member(
        &mut self,
        index: u32,
        member: &Member<'_>,
        stretches: &[Stretch],
        numbers: &mut AHashMap<u64, u32>,
    ) {
        let tokens = member.tokens;
        let quotes = quoted_ranges(member.text, &tokens.spans);
        let inside = |span: Span| {
            let after = quotes.partition_point(|quote| quote.start <= span.start);
            after > 0 && span.end <= quotes[after - 1].end
        };
        let is_unit = |span: Span| {
            tokens.units > 0 && span.of(member.text).is_some_and(|word| scripts_without_spaces(word) > 0.5)
        };
        for Stretch { start: first, end } in unbroken(tokens, stretches) {
            let start = self.symbols.len() as u32;
            for token in first as usize..end as usize {
                let fresh = numbers.len() as u32;
                let symbol = *numbers.entry(tokens.hashes[token]).or_insert(fresh);
                let span = tokens.spans[token];
                self.push(symbol, u32::from(inside(span)), u32::from(is_unit(span)));
            }
            let segment = Segment { member: index, token: first, start, end: self.symbols.len() as u32 };
            self.push(u32::MAX, 0, 0);
            self.segments.push(segment);
        }
    }

    fn push(&mut self, symbol: u32, quoted: u32, unit: u32) {
        self.symbols.push(symbol);
        self.segment_of.push(self.segments.len() as u32);
        self.quoted.push(self.quoted.last().copied().unwrap_or(0) + quoted);
        self.units.push(self.units.last().copied().unwrap_or(0) + unit);
    }

    /// Its suffixes in order.
    pub(super) fn suffixes(&self) -> SuffixOrder {
        SuffixOrder::of(&self.symbols, self.alphabet)
    }

    /// Number of places, separators included.
    pub(super) fn len(&self) -> usize {
        self.symbols.len()
    }

    /// The segment that holds `place`.
    pub(super) fn segment(&self, place: u32) -> &Segment {
        &self.segments[self.segment_of[place as usize] as usize]
    }

    /// The article that holds `place`.
    pub(super) fn member(&self, place: u32) -> u32 {
        self.segment(place).member
    }

    /// What the article that holds `place` is a part of.
    pub(super) fn part(&self, place: u32) -> u32 {
        self.parts[self.member(place) as usize]
    }

    /// Which token of its article stands at `place`.
    pub(super) fn token(&self, place: u32) -> u32 {
        let segment = self.segment(place);
        segment.token + place - segment.start
    }

    /// How many of the `length` tokens from `place` stand inside quotation marks.
    pub(super) fn quoted(&self, place: u32, length: u32) -> u32 {
        self.quoted[(place + length) as usize] - self.quoted[place as usize]
    }

    /// What most of the `length` tokens from `place` are.
    pub(super) fn script(&self, place: u32, length: u32) -> Script {
        let units = self.units[(place + length) as usize] - self.units[place as usize];
        if 2 * units > length { Script::Unspaced } else { Script::Spaced }
    }

    /// The symbols of `length` places from `place`.
    pub(super) fn run(&self, place: u32, length: u32) -> &[u32] {
        &self.symbols[place as usize..(place + length) as usize]
    }
}

/// The stretches cut at the seams.
pub(super) fn unbroken(tokens: &TokenTable, stretches: &[Stretch]) -> Vec<Stretch> {
    let mut found = Vec::new();
    for stretch in stretches {
        let mut start = stretch.start;
        let from = tokens.seams.partition_point(|&seam| seam <= start);
        let seams = tokens.seams[from..].iter().copied().take_while(|&seam| seam < stretch.end);
        for end in seams.chain([stretch.end]) {
            if start < end {
                found.push(start..end);
            }
            start = end;
        }
    }
    found
}
