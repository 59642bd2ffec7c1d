//! Furniture that a corpus shows by itself: lines that one outlet puts under its articles ("// end //", how to reach the
//! author, a number to subscribe by), and lines that stand everywhere.
//!
//! No list can know them all; what gives them away is that they recur in texts that are otherwise different. The danger
//! is a sentence that was reprinted: it recurs as well, and is what this tool is there to find. So a line counts once for
//! all articles that have their longest line in common, for those are one text; a line of the outlet must recur within
//! that one outlet; and only short lines are taken away, and of sentences only those at the end or the beginning of an
//! article, with nothing but such lines outside of them.
//!
//! Copies are judged before, on texts as they are: there a phrase weighs less the more articles have it. Stories and
//! passages come after.

use crate::document::{ArticleIndex, Corpus};
use crate::hash::hash64;
use crate::span::Span;
use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

/// Different texts of one outlet in which a line must stand, and their least share of the outlet's articles.
const TEXTS: usize = 5;
const SHARE: f64 = 0.005;

/// The same for all outlets together, of which there must be so many.
const TEXTS_EVERYWHERE: usize = 20;
const SHARE_EVERYWHERE: f64 = 0.01;
const OUTLETS: usize = 3;

/// Words of a line that can be furniture, and of one that can be so between others.
const WORDS: usize = 25;
const WORDS_BETWEEN: usize = 8;

/// A line that was taken for furniture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LearnedLine {
    /// The outlet it belongs to; nothing for a line that stands everywhere.
    pub outlet: Option<String>,
    /// As it was found first, in canonical order.
    pub text: String,
    /// Different texts it stands in.
    pub texts: u32,
    /// Articles of the outlet, or of the corpus.
    pub of: u32,
    /// Its first holder.
    pub article: ArticleIndex,
    /// Where it stands there.
    pub span: Span,
}

/// What a corpus taught: lines by their hashes, each with the texts it stands in and the articles of the outlet, or of the
/// corpus.
#[derive(Clone, Debug, Default)]
pub struct LearnedFurniture {
    /// By outlet and line.
    of_outlet: AHashMap<(u64, u64), (usize, usize)>,
    everywhere: AHashMap<u64, (usize, usize)>,
}

/// A line of an article.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: Span,
    hash: u64,
    words: usize,
    is_sentence: bool,
}

/// Where a line was seen: outlet, line, and what its text is known by. Sorted, this brings together what must be counted.
type Sighting = (u64, u64, u64);

