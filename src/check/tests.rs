use super::*;
use crate::config::{Config, Levels};
use crate::copies::RemovalParams;
use crate::dedup::Keep;
use crate::document::{Document, Language, Layout};
use crate::findings::{CheckReport, Finding, Level, Limit, Rule};
use crate::input::Input;
use crate::observe::{Silent, Skip, SkipReason};
use crate::pipeline::{Pipeline, Removing};
use crate::report::model::Report;
use std::collections::BTreeMap;

/// Sixty words that no other number has.
fn text(number: usize) -> String {
    let words: Vec<String> = (0..60).map(|at| format!("w{number}x{at}")).collect();
    format!("{}.", words.join(" "))
}

/// The same with its last words changed.
fn nearly(number: usize) -> String {
    text(number).replace(&format!("w{number}x57 w{number}x58"), "and others")
}

/// A record of `path`; its id is kept when it has one.
fn record(path: &str, number: u64, id: Option<&str>, text: impl Into<String>) -> Document {
    Document {
        path: path.to_string(),
        record: Some(number),
        name: id.map_or_else(|| format!("{path}:{number}"), str::to_string),
        ..Document::from_text("", Layout::Record, text)
    }
}

fn report_of(mut documents: Vec<Document>, levels: Levels) -> Report {
    documents.sort_by(|x, y| (&x.path, x.record).cmp(&(&y.path, y.record)));
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for document in &mut documents {
        let count = seen.entry(document.name.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            document.repeats = Some(document.name.clone());
            document.name = format!("{}#{count}", document.name);
        }
    }
    let input = Input { documents, ..Input::default() };
    let pipeline = Pipeline::new(Config { levels, ..Config::default() }).unwrap();
    // Files of a folder are a set of their own here.
    let set_of =
        |path: &str| path.split('/').next().map_or(0, |folder| crate::hash::hash64(folder.as_bytes()) as u32);
    let removing = Removing { params: &RemovalParams::default(), keep: &Keep::default(), set_of: &set_of };
    pipeline.run_removing(input, Some(&removing), &Silent).unwrap()
}

fn report(documents: Vec<Document>) -> Report {
    report_of(documents, Levels::Copies)
}

fn seen(report: &Report, params: &CheckParams) -> Sightings {
    Sightings::of(report, &Sets::default(), params, None).unwrap()
}

fn only(rules: &[Rule]) -> CheckParams {
    let deny: Vec<RuleChoice> =
        rules.iter().map(|rule| RuleChoice { rule: Some(*rule), limit: None }).collect();
    let allow = vec![RuleChoice { rule: None, limit: None }];
    let mut params = CheckParams::default();
    let levels = CheckLevelsParams { deny, allow, ..CheckLevelsParams::default() };
    levels.apply(&mut params.rules).unwrap();
    params
}

/// Code, place and message of each finding.
fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|it| format!("{} {} {}", it.place.shown(), it.rule, it.message)).collect()
}

fn keys(sightings: &Sightings) -> Vec<String> {
    let mut keys: Vec<String> = sightings.findings.iter().map(|finding| finding.key.clone()).collect();
    keys.sort();
    keys
}

#[test]
fn each_copy_but_one_is_a_finding_by_how_it_relates_to_that_one() {
    let whole = format!("{}\n{}", text(3), text(4));
    let report = report(vec![
        record("a.jsonl", 1, Some("a"), text(1)),
        record("a.jsonl", 2, Some("b"), text(1)),
        record("a.jsonl", 3, None, text(2)),
        record("a.jsonl", 4, None, nearly(2)),
        record("a.jsonl", 5, None, text(3)),
        record("a.jsonl", 6, None, whole),
        record("a.jsonl", 7, None, text(5)),
    ]);
    let found = seen(&report, &CheckParams::default());
    assert_eq!(
        told(&found.findings),
        [
            "a.jsonl:2 exact-copies has the same words as a.jsonl:1 (a)",
            "a.jsonl:2 repeated-text stands under 2 ids: a, b",
            "a.jsonl:4 near-copies is nearly the same as a.jsonl:3: Jaccard 0.90",
            "a.jsonl:5 contained-copies is part of a.jsonl:6: 100 % of it",
        ]
    );
    let levels: Vec<Level> = found.findings.iter().map(|finding| finding.level).collect();
    assert_eq!(levels, [Level::Deny, Level::Warn, Level::Deny, Level::Warn]);
    assert_eq!(found.findings[0].related[0].place.shown(), "a.jsonl:1");
}

