//! What other thresholds would give, on a terminal.

use super::line::{Line, Tone};
use super::{TerminalStyle, bar_of, measure};
use crate::report::phrase;
use crate::report::tuning::{LevelTuning, TuningReport};
use std::io::{self, Write};

const INDENT: usize = 2;
const BAR: usize = 40;
/// Right ends of the columns of the table of thresholds.
const COLUMNS: [usize; 4] = [14, 26, 38, 50];

/// Writes the figures of both levels and the pairs to label.
pub fn render_tuning(report: &TuningReport, style: &TerminalStyle, out: &mut dyn Write) -> io::Result<()> {
    let sheet = Sheet { style };
    sheet.line().own(Tone::Plain, &phrase::articles(report.articles as usize)).end(out)?;
    sheet.level("Storylines", "Pairs of neighbours by similarity above chance", &report.storylines, out)?;
    sheet.level(
        "Stories",
        "Pairs within storylines by what is held against the threshold",
        &report.stories,
        out,
    )?;
    if report.pairs.is_empty() {
        return Ok(());
    }
    sheet.heading("Pairs that are worth judging", out)?;
    for pair in &report.pairs {
        let similarity = format!("{:.3}", pair.similarity);
        for (at, (id, title)) in [&pair.a, &pair.b].into_iter().zip(&pair.titles).enumerate() {
            let line = sheet.line().to(INDENT);
            let line = if at == 0 { line.own(Tone::Accent, &similarity) } else { line };
            line.to(INDENT + 8).foreign(Tone::Plain, title.as_deref().unwrap_or(id)).end(out)?;
            sheet.line().to(INDENT + 8).place(Tone::Faint, id).end(out)?;
        }
    }
    Ok(())
}

struct Sheet<'a> {
    style: &'a TerminalStyle,
}

impl Sheet<'_> {
    fn line(&self) -> Line {
        Line::new(self.style.width, self.style.colour)
    }

    fn heading(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.line().own(Tone::Strong, text).end(out)
    }

    fn level(&self, name: &str, what: &str, level: &LevelTuning, out: &mut dyn Write) -> io::Result<()> {
        self.heading(name, out)?;
        self.line().to(INDENT).own(Tone::Faint, what).end(out)?;
        self.histogram(level, out)?;
        writeln!(out)?;
        let row = |cells: [&str; 4], tone| {
            let line = self.line();
            cells.iter().zip(COLUMNS).fold(line, |line, (cell, end)| line.right(tone, cell, end))
        };
        row(["threshold", "clusters", "articles", "largest"], Tone::Faint).end(out)?;
        for entry in &level.thresholds {
            let set = (entry.threshold - level.threshold).abs() < 1e-9;
            let cells = [
                format!("{:.3}", entry.threshold),
                phrase::number(entry.clusters),
                phrase::number(entry.articles),
                phrase::number(entry.largest),
            ];
            let cells = cells.each_ref().map(String::as_str);
            let mark = match (set, level.proposed == Some(entry.threshold)) {
                (true, true) => "  as it is set, and before the largest doubles",
                (true, false) => "  as it is set",
                (false, true) => "  before the largest doubles",
                (false, false) => "",
            };
            row(cells, Tone::Plain).own(Tone::Accent, mark).end(out)?;
        }
        Ok(())
    }

    /// The bins that hold anything, two in a row, at a logarithmic scale: a few thousand chance pairs would hide the
    /// dozen that matter.
    fn histogram(&self, level: &LevelTuning, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<u64> = level.histogram.chunks(2).map(|two| two.iter().sum()).collect();
        let scaled = |count: u64| (1000.0 * (count as f64).ln_1p()).round() as u64;
        let most = rows.iter().map(|&count| scaled(count)).max().unwrap_or(0);
        let digits = rows.iter().map(|&count| measure::width(&phrase::number(count))).max().unwrap_or(1);
        let shown = rows.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        for (at, &count) in rows.iter().enumerate().take(shown) {
            self.line()
                .to(INDENT)
                .own(Tone::Faint, &format!("{:.2}", at as f64 / rows.len() as f64))
                .right(Tone::Plain, &phrase::number(count), INDENT + 6 + digits)
                .to(INDENT + 8 + digits)
                .own(Tone::Accent, &bar_of(scaled(count), most, BAR.min(self.style.width / 2)))
                .end(out)?;
        }
        Ok(())
    }
}
