//! The summary that a person reads on a terminal: what came in, what was left out, the largest storylines, stories and
//! groups of copies, and what text they share.
//!
//! Whatever comes from the input is cleaned, cut by its width in cells, and set apart when it runs right to left; on a
//! line that holds such text it stands last, so that the columns hold on terminals with and without support for it.

mod clusters;
mod comparison;
pub(crate) mod line;
pub(crate) mod measure;
mod tuning;

pub use comparison::render_comparison;
pub use line::Colour;
pub use tuning::render_tuning;

use super::clean;
use super::model::Report;
use super::phrase;
use super::view::View;
use crate::observe::Skip;
use line::{Line, Tone};
use std::io::{self, Write};

/// How the summary looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalStyle {
    /// Cells in a line. Only a path that is longer than that leaves it.
    pub width: usize,
    /// Whether it is coloured.
    pub colour: Colour,
    /// How many storylines, stories and groups of copies are shown, of each.
    pub top: usize,
    /// How many members of each of them are listed.
    pub members: usize,
    /// How many passages of each are quoted.
    pub passages: usize,
    /// Rows of a quoted passage.
    pub rows: usize,
    /// Places that are named for a passage; more than fit on a line only when all are.
    pub places: usize,
    /// How many skipped records are named.
    pub skipped: usize,
    /// Whether the ids of clusters stand beside them.
    pub ids: Ids,
}

/// Whether ids are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// They are of use only to whoever asks for one cluster.
    Hidden,
    /// As the JSON report has them.
    Shown,
}

impl Default for TerminalStyle {
    fn default() -> Self {
        let (colour, ids) = (Colour::Off, Ids::Hidden);
        Self { width: 80, colour, top: 5, members: 6, passages: 2, rows: 3, places: 3, skipped: 3, ids }
    }
}

impl TerminalStyle {
    /// The same with every member, every passage in full, every skipped record, and ids.
    #[must_use]
    pub fn with_details(self) -> Self {
        let all = usize::MAX;
        Self { members: all, passages: all, rows: all, places: all, skipped: all, ids: Ids::Shown, ..self }
    }
}

/// Narrower than this, columns no longer make sense; lines then leave the screen instead.
const NARROWEST: usize = 40;
/// Wider than this, lines are hard to read.
const WIDEST: usize = 120;

/// Rows of what is said about a skipped record.
const DETAIL_ROWS: usize = 3;

/// Writes the summary.
pub fn render(report: &Report, style: &TerminalStyle, out: &mut dyn Write) -> io::Result<()> {
    let style = TerminalStyle { width: style.width.clamp(NARROWEST, WIDEST), ..*style };
    let view = View::of(report);
    let page = Page { view: &view, style: &style };
    page.funnel(out)?;
    page.skipped(out)?;
    page.noted(out)?;
    page.oversize(out)?;
    page.storylines(out)?;
    page.stories(out)?;
    page.copies(out)?;
    page.reused(out)?;
    page.spellings(out)
}

/// Writes one storyline with its stories, one story, or one group of copies, by its id, with all details; says whether
/// there is one of that name.
pub fn render_cluster(
    report: &Report,
    id: &str,
    style: &TerminalStyle,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let style = style.with_details();
    let style = TerminalStyle { width: style.width.clamp(NARROWEST, WIDEST), ..style };
    let view = View::of(report);
    Page { view: &view, style: &style }.cluster(id, out)
}

/// What every part of the summary needs.
struct Page<'a> {
    view: &'a View<'a>,
    style: &'a TerminalStyle,
}

