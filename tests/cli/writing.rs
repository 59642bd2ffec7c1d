//! What a run writes, and what it never writes over.

use super::run::{Desk, record};
use super::texts::{HARBOUR, ORCHARD, three};
use std::process::Stdio;
use std::time::{Duration, Instant};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("news.jsonl", record("a", "Bridge", HARBOUR) + &record("b", "Bridge", HARBOUR));
    desk
}

#[test]
fn no_output_is_an_input_by_whatever_name() {
    let desk = desk();
    desk.write("folder/in.jsonl", three());
    let inputs = [desk.read("news.jsonl"), desk.read("folder/in.jsonl")];
    #[cfg(unix)]
    std::os::unix::fs::symlink("news.jsonl", desk.path("link.jsonl")).unwrap();
    #[cfg(not(unix))]
    desk.write("link.jsonl", "");
    std::fs::hard_link(desk.path("news.jsonl"), desk.path("hard.jsonl")).unwrap();
    desk.run("cluster folder --levels copies -o json=base.json").cleanly();
    desk.run("dedup news.jsonl --dry-run --plan plan.json").ends_with(0);
    desk.write("set.toml", "levels = \"copies\"\n");
    desk.write("names.txt", "A = B\n");
    let plan = desk.read("plan.json");
    for line in [
        "cluster news.jsonl -o json=news.jsonl",
        "cluster news.jsonl -o html=r.html -o csv=./news.jsonl",
        "cluster news.jsonl -o json=hard.jsonl",
        "cluster link.jsonl -o json=news.jsonl",
        "cluster folder -o json=folder/in.jsonl",
        "cluster folder/*.jsonl -o json=folder/../folder/in.jsonl",
        "cluster news.jsonl --config set.toml -o json=set.toml",
        "cluster news.jsonl --spellings names.txt -o spellings=names.txt",
        "check news.jsonl -o sarif=news.jsonl",
        "check folder --against news.jsonl -o text=hard.jsonl",
        "check news.jsonl --baseline news.jsonl --update-baseline",
        "check news.jsonl --base-ref base.json -o json=base.json",
        "dedup news.jsonl -o news.jsonl",
        "dedup news.jsonl -o hard.jsonl",
        "dedup news.jsonl -o out.jsonl --removed news.jsonl",
        "dedup news.jsonl -o out.jsonl --plan hard.jsonl",
        "dedup folder news.jsonl -o new --removed folder/in.jsonl",
        "dedup --apply plan.json -o plan.json",
        "dedup --apply plan.json -o news.jsonl",
        "report base.json -o html=base.json",
        "tune news.jsonl --to-label news.jsonl",
    ] {
        desk.run(line).fails_with(".retoldignore when it is no input");
        assert_eq!([desk.read("news.jsonl"), desk.read("folder/in.jsonl")], inputs, "{line}");
        assert_eq!(desk.read("plan.json"), plan, "{line}");
        assert!(!desk.path("new").exists() && !desk.path("out.jsonl").exists(), "{line}");
    }
    for line in [
        "cluster news.jsonl -o json=r -o html=./r",
        "check news.jsonl -o json=r -o text=folder/../r",
        "check news.jsonl -o json=r --baseline r --update-baseline",
        "dedup news.jsonl -o r --removed r",
        "dedup news.jsonl -o r --plan ./r",
        "dedup news.jsonl -o - --removed -",
        "dedup news.jsonl -o r.jsonl --removed r --plan r",
    ] {
        desk.run(line).fails_with("cannot both be written there");
    }
    assert!(!desk.path("r").exists());
    // A device takes what several write, and a report of an earlier run is no input.
    #[cfg(unix)]
    desk.run("cluster news.jsonl -o json=/dev/null -o html=/dev/null").cleanly();
    desk.run("cluster news.jsonl -o json=base.json").cleanly();
}

#[test]
fn a_baseline_in_the_folder_that_is_checked_can_be_written_again() {
    let desk = Desk::new();
    desk.write("in/news.jsonl", record("a", "", HARBOUR) + &record("b", "", HARBOUR));
    for _ in 0..2 {
        desk.run("check in --baseline in/known.txt --update-baseline").ends_with(0);
        assert!(desk.read("in/known.txt").starts_with("# retold baseline"));
    }
}

