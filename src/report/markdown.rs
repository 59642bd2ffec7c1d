//! A summary for a comment on a pull request or a job's summary page.
//!
//! Such pages render HTML inside Markdown, turn `@name`, `#1` and addresses into links, and cut what is too long, so
//! all text of the input is escaped against each of these and only the largest groups are shown.

use super::markup::{code, html, text};
use super::model::{ArticleEntry, CopiesEntry, Name, PassageEntry, Report, StoryEntry, StorylineEntry};
use super::phrase;
use super::view::{Pairs, View, relation_of};
use crate::observe::Skip;
use std::io::{self, Write};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkdownStyle {
    /// How many storylines, stories and groups of copies, of each.
    pub top: usize,
    /// How many members of each of them.
    pub members: usize,
    /// How many passages of each.
    pub passages: usize,
    /// How many skipped records.
    pub skipped: usize,
}

impl Default for MarkdownStyle {
    /// Twenty groups in all; a comment on GitHub holds 65,536 characters.
    fn default() -> Self {
        Self { top: 6, members: 8, passages: 2, skipped: 5 }
    }
}

/// Writes the summary.
pub fn render(report: &Report, style: &MarkdownStyle, out: &mut dyn Write) -> io::Result<()> {
    let view = View::of(report);
    let page = Page { view: &view, style };
    page.overview(out)?;
    page.oversize(out)?;
    page.storylines(out)?;
    page.stories(out)?;
    page.copies(out)?;
    page.reused(out)?;
    page.skipped(out)
}

struct Page<'a> {
    view: &'a View<'a>,
    style: &'a MarkdownStyle,
}

