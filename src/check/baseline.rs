//! Findings that are known: a text file with a finding a line, which is kept beside the corpus and reviewed as code is.

use super::CheckError;
use super::subject::is_made_up;
use crate::findings::{Finding, KnownFinding, Place, Rule};
use crate::report::printable;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What every baseline of this version begins with.
const HEAD: &str = "# retold baseline 1";

/// Findings that are known, by rule and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Where each was when it was written.
    known: BTreeMap<(Rule, String), String>,
}

impl Baseline {
    /// The baseline that knows `findings`.
    pub fn of(findings: &[Finding]) -> Self {
        let known = findings.iter().map(|finding| (key_of(finding), shown(&finding.place)));
        Self { known: known.collect() }
    }

    /// Reads what [`Baseline::write`] wrote.
    pub fn parse(text: &str) -> Result<Self, CheckError> {
        let wrong = |line: usize, reason: String| CheckError::Baseline { line, reason };
        let mut lines = text.lines().zip(1..);
        let head = lines.next().map(|(head, _)| head.trim_start_matches('\u{feff}').trim());
        if head != Some(HEAD) {
            return Err(wrong(1, format!("it does not begin with {HEAD:?}")));
        }
        let mut known = BTreeMap::new();
        for (line, at) in lines.map(|(line, at)| (line.trim(), at)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(3, char::is_whitespace);
            let (rule, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let rule =
                rule.parse().map_err(|error: crate::findings::RuleError| wrong(at, error.to_string()))?;
            if !is_key(key) {
                return Err(wrong(at, format!("{key:?} is no key of a finding")));
            }
            let place = parts.next().unwrap_or_default().trim().to_string();
            known.insert((rule, key.to_string()), place);
        }
        Ok(Self { known })
    }

    /// As a file: sorted, a finding a line, so that what was added and what went is seen in a diff.
    pub fn write(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for ((rule, key), place) in &self.known {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {key}  {place}", rule.code());
        }
        text
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether it knows a finding.
    pub(super) fn knows(&self, finding: &Finding) -> bool {
        self.known.contains_key(&key_of(finding))
    }

    /// What it knows and was not found.
    pub(super) fn gone(&self, findings: &[Finding]) -> Vec<KnownFinding> {
        let found: BTreeSet<(Rule, String)> = findings.iter().map(key_of).collect();
        let gone = self.known.iter().filter(|(key, _)| !found.contains(key));
        gone.map(|((rule, key), place)| KnownFinding { rule: *rule, key: key.clone(), place: place.clone() })
            .collect()
    }
}

fn key_of(finding: &Finding) -> (Rule, String) {
    (finding.rule, finding.key.clone())
}

/// Where a finding is, without what moves when a line is added above it.
fn shown(place: &Place) -> String {
    let path = printable(&place.path);
    match place.document.as_deref().filter(|id| !is_made_up(id, &place.path, place.record)) {
        Some(id) => format!("{path} ({})", printable(id)),
        None => path,
    }
}

/// 16 hexadecimal digits, and a number where several findings have the same.
fn is_key(key: &str) -> bool {
    let (digits, number) = key.split_once('-').unwrap_or((key, "2"));
    digits.len() == 16
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && number.parse::<u64>().is_ok_and(|number| number > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Level;

    fn finding(rule: Rule, key: &str, path: &str, document: &str) -> Finding {
        Finding {
            rule,
            level: Level::Deny,
            place: Place { document: Some(document.into()), record: Some(7), ..Place::file(path) },
            message: "is wrong".to_string(),
            related: Vec::new(),
            records: 1,
            key: key.to_string(),
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_sorted() {
        let findings = [
            finding(Rule::NearCopies, "00000000000000aa", "b.jsonl", "b.jsonl:7"),
            finding(Rule::ExactCopies, "00000000000000ff-2", "a\n.jsonl", "أ 17"),
            finding(Rule::ExactCopies, "00000000000000ff", "a.jsonl", "a-17"),
        ];
        let baseline = Baseline::of(&findings);
        let text = baseline.write();
        assert_eq!(Baseline::parse(&text).unwrap().write(), text);
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                HEAD,
                "exact-copies 00000000000000ff  a.jsonl (a-17)",
                "exact-copies 00000000000000ff-2  a .jsonl (\u{2068}أ 17\u{2069})",
                "near-copies 00000000000000aa  b.jsonl",
            ]
        );
        let read = Baseline::parse(&text).unwrap();
        assert!(findings.iter().all(|finding| read.knows(finding)));
        assert_eq!(read.gone(&findings), []);
        assert_eq!(read.gone(&findings[1..]).len(), 1);
        assert!(!read.knows(&finding(Rule::NoText, "00000000000000aa", "b.jsonl", "b")));
    }

    #[test]
    fn a_file_that_is_no_baseline_is_refused_with_the_line() {
        for (text, said) in [
            ("", "line 1"),
            ("exact-copies 00000000000000ff", "line 1"),
            ("# retold baseline 1\n\nexact-copies 12", "line 3"),
            ("# retold baseline 1\nexact-copy 00000000000000ff", "line 2"),
            ("# retold baseline 1\nexact-copies 00000000000000ff-1", "line 2"),
        ] {
            let error = Baseline::parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text:?}: {error}");
        }
        let windows = "\u{feff}# retold baseline 1\r\n# a note\r\nexact-copies 00000000000000ff  a.txt\r\n";
        assert_eq!(Baseline::parse(windows).unwrap().len(), 1);
    }
}
