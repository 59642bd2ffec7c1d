//! Dates made of words, numbers and marks in any order that people and programs write them.

use super::epoch::{self, Digits};
use super::lex::{Kind, Part, parts};
use super::{at, day, zones};
use crate::document::Timestamp;
use crate::text::month;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// Words that mean nothing here: weekdays, "published on", the name of a zone that nobody knows.
const OTHER_WORDS: usize = 4;

/// Minutes between a zone and Greenwich.
const FARTHEST_ZONE: i64 = 18 * 60;

/// What words and numbers have said so far.
#[derive(Debug, Default)]
struct Reading {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Clock>,
    /// Seconds east of Greenwich.
    offset: Option<i64>,
    other_words: usize,
}

/// A time of day.
#[derive(Clone, Copy, Debug)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    half: Option<Half>,
}

/// The half of a day of twelve hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// The date that is written in `text`; nothing when a part of it is not understood, is missing, or contradicts another.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    // As the frameworks of one vendor write a count of milliseconds into JSON.
    if let Some(inside) = text.trim_matches('/').strip_prefix("Date(") {
        let digits = inside.split([')', '+', '-']).next()?;
        return match epoch::of_digits(digits) {
            Digits::Number(date) => date,
            Digits::Other => None,
        };
    }
    let parts = parts(text)?;
    let mut reading = Reading::default();
    let mut rest = parts.as_slice();
    while let [first, ..] = rest {
        let taken = match &first.kind {
            Kind::Mark(mark) => reading.mark(*mark, rest),
            Kind::Word(word) => reading.word(word, rest)?,
            Kind::Number(..) => reading.numbers(rest)?,
        };
        rest = &rest[taken..];
    }
    reading.finish()
}

impl Reading {
    /// A mark: the sign of an offset behind a time, or what stands between other parts. Gives how many parts it took.
    fn mark(&mut self, mark: char, rest: &[Part]) -> usize {
        if self.time.is_some()
            && self.offset.is_none()
            && let Some((offset, taken)) = offset(mark, &rest[1..])
        {
            self.offset = Some(offset);
            return 1 + taken;
        }
        // What a program adds in brackets behind an offset is the name of the zone.
        if matches!(mark, '(' | '[') && self.offset.is_some() {
            let close = if mark == '(' { ')' } else { ']' };
            let end = rest.iter().position(|part| part.kind == Kind::Mark(close));
            return end.map_or(rest.len(), |end| end + 1);
        }
        1
    }

    /// A word: a month, a zone, half of a day, or one that means nothing.
    fn word(&mut self, word: &str, rest: &[Part]) -> Option<usize> {
        if let (Some(clock), Some((half, taken))) = (&mut self.time, half(rest)) {
            clock.half = Some(half);
            return Some(taken);
        }
        if let (None, Some((half, taken))) = (self.time, half(rest))
            && let Some((clock, more)) = clock(&rest[taken..])
        {
            self.time = Some(Clock { half: Some(half), ..clock });
            return Some(taken + more);
        }
        if let Some((month, taken)) = named_month(rest) {
            // `mar` is a weekday in some languages and a month in others: the later word is the month.
            if self.month.is_some_and(|other| other != month) && self.year.is_some() {
                return None;
            }
            self.month = Some(month);
            return Some(taken);
        }
        if self.time.is_some()
            && self.offset.is_none()
            && let Some(east) = zones::offset(word)
        {
            self.offset = Some(east);
            // `GMT+8`
            if let [_, Part { kind: Kind::Mark(sign), .. }, behind @ ..] = rest
                && let Some((more, taken)) = offset(*sign, behind)
            {
                self.offset = Some(east + more);
                return Some(2 + taken);
            }
            return Some(1);
        }
        self.other_words += 1;
        (self.other_words <= OTHER_WORDS).then_some(1)
    }

