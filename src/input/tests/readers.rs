//! Every reader on what it is made for, and on what nobody made for it.

use super::{gz, load, reasons, write};
use crate::document::Document;
use crate::input::archive::{Origin, Piece, Source};
use crate::input::cut::{Flow, Raw};
use crate::input::decompress::Limits;
use crate::input::stream::Extent;
use crate::input::{FieldNames, InputParams, explain};
use crate::observe::{Silent, SkipReason};

const TABLE: &str = "id,Title,body,date,url\r\n\
    1,One,\"First line,\nand \"\"second\"\".\",2026-03-04,https://www.example.org/1\r\n\
    2,Two,Only text,,\r\n";

fn texts(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|document| document.text.as_str()).collect()
}

fn page(url: &str, html: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    record("response", url, "application/http; msgtype=response", http.as_bytes())
}

fn record(kind: &str, url: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-04T08:15:00Z\r\n\
        Content-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn archive() -> Vec<Vec<u8>> {
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: test\r\n"),
        page("https://www.example.org/1", "<title>One</title><p>First <b>page</b>.</p>"),
        record("request", "https://www.example.org/2", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "https://example.org/x.png",
            "application/http",
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\0\0",
        ),
        record(
            "response",
            "https://example.org/gone",
            "application/http",
            b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone",
        ),
        record("conversion", "https://example.org/2", "text/plain", "Second «page».".as_bytes()),
        record("resource", "https://example.org/3", "text/html", b"<p>Third page.</p>"),
    ]
}

#[test]
fn a_table_names_its_fields_as_a_record_does() {
    let folder = tempfile::tempdir().unwrap();
    let tabs = TABLE.replace("\"First line,\nand \"\"second\"\".\"", "First line").replace(',', "\t");
    let semicolons = TABLE.replace("line,", "line;").replace(',', ";").replace("line;\n", "line,\n");
    for (name, bytes) in [
        ("a.csv", TABLE.as_bytes().to_vec()),
        ("b.txt", format!("\u{feff}{semicolons}").into_bytes()),
        ("c.tsv", tabs.into_bytes()),
        ("d.csv.gz", gz(TABLE.as_bytes())),
        ("e", TABLE.as_bytes().to_vec()),
    ] {
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert!(input.skips.is_empty(), "{name}: {:?}", input.skips);
        let first = &input.documents[0];
        assert_eq!((first.name.as_str(), first.title.as_deref()), ("1", Some("One")), "{name}");
        assert!(first.text.starts_with("First line"), "{name}: {}", first.text);
        assert_eq!(first.published.unwrap().to_string(), "2026-03-04");
        assert_eq!((first.source.as_deref(), first.record), (Some("example.org"), Some(1)));
        assert_eq!(input.documents[1].text, "Only text");
    }
}

#[test]
fn ragged_and_blank_rows_are_skipped_with_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "id,text\n1,one,two\n2,good\n3\n\n4,\n5,also good,,\n";
    let input = load(&[write(folder.path(), "a.csv", rows.as_bytes())]);
    assert_eq!(texts(&input.documents), ["good", "also good"]);
    assert_eq!(
        reasons(&input),
        [(Some(1), SkipReason::Ragged), (Some(3), SkipReason::Ragged), (Some(4), SkipReason::Empty)]
    );
}

#[test]
fn a_table_without_a_text_column_names_the_columns_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.csv", b"number,writing\n1,x\n");
    let input = load(std::slice::from_ref(&path));
    assert_eq!(reasons(&input), [(None, SkipReason::NoTextColumn)]);
    assert!(input.skips[0].detail.contains("number, writing; name the text column with --text-field"));
    let fields = FieldNames { text: vec!["writing".to_string()], ..FieldNames::default() };
    assert_eq!(
        crate::input::read(&[path], &InputParams { fields, ..InputParams::default() }, &Silent)
            .unwrap()
            .documents
            .len(),
        1
    );
}

