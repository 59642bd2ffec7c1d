//! Paragraphs and what is taken from them.

/// The first part of a paragraph between two marks whose length in words lies in `range`; a character of a script
/// without spaces counts half.
pub(super) fn clause(paragraph: &str, range: std::ops::Range<f64>) -> Option<&str> {
    let marks = |c: char| ",،，、;؛；:：.。।!?؟！？\"“”«»()（）—–".contains(c);
    paragraph.split(marks).map(str::trim).find(|part| range.contains(&length(part)))
}

/// A paragraph without its first clause: subheads do not repeat how their paragraph begins.
pub(super) fn rest_of(paragraph: &str) -> &str {
    paragraph.split_once(['.', ',', '،', '।', '。', '，']).map_or("", |(_, rest)| rest)
}

fn length(text: &str) -> f64 {
    words(text).iter().map(|word| if is_unspaced(word) { 0.5 } else { 1.0 }).sum()
}

/// The first sentence, with the next one when it is short.
pub(super) fn lead(paragraph: &str) -> String {
    let mut end = 0;
    for sentence in paragraph.split_inclusive(['.', '।', '。', '!', '?', '؟', '？']) {
        end += sentence.len();
        let rest = paragraph[end..].chars().next();
        let ends = rest.is_none_or(|next| next.is_whitespace() || sentence.ends_with('。'));
        if ends && length(&paragraph[..end]) >= 12.0 {
            break;
        }
    }
    paragraph[..end].trim().to_owned()
}

/// The words of a text: letters, digits and marks in a row; a character of a script without spaces is a word.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let alone = ('\u{2E80}'..='\u{9FFF}').contains(&c) && c.is_alphanumeric();
        let inside =
            !alone && (c.is_alphanumeric() || matches!(c, '\u{93C}' | '\u{94D}' | '\u{64B}'..='\u{652}'));
        match start {
            Some(from) if !inside => {
                words.push(&text[from..at]);
                start = None;
            }
            None if inside => start = Some(at),
            _ => {}
        }
        if alone {
            words.push(&text[at..at + c.len_utf8()]);
        }
    }
    words
}

fn is_unspaced(word: &str) -> bool {
    word.chars().all(|c| ('\u{2E80}'..='\u{9FFF}').contains(&c))
}
