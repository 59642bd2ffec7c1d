//! What is damaged, empty or of another kind: what is read all the same, and that the rest is told.

use super::run::{Desk, gz, record};

const NEWS: [&str; 3] = [
    "The harbour board of Lindmouth voted on Tuesday to dredge the northern channel after two ferries ran aground.",
    "Farmers in the Oda valley expect the best cherry crop in eleven years after a mild spring and timely rain.",
    "A museum in the old customs house opens on Sunday with letters of sailors who never came home.",
];

fn lines() -> String {
    NEWS.iter().enumerate().map(|(at, text)| record(&format!("n{at}"), "", text)).collect()
}

#[test]
fn an_input_that_gives_no_document_is_named_with_its_reason() {
    let desk = Desk::new();
    desk.write("good.jsonl", lines());
    desk.write("empty.txt", "\n\n");
    desk.write("paper.pdf", b"%PDF-1.7\n1 0 obj\n");
    desk.write("paper.docx", b"PK\x03\x04\x14\0\x06\0\x08\0word/document.xml\0\0");
    desk.write("papers.zip.gz", gz(b"PK\x03\x04\x14\0\0\0\x08\0news.txt"));
    desk.write("picture.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0");
    desk.write("broken.jsonl", "{broken\n{\"title\": \"no text\"}\n");
    desk.write("folder/a.pdf", b"%PDF-1.7\n1 0 obj\n");
    for (input, reason) in [
        ("empty.txt", "nothing but white space"),
        ("paper.pdf", "is a PDF, which retold does not read; convert it to text first"),
        ("paper.docx", "is a Word document (docx), which retold does not read"),
        ("papers.zip.gz", "is a zip archive, which retold does not read; unpack it first"),
        ("picture.jpg", "is a picture (JPEG)"),
        ("broken.jsonl", "broken.jsonl:1: is not JSON"),
        ("folder", "folder/a.pdf: is a PDF"),
        ("fold*/*.pdf", "is a PDF"),
    ] {
        for command in ["cluster", "articles", "articles --fields", "dedup -o out.d/"] {
            if command.starts_with("dedup") && input == "fold*/*.pdf" {
                continue;
            }
            let both = format!("{command} good.jsonl {input}");
            let ran = desk.run(&both).ends_with(2);
            assert!(ran.err.contains(&format!("{input}: gave no document")), "{both}: {}", ran.err);
            assert!(ran.err.contains(reason), "{both}: {}", ran.err);
            let _ = std::fs::remove_dir_all(desk.path("out.d"));
            desk.run(&format!("{both} --lenient")).ends_with(0);
            let _ = std::fs::remove_dir_all(desk.path("out.d"));
        }
    }
    desk.write("mixed/a.pdf", b"%PDF-1.7\n1 0 obj\n");
    desk.write("mixed/b.jsonl", lines());
    let ran = desk.run("cluster mixed").ends_with(0);
    assert!(ran.err.contains("mixed/a.pdf: is a PDF"), "what a folder holds besides is told: {}", ran.err);
    desk.run_on("cluster -", b"").ends_with(2);
}