impl Page<'_> {
    fn line(&self) -> Line {
        Line::new(self.style.width, self.style.colour)
    }

    /// A heading over the width of the page, with a remark at its right end.
    fn heading(&self, name: &str, remark: &str, out: &mut dyn Write) -> io::Result<()> {
        let line = self.line().own(Tone::Strong, name).own(Tone::Plain, " ");
        let rule = self.style.width.saturating_sub(line.used() + measure::width(remark) + 1);
        let rule = "─".repeat(rule);
        writeln!(out)?;
        line.own(Tone::Faint, &rule).own(Tone::Plain, " ").own(Tone::Faint, remark).end(out)?;
        writeln!(out)
    }

    /// A paragraph of our own words.
    fn paragraph(&self, tone: Tone, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for row in measure::wrap(text, self.style.width - 2, usize::MAX) {
            self.line().to(2).own(tone, &row).end(out)?;
        }
        Ok(())
    }

    fn funnel(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let head = self.line().foreign(Tone::Strong, &report.tool.name).own(Tone::Plain, " ");
        head.foreign(Tone::Faint, &report.tool.version).end(out)?;
        writeln!(out)?;
        let steps = phrase::funnel(report);
        let most = steps.iter().map(|step| step.count).max().unwrap_or(0);
        let digits = phrase::number(most).len();
        let (name, bar) = (2, (self.style.width / 4).min(24));
        let number_end = name + "without copies".len() + 2 + digits;
        for step in &steps {
            let line = self.line().to(name).own(Tone::Plain, step.name);
            let line = line.right(Tone::Accent, &phrase::number(step.count), number_end).to(number_end + 2);
            let line = line.own(Tone::Accent, &bar_of(step.count, most, bar)).to(number_end + 2 + bar + 2);
            line.foreign(Tone::Faint, &step.note).end(out)?;
        }
        if let Some(promise) = phrase::recall_promise(report) {
            writeln!(out)?;
            self.paragraph(Tone::Faint, &promise, out)?;
        }
        Ok(())
    }

    fn skipped(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let total = report.funnel.skipped.max(Skip::records(&report.skipped));
        if total == 0 {
            return Ok(());
        }
        writeln!(out)?;
        let shown = report.skipped.len().min(self.style.skipped);
        let title = format!("{} left out", phrase::count(total, "record or file", "records or files"));
        self.line().to(2).own(Tone::Warning, &title).end(out)?;
        for skip in &report.skipped[..shown] {
            let place = match skip.record {
                Some(record) => format!("{}:{record}", skip.path),
                None => skip.path.clone(),
            };
            let line = self.line().to(4).place(Tone::Plain, &place).own(Tone::Plain, "  ");
            line.own(Tone::Plain, skip.reason.words()).end(out)?;
            // The detail says what can be done, so it is not cut at the end of a line.
            let detail = clean::line(&skip.detail);
            let paragraph = clean::direction(&detail);
            for row in measure::wrap(&detail, self.style.width - 6, DETAIL_ROWS) {
                self.line().to(6).wrapped(Tone::Faint, &row, paragraph).end(out)?;
            }
        }
        match total - Skip::records(&report.skipped[..shown]) {
            0 => Ok(()),
            rest => {
                self.line().to(4).own(Tone::Faint, &format!("and {} more", phrase::number(rest))).end(out)
            }
        }
    }

    /// What was noted of records, and how much of the pages was left out.
    fn noted(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let notes = report.notes.iter().map(phrase::note).chain(phrase::left_out_of_pages(report));
        for (at, note) in notes.enumerate() {
            if at == 0 {
                writeln!(out)?;
            }
            let note = clean::line(&note);
            let paragraph = clean::direction(&note);
            for row in measure::wrap(&note, self.style.width - 4, DETAIL_ROWS) {
                self.line().to(2).wrapped(Tone::Faint, &row, paragraph).end(out)?;
            }
        }
        Ok(())
    }

    fn oversize(&self, out: &mut dyn Write) -> io::Result<()> {
        for entry in &self.view.report.oversize {
            writeln!(out)?;
            self.paragraph(Tone::Warning, &phrase::oversize(entry), out)?;
        }
        Ok(())
    }

    fn spellings(&self, out: &mut dyn Write) -> io::Result<()> {
        let spellings = &self.view.report.spellings;
        if spellings.is_empty() {
            return Ok(());
        }
        let shown = spellings.len().min(self.style.top);
        self.heading("Names spelled in more than one way", &shown_of(shown, spellings.len()), out)?;
        for spelling in &spellings[..shown] {
            let numbers: Vec<_> = spelling.articles.iter().map(|&n| phrase::number(u64::from(n))).collect();
            let counts = format!("{} articles", numbers.join(" + "));
            self.line()
                .to(2)
                .own(Tone::Faint, &counts)
                .own(Tone::Plain, "  ")
                .foreign(Tone::Plain, &spelling.forms.join(" · "))
                .end(out)?;
        }
        Ok(())
    }
}

