//! Small damage of large files: it costs the record or the character it stands in, and is told.

use super::{gz, load, reasons, write};
use crate::document::Document;
use crate::input::{FieldNames, InputParams, Markup, explain, read};
use crate::observe::{NoteKind, Silent, SkipReason};

const ONE: &str =
    "The harbour board voted on Tuesday to dredge the northern channel after two ferries ran aground.";
const TWO: &str =
    "Farmers in the valley expect the best cherry crop in eleven years after a mild and early spring.";

fn texts(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|document| document.text.as_str()).collect()
}

fn pretty(id: u32, text: &str) -> String {
    format!("{{\n  \"id\": {id},\n  \"text\": \"{text}\"\n}}")
}

#[test]
fn json_objects_one_after_the_other_are_records_however_they_are_separated() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (pretty(1, ONE), pretty(2, TWO));
    let (flat_one, flat_two) = (one.replace('\n', ""), two.replace('\n', ""));
    for name in ["a.json", "a.jsonl", "a.ndjson", "a", "a.json.gz"] {
        for text in [
            format!("{one}\n{two}\n"),
            format!("{one}{two}"),
            format!("{one},\n{two},\n"),
            format!("[\n{one},\n{two}\n]\n"),
            format!("{flat_one}{flat_two}"),
            format!("{flat_one} {flat_two}\n"),
            format!("{flat_one},\n{flat_two}\n"),
            format!("\u{feff}{one}\n\n{two}"),
        ] {
            let bytes = if name.ends_with("gz") { gz(text.as_bytes()) } else { text.clone().into_bytes() };
            let input = load(&[write(folder.path(), name, &bytes)]);
            assert!(input.skips.is_empty(), "{name}: {text}: {:?}", input.skips);
            assert_eq!(texts(&input.documents), [ONE, TWO], "{name}: {text}");
        }
        let open = format!("[\n{one},\n{two}");
        let bytes = if name.ends_with("gz") { gz(open.as_bytes()) } else { open.into_bytes() };
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert_eq!(texts(&input.documents), [ONE, TWO], "{name}");
        assert_eq!(reasons(&input), [(None, SkipReason::Truncated)], "{name}");
    }
}

#[test]
fn many_objects_over_several_lines_are_all_read() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<String> = (0..12_000).map(|n| pretty(n, &format!("{ONE} {n}"))).collect();
    for (name, text) in [
        ("a.json", many.join("\n")),
        ("b.jsonl", many.join(",\n")),
        ("c.json", format!("[{}]", many.join(","))),
    ] {
        assert!(text.len() > 1 << 20);
        let input = load(&[write(folder.path(), name, text.as_bytes())]);
        assert!(input.skips.is_empty(), "{name}: {:?}", input.skips);
        assert_eq!(input.documents.len(), 12_000, "{name}");
        assert_eq!(input.documents[11_999].record, Some(12_000));
        let lines: Vec<String> = many.iter().map(|record| record.replace('\n', "") + ",").collect();
        let input = load(&[write(folder.path(), "lines.jsonl", lines.join("\n").as_bytes())]);
        assert_eq!((input.documents.len(), input.skips.len()), (12_000, 0));
    }
}

#[test]
fn a_broken_element_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (pretty(1, ONE), pretty(2, TWO));
    for broken in ["{\"text\": \"open}", "{\"text\": [1}", "{\"text\": \"bad \\x\"}", "{\"text\" \"colon\"}"]
    {
        let text = format!("[\n{one},\n{broken},\n{two}\n]");
        let input = load(&[write(folder.path(), "a.json", text.as_bytes())]);
        assert_eq!(texts(&input.documents), [ONE, TWO], "{broken}");
        assert_eq!(reasons(&input), [(Some(2), SkipReason::BrokenJson)], "{broken}");
    }
    let cut = format!("{one}\n{two}\n{{\"text\": \"cu");
    let input = load(&[write(folder.path(), "a.json", cut.as_bytes())]);
    assert_eq!(texts(&input.documents), [ONE, TWO]);
    assert_eq!(reasons(&input), [(None, SkipReason::Truncated)]);
}

