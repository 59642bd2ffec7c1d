use super::{FormArticle, FormNotes, SeriesSign, judge, needs_headline};
use crate::document::Timestamp;
use crate::text::{TokenScanner, TokenTable};

struct Record {
    headline: &'static str,
    text: &'static str,
    day: Option<i64>,
}

fn sign(a: &Record, b: &Record) -> Option<SeriesSign> {
    let tables = [a, b].map(|it| TokenTable::of_text(it.text, &mut TokenScanner::default()));
    let notes = [FormNotes::default(), FormNotes::default()];
    let article = |it: &Record, tokens, notes| FormArticle {
        text: it.text,
        tokens,
        headline: Some(it.headline).filter(|headline| !headline.is_empty()),
        published: it.day.map(|day| Timestamp { seconds: day * 86_400, has_time: false }),
        language: None,
        notes,
    };
    let (x, y) = (article(a, &tables[0], &notes[0]), article(b, &tables[1], &notes[1]));
    let there = judge(x, y).map(|series| series.sign);
    assert_eq!(there, judge(y, x).map(|series| series.sign), "the order of the two decides nothing");
    there
}

fn record(headline: &'static str, text: &'static str, day: Option<i64>) -> Record {
    Record { headline, text, day }
}

const NOTICE: [&str; 2] = [
    "Olav Lien, 58, of Marren, died peacefully at home surrounded by family. Olav worked for many years as a baker and \
     never missed a match of the local team. A service will be held at St. Olaf church on Monday at 12 a.m., followed by \
     coffee in the parish hall. In lieu of flowers the family asks for donations to the hospice.",
    "Berit Brekke, 67, of Lower, died peacefully at home surrounded by family. Berit worked for many years as a pilot and \
     wrote verses for weddings. A service will be held at St. Olaf church on Saturday at 12 a.m., followed by coffee in \
     the parish hall. In lieu of flowers the family asks for donations to the hospice.",
];

#[test]
fn two_obituaries_are_of_a_series_with_and_without_headlines_and_dates() {
    let of = |headlines: [&'static str; 2], days: [Option<i64>; 2]| {
        sign(&record(headlines[0], NOTICE[0], days[0]), &record(headlines[1], NOTICE[1], days[1]))
    };
    assert_eq!(of(["Olav Lien", "Berit Brekke"], [Some(1), Some(2)]), Some(SeriesSign::Subject));
    assert!(of(["", ""], [None, None]).is_some());
    assert!(of(["", ""], [Some(4), Some(4)]).is_some());
}

#[test]
fn the_weather_of_two_days_is_a_series() {
    let monday = "Monday begins with rain in the north and brightens from the west during the morning. Temperatures reach 9 \
                  degrees on the coast and 6 degrees inland. The wind is moderate from the southwest.";
    let tuesday = "Tuesday begins with fog in the north and brightens from the west during the morning. Temperatures reach 8 \
                   degrees on the coast and 5 degrees inland. The wind is moderate from the southwest.";
    assert_eq!(sign(&record("", monday, None), &record("", tuesday, None)), Some(SeriesSign::Days));
}

const FERRY: &str = "A ferry sank off Balinga on Tuesday and at least 12 people drowned, the coast guard said. The Maria Stella \
                     left Port Karo at 6 with 87 people on board, said its captain, Ivo Brandt, and met a storm ten miles \
                     out. Boats from Balinga and Karo took 75 of them ashore. The minister, Lena Ashdown, flew to the island.";

#[test]
fn a_corrected_figure_makes_no_series() {
    let corrected: &'static str = Box::leak(FERRY.replace("12 people", "14 people").into_boxed_str());
    assert_eq!(
        sign(&record("Ferry sinks", FERRY, Some(1)), &record("Ferry sinks", corrected, Some(1))),
        None
    );
    assert_eq!(sign(&record("", FERRY, None), &record("", corrected, None)), None);
}

