//! One JSON line a pair of copies that was verified: which two articles, how they relate, and how similar they are.

use super::model::Report;
use std::io::{self, Write};

/// Writes one line a pair, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for pair in &report.pairs {
        serde_json::to_writer(&mut *out, pair)?;
        out.write_all(b"\n")?;
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
        golden::compare("pairs.jsonl", &String::from_utf8(out).unwrap());
    }
}
