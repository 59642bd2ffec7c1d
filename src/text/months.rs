//! Names of months, in any language.

use super::fold::fold_word;
use ahash::AHashMap;
use std::sync::OnceLock;

static NAMES: &str = include_str!("months.txt");

/// The number of the month that folded words name, 1 to 12; the words of a name of two are joined by a space.
///
/// ```text
/// "march" -> 3    "марта" -> 3    "كانون الثاني" -> 1
/// ```
pub(crate) fn month(folded: &str) -> Option<i8> {
    static MONTHS: OnceLock<AHashMap<String, i8>> = OnceLock::new();
    MONTHS.get_or_init(all).get(folded).copied()
}

/// All names as they are written, with the number of the month.
pub(super) fn names_of_months() -> impl Iterator<Item = (&'static str, i8)> {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (number, name) = line.split_once('\t')?;
        Some((name, number.parse().ok()?))
    })
}

fn all() -> AHashMap<String, i8> {
    let months = names_of_months().map(|(name, number)| {
        let words: Vec<String> = name.split(' ').map(folded).collect();
        (words.join(" "), number)
    });
    months.collect()
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    fold_word(word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_their_folded_names() {
        for (name, number) in [("march", 3), ("mar", 3), ("марта", 3), ("sept", 9), ("ocak", 1)] {
            assert_eq!(month(name), Some(number), "{name}");
        }
        assert_eq!(month(&format!("{} {}", folded("كانون"), folded("الثاني"))), Some(1));
        assert_eq!(month("monday"), None);
    }
}
