mod bounds;
mod damage;
mod readers;

use super::{Input, InputError, InputParams, read};
#[cfg(feature = "html")]
use crate::document::Layout;
use crate::observe::{Silent, SkipReason};
use std::io::Write;
use std::path::Path;

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path.to_string_lossy().into_owned()
}

fn load(inputs: &[String]) -> Input {
    read(inputs, &InputParams::default(), &Silent).unwrap()
}

fn reasons(input: &Input) -> Vec<(Option<u64>, SkipReason)> {
    input.skips.iter().map(|skip| (skip.record, skip.reason)).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const TWO: &[u8] = b"{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n";

#[test]
fn each_bad_record_is_one_skip_and_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = b"{\"text\":\"good\"}\n{broken\n\n{\"title\":\"no text\"}\n{\"text\":5}\n[1]\n{\"text\":\"  \"}\n\xff\xfe\n{\"text\":\"last\"}";
    let path = write(folder.path(), "news.jsonl", bytes);
    let input = load(std::slice::from_ref(&path));
    let names: Vec<&str> = input.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, [format!("{path}:1"), format!("{path}:9")]);
    assert_eq!(
        reasons(&input),
        [
            (Some(2), SkipReason::BrokenJson),
            (Some(4), SkipReason::MissingText),
            (Some(5), SkipReason::WrongType),
            (Some(6), SkipReason::WrongType),
            (Some(7), SkipReason::Empty),
            (Some(8), SkipReason::NotUtf8),
        ]
    );
}

#[test]
fn a_headline_has_no_references_and_a_text_keeps_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"title":"&quot;Yes&quot; &#8211; AT&T","text":"He said &quot;yes&quot;."}"#;
    let input = load(&[write(folder.path(), "news.jsonl", line.as_bytes())]);
    assert_eq!(input.documents[0].title.as_deref(), Some("\"Yes\" – AT&T"));
    assert_eq!(input.documents[0].text, "He said &quot;yes&quot;.");
}

#[cfg(feature = "html")]
#[test]
fn a_file_called_html_is_one_record_of_its_article() {
    let folder = tempfile::tempdir().unwrap();
    let page = include_str!("html/pages/english.html");
    let paths = [
        write(folder.path(), "a.html", page.as_bytes()),
        write(folder.path(), "b.HTM.gz", &gz(page.as_bytes())),
        write(folder.path(), "c.html", b"<title>Home</title><p><img src=a.png></p><script>x = 1</script>"),
    ];
    let input = load(&paths);
    assert_eq!(reasons(&input), [(None, SkipReason::Empty)]);
    assert_eq!(input.documents.len(), 2);
    for document in &input.documents {
        assert_eq!(document.text, include_str!("html/pages/english.txt").trim_end());
        assert_eq!(document.layout, Layout::Record);
        assert_eq!(document.source.as_deref(), Some("The Valley Post"));
        assert_eq!(document.published.unwrap().to_string(), "2026-03-07T18:40:00Z");
    }
}

#[test]
fn half_a_surrogate_pair_costs_no_text_and_is_named_where_it_does_cost_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let lines = r#"{"text":"good \ud83d"}
{"text":["one \ud83d","two"]}
"#;
    let input = load(&[write(folder.path(), "news.jsonl", lines.as_bytes())]);
    assert_eq!(input.documents[0].text, "good \u{FFFD}");
    assert_eq!(reasons(&input), [(Some(2), SkipReason::BrokenJson)]);
    assert!(input.skips[0].detail.contains("escape at column"), "{}", input.skips[0].detail);
}