impl LearnedFurniture {
    /// Counts the lines of all articles.
    pub fn learn(corpus: &Corpus) -> Self {
        let articles: Vec<ArticleIndex> = corpus.article_indices().collect();
        let mut sightings: Vec<Sighting> =
            articles.par_iter().flat_map_iter(|&article| sightings(corpus, article)).collect();
        sightings.par_sort_unstable();
        sightings.dedup();
        let mut articles_of: AHashMap<u64, usize> = AHashMap::new();
        for &article in &articles {
            *articles_of.entry(outlet_hash(corpus, article)).or_insert(0) += 1;
        }
        let enough = |texts: usize, of: usize| texts >= TEXTS && texts as f64 >= SHARE * of as f64;
        // By line: how many outlets and texts have it.
        let mut anywhere: AHashMap<u64, (usize, usize)> = AHashMap::new();
        let mut of_outlet = AHashMap::new();
        for run in sightings.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            let (outlet, line, _) = run[0];
            let all = anywhere.entry(line).or_insert((0, 0));
            *all = (all.0 + 1, all.1 + run.len());
            let of = articles_of.get(&outlet).copied().unwrap_or_default();
            if outlet != 0 && enough(run.len(), of) {
                of_outlet.insert((outlet, line), (run.len(), of));
            }
        }
        let least = (SHARE_EVERYWHERE * articles.len() as f64).max(TEXTS_EVERYWHERE as f64);
        let everywhere = anywhere
            .into_iter()
            .filter(|&(_, (outlets, texts))| outlets >= OUTLETS && texts as f64 >= least)
            .map(|(line, (_, texts))| (line, (texts, articles.len())))
            .collect();
        Self { of_outlet, everywhere }
    }

    /// The pieces of an article without learned furniture; nothing when it has none, or nothing else.
    pub fn strip(&self, corpus: &Corpus, article: ArticleIndex) -> Option<Vec<Span>> {
        if self.is_empty() {
            return None;
        }
        let outlet = outlet_hash(corpus, article);
        let lines = lines(corpus, article);
        let title = corpus.articles[article.at()].title.as_deref().map(line_hash);
        let known: Vec<bool> =
            lines.iter().map(|line| Some(line.hash) != title && self.knows(outlet, line)).collect();
        let head = known.iter().take_while(|known| **known).count();
        let tail = known.len() - known.iter().rev().take_while(|known| **known).count();
        let goes = |at: usize| {
            let between = lines[at].words <= WORDS_BETWEEN && !lines[at].is_sentence;
            known[at] && (at < head || at >= tail || between)
        };
        let kept: Vec<Span> = (0..lines.len()).filter(|&at| !goes(at)).map(|at| lines[at].span).collect();
        (kept.len() < lines.len() && !kept.is_empty()).then_some(kept)
    }

    fn is_empty(&self) -> bool {
        self.of_outlet.is_empty() && self.everywhere.is_empty()
    }

    fn knows(&self, outlet: u64, line: &Line) -> bool {
        line.words <= WORDS
            && (self.everywhere.contains_key(&line.hash) || self.of_outlet.contains_key(&(outlet, line.hash)))
    }

    /// What was learned, in the words of `corpus`, from which it must not have been taken yet: lines that stand
    /// everywhere, then those of outlets by outlet, most frequent first.
    pub fn lines(&self, corpus: &Corpus) -> Vec<LearnedLine> {
        let mut seen: AHashSet<(u64, u64)> = AHashSet::new();
        let mut named = Vec::new();
        for article in corpus.article_indices().filter(|_| !self.is_empty()) {
            let own = outlet_hash(corpus, article);
            for line in lines(corpus, article).into_iter().filter(|line| self.knows(own, line)) {
                let (outlet, counts) = match self.everywhere.get(&line.hash) {
                    Some(counts) => (0, Some(counts)),
                    None => (own, self.of_outlet.get(&(own, line.hash))),
                };
                let Some(&(texts, of)) = counts.filter(|_| seen.insert((outlet, line.hash))) else {
                    continue;
                };
                let document = corpus.document_of(article);
                named.push(LearnedLine {
                    outlet: document.source.clone().filter(|_| outlet != 0),
                    text: line.span.of(&document.text).unwrap_or_default().to_string(),
                    texts: texts as u32,
                    of: of as u32,
                    article,
                    span: line.span,
                });
            }
        }
        named.sort_by(|x, y| (&x.outlet, y.texts, &x.text).cmp(&(&y.outlet, x.texts, &y.text)));
        named
    }
}

/// The lines of an article that can be furniture, each with its outlet and what its text is known by: its longest line,
/// which is never furniture.
fn sightings(corpus: &Corpus, article: ArticleIndex) -> Vec<Sighting> {
    let outlet = outlet_hash(corpus, article);
    let lines = lines(corpus, article);
    let Some(longest) = lines.iter().max_by_key(|line| (line.span.len(), line.hash)) else {
        return Vec::new();
    };
    let others =
        lines.iter().filter(|line| line.hash != longest.hash && line.words <= WORDS && line.words > 0);
    others.map(|line| (outlet, line.hash, longest.hash)).collect()
}

/// The lines of an article's pieces, without white space around them.
fn lines(corpus: &Corpus, article: ArticleIndex) -> Vec<Line> {
    let mut lines = Vec::new();
    for (span, piece) in corpus.pieces(article) {
        let mut start = span.start as usize;
        for line in piece.split_inclusive('\n') {
            let text = line.trim();
            if !text.is_empty() {
                let from = start + (line.len() - line.trim_start().len());
                lines.push(Line {
                    span: Span::new(from, from + text.len()),
                    hash: line_hash(text),
                    words: words(text),
                    is_sentence: text.ends_with(['.', '!', '?', '؟', '。', '！', '？', '।', '…']),
                });
            }
            start += line.len();
        }
    }
    lines
}