#[test]
fn keys_do_not_depend_on_lines_files_or_order() {
    let documents = |path: &str, from: u64| {
        vec![
            record(path, from, Some("a"), text(1)),
            record(path, from + 1, Some("b"), text(1)),
            record(path, from + 2, None, text(2)),
            record(path, from + 3, None, text(2)),
            record(path, from + 4, None, text(2)),
        ]
    };
    let one = seen(&report(documents("a.jsonl", 1)), &CheckParams::default());
    let mut moved = documents("elsewhere/b.jsonl", 40);
    moved.push(record("elsewhere/b.jsonl", 1, None, text(7)));
    let other = seen(&report(moved), &CheckParams::default());
    assert_eq!(keys(&one), keys(&other));
    let mut distinct = keys(&one);
    distinct.dedup();
    assert_eq!(distinct.len(), one.findings.len(), "keys tell findings apart");
}

#[test]
fn a_copy_that_the_baseline_does_not_know_fails_however_many_it_knows() {
    let corpus = |second: usize| {
        let texts = [text(1), text(second), text(1), text(2), text(3)];
        let numbered = texts.into_iter().zip(1..);
        numbered.map(|(text, number)| record("a.jsonl", number, None, text)).collect::<Vec<_>>()
    };
    let params = only(&[Rule::ExactCopies]);
    let before = seen(&report(corpus(2)), &params);
    let baseline = Baseline::parse(&Baseline::of(&before.findings).write()).unwrap();
    assert!(judge(&before, &params, Some(&baseline)).passed);
    // As many copies as before, but of another text.
    let after = seen(&report(corpus(3)), &params);
    assert_eq!(before.findings.len(), after.findings.len());
    let judged = judge(&after, &params, Some(&baseline));
    assert!(!judged.passed);
    assert_eq!((judged.findings.len(), judged.gone.len()), (1, 1));
    // A third copy of a text of which two were known.
    let mut more = corpus(2);
    more.push(record("a.jsonl", 6, None, text(1)));
    let judged = judge(&seen(&report(more), &params), &params, Some(&baseline));
    assert_eq!((judged.findings.len(), judged.gone.len()), (1, 0));
}

#[test]
fn a_limit_allows_as_many_as_it_says() {
    let texts = [1, 1, 1, 2, 3, 4, 5, 6, 7, 8];
    let report = report(texts.iter().zip(1..).map(|(it, at)| record("a", at, None, text(*it))).collect());
    for (limit, passes) in [
        (Limit::Count(1), false),
        (Limit::Count(2), true),
        (Limit::Percent(19.9), false),
        (Limit::Percent(20.0), true),
    ] {
        let mut params = only(&[Rule::ExactCopies]);
        params.rules.entry(Rule::ExactCopies).or_default().limit = Some(limit);
        let judged = judge(&seen(&report, &params), &params, None);
        assert_eq!(judged.passed, passes, "{limit}");
        let rule = &judged.rules[0];
        assert_eq!((rule.found, rule.tolerated + rule.reported), (2, 2));
        assert_eq!(judged.findings.len() as u64, rule.reported);
    }
    let mut params = only(&[Rule::LargestGroup]);
    for (limit, count) in [(Limit::Count(3), 0), (Limit::Count(2), 1), (Limit::Percent(25.0), 1)] {
        params.rules.entry(Rule::LargestGroup).or_default().limit = Some(limit);
        let judged = judge(&seen(&report, &params), &params, None);
        assert_eq!(judged.findings.len(), count, "{limit}");
    }
}

#[test]
fn an_id_is_repeated_when_it_names_another_text_and_a_recrawl_is_a_copy() {
    let report = report(vec![
        record("a.jsonl", 1, Some("a"), text(1)),
        record("a.jsonl", 2, Some("a"), text(2)),
        record("a.jsonl", 3, Some("b"), text(3)),
        record("a.jsonl", 4, Some("b"), text(3)),
    ]);
    assert_eq!(
        told(&seen(&report, &CheckParams::default()).findings),
        [
            "a.jsonl:2 repeated-id has the id a, which names another text at a.jsonl:1",
            "a.jsonl:4 exact-copies has the same words as a.jsonl:3 (b)",
        ]
    );
}

