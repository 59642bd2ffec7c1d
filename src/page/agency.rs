//! The news agency that an article comes from, as its byline or dateline says.
//!
//! A name counts where a byline stands, near the beginning or at the very end, and only between marks, as in
//! `CAIRO (Reuters) -`, `ТАСС, 4 марта`, `新华社北京3月4日电` or a line of its own: "told Reuters" names a listener, and an
//! article about an agency names it in a sentence.

use crate::document::{ArticleIndex, Corpus};
use aho_corasick::{AhoCorasick, MatchKind};

/// Characters at the beginning of an article in which a dateline stands, and at its end.
const HEAD: usize = 200;
const TAIL: usize = 80;

/// Characters of Chinese between an agency and the word that closes its dateline.
const DATELINE: usize = 16;

/// What stands around the agency of a byline; `ـ` is the Arabic stroke that serves as a dash.
const MARKS: &str = "\n\r()[]（）【】-–—―/:：,،.|·*©«»ـ=，。、";

/// Knows agencies. Made once, then used from many threads.
#[derive(Debug)]
pub struct AgencyFinder {
    names: AhoCorasick,
    /// Of each pattern the agency.
    agencies: Vec<&'static str>,
}

impl AgencyFinder {
    /// With the agencies that are known.
    ///
    /// # Panics
    /// Never: the list is compiled in, and a test makes the finder.
    pub fn built_in() -> Self {
        let lines = include_str!("agencies.txt").lines();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pairs: Vec<(&str, &str)> = lines
            .flat_map(|line| {
                let first = line.split('|').next().unwrap_or(line);
                line.split('|').map(move |name| (name, first))
            })
            .collect();
        let names = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(pairs.iter().map(|pair| pair.0))
            .expect("a few hundred short patterns are far below the limit of 2^31 states");
        Self { names, agencies: pairs.into_iter().map(|pair| pair.1).collect() }
    }

    /// The agency of an article, where its byline names one; of several the first.
    pub fn of_article(&self, corpus: &Corpus, article: ArticleIndex) -> Option<&'static str> {
        let span = corpus.articles[article.at()].span;
        // With what stands between its pieces: a byline is furniture to the page stage.
        self.of_text(span.of(&corpus.document_of(article).text)?)
    }

    fn of_text(&self, text: &str) -> Option<&'static str> {
        let head = text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
        let tail = text.char_indices().nth_back(TAIL - 1).map_or(0, |(at, _)| at).max(head);
        self.in_window(text, 0..head).or_else(|| self.in_window(text, tail..text.len()))
    }

    fn in_window(&self, text: &str, window: std::ops::Range<usize>) -> Option<&'static str> {
        self.names
            .find_iter(&text[window.clone()])
            .map(|found| (window.start + found.start(), window.start + found.end(), found.pattern()))
            .find(|&(start, end, _)| is_byline(text, start, end))
            .map(|(_, _, pattern)| self.agencies[pattern.as_usize()])
    }
}

/// Whether the name at `start..end` stands as bylines and datelines do.
fn is_byline(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let name = &text[start..end];
    if name.chars().all(is_han) {
        let opens = before
            .trim_end_matches(' ')
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() || c == '据');
        let closes = after.chars().take(DATELINE).any(|c| matches!(c, '电' | '電' | '讯' | '訊'));
        return opens && (closes || is_mark(after.chars().next()) || before.ends_with('据'));
    }
    if touches(before.chars().next_back()) || touches(after.chars().next()) {
        return false;
    }
    let blank = |c: char| matches!(c, ' ' | '\t' | '\u{A0}');
    is_mark(before.trim_end_matches(blank).chars().next_back())
        && is_mark(after.trim_start_matches(blank).chars().next())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// What stands around the agency of a byline: a mark, or the end of the line.
fn is_mark(c: Option<char>) -> bool {
    c.is_none_or(|c| MARKS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(text: &str) -> Option<&'static str> {
        AgencyFinder::built_in().of_text(text)
    }

    #[test]
    fn a_dateline_names_its_agency_in_any_script() {
        for (text, expected) in [
            ("PORT SELVA (Reuters) - The bridge was closed on Monday.", "Reuters"),
            ("PORT SELVA, March 4 (AP) — The bridge was closed.", "Associated Press"),
            ("القاهرة (رويترز) - أعلنت الوزارة اليوم إغلاق الجسر.", "Reuters"),
            ("عدن ـ أ ف ب: أعلنت الوزارة", "AFP"),
            ("الرياض - واس:\nاستقبل الوزير", "SPA"),
            ("МОСКВА, 4 мар — РИА Новости. Мост закрыт.", "RIA Novosti"),
            ("ТАСС, 4 марта. Мост закрыт.", "TASS"),
            ("新华社北京3月4日电 记者从会议获悉", "Xinhua"),
            ("据新华社报道，大桥关闭", "Xinhua"),
            ("नई दिल्ली, चार मार्च (भाषा) पुल बंद", "PTI"),
            ("Berlin (dpa) - Die Brücke ist gesperrt.", "dpa"),
        ] {
            assert_eq!(agency(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_last_line_names_its_agency_too() {
        let long = "Engineers looked at the piers and found cracks in two of them. ".repeat(8);
        assert_eq!(agency(&format!("{long}\nReuters")), Some("Reuters"));
        assert_eq!(agency(&format!("{long} (AFP)")), Some("AFP"));
    }

    #[test]
    fn an_agency_in_a_sentence_is_no_byline() {
        for text in [
            "The mayor told Reuters that the bridge is closed.",
            "Reuters cut two hundred jobs on Monday, the company said.",
            "قال الوزير لرويترز إن الجسر مغلق اليوم.",
            "He opened the AP exam and the MAPS app.",
            "新华社记者获奖名单在会上公布后引起热烈反响",
            "",
        ] {
            assert_eq!(agency(text), None, "{text}");
        }
    }
}
