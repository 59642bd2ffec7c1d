//! `retold check`: what it finds, what it lets pass, and how it ends.

use crate::run::{Desk, Ran, record};
use serde_json::Value;
use std::collections::BTreeMap;

const FORMATS: [&str; 8] = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "openmetrics"];

/// Sixty words that no other number has.
fn text(number: usize) -> String {
    let words: Vec<String> = (0..60).map(|at| format!("w{number}x{at}")).collect();
    format!("{}.", words.join(" "))
}

fn numbered(ids: &[(&str, usize)]) -> String {
    ids.iter().map(|(id, number)| record(id, "", &text(*number))).collect()
}

/// The findings of a result as JSON: place, rule.
fn findings(result: &Value) -> Vec<(String, String)> {
    let shown = |place: &Value| match place["record"].as_u64() {
        Some(record) => format!("{}:{record}", place["path"].as_str().unwrap()),
        None => place["path"].as_str().unwrap().to_string(),
    };
    let list = result["findings"].as_array().unwrap().iter();
    list.map(|it| (shown(&it["place"]), it["rule"].as_str().unwrap().to_string())).collect()
}

fn count(found: &[(String, String)]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for (_, rule) in found {
        *counts.entry(rule.as_str()).or_insert(0) += 1;
    }
    counts
}

#[test]
fn what_was_planted_among_the_seeds_is_found_and_nothing_else() {
    let desk = Desk::with_seeds();
    desk.run("check seeds --baseline known.txt --update-baseline").ends_with(0);
    desk.run("check seeds --baseline known.txt").ends_with(0);
    let english = desk.read("seeds/en.jsonl");
    let lines: Vec<&str> = english.lines().collect();
    // A leak: an article of the corpus in the set it must not share text with, and a long passage of another.
    let leaked: Value = serde_json::from_str(lines[2]).unwrap();
    let mut test = record("test-1", "", leaked["text"].as_str().unwrap());
    test.push_str(&record("test-2", "", &text(1)));
    desk.write("test.jsonl", test);
    // A re-crawl: one record again, to the byte.
    desk.write("seeds/recrawl.jsonl", lines[6]);
    // An error page under forty addresses.
    let error = "The page was not found. It may have been moved or removed. Go back to the front page or use the search.";
    let errors: String = (0..40).map(|at| record(&format!("https://a.example/{at}"), "", error)).collect();
    desk.write("seeds/errors.jsonl", errors);
    let ran =
        desk.run("check seeds --against test.jsonl --baseline known.txt -o json=found.json").ends_with(1);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let found = findings(&desk.json("found.json"));
    let expected = BTreeMap::from([
        ("exact-copies", 40),
        ("largest-group", 1),
        ("leaked-copies", 1),
        ("repeated-text", 1),
    ]);
    assert_eq!(count(&found), expected, "{found:?}");
    let at = |rule: &str| -> Vec<&str> {
        found.iter().filter(|(_, own)| own == rule).map(|(place, _)| place.as_str()).collect()
    };
    assert_eq!(at("leaked-copies"), ["seeds/en.jsonl:3"]);
    assert_eq!(at("largest-group"), ["seeds/errors.jsonl:1"]);
    assert_eq!(at("exact-copies").iter().filter(|place| place.contains("errors")).count(), 39);
    assert!(at("exact-copies").contains(&"seeds/recrawl.jsonl:1"), "{found:?}");
}

