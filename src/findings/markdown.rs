//! A summary with all findings, for a comment on a pull request or a job's summary page.
//!
//! Such pages render HTML inside Markdown and turn `@name`, `#1` and addresses into links, so all text of the input is
//! escaped against each of these.

use super::model::{CheckReport, Finding};
use super::phrase;
use super::rule::Rule;
use crate::report::markup::{code, text};
use crate::report::phrase::count;
use std::io::{self, Write};

/// Writes the verdict, what was checked, a table of the rules, and all findings.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {} check: {}\n", text(&report.tool.name), phrase::verdict(report))?;
    checked(report, out)?;
    settings(report, out)?;
    table(report, out)?;
    for (rule, _) in phrase::rules(report) {
        findings(report, rule, out)?;
    }
    gone(report, out)
}

fn checked(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let sets = report.checked.sets.iter().map(|set| {
        let documents = count(set.documents, "document", "documents");
        format!("{}: {documents}", text(&set.name))
    });
    let sets: Vec<_> = sets.collect();
    let among = if sets.is_empty() { String::new() } else { format!(" ({})", sets.join(", ")) };
    writeln!(out, "Checked: {}{among}.", phrase::checked(&report.checked))
}

fn settings(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(file) = &report.settings else { return Ok(()) };
    writeln!(
        out,
        "\nThe {}{}",
        text(&phrase::settings(file)),
        if file.weakened.is_empty() { "." } else { ":\n" }
    )?;
    file.weakened.iter().try_for_each(|it| writeln!(out, "- {}", text(&phrase::weakening(it))))
}

fn table(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let broken = phrase::broken(report);
    if broken.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| {} |\n|:--|--:|--:|--:|--:|", phrase::COLUMNS.join(" | "))?;
    broken.into_iter().try_for_each(|outcome| writeln!(out, "| {} |", phrase::cells(outcome).join(" | ")))
}

fn findings(report: &CheckReport, rule: Rule, out: &mut dyn Write) -> io::Result<()> {
    let findings = phrase::findings_of(report, rule);
    let Some(severities) = phrase::severities(&findings) else { return Ok(()) };
    writeln!(out, "\n### {rule}: {severities}\n\n{}. {}\n", rule.summary(), rule.advice())?;
    findings.into_iter().try_for_each(|finding| entry(finding, out))
}

fn entry(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let severity = phrase::severity(finding.level);
    writeln!(out, "- **{severity}** {}: {}", code(&finding.place.shown()), text(&finding.message))?;
    for related in finding.related.iter().take(phrase::MOST_RELATED) {
        writeln!(out, "  - {}: {}", code(&related.place.shown()), text(&related.message))?;
    }
    match phrase::more(finding.related.len(), phrase::MOST_RELATED) {
        Some(more) => writeln!(out, "  - {more}"),
        None => Ok(()),
    }
}

fn gone(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if report.gone.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### {}\n", phrase::gone(report))?;
    report.gone.iter().try_for_each(|known| writeln!(out, "- {}: {}", known.rule, code(&known.place)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Markdown)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/markdown.md", &rendered(&sample::report()));
        golden::compare("findings/empty.md", &rendered(&sample::empty_report()));
    }

    #[test]
    fn text_of_the_input_is_no_markup_and_calls_nobody() {
        let hostile =
            "</li><img src=x onerror=alert(1)>\n\n# x\n| a | @all https://evil.example [b](c) ![d](e)";
        let report = sample::poisoned_report(hostile);
        let text = rendered(&report);
        // Within a code span all of it is text.
        let outside: String = text.split('`').step_by(2).collect();
        for markup in ["<img", "</li>", "@all", "https://", "[b](c)", "![d]"] {
            assert!(!outside.contains(markup), "{markup}");
        }
        assert!(!text.contains("\n# x") && !text.contains("\n| a |"));
        let lines = |text: &str| text.lines().count();
        assert_eq!(lines(&text), lines(&rendered(&sample::report())));
    }
}
