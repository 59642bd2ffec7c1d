//! What text the articles of a cluster share, with the place of every word of it in the source.
//!
//! **Owns** runs of equal tokens (`suffix`, `exact`), passages with edits (`anchor` to start, `extend` to align, `edited`
//! to put pairs together), quotation marks (`quotes`), and what kind of text a passage is (`classify`, `formula`); text
//! that was used again in another cluster (`reuse`), and what is left of an article (`covered`). A cluster is a story, a
//! storyline or a group of copies; whoever calls decides.
//!
//! **Always holds**: a passage stands in two or more articles; its occurrences come in the order of the articles, the
//! first is the reference, and two of one article never overlap in a run of equal tokens; the tokens of a `verbatim` or
//! `quote` passage are the same in every occurrence; no passage reaches over a seam, so `span` quotes what the article
//! says; the same members in the same order give the same passages.
//!
//! **Cost**: for n tokens O(n log m) time with m the longest repeat, some 60 bytes a token, plus what is found. Clusters
//! of up to `all_pairs` articles compare every pair that shares an anchor; larger ones compare each article with the
//! text that is new in earlier ones, so five hundred reprints cost five hundred comparisons.
//!
//! **Cannot fail**: members without tokens, or a single member, share nothing. Parameters are checked by
//! [`PassagesParams::validate`]; the finder takes them as they are.
//!
//! ```
//! use retold::document::ArticleIndex;
//! use retold::passages::{Member, PassageFinder, PassageKind, PassagesParams};
//! use retold::span::Span;
//! use retold::text::TokenTable;
//! let texts = ["One day the quick brown fox jumps over the lazy dog, we hear.",
//!              "It is said: the quick brown fox jumps over the lazy dog!"];
//! let tables = texts.map(|text| TokenTable::of_pieces(text, [(Span::new(0, text.len()), text)].into_iter()));
//! let members = [0, 1].map(|i| Member { article: ArticleIndex(i as u32), text: texts[i], tokens: &tables[i], source: None });
//! let passages = PassageFinder::new(&PassagesParams::default()).find(&members);
//! assert_eq!((passages[0].kind, passages[0].words), (PassageKind::Verbatim, 9));
//! assert_eq!(passages[0].occurrences[1].span.of(texts[1]), Some("the quick brown fox jumps over the lazy dog"));
//! ```

mod anchor;
mod classify;
mod covered;
mod edited;
mod exact;
mod extend;
mod formula;
mod params;
mod punctuation;
mod quotes;
mod reuse;
mod sequence;
mod suffix;
#[cfg(test)]
mod tests;

pub use covered::{CoveredTokens, OwnText};
pub use formula::CommonWords;
pub use params::{PassagesError, PassagesParams};
pub use reuse::ReuseFinder;

use crate::document::ArticleIndex;
use crate::span::Span;
use crate::text::TokenTable;
use edited::Parallel;
use exact::{Run, SharedRuns};
use formula::{Formula, FormulaFinder};
use sequence::Sequence;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What kind of shared text a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// The same words.
    Verbatim,
    /// The same words but for edits.
    Edited,
    /// The same words inside quotation marks.
    Quote,
    /// Text that one source puts under or over its articles.
    Furniture,
    /// A short fixed phrase: an agency, a person, a title.
    Formula,
}

impl PassageKind {
    /// Whether it is text that an article took from somewhere, and not a phrase or a frame.
    pub fn is_shared_text(self) -> bool {
        matches!(self, Self::Verbatim | Self::Edited | Self::Quote)
    }
}

/// Where a passage stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The article.
    pub article: ArticleIndex,
    /// Bytes of its document's text, from the first token to the last.
    pub span: Span,
    /// Index of the first token in the article, and number of tokens.
    pub tokens: (u32, u32),
    /// Bytes of the document's text, inside `span`, whose words the reference does not have there. Empty for the
    /// reference and for passages without edits.
    pub differs: Vec<Span>,
}

/// Text that two or more articles share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Tokens of the reference.
    pub words: u32,
    /// In order of article, then place. The first is the reference; its text is the text of the passage.
    pub occurrences: Vec<Occurrence>,
}

/// An article of a cluster.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Which article it is; no two members are the same.
    pub article: ArticleIndex,
    /// The text of its document.
    pub text: &'a str,
    /// Its tokens, with spans in `text`.
    pub tokens: &'a TokenTable,
    /// The outlet, where it is known.
    pub source: Option<&'a str>,
}

/// Finds the passages of clusters, one cluster a call. Calls do not influence each other and may run in parallel.
#[derive(Clone, Debug)]
pub struct PassageFinder {
    params: PassagesParams,
    common: CommonWords,
}

impl PassageFinder {
    /// A finder with these parameters, which should be [valid](PassagesParams::validate).
    pub fn new(params: &PassagesParams) -> Self {
        Self { params: params.clone(), common: CommonWords::default() }
    }