#[test]
fn the_exit_code_is_the_same_whatever_the_format() {
    let desk = Desk::new();
    desk.write("clean.jsonl", numbered(&[("a", 1), ("b", 2)]));
    desk.write("copies.jsonl", numbered(&[("a", 1), ("a", 1)]));
    desk.write("warned.jsonl", numbered(&[("a", 1), ("b", 1)]));
    for format in FORMATS {
        let run = |line: &str| desk.run(&format!("check {line} -o {format}=-"));
        let clean = run("clean.jsonl").cleanly().out;
        assert_eq!(clean.is_empty(), format == "github", "annotations say what is wrong and nothing else");
        run("copies.jsonl").ends_with(1);
        run("copies.jsonl --exit-zero").cleanly();
        run("warned.jsonl --allow exact-copies").cleanly();
        run("copies.jsonl --warn all").cleanly();
        run("copies.jsonl --deny exact-copies=50%").cleanly();
        run("copies.jsonl --deny exact-copies=49%").ends_with(1);
        run("nothing.jsonl").fails_with("nothing.jsonl");
        run("clean.jsonl --baseline none.txt").fails_with("--update-baseline writes it");
        run("clean.jsonl --base-ref clean.jsonl").fails_with("is no saved report");
    }
    assert_eq!(desk.run_unread("check copies.jsonl").code, 1, "that nobody reads it changes nothing");
}

#[test]
fn all_formats_are_written_in_one_run_and_hold_as_many_findings() {
    let desk = Desk::new();
    desk.write("a.jsonl", numbered(&[("a", 1), ("b", 1), ("c", 1), ("d", 2), ("d", 3)]));
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("-o {format}=out.{format}")).collect();
    let ran = desk.run(&format!("check a.jsonl {}", outputs.join(" "))).ends_with(1);
    assert_eq!(ran.out, desk.read("out.text"));
    let found = findings(&desk.json("out.json"));
    assert_eq!(found.len(), 4);
    let sarif = desk.json("out.sarif");
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 4);
    assert_eq!(desk.json("out.gitlab").as_array().unwrap().len(), 4);
    assert_eq!(desk.read("out.github").lines().filter(|line| line.starts_with("::")).count(), 4);
    for (place, rule) in &found {
        assert!(
            ran.out.contains(&format!("{place}: ")) && ran.out.contains(rule),
            "{place} {rule}:\n{}",
            ran.out
        );
        for format in ["junit", "markdown", "openmetrics"] {
            assert!(desk.read(&format!("out.{format}")).contains(rule), "{format} {rule}");
        }
    }
}

#[test]
fn a_baseline_accepts_what_is_known_and_nothing_new() {
    let desk = Desk::new();
    desk.write("a.jsonl", numbered(&[("a", 1), ("a", 1), ("b", 2)]));
    desk.run("check a.jsonl --update-baseline").fails_with("name it with --baseline");
    let ran = desk.run("check a.jsonl --baseline known.txt --update-baseline").ends_with(0);
    assert!(ran.err.contains("1 findings are known now"), "{}", ran.err);
    let known = desk.read("known.txt");
    desk.run("check a.jsonl --baseline known.txt").cleanly();
    // Moved, with others above it and in a file of another name: still known.
    desk.write("b.jsonl", numbered(&[("c", 3), ("d", 4), ("a", 1), ("a", 1), ("b", 2)]));
    desk.run("check b.jsonl --baseline known.txt").cleanly();
    // As many copies as before, of another text.
    desk.write("a.jsonl", numbered(&[("a", 1), ("b", 2), ("b", 2)]));
    let ran = desk.run("check a.jsonl --baseline known.txt").ends_with(1);
    assert!(ran.out.contains("a.jsonl:3: ") && ran.out.contains("gone"), "{}", ran.out);
    desk.run("check a.jsonl --baseline known.txt --update-baseline").ends_with(0);
    assert_ne!(desk.read("known.txt"), known);
    assert_eq!(desk.read("known.txt").lines().count(), 2);
    desk.write("known.txt", "exact-copies 0123\n");
    desk.run("check a.jsonl --baseline known.txt").fails_with("line 1 of the baseline");
}

