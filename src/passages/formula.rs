//! Short fixed phrases that the articles of a cluster have in common: agencies, persons, titles.

use super::params::{PassagesParams, Script};
use super::sequence::Sequence;
use super::suffix::SuffixOrder;
use super::{Member, Passage, PassageKind};
use crate::document::Language;
use crate::text::{Background, BackgroundError, tokenize, word_hash};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Shortest and longest formula, in tokens.
const SHORTEST: u32 = 3;
const LONGEST: u32 = 7;
/// A phrase that is no name needs this many articles, and a name without capitals this many places.
const HOLDERS: usize = 3;
/// A word with at least this share of all running words of its language is a common one.
const COMMON: f64 = 1e-3;

/// The words that say nothing at the edge of a phrase: articles, prepositions, auxiliaries.
#[derive(Clone, Debug, Default)]
pub struct CommonWords {
    hashes: BTreeSet<u64>,
}

impl CommonWords {
    /// The common words of some languages, from the background statistics; languages without statistics have none.
    pub fn of(languages: impl IntoIterator<Item = Language>) -> Result<Self, BackgroundError> {
        let mut hashes = BTreeSet::new();
        for language in languages {
            let Some(background) = Background::of(language)? else { continue };
            for (word, _) in background.words().take_while(|&(_, share)| share >= COMMON) {
                tokenize(word, |token| {
                    hashes.insert(word_hash(token.word));
                });
            }
        }
        Ok(Self { hashes })
    }

    fn has(&self, hash: u64) -> bool {
        self.hashes.contains(&hash)
    }
}

/// A phrase and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    /// Number of tokens.
    pub(super) length: u32,
    /// Places in the sequence, ascending.
    pub(super) places: Vec<u32>,
}

/// How a phrase is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Every word but the common ones has a capital or a digit.
    Capitals,
    /// The script has no capitals, and no word is a common one.
    Caseless,
    /// Neither.
    Plain,
}

/// What is asked of a phrase.
pub(super) struct FormulaFinder<'a> {
    pub(super) members: &'a [Member<'a>],
    pub(super) sequence: &'a Sequence,
    pub(super) suffixes: &'a SuffixOrder,
    pub(super) common: &'a CommonWords,
    pub(super) params: &'a PassagesParams,
}

