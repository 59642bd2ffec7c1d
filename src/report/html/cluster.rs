//! The page of a cluster: a storyline, a story or a group of copies.

use super::escape::{Anchor, Dir, Lang, Text};
use super::members::{Mark, date, facts_line, more, terms};
use super::passages::only_here;
use super::times::times;
use super::{HtmlExtent, Page};
use crate::document::{Language, Timestamp};
use crate::report::model::{
    ArticleEntry, CopiesEntry, JoinEntry, Name, PairEntry, Report, StoryEntry, StorylineEntry, TermEntry,
};
use crate::report::phrase;
use crate::report::view::{Pairs, View};
use ahash::AHashSet;
use std::cmp::Reverse;
use std::io::{self, Write};

/// Joins that are shown of one cluster: the strongest say enough.
const JOINS: usize = 20;
/// Passages of a group of copies that is part of a story.
const COPIES_PASSAGES: usize = 6;
/// Groups of copies that a story links to.
const GROUPS: usize = 12;

/// What has a page of its own. A story may be one of a single article.
#[derive(Clone, Copy)]
pub(super) enum Cluster<'a> {
    Storyline(&'a StorylineEntry),
    Story(&'a StoryEntry),
    Copies(&'a CopiesEntry),
}

/// Where the page of a cluster is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// On the page itself, where it reads without the script and links to nothing that is packed.
    First,
    /// Packed, for the script.
    Packed,
}

impl<'a> Cluster<'a> {
    /// All of a report, in the order of the list: those with most articles first, then storylines before stories
    /// before copies, then as the report has them.
    pub(super) fn all(report: &'a Report) -> Vec<Self> {
        let storylines = report.storylines.iter().filter(|storyline| storyline.stories.len() > 1);
        let stories = report.stories.iter().filter(|story| !story.articles.is_empty());
        let mut all: Vec<Self> = storylines.map(Self::Storyline).collect();
        all.extend(stories.map(Self::Story));
        all.extend(report.copies.iter().map(Self::Copies));
        all.sort_by_key(|cluster| Reverse(cluster.size()));
        all
    }

    /// Number of articles.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Storyline(storyline) => storyline.articles as usize,
            Self::Story(story) => story.articles.len(),
            Self::Copies(group) => group.members.len(),
        }
    }

    /// Its place in the page, by which links find it.
    pub(super) fn anchor(&self) -> Anchor<'a> {
        match self {
            Self::Storyline(storyline) => Anchor('l', &storyline.id),
            Self::Story(story) => Anchor('s', &story.id),
            Self::Copies(group) => Anchor('c', &group.id),
        }
    }

    /// What it is called on its page, for its look, and in the index of the list.
    pub(super) fn level(&self) -> (&'static str, &'static str, u8) {
        match self {
            Self::Storyline(_) => ("Storyline", "storyline", 0),
            Self::Story(story) if story.articles.len() > 1 => ("Story", "story", 1),
            Self::Copies(_) => ("Copies", "copies", 2),
            Self::Story(_) => ("Story of one article", "single", 3),
        }
    }

    pub(super) fn headline(&self, view: &View<'a>) -> &'a str {
        match self {
            Self::Storyline(storyline) => storyline.headline.as_deref().unwrap_or(&storyline.id),
            Self::Story(story) => View::headline(story),
            Self::Copies(group) => view.name(&group.representative),
        }
    }

    /// The language of its headline. That of a storyline is looked for in all of its stories, so [`Page::lang`] keeps it.
    pub(super) fn lang(&self, view: &View<'a>) -> Option<Language> {
        let of = |article: &str| view.article(article).and_then(|article| article.lang);
        match self {
            Self::Storyline(storyline) => {
                let mut stories = storyline.stories.iter().filter_map(|id| view.story(id));
                let story = stories.find(|story| story.headline == storyline.headline);
                story.and_then(|story| of(&story.representative))
            }
            Self::Story(story) => of(&story.representative),
            Self::Copies(group) => of(&group.representative),
        }
    }

    /// Its articles: by date where the report has them so, else in canonical order.
    pub(super) fn articles(&self, view: &View<'a>) -> Vec<&'a ArticleEntry> {
        match self {
            Self::Storyline(storyline) => {
                let stories = storyline.stories.iter().filter_map(|id| view.story(id));
                let mut all: Vec<_> = stories.flat_map(|story| view.articles(&story.articles)).collect();
                all.sort_by_key(|article| (article.published.is_none(), article.published));
                all
            }
            Self::Story(story) => view.articles(&story.articles).collect(),
            Self::Copies(group) => view.articles(&group.members).collect(),
        }
    }

    /// First and last publication.
    pub(super) fn dates(&self, view: &View<'a>) -> [Option<Timestamp>; 2] {
        match self {
            Self::Storyline(storyline) => [storyline.first, storyline.last],
            Self::Story(story) => [story.first, story.last],
            Self::Copies(group) => {
                let dates = || view.articles(&group.members).filter_map(|article| article.published);
                [dates().min(), dates().max()]
            }
        }
    }

    /// What it is about; a group of copies has no terms of its own.
    pub(super) fn terms(&self) -> &'a [TermEntry] {
        match self {
            Self::Storyline(storyline) => &storyline.terms,
            Self::Story(story) => &story.terms,
            Self::Copies(_) => &[],
        }
    }

    /// Its id in the report.
    pub(super) fn id(&self) -> &'a str {
        match self {
            Self::Storyline(storyline) => &storyline.id,
            Self::Story(story) => &story.id,
            Self::Copies(group) => &group.id,
        }
    }

    pub(super) fn passages(&self) -> &'a [Name] {
        match self {
            Self::Storyline(storyline) => &storyline.passages,
            Self::Story(story) => &story.passages,
            Self::Copies(group) => &group.passages,
        }
    }
}