/// `5 largest of 231`, or how many there are when all are shown.
fn shown_of(shown: usize, all: usize) -> String {
    if shown == all {
        phrase::number(all as u64)
    } else {
        format!("{shown} of {}", phrase::number(all as u64))
    }
}

/// A thin bar whose length is to `most` as `count` is; what is not zero shows at least a sliver.
fn bar_of(count: u64, most: u64, cells: usize) -> String {
    if count == 0 || most == 0 {
        return String::new();
    }
    // Half a cell is the finest that thin bars have.
    let halves = ((count as f64 / most as f64) * (2 * cells) as f64).round().max(1.0) as usize;
    let mut bar = "━".repeat(halves / 2);
    if halves % 2 == 1 {
        bar.push('╸');
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    fn rendered(report: &Report, style: &TerminalStyle) -> String {
        let mut out = Vec::new();
        render(report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn wide(width: usize) -> TerminalStyle {
        TerminalStyle { width, ..TerminalStyle::default() }
    }

    #[test]
    fn the_sample_looks_as_it_did_at_both_widths() {
        golden::compare("report/terminal-80.txt", &rendered(&sample::report(), &wide(80)));
        golden::compare("report/terminal-120.txt", &rendered(&sample::report(), &wide(120)));
    }

    #[test]
    fn no_line_leaves_the_screen() {
        for width in [60, 80, 100, 120] {
            for line in rendered(&sample::report(), &wide(width)).lines() {
                let visible: String =
                    line.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c)).collect();
                assert!(measure::width(&visible) <= width, "{} > {width}: {line}", measure::width(&visible));
            }
        }
    }

    #[test]
    fn without_colour_nothing_but_text_and_our_isolates_is_written() {
        let hostile = "\u{1b}[2J\u{9b}H\u{202e}\u{2067}x\r\n\u{7}\u{200b}\u{feff}";
        let text = rendered(&sample::poisoned_report(hostile), &wide(80));
        let harmful = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
        };
        assert_eq!(text.chars().find(|&c| harmful(c)), None);
    }

    #[test]
    fn every_isolate_ends_on_its_line() {
        for line in rendered(&sample::poisoned_report("\u{2068}\u{2069}\u{2069}\n"), &wide(60)).lines() {
            let opened = line.chars().filter(|c| ('\u{2066}'..='\u{2068}').contains(c)).count();
            assert_eq!(opened, line.matches('\u{2069}').count(), "{line}");
        }
    }

    #[test]
    fn with_colour_only_our_own_sequences_are_written_and_the_text_is_the_same() {
        let coloured = rendered(&sample::report(), &TerminalStyle { colour: Colour::On, ..wide(80) });
        let mut plain = coloured;
        for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[33m", "\u{1b}[36m"] {
            plain = plain.replace(code, "");
        }
        let trimmed: Vec<_> = plain.lines().map(str::trim_end).collect();
        assert_eq!(trimmed, rendered(&sample::report(), &wide(80)).lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_run_without_input_says_so_in_a_few_lines() {
        let text = rendered(&sample::empty_report(), &wide(80));
        assert!(text.lines().count() < 10, "{text}");
        assert!(text.contains("documents"));
    }

    #[test]
    fn one_cluster_is_shown_with_all_that_is_known_of_it() {
        let report = sample::report();
        let shown = |id: &str| {
            let mut out = Vec::new();
            let found = render_cluster(&report, id, &wide(80), &mut out).unwrap();
            (found, String::from_utf8(out).unwrap())
        };
        for story in &report.stories {
            let (found, text) = shown(&story.id);
            assert!(found && text.contains(&*story.id) && !text.contains(" more"), "{text}");
            assert_eq!(text.matches("┃ at ").count(), story.passages.len(), "{text}");
        }
        let storyline = &report.storylines[0];
        let (found, text) = shown(&storyline.id);
        assert!(found && storyline.stories.iter().all(|id| text.contains(&**id)), "{text}");
        let (found, text) = shown(&report.copies[0].id);
        assert!(found && text.contains("weakest pair"), "{text}");
        assert_eq!(shown("story-of-nothing"), (false, String::new()));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let style = TerminalStyle { top: 1, members: 2, skipped: 1, ..wide(80) };
        let text = rendered(&sample::report(), &style);
        for said in ["1 of 5", "1 of 2", "and 7 more", "and 3 more"] {
            assert!(text.contains(said), "{said} is not in\n{text}");
        }
    }
}
