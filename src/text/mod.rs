//! Text to tokens, in every script, with the way back to the source.
//!
//! **Owns** what a word is, how it is folded so that two spellings of it are one, which language a text is in, the
//! background statistics of languages, and what months are called. Every token carries the byte range it stands at in
//! the text it was cut from: the text itself is never rewritten, so nothing found by tokens can be quoted wrongly.
//!
//! **Always holds**: tokens come in order and do not overlap; their spans are on character boundaries; a text and its
//! other Unicode normal forms, the compatible ones too, give the same words; no word is empty. Of a character that is several
//! words, as ﷺ is, the first has its span, and the spans of the others are empty behind it.
//!
//! **Cost**: one pass, no allocation a token; ASCII words take a byte loop, others a table look-up a character and a
//! normalisation a word. **Cannot fail**: every string has tokens, perhaps none.
//!
//! ```
//! use retold::text::{Token, tokenize};
//! let mut words = Vec::new();
//! tokenize("Don’t panic: 3,500 مُحَمَّد 北京", |token: Token<'_>| words.push(token.word.to_string()));
//! assert_eq!(words, ["don't", "panic", "3500", "محمد", "北", "京"]);
//! ```

mod background;
mod calendar;
mod class;
mod expand;
mod fold;
mod lanes;
mod language;
mod months;
mod runs;
mod scan;
mod shares;
mod stem;
mod tokenize;

pub use background::{Background, BackgroundError};
pub use calendar::{CalendarWord, calendar_word};
pub(crate) use class::is_unit;
pub(crate) use fold::digit;
pub use fold::fold_word;
pub use language::{ToldLanguage, identify, scripts_without_spaces};
pub(crate) use months::month;
pub use scan::{ScannedToken, TokenScanner};
pub use shares::{UNKNOWN_WORD, WordShares};
pub use stem::Stemmer;
pub use tokenize::{Shape, Token, TokenTable, is_numeric, tokenize, word_hash};
