//! Output without the commands that runners of continuous integration read from a job's log.
//!
//! GitHub Actions and Azure Pipelines read `##[…]` and `##vso[…]`, `TeamCity` reads `##teamcity[…]`, wherever they stand in a
//! line; GitHub reads `::name::` at the beginning of one, behind white space. A title or the name of a file that holds
//! such a command would be obeyed by the machine that builds, so everything that goes to a stream passes through here.
//! What is said of the grammar is that of the runners' own parsers (`actions/runner`, `ActionCommand.cs`).

use std::borrow::Cow;
use std::io::{self, Write};

/// How the output is written, and with it how a bracket or a colon is kept from being read as a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Lines for people: a space goes before the bracket, and between the colons.
    Text,
    /// The same, but `::` at the beginning of a line is our own and stays.
    OwnCommands,
    /// JSON: the bracket is told by its number, which is the same text for whoever reads it.
    Json,
    /// XML and HTML: the same by a character reference.
    Xml,
}

impl Notation {
    /// What stands for `[` behind `##`, with or without a word between them.
    fn bracket(self) -> &'static [u8] {
        match self {
            Self::Text | Self::OwnCommands => b" [",
            Self::Json => b"\\u005b",
            Self::Xml => b"&#91;",
        }
    }

    /// What stands for the second `:` of a line.
    fn colon(self) -> &'static [u8] {
        match self {
            Self::Text => b" :",
            // A line of JSON begins with a bracket, a brace or a quotation mark.
            Self::OwnCommands | Self::Json => b":",
            Self::Xml => b"&#58;",
        }
    }
}

/// `text` without commands.
pub fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut filtered = Vec::with_capacity(text.len() + 8);
    Place::default().filter(text.as_bytes(), Notation::Text, &mut filtered);
    // Only ASCII is put in, before ASCII.
    String::from_utf8(filtered)
        .map_or_else(|error| Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()), Cow::Owned)
}

/// A writer that lets no command through, however its text is cut into pieces.
#[derive(Debug)]
pub struct WithoutCommands<W> {
    inner: W,
    notation: Notation,
    place: Place,
    filtered: Vec<u8>,
}

impl<W: Write> WithoutCommands<W> {
    /// A writer to `inner`, of which nothing was written yet.
    pub fn new(inner: W, notation: Notation) -> Self {
        Self { inner, notation, place: Place::default(), filtered: Vec::new() }
    }
}

impl<W: Write> Write for WithoutCommands<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly all of a large report, which has no line of its own to look at.
        if self.notation == Notation::Json
            && self.place.hashes == Hashes::None
            && memchr::memchr(b'#', bytes).is_none()
        {
            return self.inner.write(bytes);
        }
        self.filtered.clear();
        self.place.filter(bytes, self.notation, &mut self.filtered);
        self.inner.write_all(&self.filtered)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// What of the bytes before may be the beginning of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    hashes: Hashes,
    line: LineStart,
}

/// `#` signs right before, or such with a word behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hashes {
    #[default]
    None,
    One,
    /// Two or more, and perhaps letters and digits.
    Open,
}

/// What the line has so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LineStart {
    /// Nothing that is seen. A byte that is no ASCII may be part of a space, so it counts as one.
    #[default]
    Blank,
    /// A colon behind that.
    Colon,
    /// Text.
    Text,
}

impl Place {
    fn filter(&mut self, bytes: &[u8], notation: Notation, out: &mut Vec<u8>) {
        for &byte in bytes {
            match byte {
                b'[' if self.hashes == Hashes::Open => out.extend_from_slice(notation.bracket()),
                b':' if self.line == LineStart::Colon => out.extend_from_slice(notation.colon()),
                _ => out.push(byte),
            }
            self.step(byte);
        }
    }

    fn step(&mut self, byte: u8) {
        self.hashes = match (byte, self.hashes) {
            (b'#', Hashes::None) => Hashes::One,
            (b'#', Hashes::One | Hashes::Open) => Hashes::Open,
            (_, Hashes::Open) if byte.is_ascii_alphanumeric() => Hashes::Open,
            _ => Hashes::None,
        };
        self.line = match (byte, self.line) {
            (b'\n' | b'\r', _) => LineStart::Blank,
            (b':', LineStart::Blank) => LineStart::Colon,
            (..=b' ' | 0x7F.., LineStart::Blank) => LineStart::Blank,
            _ => LineStart::Text,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As the runners read: whether a line holds a command.
    fn is_command(line: &str) -> bool {
        let lower = line.to_ascii_lowercase();
        let anywhere = ["##[", "##vso[", "##teamcity["].iter().any(|mark| lower.contains(mark));
        anywhere || line.trim_start().starts_with("::")
    }

    fn written(pieces: &[&str], notation: Notation) -> String {
        let mut out = WithoutCommands::new(Vec::new(), notation);
        pieces.iter().for_each(|piece| out.write_all(piece.as_bytes()).unwrap());
        out.flush().unwrap();
        String::from_utf8(out.inner).unwrap()
    }

    #[test]
    fn no_command_of_a_runner_is_left() {
        for (text, expected) in [
            ("##[error]x", "## [error]x"),
            ("###[error]x", "### [error]x"),
            ("a ####[[b", "a #### [[b"),
            ("a ##VSO[task.complete]", "a ##VSO [task.complete]"),
            ("##teamcity[x]", "##teamcity [x]"),
            ("::error::x", ": :error::x"),
            (" \t\u{a0}::stop-commands::x\r::a", " \t\u{a0}: :stop-commands::x\r: :a"),
            ("a::b [c] # [d] #[e]", "a::b [c] # [d] #[e]"),
        ] {
            assert_eq!(without_commands(text), expected);
        }
        assert!(matches!(without_commands("a #[b]: c"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_reads_json_or_xml_reads_the_same_text() {
        let text = "##[x] ##vso[y]";
        let json = written(&[&serde_json::to_string(text).unwrap()], Notation::Json);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert!(!is_command(&json), "{json}");
        assert_eq!(written(&[text], Notation::Xml), "##&#91;x] ##vso&#91;y]");
        assert_eq!(written(&["::error::##[x]"], Notation::OwnCommands), "::error::## [x]");
    }

    proptest! {
        #[test]
        fn no_text_in_no_pieces_leaves_a_command(
            pieces in proptest::collection::vec("[#:\\[vsoVSO \n\ra\u{a0}é]{0,6}", 0..12)
        ) {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let whole = pieces.concat();
            let text = written(&pieces, Notation::Text);
            prop_assert!(!text.split(['\n', '\r']).any(is_command), "{text:?}");
            prop_assert_eq!(&text, &without_commands(&whole));
            // Only spaces are added.
            prop_assert_eq!(text.replace(' ', ""), whole.replace(' ', ""));
            prop_assert_eq!(without_commands(&text), text.as_str());
        }
    }
}
