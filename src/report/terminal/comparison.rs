//! Two articles beside each other, on a terminal.

use super::line::{Line, Tone};
use super::{TerminalStyle, bar_of, measure};
use crate::report::clean;
use crate::report::comparison::Comparison;
use crate::report::model::{ArticleEntry, PassageEntry};
use crate::report::phrase;
use std::io::{self, Write};

const INDENT: usize = 4;
/// Where values stand behind their names.
const VALUES: usize = 20;
const CURVE_CELLS: usize = 20;
const QUOTE_ROWS: usize = 8;

/// Writes a comparison.
pub fn render_comparison(
    comparison: &Comparison,
    style: &TerminalStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sheet = Sheet { comparison, style };
    sheet.side("A", &comparison.a, &comparison.path_a, out)?;
    sheet.side("B", &comparison.b, &comparison.path_b, out)?;
    sheet.copies(out)?;
    sheet.stories(out)?;
    sheet.passages(out)
}

struct Sheet<'a> {
    comparison: &'a Comparison,
    style: &'a TerminalStyle,
}

impl Sheet<'_> {
    fn line(&self) -> Line {
        Line::new(self.style.width, self.style.colour)
    }

    /// Where a line of a page stands, to click on; a record is a line of its file already.
    fn place(path: &str, line: u32) -> String {
        let is_record =
            path.rsplit_once(':').is_some_and(|(_, record)| record.bytes().all(|b| b.is_ascii_digit()));
        if is_record { path.to_string() } else { format!("{path}:{line}") }
    }

    fn side(&self, label: &str, article: &ArticleEntry, path: &str, out: &mut dyn Write) -> io::Result<()> {
        let title =
            article.title.as_deref().or_else(|| article.blocks.first().map(|block| block.text.as_str()));
        self.line()
            .own(Tone::Accent, label)
            .to(INDENT)
            .foreign(Tone::Strong, title.unwrap_or(""))
            .end(out)?;
        let place = Self::place(path, article.lines.first);
        let words = phrase::count(u64::from(article.words), "word", "words");
        let mut facts = vec![article.kind.to_string(), words];
        facts.extend(article.lang.map(|it| it.to_string()));
        facts.extend(article.published.map(|it| it.to_string()));
        self.line().to(INDENT).place(Tone::Faint, &place).end(out)?;
        self.line().to(INDENT).own(Tone::Faint, &facts.join(" · ")).end(out)
    }

    fn heading(&self, text: &str, verdict: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.line().own(Tone::Strong, text).end(out)?;
        for row in measure::wrap(verdict, self.style.width.saturating_sub(INDENT), 3) {
            self.line().to(INDENT).own(Tone::Plain, &row).end(out)?;
        }
        Ok(())
    }

    fn value(&self, name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
        self.line().to(INDENT).own(Tone::Faint, name).to(INDENT + VALUES).own(Tone::Plain, value).end(out)
    }

    fn copies(&self, out: &mut dyn Write) -> io::Result<()> {
        let copies = &self.comparison.copies;
        self.heading("As texts", &self.comparison.copies_verdict(), out)?;
        self.value("Jaccard", &format!("{:.3}", copies.jaccard), out)?;
        self.value("by rarity", &format!("{:.3}", copies.rarity), out)?;
        self.value("containment", &format!("{:.3}", copies.containment), out)?;
        let met = if copies.met.is_empty() {
            "none".to_string()
        } else {
            let names: Vec<String> = copies.met.iter().take(8).map(u32::to_string).collect();
            let more = if copies.met.len() > 8 { " …" } else { "" };
            format!("{}: {}{more}", copies.met.len(), names.join(" "))
        };
        let bands = format!("{met}, of {} bands of {} hashes", copies.bands, copies.rows);
        self.value("bands they meet in", &bands, out)?;
        self.value("chance to meet", &format!("{:.1} %", 100.0 * copies.probability), out)?;
        self.line().to(INDENT).own(Tone::Faint, "chance to meet at a Jaccard of").end(out)?;
        for (at, &probability) in copies.curve.iter().enumerate() {
            let bar = bar_of((1000.0 * probability).round() as u64, 1000, CURVE_CELLS);
            self.line()
                .to(INDENT)
                .own(Tone::Faint, &format!("{:.1}", (at + 1) as f64 / 10.0))
                .to(INDENT + 5)
                .own(Tone::Accent, &bar)
                .to(INDENT + 6 + CURVE_CELLS)
                .right(Tone::Plain, &format!("{:.1} %", 100.0 * probability), INDENT + 15 + CURVE_CELLS)
                .end(out)?;
        }
        Ok(())
    }

    fn stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let stories = &self.comparison.stories;
        self.heading("As reports", &self.comparison.story_verdict(), out)?;
        if !stories.comparable {
            return Ok(());
        }
        for row in
            measure::wrap(&self.comparison.storyline_verdict(), self.style.width.saturating_sub(INDENT), 3)
        {
            self.line().to(INDENT).own(Tone::Plain, &row).end(out)?;
        }
        self.value("cosine", &format!("{:.3}", stories.cosine), out)?;
        self.value("by chance", &format!("{:.3}", stories.chance), out)?;
        self.value("above chance", &format!("{:.3}", stories.similarity), out)?;
        self.value("within storyline", &format!("{:.3}", stories.within), out)?;
        if stories.headlines != 0.0 {
            self.value("by headlines", &format!("{:+.3} of it", stories.headlines), out)?;
        }
        if let Some(vectors) = stories.vectors {
            self.value("your vectors", &format!("cosine {vectors:.3}"), out)?;
        }
        if let Some(days) = stories.days {
            self.value("apart", &phrase::apart(days), out)?;
        }
        self.value("judged within", &phrase::articles(self.comparison.corpus as usize), out)?;
        for term in stories.terms.iter().filter(|term| term.weight >= 0.005) {
            self.line()
                .to(INDENT)
                .right(Tone::Accent, &format!("{:.0} %", 100.0 * term.weight), INDENT + 5)
                .to(INDENT + 7)
                .foreign(Tone::Plain, &term.term)
                .own(Tone::Faint, phrase::term_kind(term.kind))
                .end(out)?;
        }
        Ok(())
    }

    fn passages(&self, out: &mut dyn Write) -> io::Result<()> {
        let passages = &self.comparison.passages;
        let verdict = match passages.len() {
            0 => "no passage of eight words or more, and no quotation of six".to_string(),
            count => phrase::count(count as u64, "passage", "passages"),
        };
        self.heading("Text they share", &verdict, out)?;
        passages.iter().try_for_each(|passage| self.passage(passage, out))
    }

    fn passage(&self, passage: &PassageEntry, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        let words = phrase::count(u64::from(passage.words), "word", "words");
        let facts = format!("{} · {words}", phrase::passage_kind(passage.kind));
        self.line().to(INDENT).own(Tone::Accent, "┃ ").own(Tone::Faint, &facts).end(out)?;
        for occurrence in &passage.occurrences {
            let first = occurrence.article == self.comparison.a.id;
            let (label, path) =
                if first { ("A ", &self.comparison.path_a) } else { ("B ", &self.comparison.path_b) };
            let place = Self::place(path, occurrence.lines.first);
            self.line()
                .to(INDENT)
                .own(Tone::Accent, "┃ ")
                .own(Tone::Accent, label)
                .place(Tone::Faint, &place)
                .end(out)?;
            let text = clean::line(occurrence.text.as_deref().unwrap_or(&passage.text));
            let paragraph = clean::direction(&text);
            for row in measure::wrap(&text, self.style.width.saturating_sub(INDENT + 4), QUOTE_ROWS) {
                self.line()
                    .to(INDENT)
                    .own(Tone::Accent, "┃   ")
                    .wrapped(Tone::Plain, &row, paragraph)
                    .end(out)?;
            }
        }
        Ok(())
    }
}
