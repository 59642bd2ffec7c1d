//! Where reports go, and what a run that fails leaves behind.

use super::run::{Desk, gz};
use super::texts::three;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("news.jsonl", three());
    desk
}

#[test]
fn what_cannot_be_written_fails_before_anything_is_read() {
    let desk = desk();
    desk.write("folder/keep.txt", "kept");
    // The input does not exist: a run that read first would complain of that.
    for (output, why) in [
        ("json=folder", "is a folder"),
        ("json=missing/r.json", "there is no folder missing"),
        ("pdf=r.pdf", "no format of reports"),
        ("json", "expected FORMAT=PATH"),
        ("json=", "no path behind"),
    ] {
        desk.run(&format!("cluster none.jsonl -o {output}")).fails_with(why);
        desk.run(&format!("report none.json -o {output}")).fails_with(why);
    }
    desk.run("cluster none.jsonl -o json=- -o html=-").fails_with("two reports");
    desk.run("cluster none.jsonl -o json=r -o html=r").fails_with("two reports");
    assert_eq!(desk.names(), ["folder", "news.jsonl"]);
}

#[test]
fn a_run_that_fails_leaves_the_last_report_as_it_was() {
    let desk = desk();
    desk.write("r.json", "yesterday");
    desk.write("bad.jsonl", format!("{}{{broken\n", three()));
    desk.run("cluster none.jsonl -o json=r.json").fails_with("none.jsonl: no such file");
    desk.run("cluster bad.jsonl --strict -o json=r.json").fails_with("bad.jsonl:4");
    desk.run("cluster news.jsonl --story-threshold 7 -o json=r.json").fails_with("story threshold");
    assert_eq!(desk.read("r.json"), "yesterday");
    assert_eq!(desk.names(), ["bad.jsonl", "news.jsonl", "r.json"]);
    desk.run("cluster news.jsonl -o json=r.json").cleanly();
    assert_ne!(desk.read("r.json"), "yesterday");
    assert_eq!(desk.names(), ["bad.jsonl", "news.jsonl", "r.json"]);
}

#[test]
fn settings_out_of_range_are_refused() {
    let desk = desk();
    for (setting, why) in [
        ("--story-threshold 0", "story threshold"),
        ("--story-threshold 1.5", "story threshold"),
        ("--storyline-threshold 1", "storyline threshold"),
        ("--storyline-threshold=-0.1", "storyline threshold"),
        ("--copies-threshold NaN", "copies threshold"),
        ("--copies-threshold 0", "copies threshold"),
        ("--containment-threshold 2", "containment"),
        ("--recall 1", "recall"),
        ("--recall inf", "recall"),
        ("--threads 0", "--threads"),
        ("--threads many", "many"),
        ("--levels some", "some"),
        ("--top -1", "-1"),
        ("--strict --lenient", "--lenient"),
    ] {
        desk.run(&format!("cluster news.jsonl {setting} -o json=r.json")).fails_with(why);
    }
    assert_eq!(desk.names(), ["news.jsonl"]);
}

#[test]
fn a_bad_record_is_said_and_ends_only_a_strict_run() {
    let desk = Desk::new();
    desk.write("news.jsonl", format!("{{broken\n{}{{\"title\":\"no text\"}}\n", three()));
    let ran = desk.run("cluster news.jsonl -o json=r.json").ends_with(0);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    assert!(ran.err.lines().all(|line| line.starts_with("retold: skipped news.jsonl:")), "{}", ran.err);
    assert!(ran.out.contains("2 left out"), "{}", ran.out);
    let report = desk.json("r.json");
    assert_eq!((&report["funnel"]["documents"], &report["funnel"]["skipped"]), (&3.into(), &2.into()));
    assert_eq!(report["skipped"].as_array().unwrap().len(), 2);
    desk.run("cluster news.jsonl --quiet").cleanly();
    desk.run("cluster news.jsonl --strict -o json=s.json").fails_with("news.jsonl:1");
    desk.run("articles news.jsonl --strict").fails_with("news.jsonl:1");
    assert_eq!(desk.names(), ["news.jsonl", "r.json"]);
}

#[test]
fn a_truncated_archive_is_no_success_unless_it_is_allowed() {
    let desk = Desk::new();
    let records: String = (0..2000)
        .map(|n| {
            super::run::record(&n.to_string(), "", &format!("number {} is told of {}", n * 7919, n * 104_729))
        })
        .collect();
    let packed = gz(records.as_bytes());
    desk.write("news.jsonl.gz", &packed[..packed.len() / 2]);
    let ran = desk.run("cluster news.jsonl.gz -o json=r.json").ends_with(2);
    assert!(ran.err.contains("retold: skipped news.jsonl.gz"), "{}", ran.err);
    let documents = desk.json("r.json")["funnel"]["documents"].as_u64().unwrap();
    assert!(documents > 100 && documents < 2000, "{documents} before the cut");
    desk.run("articles news.jsonl.gz").ends_with(2);
    desk.run("cluster news.jsonl.gz --lenient").ends_with(0);
    desk.run("articles news.jsonl.gz --lenient").ends_with(0);
    desk.write("news.jsonl.gz", &packed);
    assert!(desk.run("articles news.jsonl.gz").cleanly().out.lines().count() == 2000);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let desk = desk();
    let full = std::fs::File::create("/dev/full").unwrap();
    for line in ["cluster news.jsonl", "cluster news.jsonl -o json=-", "articles news.jsonl"] {
        let output = desk.command(line).stdout(full.try_clone().unwrap()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {err}");
        assert!(err.starts_with("retold: ") && err.contains("No space left"), "{line}: {err}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_a_link_keeps_pointing() {
    let desk = desk();
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reading = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    desk.run("cluster news.jsonl -o jsonl=pipe").cleanly();
    assert!(reading.join().unwrap().starts_with("{\"document\""));
    assert!(!std::fs::metadata(&pipe).unwrap().is_file(), "the pipe is still one");
    std::fs::write(desk.path("real.json"), "old").unwrap();
    std::os::unix::fs::symlink("real.json", desk.path("link.json")).unwrap();
    desk.run("cluster news.jsonl -o json=link.json").cleanly();
    assert!(std::fs::symlink_metadata(desk.path("link.json")).unwrap().is_symlink());
    assert!(std::fs::read_to_string(desk.path("real.json")).unwrap().contains("\"articles\""));
}
