//! A story in full: its articles, what they share, why they were joined, and their texts.

use super::Page;
use super::clusters::{COPY, OTHER, REPRESENTATIVE, facts_line, more, open_entry};
use super::escape::{Anchor, Dir, Lang, Text, web_address};
use super::highlight::{Mark, Marked, edits, marks};
use super::overview::part;
use crate::document::{Language, Timestamp};
use crate::report::model::{
    ArticleEntry, Block, JoinEntry, Name, OccurrenceEntry, PassageEntry, StoryEntry, TermEntry,
};
use crate::report::phrase;
use std::io::{self, Write};

/// Terms that say what a story is about, or what made a join.
const TERMS: usize = 10;
/// Joins that are shown of one story: the strongest say enough.
const JOINS: usize = 20;

impl Page<'_> {
    pub(super) fn stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let all: Vec<_> = self.view.shared_stories().collect();
        if all.is_empty() {
            return Ok(());
        }
        let shown = part("stories", "Stories of several articles", all.len(), self.style.entries, out)?;
        out.write_all(LEGEND.as_bytes())?;
        if shown > self.style.texts {
            let texts = phrase::number(self.style.texts as u64);
            writeln!(out, "<p class=\"limit\">The first {texts} come with the texts of their articles.</p>")?;
        }
        for (place, story) in all[..shown].iter().enumerate() {
            self.story(place, story, out)?;
        }
        writeln!(out, "</section>")
    }

    fn story(&self, place: usize, story: &StoryEntry, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang(&story.representative);
        let headline = story.headline.as_deref().unwrap_or(&story.id);
        open_entry("story", &Anchor('s', &story.id), headline, lang, out)?;
        let mut facts = vec![phrase::articles_and_independent(story.articles.len(), story.independent)];
        facts.extend(phrase::days(story.first, story.last));
        if story.sources.len() > 1 {
            facts.push(format!("{} sources", story.sources.len()));
        }
        if !story.agencies.is_empty() {
            facts.push(Text(&story.agencies.join(", ")).to_string());
        }
        facts_line(&facts, out)?;
        terms(&story.terms, lang, out)?;
        writeln!(out, "<ol class=\"members\">")?;
        let members: Vec<_> = self.view.articles(&story.articles).collect();
        for article in members.iter().take(self.style.members) {
            let mark = match article {
                _ if article.id == story.representative => REPRESENTATIVE,
                ArticleEntry { representative: true, .. } => OTHER,
                ArticleEntry { representative: false, .. } => COPY,
            };
            let note = if mark == COPY { "copy" } else { "" };
            self.member(article, mark, note, out)?;
        }
        writeln!(out, "</ol>")?;
        more(members.len(), self.style.members, ["article", "articles"], out)?;
        self.passages(&story.passages, lang, out)?;
        self.joins(&story.joins, "Why these articles are one story", out)?;
        if place < self.style.texts {
            self.texts(&members, out)?;
        }
        writeln!(out, "</article>")
    }

    pub(super) fn passages(
        &self,
        ids: &[Name],
        lang: Option<Language>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let passages = self.view.passages(ids);
        if passages.is_empty() {
            return Ok(());
        }
        writeln!(out, "<h4><bdi dir=\"ltr\">Shared text</bdi></h4>")?;
        for passage in passages.iter().take(self.style.passages) {
            self.passage(passage, lang, out)?;
        }
        more(passages.len(), self.style.passages, ["passage", "passages"], out)
    }

    fn passage(&self, passage: &PassageEntry, lang: Option<Language>, out: &mut dyn Write) -> io::Result<()> {
        let first = passage.occurrences.first().and_then(|first| self.lang(&first.article));
        let lang = Lang(first.or(lang));
        writeln!(
            out,
            "<figure class=\"passage\">\n<blockquote dir=\"{}\"{lang}>{}</blockquote>",
            Dir(&passage.text),
            Text(&passage.text)
        )?;
        let kind = phrase::passage_kind(passage.kind);
        let words = phrase::count(u64::from(passage.words), "word", "words");
        let holders = phrase::articles(passage.occurrences.len());
        writeln!(
            out,
            "<figcaption><bdi dir=\"ltr\"><b>{kind}</b> · {words} in {holders}</bdi>\n<ul class=\"holders\">"
        )?;
        for occurrence in passage.occurrences.iter().take(self.style.members) {
            self.holder(occurrence, out)?;
        }
        writeln!(out, "</ul>")?;
        more(passage.occurrences.len(), self.style.members, ["article", "articles"], out)?;
        writeln!(out, "</figcaption>\n</figure>")
    }

    /// Who holds a passage, where, and in which words when they are others.
    fn holder(&self, occurrence: &OccurrenceEntry, out: &mut dyn Write) -> io::Result<()> {
        let article = self.view.article(&occurrence.article);
        let place = self.view.place_of(occurrence).unwrap_or_else(|| occurrence.article.to_string());
        let source = article.and_then(|article| article.source.as_deref()).unwrap_or_default();
        write!(out, "<li><bdi class=\"source\">{}</bdi> <code>{}</code>", Text(source), Text(&place))?;
        if let Some(text) = &occurrence.text {
            // The places of edits count in the source; they fit a text that was quoted from it in one piece.
            let edits: Vec<Mark> =
                if text.len() == occurrence.span.len() { edits(occurrence).collect() } else { Vec::new() };
            let lang = Lang(article.and_then(|article| article.lang));
            let marked = Marked { text, start: occurrence.span.start, marks: &edits };
            write!(out, "<p class=\"variant\" dir=\"{}\"{lang}>{marked}</p>", Dir(text))?;
        }
        writeln!(out, "</li>")
    }

    pub(super) fn joins(&self, joins: &[JoinEntry], question: &str, out: &mut dyn Write) -> io::Result<()> {
        if joins.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<details class=\"why\">\n<summary><bdi dir=\"ltr\">{question}</bdi></summary>\n<ul class=\"joins\">"
        )?;
        for join in joins.iter().take(JOINS) {
            let (a, b) = (Text(self.view.name(&join.a)), Text(self.view.name(&join.b)));
            writeln!(out, "<li><p><bdi>{a}</bdi></p>\n<p><bdi>{b}</bdi></p>")?;
            let (similarity, threshold) = (phrase::share(join.similarity), phrase::share(join.threshold));
            writeln!(
                out,
                "<p class=\"facts\"><bdi dir=\"ltr\"><b>{similarity}</b> above chance; {threshold} is enough{}</bdi></p>",
                phrase::agreement(join)
            )?;
            let lang = self
                .lang(&join.a)
                .or_else(|| self.view.story(&join.a).and_then(|s| self.lang(&s.representative)));
            terms(&join.terms, lang, out)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        more(joins.len(), JOINS, ["join", "joins"], out)?;
        writeln!(out, "</details>")
    }

    pub(super) fn texts(&self, members: &[&ArticleEntry], out: &mut dyn Write) -> io::Result<()> {
        let shown = members.len().min(self.style.members);
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
        let marks: Vec<Mark> =
            held.iter().flat_map(|(passage, occurrence)| marks(passage, occurrence)).collect();
        writeln!(out, "<section class=\"text\"{}>", Lang(article.lang))?;
        let source = article.source.as_deref().unwrap_or(&article.document);
        write!(out, "<p class=\"facts\"><bdi class=\"source\">{}</bdi> ", Text(source))?;
        date(article.published, out)?;
        let shared = (article.coverage * 100.0).round();
        write!(out, " <bdi dir=\"ltr\">{shared:.0} % shared</bdi>")?;
        let url =
            self.view.document(article).and_then(|document| document.url.as_deref()).and_then(web_address);
        if let Some(url) = url {
            write!(out, " <a dir=\"ltr\" rel=\"noopener noreferrer\" href=\"{}\">original</a>", Text(url))?;
        }
        writeln!(out, "</p>")?;
        for (i, block) in article.blocks.iter().enumerate() {
            let is_title = i == 0 && article.title.as_deref().map(str::trim) == Some(block.text.trim());
            paragraph(block, if is_title { "h4" } else { "p" }, &marks, out)?;
        }
        writeln!(out, "</section>")
    }
}

fn paragraph(block: &Block, tag: &str, marks: &[Mark], out: &mut dyn Write) -> io::Result<()> {
    let marked = Marked { text: &block.text, start: block.start, marks };
    writeln!(out, "<{tag} dir=\"{}\">{marked}</{tag}>", Dir(&block.text))
}

const LEGEND: &str = "<p class=\"legend\"><span><span class=\"mark\">●</span> stands for the story</span> \
<span><span class=\"mark\">=</span> is a copy of another</span> \
<span><span class=\"mark\">○</span> has its own words</span> \
<span><mark class=\"shared\">shared</mark> with another article</span> \
<span><mark class=\"edited\">edited</mark> inside shared text</span> \
<span><mark class=\"phrase\">a fixed phrase</mark></span></p>\n";

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