#[test]
fn tables_pages_and_lines_are_read_in_their_charset() {
    let folder = tempfile::tempdir().unwrap();
    let russian =
        "Мэр сообщил, что мост останется закрытым до конца месяца, пока инженеры не закончат осмотр.";
    let arabic = "أعلن رئيس الوزراء في مؤتمر صحفي أن الجسر سيبقى مغلقا حتى نهاية الشهر بعد العثور على شقوق.";
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let cyrillic = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let arabian = |text: &str| encoding_rs::WINDOWS_1256.encode(text).0.into_owned();
    for (name, bytes, want) in [
        ("a.csv", cyrillic(&format!("id;text\n1;{russian}\n")), russian),
        ("b.csv", wide(&format!("\u{feff}id,text\r\n1,{arabic}\r\n")), arabic),
        ("c.jsonl", wide(&format!("\u{feff}{{\"text\":\"{arabic}\"}}\n")), arabic),
        ("d.txt", arabian(arabic), arabic),
        ("e.html", arabian(&format!("<meta charset=windows-1256><p>{arabic}</p>")), arabic),
        ("f.html", cyrillic(&format!("<p>{russian}</p>")), russian),
        ("g.txt", wide(arabic), arabic),
        ("h.txt.gz", gz(&cyrillic(russian)), russian),
    ] {
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert!(input.skips.is_empty(), "{name}: {:?}", input.skips);
        assert_eq!(texts(&input.documents), [want], "{name}");
    }
}

#[test]
fn bad_bytes_are_counted_once_a_file_and_cost_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let good =
        "Die Brücke über die Elbe bleibt für Wochen geschlossen. Die Behörde erklärte: Fähren führen öfter.";
    let rows = [b"id,text\n1,", good.as_bytes(), b"\xff\n2,", good.as_bytes(), b"\xfe\xfe\n"].concat();
    let input = load(&[write(folder.path(), "a.csv", &rows)]);
    assert_eq!(input.documents.len(), 2);
    assert!(input.documents[0].text.ends_with('\u{fffd}'));
    assert_eq!(reasons(&input), [(None, SkipReason::BadBytes)]);
    assert!(input.skips[0].detail.starts_with("3 "), "{}", input.skips[0].detail);
}

#[test]
fn a_mark_decides_the_charset_even_of_a_text_with_bad_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), "a.txt", b"\xEF\xBB\xBFA caf\xE9 on a hill \xE2\x80\x94 and no more.");
    let html =
        b"\xEF\xBB\xBF<!doctype html><meta charset=latin1><p>A caf\xE9 on a hill, and no more than that.</p>";
    let html = write(folder.path(), "b.html", html);
    let input = load(&[text, html]);
    assert_eq!(texts(&input.documents)[0], "A caf\u{fffd} on a hill \u{2014} and no more.");
    assert!(texts(&input.documents)[1].contains("A caf\u{fffd} on a hill"), "{:?}", texts(&input.documents));
    assert_eq!(reasons(&input), [(None, SkipReason::BadBytes), (None, SkipReason::BadBytes)]);
}

#[test]
fn pages_and_texts_of_an_archive_are_documents() {
    let folder = tempfile::tempdir().unwrap();
    let members: Vec<u8> = archive().iter().flat_map(|record| gz(record)).collect();
    for (name, bytes) in [("a.warc", archive().concat()), ("b.warc.gz", members), ("c", archive().concat())] {
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert_eq!(texts(&input.documents), ["First page.", "Second «page».", "Third page."], "{name}");
        let first = &input.documents[0];
        assert_eq!(
            (first.name.as_str(), first.url.as_deref()),
            ("https://www.example.org/1", first.url.as_deref())
        );
        assert_eq!((first.title.as_deref(), first.source.as_deref()), (Some("One"), Some("example.org")));
        assert_eq!(
            (first.record, first.published),
            (Some(2), None),
            "when it was fetched is not when it was published"
        );
        assert_eq!(reasons(&input), [(None, SkipReason::OtherMedia)]);
        assert_eq!(input.skips[0].detail, "passed over: 1 image/png, 1 status 404");
    }
    let path = write(folder.path(), "d.warc", &archive().concat());
    let fields = FieldNames { date: vec!["WARC-Date".to_string()], ..FieldNames::default() };
    let input =
        crate::input::read(&[path], &InputParams { fields, ..InputParams::default() }, &Silent).unwrap();
    assert_eq!(input.documents[0].published.unwrap().to_string(), "2026-03-04T08:15:00Z");
}

