//! The one stable hash of the crate: XXH3 with 64 bits, a frozen specification with implementations in every
//! language, so that a signature can be recomputed elsewhere and compared with one that was stored years ago.
//!
//! `ahash` is for maps in memory and never decides a result. Nothing here can fail.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Hash of `bytes`.
pub fn hash64(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Hash of `bytes` under `seed`: independent of [`hash64`] for every seed but 0.
pub fn hash64_seeded(bytes: &[u8], seed: u64) -> u64 {
    xxh3_64_with_seed(bytes, seed)
}

/// Mixes all bits of `x`; a bijection (the finaliser of `SplitMix64`: Steele, Lea, Flood 2014).
pub fn mix64(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Appends `next` to the running hash of an ordered sequence.
pub fn chain64(state: u64, next: u64) -> u64 {
    (state.rotate_left(23) ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Mixes the bits of `x` well enough for choosing bins and comparing minima; a bijection, at half the cost of [`mix64`].
#[inline]
pub fn stir64(x: u64) -> u64 {
    let x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 32)
}

/// A short, printable name for `text`: ten hexadecimal digits of its hash.
pub fn short_name(text: &str) -> String {
    format!("{:010x}", hash64(text.as_bytes()) >> 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_xxh3() {
        assert_eq!(hash64(b"abc"), 0x78af_5f94_892f_3950);
        assert_eq!(hash64(b""), 0x2d06_8005_38d3_94c2);
    }

    #[test]
    fn the_order_of_a_sequence_counts() {
        assert_ne!(chain64(chain64(0, 1), 2), chain64(chain64(0, 2), 1));
    }
}
