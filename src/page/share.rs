//! How much of a text is in no article.

use crate::document::Article;

/// Bytes of a text that are in its articles, white space left out: how many empty lines stand between menus says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct FurnitureShare {
    kept: usize,
}

impl FurnitureShare {
    /// Counts an article of `text`.
    pub fn add(&mut self, text: &str, article: &Article) {
        self.kept += article.pieces.iter().filter_map(|piece| piece.of(text)).map(inked).sum::<usize>();
    }

    /// The share of `text` that is in none of them, in [0, 1].
    pub fn of(self, text: &str) -> f64 {
        let all = inked(text);
        if all == 0 { 0.0 } else { 1.0 - (self.kept as f64 / all as f64).min(1.0) }
    }
}

/// Bytes that are no ASCII white space.
fn inked(text: &str) -> usize {
    text.bytes().filter(|byte| *byte > b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Corpus;
    use crate::span::Span;

    #[test]
    fn white_space_is_neither_article_nor_furniture() {
        let text = "menu\n\n\n   \nten letters";
        let mut corpus = Corpus::of_texts([text]);
        corpus.articles[0].pieces = vec![Span::new(text.find("ten").unwrap(), text.len())];
        let mut share = FurnitureShare::default();
        share.add(text, &corpus.articles[0]);
        assert!((share.of(text) - 4.0 / 14.0).abs() < 1e-12);
        assert!(FurnitureShare::default().of(" \n") < 1e-12, "nothing holds no furniture");
        assert!(FurnitureShare::default().of(text) > 1.0 - 1e-12);
    }
}
