//! The rows of a cluster's articles, and the small pieces that every part of the page is made of.

use super::article::is_headline;
use super::escape::{Dir, Lang, Text, web_address};
use super::highlight::{Marked, marks};
use super::{Page, outlet};
use crate::document::{Language, Timestamp};
use crate::report::model::{ArticleEntry, CopiesEntry, TermEntry};
use crate::report::phrase;
use crate::report::view::{Pairs, relation_of};
use std::io::{self, Write};

/// Terms that say what a story is about, or what made a join.
const TERMS: usize = 10;

/// What an article is in its cluster.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Representative,
    Copy,
    Other,
}

impl Mark {
    /// How it looks, and what it means to those who do not see it.
    fn shown(self) -> [&'static str; 2] {
        match self {
            Self::Representative => ["●", "representative"],
            Self::Copy => ["=", "copy"],
            Self::Other => ["○", "article in its own words"],
        }
    }

    pub(super) fn of_member(article: &ArticleEntry, representative: &str) -> (Self, String) {
        match article {
            _ if *article.id == *representative => (Self::Representative, String::new()),
            ArticleEntry { representative: true, .. } => (Self::Other, String::new()),
            ArticleEntry { representative: false, .. } => (Self::Copy, "copy".to_owned()),
        }
    }

    /// With how it relates to the representative, and the number that decided it.
    pub(super) fn of_copy(article: &ArticleEntry, group: &CopiesEntry, pairs: &Pairs<'_>) -> (Self, String) {
        if article.id == group.representative {
            return (Self::Representative, String::new());
        }
        let note = pairs.of_member(&article.id).map_or_else(String::new, |pair| {
            let relation = phrase::relation(relation_of(&article.id, pair));
            let through =
                if pair.a == group.representative { String::new() } else { format!(", through {}", pair.a) };
            format!("{relation}: {}{through}", phrase::figure(pair))
        });
        (Self::Copy, note)
    }
}

impl Page<'_> {
    pub(super) fn member(
        &self,
        article: &ArticleEntry,
        mark: Mark,
        note: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let [sign, meaning] = mark.shown();
        write!(out, "<li class=\"member\" data-article=\"{}\">", self.number(article))?;
        write!(
            out,
            "<span class=\"mark\" role=\"img\" aria-label=\"{meaning}\" title=\"{meaning}\">{sign}</span> "
        )?;
        date(article.published, out)?;
        write!(out, " <bdi class=\"source\">{}</bdi>", Text(article.source.as_deref().unwrap_or_default()))?;
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

    /// The texts of the first articles, for those who read without the script.
    pub(super) fn texts(
        &self,
        members: &[&ArticleEntry],
        limit: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if limit == 0 || members.is_empty() {
            return Ok(());
        }
        let shown = members.len().min(limit);
        let read = format!("Read {} with the shared text marked", phrase::articles(shown));
        writeln!(
            out,
            "<details class=\"texts\">\n<summary><bdi dir=\"ltr\">{read}</bdi></summary>\n<div class=\"columns\">"
        )?;
        for article in &members[..shown] {
            self.text(article, out)?;
        }
        writeln!(out, "</div>\n</details>")
    }

    fn text(&self, article: &ArticleEntry, out: &mut dyn Write) -> io::Result<()> {
        let held = self.held.get(&*article.id).map(Vec::as_slice).unwrap_or_default();
        let marks: Vec<_> = held.iter().flat_map(|held| marks(held.passage, held.occurrence)).collect();
        writeln!(out, "<section class=\"text\"{}>", Lang(article.lang))?;
        write!(out, "<p class=\"facts\"><bdi class=\"source\">{}</bdi> ", Text(outlet(article)))?;
        date(article.published, out)?;
        let shared = super::article::percent(article.coverage);
        write!(out, " <bdi dir=\"ltr\">{shared} % shared</bdi>")?;
        let document = self.view.document(article);
        if let Some(url) = document.and_then(|document| document.url.as_deref()).and_then(web_address) {
            write!(out, " <a dir=\"ltr\" rel=\"noopener noreferrer\" href=\"{}\">original</a>", Text(url))?;
        }
        writeln!(out, "</p>")?;
        for (i, block) in article.blocks.iter().enumerate() {
            let tag = if is_headline(article, i, block) { "h4" } else { "p" };
            let marked = Marked { text: &block.text, start: block.start, marks: &marks };
            writeln!(out, "<{tag} dir=\"{}\">{marked}</{tag}>", Dir(&block.text))?;
        }
        writeln!(out, "</section>")
    }
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

/// The terms, each underlined as far as its weight reaches.
pub(super) fn terms(terms: &[TermEntry], lang: Option<Language>, out: &mut dyn Write) -> io::Result<()> {
    if terms.is_empty() {
        return Ok(());
    }
    let most = terms.iter().map(|term| term.weight).fold(f64::MIN_POSITIVE, f64::max);
    write!(out, "<ul class=\"terms\" aria-label=\"Terms\"{}>", Lang(lang))?;
    for term in terms.iter().take(TERMS) {
        let share = (term.weight / most).clamp(0.0, 1.0);
        let weight = phrase::share(term.weight);
        write!(
            out,
            "<li style=\"--share:{share:.2}\" title=\"weight {weight}\"><bdi>{}</bdi></li>",
            Text(&term.term)
        )?;
    }
    writeln!(out, "</ul>")
}

pub(super) fn date(time: Option<Timestamp>, out: &mut dyn Write) -> io::Result<()> {
    match time {
        Some(time) => write!(out, "<time dir=\"ltr\" datetime=\"{time}\">{}</time>", phrase::day(time)),
        None => write!(out, "<span class=\"faint\" dir=\"ltr\">no date</span>"),
    }
}
