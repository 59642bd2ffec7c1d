//! The words that mark furniture and sections, as the data file lists them, compiled into one look-up by hash.

use crate::hash::chain64;
use crate::text::{Token, is_numeric, tokenize, word_hash};
use ahash::{AHashMap, AHashSet};

static DATA: &str = include_str!("section_words.txt");

/// In a record shorter lines repeat for a reason: scores, refrains, names of speakers.
pub(super) const RECORD_REPEAT_WORDS: f32 = 8.0;
/// The first line of a record is a headline up to this length.
pub(super) const LONGEST_RECORD_HEADLINE_WORDS: f32 = 25.0;

/// What a phrase of the data file marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Section {
    /// Introduces other articles.
    Related = 1,
    /// Belongs to the readers' comments.
    Comments = 2,
    /// Share, subscription, navigation and cookie widgets.
    Share = 4,
    /// Byline, date, tags.
    Meta = 8,
    /// How long ago something was published.
    RelativeTime = 16,
    /// Rights and imprint.
    Copyright = 32,
    /// A month or a weekday.
    Calendar = 64,
    /// Of a language that writes a space between the syllables of a word: what is known of its phrases, whatever they mark.
    Syllables = 128,
}

/// A set of [`Section`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sections(u8);

impl Sections {
    pub(super) fn has(self, section: Section) -> bool {
        self.0 & section as u8 != 0
    }

    pub(super) fn with(self, section: Section) -> Self {
        Self(self.0 | section as u8)
    }

    fn without(self, section: Section) -> Self {
        Self(self.0 & !(section as u8))
    }
}

/// A token as phrases are compared: its digits are one and the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Hash of the folded word.
    pub(super) exact: u64,
    /// The same with runs of digits replaced by one mark.
    pub(super) key: u64,
    /// Byte range in the line.
    pub(super) start: u32,
    pub(super) end: u32,
    /// What it weighs as a word: a character of a script without spaces is half a word.
    pub(super) halves: u8,
    pub(super) numeric: bool,
}

/// Cuts a line into words for comparison with phrases, appending to `out`.
pub(super) fn words_of(line: &str, out: &mut Vec<Word>) {
    let mut digits = String::new();
    tokenize(line, |token: Token<'_>| {
        let exact = word_hash(token.word);
        out.push(Word {
            exact,
            key: if token.shape.numeric { key_of(&token, &mut digits) } else { exact },
            start: token.span.start,
            end: token.span.end,
            halves: if token.shape.unit { 1 } else { 2 },
            numeric: token.shape.numeric,
        });
    });
}

fn key_of(token: &Token<'_>, buffer: &mut String) -> u64 {
    buffer.clear();
    for c in token.word.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !buffer.ends_with('#') {
            buffer.push(c);
        }
    }
    word_hash(buffer)
}

/// Where a phrase stands in a line and what it marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) sections: Sections,
    /// Number of words the phrase takes.
    pub(super) words: usize,
}

/// All phrases, compiled once.
#[derive(Clone, Debug)]
pub(super) struct Phrases {
    table: AHashMap<u64, Sections>,
    /// First words of phrases: most words of a text are none, and need no further look.
    openers: AHashSet<u64>,
    /// A bit for each of a number of hash values: what has none is no opener, without a look at the set.
    maybe: Vec<u64>,
    /// The beginnings of longer phrases.
    prefixes: AHashSet<u64>,
    /// Second words of phrases that begin with a number.
    after_number: AHashSet<u64>,
    longest: usize,
}

/// Bits of [`Phrases::maybe`]: a hundred for each opener, in 32 KiB.
const MAYBE_BITS: u64 = 1 << 18;

impl Phrases {
    /// Compiles the data file that is built in.
    pub(super) fn built_in() -> Self {
        Self::parse(DATA)
    }

