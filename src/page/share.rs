//! How much of a text is in no article.

use crate::document::{Article, inked};
use crate::span::Span;

/// The places of the articles of a text. White space is not counted: how many empty lines stand between menus says nothing.
#[derive(Clone, Debug, Default)]
pub struct FurnitureShare {
    kept: Vec<Span>,
}

impl FurnitureShare {
    /// Adds an article of the text.
    pub fn add(&mut self, article: &Article) {
        self.kept.extend_from_slice(&article.pieces);
    }

    /// The share of `text` that is in none of them, in [0, 1]; then begins anew. Where the text was taken out of a page with
    /// markup, `shown` says how many bytes that page shows.
    pub fn take(&mut self, text: &str, shown: Option<u32>) -> f64 {
        self.kept.sort_unstable();
        let (mut end, mut outside) = (0, 0);
        let behind = Span::new(text.len(), text.len());
        for piece in self.kept.drain(..).chain([behind]) {
            // Nearly always nothing but line ends.
            outside += text.get(end..piece.start as usize).map_or(0, inked);
            end = end.max(piece.end as usize);
        }
        if outside == 0 && shown.is_none() {
            return 0.0;
        }
        let own = inked(text);
        // A text that the page keeps in data only is more than what it shows.
        let all = own.max(shown.map_or(0, |shown| shown as usize));
        if all == 0 { 0.0 } else { (outside + all - own) as f64 / all as f64 }
    }
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
        assert!((share.take(text, None) - 7.0 / 17.0).abs() < 1e-12);
        assert!(share.take(" \n", None) < 1e-12, "nothing holds no furniture");
        assert!(share.take(text, None) > 1.0 - 1e-12, "nothing is left of the text before");
    }

    #[test]
    fn of_a_page_with_markup_all_that_it_shows_counts() {
        let mut share = FurnitureShare { kept: vec![Span::new(0, 3)] };
        assert!((share.take("ten", Some(12)) - 0.75).abs() < 1e-12);
        share.kept = vec![Span::new(0, 3)];
        assert!(share.take("ten", Some(1)) < 1e-12);
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
            proptest::prop_assert!((share.take(&text, None) - expected).abs() < 1e-12);
        }
    }
}
