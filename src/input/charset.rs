//! Charsets: which one a text is in, and the text in UTF-8.
//!
//! A mark at the beginning decides, then whether the bytes are UTF-8, then what the file declares, and only then a guess
//! from the bytes. UTF-8 comes before the declaration, because pages are recoded and keep the declaration they had, and
//! text in another charset is hardly ever UTF-8 by chance. What means nothing in the charset becomes U+FFFD and is counted,
//! and so does a zero, which no text means.

use super::code_pages::{self, CodePage};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that a guess looks at.
const SAMPLE: usize = 1 << 16;

/// So many characters of several bytes, all of them right, are UTF-8 whatever is declared.
const SURE: usize = 4;

/// Of a text that is mostly UTF-8, so many sequences are right for one that is wrong. In another charset hardly any are.
const MOSTLY: usize = 3;

/// How a charset was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The bytes are that and nothing else: a mark, or UTF-8 throughout.
    Certain,
    /// The file says so.
    Declared,
    /// It fits the bytes best.
    Guessed,
}

/// The charset of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Charset {
    encoding: &'static Encoding,
    /// What it is instead, when it is no charset of browsers.
    page: Option<CodePage>,
    /// How it was found out.
    pub(super) told: Told,
}

impl Charset {
    pub(super) const UTF_8: Self = Self::browsers(UTF_8, Told::Certain);

    const fn browsers(encoding: &'static Encoding, told: Told) -> Self {
        Self { encoding, page: None, told }
    }

    /// Its name in the WHATWG Encoding standard, or as a page of DOS.
    pub(super) fn name(self) -> &'static str {
        self.page.map_or_else(|| self.encoding.name(), CodePage::name)
    }

    /// Whether a byte of ASCII stands for itself wherever it stands, but for letters, digits and brackets that end a character.
    pub(super) fn keeps_ascii(self) -> bool {
        self.encoding.is_ascii_compatible()
    }

    /// UTF-16, by its mark, or by every second byte of its spaces and line ends being zero.
    pub(super) fn wide(bytes: &[u8]) -> Option<Self> {
        let found = |encoding| Some(Self::browsers(encoding, Told::Certain));
        match bytes {
            // Four of them begin a stream of Arrow batches.
            [0xFF, 0xFE, ..] => return found(UTF_16LE),
            [0xFE, 0xFF, ..] => return found(UTF_16BE),
            _ => {}
        }
        let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
        memchr::memchr(0, sample)?;
        if has_few_zeros(sample) {
            return None;
        }
        [(UTF_16LE, 0), (UTF_16BE, 1)].into_iter().find_map(|(encoding, low)| {
            let units =
                sample.chunks_exact(2).map(|pair| u16::from(pair[low]) | u16::from(pair[1 - low]) << 8);
            let spaces = units.clone().filter(|unit| matches!(unit, 0x20 | 0x0A | 0x0D)).count();
            let controls = units.clone().filter(|unit| *unit < 0x20 && !matches!(unit, 9..=13)).count();
            // Read the wrong way round, a space is U+2000 and a line end U+0A00; text has neither often.
            let turned = units.clone().filter(|unit| matches!(unit, 0x2000 | 0x0A00 | 0x0D00)).count();
            // In a text of bytes spaces have letters beside them. General punctuation begins with that byte as well.
            let beside =
                |unit: &u16| unit & 0xFF == 0x20 && *unit > 0xFF || unit >> 8 == 0x20 && *unit > 0x206F;
            let of_bytes = units.filter(beside).count();
            let is = controls == 0 && spaces > 4 * turned && spaces > of_bytes;
            is.then_some(Self::browsers(encoding, Told::Guessed))
        })
    }

    /// Of bytes that are not UTF-16 and perhaps the beginning of a longer text.
    pub(super) fn of(bytes: &[u8], declared: Option<&str>) -> Self {
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            return Self::UTF_8;
        }
        let page = declared.and_then(CodePage::of_label);
        let declared = declared.and_then(|label| {
            Encoding::for_label(label.trim().as_bytes()).or_else(|| code_pages::by_other_name(label))
        });
        // A page whose declaration can be read as ASCII is not UTF-16.
        let declared = declared.filter(|encoding| ![UTF_16LE, UTF_16BE, REPLACEMENT].contains(encoding));
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        let Sequences { right, wrong } = Sequences::of(sample);
        match declared {
            _ if wrong == 0 && right >= SURE => Self::UTF_8,
            Some(encoding) if encoding != UTF_8 => Self::browsers(encoding, Told::Declared),
            None if page.is_some() => Self { encoding: WINDOWS_1252, page, told: Told::Declared },
            _ if wrong == 0 => Self::UTF_8,
            _ if right > MOSTLY * wrong => Self::browsers(UTF_8, Told::Guessed),
            _ => {
                let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
                detector.feed(sample, true);
                Self::browsers(detector.guess(None, Utf8Detection::Deny), Told::Guessed)
            }
        }
    }

    /// A text in UTF-8 without a mark, and how many sequences of bytes were replaced.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, u64) {
        if let Some(page) = self.page {
            let (text, replaced) = page.decode(bytes);
            return (Cow::Owned(text), replaced);
        }
        let bytes = if self.encoding == UTF_8 { super::archive::without_mark(bytes) } else { bytes };
        if self.encoding == UTF_8
            && let Ok(text) = simdutf8::basic::from_utf8(bytes)
            && memchr::memchr(0, bytes).is_none()
        {
            return (Cow::Borrowed(text), 0);
        }
        let mut text = String::with_capacity(bytes.len());
        let replaced = decode(&mut self.encoding.new_decoder_with_bom_removal(), bytes, Rest::No, &mut text);
        (Cow::Owned(text), replaced)
    }
}

