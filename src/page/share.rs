//! How much of a text is in no article, and where it stands.

use crate::document::{Article, Shown, inked};
use crate::span::{LineIndex, Lines, Span};

/// The places of the articles of a text. White space is not counted: how many empty lines stand between menus says nothing.
#[derive(Clone, Debug, Default)]
pub struct FurnitureShare {
    kept: Vec<Span>,
}

/// What of a text is in no article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut {
    /// Its share of the text, in [0, 1], by bytes that are no white space.
    pub share: f64,
    /// How many lines it is. Of a page with markup all lines that the page shows count.
    pub count: u32,
    /// Those of them that stand in the text, in order.
    pub lines: Vec<Lines>,
}

impl FurnitureShare {
    /// Adds an article of the text.
    pub fn add(&mut self, article: &Article) {
        self.kept.extend_from_slice(&article.pieces);
    }

    /// What of `text` is in none of them; then begins anew. Where the text was taken out of a page with markup, `shown` says
    /// how much that page shows.
    pub fn take(&mut self, text: &str, shown: Option<Shown>) -> LeftOut {
        self.kept.sort_unstable();
        let (mut end, mut outside) = (0, 0);
        let mut gaps: Vec<Span> = Vec::new();
        let behind = Span::new(text.len(), text.len());
        for piece in self.kept.drain(..).chain([behind]) {
            // Nearly always nothing but line ends.
            let gap = Span::new(end, (piece.start as usize).max(end));
            let ink = gap.of(text).map_or(0, inked);
            if ink > 0 {
                gaps.push(gap);
            }
            outside += ink;
            end = end.max(piece.end as usize);
        }
        if outside == 0 && shown.is_none() {
            return LeftOut::default();
        }
        let (lines, inside) = lines(text, &gaps);
        let own = inked(text);
        let shown = shown.unwrap_or_default();
        // A text that the page keeps in data only is more than what it shows.
        let all = own.max(shown.bytes as usize);
        let count = inside + shown.lines.saturating_sub(inked_lines(text));
        let share = if all == 0 { 0.0 } else { (outside + all - own) as f64 / all as f64 };
        LeftOut { share, count, lines }
    }
}

fn inked_lines(text: &str) -> u32 {
    text.lines().filter(|line| inked(line) > 0).count() as u32
}

/// The lines of the gaps, those that follow each other as one, and how many they are.
fn lines(text: &str, gaps: &[Span]) -> (Vec<Lines>, u32) {
    let (mut found, mut count): (Vec<Lines>, u32) = (Vec::new(), 0);
    if gaps.is_empty() {
        return (found, count);
    }
    let index = LineIndex::new(text);
    for gap in gaps {
        let mut start = gap.start;
        let mut open = false;
        for line in gap.of(text).unwrap_or_default().split_inclusive('\n') {
            if inked(line) > 0 {
                let number = index.line(start);
                count += 1;
                match found.last_mut().filter(|_| open) {
                    Some(last) => last.last = number,
                    None => found.push(Lines { first: number, last: number }),
                }
                open = true;
            }
            start += line.len() as u32;
        }
    }
    (found, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Corpus;

    #[test]
    fn white_space_is_neither_article_nor_furniture() {
        let text = "menu\n\n\n   \nten letters\n end";
        let mut corpus = Corpus::of_texts([text]);
        corpus.articles[0].pieces = vec![Span::new(text.find("ten").unwrap(), text.find("\n end").unwrap())];
        let mut share = FurnitureShare::default();
        share.add(&corpus.articles[0]);
        let left = share.take(text, None);
        assert!((left.share - 7.0 / 17.0).abs() < 1e-12);
        assert_eq!((left.count, left.lines), (2, vec![[1, 1].into(), [6, 6].into()]));
        assert_eq!(share.take(" \n", None), LeftOut::default(), "nothing holds no furniture");
        let left = share.take(text, None);
        assert!(left.share > 1.0 - 1e-12, "nothing is left of the text before");
        assert_eq!((left.count, left.lines), (3, vec![[1, 6].into()]));
    }

    #[test]
    fn of_a_page_with_markup_all_that_it_shows_counts() {
        let mut share = FurnitureShare { kept: vec![Span::new(0, 3)] };
        let shown = |bytes, lines| Some(Shown { bytes, lines });
        assert_eq!(share.take("ten", shown(12, 4)), LeftOut { share: 0.75, count: 3, lines: Vec::new() });
        share.kept = vec![Span::new(0, 3)];
        assert_eq!(share.take("ten", shown(1, 0)), LeftOut::default());
    }

    proptest::proptest! {
        #[test]
        fn letters_are_counted_one_by_one(text in "[a-z \n]{0,900}", cuts in proptest::collection::vec(0_usize..900, 0..12)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.sort_unstable();
            let pieces: Vec<Span> = cuts.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).collect();
            let is_kept = |at: usize| pieces.iter().any(|piece| piece.range().contains(&at));
            let ink = |at: &usize| text.as_bytes()[*at] > b' ';
            let all = (0..text.len()).filter(ink).count();
            let outside = (0..text.len()).filter(ink).filter(|at| !is_kept(*at)).count();
            let mut share = FurnitureShare { kept: pieces.iter().rev().copied().collect() };
            let expected = if all == 0 { 0.0 } else { outside as f64 / all as f64 };
            proptest::prop_assert!((share.take(&text, None).share - expected).abs() < 1e-12);
        }
    }
}
