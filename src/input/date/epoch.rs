//! Dates that are nothing but digits: a day, a time of day behind it, or a count since 1970. How many digits there are tells.

use super::{at, day};
use crate::document::Timestamp;
use jiff::civil::{Date, Time};

/// Years that digits without a separator can begin with.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;

/// The least count of each unit that is taken for one: 10^8 seconds are March 1973. What is below is a day, a year or the
/// number of a record.
const LEAST_SECONDS: i64 = 100_000_000;

/// What a text is to one who looks for digits.
pub(super) enum Digits {
    /// No number.
    Other,
    /// A number, and the date that it is, if it is one.
    Number(Option<Timestamp>),
}

/// What digits say, perhaps with a fraction or an exponent.
pub(super) fn of_digits(text: &str) -> Digits {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Digits::Number(compact(text).or_else(|| text.parse().ok().and_then(count)));
    }
    // `1772612100.25`, and `2.0260304e7` as some writers have large numbers.
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !whole.is_empty() && digits(whole) && digits(fraction) {
        return Digits::Number(if fraction.bytes().all(|digit| digit == b'0') {
            compact(whole).or_else(|| whole.parse().ok().and_then(count))
        } else {
            whole.parse().ok().and_then(count)
        });
    }
    match text.parse::<f64>() {
        Ok(number) if text.contains(['e', 'E']) => {
            if number.fract() == 0.0 && (0.0..1e18).contains(&number) {
                return of_digits(&format!("{number:.0}"));
            }
            Digits::Number(None)
        }
        _ => Digits::Other,
    }
}

/// `20260304`, `202603040815`, `20260304081500` and the last with a fraction of a second behind it. Other lengths are
/// counts; twelve digits are milliseconds where they are no date.
fn compact(digits: &str) -> Option<Timestamp> {
    if !matches!(digits.len(), 8 | 12 | 14 | 17) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i8>().ok());
    let year = digits.get(..4)?.parse().ok().filter(|year| YEARS.contains(year))?;
    let date = Date::new(year, part(4, 6)?, part(6, 8)?).ok()?;
    if digits.len() == 8 {
        return day(date);
    }
    let second = if digits.len() == 12 { 0 } else { part(12, 14)? };
    let time = Time::new(part(8, 10)?, part(10, 12)?, second, 0).ok()?;
    at(date.to_datetime(time), 0)
}

/// A count since 1970, in the unit in which it is no distant age.
fn count(number: i64) -> Option<Timestamp> {
    let units = [1, 1_000, 1_000_000, 1_000_000_000];
    let seconds = units.into_iter().map(|unit| number / unit).find(|seconds| *seconds < super::KNOWN.end)?;
    (seconds >= LEAST_SECONDS).then_some(Timestamp { seconds, has_time: true })
}