#[test]
fn an_archive_that_ends_early_or_is_damaged_gives_its_other_records() {
    let folder = tempfile::tempdir().unwrap();
    let whole = archive().concat();
    let cut = load(&[write(folder.path(), "a.warc", &whole[..whole.len() - 30])]);
    assert_eq!(cut.documents.len(), 2);
    assert!(reasons(&cut).contains(&(None, SkipReason::Truncated)), "{:?}", cut.skips);
    let noise = [&archive()[1][..], b"noise\nnoise", &b"\n".repeat(3), &archive()[5]].concat();
    let damaged = load(&[write(folder.path(), "b.warc", &noise)]);
    assert_eq!(damaged.documents.len(), 2);
    assert_eq!(reasons(&damaged), [(Some(2), SkipReason::Damaged)]);
    let members: Vec<u8> = archive().iter().flat_map(|record| gz(record)).collect();
    let cut = load(&[write(folder.path(), "c.warc.gz", &members[..members.len() - 20])]);
    assert_eq!(cut.documents.len(), 2);
    assert!(reasons(&cut).contains(&(None, SkipReason::Truncated)), "{:?}", cut.skips);
}

/// A download that broke off costs what was not fetched, and nothing of what was.
#[test]
fn what_is_whole_of_a_feed_or_an_array_that_was_cut_is_read() {
    let item = |n: usize| {
        format!("<item><guid>{n}</guid><title>T{n}</title><description>text {n}</description></item>")
    };
    let entry =
        |n: usize| format!("<entry><id>{n}</id><title>T{n}</title><summary>text {n}</summary></entry>");
    let items: String = (1..=3).map(item).collect();
    let entries: String = (1..=3).map(entry).collect();
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>"
    );
    let atom =
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><id>f</id>{entries}</feed>");
    let array = r#"[{"id":"1","text":"text 1"},{"id":"2","text":"text 2"},{"id":"3","text":"téxt 3"}]"#;
    let folder = tempfile::tempdir().unwrap();
    let load_bytes = |name: &str, bytes: &[u8]| load(&[write(folder.path(), name, bytes)]);
    for (name, whole, last) in
        [("a.rss", rss.as_str(), "text 3"), ("a.atom", &atom, "text 3"), ("a.json", array, "t\u{e9}xt")]
    {
        assert_eq!(load_bytes(name, whole.as_bytes()).documents.len(), 3, "{name}");
        // Within the last text, in the middle of a character where it has one of two bytes.
        let cut = load_bytes(name, &whole.as_bytes()[..whole.find(last).unwrap() + 2]);
        let names: Vec<&str> = cut.documents.iter().map(|document| document.name.as_str()).collect();
        assert_eq!(names, ["1", "2"], "{name}: {:?}", cut.skips);
        assert_eq!(reasons(&cut), [(None, SkipReason::Truncated)], "{name}");
    }
}

#[test]
fn a_feed_that_is_a_page_of_an_error_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let input = load(&[write(folder.path(), "a.rss", b"<!doctype html><title>Bad gateway</title>")]);
    assert_eq!(reasons(&input), [(None, SkipReason::NotAFeed)]);
    assert!(input.skips[0].detail.contains("Bad gateway"));
}

#[test]
fn what_unpacks_without_end_is_refused_and_what_came_before_stays() {
    let line = b"{\"text\":\"the same again and again\"}\n";
    let packed = zstd::encode_all(&line.repeat(200_000)[..], 3).unwrap();
    let limits = Limits { bytes: 1 << 20, times: 50 };
    let fields = FieldNames::default();
    let source = Source { path: "bomb.jsonl.zst", extent: Extent::Whole, fields: &fields, limits };
    let mut bytes = 0;
    let outcome = source.unpack(&packed[..], &mut |piece| {
        match piece {
            Piece::Lines(lines) => bytes += lines.len(),
            Piece::Whole { origin, .. } => assert_ne!(origin, Origin::Archive),
            Piece::Raw(_) => {}
        }
        Flow::Continue(())
    });
    let (reason, detail) = outcome.fault.unwrap();
    assert_eq!(reason, SkipReason::Damaged);
    assert!(detail.contains("more than 1 MiB and 50 times its size"), "{detail}");
    assert!(bytes > 1 << 19 && bytes < 3 << 20, "{bytes}");
}

#[test]
fn a_row_that_never_ends_is_left_out() {
    let mut rows = b"id,text\n1,good\n2,\"".to_vec();
    rows.resize(80 << 20, b'x');
    let fields = FieldNames::default();
    let source = Source { path: "a.csv", extent: Extent::Whole, fields: &fields, limits: Limits::USUAL };
    let mut found = Vec::new();
    let outcome = source.unpack(&rows[..], &mut |piece| {
        if let Piece::Raw(Raw::Rows(rows)) = piece {
            rows.understand(|number, record| found.push((number, record.err().map(|unfit| unfit.reason))));
        }
        Flow::Continue(())
    });
    assert!(outcome.fault.is_none());
    assert_eq!(found, [(1, None), (2, Some(SkipReason::OpenQuote))]);
}

