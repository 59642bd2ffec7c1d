//! The list of clusters: its controls, the first clusters in full for those without the script, and the index that the
//! script searches, filters and sorts.

use super::Page;
use super::cluster::{Cluster, Part};
use super::escape::Dir;
use super::language::name_of_code;
use super::pack::Packer;
use crate::document::Language;
use crate::report::clean;
use crate::report::model::ArticleEntry;
use crate::report::phrase;
use ahash::AHashMap;
use serde::Serialize;
use std::cmp::Reverse;
use std::io::{self, Write};

/// A row of the list as an array: level, anchor, headline, 1 when that runs right to left, language, articles,
/// independent ones, outlets (numbers), languages (numbers), first and last day, and what else is searched.
#[derive(Serialize)]
struct Row(
    u8,
    String,
    String,
    u8,
    Option<usize>,
    usize,
    u32,
    Vec<usize>,
    Vec<usize>,
    Option<String>,
    Option<String>,
    String,
);

/// What rows name by number: outlets and languages, those of most articles first.
#[derive(Serialize)]
struct Names {
    outlets: Vec<(String, usize)>,
    /// With the name of each.
    languages: Vec<(String, String, usize)>,
    clusters: usize,
    articles: usize,
}

/// Different values with their number of articles, most first, and the place of each.
struct Ranked<'a> {
    order: Vec<(&'a str, usize)>,
    places: AHashMap<&'a str, usize>,
}

impl<'a> Ranked<'a> {
    fn of(values: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: AHashMap<&str, usize> = AHashMap::new();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
        let mut order: Vec<_> = counts.into_iter().collect();
        order.sort_unstable_by_key(|&(value, count)| (Reverse(count), value));
        let places = order.iter().zip(0..).map(|(&(value, _), place)| (value, place)).collect();
        Self { order, places }
    }