/// Whether bytes are ASCII that somebody reads, with a zero here and there. In UTF-16 the bytes of such text are zeros by half.
fn has_few_zeros(bytes: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, bytes).count();
    8 * zeros < bytes.len()
        && bytes.iter().all(|byte| matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x20..=0x7E))
}

/// Puts U+FFFD in the place of each zero of a text from `start` on, which no text means, and says how many there were.
fn replace_zeros(text: &mut String, start: usize) -> u64 {
    let zeros = memchr::memchr_iter(0, &text.as_bytes()[start..]).count();
    if zeros > 0 {
        let mended = text[start..].replace('\0', "\u{fffd}");
        text.truncate(start);
        text.push_str(&mended);
    }
    zeros as u64
}

/// Sequences of bytes of a text that are UTF-8 of several bytes, and those that are not UTF-8.
struct Sequences {
    right: usize,
    wrong: usize,
}

impl Sequences {
    fn of(bytes: &[u8]) -> Self {
        let mut counted = Self { right: 0, wrong: 0 };
        let mut rest = bytes;
        loop {
            let (valid, behind) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let valid = std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default();
                    // At the end of a sample a character may be cut in two.
                    (valid, error.error_len().map(|length| error.valid_up_to() + length))
                }
            };
            counted.right += valid.chars().filter(|c| c.len_utf8() > 1).count();
            let Some(behind) = behind else { return counted };
            counted.wrong += 1;
            rest = &rest[behind..];
        }
    }
}

/// Whether more bytes of the text come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Yes,
    No,
}

/// Appends bytes as text, and says how often something was replaced: a sequence of bytes, or a zero.
fn decode(decoder: &mut Decoder, mut bytes: &[u8], rest: Rest, text: &mut String) -> u64 {
    let start = text.len();
    let mut replaced = 0;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        text.reserve(room.unwrap_or(bytes.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, rest == Rest::No);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return replaced + replace_zeros(text, start),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                text.push(char::REPLACEMENT_CHARACTER);
                replaced += 1;
            }
        }
    }
}

/// How many sequences of bytes a [`Decoding`] reader has replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Replaced(Arc<AtomicU64>);

impl Replaced {
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Reads a text of any charset as UTF-8 without a mark.
pub(super) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    given: usize,
    ended: bool,
    replaced: Replaced,
}