    /// The words that are left out at the edges of formulae. Without them formulae can begin with a preposition.
    #[must_use]
    pub fn with_common_words(mut self, common: CommonWords) -> Self {
        self.common = common;
        self
    }

    /// The passages of a cluster, its formulae last; each in order of its reference, longer ones first. `members` come
    /// in canonical order.
    ///
    /// A run of equal tokens is left out when each of its occurrences lies inside a longer run that the same articles
    /// hold, or inside the occurrences of one edited passage that says more. Clusters with very many runs keep fewer:
    /// those that hold a shared token no longer run holds. No run is left out while as many of its tokens as a passage
    /// needs stand in no passage.
    pub fn find(&self, members: &[Member<'_>]) -> Vec<Passage> {
        if members.len() < 2 {
            return Vec::new();
        }
        let sequence = Sequence::of(members);
        let suffixes = sequence.suffixes();
        let parallels = edited::parallels(&sequence, &suffixes, &self.params);
        let shared = SharedRuns::of(&sequence, &suffixes, &parallels, &self.params);
        let runs = shared.maximal(&parallels);
        let mut runs = classify::without_fragments(&sequence, runs, &parallels, self.params.gap);
        let edited: Vec<&Parallel> =
            parallels.iter().filter(|parallel| !classify::is_inside_run(parallel, &runs)).collect();
        // An edited passage ends near the run that it was to stand for, or has its words in another order.
        let beside = shared.beside(marked(&runs, &edited));
        runs.extend(beside);
        let cluster = Cluster { members, sequence: &sequence };
        let mut passages: Vec<Passage> = runs.iter().map(|run| cluster.passage_of_run(run)).collect();
        passages.extend(edited.iter().map(|parallel| cluster.passage_of_parallel(parallel)));
        classify::mark_furniture(members, &mut passages);
        let formulae = FormulaFinder {
            members,
            sequence: &sequence,
            suffixes: &suffixes,
            common: &self.common,
            params: &self.params,
        }
        .find(&passages);
        passages.extend(formulae.iter().map(|formula| cluster.passage_of_formula(formula)));
        punctuation::extend(members, &mut passages);
        sort_passages(&mut passages);
        passages
    }
}

/// The places of runs and edited passages: first token and number of tokens.
fn marked<'p>(runs: &'p [Run], edited: &'p [&Parallel]) -> impl Iterator<Item = (u32, u32)> + 'p {
    let of_runs = runs.iter().flat_map(|run| run.places.iter().map(|&at| (at, run.length)));
    let stretches = edited.iter().flat_map(|parallel| &parallel.stretches);
    of_runs.chain(stretches.map(|stretch| (stretch.start, stretch.length)))
}

fn sort_passages(passages: &mut [Passage]) {
    passages.sort_by_key(|passage| {
        let first = passage.occurrences.first();
        let place = first.map(|occurrence| (occurrence.article, occurrence.tokens.0));
        (passage.kind == PassageKind::Formula, place, Reverse(passage.words), passage.kind)
    });
}

/// The way back from places to articles.
struct Cluster<'a> {
    members: &'a [Member<'a>],
    sequence: &'a Sequence,
}

impl Cluster<'_> {
    fn passage_of_run(&self, run: &Run) -> Passage {
        let kind = classify::kind_of_run(self.sequence, run);
        Passage { kind, words: run.length, occurrences: self.occurrences(&run.places, run.length) }
    }

    fn passage_of_formula(&self, formula: &Formula) -> Passage {
        let occurrences = self.occurrences(&formula.places, formula.length);
        Passage { kind: PassageKind::Formula, words: formula.length, occurrences }
    }

    fn passage_of_parallel(&self, parallel: &Parallel) -> Passage {
        let occurrences = parallel
            .stretches
            .iter()
            .map(|stretch| {
                let differs = stretch.differs.iter().map(|&(at, length)| self.span(at, length)).collect();
                Occurrence { differs, ..self.occurrence(stretch.start, stretch.length) }
            })
            .collect();
        Passage { kind: PassageKind::Edited, words: parallel.stretches[0].length, occurrences }
    }

    /// Occurrences at ascending places; one that overlaps the one before it is left out.
    fn occurrences(&self, places: &[u32], length: u32) -> Vec<Occurrence> {
        let mut end = 0;
        let mut occurrences = Vec::with_capacity(places.len());
        for &at in places {
            if at >= end {
                occurrences.push(self.occurrence(at, length));
                end = at + length;
            }
        }
        occurrences
    }

    fn occurrence(&self, at: u32, length: u32) -> Occurrence {
        Occurrence {
            article: self.members[self.sequence.member(at) as usize].article,
            span: self.span(at, length),
            tokens: (self.sequence.token(at), length),
            differs: Vec::new(),
        }
    }

    fn span(&self, at: u32, length: u32) -> Span {
        let first = self.sequence.token(at) as usize;
        let member = &self.members[self.sequence.member(at) as usize];
        member.tokens.cover(first, first + length as usize - 1)
    }
}