#[test]
fn numbers_that_json_has_no_form_for_are_null() {
    let folder = tempfile::tempdir().unwrap();
    let nested =
        format!("{{\"id\":1,\"title\":NaN,\"x\":{{\"y\":[-Infinity,Infinity]}},\"text\":\"{ONE}\"}}");
    let quoting = "{\"id\":2,\"title\":\"NaN\",\"text\":\"NaN is no number, says \\\"Infinity\\\".\"}";
    let hidden = format!("{{\"id\":3,\"text\":NaN,\"content\":\"{TWO}\",\"source\":NaN}}");
    for (name, text) in [
        ("a.jsonl", format!("{nested}\n{quoting}\n{hidden}\n")),
        ("a.json", format!("[{nested},\n{quoting},\n{hidden}]")),
        ("b", format!("{nested}\n{quoting}\n{hidden}\n")),
        ("c.json", format!("[{nested},{quoting},{hidden}]")),
    ] {
        let input = load(&[write(folder.path(), name, text.as_bytes())]);
        assert!(input.skips.is_empty(), "{name}: {:?}", input.skips);
        assert_eq!(texts(&input.documents), [ONE, "NaN is no number, says \"Infinity\".", TWO], "{name}");
        let titles: Vec<Option<&str>> = input.documents.iter().map(|it| it.title.as_deref()).collect();
        assert_eq!(titles, [None, Some("NaN"), None]);
    }
}

#[test]
fn what_is_empty_hides_no_other_name() {
    let folder = tempfile::tempdir().unwrap();
    let whole = |blank: &str| {
        format!(
            "{{\"text\":{blank},\"content\":\"{ONE}\",\"title\":{blank},\"headline\":\"T\",\"date\":{blank},\
             \"published\":\"2026-03-04\",\"url\":{blank},\"link\":\"https://example.org/1\",\"source\":{blank},\
             \"outlet\":\"O\",\"lang\":{blank},\"language\":\"en\",\"id\":{blank},\"_id\":\"i\"}}\n"
        )
    };
    for blank in ["\"\"", "null", "\" \\n\\t\"", "[]", "[\"\"]", "{}", "{\"name\":null}", "NaN"] {
        let input = load(&[write(folder.path(), "a.jsonl", whole(blank).as_bytes())]);
        assert!(input.skips.is_empty(), "{blank}: {:?}", input.skips);
        let it = &input.documents[0];
        assert_eq!(
            (it.text.as_str(), it.title.as_deref(), it.name.as_str()),
            (ONE, Some("T"), "i"),
            "{blank}"
        );
        assert_eq!(it.published.unwrap().to_string(), "2026-03-04");
        assert_eq!((it.url.as_deref(), it.source.as_deref()), (Some("https://example.org/1"), Some("O")));
        assert!(it.language.is_some() && input.notes.is_empty());
    }
    let table = format!("text,content,title,headline,date,published,id,_id\n,{ONE},  ,T,,2026-03-04, ,i\n");
    let input = load(&[write(folder.path(), "a.csv", table.as_bytes())]);
    let it = &input.documents[0];
    assert_eq!((it.text.as_str(), it.title.as_deref(), it.name.as_str()), (ONE, Some("T"), "i"));
    assert_eq!(it.published.unwrap().to_string(), "2026-03-04");
    let input = load(&[write(folder.path(), "b.jsonl", b"{\"text\":null,\"title\":\"only\"}\n")]);
    assert_eq!(reasons(&input), [(Some(1), SkipReason::Empty)]);
}

