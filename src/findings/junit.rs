//! Findings as test results: a suite a rule, a case a finding.
//!
//! What is denied failed, what is warned of was skipped, and a rule without findings passed. No case has a time, and
//! the file says neither when nor where it was made.

use super::model::{CheckReport, Finding, SettingsFile};
use super::phrase;
use super::rule::{Level, Rule};
use crate::report::{clean, printable};
use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes all findings.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut tests = Report::new("retold check");
    for (rule, _) in phrase::rules(report) {
        tests.add_test_suite(suite(report, rule));
    }
    if let Some(file) = report.settings.as_ref().filter(|file| !file.weakened.is_empty()) {
        tests.add_test_suite(weakened(file));
    }
    tests.serialize(out).map_err(error)
}

fn error(error: SerializeError) -> io::Error {
    io::Error::other(error)
}

fn suite(report: &CheckReport, rule: Rule) -> TestSuite {
    let mut suite = TestSuite::new(rule.code());
    let findings = phrase::findings_of(report, rule);
    if findings.is_empty() {
        let mut case = TestCase::new(rule.code(), TestCaseStatus::success());
        case.set_classname(rule.code());
        suite.add_test_case(case);
    }
    suite.add_test_cases(findings.into_iter().map(case));
    suite
}

/// What the file of settings made less strict: cases that were skipped.
fn weakened(file: &SettingsFile) -> TestSuite {
    let mut suite = TestSuite::new("settings");
    for weakening in &file.weakened {
        let mut status = TestCaseStatus::skipped();
        status.set_message(text(&phrase::settings(file))).set_type("settings");
        let mut case = TestCase::new(text(&phrase::weakening(weakening)), status);
        case.set_classname("settings");
        suite.add_test_case(case);
    }
    suite
}

/// Cases are known by class and name, and a place may break a rule twice: the key is part of the name.
fn case(finding: &Finding) -> TestCase {
    let place = &finding.place;
    let mut status = match finding.level {
        Level::Deny => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Level::Warn | Level::Allow => TestCaseStatus::skipped(),
    };
    status.set_message(text(&finding.message)).set_type(finding.rule.code());
    status.set_description(description(finding));
    let mut case = TestCase::new(format!("{} [{}]", text(&place.shown()), text(&finding.key)), status);
    case.set_classname(finding.rule.code());
    // Not of the grammar of Ant, but what CircleCI, GitLab and others show as a link.
    case.extra.insert("file".into(), permitted(&clean::line(&place.path)).into());
    if let Some(lines) = place.lines {
        case.extra.insert("line".into(), lines.first.to_string().into());
    }
    case
}

fn description(finding: &Finding) -> String {
    let mut said = format!("{}: {}", text(&finding.place.shown()), text(&finding.message));
    for related in &finding.related {
        // Infallible: the target is a string. A dash, for a path could make the line a command to a runner.
        let _ = write!(said, "\n- {}: {}", text(&related.place.shown()), text(&related.message));
    }
    said
}

fn text(input: &str) -> String {
    permitted(&printable(input))
}

