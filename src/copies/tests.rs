use super::{CopiesError, CopiesParams, Relation, RepresentativeRank, SimilarityMeasure, find_copies};
use crate::document::{ArticleIndex, ArticleKind};
use crate::span::Span;
use crate::text::TokenTable;
use proptest::prelude::*;
use std::cmp::Reverse;

fn table(text: &str) -> TokenTable {
    TokenTable::of_pieces(text, std::iter::once((Span::new(0, text.len()), text)))
}

fn ranks(tokens: &[TokenTable]) -> Vec<RepresentativeRank> {
    let rank = |(at, table): (usize, &TokenTable)| RepresentativeRank {
        kind: ArticleKind::Main,
        length: Reverse(table.len() as u32),
        published: i64::MAX,
        article: ArticleIndex(at as u32),
    };
    tokens.iter().enumerate().map(rank).collect()
}

fn groups(texts: &[String], params: &CopiesParams) -> Vec<Vec<u32>> {
    let tokens: Vec<TokenTable> = texts.iter().map(|text| table(text)).collect();
    let found = find_copies(&tokens, &ranks(&tokens), params).unwrap();
    found.copies.groups.iter().map(|group| group.members.iter().map(|article| article.0).collect()).collect()
}

/// Invented words, different for every seed.
fn soup(seed: u64, words: usize) -> Vec<String> {
    (0..words as u64).map(|at| format!("w{:x}", crate::hash::mix64(seed << 32 | at) % 100_000)).collect()
}

fn text(words: &[String]) -> String {
    words.join(" ")
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
    let tokens: Vec<TokenTable> = texts.iter().map(|text| table(text)).collect();
    let found = find_copies(&tokens, &ranks(&tokens), &CopiesParams::default()).unwrap();
    let group = &found.copies.groups[0];
    assert_eq!(group.members, [0, 1, 2].map(ArticleIndex));
    assert_eq!(group.representative, ArticleIndex(0));
    assert_eq!(
        group.pairs.iter().map(|pair| pair.1).collect::<Vec<_>>(),
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
fn parameters_out_of_range_are_named() {
    let params = CopiesParams { threshold: 1.5, ..CopiesParams::default() };
    assert!(matches!(find_copies(&[], &[], &params), Err(CopiesError::Share { value, .. }) if value > 1.4));
    let params = CopiesParams { recall: 1.0, ..CopiesParams::default() };
    assert_eq!(find_copies(&[], &[], &params).err(), Some(CopiesError::Recall(1.0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every pair above the threshold of all against all is met by the bands, but for the share that was promised.
    #[test]
    fn the_bands_find_what_brute_force_finds(seed in 0_u64..1000) {
        let params = CopiesParams { similarity: SimilarityMeasure::Plain, threshold: 0.7, ..CopiesParams::default() };
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
        let tokens: Vec<TokenTable> = texts.iter().map(|text| table(text)).collect();
        let shingler = super::Shingler::new(&params);
        let sets: Vec<super::Shingles> = tokens.iter().map(|table| shingler.shingles(table)).collect();
        let frequency = super::ShingleFrequency::count(&sets);
        let verifier = super::Verifier::new(&params, &sets, &frequency);
        let candidates = super::bands::candidates(&sets, super::Banding::choose(0.7, 0.99));
        let (mut all, mut met) = (0_u32, 0_u32);
        for a in 0..sets.len() {
            for b in a + 1..sets.len() {
                let slow = a.abs_diff(b) < 3 || verifier.similarity(a, b).jaccard < 0.7;
                prop_assert!(slow, "unrelated texts are similar");
                if verifier.similarity(a, b).jaccard >= 0.7 {
                    all += 1;
                    met += u32::from(candidates.iter().any(|pair| (pair.a(), pair.b()) == (a, b)));
                }
            }
        }
        prop_assert!(all >= 20 && f64::from(met) >= 0.9 * f64::from(all), "{met} of {all}");
    }
}
