//! Shared text with everyone who holds it, and what stands in one article only.

use super::cluster::{Cluster, Part};
use super::escape::{Dir, Lang, Text};
use super::highlight::{Mark, Marked, edits};
use super::members::{date, more};
use super::times::DAY;
use super::{HtmlExtent, Page, outlet};
use crate::document::{Language, Timestamp};
use crate::report::model::{ArticleEntry, Name, OccurrenceEntry, PassageEntry, StretchEntry};
use crate::report::phrase;
use crate::report::view::{View, boundary, tells_little};
use ahash::AHashMap;
use std::io::{self, Write};

/// Stretches of one article that no other has: the longest say enough, the reader marks them all.
const STRETCHES: usize = 3;
/// Bytes of such a stretch.
const STRETCH: usize = 420;

/// Fixed phrases and pieces of furniture of a cluster, and articles named under each: hundreds of articles name one
/// minister, and say nothing about each other by that.
const PHRASES: usize = 100;
const PHRASE_HOLDERS: usize = 8;

/// Whether `a` was published before `b` for all that is known: where one of them has a day only, on an earlier day.
pub(super) fn is_earlier(a: Timestamp, b: Timestamp) -> bool {
    if a.has_time && b.has_time {
        a.seconds < b.seconds
    } else {
        a.seconds.div_euclid(DAY) < b.seconds.div_euclid(DAY)
    }
}

/// The one that was published before all others that have a date; nothing when two may have been first.
pub(super) fn origin<'a>(articles: &[&'a ArticleEntry]) -> Option<(&'a ArticleEntry, Timestamp)> {
    let dated = || articles.iter().filter_map(|&article| article.published.map(|time| (article, time)));
    let (first, time) = dated().min_by_key(|&(_, time)| time)?;
    let is_first = dated().all(|(other, other_time)| other.id == first.id || is_earlier(time, other_time));
    (is_first && dated().count() > 1).then_some((first, time))
}

impl<'a> Page<'a> {
    /// The passages of a cluster; furniture and fixed phrases apart, because they say little.
    pub(super) fn passages(
        &self,
        ids: &[Name],
        lang: Option<Language>,
        extent: &HtmlExtent,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let all = self.view.passages(ids);
        let (telling, rest) = all.split_at(all.partition_point(|passage| !tells_little(passage)));
        if !telling.is_empty() {
            writeln!(out, "<section class=\"shared\">\n<h3><bdi dir=\"ltr\">Shared text</bdi></h3>")?;
            for passage in telling.iter().take(extent.passages) {
                self.passage(passage, lang, extent, out)?;
            }
            more(telling.len(), extent.passages, ["passage", "passages"], out)?;
            writeln!(out, "</section>")?;
        }
        if rest.is_empty() {
            return Ok(());
        }
        let count = phrase::number(rest.len() as u64);
        writeln!(
            out,
            "<details class=\"shared\">\n<summary><bdi dir=\"ltr\">Fixed phrases and furniture, {count}</bdi></summary>"
        )?;
        let few = HtmlExtent {
            passages: extent.passages.min(PHRASES),
            holders: extent.holders.min(PHRASE_HOLDERS),
            ..*extent
        };
        for passage in rest.iter().take(few.passages) {
            self.passage(passage, lang, &few, out)?;
        }
        more(rest.len(), few.passages, ["passage", "passages"], out)?;
        writeln!(out, "</details>")
    }

    fn passage(
        &self,
        passage: &'a PassageEntry,
        lang: Option<Language>,
        extent: &HtmlExtent,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let occurrences = &passage.occurrences;
        let first = occurrences.first().and_then(|first| self.view.article(&first.article)?.lang);
        let lang = Lang(first.or(lang));
        writeln!(
            out,
            "<figure class=\"passage\">\n<blockquote dir=\"{}\"{lang}>{}</blockquote>",
            Dir(&passage.text),
            Text(&passage.text)
        )?;
        let kind = phrase::passage_kind(passage.kind);
        let words = phrase::count(u64::from(passage.words), "word", "words");
        let holders = phrase::articles(phrase::holders(passage));
        writeln!(
            out,
            "<figcaption><bdi dir=\"ltr\"><b>{kind}</b> · {words} in {holders}</bdi></figcaption>\n<ol class=\"holders\">"
        )?;
        let articles: Vec<_> =
            occurrences.iter().filter_map(|occurrence| self.view.article(&occurrence.article)).collect();
        let origin = origin(&articles).map(|(article, _)| &*article.id);
        for occurrence in occurrences.iter().take(extent.holders) {
            self.holder(occurrence, origin, out)?;
        }
        writeln!(out, "</ol>")?;
        more(occurrences.len(), extent.holders, ["article", "articles"], out)?;
        writeln!(out, "</figure>")
    }