/// Words of a line. What has twenty letters without a space is in a script that has none: two letters count as a word.
fn words(text: &str) -> usize {
    let of = |word: &str| word.chars().count();
    text.split_whitespace().map(of).map(|letters| if letters < 20 { 1 } else { letters / 2 }).sum()
}

fn line_hash(text: &str) -> u64 {
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    hash64(joined.as_bytes())
}

/// 0 for a document without an outlet.
fn outlet_hash(corpus: &Corpus, article: ArticleIndex) -> u64 {
    corpus.document_of(article).source.as_deref().map_or(0, |outlet| hash64(outlet.as_bytes()).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(texts: &[(&str, String)]) -> Corpus {
        let mut corpus = Corpus::of_texts(texts.iter().map(|(_, text)| text.as_str()));
        for (document, (outlet, _)) in corpus.documents.iter_mut().zip(texts) {
            document.source = Some((*outlet).to_string());
        }
        corpus
    }

    fn learned(corpus: &Corpus) -> Vec<LearnedLine> {
        LearnedFurniture::learn(corpus).lines(corpus)
    }

    fn story(number: usize) -> String {
        format!(
            "The council of district {number} met on Monday and spoke for {number} hours about the bridge there."
        )
    }

    fn stripped(corpus: &Corpus, article: u32) -> Option<Vec<&str>> {
        let learned = LearnedFurniture::learn(corpus);
        let kept = learned.strip(corpus, ArticleIndex(article))?;
        let text = &corpus.documents[article as usize].text;
        Some(kept.into_iter().map(|span| span.of(text).unwrap()).collect())
    }

    #[test]
    fn what_one_outlet_puts_under_its_articles_is_furniture() {
        let text =
            |at: usize| ("a.example", format!("{}\nWrite to the author: a@a.example\n// end //", story(at)));
        let corpus = corpus(&(0..6).map(text).collect::<Vec<_>>());
        let lines: Vec<(String, u32, u32)> =
            learned(&corpus).into_iter().map(|line| (line.text, line.texts, line.of)).collect();
        assert_eq!(lines, [("// end //".into(), 6, 6), ("Write to the author: a@a.example".into(), 6, 6)]);
        assert_eq!(stripped(&corpus, 0), Some(vec![story(0).as_str()]));
    }

    #[test]
    fn a_report_that_was_crawled_six_times_teaches_nothing() {
        let text =
            || ("a.example", format!("{}\nThe mayor could not be reached.\nShe will speak today", story(1)));
        assert_eq!(learned(&corpus(&vec![text(); 6])), []);
    }

    #[test]
    fn a_sentence_that_many_outlets_reprint_stays() {
        let outlets = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let text = |at: usize| (outlets[at], format!("{}\nNobody was hurt.", story(at)));
        assert_eq!(learned(&corpus(&(0..8).map(text).collect::<Vec<_>>())), []);
    }

    #[test]
    fn a_sentence_between_others_stays_and_a_label_goes() {
        let text = |at: usize| {
            let (first, last) = (story(at), story(100 + at));
            (
                "a.example",
                format!(
                    "{first}\nNobody was hurt.\nAdvertisement\n{last} It ended late.\nAll rights reserved."
                ),
            )
        };
        let corpus = corpus(&(0..6).map(text).collect::<Vec<_>>());
        let kept = stripped(&corpus, 0).unwrap();
        assert_eq!(kept, [story(0).as_str(), "Nobody was hurt.", &format!("{} It ended late.", story(100))]);
    }

    #[test]
    fn an_article_of_nothing_but_furniture_keeps_it() {
        let mut texts: Vec<_> = (0..6).map(|at| ("a.example", format!("{}\n// end //", story(at)))).collect();
        texts.push(("a.example", "// end //".to_string()));
        assert_eq!(stripped(&corpus(&texts), 6), None);
    }
}
