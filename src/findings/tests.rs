//! What holds for all formats of findings.

use super::github::tests::commands;
use super::junit::tests::{Element, read as read_xml};
use super::openmetrics::tests::read as read_metrics;
use super::sample::{self, rendered};
use super::{Finding, FindingFormat, Level, Rule, escape, json, phrase};
use serde_json::Value;
use std::collections::BTreeMap;

/// A finding as far as every format tells it: the path or place, the rule, and `error` or `warning`.
type Told = (String, String, String);

fn told(finding: &Finding, place: impl Fn(&Finding) -> String) -> Told {
    (place(finding), finding.rule.to_string(), phrase::severity(finding.level).to_owned())
}

fn without_isolates(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

fn of_text(text: &str) -> Vec<Told> {
    let findings = text.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with(' '));
    let told = |line: &str| {
        let (place, severity) = ["error", "warning"]
            .into_iter()
            .find_map(|word| Some((line.split_once(&format!(": {word}["))?, word)))
            .expect("a finding");
        let rule = place.1.split_once("]: ").expect("a rule").0;
        (without_isolates(place.0), rule.to_owned(), severity.to_owned())
    };
    findings.map(told).collect()
}

fn of_markdown(text: &str) -> Vec<Told> {
    let mut rule = "";
    let mut findings = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            rule = heading.split_once(':').map_or("", |(rule, _)| rule);
        } else if let Some(entry) = line.strip_prefix("- **") {
            let severity = entry.split_once("** ").expect("a level").0;
            let place = entry.split('`').nth(1).expect("a place in a code span");
            findings.push((place.to_owned(), rule.to_owned(), severity.to_owned()));
        }
    }
    findings
}

fn of_sarif(text: &str) -> Vec<Told> {
    let log: Value = serde_json::from_str(text).unwrap();
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("one run") };
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let told = |result: &Value| {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (word(uri), word(&result["ruleId"]), word(&result["level"]))
    };
    run["results"].as_array().unwrap().iter().map(told).collect()
}

fn of_gitlab(text: &str) -> Vec<Told> {
    let issues: Vec<Value> = serde_json::from_str(text).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let told = |issue: &Value| {
        let severity = if issue["severity"] == "major" { "error" } else { "warning" };
        (word(&issue["location"]["path"]), word(&issue["check_name"]), severity.to_owned())
    };
    issues.iter().filter(|issue| issue["check_name"] != "settings").map(told).collect()
}

fn of_github(text: &str) -> Vec<Told> {
    let told = |command: super::github::tests::Command| {
        let properties: BTreeMap<_, _> = command.properties.into_iter().collect();
        (properties["file"].clone(), properties["title"].clone(), command.name)
    };
    // What is noted is no finding.
    commands(text).into_iter().filter(|command| command.name != "notice").map(told).collect()
}

fn of_junit(text: &str) -> Vec<Told> {
    let told = |case: Element| {
        let severity = if case.children[0].name == "failure" { "error" } else { "warning" };
        (case.attributes["file"].clone(), case.attributes["classname"].clone(), severity.to_owned())
    };
    let suites = read_xml(text).children.into_iter();
    let suites = suites.filter(|suite| suite.attributes["name"] != "settings");
    suites.flat_map(|suite| suite.children).filter(|case| !case.children.is_empty()).map(told).collect()
}

#[test]
fn every_format_holds_the_same_findings_in_the_same_order() {
    let report = sample::report();
    let mut by_rule = report.findings.clone();
    by_rule.sort_by_key(|finding| finding.rule);
    let path = |finding: &Finding| finding.place.path.to_string();
    let shown = |finding: &Finding| finding.place.shown();
    let address = |finding: &Finding| escape::address(&finding.place.path);
    let all = |findings: &[Finding], place: &dyn Fn(&Finding) -> String| {
        findings.iter().map(|finding| told(finding, place)).collect::<Vec<_>>()
    };
    let text = |format| rendered(&report, format);
    let read = json::parse(text(FindingFormat::Json).as_bytes()).unwrap();
    assert_eq!(all(&read.findings, &path), all(&report.findings, &path));
    assert_eq!(of_text(&text(FindingFormat::Text)), all(&report.findings, &shown));
    assert_eq!(of_sarif(&text(FindingFormat::Sarif)), all(&report.findings, &address));
    assert_eq!(of_github(&text(FindingFormat::Github)), all(&report.findings, &path));
    assert_eq!(of_gitlab(&text(FindingFormat::Gitlab)), all(&report.findings, &path));
    assert_eq!(of_junit(&text(FindingFormat::Junit)), all(&by_rule, &path));
    assert_eq!(of_markdown(&text(FindingFormat::Markdown)), all(&by_rule, &shown));
}

