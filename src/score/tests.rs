use super::*;
use proptest::prelude::*;

fn items(labels: &[(&str, &str)]) -> Vec<Labelled> {
    let found = |found: &str| (!found.is_empty()).then(|| found.to_string());
    labels
        .iter()
        .map(|(gold, cluster)| Labelled { gold: (*gold).to_string(), found: found(cluster) })
        .collect()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn a_textbook_example_has_its_textbook_figures() {
    // Gold {1..5}, {6, 7}, {8..12}; found {1..5}, {6..12}: Bagga and Baldwin's first response.
    let gold = ["a", "a", "a", "a", "a", "b", "b", "c", "c", "c", "c", "c"];
    let found = ["x", "x", "x", "x", "x", "y", "y", "y", "y", "y", "y", "y"];
    let labels: Vec<(&str, &str)> = gold.into_iter().zip(found).collect();
    let score = score_clusters(&items(&labels), 0);
    close(score.b_cubed.precision, (5.0 + 2.0 * 2.0 / 7.0 + 5.0 * 5.0 / 7.0) / 12.0);
    close(score.b_cubed.recall, 1.0);
    close(score.pairwise.precision, 21.0 / 31.0);
    close(score.pairwise.recall, 1.0);
    assert_eq!((score.gold_clusters, score.clusters, score.largest), (3, 2, 7));
}

#[test]
fn an_item_without_a_cluster_is_one_of_its_own() {
    let score = score_clusters(&items(&[("a", ""), ("a", ""), ("b", "x")]), 0);
    assert_eq!((score.clusters, score.largest), (3, 1));
    close(score.b_cubed.precision, 1.0);
    close(score.b_cubed.recall, (0.5 + 0.5 + 1.0) / 3.0);
}

#[test]
fn agreement_is_one_and_nothing_at_all_is_no_error() {
    let score = score_clusters(&items(&[("a", "x"), ("a", "x"), ("b", "y")]), 100);
    close(score.b_cubed.f1, 1.0);
    close(score.adjusted_rand, 1.0);
    score.b_cubed.f1_interval.into_iter().for_each(|end| close(end, 1.0));
    close(score_clusters(&[], 100).b_cubed.f1, 1.0);
    close(score_pairs(&[], 100).agreement.f1, 1.0);
}

#[test]
fn pairs_are_counted_and_their_interval_holds_their_f1() {
    let pairs: Vec<(bool, bool)> =
        [(true, true), (true, true), (true, false), (false, true), (false, false)].repeat(20);
    let score = score_pairs(&pairs, 1000);
    assert_eq!((score.pairs, score.true_joins, score.false_joins, score.missed), (100, 40, 20, 20));
    close(score.agreement.f1, 2.0 / 3.0);
    let [low, high] = score.agreement.f1_interval;
    assert!(low < 0.6 && high > 0.73 && low > 0.45 && high < 0.85, "{low} to {high}");
}

proptest! {
    #[test]
    fn every_figure_is_that_of_brute_force(labels in prop::collection::vec((0..4_u8, 0..5_u8), 1..30)) {
        let named = |&(gold, found): &(u8, u8)| Labelled {
            gold: gold.to_string(),
            found: (found > 0).then(|| found.to_string()),
        };
        let items: Vec<Labelled> = labels.iter().map(named).collect();
        let score = score_clusters(&items, 50);
        let count = items.len();
        let together = |a: usize, b: usize| a == b || items[a].found.is_some() && items[a].found == items[b].found;
        let belong = |a: usize, b: usize| items[a].gold == items[b].gold;
        let (mut precision, mut recall) = (0.0, 0.0);
        let (mut both, mut found, mut gold) = (0.0, 0.0, 0.0);
        for a in 0..count {
            let of = |test: &dyn Fn(usize) -> bool| (0..count).filter(|&b| test(b)).count() as f64;
            let common = of(&|b| together(a, b) && belong(a, b));
            precision += common / of(&|b| together(a, b));
            recall += common / of(&|b| belong(a, b));
            for b in a + 1..count {
                both += f64::from(u8::from(together(a, b) && belong(a, b)));
                found += f64::from(u8::from(together(a, b)));
                gold += f64::from(u8::from(belong(a, b)));
            }
        }
        prop_assert!((score.b_cubed.precision - precision / count as f64).abs() < 1e-9);
        prop_assert!((score.b_cubed.recall - recall / count as f64).abs() < 1e-9);
        prop_assert!((score.pairwise.precision - share(both, found)).abs() < 1e-9);
        prop_assert!((score.pairwise.recall - share(both, gold)).abs() < 1e-9);
        prop_assert!(score.b_cubed.f1_interval[0] <= score.b_cubed.f1_interval[1]);
    }
}