/// Cleaned text without the two characters that XML 1.0 forbids and that are no controls, which quick-junit leaves in.
fn permitted(clean: &str) -> String {
    clean.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;
    use quick_xml::Reader;
    use quick_xml::events::{BytesStart, Event};
    use std::collections::BTreeMap;

    /// An element with what stands in it.
    #[derive(Debug, Default)]
    pub(in crate::findings) struct Element {
        pub(in crate::findings) name: String,
        pub(in crate::findings) attributes: BTreeMap<String, String>,
        pub(in crate::findings) children: Vec<Element>,
        text: String,
    }

    impl Element {
        fn of(start: &BytesStart<'_>) -> Self {
            let mut attributes = BTreeMap::new();
            for attribute in start.attributes() {
                let attribute = attribute.unwrap();
                let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                assert!(!attribute.value.contains('<'), "{value}");
                assert!(attributes.insert(attribute.key.as_ref().to_owned(), value).is_none());
            }
            Self { name: start.name().as_ref().to_owned(), attributes, ..Self::default() }
        }

        fn count(&self, key: &str) -> usize {
            self.attributes[key].parse().unwrap()
        }

        fn cases(&self) -> Vec<&Element> {
            let below = self.children.iter().flat_map(Element::cases);
            (self.name == "testcase").then_some(self).into_iter().chain(below).collect()
        }
    }

    /// Whether XML 1.0 permits the character.
    fn is_permitted(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    /// Reads well-formed XML and fails on any other.
    pub(in crate::findings) fn read(xml: &str) -> Element {
        assert_eq!(xml.chars().find(|&c| !is_permitted(c)), None);
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => open.push(Element::of(&start)),
                Event::Empty(start) => {
                    let element = Element::of(&start);
                    open.last_mut().unwrap().children.push(element);
                }
                Event::End(_) => {
                    let element = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(element);
                }
                Event::Text(text) => {
                    assert!(!text.contains("]]>"), "{text:?}");
                    open.last_mut().unwrap().text.push_str(&text);
                }
                Event::GeneralRef(reference) => {
                    assert!(["lt", "gt", "amp", "quot", "apos"].contains(&&*reference), "{reference:?}");
                    open.last_mut().unwrap().text.push_str(&reference);
                }
                Event::Decl(_) => assert_eq!(open.len(), 1),
                Event::Eof => break,
                other => panic!("{other:?} has no place here"),
            }
        }
        let [mut root] = <[Element; 1]>::try_from(open).expect("every element ends");
        assert!(root.text.trim().is_empty());
        assert_eq!(root.children.len(), 1, "one element holds all others");
        root.children.remove(0)
    }

    type Names = &'static [&'static str];

    /// What may stand in an element, which attributes it must have and which it may have.
    const GRAMMAR: [(&str, Names, Names, Names); 5] = [
        ("testsuites", &["testsuite"], &["name", "tests", "failures", "errors", "skipped"], &[]),
        ("testsuite", &["testcase"], &["name", "tests", "failures", "errors", "skipped"], &[]),
        ("testcase", &["failure", "skipped"], &["name", "classname"], &["file", "line"]),
        ("failure", &[], &["message", "type"], &[]),
        ("skipped", &[], &["message", "type"], &[]),
    ];

    fn check(element: &Element) {
        let (_, children, required, optional) =
            GRAMMAR.iter().find(|(name, ..)| *name == element.name).expect("a known element");
        for key in *required {
            assert!(element.attributes.contains_key(*key), "{element:?} has no {key}");
        }
        for key in element.attributes.keys().map(String::as_str) {
            assert!(required.contains(&key) || optional.contains(&key), "{element:?} has {key}");
        }
        for child in &element.children {
            assert!(children.contains(&child.name.as_str()), "{element:?}");
            check(child);
        }
        if element.name.starts_with("testsuite") {
            let cases = element.cases();
            let with =
                |name: &str| cases.iter().filter(|it| it.children.iter().any(|it| it.name == name)).count();
            assert_eq!(element.count("tests"), cases.len());
            assert_eq!(element.count("failures"), with("failure"));
            assert_eq!(element.count("skipped"), with("skipped"));
            assert_eq!(element.count("errors"), 0);
            assert!(element.text.trim().is_empty());
        }
        if element.name == "testcase" {
            assert!(element.children.len() <= 1);
        }
    }

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Junit)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/junit.xml", &rendered(&sample::report()));
    }

    #[test]
    fn elements_attributes_and_counts_are_as_the_grammar_has_them() {
        for report in [sample::report(), sample::empty_report(), sample::poisoned_report("\" <b a='x'>&amp;")]
        {
            check(&read(&rendered(&report)));
        }
    }

    #[test]
    fn a_rule_without_findings_has_one_case_that_passed() {
        let report = sample::empty_report();
        let root = read(&rendered(&report));
        assert_eq!(root.children.len(), report.rules.len());
        for (suite, outcome) in root.children.iter().zip(&report.rules) {
            let [case] = suite.children.as_slice() else { panic!("{suite:?}") };
            assert_eq!(case.attributes["name"], outcome.rule.code());
            assert!(case.children.is_empty());
        }
    }

    #[test]
    fn no_text_of_the_input_breaks_out_of_its_element_or_is_no_xml() {
        let hostile = "]]></failure><testcase name=\"x\"/><!-- <![CDATA[ &x; \u{0}\u{b}\u{1b}[31m\u{fffe}\u{ffff}\u{9b}";
        let plain = read(&rendered(&sample::report()));
        let root = read(&rendered(&sample::poisoned_report(hostile)));
        check(&root);
        assert_eq!(root.cases().len(), plain.cases().len());
    }

    #[test]
    fn no_two_cases_have_one_name() {
        let root = read(&rendered(&sample::report()));
        let names = |case: &&Element| (case.attributes["classname"].clone(), case.attributes["name"].clone());
        let all: std::collections::BTreeSet<_> = root.cases().iter().map(names).collect();
        assert_eq!(all.len(), root.cases().len());
    }
}
