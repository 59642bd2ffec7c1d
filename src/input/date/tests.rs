use super::{KNOWN, known, of_value, parse_date};
use crate::document::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(text: &str) -> Option<String> {
    parse_date(text).map(|date| date.to_string())
}

#[test]
fn one_moment_is_read_in_every_form_it_is_written_in() {
    for text in [
        "2026-03-04T08:15:00Z",
        "2026-03-04T08:15:00",
        "2026-03-04 08:15:00",
        "2026-03-04 08:15",
        "2026-03-04T08:15:00.000Z",
        "2026-03-04 08:15:00,123",
        "2026-03-04 08:15:00.0",
        "2026-03-04 08:15:00 UTC",
        "2026-03-04 08:15:00+00:00",
        "2026-03-04 08:15:00 +0000",
        "2026-03-04T08:15:00 +0000",
        "2026-03-04T08:15:00+0000",
        "2026-03-04T09:15:00+01",
        "2026-03-04T16:15:00+08:00",
        "2026-03-04 16:15:00 +0800",
        "2026-03-04 16:15:00 +8",
        "2026-03-04T09:15:00+01:00[Europe/Berlin]",
        "2026-3-4 8:15",
        "2026/03/04 08:15",
        "2026/03/04 08:15:00",
        "2026/3/4 8:15:00 AM",
        "2026.03.04 08:15",
        "20260304T081500Z",
        "20260304T081500",
        "20260304T0815Z",
        "20260304 081500",
        "20260304T091500+0100",
        "2026:03:04 08:15:00",
        "202603040815",
        "20260304081500",
        "20260304081500123",
        "1772612100",
        "1772612100.25",
        "1772612100000",
        "1772612100000000",
        "1772612100000000000",
        "1.7726121e9",
        "\"2026-03-04T08:15:00Z\"",
    ] {
        assert_eq!(read(text).as_deref(), Some("2026-03-04T08:15:00Z"), "{text}");
    }
}

#[test]
fn mail_feeds_and_programs_write_the_same_moment() {
    for text in [
        "Wed, 04 Mar 2026 08:15:00 GMT",
        "Wed, 04 Mar 2026 08:15:00 +0000",
        "Wed, 4 Mar 2026 08:15:00 Z",
        "Wed, 4 Mar 2026 8:15:00 GMT",
        "Wed,04 Mar 2026 08:15:00 GMT",
        "Wednesday, 04 Mar 2026 08:15:00 GMT",
        "Wednesday, 04-Mar-26 08:15:00 GMT",
        "04 Mar 2026 08:15:00 GMT",
        "4 Mar 2026 08:15 GMT",
        "Wed, 04 Mar 26 08:15:00 UT",
        "Tue, 04 Mar 2026 08:15:00 GMT",
        "Wed, 04 March 2026 08:15:00 GMT",
        "Wed, 04 Mar 2026 03:15:00 EST",
        "Wed, 04 Mar 2026 04:15:00 EDT",
        "Wed, 04 Mar 2026 00:15:00 PST",
        "Wed, 04 Mar 2026 01:15:00 PDT",
        "Wed, 04 Mar 2026 09:15:00 CET",
        "Wed, 04 Mar 2026 13:45:00 IST",
        "Wed, 04 Mar 2026 16:15:00 GMT+8",
        "Wed, 04 Mar 2026 16:15:00 GMT+08:00",
        "Wed, 04 Mar 2026 03:15:00 -0500 (EST)",
        "Wed, 04 Mar 2026 08:15:00",
        "Wed Mar  4 08:15:00 2026",
        "Wed Mar 04 08:15:00 +0000 2026",
        "Wed Mar 04 2026 09:15:00 GMT+0100 (Central European Standard Time)",
        "Wed Mar  4 08:15:00 UTC 2026",
        "Wed Mar  4 03:15:00 EST 2026",
        "04/Mar/2026:09:15:00 +0100",
        "/Date(1772612100000)/",
        "/Date(1772612100000+0100)/",
        "March 4, 2026, 8:15 am",
        "March 4, 2026 at 8:15 AM UTC",
        "March 4th, 2026 8:15 a.m.",
        "4 March 2026 08:15",
        "4 March 2026, 08:15 GMT",
        "08:15, 4 March 2026",
        "08:15 04.03.2026",
        "04.03.2026 08:15",
        "04.03.2026, 08:15",
        "4 mars 2026 8h15",
        "2026年3月4日 08:15",
        "2026年3月4日上午8時15分",
        "2026년 3월 4일 오전 8시 15분",
        "٢٠٢٦-٠٣-٠٤ ٠٨:١٥",
        "4 مارس 2026 08:15",
    ] {
        assert_eq!(read(text).as_deref(), Some("2026-03-04T08:15:00Z"), "{text}");
    }
    for (text, want) in [
        ("Mar 4, 2026 8:15 PM", "2026-03-04T20:15:00Z"),
        ("Mar 4, 2026 12:15 AM", "2026-03-04T00:15:00Z"),
        ("Mar 4, 2026 12:15 PM", "2026-03-04T12:15:00Z"),
        ("Mar 4, 2026 8 pm", "2026-03-04T20:00:00Z"),
        ("2026-03-04 24:00:00", "2026-03-05T00:00:00Z"),
        ("2026-03-04 23:59:60 +0000", "2026-03-04T23:59:59Z"),
        ("2018-12-21 11:27:25 +0800", "2018-12-21T03:27:25Z"),
        ("2026-03-04 00:30:00 +0530", "2026-03-03T19:00:00Z"),
    ] {
        assert_eq!(read(text).as_deref(), Some(want), "{text}");
    }
}

