//! Spellings that the user has judged: which forms are one name, and which only look like one.

use crate::document::Language;
use crate::text::{Stemmer, tokenize};
use ahash::{AHashMap, AHashSet};
use serde::{Deserialize, Serialize};

/// What a user says of some forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They are spellings of one name.
    Same(Vec<String>),
    /// They are different names, however alike.
    Different(Vec<String>),
}

/// A line of a list of spellings that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text:?} must have two forms or more, with {SAME:?} or {DIFFERENT:?} between them")]
pub struct VerdictError {
    /// The 1-based line.
    pub line: u64,
    /// What stands there.
    pub text: String,
}

/// Between two spellings of one name, in a list that people edit.
pub const SAME: &str = " = ";

/// Between two names that only look alike.
const DIFFERENT: &str = " != ";

impl Verdict {
    /// Reads a list: a line a name, its forms with ` = ` between them, or ` != ` between forms that are different
    /// names. Blank lines and lines that begin with `#` are for people.
    pub fn list(text: &str) -> Result<Vec<Self>, VerdictError> {
        let lines = text.trim_start_matches('\u{FEFF}').lines().zip(1..);
        lines
            .map(|(line, number)| (line.trim(), number))
            .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
            .map(|(line, number)| Self::of_line(line).ok_or_else(|| VerdictError { line: number, text: line.into() }))
            .collect()
    }

    fn of_line(line: &str) -> Option<Self> {
        let forms = |between: &str| {
            let forms: Vec<String> = line.split(between).map(|form| form.trim().to_string()).collect();
            (forms.len() > 1 && forms.iter().all(|form| !form.is_empty())).then_some(forms)
        };
        match (line.contains(SAME), line.contains(DIFFERENT)) {
            (true, false) => forms(SAME).map(Self::Same),
            (false, true) => forms(DIFFERENT).map(Self::Different),
            _ => None,
        }
    }
}

/// Verdicts as the terms of one language look them up.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    /// By term, the term of the first form of its name.
    same: AHashMap<String, String>,
    /// Folded words that are terms of their own.
    different: AHashSet<String>,
}

impl Aliases {
    /// A form of several words stands for its words in order; a form with another number of words than the first is
    /// left alone, because words can only be set equal one by one.
    pub(super) fn of(verdicts: &[Verdict], language: Option<Language>) -> Self {
        let stemmer = Stemmer::of(language);
        let mut aliases = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Same(forms) => aliases.unite(forms, stemmer),
                Verdict::Different(forms) => aliases.set_apart(forms),
            }
        }
        aliases
    }

    fn unite(&mut self, forms: &[String], stemmer: Stemmer) {
        let terms = |form: &String| {
            let mut terms = Vec::new();
            tokenize(form, |token| {
                let mut term = String::new();
                stemmer.stem(token.word, &mut term);
                terms.push(term);
            });
            terms
        };
        let Some((first, others)) = forms.split_first() else { return };
        let first = terms(first);
        for other in others.iter().map(terms).filter(|other| other.len() == first.len()) {
            for (own, of_first) in other.into_iter().zip(&first) {
                let target = self.same.get(of_first).unwrap_or(of_first).clone();
                if own != target {
                    self.same.insert(own, target);
                }
            }
        }
    }

    fn set_apart(&mut self, forms: &[String]) {
        for form in forms {
            tokenize(form, |token| {
                self.different.insert(token.word.to_string());
            });
        }
    }

    /// Puts the term that the user wants for a folded word in the place of its stem.
    pub(super) fn apply(&self, word: &str, term: &mut String) {
        if self.different.contains(word) {
            // No word has this sign in it, so no stem meets this term.
            term.clear();
            term.push('=');
            term.push_str(word);
        } else if let Some(other) = self.same.get(term.as_str()) {
            term.clone_from(other);
        }
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.same.is_empty() && self.different.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(list: &str, language: &str, word: &str) -> String {
        let language = Language::from_tag(language);
        let aliases = Aliases::of(&Verdict::list(list).unwrap(), language);
        let mut term = String::new();
        tokenize(word, |token| {
            term.clear();
            Stemmer::of(language).stem(token.word, &mut term);
            aliases.apply(token.word, &mut term);
        });
        term
    }

    #[test]
    fn forms_of_one_name_become_one_term_with_their_endings() {
        let list = "# names\n\nKyiv = Kiev\nSviridov = Swiridow = Svyrydiv\n";
        assert_eq!(term(list, "en", "Kiev"), term(list, "en", "Kyiv"));
        assert_eq!(term(list, "en", "Swiridows"), term(list, "en", "Sviridov"));
        assert_eq!(term(list, "en", "Svyrydiv"), term(list, "en", "Sviridov"));
        assert_ne!(term(list, "en", "Kiel"), term(list, "en", "Kyiv"));
    }

    #[test]
    fn names_that_only_look_alike_become_two_terms() {
        assert_eq!(term("", "en", "Marconi"), term("", "en", "Marcos"), "five letters are kept");
        let list = "Marconi != Marcos";
        assert_ne!(term(list, "en", "Marconi"), term(list, "en", "Marcos"));
        let arabic = "شويغو != شويجو";
        assert_eq!(term("", "ar", "شويغو"), term("", "ar", "شويجو"));
        assert_ne!(term(arabic, "ar", "شويغو"), term(arabic, "ar", "شويجو"));
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        for (text, line) in [("Kyiv = Kiev\nOslo", 2), ("a = b != c", 1), ("a = ", 1)] {
            assert_eq!(Verdict::list(text).unwrap_err().line, line, "{text}");
        }
    }
}