#[test]
fn each_file_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let russian =
        "Мэр сообщил, что мост останется закрытым до конца месяца, пока инженеры не закончат осмотр.";
    let table = encoding_rs::WINDOWS_1251
        .encode(&format!("id;Text;link\n1;{russian};https://example.org/\n2;\n"))
        .0
        .into_owned();
    let inputs = [
        write(folder.path(), "a.csv", &table),
        write(
            folder.path(),
            "b.jsonl",
            b"{\"headline\":\"T\",\"body\":\"x\"}\n{\"title\":\"T\",\"body\":\"x\"}\n{\"body\":\"x\"}\n",
        ),
        write(folder.path(), "c.warc.gz", &gz(&archive().concat())),
    ];
    let explained = explain(&inputs, &InputParams::default(), &Silent).unwrap();
    let [table, lines, archive] = explained.files.as_slice() else { panic!("{explained:?}") };
    let field = |facts: &crate::input::FileFacts, name: &str| {
        let field = facts.fields.iter().find(|field| field.name == name).unwrap();
        (field.documents, field.taken_from.join(" "))
    };
    assert_eq!((table.form, table.charset), (Some("a table with semicolons"), Some("windows-1251")));
    assert_eq!((table.charset_from, table.records, table.left_out), (Some("guessed"), 1, 1));
    assert_eq!((field(table, "text"), field(table, "url")), ((1, "Text".into()), (1, "link".into())));
    assert_eq!(field(table, "source"), (1, "host of the address".into()));
    assert_eq!((lines.form, lines.charset, lines.records), (Some("JSON lines"), Some("UTF-8"), 3));
    assert_eq!(field(lines, "title"), (2, "headline title".into()));
    assert_eq!(field(lines, "date"), (0, String::new()));
    assert_eq!((archive.form, archive.packing, archive.records), (Some("a web archive"), Some("gzip"), 3));
    assert_eq!(field(archive, "id"), (3, "WARC-Target-URI".into()));
    assert!(explain(&["-".to_string()], &InputParams::default(), &Silent).is_err());
}

/// Damages `bytes` in every way that a few hundred tries find, and looks that reading ends without a panic.
fn survives(name: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..300 {
        let mut damaged = bytes.to_vec();
        match random(4) {
            0 => damaged.truncate(random(bytes.len())),
            1 => {
                let (from, to) = (random(bytes.len()), random(bytes.len()));
                damaged.drain(from.min(to)..from.max(to));
            }
            2 => {
                let at = random(bytes.len());
                damaged.splice(at..at, [0, 0xFF, b'"', b'<', b'\n'].repeat(3));
            }
            _ => {
                for _ in 0..=random(8) {
                    let at = random(bytes.len());
                    damaged[at] = random(256) as u8;
                }
            }
        }
        let input = load(&[write(folder.path(), name, &damaged)]);
        assert!(!input.documents.is_empty() || !input.skips.is_empty(), "nothing is said of {damaged:?}");
    }
}

#[test]
fn damaged_files_of_every_form_end_in_documents_or_skips() {
    survives("a.csv", TABLE.as_bytes());
    survives("a.warc", &archive().concat());
    survives("a.warc.gz", &archive().iter().flat_map(|record| gz(record)).collect::<Vec<u8>>());
    survives(
        "a.html",
        b"<!doctype html><meta charset=\"windows-1256\"><title>t</title><p>a &amp; b</p><script>x</script>",
    );
    survives("a.rss", b"<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>t</title><item><guid>g</guid><description><![CDATA[<p>a</p>]]></description></item></channel></rss>");
    survives("a.xml", b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">a</div></content></entry></feed>");
    survives(
        "a.json",
        br#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"7","content_text":"a"}]}"#,
    );
}

