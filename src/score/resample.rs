//! Intervals by the bootstrap (Efron 1979): parts are drawn with replacement, as many as there are, and measured again.

use crate::hash::mix64;

/// The share of resamples that is left out at each end.
const TAIL: f64 = 0.025;

/// The middle 95 of 100 values of each measure over resamples of `parts` parts; the draws are the same in every run.
/// Without resamples, or with nothing to draw from, all of what is possible.
pub(super) fn resampled<const N: usize>(
    parts: usize,
    resamples: u32,
    measure: impl Fn(&mut dyn Iterator<Item = usize>) -> [f64; N],
) -> [[f64; 2]; N] {
    if parts == 0 || resamples == 0 {
        return [[0.0, 1.0]; N];
    }
    let mut values: Vec<Vec<f64>> = vec![Vec::with_capacity(resamples as usize); N];
    for resample in 0..u64::from(resamples) {
        let draw = |at: usize| {
            let bits = mix64(mix64(resample + 1) ^ at as u64);
            ((u128::from(bits) * parts as u128) >> 64) as usize
        };
        for (list, value) in values.iter_mut().zip(measure(&mut (0..parts).map(draw))) {
            list.push(value);
        }
    }
    let mut intervals = [[0.0; 2]; N];
    for (interval, list) in intervals.iter_mut().zip(&mut values) {
        list.sort_unstable_by(f64::total_cmp);
        let last = list.len() - 1;
        let at = |share: f64| list[((share * last as f64).round() as usize).min(last)];
        *interval = [at(TAIL), at(1.0 - TAIL)];
    }
    intervals
}