#[test]
fn settings_are_found_above_the_working_directory_and_names_in_them_are_beside_the_file() {
    let desk = Desk::new();
    desk.write("corpus/a.jsonl", numbered(&[("a", 1), ("a", 1)]));
    desk.write("sub/deeper/note.txt", "a note");
    desk.write(".git/HEAD", "");
    desk.write(
        "retold.toml",
        "[check]\ninput = [\"corpus/\"]\noutput = [\"json=found.json\"]\ndeny = [\"exact-copies\"]\n",
    );
    desk.run("check").ends_with(1);
    assert_eq!(findings(&desk.json("found.json"))[0].0, "corpus/a.jsonl:2");
    let mut command = desk.command("check --output text=-");
    let below = command.current_dir(desk.path("sub/deeper")).output().unwrap();
    assert_eq!(below.status.code(), Some(1));
    let out = String::from_utf8(below.stdout).unwrap();
    assert!(out.contains("../../corpus/a.jsonl:2"), "{out}");
    desk.run("check --no-config").fails_with("what is to be checked?");
    desk.run("check --warn exact-copies").ends_with(0);
    desk.run("check corpus/a.jsonl --no-config").ends_with(1);
    desk.write("other.toml", "[check]\nallow = [\"exact-copies\"]\n");
    desk.run("check corpus --config other.toml").cleanly();
    desk.run("check corpus --config none.toml").fails_with("none.toml");
    desk.write("retold.toml", "copies-treshold = 0.5\n");
    desk.run("check corpus").fails_with("retold.toml: line 1: \"copies-treshold\" is no key");
    desk.run("cluster corpus").fails_with("did you mean \"copies-threshold\"?");
    desk.write("retold.toml", "text-field = \"body\"\n");
    let line = serde_json::json!({"body": text(5)}).to_string();
    desk.write("corpus/b.jsonl", line);
    let articles = desk.run("articles corpus/b.jsonl").cleanly().out;
    assert!(articles.contains("w5x0"), "settings hold for every command that reads: {articles}");
}

#[test]
fn settings_that_were_dumped_give_the_same_result() {
    let desk = Desk::new();
    desk.write("a.jsonl", numbered(&[("a", 1), ("a", 1), ("b", 2)]));
    let line = "check a.jsonl --deny near-copies=2% --language en,ar --latest 2026-01-01 --copies-threshold 0.6 \
                --baseline known.txt --cache cache -o json=-";
    let dumped = desk.run(&format!("{line} --dump-config")).cleanly().out;
    assert!(dumped.contains("copies-threshold = 0.6") && dumped.contains("\"near-copies=2%\""), "{dumped}");
    desk.write("retold.toml", &dumped);
    assert_eq!(desk.run("check --dump-config").cleanly().out, dumped);
    let rules = desk.run("check --rules").cleanly().out;
    assert!(rules.lines().any(|line| line.starts_with("near-copies") && line.contains("2%")), "{rules}");
    assert!(rules.lines().all(|line| line.chars().count() <= 100), "{rules}");
}

#[test]
fn sections_and_reasons_hold_for_what_they_name() {
    let desk = Desk::new();
    desk.write("forum/a.jsonl", numbered(&[("a", 1), ("a", 1)]));
    desk.write("news/b.jsonl", numbered(&[("b", 2), ("c", 2), ("d", 3), ("d", 3)]));
    desk.write(
        "retold.toml",
        r#"
[[check.path]]
pattern = "forum/"
allow = ["exact-copies"]

[[check.suppress]]
pair = ["b", "c"]
rule = ["exact-copies", "repeated-text"]
reason = "the morning and the evening edition"

[[check.suppress]]
path = "old/"
reason = "the archive of 1998"
"#,
    );
    let ran = desk.run("check forum news -o json=found.json").ends_with(1);
    let found = desk.json("found.json");
    assert_eq!(findings(&found), [("news/b.jsonl:4".to_string(), "exact-copies".to_string())]);
    assert!(
        ran.err.contains("nothing is suppressed by the entry for old/ (the archive of 1998)"),
        "{}",
        ran.err
    );
    assert_eq!(found["rules"][0]["suppressed"], 1);
    desk.write("retold.toml", "[[check.suppress]]\npath = \"a\"\n");
    desk.run("check forum").fails_with("needs a reason");
}

