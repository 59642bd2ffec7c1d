//! One JSON line an article: which document, where in it, and the groups it is in. For scripts and spreadsheets.

use super::model::Report;
use crate::document::ArticleKind;
use crate::span::Lines;
use serde::Serialize;
use std::io::{self, Write};

/// The keys of a line, in their order.
#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    article: u32,
    kind: ArticleKind,
    lines: Lines,
    copies: Option<&'a str>,
    story: Option<&'a str>,
    storyline: Option<&'a str>,
    representative: bool,
}

/// Writes one line an article, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    // A line is put together first: a writer that is asked for each comma costs more than the line.
    let mut text = Vec::new();
    for article in &report.articles {
        let line = Line {
            document: &article.document,
            article: article.number,
            kind: article.kind,
            lines: article.lines,
            copies: article.copies.as_deref(),
            story: article.story.as_deref(),
            storyline: article.storyline.as_deref(),
            representative: article.representative,
        };
        text.clear();
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
        out.write_all(&text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    #[test]
    fn the_sample_looks_as_it_did() {
        let mut out = Vec::new();
        render(&sample::report(), &mut out).unwrap();
        golden::compare("report/articles.jsonl", &String::from_utf8(out).unwrap());
    }

    #[test]
    fn an_article_is_one_line_whatever_its_document_is_called() {
        let mut report = sample::report();
        report.articles[0].document = "a\nb\u{2028}\"c".into();
        let mut out = Vec::new();
        render(&report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), report.articles.len());
        let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(first["document"], "a\nb\u{2028}\"c");
    }
}
