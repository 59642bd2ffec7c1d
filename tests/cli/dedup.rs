//! The input without its copies.

use super::run::{Desk, gz, record};
use super::texts::{HARBOUR, HARBOUR_EDITED, ORCHARD};

/// Lines with blanks, fields in any order and spaces that nobody would write, each of which must come out as it was.
fn odd_lines() -> Vec<String> {
    vec![
        format!("{{\"id\":\"a\",  \"text\": {:?} , \"n\": 1.0}}", HARBOUR),
        String::new(),
        format!("\t{{\"text\":{:?},\"id\":\"b\",\"extra\":{{\"k\":[1,2]}}}}  ", HARBOUR_EDITED),
        format!("{{\"id\":\"c\",\"text\":{:?}}}\r", ORCHARD),
        "no json at all".to_string(),
        format!("{{\"id\":\"d\",\"text\":{:?}}}", HARBOUR),
    ]
}

fn joined(lines: &[String], numbers: &[usize]) -> String {
    numbers.iter().map(|&number| lines[number - 1].clone() + "\n").collect()
}

#[test]
fn what_stays_is_the_same_to_the_byte() {
    let desk = Desk::new();
    let lines = odd_lines();
    desk.write("news.jsonl", joined(&lines, &[1, 2, 3, 4, 5, 6]));
    let ran = desk.run("dedup news.jsonl -o clean.jsonl --removed removed.jsonl").ends_with(0);
    assert!(ran.err.contains("of 4 records 2 removed as copies"), "{}", ran.err);
    assert_eq!(ran.out, "");
    assert_eq!(desk.read("clean.jsonl"), joined(&lines, &[2, 3, 4, 5]));
    let removed: Vec<serde_json::Value> =
        desk.read("removed.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let facts: Vec<_> = removed
        .iter()
        .map(|line| (line["record"].as_u64().unwrap(), line["kept"]["id"].as_str().unwrap()))
        .collect();
    assert_eq!(facts, [(1, "b"), (6, "b")]);
    // Without its copies there is nothing more to remove.
    desk.run("dedup clean.jsonl -o again.jsonl").ends_with(0);
    assert_eq!(desk.read("again.jsonl"), desk.read("clean.jsonl"));
}

#[test]
fn each_rule_keeps_another_record() {
    let desk = Desk::new();
    let dated = |id: &str, day: u32, source: &str, text: &str| {
        let date = format!("2026-03-{day:02}");
        serde_json::json!({"id": id, "date": date, "source": source, "text": text}).to_string() + "\n"
    };
    let lines = [
        dated("a", 9, "mail", HARBOUR),
        dated("b", 8, "post", HARBOUR_EDITED),
        dated("c", 7, "gazette", HARBOUR),
    ];
    desk.write("news.jsonl", lines.concat());
    for (rule, kept) in [
        ("longest", 1),
        ("earliest", 2),
        ("first", 0),
        ("last", 2),
        ("source:mail,post", 0),
        ("most-central", 2),
    ] {
        desk.run(&format!("dedup news.jsonl -o out.jsonl --keep {rule}")).ends_with(0);
        assert_eq!(desk.read("out.jsonl"), lines[kept], "{rule}");
    }
    desk.run("dedup news.jsonl -o out.jsonl --keep newest").ends_with(2);
}

#[test]
fn every_form_is_written_in_its_own_form() {
    let desk = Desk::new();
    let object = |id: &str, text: &str| format!("{{ \"id\": {id:?}, \"text\": {text:?} }}");
    let (a, b, c) = (object("a", HARBOUR), object("b", HARBOUR_EDITED), object("c", ORCHARD));
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |id: &str, text: &str| format!("{id};{};x\r\n", cell(text));
    let (x, y, z) = (row("a", HARBOUR), row("b", HARBOUR_EDITED), row("c", ORCHARD));
    for (name, whole, clean) in [
        ("array.json", format!("[\n  {a},\n  {b},\n  {c}\n]\n"), format!("[\n  {b},\n  {c}\n]\n")),
        ("last.json", format!("[{c}, {b} ,{a}]"), format!("[{c}, {b}]")),
        ("none.json", format!("[{c}]"), format!("[{c}]")),
        ("table.csv", format!("id;text;more\r\n{x}{y}{z}"), format!("id;text;more\r\n{y}{z}")),
        (
            "table.tsv",
            format!("id\ttext\na\t{HARBOUR}\n\nb\t{HARBOUR_EDITED}\n"),
            format!("id\ttext\n\nb\t{HARBOUR_EDITED}\n"),
        ),
    ] {
        desk.write(name, &whole);
        desk.run(&format!("dedup {name} -o out-{name}")).ends_with(0);
        assert_eq!(desk.read(&format!("out-{name}")), clean, "{name}");
        let packed = format!("{name}.gz");
        desk.write(&packed, gz(whole.as_bytes()));
        desk.run(&format!("dedup {packed} -o out-{packed}")).ends_with(0);
        let mut unpacked = String::new();
        let file = std::fs::File::open(desk.path(&format!("out-{packed}"))).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(file), &mut unpacked).unwrap();
        assert_eq!(unpacked, clean, "{packed}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_of_columns_keeps_its_columns() {
    use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
    use std::sync::Arc;

    let desk = Desk::new();
    let texts: ArrayRef = Arc::new(StringArray::from(vec![HARBOUR, ORCHARD, HARBOUR_EDITED]));
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![Some(7), None, Some(9)]));
    let batch = RecordBatch::try_from_iter([("text", texts), ("n", numbers)]).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    desk.write("a.parquet", writer.into_inner().unwrap());
    desk.run("dedup a.parquet -o b.parquet").ends_with(0);
    let file = std::fs::File::open(desk.path("b.parquet")).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0], batch.slice(1, 2));
}

