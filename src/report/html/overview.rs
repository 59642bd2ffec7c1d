//! The head of the page, and what belongs to no group: the funnel, names in several spellings, what was left out, the
//! settings.

use super::Page;
use super::escape::Text;
use crate::report::phrase;
use std::io::{self, Write};

impl Page<'_> {
    /// What was found, in one line.
    pub(super) fn result(&self) -> String {
        let funnel = &self.view.report.funnel;
        let copies = phrase::count(funnel.copies_groups, "group of copies", "groups of copies");
        if funnel.stories + funnel.single_stories == 0 {
            return copies;
        }
        let stories = phrase::count(funnel.stories, "story", "stories");
        let storylines = phrase::count(funnel.storylines, "storyline", "storylines");
        format!("{stories}, {storylines}, {copies}")
    }

    pub(super) fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        writeln!(out, "<a class=\"skip\" href=\"#overview\">Skip to the report</a>\n<header class=\"top\">")?;
        let (name, version) = (Text(&report.tool.name), Text(&report.tool.version));
        writeln!(
            out,
            "<p class=\"tool\"><b>{name}</b> {version}</p>\n<h1>{}</h1>\n</header>",
            self.result()
        )?;
        writeln!(out, "<nav aria-label=\"Parts of the report\">\n<ul>")?;
        writeln!(out, "<li><a href=\"#overview\">Overview</a></li>")?;
        let parts = [
            ("storylines", "Storylines", self.view.shared_storylines().count()),
            ("stories", "Stories", self.view.shared_stories().count()),
            ("copies", "Copies", report.copies.len()),
            ("single", "Single", self.view.single_stories().count()),
            ("spellings", "Spellings", report.spellings.len()),
            ("left-out", "Left out", self.left_out() as usize),
        ];
        for (id, name, count) in parts.into_iter().filter(|&(_, _, count)| count > 0) {
            let count = phrase::number(count as u64);
            writeln!(out, "<li><a href=\"#{id}\">{name} <span class=\"count\">{count}</span></a></li>")?;
        }
        out.write_all(FILTER.as_bytes())
    }

    pub(super) fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        writeln!(out, "<section id=\"overview\" aria-label=\"Overview\">\n<ol class=\"funnel\">")?;
        let steps = phrase::funnel(report);
        let most = steps.iter().map(|step| step.count).max().unwrap_or(0).max(1);
        for step in &steps {
            let share = step.count as f64 / most as f64;
            writeln!(
                out,
                "<li><span class=\"step\">{}</span> <b>{}</b> <span class=\"bar\" style=\"--share:{share:.4}\"></span> \
                 <span class=\"note\">{}</span></li>",
                step.name,
                phrase::number(step.count),
                step.note
            )?;
        }
        writeln!(out, "</ol>")?;
        let (candidates, verified) = (report.funnel.candidate_pairs, report.funnel.verified_pairs);
        if let Some(promise) = phrase::recall_promise(report) {
            let compared = phrase::count(candidates, "pair was", "pairs were");
            let verified = phrase::count(verified, "is a pair", "are pairs");
            writeln!(
                out,
                "<p class=\"promise\">{promise} {compared} compared in full; {verified} of copies.</p>"
            )?;
        }
        for entry in &self.view.report.oversize {
            writeln!(out, "<p class=\"promise\">{}</p>", phrase::oversize(entry))?;
        }
        writeln!(out, "</section>")
    }

    pub(super) fn spellings(&self, out: &mut dyn Write) -> io::Result<()> {
        let spellings = &self.view.report.spellings;
        if spellings.is_empty() {
            return Ok(());
        }
        let shown = part(
            "spellings",
            "Names spelled in more than one way",
            spellings.len(),
            self.style.singles,
            out,
        )?;
        writeln!(out, "<ul class=\"rows\">")?;
        for spelling in &spellings[..shown] {
            write!(out, "<li class=\"entry\">")?;
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
        writeln!(out, "</ul>\n</section>")
    }

    fn left_out(&self) -> u64 {
        self.view.report.funnel.skipped.max(self.view.report.skipped.len() as u64)
    }

    pub(super) fn skipped(&self, out: &mut dyn Write) -> io::Result<()> {
        let skipped = &self.view.report.skipped;
        let total = self.left_out() as usize;
        if total == 0 {
            return Ok(());
        }
        let limit = self.style.singles.min(skipped.len());
        let shown = part("left-out", "Left out", total, limit, out)?;
        writeln!(out, "<ul class=\"rows\">")?;
        for skip in &skipped[..shown] {
            let record = skip.record.map(|record| format!(":{record}")).unwrap_or_default();
            write!(
                out,
                "<li class=\"entry\"><code>{}{record}</code> {}",
                Text(&skip.path),
                skip.reason.words()
            )?;
            if !skip.detail.is_empty() {
                write!(out, " <span class=\"faint\"><bdi>{}</bdi></span>", Text(&skip.detail))?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>\n</section>")
    }

    pub(super) fn settings(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = &self.view.report.settings;
        if settings.is_null() {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(settings)?;
        writeln!(
            out,
            "<section id=\"settings\">\n<h2>Settings</h2>\n<details><summary>That made this report</summary>"
        )?;
        writeln!(out, "<pre>{}</pre>\n</details>\n</section>", Text(&text))
    }
}

/// The search box works by the script alone, so only the script shows it.
const FILTER: &str = r#"</ul>
<div class="filter" hidden>
<label for="filter">Filter</label>
<input id="filter" type="search" placeholder="headline, outlet, term, file" title="/ goes here, Esc clears" autocomplete="off" dir="auto">
<output for="filter" aria-live="polite"></output>
</div>
</nav>
"#;

/// Opens a part of the page and says how much of it is shown; gives back how many entries that are.
pub(super) fn part(id: &str, name: &str, all: usize, limit: usize, out: &mut dyn Write) -> io::Result<usize> {
    let shown = all.min(limit);
    let count = phrase::number(all as u64);
    writeln!(out, "<section id=\"{id}\">\n<h2>{name} <span class=\"count\">{count}</span></h2>")?;
    if shown < all {
        let first = if shown == 1 { String::new() } else { format!(" {}", phrase::number(shown as u64)) };
        writeln!(
            out,
            "<p class=\"limit\">The first{first} of {count} are shown; the JSON report has them all.</p>"
        )?;
    }
    Ok(shown)
}
