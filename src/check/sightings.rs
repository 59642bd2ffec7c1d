//! Everything that was seen, before limits and the baseline are asked.

use super::params::{PathPattern, PathRules};
use super::sets::Sets;
use super::subject::Subject;
use super::{CheckError, CheckParams, changes, copies, leakage, records};
use crate::findings::{Checked, Finding, Level, Place, Rule, SetSize};
use crate::report::model::Report;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What breaks a rule, and what was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sightings {
    /// What was looked at.
    pub checked: Checked,
    /// Documents of the sets that are checked: what shares are shares of.
    pub documents: u64,
    /// In order of path, record, line, rule and key; keys differ.
    pub findings: Vec<Finding>,
    /// How many a reason was given for, by rule.
    pub suppressed: BTreeMap<Rule, u64>,
    /// Suppressions that met nothing, by their place in the parameters.
    pub idle: Vec<usize>,
}

impl Sightings {
    /// Looks for what breaks the rules in a report; with a report of an earlier run also for what changed.
    pub fn of(
        report: &Report,
        sets: &Sets,
        params: &CheckParams,
        base: Option<&Report>,
    ) -> Result<Self, CheckError> {
        params.validate()?;
        let subject = Subject::new(report, sets);
        let paths = PathRules::new(params)?;
        let (checked, documents) = totals(&subject);
        let mut all = copies::find(&subject, params, documents);
        all.extend(copies::find_stories(&subject, params, documents));
        all.extend(records::find(&subject, params, &paths));
        all.extend(records::find_skipped(&subject));
        all.extend(records::find_furniture(&subject));
        all.extend(leakage::find(&subject, params));
        if let Some(base) = base {
            all.extend(changes::find(&subject, params, base));
        }
        for finding in &mut all {
            finding.level = paths.level(finding.rule, &finding.place.path);
        }
        all.retain(|finding| finding.level > Level::Allow);
        let mut sightings = Self { checked, documents, ..Self::default() };
        sightings.suppress(&mut all, params)?;
        all.sort_by(|x, y| order(x).cmp(&order(y)));
        number(&mut all);
        sightings.findings = all;
        Ok(sightings)
    }

    /// Lets `decide` say of each place which lines of its file it means, for that only files tell.
    pub fn locate(&mut self, mut decide: impl FnMut(&mut Place)) {
        for finding in &mut self.findings {
            decide(&mut finding.place);
            finding.related.iter_mut().for_each(|related| decide(&mut related.place));
        }
    }

    /// Takes out what somebody gave a reason for.
    fn suppress(&mut self, all: &mut Vec<Finding>, params: &CheckParams) -> Result<(), CheckError> {
        let mut met = vec![false; params.suppressions.len()];
        let mut patterns = Vec::new();
        for suppression in &params.suppressions {
            patterns.push(suppression.path.as_deref().map(PathPattern::new).transpose()?);
        }
        all.retain(|finding| {
            let by = params.suppressions.iter().zip(&patterns).position(|(suppression, pattern)| {
                (suppression.rules.is_empty() || suppression.rules.contains(&finding.rule))
                    && pattern.as_ref().is_none_or(|pattern| pattern.matches(&finding.place.path))
                    && suppression.pair.as_ref().is_none_or(|pair| is_about(finding, pair))
            });
            if let Some(at) = by {
                met[at] = true;
                *self.suppressed.entry(finding.rule).or_insert(0) += finding.records;
            }
            by.is_none()
        });
        self.idle = (0..met.len()).filter(|&at| !met[at]).collect();
        Ok(())
    }
}

/// Whether a finding is at one of two documents and names the other.
fn is_about(finding: &Finding, [a, b]: &[String; 2]) -> bool {
    let is = |place: &Place, name: &str| {
        place.document.as_deref() == Some(name) || place.shown() == name || *place.path == *name
    };
    let related = |name: &str| finding.related.iter().any(|related| is(&related.place, name));
    is(&finding.place, a) && related(b) || is(&finding.place, b) && related(a)
}

fn order(finding: &Finding) -> (&str, Option<u64>, Option<u32>, Rule, &str, &str) {
    let place = &finding.place;
    let line = place.lines.map(|lines| lines.first);
    (&place.path, place.record, line, finding.rule, &finding.key, &finding.message)
}

/// Findings with one key are told apart by number: the third copy of a text is new where two were known.
fn number(findings: &mut [Finding]) {
    let mut seen: BTreeMap<(Rule, String), u64> = BTreeMap::new();
    for finding in findings {
        let count = seen.entry((finding.rule, finding.key.clone())).or_insert(0);
        *count += 1;
        if *count > 1 {
            finding.key = format!("{}-{count}", finding.key);
        }
    }
}

fn totals(subject: &Subject<'_>) -> (Checked, u64) {
    let mut documents = vec![0; subject.sets.len()];
    for document in &subject.report.documents {
        documents[subject.sets.of(&document.path)] += 1;
    }
    let own = (0..documents.len()).filter(|&set| subject.sets.is_checked(set));
    let base = own.map(|set| documents[set]).sum();
    let sizes = documents.iter().enumerate();
    let sets = sizes
        .filter(|_| subject.sets.are_several())
        .map(|(set, &documents)| SetSize { name: subject.sets.name(set).to_string(), documents });
    let checked = Checked {
        files: subject.report.funnel.files,
        documents: subject.report.documents.len() as u64,
        articles: subject.report.articles.len() as u64,
        sets: sets.collect(),
    };
    (checked, base)
}
