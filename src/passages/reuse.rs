//! Text that was used again outside of its cluster: a quotation, a paragraph of background.
//!
//! To compare every article with every other would cost too much, so each is sampled by winnowing (Schleimer, Wilkerson,
//! Aiken 2003): of every [`window`](ReuseFinder::window) shingles in a row the one with the least hash is kept. Two
//! articles that share a run of `shortest_reused` tokens share a whole window of shingles, and so a kept one: no such run
//! is missed. What the samples meet in is cut out and looked at in full, so nothing is found by a hash alone.

use super::exact::SharedRuns;
use super::params::PassagesParams;
use super::sequence::{Sequence, Stretch, unbroken};
use super::{Cluster, Member, Passage, classify, punctuation, sort_passages};
use crate::hash::mix64;
use crate::text::TokenTable;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Tokens of a sampled shingle.
const SHINGLE: usize = 8;

/// A sampled shingle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sample {
    hash: u64,
    member: u32,
    token: u32,
}

/// What articles have in common with articles of other clusters.
#[derive(Clone, Debug)]
pub struct ReuseFinder {
    /// With `shortest_reused` as the length of every run.
    params: PassagesParams,
}

impl ReuseFinder {
    /// A finder with these parameters, which should be [valid](PassagesParams::validate).
    pub fn new(params: &PassagesParams) -> Self {
        let least = params.shortest_reused;
        Self { params: PassagesParams { shortest: least, shortest_quote: least, ..params.clone() } }
    }

    /// Shingles of which one is kept.
    fn window(&self) -> usize {
        (self.params.shortest_reused as usize + 1).saturating_sub(SHINGLE).max(1)
    }

