//! The counts of a check as `OpenMetrics` text, for a graph of what becomes of a corpus.
//!
//! Every rule that was looked at has a sample a level, also one of zero: a series that comes and goes makes no graph.

use super::model::{CheckReport, RuleOutcome};
use super::phrase;
use super::rule::{Level, Rule};
use crate::report::clean;
use crate::report::phrase::sum;
use std::io::{self, Write};

/// Writes all counts.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    tool(report, out)?;
    let passed = u64::from(report.passed);
    single("passed", "Whether nothing that is denied was found.", passed, out)?;
    let checked = &report.checked;
    single("files", "Files.", checked.files, out)?;
    single("documents", "Records and files that were read.", checked.documents, out)?;
    single("articles", "Articles in them.", checked.articles, out)?;
    sets(report, out)?;
    findings(report, out)?;
    rules(report, "found", "How often a rule was broken.", |it| it.found, out)?;
    rules(report, "suppressed", "Findings that somebody gave a reason for.", |it| it.suppressed, out)?;
    rules(report, "known", "Findings that the baseline knows.", |it| it.known, out)?;
    rules(report, "tolerated", "Findings that stayed within the limit.", |it| it.tolerated, out)?;
    let gone = report.gone.len() as u64;
    single("baseline_gone", "What the baseline knows and is no longer found.", gone, out)?;
    weakened(report, out)?;
    writeln!(out, "# EOF")
}

fn weakened(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(file) = report.settings.as_ref().filter(|file| !file.weakened.is_empty()) else { return Ok(()) };
    family("weakened", "gauge", "Whether a file of settings made a rule less strict.", out)?;
    for it in &file.weakened {
        let [file, how] = [&*file.path, &it.how].map(label);
        let rule = it.rule.map_or("all", Rule::code);
        writeln!(out, "retold_check_weakened{{rule=\"{rule}\",file=\"{file}\",how=\"{how}\"}} 1")?;
    }
    Ok(())
}

fn family(name: &str, kind: &str, help: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# TYPE retold_check_{name} {kind}")?;
    writeln!(out, "# HELP retold_check_{name} {help}")
}

fn single(name: &str, help: &str, value: u64, out: &mut dyn Write) -> io::Result<()> {
    family(name, "gauge", help, out)?;
    writeln!(out, "retold_check_{name} {value}")
}

fn tool(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    family("tool", "info", "The program that checked.", out)?;
    let [name, version] = [&report.tool.name, &report.tool.version].map(|text| label(text));
    writeln!(out, "retold_check_tool_info{{name=\"{name}\",version=\"{version}\"}} 1")
}

fn sets(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if report.checked.sets.is_empty() {
        return Ok(());
    }
    family("set_documents", "gauge", "Documents in a set.", out)?;
    for set in &report.checked.sets {
        writeln!(out, "retold_check_set_documents{{set=\"{}\"}} {}", label(&set.name), set.documents)?;
    }
    Ok(())
}

fn findings(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    family("findings", "gauge", "Findings that are reported.", out)?;
    for (rule, _) in phrase::rules(report) {
        let findings = phrase::findings_of(report, rule);
        let of = |is: bool| {
            let level = findings.iter().filter(move |finding| (finding.level == Level::Deny) == is);
            sum(level.map(|finding| finding.records))
        };
        let denied = of(true);
        sample(rule, "warn", of(false), out)?;
        sample(rule, "deny", denied, out)?;
    }
    Ok(())
}

fn sample(rule: Rule, level: &str, count: u64, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "retold_check_findings{{rule=\"{rule}\",level=\"{level}\"}} {count}")
}

fn rules(
    report: &CheckReport,
    name: &str,
    help: &str,
    count: fn(&RuleOutcome) -> u64,
    out: &mut dyn Write,
) -> io::Result<()> {
    family(name, "gauge", help, out)?;
    for outcome in &report.rules {
        writeln!(out, "retold_check_{name}{{rule=\"{}\"}} {}", outcome.rule, count(outcome))?;
    }
    Ok(())
}