#[test]
fn sets_that_share_text_are_told_where_the_first_of_them_has_it() {
    let desk = Desk::new();
    desk.write("train/a.jsonl", numbered(&[("a", 1), ("b", 2)]));
    desk.write("test.jsonl", numbered(&[("t", 2), ("u", 4)]));
    let ran = desk.run("check --splits train=train/ test=test.jsonl").ends_with(1);
    assert!(
        ran.out.contains("train/a.jsonl:2: error[leaked-copies]: has a copy in test: test.jsonl:1 (t)"),
        "{}",
        ran.out
    );
    desk.run("check train --against test.jsonl").ends_with(1);
    desk.run("check train --against test.jsonl --allow leaked-copies").ends_with(0);
    desk.run("check --splits train=train/a.jsonl test=train/a.jsonl").fails_with("can be in one set only");
    // A file that a set names by itself is no part of the folder that another set names.
    desk.write("train/held.jsonl", numbered(&[("h", 1), ("i", 9)]));
    let ran = desk.run("check --splits train=train/ test=train/held.jsonl").ends_with(1);
    assert!(ran.out.contains("train/a.jsonl:1: error[leaked-copies]"), "{}", ran.out);
    assert!(
        ran.out.contains("  train: 2 documents") && ran.out.contains("  test: 2 documents"),
        "{}",
        ran.out
    );
    desk.run("check --splits train=train/").fails_with("one set alone leaks nowhere");
    // In a file as it stands there, and not by name.
    std::fs::remove_file(desk.path("train/held.jsonl")).unwrap();
    desk.write("retold.toml", "[check.splits]\ntrain = [\"train/\"]\ntest = [\"test.jsonl\"]\n");
    let leak = |place: &str| vec![(place.to_string(), "leaked-copies".to_string())];
    desk.run("check -o json=found.json").ends_with(1);
    assert_eq!(findings(&desk.json("found.json")), leak("train/a.jsonl:2"));
    let dumped = desk.run("check --dump-config").cleanly().out;
    desk.write("retold.toml", dumped);
    desk.run("check -o json=found.json").ends_with(1);
    assert_eq!(findings(&desk.json("found.json")), leak("train/a.jsonl:2"));
    desk.write("retold.toml", "[check.splits]\ntest = [\"test.jsonl\"]\ntrain = [\"train/\"]\n");
    desk.run("check -o json=found.json").ends_with(1);
    assert_eq!(findings(&desk.json("found.json")), leak("test.jsonl:1"));
}

/// What a check of `a.jsonl` with a cache says.
fn cached(desk: &Desk) -> Ran {
    desk.run("check a.jsonl --cache cache -o json=-").ends_with(1)
}

#[test]
fn a_cache_is_used_when_nothing_changed_and_never_when_it_is_damaged() {
    let desk = Desk::new();
    desk.write("a.jsonl", numbered(&[("a", 1), ("a", 1), ("b", 2)]));
    let fresh = desk.run("check a.jsonl -o json=-").ends_with(1).out;
    assert_eq!(cached(&desk).out, fresh);
    let entries = || -> Vec<std::path::PathBuf> {
        let files = std::fs::read_dir(desk.path("cache")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|it| it == "retold")).collect()
    };
    let [entry] = entries().try_into().unwrap();
    let whole = std::fs::read(&entry).unwrap();
    let again = cached(&desk);
    assert_eq!((again.out.as_str(), again.err.as_str()), (fresh.as_str(), ""));
    let middle = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 0x40;
    for damaged in [&whole[..middle], &flipped[..], b"something else", b""] {
        std::fs::write(&entry, damaged).unwrap();
        let ran = cached(&desk);
        assert_eq!(ran.out, fresh);
        assert!(ran.err.contains("everything is checked anew"), "{}", ran.err);
        assert_eq!(std::fs::read(&entry).unwrap(), whole, "it is mended");
    }
    // A whole one of another run.
    desk.run("check a.jsonl --cache cache --allow repeated-text").ends_with(1);
    let other = entries().into_iter().find(|path| *path != entry).unwrap();
    std::fs::copy(&other, &entry).unwrap();
    assert!(cached(&desk).err.contains("it is no cache of this check"));
    // Other content under the same name and of the same size.
    desk.write("a.jsonl", numbered(&[("a", 1), ("a", 3), ("b", 2)]));
    let changed = cached(&desk).out;
    assert!(
        changed.contains("repeated-id") && !changed.contains("\"exact-copies\",\"level\":\"deny\",\"place\"")
    );
    std::fs::remove_dir_all(desk.path("cache")).unwrap();
    assert_eq!(cached(&desk).out, changed);
    // Where nothing can be written the check is made all the same.
    std::fs::remove_dir_all(desk.path("cache")).unwrap();
    desk.write("cache", "a file");
    let ran = cached(&desk);
    assert_eq!(ran.out, changed);
    assert!(ran.err.contains("warning"), "{}", ran.err);
}

