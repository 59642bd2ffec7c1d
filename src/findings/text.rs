//! Findings as a compiler prints them: a line each that editors can jump to, and a summary at the end.
//!
//! Whatever comes from the input is cleaned and set apart when it runs right to left. Nothing is cut: half a path opens
//! nothing, and half a message does not say what is wrong. A job's log is read for commands by the runner that keeps it,
//! so no line begins as one.

use super::model::{CheckReport, Finding, Place};
use super::phrase;
use super::rule::Level;
use crate::report::clean;
use crate::report::log_commands::without_commands;
use crate::report::phrase::count;
use crate::report::terminal::Colour;
use crate::report::terminal::line::{Line, Tone};
use crate::report::terminal::measure;
use std::io::{self, Write};

/// How the findings look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Whether they are coloured.
    pub colour: Colour,
    /// Cells in a line: a longer message goes on in the next one, indented. [`usize::MAX`] keeps each finding and each
    /// related place on a line, as editors and scripts expect.
    pub width: usize,
}

impl Default for TextStyle {
    /// For a file or a pipe.
    fn default() -> Self {
        Self { colour: Colour::Off, width: usize::MAX }
    }
}

/// Narrower than this, a message would have a word a line.
const NARROWEST: usize = 40;

/// Cells that a message gets at least beside its place.
const LEAST_BESIDE: usize = 16;

/// How far related places stand to the right of findings.
const INDENT: usize = 4;

/// Writes all findings, and a summary.
pub fn render(report: &CheckReport, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { style: TextStyle { width: style.width.max(NARROWEST), ..*style } };
    for finding in &report.findings {
        page.finding(finding, out)?;
    }
    if !report.findings.is_empty() {
        writeln!(out)?;
    }
    page.checked(report, out)?;
    page.settings(report, out)?;
    page.rules(report, out)?;
    page.gone(report, out)?;
    page.verdict(report, out)
}

/// What every part needs.
struct Page {
    style: TextStyle,
}

impl Page {
    fn line(&self) -> Line {
        Line::new(self.style.width, self.style.colour)
    }

    fn finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let mark = format!("{}[{}]", phrase::severity(finding.level), finding.rule);
        let head = self.head(0, &finding.place).own(tone(finding.level), &mark).own(Tone::Plain, ": ");
        self.message(head, INDENT, &finding.message, out)?;
        for related in finding.related.iter().take(phrase::MOST_RELATED) {
            self.message(self.head(INDENT, &related.place), INDENT + 2, &related.message, out)?;
        }
        match phrase::more(finding.related.len(), phrase::MOST_RELATED) {
            Some(more) => self.line().to(INDENT).own(Tone::Faint, &more).end(out),
            None => Ok(()),
        }
    }

    fn head(&self, indent: usize, place: &Place) -> Line {
        self.line().to(indent).place(Tone::Strong, &named(&place.shown())).own(Tone::Plain, ": ")
    }

    /// Ends a line by a message, which goes on below it, `indent` from the left, where it does not fit.
    fn message(&self, head: Line, indent: usize, message: &str, out: &mut dyn Write) -> io::Result<()> {
        let message = quiet(message);
        let paragraph = clean::direction(&message);
        let width = self.style.width;
        // A log has lines of any length, and most of the time would go into measuring them.
        if width == usize::MAX {
            return head.wrapped(Tone::Plain, &message, paragraph).end(out);
        }
        let beside = width.saturating_sub(head.used()).max(LEAST_BESIDE);
        let first = measure::wrap(&message, beside, usize::MAX).into_iter().next().unwrap_or_default();
        // Rows are pieces of the clean text, whose words stand one space apart.
        let rest = message.strip_prefix(&first).unwrap_or_default().trim_start();
        head.wrapped(Tone::Plain, &first, paragraph).end(out)?;
        for row in measure::wrap(rest, width - indent, usize::MAX) {
            self.line().to(indent).wrapped(Tone::Plain, &without_commands(&row), paragraph).end(out)?;
        }
        Ok(())
    }

    fn checked(&self, report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
        let said = format!("checked {}", phrase::checked(&report.checked));
        self.line().own(Tone::Plain, &said).end(out)?;
        for set in &report.checked.sets {
            let documents = count(set.documents, "document", "documents");
            let line = self.line().to(2).place(Tone::Plain, &named(&set.name));
            line.own(Tone::Plain, ": ").own(Tone::Plain, &documents).end(out)?;
        }
        Ok(())
    }

    fn settings(&self, report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
        let Some(file) = &report.settings else { return Ok(()) };
        let end = if file.weakened.is_empty() { "" } else { ":" };
        let head = format!("{}{end}", phrase::settings(file));
        self.message(self.line(), 2, &head, out)?;
        for weakening in &file.weakened {
            self.message(self.line().to(2), 4, &phrase::weakening(weakening), out)?;
        }
        Ok(())
    }

    fn rules(&self, report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
        let broken = phrase::broken(report);
        if broken.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = broken.into_iter().map(phrase::cells).collect();
        let widest = |i: usize| {
            let cells = rows.iter().map(|row: &[String; 5]| row[i].len());
            cells.chain([phrase::COLUMNS[i].len()]).max().unwrap_or(0)
        };
        writeln!(out)?;
        let row = |tone: Tone, cells: [&str; 5]| {
            let (mut line, mut end) = (self.line().own(tone, cells[0]), widest(0));
            for (i, cell) in cells.into_iter().enumerate().skip(1) {
                end += 2 + widest(i);
                line = line.right(tone, cell, end);
            }
            line
        };
        row(Tone::Faint, phrase::COLUMNS).end(out)?;
        rows.iter().try_for_each(|cells| row(Tone::Plain, cells.each_ref().map(String::as_str)).end(out))
    }

    fn gone(&self, report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
        if report.gone.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        self.line().own(Tone::Plain, &phrase::gone(report)).own(Tone::Plain, ":").end(out)?;
        let widest = report.gone.iter().map(|known| known.rule.code().len()).max().unwrap_or(0);
        for known in &report.gone {
            let line = self.line().to(2).own(Tone::Plain, known.rule.code()).to(2 + widest + 2);
            line.place(Tone::Plain, &named(&known.place)).end(out)?;
        }
        Ok(())
    }

    fn verdict(&self, report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
        let worst = report.findings.iter().map(|finding| finding.level).max();
        writeln!(out)?;
        self.line().own(worst.map_or(Tone::Strong, tone), &phrase::verdict(report)).end(out)
    }
}

