//! What a report costs when one cluster in it is large: twice the members, twice the time, in every format.

use super::html::{self, HtmlExtent, HtmlStyle};
use super::model::{
    ArticleEntry, CopiesEntry, LinkEntry, Name, OccurrenceEntry, PairEntry, PassageEntry, Relation, Report,
    StoryEntry, StorylineEntry,
};
use super::terminal::{self, TerminalStyle};
use super::{Format, render, sample};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Members of the large cluster. A renderer that looked through all members for each took minutes for as many.
const MEMBERS: usize = 32_000;
/// How many times smaller the other one is: so many that a busy machine cannot make linear look like quadratic.
const SMALLER: usize = 16;

/// A way to show a report.
type Show = dyn Fn(&Report, &mut dyn Write) -> io::Result<()>;

fn name(kind: &str, number: usize) -> Name {
    // As long as the ids of real runs, which begin alike.
    format!("corpus/2026/feed-of-all-agencies.jsonl:{number:08}#{kind}").into()
}

/// Articles without text, their stories, groups and storylines not yet said.
fn articles(count: usize) -> Report {
    let sample = sample::report();
    let draft = &sample.articles[0];
    let articles = (0..count).map(|number| ArticleEntry {
        id: name("1", number),
        document: name("document", number),
        copies: None,
        story: None,
        storyline: None,
        only_here: Vec::new(),
        blocks: Vec::new(),
        ..draft.clone()
    });
    Report { articles: articles.collect(), ..sample::empty_report() }
}

fn passage(report: &Report) -> PassageEntry {
    let occurrence = &sample::report().passages[0].occurrences[0];
    let holders =
        report.articles.iter().map(|it| OccurrenceEntry { article: it.id.clone(), ..occurrence.clone() });
    PassageEntry {
        id: name("passage", 0),
        occurrences: holders.collect(),
        ..sample::report().passages[0].clone()
    }
}

fn story(draft: &StoryEntry, id: Name, articles: Vec<Name>) -> StoryEntry {
    let representative = articles[0].clone();
    StoryEntry { id, representative, articles, storyline: None, passages: Vec::new(), ..draft.clone() }
}

/// Stories of one article each.
fn singles(articles: &[ArticleEntry]) -> Vec<StoryEntry> {
    let draft = &sample::report().stories[0];
    let ids = articles.iter().map(|article| vec![article.id.clone()]);
    ids.enumerate().map(|(number, ids)| story(draft, name("story", number), ids)).collect()
}

fn group(id: Name, members: Vec<Name>) -> CopiesEntry {
    let pair = |b: &Name| PairEntry {
        a: members[0].clone(),
        b: b.clone(),
        relation: Relation::Near,
        jaccard: 0.9,
        rarity: 0.9,
        containment: 0.9,
        pieces: None,
    };
    let pairs = members[1..].iter().map(pair).collect();
    CopiesEntry {
        id,
        representative: members[0].clone(),
        members,
        pairs,
        weakest: None,
        passages: Vec::new(),
    }
}

/// One text, carried by everybody.
fn one_group(count: usize) -> Report {
    let mut report = articles(count);
    report.articles.iter_mut().for_each(|article| article.copies = Some(name("group", 0)));
    let members = report.articles.iter().map(|article| article.id.clone()).collect();
    report.passages = vec![passage(&report)];
    report.copies =
        vec![CopiesEntry { passages: vec![name("passage", 0)], ..group(name("group", 0), members) }];
    report.pairs.clone_from(&report.copies[0].pairs);
    report
}

/// One story of articles that were each carried twice.
fn one_story(count: usize) -> Report {
    let mut report = articles(count);
    let ids: Vec<Name> = report.articles.iter().map(|article| article.id.clone()).collect();
    for (number, article) in report.articles.iter_mut().enumerate() {
        article.copies = Some(name("group", number / 2));
        article.story = Some(name("story", 0));
    }
    report.copies =
        ids.chunks(2).enumerate().map(|(number, two)| group(name("group", number), two.to_vec())).collect();
    report.passages = vec![passage(&report)];
    report.stories = vec![story(&sample::report().stories[0], name("story", 0), ids)];
    report
}

