//! Input that asks for more than it is worth, and what is said of input that is left out.

use super::run::{Desk, gz, record};
use super::texts::{HARBOUR, ORCHARD};

#[test]
fn millions_of_records_without_text_are_counted_and_a_thousand_of_them_listed() {
    const BAD: usize = 500_000;
    let desk = Desk::new();
    desk.write("bad.jsonl", record("a", "", HARBOUR) + &"{}\n".repeat(BAD));
    desk.write("bad.csv", format!("id,text\n1,\"{HARBOUR}\"\n") + &"2,\n".repeat(BAD));
    for name in ["bad.jsonl", "bad.csv"] {
        let ran = desk.run(&format!("cluster {name} -o json=r.json")).ends_with(0);
        assert!(ran.err.contains(&format!("retold: {} more were skipped", BAD - 10)), "{}", ran.err);
        let report = desk.json("r.json");
        assert_eq!(report["funnel"]["skipped"], BAD, "{name}");
        let listed = report["skipped"].as_array().unwrap();
        assert_eq!((listed.len(), &listed[1000]["records"]), (1001, &(BAD - 1000).into()), "{name}");
        desk.run(&format!("cluster {name} --strict")).fails_with(&format!("{BAD} bad in all"));
        let found = |limit: usize| desk.run(&format!("check {name} --allow all --deny no-text={limit}")).code;
        assert_eq!((found(BAD), found(BAD - 1)), (0, 1), "{name}");
    }
}

#[test]
fn a_long_id_is_cut_and_told_and_stays_its_own() {
    let desk = Desk::new();
    let long = "i".repeat(200_000);
    let records: String =
        (0..40).map(|at| record(&format!("{long}{at}"), &"t".repeat(100_000), HARBOUR)).collect();
    desk.write("a.jsonl", records);
    desk.run("cluster a.jsonl -o json=r.json").ends_with(0);
    assert!(desk.read("r.json").len() < 2_000_000, "{}", desk.read("r.json").len());
    let report = desk.json("r.json");
    let note = &report["notes"][0];
    assert_eq!((note["kind"].as_str(), &note["records"]), (Some("long-field"), &80.into()));
    let ids: std::collections::BTreeSet<&str> =
        report["documents"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 40);
    assert!(ids.iter().all(|id| id.len() <= 1024));
}

#[test]
fn an_archive_in_an_archive_is_named() {
    let desk = Desk::new();
    let text = record("a", "", HARBOUR);
    desk.write("twice.jsonl.gz", gz(&gz(text.as_bytes())));
    desk.write("zip.jsonl.gz", gz(b"PK\x03\x04\x14\0\0\0\0\0"));
    for (name, what) in
        [("twice.jsonl.gz", "a gzip archive inside another one"), ("zip.jsonl.gz", "a zip archive")]
    {
        let ran = desk.run(&format!("cluster {name}")).ends_with(2);
        assert!(ran.err.contains(what) && ran.err.contains("unpack it first"), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn what_is_left_out_of_a_folder_is_told() {
    let desk = Desk::new();
    desk.write("news/a.txt", HARBOUR);
    desk.write("news/b.txt", ORCHARD);
    for name in ["drafts/one.txt", "drafts/two.txt", "old.log", ".hidden.txt", ".git/config"] {
        desk.write(&format!("news/{name}"), HARBOUR);
    }
    desk.write("news/.retoldignore", "drafts/\n");
    desk.write("news/.gitignore", "*.log\n");
    std::os::unix::fs::symlink("nowhere.txt", desk.path("news/dangling.txt")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(desk.path("news/socket.txt")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(desk.path("news/pipe.txt")).status();
    let ran = desk.run("cluster news -o json=r.json").ends_with(0);
    let expected = "retold: note: news: has files that were left out (2 files by .retoldignore, 1 file by .gitignore or \
                    .ignore, 1 file hidden; name them to have them read)";
    assert!(ran.err.contains(expected), "{}", ran.err);
    assert!(ran.err.contains("skipped news/dangling.txt: is a link"), "{}", ran.err);
    assert!(ran.err.contains("skipped news/socket.txt: is a pipe, socket or device"), "{}", ran.err);
    if pipe.is_ok_and(|status| status.success()) {
        assert!(ran.err.contains("skipped news/pipe.txt: is a pipe, socket or device"), "{}", ran.err);
    }
    let report = desk.json("r.json");
    assert_eq!(report["funnel"]["documents"], 2);
    let reasons: Vec<&str> =
        report["skipped"].as_array().unwrap().iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons.iter().filter(|reason| **reason == "ignored").count(), 1);
    std::fs::remove_file(desk.path("news/.retoldignore")).unwrap();
    for name in ["dangling.txt", "socket.txt", "pipe.txt", "old.log", ".hidden.txt"] {
        let _ = std::fs::remove_file(desk.path(&format!("news/{name}")));
    }
    desk.run("cluster news").cleanly();
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_goes_through_every_command() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    desk.write("news/a.txt", HARBOUR);
    let odd = std::ffi::OsStr::from_bytes(b"caf\xE9.txt");
    let folder = desk.path("news");
    std::fs::write(folder.join(odd), ORCHARD).unwrap();
    std::fs::write(folder.join(std::ffi::OsStr::from_bytes(b"caf\xE8.jsonl")), record("x", "", HARBOUR))
        .unwrap();
    desk.run("articles news").ends_with(0);
    desk.run("cluster news -o json=r.json").ends_with(0);
    assert_eq!(desk.json("r.json")["funnel"]["documents"], 3);
    let ran = desk.run("check news").ends_with(1);
    assert!(ran.out.contains("caf\u{FFFD}") && ran.out.contains("exact-copies"), "{}", ran.out);
    desk.run("dedup news -o clean").ends_with(0);
    assert_eq!(std::fs::read_to_string(desk.path("clean").join(odd)).unwrap(), ORCHARD);
}

/// Runs where no more than so many KiB of addresses can be had, so that memory that is asked for without need ends the run.
#[cfg(all(target_os = "linux", feature = "parquet"))]
#[test]
fn a_small_file_of_columns_takes_no_more_memory_than_there_is() {
    use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
    use parquet::basic::{Compression, ZstdLevel};
    use parquet::file::properties::WriterProperties;
    use std::sync::Arc;
    const LONG: usize = 12 << 20;
    let text: ArrayRef = Arc::new(StringArray::from(vec!["The harbour is closed. ".repeat(LONG / 23)]));
    let texts = DictionaryArray::try_new(Int32Array::from(vec![0; 5000]), text).unwrap();
    let nulls: ArrayRef = Arc::new(StringArray::new_null(3_000_000));
    let desk = Desk::new();
    for (name, column) in [("long.parquet", Arc::new(texts) as ArrayRef), ("nulls.parquet", nulls)] {
        let batch = RecordBatch::try_from_iter(vec![("text", column)]).unwrap();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap()))
            .set_dictionary_page_size_limit(2 * LONG)
            .build();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        let bytes = writer.into_inner().unwrap();
        assert!(bytes.len() < 200_000, "{name}: {}", bytes.len());
        desk.write(name, bytes);
        let mut command = std::process::Command::new("sh");
        let line = format!("ulimit -v 2500000; exec \"$0\" articles {name} --fields --threads 2");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_retold")]).current_dir(desk.path("."));
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 2)), "{name}: {:?} {err}", output.status);
        if name == "long.parquet" {
            assert!(err.contains("256 MiB and 250 times its size"), "{err}");
        }
    }
}