    /// The passages that reach over clusters: every run of `shortest_reused` equal tokens or more that articles of two of
    /// them hold, as long as it can be made, with all its holders. In order of their references, furniture too.
    ///
    /// `members` come in canonical order, and `clusters[i]` is the cluster of the i-th; an article that is in no cluster
    /// has one of its own.
    pub fn find(&self, members: &[Member<'_>], clusters: &[u32]) -> Vec<Passage> {
        let samples = self.shared_samples(members, clusters);
        let stretches = self.stretches(members, &samples);
        let mut passages: Vec<Passage> = components(&samples, &stretches)
            .into_par_iter()
            .flat_map_iter(|component| self.find_in(&component, members, clusters))
            .collect();
        sort_passages(&mut passages);
        passages
    }

    /// The samples that two clusters hold, in order of hash, then article, then place.
    fn shared_samples(&self, members: &[Member<'_>], clusters: &[u32]) -> Vec<Sample> {
        let window = self.window();
        let mut samples: Vec<Sample> = members
            .par_iter()
            .enumerate()
            .flat_map_iter(|(at, member)| {
                winnowed(member.tokens, window).into_iter().map(move |(hash, token)| Sample {
                    hash,
                    member: at as u32,
                    token,
                })
            })
            .collect();
        samples.par_sort_unstable();
        let cluster = |sample: &Sample| clusters[sample.member as usize];
        samples
            .chunk_by(|one, next| one.hash == next.hash)
            .filter(|equal| equal.iter().any(|sample| cluster(sample) != cluster(&equal[0])))
            .flatten()
            .copied()
            .collect()
    }

    /// Of each article the stretches around its samples: every run that is looked for lies inside of one.
    fn stretches(&self, members: &[Member<'_>], samples: &[Sample]) -> BTreeMap<u32, Vec<Stretch>> {
        let mut tokens: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for sample in samples {
            tokens.entry(sample.member).or_default().push(sample.token);
        }
        // A run begins and ends less than a window before and after a sample.
        let margin = self.window() as u32;
        tokens
            .into_iter()
            .map(|(member, mut tokens)| {
                tokens.sort_unstable();
                let all = members[member as usize].tokens.len() as u32;
                let mut found: Vec<Stretch> = Vec::new();
                for token in tokens {
                    let (start, end) =
                        (token.saturating_sub(margin), (token + SHINGLE as u32 + margin).min(all));
                    match found.last_mut() {
                        Some(last) if start <= last.end => last.end = end,
                        _ => found.push(start..end),
                    }
                }
                (member, found)
            })
            .collect()
    }

    fn find_in(&self, component: &Component, members: &[Member<'_>], clusters: &[u32]) -> Vec<Passage> {
        let held: Vec<Member<'_>> = component.keys().map(|&member| members[member as usize]).collect();
        let parts = component.keys().map(|&member| clusters[member as usize]).collect();
        let stretches: Vec<Vec<Stretch>> = component.values().cloned().collect();
        let sequence = Sequence::of_stretches(&held, parts, &stretches);
        let runs = SharedRuns::of(&sequence, &sequence.suffixes(), &[], &self.params).maximal(&[]);
        let cluster = Cluster { members: &held, sequence: &sequence };
        let mut passages: Vec<Passage> = runs.iter().map(|run| cluster.passage_of_run(run)).collect();
        classify::mark_furniture(&held, &mut passages);
        punctuation::extend(&held, &mut passages);
        passages
    }
}

/// The articles of a component, each with its stretches in order.
type Component = BTreeMap<u32, Vec<Stretch>>;

/// Stretches that hold equal samples belong together; nothing is shared by two components.
fn components(samples: &[Sample], stretches: &BTreeMap<u32, Vec<Stretch>>) -> Vec<Component> {
    let all: Vec<(u32, &Stretch)> =
        stretches.iter().flat_map(|(&member, list)| list.iter().map(move |it| (member, it))).collect();
    let place = |sample: &Sample| {
        all.partition_point(|(member, stretch)| (*member, stretch.start) <= (sample.member, sample.token)) - 1
    };
    let mut forest: Vec<usize> = (0..all.len()).collect();
    for equal in samples.chunk_by(|one, next| one.hash == next.hash) {
        let mut first = root(&mut forest, place(&equal[0]));
        for sample in &equal[1..] {
            let other = root(&mut forest, place(sample));
            // The smaller is the root, so that the order of components is that of the stretches.
            let (low, high) = (first.min(other), first.max(other));
            forest[high] = low;
            first = low;
        }
    }
    let mut found: BTreeMap<usize, Component> = BTreeMap::new();
    for (at, (member, stretch)) in all.iter().enumerate() {
        let component = found.entry(root(&mut forest, at)).or_default();
        component.entry(*member).or_default().push((*stretch).clone());
    }
    found.into_values().collect()
}

fn root(forest: &mut [usize], mut at: usize) -> usize {
    while forest[at] != at {
        forest[at] = forest[forest[at]];
        at = forest[at];
    }
    at
}

/// Of every `window` shingles in a row the one with the least hash, the last of them where there are several; each once,
/// with the place of its first token. Stretches without a full window hold no run that is long enough.
fn winnowed(tokens: &TokenTable, window: usize) -> Vec<(u64, u32)> {
    let mut kept: Vec<(u64, u32)> = Vec::new();
    let mut hashes: Vec<u64> = Vec::new();
    let whole: Stretch = 0..tokens.len() as u32;
    for stretch in unbroken(tokens, std::slice::from_ref(&whole)) {
        shingle_hashes(&tokens.hashes[stretch.start as usize..stretch.end as usize], &mut hashes);
        let mut least = usize::MAX;
        for end in window..=hashes.len() {
            let start = end - window;
            let newest = end - 1;
            if least == usize::MAX || least < start {
                let of = |&(at, hash): &(usize, &u64)| (*hash, std::cmp::Reverse(at));
                let all = hashes.iter().enumerate().take(end).skip(start);
                least = all.min_by_key(of).map_or(start, |(at, _)| at);
            } else if hashes[newest] <= hashes[least] {
                least = newest;
            } else {
                continue;
            }
            kept.push((hashes[least], stretch.start + least as u32));
        }
    }
    kept
}

/// The hash of each [`SHINGLE`] tokens in a row.
fn shingle_hashes(tokens: &[u64], into: &mut Vec<u64>) {
    /// Odd, so that no token is lost; the golden ratio, as usual.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    into.clear();
    let oldest = (1..SHINGLE).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = 0_u64;
    for (at, &token) in tokens.iter().enumerate() {
        if at >= SHINGLE {
            rolling = rolling.wrapping_sub(tokens[at - SHINGLE].wrapping_mul(oldest));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(token);
        if at + 1 >= SHINGLE {
            into.push(mix64(rolling));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{OwnText, PassageKind, covered::CoveredTokens};
    use super::*;
    use crate::document::ArticleIndex;
    use crate::span::Span;
    use proptest::prelude::*;

    struct Articles {
        texts: Vec<String>,
        tables: Vec<TokenTable>,
    }

    impl Articles {
        /// Each text in pieces; between two of them something was left out.
        fn of(pieces: &[Vec<String>]) -> Self {
            let texts: Vec<String> = pieces.iter().map(|pieces| pieces.join(" | left out | ")).collect();
            let tables = pieces.iter().zip(&texts).map(|(pieces, text)| {
                let mut from = 0;
                let spans: Vec<Span> = pieces
                    .iter()
                    .map(|piece| {
                        let start = from;
                        from = start + piece.len() + " | left out | ".len();
                        Span::new(start, start + piece.len())
                    })
                    .collect();
                TokenTable::of_pieces(text, spans.iter().map(|&span| (span, span.of(text).unwrap())))
            });
            Self { tables: tables.collect(), texts }
        }

        fn members(&self) -> Vec<Member<'_>> {
            let all = self.texts.iter().zip(&self.tables).zip(0..);
            all.map(|((text, tokens), at)| Member { article: ArticleIndex(at), text, tokens, source: None })
                .collect()
        }
    }

    fn words(range: std::ops::Range<u32>) -> String {
        range.map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    fn find(articles: &Articles, clusters: &[u32], shortest: u32) -> Vec<Passage> {
        let params = PassagesParams { shortest_reused: shortest, ..PassagesParams::default() };
        ReuseFinder::new(&params).find(&articles.members(), clusters)
    }

    #[test]
    fn a_paragraph_used_again_is_found_with_all_its_holders_and_what_one_cluster_shares_is_not() {
        let background = words(500..530);
        let articles = Articles::of(&[
            vec![format!("{} {background}", words(0..40))],
            vec![format!("{} {background} end", words(0..40))],
            vec![format!("{background} {}", words(100..140))],
            vec![words(200..240)],
        ]);
        let found = find(&articles, &[0, 0, 1, 2], 20);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].kind, found[0].words), (PassageKind::Verbatim, 30));
        let holders: Vec<u32> = found[0].occurrences.iter().map(|it| it.article.0).collect();
        assert_eq!(holders, [0, 1, 2]);
        assert_eq!(found[0].occurrences[2].span.of(&articles.texts[2]), Some(background.as_str()));
    }

    #[test]
    fn a_run_that_is_too_short_or_broken_by_a_cut_is_not_found() {
        let articles = Articles::of(&[
            vec![words(0..19)],
            vec![format!("x {}", words(0..19))],
            vec![words(100..110), words(110..130)],
            vec![words(100..120), words(120..130)],
        ]);
        assert_eq!(find(&articles, &[0, 1, 2, 3], 20), []);
        assert_eq!(find(&articles, &[0, 1, 2, 3], 19).len(), 1);
    }

    #[test]
    fn what_only_one_article_has_is_what_no_passage_covers() {
        let shared = words(500..530);
        let (before, after) = (words(0..12), words(40..47));
        let articles =
            Articles::of(&[vec![format!("{before} {shared} {after}")], vec![shared], vec![words(200..240)]]);
        let found = find(&articles, &[0, 1, 2], 20);
        let covered = CoveredTokens::of(found.iter(), 3);
        let own = |at: usize| covered.only_in(&articles.members()[at], &PassagesParams::default());
        assert_eq!(own(0), [OwnText { span: Span::new(0, before.len()), words: 12 }]);
        assert_eq!((own(1), own(2)), (vec![], vec![]));
        assert!((covered.share(ArticleIndex(0), 49) - 30.0 / 49.0).abs() < 1e-12);
    }

    /// Articles of chunks, some of which many articles have.
    fn articles() -> impl Strategy<Value = Vec<Vec<String>>> {
        let chunk = (0..12_u32, 1..30_u32).prop_map(|(kind, length)| match kind {
            // The same few chunks again and again, whole or cut.
            0..=5 => words(1000 * kind..1000 * kind + length),
            _ => words(100_000 + 977 * kind..100_000 + 977 * kind + length / 3 + 1),
        });
        let piece = prop::collection::vec(chunk, 1..6).prop_map(|chunks| chunks.join(" "));
        prop::collection::vec(prop::collection::vec(piece, 1..3), 2..9)
    }

    /// The longest runs of equal tokens of two articles.
    fn runs(a: &TokenTable, b: &TokenTable) -> Vec<(usize, usize, usize)> {
        let cut = |table: &TokenTable, at: usize| table.seams.contains(&(at as u32));
        let equal = |i: usize, j: usize| i < a.len() && j < b.len() && a.hashes[i] == b.hashes[j];
        let mut found = Vec::new();
        for i in 0..a.len() {
            for j in 0..b.len() {
                let inner = i > 0 && j > 0 && equal(i - 1, j - 1) && !cut(a, i) && !cut(b, j);
                if inner || !equal(i, j) {
                    continue;
                }
                let mut length = 1;
                while equal(i + length, j + length) && !cut(a, i + length) && !cut(b, j + length) {
                    length += 1;
                }
                found.push((i, j, length));
            }
        }
        found
    }

    proptest! {
        #[test]
        fn no_run_between_clusters_is_missed_and_nothing_else_is_found(
            pieces in articles(), clusters in prop::collection::vec(0..4_u32, 9), shortest in 8..24_u32
        ) {
            let articles = Articles::of(&pieces);
            let clusters = &clusters[..pieces.len()];
            let found = find(&articles, clusters, shortest);
            for passage in &found {
                let tokens = |it: &super::super::Occurrence| {
                    let (first, number) = it.tokens;
                    articles.tables[it.article.at()].hashes[first as usize..(first + number) as usize].to_vec()
                };
                let same = tokens(&passage.occurrences[0]);
                prop_assert!(same.len() >= shortest as usize);
                prop_assert!(passage.occurrences.iter().all(|it| tokens(it) == same));
                let own = clusters[passage.occurrences[0].article.at()];
                prop_assert!(passage.occurrences.iter().any(|it| clusters[it.article.at()] != own));
            }
            for a in 0..pieces.len() {
                for b in (0..pieces.len()).filter(|&b| clusters[a] != clusters[b]) {
                    let with_b = found.iter().filter(|it| it.occurrences.iter().any(|it| it.article.at() == b));
                    let in_a: Vec<(u32, u32)> = with_b
                        .flat_map(|it| &it.occurrences)
                        .filter(|it| it.article.at() == a)
                        .map(|it| it.tokens)
                        .collect();
                    for (i, _, length) in runs(&articles.tables[a], &articles.tables[b]) {
                        let holds = |token: u32| in_a.iter().any(|&(at, n)| at <= token && token < at + n);
                        let all = (i as u32..(i + length) as u32).all(holds);
                        prop_assert!(length < shortest as usize || all, "{a} and {b}: {length} tokens from {i}");
                    }
                }
            }
        }
    }
}
