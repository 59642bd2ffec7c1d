use super::{
    ArticleTokens, Banding, CopiesError, CopiesFound, CopiesParams, Rank, Relation, RepresentativeRank,
    SimilarityMeasure, find_copies, sketch_all,
};
use crate::document::{ArticleIndex, ArticleKind};
use crate::span::Span;
use crate::spill::Memory;
use crate::text::TokenTable;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;

fn table(text: &str) -> TokenTable {
    TokenTable::of_pieces(text, std::iter::once((Span::new(0, text.len()), text)))
}

/// Every article is a main one without a date.
struct Ranks(Vec<u32>);

impl RepresentativeRank for Ranks {
    fn of(&self, article: ArticleIndex) -> Rank {
        let length = Reverse(self.0[article.at()]);
        Rank { kind: ArticleKind::Main, length, published: i64::MAX, article }
    }
}

fn find(texts: &[String], params: &CopiesParams, memory: &Memory) -> CopiesFound {
    let tokens: Vec<TokenTable> = texts.iter().map(|text| table(text)).collect();
    let heads: Vec<ArticleTokens> = tokens.iter().take(super::PROBES).map(ArticleTokens::from).collect();
    let ranks = Ranks(tokens.iter().map(|table| table.len() as u32).collect());
    let bytes = texts.iter().map(|text| text.len() as u64).sum();
    let sketches = sketch_all(&tokens, params, memory, bytes, &heads).unwrap();
    find_copies(&sketches, &tokens, &ranks, params, memory, None).unwrap()
}

fn members(found: &CopiesFound) -> Vec<Vec<u32>> {
    found.copies.groups.iter().map(|group| group.members.iter().map(|article| article.0).collect()).collect()
}

fn groups(texts: &[String], params: &CopiesParams) -> Vec<Vec<u32>> {
    members(&find(texts, params, &Memory::default()))
}

fn plain(threshold: f64) -> CopiesParams {
    CopiesParams { similarity: SimilarityMeasure::Plain, threshold, ..CopiesParams::default() }
}

/// Invented words without a digit, different for every seed.
fn soup(seed: u64, words: usize) -> Vec<String> {
    let word =
        |number: u64| (0..5).map(|place| char::from(b'a' + (number >> (4 * place) & 15) as u8)).collect();
    (0..words as u64).map(|at| word(crate::hash::mix64(seed << 32 | at))).collect()
}

fn text(words: &[String]) -> String {
    words.join(" ")
}

/// Pairs whose plain Jaccard reaches the threshold, by comparing all with all; texts that say the same are left out but
/// for the first.
fn brute_force(texts: &[String], threshold: f64) -> BTreeSet<(u32, u32)> {
    let shingler = super::Shingler::new(&CopiesParams::default());
    let sets: Vec<super::Shingles> = texts
        .iter()
        .map(|text| table(text))
        .map(|table| shingler.shingles(&table.hashes, table.is_unspaced()))
        .collect();
    let first = |at: usize| texts[..at].iter().all(|other| *other != texts[at]);
    let mut pairs = BTreeSet::new();
    for a in (0..texts.len()).filter(|&at| first(at)) {
        for b in (a + 1..texts.len()).filter(|&at| first(at)) {
            if sets[a].jaccard(&sets[b]) >= threshold {
                pairs.insert((a as u32, b as u32));
            }
        }
    }
    pairs
}

#[test]
fn empty_articles_are_copies_of_nothing() {
    let texts = ["", " - ", "", "one two three four five six"].map(String::from);
    assert!(groups(&texts, &CopiesParams::default()).is_empty());
}

#[test]
fn a_text_shorter_than_a_shingle_matches_only_itself() {
    let texts = ["Sunny today", "sunny  TODAY!", "sunny tomorrow", "today sunny"].map(String::from);
    assert_eq!(groups(&texts, &CopiesParams::default()), [[0, 1]]);
}

#[test]
fn a_reprint_with_edits_is_a_copy_and_an_abridgement_is_contained() {
    let original = soup(1, 200);
    let mut edited = original.clone();
    for at in [20, 80, 150] {
        edited[at] = "changed".to_string();
    }
    let texts = [text(&original), text(&edited), text(&original[..60]), text(&soup(2, 200))];
    let found = find(&texts, &CopiesParams::default(), &Memory::default());
    let group = &found.copies.groups[0];
    assert_eq!(group.members, [0, 1, 2].map(ArticleIndex));
    assert_eq!(group.representative, ArticleIndex(0));
    assert_eq!(
        group.pairs.iter().map(|pair| pair.relation).collect::<Vec<_>>(),
        [Relation::Near, Relation::Contains]
    );
    assert_eq!(found.copies.groups.len(), 1);
}