impl<'a> Page<'a> {
    /// Writes the page of a cluster.
    pub(super) fn cluster(&self, cluster: &Cluster<'a>, part: Part, out: &mut dyn Write) -> io::Result<()> {
        let extent = match part {
            Part::First => &self.style.first_cluster,
            Part::Packed => &self.style.cluster,
        };
        let members = cluster.articles(&self.view);
        let lang = self.lang(cluster);
        let headline = cluster.headline(&self.view);
        let (level, class, _) = cluster.level();
        let (anchor, dir) = (cluster.anchor(), Dir(headline));
        write!(out, "<article class=\"cluster {class}\" id=\"{anchor}\" dir=\"{dir}\"")?;
        let shares = self.shares(&members, extent.matrix);
        if let Some([a, b]) = shares.closest() {
            let [a, b] = [a, b].map(|article| self.number(article));
            write!(out, " data-pair=\"{a} {b}\"")?;
        }
        writeln!(out, ">\n<p class=\"level\"><bdi dir=\"ltr\">{level}</bdi></p>")?;
        writeln!(out, "<h2{} tabindex=\"-1\">{}</h2>", Lang(lang), Text(headline))?;
        facts_line(&self.facts(cluster), out)?;
        terms(cluster.terms(), lang, out)?;
        self.elsewhere(cluster, &members, part, out)?;
        times(&members, out)?;
        if let Cluster::Storyline(storyline) = cluster {
            self.stories_of(storyline, part, out)?;
            self.links(storyline, part, out)?;
        }
        self.members(cluster, &members, extent.members, out)?;
        shares.table(members.len(), |article| self.number(article), out)?;
        // The story of a group of copies has all of its passages.
        let few = match cluster {
            Cluster::Copies(_) if members.iter().any(|article| article.story.is_some()) => COPIES_PASSAGES,
            _ => usize::MAX,
        };
        let passages = HtmlExtent { passages: extent.passages.min(few), ..*extent };
        self.passages(cluster.passages(), lang, &passages, out)?;
        only_here(&members, extent.members, out)?;
        self.why(cluster, out)?;
        self.texts(&members, extent.texts, out)?;
        writeln!(out, "</article>")
    }

