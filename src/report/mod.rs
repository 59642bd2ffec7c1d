//! The result, and one pure renderer a format.
//!
//! **Owns** the form of the report ([`model`]) and how it is shown. **Always holds**: a renderer sees the model and
//! nothing else, so a report that was saved and read back renders to the same bytes as a fresh one; every format
//! carries the same facts; whatever came from the input is escaped for where it goes. **Cost**: linear in the report.
//! **Fails** only when writing fails.

pub mod comparison;
pub mod csv;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod log_commands;
pub mod markdown;
pub mod model;
pub mod pairs;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod spellings;
pub mod terminal;
pub mod tuning;

pub(crate) mod clean;
pub(crate) mod markup;
pub(crate) mod phrase;

mod view;

pub use phrase::figure;

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod sample_text;
#[cfg(test)]
mod scale;
#[cfg(test)]
mod schema;

use model::Report;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// A form in which a report can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The summary of the terminal, as plain text.
    Terminal,
    /// The whole report; `retold report` reads it back.
    Json,
    /// One line an article.
    Jsonl,
    /// One line a pair of copies.
    Pairs,
    /// A table with a row an article.
    Csv,
    /// A table with a row for each place of each passage.
    Passages,
    /// The table of [`Self::Csv`] in columns.
    Parquet,
    /// The table of [`Self::Passages`] in columns.
    ParquetPassages,
    /// A page for a browser that needs nothing but itself.
    Html,
    /// A summary for a comment or a job's page.
    Markdown,
    /// One line a name in several spellings, as `--spellings` reads it.
    Spellings,
}

impl Format {
    /// All formats, in the order in which help names them.
    pub const ALL: [Self; 11] = [
        Self::Terminal,
        Self::Json,
        Self::Jsonl,
        Self::Pairs,
        Self::Csv,
        Self::Passages,
        Self::Parquet,
        Self::ParquetPassages,
        Self::Html,
        Self::Markdown,
        Self::Spellings,
    ];

    /// Whether it shows the texts of articles or the text they share; the others need no more than who is in which
    /// group.
    pub fn shows_texts(self) -> bool {
        match self {
            // The table of articles shows no texts, but how much of each is shared, which only texts tell.
            Self::Json
            | Self::Html
            | Self::Markdown
            | Self::Csv
            | Self::Passages
            | Self::Parquet
            | Self::ParquetPassages => true,
            Self::Terminal | Self::Jsonl | Self::Pairs | Self::Spellings => false,
        }
    }

    /// How it is spelled in `--output FORMAT=PATH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Pairs => "pairs",
            Self::Csv => "csv",
            Self::Passages => "passages",
            Self::Parquet => "parquet",
            Self::ParquetPassages => "parquet-passages",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Spellings => "spellings",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no format of reports; known are {}", known())]
pub struct FormatError {
    /// The word.
    pub found: String,
}

fn known() -> String {
    Format::ALL.map(Format::name).join(", ")
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| FormatError { found: name.to_owned() })
    }
}

/// Other people's text on one line of a terminal, harmless: no control and nothing invisible is left in it, and text that
/// runs right to left is set apart. For messages that quote the input.
pub fn printable(text: &str) -> String {
    clean::isolate(&clean::line(text)).to_string()
}

/// Writes `report` in `format`, in the format's default style.
///
/// Output is written in small pieces; give it a buffered writer.
pub fn render(report: &Report, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::render(report, &terminal::TerminalStyle::default(), out),
        Format::Json => json::render(report, out),
        Format::Jsonl => jsonl::render(report, out),
        Format::Pairs => pairs::render(report, out),
        Format::Csv => csv::render(report, csv::CsvCells::default(), out),
        Format::Passages => csv::render_passages(report, csv::CsvCells::default(), out),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::render(report, out),
        #[cfg(feature = "parquet")]
        Format::ParquetPassages => parquet::render_passages(report, out),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet | Format::ParquetPassages => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this build writes no Parquet; build it with the feature parquet, or ask for csv and passages",
        )),
        Format::Spellings => spellings::render(report, out),
        Format::Html => html::render(report, &html::HtmlStyle::default(), out),
        Format::Markdown => markdown::render(report, &markdown::MarkdownStyle::default(), out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn a_format_is_read_by_the_name_it_is_shown_with() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
    }

    #[test]
    fn an_unknown_format_is_told_the_known_ones() {
        let message = "xml".parse::<Format>().unwrap_err().to_string();
        assert_eq!(
            message,
            "\"xml\" is no format of reports; known are terminal, json, jsonl, pairs, csv, passages, parquet, parquet-passages, html, markdown, spellings"
        );
    }

    #[test]
    fn a_report_that_was_saved_and_read_back_renders_to_the_same_bytes() {
        let rendered = |report: &Report, format| {
            let mut out = Vec::new();
            render(report, format, &mut out).unwrap();
            out
        };
        for fresh in [sample::report(), sample::empty_report()] {
            let saved = json::parse(&rendered(&fresh, Format::Json)).unwrap();
            for format in Format::ALL {
                assert_eq!(rendered(&saved, format), rendered(&fresh, format), "{format}");
            }
        }
    }

    #[test]
    fn counts_that_no_run_reaches_break_no_format() {
        let mut report = sample::report();
        let counts = serde_json::to_value(&report.funnel).unwrap();
        let counts: serde_json::Map<_, _> =
            counts.as_object().unwrap().keys().map(|key| (key.clone(), u64::MAX.into())).collect();
        report.funnel = serde_json::from_value(counts.into()).unwrap();
        report.similarities.iter_mut().for_each(|entry| entry.pairs.fill(u64::MAX));
        report.passages.iter_mut().for_each(|passage| passage.words = u32::MAX);
        for article in &mut report.articles {
            let stretch =
                model::StretchEntry { span: Span::new(0, 9), lines: [1, 1].into(), words: u32::MAX };
            article.only_here = vec![stretch; 3];
        }
        for format in Format::ALL {
            render(&report, format, &mut Vec::new()).unwrap();
        }
    }

    #[test]
    fn ids_that_name_nothing_break_no_format() {
        let mut report = sample::report();
        report.articles.truncate(3);
        report.documents.truncate(1);
        report.passages.truncate(1);
        report.stories.remove(2);
        for format in Format::ALL {
            render(&report, format, &mut Vec::new()).unwrap();
        }
    }
}
