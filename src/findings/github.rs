//! Findings as workflow commands of GitHub Actions, which makes annotations of lines that it reads from a job's output.
//!
//! GitHub shows only the first of a step as annotations; the job's log has all.

use super::model::{CheckReport, Finding};
use super::phrase;
use crate::report::{clean, printable};
use std::io::{self, Write};

/// Writes one command a finding.
pub fn render(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    report.findings.iter().try_for_each(|finding| command(finding, out))?;
    let Some(file) = report.settings.as_ref().filter(|file| !file.weakened.is_empty()) else { return Ok(()) };
    let lines = file.weakened.iter().map(phrase::weakening);
    let said: Vec<String> =
        [phrase::settings(file)].into_iter().chain(lines).map(|it| data(&printable(&it))).collect();
    writeln!(out, "::notice file={},title=settings::{}", property(&file.path), said.join("%0A"))
}

fn command(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = &finding.place;
    write!(out, "::{} file={}", phrase::severity(finding.level), property(&place.path))?;
    if let Some(lines) = place.lines {
        write!(out, ",line={},endLine={}", lines.first, lines.last)?;
    }
    let said = printable(&phrase::told(place, &finding.message));
    write!(out, ",title={}::{}", property(finding.rule.code()), data(&said))?;
    for related in &finding.related {
        let [at, said] = [related.place.shown(), related.message.clone()].map(|text| data(&printable(&text)));
        write!(out, "%0A{at}: {said}")?;
    }
    writeln!(out)
}

/// Escaped as the runner reads a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escaped as the runner reads the value of a property. A path keeps its white space and the joiners of its letters, for
/// it has to name its file.
fn property(text: &str) -> String {
    let kept = |c: char| match c {
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200c}' | '\u{200d}' => Some(c),
        _ => (c.is_whitespace() || clean::is_harmless(c)).then_some(c),
    };
    let kept: String = clean::block(text).chars().filter_map(kept).collect();
    data(&kept).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::findings::FindingFormat;
    use crate::findings::sample;
    use crate::report::golden;

    /// A command as the runner reads it.
    pub(in crate::findings) struct Command {
        pub(in crate::findings) name: String,
        pub(in crate::findings) properties: Vec<(String, String)>,
        pub(in crate::findings) message: String,
    }

    /// Reads what [`render`] wrote as the runner does.
    pub(in crate::findings) fn commands(text: &str) -> Vec<Command> {
        let plain = |text: &str| {
            let text = text.replace("%3A", ":").replace("%2C", ",");
            text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        };
        let command = |line: &str| {
            let (head, message) =
                line.strip_prefix("::").expect("a command").split_once("::").expect("a message");
            let (name, properties) = head.split_once(' ').expect("properties");
            let pairs = properties.split(',').map(|pair| pair.split_once('=').expect("a pair"));
            Command {
                name: name.to_owned(),
                properties: pairs.map(|(key, value)| (key.to_owned(), plain(value))).collect(),
                message: plain(message),
            }
        };
        text.lines().map(command).collect()
    }

    fn rendered(report: &CheckReport) -> String {
        sample::rendered(report, FindingFormat::Github)
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("findings/github.txt", &rendered(&sample::report()));
        assert_eq!(rendered(&sample::empty_report()), "");
    }

    #[test]
    fn a_path_with_signs_of_the_grammar_comes_back_as_it_was() {
        let report = sample::report();
        let commands = commands(&rendered(&report));
        for (command, finding) in commands.iter().zip(&report.findings) {
            assert_eq!(command.properties[0], ("file".to_owned(), finding.place.path.to_string()));
            assert_eq!(command.message.lines().count(), 1 + finding.related.len());
        }
    }

    #[test]
    fn a_line_end_in_a_message_makes_no_second_command() {
        let report = sample::poisoned_report(
            "\r\n::error file=x::injected\n::add-mask::a\u{85}\u{2028}%0A::warning::",
        );
        let text = rendered(&report);
        // And one line of what the settings made less strict.
        let lines = report.findings.len() + 1;
        assert_eq!(text.lines().count(), lines);
        assert_eq!(text.split(['\r', '\n', '\u{85}', '\u{2028}']).count(), lines + 1);
        for (command, finding) in commands(&text).iter().zip(&report.findings) {
            assert_eq!(command.name, phrase::severity(finding.level));
            assert_eq!(command.properties.last().unwrap().1, finding.rule.code());
        }
    }
}
