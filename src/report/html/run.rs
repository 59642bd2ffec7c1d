//! What belongs to the run and to no cluster: names in several spellings, what was left out, the settings.

use super::Page;
use super::escape::Text;
use super::members::more;
use crate::observe::Skip;
use crate::report::phrase;
use std::io::{self, Write};

impl Page<'_> {
    pub(super) fn spellings(&self, out: &mut dyn Write) -> io::Result<()> {
        let spellings = &self.view.report.spellings;
        if spellings.is_empty() {
            return Ok(());
        }
        folded("spellings", "Names spelled in more than one way", spellings.len() as u64, out)?;
        writeln!(out, "<ul class=\"rows\">")?;
        for spelling in spellings.iter().take(self.style.rows) {
            write!(out, "<li>")?;
            for (form, articles) in spelling.forms.iter().zip(&spelling.articles) {
                let articles = phrase::articles(*articles as usize);
                write!(
                    out,
                    "<bdi class=\"spelling\">{}</bdi> <span class=\"faint\">{articles}</span> ",
                    Text(form)
                )?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        more(spellings.len(), self.style.rows, ["name", "names"], out)?;
        writeln!(out, "</details>")
    }

    /// How many records were left out; a report may count more than it lists.
    pub(super) fn left_out(&self) -> usize {
        let listed = Skip::records(&self.view.report.skipped);
        usize::try_from(self.view.report.funnel.skipped.max(listed)).unwrap_or(usize::MAX)
    }

    pub(super) fn skipped(&self, out: &mut dyn Write) -> io::Result<()> {
        let skipped = &self.view.report.skipped;
        let all = self.left_out();
        if all == 0 {
            return Ok(());
        }
        folded("left-out", "Left out", all as u64, out)?;
        writeln!(out, "<ul class=\"rows\">")?;
        let shown = skipped.len().min(self.style.rows);
        for skip in &skipped[..shown] {
            let record = skip.record.map(|record| format!(":{record}")).unwrap_or_default();
            write!(out, "<li><code>{}{record}</code> {}", Text(&skip.path), skip.reason.words())?;
            if !skip.detail.is_empty() {
                write!(out, " <span class=\"faint\"><bdi>{}</bdi></span>", Text(&skip.detail))?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        let told = usize::try_from(Skip::records(&skipped[..shown])).unwrap_or(usize::MAX);
        more(all, told, ["record", "records"], out)?;
        writeln!(out, "</details>")
    }

    pub(super) fn settings(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = &self.view.report.settings;
        if settings.is_null() {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(settings)?;
        writeln!(
            out,
            "<details class=\"run\" id=\"settings\">\n<summary>Settings that made this report</summary>\n<pre>{}</pre>\n</details>",
            Text(&text)
        )
    }
}

fn folded(id: &str, name: &str, count: u64, out: &mut dyn Write) -> io::Result<()> {
    let count = phrase::number(count);
    writeln!(
        out,
        "<details class=\"run\" id=\"{id}\">\n<summary>{name} <span class=\"count\">{count}</span></summary>"
    )
}
