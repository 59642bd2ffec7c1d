//! From a chain of anchors to an alignment: gaps are aligned, ends are extended, weak stretches are cut off.
//!
//! One scoring serves all three: an equal token gives 2, a changed, missing or extra one costs 3, so that a stretch
//! gains as long as three fifths of it are equal; the whole is then held against the identity that is asked for. Ends grow while the score is no more than [`DROP`] below its best
//! (X-drop: Zhang et al. 1998).

use super::anchor::Anchor;
use super::params::PassagesParams;

/// What one equal token is worth.
const EQUAL: i32 = 2;
/// What one edit costs.
const EDIT: i32 = -3;
/// How far a stretch may fall below its best score before it is cut there.
const DROP: i32 = 24;
/// So far from the diagonal a path has spent the drop on edits.
const BAND: usize = (DROP / -EDIT) as usize;
/// Tokens on either side that an extension looks at in one go.
const WINDOW: usize = 32;

/// One column of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The tokens are equal.
    Equal,
    /// The tokens differ.
    Change,
    /// The earlier article has a token more.
    Missing,
    /// The later article has a token more.
    Extra,
}

impl Step {
    fn in_a(self) -> u32 {
        u32::from(self != Self::Extra)
    }

    fn in_b(self) -> u32 {
        u32::from(self != Self::Missing)
    }

    fn score(self) -> i32 {
        if self == Self::Equal { EQUAL } else { EDIT }
    }
}

/// Two stretches of text, token by token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// First place in the earlier article.
    pub(super) a: u32,
    /// First place in the later article.
    pub(super) b: u32,
    /// Its columns; the first and the last are equal tokens.
    pub(super) steps: Vec<Step>,
}

impl Alignment {
    /// Tokens of the earlier article.
    pub(super) fn length_a(&self) -> u32 {
        self.steps.iter().map(|step| step.in_a()).sum()
    }

    /// Tokens of the later article.
    pub(super) fn length_b(&self) -> u32 {
        self.steps.iter().map(|step| step.in_b()).sum()
    }

    /// Columns of equal tokens.
    pub(super) fn equal(&self) -> u32 {
        self.steps.iter().filter(|&&step| step == Step::Equal).count() as u32
    }

    fn is_accepted(&self, params: &PassagesParams) -> bool {
        let equal = self.equal();
        equal >= params.shortest_edited && f64::from(equal) >= params.identity * self.steps.len() as f64
    }

    /// The tokens of the later article that are not in the earlier one, as `(first place, number)`.
    pub(super) fn differing_b(&self) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut at = self.b;
        for &step in &self.steps {
            if matches!(step, Step::Change | Step::Extra) {
                match found.last_mut() {
                    Some((start, length)) if *start + *length == at => *length += 1,
                    _ => found.push((at, 1)),
                }
            }
            at += step.in_b();
        }
        found
    }
}

/// The unbroken stretches of both articles within which an alignment may grow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Start and end in the earlier article.
    pub(super) a: (u32, u32),
    /// Start and end in the later article.
    pub(super) b: (u32, u32),
}

/// The alignments along the chains of two segments that have enough equal tokens, in order of the later article.
///
/// A chain that lies inside an alignment that was made before says nothing new. Alignments whose ends come within
/// `gap` of each other are joined when the whole still has the identity that is asked for.
pub(super) fn align(
    symbols: &[u32],
    chains: &[Vec<Anchor>],
    bounds: Bounds,
    params: &PassagesParams,
) -> Vec<Alignment> {
    let mut made: Vec<Alignment> = Vec::new();
    for chain in chains {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let is_known = made.iter().any(|other| {
            let (end_a, end_b) = (other.a + other.length_a(), other.b + other.length_b());
            other.a <= first.a
                && last.a + last.length <= end_a
                && other.b <= first.b
                && last.b + last.length <= end_b
        });
        if !is_known {
            made.extend(pieces(&along(symbols, chain, bounds, params)));
        }
    }
    made.sort_unstable_by_key(|alignment| (alignment.b, alignment.a));
    let mut joined: Vec<Alignment> = Vec::with_capacity(made.len());
    for alignment in made {
        match joined.last().and_then(|last| join(symbols, last, &alignment, params)) {
            Some(whole) => {
                joined.pop();
                joined.push(whole);
            }
            None => joined.push(alignment),
        }
    }
    joined.retain(|alignment| alignment.is_accepted(params));
    joined
}