#[test]
fn two_articles_inside_one_page_are_not_copies_of_each_other() {
    let (one, two) = (soup(3, 100), soup(4, 100));
    let blog = [one.clone(), soup(5, 60), two.clone()].concat();
    let texts = [text(&one), text(&two), text(&blog)];
    let groups = groups(&texts, &CopiesParams::default());
    assert_eq!(groups.len(), 1);
    assert!(!(groups[0].contains(&0) && groups[0].contains(&1)), "{groups:?}");
}

#[test]
fn articles_of_one_template_are_not_copies_once_the_template_is_known() {
    let template = soup(6, 60);
    let texts: Vec<String> = (0..30)
        .map(|day| {
            let own = soup(100 + day, 40);
            text(
                &[template[..30].to_vec(), own[..20].to_vec(), template[30..].to_vec(), own[20..].to_vec()]
                    .concat(),
            )
        })
        .collect();
    assert!(groups(&texts, &CopiesParams::default()).is_empty());
}

#[test]
fn a_reprint_in_many_papers_stays_one_group() {
    let original = soup(7, 150);
    let texts: Vec<String> = (0..90)
        .map(|paper| {
            let mut copy = original.clone();
            copy[(paper * 7) % 150] = format!("paper{paper}");
            text(&copy)
        })
        .collect();
    let groups = groups(&texts, &CopiesParams::default());
    assert_eq!((groups.len(), groups[0].len()), (1, 90));
}

#[test]
fn a_rewritten_report_is_a_copy_and_a_shared_quotation_is_not() {
    let source = soup(50, 240);
    // Every other stretch of twenty words is another one.
    let mut rewritten = source.clone();
    for (at, word) in rewritten.iter_mut().enumerate() {
        if (at / 20) % 2 == 1 {
            *word = soup(999, at + 1).swap_remove(at);
        }
    }
    let quotation = soup(51, 60);
    let speech = |seed: u64| text(&[soup(seed, 60), quotation.clone(), soup(seed + 100, 60)].concat());
    let texts = [text(&source), text(&rewritten), speech(52), speech(53)];
    assert_eq!(groups(&texts, &CopiesParams::default()), [[0, 1]]);
}

#[test]
fn bulletins_with_other_figures_are_not_copies_in_a_small_corpus_either() {
    let bulletin = |seed: u64| {
        let figure = |at: u64| (10 + crate::hash::mix64(seed * 100 + at) % 900).to_string();
        let mut words = soup(60, 120);
        (0..12).for_each(|at| words[at as usize * 10 + 5] = figure(at));
        text(&words)
    };
    let found = find(&[bulletin(1), bulletin(2)], &CopiesParams::default(), &Memory::default());
    assert!(found.pairs.is_empty(), "{:?}", found.pairs);
    let edited = bulletin(1).replace(&soup(60, 120)[2], "altered").replace(&soup(60, 120)[77], "changed");
    assert_eq!(groups(&[bulletin(1), edited], &CopiesParams::default()), [[0, 1]]);
}

#[test]
fn ten_thousand_copies_with_a_word_changed_are_one_group_and_cost_as_many_comparisons() {
    let original = soup(8, 120);
    let texts: Vec<String> = (0..10_000)
        .map(|paper| {
            let mut copy = original.clone();
            copy[paper % 120] = format!("paper{paper}");
            text(&copy)
        })
        .collect();
    for params in [plain(0.7), CopiesParams::default()] {
        let found = find(&texts, &params, &Memory::default());
        assert_eq!(members(&found).iter().map(Vec::len).collect::<Vec<_>>(), [10_000]);
        assert!(found.candidate_pairs < 50 * 10_000, "{} comparisons", found.candidate_pairs);
    }
}

#[test]
fn a_footer_that_all_articles_share_makes_no_copies_and_hides_none() {
    let footer = soup(9, 200);
    let mut texts: Vec<String> =
        (0..3000).map(|at| text(&[soup(1000 + at, 130), footer.clone()].concat())).collect();
    // Four articles have an edited copy each, which shares the footer as well.
    for at in [17_usize, 900, 1777, 2999] {
        let mut copy = soup(1000 + at as u64, 130);
        copy[60] = "changed".to_string();
        texts.push(text(&[copy, footer.clone()].concat()));
    }
    for params in [plain(0.7), CopiesParams::default()] {
        let found = find(&texts, &params, &Memory::default());
        assert_eq!(members(&found), [[17, 3000], [900, 3001], [1777, 3002], [2999, 3003]]);
        assert!(found.candidate_pairs < 200 * 3000, "{} comparisons", found.candidate_pairs);
    }
}

