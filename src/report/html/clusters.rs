//! Storylines, groups of copies, and the stories of one article.

use super::Page;
use super::escape::{Anchor, Dir, Lang, Text};
use super::overview::part;
use super::story::{date, terms};
use crate::document::Language;
use crate::report::model::{ArticleEntry, CopiesEntry, PairEntry, StoryEntry, StorylineEntry};
use crate::report::phrase;
use crate::report::view::relation_of;
use std::io::{self, Write};

impl Page<'_> {
    pub(super) fn storylines(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_storylines().collect();
        if all.is_empty() {
            return Ok(());
        }
        let shown = part("storylines", "Storylines", all.len(), self.style.entries, out)?;
        for storyline in &all[..shown] {
            self.storyline(storyline, out)?;
        }
        writeln!(out, "</section>")
    }

    fn storyline(&self, storyline: &StorylineEntry, out: &mut dyn Write) -> io::Result<()> {
        let stories: Vec<_> = storyline.stories.iter().filter_map(|id| self.view.story(id)).collect();
        let headline = storyline.headline.as_deref().unwrap_or(&storyline.id);
        let lang = stories
            .iter()
            .find(|story| story.headline == storyline.headline)
            .and_then(|story| self.lang(&story.representative));
        open_entry("storyline", &Anchor('l', &storyline.id), headline, lang, out)?;
        let mut facts =
            vec![phrase::stories(storyline.stories.len()), phrase::articles(storyline.articles as usize)];
        facts.extend(phrase::days(storyline.first, storyline.last));
        facts_line(&facts, out)?;
        terms(&storyline.terms, lang, out)?;
        writeln!(out, "<ol class=\"line\">")?;
        for story in stories.iter().take(self.style.members) {
            write!(out, "<li>")?;
            date(story.first, out)?;
            let headline = Text(story.headline.as_deref().unwrap_or(&story.id));
            let lang = Lang(self.lang(&story.representative));
            write!(
                out,
                " <bdi class=\"name\"{lang}><a href=\"#{}\">{headline}</a></bdi>",
                self.target(story)
            )?;
            writeln!(
                out,
                " <bdi class=\"faint\" dir=\"ltr\">{}</bdi></li>",
                phrase::articles(story.articles.len())
            )?;
        }
        writeln!(out, "</ol>")?;
        more(stories.len(), self.style.members, ["story", "stories"], out)?;
        self.links(storyline, out)?;
        self.joins(&storyline.joins, "Why these stories are one storyline", out)?;
        writeln!(out, "</article>")
    }

    /// Stories of other storylines that are near to this one.
    fn links(&self, storyline: &StorylineEntry, out: &mut dyn Write) -> io::Result<()> {
        let near: Vec<_> = self.view.linked(storyline).collect();
        if near.is_empty() {
            return Ok(());
        }
        writeln!(out, "<p class=\"faint\">{} of other storylines near to it</p>\n<ul class=\"line\">", phrase::stories(near.len()))?;
        for story in near.iter().take(self.style.members) {
            let (headline, lang) = (Text(self.view.headline(story)), Lang(self.lang(&story.representative)));
            writeln!(
                out,
                "<li><bdi class=\"name\"{lang}><a href=\"#{}\">{headline}</a></bdi></li>",
                self.target(story)
            )?;
        }
        writeln!(out, "</ul>")
    }

    /// Where a story stands on the page: as an entry, or at least in the part it belongs to.
    fn target(&self, story: &StoryEntry) -> String {
        match (self.shown.contains(&*story.id), story.articles.len()) {
            (true, _) => Anchor('s', &story.id).to_string(),
            (false, 0 | 1) => "single".to_owned(),
            (false, _) => "stories".to_owned(),
        }
    }

    pub(super) fn copies(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = &self.view.report.copies;
        if all.is_empty() {
            return Ok(());
        }
        let shown = part("copies", "Copies", all.len(), self.style.entries, out)?;
        for (i, group) in all[..shown].iter().enumerate() {
            self.group(i, group, out)?;
        }
        writeln!(out, "</section>")
    }

    fn group(&self, place: usize, group: &CopiesEntry, out: &mut dyn Write) -> io::Result<()> {
        let representative = self.view.article(&group.representative);
        let lang = self.lang(&group.representative);
        let headline = self.view.name(&group.representative);
        open_entry("copies", &Anchor('c', &group.id), headline, lang, out)?;
        let mut facts = vec![phrase::articles(group.members.len())];
        facts.extend(group.weakest.as_ref().map(|pair| format!("weakest pair {}", measures(pair))));
        facts_line(&facts, out)?;
        writeln!(out, "<ol class=\"members\">")?;
        let members: Vec<_> = self.view.articles(&group.members).collect();
        for article in members.iter().take(self.style.members) {
            let pair = group.pairs.iter().find(|pair| pair.a == article.id || pair.b == article.id);
            let (mark, note) = match pair {
                _ if article.id == group.representative => (REPRESENTATIVE, String::new()),
                Some(pair) => (COPY, relation_note(article, pair)),
                None => (COPY, String::new()),
            };
            self.member(article, mark, &note, out)?;
        }
        writeln!(out, "</ol>")?;
        more(members.len(), self.style.members, ["article", "articles"], out)?;
        // Their texts stand with their story; without stories they would stand nowhere.
        let story =
            representative.and_then(|article| article.story.as_deref()).and_then(|id| self.view.story(id));
        if let Some(story) = story {
            let target = self.target(story);
            let link = "<bdi dir=\"ltr\">Their story, with their texts</bdi>";
            writeln!(out, "<p class=\"elsewhere\"><a href=\"#{target}\">{link}</a></p>")?;
        } else {
            self.passages(&group.passages, lang, out)?;
            if place < self.style.texts {
                self.texts(&members, out)?;
            }
        }
        writeln!(out, "</article>")
    }

    pub(super) fn single_stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.single_stories().collect();
        if all.is_empty() {
            return Ok(());
        }
        let shown = part("single", "Stories of one article", all.len(), self.style.singles, out)?;
        writeln!(out, "<ul class=\"members rows\">")?;
        for story in &all[..shown] {
            let Some(article) = self.view.article(&story.representative) else { continue };
            write!(out, "<li class=\"entry member\" id=\"{}\">", Anchor('s', &story.id))?;
            self.member_cells(article, SINGLE, "", out)?;
        }
        writeln!(out, "</ul>\n</section>")
    }

    pub(super) fn member(
        &self,
        article: &ArticleEntry,
        mark: [&str; 2],
        note: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(out, "<li class=\"member\">")?;
        self.member_cells(article, mark, note, out)
    }

    /// The cells of an article's row, to the end of the row.
    fn member_cells(
        &self,
        article: &ArticleEntry,
        [mark, meaning]: [&str; 2],
        note: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(
            out,
            "<span class=\"mark\" role=\"img\" aria-label=\"{meaning}\" title=\"{meaning}\">{mark}</span> "
        )?;
        date(article.published, out)?;
        let source = article.source.as_deref().unwrap_or_default();
        write!(out, " <bdi class=\"source\">{}</bdi>", Text(source))?;
        let name = article.title.as_deref().unwrap_or("without a headline");
        write!(out, " <bdi class=\"name\"{}>{}</bdi>", Lang(article.lang), Text(name))?;
        write!(out, " <bdi class=\"note\" dir=\"ltr\">{}", article.kind)?;
        if !note.is_empty() {
            write!(out, ", {note}")?;
        }
        writeln!(out, "</bdi> <code class=\"place\" dir=\"ltr\">{}</code></li>", Text(&self.place(article)))
    }

    /// `path:3-9`; of a record, its line in the file.
    pub(super) fn place(&self, article: &ArticleEntry) -> String {
        let place = self.view.place(article);
        let is_record = self.view.document(article).is_some_and(|document| document.record.is_some());
        let one_line = is_record || article.lines.first == article.lines.last;
        if one_line { place } else { format!("{place}-{}", article.lines.last) }
    }

    pub(super) fn lang(&self, article: &str) -> Option<Language> {
        self.view.article(article).and_then(|article| article.lang)
    }
}

