//! Tables for spreadsheets and data frames: who is in which group, and what text is shared where. Cells as RFC 4180 has
//! them, rows with line feeds, UTF-8; an absent value is an empty cell.

use super::model::Report;
use super::phrase;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The columns of the table of articles.
const ARTICLES: [&str; 17] = [
    "id",
    "document",
    "article",
    "kind",
    "first_line",
    "last_line",
    "title",
    "published",
    "lang",
    "source",
    "words",
    "copies",
    "story",
    "storyline",
    "representative",
    "coverage",
    "words_only_here",
];

/// The columns of the table of passages.
const PASSAGES: [&str; 10] =
    ["passage", "kind", "words", "reused", "article", "start", "end", "first_line", "last_line", "text"];

/// Writes one row an article, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(ARTICLES)?;
    for article in &report.articles {
        let published = article.published.map(|time| time.to_string()).unwrap_or_default();
        let lang = article.lang.map(|lang| lang.to_string()).unwrap_or_default();
        table.write_record([
            &*article.id,
            &*article.document,
            &article.number.to_string(),
            &article.kind.to_string(),
            &article.lines.first.to_string(),
            &article.lines.last.to_string(),
            article.title.as_deref().unwrap_or_default(),
            &published,
            &lang,
            article.source.as_deref().unwrap_or_default(),
            &article.words.to_string(),
            article.copies.as_deref().unwrap_or_default(),
            article.story.as_deref().unwrap_or_default(),
            article.storyline.as_deref().unwrap_or_default(),
            &article.representative.to_string(),
            &article.coverage.to_string(),
            &article.words_only_here().to_string(),
        ])?;
    }
    table.flush()
}

/// Writes one row for each place of each passage, in the order of the report.
pub fn render_passages(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(PASSAGES)?;
    let reused: BTreeSet<&str> = report.reused.iter().map(|id| &**id).collect();
    for passage in &report.passages {
        let is_reused = reused.contains(&*passage.id).to_string();
        for place in &passage.occurrences {
            table.write_record([
                &*passage.id,
                phrase::passage_kind(passage.kind),
                &passage.words.to_string(),
                &is_reused,
                &*place.article,
                &place.span.start.to_string(),
                &place.span.end.to_string(),
                &place.lines.first.to_string(),
                &place.lines.last.to_string(),
                place.text.as_deref().unwrap_or(&passage.text),
            ])?;
        }
    }
    table.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    fn rendered(render: fn(&Report, &mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        render(&sample::report(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("report/articles.csv", &rendered(render));
        golden::compare("report/passages.csv", &rendered(render_passages));
    }

    #[test]
    fn every_row_is_read_back_as_it_was_said() {
        let (articles, passages) = (rendered(render), rendered(render_passages));
        let report = sample::report();
        let rows = |text: &str| {
            csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect()
        };
        let articles: Vec<csv::StringRecord> = rows(&articles);
        assert_eq!(articles.len(), report.articles.len());
        for (row, article) in articles.iter().zip(&report.articles) {
            assert_eq!((&row[0], &row[6]), (&*article.id, article.title.as_deref().unwrap_or_default()));
        }
        let places: Vec<csv::StringRecord> = rows(&passages);
        let wanted =
            report.passages.iter().flat_map(|it| it.occurrences.iter().map(move |place| (it, place)));
        for (row, (passage, place)) in places.iter().zip(wanted.clone()) {
            assert_eq!((&row[0], &row[4]), (&*passage.id, &*place.article));
            assert_eq!(&row[3], report.reused.contains(&passage.id).to_string());
            assert_eq!(&row[9], place.text.as_deref().unwrap_or(&passage.text));
        }
        assert_eq!(places.len(), wanted.count());
    }
}
