//! The whole result of a check as JSON, and back.
//!
//! The object at the top has a line a key and each of its lists a line an entry, so that two results can be compared
//! with `diff`. Keys stand in the order of the model. [`parse`] gives back what [`render`] was given.

use super::escape;
use super::model::{CheckReport, SCHEMA};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Writes the whole result.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    // Named one by one, so that a new key of the model does not compile until it is written here.
    let CheckReport { schema, tool, passed, checked, rules, findings, gone, settings } = report;
    writeln!(out, "{{")?;
    writeln!(out, "\"schema\": {schema},")?;
    writeln!(out, "\"tool\": {},", escape::json(tool)?)?;
    writeln!(out, "\"passed\": {passed},")?;
    writeln!(out, "\"checked\": {},", escape::json(checked)?)?;
    list("rules", rules, out)?;
    writeln!(out, ",")?;
    list("findings", findings, out)?;
    writeln!(out, ",")?;
    list("gone", gone, out)?;
    if let Some(settings) = settings {
        write!(out, ",\n\"settings\": {}", escape::json(settings)?)?;
    }
    writeln!(out, "\n}}")
}

fn list<T: Serialize>(key: &str, entries: &[T], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\"{key}\": [")?;
    for (i, entry) in entries.iter().enumerate() {
        write!(out, "{}{}", if i == 0 { "\n" } else { ",\n" }, escape::json(entry)?)?;
    }
    write!(out, "{}", if entries.is_empty() { "]" } else { "\n]" })
}

/// A text that is no result of a check that this version can read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckReportError {
    /// The text is not JSON, or not in the form of a result.
    #[error("not a result of retold check: {0}. Give it a file that retold check wrote as json")]
    NotAResult(#[from] serde_json::Error),
    /// The result was written by a version with another form of it.
    #[error(
        "the result of the check has schema {found}, this version reads schema {SCHEMA}. Run the check again"
    )]
    OtherSchema {
        /// The schema of the result.
        found: u32,
    },
}

/// What every version's result begins with.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

/// Reads a result that [`render`] wrote.
///
/// # Errors
/// When the text is no result of a check, or one of another schema.
pub fn parse(text: &[u8]) -> Result<CheckReport, CheckReportError> {
    let head: Head = serde_json::from_slice(text)?;
    if head.schema != SCHEMA {
        return Err(CheckReportError::OtherSchema { found: head.schema });
    }
    Ok(serde_json::from_slice(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Json)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/check.json", &rendered(&sample::report()));
        golden::compare("findings/empty.json", &rendered(&sample::empty_report()));
    }

    #[test]
    fn what_was_written_is_what_is_read() {
        let poisoned = sample::poisoned_report("\u{1b}[2J\u{202e}\r\n\"\\\u{0}");
        for report in [sample::report(), sample::empty_report(), poisoned] {
            let text = rendered(&report);
            let read = parse(text.as_bytes()).unwrap();
            assert_eq!(read, report);
            assert_eq!(rendered(&read), text);
        }
    }

    #[test]
    fn the_keys_are_those_of_the_model_in_its_order() {
        let text = rendered(&sample::report());
        let by_hand: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(by_hand, serde_json::to_value(sample::report()).unwrap());
        let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(without_space(&text), without_space(&escape::json(&sample::report()).unwrap()));
    }

    #[test]
    fn another_schema_and_what_is_no_result_are_told_apart() {
        let newer = br#"{"schema": 7, "unknown": []}"#;
        let message = parse(newer).unwrap_err().to_string();
        assert_eq!(
            message,
            "the result of the check has schema 7, this version reads schema 1. Run the check again"
        );
        for text in ["", "[]", "{}", r#"{"schema": 1}"#, "plain text"] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(matches!(error, CheckReportError::NotAResult(_)), "{text}: {error}");
        }
    }
}
