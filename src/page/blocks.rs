//! The units of a page: its lines, or whole paragraphs where a text is wrapped at a fixed width.

use super::words::{Word, words_of};
use crate::span::Span;

/// From this many words a line is taken for running text even without a sentence end: headlines of news agencies stay
/// below twenty words, captions rarely pass it.
const LONG_LINE_WORDS: f32 = 25.0;
/// A line that ends a sentence is running text from this length; shorter ones are labels such as `Sign in.`
pub(super) const SENTENCE_WORDS: f32 = 4.0;
/// Questions, exclamations and trailing dots end many headlines, so they need a longer line.
const WEAK_SENTENCE_WORDS: f32 = 14.0;
/// A line with a sentence end inside is running text from this length.
const INNER_SENTENCE_WORDS: f32 = 9.0;
/// A credit in brackets at the end of a caption is short: an agency, a photographer, an archive.
const CREDIT_WORDS: usize = 6;
/// A caption with its credit is one sentence of at most this many words.
const CAPTION_WORDS: f32 = 60.0;
/// A word before a full stop that is shorter is taken for an abbreviation or an initial.
const ABBREVIATION_CHARACTERS: usize = 3;
/// Lines that fill between half and all of at most this many characters are the lines of a wrapped paragraph.
const WRAP_COLUMNS: usize = 120;
const WRAP_LEAST_COLUMNS: usize = 40;

/// How a line reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Running text with a sentence end.
    Sentence,
    /// A long line without any: text of scripts or authors that set none, or a row of headlines.
    Long,
    /// A headline, caption, label or link.
    Short,
    /// No letter or digit.
    Mark,
}

/// One unit of a page.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its text without the white space around it.
    pub(super) span: Span,
    /// Blank lines before it.
    pub(super) blanks: u32,
    /// Range of its words in [`Blocks::words`].
    pub(super) words: std::ops::Range<usize>,
    /// Length in words; a character of a script without spaces counts half.
    pub(super) length: f32,
    /// Number of sentences, at least one.
    pub(super) sentences: u32,
    /// It ends in a short bracket, as captions do with their credit.
    pub(super) credit: bool,
    /// It is two words or more and ends with a full stop: a sentence, however short.
    pub(super) stops: bool,
    pub(super) form: Form,
}

/// The units of a text in order.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) units: Vec<Unit>,
    pub(super) words: Vec<Word>,
    /// The hash of each word.
    hashes: Vec<u64>,
}

impl Blocks {
    /// Cuts `text` into units: one pass.
    pub(super) fn of(text: &str) -> Self {
        let mut blocks = Self::default();
        let mut paragraph: Vec<Span> = Vec::new();
        let mut blanks = 0;
        let mut blanks_before = 0;
        for line in lines(text) {
            let trimmed = trim(text, line);
            if trimmed.is_empty() {
                blocks.paragraph(text, &paragraph, blanks_before);
                paragraph.clear();
                blanks += 1;
            } else {
                if paragraph.is_empty() {
                    blanks_before = blanks;
                }
                blanks = 0;
                paragraph.push(trimmed);
            }
        }
        blocks.paragraph(text, &paragraph, blanks_before);
        blocks
    }

    /// The words of a unit.
    pub(super) fn words_of(&self, unit: &Unit) -> &[Word] {
        &self.words[unit.words.clone()]
    }

    /// The hashes of the words of a unit.
    pub(super) fn hashes_of(&self, unit: &Unit) -> &[u64] {
        &self.hashes[unit.words.clone()]
    }

    /// Text as one unit.
    pub(super) fn one(text: &str) -> Self {
        let mut blocks = Self::default();
        blocks.push(text, Span::new(0, text.len()), 0);
        blocks
    }