#[test]
fn standard_input_is_checked_and_not_cached() {
    let desk = Desk::new();
    let bytes = numbered(&[("a", 1), ("a", 1)]);
    let ran = desk.run_on("check - --cache cache", bytes.as_bytes()).ends_with(1);
    assert!(ran.out.contains("-:2: error[exact-copies]"), "{}", ran.out);
    assert!(!desk.path("cache").exists());
}

#[test]
fn rules_that_need_texts_find_what_the_others_find_without() {
    let desk = Desk::with_seeds();
    let light = "check seeds -o json=light.json --language en,ar,hi,ru,zh";
    desk.run(light);
    desk.run(&light.replace("light.json", "whole.json --warn repeated-furniture"));
    let of = |name: &str| {
        let mut result = desk.json(name);
        let list = result["findings"].as_array_mut().unwrap();
        list.retain(|finding| finding["rule"] != "repeated-furniture");
        list.clone()
    };
    assert_eq!(of("light.json"), of("whole.json"));
    assert!(!of("light.json").is_empty());
}

#[test]
fn findings_do_not_depend_on_threads_or_the_order_of_files() {
    let desk = Desk::with_seeds();
    let run = |line: &str| desk.run(&format!("check {line} -o json=-")).out;
    let one = run("seeds --threads 1");
    assert_eq!(run("seeds --threads 4"), one);
    assert_eq!(
        run("seeds/zh.jsonl seeds/pages seeds/ru.jsonl seeds/hi.jsonl seeds/en.jsonl seeds/ar.jsonl"),
        {
            // The labels are no articles, but a file of the folder.
            run("seeds/ar.jsonl seeds/en.jsonl seeds/hi.jsonl seeds/ru.jsonl seeds/zh.jsonl seeds/pages")
        }
    );
}

#[test]
fn lines_are_named_only_where_they_are_lines_of_the_file() {
    let desk = Desk::new();
    let rows = |between: &str| format!("id{between}text\na{between}{0}\na{between}{0}\n", text(1));
    desk.write("a.csv", rows(","));
    desk.write("b.jsonl", numbered(&[("b", 2), ("b", 2)]));
    let array: Vec<Value> = (0..2).map(|_| serde_json::json!({"id": "c", "text": text(3)})).collect();
    desk.write("c.json", serde_json::to_string_pretty(&array).unwrap());
    desk.run("check a.csv b.jsonl c.json -o json=found.json -o sarif=found.sarif").ends_with(1);
    let found = desk.json("found.json");
    let lines: Vec<&Value> =
        found["findings"].as_array().unwrap().iter().map(|it| &it["place"]["lines"]).collect();
    assert_eq!(lines, [&Value::Null, &serde_json::json!([2, 2]), &Value::Null]);
}

#[test]
fn a_corpus_without_documents_cannot_be_checked() {
    let desk = Desk::new();
    desk.write("a.jsonl", "{\n");
    let ran = desk.run("check a.jsonl").ends_with(2);
    assert!(ran.out.contains("unreadable") && ran.err.contains("no document could be read"), "{}", ran.err);
}

