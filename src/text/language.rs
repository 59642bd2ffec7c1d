//! Which language a text is in, when that is sure enough to act on.

use super::class::is_unit;
use crate::document::Language;
use crate::hash::hash64;
use std::cell::RefCell;

/// Characters that are looked at; more does not change the answer for news text.
const SAMPLE_CHARACTERS: usize = 1200;

/// Bytes of a text whose language is remembered: the detector takes as long for a word as for a page, and records of one word
/// come in millions.
const SHORT: usize = 64;

/// How many short texts a thread remembers.
const KNOWN_TEXTS: usize = 1024;

thread_local! {
    /// Short texts with their languages, each at the place that its hash says.
    static KNOWN: RefCell<Vec<(String, Option<ToldLanguage>)>> = const { RefCell::new(Vec::new()) };
}

/// A language that was told from a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToldLanguage {
    /// The language.
    pub language: Language,
    /// How much nearer the text is to it than to the next one, in [0, 1], as `whatlang` counts.
    pub confidence: f64,
}

/// The language of `text`, or nothing when it cannot be told.
///
/// Text in a script that one language of the news has to itself is named from a single line; other text needs the
/// detector's own word that it is reliable.
pub fn identify(text: &str) -> Option<ToldLanguage> {
    if text.len() > SHORT {
        return detect(text);
    }
    KNOWN.with_borrow_mut(|known| {
        let place = hash64(text.as_bytes()) as usize % KNOWN_TEXTS;
        known.resize_with(KNOWN_TEXTS, Default::default);
        let (own, told) = &mut known[place];
        if own != text || text.is_empty() {
            *told = detect(text);
            own.clear();
            own.push_str(text);
        }
        *told
    })
}

fn detect(text: &str) -> Option<ToldLanguage> {
    let sample_end = text.char_indices().nth(SAMPLE_CHARACTERS).map_or(text.len(), |(at, _)| at);
    let info = whatlang::detect(&text[..sample_end])?;
    let code = two_letters(info.lang().code());
    let language = Language::from_tag(code).filter(|_| info.is_reliable() || own_script(code))?;
    Some(ToldLanguage { language, confidence: info.confidence() })
}

/// The share of characters of `text` that belong to scripts without spaces, in [0, 1].
pub fn scripts_without_spaces(text: &str) -> f64 {
    let (units, letters) = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .fold((0_u32, 0_u32), |(units, all), c| (units + u32::from(is_unit(c)), all + 1));
    if letters == 0 { 0.0 } else { f64::from(units) / f64::from(letters) }
}

fn own_script(code: &str) -> bool {
    matches!(
        code,
        "el" | "he"
            | "th"
            | "ko"
            | "ja"
            | "ka"
            | "hy"
            | "ta"
            | "te"
            | "kn"
            | "ml"
            | "gu"
            | "pa"
            | "or"
            | "my"
            | "km"
            | "bn"
            | "am"
            | "zh"
    )
}

/// The two-letter code where there is one.
fn two_letters(code: &'static str) -> &'static str {
    match code {
        "epo" => "eo",
        "eng" => "en",
        "rus" => "ru",
        "cmn" => "zh",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "ben" => "bn",
        "fra" => "fr",
        "deu" => "de",
        "ukr" => "uk",
        "kat" => "ka",
        "ara" => "ar",
        "hin" => "hi",
        "jpn" => "ja",
        "heb" => "he",
        "yid" => "yi",
        "pol" => "pl",
        "amh" => "am",
        "jav" => "jv",
        "kor" => "ko",
        "nob" => "nb",
        "dan" => "da",
        "swe" => "sv",
        "fin" => "fi",
        "tur" => "tr",
        "nld" => "nl",
        "hun" => "hu",
        "ces" => "cs",
        "ell" => "el",
        "bul" => "bg",
        "bel" => "be",
        "mar" => "mr",
        "kan" => "kn",
        "ron" => "ro",
        "slv" => "sl",
        "hrv" => "hr",
        "srp" => "sr",
        "mkd" => "mk",
        "lit" => "lt",
        "lav" => "lv",
        "est" => "et",
        "tam" => "ta",
        "vie" => "vi",
        "urd" => "ur",
        "tha" => "th",
        "guj" => "gu",
        "uzb" => "uz",
        "pan" => "pa",
        "aze" => "az",
        "ind" => "id",
        "tel" => "te",
        "pes" => "fa",
        "mal" => "ml",
        "ori" => "or",
        "mya" => "my",
        "nep" => "ne",
        "sin" => "si",
        "khm" => "km",
        "tuk" => "tk",
        "aka" => "ak",
        "zul" => "zu",
        "sna" => "sn",
        "afr" => "af",
        "lat" => "la",
        "slk" => "sk",
        "cat" => "ca",
        "tgl" => "tl",
        "hye" => "hy",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_has_the_same_language_however_often_it_comes() {
        let texts: Vec<String> = (0..5000)
            .map(|at| format!("{} {at}", ["harbour", "гавань", "港口", "ميناء", ""][at % 5]))
            .collect();
        for _ in 0..2 {
            assert!(texts.iter().all(|text| identify(text) == detect(text)));
        }
    }

    #[test]
    fn plain_sentences_are_recognised() {
        for (text, code) in [
            (
                "The minister said on Tuesday that the bridge would be closed for repairs until the spring.",
                "en",
            ),
            ("أعلنت وزارة الصحة اليوم عن افتتاح مستشفى جديد في العاصمة بعد سنوات من التأخير.", "ar"),
            ("Министр заявил во вторник, что мост будет закрыт на ремонт до самой весны.", "ru"),
            ("北京市政府周二宣布，新的地铁线路将于明年春天开通。", "zh"),
        ] {
            assert_eq!(identify(text).map(|told| told.language.to_string()).as_deref(), Some(code), "{text}");
        }
        assert_eq!(identify("12 34 56"), None);
    }
}