impl FormulaFinder<'_> {
    /// The formulae of a cluster, by number of articles times length: phrases that stand in three or more articles, or
    /// in two when they are written as names, common words at their edges left out. A phrase that stands only
    /// inside passages is part of them and no formula; a part of a longer formula needs two more articles than that.
    pub(super) fn find(&self, passages: &[Passage]) -> Vec<Formula> {
        let mut candidates: Vec<(usize, Formula)> = self
            .phrases(passages)
            .into_iter()
            .map(|(length, places)| (self.holders(&places), Formula { length, places }))
            .filter(|(holders, formula)| self.is_formula(*holders, formula))
            .collect();
        candidates.sort_unstable_by_key(|(holders, formula)| {
            (Reverse(*holders * formula.length as usize), Reverse(formula.length), formula.places[0])
        });
        let mut chosen: Vec<(usize, Formula)> = Vec::new();
        for (holders, formula) in candidates {
            if chosen.len() >= self.params.formulae as usize {
                break;
            }
            let run = self.run(&formula);
            let is_known = chosen.iter().any(|(others, longer)| {
                holders <= others + 1 && self.run(longer).windows(run.len()).any(|part| part == run)
            });
            if !is_known {
                chosen.push((holders, formula));
            }
        }
        chosen.into_iter().map(|(_, formula)| formula).collect()
    }

    fn run(&self, formula: &Formula) -> &[u32] {
        self.sequence.run(formula.places[0], formula.length)
    }

    /// Short repeats of two or more articles without common words at their edges, with the places that count: all
    /// outside passages, and one inside.
    fn phrases(&self, passages: &[Passage]) -> Vec<(u32, Vec<u32>)> {
        let covered = self.covered(passages);
        let longest = self.params.scaled(LONGEST, Script::Unspaced);
        let mut found: BTreeMap<&[u32], BTreeSet<u32>> = BTreeMap::new();
        let sequence = self.sequence;
        let leaf = |at: u32| {
            let segment = sequence.segment(at);
            let left = (at > segment.start).then(|| sequence.symbols[at as usize - 1]);
            (Some(segment.member), left)
        };
        let merge = |all: &mut (Option<u32>, Option<u32>), other: (Option<u32>, Option<u32>)| {
            all.0 = all.0.filter(|_| all.0 == other.0);
            all.1 = all.1.filter(|_| all.1 == other.1);
        };
        self.suffixes.walk(leaf, merge, |depth, first, last, (member, left)| {
            if member.is_some() || left.is_some() || depth < SHORTEST || depth > longest {
                return;
            }
            let at = self.suffixes.starts[first];
            let Some((skip, length)) = self.trimmed(at, depth) else { return };
            let starts = &self.suffixes.starts[first..=last];
            let is_free = |start: u32| covered[(start + skip) as usize] < start + skip + length;
            if !starts.iter().any(|&start| is_free(start)) {
                return;
            }
            let places = found.entry(sequence.run(at + skip, length)).or_default();
            places.extend(starts.iter().filter(|&&start| is_free(start)).map(|&start| start + skip));
            places.extend(starts.iter().filter(|&&start| !is_free(start)).min().map(|&start| start + skip));
        });
        found.into_iter().map(|(run, places)| (run.len() as u32, places.into_iter().collect())).collect()
    }

    /// For each place where the passage that reaches furthest from there ends.
    fn covered(&self, passages: &[Passage]) -> Vec<u32> {
        let mut starts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (index, segment) in self.sequence.segments.iter().enumerate() {
            starts.insert((segment.member, segment.token), index as u32);
        }
        let by_article: BTreeMap<_, u32> =
            self.members.iter().enumerate().map(|(index, member)| (member.article, index as u32)).collect();
        let mut ends = vec![0; self.sequence.len()];
        // An edited passage ends at its last equal token: what comes right after is the rest of it.
        let margin = |kind| if kind == PassageKind::Edited { self.params.gap } else { 0 };
        let places =
            passages.iter().flat_map(|p| p.occurrences.iter().map(move |place| (margin(p.kind), place)));
        for (margin, place) in places {
            let Some(&member) = by_article.get(&place.article) else { continue };
            let (first, number) = place.tokens;
            let Some((_, &index)) = starts.range(..=(member, first)).next_back() else { continue };
            let segment = &self.sequence.segments[index as usize];
            let at = segment.start + first - segment.token;
            let start = at.saturating_sub(margin).max(segment.start) as usize;
            ends[start] = ends[start].max((at + number + margin).min(segment.end));
        }
        let mut furthest = 0;
        for end in &mut ends {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        ends
    }

    /// How many tokens to skip and to keep so that no common word stands at an edge; nothing when too few are left.
    fn trimmed(&self, at: u32, depth: u32) -> Option<(u32, u32)> {
        let is_common = |step: u32| self.is_common(at + step);
        let skip = (0..depth).find(|&step| !is_common(step))?;
        let end = (skip..depth).rev().find(|&step| !is_common(step))? + 1;
        let length = end - skip;
        let script = self.sequence.script(at + skip, length);
        let range = self.params.scaled(SHORTEST, script)..=self.params.scaled(LONGEST, script);
        range.contains(&length).then_some((skip, length))
    }

    fn is_common(&self, place: u32) -> bool {
        let member = &self.members[self.sequence.member(place) as usize];
        self.common.has(member.tokens.hashes[self.sequence.token(place) as usize])
    }

    fn holders(&self, places: &[u32]) -> usize {
        let mut members: Vec<u32> = places.iter().map(|&at| self.sequence.member(at)).collect();
        members.dedup();
        members.len()
    }

    fn is_formula(&self, holders: usize, formula: &Formula) -> bool {
        let at = formula.places[0];
        let common = (0..formula.length).filter(|&step| self.is_common(at + step)).count() as u32;
        let by_look = || match self.look(at, formula.length) {
            Look::Capitals => holders >= 2,
            Look::Caseless => holders >= 2 && formula.places.len() >= HOLDERS,
            Look::Plain => false,
        };
        3 * common <= formula.length && (holders >= HOLDERS || by_look())
    }

    fn look(&self, at: u32, length: u32) -> Look {
        let member = &self.members[self.sequence.member(at) as usize];
        let mut looks = (0..length).filter(|&step| !self.is_common(at + step)).map(|step| {
            let span = member.tokens.spans[self.sequence.token(at + step) as usize];
            match span.of(member.text).and_then(|word| word.chars().next()) {
                Some(c) if c.is_uppercase() || c.is_numeric() => Look::Capitals,
                Some(c) if !c.is_lowercase() => Look::Caseless,
                _ => Look::Plain,
            }
        });
        let Some(first) = looks.next() else { return Look::Plain };
        let is_same = looks.all(|look| look == first);
        let has_common = (0..length).any(|step| self.is_common(at + step));
        if !is_same || (first == Look::Caseless && has_common) { Look::Plain } else { first }
    }
}
