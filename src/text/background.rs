//! How common each word of a language is in the world at large: what a small batch of articles cannot know of itself.
//!
//! The data file is made by `background/build.py`, which also defines its format; `background/LICENSE.md` names its
//! source and licence. A language's block is only unpacked when a corpus has articles in that language.

use crate::document::Language;
use std::io::Read;

static DATA: &[u8] = include_bytes!("background/background.bin");
const MAGIC: &[u8; 4] = b"RTBG";
const VERSION: u16 = 1;
const HEADER: usize = 8;
const ENTRY: usize = 24;

/// The word frequencies of one language, most frequent first.
#[derive(Clone, Debug)]
pub struct Background {
    text: String,
}

/// The data file that was compiled in is not what `background/build.py` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the background statistics are damaged: build the crate again from a clean checkout")]
pub struct BackgroundError;

impl Background {
    /// The statistics of a language, or nothing when there are none for it.
    pub fn of(language: Language) -> Result<Option<Self>, BackgroundError> {
        let code = language.as_str();
        // Snowball and the detector say Bokmål, the list says Norwegian, and so on.
        let code = match code {
            "no" | "nn" => "nb",
            "hr" | "sr" | "bs" => "sh",
            "tl" => "fil",
            other => other,
        };
        let Some(entry) = directory(DATA)?.into_iter().find(|entry| entry.code == code) else {
            return Ok(None);
        };
        let block = DATA.get(entry.start..entry.start + entry.packed).ok_or(BackgroundError)?;
        let mut text = String::with_capacity(entry.unpacked);
        zstd::Decoder::new(block)
            .and_then(|mut decoder| decoder.read_to_string(&mut text))
            .map_err(|_| BackgroundError)?;
        Ok(Some(Self { text }))
    }

    /// The codes of all languages in the file, in its order.
    pub fn languages() -> Result<Vec<String>, BackgroundError> {
        Ok(directory(DATA)?.into_iter().map(|entry| entry.code.to_string()).collect())
    }

    /// Each word with its share of all running words, in (0, 1). Words are as the list prints them: fold and stem them
    /// like any other text before use.
    pub fn words(&self) -> impl Iterator<Item = (&str, f64)> {
        self.text.lines().flat_map(|line| {
            let mut parts = line.split(' ');
            let centibels: f64 = parts.next().and_then(|n| n.parse().ok()).unwrap_or(900.0);
            let share = 10_f64.powf(-centibels / 100.0);
            parts.filter(|word| !word.is_empty()).map(move |word| (word, share))
        })
    }
}

struct Entry<'a> {
    code: &'a str,
    start: usize,
    packed: usize,
    unpacked: usize,
}

fn directory(data: &[u8]) -> Result<Vec<Entry<'_>>, BackgroundError> {
    let header = data.get(..HEADER).ok_or(BackgroundError)?;
    let version = u16::from_le_bytes([header[4], header[5]]);
    if &header[..4] != MAGIC || version != VERSION {
        return Err(BackgroundError);
    }
    let count = usize::from(u16::from_le_bytes([header[6], header[7]]));
    let entries = data.get(HEADER..HEADER + count * ENTRY).ok_or(BackgroundError)?;
    entries.chunks_exact(ENTRY).map(entry).collect()
}

fn entry(bytes: &[u8]) -> Result<Entry<'_>, BackgroundError> {
    let number = |at: usize| {
        bytes[at..at + 4].iter().rev().fold(0_usize, |value, &byte| value << 8 | usize::from(byte))
    };
    let code = std::str::from_utf8(&bytes[..8]).map_err(|_| BackgroundError)?.trim_end_matches('\0');
    Ok(Entry { code, start: number(8), packed: number(12), unpacked: number(16) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_required_language_has_statistics_that_add_up() {
        let required = "ar zh cs de el en es fa fr he hi id it ja ko nl pl pt ru sv tr uk ur vi";
        for code in required.split(' ') {
            let background = Background::of(Language::from_tag(code).unwrap()).unwrap().expect(code);
            let (count, mass) =
                background.words().fold((0, 0.0), |(n, sum), (_, share)| (n + 1, sum + share));
            assert!(count > 5000, "{code} has {count} words");
            assert!((0.5..1.3).contains(&mass), "{code} covers {mass}");
        }
    }

    #[test]
    fn a_language_without_statistics_has_none() {
        assert!(Background::of(Language::from_tag("xx").unwrap()).unwrap().is_none());
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        assert!(directory(b"RTBG").is_err());
        assert!(directory(&[0; 64]).is_err());
    }
}
