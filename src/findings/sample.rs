//! Results of checks that the tests of all formats render: one with a finding of every rule, one without any, and one
//! in which every text is hostile.

use super::model::{
    CheckReport, Checked, Chosen, Finding, KnownFinding, Place, Related, RuleOutcome, SCHEMA, SetSize,
    SettingsFile, Weakening,
};
use super::rule::{Level, Limit, Rule};
use super::{FindingFormat, render};
use crate::report::model::Tool;
use crate::report::sample::poison;
use crate::span::{Lines, Span};
use Level::{Deny, Warn};

/// A path with all that some format gives a meaning.
const ODD: &str = "pages/50% off: a, b.html";
const ARABIC: &str = "أخبار/السد.html";
const CHINESE: &str = "新闻/水坝.html";
const LINES: &str = "corpus/news.jsonl";
const COLUMNS: &str = "corpus/news.parquet";

fn tool() -> Tool {
    Tool { name: "retold".into(), version: "0.1.0".into() }
}

/// Lines of a page.
fn page(path: &str, first: u32, last: u32) -> Place {
    Place { lines: Some(Lines { first, last }), ..Place::file(path) }
}

/// A line of a file with a record a line.
fn line(record: u32, document: &str) -> Place {
    let document = Some(document.into());
    Place { record: Some(record.into()), document, ..page(LINES, record, record) }
}

/// A row of a file without lines.
fn row(record: u64, document: &str) -> Place {
    Place { record: Some(record), document: Some(document.into()), ..Place::file(COLUMNS) }
}

fn spanned(place: Place, start: usize, end: usize) -> Place {
    Place { span: Some(Span::new(start, end)), ..place }
}

fn related(place: Place, message: &str) -> Related {
    Related { place, message: message.into() }
}

fn finding(rule: Rule, level: Level, place: Place, message: &str, related: Vec<Related>) -> Finding {
    Finding { rule, level, place, message: message.into(), related, records: 1, key: String::new() }
}

/// A result with at least one finding of every rule, of both levels, with and without everything that may be absent.
pub(super) fn report() -> CheckReport {
    let mut findings = of_copies();
    findings.extend(of_texts());
    findings.extend(of_sets_and_runs());
    for (n, finding) in (1_u64..).zip(&mut findings) {
        finding.key = format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }
    findings.sort_by_key(|it| {
        let first = it.place.lines.map(|lines| lines.first);
        (it.place.path.clone(), it.place.record, first, it.rule, it.key.clone())
    });
    let rules = Rule::ALL.map(|rule| outcome(rule, &findings)).into();
    let gone = [(Rule::ExactCopies, "pages/old.html:3"), (Rule::Language, "أخبار/قديم.html")];
    let gone = gone.map(|(rule, place)| KnownFinding {
        rule,
        key: format!("{:016x}", place.len()),
        place: place.into(),
    });
    let set = |name: &str, documents| SetSize { name: name.into(), documents };
    CheckReport {
        schema: SCHEMA,
        tool: tool(),
        passed: false,
        checked: Checked {
            files: 14,
            documents: 1234,
            articles: 1230,
            sets: vec![set("input", 1034), set("against", 200)],
        },
        rules,
        findings,
        gone: gone.into(),
        settings: Some(SettingsFile {
            path: "corpus/retold.toml".into(),
            chosen: Chosen::Found,
            weakened: vec![
                Weakening { rule: Some(Rule::NearCopies), how: "warned of instead of denied".into() },
                Weakening { rule: Some(Rule::Language), how: "allowed in أخبار/".into() },
                Weakening { rule: None, how: "texts are read otherwise: text-field".into() },
            ],
        }),
    }
}