/// A corpus that takes a while, with copies.
fn long(records: usize) -> String {
    let words = |n: usize| {
        (0..120).map(|w| format!("w{}", (n * 31 + w * w * 7) % 9973)).collect::<Vec<_>>().join(" ")
    };
    (0..records).map(|n| record(&n.to_string(), "", &words(n / 2 * 2))).collect()
}

#[test]
fn an_input_that_changes_while_it_is_read_costs_no_text() {
    let desk = Desk::new();
    let text = long(2500);
    desk.write("news.jsonl", &text);
    desk.run("dedup news.jsonl --dry-run --plan plan.json -q").ends_with(0);
    for line in ["dedup news.jsonl -o out.jsonl", "dedup --apply plan.json -o out.jsonl"] {
        desk.write("out.jsonl", "yesterday");
        let mut changed = false;
        // The moment that matters lies between the first reading and the last.
        for delay in (0..20).map(|n| Duration::from_millis(n * n * 2)) {
            desk.write("news.jsonl", &text);
            let mut command = desk.command(line);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            std::thread::sleep(delay);
            // Another process puts the records in another order: each number now means another record.
            let turned: Vec<&str> = text.lines().rev().collect();
            desk.write("news.jsonl", turned.join("\n") + "\n");
            let ended = child.wait().unwrap().code();
            let out = desk.read("out.jsonl");
            match ended {
                Some(2) => {
                    changed = true;
                    assert_eq!(out, "yesterday", "{line} {delay:?}");
                }
                Some(0) => {
                    let kept: std::collections::BTreeSet<&str> = out.lines().map(texts).collect();
                    let all: std::collections::BTreeSet<&str> = text.lines().map(texts).collect();
                    assert_eq!(kept, all, "{line} {delay:?}");
                    desk.write("out.jsonl", "yesterday");
                }
                other => panic!("{line} ended with {other:?}"),
            }
        }
        assert!(changed, "{line}: no run met a change");
    }
    assert_eq!(desk.names(), ["news.jsonl", "out.jsonl", "plan.json"]);
}

#[test]
fn of_several_files_none_is_written_when_one_of_them_changes() {
    let desk = Desk::new();
    let text = long(1200);
    let mut changed = 0;
    for delay in (0..20).map(|n| Duration::from_millis(n * n)) {
        for name in ["in/a.jsonl", "in/b/c.jsonl", "in/d.jsonl"] {
            desk.write(name, &text);
        }
        let _ = std::fs::remove_dir_all(desk.path("out"));
        let mut command = desk.command("dedup in -o out");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(delay);
        desk.write("in/a.jsonl", record("z", "", ORCHARD));
        match child.wait().unwrap().code() {
            Some(0) => assert!(desk.path("out").is_dir()),
            Some(2) => {
                changed += 1;
                let left = std::fs::read_dir(desk.path("out")).map(Iterator::count);
                assert!(left.unwrap_or(0) == 0, "{delay:?}: files that were judged with it are left");
            }
            other => panic!("{delay:?}: ended with {other:?}"),
        }
    }
    assert!(changed > 0, "no run met a change");
}

fn texts(line: &str) -> &str {
    line.split_once("\"text\":").unwrap().1
}

