//! What of a text a form may be filled in with, told without the statistics of a language: most copies differ in nothing
//! of the kind, and need not be laid beside each other to know that they are of no series.

use super::FormArticle;
use super::align::Gap;
use crate::span::Span;
use crate::text::{TokenTable, calendar_word, is_numeric, is_unit};
use std::ops::{AddAssign, Range};

/// Letters that a name in a script without capitals has at least.
const UNMARKED_NAME_LETTERS: usize = 3;

/// Bits of a token's hash that say what it may be, in place of those of the hash: 61 bits tell the words of two texts apart.
const KINDS: u64 = 0b111;

/// What a token may be to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Word,
    Number,
    /// A token that holds several, as one with a unit does.
    Numbers,
    Day,
    Name,
    /// A character of a script without spaces.
    Unit,
}

impl Mark {
    const ALL: [Self; 6] = [Self::Word, Self::Number, Self::Numbers, Self::Day, Self::Name, Self::Unit];

    pub(super) fn of(hash: u64, word: &str) -> Self {
        if is_numeric(hash) {
            return if numbers_in(word) > 1 { Self::Numbers } else { Self::Number };
        }
        let Some(first) = word.chars().next() else { return Self::Word };
        if is_unit(first) {
            Self::Unit
        } else if calendar_word(hash).is_some() {
            Self::Day
        } else if may_be_name(first, word) {
            Self::Name
        } else {
            Self::Word
        }
    }

    fn packed(self, hash: u64) -> u64 {
        hash & !KINDS | self as u64
    }

    fn unpacked(packed: u64) -> Self {
        Self::ALL.get((packed & KINDS) as usize).copied().unwrap_or(Self::Word)
    }
}

fn numbers_in(word: &str) -> usize {
    word.split(|c: char| !c.is_numeric()).filter(|it| !it.is_empty()).count()
}

/// Whether a word has the form of a name: a capital and more, or enough letters where there are no capitals.
fn may_be_name(first: char, word: &str) -> bool {
    if first.is_uppercase() {
        word.len() > first.len_utf8()
    } else {
        !first.is_lowercase() && word.chars().count() >= UNMARKED_NAME_LETTERS
    }
}

/// All tokens of a text, sorted, each with what it may be to a form.
#[derive(Clone, Debug, Default)]
pub(super) struct MarkedTokens(Box<[u64]>);

/// How many facts there may be of each kind.
#[derive(Clone, Copy, Debug, Default)]
struct MayBe {
    numbers: usize,
    days: usize,
    names: usize,
    units: usize,
}

impl AddAssign<Mark> for MayBe {
    fn add_assign(&mut self, mark: Mark) {
        match mark {
            Mark::Word => {}
            Mark::Number => self.numbers += 1,
            Mark::Numbers => self.numbers += 2,
            Mark::Day => self.days += 1,
            Mark::Name => self.names += 1,
            Mark::Unit => self.units += 1,
        }
    }
}

impl MayBe {
    /// Adds what a text has of one word beyond the `others` of the other text; a name counts if the other has none at all.
    fn add_own(&mut self, own: &[u64], others: usize, both: bool) {
        for &packed in own.iter().skip(others) {
            let mark = Mark::unpacked(packed);
            if mark != Mark::Name || !both {
                *self += mark;
            }
        }
    }

    /// Facts of which the one may stand for the other; `None` when days do, which are enough alone.
    fn facts_with(self, other: Self) -> Option<usize> {
        let facts = |x: usize, y: usize| x.min(y);
        (self.days.min(other.days) == 0).then(|| {
            facts(self.numbers, other.numbers)
                + facts(self.names, other.names)
                + facts(self.units, other.units)
        })
    }
}

impl MarkedTokens {
    pub(super) fn of(text: &str, tokens: &TokenTable) -> Self {
        let mark =
            |(&hash, span): (&u64, &Span)| Mark::of(hash, span.of(text).unwrap_or_default()).packed(hash);
        let mut all: Box<[u64]> = tokens.hashes.iter().zip(&tokens.spans).map(mark).collect();
        all.sort_unstable();
        Self(all)
    }

