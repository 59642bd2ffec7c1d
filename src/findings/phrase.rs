//! What several formats say of a check in the same words.

use super::model::{CheckReport, Checked, Chosen, Finding, Place, RuleOutcome, SettingsFile, Weakening};
use super::rule::{Level, Rule};
use crate::report::phrase::{count, number, sum};

/// Related places that formats for people name for one finding; the rest is counted.
pub(super) const MOST_RELATED: usize = 5;

/// `error` or `warning`.
pub(super) fn severity(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn | Level::Allow => "warning",
    }
}

/// `2 errors, 1 warning`, or `nothing found`.
pub(super) fn verdict(report: &CheckReport) -> String {
    severities(&report.findings.iter().collect::<Vec<_>>()).unwrap_or_else(|| "nothing found".to_owned())
}

/// `2 errors, 1 warning`; nothing when there is no finding.
pub(super) fn severities(findings: &[&Finding]) -> Option<String> {
    let records = |denied: bool| {
        let level = findings.iter().filter(move |finding| (finding.level == Level::Deny) == denied);
        sum(level.map(|finding| finding.records))
    };
    let (errors, warnings) = (records(true), records(false));
    let said: Vec<_> = [(errors, "error", "errors"), (warnings, "warning", "warnings")]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| count(n, one, many))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// `1,230 articles of 1,234 documents in 5 files`.
pub(super) fn checked(checked: &Checked) -> String {
    format!(
        "{} of {} in {}",
        count(checked.articles, "article", "articles"),
        count(checked.documents, "document", "documents"),
        count(checked.files, "file", "files"),
    )
}

/// `settings of retold.toml, which was found, make this check less strict`.
pub(super) fn settings(file: &SettingsFile) -> String {
    let found = match file.chosen {
        Chosen::Found => ", which was found and not named,",
        Chosen::Named => "",
    };
    let does =
        if file.weakened.is_empty() { "make nothing less strict" } else { "make this check less strict" };
    format!("settings of {}{found} {does}", file.path)
}

/// `near-copies: allowed instead of denied`.
pub(super) fn weakening(weakening: &Weakening) -> String {
    format!("{}: {}", weakening.rule.map_or("all rules", Rule::code), weakening.how)
}

/// The heads of the columns of [`cells`].
pub(super) const COLUMNS: [&str; 5] = ["rule", "reported", "known", "suppressed", "within limit"];

/// A row of the table of rules.
pub(super) fn cells(outcome: &RuleOutcome) -> [String; 5] {
    let [reported, known, suppressed, tolerated] =
        [outcome.reported, outcome.known, outcome.suppressed, outcome.tolerated].map(number);
    [outcome.rule.to_string(), reported, known, suppressed, tolerated]
}

/// The rules that were broken, be it only within their limit.
pub(super) fn broken(report: &CheckReport) -> Vec<&RuleOutcome> {
    let counts = |it: &RuleOutcome| [it.found, it.reported, it.known, it.suppressed, it.tolerated];
    report.rules.iter().filter(|outcome| counts(outcome).iter().any(|&n| n > 0)).collect()
}

/// Every rule that was looked at, in order, with how strictly it was taken: a rule that only a single path turned on
/// is among them once it is broken there.
pub(super) fn rules(report: &CheckReport) -> Vec<(Rule, Level)> {
    let level = |rule| {
        let outcome = report.rules.iter().find(|outcome| outcome.rule == rule).map(|outcome| outcome.level);
        outcome.or_else(|| report.findings.iter().find(|it| it.rule == rule).map(|it| it.level))
    };
    Rule::ALL.into_iter().filter_map(|rule| Some((rule, level(rule)?))).collect()
}

/// The findings of a rule, in the order of the report.
pub(super) fn findings_of(report: &CheckReport, rule: Rule) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// The message, after the place where the format can name neither line nor record: a file may hold many records.
pub(super) fn told(place: &Place, message: &str) -> String {
    match (place.record, place.lines) {
        (Some(record), None) => format!("record {record}: {message}"),
        _ => message.to_owned(),
    }
}

/// `and 3 more`; nothing when all are named.
pub(super) fn more(all: usize, named: usize) -> Option<String> {
    let rest = all.saturating_sub(named);
    (rest > 0).then(|| format!("and {} more", number(rest as u64)))
}

/// `3 of the baseline are gone`.
pub(super) fn gone(report: &CheckReport) -> String {
    let n = report.gone.len();
    format!("{} of the baseline {} gone", number(n as u64), if n == 1 { "is" } else { "are" })
}