#[test]
fn a_folder_is_written_as_a_folder_and_the_page_that_is_a_copy_is_not() {
    let desk = Desk::new();
    desk.write("in/a/one.txt", HARBOUR);
    desk.write("in/a/two.txt", ORCHARD);
    desk.write("in/b/news.jsonl", record("edited", "", HARBOUR_EDITED));
    desk.write("in/b/picture.bin", [0_u8, 1, 2]);
    desk.run("dedup in -o out").ends_with(0);
    assert!(!desk.path("out/a/one.txt").exists());
    for same in ["a/two.txt", "b/news.jsonl"] {
        assert_eq!(desk.read(&format!("out/{same}")), desk.read(&format!("in/{same}")));
    }
    assert_eq!(std::fs::read(desk.path("out/b/picture.bin")).unwrap(), [0, 1, 2]);
    // The way to a file does not lead out of the folder, and nothing lies elsewhere afterwards.
    let absolute = desk.path("in/a/two.txt");
    let line = format!("dedup in/b/../../in/a/one.txt {} in/b/news.jsonl -o far", absolute.display());
    let before = desk.names();
    desk.run(&line).ends_with(0);
    assert_eq!(std::fs::read(&absolute).unwrap(), ORCHARD.as_bytes());
    assert_eq!(desk.read("far/a/two.txt"), ORCHARD);
    let new: Vec<String> = desk.names().into_iter().filter(|name| !before.contains(name)).collect();
    assert!(new.iter().all(|name| name.starts_with("far")), "{new:?}");
    desk.run(&format!("dedup in/a/two.txt {} -o twice", absolute.display())).fails_with("name it once");
    let again = desk.run("dedup in -o out").ends_with(2);
    assert!(again.err.contains("is not empty"), "{}", again.err);
}

