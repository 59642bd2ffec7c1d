//! An article as a sequence of terms: stems, numbers, and pairs of characters in scripts without spaces.

use super::aliases::Aliases;
use crate::document::{ArticleIndex, Corpus, Language, Layout};
use crate::hash::hash64;
use crate::text::{Stemmer, Token, tokenize};

/// What the words of an article become terms by.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    pub(super) language: Option<Language>,
    /// What the user says of spellings.
    pub(super) aliases: Aliases,
}

/// How a word was written, as far as it tells names from other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// In lower case, or in a script without capitals.
    Plain,
    /// With a capital in the middle of a sentence.
    Capital,
    /// With a capital where every word has one.
    SentenceStart,
    /// A number.
    Number,
}

/// The terms of an article in order, its title first.
#[derive(Clone, Debug, Default)]
pub(super) struct TermSequence {
    /// Stable hashes of the terms.
    pub(super) terms: Vec<u64>,
    /// How each was written.
    pub(super) marks: Vec<Mark>,
    /// How many of the first ones are the title that the record gives.
    pub(super) headline: usize,
}

impl TermSequence {
    /// The terms of an article.
    pub(super) fn of(corpus: &Corpus, article: ArticleIndex, tongue: &Tongue) -> Self {
        let mut sequence = Self::default();
        each_term(corpus, article, tongue, |term, _, mark| {
            sequence.terms.push(hash64(term.as_bytes()));
            sequence.marks.push(mark);
        });
        let given = corpus.document_of(article).title.as_ref();
        if let Some(title) = given.and(corpus.articles[article.at()].title.as_deref()) {
            TermCutter::new(tongue).cut(title, &mut |_: &str, _: &str, _| sequence.headline += 1);
        }
        sequence
    }
}

/// Calls `sink` with each term of an article, the word it was made of as the source writes it, and its mark.
pub(super) fn each_term(
    corpus: &Corpus,
    article: ArticleIndex,
    tongue: &Tongue,
    mut sink: impl FnMut(&str, &str, Mark),
) {
    let mut cutter = TermCutter::new(tongue);
    if let Some(title) = title_outside_text(corpus, article) {
        cutter.cut(title, &mut sink);
    }
    for (_, piece) in corpus.pieces(article) {
        cutter.cut(piece, &mut sink);
    }
}

/// The title field of a record, unless the text begins with it.
fn title_outside_text(corpus: &Corpus, article: ArticleIndex) -> Option<&str> {
    let document = corpus.document_of(article);
    let title = corpus.articles[article.at()].title.as_deref()?;
    let first = corpus.pieces(article).next().map_or("", |(_, piece)| piece);
    (document.layout == Layout::Record && !first.trim_start().starts_with(title.trim())).then_some(title)
}

/// Cuts a text into terms.
struct TermCutter<'a> {
    stemmer: Stemmer,
    /// Nothing when the user said nothing of spellings.
    aliases: Option<&'a Aliases>,
    term: String,
    /// The last character of a script without spaces, where it ended, and whether it already stands in a pair.
    unit: Option<Unit>,
}

struct Unit {
    word: String,
    surface: String,
    end: u32,
    paired: bool,
}

impl<'a> TermCutter<'a> {
    fn new(tongue: &'a Tongue) -> Self {
        let aliases = Some(&tongue.aliases).filter(|aliases| !aliases.is_empty());
        Self { stemmer: Stemmer::of(tongue.language), aliases, term: String::new(), unit: None }
    }

    fn cut(&mut self, text: &str, sink: &mut impl FnMut(&str, &str, Mark)) {
        let mut end = 0;
        tokenize(text, |token| {
            let gap = &text[end as usize..token.span.start as usize];
            let surface = &text[token.span.range()];
            if token.shape.unit {
                self.unit(&token, surface, gap.is_empty(), sink);
            } else {
                self.flush(sink);
                let mark = mark(&token, gap, end == 0);
                self.term.clear();
                self.stemmer.stem(token.word, &mut self.term);
                if let Some(aliases) = self.aliases {
                    aliases.apply(token.word, &mut self.term);
                }
                // Single letters are initials and list marks.
                if self.term.chars().nth(1).is_some() || token.shape.numeric {
                    sink(&self.term, surface, mark);
                }
            }
            end = token.span.end;
        });
        self.flush(sink);
    }

    fn unit(
        &mut self,
        token: &Token<'_>,
        surface: &str,
        adjacent: bool,
        sink: &mut impl FnMut(&str, &str, Mark),
    ) {
        if !adjacent {
            self.flush(sink);
        }
        let mut paired = false;
        if let Some(before) = &self.unit
            && before.end == token.span.start
        {
            self.term.clear();
            self.term.push_str(&before.word);
            self.term.push_str(token.word);
            let both = format!("{}{surface}", before.surface);
            sink(&self.term, &both, Mark::Plain);
            paired = true;
        }
        self.unit = Some(Unit {
            word: token.word.to_string(),
            surface: surface.to_string(),
            end: token.span.end,
            paired,
        });
    }

    /// A character that stands alone is a term of its own.
    fn flush(&mut self, sink: &mut impl FnMut(&str, &str, Mark)) {
        if let Some(unit) = self.unit.take()
            && !unit.paired
        {
            sink(&unit.word, &unit.surface, Mark::Plain);
        }
    }
}

fn mark(token: &Token<'_>, gap: &str, first: bool) -> Mark {
    if token.word.starts_with(|c: char| c.is_ascii_digit()) {
        return Mark::Number;
    }
    if !token.shape.capitalised {
        return Mark::Plain;
    }
    let starts = first
        || gap.contains(|c: char| {
            matches!(
                c,
                '.' | '!' | '?' | ':' | ';' | '\n' | '«' | '»' | '"' | '“' | '”' | '„' | '…' | '—' | '•'
            )
        });
    if starts { Mark::SentenceStart } else { Mark::Capital }
}