impl Page<'_> {
    fn oversize(&self, out: &mut dyn Write) -> io::Result<()> {
        for entry in &self.view.report.oversize {
            writeln!(out, "{}\n", phrase::oversize(entry))?;
        }
        Ok(())
    }

    fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let funnel = &report.funnel;
        let counts = [
            phrase::count(funnel.stories, "story", "stories") + " of several articles",
            phrase::count(funnel.storylines, "storyline", "storylines"),
            phrase::count(funnel.copies_groups, "group of copies", "groups of copies"),
        ];
        writeln!(out, "## {}: {}\n", text(&report.tool.name), counts.join(", "))?;
        writeln!(out, "| | | |\n|:--|--:|:--|")?;
        for step in phrase::funnel(report) {
            writeln!(out, "| {} | **{}** | {} |", step.name, phrase::number(step.count), step.note)?;
        }
        if let Some(promise) = phrase::recall_promise(report) {
            writeln!(out, "\n{promise}")?;
        }
        Ok(())
    }

    fn storylines(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_storylines().collect();
        let Some(shown) = self.heading("Storylines", all.len(), out)? else { return Ok(()) };
        for storyline in &all[..shown] {
            self.storyline(storyline, out)?;
        }
        Ok(())
    }

    fn storyline(&self, storyline: &StorylineEntry, out: &mut dyn Write) -> io::Result<()> {
        let headline = text(storyline.headline.as_deref().unwrap_or(&storyline.id));
        let facts = facts([
            Some(phrase::stories(storyline.stories.len())),
            Some(phrase::articles(storyline.articles as usize)),
            phrase::days(storyline.first, storyline.last),
        ]);
        writeln!(out, "- **{headline}** ({facts})")?;
        let stories: Vec<_> = storyline.stories.iter().filter_map(|id| self.view.story(id)).collect();
        for story in stories.iter().take(self.style.members) {
            let day = story.first.map_or_else(|| "no date".to_owned(), phrase::day);
            let headline = text(story.headline.as_deref().unwrap_or(&story.id));
            writeln!(out, "  - {day} · {} · {headline}", phrase::articles(story.articles.len()))?;
        }
        more(stories.len().saturating_sub(self.style.members), "stories", "  ", out)?;
        for story in self.view.linked(storyline).take(self.style.members) {
            writeln!(out, "  - near to it, of another storyline: {}", text(View::headline(story)))?;
        }
        Ok(())
    }

    fn stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_stories().collect();
        let Some(shown) = self.heading("Stories of several articles", all.len(), out)? else { return Ok(()) };
        for story in &all[..shown] {
            self.story(story, out)?;
        }
        Ok(())
    }

    fn story(&self, story: &StoryEntry, out: &mut dyn Write) -> io::Result<()> {
        let facts = facts([
            Some(phrase::articles_and_independent(story.articles.len(), story.independent)),
            phrase::days(story.first, story.last),
            (!story.agencies.is_empty()).then(|| html(&story.agencies.join(", "))),
        ]);
        summary(story.headline.as_deref().unwrap_or(&story.id), &facts, out)?;
        let terms: Vec<_> = story.terms.iter().take(8).map(|term| text(&term.term)).collect();
        if !terms.is_empty() {
            writeln!(out, "Terms: {}\n", terms.join(" · "))?;
        }
        let members: Vec<_> = self.view.articles(&story.articles).collect();
        for article in members.iter().take(self.style.members) {
            let mark = match article {
                _ if article.id == story.representative => " · **representative**",
                ArticleEntry { representative: true, .. } => "",
                ArticleEntry { representative: false, .. } => " · copy",
            };
            self.member(article, mark, out)?;
        }
        more(members.len().saturating_sub(self.style.members), "articles", "", out)?;
        self.passages(&story.passages, out)?;
        writeln!(out, "\n</details>\n")
    }

    fn reused(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = self.view.reused();
        let Some(shown) = self.heading("Text used again elsewhere", all.len(), out)? else { return Ok(()) };
        all[..shown].iter().try_for_each(|passage| self.passage(passage, out))
    }

    fn member(&self, article: &ArticleEntry, mark: &str, out: &mut dyn Write) -> io::Result<()> {
        let facts = facts([
            article.published.map(phrase::day),
            Some(article.kind.to_string()),
            article.source.as_deref().map(text),
            phrase::only_here(article),
        ]);
        let name = article.title.as_deref().map_or_else(|| "without a headline".to_owned(), text);
        writeln!(out, "- {} · {facts}{mark} · {name}", code(&self.place(article)))
    }

    /// `path:3-9`; of a record, its line in the file.
    fn place(&self, article: &ArticleEntry) -> String {
        let place = self.view.place(article);
        let is_record = self.view.document(article).is_some_and(|document| document.record.is_some());
        if is_record || article.lines.first == article.lines.last {
            place
        } else {
            format!("{place}-{}", article.lines.last)
        }
    }

    fn passages(&self, ids: &[Name], out: &mut dyn Write) -> io::Result<()> {
        let passages = self.view.passages(ids);
        for passage in passages.iter().take(self.style.passages) {
            self.passage(passage, out)?;
        }
        let rest = passages.len().saturating_sub(self.style.passages);
        if rest > 0 {
            writeln!(out, "\nand {} more passages", phrase::number(rest as u64))?;
        }
        Ok(())
    }

    fn passage(&self, passage: &PassageEntry, out: &mut dyn Write) -> io::Result<()> {
        let places: Vec<_> = passage.occurrences.iter().filter_map(|at| self.view.place_of(at)).collect();
        let mut named: Vec<_> = places.iter().take(4).map(|place| code(place)).collect();
        if places.len() > named.len() {
            named.push(format!("{} more", places.len() - named.len()));
        }
        let words = phrase::count(u64::from(passage.words), "word", "words");
        let kind = phrase::passage_kind(passage.kind);
        writeln!(out, "\nShared, {kind}, {words}, in {}:\n", named.join(", "))?;
        writeln!(out, "> {}", text(&passage.text))
    }

    fn copies(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = &self.view.report.copies;
        let Some(shown) = self.heading("Copies", all.len(), out)? else { return Ok(()) };
        for group in &all[..shown] {
            self.group(group, out)?;
        }
        Ok(())
    }

    fn group(&self, group: &CopiesEntry, out: &mut dyn Write) -> io::Result<()> {
        let weakest = group.weakest.as_ref().map(|pair| {
            format!("weakest pair: {}, {}", phrase::relation(pair.relation), phrase::figure(pair))
        });
        let facts = facts([Some(phrase::articles(group.members.len())), weakest]);
        summary(self.view.name(&group.representative), &facts, out)?;
        let members: Vec<_> = self.view.articles(&group.members).collect();
        let pairs = Pairs::of(group);
        for article in members.iter().take(self.style.members) {
            let mark = match pairs.of_member(&article.id) {
                _ if article.id == group.representative => " · **representative**".to_owned(),
                Some(pair) => {
                    let relation = phrase::relation(relation_of(&article.id, pair));
                    let through = if pair.a == group.representative {
                        String::new()
                    } else {
                        format!(", through {}", code(&pair.a))
                    };
                    format!(" · {relation}: {}{through}", phrase::figure(pair))
                }
                None => String::new(),
            };
            self.member(article, &mark, out)?;
        }
        more(members.len().saturating_sub(self.style.members), "articles", "", out)?;
        writeln!(out, "\n</details>\n")
    }

    fn skipped(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let total = report.funnel.skipped.max(Skip::records(&report.skipped));
        if total == 0 {
            return Ok(());
        }
        writeln!(out, "\n### Left out: {}\n", phrase::number(total))?;
        let shown = report.skipped.len().min(self.style.skipped);
        for skip in &report.skipped[..shown] {
            let place =
                skip.record.map_or_else(|| skip.path.clone(), |record| format!("{}:{record}", skip.path));
            let detail =
                if skip.detail.is_empty() { String::new() } else { format!(": {}", text(&skip.detail)) };
            writeln!(out, "- {} {}{detail}", code(&place), skip.reason.words())?;
        }
        more((total - Skip::records(&report.skipped[..shown])) as usize, "", "", out)
    }

    /// Writes a heading and says how many entries stand under it; nothing when there is none.
    fn heading(&self, name: &str, all: usize, out: &mut dyn Write) -> io::Result<Option<usize>> {
        if all == 0 {
            return Ok(None);
        }
        let shown = all.min(self.style.top);
        let count = phrase::number(all as u64);
        let remark = if shown == all { count } else { format!("{shown} of {count}") };
        writeln!(out, "\n### {name} ({remark})\n")?;
        Ok(Some(shown))
    }
}