/// Marks of members, and what they mean to those who do not see them.
pub(super) const REPRESENTATIVE: [&str; 2] = ["●", "representative"];
pub(super) const COPY: [&str; 2] = ["=", "copy"];
pub(super) const OTHER: [&str; 2] = ["○", "article in its own words"];
const SINGLE: [&str; 2] = ["○", "single article"];

/// How a copy relates to the representative, with the number that decided it.
fn relation_note(article: &ArticleEntry, pair: &PairEntry) -> String {
    let relation = relation_of(&article.id, pair);
    format!("{} {}", phrase::relation(relation), phrase::measured(pair, relation))
}

fn measures(pair: &PairEntry) -> String {
    let [jaccard, containment] = [pair.jaccard, pair.containment].map(phrase::share);
    format!("Jaccard {jaccard}, containment {containment}")
}

/// A line of our own words.
pub(super) fn facts_line(facts: &[String], out: &mut dyn Write) -> io::Result<()> {
    // Each fact keeps together; lines break between them.
    let facts: Vec<_> = facts.iter().map(|fact| format!("<span>{fact}</span>")).collect();
    writeln!(out, "<p class=\"facts\"><bdi dir=\"ltr\">{}</bdi></p>", facts.join(" · "))
}

/// Says how many were not shown.
pub(super) fn more(all: usize, limit: usize, [one, many]: [&str; 2], out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(limit) {
        0 => Ok(()),
        rest => {
            let noun = if rest == 1 { one } else { many };
            let rest = phrase::number(rest as u64);
            writeln!(out, "<p class=\"limit\"><bdi dir=\"ltr\">and {rest} more {noun}</bdi></p>")
        }
    }
}

/// Opens an entry and writes its headline. An entry runs in the direction of its headline.
pub(super) fn open_entry(
    class: &str,
    anchor: &Anchor<'_>,
    headline: &str,
    lang: Option<Language>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (dir, lang) = (Dir(headline), Lang(lang));
    writeln!(out, "<article class=\"entry {class}\" id=\"{anchor}\" dir=\"{dir}\">")?;
    writeln!(out, "<h3{lang}>{}</h3>", Text(headline))
}
