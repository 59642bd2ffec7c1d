//! One page for a browser that needs nothing but itself: no address is fetched.
//!
//! The overview and the first clusters are HTML that reads without the script. Everything else is packed (`pack`): the
//! list of all clusters (`index`), their pages (`cluster` and what it is made of), and each article's text once
//! (`article`). The script inflates what is looked at, so the size of the report does not make the page slow.
//!
//! **Always holds**: every piece of the input is written through `escape::Text`, or is data that the script writes as
//! text; the same report makes the same bytes. **Cost**: linear in the report, with a few chunks of it in memory twice.

mod article;
mod cluster;
mod escape;
mod figures;
mod highlight;
mod index;
mod language;
mod matrix;
mod members;
mod overview;
mod pack;
mod passages;
mod run;
mod shell;
mod sources;
mod times;

#[cfg(test)]
mod tests;

use super::model::{ArticleEntry, OccurrenceEntry, PassageEntry, Report};
use super::view::View;
use crate::document::Language;
use ahash::AHashMap;
use cluster::Cluster;
use pack::Packer;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::io::{self, Write};

/// How much the page shows. What is left out is counted on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HtmlStyle {
    /// How much of each cluster.
    pub cluster: HtmlExtent,
    /// Clusters that stand on the page without its script, and how much of each.
    pub first: usize,
    /// How much of each of these.
    pub first_cluster: HtmlExtent,
    /// Passages between clusters.
    pub reused: usize,
    /// Rows of the lists of spellings and of skipped records.
    pub rows: usize,
    /// Bytes of a chunk before it is packed.
    pub chunk: usize,
}

/// How much of a cluster is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HtmlExtent {
    /// Articles and stories.
    pub members: usize,
    /// Passages.
    pub passages: usize,
    /// Articles named under each passage.
    pub holders: usize,
    /// Articles and stories in the table of who shares how much with whom.
    pub matrix: usize,
    /// Articles whose text stands in the cluster's own part of the page. The script shows any two beside each other.
    pub texts: usize,
}

impl Default for HtmlStyle {
    fn default() -> Self {
        Self {
            cluster: HtmlExtent { members: 5_000, passages: 500, holders: 500, matrix: 24, texts: 0 },
            first: 20,
            first_cluster: HtmlExtent { members: 30, passages: 5, holders: 6, matrix: 0, texts: 3 },
            reused: 200,
            rows: 1_000,
            chunk: 256 << 10,
        }
    }
}

/// Writes the page.
pub fn render(report: &Report, style: &HtmlStyle, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::of(report, style);
    out.write_all(shell::HEAD.as_bytes())?;
    writeln!(out, "<title>{}: {}</title>", escape::Text(&report.tool.name), page.result())?;
    writeln!(out, "<style>\n{}</style>\n</head>\n<body>", shell::STYLE)?;
    page.header(out)?;
    writeln!(out, "<main>")?;
    page.overview(out)?;
    page.list(out)?;
    writeln!(out, "</main>")?;
    page.index(out)?;
    // Before the large parts, so that the list works while they are still being read.
    writeln!(out, "<script>\n{}</script>", shell::SCRIPT)?;
    let mut packer = Packer::new("clusters", style.chunk, out);
    pack_all(&page.clusters, &mut packer, |cluster, out| page.cluster(cluster, cluster::Part::Packed, out))?;
    packer.finish()?;
    let mut packer = Packer::new("articles", style.chunk, out);
    pack_all(&report.articles, &mut packer, |article, out| page.article_data(article, out))?;
    packer.finish()?;
    writeln!(out, "</body>\n</html>")
}

/// Items that are written side by side before they are packed.
const AT_ONCE: usize = 512;

/// Packs what `write` writes of each item, in their order.
fn pack_all<T: Sync>(
    items: &[T],
    packer: &mut Packer<'_>,
    write: impl Fn(&T, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    for items in items.chunks(AT_ONCE) {
        let written = items.par_iter().map(|item| {
            let mut out = Vec::new();
            write(item, &mut out).map(|()| out)
        });
        for item in written.collect::<io::Result<Vec<_>>>()? {
            packer.item(&item)?;
        }
    }
    Ok(())
}

/// What every part of the page needs.
struct Page<'a> {
    view: View<'a>,
    style: &'a HtmlStyle,
    /// The passages that stand in an article.
    held: AHashMap<&'a str, Vec<Held<'a>>>,
    /// The places of articles and passages in the report, by id: what the script knows them by.
    article_numbers: AHashMap<&'a str, usize>,
    /// In the order of the list: largest first.
    clusters: Vec<Cluster<'a>>,
    /// The places of clusters in that order, by the id of the element that they are.
    places: AHashMap<String, usize>,
    /// The languages of the headlines of storylines, by id.
    storyline_langs: AHashMap<&'a str, Option<Language>>,
}

/// A passage in one of its holders.
struct Held<'a> {
    /// Its place in the report.
    number: usize,
    passage: &'a PassageEntry,
    occurrence: &'a OccurrenceEntry,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report, style: &'a HtmlStyle) -> Self {
        let mut held: AHashMap<&str, Vec<_>> = AHashMap::new();
        for (number, passage) in report.passages.iter().enumerate() {
            for occurrence in &passage.occurrences {
                held.entry(&*occurrence.article).or_default().push(Held { number, passage, occurrence });
            }
        }
        let clusters = Cluster::all(report);
        let view = View::of(report);
        let storylines = clusters.iter().filter(|cluster| matches!(cluster, Cluster::Storyline(_)));
        Self {
            storyline_langs: storylines.map(|cluster| (cluster.id(), cluster.lang(&view))).collect(),
            view,
            style,
            held,
            article_numbers: report.articles.iter().zip(0..).map(|(article, i)| (&*article.id, i)).collect(),
            places: clusters.iter().zip(0..).map(|(cluster, i)| (cluster.anchor().to_string(), i)).collect(),
            clusters,
        }
    }

    /// The clusters that stand on the page without its script.
    fn first(&self) -> &[Cluster<'a>] {
        &self.clusters[..self.clusters.len().min(self.style.first)]
    }

    /// The script's name for an article.
    fn number(&self, article: &ArticleEntry) -> usize {
        self.article_numbers.get(&*article.id).copied().unwrap_or_default()
    }
}

/// Who published an article: its outlet, else the document it stands in.
fn outlet(article: &ArticleEntry) -> &str {
    article.source.as_deref().unwrap_or(&article.document)
}
