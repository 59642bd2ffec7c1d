//! Charsets that feeds and pages declare and browsers do not know by that name, or not at all: those of DOS, which outlived it
//! in Eastern Europe, and the names that other programs have for what browsers know.

use encoding_rs::Encoding;
use oem_cp::code_table::DECODING_TABLE_CP_MAP;

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
const PAGES: [(u16, &str); 15] = [
    (437, "IBM437"),
    (720, "IBM720"),
    (737, "IBM737"),
    (775, "IBM775"),
    (850, "IBM850"),
    (852, "IBM852"),
    (855, "IBM855"),
    (857, "IBM857"),
    (858, "IBM858"),
    (860, "IBM860"),
    (861, "IBM861"),
    (862, "IBM862"),
    (863, "IBM863"),
    (865, "IBM865"),
    (869, "IBM869"),
];

/// A page of DOS: one byte a character, the lower half ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodePage {
    number: u16,
    name: &'static str,
}

impl CodePage {
    /// The page that a label names: `IBM855`, `cp855`, `csIBM855`, `855`.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        let plain = plain(label);
        let digits = plain.trim_start_matches("cs").trim_start_matches("ibm").trim_start_matches("cp");
        let number: u16 = digits.parse().ok()?;
        PAGES.iter().find(|(own, _)| *own == number).map(|&(number, name)| Self { number, name })
    }

    pub(super) fn name(self) -> &'static str {
        self.name
    }

    /// A text, and how many of its bytes mean nothing.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, u64) {
        let table = DECODING_TABLE_CP_MAP.get(&self.number);
        let mut replaced = 0;
        let text = bytes.iter().map(|&byte| {
            table.and_then(|table| table.decode_char_checked(byte)).unwrap_or_else(|| {
                replaced += 1;
                char::REPLACEMENT_CHARACTER
            })
        });
        (text.collect(), replaced)
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
        for (number, name) in PAGES {
            let (text, replaced) = CodePage { number, name }.decode(b"<a> \xe0");
            assert!(text.starts_with("<a> ") && replaced <= 1, "{name}");
        }
        for (_, name) in NAMES {
            assert!(Encoding::for_label(name.as_bytes()).is_some(), "{name}");
        }
    }
}
