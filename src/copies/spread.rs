//! Edited copies: where the shared text stands decides, when there is too little of it to decide by its share.
//!
//! A rewritten report keeps pieces of its source from beginning to end; two reports that quote one speech share one long
//! piece; two bulletins of a series share what all of the series share, and their figures differ. So a quarter of the
//! lighter article's rare text is enough when it stands in several pieces in both articles, or opens both, when it is not
//! what many articles share, and when the figures do not all differ.

use super::shingle::{ArticleTokens, Shingler, Shingles};
use super::verify::PairSimilarity;
use crate::text::is_numeric;
use ahash::AHashSet;

/// The mean weight of a shared shingle: .25 is that of text which stands in sixteen articles.
pub(super) const MEAN_WEIGHT: f64 = 0.25;

/// Rare shingles that two articles share at least: two notices of a dozen words prove nothing.
pub(super) const LEAST_WEIGHT: f64 = 8.0;

/// Pieces that the shared text stands in, in each of the articles.
const PIECES: usize = 4;

/// The longest piece has at most this share of the shared text: more is a quotation with scraps around it.
const LONGEST_PIECE: f64 = 0.5;

/// Tokens of an opening, and the share of them that is shared.
const OPENING: usize = 30;
const SHARED_OPENING: f64 = 0.7;

/// Two articles that open alike share at least this much of the lighter one's rare text.
const OPENING_CONTAINMENT: f64 = 0.4;

/// Figures outside the shared text that both articles have at least, before they can speak against it, and the share of
/// them that the other has somewhere.
const FIGURES: usize = 3;
const SAME_FIGURES: f64 = 0.25;

/// Which tokens of a text stand in the other one, as runs of a shingle's length or more.
struct Covered<'a> {
    hashes: &'a [u64],
    covered: Vec<bool>,
}

impl<'a> Covered<'a> {
    fn new(shingler: &Shingler, text: &'a ArticleTokens, other: &Shingles) -> Self {
        let mut sequence = Vec::new();
        shingler.sequence(&text.hashes, text.unspaced, &mut sequence);
        let size = shingler.size(text.unspaced).min(text.hashes.len());
        let mut covered = vec![false; text.hashes.len()];
        let mut end = 0;
        for (at, hash) in sequence.iter().enumerate() {
            if other.hashes().binary_search(hash).is_ok() {
                covered[end.max(at)..at + size].fill(true);
                end = at + size;
            }
        }
        Self { hashes: &text.hashes, covered }
    }

    /// Number of pieces, length of the longest, and length of all.
    fn pieces(&self) -> (usize, usize, usize) {
        let runs = self.covered.chunk_by(|x, y| x == y).filter(|run| run[0]);
        runs.fold((0, 0, 0), |(count, longest, all), run| {
            (count + 1, longest.max(run.len()), all + run.len())
        })
    }

    fn opens(&self) -> bool {
        let opening = &self.covered[..OPENING.min(self.covered.len())];
        let shared = opening.iter().filter(|&&covered| covered).count();
        shared as f64 >= SHARED_OPENING * opening.len() as f64
    }

    /// The figures outside the shared text.
    fn figures(&self) -> AHashSet<u64> {
        let own =
            self.hashes.iter().zip(&self.covered).filter(|(hash, covered)| !**covered && is_numeric(**hash));
        own.map(|(&hash, _)| hash).collect()
    }
}

/// The pieces that the shared text stands in, in the lighter article, when two articles are one text, edited.
pub(super) fn edited_pieces(
    shingler: &Shingler,
    [x, y]: [&ArticleTokens; 2],
    [set_x, set_y]: [&Shingles; 2],
    similarity: PairSimilarity,
) -> Option<u32> {
    let (in_x, in_y) = (Covered::new(shingler, x, set_y), Covered::new(shingler, y, set_x));
    let (pieces_x, pieces_y) = (in_x.pieces(), in_y.pieces());
    let (pieces, longest, all) = if similarity.first_is_lighter { pieces_x } else { pieces_y };
    let spread = pieces_x.0.min(pieces_y.0) >= PIECES && longest as f64 <= LONGEST_PIECE * all as f64;
    let opens = similarity.containment >= OPENING_CONTAINMENT && in_x.opens() && in_y.opens();
    ((spread || opens) && !figures_differ(&in_x, &in_y)).then_some(pieces as u32)
}

fn figures_differ(x: &Covered<'_>, y: &Covered<'_>) -> bool {
    let (of_x, of_y) = (x.figures(), y.figures());
    if of_x.len().min(of_y.len()) < FIGURES {
        return false;
    }
    let found = |figures: &AHashSet<u64>, other: &Covered<'_>| {
        let all: AHashSet<u64> = other.hashes.iter().copied().collect();
        figures.intersection(&all).count() as f64 / figures.len() as f64
    };
    found(&of_x, y).max(found(&of_y, x)) < SAME_FIGURES
}
