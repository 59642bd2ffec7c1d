//! How wide text is on a terminal, and where it may be cut.
//!
//! The unit is a letter with everything set on it: accents, vowel signs, a conjunct of Indic consonants, an emoji with
//! its variation. Widths are those of `unicode-width`, summed over such units; ligatures that a terminal may or may
//! not form are counted as if it did not, so a line is never wider than counted.

use crate::report::clean::is_mark;
use unicode_width::UnicodeWidthStr;

/// Cells that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    units(text).map(UnicodeWidthStr::width).sum()
}

/// Cells that are given up so that a cut falls between two words.
const SPARED: usize = 10;

/// `text` cut to `most` cells, with `…` at its end when something was cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for unit in units(text) {
        used += unit.width();
        if used + 1 > most {
            break;
        }
        kept.push_str(unit);
    }
    if let Some(space) = kept.rfind(' ')
        && width(&kept[space..]) <= SPARED.min(most / 3)
        && !text[kept.len()..].starts_with(' ')
    {
        kept.truncate(space);
    }
    kept.truncate(kept.trim_end().len());
    if most > 0 {
        kept.push('…');
    }
    kept
}

/// `text`, which is clean, broken into lines of at most `most` cells and into at most `rows` of them; `…` stands at
/// the end when something was cut.
pub(crate) fn wrap(text: &str, most: usize, rows: usize) -> Vec<String> {
    let most = most.max(4);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let mut space = false;
    for piece in pieces(text).flat_map(|piece| fitting(piece, most)) {
        if piece == " " {
            space = !line.is_empty();
            continue;
        }
        let wide = width(piece);
        if used + usize::from(space) + wide > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0;
            space = false;
            if lines.len() == rows {
                return shortened(lines, most);
            }
        }
        if space {
            line.push(' ');
            used += 1;
            space = false;
        }
        line.push_str(piece);
        used += wide;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn shortened(mut lines: Vec<String>, most: usize) -> Vec<String> {
    if let Some(last) = lines.last_mut() {
        last.push_str(" …");
        if width(last) > most {
            *last = cut(last, most);
        }
    }
    lines
}

/// A word that is longer than a line, in parts that fit.
fn fitting(piece: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    for unit in units(piece).flat_map(|unit| narrow(unit, most)) {
        if used + unit.width() > most && end > start {
            parts.push(&piece[start..end]);
            start = end;
            used = 0;
        }
        used += unit.width();
        end += unit.len();
    }
    parts.push(&piece[start..end]);
    parts
}

/// A unit as it is, or its characters one by one when so many marks are set on one letter that no line holds it.
fn narrow(unit: &str, most: usize) -> Vec<&str> {
    if unit.width() <= most {
        return vec![unit];
    }
    unit.char_indices().map(|(at, c)| &unit[at..at + c.len_utf8()]).collect()
}

/// Words, the spaces between them, and single characters of scripts that break anywhere, with the punctuation that
/// must not begin a line.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = 0;
        for unit in units(rest) {
            let breaks_before = unit == " " || (is_wide(unit) && !must_not_begin_a_line(unit));
            if end > 0 && breaks_before {
                break;
            }
            let after_wide = end > 0 && is_wide(last_unit(&rest[..end])) && !is_wide(unit);
            if after_wide && !must_not_begin_a_line(unit) {
                break;
            }
            end += unit.len();
            if unit == " " {
                break;
            }
        }
        if end == 0 {
            return None;
        }
        let (piece, remaining) = rest.split_at(end);
        rest = remaining;
        Some(piece)
    })
}

fn last_unit(text: &str) -> &str {
    let start = text.char_indices().next_back().map_or(0, |(at, _)| at);
    &text[start..]
}

fn is_wide(unit: &str) -> bool {
    unit.width() == 2
}

fn must_not_begin_a_line(unit: &str) -> bool {
    unit.starts_with([
        '，', '。', '、', '；', '：', '！', '？', '）', '」', '』', '】', '》', '〉', '”', '’', '％', '…',
        'ー', ',', '.', ';', ':', '!', '?', ')',
    ])
}

/// Pieces of text that must not be cut.
fn units(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let (_, mut before) = chars.next()?;
        let mut flags = u32::from(is_regional(before));
        let end = chars.find_map(|(at, c)| {
            let goes_on = continues(before, c) || (flags == 1 && is_regional(c));
            flags += u32::from(is_regional(c));
            before = c;
            (!goes_on).then_some(at)
        });
        let (unit, remaining) = rest.split_at(end.unwrap_or(rest.len()));
        rest = remaining;
        Some(unit)
    })
}