    /// The places of some values, each once, in order.
    fn places(&self, values: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let mut places: Vec<usize> = values.filter_map(|value| self.places.get(value).copied()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl<'a> Page<'a> {
    /// The part of the page that the list takes.
    pub(super) fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.clusters.is_empty() {
            return Ok(());
        }
        let count = phrase::number(self.several() as u64);
        writeln!(
            out,
            "<section id=\"clusters\" aria-labelledby=\"clusters-name\">\n\
             <h2 id=\"clusters-name\" class=\"part\">Clusters <span class=\"count\">{count}</span></h2>"
        )?;
        out.write_all(CONTROLS.as_bytes())?;
        writeln!(out, "<div id=\"first\">")?;
        let first = self.first();
        if first.len() < self.clusters.len() {
            let [shown, all] = [first.len(), self.clusters.len()].map(|n| phrase::number(n as u64));
            writeln!(
                out,
                "<p class=\"limit\">These are the {shown} largest of {all}, stories of one article included. \
                 The others, and the search, need the script of this page.</p>"
            )?;
        }
        for cluster in first {
            self.cluster(cluster, Part::First, out)?;
        }
        writeln!(
            out,
            "</div>\n</section>\n<section id=\"opened\" aria-label=\"The cluster\" hidden></section>"
        )
    }

    /// The index of all clusters, in the order of the list.
    pub(super) fn index(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.clusters.is_empty() {
            return Ok(());
        }
        let articles = &self.view.report.articles;
        let outlets = Ranked::of(articles.iter().filter_map(|article| article.source.as_deref()));
        let languages =
            Ranked::of(articles.iter().filter_map(|article| article.lang.as_ref().map(Language::as_str)));
        let mut packer = Packer::new("index", self.style.chunk, out);
        let names = Names {
            outlets: outlets.order.iter().map(|&(name, n)| (clean::line(name), n)).collect(),
            languages: languages
                .order
                .iter()
                .map(|&(code, n)| (code.to_owned(), name_of_code(code), n))
                .collect(),
            clusters: self.clusters.len(),
            articles: articles.len(),
        };
        packer.item(&serde_json::to_vec(&names)?)?;
        for cluster in &self.clusters {
            packer.item(&serde_json::to_vec(&self.row(cluster, &outlets, &languages))?)?;
        }
        packer.finish()
    }

    fn row(&self, cluster: &Cluster<'a>, outlets: &Ranked<'a>, languages: &Ranked<'a>) -> Row {
        let headline = cluster.headline(&self.view);
        let members = cluster.articles(&self.view);
        let lang = self.lang(cluster);
        let [first, last] = cluster.dates(&self.view).map(|time| time.map(phrase::day));
        let sources = members.iter().filter_map(|article| article.source.as_deref());
        let langs = members.iter().filter_map(|article| article.lang.as_ref().map(Language::as_str));
        Row(
            cluster.level().2,
            cluster.anchor().to_string(),
            clean::line(headline),
            u8::from(Dir(headline).is_right_to_left()),
            lang.and_then(|lang| languages.places.get(lang.as_str()).copied()),
            cluster.size(),
            self.independent(cluster),
            outlets.places(sources),
            languages.places(langs),
            first,
            last,
            searched(cluster, &members),
        )
    }

    /// Articles of a cluster, copies of each other and those of one agency counted once.
    fn independent(&self, cluster: &Cluster<'a>) -> u32 {
        match cluster {
            Cluster::Story(story) => story.independent,
            Cluster::Copies(_) => 1,
            Cluster::Storyline(storyline) => {
                let stories = storyline.stories.iter().filter_map(|id| self.view.story(id));
                stories.map(|story| story.independent).fold(0, u32::saturating_add)
            }
        }
    }
}

/// What a search looks through besides the headline and the outlets: terms, ids, and the headlines of the articles.
/// A storyline is found by what it is about; its articles find their stories.
fn searched(cluster: &Cluster<'_>, members: &[&ArticleEntry]) -> String {
    let mut words: Vec<&str> = vec![cluster.id()];
    words.extend(cluster.terms().iter().map(|term| &*term.term));
    if !matches!(cluster, Cluster::Storyline(_)) {
        // Copies have one headline, and stand beside each other.
        let mut previous = "";
        for article in members {
            let title = article.title.as_deref().unwrap_or_default();
            if title != previous {
                words.push(title);
                previous = title;
            }
            words.push(&article.id);
        }
    }
    clean::line(&words.join(" "))
}

/// The controls work by the script alone, so only the script shows them.
const CONTROLS: &str = r#"<form id="controls" role="search" hidden>
<div class="control search"><label for="query">Search</label>
<input id="query" type="search" placeholder="headline, outlet, term, id" autocomplete="off" spellcheck="false" dir="auto" aria-describedby="keys"></div>
<fieldset class="control levels"><legend>Level</legend>
<label><input type="checkbox" name="level" value="0" checked> Storylines</label>
<label><input type="checkbox" name="level" value="1" checked> Stories</label>
<label><input type="checkbox" name="level" value="2" checked> Copies</label>
<label><input type="checkbox" name="level" value="3"> Single articles</label></fieldset>
<div class="control"><label for="size">Articles</label>
<select id="size"><option value="">any number</option><option value="3">3 or more</option><option value="5">5 or more</option><option value="10">10 or more</option><option value="25">25 or more</option><option value="100">100 or more</option></select></div>
<div class="control"><label for="outlet">Outlet</label><select id="outlet"><option value="">any outlet</option></select></div>
<div class="control"><label for="language">Language</label><select id="language"><option value="">any language</option></select></div>
<div class="control"><label for="from">From</label><input id="from" type="date"></div>
<div class="control"><label for="to">To</label><input id="to" type="date"></div>
<div class="control"><label for="sort">Sort by</label>
<select id="sort"><option value="">most articles</option><option value="independent">most independent</option><option value="first">earliest first</option><option value="last">latest first</option><option value="headline">headline</option></select></div>
<button type="reset" class="control">Clear</button>
</form>
<div id="found" hidden><p><output id="count" for="query" aria-live="polite"></output> <span id="keys" class="keys"><kbd>/</kbd> searches, <kbd>j</kbd> <kbd>k</kbd> or arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> goes back</span></p>
<ol id="list" role="list"></ol></div>
"#;