fn of_copies() -> Vec<Finding> {
    let group: Vec<_> = (1..=7).map(|n| related(line(n, &format!("n{n}")), "in the group")).collect();
    vec![
        finding(
            Rule::ExactCopies,
            Deny,
            page("pages/a.html", 12, 40),
            "the article has the same words as 2 others",
            vec![
                related(page("pages/b.html", 10, 38), "the same words"),
                related(row(7, "c7"), "the same words"),
            ],
        ),
        finding(
            Rule::NearCopies,
            Deny,
            page(ARABIC, 3, 9),
            "\"السد يغلق أبوابه\" is nearly \"إغلاق السد\", 0.93 of their words are the same",
            vec![related(page("أخبار/نسخة.html", 1, 8), "nearly the same, of BBC عربي")],
        ),
        finding(
            Rule::NearCopies,
            Warn,
            page(CHINESE, 1, 4),
            "水坝周一关闭 is nearly another article, 0.88 of their words are the same",
            vec![related(Place::file("新闻/副本.html"), "nearly the same")],
        ),
        finding(
            Rule::ContainedCopies,
            Warn,
            line(18, "n18"),
            "0.97 of the article is part of another one",
            vec![related(spanned(row(3, "c3"), 120, 980), "holds it")],
        ),
        finding(
            Rule::RewrittenCopies,
            Warn,
            row(7, "c7"),
            "is feed.jsonl:2 written anew: 33 % of it, in 6 pieces",
            vec![],
        ),
        finding(
            Rule::OutletLoss,
            Warn,
            row(8, "c8"),
            "The Courier would lose 12 of 20 records as copies, where 50% are allowed",
            vec![],
        ),
        finding(
            Rule::PlaceholderText,
            Warn,
            row(9, "c9"),
            "is no text of its own: it stands in 868 articles under 860 headlines and says nothing of any",
            vec![],
        ),
        finding(
            Rule::RepeatedText,
            Warn,
            line(21, "n21"),
            "the text stands under 2 ids: n21, n22",
            vec![related(line(22, "n22"), "the same text")],
        ),
        finding(
            Rule::RepeatedId,
            Deny,
            row(9, "c9"),
            "the id \"c9\" names 2 texts",
            vec![related(row(12, "c9"), "another text")],
        ),
        finding(
            Rule::LargestGroup,
            Deny,
            line(1, "n1"),
            "27 articles are copies of each other, 20 may be",
            group,
        ),
        finding(
            Rule::LargestStory,
            Warn,
            Place::file("pages/a.html"),
            "a story has 118 articles, 100 may be: \"Harbour bridge of Porto Selva closed after divers found cracks in \
             two piers\"",
            vec![],
        ),
    ]
}

fn of_texts() -> Vec<Finding> {
    vec![
        finding(Rule::NoText, Deny, row(40, "c40"), "the record has no text", vec![]),
        finding(
            Rule::Unreadable,
            Deny,
            Place { record: Some(77), ..page(LINES, 77, 77) },
            "expected `,` or `}` at column 2,311",
            vec![],
        ),
        finding(
            Rule::Unreadable,
            Deny,
            Place::file("/data/in.tar.gz"),
            "the archive ends within a file",
            vec![],
        ),
        finding(Rule::BadBytes, Warn, page(ODD, 1, 1), "3 bytes mean nothing in windows-1252", vec![]),
        finding(Rule::MostlyFurniture, Warn, page(ODD, 20, 24), "0.08 of the page is article", vec![]),
        finding(
            Rule::RepeatedFurniture,
            Warn,
            spanned(page("pages/b.html", 38, 38), 2040, 2071),
            "the line \"Sign up: <news@example.org>\" recurs in 19 of 20 articles of example.org",
            vec![],
        ),
        finding(Rule::DateRange, Deny, line(30, "n30"), "dated 1970-01-01, before 2000-01-01", vec![]),
        finding(Rule::Language, Deny, page(CHINESE, 1, 30), "in zh, expected en or ar", vec![]),
    ]
}

