//! Reports as files of HTML that the binary made.

use crate::webdriver::Browser;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

/// A report, and the folder that goes with it.
pub(crate) struct Page {
    folder: tempfile::TempDir,
}

impl Page {
    /// Its address, with `hash` behind it.
    pub(crate) fn at(&self, hash: &str) -> String {
        format!("file://{}{hash}", self.folder.path().join("report.html").display())
    }

    /// Opens it in a browser that is ready to be asked; nothing where there is no browser.
    pub(crate) fn open(&self, hash: &str) -> Option<Browser> {
        let mut browser = Browser::start()?;
        browser.open(&self.at(hash));
        browser.wait(READY);
        Some(browser)
    }
}

/// True as soon as the script has done what the address asks for.
pub(crate) const READY: &str = "document.body && 'ready' in document.body.dataset";

fn retold(args: &[&str], folder: &Path) {
    let binary = Command::new(env!("CARGO_BIN_EXE_retold"))
        .args(args)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(binary.success(), "{args:?}");
}

/// The report of the sample articles.
pub(crate) fn seeds() -> Page {
    let folder = tempfile::tempdir().unwrap();
    let output = format!("html={}", folder.path().join("report.html").display());
    retold(&["cluster", "seeds", "--quiet", "--output", &output], Path::new(env!("CARGO_MANIFEST_DIR")));
    Page { folder }
}

/// The report that a saved one renders to.
pub(crate) fn of(report: &Value) -> Page {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.json"), report.to_string()).unwrap();
    retold(&["report", "report.json", "--output", "html=report.html"], folder.path());
    Page { folder }
}

/// The sample that all renderers are tested with: Arabic, English, Hindi and Chinese, copies, quotations and edits.
pub(crate) fn sample() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report/report.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The sample with `hostile` before every headline, outlet, term and text.
pub(crate) fn poisoned(hostile: &str) -> Value {
    let mut report = sample();
    poison(&mut report, hostile);
    report
}

fn poison(value: &mut Value, hostile: &str) {
    const FREE: [&str; 6] = ["title", "headline", "source", "term", "sources", "detail"];
    match value {
        Value::Array(list) => list.iter_mut().for_each(|entry| poison(entry, hostile)),
        Value::Object(map) => {
            for (key, entry) in map.iter_mut() {
                match entry {
                    Value::String(text) if FREE.contains(&key.as_str()) => *text = format!("{hostile}{text}"),
                    // A text keeps its length in front of the places that are counted in it.
                    Value::Array(blocks) if key == "blocks" => {
                        let start = blocks.last().map_or(0, |block| {
                            block["start"].as_u64().unwrap() + block["text"].as_str().unwrap().len() as u64
                        });
                        blocks.push(json!({"start": start + 1, "text": hostile}));
                    }
                    entry => poison(entry, hostile),
                }
            }
        }
        _ => {}
    }
}

/// A report of so many stories of two articles each, in made-up words; `length` is about the bytes of a text.
pub(crate) fn large(stories: usize, length: usize) -> Value {
    const WORDS: [&str; 16] = [
        "harbour", "council", "storm", "budget", "bridge", "election", "museum", "railway", "strike",
        "court", "river", "school", "minister", "festival", "market", "hospital",
    ];
    let (mut documents, mut articles, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    let mut state = 1_u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 60) as usize]
    };
    for story in 0..stories {
        let headline = format!("{} {} {} number {story}", word(), word(), word());
        let day = format!("2026-{:02}-{:02}", 1 + story / 28 % 12, 1 + story % 28);
        let mut members = Vec::new();
        for side in 0..2 {
            let document = format!("d{story}-{side}");
            let mut text = String::new();
            while text.len() < length {
                text.push_str(word());
                text.push(' ');
            }
            let id = format!("{document}#1");
            let source = format!("Outlet {}", (story + side) % 40);
            documents.push(json!({"id": document, "path": "feed.jsonl", "record": story * 2 + side + 1, "source": source}));
            articles.push(json!({
                "id": id, "document": document, "number": 1, "kind": "main", "span": [0, text.len()], "lines": [1, 1],
                "title": headline, "lang": "en", "published": day, "source": source, "words": text.len() / 7,
                "copies": null, "story": format!("story-{story}"), "storyline": null, "representative": true,
                "coverage": 0.0, "blocks": [{"start": 0, "text": text}],
            }));
            members.push(id);
        }
        groups.push(json!({
            "id": format!("story-{story}"), "representative": members[0], "headline": headline, "articles": members,
            "independent": 2, "first": day, "last": day, "sources": [], "terms": [], "joins": [], "passages": [],
            "storyline": null,
        }));
    }
    let mut report = sample();
    for list in ["copies", "pairs", "storylines", "passages", "spellings", "skipped", "reused"] {
        report[list] = json!([]);
    }
    report["documents"] = Value::Array(documents);
    report["articles"] = Value::Array(articles);
    report["stories"] = Value::Array(groups);
    report
}