#[test]
fn a_zero_costs_a_record_or_a_character_and_never_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bad = ONE.replace("board", "bo\0rd");
    let mended = ONE.replace("board", "bo\u{fffd}rd");
    let lines = format!("{{\"text\":\"{ONE}\"}}\n{{\"text\":\"{bad}\"}}\n{{\"text\":\"{TWO}\"}}\n");
    let input = load(&[write(folder.path(), "a.jsonl", lines.as_bytes())]);
    assert_eq!(texts(&input.documents), [ONE, TWO]);
    assert_eq!(reasons(&input), [(Some(2), SkipReason::BrokenJson)]);
    for (name, text) in [
        ("a.csv", format!("id,text\n1,{bad}\n2,{TWO}\n")),
        ("b.tsv.gz", format!("id\ttext\n1\t{bad}\n2\t{TWO}\n")),
        ("c.txt", format!("{bad}\n{TWO}\n")),
        ("d.md", format!("{TWO}\0\n{bad}\n")),
    ] {
        let bytes = if name.ends_with("gz") { gz(text.as_bytes()) } else { text.into_bytes() };
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert!(input.documents.iter().any(|document| document.text.contains(&mended)), "{name}");
        assert_eq!(reasons(&input), [(None, SkipReason::BadBytes)], "{name}");
    }
    let hole = format!("{{\"text\":\"{ONE}\"}}\n{}\n{{\"text\":\"{TWO}\"}}\n", "\0".repeat(4096));
    let input = load(&[write(folder.path(), "e.jsonl", hole.as_bytes())]);
    assert_eq!(texts(&input.documents), [ONE, TWO]);
    assert_eq!(reasons(&input), [(Some(2), SkipReason::BrokenJson)]);
}

#[cfg(feature = "html")]
#[test]
fn a_zero_in_a_page_with_markup_costs_a_character() {
    let folder = tempfile::tempdir().unwrap();
    let html =
        format!("<html><body><article><h1>Harbour</h1><p>{ONE}\0</p><p>{TWO}</p></article></body></html>");
    let input = load(&[write(folder.path(), "a.html", html.as_bytes())]);
    assert!(input.documents[0].text.contains(TWO) && input.documents[0].text.contains("ferries"));
    assert_eq!(reasons(&input), [(None, SkipReason::BadBytes)]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_costs_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let row = |number: u32| format!("{number},{ONE} {number}\n");
    let rows = |from: u32, to: u32| (from..=to).map(row).collect::<String>();
    let table = format!("id,text\n{}5,\"Mayor says no\n{}", rows(1, 4), rows(6, 9));
    for (name, delimiter) in
        [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t"), ("d.csv.gz", ","), ("e.csv", "|")]
    {
        let text = table.replace(',', delimiter);
        let bytes = if name.ends_with("gz") { gz(text.as_bytes()) } else { text.into_bytes() };
        let input = load(&[write(folder.path(), name, &bytes)]);
        let names: Vec<&str> = input.documents.iter().map(|document| document.name.as_str()).collect();
        assert_eq!(names, ["1", "2", "3", "4", "6", "7", "8", "9"], "{name}");
        assert_eq!(reasons(&input), [(Some(5), SkipReason::OpenQuote)], "{name}");
        assert!(input.skips[0].detail.contains("rows behind it"), "{}", input.skips[0].detail);
    }
    let last = format!("id,text\n{}9,\"{ONE}", rows(1, 8));
    let input = load(&[write(folder.path(), "last.csv", last.as_bytes())]);
    assert_eq!(input.documents.len(), 8);
    assert_eq!(reasons(&input), [(Some(9), SkipReason::OpenQuote)]);
}

#[test]
fn a_long_cell_of_many_lines_is_one_cell() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!("{ONE}\n7,{TWO}\n\n").repeat(20_000);
    let table = format!("id,text\n1,{ONE}\n2,\"{}\"\n3,{TWO}\n", long.replace('"', "\"\""));
    assert!(table.len() > 3 << 20);
    for (name, bytes) in [("a.csv", table.clone().into_bytes()), ("b.csv.gz", gz(table.as_bytes()))] {
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert!(input.skips.is_empty(), "{:?}", input.skips);
        assert_eq!(input.documents.len(), 3);
        assert_eq!(input.documents[1].text, long);
    }
}

#[test]
fn a_date_or_language_that_is_not_understood_is_noted_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let line =
        |date: &str, lang: &str| format!("{{\"text\":\"{ONE}\",\"date\":{date},\"lang\":\"{lang}\"}}\n");
    let lines = [
        line("\"2026-03-04\"", "en"),
        line("\"3/4/2026\"", "Arabic"),
        line("20260304", "en"),
        line("\"30 February 2026\"", "en"),
        line("null", ""),
    ];
    let path = write(folder.path(), "a.jsonl", lines.concat().as_bytes());
    let input = load(std::slice::from_ref(&path));
    assert!(input.skips.is_empty());
    let notes: Vec<_> =
        input.notes.iter().map(|it| (it.kind, it.records, it.record, it.example.as_str())).collect();
    assert_eq!(
        notes,
        [(NoteKind::UnreadDate, 2, Some(2), "3/4/2026"), (NoteKind::UnreadLanguage, 1, Some(2), "Arabic")]
    );
    let table = format!("id,text,date\n1,{ONE},2026-03-04\n2,{TWO},soon\n");
    let other = write(folder.path(), "b.csv", table.as_bytes());
    let input = load(&[other, path]);
    assert_eq!((input.notes[0].records, input.notes[0].record), (3, Some(2)));
}

