//! Names in several spellings, as the list that `--spellings` reads: a line a name, to be judged and edited by people.

use super::clean;
use super::model::Report;
use std::io::{self, Write};

/// Writes one line a name, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Names that the articles spell in more than one way, most frequent spelling first.")?;
    writeln!(
        out,
        "# Strike out what is wrong, put != for = between names that only look alike, and give the"
    )?;
    writeln!(out, "# list to --spellings.")?;
    for spelling in &report.spellings {
        // A form is a word of the input: without what would make it another line or another form.
        let forms: Vec<String> =
            spelling.forms.iter().map(|form| clean::line(form).replace('=', "").trim().to_string()).collect();
        writeln!(out, "{}", forms.join(" = "))?;
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
        golden::compare("report/spellings.txt", &String::from_utf8(out).unwrap());
    }
}