    /// Numbers: a time, a date of numbers, or a day or year alone.
    fn numbers(&mut self, rest: &[Part]) -> Option<usize> {
        if self.time.is_none()
            && let Some((clock, taken)) = clock(rest)
        {
            self.time = Some(clock);
            return Some(taken);
        }
        if self.year.is_none()
            && self.day.is_none()
            && let Some((year, month, day, taken)) = numeric(rest)
        {
            (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
            return Some(taken);
        }
        let Kind::Number(value, digits) = rest[0].kind else { return None };
        match digits {
            4 if self.year.is_none() => self.year = Some(i16::try_from(value).ok()?),
            // Of the clock behind a date without separators.
            4 | 6 if self.time.is_none() && self.day.is_some() && self.month.is_some() => {
                let (hour, minute, second) = if digits == 4 {
                    (value / 100, value % 100, 0)
                } else {
                    (value / 10_000, value / 100 % 100, value % 100)
                };
                self.time = Some(Clock::of(hour, minute, second)?);
                return Some(1 + fraction(&rest[1..]));
            }
            1 | 2 if self.day.is_none() => self.day = Some(i8::try_from(value).ok()?),
            // As RFC 822 has years, read as its successors say.
            2 if self.year.is_none() && self.month.is_some() => {
                let century = if value < 50 { 2000 } else { 1900 };
                self.year = Some(century + i16::try_from(value).ok()?);
            }
            _ => return None,
        }
        // `4th`
        let ordinal =
            matches!(rest.get(1), Some(Part { kind: Kind::Word(word), glued: true }) if is_ordinal(word));
        Some(1 + usize::from(ordinal))
    }

    fn finish(self) -> Option<Timestamp> {
        let date = Date::new(self.year?, self.month?, self.day?).ok()?;
        let Some(Clock { mut hour, minute, second, half }) = self.time else { return day(date) };
        if let Some(half) = half.filter(|_| hour <= 12) {
            hour = hour % 12 + if half == Half::Afternoon { 12 } else { 0 };
        }
        // The end of a day is the beginning of the next.
        let (date, hour) = if hour == 24 && minute == 0 && second == 0 {
            (date.checked_add(1.day()).ok()?, 0)
        } else {
            (date, hour)
        };
        let time = Time::new(hour, minute, second, 0).ok()?;
        at(date.to_datetime(time), self.offset.unwrap_or(0))
    }
}

impl Clock {
    fn of(hour: u64, minute: u64, second: u64) -> Option<Self> {
        if hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        // A leap second is told as the second before it.
        Some(Self { hour: hour as i8, minute: minute as i8, second: second.min(59) as i8, half: None })
    }
}

/// `08:15`, `8:15:00.250`, `8h15`, `8 am`: the time, and how many parts it takes.
fn clock(parts: &[Part]) -> Option<(Clock, usize)> {
    let Kind::Number(hour, 1..=2) = parts.first()?.kind else { return None };
    if let Some((half, taken)) = half(&parts[1..]) {
        return Some((Clock { half: Some(half), ..Clock::of(hour, 0, 0)? }, 1 + taken));
    }
    let colon = match &parts.get(1)?.kind {
        Kind::Mark(':') => true,
        Kind::Word(word) => word == "h" && parts[1].glued,
        _ => false,
    };
    let Kind::Number(minute, 2) = parts.get(2).filter(|_| colon)?.kind else { return None };
    let (second, mut taken) = match parts.get(3..5) {
        Some([Part { kind: Kind::Mark(':'), .. }, Part { kind: Kind::Number(second, 2), .. }]) => {
            (*second, 5)
        }
        _ => (0, 3),
    };
    if taken == 5 {
        taken += fraction(&parts[taken..]);
    }
    Some((Clock::of(hour, minute, second)?, taken))
}

/// How many parts the fraction of a second takes that `parts` begin with.
fn fraction(parts: &[Part]) -> usize {
    match parts {
        [
            Part { kind: Kind::Mark('.' | ','), glued: true },
            Part { kind: Kind::Number(..), glued: true },
            ..,
        ] => 2,
        _ => 0,
    }
}

/// `am`, `p.m.`, 下午: the half of the day, and how many parts it takes.
fn half(parts: &[Part]) -> Option<(Half, usize)> {
    let word = |at: usize| match parts.get(at).map(|part| &part.kind) {
        Some(Kind::Word(word)) => word.as_str(),
        Some(Kind::Mark('.')) => ".",
        _ => "",
    };
    let found = match (word(0), word(1), word(2)) {
        ("am" | "上午" | "午前" | "오전" | "ص", ..) => (Half::Morning, 1),
        ("pm" | "下午" | "午後" | "오후" | "م", ..) => (Half::Afternoon, 1),
        ("a", ".", "m") => (Half::Morning, 3),
        ("p", ".", "m") => (Half::Afternoon, 3),
        _ => return None,
    };
    Some(found)
}

/// A month of one word or two, and how many parts it takes.
fn named_month(parts: &[Part]) -> Option<(i8, usize)> {
    let Kind::Word(first) = &parts.first()?.kind else { return None };
    if let Some(Kind::Word(second)) = parts.get(1).map(|part| &part.kind)
        && let Some(month) = month(&format!("{first} {second}"))
    {
        return Some((month, 2));
    }
    Some((month(first)?, 1))
}

/// A date of numbers with one mark between them, or of eight digits: year, month, day, and how many parts it takes.
fn numeric(parts: &[Part]) -> Option<(i16, i8, i8, usize)> {
    if let [Part { kind: Kind::Number(value, 8), .. }, ..] = parts {
        let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
        return Some((i16::try_from(year).ok()?, month as i8, day as i8, 1));
    }
    let (first, mark, second, third) = match parts {
        [
            Part { kind: Kind::Number(first, many), .. },
            Part { kind: Kind::Mark(mark @ ('-' | '/' | '.' | ':')), .. },
            Part { kind: Kind::Number(second, 1..=2), .. },
            Part { kind: Kind::Mark(other), .. },
            Part { kind: Kind::Number(third, digits), .. },
            ..,
        ] if mark == other && digits + many <= 6 => ((*first, *many), *mark, *second, (*third, *digits)),
        _ => return None,
    };
    let found = |year: u64, month: u64, day: u64| {
        Some((i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?, 5))
    };
    match (first, mark, third) {
        ((year, 4), _, (day, 1..=2)) => found(year, second, day),
        (_, ':', _) => None,
        ((day, 1..=2), '.', (year, 4)) => found(year, second, day),
        // Where one of the two is no month.
        ((day, 1..=2), _, (year, 4)) if day > 12 || day == second => found(year, second, day),
        ((month, 1..=2), _, (year, 4)) if second > 12 => found(year, month, second),
        _ => None,
    }
}

/// The seconds of an offset behind its sign: `+8`, `+0800`, `-05:30`; and how many parts are behind the sign.
fn offset(sign: char, behind: &[Part]) -> Option<(i64, usize)> {
    let east = match sign {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let [Part { kind: Kind::Number(value, digits), glued: true }, rest @ ..] = behind else { return None };
    let value = i64::try_from(*value).ok()?;
    let minutes = |rest: &[Part]| match rest {
        [Part { kind: Kind::Mark(':'), .. }, Part { kind: Kind::Number(minutes, 2), .. }, ..] => {
            Some(*minutes)
        }
        _ => None,
    };
    let (total, taken) = match digits {
        1 | 2 => match minutes(rest) {
            Some(minutes) => (value * 60 + minutes as i64, 3),
            // `08:15 -4.3.2026` is a date behind a dash.
            None if matches!(
                rest,
                [Part { kind: Kind::Mark('.' | '/' | '-'), .. }, Part { kind: Kind::Number(..), .. }, ..]
            ) =>
            {
                return None;
            }
            None => (value * 60, 1),
        },
        3 | 4 => (value / 100 * 60 + value % 100, 1),
        _ => return None,
    };
    (total <= FARTHEST_ZONE).then_some((east * total * 60, taken))
}

fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "o" | "e")
}