/// One storyline of stories of one article each, in each of which the same text was used again. Its headline is that of its
/// last story.
fn one_storyline(count: usize) -> Report {
    let mut report = articles(count);
    let storyline = name("storyline", 0);
    for (number, article) in report.articles.iter_mut().enumerate() {
        article.story = Some(name("story", number));
        article.storyline = Some(storyline.clone());
    }
    report.stories = singles(&report.articles);
    for (number, story) in report.stories.iter_mut().enumerate() {
        story.headline = Some(format!("Headline {number}"));
        story.storyline = Some(storyline.clone());
    }
    let draft = sample::report().storylines[0].clone();
    report.storylines = vec![StorylineEntry {
        id: storyline.clone(),
        headline: report.stories[count - 1].headline.clone(),
        stories: report.stories.iter().map(|story| story.id.clone()).collect(),
        articles: count as u32,
        passages: Vec::new(),
        links: report.stories.iter().map(|it| LinkEntry { story: it.id.clone(), similarity: 0.5 }).collect(),
        ..draft
    }];
    report
}

/// One text that was used again in articles of all clusters and of none.
fn one_passage(count: usize) -> Report {
    let mut report = articles(count);
    for (number, article) in report.articles.iter_mut().enumerate().take(count / 2) {
        article.story = Some(name("story", number));
    }
    report.stories = singles(&report.articles[..count / 2]);
    report.passages = vec![passage(&report)];
    report.reused = vec![name("passage", 0)];
    report
}

/// An article all of whose stretches were used again.
fn one_article(count: usize) -> Report {
    let mut report = articles(2);
    let draft = passage(&report);
    report.passages =
        (0..count).map(|number| PassageEntry { id: name("passage", number), ..draft.clone() }).collect();
    for (number, passage) in report.passages.iter_mut().enumerate() {
        let start = number * 50;
        passage.occurrences.iter_mut().for_each(|at| at.span = crate::span::Span::new(start, start + 40));
    }
    report.reused = report.passages.iter().map(|passage| passage.id.clone()).collect();
    report
}

/// The page with all members, not the first five thousand alone.
fn whole_page(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let all = usize::MAX;
    let extent = HtmlExtent { members: all, holders: all, passages: all, matrix: 24, texts: 3 };
    html::render(report, &HtmlStyle { cluster: extent, first_cluster: extent, ..HtmlStyle::default() }, out)
}

fn all_details(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    terminal::render(report, &TerminalStyle::default().with_details(), out)
}

/// The shortest of some runs.
fn time(show: &Show, report: &Report, runs: usize) -> Duration {
    let run = |_| {
        let started = Instant::now();
        show(report, &mut io::sink()).unwrap();
        started.elapsed()
    };
    (0..runs).map(run).min().unwrap_or_default()
}

/// Every format, and those that can show more than they do by themselves.
fn shows() -> Vec<(String, Box<Show>)> {
    let of = |format: Format| -> (String, Box<Show>) {
        (format.to_string(), Box::new(move |report, out| render(report, format, out)))
    };
    let mut shows: Vec<_> = Format::ALL.into_iter().map(of).collect();
    shows.push(("the whole page".into(), Box::new(whole_page)));
    shows.push(("all details".into(), Box::new(all_details)));
    shows
}

/// What is linear takes about `SMALLER` times as long for the large report, up to twice that where the small one fits into
/// the caches of the processor; what is quadratic takes 256 times as long, and tens of seconds.
fn takes_as_long_as_it_is_large(make: fn(usize) -> Report) {
    let [small, large] = [MEMBERS / SMALLER, MEMBERS].map(make);
    for (name, show) in shows() {
        let [short, long] = [time(&show, &small, 3), time(&show, &large, 1)];
        let is_linear = long < short * (6 * SMALLER as u32) || long < Duration::from_secs(1);
        assert!(is_linear, "{name}: {short:?} for {}, {long:?} for {MEMBERS}", MEMBERS / SMALLER);
    }
}

#[test]
fn the_time_for_one_group_of_copies_grows_as_its_members_do() {
    takes_as_long_as_it_is_large(one_group);
}

#[test]
fn the_time_for_one_story_of_many_groups_grows_as_its_articles_do() {
    takes_as_long_as_it_is_large(one_story);
}

#[test]
fn the_time_for_one_storyline_grows_as_its_stories_do() {
    takes_as_long_as_it_is_large(one_storyline);
}

#[test]
fn the_time_for_a_passage_of_many_clusters_grows_as_its_holders_do() {
    takes_as_long_as_it_is_large(one_passage);
}

#[test]
fn the_time_for_an_article_grows_as_its_passages_do() {
    takes_as_long_as_it_is_large(one_article);
}