#[test]
fn whatever_goes_to_standard_output_may_be_read_to_its_first_line_only() {
    let desk = Desk::new();
    let many: String =
        (0..400).map(|n| record(&format!("{n}"), "", &format!("{} {n}", NEWS[n % 3]))).collect();
    desk.write("a.jsonl", &many);
    desk.write("a.jsonl.gz", gz(many.as_bytes()));
    let table: String = (0..400).map(|n| format!("{n},{} {n}\n", NEWS[n % 3])).collect();
    desk.write("a.csv", format!("id,text\n{table}"));
    for format in [
        "json",
        "jsonl",
        "pairs",
        "csv",
        "passages",
        "parquet",
        "parquet-passages",
        "html",
        "markdown",
        "spellings",
        "terminal",
    ] {
        let line = format!("cluster a.jsonl --levels copies -o {format}=- -o json=kept.json");
        let ran = desk.run_unread(&line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        assert!(desk.read("kept.json").len() > 1000, "the other report is written: {line}");
        std::fs::remove_file(desk.path("kept.json")).unwrap();
    }
    for line in [
        "dedup a.jsonl -o -",
        "dedup a.jsonl.gz -o -",
        "dedup a.csv -o -",
        "dedup a.csv --mark -o -",
        "dedup a.jsonl --dry-run",
        "articles a.jsonl",
        "articles a.jsonl --fields",
    ] {
        let ran = desk.run_unread(&format!("{line} --quiet"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
    }
}

#[test]
fn what_was_not_understood_is_told_by_every_command_that_reads() {
    let desk = Desk::new();
    let line = |id: u32, date: &str, text: &str| {
        serde_json::json!({"id": id, "date": date, "lang": "English", "text": text}).to_string() + "\n"
    };
    let html = format!("<p>{}</p>\n<p>{}</p>", NEWS[0], NEWS[1]);
    desk.write(
        "a.jsonl",
        [line(1, "2026-03-04", NEWS[0]), line(2, "3/4/2026", NEWS[1]), line(3, "soon", &html)].concat(),
    );
    for levels in ["all", "copies"] {
        let ran = desk.run(&format!("cluster a.jsonl --levels {levels} -o json=r.json")).cleanly();
        for told in
            ["2 records with a date that was not understood", "a.jsonl:2 (3/4/2026)", "1 record with markup"]
        {
            assert!(ran.out.replace("\n  ", " ").contains(told), "{told}: {}", ran.out);
        }
        let notes = desk.json("r.json")["notes"].clone();
        assert_eq!(notes[0]["kind"], "unread-date");
        assert_eq!((&notes[0]["records"], &notes[0]["record"]), (&2.into(), &2.into()));
        assert_eq!(
            (notes[1]["kind"].as_str(), notes[2]["kind"].as_str()),
            (Some("unread-language"), Some("markup"))
        );
    }
    let out = desk.run("articles a.jsonl --fields").cleanly().out;
    assert!(
        out.contains("2 with a date that was not understood; the first is a.jsonl:2 \"3/4/2026\""),
        "{out}"
    );
    assert!(out.contains("1 with markup in the text"), "{out}");
    let text = |line: &str| -> String {
        let out = desk.run(line).cleanly().out;
        let last: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        last["text"].as_str().unwrap().to_string()
    };
    assert_eq!(text("articles a.jsonl"), format!("{}\n{}", NEWS[0], NEWS[1]));
    assert!(text("articles a.jsonl --markup keep").contains("<p>"));
    desk.write("retold.toml", "markup = \"keep\"\n");
    assert!(text("articles a.jsonl").contains("<p>"));
    desk.run("articles a.jsonl --markup some").fails_with("auto, keep, strip");
}

#[cfg(feature = "html")]
#[test]
fn how_much_of_a_page_is_left_out_is_told() {
    let desk = Desk::new();
    let menu: String = (0..30).map(|n| format!("<li><a href='/{n}'>Section {n}</a></li>")).collect();
    let page = format!(
        "<!doctype html><html><body><nav><ul>{menu}</ul></nav><article><h1>Harbour</h1><p>{}</p><p>{}</p><p>{}</p>\
         </article></body></html>",
        NEWS[0], NEWS[1], NEWS[2]
    );
    desk.write("a.html", page);
    let out = desk.run("articles a.html --fields").cleanly().out;
    assert!(out.contains("% of the text of a page (1 pages"), "{out}");
    let out = desk.run("cluster a.html").cleanly().out;
    assert!(out.contains("a part is in no article"), "{out}");
}

#[test]
fn dedup_keeps_what_stands_behind_a_quotation_mark_that_is_never_closed() {
    let desk = Desk::new();
    let table = format!(
        "id,text\n1,{}\n2,{}\n3,\"Mayor says no\n4,{}\n5,{}\n6,{}\n",
        NEWS[0], NEWS[1], NEWS[2], NEWS[0], NEWS[1]
    );
    desk.write("a.csv", &table);
    let ran = desk.run("dedup a.csv -o b.csv").ends_with(2);
    assert!(ran.err.contains("a.csv:3: has a quotation mark that is never closed"), "{}", ran.err);
    let want = format!("id,text\n1,{}\n2,{}\n3,\"Mayor says no\n4,{}\n", NEWS[0], NEWS[1], NEWS[2]);
    assert_eq!(desk.read("b.csv"), want);
}

#[test]
fn dedup_keeps_objects_that_stand_one_after_the_other_as_they_are() {
    let desk = Desk::new();
    let pretty =
        |id: u32, text: &str| format!("{{\n  \"id\": {id},\n  \"score\": NaN,\n  \"text\": \"{text}\"\n}}");
    let (one, two, again) = (pretty(1, NEWS[0]), pretty(2, NEWS[1]), pretty(3, NEWS[0]));
    for (name, between, before, behind) in [
        ("a.json", "\n", "", "\n"),
        ("b.jsonl", ",\n", "", "\n"),
        ("c.json", ",\n", "[\n", "\n]\n"),
        ("d.json", ",", "[", ""),
    ] {
        desk.write(name, format!("{before}{one}{between}{two}{between}{again}{behind}"));
        let ran = desk.run(&format!("dedup {name} -o out --lenient"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(desk.read("out"), format!("{before}{one}{between}{two}{behind}"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn files_whose_names_are_no_utf_8_are_read_compared_and_written() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = |bytes: &'static [u8]| OsStr::from_bytes(bytes);
    std::fs::create_dir(desk.path("in")).unwrap();
    for (file, text) in
        [(&b"caf\xE8.jsonl"[..], NEWS[0]), (b"caf\xE9.jsonl", NEWS[0]), (b"\xFF.jsonl", NEWS[1])]
    {
        std::fs::write(desk.path("in").join(name(file)), format!("{}\n", serde_json::json!({"text": text})))
            .unwrap();
    }
    desk.run("cluster in --levels copies -o json=r.json").cleanly();
    let report = desk.json("r.json");
    let mut ids: Vec<&str> =
        report["documents"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["in/caf\u{fffd}#2.jsonl:1", "in/caf\u{fffd}.jsonl:1", "in/\u{fffd}.jsonl:1"]);
    assert_eq!(report["copies"][0]["members"].as_array().unwrap().len(), 2);
    assert_eq!(desk.run("articles in").cleanly().out.lines().count(), 3);
    assert!(desk.run("articles in --fields").cleanly().out.contains("in/caf\u{fffd}#2.jsonl: JSON lines"));
    let ran = desk.run("check in").ends_with(1);
    assert!(ran.out.contains("caf\u{fffd}"), "{}", ran.out);
    desk.run("dedup in -o out").ends_with(0);
    assert_eq!(std::fs::read_dir(desk.path("out")).unwrap().count(), 3);
    let size = |file| std::fs::metadata(desk.path("out").join(name(file))).unwrap().len();
    assert_eq!([size(b"caf\xE8.jsonl"), size(b"caf\xE9.jsonl")].iter().filter(|size| **size == 0).count(), 1);
    assert!(size(b"\xFF.jsonl") > 0);
    let mut command = desk.command("articles");
    let output = command.arg(OsStr::from_bytes(b"in/caf\xE9.jsonl")).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stdout).unwrap().contains("in/caf\u{fffd}#2.jsonl"));
}

#[test]
fn texts_that_are_equal_in_their_compatible_forms_are_exact_copies() {
    let desk = Desk::new();
    let pairs = [
        (
            "น้ำท่วมทำให้ชาวบ้านจำนวนมากต้องย้ายไปที่สำนักงานประจำตำบล และนำสิ่งของจำเป็นไปด้วย",
            "น้ํ\u{e32}ท่วมท\u{e4d}\u{e32}ให้ชาวบ้านจ\u{e4d}\u{e32}นวนมากต้องย้ายไปที่ส\u{e4d}\u{e32}นักงานประจ\u{e4d}\u{e32}ต\u{e4d}\u{e32}บล และน\u{e4d}\u{e32}สิ่งของจ\u{e4d}\u{e32}เป็นไปด้วย",
        ),
        ("ﾃﾞﾝﾊﾟ ﾎﾟｰﾄ ｶﾞｲﾄﾞ ﾌﾞｯｸ", "デンパ ポート ガイド ブック"),
        ("ﻗﺎﻝ ﺭﺋﻴﺲ ﺍﻟﻮﺯﺭﺍﺀ ﺇﻥ ﺍﻟﺠﺴﺮ ﻣﻐﻠﻖ ﷺ", "قال رئيس الوزراء إن الجسر مغلق صلى الله عليه وسلم"),
        ("Ｔｈｅ ｂｏａｒｄ ｖｏｔｅｄ ３，５００ to 12", "The board voted 3,500 to 12"),
    ];
    for (a, b) in pairs {
        desk.write("a.jsonl", record("a", "", a) + &record("b", "", b));
        desk.run("cluster a.jsonl --levels copies -o json=r.json").cleanly();
        assert_eq!(desk.json("r.json")["copies"][0]["pairs"][0]["relation"], "exact", "{a}");
    }
}