#[test]
fn a_plan_is_carried_out_later_and_refused_when_the_input_has_changed() {
    let desk = Desk::new();
    desk.write("news.jsonl", super::texts::three());
    let dry = desk.run("dedup news.jsonl --dry-run --plan plan.json").ends_with(0);
    assert_eq!(dry.out, "news.jsonl:1  is nearly  news.jsonl:2  (87 % of it stays, 1 word does not)\n");
    assert!(dry.err.contains("1 would be removed"), "{}", dry.err);
    assert_eq!(desk.names(), ["news.jsonl", "plan.json"]);
    desk.run("dedup --apply plan.json -o later.jsonl").ends_with(0);
    desk.run("dedup news.jsonl -o now.jsonl").ends_with(0);
    assert_eq!(desk.read("later.jsonl"), desk.read("now.jsonl"));
    assert_eq!(desk.read("now.jsonl").lines().count(), 2);
    desk.write("news.jsonl", super::texts::three().replace("Cherries", "Berries!"));
    desk.run("dedup --apply plan.json -o never.jsonl")
        .fails_with("news.jsonl: has changed since the plan was made");
    desk.write("plan.json", "{\"schema\":\"retold-plan-9\"}");
    desk.run("dedup --apply plan.json -o never.jsonl").fails_with("plan.json: not a plan of this version");
    assert!(!desk.path("never.jsonl").exists());
}

#[test]
fn copies_can_be_marked_and_stay() {
    let desk = Desk::new();
    let lines = odd_lines();
    desk.write("news.jsonl", joined(&lines, &[1, 3, 4]));
    desk.run("dedup news.jsonl -o marked.jsonl --mark").ends_with(0);
    let marked = desk.read("marked.jsonl");
    let first = marked.lines().next().unwrap();
    assert_eq!(first, lines[0].replace("1.0}", "1.0,\"retold_copy_of\":\"b\"}"));
    assert_eq!(
        marked.lines().skip(1).collect::<Vec<_>>(),
        joined(&lines, &[3, 4]).lines().collect::<Vec<_>>()
    );
    desk.write("t.csv", format!("id,text\na,\"{HARBOUR}\"\n\"b,2\",\"{HARBOUR_EDITED}\"\n"));
    desk.run("dedup t.csv -o m.csv --mark").ends_with(0);
    assert_eq!(
        desk.read("m.csv"),
        format!("id,text,retold_copy_of\na,\"{HARBOUR}\",\"b,2\"\n\"b,2\",\"{HARBOUR_EDITED}\",\n")
    );
    desk.write("p/a.txt", HARBOUR);
    desk.write("p/b.txt", HARBOUR_EDITED);
    desk.run("dedup p -o q --mark").fails_with("has no place for a mark");
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_written() {
    let desk = Desk::new();
    desk.write("news.jsonl", super::texts::three());
    desk.write("more.jsonl", super::texts::three());
    desk.run("dedup news.jsonl -o news.jsonl").fails_with("is the input itself");
    desk.run("dedup news.jsonl more.jsonl -o -").fails_with("cannot all go to standard output");
    desk.run("dedup news.jsonl more.jsonl -o news.jsonl").fails_with("is a file");
    desk.run("dedup - -o out.jsonl").fails_with("cannot be read a second time");
    desk.run("dedup news.jsonl").ends_with(2);
    let item = |id: &str| format!("<item><guid>{id}</guid><description>{HARBOUR}</description></item>");
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"iso-2022-jp\"?><rss version=\"2.0\"><channel>{}{}</channel></rss>",
        item("1"),
        item("2")
    );
    desk.write("feed.rss", feed);
    desk.run("dedup feed.rss -o out.rss").fails_with("feed.rss: is in ISO-2022-JP");
    assert!(!desk.path("out.rss").exists());
    desk.run("dedup more.jsonl feed.rss -o half").fails_with("feed.rss: is in ISO-2022-JP");
    assert!(!desk.path("half").exists());
    assert_eq!(desk.run("dedup news.jsonl -o - --quiet").cleanly().out.lines().count(), 2);
}

