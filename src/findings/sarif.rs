//! Findings as SARIF 2.1.0, which code scanning of GitHub, Azure DevOps and editors read.
//!
//! GitHub shows one location a result and takes those without lines as findings of the whole file; it knows a result of
//! an earlier upload by its partial fingerprint. Only what its schema requires and what it shows is written, and in
//! the properties of the run whatever else the check knows.

use super::escape;
use super::model::{
    CheckReport, Checked, Finding, KnownFinding, Place, RuleOutcome, SettingsFile, Weakening,
};
use super::phrase;
use super::rule::{Level, Rule};
use crate::report::printable;
use crate::span::Span;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Where the schema of the format lies.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How [`Finding::key`] is called among the fingerprints; another number would be another way to make it.
const FINGERPRINT: &str = "retoldKey/v1";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocations: Option<[Invocation<'a>; 1]>,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
    properties: RunProperties<'a>,
}

/// What a file of settings made less strict, which SARIF calls notifications of how the tool was set up.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_configuration_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: String,
    version: String,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

/// Advice quotes commands as Markdown does.
#[derive(Serialize)]
struct Help {
    text: String,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Option::is_none")]
    logical: Option<[LogicalLocation<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    #[serde(skip_serializing_if = "PlaceProperties::is_empty")]
    properties: PlaceProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    end_line: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'static str,
}

/// What SARIF has no key for: its byte offsets are those of the file, and spans are those of the document's text.
#[derive(Serialize)]
struct PlaceProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

impl PlaceProperties {
    fn is_empty(&self) -> bool {
        self.record.is_none() && self.span.is_none()
    }
}

#[derive(Serialize)]
struct RunProperties<'a> {
    passed: bool,
    checked: &'a Checked,
    rules: &'a [RuleOutcome],
    gone: &'a [KnownFinding],
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<&'a SettingsFile>,
}

/// Writes all findings as one run.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let rules = phrase::rules(report);
    let index: BTreeMap<Rule, usize> = rules.iter().enumerate().map(|(i, (rule, _))| (*rule, i)).collect();
    let driver = Driver {
        name: printable(&report.tool.name),
        version: printable(&report.tool.version),
        rules: rules.into_iter().map(|(rule, level)| descriptor(rule, level)).collect(),
    };
    let CheckReport { passed, checked, rules, gone, .. } = report;
    let run = Run {
        tool: Tool { driver },
        invocations: report
            .settings
            .as_ref()
            .filter(|file| !file.weakened.is_empty())
            .map(|file| [invocation(file)]),
        column_kind: "utf16CodeUnits",
        results: report.findings.iter().map(|finding| result(finding, index[&finding.rule])).collect(),
        properties: RunProperties {
            passed: *passed,
            checked,
            rules,
            gone,
            settings: report.settings.as_ref(),
        },
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    writeln!(out, "{}", escape::pretty_json(&log)?)
}

fn invocation(file: &SettingsFile) -> Invocation<'_> {
    let place = Place::file(&file.path);
    let notification = |it: &Weakening| Notification {
        level: "note",
        message: message(&place, &format!("{}; {}", phrase::settings(file), phrase::weakening(it))),
        locations: [Location {
            id: None,
            physical: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: escape::address(&file.path) },
                region: None,
            },
            logical: None,
            message: None,
            properties: PlaceProperties { record: None, span: None },
        }],
    };
    Invocation {
        execution_successful: true,
        tool_configuration_notifications: file.weakened.iter().map(notification).collect(),
    }
}

/// The level is the one of this run, for that is what viewers show beside the rule.
fn descriptor(rule: Rule, level: Level) -> Descriptor {
    let summary = format!("{}.", rule.summary());
    Descriptor {
        id: rule.code(),
        full_description: Message { text: format!("{summary} {}", rule.advice().replace('`', "")) },
        short_description: Message { text: summary },
        help: Help { text: rule.advice().replace('`', ""), markdown: rule.advice() },
        default_configuration: Configuration { level: phrase::severity(level) },
    }
}

fn result(finding: &Finding, rule_index: usize) -> SarifResult<'_> {
    let related = finding.related.iter().enumerate().map(|(i, related)| Location {
        id: Some(i + 1),
        message: Some(message(&related.place, &related.message)),
        ..location(&related.place)
    });
    SarifResult {
        rule_id: finding.rule.code(),
        rule_index,
        level: phrase::severity(finding.level),
        message: message(&finding.place, &finding.message),
        locations: [location(&finding.place)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.key.as_str())]),
    }
}