    fn facts(&self, cluster: &Cluster<'a>) -> Vec<String> {
        let mut facts = Vec::new();
        match cluster {
            Cluster::Storyline(storyline) => {
                facts.push(phrase::stories(storyline.stories.len()));
                facts.push(phrase::articles(storyline.articles as usize));
            }
            Cluster::Story(story) => {
                facts.push(phrase::articles_and_independent(story.articles.len(), story.independent));
            }
            Cluster::Copies(group) => facts.push(phrase::articles(group.members.len())),
        }
        let [first, last] = cluster.dates(&self.view);
        facts.extend(phrase::days(first, last));
        match cluster {
            Cluster::Story(story) => {
                if story.sources.len() > 1 {
                    facts.push(phrase::count(story.sources.len() as u64, "outlet", "outlets"));
                }
                if !story.agencies.is_empty() {
                    facts.push(Text(&story.agencies.join(", ")).to_string());
                }
            }
            Cluster::Copies(group) => {
                facts.extend(group.weakest.as_ref().map(|pair| format!("weakest pair {}", measures(pair))));
            }
            Cluster::Storyline(_) => {}
        }
        facts
    }

    /// Links to the clusters that this one is in, and to those in it.
    fn elsewhere(
        &self,
        cluster: &Cluster<'a>,
        members: &[&'a ArticleEntry],
        part: Part,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (mut storyline, mut story, mut groups) = (None, None, Vec::new());
        match cluster {
            Cluster::Storyline(_) => {}
            Cluster::Story(entry) => {
                storyline = entry.storyline.as_deref();
                let mut seen = AHashSet::new();
                groups.extend(members.iter().filter_map(|article| article.copies.as_deref()));
                groups.retain(|id| seen.insert(*id));
            }
            Cluster::Copies(group) => {
                let representative = self.view.article(&group.representative);
                story = representative.and_then(|article| article.story.as_deref());
                storyline = representative.and_then(|article| article.storyline.as_deref());
            }
        }
        let mut links: Vec<_> = storyline.map(|id| ("Storyline", Anchor('l', id))).into_iter().collect();
        links.extend(story.map(|id| ("Story", Anchor('s', id))));
        links.extend(groups.iter().take(GROUPS).map(|id| ("Copies", Anchor('c', id))));
        let links = links.into_iter().filter_map(|(what, anchor)| Some((what, self.found(&anchor)?)));
        let links: Vec<_> = links.collect();
        if links.is_empty() {
            return Ok(());
        }
        writeln!(out, "<ul class=\"elsewhere\">")?;
        for (what, other) in links {
            let size = phrase::articles(other.size());
            write!(out, "<li><bdi dir=\"ltr\">{what} of {size}:</bdi> ")?;
            self.link(other, part, out)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        more(groups.len(), GROUPS, ["group of copies", "groups of copies"], out)
    }

    /// The largest cluster that an article is in.
    pub(super) fn home(&self, article: &ArticleEntry) -> Option<&Cluster<'a>> {
        let ids = [('l', &article.storyline), ('s', &article.story), ('c', &article.copies)];
        ids.into_iter().find_map(|(level, id)| self.found(&Anchor(level, id.as_deref()?)))
    }

    fn found(&self, anchor: &Anchor<'_>) -> Option<&Cluster<'a>> {
        self.places.get(&anchor.to_string()).and_then(|&place| self.clusters.get(place))
    }

    /// The language of a cluster's headline.
    pub(super) fn lang(&self, cluster: &Cluster<'a>) -> Option<Language> {
        match cluster {
            // Each of its stories links to it.
            Cluster::Storyline(storyline) => self.storyline_langs.get(&*storyline.id).copied().flatten(),
            Cluster::Story(_) | Cluster::Copies(_) => cluster.lang(&self.view),
        }
    }

    /// The headline of a cluster, as a link where it leads somewhere.
    pub(super) fn link(&self, cluster: &Cluster<'a>, part: Part, out: &mut dyn Write) -> io::Result<()> {
        let (headline, lang) = (Text(cluster.headline(&self.view)), Lang(self.lang(cluster)));
        let anchor = cluster.anchor();
        let reaches = match part {
            Part::Packed => true,
            Part::First => {
                self.places.get(&anchor.to_string()).is_some_and(|&place| place < self.first().len())
            }
        };
        if reaches {
            write!(out, "<bdi class=\"name\"{lang}><a href=\"#{anchor}\">{headline}</a></bdi>")
        } else {
            // The script, which reaches all of them, makes it a link.
            write!(out, "<bdi class=\"name\"{lang} data-cluster=\"{anchor}\">{headline}</bdi>")
        }
    }

    fn stories_of(&self, storyline: &StorylineEntry, part: Part, out: &mut dyn Write) -> io::Result<()> {
        let stories: Vec<_> = storyline.stories.iter().filter_map(|id| self.view.story(id)).collect();
        writeln!(out, "<h3><bdi dir=\"ltr\">Stories in order of time</bdi></h3>\n<ol class=\"line\">")?;
        let limit = match part {
            Part::First => self.style.first_cluster.members,
            Part::Packed => self.style.cluster.members,
        };
        for &story in stories.iter().take(limit) {
            write!(out, "<li>")?;
            date(story.first, out)?;
            write!(out, " ")?;
            self.link(&Cluster::Story(story), part, out)?;
            let articles = phrase::articles(story.articles.len());
            writeln!(out, " <bdi class=\"faint\" dir=\"ltr\">{articles}</bdi></li>")?;
        }
        writeln!(out, "</ol>")?;
        more(stories.len(), limit, ["story", "stories"], out)
    }

    /// Stories of other storylines that are near to this one.
    fn links(&self, storyline: &'a StorylineEntry, part: Part, out: &mut dyn Write) -> io::Result<()> {
        let near: Vec<_> = self.view.linked(storyline).collect();
        if near.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<h3><bdi dir=\"ltr\">Near to it, in other storylines</bdi></h3>\n<ul class=\"line\">"
        )?;
        for &story in near.iter().take(JOINS) {
            write!(out, "<li>")?;
            date(story.first, out)?;
            write!(out, " ")?;
            self.link(&Cluster::Story(story), part, out)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        more(near.len(), JOINS, ["story", "stories"], out)
    }

    fn members(
        &self,
        cluster: &Cluster<'a>,
        members: &[&'a ArticleEntry],
        limit: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(out, "<h3><bdi dir=\"ltr\">Articles</bdi></h3>")?;
        if let Cluster::Copies(_) = cluster {
            let about = "How each relates to ●, which stands for all of them, and by how much";
            writeln!(out, "<p class=\"about\"><bdi dir=\"ltr\">{about}</bdi></p>")?;
        }
        writeln!(out, "<ol class=\"members\">")?;
        let pairs = match cluster {
            Cluster::Copies(group) => Some((*group, Pairs::of(group))),
            Cluster::Story(_) | Cluster::Storyline(_) => None,
        };
        for article in members.iter().take(limit) {
            let (mark, note) = match (cluster, &pairs) {
                (_, Some((group, pairs))) => Mark::of_copy(article, group, pairs),
                (Cluster::Story(story), _) => Mark::of_member(article, &story.representative),
                (Cluster::Storyline(_) | Cluster::Copies(_), None) => Mark::of_member(article, ""),
            };
            self.member(article, mark, &note, out)?;
        }
        writeln!(out, "</ol>")?;
        more(members.len(), limit, ["article", "articles"], out)
    }

    fn why(&self, cluster: &Cluster<'a>, out: &mut dyn Write) -> io::Result<()> {
        match cluster {
            Cluster::Storyline(storyline) => {
                self.joins(&storyline.joins, "Why these stories are one storyline", out)
            }
            Cluster::Story(story) => self.joins(&story.joins, "Why these articles are one story", out),
            Cluster::Copies(_) => Ok(()),
        }
    }

    fn joins(&self, joins: &'a [JoinEntry], question: &str, out: &mut dyn Write) -> io::Result<()> {
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
            let of = |id: &str| self.view.article(id).and_then(|article| article.lang);
            let story = || self.view.story(&join.a).and_then(|story| of(&story.representative));
            terms(&join.terms, of(&join.a).or_else(story), out)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
        more(joins.len(), JOINS, ["join", "joins"], out)?;
        writeln!(out, "</details>")
    }
}

fn measures(pair: &PairEntry) -> String {
    format!("{}, {}", phrase::relation(pair.relation), phrase::figure(pair))
}
