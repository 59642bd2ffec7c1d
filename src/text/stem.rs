//! Light stems: what two inflected forms of a word have in common, for comparing *content*. Copies are compared on
//! whole words and never come here.

use crate::document::Language;
use rust_stemmers::Algorithm;

/// Cuts the endings of one language. Words with a digit, one-letter words and characters of scripts without spaces
/// stay as they are.
pub struct Stemmer {
    rule: Rule,
}

enum Rule {
    Whole,
    Arabic,
    Snowball(rust_stemmers::Stemmer),
}

impl Stemmer {
    /// The stemmer of a language; the one that changes nothing where the language is unknown or has none.
    pub fn of(language: Option<Language>) -> Self {
        let rule = match language.as_ref().map(Language::as_str) {
            Some("ar") => Rule::Arabic,
            Some(code) => {
                snowball(code).map_or(Rule::Whole, |it| Rule::Snowball(rust_stemmers::Stemmer::create(it)))
            }
            None => Rule::Whole,
        };
        Self { rule }
    }

    /// Appends the stem of a folded `word` to `out`.
    pub fn stem(&self, word: &str, out: &mut String) {
        match &self.rule {
            Rule::Arabic => stem_arabic(word, out),
            Rule::Snowball(stemmer) if !word.bytes().any(|b| b.is_ascii_digit()) => {
                out.push_str(&stemmer.stem(word))
            }
            _ => out.push_str(word),
        }
    }
}

fn snowball(code: &str) -> Option<Algorithm> {
    Some(match code {
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "no" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// Light stemming after Larkey, Ballesteros and Connell 2007 (light10), on folded words, and one spelling for the
/// letters that foreign names waver between: غ and ج in words of four or more letters (شويغو, شويجو).
fn stem_arabic(word: &str, out: &mut String) {
    const PREFIXES: [&str; 6] = ["وال", "بال", "كال", "فال", "ال", "لل"];
    const SUFFIXES: [&str; 9] = ["ها", "ان", "ات", "ون", "ين", "يه", "يا", "ه", "ي"];
    let letters = |text: &str| text.chars().count();
    let mut stem = word;
    for prefix in PREFIXES {
        if let Some(rest) = stem.strip_prefix(prefix)
            && letters(rest) >= 3
        {
            stem = rest;
            break;
        }
    }
    if let Some(rest) = stem.strip_prefix('و')
        && letters(rest) >= 4
    {
        stem = rest;
    }
    for suffix in SUFFIXES {
        if let Some(rest) = stem.strip_suffix(suffix)
            && letters(rest) >= 3
        {
            stem = rest;
        }
    }
    if letters(stem) >= 4 {
        out.extend(stem.chars().map(|c| if c == 'غ' { 'ج' } else { c }));
    } else {
        out.push_str(stem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(language: &str, word: &str) -> String {
        let mut folded = String::new();
        super::super::fold_word(word, &mut folded);
        let mut out = String::new();
        Stemmer::of(Language::from_tag(language)).stem(&folded, &mut out);
        out
    }

    #[test]
    fn forms_of_one_arabic_word_meet() {
        assert_eq!(stem("ar", "الروسية"), stem("ar", "روسي"));
        assert_eq!(stem("ar", "والعقوبات"), stem("ar", "عقوبات"));
        assert_eq!(stem("ar", "شويغو"), stem("ar", "شويجو"));
        assert_ne!(stem("ar", "غرب"), stem("ar", "جرب"));
    }

    #[test]
    fn unknown_languages_keep_their_words() {
        assert_eq!(stem("xx", "running"), "running");
        assert_eq!(stem("en", "running"), "run");
    }
}
