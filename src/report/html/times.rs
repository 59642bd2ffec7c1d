//! Time lines: articles as dots over the days on which they were published.
//!
//! Time runs from left to right whatever the language. What a dot shows stands in a list beside it as well, so the dots
//! are pictures, and whoever does not see them misses nothing.

use super::cluster::{Cluster, Part};
use super::escape::Text;
use super::{Page, outlet};
use crate::document::Timestamp;
use crate::report::model::{ArticleEntry, StoryEntry};
use crate::report::phrase;
use std::io::{self, Write};

/// Stories in the overview.
const STORIES: usize = 15;
/// Outlets that have a line of their own; all others share one.
const LANES: usize = 8;
/// Parts into which a line is divided: articles that fall in one of them are one dot.
const PARTS: f64 = 120.0;
pub(super) const DAY: i64 = 86_400;

/// A stretch of time that begins and ends at a tick.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Axis {
    from: i64,
    to: i64,
    step: i64,
}

impl Axis {
    /// The axis that holds all of these.
    pub(super) fn over(times: impl Iterator<Item = Timestamp>) -> Option<Self> {
        /// Ticks are apart by hours, days, or about a month, half a year, one and more years.
        const STEPS: [i64; 13] = [
            3_600,
            10_800,
            21_600,
            43_200,
            DAY,
            2 * DAY,
            7 * DAY,
            14 * DAY,
            30 * DAY,
            91 * DAY,
            182 * DAY,
            365 * DAY,
            1_826 * DAY,
        ];
        const MOST_STEPS: i64 = 5;
        let (mut first, mut last, mut has_hours) = (i64::MAX, i64::MIN, true);
        for time in times {
            first = first.min(time.seconds);
            last = last.max(time.seconds);
            has_hours &= time.has_time;
        }
        let length = last.checked_sub(first).filter(|&length| length >= 0)?;
        let mut steps = STEPS.into_iter().filter(|&step| has_hours || step >= DAY);
        let wide = steps.find(|step| length / step <= MOST_STEPS);
        // Beyond years, by the same multiple of the longest step.
        let step = wide
            .unwrap_or_else(|| STEPS[STEPS.len() - 1] * (length / STEPS[STEPS.len() - 1] / MOST_STEPS + 1));
        let from = first.div_euclid(step) * step;
        let to = (last.div_euclid(step) + 1) * step;
        Some(Self { from, to, step })
    }

    /// Where a time lies, from 0 to 1.
    fn at(&self, time: Timestamp) -> f64 {
        ((time.seconds - self.from) as f64 / (self.to - self.from).max(1) as f64).clamp(0.0, 1.0)
    }

    fn ticks(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        let count = (self.to - self.from) / self.step;
        (0..=count).map(|i| {
            let time = Timestamp { seconds: self.from + i * self.step, has_time: self.step < DAY };
            let text = time.to_string();
            // `2026-03-04T06:00:00Z` in hours: the day and the minute.
            let text = match (time.has_time, text.get(5..10), text.get(11..16)) {
                (true, Some(day), Some(minute)) => format!("{day} {minute}"),
                _ => text,
            };
            (self.at(time), text)
        })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "<div class=\"ticks\" aria-hidden=\"true\">")?;
        for (at, text) in self.ticks() {
            write!(out, "<span style=\"--at:{at:.4}\">{text}</span>")?;
        }
        writeln!(out, "</div>")
    }

    /// The dots of some articles, those that fall together as one that is larger.
    fn dots(&self, articles: &[&ArticleEntry], out: &mut dyn Write) -> io::Result<()> {
        let mut dated: Vec<(u32, &ArticleEntry, Timestamp)> = articles
            .iter()
            .filter_map(|article| {
                article.published.map(|time| ((self.at(time) * PARTS).round() as u32, *article, time))
            })
            .collect();
        dated.sort_by_key(|&(part, _, time)| (part, time));
        write!(out, "<span class=\"track\" aria-hidden=\"true\">")?;
        for together in dated.chunk_by(|a, b| a.0 == b.0) {
            let (_, article, time) = together[0];
            let day = phrase::day(time);
            let title = match together.len() {
                1 => format!("{day}  {}", Text(article.title.as_deref().unwrap_or_else(|| outlet(article)))),
                n => format!("{day}  {}", phrase::articles(n)),
            };
            let size = (together.len() as f64).sqrt().min(4.0);
            let at = self.at(time);
            write!(out, "<i style=\"--at:{at:.4};--size:{size:.2}\" title=\"{title}\"></i>")?;
        }
        write!(out, "</span>")
    }
}