#[test]
fn archives_of_several_members_are_read_to_their_end() {
    let folder = tempfile::tempdir().unwrap();
    let half = TWO.len() / 2;
    let (first, second) = TWO.split_at(half);
    let bz = |bytes: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let xz = |bytes: &[u8]| {
        let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let zst = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
    for (name, bytes) in [
        ("a.jsonl.gz", [gz(first), gz(second)].concat()),
        ("a.jsonl.zst", [zst(first), zst(second)].concat()),
        ("a.jsonl.bz2", [bz(first), bz(second)].concat()),
        ("a.jsonl.xz", [xz(first), xz(second)].concat()),
    ] {
        let path = write(folder.path(), name, &bytes);
        let input = load(std::slice::from_ref(&path));
        assert_eq!((input.documents.len(), input.skips.len()), (2, 0), "{name}");
        let cut = write(folder.path(), name, &bytes[..bytes.len() - 9]);
        let input = load(&[cut]);
        assert!(input.skips.iter().any(|skip| skip.reason.loses_unknown_records()), "{name} cut short");
    }
}

#[test]
fn a_truncated_archive_gives_the_records_before_the_cut() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<u8> = (0..2000)
        .flat_map(|n| format!("{{\"id\":\"{n}\",\"text\":\"text {}\"}}\n", n * 7919).into_bytes())
        .collect();
    let packed = gz(&many);
    let path = write(folder.path(), "cut.jsonl.gz", &packed[..packed.len() / 2]);
    let input = load(&[path]);
    assert!(input.documents.len() > 100 && input.documents.len() < 2000);
    assert_eq!(reasons(&input), [(None, SkipReason::Truncated)]);
}

#[test]
fn arrays_single_objects_and_lines_are_told_apart_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let array = write(
        folder.path(),
        "array.json",
        b"\xEF\xBB\xBF[{\"content\":\"one\"},{\"body\":[\"two\",\"parts\"]}]",
    );
    let object =
        write(folder.path(), "object.json", b"{\n \"headline\": \"T\",\n \"maintext\": \"three\"\n}");
    let lines = write(folder.path(), "lines.json", TWO);
    let input = load(&[array, object, lines]);
    let texts: Vec<&str> = input.documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["one", "two\nparts", "one", "two", "three"]);
    assert!(input.skips.is_empty());
}

#[test]
fn fields_are_found_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let record = br#"{"guid": 7, "headline": " T ", "article": {"body": "deep"}, "content": "flat", "pubDate": "Wed, 04 Mar 2026 08:15:00 GMT", "link": "https://www.Example.org/x?y", "language": "EN-us"}"#;
    let path = write(folder.path(), "a.jsonl", record);
    let document = load(std::slice::from_ref(&path)).documents.remove(0);
    assert_eq!(
        (document.name.as_str(), document.title.as_deref(), document.text.as_str()),
        ("7", Some("T"), "flat")
    );
    assert_eq!(document.source.as_deref(), Some("example.org"));
    assert_eq!(document.published.unwrap().to_string(), "2026-03-04T08:15:00Z");
    assert_eq!(document.language.unwrap().as_str(), "en");
    let mut params = InputParams::default();
    params.fields.text = vec!["article.body".to_string()];
    assert_eq!(read(&[path], &params, &Silent).unwrap().documents[0].text, "deep");
}

#[test]
fn folders_are_walked_with_ignore_rules_and_order_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "b/2.txt", b"two");
    write(folder.path(), "a/1.txt", b"one");
    write(folder.path(), "a/skip.txt", b"not me");
    write(folder.path(), ".retoldignore", b"skip.txt\n");
    let root = folder.path().to_string_lossy().into_owned();
    let all = load(std::slice::from_ref(&root));
    assert_eq!(all.documents.len(), 2);
    let turned = load(&[format!("{root}/b"), format!("{root}/a/*.txt"), format!("{root}/a/1.txt")]);
    let names = |input: &Input| input.documents.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&all), names(&turned));
}

