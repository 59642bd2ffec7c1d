//! From what was seen to what is reported: what the baseline knows goes, and what stays within its limit.

use super::CheckParams;
use super::baseline::Baseline;
use super::sightings::Sightings;
use crate::findings::{CheckReport, Finding, Level, Rule, RuleOutcome, SCHEMA};
use crate::report::model::Tool;
use std::collections::BTreeMap;

/// The result of a check. A limit allows so many findings besides those that the baseline knows.
pub fn judge(sightings: &Sightings, params: &CheckParams, baseline: Option<&Baseline>) -> CheckReport {
    let knows = |finding: &Finding| baseline.is_some_and(|baseline| baseline.knows(finding));
    let (known, new): (Vec<&Finding>, Vec<&Finding>) =
        sightings.findings.iter().partition(|finding| knows(finding));
    let by_rule = |findings: &[&Finding]| {
        let mut counts: BTreeMap<Rule, u64> = BTreeMap::new();
        findings.iter().for_each(|finding| *counts.entry(finding.rule).or_insert(0) += finding.records);
        counts
    };
    let (known_of, new_of) = (by_rule(&known), by_rule(&new));
    // Groups that are too large are findings only because of their size.
    let is_over = |rule: Rule, new: u64| {
        rule.measures_size() || params.limit(rule).is_exceeded(new, sightings.documents)
    };
    let mut rules = Vec::new();
    for rule in Rule::ALL {
        let count = |counts: &BTreeMap<Rule, u64>| counts.get(&rule).copied().unwrap_or(0);
        let (suppressed, known, new) = (count(&sightings.suppressed), count(&known_of), count(&new_of));
        let (tolerated, reported) = if is_over(rule, new) { (0, new) } else { (new, 0) };
        let found = suppressed + known + new;
        if params.is_asked(rule) || found > 0 {
            let (level, limit) = (params.level(rule), params.limit(rule));
            rules.push(RuleOutcome { rule, level, limit, found, suppressed, known, tolerated, reported });
        }
    }
    let reported = new.into_iter().filter(|finding| is_over(finding.rule, new_of[&finding.rule]));
    let findings: Vec<Finding> = reported.cloned().collect();
    // Of what was not looked at nobody knows whether it is gone.
    let looked_at = |rule: Rule| {
        let leak = matches!(rule, Rule::LeakedCopies | Rule::LeakedPassages);
        params.is_asked(rule) && !rule.compares_runs() && (!leak || !sightings.checked.sets.is_empty())
    };
    let mut gone = baseline.map(|baseline| baseline.gone(&sightings.findings)).unwrap_or_default();
    gone.retain(|known| looked_at(known.rule));
    CheckReport {
        schema: SCHEMA,
        tool: Tool::own(),
        passed: findings.iter().all(|finding| finding.level < Level::Deny),
        checked: sightings.checked.clone(),
        rules,
        gone,
        findings,
        settings: None,
    }
}