#[test]
fn a_run_is_held_against_an_earlier_one() {
    let desk = Desk::new();
    desk.write("a.jsonl", numbered(&[("a", 1), ("b", 1), ("c", 2), ("d", 3)]));
    desk.run("cluster a.jsonl --levels copies -q -o json=base.json").cleanly();
    desk.write("a.jsonl", numbered(&[("a", 1), ("b", 5), ("c", 2), ("d", 2)]));
    let ran = desk
        .run("check a.jsonl --base-ref base.json --allow all --deny cluster-vanished,cluster-appeared")
        .ends_with(1);
    assert!(ran.out.contains("a.jsonl:1: error[cluster-vanished]"), "{}", ran.out);
    assert!(ran.out.contains("a.jsonl:3: error[cluster-appeared]"), "{}", ran.out);
}

#[test]
fn shells_and_man_know_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = desk.run(&format!("completions {shell}")).cleanly().out;
        assert!(script.contains("update-baseline") && script.contains("dedup"), "{shell}");
    }
    let page = desk.run("man").cleanly().out;
    assert!(page.starts_with(".ie") || page.contains(".TH retold 1"), "{page}");
    desk.run("man --out pages").cleanly();
    for name in ["retold", "retold-check", "retold-cluster", "retold-dedup"] {
        assert!(desk.read(&format!("pages/{name}.1")).contains(".SH"), "{name}");
    }
    assert!(desk.read("pages/retold-check.1").contains("\\-\\-update\\-baseline"));
}

/// A corpus in which every rule finds something, and what it is held against.
fn with_every_fault(desk: &Desk) {
    let dated = |id: &str, date: &str, number: usize| {
        let value = serde_json::json!({"id": id, "date": date, "text": text(number), "lang": "en"});
        format!("{value}\n")
    };
    let signed = |at: usize| {
        let text = format!("{}\nWrite to the author: a@a.example", text(100 + at));
        format!("{}\n", serde_json::json!({"id": format!("s{at}"), "source": "a.example", "text": text}))
    };
    let english = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two of its piers, and \
                   ferries will carry commuters until engineers have looked at the others, the mayor said.";
    let german = "Die Hafenbrücke von Porto Selva wurde am Montag gesperrt, nachdem Taucher Risse in zwei Pfeilern gefunden \
                  hatten; bis die übrigen geprüft sind, fahren Fähren, sagte die Bürgermeisterin.";
    let nearly = text(2).replace("w2x57 w2x58", "and others");
    let long = format!("{}\n{}\n{}\n{}", text(31), text(32), text(33), text(34));
    let menu: String = (0..80).map(|at| format!("Menu {at}\n")).collect();
    let mut corpus = numbered(&[("a", 1), ("b", 1), ("c", 2), ("e", 4), ("e", 5)]);
    corpus.push_str(&record("d", "", &nearly));
    corpus.push_str(&record("f", "", &format!("{}\n{}", text(6), text(7))));
    corpus.push_str(&numbered(&[("g", 6), ("v", 41), ("w", 41), ("x", 41), ("y", 41)]));
    corpus.push_str(&numbered(&[("n", 43), ("o", 43), ("p", 44), ("q", 44)]));
    corpus.push_str(&dated("h", "1970-01-01", 8));
    corpus.push_str(&record("i", "", english));
    corpus.push_str(&record(
        "j",
        "",
        &english.replace("ferries will carry commuters", "boats take passengers"),
    ));
    corpus.push_str(&record("k", "", german));
    corpus.push_str(&record("l", "", &format!("{}\n{}\n{}\n{}", text(35), text(36), text(33), text(37))));
    corpus.push_str("{\"id\": \"m\", \"title\": \"no text\"}\n{\"id\": broken\n");
    corpus.extend((1..8).map(signed));
    // One report written anew: five pieces of it in other words.
    let anew = |other: usize| {
        let pieces = (0..5).map(|at| {
            let words = |number: usize, from: usize, count: usize| {
                let words: Vec<String> =
                    (from..from + count).map(|word| format!("v{number}y{word}")).collect();
                // Without a digit: a text of figures alone is a table.
                let letter = |c: char| c.to_digit(10).map_or(c, |digit| char::from(b'a' + digit as u8));
                words.join(" ").chars().map(letter).collect::<String>()
            };
            format!("{} {}", words(60, 12 * at, 12), words(other, 15 * at, 15))
        });
        pieces.collect::<Vec<_>>().join(" ")
    };
    corpus.push_str(&(record("z1", "", &anew(61)) + &record("z2", "", &anew(62))));
    // A text that is none, and an outlet of which two thirds are copies.
    for headline in ["Bridge closed", "Orchard sold", "Mayor resigns"] {
        corpus.push_str(&record(headline, headline, "Video only, no article here."));
    }
    corpus.extend((1..4).map(|at| {
        let value = serde_json::json!({"id": format!("r{at}"), "source": "b.example", "text": text(70)});
        format!("{value}\n")
    }));
    desk.write("corpus/a.jsonl", corpus);
    desk.write("corpus/page.txt", format!("{menu}\nThe bridge opens again\n\n{english} {english}\n"));
    desk.write(
        "corpus/latin.txt",
        [b"\xef\xbb\xbfA caf\xe9 on a hill. ".as_slice(), text(51).as_bytes()].concat(),
    );
    desk.write("test.jsonl", numbered(&[("t", 4)]) + &record("u", "", &long));
    let mut before = numbered(&[("v", 41), ("w", 41), ("x", 42), ("y", 42), ("gone-1", 45), ("gone-2", 45)]);
    before.push_str(&numbered(&[("n", 43), ("o", 43), ("p", 43), ("q", 43)]));
    desk.write("base.jsonl", before);
}

