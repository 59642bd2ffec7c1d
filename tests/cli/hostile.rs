//! Input that nobody meant well.

use super::run::{Desk, record};
use super::texts::{HARBOUR, ORCHARD};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The documents and articles of a run that is not allowed to fail, and what it said on standard error.
fn counts(desk: &Desk, name: &str) -> (u64, u64, String) {
    let outputs = "-o json=r.json -o html=r.html -o markdown=r.md -o jsonl=r.jsonl";
    let ran = desk.run(&format!("cluster {name} {outputs} --lenient")).ends_with(0);
    let funnel = &desk.json("r.json")["funnel"];
    let count = |key: &str| funnel[key].as_u64().unwrap();
    (count("documents"), count("main") + count("side") + count("teasers"), ran.err)
}

#[test]
fn a_file_without_an_article_gives_an_empty_report_that_says_why() {
    let desk = Desk::new();
    let noise: Vec<u8> = (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes) in [
        ("empty.txt", Vec::new()),
        ("empty.jsonl", Vec::new()),
        ("blank.txt", b"\n  \n\t\n\n".repeat(1000)),
        ("blank.jsonl", b"\n\n\n".to_vec()),
        ("nul.txt", b"a\0b\0c\0".repeat(100)),
        ("binary.txt", noise.clone()),
        ("binary.jsonl", noise),
        ("array.json", b"[[[[1]]]]".to_vec()),
        ("deep.jsonl", [b"[".repeat(100_000), b"\n".to_vec()].concat()),
    ] {
        desk.write(name, bytes);
        let (documents, articles, err) = counts(&desk, name);
        assert_eq!((documents, articles), (0, 0), "{name}");
        assert!(err.starts_with(&format!("retold: skipped {name}")), "{name}: {err:?}");
        desk.run(&format!("cluster {name} --strict")).fails_with(name);
    }
}

#[test]
fn one_article_and_one_word_are_articles() {
    let desk = Desk::new();
    for (name, text) in [
        ("one.txt", ORCHARD.to_string()),
        ("word.txt", "word".to_string()),
        ("mark.txt", "!".to_string()),
        ("marks.txt", "\u{301}\u{301}\u{301} \u{64b}".to_string()),
        ("one.jsonl", record("one", "", "word")),
        ("joiner.jsonl", record("joiner", "\u{200d}", "\u{200d}\u{fe0f}\u{200b}")),
        ("nul.jsonl", record("nul", "a\0b", "\0\0\0 word \0")),
    ] {
        desk.write(name, text);
        let (documents, articles, err) = counts(&desk, name);
        assert_eq!((documents, articles, err.as_str()), (1, 1, ""), "{name}");
        assert!(desk.json("r.json")["copies"].as_array().unwrap().is_empty());
    }
}

#[test]
fn articles_without_words_are_neither_copies_nor_a_story() {
    let desk = Desk::new();
    let records: String = (0..20).map(|n| record(&n.to_string(), "", "! ? ...")).collect();
    desk.write("marks.jsonl", records + &record("word", "", "word"));
    assert_eq!(counts(&desk, "marks.jsonl").1, 21);
    let report = desk.json("r.json");
    assert_eq!(report["funnel"]["empty"], 20);
    assert!(report["copies"].as_array().unwrap().is_empty());
    let stories: Vec<_> =
        report["articles"].as_array().unwrap().iter().map(|a| a["story"].is_null()).collect();
    assert_eq!(stories.iter().filter(|none| **none).count(), 20);
}

#[test]
fn a_line_of_fifty_megabytes_is_read_in_bounded_time() {
    const BYTES: usize = 50_000_000;
    let desk = Desk::new();
    let mut long = String::with_capacity(BYTES + 32);
    let mut state = 1_u64;
    while long.len() < BYTES {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(long, "w{} ", (state >> 33) % 50_000).unwrap();
    }
    for (name, text) in [
        ("words.txt", long.clone()),
        ("words.jsonl", record("words", "Words", &long)),
        ("letter.txt", "a".repeat(BYTES)),
        ("line.txt", "one two three four five six seven ".repeat(BYTES / 34)),
    ] {
        desk.write(name, text);
        let start = Instant::now();
        let ran = desk.run(&format!("cluster {name} -o jsonl=-")).cleanly();
        let took = start.elapsed();
        assert_eq!(ran.out.lines().count(), 1, "{name}");
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
        std::fs::remove_file(desk.path(name)).unwrap();
    }
}

#[test]
fn ten_thousand_equal_records_are_one_group_in_bounded_time() {
    let desk = Desk::new();
    let records: String = (0..10_000).map(|n| record(&n.to_string(), "Bridge", HARBOUR)).collect();
    desk.write("same.jsonl", records);
    let start = Instant::now();
    desk.run("cluster same.jsonl -o json=r.json").cleanly();
    let took = start.elapsed();
    let report = desk.json("r.json");
    assert_eq!(report["copies"].as_array().unwrap().len(), 1);
    assert_eq!(report["funnel"]["copies_articles"], 10_000);
    assert_eq!(report["stories"].as_array().unwrap().len(), 1);
    assert!(took < Duration::from_secs(60), "took {took:?}");
}

