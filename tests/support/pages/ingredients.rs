//! What pages are made of: the articles of `seeds/`, Vietnamese ones that were written for this test, and furniture that
//! was.

use super::Set;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Record {
    id: String,
    title: String,
    text: String,
}

/// An article of `seeds/` and the event that it reports.
pub(super) struct Seed {
    pub(super) event: String,
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
}

#[derive(Deserialize)]
struct Expected {
    pages: Vec<ExpectedPage>,
}

#[derive(Deserialize)]
struct ExpectedPage {
    file: String,
    articles: Vec<ExpectedArticle>,
}

#[derive(Deserialize)]
struct ExpectedArticle {
    event: String,
}

/// Phrases by section. In a phrase `|` ends a line and `{h}` is the headline of another article.
pub(super) type Furniture = BTreeMap<String, Vec<String>>;

pub(super) fn events(root: &Path) -> BTreeMap<String, String> {
    let expected: Expected =
        serde_json::from_slice(&std::fs::read(root.join("seeds/expected.json")).unwrap()).unwrap();
    expected.pages.into_iter().map(|page| (page.file, page.articles[0].event.clone())).collect()
}

pub(super) fn seeds(root: &Path, language: &str, events: &BTreeMap<String, String>) -> Vec<Seed> {
    let folder = root.join(if language == "vi" { "tests/support/pages" } else { "seeds" });
    let text = std::fs::read_to_string(folder.join(format!("{language}.jsonl"))).unwrap();
    text.lines()
        .map(|line| {
            let record: Record = serde_json::from_str(line).unwrap();
            Seed {
                // Each of the Vietnamese articles reports an event of its own.
                event: events.get(&record.id).cloned().unwrap_or(record.id),
                title: record.title,
                paragraphs: record.text.split("\n\n").map(str::to_owned).collect(),
            }
        })
        .collect()
}

pub(super) fn furniture(root: &Path, language: &str, set: Set) -> Furniture {
    let name = if set == Set::Open { "a" } else { "b" };
    let path = root.join(format!("tests/support/furniture/{language}.{name}.txt"));
    let mut furniture = Furniture::new();
    let mut section = String::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        match line.strip_prefix("# ") {
            Some(name) => name.clone_into(&mut section),
            None => furniture.entry(section.clone()).or_default().push(line.to_owned()),
        }
    }
    furniture
}
