//! One text as two desks print it, in nine scripts: another normal form, other punctuation, other spacing.

use super::run::{Desk, record};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::collections::BTreeSet;

/// Two texts on different matters in each language.
const TEXTS: &str = include_str!("scripts.txt");

/// What a desk in another house makes of a text, and a scraper of what that desk printed.
struct Reprint {
    name: &'static str,
    of: fn(&str) -> String,
}

const REPRINTS: [Reprint; 5] = [
    Reprint {
        name: "decomposed",
        of: |text| DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned(),
    },
    Reprint {
        name: "compatible",
        of: |text| ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned(),
    },
    Reprint { name: "punctuated", of: punctuated },
    Reprint { name: "spaced", of: spaced },
    Reprint { name: "marked", of: marked },
];

fn punctuated(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '،' | ';' => ',',
            ',' => '،',
            '.' => '…',
            '。' | '।' => '.',
            '，' => '、',
            ':' => '–',
            other => other,
        })
        .collect()
}

/// Lines are broken, words are set apart by more than a space, and signs without spaces between them stand in rows.
fn spaced(text: &str) -> String {
    let spaces = ["  ", "\u{a0}", "\n", " \u{2009}", "\u{3000}"];
    let unspaced = text.chars().filter(|c| *c == ' ').count() * 20 < text.chars().count();
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        match c {
            ' ' => out.push_str(spaces[at % spaces.len()]),
            other if unspaced && at % 11 == 10 && other != '。' => out.extend([' ', other]),
            other => out.push(other),
        }
    }
    out
}

/// Signs that nobody sees: soft hyphens in words, zero-width spaces between the signs of scripts without spaces, marks of
/// direction.
fn marked(text: &str) -> String {
    let mut out = String::from("\u{feff}\u{200f}");
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_alphabetic() { run + 1 } else { 0 };
        if run == 4 {
            let unspaced = matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}');
            out.push(if unspaced { '\u{200b}' } else { '\u{ad}' });
        }
        out.push(c);
    }
    out + "\u{202c}"
}

fn texts() -> Vec<(&'static str, &'static str)> {
    TEXTS.lines().map(|line| line.split_once('\t').unwrap()).collect()
}

#[test]
fn a_reprint_in_another_form_is_a_copy_in_every_script_and_another_text_is_not() {
    let texts = texts();
    let languages: BTreeSet<&str> = texts.iter().map(|(language, _)| *language).collect();
    assert_eq!((languages.len(), texts.len()), (9, 18));
    let desk = Desk::new();
    let mut records = String::new();
    for (at, (language, text)) in texts.iter().enumerate() {
        records += &record(&format!("{language}{at}"), "", text);
        for reprint in &REPRINTS {
            records += &record(&format!("{language}{at}-{}", reprint.name), "", &(reprint.of)(text));
        }
    }
    desk.write("news.jsonl", records);
    desk.run("cluster news.jsonl --levels copies --output json=report.json").cleanly();
    let report = desk.json("report.json");
    let groups: BTreeSet<BTreeSet<String>> = report["copies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let articles = group["members"].as_array().unwrap().iter();
            articles.map(|id| id.as_str().unwrap().split('#').next().unwrap().to_string()).collect()
        })
        .collect();
    let wanted: BTreeSet<BTreeSet<String>> = texts
        .iter()
        .enumerate()
        .map(|(at, (language, _))| {
            let names = REPRINTS.iter().map(|reprint| format!("{language}{at}-{}", reprint.name));
            names.chain([format!("{language}{at}")]).collect()
        })
        .collect();
    assert_eq!(groups, wanted);
}

/// A name alone is in no language, and what says nothing is not guessed at.
#[test]
fn articles_say_their_language_and_how_sure_it_is_and_the_unknown_stays_unknown() {
    let desk = Desk::new();
    let mut records: String =
        texts().iter().enumerate().map(|(at, (_, text))| record(&format!("r{at}"), "", text)).collect();
    records += &record("unknown", "", "Porto Selva 12");
    desk.write("news.jsonl", records);
    let out = desk.run("articles news.jsonl").cleanly().out;
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (line, (language, _)) in lines.iter().zip(texts()) {
        let sure = line["lang_confidence"].as_f64().unwrap();
        assert_eq!(line["lang"].as_str(), Some(language));
        assert!(sure > 0.0 && sure <= 1.0, "{line}");
    }
    assert!(lines[18]["lang"].is_null() && lines[18].get("lang_confidence").is_none(), "{}", lines[18]);
}