/// Viewers make links of `[text](target)` in plain messages. A space stops them, where a backslash would be seen by
/// those that do not read it.
fn message(place: &Place, said: &str) -> Message {
    let text = printable(&phrase::told(place, said)).replace("](", "] (");
    // GitHub refuses a message without text.
    Message { text: if text.is_empty() { "no message".to_owned() } else { text } }
}

fn location(place: &Place) -> Location<'_> {
    let region = place.lines.map(|lines| {
        let start_line = lines.first.max(1);
        Region { start_line, end_line: lines.last.max(start_line) }
    });
    let document = |id| [LogicalLocation { fully_qualified_name: id, kind: "document" }];
    Location {
        id: None,
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: escape::address(&place.path) },
            region,
        },
        logical: place.document.as_deref().map(document),
        message: None,
        properties: PlaceProperties { record: place.record, span: place.span },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;
    use serde_json::{Value, json};

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Sarif)
    }

    fn read(report: &CheckReport) -> Value {
        serde_json::from_str(&rendered(report)).unwrap()
    }

    fn validator() -> jsonschema::Validator {
        let schema = include_str!("../../tests/standards/sarif-2.1.0.schema.json");
        // Its pattern of languages has a bracket too many, which strict readers of patterns refuse.
        let schema = schema.replace("{2}]?$", "{2}\\\\]?$");
        let schema = serde_json::from_str(&schema).unwrap();
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/check.sarif", &rendered(&sample::report()));
    }

    #[test]
    fn every_file_is_as_the_schema_of_the_standard_says_and_a_broken_one_is_not() {
        let validator = validator();
        let hostile = "\u{1b}[2J\u{202e}\n[x](https://evil.example) %zz{0} \\";
        for report in [sample::report(), sample::empty_report(), sample::poisoned_report(hostile)] {
            let faults: Vec<String> =
                validator.iter_errors(&read(&report)).map(|it| it.to_string()).collect();
            assert_eq!(faults, Vec::<String>::new());
        }
        let broken: [fn(&mut Value); 4] = [
            |log| log["version"] = "2.0.0".into(),
            |log| log["runs"][0]["results"][0]["level"] = "fatal".into(),
            |log| {
                let place = &mut log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
                place["region"] = json!({"startLine": 0});
            },
            |log| log["runs"][0]["tool"] = json!({}),
        ];
        for change in broken {
            let mut log = read(&sample::report());
            change(&mut log);
            assert_eq!(validator.iter_errors(&log).count(), 1);
        }
    }

    #[test]
    fn every_result_has_what_github_asks_for() {
        let mut unsaid = sample::report();
        unsaid.findings[0].message.clear();
        for report in [sample::report(), sample::poisoned_report("\u{200b}\n"), unsaid] {
            let log = read(&report);
            let run = &log["runs"][0];
            for (result, finding) in run["results"].as_array().unwrap().iter().zip(&report.findings) {
                let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
                assert_eq!(rule["id"], result["ruleId"]);
                assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
                assert_eq!(result["partialFingerprints"][FINGERPRINT], finding.key);
                let at = &result["locations"][0]["physicalLocation"];
                assert!(at["artifactLocation"]["uri"].as_str().is_some_and(|uri| !uri.contains(['\\', ' '])));
                assert_eq!(at.get("region").is_some(), finding.place.lines.is_some());
                for related in result["relatedLocations"].as_array().into_iter().flatten() {
                    assert!(related["id"].is_u64() && related["message"]["text"].is_string());
                }
            }
        }
    }

    #[test]
    fn a_message_makes_no_link() {
        let log = read(&sample::poisoned_report("[here](https://evil.example)"));
        let results = log["runs"][0]["results"].as_array().unwrap();
        let related = results.iter().filter_map(|result| result["relatedLocations"].as_array()).flatten();
        let messages: Vec<_> =
            results.iter().chain(related).map(|it| it["message"]["text"].to_string()).collect();
        assert!(
            messages.iter().all(|text| text.contains("[here] (https") && !text.contains("](")),
            "{messages:?}"
        );
    }
}
