//! What a unit is on its page: text, a heading of the furniture, or a part of it.

use super::blocks::{Blocks, Form, Unit};
use super::words::{Cover, Hit, Phrases, Section, Sections, Word};

/// Furniture is short; a longer unit is text whatever it begins with.
pub(super) const LONGEST_FURNITURE_WORDS: f32 = 40.0;
/// A phrase of three words begins no sentence of an article by chance.
const SURE_PHRASE_HALVES: u32 = 6;
/// A phrase of two words may be followed by a name, as in `More from the Daily Tally`.
const TWO_WORDS_HALVES: u32 = 4;
const NAME_HALVES: u32 = 8;
/// What follows a label and is longer is a headline: `Live: …`, `Video: …`.
const LABELLED_HALVES: u32 = 10;
/// Lines of dates are short, bylines included.
const LONGEST_DATE_WORDS: f32 = 16.0;
/// A menu path has segments of a few words.
const PATH_SEGMENT_WORDS: usize = 4;
/// Machine strings (addresses of visitors, session keys) are longer than any word that mixes letters and digits.
pub(super) const MACHINE_STRING_BYTES: usize = 16;

/// What a unit is on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text.
    Text,
    /// A long line without a sentence end: text, or a row of headlines.
    Row,
    /// A headline, caption, label: what it is shows only where it stands.
    Line,
    /// A heading that introduces other articles.
    Related,
    /// A link to another article with its label: `Read also: …`.
    RelatedLink,
    /// Of the readers' comments.
    Comments,
    /// Rights and imprint.
    Copyright,
    /// How long ago.
    Time,
    /// A time of day alone, as above the entries of a running report.
    Clock,
    /// Date, byline, tags.
    Meta,
    /// Share, subscription and menu widgets.
    Widget,
    /// Words of no language.
    Noise,
    /// No letter or digit: a rule, a row of stars.
    Rule,
}

impl Role {
    /// Running text or what may be it.
    pub(super) fn is_body(self) -> bool {
        matches!(self, Self::Text | Self::Row)
    }

    /// Neither text nor a line whose part is open.
    pub(super) fn is_furniture(self) -> bool {
        !self.is_body() && self != Self::Line
    }
}

/// The role of each unit.
pub(super) fn roles(text: &str, blocks: &Blocks, phrases: &Phrases) -> Vec<Role> {
    blocks
        .units
        .iter()
        .map(|unit| role(unit.span.of(text).unwrap_or_default(), unit, blocks.words_of(unit), phrases))
        .collect()
}

/// The role of one unit.
pub(super) fn role(line: &str, unit: &Unit, words: &[Word], phrases: &Phrases) -> Role {
    let plain = match unit.form {
        Form::Mark => return Role::Rule,
        Form::Sentence => Role::Text,
        Form::Long => Role::Row,
        Form::Short => Role::Line,
    };
    if unit.length > LONGEST_FURNITURE_WORDS {
        return plain;
    }
    if !unit.credit && (unit.form != Form::Sentence && is_copyright(line) || opens_with_rights(line)) {
        return Role::Copyright;
    }
    if words.iter().any(|word| is_machine_string(line, word)) {
        return Role::Noise;
    }
    if let Some(role) = phrases.longest_at(words).and_then(|hit| opened_by(line, unit, words, hit)) {
        return role;
    }
    if unit.form == Form::Sentence {
        return plain;
    }
    if is_count_of_comments(words, phrases) {
        return Role::Comments;
    }
    covered(line, unit, phrases.cover(words)).unwrap_or(plain)
}