    /// Who holds a passage, where, and in which words when they are others.
    fn holder(&self, held: &OccurrenceEntry, origin: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let article = self.view.article(&held.article);
        let place = self.view.place_of(held).unwrap_or_else(|| held.article.to_string());
        write!(out, "<li>")?;
        date(article.and_then(|article| article.published), out)?;
        let source = article.map_or(&*held.article, outlet);
        write!(out, " <bdi class=\"source\">{}</bdi>", Text(source))?;
        if origin == Some(&*held.article) {
            write!(out, " <span class=\"first\" dir=\"ltr\">first, as far as dates tell</span>")?;
        }
        write!(out, " <code dir=\"ltr\">{}</code>", Text(&place))?;
        if let Some(text) = &held.text {
            // The places of edits count in the source; they fit a text that was quoted from it in one piece.
            let edits: Vec<Mark> =
                if text.len() == held.span.len() { edits(held).collect() } else { Vec::new() };
            let lang = Lang(article.and_then(|article| article.lang));
            let marked = Marked { text, start: held.span.start, marks: &edits };
            write!(out, "<p class=\"variant\" dir=\"{}\"{lang}>{marked}</p>", Dir(text))?;
        }
        writeln!(out, "</li>")
    }

    /// Passages whose holders stand in different clusters.
    pub(super) fn reused(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = self.view.reused();
        if all.is_empty() {
            return Ok(());
        }
        let (limit, count) = (self.style.reused, phrase::number(all.len() as u64));
        writeln!(
            out,
            "<section class=\"figure wide reused\" aria-labelledby=\"reused\">\n\
             <h3 id=\"reused\">Text reused between clusters <span class=\"count\">{count}</span></h3>\n\
             <p class=\"about\">Passages whose holders do not stand in one storyline.</p>"
        )?;
        let shown = &all[..all.len().min(limit)];
        let (seen, folded) = shown.split_at(shown.len().min(REUSED));
        self.reused_list(seen, out)?;
        if !folded.is_empty() {
            let rest = phrase::count(folded.len() as u64, "more passage", "more passages");
            writeln!(out, "<details>\n<summary>{rest}</summary>")?;
            self.reused_list(folded, out)?;
            more(all.len(), limit, ["passage", "passages"], out)?;
            writeln!(out, "</details>")?;
        }
        writeln!(out, "</section>")
    }