/// The time line of a cluster, a line an outlet; nothing when fewer than two articles have a date.
pub(super) fn times(members: &[&ArticleEntry], out: &mut dyn Write) -> io::Result<()> {
    let dates = members.iter().filter_map(|article| article.published);
    let undated = members.len() - dates.clone().count();
    let Some(axis) = Axis::over(dates).filter(|_| members.len() - undated > 1) else { return Ok(()) };
    writeln!(out, "<h3><bdi dir=\"ltr\">Published</bdi></h3>\n<div class=\"times\">")?;
    let lanes = lanes(members);
    for (name, articles) in &lanes {
        write!(out, "<div class=\"lane\"><bdi class=\"name\">{name}</bdi>")?;
        axis.dots(articles, out)?;
        let count = phrase::number(articles.len() as u64);
        writeln!(out, "<span class=\"count\">{count}</span></div>")?;
    }
    axis.write(out)?;
    if undated > 0 {
        let undated = phrase::articles(undated);
        writeln!(out, "<p class=\"limit\"><bdi dir=\"ltr\">{undated} without a date</bdi></p>")?;
    }
    writeln!(out, "</div>")
}

impl Page<'_> {
    /// The largest stories beside each other in time.
    pub(super) fn largest_stories(&self, out: &mut dyn Write) -> io::Result<()> {
        let dated = |story: &&StoryEntry| story.first.is_some();
        let stories: Vec<_> = self.view.shared_stories().filter(dated).take(STORIES).collect();
        let articles: Vec<Vec<_>> =
            stories.iter().map(|story| self.view.articles(&story.articles).collect()).collect();
        let dates = articles.iter().flatten().filter_map(|article: &&ArticleEntry| article.published);
        let Some(axis) = Axis::over(dates) else { return Ok(()) };
        writeln!(
            out,
            "<section class=\"figure wide\" aria-labelledby=\"largest\">\n<h3 id=\"largest\">The largest stories in time</h3>"
        )?;
        writeln!(out, "<div class=\"times stories\">\n<ol>")?;
        for (story, articles) in stories.iter().zip(&articles) {
            write!(out, "<li class=\"lane\">")?;
            self.link(&Cluster::Story(story), Part::First, out)?;
            axis.dots(articles, out)?;
            writeln!(out, "<span class=\"count\">{}</span></li>", phrase::articles(articles.len()))?;
        }
        writeln!(out, "</ol>")?;
        axis.write(out)?;
        writeln!(out, "</div>\n</section>")
    }
}

/// The articles by outlet, in order of their first article; beyond so many outlets the rest together.
fn lanes<'a>(members: &[&'a ArticleEntry]) -> Vec<(String, Vec<&'a ArticleEntry>)> {
    let mut lanes: Vec<(&str, Vec<&ArticleEntry>)> = Vec::new();
    let mut rest = Vec::new();
    for &article in members.iter().filter(|article| article.published.is_some()) {
        let name = article.source.as_deref().unwrap_or("no outlet");
        match lanes.iter().position(|lane| lane.0 == name) {
            Some(lane) => lanes[lane].1.push(article),
            None if lanes.len() < LANES => lanes.push((name, vec![article])),
            None => rest.push(article),
        }
    }
    let mut lanes: Vec<_> = lanes.into_iter().map(|(name, all)| (Text(name).to_string(), all)).collect();
    if !rest.is_empty() {
        lanes.push(("other outlets".to_owned(), rest));
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(times: &[&str]) -> Axis {
        let times: Vec<Timestamp> = times.iter().map(|time| time.parse().unwrap()).collect();
        Axis::over(times.iter().copied()).unwrap()
    }

    fn ticks(times: &[&str]) -> Vec<String> {
        axis(times).ticks().map(|(_, text)| text).collect()
    }

    #[test]
    fn an_axis_has_a_few_ticks_whatever_its_length() {
        for last in ["2026-03-04", "2026-03-06", "2026-03-20", "2026-08-01", "2031-01-01", "2926-01-01"] {
            let count = ticks(&["2026-03-04", last]).len();
            assert!((2..=8).contains(&count), "{count} to {last}");
        }
    }

    #[test]
    fn an_axis_of_days_has_no_hours_and_one_of_a_morning_has() {
        assert_eq!(ticks(&["2026-03-04", "2026-03-05"]), ["2026-03-04", "2026-03-05", "2026-03-06"]);
        assert_eq!(
            ticks(&["2026-03-04T06:10:00Z", "2026-03-04T07:30:00Z"]),
            ["03-04 06:00", "03-04 07:00", "03-04 08:00"]
        );
    }

    #[test]
    fn times_lie_on_their_axis_in_order() {
        let times = ["2026-03-04", "2026-03-11", "2026-04-01"];
        let axis = axis(&times);
        let at: Vec<f64> = times.iter().map(|time| axis.at(time.parse().unwrap())).collect();
        assert!(at.is_sorted() && at[0] >= 0.0 && at[2] <= 1.0, "{at:?}");
    }

    #[test]
    fn nothing_dated_has_no_axis() {
        assert_eq!(Axis::over(std::iter::empty()), None);
    }
}