/// The role of a unit that begins with a phrase.
fn opened_by(line: &str, unit: &Unit, words: &[Word], hit: Hit) -> Option<Role> {
    let (phrase, rest) = words.split_at(hit.words);
    let halves = |words: &[Word]| words.iter().map(|word| u32::from(word.halves)).sum::<u32>();
    // Of syllables it takes three to make two words.
    let (of, to) = if hit.sections.has(Section::Syllables) { (3, 2) } else { (1, 1) };
    let (taken, left) = (halves(phrase) * to / of, halves(rest) * to / of);
    let whole = rest.iter().all(|word| word.numeric);
    let label = phrase.last().is_some_and(|last| {
        line[last.end as usize..].trim_start().starts_with([':', '：', '|', '»', '›', '/'])
    });
    let short = unit.form == Form::Short;
    let named = short && taken >= TWO_WORDS_HALVES && left <= NAME_HALVES;
    let labelled = short && label && left <= LABELLED_HALVES;
    let sections = hit.sections;
    if short && label && sections.has(Section::Related) && left > NAME_HALVES {
        return Some(Role::RelatedLink);
    }
    if !(whole || labelled || named || taken >= SURE_PHRASE_HALVES) {
        return None;
    }
    // "Three years ago the council sold the quay." is what an article says.
    let dates =
        sections.has(Section::Calendar) || unit.form == Form::Sentence && sections.has(Section::RelativeTime);
    if dates && !whole {
        return None;
    }
    let long_headline = short && !whole && !label && left > NAME_HALVES;
    if long_headline && !sections.has(Section::Comments) && !sections.has(Section::Copyright) {
        return None;
    }
    role_of(sections)
}

/// `167 comments`, `0 комментариев`.
fn is_count_of_comments(words: &[Word], phrases: &Phrases) -> bool {
    let [count, rest @ ..] = words else { return false };
    let hit = if count.numeric { phrases.longest_at(rest) } else { None };
    hit.is_some_and(|hit| hit.sections.has(Section::Comments) && hit.words == rest.len())
}

fn role_of(sections: Sections) -> Option<Role> {
    let order = [
        (Section::RelativeTime, Role::Time),
        (Section::Comments, Role::Comments),
        (Section::Related, Role::Related),
        (Section::Copyright, Role::Copyright),
        (Section::Share, Role::Widget),
        (Section::Meta, Role::Meta),
        (Section::Calendar, Role::Meta),
    ];
    order.into_iter().find(|&(section, _)| sections.has(section)).map(|(_, role)| role)
}

/// The role of a unit whose words are mostly phrases, dates or a menu path.
fn covered(line: &str, unit: &Unit, cover: Cover) -> Option<Role> {
    if cover.phrases >= 2 && 5 * cover.furniture >= 3 * cover.all {
        // `Image copyright Getty Images` is a credit and ends no article.
        let credit = cover.sections.has(Section::Meta) && cover.sections.has(Section::Copyright);
        return if credit { Some(Role::Meta) } else { role_of(cover.sections) };
    }
    if unit.length > LONGEST_DATE_WORDS {
        return None;
    }
    let (date, clock) = (has_date(line), has_clock(line));
    if cover.relative > 0 && 5 * cover.dates >= 4 * cover.all {
        return Some(Role::Time);
    }
    // `Updated 3 hours ago`.
    if cover.relative > 0 && 5 * (cover.dates + cover.furniture) >= 4 * cover.all {
        return Some(Role::Meta);
    }
    if clock && cover.dates == cover.all && cover.calendar == 0 && !date {
        return Some(Role::Clock);
    }
    let dated = (cover.calendar > 0 || date || clock) && 2 * cover.dates >= cover.all;
    if dated
        || ((date || cover.calendar > 0) && clock && line.contains(['|', '-', ':'])) && cover.numbers >= 3
    {
        return Some(Role::Meta);
    }
    is_path(line).then_some(Role::Widget)
}

/// `08:15`, `8.15` is left alone: it may be a number.
fn has_clock(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(4).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        window[0].is_ascii_digit()
            && window[1] == b':'
            && window[2].is_ascii_digit()
            && window[3].is_ascii_digit()
            && before != Some(b':')
    })
}

/// `2026-01-06`, `2026/1/6`, `6.1.2026`, `2026年1月`.
fn has_date(line: &str) -> bool {
    line.contains('年')
        || line.split(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')).any(|run| {
            let parts: Vec<&str> = run.split(['-', '/', '.']).collect();
            parts.len() == 3
                && parts.iter().all(|part| (1..=4).contains(&part.len()))
                && parts.iter().filter(|part| part.len() == 4).count() == 1
        })
}

