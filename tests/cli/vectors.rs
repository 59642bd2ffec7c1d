//! Vectors and spellings that the user gives.

use super::run::Desk;
use serde_json::{Value, json};

/// The same bridge in English and Arabic, and an orchard in each language; the vectors stand for the matter.
const RECORDS: [(&str, &str, &str, [f32; 4]); 4] = [
    (
        "bridge-en",
        "en",
        "The Harlow bridge in Port Selva was closed on Monday after divers found cracks in two piers. Mayor Ines Calder \
         said ferries would carry the 9,000 commuters until engineers had inspected the rest.",
        [0.9, 0.1, 0.0, 0.1],
    ),
    (
        "bridge-ar",
        "ar",
        "أغلقت السلطات جسر هارلو في بورت سيلفا يوم الاثنين بعد أن عثر غواصون على تشققات في اثنتين من دعائمه. وقالت رئيسة \
         البلدية إينيس كالدر إن عبارات ستنقل آلاف الركاب إلى أن يفحص المهندسون بقية الدعائم.",
        [0.88, 0.12, 0.05, 0.1],
    ),
    (
        "orchard-en",
        "en",
        "Apple growers around Lake Marl expect their smallest harvest in a decade. Frost in late April ruined most of the \
         blossom, the growers' association said, and insurers will pay only part of it.",
        [0.0, 0.1, 0.95, 0.1],
    ),
    (
        "school-ar",
        "ar",
        "افتتحت وزارة التعليم ثلاث مدارس جديدة في المدينة الشمالية، وتتسع كل مدرسة لستمئة تلميذ. وقال الوزير إن العام الدراسي \
         المقبل سيشهد توظيف مئتي معلم ومعلمة في المواد العلمية.",
        [0.1, 0.9, 0.0, 0.2],
    ),
];

fn desk() -> Desk {
    let desk = Desk::new();
    let line = |(id, lang, text, vector): &(&str, &str, &str, [f32; 4])| {
        json!({"id": id, "lang": lang, "text": text, "embedding": vector}).to_string() + "\n"
    };
    desk.write("news.jsonl", RECORDS.iter().map(line).collect::<String>());
    let line = |(id, _, _, vector): &(&str, &str, &str, [f32; 4])| {
        json!({"id": id, "vector": vector}).to_string() + "\n"
    };
    // In another order than the records: ids say whose they are.
    desk.write("vectors.jsonl", RECORDS.iter().rev().map(line).collect::<String>());
    desk.write("vectors.npy", npy(&RECORDS.map(|record| record.3)));
    desk
}

/// A table as numpy writes it (format 1.0).
fn npy(rows: &[[f32; 4]]) -> Vec<u8> {
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 4), }}", rows.len());
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(rows.iter().flatten().flat_map(|number| number.to_le_bytes()));
    bytes
}

/// The stories of several documents.
fn stories(report: &Value) -> Vec<Vec<String>> {
    let stories = report["stories"].as_array().unwrap().iter();
    let mut found: Vec<Vec<String>> = stories
        .map(|story| story["articles"].as_array().unwrap().iter())
        .filter(|articles| articles.len() > 1)
        .map(|articles| articles.map(|id| id.as_str().unwrap().trim_end_matches("#1").to_string()).collect())
        .collect();
    found.iter_mut().for_each(|story: &mut Vec<String>| story.sort());
    found.sort();
    found
}

#[test]
fn vectors_join_one_event_in_two_languages_wherever_they_come_from() {
    let desk = desk();
    desk.run("cluster news.jsonl -q -o json=without.json").cleanly();
    assert_eq!(stories(&desk.json("without.json")), Vec::<Vec<String>>::new());
    for from in ["embedding", "vectors.jsonl", "vectors.npy"] {
        desk.run(&format!("cluster news.jsonl -q --vectors {from} -o json=with.json")).cleanly();
        let report = desk.json("with.json");
        assert_eq!(stories(&report), [["bridge-ar", "bridge-en"]], "{from}");
        let join = &report["stories"][0]["joins"][0];
        assert!(join["vectors"].as_f64().unwrap() > 0.99, "{join}");
    }
}