fn facts<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The line that is seen while the rest is folded. Within it HTML counts, and Markdown does not.
fn summary(headline: &str, facts: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<details><summary><b>{}</b> ({facts})</summary>\n", html(headline))
}

fn more(rest: usize, what: &str, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    if rest == 0 {
        return Ok(());
    }
    writeln!(out, "{indent}- {}", format!("and {} more {what}", phrase::number(rest as u64)).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    fn rendered(report: &Report, style: &MarkdownStyle) -> String {
        let mut out = Vec::new();
        render(report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("report/markdown.md", &rendered(&sample::report(), &MarkdownStyle::default()));
    }

    #[test]
    fn no_markup_of_the_input_survives_in_the_sample() {
        let hostile = "</details><img src=x onerror=alert(1)>\n\n# x\n| a | @all";
        let report = sample::poisoned_report(hostile);
        let text = rendered(&report, &MarkdownStyle::default());
        // Within a code span angle brackets are text; everywhere else they must be escaped.
        let outside: String = text.split('`').step_by(2).collect();
        assert!(!outside.contains("<img") && !outside.contains("@all"));
        assert_eq!(outside.matches("</details>").count(), outside.matches("<details>").count());
        assert!(!text.contains("\n# x") && !text.contains("\n| a |"));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let style = MarkdownStyle { top: 1, members: 2, passages: 1, skipped: 1 };
        let text = rendered(&sample::report(), &style);
        for said in ["(1 of 5)", "(1 of 2)", "and 7 more", "and 3 more articles", "and 1 more"] {
            assert!(text.contains(said), "{said} is not in\n{text}");
        }
    }
}