#[test]
fn deep_nesting_and_noise_are_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a.html", "<div>".repeat(200_000).into_bytes()),
        ("b.xml", format!("<rss version='2.0'>{}", "<channel>".repeat(100_000)).into_bytes()),
        ("c.xml", "<!-- ".repeat(100_000).into_bytes()),
        (
            "d.json",
            format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", "[".repeat(100_000))
                .into_bytes(),
        ),
        ("e.csv", ",".repeat(300_000).into_bytes()),
        ("f.csv", b"text\n\0\0\0\n".to_vec()),
        ("g.warc", b"WARC/1.0\r\n".repeat(50_000)),
        ("h.warc", b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n".to_vec()),
        ("i.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9000000000\r\n\r\nHTTP".to_vec()),
        ("j.warc", b"WARC/1.0\r\n\r\n".to_vec()),
    ] {
        let input = load(&[write(folder.path(), name, &bytes)]);
        assert!(
            input.documents.is_empty() && !input.skips.is_empty(),
            "{name}: {:?}",
            texts(&input.documents)
        );
    }
}

#[cfg(feature = "parquet")]
mod columns {
    use super::{load, reasons, survives, texts, write};
    use crate::input::{FieldNames, Input, InputParams, explain};
    use crate::observe::{Silent, SkipReason};
    use arrow_array::builder::{ListBuilder, StringBuilder};
    use arrow_array::types::Int32Type;
    use arrow_array::{
        ArrayRef, BinaryArray, Date32Array, DictionaryArray, Int64Array, RecordBatch, StringArray,
        StringViewArray, StructArray, TimestampMicrosecondArray,
    };
    use arrow_schema::{DataType, Field};
    use parquet::arrow::ArrowWriter;
    use std::sync::Arc;

