//! The same articles in every form of input: they give the same groups.

use super::run::{Desk, gz, record};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const KEYS: [&str; 7] = ["id", "title", "text", "published", "source", "lang", "url"];

/// The records of the seeds.
fn records() -> Vec<BTreeMap<&'static str, String>> {
    let desk = Desk::with_seeds();
    let languages = ["ar", "en", "hi", "ru", "zh"];
    let lines: String =
        languages.iter().map(|language| desk.read(&format!("seeds/{language}.jsonl"))).collect();
    let record = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        KEYS.into_iter().map(|key| (key, record[key].as_str().unwrap().to_string())).collect()
    };
    lines.lines().map(record).collect()
}

fn json_lines(records: &[BTreeMap<&'static str, String>]) -> String {
    records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

fn table(records: &[BTreeMap<&'static str, String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(KEYS).unwrap();
    for record in records {
        writer.write_record(KEYS.map(|key| &record[key])).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(feature = "parquet")]
fn columns(records: &[BTreeMap<&'static str, String>]) -> arrow_array::RecordBatch {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let column = |key: &'static str| -> ArrayRef {
        std::sync::Arc::new(StringArray::from_iter_values(records.iter().map(|record| &record[key])))
    };
    RecordBatch::try_from_iter(KEYS.map(|key| (key, column(key)))).unwrap()
}

/// Files that say the same as the JSON lines, byte for byte in what is made of them.
fn forms(records: &[BTreeMap<&'static str, String>]) -> Vec<(&'static str, Vec<u8>)> {
    let commas = table(records, b',');
    let mut forms = vec![
        ("a.csv", commas.clone().into_bytes()),
        ("a.tsv", table(records, b'\t').into_bytes()),
        ("semicolons.csv", table(records, b';').into_bytes()),
        ("wide.csv", wide(&commas)),
        ("wide.jsonl", wide(&json_lines(records))),
        ("a.csv.gz", gz(commas.as_bytes())),
    ];
    #[cfg(feature = "parquet")]
    {
        let batch = columns(records);
        let mut parquet = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        parquet.write(&batch).unwrap();
        let parquet = parquet.into_inner().unwrap();
        let mut stream = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        stream.write(&batch).unwrap();
        forms.push(("packed.parquet.gz", gz(&parquet)));
        forms.push(("a.parquet", parquet));
        forms.push(("a.arrows", stream.into_inner().unwrap()));
    }
    forms
}

#[test]
fn a_table_of_any_kind_says_what_json_lines_say() {
    let records = records();
    let desk = Desk::new();
    desk.write("a.jsonl", json_lines(&records));
    for levels in ["all", "copies"] {
        let run = |name: &str| format!("cluster {name} --levels {levels} -o jsonl=-");
        let want = desk.run(&run("a.jsonl")).cleanly().out;
        assert_eq!(want.lines().count(), records.len());
        assert!(want.contains("\"copies\":\"copies-"), "{want}");
        for (name, bytes) in forms(&records) {
            desk.write(name, &bytes);
            assert!(desk.run(&run(name)).cleanly().out == want, "{name} differs, {levels}");
            let piped = desk.run_on(&run("-"), &bytes);
            assert_eq!((piped.err.as_str(), piped.code), ("", 0), "{name} through a pipe");
            assert!(piped.out == want, "{name} differs through a pipe, {levels}");
        }
    }
}

/// The members of each group of a level, by document.
fn groups(lines: &str, level: &str) -> Vec<Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let (Some(group), Some("main")) = (line[level].as_str(), line["kind"].as_str()) {
            let document = line["document"].as_str().unwrap().to_string();
            groups.entry(group.to_string()).or_default().push(document);
        }
    }
    let mut groups: Vec<Vec<String>> = groups.into_values().filter(|members| members.len() > 1).collect();
    groups.iter_mut().for_each(|members| members.sort());
    groups.sort();
    groups
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn paragraphs(text: &str) -> String {
    text.split("\n\n").map(|paragraph| format!("<p>{}</p>", escaped(paragraph))).collect()
}

#[test]
fn the_items_of_a_feed_give_the_groups_that_records_give() {
    let records = records();
    let desk = Desk::new();
    desk.write("a.jsonl", json_lines(&records));
    let want = desk.run("cluster a.jsonl -o jsonl=-").cleanly().out;
    let mut feed =
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id>".to_string();
    for record in &records {
        let [id, title, text, published, _, lang, url] = KEYS.map(|key| &record[key]);
        write!(
            feed,
            "<entry xml:lang=\"{lang}\"><id>{id}</id><title>{}</title><link href=\"{}\"/><published>{published}</published>\
            <content type=\"html\">{}</content></entry>",
            escaped(title),
            escaped(url),
            escaped(&paragraphs(text))
        )
        .unwrap();
    }
    desk.write("a.atom", feed + "</feed>");
    let found = desk.run("cluster a.atom -o jsonl=-").cleanly().out;
    for level in ["copies", "story", "storyline"] {
        assert!(groups(&want, level).len() > 3, "{level}");
        assert_eq!(groups(&found, level), groups(&want, level), "{level}");
    }
}

#[test]
fn the_pages_of_a_web_archive_give_the_copies_that_records_give() {
    let records = records();
    let desk = Desk::new();
    let by_address: Vec<_> = records
        .iter()
        .map(|record| {
            record
                .iter()
                .map(|(key, value)| (*key, if *key == "id" { &record["url"] } else { value }.clone()))
                .collect()
        })
        .collect();
    desk.write("a.jsonl", json_lines(&by_address));
    let want = desk.run("cluster a.jsonl --levels copies -o jsonl=-").cleanly().out;
    let mut archive = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let (title, text, url) = (escaped(&record["title"]), &record["text"], &record["url"]);
        let html = format!(
            "<!doctype html><head><title>{title}</title></head><body><article>{}</article>",
            paragraphs(text)
        );
        let (kind, media, block) = match at % 3 {
            0 => ("conversion", "text/plain", text.clone()),
            1 => ("resource", "text/html; charset=utf-8", html),
            _ => (
                "response",
                "application/http; msgtype=response",
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}"),
            ),
        };
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        archive.extend(gz(format!("{head}{block}\r\n\r\n").as_bytes()));
    }
    desk.write("a.warc.gz", archive);
    let found = desk.run("cluster a.warc.gz --levels copies -o jsonl=-").cleanly().out;
    assert!(groups(&want, "copies").len() > 3);
    assert_eq!(groups(&found, "copies"), groups(&want, "copies"));
}

#[test]
fn a_folder_may_mix_all_forms() {
    let records = records();
    let desk = Desk::new();
    for (name, bytes) in forms(&records[..6]) {
        desk.write(&format!("mixed/{name}"), bytes);
    }
    desk.write("mixed/page.html", format!("<!doctype html>{}", paragraphs(&records[0]["text"])));
    let ran = desk.run("cluster mixed -o json=r.json").cleanly();
    let files = forms(&records[..6]).len();
    assert!(ran.out.contains(&format!("from {} files", files + 1)), "{}", ran.out);
    assert_eq!(desk.json("r.json")["funnel"]["documents"], 6 * files + 1);
}

#[test]
fn a_wrong_table_is_an_error_that_says_what_to_do() {
    let desk = Desk::new();
    desk.write("a.csv", "number,writing\n1,x\n");
    let ran = desk.run("cluster a.csv").ends_with(2);
    assert!(ran.err.contains("a.csv: has no text column (its columns: number, writing;"), "{}", ran.err);
    desk.run("cluster a.csv --lenient").ends_with(0);
    desk.run("cluster a.csv --text-field writing").cleanly();
}

#[test]
fn articles_says_which_field_is_what() {
    let desk = Desk::new();
    desk.write("a.csv", "id;Headline;body\n1;T;x\n2;;y\n");
    let out = desk.run("articles a.csv --fields").cleanly().out;
    assert_eq!(
        out,
        "a.csv: a table with semicolons, UTF-8\n  documents  2; 0 left out\n  text       body, in 2\n  \
        title      Headline, in 1\n  date       -, in 0\n  url        -, in 0\n  source     -, in 0\n  \
        lang       -, in 0\n  id         id, in 2\n"
    );
    desk.run("articles - --fields").fails_with("can be read once only");
}

/// As on pages of text, what stands beside the page's own article is compared as well, and a box of the page is none.
#[cfg(feature = "html")]
#[test]
fn other_articles_on_a_page_in_html_stand_alone() {
    let desk = Desk::new();
    desk.write("night/ferry.html", include_str!("../../src/input/html/pages/beside.html"));
    let drum = "The drum that the town museum had missed since the war was found on Monday in its own cellar, behind a \
        boiler that was being taken out. It was made for the militia in 1794 and beaten at every market until the museum \
        was given it. A photograph of 1931 shows it in the window beside the door. Director Hanne Olsen said that the drum \
        had kept its skin, and that it would be beaten once more before it went back behind glass. The cellar will be \
        searched to its last corner, she added, for two flags are missing as well.";
    desk.write("night/drum.jsonl", record("drum", "Museum finds lost drum in its own cellar", drum));
    let out = desk.run("articles night").cleanly().out;
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let facts: Vec<(&str, &str)> =
        lines.iter().map(|line| (line["kind"].as_str().unwrap(), line["title"].as_str().unwrap())).collect();
    assert_eq!(
        facts,
        [
            ("main", "Museum finds lost drum in its own cellar"),
            ("main", "Night ferry to Soss returns"),
            ("teaser", "Cherry growers expect their best harvest in years"),
            ("side", "Museum finds lost drum in its own cellar"),
        ]
    );
    assert!(lines[1]["published"].is_string() && lines[3]["published"].is_null());
    desk.run("cluster night --levels copies --output json=report.json").cleanly();
    let groups = desk.json("report.json")["copies"].clone();
    assert_eq!(groups.as_array().unwrap().len(), 1);
    assert_eq!(groups[0]["members"].as_array().unwrap().len(), 2, "{groups}");
}
