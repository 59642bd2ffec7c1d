//! The head of the page and the overview.

use super::Page;
use super::escape::Text;
use crate::report::phrase;
use std::io::{self, Write};

impl Page<'_> {
    /// What was found, in one line.
    pub(super) fn result(&self) -> String {
        let funnel = &self.view.report.funnel;
        let copies = phrase::count(funnel.copies_groups, "group of copies", "groups of copies");
        if funnel.stories == 0 && funnel.single_stories == 0 {
            return copies;
        }
        let stories = phrase::count(funnel.stories, "story", "stories");
        let storylines = phrase::count(funnel.storylines, "storyline", "storylines");
        format!("{stories}, {storylines}, {copies}")
    }

    pub(super) fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        writeln!(out, "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header class=\"top\">")?;
        let (name, version) = (Text(&report.tool.name), Text(&report.tool.version));
        writeln!(
            out,
            "<p class=\"tool\"><b>{name}</b> {version}</p>\n<h1>{}</h1>\n</header>",
            self.result()
        )?;
        writeln!(out, "<nav aria-label=\"Parts of the report\">\n<ul>")?;
        writeln!(out, "<li><a href=\"#overview\">Overview</a></li>")?;
        let parts = [
            ("clusters", "Clusters", self.several()),
            ("spellings", "Spellings", report.spellings.len()),
            ("left-out", "Left out", self.left_out()),
        ];
        for (id, name, count) in parts.into_iter().filter(|&(_, _, count)| count > 0) {
            let count = phrase::number(count as u64);
            writeln!(out, "<li><a href=\"#{id}\">{name} <span class=\"count\">{count}</span></a></li>")?;
        }
        writeln!(out, "</ul>\n</nav>")
    }

    /// Clusters of more than one article.
    pub(super) fn several(&self) -> usize {
        self.clusters.iter().filter(|cluster| cluster.level().2 < 3).count()
    }

    pub(super) fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "<div id=\"main\" tabindex=\"-1\"></div>\n<section id=\"overview\" aria-label=\"Overview\">"
        )?;
        self.funnel(out)?;
        writeln!(out, "<div class=\"figures\">")?;
        self.largest_stories(out)?;
        self.sizes(out)?;
        self.languages(out)?;
        self.similarities(out)?;
        self.outlets(out)?;
        self.reused(out)?;
        writeln!(out, "</div>")?;
        self.spellings(out)?;
        self.skipped(out)?;
        self.settings(out)?;
        writeln!(out, "</section>")
    }

    fn funnel(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let steps = phrase::funnel(report);
        let most = steps.iter().map(|step| step.count).max().unwrap_or(0).max(1);
        writeln!(out, "<ol class=\"funnel\">")?;
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
        for entry in &report.oversize {
            writeln!(out, "<p class=\"promise\">{}</p>", phrase::oversize(entry))?;
        }
        Ok(())
    }
}
