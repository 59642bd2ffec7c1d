//! One JSON line a pair of copies that was verified: which two articles, how they relate, and how similar they are.

use super::model::Report;
use std::io::{self, Write};

/// Writes one line a pair, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    for pair in &report.pairs {
        text.clear();
        serde_json::to_writer(&mut text, pair)?;
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
        golden::compare("report/pairs.jsonl", &String::from_utf8(out).unwrap());
    }
}