/// The whole alignment along one chain, grown at both ends.
fn along(symbols: &[u32], chain: &[Anchor], bounds: Bounds, params: &PassagesParams) -> Alignment {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let slice = |from: u32, to: u32| &symbols[from as usize..to as usize];
    let mut steps = Vec::new();
    for (index, anchor) in chain.iter().enumerate() {
        if index > 0 {
            let before = chain[index - 1];
            let gap_a = slice(before.a + before.length, anchor.a);
            let gap_b = slice(before.b + before.length, anchor.b);
            steps.extend(path(gap_a, gap_b, Finish::Corner));
        }
        steps.extend(std::iter::repeat_n(Step::Equal, anchor.length as usize));
    }
    let ahead = grow(
        slice(last.a + last.length, bounds.a.1).iter(),
        slice(last.b + last.length, bounds.b.1).iter(),
        params,
    );
    let mut back =
        grow(slice(bounds.a.0, first.a).iter().rev(), slice(bounds.b.0, first.b).iter().rev(), params);
    let a = first.a - back.iter().map(|step| step.in_a()).sum::<u32>();
    let b = first.b - back.iter().map(|step| step.in_b()).sum::<u32>();
    back.reverse();
    back.extend(steps);
    back.extend(ahead);
    Alignment { a, b, steps: back }
}

/// Aligns the beginnings of two sequences as far as it pays.
fn grow<'s>(
    a: impl Iterator<Item = &'s u32> + Clone,
    b: impl Iterator<Item = &'s u32> + Clone,
    params: &PassagesParams,
) -> Vec<Step> {
    let window = WINDOW.max(2 * params.gap as usize);
    let (mut a, mut b) = (a, b);
    let mut steps = Vec::new();
    loop {
        let near_a: Vec<u32> = a.clone().take(window).copied().collect();
        let near_b: Vec<u32> = b.clone().take(window).copied().collect();
        if near_a.is_empty() || near_b.is_empty() {
            return steps;
        }
        let more = path(&near_a, &near_b, Finish::Best);
        if more.is_empty() {
            return steps;
        }
        for step in &more {
            if step.in_a() == 1 {
                a.next();
            }
            if step.in_b() == 1 {
                b.next();
            }
        }
        steps.extend(more);
    }
}

/// Where a path through the table of two sequences ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finish {
    /// At the ends of both.
    Corner,
    /// At the cell with the best score, the first of equals.
    Best,
}

/// The best path from the beginnings of two short sequences (Needleman and Wunsch 1970), in the band that the drop
/// allows or, for gaps, that the caller's limit is.
fn path(a: &[u32], b: &[u32], finish: Finish) -> Vec<Step> {
    let width = b.len() + 1;
    let mut scores = vec![i32::MIN / 2; (a.len() + 1) * width];
    let edits = || std::iter::successors(Some(0), |score| Some(score + EDIT));
    for (score, all) in scores.iter_mut().zip(edits()).take(width) {
        *score = all;
    }
    let mut best = (0, 0, 0);
    for (row, all) in (1..=a.len()).zip(edits().skip(1)) {
        let mut row_best = i32::MIN;
        scores[row * width] = all;
        // Further from the diagonal than the drop allows no extension gets; a gap has its limits from the caller.
        let columns = match finish {
            Finish::Corner => 1..width,
            Finish::Best => row.saturating_sub(BAND).max(1)..(row + BAND + 1).min(width),
        };
        for column in columns {
            let at = row * width + column;
            let diagonal = if a[row - 1] == b[column - 1] { EQUAL } else { EDIT };
            let score =
                (scores[at - width - 1] + diagonal).max(scores[at - width] + EDIT).max(scores[at - 1] + EDIT);
            scores[at] = score;
            row_best = row_best.max(score);
            if score > best.0 {
                best = (score, row, column);
            }
        }
        if finish == Finish::Best && row_best < best.0 - DROP {
            break;
        }
    }
    match finish {
        Finish::Corner => trace(a, b, &scores, (a.len(), b.len())),
        Finish::Best => trace(a, b, &scores, (best.1, best.2)),
    }
}

/// The steps of a filled table to a cell. Where several lead there, equal or changed tokens go first.
fn trace(a: &[u32], b: &[u32], scores: &[i32], end: (usize, usize)) -> Vec<Step> {
    let width = b.len() + 1;
    let (mut row, mut column) = end;
    let mut steps = Vec::with_capacity(row.max(column));
    while row > 0 || column > 0 {
        let at = row * width + column;
        let pair = (row > 0 && column > 0).then(|| a[row - 1] == b[column - 1]);
        let step = match pair {
            Some(true) if scores[at] == scores[at - width - 1] + EQUAL => Step::Equal,
            Some(false) if scores[at] == scores[at - width - 1] + EDIT => Step::Change,
            _ if row > 0 && scores[at] == scores[at - width] + EDIT => Step::Missing,
            _ => Step::Extra,
        };
        row -= step.in_a() as usize;
        column -= step.in_b() as usize;
        steps.push(step);
    }
    steps.reverse();
    steps
}