#[test]
fn a_web_archive_loses_the_records_of_its_copies_and_nothing_else() {
    let desk = Desk::new();
    let response = |text: &str| {
        let block =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<article><p>{text}</p></article>");
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n", block.len())
    };
    let request = "WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 5\r\n\r\nGET /\r\n\r\n";
    let records =
        [request.to_string(), response(HARBOUR), request.to_string(), response(ORCHARD), response(HARBOUR)];
    let kept = records[..4].concat();
    desk.write("crawl.warc", records.concat());
    desk.write("crawl.warc.gz", records.iter().flat_map(|record| gz(record.as_bytes())).collect::<Vec<u8>>());
    for name in ["crawl.warc", "crawl.warc.gz"] {
        let ran = desk.run(&format!("dedup {name} --keep first -o clean-{name}")).ends_with(0);
        assert!(ran.err.contains("of 3 records 1 removed as copies"), "{}", ran.err);
    }
    assert_eq!(desk.read("clean-crawl.warc"), kept);
    let packed = std::fs::read(desk.path("clean-crawl.warc.gz")).unwrap();
    let mut unpacked = String::new();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&packed[..]), &mut unpacked)
        .unwrap();
    assert_eq!(unpacked, kept);
    desk.run("dedup crawl.warc --mark -o marked.warc")
        .fails_with("a record of a web archive has no place for a mark");
}

#[test]
fn a_feed_loses_the_items_that_are_copies_and_nothing_else() {
    let desk = Desk::new();
    let item = |id: &str, text: &str| {
        format!("\n  <item><guid>{id}</guid><title>R&D</title>\n<description>{text}</description></item>")
    };
    let feed =
        |items: &str| format!("<rss version=\"2.0\"><channel><title>F</title>{items}\n</channel></rss>");
    let other = ORCHARD;
    let all = feed(&[item("1", HARBOUR), item("2", other), item("3", HARBOUR)].concat());
    let left = feed(&[item("1", HARBOUR), item("2", other)].concat());
    desk.write("feed.rss", &all);
    desk.write("feed.xml.gz", gz(all.as_bytes()));
    desk.run("dedup feed.rss -o out.rss").ends_with(0);
    assert_eq!(desk.read("out.rss"), left);
    desk.run("dedup feed.xml.gz -o out.xml.gz").ends_with(0);
    let mut unpacked = String::new();
    let packed = std::fs::read(desk.path("out.xml.gz")).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&packed[..]), &mut unpacked)
        .unwrap();
    assert_eq!(unpacked, left);
    desk.run("dedup feed.rss -o marked.rss --mark").ends_with(0);
    let marked = desk.read("marked.rss");
    let mark = "<item><retold:copy_of xmlns:retold=\"urn:retold\">1</retold:copy_of><guid>3</guid>";
    assert_eq!(marked, all.replace("<item><guid>3</guid>", mark));
    desk.run("dedup marked.rss -o again.rss").ends_with(0);
    assert_eq!(desk.read("again.rss"), left);
}

#[test]
fn a_json_feed_loses_items_with_their_commas() {
    let desk = Desk::new();
    let other = ORCHARD;
    let item = |id: u32, text: &str| format!("{{\"id\": {id}, \"content_text\": \"{text}\"}}");
    let feed = |items: &[String]| {
        let items = items.join(",\n  ");
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"items\": [\n  {items}\n ],\n \"title\": \"F\"}}"
        )
    };
    desk.write("feed.json", feed(&[item(1, HARBOUR), item(2, other), item(3, HARBOUR)]));
    desk.run("dedup feed.json -o first.json --keep first").ends_with(0);
    assert_eq!(desk.read("first.json"), feed(&[item(1, HARBOUR), item(2, other)]));
    desk.run("dedup feed.json -o last.json --keep last").ends_with(0);
    assert_eq!(desk.read("last.json"), feed(&[item(2, other), item(3, HARBOUR)]));
}