    fn batch() -> RecordBatch {
        let mut body = ListBuilder::new(StringBuilder::new());
        body.append_value([Some("one"), Some("two")]);
        body.append_value([Some("three")]);
        body.append_null();
        let field = |name: &str| Arc::new(Field::new(name, DataType::Utf8, true));
        let names: ArrayRef = Arc::new(StringArray::from(vec!["The Desk", "The Desk", "Other"]));
        let ids: ArrayRef = Arc::new(StringArray::from(vec!["d", "d", "o"]));
        let source = StructArray::from(vec![(field("id"), ids), (field("name"), names)]);
        let lang: DictionaryArray<Int32Type> = vec!["en", "en", "de"].into_iter().collect();
        let instants = TimestampMicrosecondArray::from(vec![Some(1_772_612_100_000_000), None, None]);
        RecordBatch::try_from_iter(vec![
            ("id", Arc::new(Int64Array::from(vec![7, 8, 9])) as ArrayRef),
            ("title", Arc::new(StringViewArray::from(vec![Some("T"), None, None]))),
            ("body", Arc::new(body.finish())),
            ("raw_content", Arc::new(BinaryArray::from(vec![Some(&b"x"[..]), None, Some(b"caf\xff")]))),
            ("date", Arc::new(instants.with_timezone("+03:00"))),
            ("published", Arc::new(Date32Array::from(vec![None, Some(20_516), None]))),
            ("source", Arc::new(source)),
            ("lang", Arc::new(lang)),
            ("unread", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ])
        .unwrap()
    }

    fn parquet(batch: &RecordBatch) -> Vec<u8> {
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(batch).unwrap();
        writer.into_inner().unwrap()
    }

    fn files(batch: &RecordBatch) -> [(&'static str, Vec<u8>); 3] {
        let mut file = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        file.write(batch).unwrap();
        let mut stream = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        stream.write(batch).unwrap();
        let (file, stream) = (file.into_inner().unwrap(), stream.into_inner().unwrap());
        [("a.parquet", parquet(batch)), ("a.arrow", file), ("a.arrows", stream)]
    }

    fn load_bytes(name: &str, bytes: &[u8]) -> Input {
        let folder = tempfile::tempdir().unwrap();
        load(&[write(folder.path(), name, bytes)])
    }

    #[test]
    fn columns_of_every_type_are_fields() {
        for (name, bytes) in files(&batch()).into_iter().chain([("a.dat.gz", super::gz(&parquet(&batch())))])
        {
            let input = load_bytes(name, &bytes);
            assert_eq!(texts(&input.documents), ["one\ntwo", "three", "caf\u{fffd}"], "{name}");
            assert_eq!(reasons(&input), [(None, SkipReason::BadBytes)], "{name}");
            let [first, second, third] = input.documents.as_slice() else { panic!() };
            assert_eq!((first.name.as_str(), first.title.as_deref()), ("7", Some("T")));
            assert_eq!(first.published.unwrap().to_string(), "2026-03-04T08:15:00Z");
            assert_eq!(second.published.unwrap().to_string(), "2026-03-04");
            assert_eq!((third.published, third.source.as_deref()), (None, Some("Other")));
            assert_eq!((third.language.unwrap().as_str(), third.record), ("de", Some(3)));
        }
    }

    #[test]
    fn a_column_inside_a_struct_is_named_with_a_dot() {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "a.parquet", &parquet(&batch()));
        let fields = FieldNames { text: vec!["source.id".to_string()], ..FieldNames::default() };
        let input = crate::input::read(
            std::slice::from_ref(&path),
            &InputParams { fields, ..InputParams::default() },
            &Silent,
        )
        .unwrap();
        assert_eq!(texts(&input.documents), ["d", "d", "o"]);
        let facts = explain(&[path], &InputParams::default(), &Silent).unwrap().files.remove(0);
        assert_eq!((facts.form, facts.charset, facts.records), (Some("Parquet"), None, 3));
        let source = facts.fields.iter().find(|field| field.name == "source").unwrap();
        assert_eq!((source.documents, source.taken_from.join(" ")), (3, "source.name".to_string()));
        let text = facts.fields.iter().find(|field| field.name == "text").unwrap();
        assert_eq!(text.taken_from, ["body", "raw_content"]);
    }

    #[test]
    fn vectors_stand_in_lists_of_numbers_and_in_cells_as_json_writes_them() {
        use arrow_array::ListArray;
        use arrow_array::types::Float64Type;
        let rows = [Some(vec![Some(0.5), Some(-1.0)]), None, Some(vec![Some(f64::NAN)])];
        let vectors: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>(rows));
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["one", "two", "three"]));
        let batch = RecordBatch::try_from_iter(vec![("text", texts), ("v", vectors)]).unwrap();
        let table = "text,v\none,\"[0.5, -1.0]\"\ntwo,\nthree,none\n".as_bytes().to_vec();
        for (name, bytes) in files(&batch).into_iter().chain([("a.csv", table)]) {
            let folder = tempfile::tempdir().unwrap();
            let path = write(folder.path(), name, &bytes);
            let fields = FieldNames { vector: vec!["v".to_string()], ..FieldNames::default() };
            let params = InputParams { fields, ..InputParams::default() };
            let input = crate::input::read(&[path], &params, &Silent).unwrap();
            let found: Vec<Option<&[f32]>> = input.documents.iter().map(|it| it.vector.as_deref()).collect();
            assert_eq!(found, [Some(&[0.5, -1.0][..]), None], "{name}");
            assert_eq!(reasons(&input), [(Some(3), SkipReason::WrongType)], "{name}");
        }
    }

    #[test]
    fn a_wrong_schema_names_its_columns() {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        let other =
            RecordBatch::try_from_iter(vec![("a", Arc::clone(&numbers)), ("b", Arc::clone(&numbers))])
                .unwrap();
        let typed = RecordBatch::try_from_iter(vec![("text", numbers)]).unwrap();
        for (name, bytes) in files(&other) {
            let input = load_bytes(name, &bytes);
            assert_eq!(reasons(&input), [(None, SkipReason::NoTextColumn)], "{name}");
            assert!(input.skips[0].detail.starts_with("its columns: a, b; "), "{}", input.skips[0].detail);
        }
        let input = load_bytes("a.parquet", &parquet(&typed));
        assert_eq!(reasons(&input), [(None, SkipReason::NoTextColumn)]);
        assert!(input.skips[0].detail.contains("\"text\" is Int64"), "{}", input.skips[0].detail);
    }

    #[test]
    fn a_file_without_its_end_is_truncated() {
        let bytes = parquet(&batch());
        assert_eq!(
            reasons(&load_bytes("a.parquet", &bytes[..bytes.len() / 2])),
            [(None, SkipReason::Truncated)]
        );
        assert_eq!(reasons(&load_bytes("a.parquet", b"PAR1")), [(None, SkipReason::Damaged)]);
        let [.., (_, stream)] = files(&batch());
        assert_eq!(
            reasons(&load_bytes("a.arrows", &stream[..stream.len() / 2])),
            [(None, SkipReason::Truncated)]
        );
    }

    #[test]
    fn damaged_columns_end_in_documents_or_skips() {
        for (name, bytes) in files(&batch()) {
            survives(name, &bytes);
        }
    }
}
