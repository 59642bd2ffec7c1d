//! Records that hold one article and little else: the common case, decided from the hashes of the tokens without taking
//! the text apart.
//!
//! A record is one article unless a unit of it is a heading of other articles, of comments or of rights; short units are
//! looked at one by one for that, and only those that begin with a word of such a phrase, or hold two, are judged in
//! full. Whatever is in doubt goes to the walk in `split`, which is the model: a test compares the two.

use super::blocks::{Blocks, Form, SENTENCE_WORDS, Unit, form_of, is_wrapped, lines, trim};
use super::furniture::{LONGEST_FURNITURE_WORDS, MACHINE_STRING_BYTES, Role, opens_with_rights, role};
use super::repeats::RepeatFinder;
use super::words::{LONGEST_RECORD_HEADLINE_WORDS, Phrases, RECORD_REPEAT_WORDS};
use crate::span::Span;
use crate::text::{TokenTable, is_numeric, is_unit};
use std::ops::Range;

/// A caption with its credit is a short unit however long, but never from this length.
const BODY_WORDS: f32 = 60.0;

/// A record that is one article.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PlainRecord {
    /// The text that counts, in order.
    pub(super) pieces: Vec<Span>,
    /// Ranges of tokens that do not: repeats and noise, in order.
    pub(super) dropped: Vec<Range<usize>>,
    /// A first line that reads like a headline.
    pub(super) head: Option<Span>,
}

/// Buffers for one record after the other.
#[derive(Debug, Default)]
pub struct RecordScratch {
    units: Vec<Draft>,
    paragraph: Vec<Span>,
    repeats: RepeatFinder,
}

/// Whether the record's title has to be found in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Title {
    Wanted,
    Given,
}

/// A unit of the record.
#[derive(Debug)]
struct Draft {
    span: Span,
    tokens: Range<usize>,
    /// Length in words; a character of a script without spaces counts half.
    length: f32,
    /// A bit for each word: which of 128 it is, is told by its hash.
    words: u128,
}

/// More units than this are compared by the finder of repeats at once.
const FEW_UNITS: usize = 64;

/// Whether any two units may say the same: never wrongly no. Of two that have a word Jaccard of at least .9, the words
/// that only one of them has are at most a nineteenth of all, and each makes one bit differ at most.
fn may_repeat(units: &[Draft]) -> bool {
    if units.len() > FEW_UNITS {
        return true;
    }
    let alike = |x: &Draft, y: &Draft| {
        19 * (x.words ^ y.words).count_ones() as usize <= x.tokens.len() + y.tokens.len()
    };
    let spoken = |unit: &&Draft| !unit.tokens.is_empty();
    units
        .iter()
        .enumerate()
        .any(|(at, x)| !x.tokens.is_empty() && units[at + 1..].iter().filter(spoken).any(|y| alike(x, y)))
}

impl RecordScratch {
    /// The record as one article, or nothing when it needs the full walk. `tokens` are those of the whole text.
    pub(super) fn plain(
        &mut self,
        text: &str,
        tokens: &TokenTable,
        phrases: &Phrases,
        title: Title,
    ) -> Option<PlainRecord> {
        self.cut(text, tokens);
        let Self { units, repeats, .. } = self;
        let said = |unit: &Draft| &tokens.hashes[unit.tokens.clone()];
        let repeats = may_repeat(units).then(|| repeats.repeats(&units.iter().map(said).collect::<Vec<_>>()));
        let is_first = |at: usize| repeats.as_ref().is_none_or(|repeats| repeats.first(at) == at);
        let headline = units.first()?.length <= LONGEST_RECORD_HEADLINE_WORDS;
        let mut record = PlainRecord::default();
        let mut has_body = false;
        for (at, unit) in units.iter().enumerate() {
            if unit.tokens.is_empty() {
                continue;
            }
            let short = unit.length <= LONGEST_RECORD_HEADLINE_WORDS;
            if !is_first(at) && short {
                // A doubled line may be a headline with a full stop.
                return None;
            }
            let suspicious = unit.is_suspicious(text, tokens, phrases);
            has_body |= !short && !suspicious && unit.is_no_caption(text);
            let asked = at == 0 && headline && title == Title::Wanted;
            let judged = match (suspicious, asked) {
                (false, false) => None,
                (false, true) if unit.is_plain(text, tokens, phrases) => Some(unit.look(text)),
                _ => Some(unit.judge(text, phrases)),
            };
            match judged.as_ref().map(|it| it.role) {
                Some(Role::Related | Role::Comments | Role::Copyright) => return None,
                Some(Role::Noise) => {
                    record.dropped.push(unit.tokens.clone());
                    continue;
                }
                Some(Role::Line) if at == 0 && short && !judged.as_ref().is_some_and(|it| it.credit) => {
                    record.head = Some(unit.span);
                }
                Some(role) => has_body |= role.is_body() && !short,
                None => {}
            }
            if is_first(at) || unit.length < RECORD_REPEAT_WORDS {
                record.pieces.push(unit.span);
            } else {
                record.dropped.push(unit.tokens.clone());
            }
        }
        has_body.then_some(record)
    }

