//! Dates as records write them.

use crate::document::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::ops::Range;

/// Forms with the time of day, tried after ISO 8601 and RFC 2822.
const WITH_TIME: [&str; 6] = [
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%B %d, %Y %H:%M",
    "%d %B %Y %H:%M",
];

/// Forms of a day. `3/4/2026` is left out: nobody can say which of the two is the month.
const WITHOUT_TIME: [&str; 9] = [
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%Y%m%d",
    "%Y.%m.%d",
];

/// Reads a date in any of the usual forms: ISO 8601, RFC 2822, `2026/03/04`, `4 March 2026`… A time without a zone is
/// taken as UTC: wrong by hours at most, and the same for every record of a feed.
pub fn parse_date(text: &str) -> Option<Timestamp> {
    parse(text.trim()).and_then(known)
}

/// What can be written as four digits of a year and read again; in days, two such times are never too far apart. Damaged
/// columns hold numbers far outside of it.
const KNOWN: Range<i64> = -62_167_219_200..253_402_207_200;

/// The time, when it is one of the years 0 to 9999.
pub(super) fn known(time: Timestamp) -> Option<Timestamp> {
    Some(time).filter(|time| KNOWN.contains(&time.seconds))
}

fn parse(text: &str) -> Option<Timestamp> {
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(Timestamp { seconds: zoned.as_second(), has_time: true });
    }
    let moment = text.parse::<DateTime>().ok().filter(|_| text.contains(':'));
    if let Some(moment) =
        moment.or_else(|| WITH_TIME.iter().find_map(|form| DateTime::strptime(form, text).ok()))
    {
        return at(moment, true);
    }
    let day = WITHOUT_TIME.iter().find_map(|form| Date::strptime(form, text).ok())?;
    at(day.to_datetime(jiff::civil::Time::midnight()), false)
}

/// A date field: text, or seconds or milliseconds since 1970.
pub(super) fn of_value(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => of_text(text),
        Value::Number(number) => number.as_f64().and_then(of_number),
        Value::Object(inner) => inner.get("$date").and_then(of_value),
        _ => None,
    }
}

/// A date field that is text.
pub(super) fn of_text(text: &str) -> Option<Timestamp> {
    parse_date(text).or_else(|| text.trim().parse::<f64>().ok().and_then(of_number))
}

fn of_number(number: f64) -> Option<Timestamp> {
    // Seconds reach 10^11 in the year 5138; anything above is milliseconds. Below 10^8 (1973) it is no date of the web.
    let seconds = if number.abs() >= 1e11 { number / 1000.0 } else { number };
    (1e8..1e11).contains(&seconds).then_some(Timestamp { seconds: seconds as i64, has_time: true })
}

fn at(moment: DateTime, has_time: bool) -> Option<Timestamp> {
    let zoned = moment.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp { seconds: zoned.timestamp().as_second(), has_time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read() {
        for (text, want) in [
            ("2015-07-21T02:51:33", "2015-07-21T02:51:33Z"),
            ("2015-07-21 02:51:33", "2015-07-21T02:51:33Z"),
            ("2015-07-21T02:51:33+03:00", "2015-07-20T23:51:33Z"),
            ("2005-01-08", "2005-01-08"),
            ("Wed, 04 Mar 2026 08:15:00 GMT", "2026-03-04T08:15:00Z"),
            ("Wed, 04 Mar 2026 08:15:00 +0000", "2026-03-04T08:15:00Z"),
            ("2026/03/04", "2026-03-04"),
            ("04.03.2026", "2026-03-04"),
            ("March 4, 2026", "2026-03-04"),
            ("4 March 2026", "2026-03-04"),
            ("20260304", "2026-03-04"),
        ] {
            assert_eq!(parse_date(text).map(|t| t.to_string()).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_time_that_is_known_can_be_written_and_read() {
        for text in ["0000-01-01", "0033-04-03T12:00:00Z", "1969-12-31T23:59:59Z", "9999-12-30"] {
            assert_eq!(parse_date(text).map(|t| t.to_string()).as_deref(), Some(text));
        }
        for text in ["-000001-12-31", "-009000-01-01T00:00:00Z", "9999-12-31"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for seconds in [i64::MIN, KNOWN.start - 1, KNOWN.end, i64::MAX] {
            assert_eq!(known(Timestamp { seconds, has_time: true }), None, "{seconds}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "3/4/2026", "0000-00-00", "99999999999999999999"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        assert_eq!(
            of_value(&Value::from(1_772_612_100_i64)).map(|t| t.to_string()).as_deref(),
            Some("2026-03-04T08:15:00Z")
        );
        assert_eq!(of_value(&Value::from(1_772_612_100_000_i64)), of_value(&Value::from(1_772_612_100_i64)));
    }
}