fn of_sets_and_runs() -> Vec<Finding> {
    let held = |n| spanned(line(n, &format!("n{n}")), 100, 412);
    vec![
        finding(
            Rule::LeakedCopies,
            Deny,
            line(50, "n50"),
            "the article has a copy in the set against",
            vec![related(Place::file("held out/50.txt"), "the same words")],
        ),
        finding(
            Rule::LeakedPassages,
            Deny,
            held(51),
            "52 words of the article stand in the set against too",
            vec![related(spanned(page("held out/51.txt", 4, 6), 90, 402), "the same passage")],
        ),
        finding(
            Rule::ClusterAppeared,
            Warn,
            line(60, "n60"),
            "4 articles are together that were not",
            vec![],
        ),
        finding(Rule::ClusterVanished, Warn, row(61, "c61"), "2 articles are no longer together", vec![]),
        finding(
            Rule::ClusterSplit,
            Warn,
            page("pages/c.html", 5, 5),
            "a cluster of 9 fell into 6 and 3",
            vec![],
        ),
        finding(Rule::ClusterMerged, Warn, page("pages/c.html", 5, 5), "2 clusters became one of 11", vec![]),
    ]
}

fn outcome(rule: Rule, findings: &[Finding]) -> RuleOutcome {
    let reported = findings.iter().filter(|finding| finding.rule == rule).count() as u64;
    let level = findings.iter().find(|finding| finding.rule == rule).map_or(Warn, |finding| finding.level);
    let (suppressed, known, tolerated) = match rule {
        Rule::ExactCopies => (2, 1040, 0),
        Rule::MostlyFurniture => (0, 0, 12),
        Rule::NoText => (1, 0, 0),
        _ => (0, 0, 0),
    };
    let limit = if rule == Rule::MostlyFurniture { Limit::Percent(2.5) } else { rule.default_limit() };
    RuleOutcome {
        rule,
        level,
        limit,
        found: reported + suppressed + known + tolerated,
        suppressed,
        known,
        tolerated,
        reported,
    }
}

/// A check that found nothing, with the levels that hold when nobody says otherwise.
pub(super) fn empty_report() -> CheckReport {
    let rules = Rule::ALL.into_iter().filter(|rule| rule.default_level() != Level::Allow);
    CheckReport {
        schema: SCHEMA,
        tool: tool(),
        passed: true,
        checked: Checked { files: 1, documents: 3, articles: 3, sets: vec![] },
        rules: rules.map(quiet).collect(),
        findings: vec![],
        gone: vec![],
        settings: None,
    }
}

fn quiet(rule: Rule) -> RuleOutcome {
    let (level, limit) = (rule.default_level(), rule.default_limit());
    RuleOutcome { rule, level, limit, found: 0, suppressed: 0, known: 0, tolerated: 0, reported: 0 }
}

/// [`report`] with `hostile` before every text that can come from the input, and some that cannot.
pub(super) fn poisoned_report(hostile: &str) -> CheckReport {
    let mut value = serde_json::to_value(report()).expect("a result is JSON");
    // The values of these are no free text.
    poison(&mut value, hostile, &["rule", "level", "limit", "chosen"]);
    serde_json::from_value(value).expect("only free text was changed")
}

/// A report in a format.
pub(super) fn rendered(report: &CheckReport, format: FindingFormat) -> String {
    let mut out = Vec::new();
    render(report, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_sample_has_every_rule_and_every_kind_of_place() {
    let report = report();
    for rule in Rule::ALL {
        assert!(report.findings.iter().any(|finding| finding.rule == rule), "{rule}");
    }
    let places = || report.findings.iter().map(|finding| &finding.place);
    for is in [true, false] {
        assert!(places().any(|place| place.record.is_some() == is));
        assert!(places().any(|place| place.lines.is_some() == is));
        assert!(places().any(|place| place.span.is_some() == is));
        assert!(places().any(|place| place.document.is_some() == is));
        assert!(report.findings.iter().any(|finding| finding.related.is_empty() == is));
        assert!(report.findings.iter().any(|finding| (finding.level == Deny) == is));
    }
}