/// Whether `c` moves the cursor, turns the reading direction over or hides what stands behind it.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}')
}

#[test]
fn a_hostile_headline_does_no_harm_in_any_format_for_people() {
    const HOSTILE: &str = "Red \u{1b}[31m\u{1b}]0;owned\u{7}\u{9b}2J \u{202e}turned\u{2066} \0 \
        </script></title></details><img src=x onerror=alert(1)> ![x](https://example.org/x.png) <!-- ";
    let desk = Desk::new();
    let hostile = |n: u32, text: &str| {
        let mut record: serde_json::Value =
            serde_json::from_str(&record(&format!("{n} {HOSTILE}"), HOSTILE, text)).unwrap();
        for (field, value) in
            [("source", HOSTILE), ("url", "javascript:alert(2)//example.org"), ("lang", HOSTILE)]
        {
            record[field] = value.into();
        }
        format!("{record}\n")
    };
    let text = format!("{HARBOUR} {HOSTILE} {ORCHARD}");
    desk.write("news.jsonl", hostile(1, &text) + &hostile(2, &text) + "{\"\u{1b}[31m\u{202e}\": 1}\n");
    desk.write("page.txt", format!("{HOSTILE}\n{text}\n").replace('\0', ""));
    let outputs = "-o html=r.html -o markdown=r.md -o terminal=r.txt -o json=r.json";
    let ran = desk.run(&format!("cluster news.jsonl page.txt {outputs}")).ends_with(0);
    assert_eq!(desk.json("r.json")["copies"].as_array().unwrap().len(), 1, "they meet in the report");
    let compared = desk.run("compare news.jsonl:1 page.txt").ends_with(0);
    let (html, markdown) = (desk.read("r.html"), desk.read("r.md"));
    for (name, shown) in [
        ("stdout", &ran.out),
        ("stderr", &ran.err),
        ("compare", &compared.out),
        ("html", &html),
        ("markdown", &markdown),
        ("terminal", &desk.read("r.txt")),
    ] {
        let found: Vec<char> = shown.chars().filter(|c| acts(*c)).collect();
        assert!(found.is_empty(), "{name} holds {found:?}");
        assert_eq!(
            shown.matches(['\u{2066}', '\u{2067}', '\u{2068}']).count(),
            shown.matches('\u{2069}').count(),
            "{name} leaves an isolate open"
        );
    }
    assert!(ran.out.contains("Red ") && html.contains("&lt;img"), "the headline is shown");
    for (name, shown) in [("html", &html), ("markdown", &markdown)] {
        assert!(!shown.contains("<img"), "{name}");
        // An empty comment is how the summary keeps sites from linking an address.
        assert!(!shown.replace("<!-- -->", "").contains("<!--"), "{name}");
        assert!(!shown.contains("href=\"javascript:"), "{name}");
    }
    // In the line of `<details>` Markdown is not read.
    let read_as_markdown = |line: &&str| !line.starts_with("<details>");
    assert!(
        !markdown.lines().filter(read_as_markdown).any(|line| line.contains("![x](")),
        "no picture is fetched"
    );
    let opened = html.matches("<script").count();
    assert_eq!((opened, html.matches("</script").count()), (opened, opened), "no script is closed early");
    assert_eq!(markdown.matches("<details").count(), markdown.matches("</details").count());
    let articles = desk.run("articles news.jsonl page.txt").ends_with(0).out;
    assert!(!articles.contains(['\u{1b}', '\0', '\u{7}']), "JSON escapes controls");
}

#[test]
fn names_of_files_that_look_like_options_or_patterns_are_only_names() {
    let desk = Desk::new();
    desk.write("-n.txt", HARBOUR);
    desk.write("news/a b#1.txt", ORCHARD);
    desk.write("news/c:1.txt", HARBOUR);
    assert_eq!(counts(&desk, "news").0, 2);
    assert_eq!(counts(&desk, "./-n.txt").0, 1);
    let mut command = desk.command("compare");
    let output = command.args(["news/a b#1.txt", "news/c:1.txt"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    desk.run("cluster -- -n.txt").cleanly();
}

#[test]
fn warnings_that_quote_the_input_are_harmless() {
    let desk = Desk::new();
    desk.write("f.jsonl", "{\"\\u001b[31mfield\\u202e\\u009b2J\": 1}\n");
    let err = desk.run("cluster f.jsonl --color always").ends_with(2).err;
    assert!(err.contains("field"), "{err}");
    assert!(!err.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{err:?}");
}

#[cfg(unix)]
#[test]
fn a_link_inside_a_folder_is_named_and_not_followed() {
    let desk = Desk::new();
    desk.write("news/a.txt", HARBOUR);
    std::os::unix::fs::symlink(".", desk.path("news/round")).unwrap();
    let ran = desk.run("cluster news").ends_with(0);
    assert!(ran.err.contains("news/round: is a link"), "{}", ran.err);
}
