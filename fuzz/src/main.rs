//! Feeds what libFuzzer makes up to one reader or stage. `RETOLD_FUZZ_TARGET` says which, or else the name of the program,
//! where every target must be a program of its own; `fuzz/run` runs all.

#![no_main]

mod readers;
mod reports;
mod saved;
mod seeds;
mod settings;
mod stages;

use libfuzzer_sys::fuzz_target;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Something that must bear any bytes.
struct Target {
    name: &'static str,
    run: fn(&Desk, &[u8]),
    /// Files that are as they should be, with which the mutations begin.
    seeds: fn() -> Vec<Vec<u8>>,
}

static TARGETS: [Target; 22] = [
    Target { name: "json-lines", run: |desk, bytes| desk.reads("a.jsonl", bytes), seeds: seeds::json_lines },
    Target { name: "json", run: |desk, bytes| desk.reads("a.json", bytes), seeds: seeds::json },
    Target { name: "table", run: |desk, bytes| desk.reads("a.csv", bytes), seeds: seeds::tables },
    Target { name: "parquet", run: |desk, bytes| desk.reads("a.parquet", bytes), seeds: seeds::parquet },
    Target { name: "arrow", run: |desk, bytes| desk.reads("a.arrow", bytes), seeds: seeds::arrow },
    Target { name: "feed", run: Desk::reads_feed, seeds: seeds::feeds },
    Target { name: "warc", run: |desk, bytes| desk.reads("a.warc", bytes), seeds: seeds::archives },
    Target { name: "html-best", run: |desk, bytes| desk.reads("a.html", bytes), seeds: seeds::html },
    Target { name: "html-fast", run: |desk, bytes| desk.reads_fast("a.html", bytes), seeds: seeds::html },
    Target { name: "text", run: |desk, bytes| desk.reads("a.txt", bytes), seeds: seeds::texts },
    Target { name: "packed", run: |desk, bytes| desk.reads("a", bytes), seeds: seeds::packed },
    Target { name: "vectors", run: Desk::reads_vectors, seeds: seeds::vectors },
    Target { name: "page", run: |_, bytes| stages::page(bytes), seeds: seeds::pages },
    Target { name: "tokens", run: |_, bytes| stages::tokens(bytes), seeds: seeds::pages },
    Target { name: "settings", run: |_, bytes| settings::read(bytes), seeds: settings::seeds },
    Target { name: "baseline", run: |_, bytes| saved::baseline(bytes), seeds: saved::baselines },
    Target { name: "cache", run: |_, bytes| saved::cache(bytes), seeds: saved::caches },
    Target { name: "plan", run: |_, bytes| saved::plan(bytes), seeds: saved::plans },
    Target { name: "report", run: |_, bytes| reports::report(bytes), seeds: reports::seeds },
    Target { name: "edited-report", run: |_, bytes| reports::edited_report(bytes), seeds: reports::edits },
    Target { name: "log", run: |_, bytes| stages::log(bytes), seeds: seeds::commands },
    Target { name: "spellings", run: |_, bytes| saved::spellings(bytes), seeds: saved::lists },
];

/// Where the files lie that the readers are given. Of an input that ends the process without a word, such as one that
/// overflows a stack, the last of them is what is left.
struct Desk {
    folder: PathBuf,
}

struct Session {
    target: &'static Target,
    desk: Desk,
}

static SESSION: OnceLock<Session> = OnceLock::new();

/// What the last panic said. The panics of others that the crate catches are no crash, so the hook must not print or end
/// anything, as that of libFuzzer does.
static SAID: Mutex<String> = Mutex::new(String::new());

fn start() {
    std::panic::set_hook(Box::new(|panic| {
        *SAID.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    let wanted = std::env::var("RETOLD_FUZZ_TARGET").unwrap_or_default();
    let program = std::env::args().next().map(PathBuf::from).unwrap_or_default();
    let is_wanted = |target: &&Target| match wanted.as_str() {
        "" => program.file_name().is_some_and(|name| name == target.name),
        wanted => target.name == wanted,
    };
    let Some(target) = TARGETS.iter().find(is_wanted) else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        println!("{}", names.join("\n"));
        std::process::exit(if wanted.is_empty() { 0 } else { 2 });
    };
    if let Some(folder) = std::env::var_os("RETOLD_FUZZ_SEEDS").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).expect("the folder for seeds can be made");
        for (at, bytes) in (target.seeds)().into_iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{at}")), bytes).expect("a seed can be written");
        }
        std::process::exit(0);
    }
    let folder = std::env::var_os("RETOLD_FUZZ_DESK").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("{}-{}", target.name, std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for the files that are read can be made");
    let _ = SESSION.set(Session { target, desk: Desk { folder } });
}

fuzz_target!(init: start(), |bytes: &[u8]| {
    let Session { target, desk } = SESSION.get().expect("libFuzzer starts before it runs");
    if catch_unwind(AssertUnwindSafe(|| (target.run)(desk, bytes))).is_err() {
        let said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("target {}: {said}", target.name);
        std::process::abort();
    }
});
