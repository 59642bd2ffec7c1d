//! Names that the articles of one storyline spell in more than one way: شويغو and شويجو, Zelensky and Zelenskyy.
//!
//! Two spellings are taken for one name when they come down to the same skeleton, stand in one storyline, are rare
//! words of the language and, where the script has capitals, are written with one. The skeleton undoes what
//! transliterations waver about; it never drops vowels, which would merge different names.

use super::terms::{Mark, Tongue, each_term};
use super::vector::BackgroundTerms;
use crate::document::{ArticleIndex, Corpus, Language};
use crate::hash::hash64;
use crate::text::{Stemmer, fold_word};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Letters that a name must have: shorter words meet by chance.
const LETTERS: usize = 5;

/// The same for stems of Arabic, which writes no short vowels.
const ARABIC_LETTERS: usize = 4;

/// Share of all running words above which a word is no name.
const RARE: f64 = 1e-5;

/// One name in several spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Each spelling as it is written most often, with the number of articles that use it, most frequent first.
    pub forms: Vec<(String, u32)>,
}

/// The spellings of each name: by form, the articles that use it and how they write it.
type Forms = BTreeMap<String, (BTreeSet<ArticleIndex>, BTreeMap<String, u32>)>;

/// Finds the spellings that stand side by side in the storylines.
pub(super) fn spellings(
    corpus: &Corpus,
    tongue: &Tongue,
    storylines: &[Vec<ArticleIndex>],
    background: &BackgroundTerms,
) -> Vec<Spelling> {
    let parts: Vec<BTreeMap<String, Forms>> = storylines
        .par_iter()
        .filter(|members| members.len() > 1)
        .map(|members| {
            let mut names = names(corpus, tongue, members, background);
            names.retain(|_, forms| forms.len() > 1);
            names
        })
        .collect();
    let mut all: BTreeMap<String, Forms> = BTreeMap::new();
    for (skeleton, forms) in parts.into_iter().flatten() {
        let entry = all.entry(skeleton).or_default();
        for (form, (articles, surfaces)) in forms {
            let known = entry.entry(form).or_default();
            known.0.extend(articles);
            for (surface, count) in surfaces {
                *known.1.entry(surface).or_insert(0) += count;
            }
        }
    }
    all.into_values().map(spelling).collect()
}

fn spelling(forms: Forms) -> Spelling {
    let mut forms: Vec<(String, u32)> = forms
        .into_values()
        .filter_map(|(articles, surfaces)| {
            let best = surfaces.into_iter().max_by(|x, y| x.1.cmp(&y.1).then_with(|| y.0.cmp(&x.0)))?;
            Some((best.0, articles.len() as u32))
        })
        .collect();
    forms.sort_by(|x, y| y.1.cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
    Spelling { forms }
}

fn names(
    corpus: &Corpus,
    tongue: &Tongue,
    members: &[ArticleIndex],
    background: &BackgroundTerms,
) -> BTreeMap<String, Forms> {
    let mut names: BTreeMap<String, Forms> = BTreeMap::new();
    let mut folded = String::new();
    for &article in members {
        each_term(corpus, article, tongue, |term, surface, mark| {
            if mark == Mark::Number
                || background.share.get(&hash64(term.as_bytes())).is_some_and(|share| *share > RARE)
            {
                return;
            }
            folded.clear();
            fold_word(surface, &mut folded);
            let Some((skeleton, form)) = skeleton_and_form(&folded, term, mark, tongue.language) else { return };
            let entry = names.entry(skeleton).or_default().entry(form).or_default();
            entry.0.insert(article);
            *entry.1.entry(surface.to_string()).or_insert(0) += 1;
        });
    }
    names
}

/// What two spellings of a name have in common, and what tells them apart.
fn skeleton_and_form(
    folded: &str,
    term: &str,
    mark: Mark,
    language: Option<Language>,
) -> Option<(String, String)> {
    let first = folded.chars().next()?;
    if ('\u{0620}'..='\u{064A}').contains(&first) {
        // The stem already writes غ as ج; the form is the stem that does not.
        let mut form = String::new();
        Stemmer::of(language).stem_as_written(folded, &mut form);
        return (term.chars().count() >= ARABIC_LETTERS).then(|| (term.to_string(), form));
    }
    let cased = first.is_lowercase();
    if !cased || mark != Mark::Capital || folded.chars().count() < LETTERS {
        return None;
    }
    Some((skeleton(folded), folded.to_string()))
}

/// Doubled letters once, and one letter for those that transliterations put for one sound.
fn skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        let c = match c {
            'y' | 'j' => 'i',
            'k' | 'q' => 'c',
            'w' => 'v',
            'z' => 's',
            'й' => 'и',
            'э' => 'е',
            'ґ' => 'г',
            other => other,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transliterations_of_one_name_have_one_skeleton() {
        for (a, b) in [
            ("zelensky", "zelenskyy"),
            ("kadyrov", "kadirov"),
            ("sviridov", "swiridow"),
            ("khaddafi", "khadafi"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("merkel"), skeleton("markel"));
    }

    #[test]
    fn an_arabic_name_in_two_spellings_has_one_skeleton_and_two_forms() {
        let language = Language::from_tag("ar");
        let of = |word: &str| {
            let mut folded = String::new();
            fold_word(word, &mut folded);
            let mut term = String::new();
            Stemmer::of(language).stem(&folded, &mut term);
            skeleton_and_form(&folded, &term, Mark::Plain, language).unwrap()
        };
        let (a, b) = (of("شويغو"), of("شويجو"));
        assert_eq!(a.0, b.0);
        assert_ne!(a.1, b.1);
        assert_eq!(of("وشويغو"), of("شويغو"));
    }
}
