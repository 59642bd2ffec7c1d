//! Copies alone: the run that keeps no texts finds what the run that keeps them finds.

use super::run::{Desk, gz};
use serde_json::Value;
use std::fmt::Write;

/// A feed of reports with copies of every kind: the same words, edited, cut short, wrapped.
fn feed() -> String {
    let word = |seed: u64, at: u64| {
        let mixed = (seed * 1_000_003 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        (0..5).map(|place| char::from(b'a' + (mixed >> (4 * place) & 15) as u8)).collect::<String>()
    };
    let report = |seed: u64, words: u64| (0..words).map(|at| word(seed, at)).collect::<Vec<_>>();
    let mut feed = String::new();
    let mut put = |id: &str, words: &[String]| {
        let text: Vec<String> = words.chunks(24).map(|sentence| sentence.join(" ") + ".").collect();
        let record = serde_json::json!({"id": id, "title": format!("Report {id}"), "text": text.join("\n")});
        writeln!(feed, "{record}").unwrap();
    };
    for seed in 0..60 {
        let own = report(seed, 120);
        put(&format!("r{seed}"), &own);
        match seed % 5 {
            0 => put(&format!("r{seed}-again"), &own),
            1 => {
                let mut edited = own.clone();
                edited[40] = "edited".into();
                put(&format!("r{seed}-edited"), &edited);
            }
            2 => put(&format!("r{seed}-cut"), &own[..50]),
            3 => put(&format!("r{seed}-wrapped"), &[report(seed + 500, 150), own.clone()].concat()),
            _ => {}
        }
    }
    feed
}

fn lines(desk: &Desk, name: &str) -> Vec<Value> {
    desk.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Groups and pairs of a run without texts, and of one with them, which a JSON report asks for.
fn assert_same(desk: &Desk, inputs: &str, options: &str) {
    desk.run(&format!("cluster {inputs} --levels copies {options} -o jsonl=a.jsonl -o pairs=a.pairs"))
        .cleanly();
    let all = "-o jsonl=b.jsonl -o pairs=b.pairs -o json=b.json";
    desk.run(&format!("cluster {inputs} --levels copies {options} {all}")).cleanly();
    assert_eq!(desk.read("a.jsonl"), desk.read("b.jsonl"), "{inputs} {options}");
    assert_eq!(desk.read("a.pairs"), desk.read("b.pairs"), "{inputs} {options}");
    assert!(!lines(desk, "a.pairs").is_empty());
}

#[test]
fn a_run_without_texts_finds_what_a_run_with_texts_finds() {
    let desk = Desk::with_seeds();
    desk.write("feed.jsonl", feed());
    desk.write("packed.jsonl.gz", gz(feed().as_bytes()));
    for inputs in ["feed.jsonl", "packed.jsonl.gz", "seeds", "feed.jsonl seeds"] {
        for options in ["", "--copies-similarity plain", "--pages whole", "--threads 1", "--memory 16M"] {
            assert_same(&desk, inputs, options);
        }
    }
}

#[test]
fn every_kind_of_copy_is_found_and_named() {
    let desk = Desk::new();
    desk.write("feed.jsonl", feed());
    let run = desk.run("cluster feed.jsonl --levels copies -o pairs=pairs.jsonl").cleanly();
    assert!(run.out.contains("Measured: of"), "{}", run.out);
    let pairs = lines(&desk, "pairs.jsonl");
    let relation = |kind: &str| pairs.iter().filter(|pair| pair["relation"] == kind).count();
    assert_eq!([relation("exact"), relation("near")], [12, 12]);
    assert_eq!([relation("contains"), relation("contained")], [12, 12]);
    assert_eq!(pairs.len(), 48);
    for pair in &pairs {
        let [a, b] = ["a", "b"].map(|side| pair[side].as_str().unwrap().split(['-', '#']).next().unwrap());
        assert_eq!(a, b, "{pair}");
    }
}

#[test]
fn standard_input_is_read_once_and_still_compared() {
    let desk = Desk::new();
    let run = desk.run_on("cluster - --levels copies -o jsonl=a.jsonl", feed().as_bytes()).cleanly();
    assert!(!run.out.contains("Measured"), "{}", run.out);
    desk.write("feed.jsonl", feed());
    desk.run("cluster feed.jsonl --levels copies -o jsonl=b.jsonl").cleanly();
    assert_eq!(desk.read("a.jsonl"), desk.read("b.jsonl"), "records are called by their ids");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_once_and_whole() {
    let desk = Desk::new();
    desk.write("feed.jsonl", feed());
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn(move || std::fs::write(pipe, feed()).unwrap());
    desk.run("cluster pipe --levels copies -o jsonl=a.jsonl").cleanly();
    writer.join().unwrap();
    desk.run("cluster feed.jsonl --levels copies -o jsonl=b.jsonl").cleanly();
    assert_eq!(desk.read("a.jsonl"), desk.read("b.jsonl"));
}

#[test]
fn a_memory_that_is_no_size_is_told() {
    let desk = Desk::new();
    desk.write("feed.jsonl", feed());
    desk.run("cluster feed.jsonl --memory much").fails_with("is no size");
    desk.run("cluster feed.jsonl --memory 1K").fails_with("at least 16M");
}