#[test]
fn another_way_to_write_a_fact_is_no_other_fact() {
    let text =
        "وزعت الوزارة 2,464 سلة غذائية و 363,869 ريالا على الأسر في منطقة جازان يوم الثلاثاء حسب بيانها الرسمي";
    let other =
        "وزعت الوزارة ٢٤٦٤ سلة غذائية و 363.869 ريالا على الأسر في منطقة جازان يوم الثلاثاء حسب بيانها الرسمي";
    assert_eq!(sign(&record("", text, Some(1)), &record("", other, Some(3))), None);
    let spelled: &'static str = Box::leak(FERRY.replace("Brandt", "Brant").into_boxed_str());
    assert_eq!(sign(&record("", FERRY, Some(1)), &record("", spelled, Some(3))), None);
}

#[test]
fn text_that_only_one_has_is_nothing_to_a_form() {
    let longer: &'static str = Box::leak(
        format!("{FERRY} Divers found the wreck on 3 March at a depth of 40 metres, with 9 bodies.")
            .into_boxed_str(),
    );
    assert_eq!(sign(&record("a", FERRY, Some(1)), &record("b", longer, Some(3))), None);
}

#[test]
fn notices_with_the_same_words_are_told_apart_by_their_headlines() {
    let text = "Qtly div 12 cts vs 12 cts prior Pay April 15 Record April one";
    let of = |a, b| sign(&record(a, text, Some(1)), &record(b, text, Some(1)));
    assert_eq!(
        of("E-SYSTEMS INC SETS QUARTERLY", "TRINITY CORP <TRN> DECLARES DIVIDEND"),
        Some(SeriesSign::Headlines)
    );
    assert_eq!(of("TRINITY CORP <TRN> QTLY DIV", "TRINITY CORP <TRN> QTLY DIV"), None);
}

#[test]
fn a_text_that_names_its_matter_needs_no_headline() {
    let tokens = TokenTable::of_text(FERRY, &mut TokenScanner::default());
    let article = FormArticle {
        text: FERRY,
        tokens: &tokens,
        headline: Some("Disaster at sea"),
        published: None,
        language: None,
        notes: &FormNotes::default(),
    };
    assert!(!needs_headline(article));
    let tokens = TokenTable::of_text("blah blah blah", &mut TokenScanner::default());
    let notes = FormNotes::default();
    assert!(needs_headline(FormArticle {
        text: "blah blah blah",
        tokens: &tokens,
        notes: &notes,
        ..article
    }));
}

/// The sign of two articles of one day, each a headline and a text.
fn sign_of_a_day(a: [&'static str; 2], b: [&'static str; 2]) -> Option<SeriesSign> {
    sign(&record(a[0], a[1], Some(1)), &record(b[0], b[1], Some(1)))
}

#[test]
fn notices_of_two_firms_are_of_a_series_whatever_stands_around_the_names() {
    let marl = [
        "MARL HARBOUR FINANCIAL <MHF> IN SPECIAL PAYOUT",
        "Marl Harbour Financial Corp said its board declared a special dividend of 20 cts per share and the regular 25 ct \
         quarterly dividend, both payable April 15 to holders of record March 31.",
    ];
    let tarnby = [
        "TARNBY <TRN> DECLARES FIRST PAYOUT",
        "Tarnby and Stringer Financial Inc said it declared its first quarterly dividend of three cents per share payable \
         April 15 to shareholders of record April one.",
    ];
    assert_eq!(sign_of_a_day(marl, tarnby), Some(SeriesSign::Subject));
    let again = [
        "MARL HARBOUR <MHF> TO PAY SPECIAL DIVIDEND",
        "Marl Harbour Financial Corp declared a special dividend of 20 cts per share besides the regular 25 ct one, both \
         payable April 15 to holders of record March 31.",
    ];
    assert_eq!(sign_of_a_day(marl, again), None);
}

#[test]
fn two_short_reports_that_name_one_matter_are_no_series() {
    let karo = [
        "Ferry sinks off Balinga",
        "At least 12 people drowned when a ferry sank off Balinga on Tuesday, the coast guard of Karo said.",
    ];
    let balinga = [
        "Karo mourns its dead",
        "The coast guard of Karo said at least 12 people drowned on Tuesday when a ferry sank off Balinga.",
    ];
    assert_eq!(sign_of_a_day(karo, balinga), None);
}