    fn parse(data: &str) -> Self {
        let mut phrases = Self {
            table: AHashMap::new(),
            openers: AHashSet::new(),
            maybe: vec![0; (MAYBE_BITS / 64) as usize],
            prefixes: AHashSet::new(),
            after_number: AHashSet::new(),
            longest: 0,
        };
        let mut section = None;
        let mut words = Vec::new();
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = section_named(name);
            } else if let (Some(section), Some((language, phrase))) = (section, line.split_once('\t')) {
                words.clear();
                words_of(&phrase.replace("{n}", "7"), &mut words);
                let sections = Sections(section as u8);
                phrases
                    .add(if language == "vi" { sections.with(Section::Syllables) } else { sections }, &words);
            }
        }
        phrases
    }

    fn add(&mut self, sections: Sections, words: &[Word]) {
        let Some(first) = words.first() else { return };
        self.openers.insert(first.key);
        let bit = first.key % MAYBE_BITS;
        self.maybe[(bit / 64) as usize] |= 1 << (bit % 64);
        self.longest = self.longest.max(words.len());
        let mut key = 0;
        for word in words {
            self.prefixes.insert(key);
            key = chain64(key, word.key);
        }
        if let [number, next, ..] = words
            && number.numeric
        {
            self.after_number.insert(next.key);
        }
        let entry = self.table.entry(key).or_default();
        *entry = Sections(entry.0 | sections.0);
    }

    /// Whether a word with this hash may begin a phrase: never wrongly no, but for words with digits.
    #[inline]
    pub(super) fn may_open(&self, word: u64) -> bool {
        let bit = word % MAYBE_BITS;
        self.maybe[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }

    /// The longest phrase that may begin at the first of these words, in words; nothing when there is none for sure.
    /// Phrases hold a number as any number: where one may stand in a phrase, all that is said is that there may be one.
    fn may_take(&self, words: &[u64]) -> Option<usize> {
        let &first = words.first()?;
        if is_numeric(first) {
            let counted =
                words.get(1).is_some_and(|&next| is_numeric(next) || self.after_number.contains(&next));
            return (words.len() == 1 || counted).then_some(words.len());
        }
        if !self.may_open(first) {
            return None;
        }
        let (mut state, mut taken) = (0, None);
        for (at, &word) in words.iter().enumerate() {
            if is_numeric(word) {
                return Some(words.len());
            }
            state = chain64(state, word);
            if self.table.contains_key(&state) {
                taken = Some(at + 1);
            }
            if !self.prefixes.contains(&state) {
                break;
            }
        }
        taken
    }

    /// Whether two phrases or more may cover three fifths of these words: never wrongly no.
    pub(super) fn may_cover(&self, words: &[u64]) -> bool {
        let (mut covered, mut phrases, mut at) = (0, 0, 0);
        while at < words.len() {
            let taken = self.may_take(&words[at..]);
            covered += taken.unwrap_or(0);
            phrases += usize::from(taken.is_some());
            // What may be a phrase to the end may also be two of them.
            phrases += usize::from(taken.is_some_and(|taken| taken > 1 && at + taken == words.len()));
            at += taken.unwrap_or(1);
        }
        phrases >= 2 && 5 * covered >= 3 * words.len()
    }

    /// Whether a phrase may begin at the first of these words: never wrongly no.
    pub(super) fn may_begin(&self, words: &[u64]) -> bool {
        self.may_take(words).is_some()
    }

    /// The longest phrase that begins at the first of `words`.
    pub(super) fn longest_at(&self, words: &[Word]) -> Option<Hit> {
        if !self.openers.contains(&words.first()?.key) {
            return None;
        }
        let mut state = 0;
        let mut best = None;
        for (at, word) in words.iter().take(self.longest).enumerate() {
            state = chain64(state, word.key);
            if let Some(&sections) = self.table.get(&state) {
                best = Some(Hit { sections, words: at + 1 });
            }
        }
        best
    }

    /// The sections that cover a line word by word, and how many of its half words they cover: months, weekdays and
    /// numbers are counted apart, as `dates`.
    pub(super) fn cover(&self, words: &[Word]) -> Cover {
        let mut cover = Cover::default();
        let mut at = 0;
        while at < words.len() {
            let hit = self.longest_at(&words[at..]);
            let taken = hit.map_or(1, |hit| hit.words);
            let halves: u32 = words[at..at + taken].iter().map(|word| u32::from(word.halves)).sum();
            cover.all += halves;
            match hit {
                Some(hit) if hit.sections.has(Section::RelativeTime) => {
                    cover.dates += halves;
                    cover.relative += 1;
                }
                Some(hit) if hit.sections.has(Section::Calendar) => {
                    cover.dates += halves;
                    cover.calendar += 1;
                }
                Some(hit) => {
                    cover.phrases += 1;
                    cover.furniture += halves;
                    cover.sections = Sections(cover.sections.0 | hit.sections.0);
                }
                None if words[at].numeric => {
                    cover.dates += halves;
                    cover.numbers += 1;
                }
                None => {}
            }
            at += taken;
        }
        cover.sections = cover.sections.without(Section::Calendar);
        cover
    }
}

/// How much of a line the phrases cover, in half words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cover {
    pub(super) all: u32,
    pub(super) furniture: u32,
    pub(super) dates: u32,
    /// Number of phrases that are no dates.
    pub(super) phrases: u32,
    /// Number of months and weekdays.
    pub(super) calendar: u32,
    /// Number of relative times.
    pub(super) relative: u32,
    /// Number of numbers outside phrases.
    pub(super) numbers: u32,
    pub(super) sections: Sections,
}

fn section_named(name: &str) -> Option<Section> {
    Some(match name {
        "related" => Section::Related,
        "comments" => Section::Comments,
        "share" => Section::Share,
        "meta" => Section::Meta,
        "relative_time" => Section::RelativeTime,
        "copyright" => Section::Copyright,
        "months" | "weekdays" => Section::Calendar,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(line: &str) -> Option<(bool, Sections)> {
        let mut words = Vec::new();
        words_of(line, &mut words);
        Phrases::built_in().longest_at(&words).map(|hit| (hit.words == words.len(), hit.sections))
    }

    #[test]
    fn headings_of_other_articles_are_known_in_every_spelling() {
        for line in ["Related articles", "RELATED ARTICLES:", "مقالات ذات صلة", "Читайте также", "相关阅读"]
        {
            assert!(hit(line).is_some_and(|(whole, it)| whole && it.has(Section::Related)), "{line}");
        }
    }

    #[test]
    fn relative_times_match_with_any_number() {
        for line in ["3 hours ago", "منذ 12 ساعة", "3小时前", "2 часа назад"] {
            assert!(hit(line).is_some_and(|(whole, it)| whole && it.has(Section::RelativeTime)), "{line}");
        }
    }

    #[test]
    fn every_section_of_the_data_file_is_known() {
        for line in DATA.lines().filter(|line| line.starts_with('[')) {
            assert!(section_named(line.trim_matches(['[', ']'])).is_some(), "{line}");
        }
    }
}