impl<R: Read> Decoding<R> {
    /// A charset that only a declaration names is none of a stream: what declares it is read at once.
    pub(super) fn new(inner: R, charset: Charset, replaced: Replaced) -> Self {
        let decoder = charset.encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, raw: vec![0; SAMPLE], text: String::new(), given: 0, ended: false, replaced }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let read = match self.inner.read(&mut self.raw) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.ended = read == 0;
            self.text.clear();
            self.given = 0;
            let rest = if self.ended { Rest::No } else { Rest::Yes };
            let replaced = decode(&mut self.decoder, &self.raw[..read], rest, &mut self.text);
            self.replaced.0.fetch_add(replaced, Ordering::Relaxed);
        }
        let length = buffer.len().min(self.text.len() - self.given);
        buffer[..length].copy_from_slice(&self.text.as_bytes()[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: &str =
        "أعلن رئيس الوزراء في مؤتمر صحفي أن الجسر سيبقى مغلقا حتى نهاية الشهر بعد العثور على شقوق.";
    const RUSSIAN: &str =
        "Мэр сообщил, что мост останется закрытым до конца месяца, пока инженеры не закончат осмотр.";
    const JAPANESE: &str =
        "市長は、技術者が調査を終えるまで橋を閉鎖すると発表した。フェリーは二十分ごとに運航する。";
    const CHINESE: &str =
        "市长说，在工程师完成检查之前，大桥将继续关闭，渡轮每二十分钟一班。商人们抱怨说生意不好。";
    const KOREAN: &str =
        "시장은 기술자들이 조사를 마칠 때까지 다리를 폐쇄한다고 말했다. 여객선은 이십 분마다 운항한다.";

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    #[test]
    fn charsets_of_newsrooms_are_told_from_the_bytes() {
        for (text, label) in [
            (ARABIC, "windows-1256"),
            (ARABIC, "iso-8859-6"),
            (RUSSIAN, "windows-1251"),
            (RUSSIAN, "koi8-r"),
            (JAPANESE, "shift_jis"),
            (JAPANESE, "euc-jp"),
            (CHINESE, "gb18030"),
            (KOREAN, "euc-kr"),
        ] {
            let bytes = encoded(text, label);
            for charset in [Charset::of(&bytes, None), Charset::of(&bytes, Some(label))] {
                assert_eq!(charset.decode(&bytes), (Cow::Borrowed(text), 0), "{label} {charset:?}");
            }
        }
    }

    #[test]
    fn utf_16_is_told_with_and_without_its_mark() {
        for text in [ARABIC, RUSSIAN, "two words\nand a line"] {
            for mark in ["\u{feff}", ""] {
                let units: Vec<u16> = format!("{mark}{text}").encode_utf16().collect();
                let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
                for bytes in [little, big] {
                    assert_eq!(Charset::wide(&bytes).unwrap().decode(&bytes).0, text);
                }
            }
        }
        assert_eq!(Charset::wide(b"a\0b\0c\0"), None, "no word ends");
        let chinese = format!("{CHINESE}\n{CHINESE}\n");
        let little: Vec<u8> = chinese.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Charset::wide(&little).unwrap().decode(&little).0, chinese);
        assert_eq!(Charset::wide(b"\x7fELF\0\0\0 \0\n\0"), None);
    }

    #[test]
    fn a_zero_here_and_there_makes_no_text_utf_16() {
        let russian = encoded(RUSSIAN, "windows-1251");
        let english = b"The bridge stays closed, the mayor said, until the engineers are done.".to_vec();
        for (text, label) in
            [(&english, "UTF-8"), (&russian, "windows-1251"), (&RUSSIAN.as_bytes().to_vec(), "UTF-8")]
        {
            for zero in [&b"\0\n"[..], b"\n\0", b"\0", b" \0 ", b"\0\0\0\n"] {
                for shift in [&b""[..], b" "] {
                    let bytes = [shift, text, zero, text, b"\n"].concat();
                    assert_eq!(Charset::wide(&bytes), None, "{label} {zero:?}");
                    let (decoded, replaced) = Charset::of(&bytes, None).decode(&bytes);
                    let zeros = memchr::memchr_iter(0, zero).count();
                    assert_eq!(replaced, zeros as u64, "{label} {zero:?}");
                    assert_eq!(decoded.matches('\u{fffd}').count(), zeros);
                }
            }
        }
    }

    #[test]
    fn utf_8_is_believed_before_the_declaration() {
        let charset = Charset::of(ARABIC.as_bytes(), Some("windows-1256"));
        assert_eq!(charset.decode(ARABIC.as_bytes()), (Cow::Borrowed(ARABIC), 0));
        let charset = Charset::of("caf\u{e9}".as_bytes(), Some("windows-1252"));
        assert_eq!(charset.name(), "windows-1252", "one such character may be two of another charset");
        assert_eq!(Charset::of(b"plain", Some("utf-16")), Charset::UTF_8);
        assert_eq!(Charset::of(b"plain", Some("no such charset")), Charset::UTF_8);
    }

    #[test]
    fn bad_bytes_in_a_text_are_replaced_and_counted() {
        let bytes = [ARABIC.as_bytes(), b"\xff ", ARABIC.as_bytes(), b"\xc3("].concat();
        let charset = Charset::of(&bytes, None);
        let (text, replaced) = charset.decode(&bytes);
        assert_eq!((charset.name(), replaced), ("UTF-8", 2));
        assert_eq!(text, format!("{ARABIC}\u{fffd} {ARABIC}\u{fffd}("));
    }

    #[test]
    fn a_stream_is_decoded_as_the_whole_is() {
        struct Drops<'a>(&'a [u8]);
        impl Read for Drops<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = self.0.len().min(3).min(buffer.len());
                self.0.read(&mut buffer[..length])
            }
        }
        for (text, label) in [(ARABIC, "utf-8"), (JAPANESE, "shift_jis"), (CHINESE, "gb18030")] {
            let bytes = [encoded(text, label), b"\xff".to_vec()].concat();
            let charset = Charset::of(&bytes, Some(label));
            let (want, replaced) = charset.decode(&bytes);
            let counted = Replaced::default();
            let mut read = String::new();
            Decoding::new(Drops(&bytes), charset, counted.clone()).read_to_string(&mut read).unwrap();
            assert_eq!((read.as_str(), counted.count()), (&*want, replaced), "{label}");
        }
    }
}
