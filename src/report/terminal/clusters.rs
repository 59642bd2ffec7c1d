//! Storylines, stories and groups of copies, the largest of each.

use super::line::{Line, Tone};
use super::measure;
use super::{Ids, Page, shown_of};
use crate::report::clean;
use crate::report::model::{
    ArticleEntry, CopiesEntry, Name, PairEntry, PassageEntry, StoryEntry, StorylineEntry, TermEntry,
};
use crate::report::phrase;
use crate::report::view::{Pairs, View, relation_of};
use std::io::{self, Write};

/// Where the text of an entry begins, to the right of its number.
const INDENT: usize = 4;
/// Rows of a headline.
const HEADLINE_ROWS: usize = 2;
/// Terms that say what a story is about.
const TERMS: usize = 8;
/// Stories of other storylines that are named.
const LINKS: usize = 3;

impl Page<'_> {
    /// The cluster with an id, and whether there is one.
    pub(super) fn cluster(&self, id: &str, out: &mut dyn Write) -> io::Result<bool> {
        let report = self.view.report;
        if let Some(storyline) = report.storylines.iter().find(|it| &*it.id == id) {
            self.storyline(1, storyline, out)?;
            for (i, story) in storyline.stories.iter().filter_map(|id| self.view.story(id)).enumerate() {
                writeln!(out)?;
                self.story(i + 1, story, out)?;
            }
        } else if let Some(story) = self.view.story(id) {
            self.story(1, story, out)?;
        } else if let Some(group) = report.copies.iter().find(|it| &*it.id == id) {
            self.group(1, group, out)?;
            self.quoted(&group.passages, out)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn id(&self, id: &str) -> Option<String> {
        (self.style.ids == Ids::Shown).then(|| id.to_string())
    }

    pub(super) fn storylines(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_storylines().collect();
        if all.is_empty() {
            return Ok(());
        }
        let shown = all.len().min(self.style.top);
        self.heading("Storylines", &shown_of(shown, all.len()), out)?;
        for (i, storyline) in all[..shown].iter().enumerate() {
            gap(i, out)?;
            self.storyline(i + 1, storyline, out)?;
        }
        Ok(())
    }

    fn storyline(&self, number: usize, storyline: &StorylineEntry, out: &mut dyn Write) -> io::Result<()> {
        self.headline(number, storyline.headline.as_deref(), &storyline.id, out)?;
        let mut facts =
            vec![phrase::stories(storyline.stories.len()), phrase::articles(storyline.articles as usize)];
        facts.extend(phrase::days(storyline.first, storyline.last));
        facts.extend(self.id(&storyline.id));
        self.line().to(INDENT).foreign(Tone::Faint, &facts.join(" · ")).end(out)?;
        self.terms(&storyline.terms, out)?;
        let shown = storyline.stories.len().min(self.style.members);
        let stories: Vec<_> = storyline.stories.iter().filter_map(|id| self.view.story(id)).collect();
        for (i, story) in stories.iter().take(shown).enumerate() {
            let last = i + 1 == stories.len();
            let day = story.first.map_or_else(|| "no date".to_owned(), phrase::day);
            let line = self.line().to(INDENT).own(Tone::Faint, if last { "└ " } else { "├ " });
            let line = line.own(Tone::Plain, &day).to(INDENT + 14);
            let line = line.own(Tone::Faint, &phrase::articles(story.articles.len())).to(INDENT + 28);
            line.foreign(Tone::Plain, story.headline.as_deref().unwrap_or(&story.id)).end(out)?;
        }
        self.more(storyline.stories.len() - shown, "stories", out)?;
        let near: Vec<_> = self.view.linked(storyline).map(View::headline).collect();
        if near.is_empty() {
            return Ok(());
        }
        let facts = format!("{} of other storylines near to it", phrase::stories(near.len()));
        self.line().to(INDENT).own(Tone::Faint, &facts).end(out)?;
        for headline in near.iter().take(LINKS) {
            self.line().to(INDENT).own(Tone::Faint, "~ ").foreign(Tone::Plain, headline).end(out)?;
        }
        Ok(())
    }

    pub(super) fn stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_stories().collect();
        if all.is_empty() {
            return Ok(());
        }
        let shown = all.len().min(self.style.top);
        self.heading("Stories of several articles", &shown_of(shown, all.len()), out)?;
        self.paragraph(
            Tone::Faint,
            "● stands for the story · = is a copy of another · ○ has its own words",
            out,
        )?;
        writeln!(out)?;
        for (i, story) in all[..shown].iter().enumerate() {
            gap(i, out)?;
            self.story(i + 1, story, out)?;
        }
        Ok(())
    }

    fn story(&self, number: usize, story: &StoryEntry, out: &mut dyn Write) -> io::Result<()> {
        self.headline(number, story.headline.as_deref(), &story.id, out)?;
        let mut facts = vec![phrase::articles_and_independent(story.articles.len(), story.independent)];
        facts.extend(phrase::days(story.first, story.last));
        facts.extend(self.id(&story.id));
        self.line().to(INDENT).foreign(Tone::Faint, &facts.join(" · ")).end(out)?;
        self.listed("sources", &story.sources.join(" · "), out)?;
        self.listed("agencies", &story.agencies.join(" · "), out)?;
        self.terms(&story.terms, out)?;
        let members: Vec<_> = self.view.articles(&story.articles).collect();
        let shown = &members[..members.len().min(self.style.members)];
        let places = self.places(shown);
        for article in shown {
            let mark = match article {
                _ if article.id == story.representative => "● ",
                ArticleEntry { representative: true, .. } => "○ ",
                ArticleEntry { representative: false, .. } => "= ",
            };
            let line = self.line().to(INDENT).own(Tone::Accent, mark);
            self.member(line, article, places, out)?;
        }
        self.more(members.len() - shown.len(), "articles", out)?;
        self.quoted(&story.passages, out)?;
        match self.style.ids {
            Ids::Shown => self.only_here(&members, out),
            Ids::Hidden => Ok(()),
        }
    }

    /// What each article has that no other one has.
    fn only_here(&self, members: &[&ArticleEntry], out: &mut dyn Write) -> io::Result<()> {
        for article in members {
            for own in &article.only_here {
                let words = phrase::count(u64::from(own.words), "word", "words");
                writeln!(out)?;
                let line = self.line().to(INDENT).own(Tone::Faint, &format!("│ only here · {words} at "));
                line.place(Tone::Faint, &self.view.place_in(article, own)).end(out)?;
                let text = clean::line(&View::text_in(article, own.span));
                let paragraph = clean::direction(&text);
                for row in measure::wrap(&text, self.style.width - INDENT - 2, self.style.rows) {
                    self.line()
                        .to(INDENT)
                        .own(Tone::Faint, "│ ")
                        .wrapped(Tone::Plain, &row, paragraph)
                        .end(out)?;
                }
            }
        }
        Ok(())
    }

    /// Text that stands in several storylines.
    pub(super) fn reused(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = self.view.reused();
        if all.is_empty() {
            return Ok(());
        }
        let shown = all.len().min(self.style.top);
        self.heading("Text used again elsewhere", &shown_of(shown, all.len()), out)?;
        for (i, passage) in all[..shown].iter().enumerate() {
            gap(i, out)?;
            self.boxed(passage, out)?;
        }
        Ok(())
    }

    /// Place, date, kind and what it is called, in columns; on two lines when the place is too long for that.
    fn member(
        &self,
        line: Line,
        article: &ArticleEntry,
        places: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let indent = line.used();
        let mut line = line.place(Tone::Plain, &self.view.place(article));
        // Half of the line is for what the article is.
        let most = self.style.width / 2;
        if line.used() > most {
            line.end(out)?;
            line = self.line().to(indent);
        } else {
            line = line.to(indent + places.min(most.saturating_sub(indent)) + 2);
        }
        let column = line.used();
        let day = article.published.map_or_else(String::new, phrase::day);
        let line = line.own(Tone::Faint, &day).to(column + 12);
        let line = line.own(Tone::Faint, &article.kind.to_string()).to(column + 20);
        let name = article.title.as_deref().or(article.source.as_deref()).unwrap_or("without a headline");
        line.foreign(Tone::Plain, name).end(out)
    }

    /// The widest of the places of some articles.
    fn places(&self, articles: &[&ArticleEntry]) -> usize {
        let places = articles.iter().map(|article| measure::width(&clean::line(&self.view.place(article))));
        places.max().unwrap_or(0)
    }

    pub(super) fn copies(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = &self.view.report.copies;
        if all.is_empty() {
            return Ok(());
        }
        let shown = all.len().min(self.style.top);
        self.heading("Copies", &shown_of(shown, all.len()), out)?;
        for (i, group) in all[..shown].iter().enumerate() {
            gap(i, out)?;
            self.group(i + 1, group, out)?;
        }
        Ok(())
    }

    fn group(&self, number: usize, group: &CopiesEntry, out: &mut dyn Write) -> io::Result<()> {
        self.headline(number, Some(self.view.name(&group.representative)), &group.id, out)?;
        let mut facts = vec![phrase::articles(group.members.len())];
        facts.extend(self.id(&group.id));
        self.line().to(INDENT).foreign(Tone::Faint, &facts.join(" · ")).end(out)?;
        let members: Vec<_> = self.view.articles(&group.members).collect();
        let shown = &members[..members.len().min(self.style.members)];
        let places = self.places(shown).min(self.style.width / 3);
        let pairs = Pairs::of(group);
        let told: Vec<(&str, String, Option<&PairEntry>)> = shown
            .iter()
            .map(|article| match pairs.of_member(&article.id) {
                Some(pair) if article.id != group.representative => {
                    (phrase::relation(relation_of(&article.id, pair)), phrase::figure(pair), Some(pair))
                }
                _ => ("", String::new(), None),
            })
            .collect();
        let figures = told.iter().map(|(_, figure, _)| figure.chars().count()).max().unwrap_or_default();
        // Where a line is too short for the figure, it stands in the next one.
        let beside = INDENT + 13 + figures + 14 + places <= self.style.width;
        let figures = if beside { figures } else { 0 };
        for (article, (relation, figure, pair)) in shown.iter().zip(told) {
            let mark = if article.id == group.representative { "● " } else { "= " };
            let line = self.line().to(INDENT).own(Tone::Accent, mark).own(Tone::Plain, relation);
            let start = INDENT + 13 + figures;
            let line = line.to(INDENT + 12).own(Tone::Faint, if beside { &figure } else { "" }).to(start);
            let line = line
                .place(Tone::Plain, &self.view.place(article))
                .own(Tone::Plain, "  ")
                .to(start + 2 + places);
            // Copies have the same headline; who carried them is what tells them apart.
            let outlet = article.source.as_deref().unwrap_or_default();
            line.own(Tone::Faint, &article.published.map_or_else(String::new, phrase::day))
                .to(start + 14 + places)
                .foreign(Tone::Plain, outlet)
                .end(out)?;
            if !beside && !figure.is_empty() {
                self.line().to(INDENT + 12).own(Tone::Faint, &figure).end(out)?;
            }
            if let Some(through) = pair.map(|pair| &pair.a).filter(|a| **a != group.representative) {
                let place =
                    self.view.article(through).map_or_else(|| through.to_string(), |it| self.view.place(it));
                self.line()
                    .to(INDENT + 12)
                    .own(Tone::Faint, "through ")
                    .place(Tone::Faint, &place)
                    .end(out)?;
            }
        }
        self.more(members.len() - shown.len(), "articles", out)?;
        match &group.weakest {
            Some(pair) => self.weakest(pair, members.len(), out),
            None => Ok(()),
        }
    }

    /// The pair a group hangs on, with all that was measured of it.
    fn weakest(&self, pair: &PairEntry, members: usize, out: &mut dyn Write) -> io::Result<()> {
        let numbers = format!("{}: {}", phrase::relation(pair.relation), phrase::figure(pair));
        let line = self.line().to(INDENT).own(Tone::Faint, "weakest pair  ");
        line.foreign(Tone::Plain, &numbers).end(out)?;
        if members == 2 {
            return Ok(());
        }
        for id in [&pair.a, &pair.b] {
            let place =
                self.view.article(id).map_or_else(|| id.to_string(), |article| self.view.place(article));
            self.line().to(INDENT + 14).place(Tone::Plain, &place).end(out)?;
        }
        Ok(())
    }

    fn headline(
        &self,
        number: usize,
        headline: Option<&str>,
        id: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = clean::line(headline.unwrap_or(id));
        let paragraph = clean::direction(&text);
        for (i, row) in measure::wrap(&text, self.style.width - INDENT, HEADLINE_ROWS).iter().enumerate() {
            let line = self.line();
            let line = if i == 0 { line.right(Tone::Accent, &number.to_string(), INDENT - 1) } else { line };
            line.to(INDENT).wrapped(Tone::Strong, row, paragraph).end(out)?;
        }
        Ok(())
    }

    fn terms(&self, terms: &[TermEntry], out: &mut dyn Write) -> io::Result<()> {
        let terms: Vec<_> = terms.iter().take(TERMS).map(|term| term.term.as_str()).collect();
        self.listed("terms", &terms.join(" · "), out)
    }

    fn listed(&self, name: &str, list: &str, out: &mut dyn Write) -> io::Result<()> {
        if list.is_empty() {
            return Ok(());
        }
        let line = self.line().to(INDENT).own(Tone::Faint, name).to(INDENT + 10);
        line.foreign(Tone::Plain, list).end(out)
    }

    fn quoted(&self, ids: &[Name], out: &mut dyn Write) -> io::Result<()> {
        let passages = self.view.passages(ids);
        let shown = passages.len().min(self.style.passages);
        for passage in &passages[..shown] {
            self.passage(passage, out)?;
        }
        self.more(passages.len() - shown, "passages", out)
    }

    fn passage(&self, passage: &PassageEntry, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.boxed(passage, out)
    }

    fn boxed(&self, passage: &PassageEntry, out: &mut dyn Write) -> io::Result<()> {
        let facts = phrase::passage(passage);
        self.line().to(INDENT).own(Tone::Accent, "┃ ").own(Tone::Faint, &facts).end(out)?;
        let text = clean::line(&passage.text);
        let paragraph = clean::direction(&text);
        for row in measure::wrap(&text, self.style.width - INDENT - 2, self.style.rows) {
            self.line().to(INDENT).own(Tone::Accent, "┃ ").wrapped(Tone::Plain, &row, paragraph).end(out)?;
        }
        let places: Vec<_> = passage.occurrences.iter().filter_map(|at| self.view.place_of(at)).collect();
        let mut line = self.line().to(INDENT).own(Tone::Accent, "┃ ").own(Tone::Faint, "at ");
        let most = self.style.places;
        for (i, place) in places.iter().take(most).enumerate() {
            let fits = line.used() + measure::width(place) + 14 <= self.style.width;
            line = match i {
                0 => line,
                _ if fits => line.own(Tone::Faint, ", "),
                _ if most < usize::MAX => {
                    return line.own(Tone::Faint, &rest(places.len() - i)).end(out);
                }
                _ => {
                    line.own(Tone::Faint, ",").end(out)?;
                    self.line().to(INDENT).own(Tone::Accent, "┃ ").own(Tone::Faint, "   ")
                }
            };
            line = line.place(Tone::Faint, place);
        }
        line.own(Tone::Faint, &rest(places.len().saturating_sub(most))).end(out)
    }

    fn more(&self, rest: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
        if rest == 0 {
            return Ok(());
        }
        let text = format!("and {} more {what}", phrase::number(rest as u64));
        self.line().to(INDENT).own(Tone::Faint, &text).end(out)
    }
}

fn rest(n: usize) -> String {
    if n == 0 { String::new() } else { format!(" and {n} more") }
}

/// The empty line between two entries.
fn gap(index: usize, out: &mut dyn Write) -> io::Result<()> {
    if index > 0 { writeln!(out) } else { Ok(()) }
}