    /// Tokens of the text.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether each of two texts has facts that the other has not, `enough` of them: names that it has nowhere, numbers and
    /// days and characters that it has not as often. What two texts have alike stands in no place that differs.
    pub(super) fn may_differ(&self, other: &Self, enough: usize) -> bool {
        let (a, b) = (&*self.0, &*other.0);
        let (mut own_a, mut own_b) = (MayBe::default(), MayBe::default());
        let (mut i, mut j) = (0, 0);
        while i < a.len() || j < b.len() {
            if i < a.len() && j < b.len() && a[i] == b[j] {
                (i, j) = (i + 1, j + 1);
                continue;
            }
            let word = |packed: Option<&u64>| packed.map_or(u64::MAX, |packed| packed | KINDS);
            let next = word(a.get(i)).min(word(b.get(j)));
            let run =
                |all: &[u64], from: usize| all[from..].iter().take_while(|it| **it | KINDS == next).count();
            let (m, n) = (run(a, i), run(b, j));
            // Of a word that both have some may have gone by already.
            let both = n > 0 && m > 0 || i > 0 && a[i - 1] | KINDS == next;
            own_a.add_own(&a[i..i + m], n, both);
            own_b.add_own(&b[j..j + n], m, both);
            (i, j) = (i + m, j + n);
        }
        own_a.facts_with(own_b).is_none_or(|facts| facts >= enough)
    }

    /// Whether the word with this hash stands in the text.
    pub(super) fn holds(&self, hash: u64) -> bool {
        let at = self.0.partition_point(|&packed| packed < hash & !KINDS);
        self.0.get(at).is_some_and(|&packed| packed | KINDS == hash | KINDS)
    }
}

/// Whether so much stands in the place of something else that some sign may show a series; `enough` facts, or a day.
pub(super) fn may_differ_in_place(
    [a, b]: [(&FormArticle<'_>, &MarkedTokens); 2],
    gaps: &[Gap],
    enough: usize,
) -> bool {
    let of = |own: &FormArticle<'_>, other: &MarkedTokens, range: &Range<usize>| {
        let mut may_be = MayBe::default();
        for at in range.clone() {
            let hash = own.tokens.hashes[at];
            let mark = Mark::of(hash, own.tokens.spans[at].of(own.text).unwrap_or_default());
            if mark != Mark::Name || !other.holds(hash) {
                may_be += mark;
            }
        }
        may_be
    };
    let mut facts = 0;
    for gap in gaps.iter().filter(|gap| gap.is_slot()) {
        let [mut x, mut y] = [of(a.0, b.1, &gap.a), of(b.0, a.1, &gap.b)];
        // A name of three words is one.
        for may_be in [&mut x, &mut y] {
            may_be.names = may_be.names.min(1);
            may_be.units = may_be.units.min(1);
        }
        match x.facts_with(y) {
            None => return true,
            Some(found) => facts += found,
        }
        if facts >= enough {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TokenScanner;

    fn may_differ(a: &str, b: &str, enough: usize) -> bool {
        let of =
            |text: &str| MarkedTokens::of(text, &TokenTable::of_text(text, &mut TokenScanner::default()));
        let (a, b) = (of(a), of(b));
        assert_eq!(
            a.may_differ(&b, enough),
            b.may_differ(&a, enough),
            "the order of the two decides nothing"
        );
        a.may_differ(&b, enough)
    }

    #[test]
    fn texts_that_differ_in_words_alone_differ_in_no_facts() {
        let text = "The mayor of Marren opened the new bridge in May with 300 guests and a short speech.";
        assert!(!may_differ(text, text, 1));
        assert!(!may_differ(text, &text.replace("short", "long").replace("guests", "people"), 1));
        assert!(
            !may_differ(text, &text.replace("300", "300 or 400"), 1),
            "only one of the two has another number"
        );
        assert!(!may_differ(text, &text.replace("The mayor", "Of course the mayor"), 1));
    }

    #[test]
    fn another_name_number_or_day_on_both_sides_is_a_fact() {
        let text = "The mayor of Marren opened the new bridge in May with 300 guests and a short speech.";
        assert!(may_differ(text, &text.replace("300", "400"), 1));
        assert!(!may_differ(text, &text.replace("300", "400"), 2));
        assert!(may_differ(text, &text.replace("300", "400").replace("Marren", "Lower"), 2));
        assert!(may_differ(text, &text.replace("May", "June"), 2), "a day is enough");
        assert!(may_differ("plot 76x2", "plot 75x3", 2), "a token may hold several numbers");
    }

    #[test]
    fn a_name_that_the_other_text_has_elsewhere_is_no_other_name() {
        let text = "Ivo Brandt met Maria Stella. They spoke of Lower and of Marren.";
        assert!(!may_differ(text, &text.replace("of Marren", "of Brandt").replace("They", "Maria"), 1));
        assert!(may_differ(text, &text.replace("Marren", "Karo"), 1));
    }
}