#[test]
fn a_day_without_a_time_is_a_day() {
    for text in [
        "2026-03-04",
        "2026-3-4",
        "2026/03/04",
        "2026/3/4",
        "2026.03.04",
        "2026. 3. 4.",
        "20260304",
        "20260304.0",
        "2026-W10-3",
        "04.03.2026",
        "4. 3. 2026",
        "4 March 2026",
        "4th March 2026",
        "4th of March, 2026",
        "4-Mar-2026",
        "04-Mar-26",
        "Mar 4, 2026",
        "March 4 2026",
        "March 4th, 2026",
        "2026 March 4",
        "2026-Mar-04",
        "Wednesday, March 4, 2026",
        "Wed, 4 Mar 2026",
        "Published on 4 March 2026",
        "4 de marzo de 2026",
        "mer. 4 mars 2026",
        "mar, 4 mar 2026",
        "4. März 2026",
        "4 марта 2026 г.",
        "الأربعاء 4 آذار 2026",
        "4 मार्च 2026",
        "2026年3月4日",
        "2026년 3월 4일",
    ] {
        assert_eq!(read(text).as_deref(), Some("2026-03-04"), "{text}");
    }
    for (text, want) in [
        ("mar, 10 feb 2026", "2026-02-10"),
        ("13/4/2026", "2026-04-13"),
        ("4/13/2026", "2026-04-13"),
        ("3/3/2026", "2026-03-03"),
        ("24-12-2025", "2025-12-24"),
        ("1666-09-02", "1666-09-02"),
        ("4 Mar 99", "1999-03-04"),
    ] {
        assert_eq!(read(text).as_deref(), Some(want), "{text}");
    }
}

#[test]
fn what_is_no_date_or_one_that_cannot_be_is_unknown() {
    for text in [
        "",
        "soon",
        "yesterday",
        "2 hours ago",
        "March 2026",
        "2026",
        "2026-03",
        "12:30",
        "0",
        "-1",
        "17",
        "3/4/2026",
        "03-04-2026",
        "04.03.26",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "2612-08-07T03:27:25Z",
        "9999-12-31",
        "1404-12-13",
        "2569-03-04",
        "30 February 2026",
        "2026-02-30",
        "2026-13-04",
        "20260230",
        "20261304081500",
        "20260304256100",
        "2026-03-04 25:00",
        "2026-03-04 08:61",
        "2026-03-04 08:15:00 +9900",
        "99999999999999999999",
        "99999999999999999999999999999999999999",
        "NaN",
        "inf",
        "1e400",
        "2026-03-04 2026-03-05",
        "4 March 5 2026",
        "between 4 March and 5 April 2026",
        "4 March 2026 4 April 2026",
        "::::",
        "+++",
        "--",
        "T",
        "Z",
        "/Date()/",
        "/Date(",
        "年月日",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_value_of_json_is_read_as_its_text() {
    for (value, want) in [
        (json!("2026-03-04"), Some("2026-03-04")),
        (json!(20_260_304), Some("2026-03-04")),
        (json!(20_260_304_081_500_i64), Some("2026-03-04T08:15:00Z")),
        (json!(1_772_612_100), Some("2026-03-04T08:15:00Z")),
        (json!(1_772_612_100.75), Some("2026-03-04T08:15:00Z")),
        (json!(1_772_612_100_000_i64), Some("2026-03-04T08:15:00Z")),
        (json!(1_772_612_099_999_999_999_i64), Some("2026-03-04T08:14:59Z")),
        (json!({"$date": "2026-03-04T08:15:00Z"}), Some("2026-03-04T08:15:00Z")),
        (json!({"$date": {"$numberLong": "1772612100000"}}), Some("2026-03-04T08:15:00Z")),
        (json!(["2026-03-04", "2026-03-05"]), Some("2026-03-04")),
        (json!(0), None),
        (json!(-1_772_612_100), None),
        (json!(true), None),
        (json!([]), None),
        (json!({"year": 2026}), None),
        (Value::Null, None),
    ] {
        assert_eq!(of_value(&value).map(|date| date.to_string()).as_deref(), want, "{value}");
    }
}

#[test]
fn a_time_that_is_known_can_be_written_and_read() {
    for text in ["1600-01-01", "1969-12-31T23:59:59Z", "2100-12-31T23:59:59Z"] {
        assert_eq!(read(text).as_deref(), Some(text));
    }
    for seconds in [i64::MIN, KNOWN.start - 1, KNOWN.end, i64::MAX] {
        assert_eq!(known(Timestamp { seconds, has_time: true }), None, "{seconds}");
    }
}

proptest! {
    #[test]
    fn no_text_ends_in_a_panic_and_what_is_read_is_read_again(
        text in "[0-9 :./,+TZapm()年A-z-]{0,40}",
    ) {
        if let Some(date) = parse_date(&text) {
            prop_assert_eq!(parse_date(&date.to_string()), Some(date));
        }
    }

    #[test]
    fn every_second_is_read_in_every_unit(seconds in 100_000_000_i64..4_133_980_800) {
        let time = Timestamp { seconds, has_time: true };
        let (want, stamp) = (Some(time), time.to_string());
        prop_assert_eq!(parse_date(&stamp), want);
        prop_assert_eq!(parse_date(&seconds.to_string()), want);
        prop_assert_eq!(parse_date(&format!("{seconds}000000")), want);
        prop_assert_eq!(parse_date(&format!("{seconds}000000000")), want);
        let digits: String = stamp.chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(parse_date(&digits), want);
    }
}