/// Whether `c` is set on or bound to `before`.
fn continues(before: char, c: char) -> bool {
    const JOINER: char = '\u{200d}';
    if c < '\u{300}' {
        return false;
    }
    is_mark(c)
        || matches!(c, '\u{200c}' | JOINER | '\u{1f3fb}'..='\u{1f3ff}' | '\u{1160}'..='\u{11ff}')
        || before == JOINER
        || (is_virama(before) && c.is_alphabetic())
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// The sign that binds an Indic consonant to the next one; cut after it, it would become visible.
fn is_virama(c: char) -> bool {
    matches!(
        c as u32,
        0x94D | 0x9CD | 0xA4D | 0xACD | 0xB4D | 0xC4D | 0xCCD | 0xD4D | 0xDCA | 0x1039 | 0x17D2
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_cut_between_a_letter_and_what_is_set_on_it() {
        for (text, parts) in [
            ("e\u{301}a", vec!["e\u{301}", "a"]),
            ("जोड़ेगी", vec!["जो", "ड़े", "गी"]),
            ("क्षत्रिय", vec!["क्ष", "त्रि", "य"]),
            ("مَدْرَسَة", vec!["مَ", "دْ", "رَ", "سَ", "ة"]),
            ("🇸🇦🇪🇬", vec!["🇸🇦", "🇪🇬"]),
            ("👍🏽x", vec!["👍🏽", "x"]),
            ("한글", vec!["한", "글"]),
        ] {
            assert_eq!(units(text).collect::<Vec<_>>(), parts);
        }
    }

    #[test]
    fn a_cut_text_fits_and_says_that_it_was_cut() {
        assert_eq!(cut("storm", 5), "storm");
        assert_eq!(cut("storms", 5), "stor…");
        assert_eq!(cut("a storm", 3), "a…");
        assert_eq!(cut("北方港口", 6), "北方…");
        assert_eq!(cut("the storm hits the northern coast", 28), "the storm hits the northern…");
        assert_eq!(cut("the storm hits the northern coast", 26), "the storm hits the…");
        assert_eq!(cut("北方港口", 0), "");
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrap("the sea came over", 8, 9), ["the sea", "came", "over"]);
        assert_eq!(wrap("北方港口新铁路", 6, 9), ["北方港", "口新铁", "路"]);
        assert_eq!(wrap("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4, 9), Vec::<String>::new());
    }

    #[test]
    fn closing_punctuation_does_not_begin_a_line() {
        assert_eq!(wrap("新铁路，三百", 6, 9), ["新铁", "路，三", "百"]);
    }

    #[test]
    fn rows_that_are_cut_off_leave_a_mark() {
        assert_eq!(wrap("the sea came over the wall", 8, 2), ["the sea", "came …"]);
        assert_eq!(wrap(&"x".repeat(50), 10, 2), ["xxxxxxxxxx", "xxxxxxxxx…"]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let texts = ["storm 北方港口，new 铁路 320公里", "مفاوضات السد في الخرطوم BBC", "👨‍👩‍👧 दिल्ली में मेट्रो"];
        for text in texts {
            for most in 4..30 {
                assert!(wrap(text, most, 3).iter().all(|line| width(line) <= most), "{text} at {most}");
                assert!(width(&cut(text, most)) <= most);
            }
        }
    }

    #[test]
    fn a_letter_with_more_marks_than_a_line_has_cells_is_taken_apart() {
        let text = "®য়ꢴꦃꠧᤣ";
        let lines = wrap(text, 4, usize::MAX);
        assert!(lines.iter().all(|line| width(line) <= 4), "{lines:?}");
        assert_eq!(lines.concat(), text);
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_text_it_fits_and_nothing_is_lost(text in "(\\PC|\\p{M}| ){0,60}", most in 4_usize..40) {
            let clean = crate::report::clean::line(&text);
            let lines = wrap(&clean, most, usize::MAX);
            proptest::prop_assert!(lines.iter().all(|line| width(line) <= most));
            let letters = |text: &str| text.chars().filter(|&c| c != ' ').collect::<String>();
            proptest::prop_assert_eq!(letters(&lines.concat()), letters(&clean));
            proptest::prop_assert!(width(&cut(&clean, most)) <= most);
        }
    }
}