#[cfg(unix)]
#[test]
fn what_is_replaced_keeps_its_mode_and_a_new_file_has_the_usual_one() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    let mode = |name: &str| std::fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    desk.write("usual", "");
    for own in [0o600, 0o640, 0o664] {
        desk.write("r.json", "");
        std::fs::set_permissions(desk.path("r.json"), std::fs::Permissions::from_mode(own)).unwrap();
        desk.run("cluster news.jsonl -o json=r.json").cleanly();
        assert_eq!(mode("r.json"), own);
        assert!(desk.read("r.json").len() > 100);
    }
    desk.run("cluster news.jsonl -o json=new.json").cleanly();
    assert_eq!(mode("new.json"), mode("usual"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_waits_under_a_likely_name() {
    let desk = desk();
    desk.write("precious", "mine");
    // What earlier versions called their files beside.
    for pid in 1..3000 {
        let name = desk.path(&format!(".r.json.{pid}.part"));
        std::os::unix::fs::symlink("precious", name).unwrap();
    }
    desk.run("cluster news.jsonl -o json=r.json").cleanly();
    assert_eq!(desk.read("precious"), "mine");
    // A cache follows no link out of its folder, whoever knew the name of its file.
    let cached = || {
        let entries = std::fs::read_dir(desk.path("cache")).unwrap();
        let mut names = entries.map(|entry| entry.unwrap().path());
        names.find(|name| name.extension().is_some_and(|it| it == "retold")).unwrap()
    };
    desk.run("check news.jsonl --cache cache").ends_with(1);
    let own = cached();
    std::fs::remove_file(&own).unwrap();
    std::os::unix::fs::symlink("../precious", &own).unwrap();
    desk.run("check news.jsonl --cache cache").ends_with(1);
    assert_eq!(desk.read("precious"), "mine");
    assert!(std::fs::symlink_metadata(cached()).unwrap().is_file());
}

#[test]
fn a_cache_in_a_folder_of_texts_hides_none_of_them() {
    let desk = desk();
    desk.run("check . --cache .").ends_with(1);
    assert!(!desk.path(".gitignore").exists());
    desk.run("check . --cache new").ends_with(1);
    assert_eq!(desk.read("new/.gitignore"), "*\n");
}

/// Runs that are ended at moments that nobody chose.
#[cfg(unix)]
#[test]
fn a_run_that_is_ended_at_any_moment_leaves_whole_files_and_nothing_else() {
    let desk = Desk::new();
    let text = long(1500);
    desk.write("news.jsonl", &text);
    desk.write("alone.jsonl", record("z", "", ORCHARD));
    let lines = [
        "dedup news.jsonl -o out.jsonl --removed removed.jsonl --plan plan.json -q",
        "cluster news.jsonl --levels copies -o json=r.json -o csv=r.csv -q",
        "check news.jsonl --cache cache --baseline known.txt --update-baseline -o json=c.json -q",
    ];
    let written = |line: &str| {
        let names = ["out.jsonl", "removed.jsonl", "plan.json", "r.json", "r.csv", "c.json", "known.txt"];
        names
            .into_iter()
            .filter(|name| line.contains(&format!("{name} ")) || line.contains(&format!("={name}")))
            .map(str::to_string)
            .collect::<Vec<String>>()
    };
    let rounds: u64 = std::env::var("RETOLD_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(34);
    for line in lines {
        let start = Instant::now();
        assert!(desk.run(line).code < 2);
        let took = start.elapsed();
        let whole: Vec<(String, String)> =
            written(line).into_iter().map(|name| (name.clone(), desk.read(&name))).collect();
        assert!(!whole.is_empty());
        let before = desk.names();
        for round in 0..rounds {
            whole.iter().for_each(|(name, _)| desk.write(name, "yesterday"));
            if line.starts_with("check") {
                desk.write("known.txt", "# retold baseline 1\n");
                let _ = std::fs::remove_dir_all(desk.path("cache"));
            }
            let mut child = desk.command(line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // From the first moment to after the end, not evenly, for files are written at the end.
            let share = (round * 7919 % rounds) as f64 / rounds as f64;
            std::thread::sleep(took.mul_f64(1.1 * share.sqrt()));
            let signal = ["-KILL", "-INT", "-TERM"][(round % 3) as usize];
            let pid = child.id().to_string();
            let _ = std::process::Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status();
            child.wait().unwrap();
            for (name, bytes) in &whole {
                let now = desk.read(name);
                assert!(
                    now == *bytes || now == "yesterday" || now == "# retold baseline 1\n",
                    "{line}: {name} is torn"
                );
            }
            assert!(desk.read("news.jsonl") == text);
            let left: Vec<String> = desk.names().into_iter().filter(|it| !before.contains(it)).collect();
            assert!(left.is_empty(), "{line} left {left:?}");
            if let Ok(entries) = std::fs::read_dir(desk.path("cache")) {
                for entry in entries {
                    let name = entry.unwrap().file_name().into_string().unwrap();
                    assert!(name == ".gitignore" || name.ends_with(".retold"), "{name}");
                }
            }
        }
    }
}

/// A full disk, in every format and every command.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_names_the_file_that_is_full() {
    let desk = desk();
    desk.run("cluster news.jsonl -o json=base.json").cleanly();
    let formats = "json jsonl pairs csv passages html markdown spellings terminal parquet parquet-passages";
    let formats: Vec<&str> =
        formats.split(' ').filter(|it| cfg!(feature = "parquet") || !it.starts_with("parquet")).collect();
    let of_check = "text json sarif junit github gitlab markdown openmetrics".split(' ');
    let mut lines: Vec<String> = Vec::new();
    for format in formats {
        lines.push(format!("cluster news.jsonl -o {format}=/dev/full"));
        lines.push(format!("report base.json -o {format}=/dev/full"));
    }
    lines.extend(of_check.map(|format| format!("check news.jsonl -o {format}=/dev/full")));
    lines.push("dedup news.jsonl -o /dev/full".into());
    lines.push("dedup news.jsonl -o out.jsonl --removed /dev/full".into());
    lines.push("dedup news.jsonl --dry-run --plan /dev/full".into());
    lines.push("tune news.jsonl --to-label /dev/full".into());
    for line in lines {
        let ran = desk.run(&line);
        // Some formats have nothing to say of two records.
        let empty = line.contains("spellings") || line.contains("tune");
        assert!(ran.code == 2 || empty && ran.code == 0, "{line}: {} {}", ran.code, ran.err);
        let named = ran.err.contains("/dev/full: ") && ran.err.contains("No space left");
        assert!(named || empty, "{line}: {}", ran.err);
    }
    let full = || std::fs::File::create("/dev/full").unwrap();
    for line in [
        "cluster news.jsonl",
        "articles news.jsonl",
        "articles news.jsonl --fields",
        "check news.jsonl",
        "check --rules",
        "compare news.jsonl:1 news.jsonl:2",
        "dedup news.jsonl --dry-run",
        "dedup news.jsonl -o -",
        "report base.json",
        "tune news.jsonl",
        "man",
    ] {
        let output = desk.command(line).stdout(full()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {err}");
        assert!(err.contains("standard output: ") && err.contains("No space left"), "{line}: {err}");
        // Where nothing can be said, the exit code still says it.
        let output = desk.command(line).stdout(full()).stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_utf_8_can_be_written_to() {
    use std::os::unix::ffi::OsStrExt;
    let desk = desk();
    let odd = std::ffi::OsStr::from_bytes(b"caf\xE9.jsonl");
    std::fs::write(desk.path("news.jsonl").with_file_name(odd), "yesterday").unwrap();
    let ran = desk.command("dedup news.jsonl -q -o").arg(odd).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let written = std::fs::read_to_string(desk.path("news.jsonl").with_file_name(odd)).unwrap();
    assert_eq!(written.lines().count(), 1, "{written}");
    assert_eq!(std::fs::read_dir(desk.path(".")).unwrap().count(), 2);
}

/// Two runs that have the same number, each in its own container, and write the same file.
#[cfg(target_os = "linux")]
#[test]
fn two_runs_in_two_containers_write_one_file_and_it_is_whole() {
    let desk = Desk::new();
    desk.write("one.jsonl", long(60));
    desk.write("other.jsonl", long(70));
    let inside = |input: &str, out: &str| {
        let mut command = std::process::Command::new("unshare");
        let own = desk.command("");
        command.args(["--pid", "--fork", "--kill-child"]).arg(own.get_program());
        command.args(["cluster", input, "--levels", "copies", "-q", "-o"]).arg(format!("jsonl={out}"));
        command.current_dir(desk.path(".")).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if !inside("one.jsonl", "a").status().is_ok_and(|status| status.success()) {
        eprintln!(
            "skipped: no namespaces can be made here; the names of files beside are tested without them"
        );
        return;
    }
    assert!(inside("other.jsonl", "b").status().unwrap().success());
    let whole = [desk.read("a"), desk.read("b")];
    assert_ne!(whole[0], whole[1]);
    for pair in 0..60 {
        let mut both = ["one.jsonl", "other.jsonl"].map(|input| inside(input, "r").spawn().unwrap());
        both.iter_mut().for_each(|child| assert!(child.wait().unwrap().success()));
        assert!(whole.contains(&desk.read("r")), "pair {pair} is torn");
    }
    assert_eq!(desk.names(), ["a", "b", "one.jsonl", "other.jsonl", "r"]);
}