    /// Cuts the text into units, as [`Blocks`] does, and the tokens with it.
    fn cut(&mut self, text: &str, tokens: &TokenTable) {
        self.units.clear();
        self.paragraph.clear();
        let mut token = 0;
        for line in lines(text) {
            let line = trim(text, line);
            if line.is_empty() {
                self.close(text, tokens, &mut token);
            } else {
                self.paragraph.push(line);
            }
        }
        self.close(text, tokens, &mut token);
    }

    fn close(&mut self, text: &str, tokens: &TokenTable, token: &mut usize) {
        let (Some(first), Some(last)) = (self.paragraph.first(), self.paragraph.last()) else { return };
        if is_wrapped(text, &self.paragraph) {
            let span = Span { start: first.start, end: last.end };
            self.units.push(Draft::new(text, span, tokens, token));
        } else {
            self.units.extend(self.paragraph.iter().map(|&span| Draft::new(text, span, tokens, token)));
        }
        self.paragraph.clear();
    }
}

/// What the full judgement says of a unit.
struct Judged {
    role: Role,
    credit: bool,
}

impl Draft {
    fn new(text: &str, span: Span, tokens: &TokenTable, token: &mut usize) -> Self {
        let start = *token;
        *token += tokens.spans[start..].partition_point(|place| place.start < span.end);
        let count = (*token - start) as f32;
        let halves = if tokens.units == 0 {
            0
        } else {
            let places = tokens.spans[start..*token].iter().filter_map(|place| place.of(text));
            places.filter(|word| word.starts_with(is_unit)).count()
        };
        let words = tokens.hashes[start..*token].iter().fold((0_u64, 0_u64), |(low, high), hash| {
            let (bit, side) = (1_u64 << (hash >> 57 & 63), (hash >> 63).wrapping_neg());
            (low | bit & !side, high | bit & side)
        });
        let words = u128::from(words.0) | u128::from(words.1) << 64;
        Self { span, tokens: start..*token, length: count - halves as f32 / 2.0, words }
    }

    /// Whether the unit may be furniture that decides something, or noise; what is not suspicious is not.
    fn is_suspicious(&self, text: &str, tokens: &TokenTable, phrases: &Phrases) -> bool {
        if self.length > LONGEST_FURNITURE_WORDS {
            return false;
        }
        let line = self.span.of(text).unwrap_or_default();
        let (hashes, places) = (&tokens.hashes[self.tokens.clone()], &tokens.spans[self.tokens.clone()]);
        let opens = |at: usize| phrases.may_open(hashes[at]);
        let numeric = |at: usize| is_numeric(hashes[at]);
        let machine = |at: usize| numeric(at) && places[at].len() >= MACHINE_STRING_BYTES;
        if phrases.may_begin(hashes) || opens_with_rights(line) || (0..places.len()).any(machine) {
            return true;
        }
        // Of a sentence only the beginning is compared with phrases.
        if self.is_sentence(line) {
            return false;
        }
        // `12 comments`.
        if numeric(0) && hashes.get(1).is_some_and(|&next| is_numeric(next) || phrases.may_open(next)) {
            return true;
        }
        memchr::memmem::find(line.as_bytes(), "©".as_bytes()).is_some()
            || line.starts_with("(c) ")
            || line.starts_with("(C) ")
            || (1..hashes.len()).filter(|&at| opens(at) || numeric(at)).nth(1).is_some()
                && (tokens.units > 0 || phrases.may_cover(hashes))
    }

    /// Whether the line ends like a sentence, beyond doubt.
    fn is_sentence(&self, line: &str) -> bool {
        let end = line.trim_end_matches(['"', '\'', '”', '’', '»']);
        end.ends_with('.') && !end.ends_with("..") && self.length >= SENTENCE_WORDS
    }

    /// Whether nothing in a unit that is not suspicious can make a date or a menu of it.
    fn is_plain(&self, text: &str, tokens: &TokenTable, phrases: &Phrases) -> bool {
        let line = self.span.of(text).unwrap_or_default();
        let hashes = &tokens.hashes[self.tokens.clone()];
        let says_nothing = |&hash: &u64| !is_numeric(hash) && !phrases.may_open(hash);
        self.is_sentence(line)
            || hashes.iter().all(says_nothing) && !line.contains(['>', '»', '›', '/', '|', '→'])
    }

    /// What a plain unit is by its form alone.
    fn look(&self, text: &str) -> Judged {
        let (form, credit) = form_of(self.span.of(text).unwrap_or_default(), self.length);
        let role = match form {
            Form::Sentence => Role::Text,
            Form::Long => Role::Row,
            Form::Short => Role::Line,
            Form::Mark => Role::Rule,
        };
        Judged { role, credit }
    }

    /// Whether the unit is running text for sure, if it is no furniture: lines of more than a headline's length are, but
    /// for captions that end in a bracket.
    fn is_no_caption(&self, text: &str) -> bool {
        let line = self.span.of(text).unwrap_or_default();
        self.length >= BODY_WORDS || !line.ends_with([')', '）', ']', '】'])
    }

    fn judge(&self, text: &str, phrases: &Phrases) -> Judged {
        let line = self.span.of(text).unwrap_or_default();
        let blocks = Blocks::one(line);
        let unit: &Unit = &blocks.units[0];
        let role = if unit.form == Form::Mark {
            Role::Rule
        } else {
            role(line, unit, blocks.words_of(unit), phrases)
        };
        Judged { role, credit: unit.credit }
    }
}
