//! What two texts have in common, in one order.
//!
//! Words that each has once are laid beside each other first, as many as stand in one order (Bram Cohen's *patience diff*);
//! between two of them the same again, and where little is left, the longest common subsequence. The shortest edit script
//! (Myers 1986) was taken before: of a run by rarity it was a fifth of the time, and this is a thirteenth (`perf`).

use std::cell::RefCell;
use std::ops::Range;

/// A stretch of tokens that both texts have: where it begins in either, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) length: usize,
}

/// Cells of the table that finds the longest common subsequence of two stretches at most; and of two short texts, for the words
/// of notices and of tables of figures recur, and few of them are single.
const CELLS: usize = 1024;
const CELLS_OF_SHORT_TEXTS: usize = 8192;

/// How often words are looked at that are single within ever shorter stretches.
const DEPTH: usize = 8;

/// Places of the table of words that are looked at for one at most: whoever makes words that fall on one place must not
/// slow down a run. A word beyond counts as one that stands there more than once.
const LONGEST_PROBE: usize = 32;

/// The stretches that `a` and `b` have in common, in the order of both; adjacent ones are one.
pub(super) fn common(a: &[u64], b: &[u64]) -> Vec<Run> {
    thread_local! {
        static MATCHER: RefCell<Matcher> = RefCell::default();
    }
    MATCHER.with_borrow_mut(|matcher| {
        let mut runs = Vec::new();
        matcher.cells = if a.len() * b.len() <= CELLS_OF_SHORT_TEXTS { CELLS_OF_SHORT_TEXTS } else { CELLS };
        matcher.fill(a, b, [0..a.len(), 0..b.len()], DEPTH, &mut runs);
        runs
    })
}

/// Adds a stretch to those before it.
fn push(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.length == 0 => {}
        Some(last) if last.a + last.length == run.a && last.b + last.length == run.b => {
            last.length += run.length;
        }
        _ => runs.push(run),
    }
}

/// Where a word stands in either text.
#[derive(Clone, Copy, Debug, Default)]
struct Seat {
    word: u64,
    /// The search that it was filled in; what another one left behind is empty.
    search: u32,
    a: u32,
    b: u32,
}

/// A word stands nowhere in a text, or more than once.
const NOWHERE: u32 = u32::MAX;
const OFTEN: u32 = u32::MAX - 1;

/// Finds what texts have in common; its buffers are used again.
#[derive(Debug, Default)]
struct Matcher {
    /// The largest table that is filled.
    cells: usize,
    seats: Vec<Seat>,
    search: u32,
    /// Table of the longest common subsequence.
    lengths: Vec<u16>,
    /// For each chain of single words by its length where its last one stands; see [`chain`].
    tails: Vec<u32>,
}

impl Matcher {
    fn fill(&mut self, a: &[u64], b: &[u64], stretch: [Range<usize>; 2], depth: usize, runs: &mut Vec<Run>) {
        let [ra, rb] = stretch;
        let equal = a[ra.clone()].iter().zip(&b[rb.clone()]).take_while(|(x, y)| x == y).count();
        push(runs, Run { a: ra.start, b: rb.start, length: equal });
        let (ra, rb) = (ra.start + equal..ra.end, rb.start + equal..rb.end);
        let backwards = a[ra.clone()].iter().rev().zip(b[rb.clone()].iter().rev());
        let tail = backwards.take_while(|(x, y)| x == y).count();
        let (ra, rb) = (ra.start..ra.end - tail, rb.start..rb.end - tail);
        if !ra.is_empty() && !rb.is_empty() {
            if ra.len() * rb.len() <= self.cells {
                self.subsequence(a, b, [ra.clone(), rb.clone()], runs);
            } else if depth > 0 {
                let singles = self.singles(a, b, [ra.clone(), rb.clone()]);
                let mut from = [ra.start, rb.start];
                // Between the last of them and the end is a stretch too.
                let end = (!singles.is_empty()).then_some([ra.end, rb.end]);
                for [x, y] in singles.into_iter().chain(end) {
                    self.fill(a, b, [from[0]..x, from[1]..y], depth - 1, runs);
                    from = [x, y];
                }
            }
        }
        push(runs, Run { a: ra.end, b: rb.end, length: tail });
    }

    /// Words that stand once in either stretch, as many as are in one order.
    fn singles(&mut self, a: &[u64], b: &[u64], [ra, rb]: [Range<usize>; 2]) -> Vec<[usize; 2]> {
        let size = (2 * ra.len()).next_power_of_two();
        if self.seats.len() < size {
            self.seats.resize(size, Seat::default());
        }
        if self.search == u32::MAX {
            self.seats.fill(Seat::default());
            self.search = 0;
        }
        self.search += 1;
        for at in ra {
            let Some(seat) = self.seat(a[at], size) else { continue };
            let seat = &mut self.seats[seat];
            *seat = if seat.search == self.search {
                Seat { a: OFTEN, ..*seat }
            } else {
                Seat { word: a[at], search: self.search, a: at as u32, b: NOWHERE }
            };
        }
        let mut found: Vec<usize> = Vec::new();
        for at in rb {
            let Some(seat) = self.seat(b[at], size) else { continue };
            let search = self.search;
            let it = &mut self.seats[seat];
            if it.search == search && it.a != OFTEN {
                it.b = if it.b == NOWHERE { at as u32 } else { OFTEN };
                found.push(seat);
            }
        }
        let places = found.into_iter().map(|seat| self.seats[seat]).filter(|seat| seat.b < OFTEN);
        let places: Vec<[u32; 2]> = places.map(|seat| [seat.a, seat.b]).collect();
        chain(&places, &mut self.tails)
    }

