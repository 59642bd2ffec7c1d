//! Charsets that feeds and pages declare and browsers do not know by that name, or not at all: those of DOS, which outlived it
//! in Eastern Europe, and the names that other programs have for what browsers know.

use encoding_rs::Encoding;
use std::borrow::Cow;
use yore::code_pages;

/// Names of other programs, in lower case without signs, and the name that browsers have for the same.
const NAMES: [(&str, &str); 16] = [
    ("big5hkscs", "big5"),
    ("cp874", "windows-874"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("eucjis2004", "euc-jp"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("macroman", "macintosh"),
    ("ms932", "shift_jis"),
    ("ms936", "gbk"),
    ("ms949", "euc-kr"),
    ("ms950", "big5"),
    ("sjiswin", "shift_jis"),
    ("uhc", "euc-kr"),
    ("utf8mb4", "utf-8"),
];

/// Pages of DOS by number. 866 and 874 are not among them: browsers know those.
const PAGES: [(u16, &str, &dyn yore::CodePage); 12] = [
    (437, "IBM437", &code_pages::CP437),
    (737, "IBM737", &code_pages::CP737),
    (850, "IBM850", &code_pages::CP850),
    (852, "IBM852", &code_pages::CP852),
    (855, "IBM855", &code_pages::CP855),
    (857, "IBM857", &code_pages::CP857),
    (860, "IBM860", &code_pages::CP860),
    (861, "IBM861", &code_pages::CP861),
    (862, "IBM862", &code_pages::CP862),
    (863, "IBM863", &code_pages::CP863),
    (865, "IBM865", &code_pages::CP865),
    (869, "IBM869", &code_pages::CP869),
];

/// A page of DOS, by its number: one byte a character, the lower half ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodePage(u16);

impl CodePage {
    /// The page that a label names: `IBM855`, `cp855`, `csIBM855`, `855`.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        let plain = plain(label);
        let digits = plain.trim_start_matches("cs").trim_start_matches("ibm").trim_start_matches("cp");
        let page = Self(digits.parse().ok()?);
        page.entry().map(|_| page)
    }

    pub(super) fn name(self) -> &'static str {
        self.entry().map_or("", |(_, name, _)| name)
    }

    /// A text, and how many of its bytes mean nothing.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, u64) {
        let text = self.entry().map_or(Cow::Borrowed(""), |(.., page)| page.decode_lossy(bytes));
        let replaced = text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
        (text.into_owned(), replaced)
    }

    fn entry(self) -> Option<(u16, &'static str, &'static dyn yore::CodePage)> {
        PAGES.into_iter().find(|(number, ..)| *number == self.0)
    }
}

/// The charset of browsers that a label of another program names.
pub(super) fn by_other_name(label: &str) -> Option<&'static Encoding> {
    let plain = plain(label);
    let (_, name) = NAMES.iter().find(|(own, _)| *own == plain)?;
    Encoding::for_label(name.as_bytes())
}

fn plain(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_of_dos_and_of_other_programs_are_known_by_what_they_are_called() {
        for label in ["IBM855", "cp855", " csIBM855", "855"] {
            let page = CodePage::of_label(label).unwrap();
            assert_eq!((page.name(), page.decode(b"a\xa8\xde").0.as_str()), ("IBM855", "aея"), "{label}");
        }
        for label in ["", "cp", "1252", "ibm866", "99999999999"] {
            assert_eq!(CodePage::of_label(label), None, "{label}");
        }
        for (label, name) in
            [("MacCyrillic", "x-mac-cyrillic"), ("mac-roman", "macintosh"), ("CP949", "EUC-KR")]
        {
            assert_eq!(by_other_name(label).map(Encoding::name), Some(name));
        }
        assert_eq!(by_other_name("no such"), None);
        for (number, name, _) in PAGES {
            let (text, replaced) = CodePage(number).decode(b"<a> \xe0");
            assert!(text.starts_with("<a> ") && replaced <= 1, "{name}");
        }
        for (_, name) in NAMES {
            assert!(Encoding::for_label(name.as_bytes()).is_some(), "{name}");
        }
    }
}