/// Cuts an alignment where it falls too far below its best, and each piece back to its best ends.
fn pieces(whole: &Alignment) -> Vec<Alignment> {
    let mut found = Vec::new();
    let (mut a, mut b) = (whole.a, whole.b);
    // The piece that is open: its first step and the places there, its best end and the score there.
    let mut open: Option<Open> = None;
    for (index, &step) in whole.steps.iter().enumerate() {
        let piece = open.get_or_insert(Open { first: index, a, b, score: 0, best: 0, end: index });
        piece.score += step.score();
        if piece.score > piece.best {
            (piece.best, piece.end) = (piece.score, index + 1);
        }
        let is_over = piece.score <= 0 || piece.score < piece.best - DROP;
        if is_over {
            found.extend(open.take().filter(|piece| piece.best > 0));
        }
        a += step.in_a();
        b += step.in_b();
    }
    found.extend(open.filter(|piece| piece.best > 0));
    found
        .into_iter()
        .map(|piece| Alignment {
            a: piece.a,
            b: piece.b,
            steps: whole.steps[piece.first..piece.end].to_vec(),
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Open {
    first: usize,
    a: u32,
    b: u32,
    score: i32,
    best: i32,
    end: usize,
}

/// Both alignments and the gap between them as one, when they stand close and the whole is good enough.
fn join(
    symbols: &[u32],
    before: &Alignment,
    after: &Alignment,
    params: &PassagesParams,
) -> Option<Alignment> {
    let (end_a, end_b) = (before.a + before.length_a(), before.b + before.length_b());
    let gap_a = after.a.checked_sub(end_a).filter(|&gap| gap <= params.gap)?;
    let gap_b = after.b.checked_sub(end_b).filter(|&gap| gap <= params.gap)?;
    let slice = |from: u32, length: u32| &symbols[from as usize..(from + length) as usize];
    let mut steps = before.steps.clone();
    steps.extend(path(slice(end_a, gap_a), slice(end_b, gap_b), Finish::Corner));
    steps.extend(&after.steps);
    let whole = Alignment { a: before.a, b: before.b, steps };
    (f64::from(whole.equal()) >= params.identity * whole.steps.len() as f64).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols(text: &str) -> Vec<u32> {
        text.bytes().map(u32::from).collect()
    }

    #[test]
    fn a_gap_is_aligned_token_by_token() {
        let steps = path(&symbols("abcd"), &symbols("axcdd"), Finish::Corner);
        assert_eq!(steps.iter().filter(|&&step| step == Step::Equal).count(), 3);
        assert_eq!(steps.iter().map(|step| step.in_b()).sum::<u32>(), 5);
    }

    #[test]
    fn an_end_grows_over_an_edit_that_pays_and_no_further() {
        let (a, b) = (symbols("abcdefghQQQQ"), symbols("abXdefghPPPP"));
        let steps = grow(a.iter(), b.iter(), &PassagesParams::default());
        assert_eq!(steps.len(), 8);
        assert_eq!(steps[2], Step::Change);
        let (a, b) = (symbols("XaQQQQQ"), symbols("YaPPPPP"));
        assert!(grow(a.iter(), b.iter(), &PassagesParams::default()).is_empty());
    }

    #[test]
    fn the_words_that_differ_are_those_of_the_later_article() {
        use Step::{Change, Equal, Extra, Missing};
        let steps = vec![Equal, Missing, Change, Extra, Equal, Extra, Equal];
        let alignment = Alignment { a: 0, b: 10, steps };
        assert_eq!(alignment.differing_b(), [(11, 2), (14, 1)]);
        assert_eq!((alignment.length_a(), alignment.length_b(), alignment.equal()), (5, 6, 3));
    }

    #[test]
    fn a_weak_stretch_cuts_an_alignment_in_two() {
        let mut steps = vec![Step::Equal; 20];
        steps.extend([Step::Change; 10]);
        steps.extend([Step::Equal; 15]);
        let found = pieces(&Alignment { a: 0, b: 50, steps });
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].a, found[0].steps.len()), (0, 20));
        assert_eq!((found[1].a, found[1].b, found[1].steps.len()), (30, 80, 15));
    }

    proptest! {
        #[test]
        fn a_path_uses_up_both_sides_and_says_equal_of_equal_tokens(
            a in prop::collection::vec(0_u32..4, 0..12),
            b in prop::collection::vec(0_u32..4, 0..12),
        ) {
            let (mut i, mut j) = (0, 0);
            for step in path(&a, &b, Finish::Corner) {
                match step {
                    Step::Equal => prop_assert_eq!(a[i], b[j]),
                    Step::Change => prop_assert_ne!(a[i], b[j]),
                    Step::Missing | Step::Extra => {}
                }
                i += step.in_a() as usize;
                j += step.in_b() as usize;
            }
            prop_assert_eq!((i, j), (a.len(), b.len()));
        }
    }
}
