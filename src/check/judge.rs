//! From what was seen to what is reported: what the baseline knows goes, and what stays within its limit.

use super::CheckParams;
use super::baseline::Baseline;
use super::sightings::Sightings;
use crate::findings::{CheckReport, Finding, Level, Rule, RuleOutcome, SCHEMA};
use crate::report::model::Tool;

/// The result of a check. A limit allows so many findings besides those that the baseline knows.
pub fn judge(sightings: &Sightings, params: &CheckParams, baseline: Option<&Baseline>) -> CheckReport {
    let knows = |finding: &Finding| baseline.is_some_and(|baseline| baseline.knows(finding));
    let mut rules = Vec::new();
    let mut exceeded = Vec::new();
    for rule in Rule::ALL {
        let own = || sightings.findings.iter().filter(move |finding| finding.rule == rule);
        let suppressed = sightings.suppressed.get(&rule).copied().unwrap_or(0);
        let seen = own().count() as u64;
        let known = own().filter(|finding| knows(finding)).count() as u64;
        let new = seen - known;
        let limit = params.limit(rule);
        // Groups that are too large are findings only because of their size.
        let over = rule.measures_size() || limit.is_exceeded(new, sightings.documents);
        if over {
            exceeded.push(rule);
        }
        let (tolerated, reported) = if over { (0, new) } else { (new, 0) };
        let found = seen + suppressed;
        if params.is_asked(rule) || found > 0 {
            let level = params.level(rule);
            rules.push(RuleOutcome { rule, level, limit, found, suppressed, known, tolerated, reported });
        }
    }
    let new = |finding: &&Finding| !knows(finding) && exceeded.contains(&finding.rule);
    let findings: Vec<Finding> = sightings.findings.iter().filter(new).cloned().collect();
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
    }
}
