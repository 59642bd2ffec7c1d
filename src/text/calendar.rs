//! Words of the calendar, in any language, by their [`word_hash`](super::word_hash).

use super::fold::fold_word;
use super::months::names_of_months;
use super::tokenize::word_hash;
use ahash::AHashMap;
use std::sync::OnceLock;

static WEEKDAYS: &str = include_str!("weekdays.txt");

/// What a word of the calendar names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalendarWord {
    /// 1 to 12.
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
}

/// What the word with this hash names in the calendar. Names of two words are not known here.
pub fn calendar_word(hash: u64) -> Option<CalendarWord> {
    static WORDS: OnceLock<AHashMap<u64, CalendarWord>> = OnceLock::new();
    WORDS.get_or_init(all).get(&hash).copied()
}

fn all() -> AHashMap<u64, CalendarWord> {
    let weekdays = WEEKDAYS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (number, name) = line.split_once('\t')?;
        Some((name, CalendarWord::Weekday(number.parse().ok()?)))
    });
    let months = names_of_months().map(|(name, number)| (name, CalendarWord::Month(number)));
    let mut word = String::new();
    let mut words = AHashMap::new();
    for (name, meant) in weekdays.chain(months).filter(|(name, _)| !name.contains(' ')) {
        word.clear();
        fold_word(name, &mut word);
        words.insert(word_hash(&word), meant);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_days_are_known_in_any_language() {
        let meant = |word: &str| {
            let mut folded = String::new();
            fold_word(word, &mut folded);
            calendar_word(word_hash(&folded))
        };
        assert_eq!(meant("Monday"), Some(CalendarWord::Weekday(1)));
        assert_eq!(meant("الثلاثاء"), Some(CalendarWord::Weekday(2)));
        assert_eq!(meant("воскресенье"), Some(CalendarWord::Weekday(7)));
        assert_eq!(meant("марта"), Some(CalendarWord::Month(3)));
        assert_eq!(meant("harbour"), None);
    }
}