    /// Where a word has its seat, or could have it; nothing where the table is too crowded.
    fn seat(&self, word: u64, size: usize) -> Option<usize> {
        // The lowest bits of a hash say what kind of word it is.
        let first = (word >> 3) as usize;
        (0..LONGEST_PROBE)
            .map(|step| (first + step) & (size - 1))
            .find(|&at| self.seats[at].search != self.search || self.seats[at].word == word)
    }

    /// The longest common subsequence of two short stretches.
    fn subsequence(&mut self, a: &[u64], b: &[u64], [ra, rb]: [Range<usize>; 2], runs: &mut Vec<Run>) {
        let (a, b, from) = (&a[ra.clone()], &b[rb.clone()], [ra.start, rb.start]);
        let width = b.len() + 1;
        self.lengths.clear();
        self.lengths.resize((a.len() + 1) * width, 0);
        for (i, word) in a.iter().enumerate().rev() {
            let (own, below) = self.lengths[i * width..(i + 2) * width].split_at_mut(width);
            for (j, other) in b.iter().enumerate().rev() {
                own[j] = if word == other { below[j + 1] + 1 } else { below[j].max(own[j + 1]) };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            let at = i * width + j;
            if self.lengths[at] == 0 {
                break;
            }
            if a[i] == b[j] {
                push(runs, Run { a: from[0] + i, b: from[1] + j, length: 1 });
                (i, j) = (i + 1, j + 1);
            } else if self.lengths[at + width] >= self.lengths[at + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
}

/// Of places in two texts, in order of the second, the most that are in the order of the first too (Schensted 1961).
fn chain(places: &[[u32; 2]], tails: &mut Vec<u32>) -> Vec<[usize; 2]> {
    tails.clear();
    let mut before: Vec<u32> = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        // Most words come behind all before them.
        let last = tails.last().is_none_or(|&tail| places[tail as usize][0] < place[0]);
        let length = if last {
            tails.len()
        } else {
            tails.partition_point(|&tail| places[tail as usize][0] < place[0])
        };
        before.push(length.checked_sub(1).map_or(NOWHERE, |shorter| tails[shorter]));
        if length == tails.len() {
            tails.push(at as u32);
        } else {
            tails[length] = at as u32;
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        let [a, b] = places[at as usize];
        chain.push([a as usize, b as usize]);
        next = Some(before[at as usize]).filter(|&before| before != NOWHERE);
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The length of the longest common subsequence, by the whole table.
    fn longest(a: &[u64], b: &[u64]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (at, y) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if x == y { diagonal + 1 } else { row[at + 1].max(row[at]) };
                diagonal = above;
            }
        }
        row[b.len()]
    }

    fn matched(a: &[u64], b: &[u64]) -> usize {
        let runs = common(a, b);
        let mut end = [0, 0];
        for run in &runs {
            assert!(run.length > 0 && run.a >= end[0] && run.b >= end[1], "in the order of both: {runs:?}");
            assert_eq!(a[run.a..run.a + run.length], b[run.b..run.b + run.length]);
            end = [run.a + run.length, run.b + run.length];
        }
        runs.iter().map(|run| run.length).sum()
    }

    /// A text in which few words are frequent and many rare, as in any language.
    fn text() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec((0_u64..40, 0_u64..2_000, any::<bool>()), 0..300).prop_map(|words| {
            words.into_iter().map(|(few, many, is_few)| 8 * if is_few { few } else { many }).collect()
        })
    }

    proptest! {
        #[test]
        fn short_texts_have_their_longest_subsequence(a in prop::collection::vec(0_u64..6, 0..32), b in prop::collection::vec(0_u64..6, 0..32)) {
            prop_assert_eq!(matched(&a, &b), longest(&a, &b));
        }

        #[test]
        fn an_edited_text_is_found_in_place(a in text(), edits in prop::collection::vec((0_usize..300, 0_u64..2_000), 0..30)) {
            let mut b = a.clone();
            for &(at, word) in &edits {
                match b.get_mut(at) {
                    Some(place) => *place = 8 * word,
                    None => b.push(8 * word),
                }
            }
            let (found, most) = (matched(&a, &b), longest(&a, &b));
            prop_assert!(found + edits.len() >= most, "{} of {}", found, most);
        }

        #[test]
        fn what_is_found_is_common_and_in_order(a in text(), b in text()) {
            prop_assert!(matched(&a, &b) <= longest(&a, &b));
        }
    }

    #[test]
    fn words_that_fall_on_one_place_cost_no_more() {
        let a: Vec<u64> = (0..20_000_u64).map(|at| at << 40).collect();
        let mut b = a.clone();
        b.rotate_left(7_000);
        assert!(matched(&a, &b) <= a.len());
        b.reverse();
        assert!(matched(&a, &b) <= a.len());
    }
}
