//! The whole report as JSON, and back.
//!
//! The object at the top has a line a key and each of its lists a line an entry, so that two reports can be compared
//! with `diff`. Keys stand in the order of the model. [`parse`] gives back what [`render`] was given.

use super::model::{Report, SCHEMA};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Writes the whole report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    // Named one by one, so that a new key of the model does not compile until it is written here.
    let Report {
        schema,
        tool,
        settings,
        funnel,
        recall,
        documents,
        articles,
        copies,
        pairs,
        removals,
        placeholders,
        stories,
        storylines,
        passages,
        reused,
        similarities,
        oversize,
        spellings,
        furniture,
        skipped,
        notes,
    } = report;
    out.write_all(b"{\n")?;
    value(out, "schema", schema)?;
    value(out, "tool", tool)?;
    value(out, "settings", settings)?;
    value(out, "funnel", funnel)?;
    value(out, "recall", recall)?;
    list(out, "documents", documents)?;
    list(out, "articles", articles)?;
    list(out, "copies", copies)?;
    list(out, "pairs", pairs)?;
    if !removals.is_empty() {
        list(out, "removals", removals)?;
    }
    if !placeholders.is_empty() {
        list(out, "placeholders", placeholders)?;
    }
    list(out, "stories", stories)?;
    list(out, "storylines", storylines)?;
    list(out, "passages", passages)?;
    if !reused.is_empty() {
        list(out, "reused", reused)?;
    }
    if !similarities.is_empty() {
        list(out, "similarities", similarities)?;
    }
    if !oversize.is_empty() {
        list(out, "oversize", oversize)?;
    }
    list(out, "spellings", spellings)?;
    if !furniture.is_empty() {
        list(out, "furniture", furniture)?;
    }
    if notes.is_empty() {
        last_list(out, "skipped", skipped)?;
    } else {
        list(out, "skipped", skipped)?;
        last_list(out, "notes", notes)?;
    }
    out.write_all(b"}\n")
}

fn value<T: Serialize>(out: &mut dyn Write, key: &str, value: &T) -> io::Result<()> {
    write!(out, "\"{key}\": ")?;
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b",\n")
}

fn list<T: Serialize>(out: &mut dyn Write, key: &str, entries: &[T]) -> io::Result<()> {
    lines(out, key, entries)?;
    out.write_all(b",\n")
}

fn last_list<T: Serialize>(out: &mut dyn Write, key: &str, entries: &[T]) -> io::Result<()> {
    lines(out, key, entries)?;
    out.write_all(b"\n")
}

fn lines<T: Serialize>(out: &mut dyn Write, key: &str, entries: &[T]) -> io::Result<()> {
    write!(out, "\"{key}\": [")?;
    for (i, entry) in entries.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, entry)?;
    }
    out.write_all(if entries.is_empty() { b"]" } else { b"\n]" })
}

/// A text that is no report this version can read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The text is not JSON, or not in the form of a report.
    #[error("not a report of retold: {0}. Give it a file that --output json=FILE wrote")]
    NotAReport(#[from] serde_json::Error),
    /// The report was written by a version with another form of the report.
    #[error(
        "the report has schema {found}, this version reads schema {SCHEMA}. Render it with the version that wrote it \
         ({written_by}), or run this one on the input again"
    )]
    OtherSchema {
        /// The schema of the report.
        found: u32,
        /// The program and version that wrote it, as far as it says.
        written_by: String,
    },
}

/// What every version's report begins with.
#[derive(Deserialize)]
struct Head {
    schema: u32,
    #[serde(default)]
    tool: HeadTool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HeadTool {
    name: String,
    version: String,
}

/// Reads a report that [`render`] wrote.
///
/// # Errors
/// When the text is no report, or a report of another schema.
pub fn parse(text: &[u8]) -> Result<Report, ReportError> {
    let head: Head = serde_json::from_slice(text)?;
    if head.schema != SCHEMA {
        let named = format!("{} {}", head.tool.name, head.tool.version);
        let written_by = if named.trim().is_empty() { "it does not say which".to_owned() } else { named };
        return Err(ReportError::OtherSchema { found: head.schema, written_by });
    }
    Ok(serde_json::from_slice(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    fn rendered(report: &Report) -> String {
        let mut out = Vec::new();
        render(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("report/report.json", &rendered(&sample::report()));
    }

    #[test]
    fn what_was_saved_is_what_is_read() {
        for report in [sample::report(), sample::empty_report()] {
            let text = rendered(&report);
            let read = parse(text.as_bytes()).unwrap();
            assert_eq!(read, report);
            assert_eq!(rendered(&read), text);
        }
    }

    #[test]
    fn a_similarity_of_seventeen_digits_comes_back_to_the_last_bit() {
        let mut report = sample::report();
        for (i, article) in report.articles.iter_mut().enumerate() {
            article.coverage = (i as f64 + 0.1).sqrt() / 7.0;
        }
        assert_eq!(parse(rendered(&report).as_bytes()).unwrap(), report);
    }

    #[test]
    fn the_keys_are_those_of_the_model_in_its_order() {
        let by_hand: serde_json::Value = serde_json::from_str(&rendered(&sample::report())).unwrap();
        assert_eq!(by_hand, serde_json::to_value(sample::report()).unwrap());
    }

    #[test]
    fn each_entry_of_a_list_has_a_line_of_its_own() {
        let report = sample::report();
        let text = rendered(&report);
        let articles =
            text.lines().filter(|line| line.starts_with("{\"id\":\"") && line.contains("\"blocks\":"));
        assert_eq!(articles.count(), report.articles.len());
    }

    #[test]
    fn another_schema_is_named_with_what_to_do() {
        let newer = br#"{"schema": 7, "tool": {"name": "retold", "version": "3.0.0"}, "unknown": []}"#;
        let message = parse(newer).unwrap_err().to_string();
        assert_eq!(
            message,
            "the report has schema 7, this version reads schema 1. Render it with the version that wrote it \
             (retold 3.0.0), or run this one on the input again"
        );
    }

    #[test]
    fn what_is_no_report_is_said_to_be_none() {
        for text in ["", "[]", "{}", r#"{"schema": 1}"#, "plain text"] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(matches!(error, ReportError::NotAReport(_)), "{text}: {error}");
            assert!(error.to_string().contains("--output json=FILE"));
        }
    }
}