/// `Home > World > Asia`: several short segments between separators.
fn is_path(line: &str) -> bool {
    let separators = [" > ", " » ", " › ", " / ", " | ", " → "];
    separators.iter().any(|separator| {
        let mut segments = line.split(separator);
        line.contains(separator) && segments.all(|part| part.split_whitespace().count() <= PATH_SEGMENT_WORDS)
    })
}

/// `© The Outlet`, `(c) The Outlet`, `The Outlet © 2026`; within a line the mark alone is a photographer's.
fn is_copyright(line: &str) -> bool {
    let year = |text: &str| {
        text.len() >= 4 && text.is_char_boundary(4) && text[..4].bytes().all(|b| b.is_ascii_digit())
    };
    line.starts_with(['©'])
        || line.starts_with("(c) ")
        || line.starts_with("(C) ")
        || line.split_once('©').is_some_and(|(_, after)| year(after.trim_start()))
}

/// `© 2026 The Outlet. All rights reserved.`, `Copyright 2026 The Outlet`: rights with what they forbid, in any number of
/// sentences.
pub(super) fn opens_with_rights(line: &str) -> bool {
    let rest = line.strip_prefix("Copyright").or_else(|| line.strip_prefix("COPYRIGHT")).map(str::trim_start);
    let sign = |text: &str| text.starts_with('©') || text.starts_with("(c)") || text.starts_with("(C)");
    sign(line) || rest.is_some_and(|rest| sign(rest) || rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_machine_string(line: &str, word: &Word) -> bool {
    let Some(text) = line.get(word.start as usize..word.end as usize) else { return false };
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().filter(|&b| test(b)).count();
    text.len() >= MACHINE_STRING_BYTES
        && text.is_ascii()
        && has(u8::is_ascii_digit) >= 1
        && has(u8::is_ascii_lowercase) >= 2
        && has(u8::is_ascii_uppercase) >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role_of_line(line: &str) -> Role {
        let blocks = Blocks::of(line);
        roles(line, &blocks, &Phrases::built_in())[0]
    }

    #[test]
    fn headings_of_sections_are_furniture() {
        for (line, role) in [
            ("Related articles", Role::Related),
            ("More from the Daily Tally", Role::Related),
            ("Comments (0)", Role::Comments),
            ("[ 167 comments ]", Role::Comments),
            ("Нет комментариев...", Role::Comments),
            ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", Role::Comments),
            ("جميع الحقوق محفوظة © منبر الضفاف", Role::Copyright),
            ("The Outlet © 2026", Role::Copyright),
            ("منذ 3 ساعات", Role::Time),
            ("вчера, 19:10", Role::Time),
            ("10 февраля, 14:32 | Дарья Околелова", Role::Meta),
            ("2026年01月22日 22:15 北渚时报 记者 阮青禾", Role::Meta),
            ("Image copyright Getty Images", Role::Meta),
            ("Updated 3 hours ago", Role::Meta),
            ("Copyright 2026 The Outlet. This material may not be published.", Role::Copyright),
            ("18:30", Role::Clock),
            ("Facebook WhatsApp Copy link Print", Role::Widget),
            ("Главная / Происшествия", Role::Widget),
            ("aXA6IDJhMDI6NDc4MDphOjE0NTE6MDoxN2IzOjljNmY6MiA= جزيرة GB", Role::Noise),
        ] {
            assert_eq!(role_of_line(line), role, "{line}");
        }
    }

    #[test]
    fn headlines_and_sentences_are_not() {
        for line in [
            "Live: Mount Teruga erupts on Sanloa - rolling updates",
            "Comment by minister on strike angers unions across the north",
            "May day rally draws thousands",
            "Share prices fall in Tokyo",
            "The plumes of Europa © J. Weaver",
        ] {
            assert_eq!(role_of_line(line), Role::Line, "{line}");
        }
        assert_eq!(role_of_line("By the time the doors opened, a hundred people were waiting."), Role::Text);
    }
}