    fn paragraph(&mut self, text: &str, lines: &[Span], blanks: u32) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        if is_wrapped(text, lines) {
            self.push(text, Span { start: first.start, end: last.end }, blanks);
            return;
        }
        for (at, &line) in lines.iter().enumerate() {
            self.push(text, line, if at == 0 { blanks } else { 0 });
        }
    }

    fn push(&mut self, text: &str, span: Span, blanks: u32) {
        let line = span.of(text).unwrap_or_default();
        let start = self.words.len();
        words_of(line, &mut self.words);
        let words = &self.words[start..];
        self.hashes.extend(words.iter().map(|word| word.exact));
        let length = words.iter().map(|word| f32::from(word.halves)).sum::<f32>() / 2.0;
        let ends = Ends::of(line);
        let form = form(length, words.is_empty(), &ends);
        self.units.push(Unit {
            span,
            blanks,
            words: start..self.words.len(),
            length,
            sentences: ends.inner + 1,
            credit: ends.credit,
            stops: ends.last == Some(Stop::Full) && words.len() >= 2,
            form,
        });
    }
}

/// The lines of a text without their ends: `\n`, `\r\n` or a lone `\r`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start > bytes.len() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = Span::new(start, end);
        start = end + 1 + usize::from(bytes[end..].starts_with(b"\r\n"));
        Some(line)
    })
}

/// The part of `span` without white space around it.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let line = span.of(text).unwrap_or_default();
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}');
    let start = span.start as usize + (line.len() - line.trim_start_matches(invisible).len());
    let trimmed = line.trim_matches(invisible);
    Span::new(start, start + trimmed.len())
}

/// Whether the lines are one paragraph that was wrapped at a fixed width: all but the last fill the width, few of
/// them end a sentence, and the last one does.
pub(super) fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let [full @ .., last] = lines else { return false };
    // Two lines are as often a headline with its first sentence.
    if full.len() < 2 || lines.iter().any(|line| line.len() > 4 * WRAP_COLUMNS) {
        return false;
    }
    let columns = |line: &Span| line.of(text).unwrap_or_default().chars().count();
    let widest = full.iter().map(columns).max().unwrap_or(0);
    let ends = |line: &Span| Ends::of(line.of(text).unwrap_or_default()).last.is_some();
    (WRAP_LEAST_COLUMNS..=WRAP_COLUMNS).contains(&widest)
        && full.iter().all(|line| 4 * columns(line) >= 3 * widest)
        && 2 * full.iter().filter(|line| ends(line)).count() < full.len()
        && ends(last)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// A full stop.
    Full,
    /// A question mark, an exclamation mark, trailing dots.
    Weak,
}

/// The sentence ends of a line.
struct Ends {
    /// Sentence ends before the end of the line.
    inner: u32,
    /// What the line ends with.
    last: Option<Stop>,
    credit: bool,
}

impl Ends {
    fn of(line: &str) -> Self {
        let mut ends = Self { inner: 0, last: None, credit: has_credit(line) };
        let mut word = 0;
        let mut after_stop = None;
        let mut dots = 0;
        let mut paused = false;
        for c in line.chars() {
            if let Some(stop) = stop_of(c) {
                dots += u32::from(c == '.');
                paused = dots > 1 || c == '…';
                let abbreviated = c == '.' && word < ABBREVIATION_CHARACTERS;
                after_stop = match (dots, abbreviated) {
                    // Two dots are a pause of the headline.
                    (2.., _) => Some((Stop::Weak, false)),
                    (_, true) => Some((Stop::Full, false)),
                    (_, false) => Some((stop, !matches!(c, '.' | '!' | '?' | '؟' | '…' | '۔'))),
                };
                // An abbreviation ends a line like any full stop, but no sentence inside it.
                ends.last = after_stop.map(|(stop, _)| stop);
                if abbreviated {
                    after_stop = None;
                }
            } else if is_closer(c) {
                dots = 0;
            } else if c.is_whitespace() {
                dots = 0;
                after_stop = after_stop.filter(|_| !paused).map(|(stop, _)| (stop, true));
                word = 0;
            } else {
                // Ideographic stops need no space behind them; others do, and no small letter.
                if let Some((_, open)) = after_stop.take()
                    && open
                    && !c.is_lowercase()
                {
                    ends.inner += 1;
                }
                dots = 0;
                ends.last = None;
                word += 1;
            }
        }
        ends
    }
}