#[test]
fn records_that_are_not_listed_count_against_a_limit() {
    let mut report = report(vec![record("a.jsonl", 1, None, text(1))]);
    let skip = |record, records| Skip {
        path: "b/a.jsonl".into(),
        record: Some(record),
        reason: SkipReason::MissingText,
        detail: "no field text".into(),
        records,
    };
    report.skipped = vec![skip(2, 1), skip(3, 40)];
    for (most, reported) in [(40, 41), (41, 0)] {
        let mut params = CheckParams::default();
        params.rules.entry(Rule::NoText).or_default().limit = Some(Limit::Count(most));
        let result = judge(&seen(&report, &params), &params, None);
        let of = result.rules.iter().find(|outcome| outcome.rule == Rule::NoText).unwrap();
        assert_eq!((of.found, of.reported, of.tolerated), (41, reported, 41 - reported));
    }
}

#[test]
fn records_without_text_and_what_could_not_be_read_are_told_apart() {
    let mut report = report(vec![record("a.jsonl", 1, None, text(1)), record("a.jsonl", 2, None, "… — …")]);
    let skip = |record, reason, detail: &str| Skip {
        path: "b/a.jsonl".into(),
        record,
        reason,
        detail: detail.into(),
        records: 1,
    };
    report.skipped = vec![
        skip(Some(3), SkipReason::MissingText, "no field text"),
        skip(Some(4), SkipReason::BrokenJson, "key must be a string"),
        skip(None, SkipReason::BadBytes, "2 sequences of bytes"),
        skip(None, SkipReason::OtherMedia, "3 pictures"),
    ];
    assert_eq!(
        told(&seen(&report, &CheckParams::default()).findings),
        [
            "a.jsonl:2 no-text has no word that can be compared",
            "b/a.jsonl bad-bytes has bytes that are no text (2 sequences of bytes)",
            "b/a.jsonl:3 no-text has no text field (no field text)",
            "b/a.jsonl:4 unreadable is not JSON (key must be a string)",
        ]
    );
}

#[test]
fn dates_and_languages_are_held_against_what_is_expected() {
    let dated = |number, date: &str, language: &str| Document {
        published: date.parse().ok(),
        language: Language::from_tag(language),
        ..record("news/a.jsonl", number, None, text(number as usize))
    };
    let report = report(vec![
        dated(1, "1970-01-01", "en"),
        dated(2, "2026-03-04T23:59:59Z", "ar"),
        dated(3, "2026-03-05", "en"),
        dated(4, "", "hi"),
    ]);
    let params = CheckParams {
        latest: "2026-03-04".parse().ok(),
        languages: vec![Language::from_tag("en").unwrap(), Language::from_tag("ar").unwrap()],
        ..CheckParams::default()
    };
    assert_eq!(
        told(&seen(&report, &params).findings),
        [
            "news/a.jsonl:1 date-range is dated 1970-01-01, before 1970-01-02",
            "news/a.jsonl:3 date-range is dated 2026-03-05, after 2026-03-04",
            "news/a.jsonl:4 language is in hi, where en or ar is expected",
        ]
    );
    let hindi = PathSetting {
        pattern: "news/".into(),
        languages: vec![Language::from_tag("hi").unwrap()],
        rules: BTreeMap::from([(Rule::DateRange, Level::Allow)]),
    };
    let params = CheckParams { paths: vec![hindi], ..params };
    let languages = told(&seen(&report, &params).findings);
    assert_eq!(languages.len(), 3, "{languages:?}");
    assert!(languages.iter().all(|line| line.contains("where hi is expected")));
}

