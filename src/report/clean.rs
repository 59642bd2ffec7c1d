//! Other people's text on one line of ours: nothing in it may move the cursor, reorder its surroundings or hide.
//!
//! Controls are shown as pictures, bidirectional controls and invisible characters go, white space becomes one space.
//! Text that runs right to left is then set between isolates of our own, so that it cannot reorder the rest of its
//! line. Text without such characters gets none: an isolate that is not needed only gets in the way of those who
//! copy a path or click on it.

use std::borrow::Cow;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// More marks on one letter than any script writes; the rest is there to run over the lines around it.
const MOST_MARKS: usize = 8;

/// `text` on one line, harmless.
pub(crate) fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            continue;
        }
        match fate(c) {
            Fate::Stays => clean.push(c),
            Fate::Space if clean.is_empty() || clean.ends_with(' ') => {}
            Fate::Space => clean.push(' '),
            Fate::Shown(picture) => clean.push(picture),
            Fate::Goes => {}
            Fate::Joins => {
                if clean.chars().next_back().is_some_and(joins) && chars.peek().copied().is_some_and(joins) {
                    clean.push(c);
                }
            }
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// `text` with its line breaks, controls shown and bidirectional controls gone: for formats that keep each piece of
/// input in an element of its own.
pub(crate) fn block(text: &str) -> Cow<'_, str> {
    // Marks of direction and places where a word may break do no harm within an element, and serve its text.
    let serves =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2060}');
    let harmless = |c: char| match fate(c) {
        Fate::Stays | Fate::Joins | Fate::Space => Some(c),
        Fate::Shown(picture) => Some(picture),
        Fate::Goes => serves(c).then_some(c),
    };
    if text.chars().all(|c| matches!(c, ' ' | '\n') || is_plain(c) || harmless(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(harmless).collect())
}

/// Whether the character is set on the one before it.
pub(crate) fn is_mark(c: char) -> bool {
    c > '\u{2ff}' && c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Whether the character stays as it is in [`line`] whatever stands around it; the others have to be told in another way
/// where nothing may be lost.
pub(crate) fn is_harmless(c: char) -> bool {
    c == ' ' || matches!(fate(c), Fate::Stays)
}

enum Fate {
    Stays,
    Space,
    Shown(char),
    Goes,
    /// Meaningful between the letters of Indic, Arabic and Persian words, a hiding place anywhere else.
    Joins,
}

/// Whether the character is one of nearly all there are, which can do no harm and are told at once.
fn is_plain(c: char) -> bool {
    matches!(
        c,
        '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{61b}' | '\u{61d}'..='\u{167f}' | '\u{3001}'..='\u{d7ff}'
    )
}

fn fate(c: char) -> Fate {
    match c {
        _ if is_plain(c) => Fate::Stays,
        '\u{200c}' | '\u{200d}' => Fate::Joins,
        // The pictures of the controls stand in the order of the controls.
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' => {
            Fate::Shown(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'))
        }
        '\u{7f}' => Fate::Shown('\u{2421}'),
        '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' => Fate::Shown('\u{fffd}'),
        _ if c.is_whitespace() => Fate::Space,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Fate::Goes,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => {
            Fate::Goes
        }
        _ => Fate::Stays,
    }
}

fn joins(c: char) -> bool {
    !c.is_ascii() && (c.is_alphabetic() || is_mark(c))
}

/// Which way a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    LeftToRight,
    RightToLeft,
}

/// The direction in which most of the letters run; left to right when there are none. The first letter would not do:
/// an Arabic paragraph that begins with the name of a Latin agency still runs right to left.
pub(crate) fn direction(text: &str) -> Direction {
    // Enough letters to tell, so that a long text is not read to its end.
    const LETTERS: usize = 200;
    let mut lean = 0_i32;
    for c in text.chars().filter(|&c| is_letter(c)).take(LETTERS) {
        lean += if runs_right_to_left(c) { 1 } else { -1 };
    }
    if lean > 0 { Direction::RightToLeft } else { Direction::LeftToRight }
}

fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        // Of Arabic, Cyrillic and Chinese: most letters that are no Latin ones.
        '\u{620}'..='\u{64a}' | '\u{400}'..='\u{481}' | '\u{4e00}'..='\u{9fff}' => true,
        _ => c.is_alphabetic(),
    }
}

fn direction_of_first_letter(text: &str) -> Direction {
    match text.chars().find(|c| c.is_alphabetic()) {
        Some(c) if runs_right_to_left(c) => Direction::RightToLeft,
        _ => Direction::LeftToRight,
    }
}

fn runs_right_to_left(c: char) -> bool {
    matches!(c as u32, 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

/// Sets clean text apart so that it cannot reorder what stands around it.
pub(crate) fn isolate(text: &str) -> Cow<'_, str> {
    isolate_line(text, direction(text))
}

/// The same for one line of a paragraph that runs in `paragraph` direction: a line of an Arabic paragraph that
/// happens to begin with a Latin name still runs right to left.
pub(crate) fn isolate_line(text: &str, paragraph: Direction) -> Cow<'_, str> {
    const FIRST_STRONG: char = '\u{2068}';
    const RIGHT_TO_LEFT: char = '\u{2067}';
    const LEFT_TO_RIGHT: char = '\u{2066}';
    const END: char = '\u{2069}';
    if paragraph == Direction::LeftToRight && !text.contains(runs_right_to_left) {
        return Cow::Borrowed(text);
    }
    let open = match (direction_of_first_letter(text) == paragraph, paragraph) {
        (true, _) => FIRST_STRONG,
        (false, Direction::RightToLeft) => RIGHT_TO_LEFT,
        (false, Direction::LeftToRight) => LEFT_TO_RIGHT,
    };
    Cow::Owned(format!("{open}{text}{END}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_and_cannot_act() {
        assert_eq!(line("a\u{1b}[31mb\u{7}\u{9b}2J\u{7f}"), "a␛[31mb␇\u{fffd}2J␡");
    }

    #[test]
    fn bidirectional_controls_and_hidden_characters_go() {
        assert_eq!(line("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{ad}f\u{e0041}"), "abcdef");
    }

    #[test]
    fn white_space_becomes_one_space_and_none_at_the_ends() {
        assert_eq!(line(" \n a\t\r\n b\u{2028}c\u{85} "), "a b c");
    }

    #[test]
    fn a_joiner_stays_between_letters_that_it_shapes_and_goes_elsewhere() {
        assert_eq!(line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(line("क्\u{200d}ष"), "क्\u{200d}ष");
        assert_eq!(line("pay\u{200d}pal\u{200c}"), "paypal");
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(line(&tower).chars().count(), 2 + MOST_MARKS);
    }

    #[test]
    fn text_is_isolated_only_when_it_could_reorder_its_line() {
        assert_eq!(isolate("pages/a.txt:3"), "pages/a.txt:3");
        assert_eq!(isolate("مفاوضات"), "\u{2068}مفاوضات\u{2069}");
        assert_eq!(isolate("عربي BBC"), "\u{2068}عربي BBC\u{2069}");
        assert_eq!(isolate("BBC عربي"), "\u{2067}BBC عربي\u{2069}");
        assert_eq!(isolate("the word السد"), "\u{2068}the word السد\u{2069}");
        assert_eq!(isolate_line("BBC", Direction::RightToLeft), "\u{2067}BBC\u{2069}");
        assert_eq!(isolate_line("عربي", Direction::LeftToRight), "\u{2066}عربي\u{2069}");
    }

    #[test]
    fn a_block_keeps_its_lines_and_joiners_and_its_controls_cannot_act() {
        assert_eq!(block("a\n\tb\u{200c}c\u{202e}d\0"), "a\n\tb\u{200c}cd␀");
        assert!(matches!(block("plain"), Cow::Borrowed(_)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_of_any_kind_can_act_on_its_surroundings(text in "\\PC*|(\\PC|\\p{C}|\\p{M}){0,40}") {
            let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            proptest::prop_assert!(!line(&text).contains(acts));
            proptest::prop_assert!(!block(&text).contains(|c: char| acts(c) && !c.is_whitespace()));
            proptest::prop_assert_eq!(line(&line(&text)), line(&text));
        }
    }
}
