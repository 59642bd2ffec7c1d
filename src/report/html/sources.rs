//! Outlets against outlets: who has text that another one had first.

use super::Page;
use super::escape::Text;
use super::passages::{is_earlier, origin};
use crate::report::model::ArticleEntry;
use crate::report::phrase;
use crate::report::view::tells_little;
use ahash::{AHashMap, AHashSet};
use std::cmp::Reverse;
use std::io::{self, Write};

/// Outlets in the table.
const OUTLETS: usize = 12;

/// How many articles of the second outlet have text that the first had before.
type Taken<'a> = AHashMap<[&'a str; 2], u64>;

impl<'a> Page<'a> {
    /// Each pair of an origin and a later article counts once, whatever they share. Who was first is told by dates alone,
    /// so articles without a date count for nobody, and so do those that may have been published together.
    fn taken(&self) -> Taken<'a> {
        let report = self.view.report;
        let mut seen: AHashSet<[&str; 2]> = AHashSet::new();
        let mut taken = Taken::new();
        let mut count = |articles: Vec<&'a ArticleEntry>| {
            let Some((first, time)) = origin(&articles) else { return };
            let Some(giver) = first.source.as_deref() else { return };
            for later in articles {
                let Some(taker) = later.source.as_deref().filter(|&taker| taker != giver) else { continue };
                let is_later = later.published.is_some_and(|other| is_earlier(time, other));
                if is_later && seen.insert([&first.id, &later.id]) {
                    *taken.entry([giver, taker]).or_default() += 1;
                }
            }
        };
        for group in &report.copies {
            count(self.view.articles(&group.members).collect());
        }
        for passage in &report.passages {
            if !tells_little(passage) {
                let holders = passage.occurrences.iter();
                count(holders.filter_map(|holder| self.view.article(&holder.article)).collect());
            }
        }
        taken
    }

    pub(super) fn outlets(&self, out: &mut dyn Write) -> io::Result<()> {
        let taken = self.taken();
        let outlets = busiest(&taken);
        if outlets.is_empty() {
            return Ok(());
        }
        let shown = &outlets[..outlets.len().min(OUTLETS)];
        writeln!(
            out,
            "<section class=\"figure wide\" aria-labelledby=\"outlets\">\n<h3 id=\"outlets\">Who has text that another had first</h3>"
        )?;
        let some = if shown.len() < outlets.len() {
            let [shown, all] = [shown.len(), outlets.len()].map(|n| phrase::number(n as u64));
            format!(" The busiest {shown} of {all} outlets are shown.")
        } else {
            String::new()
        };
        writeln!(
            out,
            "<p class=\"about\">Articles of the column’s outlet with text that the row’s outlet published before all others, \
             by the dates that are known.{some}</p>"
        )?;
        writeln!(
            out,
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Outlets against outlets\">\n<table class=\"outlets\">"
        )?;
        write!(out, "<tr><td></td>")?;
        for column in shown {
            write!(out, "<th scope=\"col\"><bdi>{}</bdi></th>", Text(column))?;
        }
        writeln!(out, "<th scope=\"col\" class=\"sum\">all</th></tr>")?;
        let most = taken.values().copied().max().unwrap_or(1).max(1);
        for row in shown {
            write!(out, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", Text(row))?;
            for column in shown {
                match taken.get(&[*row, *column]) {
                    Some(&n) => {
                        // By the root, so that the busiest pair does not drown all others.
                        let share = (n as f64 / most as f64).sqrt();
                        write!(out, "<td style=\"--share:{share:.2}\">{}</td>", phrase::number(n))?;
                    }
                    None if row == column => write!(out, "<td class=\"self\"></td>")?,
                    None => write!(out, "<td></td>")?,
                }
            }
            let sum: u64 = taken.iter().filter(|(pair, _)| pair[0] == *row).map(|(_, n)| n).sum();
            writeln!(out, "<td class=\"sum\">{}</td></tr>", phrase::number(sum))?;
        }
        writeln!(out, "</table>\n</div>\n</section>")
    }
}

/// Those that give or take most, by name where they do alike.
fn busiest<'a>(taken: &Taken<'a>) -> Vec<&'a str> {
    let mut busy: AHashMap<&str, u64> = AHashMap::new();
    for (pair, n) in taken {
        for outlet in pair {
            *busy.entry(outlet).or_default() += n;
        }
    }
    let mut outlets: Vec<_> = busy.into_iter().collect();
    outlets.sort_unstable_by_key(|&(name, n)| (Reverse(n), name));
    outlets.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::HtmlStyle;
    use crate::report::sample;

    #[test]
    fn an_article_counts_once_for_the_outlet_that_had_its_text_first() {
        let report = sample::report();
        let style = HtmlStyle::default();
        let taken = Page::of(&report, &style).taken();
        // The group of copies and both passages of the storm say so; it is one article.
        assert_eq!(taken.get(&["Coast Herald", "Daily Post"]), Some(&1));
        assert_eq!(taken.get(&["Daily Post", "Coast Herald"]), None);
    }

    #[test]
    fn without_dates_nobody_was_first() {
        let mut report = sample::report();
        report.articles.iter_mut().for_each(|article| article.published = None);
        let style = HtmlStyle::default();
        let page = Page::of(&report, &style);
        assert!(page.taken().is_empty());
        let mut out = Vec::new();
        page.outlets(&mut out).unwrap();
        assert!(out.is_empty());
    }
}