#[test]
fn texts_of_one_word_are_copies_only_when_they_are_as_long_or_long_enough() {
    let texts: Vec<String> = (1..400).map(|count| vec!["word"; count].join(" ")).collect();
    // Up to four words a text is one shingle that tells its length; from five on all have the same shingle.
    let all: Vec<u32> = (4..399).collect();
    for params in [plain(0.7), CopiesParams::default()] {
        assert_eq!(groups(&texts, &params), std::slice::from_ref(&all));
    }
}

#[test]
fn what_does_not_fit_in_memory_changes_nothing() {
    let texts: Vec<String> = (0..600)
        .map(|at| {
            let mut words = soup(at / 3, 90);
            (0..at % 3).for_each(|edit| words[edit as usize * 31 + 7] = format!("e{at}x{edit}"));
            text(&words)
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let none = Memory { budget: 0, folder: folder.path().to_path_buf() };
    for params in [plain(0.7), CopiesParams::default()] {
        let (all, little) = (find(&texts, &params, &Memory::default()), find(&texts, &params, &none));
        assert_eq!(all.copies, little.copies);
        assert_eq!(all.pairs, little.pairs);
        assert_eq!((all.candidate_pairs, all.recall), (little.candidate_pairs, little.recall));
    }
}

#[test]
fn the_measured_recall_counts_what_brute_force_counts() {
    let texts: Vec<String> = (0..400)
        .map(|at| {
            // Of texts as short as these all shingles are looked up.
            let mut words = soup(at / 4, 60);
            (0..at % 4).for_each(|edit| words[edit as usize * 15] = format!("e{at}x{edit}"));
            text(&words)
        })
        .collect();
    let found = find(&texts, &plain(0.7), &Memory::default());
    let truth = brute_force(&texts, 0.7);
    assert_eq!(found.recall.pairs, truth.len() as u64);
    let pairs: BTreeSet<(u32, u32)> = found.pairs.iter().map(|&(a, b, ..)| (a.0, b.0)).collect();
    assert_eq!(found.recall.met, truth.intersection(&pairs).count() as u64);
    assert!(pairs.is_subset(&truth), "precision is one");
}

#[test]
fn parameters_out_of_range_are_named() {
    let checked = |params: CopiesParams| sketch_all(&[], &params, &Memory::default(), 0, &[]).err();
    let params = CopiesParams { threshold: 1.5, ..CopiesParams::default() };
    assert!(matches!(checked(params), Some(CopiesError::Share { value, .. }) if value > 1.4));
    let params = CopiesParams { recall: 1.0, ..CopiesParams::default() };
    assert!(matches!(checked(params), Some(CopiesError::Recall(recall)) if recall > 0.999));
}

#[test]
fn the_promise_holds_at_the_threshold_for_short_texts_as_for_long_ones() {
    // Pairs of exactly the similarity promised for: n shared shingles, and as many of each one's own as make .7.
    for size in [14_u64, 35, 140, 700] {
        let banding = Banding::choose(0.7, 0.99);
        let hasher = super::MinHasher::new(banding.hashes());
        let (mut met, runs) = (0, 1500_u64);
        for seed in 0..runs {
            let draw = |from: u64, count: u64| {
                (from..from + count).map(move |it| crate::hash::mix64(seed << 32 | it))
            };
            let own = size * 3 / 14;
            let one: Vec<u64> = draw(0, size).chain(draw(1 << 20, own)).collect();
            let two: Vec<u64> = draw(0, size).chain(draw(1 << 21, own)).collect();
            let [x, y] = [one, two].map(|set| hasher.signature(&set).unwrap());
            met += u64::from((0..banding.bands).any(|band| banding.key(&x, band) == banding.key(&y, band)));
        }
        assert!(met as f64 >= 0.985 * runs as f64, "{met} of {runs} at {size} shingles");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What the bands find and the verifier lets pass is what comparing all with all finds, but for the promised share.
    #[test]
    fn copies_are_what_brute_force_finds(seed in 0_u64..1000) {
        let mut texts = Vec::new();
        for family in 0..20_u64 {
            let base = soup(seed << 8 | family, 120);
            for version in 0..3_usize {
                let mut copy = base.clone();
                for edit in 0..version * 3 {
                    copy[(edit * 37 + 11 * version) % 120] = format!("e{edit}v{version}");
                }
                texts.push(text(&copy));
            }
        }
        let truth = brute_force(&texts, 0.7);
        let found = find(&texts, &plain(0.7), &Memory::default());
        let pairs: BTreeSet<(u32, u32)> = found.pairs.iter().map(|&(a, b, ..)| (a.0, b.0)).collect();
        prop_assert!(pairs.is_subset(&truth));
        prop_assert!(truth.len() >= 20 && pairs.len() as f64 >= 0.9 * truth.len() as f64);
    }
}
