//! The figures of the overview: how large clusters are, how similar pairs were, which languages there are.
//!
//! Each is a table or a list where its numbers read as text; only the histogram is a picture, and says what it shows.

use super::Page;
use super::language::name_of;
use crate::document::Language;
use crate::report::model::{Level, SimilarityEntry};
use crate::report::phrase;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Where the classes of sizes begin; the last goes on for ever.
const SIZES: [usize; 8] = [1, 2, 3, 4, 6, 11, 21, 51];
/// Languages that are named; the rest is counted together.
const LANGUAGES: usize = 10;

impl Page<'_> {
    pub(super) fn sizes(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.view.report;
        let all: [(&str, Vec<usize>); 3] = [
            ("Copies", report.copies.iter().map(|group| group.members.len()).collect()),
            ("Stories", report.stories.iter().map(|story| story.articles.len()).collect()),
            ("Storylines", self.view.shared_storylines().map(|line| line.articles as usize).collect()),
        ];
        let levels: Vec<_> = all.iter().filter(|(_, sizes)| !sizes.is_empty()).collect();
        if levels.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<section class=\"figure\" aria-labelledby=\"sizes\">\n<h3 id=\"sizes\">How large clusters are</h3>\n<table class=\"bars\">"
        )?;
        write!(out, "<tr><th scope=\"col\">articles</th>")?;
        for (name, _) in &levels {
            write!(out, "<th scope=\"col\">{name}</th>")?;
        }
        writeln!(out, "</tr>")?;
        let counts: Vec<Vec<u64>> = levels.iter().map(|(_, sizes)| classes(sizes)).collect();
        let largest = counts.iter().filter_map(|counts| counts.iter().rposition(|&n| n > 0)).max();
        for class in 0..=largest.unwrap_or_default() {
            if counts.iter().all(|counts| counts[class] == 0) && class == 0 {
                continue;
            }
            write!(out, "<tr><th scope=\"row\">{}</th>", class_name(class))?;
            for counts in &counts {
                let most = counts.iter().copied().max().unwrap_or(1).max(1);
                bar_cell(counts[class], most, out)?;
            }
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</table>\n</section>")
    }

    pub(super) fn similarities(&self, out: &mut dyn Write) -> io::Result<()> {
        let entries = &self.view.report.similarities;
        if entries.iter().all(|entry| entry.pairs.iter().all(|&count| count == 0)) {
            return Ok(());
        }
        writeln!(out, "<div class=\"similarities\">")?;
        for entry in entries {
            histogram(entry, out)?;
        }
        writeln!(out, "</div>")
    }

    pub(super) fn languages(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut counts: BTreeMap<Option<Language>, u64> = BTreeMap::new();
        for article in &self.view.report.articles {
            *counts.entry(article.lang).or_default() += 1;
        }
        if counts.is_empty() {
            return Ok(());
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|&(lang, n)| (lang.is_none(), std::cmp::Reverse(n)));
        let rest: u64 = counts.iter().skip(LANGUAGES).map(|(_, n)| n).sum();
        let most = counts.iter().map(|&(_, n)| n).max().unwrap_or(1).max(rest);
        writeln!(
            out,
            "<section class=\"figure\" aria-labelledby=\"languages\">\n<h3 id=\"languages\">Languages</h3>\n<table class=\"bars\">\n\
             <tr><th scope=\"col\">language</th><th scope=\"col\">articles</th></tr>"
        )?;
        for &(lang, n) in counts.iter().take(LANGUAGES) {
            match lang {
                Some(lang) => write!(out, "<tr><th scope=\"row\">{}</th>", name_of(lang))?,
                None => write!(out, "<tr><th scope=\"row\">not known</th>")?,
            }
            bar_cell(n, most, out)?;
            writeln!(out, "</tr>")?;
        }
        if rest > 0 {
            write!(out, "<tr><th scope=\"row\">others</th>")?;
            bar_cell(rest, most, out)?;
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</table>\n</section>")
    }
}

fn classes(sizes: &[usize]) -> Vec<u64> {
    let mut counts = vec![0; SIZES.len()];
    for &size in sizes {
        counts[SIZES.partition_point(|&first| first <= size).saturating_sub(1)] += 1;
    }
    counts
}

fn class_name(class: usize) -> String {
    match (SIZES[class], SIZES.get(class + 1)) {
        (first, Some(&next)) if next == first + 1 => first.to_string(),
        (first, Some(&next)) => format!("{first}–{}", next - 1),
        (first, None) => format!("{first} or more"),
    }
}