#[test]
fn markup_in_a_text_field_is_taken_off_and_noted() {
    let folder = tempfile::tempdir().unwrap();
    let html = format!("<figure class='x'><img src='a.jpg' alt=''/></figure>\n<p>{ONE}</p><p>a &lt; b</p>");
    let line =
        serde_json::json!({"id": 1, "title": "<b>Harbour</b> news", "text": html, "url": "https://e.org/1"});
    let plain = serde_json::json!({"id": 2, "text": "if a < b, I <3 it and Vec<String> is no markup"});
    let path = write(folder.path(), "a.jsonl", format!("{line}\n{plain}\n").as_bytes());
    let with = |markup| {
        read(std::slice::from_ref(&path), &InputParams { markup, ..InputParams::default() }, &Silent).unwrap()
    };
    let input = with(Markup::Auto);
    assert_eq!(input.documents[0].text, format!("{ONE}\na < b"));
    assert_eq!(input.documents[0].title.as_deref(), Some("Harbour news"));
    assert_eq!(input.documents[1].text, "if a < b, I <3 it and Vec<String> is no markup");
    assert_eq!((input.notes[0].kind, input.notes[0].records), (NoteKind::Markup, 1));
    let input = with(Markup::Keep);
    assert_eq!(input.documents[0].text, html);
    assert!(input.notes.is_empty());
    let table = format!("id,text\n1,\"{}\"\n", html.replace('"', "\"\""));
    let input = load(&[write(folder.path(), "b.csv", table.as_bytes())]);
    assert_eq!(input.documents[0].text, format!("{ONE}\na < b"));
}

#[test]
fn an_object_stands_for_the_text_inside_it() {
    let folder = tempfile::tempdir().unwrap();
    for (field, taken) in [
        (format!("\"article\":{{\"title\":\"T\",\"body\":\"{ONE}\"}}"), "article.body"),
        (format!("\"content\":{{\"rendered\":\"{ONE}\"}}"), "content.rendered"),
        (
            format!("\"article\":{{\"content\":{{\"name\":\"x\",\"text\":\"{ONE}\"}}}}"),
            "article.content.text",
        ),
    ] {
        let path = write(folder.path(), "a.jsonl", format!("{{{field}}}\n").as_bytes());
        let facts = explain(std::slice::from_ref(&path), &InputParams::default(), &Silent).unwrap();
        assert_eq!(facts.files[0].fields[0].taken_from, [taken]);
        assert_eq!(texts(&load(&[path]).documents), [ONE]);
    }
    let input = load(&[write(folder.path(), "b.jsonl", b"{\"article\":{\"title\":\"T\",\"lead\":\"x\"}}\n")]);
    assert_eq!(reasons(&input), [(Some(1), SkipReason::WrongType)]);
    assert!(input.skips[0].detail.contains("article.lead, article.title"), "{}", input.skips[0].detail);
}

