//! One line of terminal output that knows how much of its width is left.

use super::measure::{cut, width};
use crate::report::clean;
use std::io::{self, Write};

/// Whether the output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI colours.
    On,
    /// Plain text.
    Off,
}

/// How a piece of a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A heading, a headline.
    Strong,
    /// Numbers and marks that the eye should find.
    Accent,
    /// What can be passed over.
    Faint,
    /// Something is wrong.
    Warning,
    /// Something is so wrong that a job fails.
    Error,
    Plain,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Strong => "\u{1b}[1m",
            Self::Accent => "\u{1b}[36m",
            Self::Faint => "\u{1b}[2m",
            Self::Warning => "\u{1b}[33m",
            Self::Error => "\u{1b}[1;31m",
            Self::Plain => "",
        }
    }
}

/// A line that is being put together.
pub(crate) struct Line {
    text: String,
    used: usize,
    width: usize,
    colour: Colour,
}

impl Line {
    pub(crate) fn new(width: usize, colour: Colour) -> Self {
        Self { text: String::new(), used: 0, width, colour }
    }

    /// Adds words of our own.
    pub(crate) fn own(mut self, tone: Tone, text: &str) -> Self {
        self.used += width(text);
        self.put(tone, text);
        self
    }

    /// Adds a number or word of our own that ends at column `end`.
    pub(crate) fn right(self, tone: Tone, text: &str, end: usize) -> Self {
        let start = end.saturating_sub(width(text));
        self.to(start).own(tone, text)
    }

    /// Adds spaces up to column `column`.
    pub(crate) fn to(mut self, column: usize) -> Self {
        let spaces = column.saturating_sub(self.used);
        self.text.extend(std::iter::repeat_n(' ', spaces));
        self.used += spaces;
        self
    }

    /// Adds text of the input, cut to what is left of the line.
    pub(crate) fn foreign(mut self, tone: Tone, text: &str) -> Self {
        let fitting = cut(&clean::line(text), self.width.saturating_sub(self.used));
        self.used += width(&fitting);
        self.put(tone, &clean::isolate(&fitting));
        self
    }

    /// Adds a place in a file. It is never cut, for half a path opens nothing.
    pub(crate) fn place(mut self, tone: Tone, place: &str) -> Self {
        let place = clean::line(place);
        self.used += width(&place);
        self.put(tone, &clean::isolate(&place));
        self
    }

    /// Adds a line of a clean paragraph that was wrapped to fit.
    pub(crate) fn wrapped(mut self, tone: Tone, text: &str, paragraph: clean::Direction) -> Self {
        self.used += width(text);
        self.put(tone, &clean::isolate_line(text, paragraph));
        self
    }

    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.text.trim_end())
    }

    fn put(&mut self, tone: Tone, text: &str) {
        let code = tone.code();
        if self.colour == Colour::Off || code.is_empty() || text.is_empty() {
            self.text.push_str(text);
        } else {
            self.text.push_str(code);
            self.text.push_str(text);
            self.text.push_str("\u{1b}[0m");
        }
    }
}