#[test]
fn what_is_no_text_is_said_clearly() {
    let folder = tempfile::tempdir().unwrap();
    let empty = write(folder.path(), "1.txt", b"");
    let blank = write(folder.path(), "2.txt", b"\n \n\t\n");
    // A space in windows-1252, and none in ASCII.
    let wide = write(folder.path(), "2.parquet", b"\xa0");
    let binary = write(folder.path(), "3.txt", b"\x7fELF\0\0\0");
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
    let noise = write(folder.path(), "4.txt", &noise);
    let input = load(&[empty, blank, wide, binary, noise]);
    let found: Vec<SkipReason> = input.skips.iter().map(|skip| skip.reason).collect();
    let (empty, binary) = (SkipReason::Empty, SkipReason::NotText);
    assert_eq!(found, [empty, empty, empty, binary, binary]);
}

#[test]
fn an_input_that_names_nothing_is_an_error() {
    let params = InputParams::default();
    let read = |name: &str| read(&[name.to_string()], &params, &Silent);
    assert!(matches!(read("no/such/file.txt"), Err(InputError::NotFound(_))));
    assert!(matches!(read("no/such/*.txt"), Err(InputError::NoFiles(_))));
    assert!(matches!(read("bad/[a.txt"), Err(InputError::BadPattern { .. })));
}

#[test]
fn the_second_record_with_an_id_is_renamed() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        write(folder.path(), "a.jsonl", b"{\"id\":\"x\",\"text\":\"one\"}\n{\"id\":\"x\",\"text\":\"two\"}");
    let names: Vec<String> = load(&[path]).documents.into_iter().map(|d| d.name).collect();
    assert_eq!(names, ["x", "x#2"]);
}

#[test]
fn a_record_whose_id_was_there_before_says_which_id_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let records =
        b"{\"id\": \"a\", \"text\": \"one\"}\n{\"id\": \"a\", \"text\": \"two\"}\n{\"text\": \"three\"}\n";
    let input = load(&[write(folder.path(), "a.jsonl", records)]);
    let repeats: Vec<Option<&str>> = input.documents.iter().map(|it| it.repeats.as_deref()).collect();
    assert_eq!(repeats, [None, Some("a"), None]);
}

#[test]
fn a_renamed_record_does_not_take_the_name_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = ["x", "x", "x#2", "x", "y#2", "y", "y"]
        .iter()
        .map(|id| format!("{{\"id\":\"{id}\",\"text\":\"one\"}}\n"))
        .collect();
    let path = write(folder.path(), "a.jsonl", lines.as_bytes());
    let names: Vec<String> = load(&[path]).documents.into_iter().map(|d| d.name).collect();
    assert_eq!(names, ["x", "x#2", "x#2#2", "x#3", "y#2", "y", "y#3"]);
}

#[test]
fn a_table_of_vectors_with_an_impossible_shape_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let lines = write(folder.path(), "a.jsonl", TWO);
    let nested = format!("(4, 1),{}", "{".repeat(35));
    for shape in
        ["(9223372036854775808, 2)", "(4294967296, 4294967296)", "(0, 18446744073709551615)", &nested]
    {
        let mut head = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
        head.push_str(&" ".repeat(117_usize.saturating_sub(head.len())));
        let bytes = [&b"\x93NUMPY\x01\x00\x76\x00"[..], head.as_bytes(), b"\n"].concat();
        let vectors = Some(write(folder.path(), "a.npy", &bytes));
        let params = InputParams { vectors, ..InputParams::default() };
        let error = read(std::slice::from_ref(&lines), &params, &Silent).unwrap_err();
        assert!(matches!(error, InputError::Vectors(_)), "{shape}: {error}");
    }
}

#[test]
fn a_packed_feed_that_was_cut_gives_its_whole_items() {
    let item =
        |n: u64| format!("<item><guid>{n}</guid><description>{:x}</description></item>", (n * n) << 40);
    let feed =
        format!("<rss version=\"2.0\"><channel>{}</channel></rss>", (1..2000).map(item).collect::<String>());
    let packed = gz(feed.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let input = load(&[write(folder.path(), "a.xml.gz", &packed[..packed.len() / 2])]);
    assert!((100..1999).contains(&input.documents.len()), "{}", input.documents.len());
    assert_eq!(reasons(&input), [(None, SkipReason::Truncated)]);
}