#[test]
fn compare_says_what_vectors_say_of_two_languages() {
    let desk = desk();
    let line = "compare news.jsonl:1 news.jsonl:2 --within news.jsonl";
    let without = desk.run(line).cleanly().out;
    assert!(without.contains("different languages"), "{without}");
    let with = desk.run(&format!("{line} --vectors embedding")).cleanly().out;
    assert!(with.contains("your vectors") && with.contains("cosine 0.99"), "{with}");
}

#[test]
fn vectors_that_cannot_be_used_are_named() {
    let desk = desk();
    desk.write("short.npy", npy(&[RECORDS[0].3]));
    desk.write("others.jsonl", "{\"id\": \"x\", \"vector\": [1, 2]}\n");
    desk.write("bad.jsonl", "{\"id\": \"bridge-en\", \"vector\": [1, null]}\n");
    desk.write(
        "mixed.jsonl",
        "{\"id\": \"bridge-en\", \"vector\": [1, 2]}\n{\"id\": \"bridge-ar\", \"vector\": [1]}\n",
    );
    desk.write("text.npy", "no table");
    for (file, why) in [
        ("short.npy", "has 1 rows, but the input has a record 2"),
        ("others.jsonl", "none of its 1 ids names a document"),
        ("bad.jsonl", "bad.jsonl:1: not a JSON object"),
        ("mixed.jsonl", "the vector of bridge-en has 2 numbers and that of bridge-ar has 1"),
        ("text.npy", "text.npy: "),
        ("missing.npy", "missing.npy: "),
    ] {
        desk.run(&format!("cluster news.jsonl -q --vectors {file} -o json=-")).fails_with(why);
    }
    desk.write("odd.jsonl", "{\"id\": 1, \"text\": \"A text of some words.\", \"v\": \"none\"}\n");
    let ran = desk.run("cluster odd.jsonl --vectors v -o jsonl=-").ends_with(2);
    assert!(ran.err.contains("\"v\" is no array of numbers"), "{}", ran.err);
}

#[test]
fn spellings_that_were_judged_decide_what_is_one_name() {
    let desk = Desk::with_seeds();
    desk.run("cluster seeds -q -o spellings=names.txt -o json=a.json").cleanly();
    let names = desk.read("names.txt");
    assert!(names.lines().any(|line| line.contains(" = ")), "{names}");
    // The list as it was written is one that can be read, and what was judged stands in the settings.
    desk.run("cluster seeds -q --spellings names.txt -o json=b.json").cleanly();
    let judged = &desk.json("b.json")["settings"]["stories"]["spellings"];
    assert_eq!(judged.as_array().unwrap().len(), desk.json("a.json")["spellings"].as_array().unwrap().len());
    desk.write("bad.txt", "Kyiv = Kiev\nOslo\n");
    desk.run("cluster seeds -q --spellings bad.txt -o json=-").fails_with("line 2: \"Oslo\"");
    desk.run("cluster seeds -q --spellings none.txt -o json=-").fails_with("none.txt");

    let texts = [
        "Sviridov told the court in Port Selva that he never saw the ledger. Sviridov blamed a clerk who has left the \
         harbour office.",
        "The harbour clerk was blamed by Swiridow before judges on Friday; a ledger went missing, and Swiridow says \
         somebody else took it.",
    ];
    desk.write("two.jsonl", texts.map(|text| json!({"text": text}).to_string()).join("\n"));
    desk.write("same.txt", "Sviridov = Swiridow\n");
    let join = |flags: &str| {
        desk.run(&format!("cluster two.jsonl -q {flags} -o json=c.json")).cleanly();
        desk.json("c.json")["stories"][0]["joins"][0].clone()
    };
    let (apart, same) = (join(""), join("--spellings same.txt"));
    let similarity = |join: &Value| join["similarity"].as_f64().unwrap();
    assert!(similarity(&same) > similarity(&apart) + 0.2, "{apart} {same}");
    let terms = |join: &Value| join["terms"].to_string();
    assert!(terms(&same).contains("ridow") || terms(&same).contains("ridov"), "{same}");
    assert!(!terms(&apart).contains("ridow") && !terms(&apart).contains("ridov"), "{apart}");
}