/// A text of the input as the value of a label.
fn label(input: &str) -> String {
    clean::line(input).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample as samples;
    use crate::report::golden;
    use std::collections::{BTreeMap, BTreeSet};

    /// A line with a value.
    #[derive(Debug)]
    pub(in crate::findings) struct Sample {
        pub(in crate::findings) name: String,
        pub(in crate::findings) labels: BTreeMap<String, String>,
        pub(in crate::findings) value: u64,
    }

    fn is_name(text: &str) -> bool {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// Reads `{a="b",c="d"} 1`, or ` 1`.
    fn labels_and_value(text: &str) -> (BTreeMap<String, String>, u64) {
        let mut labels = BTreeMap::new();
        let mut rest = text;
        if let Some(inside) = text.strip_prefix('{') {
            rest = inside;
            loop {
                let (key, after) = rest.split_once("=\"").expect("a label");
                assert!(is_name(key), "{key}");
                let (value, after) = quoted(after);
                assert!(labels.insert(key.to_owned(), value).is_none(), "{key} is there twice");
                match after.split_at(1) {
                    (",", after) => rest = after,
                    ("}", after) => {
                        rest = after;
                        break;
                    }
                    (other, _) => panic!("{other} after a label"),
                }
            }
        }
        (labels, rest.strip_prefix(' ').expect("a space before the value").parse().expect("a number"))
    }

    /// The text up to its closing quote, and what follows it.
    fn quoted(text: &str) -> (String, &str) {
        let mut value = String::new();
        let mut chars = text.char_indices();
        loop {
            match chars.next().expect("a closing quote") {
                (_, '\\') => match chars.next().expect("an escaped character").1 {
                    'n' => value.push('\n'),
                    c @ ('\\' | '"') => value.push(c),
                    c => panic!("\\{c} is no escape"),
                },
                (at, '"') => return (value, &text[at + 1..]),
                (_, c) => value.push(c),
            }
        }
    }

    /// Reads a file and fails on any that is not as the specification says.
    pub(in crate::findings) fn read(text: &str) -> Vec<Sample> {
        let body = text.strip_suffix("# EOF\n").expect("the end is marked");
        let mut samples = Vec::new();
        let (mut families, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let (mut family, mut kind) = (String::new(), String::new());
        for line in body.split_terminator('\n') {
            if let Some(declared) = line.strip_prefix("# TYPE ") {
                let (name, of) = declared.split_once(' ').expect("a type");
                assert!(["gauge", "info"].contains(&of) && is_name(name), "{line}");
                (family, kind) = (name.to_owned(), of.to_owned());
                assert!(families.insert(family.clone()), "{name} is declared twice");
            } else if let Some(help) = line.strip_prefix("# HELP ") {
                assert_eq!(help.split_once(' ').expect("a text").0, family);
            } else {
                let end = line.find(['{', ' ']).expect("a value");
                let name = &line[..end];
                let suffix = if kind == "info" { "_info" } else { "" };
                assert_eq!(name, format!("{family}{suffix}"), "{line} stands in its family");
                let (labels, value) = labels_and_value(&line[end..]);
                assert!(seen.insert((name.to_owned(), labels.clone())), "{line} is there twice");
                samples.push(Sample { name: name.to_owned(), labels, value });
            }
        }
        samples
    }

    fn rendered(report: &CheckReport) -> String {
        samples::rendered(report, FindingFormat::Openmetrics)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/openmetrics.txt", &rendered(&samples::report()));
    }

    #[test]
    fn every_line_is_as_the_grammar_says() {
        let hostile = "\"} 1\nretold_check_passed 1\r\n# EOF\n\\";
        for report in [samples::report(), samples::empty_report(), samples::poisoned_report(hostile)] {
            let samples = read(&rendered(&report));
            let passed: Vec<_> = samples.iter().filter(|it| it.name == "retold_check_passed").collect();
            assert_eq!(passed.len(), 1);
            assert_eq!(passed[0].value, u64::from(report.passed));
        }
    }

    #[test]
    fn a_label_comes_back_as_it_was() {
        let mut report = samples::report();
        report.checked.sets[0].name = "a \"b\" \\n c".to_owned();
        let samples = read(&rendered(&report));
        let set = samples.iter().find(|it| it.name == "retold_check_set_documents").unwrap();
        assert_eq!(set.labels["set"], "a \"b\" \\n c");
    }
}