fn bar_cell(count: u64, most: u64, out: &mut dyn Write) -> io::Result<()> {
    if count == 0 {
        return write!(out, "<td></td>");
    }
    let share = count as f64 / most as f64;
    write!(out, "<td style=\"--share:{share:.4}\"><span>{}</span></td>", phrase::number(count))
}

/// The height of a bar is the logarithm of its count: a handful of pairs at the threshold matters, and stands beside
/// thousands that have nothing in common.
fn histogram(entry: &SimilarityEntry, out: &mut dyn Write) -> io::Result<()> {
    const HEIGHT: f64 = 60.0;
    let (id, title, what) = match entry.level {
        Level::Copies => ("similar-copies", "How similar texts are", "pairs of texts that were compared"),
        Level::Story => ("similar-stories", "How similar reports of one storyline are", "pairs of articles"),
        Level::Storyline => ("similar-storylines", "How similar all reports are", "pairs of articles"),
    };
    let most = entry.pairs.iter().copied().max().unwrap_or_default();
    if most == 0 {
        return Ok(());
    }
    let all = phrase::number(phrase::sum(entry.pairs.iter().copied()));
    let threshold = phrase::share(entry.threshold);
    let bins = entry.pairs.len();
    let told = told(entry);
    // Where there is no room for its name behind it, it stands before it.
    let line = if entry.threshold > 0.6 { "threshold late" } else { "threshold" };
    writeln!(
        out,
        "<section class=\"figure\" aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{title}</h3>\n\
         <p class=\"about\">{all} {what}{told}.</p>\n<div class=\"histogram\" style=\"--at:{:.4}\" dir=\"ltr\">\n\
         <svg viewBox=\"0 0 {bins} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Pairs by similarity from 0 to 1, \
         on a logarithmic scale; the threshold is {threshold}{told}.\">",
        entry.threshold.clamp(0.0, 1.0)
    )?;
    for (bin, &count) in entry.pairs.iter().enumerate().filter(|&(_, &count)| count > 0) {
        // A single pair is still seen.
        let height = HEIGHT * (count as f64 + 1.0).ln() / (most as f64 + 1.0).ln();
        let reaches = (bin as f64 + 0.5) / bins as f64 >= entry.threshold;
        let class = if reaches { "reaches" } else { "stays" };
        let (x, y) = (bin as f64 + 0.1, HEIGHT - height);
        writeln!(
            out,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.2}\" width=\".8\" height=\"{height:.2}\"/>"
        )?;
    }
    writeln!(
        out,
        "</svg>\n<span class=\"{line}\" aria-hidden=\"true\"><span>threshold {threshold}</span></span>\n</div>\n\
         <div class=\"ticks\" dir=\"ltr\" aria-hidden=\"true\"><span style=\"--at:0\">0</span>\
         <span style=\"--at:.25\">.25</span><span style=\"--at:.5\">.5</span><span style=\"--at:.75\">.75</span>\
         <span style=\"--at:1\">1</span></div>\n</section>"
    )
}

/// How many reach the threshold, where it lies between two bins and the bins can tell.
fn told(entry: &SimilarityEntry) -> String {
    let place = entry.threshold * entry.pairs.len() as f64;
    if (place - place.round()).abs() > 1e-6 || place < 0.0 {
        return String::new();
    }
    let reach = phrase::sum(entry.pairs.iter().copied().skip(place.round() as usize));
    format!(", {} at or above the threshold", phrase::number(reach))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_falls_in_one_class_and_classes_are_named_by_what_falls_in_them() {
        assert_eq!(classes(&[1, 2, 5, 4, 50, 51, 900]), [1, 1, 0, 2, 0, 0, 1, 2]);
        let names: Vec<_> = (0..SIZES.len()).map(class_name).collect();
        assert_eq!(names, ["1", "2", "3", "4–5", "6–10", "11–20", "21–50", "51 or more"]);
    }

    #[test]
    fn how_many_reach_the_threshold_is_said_only_where_the_bins_can_tell() {
        let mut entry = SimilarityEntry { level: Level::Copies, threshold: 0.5, pairs: vec![7, 1, 2, 3] };
        assert_eq!(told(&entry), ", 5 at or above the threshold");
        entry.threshold = 0.6;
        assert_eq!(told(&entry), "");
    }

    #[test]
    fn a_histogram_of_nothing_is_left_out() {
        let mut out = Vec::new();
        let entry = SimilarityEntry { level: Level::Story, threshold: 0.5, pairs: vec![0; 50] };
        histogram(&entry, &mut out).unwrap();
        histogram(&SimilarityEntry { pairs: Vec::new(), ..entry }, &mut out).unwrap();
        assert!(out.is_empty());
    }
}