#[test]
fn a_page_of_which_little_is_article_and_a_line_that_recurs_are_found() {
    let mut report = report(vec![record("a.jsonl", 1, None, text(1))]);
    report.documents[0].furniture = 0.9;
    let lines = |at: usize| Document {
        source: Some("a.example".into()),
        ..record("b.jsonl", at as u64, None, format!("{}\nWrite to the author: a@a.example", text(at)))
    };
    let params =
        CheckParams { furniture_share: 0.9, ..only(&[Rule::MostlyFurniture, Rule::RepeatedFurniture]) };
    assert_eq!(
        told(&seen(&report, &params).findings),
        ["a.jsonl:1 mostly-furniture is 90 % furniture: the article is 60 words"]
    );
    let recurring = super::tests::report((1..8).map(lines).collect());
    assert_eq!(
        told(&seen(&recurring, &params).findings),
        [
            "b.jsonl:1 repeated-furniture “Write to the author: a@a.example” stands in 7 different texts of 7 articles of a.example"
        ]
    );
}

fn sets(list: &[(&str, Role, &str)]) -> Sets {
    let mut sets = Sets::default();
    for (name, role, path) in list {
        let paths = [(*path).to_string()];
        sets.add(name, *role, &paths, &paths).unwrap();
    }
    sets
}

#[test]
fn what_two_sets_share_is_a_leak_where_the_first_of_them_has_it() {
    let long = format!("{}\n{}", text(8), text(3));
    let report = report(vec![
        record("test.jsonl", 1, Some("t1"), text(1)),
        record("test.jsonl", 2, Some("t2"), text(2)),
        record("test.jsonl", 3, Some("t3"), text(2)),
        record("test.jsonl", 4, Some("t4"), format!("{long}\n{}\n{}\n{}", text(20), text(21), text(22))),
        record("train.jsonl", 1, Some("a"), nearly(1)),
        record("train.jsonl", 2, Some("b"), format!("{}\n{}\n{}\n{}", text(11), text(12), text(3), text(13))),
        record("train.jsonl", 3, Some("c"), text(5)),
    ]);
    let split = sets(&[("train", Role::Checked, "train.jsonl"), ("test", Role::Checked, "test.jsonl")]);
    let params = CheckParams { leak_words: 20, ..CheckParams::default() };
    let found = Sightings::of(&report, &split, &params, None).unwrap();
    assert_eq!(
        told(&found.findings),
        [
            "test.jsonl:3 exact-copies has the same words as test.jsonl:2 (t2)",
            "test.jsonl:3 repeated-text stands under 2 ids: t2, t3",
            "train.jsonl:1 leaked-copies has a copy in test: test.jsonl:1 (t1)",
            "train.jsonl:2 leaked-passages shares 60 words with test.jsonl:4 (t4) in test: “w3x0 w3x1 w3x2 w3x3 w3x4 w3x5 \
             w3x6 w3x7 w3x8 w3x9 w3x10 w3x1…”",
        ]
    );
    assert_eq!(found.checked.sets.len(), 2);
    let against =
        sets(&[("input", Role::Checked, "train.jsonl"), ("against", Role::Reference, "test.jsonl")]);
    let found = Sightings::of(&report, &against, &params, None).unwrap();
    let rules: Vec<Rule> = found.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::LeakedCopies, Rule::LeakedPassages], "the reference is not checked itself");
    assert_eq!(found.documents, 3);
    let longer = CheckParams { leak_words: 61, ..params };
    assert_eq!(Sightings::of(&report, &against, &longer, None).unwrap().findings.len(), 1);
}

#[test]
fn what_somebody_gave_a_reason_for_is_counted_and_not_reported() {
    let report = report(vec![
        record("a.jsonl", 1, Some("a"), text(1)),
        record("a.jsonl", 2, Some("b"), text(1)),
        record("b.jsonl", 1, Some("c"), text(2)),
        record("b.jsonl", 2, Some("d"), text(2)),
    ]);
    let reason = "editions".to_string();
    let suppression = |pair: [&str; 2], path: Option<&str>| Suppression {
        rules: vec![Rule::ExactCopies],
        path: path.map(str::to_string),
        pair: Some(pair.map(str::to_string)).filter(|_| path.is_none()),
        reason: reason.clone(),
    };
    let with = |suppressions| CheckParams { suppressions, ..only(&[Rule::ExactCopies]) };
    for pair in [["a", "b"], ["b", "a"], ["a.jsonl:1", "a.jsonl:2"]] {
        let found = seen(&report, &with(vec![suppression(pair, None)]));
        assert_eq!(told(&found.findings), ["b.jsonl:2 exact-copies has the same words as b.jsonl:1 (c)"]);
        assert_eq!(found.suppressed, BTreeMap::from([(Rule::ExactCopies, 1)]));
    }
    let found =
        seen(&report, &with(vec![suppression(["a", "c"], None), suppression(["", ""], Some("b.jsonl"))]));
    assert_eq!((found.findings.len(), found.idle.clone()), (1, vec![0]));
    let judged: CheckReport = judge(&found, &with(Vec::new()), None);
    assert_eq!((judged.rules[0].found, judged.rules[0].suppressed, judged.rules[0].reported), (2, 1, 1));
}

