//! What a check saw, as bytes that the next run can trust or tell to be damaged.

use super::sightings::Sightings;
use crate::hash::hash64;

/// The version of the form; another version is another key already, so a file that claims it is foreign.
const MARK: &[u8] = b"retold check 1\n";

/// What a run is known by: its program, its settings and the content of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheKey(u64);

/// Why bytes cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CacheError {
    /// Something else, or the cache of another run.
    #[error("it is no cache of this check")]
    Foreign,
    /// Cut short or changed.
    #[error("it is damaged")]
    Damaged,
}

impl CacheKey {
    /// Of everything that decides a result, in a form in which nothing else looks the same.
    pub fn of(everything: &[u8]) -> Self {
        Self(hash64(everything))
    }

    /// The name of a file for it.
    pub fn file_name(self) -> String {
        format!("check-{:016x}.retold", self.0)
    }
}

/// The sightings with their key and what shows that they are whole.
pub fn encode(key: CacheKey, sightings: &Sightings) -> Result<Vec<u8>, serde_json::Error> {
    let body = serde_json::to_vec(sightings)?;
    let mut bytes = MARK.to_vec();
    for number in [key.0, body.len() as u64, hash64(&body)] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(body);
    Ok(bytes)
}

/// What [`encode`] was given, when the bytes are whole and of that run.
pub fn decode(key: CacheKey, bytes: &[u8]) -> Result<Sightings, CacheError> {
    let rest = bytes.strip_prefix(MARK).ok_or(CacheError::Foreign)?;
    let (numbers, body) = rest.split_at_checked(24).ok_or(CacheError::Damaged)?;
    let number = |at: usize| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&numbers[at * 8..at * 8 + 8]);
        u64::from_le_bytes(eight)
    };
    if number(0) != key.0 {
        return Err(CacheError::Foreign);
    }
    if number(1) != body.len() as u64 || number(2) != hash64(body) {
        return Err(CacheError::Damaged);
    }
    serde_json::from_slice(body).map_err(|_| CacheError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_bytes_that_were_written_are_read() {
        let key = CacheKey::of(b"settings and files");
        let sightings = Sightings::default();
        let bytes = encode(key, &sightings).unwrap();
        assert_eq!(decode(key, &bytes).unwrap(), sightings);
        assert_eq!(decode(CacheKey::of(b"others"), &bytes), Err(CacheError::Foreign));
        assert_eq!(decode(key, b"something else"), Err(CacheError::Foreign));
        for end in MARK.len()..bytes.len() {
            assert_eq!(decode(key, &bytes[..end]), Err(CacheError::Damaged), "cut at {end}");
        }
        for at in MARK.len() + 8..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(decode(key, &changed).is_err(), "changed at {at}");
        }
        let longer = [&bytes[..], b" "].concat();
        assert_eq!(decode(key, &longer), Err(CacheError::Damaged));
    }
}