#[test]
fn the_metrics_are_the_counts_of_the_report() {
    let report = sample::report();
    let samples = read_metrics(&rendered(&report, FindingFormat::Openmetrics));
    let value = |name: &str, labels: &[(&str, &str)]| {
        let labels: BTreeMap<_, _> =
            labels.iter().map(|(key, of)| ((*key).to_owned(), (*of).to_owned())).collect();
        let mut found =
            samples.iter().filter(|it| it.name == format!("retold_check_{name}") && it.labels == labels);
        found.next().unwrap_or_else(|| panic!("{name}{labels:?}")).value
    };
    for outcome in &report.rules {
        let rule = ("rule", outcome.rule.code());
        let of = |level| {
            let findings = report.findings.iter().filter(|it| it.rule == outcome.rule && it.level == level);
            findings.count() as u64
        };
        assert_eq!(value("findings", &[rule, ("level", "deny")]), of(Level::Deny));
        assert_eq!(value("findings", &[rule, ("level", "warn")]), of(Level::Warn));
        assert_eq!(value("found", &[rule]), outcome.found);
        assert_eq!(value("suppressed", &[rule]), outcome.suppressed);
        assert_eq!(value("known", &[rule]), outcome.known);
        assert_eq!(value("tolerated", &[rule]), outcome.tolerated);
    }
    assert_eq!(value("documents", &[]), report.checked.documents);
    assert_eq!(value("baseline_gone", &[]), report.gone.len() as u64);
    assert_eq!(value("passed", &[]), 0);
}

#[test]
fn a_result_that_was_saved_and_read_back_renders_to_the_same_bytes() {
    for fresh in [sample::report(), sample::empty_report()] {
        let saved = json::parse(rendered(&fresh, FindingFormat::Json).as_bytes()).unwrap();
        for format in FindingFormat::ALL {
            assert_eq!(rendered(&saved, format), rendered(&fresh, format), "{format}");
        }
    }
}

#[test]
fn no_text_of_the_input_acts_on_a_terminal_or_reorders_or_adds_a_line() {
    let hostile = [
        "\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}\u{9b}31m\u{7f}",
        "\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{200f}\u{61c}\u{feff}\u{200b}\u{e0041}",
        "\r\n::error::injected\u{85}\u{2028}\u{2029}\u{b}\u{c}",
        "]]></failure></testsuites>\u{0}\u{fffe}\u{ffff}<script>alert(1)</script>",
        "\\\"}}}]\n\n# EOF\nretold_check_passed 1\n",
    ];
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{61c}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    for format in FindingFormat::ALL {
        let lines = rendered(&sample::report(), format).lines().count();
        for text in hostile {
            let text = rendered(&sample::poisoned_report(text), format);
            assert_eq!(text.chars().find(|&c| acts(c)), None, "{format}");
            assert_eq!(text.lines().count(), lines, "{format}");
            for line in text.lines() {
                let opened = line.chars().filter(|c| ('\u{2066}'..='\u{2068}').contains(c)).count();
                assert_eq!(opened, line.matches('\u{2069}').count(), "{format}: {line}");
                let is_injected =
                    !matches!(format, FindingFormat::Github) && line.trim_start().starts_with("::");
                assert!(!is_injected, "{format}: {line}");
            }
        }
    }
}

#[test]
fn tags_of_the_input_are_text_in_every_format_that_has_tags() {
    let report = sample::poisoned_report("<script>alert(1)</script>");
    let markdown = rendered(&report, FindingFormat::Markdown);
    let outside: String = markdown.split('`').step_by(2).collect();
    assert!(!outside.contains("<script"), "{markdown}");
    assert!(!rendered(&report, FindingFormat::Junit).contains("<script"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_of_any_kind_breaks_a_format(text in "(\\PC|\\p{C}|[\"'<>&\\\\\\r\\n:,%{}\\[\\]`@#|-]){0,24}") {
        let report = sample::poisoned_report(&text);
        let written = |format| rendered(&report, format);
        proptest::prop_assert_eq!(json::parse(written(FindingFormat::Json).as_bytes()).unwrap(), report.clone());
        proptest::prop_assert_eq!(of_sarif(&written(FindingFormat::Sarif)).len(), report.findings.len());
        proptest::prop_assert_eq!(of_gitlab(&written(FindingFormat::Gitlab)).len(), report.findings.len());
        proptest::prop_assert_eq!(of_github(&written(FindingFormat::Github)).len(), report.findings.len());
        proptest::prop_assert_eq!(of_junit(&written(FindingFormat::Junit)).len(), report.findings.len());
        read_metrics(&written(FindingFormat::Openmetrics));
    }
}

#[test]
fn every_format_says_what_a_file_of_settings_made_less_strict() {
    let mut report = sample::report();
    report.findings.clear();
    report.rules.clear();
    report.gone.clear();
    for format in FindingFormat::ALL {
        let text = rendered(&report, format);
        for said in ["near-copies", "warned of instead of denied", "corpus/retold.toml", "text-field"] {
            assert!(text.contains(said), "{format} without {said}: {text}");
        }
    }
    report.settings = None;
    for format in FindingFormat::ALL {
        assert!(!rendered(&report, format).contains("settings"), "{format}");
    }
}

#[test]
fn a_format_is_read_by_the_name_it_is_shown_with_and_an_unknown_one_is_told_the_known_ones() {
    for format in FindingFormat::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    assert_eq!(
        "xml".parse::<FindingFormat>().unwrap_err().to_string(),
        "\"xml\" is no format of findings; known are text, json, sarif, junit, github, gitlab, markdown, openmetrics"
    );
}

#[test]
fn a_rule_that_only_a_path_turned_on_is_told_by_every_format() {
    let mut report = sample::report();
    report.rules.retain(|outcome| outcome.rule != Rule::Language);
    for format in FindingFormat::ALL {
        assert!(rendered(&report, format).contains("language"), "{format}");
    }
}
