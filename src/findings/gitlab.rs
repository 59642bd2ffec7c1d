//! Findings as a report of GitLab on code quality: a JSON array with an object a finding.

use super::escape;
use super::model::{CheckReport, Finding, Place, SettingsFile};
use super::phrase;
use super::rule::Level;
use crate::hash::hash64;
use crate::report::printable;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// What GitLab shows of a finding. [`Issue::fingerprint`] tells it what was there before.
#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: Cow<'a, str>,
    severity: &'static str,
    location: Location<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Begin,
}

#[derive(Serialize)]
struct Begin {
    begin: u32,
}

/// Writes all findings, a line each.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    let findings = report.findings.iter().map(issue);
    let mut end = "";
    for issue in findings.chain(report.settings.iter().flat_map(weakened)) {
        write!(out, "{}{}", if end.is_empty() { "\n" } else { ",\n" }, escape::json(&issue)?)?;
        end = "\n";
    }
    writeln!(out, "{end}]")
}

/// What the file of settings made less strict, at its first line. The fingerprint is that of the words.
fn weakened(file: &SettingsFile) -> impl Iterator<Item = Issue<'_>> {
    file.weakened.iter().map(|it| {
        let said = phrase::weakening(it);
        Issue {
            description: printable(&format!("{}; {said}", phrase::settings(file))),
            check_name: "settings",
            fingerprint: format!("{:016x}", hash64(said.as_bytes())).into(),
            severity: "info",
            location: Location { path: file.path.trim_start_matches("./"), lines: Begin { begin: 1 } },
            other_locations: Vec::new(),
        }
    })
}

fn issue(finding: &Finding) -> Issue<'_> {
    Issue {
        description: printable(&phrase::told(&finding.place, &finding.message)),
        check_name: finding.rule.code(),
        fingerprint: Cow::Borrowed(&finding.key),
        severity: match finding.level {
            Level::Deny => "major",
            Level::Warn | Level::Allow => "minor",
        },
        location: location(&finding.place),
        other_locations: finding.related.iter().map(|related| location(&related.place)).collect(),
    }
}

/// GitLab wants a line; the first one is where a reader begins when it is not known.
fn location(place: &Place) -> Location<'_> {
    let begin = place.lines.map_or(1, |lines| lines.first.max(1));
    Location { path: place.path.trim_start_matches("./"), lines: Begin { begin } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;
    use serde_json::Value;

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Gitlab)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/gitlab.json", &rendered(&sample::report()));
        assert_eq!(rendered(&sample::empty_report()), "[]\n");
    }

    #[test]
    fn every_issue_has_what_gitlab_asks_for() {
        for report in [sample::report(), sample::poisoned_report("\u{1b}\"]}\n")] {
            let issues: Vec<Value> = serde_json::from_str(&rendered(&report)).unwrap();
            let noted = report.settings.as_ref().map_or(0, |file| file.weakened.len());
            assert_eq!(issues.len(), report.findings.len() + noted);
            for issue in issues {
                for key in ["description", "check_name", "fingerprint"] {
                    assert!(issue[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {issue}");
                }
                assert!(["major", "minor", "info"].contains(&issue["severity"].as_str().unwrap()));
                assert!(issue["location"]["path"].is_string());
                assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1));
            }
        }
    }
}