fn stop_of(c: char) -> Option<Stop> {
    match c {
        '.' | '。' | '｡' | '।' | '॥' | '۔' | '։' | '።' | '။' | '។' | '᙮' => Some(Stop::Full),
        '!' | '?' | '！' | '？' | '؟' | '…' | '‽' | '⁇' => Some(Stop::Weak),
        _ => None,
    }
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '«'
            | '“'
            | '›'
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '\u{200F}'
            | '\u{200E}'
    )
}

/// Whether the line ends in a short bracket that is not the whole line.
fn has_credit(line: &str) -> bool {
    let Some(inside) = line.strip_suffix([')', '）', ']', '】']) else { return false };
    let Some(open) = inside.rfind(['(', '（', '[', '【']) else { return false };
    let content = inside[open..].chars().skip(1).collect::<String>();
    open > 0 && content.split_whitespace().count() <= CREDIT_WORDS && content.chars().any(char::is_alphabetic)
}

fn form(length: f32, wordless: bool, ends: &Ends) -> Form {
    if wordless {
        return Form::Mark;
    }
    if ends.credit && ends.inner == 0 && length < CAPTION_WORDS {
        return Form::Short;
    }
    let sentence = match ends.last {
        Some(Stop::Full) => length >= SENTENCE_WORDS,
        Some(Stop::Weak) => length >= WEAK_SENTENCE_WORDS,
        None => false,
    };
    if sentence || (ends.inner > 0 && length >= INNER_SENTENCE_WORDS) {
        Form::Sentence
    } else if length >= LONG_LINE_WORDS {
        Form::Long
    } else {
        Form::Short
    }
}

/// The form of a line of `length` words, and whether it ends in a credit.
pub(super) fn form_of(line: &str, length: f32) -> (Form, bool) {
    let ends = Ends::of(line);
    (form(length, length == 0.0, &ends), ends.credit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<(Form, u32)> {
        Blocks::of(text).units.iter().map(|unit| (unit.form, unit.sentences)).collect()
    }

    #[test]
    fn sentences_are_told_from_headlines_in_every_script() {
        for text in [
            "He said so on Tuesday. Nobody was hurt in it, the police of St. Ives said.",
            "لم يعلن الوزير موعدا جديدا. وقال إن اللجنة تجتمع غدا.",
            "公司提醒车主停止充电。新电池到货前可以借用备用电池。",
            "उन्होंने कहा कि समिति रिपोर्ट सौंपेगी। दो लोगों की मौत हो गई।",
        ] {
            assert_eq!(forms(text), [(Form::Sentence, 2)], "{text}");
        }
        for text in ["Otters win cup in shoot-out", "روسيا.. العلاقات نحو «حقبة جديدة»", "Who won?"]
        {
            assert_eq!(forms(text), [(Form::Short, 1)], "{text}");
        }
    }

    #[test]
    fn a_caption_with_its_credit_is_short_however_long() {
        let text = format!("{} (رويترز)", "كلمة ".repeat(30));
        assert_eq!(forms(&text), [(Form::Short, 1)]);
    }

    #[test]
    fn a_wrapped_paragraph_is_one_unit() {
        let text = "Inheritance is a basic concept of Object-Oriented Programming where\nthe basic idea is to create new \
                    classes that add extra detail to\nexisting classes. This is done by allowing new classes to\nreuse it.";
        assert_eq!(Blocks::of(text).units.len(), 1);
    }

    #[test]
    fn lines_end_at_any_line_end() {
        let text = "a\r\nb\nc\rd";
        let found: Vec<&str> = lines(text).filter_map(|line| line.of(text)).collect();
        assert_eq!(found, ["a", "b", "c", "d"]);
    }
}