#[test]
fn clusters_that_appeared_vanished_split_or_merged_are_told() {
    let corpus = |texts: &[(&str, String)]| {
        let records = texts.iter().zip(1..);
        report(records.map(|((id, text), at)| record("a.jsonl", at, Some(id), text.clone())).collect())
    };
    let base = corpus(&[
        ("a", text(1)),
        ("b", text(1)),
        ("c", text(2)),
        ("d", text(2)),
        ("e", text(2)),
        ("f", text(2)),
        ("g", text(3)),
        ("h", text(3)),
        ("i", text(4)),
        ("j", text(4)),
        ("k", text(5)),
    ]);
    let now = corpus(&[
        // Gone apart.
        ("a", text(1)),
        ("b", text(21)),
        // In two parts.
        ("c", text(2)),
        ("d", text(2)),
        ("e", text(22)),
        ("f", text(22)),
        // One.
        ("g", text(3)),
        ("h", text(3)),
        ("i", text(3)),
        ("j", text(3)),
        // New.
        ("k", text(5)),
        ("l", text(5)),
    ]);
    let params =
        only(&[Rule::ClusterAppeared, Rule::ClusterVanished, Rule::ClusterSplit, Rule::ClusterMerged]);
    let found = Sightings::of(&now, &Sets::default(), &params, Some(&base)).unwrap();
    assert_eq!(
        told(&found.findings),
        [
            "a.jsonl:1 cluster-vanished headed a group of copies of 2 articles that are no longer together",
            "a.jsonl:3 cluster-split headed a group of copies of 4 articles that is now in 2 parts",
            "a.jsonl:7 cluster-merged heads a group of copies of 4 articles that was 2 groups of copies",
            "a.jsonl:11 cluster-appeared heads a group of copies of 2 articles that is new",
        ]
    );
    let same = Sightings::of(&base, &Sets::default(), &params, Some(&base)).unwrap();
    assert_eq!(told(&same.findings), Vec::<String>::new());
    // The same texts at other places, without ids.
    let moved = |from: u64| {
        report((0..4).map(|at| record("a.jsonl", from + at, None, text(1 + at as usize / 2))).collect())
    };
    let found = Sightings::of(&moved(9), &Sets::default(), &params, Some(&moved(1))).unwrap();
    assert_eq!(told(&found.findings), Vec::<String>::new());
}

#[test]
fn a_story_that_is_too_large_is_found() {
    let lines = crate::report::model::StoryEntry {
        id: "story-1".into(),
        representative: "a.jsonl:2#1".into(),
        headline: None,
        articles: (1..=3).map(|at| format!("a.jsonl:{at}#1").into()).collect(),
        independent: 3,
        first: None,
        last: None,
        sources: Vec::new(),
        agencies: Vec::new(),
        terms: Vec::new(),
        joins: Vec::new(),
        passages: Vec::new(),
        storyline: None,
    };
    let mut report = report((1..=3).map(|at| record("a.jsonl", at, None, text(at as usize))).collect());
    report.stories = vec![lines];
    let mut params = only(&[Rule::LargestStory]);
    assert_eq!(seen(&report, &params).findings.len(), 0);
    params.rules.entry(Rule::LargestStory).or_default().limit = Some(Limit::Count(2));
    assert_eq!(
        told(&seen(&report, &params).findings),
        ["a.jsonl:2 largest-story heads a story of 3 articles, where 2 are allowed"]
    );
}