#[cfg(feature = "parquet")]
#[test]
fn a_struct_stands_for_the_text_inside_it() {
    use arrow_array::{ArrayRef, RecordBatch, StringArray, StructArray};
    use arrow_schema::{DataType, Field};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, outer: &str, inner: &[(&str, [&str; 2])]| {
        let fields = inner.iter().map(|(name, values)| {
            let column: ArrayRef = Arc::new(StringArray::from(values.to_vec()));
            (Arc::new(Field::new(*name, DataType::Utf8, true)), column)
        });
        let column: ArrayRef = Arc::new(StructArray::from(fields.collect::<Vec<_>>()));
        let batch = RecordBatch::try_from_iter([(outer, column)]).unwrap();
        let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        write(folder.path(), name, &writer.into_inner().unwrap())
    };
    let titles = ["Harbour", "Cherries"];
    for (name, outer, inner) in [
        ("a.parquet", "article", &[("title", titles), ("body", [ONE, TWO])][..]),
        ("b.parquet", "article", &[("body", ["", TWO]), ("text", [ONE, ""])]),
        ("c.parquet", "content", &[("name", titles), ("value", [ONE, TWO])]),
    ] {
        let path = file(name, outer, inner);
        assert_eq!(texts(&load(std::slice::from_ref(&path)).documents), [ONE, TWO], "{name}");
        let facts = explain(&[path], &InputParams::default(), &Silent).unwrap();
        assert!(facts.files[0].fields[0].taken_from[0].starts_with(&format!("{outer}.")), "{name}");
    }
    let path = file("d.parquet", "article", &[("title", titles), ("lead", [ONE, TWO])]);
    let input = load(std::slice::from_ref(&path));
    assert_eq!(reasons(&input), [(None, SkipReason::NoTextColumn)]);
    assert!(input.skips[0].detail.contains("article.title, article.lead"), "{}", input.skips[0].detail);
    let fields = FieldNames { text: vec!["article.lead".to_string()], ..FieldNames::default() };
    let params = InputParams { fields, ..InputParams::default() };
    assert_eq!(texts(&read(&[path], &params, &Silent).unwrap().documents), [ONE, TWO]);
}

#[test]
fn what_is_no_text_is_called_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, want) in [
        (
            "a.pdf",
            &b"%PDF-1.7\n1 0 obj"[..],
            "is a PDF, which retold does not read; convert it to text first",
        ),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0\x08\0word/document.xml\0\0", "is a Word document (docx)"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", "is a picture (JPEG)"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "is a picture (SVG)"),
        ("a.zip.gz", &gz(b"PK\x03\x04\x14\0\0\0\x08\0news.txt"), "is a zip archive"),
    ] {
        let input = load(&[write(folder.path(), name, bytes)]);
        assert!(input.documents.is_empty(), "{name}");
        assert!(input.skips[0].to_string().contains(want), "{}", input.skips[0]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_no_utf_8_is_read_and_two_that_look_alike_are_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [(&b"caf\xE8.txt"[..], ONE), (b"caf\xE9.txt", TWO)] {
        std::fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let root = folder.path().to_string_lossy().into_owned();
    let input = load(std::slice::from_ref(&root));
    assert!(input.skips.is_empty(), "{:?}", input.skips);
    assert_eq!(texts(&input.documents), [TWO, ONE], "by the names that are shown");
    let names: Vec<&str> = input.documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, [format!("{root}/caf\u{fffd}#2.txt"), format!("{root}/caf\u{fffd}.txt")]);
    let again = load(&[names[0].to_string()]);
    assert_eq!(texts(&again.documents), [TWO]);
}
