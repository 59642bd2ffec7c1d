//! What `dedup` promises: nothing goes that does not stand in what stays.

use crate::run::{Desk, record};
use serde_json::Value;
use std::collections::BTreeSet;

fn texts(desk: &Desk, name: &str) -> Vec<Value> {
    desk.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn dated(id: &str, date: &str, title: &str, text: &str) -> String {
    serde_json::json!({"id": id, "date": date, "title": title, "text": text}).to_string() + "\n"
}

const NOTICE: &str = "{name}, {age}, of {town}, died peacefully at home surrounded by family. {first} worked for many years as a \
                      {work} and never missed a match of the local team. {first} is survived by a niece in Marren. A service \
                      will be held at St. Olaf church on {day} at 12 a.m., followed by coffee in the parish hall. In lieu of \
                      flowers the family asks for donations to the hospice. Arrangements are by Berg Funeral Home.";

fn notice(facts: [&str; 6]) -> String {
    let names = ["{name}", "{age}", "{town}", "{first}", "{work}", "{day}"];
    names.iter().zip(facts).fold(NOTICE.to_string(), |text, (name, fact)| text.replace(name, fact))
}

#[test]
fn two_obituaries_and_the_weather_of_two_days_all_stay() {
    let desk = Desk::new();
    let olav = notice(["Olav Lien", "58", "Marren", "Olav", "baker", "Monday"]);
    let berit = notice(["Berit Brekke", "67", "Lower", "Berit", "pilot", "Saturday"]);
    let weather = |day: &str, sky: &str, coast: u32, inland: u32| {
        format!(
            "{day} begins with {sky} in the north and brightens from the west during the morning. Temperatures reach {coast} \
             degrees on the coast and {inland} degrees inland. The wind is moderate from the southwest. In the night it \
             falls to two degrees, with a risk of ground frost in the valleys. The outlook for the following days is \
             unsettled."
        )
    };
    for with_dates in [true, false] {
        let lines = [
            ("o3", "2026-01-04", "Olav Lien", olav.clone()),
            ("o4", "2026-01-05", "Berit Brekke", berit.clone()),
            ("w1", "2026-03-02", "Weather for Monday", weather("Monday", "rain", 9, 6)),
            ("w2", "2026-03-03", "Weather for Tuesday", weather("Tuesday", "fog", 8, 5)),
        ];
        let of_line = |(id, date, title, text): &(&str, &str, &str, String)| {
            if with_dates { dated(id, date, title, text) } else { record(id, "", text) }
        };
        let corpus: String = lines.iter().map(of_line).collect();
        desk.write("series.jsonl", &corpus);
        desk.run("dedup series.jsonl -o out.jsonl").ends_with(0);
        assert_eq!(desk.read("out.jsonl"), corpus, "dates: {with_dates}");
        let told = desk.run("compare series.jsonl:1 series.jsonl:2").cleanly().out;
        assert!(told.contains("instances of a series") && !told.contains("\n    copies: "), "{told}");
    }
}

#[test]
fn what_stands_under_many_headlines_and_says_nothing_of_any_is_no_text() {
    let desk = Desk::new();
    let headlines =
        ["Bridge closed", "Orchard sold", "Mayor resigns", "School burns", "Ferry lost", "Bridge closed"];
    let lines = headlines.iter().enumerate();
    let corpus: String = lines
        .map(|(at, title)| record(&format!("p{at}"), title, "Subscribe to read the rest of this article."))
        .collect();
    desk.write("stubs.jsonl", corpus);
    let ran = desk.run("dedup stubs.jsonl -o out.jsonl");
    assert!(ran.err.contains("6 records have a text that is none"), "{}", ran.err);
    assert_eq!(texts(&desk, "out.jsonl").len(), 5, "the two with one headline are one");
    let found = desk.run("check stubs.jsonl --deny all").ends_with(1).out;
    assert!(found.contains("placeholder-text"), "{found}");
}

/// Words that stand in no other text.
fn words(name: &str, count: usize) -> String {
    let letter = |c: char| c.to_digit(10).map_or(c, |digit| char::from(b'a' + digit as u8));
    let words: Vec<String> =
        (100..100 + count).map(|at| format!("{name}{at}").chars().map(letter).collect()).collect();
    words.join(" ")
}

#[test]
fn the_later_longer_text_stays_whatever_the_rule() {
    let desk = Desk::new();
    let (short, long) = (words("a", 80), format!("{}\n{}", words("a", 80), words("b", 60)));
    desk.write(
        "news.jsonl",
        dated("early", "2026-01-01", "", &short) + &dated("late", "2026-01-02", "", &long),
    );
    for rule in ["earliest", "first", "longest", "last", "most-central"] {
        desk.run(&format!("dedup news.jsonl -o out.jsonl --keep {rule}")).ends_with(0);
        assert_eq!(texts(&desk, "out.jsonl")[0]["id"], "late", "{rule}");
    }
}

#[test]
fn a_chain_of_versions_keeps_what_no_other_covers() {
    let desk = Desk::new();
    // Each version drops the first third of the one before and adds a new one: neighbours are copies, the ends are not.
    let version = |from: usize| -> String {
        (from..from + 6)
            .map(|part| words(&format!("v{}", char::from(b'a' + part as u8)), 25))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let lines: String = (0..7).map(|at| record(&format!("v{at}"), "", &version(at))).collect();
    desk.write("chain.jsonl", &lines);
    desk.run("dedup chain.jsonl -o out.jsonl --removed gone.jsonl --covered 0.8").ends_with(0);
    let kept: BTreeSet<String> =
        texts(&desk, "out.jsonl").iter().map(|it| it["id"].as_str().unwrap().to_string()).collect();
    let gone = texts(&desk, "gone.jsonl");
    assert_eq!(kept.len() + gone.len(), 7);
    for removal in &gone {
        assert!(kept.contains(removal["kept"]["id"].as_str().unwrap()), "{removal}");
        assert!(removal["covered"].as_f64().unwrap() >= 0.8, "{removal}");
        let lists = removal["lost"].as_array().is_some_and(|lost| !lost.is_empty());
        assert_eq!(removal["lost_words"].as_u64().unwrap() > 0, lists, "{removal}");
    }
}

#[test]
fn a_page_with_another_whole_article_goes_only_for_one_that_has_it_too() {
    let desk = Desk::new();
    let harbour = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two of its piers. The \
                   mayor said that ferries would run every twenty minutes until engineers had finished their survey, which \
                   may take until the end of the month. Traders on the quay complained that nobody had told them.";
    let orchard = "Growers in the Alder valley began to pick their apples two weeks early this year, after a warm spring and \
                   a dry summer. The cooperative expects nine thousand tonnes, a tenth more than last year, and has hired \
                   two hundred pickers from the coast. Prices have fallen since August, said its manager.";
    let page = |second: &str| {
        let second = if second.is_empty() {
            String::new()
        } else {
            format!("<article><h1>Apples early</h1><p>{second}</p></article>")
        };
        format!("<html><body><article><h1>Bridge closed</h1><p>{harbour}</p></article>{second}</body></html>")
    };
    desk.write("in/both.html", page(orchard));
    desk.write("in/one.html", page(""));
    desk.run("dedup in -o out --keep first").ends_with(0);
    assert!(desk.path("out/both.html").exists(), "the orchard stands nowhere else");
}

#[test]
fn lost_words_are_those_that_stand_nowhere_in_the_output() {
    let desk = Desk::new();
    let whole = words("a", 120);
    let edited = whole.replacen(&words("a", 3), "something quite different here", 1);
    desk.write(
        "news.jsonl",
        record("x", "", &format!("{whole} {}", words("b", 12))) + &record("y", "", &edited),
    );
    let ran = desk.run("dedup news.jsonl -o out.jsonl --removed gone.jsonl");
    let gone = texts(&desk, "gone.jsonl");
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0]["id"], "y");
    assert_eq!(gone[0]["lost"][0], "something quite different here");
    assert_eq!(gone[0]["lost_words"], 4);
    assert!(ran.err.contains("stand in no record that stays: 4"), "{}", ran.err);
}

#[test]
fn rewritten_reports_stay_unless_they_are_named() {
    let desk = Desk::new();
    let anew = |other: &str| {
        let piece = |at: usize| {
            let letter = char::from(b'a' + at as u8);
            format!("{} {}", words(&format!("s{letter}"), 12), words(&format!("{other}{letter}"), 15))
        };
        (0..5).map(piece).collect::<Vec<_>>().join(" ")
    };
    desk.write("news.jsonl", record("x", "", &anew("p")) + &record("y", "", &anew("q")));
    desk.run("dedup news.jsonl -o out.jsonl").ends_with(0);
    assert_eq!(texts(&desk, "out.jsonl").len(), 2);
    desk.run("dedup news.jsonl -o out.jsonl --remove rewritten --removed gone.jsonl").ends_with(0);
    assert_eq!(texts(&desk, "out.jsonl").len(), 1);
    assert_eq!(texts(&desk, "gone.jsonl")[0]["relation"], "rewritten");
    let told = desk.run("cluster news.jsonl --levels copies").cleanly().out;
    assert!(told.contains("in 5 pieces"), "{told}");
}
