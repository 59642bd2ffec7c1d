//! How much of each article of a cluster stands in each other one.

use super::article::{Place, Units, percent};
use super::escape::Text;
use super::{Page, outlet};
use crate::report::model::ArticleEntry;
use crate::report::phrase;
use crate::report::view::tells_little;
use std::io::{self, Write};

/// The first articles of a cluster, and for each the share of its text that stands in passages that another one holds.
/// Furniture and fixed phrases do not count, as in an article's coverage.
pub(super) struct Shares<'m, 'a> {
    articles: &'m [&'a ArticleEntry],
    /// Row after row.
    cells: Vec<f64>,
}

impl<'a> Page<'a> {
    /// The shares between the first `limit` of the articles.
    pub(super) fn shares<'m>(&self, members: &'m [&'a ArticleEntry], limit: usize) -> Shares<'m, 'a> {
        let articles = &members[..members.len().min(limit)];
        if articles.len() < 2 {
            return Shares { articles: &[], cells: Vec::new() };
        }
        let units: Vec<Units<'_>> = articles.iter().map(|article| Units::of(&article.blocks)).collect();
        let held: Vec<Vec<(usize, Vec<Place>)>> =
            articles.iter().zip(&units).map(|(article, units)| self.telling(article, units)).collect();
        let mut cells = Vec::with_capacity(articles.len() * articles.len());
        for (row, units) in units.iter().enumerate() {
            let all = units.all();
            for (column, others) in held.iter().enumerate() {
                let common = held[row].iter().filter(|(passage, _)| {
                    row != column && others.binary_search_by_key(passage, |(other, _)| *other).is_ok()
                });
                let places = common.flat_map(|(_, places)| places.iter().copied()).collect();
                cells.push((covered(places) as f64 / all.max(1) as f64).min(1.0));
            }
        }
        Shares { articles, cells }
    }

    /// The passages of an article that say something, in the order of the report, and where they stand.
    fn telling(&self, article: &ArticleEntry, units: &Units<'_>) -> Vec<(usize, Vec<Place>)> {
        let held = self.held.get(&*article.id).map(Vec::as_slice).unwrap_or_default();
        held.iter()
            .filter(|held| !tells_little(held.passage))
            .map(|held| (held.number, units.places(held.occurrence.span)))
            .collect()
    }
}

impl<'a> Shares<'_, 'a> {
    fn of(&self, row: usize, column: usize) -> f64 {
        self.cells.get(row * self.articles.len() + column).copied().unwrap_or_default()
    }

    /// The two articles to read beside each other: those that share most and are not the same, in the order of the
    /// cluster; the first two when none share anything.
    pub(super) fn closest(&self) -> Option<[&'a ArticleEntry; 2]> {
        let mut best = [*self.articles.first()?, *self.articles.get(1)?];
        let mut most = 0.0;
        for row in 0..self.articles.len() {
            for column in row + 1..self.articles.len() {
                let shares = [self.of(row, column), self.of(column, row)];
                // Two that are all shared show nothing but that.
                let is_same = shares.iter().all(|&share| share > 0.985);
                let weight = if is_same { 0.001 } else { shares[0] + shares[1] };
                if weight > most {
                    (best, most) = ([self.articles[row], self.articles[column]], weight);
                }
            }
        }
        Some(best)
    }

    /// Writes the table; nothing when no two share anything.
    pub(super) fn table(
        &self,
        all: usize,
        number: impl Fn(&ArticleEntry) -> usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.cells.iter().all(|&share| share == 0.0) {
            return Ok(());
        }
        let title = "How much they share";
        writeln!(out, "<h3><bdi dir=\"ltr\">{title}</bdi></h3>")?;
        if self.articles.len() < all {
            let [shown, all] = [self.articles.len(), all].map(|n| phrase::number(n as u64));
            writeln!(
                out,
                "<p class=\"limit\"><bdi dir=\"ltr\">The first {shown} of {all} articles.</bdi></p>"
            )?;
        }
        writeln!(
            out,
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n<table class=\"matrix\">\n\
             <caption><bdi dir=\"ltr\">Percent of the row’s article that the column’s article has too</bdi></caption>"
        )?;
        write!(out, "<tr><td></td>")?;
        for column in 1..=self.articles.len() {
            write!(out, "<th scope=\"col\">{column}</th>")?;
        }
        writeln!(out, "</tr>")?;
        for row in 0..self.articles.len() {
            self.row(row, &number, out)?;
        }
        writeln!(out, "</table>\n</div>")
    }

    fn row(
        &self,
        row: usize,
        number: impl Fn(&ArticleEntry) -> usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let article = self.articles[row];
        let outlet = Text(outlet(article));
        write!(out, "<tr><th scope=\"row\">{} <bdi class=\"source\">{outlet}</bdi>", row + 1)?;
        if let Some(day) = article.published.map(phrase::day) {
            write!(out, " <time dir=\"ltr\" datetime=\"{day}\">{day}</time>")?;
        }
        write!(out, "</th>")?;
        for (column, other) in self.articles.iter().enumerate() {
            let share = self.of(row, column);
            match percent(share) {
                _ if row == column => write!(out, "<td class=\"self\"></td>")?,
                0 if share == 0.0 => write!(out, "<td></td>")?,
                shown => write!(
                    out,
                    "<td style=\"--share:{share:.2}\" data-articles=\"{} {}\">{shown}</td>",
                    number(article),
                    number(other)
                )?,
            }
        }
        writeln!(out, "</tr>")
    }
}

/// How much text places cover together, in the units of the reader, so that both say the same.
fn covered(mut places: Vec<Place>) -> usize {
    places.sort_unstable();
    let mut covered = 0;
    for together in places.chunk_by(|a, b| a.0 == b.0) {
        let mut end = 0;
        for &(_, from, to) in together {
            covered += to.saturating_sub(from.max(end));
            end = end.max(to);
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::HtmlStyle;
    use crate::report::sample;

    #[test]
    fn text_that_two_places_cover_counts_once() {
        let places = [(0, 0, 4), (0, 2, 6), (0, 2, 3), (0, 10, 12), (1, 0, 3)];
        assert_eq!(covered(places.to_vec()), 11);
        assert_eq!(covered(Vec::new()), 0);
    }

    #[test]
    fn an_article_that_another_one_holds_whole_is_shared_in_full_and_the_other_in_part() {
        let report = sample::report();
        let style = HtmlStyle::default();
        let page = Page::of(&report, &style);
        let group = &report.copies[0];
        let members: Vec<_> = page.view.articles(&group.members).collect();
        let shares = page.shares(&members, 24);
        for row in 0..members.len() {
            for column in 0..members.len() {
                let share = shares.of(row, column);
                assert!((0.0..=1.0).contains(&share));
                assert!(row != column || share == 0.0);
            }
        }
        // The first and the second have the same words.
        assert!(shares.of(0, 1) > 0.5, "{}", shares.of(0, 1));
        let closest = shares.closest().map(|pair| pair.map(|article| &*article.id));
        assert_eq!(closest, Some(["feed.jsonl:1#1", "feed.jsonl:3#1"]), "the shorter one has more of it");
    }

    #[test]
    fn one_article_alone_shares_nothing() {
        let report = sample::report();
        let style = HtmlStyle::default();
        let page = Page::of(&report, &style);
        let members: Vec<_> = report.articles.iter().take(1).collect();
        let shares = page.shares(&members, 24);
        assert!(shares.closest().is_none());
        let mut out = Vec::new();
        shares.table(1, |_| 0, &mut out).unwrap();
        assert!(out.is_empty());
    }
}
