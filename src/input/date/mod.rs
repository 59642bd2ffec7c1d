//! Dates as records write them: one reading for every form of input, so that a date means the same in JSON, in a table, in
//! a feed and in a page.
//!
//! [`parse_date`] takes text; [`of_value`] a value of JSON. Whatever is not understood to the last word, or is a date that
//! no article has, is unknown: the caller tells that a value was there.

mod epoch;
mod lex;
mod written;
mod zones;

#[cfg(test)]
mod tests;

use crate::document::Timestamp;
use epoch::Digits;
use jiff::civil::{Date, DateTime, ISOWeekDate, Time};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::borrow::Cow;
use std::ops::Range;

/// A longer text is no date.
const LONGEST: usize = 100;

/// The years 1600 to 2100, in seconds since 1970: printed news is a little younger than the first, and a date behind the
/// last comes from a number that was taken for another unit.
const KNOWN: Range<i64> = -11_676_096_000..4_133_980_800;

/// Reads a date in any of the usual forms: ISO 8601, RFC 822 and its relatives, what `date` and the programs of the web
/// print, `2026/03/04 8:15 pm`, `4 March 2026` in any language whose months are known, `20260304081500`, and seconds,
/// milliseconds, microseconds or nanoseconds since 1970.
///
/// A time without a zone is taken as UTC: wrong by hours at most, and the same for every record of a feed. `3/4/2026` is
/// unknown, for nobody can say which of the two is the month. So is a day that no calendar has, and a year before 1600 or
/// after 2100.
///
/// ```
/// use retold::input::parse_date;
/// for text in ["Wed, 04 Mar 2026 08:15:00 GMT", "2026-03-04 09:15:00 +0100", "20260304081500", "1772612100"] {
///     assert_eq!(parse_date(text).unwrap().to_string(), "2026-03-04T08:15:00Z");
/// }
/// assert_eq!(parse_date("30 February 2026"), None);
/// ```
pub fn parse_date(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_matches('"').trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    parse(text).and_then(known)
}

/// A date field of JSON: text, a number, an array whose first element is a date, or an object as databases export it.
pub(super) fn of_value(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => parse_date(text),
        Value::Number(number) => parse_date(&number.to_string()),
        Value::Array(several) => several.first().and_then(of_value),
        Value::Object(inner) => {
            ["$date", "$numberLong"].iter().find_map(|key| inner.get(*key)).and_then(of_value)
        }
        Value::Bool(_) | Value::Null => None,
    }
}

/// The time, when it is one that an article can have.
pub(super) fn known(time: Timestamp) -> Option<Timestamp> {
    Some(time).filter(|time| KNOWN.contains(&time.seconds))
}

fn parse(text: &str) -> Option<Timestamp> {
    if let Digits::Number(date) = epoch::of_digits(text) {
        return date;
    }
    // Most dates are of these two forms, which the library reads fastest.
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(Timestamp { seconds: instant.as_second(), has_time: true });
    }
    if text.contains(':')
        && let Ok(moment) = text.parse::<DateTime>()
    {
        return at(moment, 0);
    }
    if let Ok(week) = text.parse::<ISOWeekDate>() {
        return day(week.date());
    }
    let plain = lex::plain(text);
    if let Cow::Owned(plain) = &plain
        && let Digits::Number(date) = epoch::of_digits(plain)
    {
        return date;
    }
    written::read(&plain)
}

/// A moment at so many seconds east of Greenwich.
fn at(moment: DateTime, offset: i64) -> Option<Timestamp> {
    let zoned = moment.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp { seconds: zoned.timestamp().as_second() - offset, has_time: true })
}

/// A day of which no time is known.
fn day(day: Date) -> Option<Timestamp> {
    Some(Timestamp { has_time: false, ..at(day.to_datetime(Time::midnight()), 0)? })
}