    fn reused_list(&self, passages: &[&PassageEntry], out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<ol>")?;
        for passage in passages {
            let (shown, rest) = beginning(&passage.text, STRETCH);
            let first = passage.occurrences.first().and_then(|first| self.view.article(&first.article)?.lang);
            writeln!(
                out,
                "<li class=\"passage\">\n<blockquote dir=\"{}\"{}>{}{rest}</blockquote>\n<ul class=\"line\">",
                Dir(&passage.text),
                Lang(first),
                Text(shown)
            )?;
            let users = self.users(passage);
            for (cluster, articles) in users.iter().take(REUSERS) {
                self.user(*cluster, articles, out)?;
            }
            writeln!(out, "</ul>")?;
            more(users.len(), REUSERS, ["cluster", "clusters"], out)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ol>")
    }

    /// The clusters whose articles hold a passage, each with these articles, in the order of its holders.
    fn users(&self, passage: &'a PassageEntry) -> Vec<(Option<&Cluster<'a>>, Vec<&'a ArticleEntry>)> {
        let mut users: Vec<(Option<&Cluster<'a>>, Vec<&ArticleEntry>)> = Vec::new();
        // The places of clusters in `users`.
        let mut places: AHashMap<&str, usize> = AHashMap::new();
        for article in passage.occurrences.iter().filter_map(|held| self.view.article(&held.article)) {
            let home = self.home(article);
            // An article of no cluster stands alone.
            let place = home.map_or(users.len(), |home| *places.entry(home.id()).or_insert(users.len()));
            match users.get_mut(place) {
                Some((_, articles)) if articles.last().is_some_and(|last| last.id == article.id) => {}
                Some((_, articles)) => articles.push(article),
                None => users.push((home, vec![article])),
            }
        }
        users
    }

    fn user(
        &self,
        cluster: Option<&Cluster<'a>>,
        articles: &[&ArticleEntry],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(first) = articles.first() else { return Ok(()) };
        write!(out, "<li>")?;
        date(first.published, out)?;
        write!(out, " <span>")?;
        if let Some(cluster) = cluster {
            self.link(cluster, Part::First, out)?;
        }
        write!(out, " <bdi class=\"source\">{}</bdi>", Text(outlet(first)))?;
        if articles.len() > 1 {
            write!(out, " <bdi class=\"faint\" dir=\"ltr\">and {} more</bdi>", articles.len() - 1)?;
        }
        writeln!(out, "</span></li>")
    }
}

/// What each article has that no other has.
pub(super) fn only_here(members: &[&ArticleEntry], limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let with: Vec<_> = members.iter().filter(|article| !article.only_here.is_empty()).collect();
    if with.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section class=\"only\">\n<h3><bdi dir=\"ltr\">Only here</bdi></h3>\n<p class=\"about\"><bdi dir=\"ltr\">What no other article has.</bdi></p>\n<ol>"
    )?;
    for article in with.iter().take(limit) {
        write!(out, "<li><p class=\"facts\"><bdi class=\"source\">{}</bdi> ", Text(outlet(article)))?;
        date(article.published, out)?;
        let words = phrase::only_here(article).unwrap_or_default();
        writeln!(out, " <bdi dir=\"ltr\">{words}</bdi></p>")?;
        for own in article.only_here.iter().take(STRETCHES) {
            stretch(article, own, out)?;
        }
        more(article.only_here.len(), STRETCHES, ["stretch", "stretches"], out)?;
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ol>")?;
    more(with.len(), limit, ["article", "articles"], out)?;
    writeln!(out, "</section>")
}

fn stretch(article: &ArticleEntry, own: &StretchEntry, out: &mut dyn Write) -> io::Result<()> {
    let text = View::text_in(article, own.span);
    let (shown, rest) = beginning(&text, STRETCH);
    let (dir, lang) = (Dir(&text), Lang(article.lang));
    writeln!(out, "<p class=\"stretch\" dir=\"{dir}\"{lang}>{}{rest}</p>", Text(shown))
}

/// Passages of the overview that are seen at once; the others are folded.
const REUSED: usize = 6;
/// Clusters that are named under each.
const REUSERS: usize = 6;

/// The beginning of a text, cut between words, and an ellipsis when something was left off.
pub(super) fn beginning(text: &str, limit: usize) -> (&str, &'static str) {
    if text.len() <= limit {
        return (text, "");
    }
    let cut = &text[..boundary(text, limit)];
    let word = cut.rfind(char::is_whitespace).filter(|&at| at > limit / 2).unwrap_or(cut.len());
    (&cut[..word], " …")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn two_articles_of_one_day_are_ordered_only_where_both_have_a_time() {
        assert!(is_earlier(time("2026-03-04T06:00:00Z"), time("2026-03-04T07:00:00Z")));
        assert!(!is_earlier(time("2026-03-04"), time("2026-03-04T07:00:00Z")));
        assert!(is_earlier(time("2026-03-04T06:00:00Z"), time("2026-03-05")));
    }

    #[test]
    fn the_origin_is_the_one_that_was_first_and_nobody_when_two_may_have_been() {
        let mut report = sample::report();
        let name = |articles: &[&ArticleEntry]| origin(articles).map(|(article, _)| article.id.to_string());
        let first_two: Vec<&ArticleEntry> = report.articles.iter().take(2).collect();
        assert_eq!(name(&first_two).as_deref(), Some("feed.jsonl:1#1"));
        report.articles[1].published = report.articles[0].published;
        let first_two: Vec<&ArticleEntry> = report.articles.iter().take(2).collect();
        assert_eq!(name(&first_two), None);
        report.articles[1].published = None;
        let first_two: Vec<&ArticleEntry> = report.articles.iter().take(2).collect();
        assert_eq!(name(&first_two), None, "one date alone is before no other");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(beginning("one two three", 9), ("one two", " …"));
        assert_eq!(beginning("one two", 9), ("one two", ""));
        assert_eq!(beginning("新铁路全长三百二十公里", 9), ("新铁路", " …"));
    }
}