#[test]
fn a_corpus_with_every_fault_breaks_every_rule_in_every_format() {
    let desk = Desk::new();
    with_every_fault(&desk);
    desk.run("cluster base.jsonl --levels copies -q -o json=base.json").cleanly();
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("-o {format}=out.{format}")).collect();
    let line = "check corpus --against test.jsonl --base-ref base.json --deny all --deny \
                largest-group=1,largest-story=1 --language en --leak-words 20 --furniture-share 0.5";
    desk.run(&format!("{line} {}", outputs.join(" "))).ends_with(1);
    let json = desk.json("out.json");
    let found = findings(&json);
    let counts = count(&found);
    let rules = desk.run("check --rules").cleanly().out;
    let codes: Vec<&str> = rules.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(codes.len(), 23);
    let missing: Vec<&&str> = codes.iter().filter(|code| !counts.contains_key(**code)).collect();
    assert!(missing.is_empty(), "{missing:?} of {found:#?}");
    let sarif = desk.json("out.sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let ruled: Vec<&str> = results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    let expected: Vec<&str> = found.iter().map(|(_, rule)| rule.as_str()).collect();
    assert_eq!(ruled, expected);
    let gitlab = desk.json("out.gitlab");
    let named: Vec<&str> =
        gitlab.as_array().unwrap().iter().map(|it| it["check_name"].as_str().unwrap()).collect();
    assert_eq!(named, expected);
    let (text, github) = (desk.read("out.text"), desk.read("out.github"));
    let lines = |text: &str, mark: &str| text.lines().filter(|line| line.contains(mark)).count();
    for (rule, count) in &counts {
        assert_eq!(lines(&text, &format!(": error[{rule}]: ")), *count, "text, {rule}");
        assert_eq!(lines(&github, "::error "), found.len(), "github");
        assert_eq!(lines(&desk.read("out.junit"), &format!("type=\"{rule}\"")), *count, "junit, {rule}");
        let metric = format!("retold_check_findings{{rule=\"{rule}\",level=\"deny\"}} {count}");
        assert!(desk.read("out.openmetrics").contains(&metric), "openmetrics, {rule}");
        assert!(desk.read("out.markdown").contains(&format!("### {rule}: {count} ")), "markdown, {rule}");
    }
}
