//! When a page was published: the full date that stands in a line of its own near the article, in any language.
//!
//! Only lines that belong to no article are looked at, and only short ones with little besides the date: dates in
//! running text are those of events. `3/4/2026` is no full date, for nobody can say which of the two is the month.

use crate::document::{Article, ArticleKind, Timestamp};
use crate::span::{LineIndex, Span};
use crate::text::{month, tokenize};

/// Words besides the date that a date line may have: an editor's name, a section, "last updated". A character of a
/// script without spaces is half a word.
const OTHER_HALF_WORDS: usize = 16;

/// Longer lines are not looked at.
const LINE_BYTES: usize = 400;

/// Years that news on the web can have.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Words and characters that stand between the parts of a date.
const BETWEEN: [&str; 12] = ["de", "del", "of", "the", "年", "月", "日", "ngày", "tháng", "năm", "号", "г"];

/// What a word is to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A number and how many digits it has.
    Number(u32, usize),
    Month(i8),
    /// Day, month and year in one word: `14.01.2026`.
    Whole(i8, i8, i16),
    Other,
    /// Of a script without spaces.
    Character,
}

/// The date of the line nearest to the main article that is a date line.
pub(super) fn published(text: &str, articles: &[Article]) -> Option<Timestamp> {
    let main = articles.iter().find(|article| article.kind == ArticleKind::Main)?;
    let mut taken: Vec<Span> = articles.iter().flat_map(|article| article.pieces.iter().copied()).collect();
    taken.sort_unstable();
    let index = LineIndex::new(text);
    let mut best: Option<(u32, Timestamp)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start += line.len();
        let free = || {
            !taken
                .get(taken.partition_point(|piece| piece.end <= span.start))
                .is_some_and(|piece| piece.overlaps(span))
        };
        if line.len() > LINE_BYTES || !line.chars().any(char::is_numeric) || !free() {
            continue;
        }
        let number = index.line(span.start);
        let distance = if number < main.lines.first {
            main.lines.first - number
        } else {
            number.saturating_sub(main.lines.last)
        };
        if best.is_none_or(|(nearest, _)| distance < nearest)
            && let Some(date) = date_line(line)
        {
            best = Some((distance, date));
        }
    }
    best.map(|(_, date)| date)
}

/// Whether a line is there to say when, and who: `By the staff | January 12, 2026, 5:48 p.m.` A sentence may name a day in as
/// few words, but neither the minute nor a bar between its parts.
pub(super) fn is_date_line(line: &str) -> bool {
    if line.len() > LINE_BYTES {
        return false;
    }
    let minute = || {
        line.match_indices(':').any(|(at, colon)| {
            line[..at].ends_with(char::is_numeric) && line[at + colon.len()..].starts_with(char::is_numeric)
        })
    };
    (line.contains(['|', '·', '•']) || minute()) && date_line(line).is_some()
}

/// The first full date of a line that has little else.
fn date_line(line: &str) -> Option<Timestamp> {
    let parts = parts(line);
    let halves = |part: &Part| match part {
        Part::Other => 2,
        Part::Character => 1,
        _ => 0,
    };
    if parts.iter().map(halves).sum::<usize>() > OTHER_HALF_WORDS {
        return None;
    }
    (0..parts.len()).find_map(|at| date_at(&parts[at..]))
}

fn parts(line: &str) -> Vec<Part> {
    let mut words: Vec<String> = Vec::new();
    let mut characters: Vec<bool> = Vec::new();
    tokenize(line, |token| {
        if !BETWEEN.contains(&token.word) {
            words.push(token.word.to_string());
            characters.push(token.shape.unit);
        }
    });
    let mut parts = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let pair = words.get(at + 1).and_then(|next| month(&format!("{} {next}", words[at])));
        if let Some(month) = pair {
            parts.push(Part::Month(month));
            at += 2;
            continue;
        }
        let part = match month(&words[at]) {
            Some(month) => Part::Month(month),
            None if characters[at] => Part::Character,
            None => number(&words[at]),
        };
        // «أبريل (نيسان)»: the same month under its two names.
        if !matches!(part, Part::Month(_)) || parts.last() != Some(&part) {
            parts.push(part);
        }
        at += 1;
    }
    parts
}

/// `14`, `2026년`, `4th`, `14.01.2026`.
fn number(word: &str) -> Part {
    if let [day, month, year] = word.split('.').collect::<Vec<_>>()[..]
        && let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse())
    {
        return Part::Whole(day, month, year);
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    match word[..digits].parse() {
        Ok(value) if digits <= 4 => Part::Number(value, digits),
        _ => Part::Other,
    }
}

/// The date that begins with the first part.
fn date_at(parts: &[Part]) -> Option<Timestamp> {
    match *parts {
        [Part::Whole(day, month, year), ..] => date(i32::from(day), month, i32::from(year)),
        [Part::Number(year, 4), Part::Number(month, 1..=2), Part::Number(day, 1..=2), ..] => {
            date(day as i32, i8::try_from(month).ok()?, year as i32)
        }
        [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1..=2), ..]
        | [Part::Number(day, 1..=2), Part::Month(month), Part::Number(year, 4), ..]
        | [Part::Month(month), Part::Number(day, 1..=2), Part::Number(year, 4), ..] => {
            date(day as i32, month, year as i32)
        }
        [Part::Number(x, 1..=2), Part::Number(y, 1..=2), Part::Number(year, 4), ..] => {
            // One of the two is no month, or nobody knows.
            if x > 12 {
                date(x as i32, i8::try_from(y).ok()?, year as i32)
            } else if y > 12 {
                date(y as i32, i8::try_from(x).ok()?, year as i32)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn date(day: i32, month: i8, year: i32) -> Option<Timestamp> {
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let day = jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    let midnight = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp { seconds: midnight.timestamp().as_second(), has_time: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        date_line(line).map(|date| date.to_string())
    }

    #[test]
    fn date_lines_are_read_in_many_languages() {
        for line in [
            "2026-02-05 16:48",
            "2026/02/05",
            "Thursday 5 February 2026, 16:10",
            "Last updated: February 5, 2026",
            "الخميس 5 فبراير 2026 - 17:20",
            "5 فبراير (شباط) 2026",
            "आखिरी अपडेट: गुरुवार, 5 फरवरी 2026",
            "2026年2月5日 星期四",
            "2026년 2월 5일",
            "Главный редактор Т. П. Ковригина | четверг, 5 февраля 2026 | 16+",
            "5 de febrero de 2026",
            "05.02.2026",
            "5. Februar 2026",
            "Πέμπτη, 5 Φεβρουαρίου 2026",
            "5 Şubat 2026",
        ] {
            assert_eq!(read(line).as_deref(), Some("2026-02-05"), "{line}");
        }
        assert_eq!(read("الأحد 4 كانون الثاني 2026").as_deref(), Some("2026-01-04"));
    }

    #[test]
    fn a_line_of_author_and_minute_is_there_to_say_when() {
        assert!(is_date_line("By Courier staff | January 12, 2026, 5:48 p.m."));
        assert!(is_date_line("12 January 2026 · Anna Berg."));
        assert!(!is_date_line("He was born on 12 January 1926."));
        assert!(!is_date_line("The ferry sank at 5:48 in the morning."));
    }

    #[test]
    fn what_is_no_full_date_is_none() {
        for line in ["3/4/2026", "5 February", "Room 2026", "31 February 2026", "5 February 1026", "12:30"] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(
            read("The bridge that was opened on 5 February 2026 by the mayor will be closed again"),
            None
        );
    }
}