/// A place whose line is no command of GitHub Actions, which begins with `::`; such a path is relative.
fn named(place: &str) -> String {
    let clean = clean::line(place);
    let relative = if clean.starts_with("::") { format!("./{clean}") } else { clean };
    without_commands(&relative).into_owned()
}

/// Cleaned, and without what runners obey.
fn quiet(text: &str) -> String {
    without_commands(&clean::line(text)).into_owned()
}

fn tone(level: Level) -> Tone {
    match level {
        Level::Deny => Tone::Error,
        Level::Warn | Level::Allow => Tone::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample;
    use crate::report::golden;

    fn rendered(report: &CheckReport, style: &TextStyle) -> String {
        let mut out = Vec::new();
        render(report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn wide(width: usize) -> TextStyle {
        TextStyle { width, ..TextStyle::default() }
    }

    fn is_isolate(c: char) -> bool {
        matches!(c, '\u{2066}'..='\u{2069}')
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/text.txt", &rendered(&sample::report(), &TextStyle::default()));
        golden::compare("findings/text-80.txt", &rendered(&sample::report(), &wide(80)));
        golden::compare("findings/empty.txt", &rendered(&sample::empty_report(), &TextStyle::default()));
    }

    #[test]
    fn only_a_place_leaves_the_screen() {
        for width in [40, 60, 80, 120] {
            for line in rendered(&sample::report(), &wide(width)).lines() {
                let visible = line.replace(is_isolate, "");
                let fits = measure::width(&visible) <= width;
                let head =
                    visible.find("]: ").map(|at| at + 3).or_else(|| visible.find(": ").map(|at| at + 2));
                assert!(fits || head.unwrap_or(visible.len()) + LEAST_BESIDE > width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn nothing_is_cut_at_any_width() {
        let words = |text: &str| {
            let text = text.replace(is_isolate, "");
            text.chars().filter(|c| !c.is_whitespace()).collect::<String>()
        };
        let all = words(&rendered(&sample::report(), &TextStyle::default()));
        for width in [0, 40, 72, 100] {
            assert_eq!(words(&rendered(&sample::report(), &wide(width))), all, "{width}");
        }
        for finding in sample::report().findings {
            assert!(all.contains(&words(&clean::line(&finding.message))), "{}", finding.message);
        }
    }

    #[test]
    fn with_colour_only_our_own_sequences_are_written_and_the_text_is_the_same() {
        let mut plain = rendered(&sample::report(), &TextStyle { colour: Colour::On, ..wide(80) });
        assert!(plain.contains("\u{1b}[1;31merror[exact-copies]\u{1b}[0m"), "{plain}");
        for code in ["0", "1", "2", "33", "1;31"] {
            plain = plain.replace(&format!("\u{1b}[{code}m"), "");
        }
        let trimmed: Vec<_> = plain.lines().map(str::trim_end).collect();
        assert_eq!(trimmed, rendered(&sample::report(), &wide(80)).lines().collect::<Vec<_>>());
    }

    #[test]
    fn no_line_is_a_command_for_the_runner_that_keeps_the_log() {
        for hostile in ["::error::x", " \n::stop-commands::x ", "a ###[add-mask]b ", "##VSO[task.complete]"] {
            for width in [40, usize::MAX] {
                let text = rendered(&sample::poisoned_report(&hostile.repeat(9)), &wide(width));
                for line in text.lines() {
                    assert!(!line.trim_start().starts_with("::"), "{line}");
                    assert!(!line.contains("##[") && !line.contains("##VSO["), "{line}");
                }
            }
        }
    }

    #[test]
    fn related_places_beyond_the_fifth_are_counted() {
        let report = sample::report();
        let text = rendered(&report, &TextStyle::default());
        let longest = report.findings.iter().map(|it| it.related.len()).max().unwrap();
        assert!(text.contains(&format!("\n    and {} more\n", longest - phrase::MOST_RELATED)), "{text}");
    }
}
