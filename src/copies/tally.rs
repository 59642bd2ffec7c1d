//! How similar the pairs were that were compared.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bins of equal width over [0, 1], in which similarities are counted.
pub const BINS: usize = 50;

/// Pairs by similarity, counted by all threads: a sum does not depend on their order.
#[derive(Debug)]
pub(super) struct Tally([AtomicU64; BINS]);

impl Default for Tally {
    fn default() -> Self {
        Self([const { AtomicU64::new(0) }; BINS])
    }
}

impl Tally {
    pub(super) fn add(&self, similarity: f64) {
        self.0[bin(similarity)].fetch_add(1, Ordering::Relaxed);
    }

    /// Pairs by bin.
    pub(super) fn into_counts(self) -> Vec<u64> {
        self.0.into_iter().map(AtomicU64::into_inner).collect()
    }
}

/// The bin of a similarity; what lies out of [0, 1] is in the nearest.
pub fn bin(similarity: f64) -> usize {
    ((similarity * BINS as f64) as usize).min(BINS - 1)
}
