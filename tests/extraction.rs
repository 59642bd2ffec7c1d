//! HTML pages against the articles on them: pages that `support/markup` puts together from articles of known text, and
//! pages of which an annotator cut out the article: `RETOLD_CORPORA` names the folder that holds `extraction/`, with
//! `docs.jsonl` (`html`, `text`) and the pages.

#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]
#![allow(clippy::print_stdout, reason = "the figures are the point of this test")]

#[path = "support/markup/mod.rs"]
mod markup;

use retold::config::Config;
use retold::document::ArticleKind;
use retold::input::{Extractor, HtmlReader};
use retold::observe::Silent;
use retold::pipeline::Pipeline;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Runs of four words with their counts: words as letters, digits and underscores in a row.
fn runs(text: &str) -> BTreeMap<Vec<&str>, i64> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut runs = BTreeMap::new();
    for run in words.windows(words.len().clamp(1, 4)) {
        *runs.entry(run.to_vec()).or_insert(0) += 1;
    }
    runs
}

/// Shares of a page: runs that are right, that are too much, that are missing.
fn compare(want: &str, have: &str) -> [f64; 3] {
    let (want, have) = (runs(want), runs(have));
    let beyond = |own: &BTreeMap<Vec<&str>, i64>, other: &BTreeMap<Vec<&str>, i64>| -> i64 {
        own.iter().map(|(run, count)| (count - other.get(run).unwrap_or(&0)).max(0)).sum()
    };
    let (wrong, missing) = (beyond(&have, &want), beyond(&want, &have));
    let right = want.values().sum::<i64>() - missing;
    let all = (right + wrong + missing).max(1) as f64;
    [right as f64 / all, wrong as f64 / all, missing as f64 / all]
}

/// The main article of each page, by the name of its file.
fn articles(folder: &Path, extractor: Extractor) -> BTreeMap<String, String> {
    let mut config = Config::default();
    config.input.extractor = extractor;
    let pipeline = Pipeline::new(config).unwrap();
    let input = pipeline.read(&[folder.join("html").to_string_lossy().into_owned()], &Silent).unwrap();
    assert!(input.skips.is_empty(), "{:?}", input.skips);
    let prepared = pipeline.prepare(input.documents, &Silent);
    let mains = prepared
        .corpus
        .article_indices()
        .filter(|at| prepared.corpus.articles[at.at()].kind == ArticleKind::Main);
    mains
        .map(|at| {
            let file =
                Path::new(&prepared.corpus.document_of(at).path).file_name().unwrap().to_string_lossy();
            let pieces: Vec<&str> = prepared.corpus.pieces(at).map(|(_, text)| text.trim_end()).collect();
            (file.into_owned(), pieces.join("\n"))
        })
        .collect()
}

fn measure(folder: &Path, extractor: Extractor) -> f64 {
    let found = articles(folder, extractor);
    let mut sums = [0.0; 3];
    let gold = std::fs::read_to_string(folder.join("docs.jsonl")).unwrap();
    for line in gold.lines() {
        let page: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = Path::new(page["html"].as_str().unwrap()).file_name().unwrap().to_string_lossy();
        let text = found.get(&*file).map_or("", String::as_str);
        let shares = compare(page["text"].as_str().unwrap(), text);
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum += share;
        }
    }
    let [right, wrong, missing] = sums;
    let f1 = 2.0 * right / (2.0 * right + wrong + missing);
    println!(
        "{extractor:?}: {} pages, precision {:.3} recall {:.3} F1 {f1:.3}",
        gold.lines().count(),
        right / (right + wrong),
        right / (right + missing)
    );
    f1
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Paragraphs that are in the article found, and all of them.
    found: usize,
    all: usize,
    /// Sums of F1 over pages.
    f1: f64,
    pages: usize,
}

impl Tally {
    fn recall(&self) -> f64 {
        self.found as f64 / self.all.max(1) as f64
    }

    fn f1(&self) -> f64 {
        self.f1 / self.pages.max(1) as f64
    }
}

/// What is found of the pages of `support/markup`, by kind of article, by kind of site, and of all.
fn made_pages(extractor: Extractor) -> BTreeMap<String, Tally> {
    let folder = tempfile::tempdir().unwrap();
    let pages = markup::pages();
    std::fs::create_dir(folder.path().join("html")).unwrap();
    for (at, page) in pages.iter().enumerate() {
        std::fs::write(folder.path().join(format!("html/{at:03}.html")), &page.html).unwrap();
    }
    let found = articles(folder.path(), extractor);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        let text = found.get(&format!("{at:03}.html")).map_or("", String::as_str);
        let have: Vec<&str> = text.lines().collect();
        let missing: Vec<&String> = page.lines.iter().filter(|line| !have.contains(&line.as_str())).collect();
        let [right, wrong, lost] = compare(&page.lines.join("\n"), text);
        if std::env::var_os("RETOLD_SHOW").is_some() && !missing.is_empty() {
            println!("{at:03} {} / {}: misses {missing:#?}", page.kind, page.shell);
        }
        for name in ["all".to_owned(), format!("kind: {}", page.kind), format!("site: {}", page.shell)] {
            let tally = tallies.entry(name).or_default();
            tally.all += page.lines.len();
            tally.found += page.lines.len() - missing.len();
            tally.f1 += 2.0 * right / (2.0 * right + wrong + lost);
            tally.pages += 1;
        }
    }
    for (name, tally) in &tallies {
        println!(
            "{extractor:?} {name} ({}): lines found {:.3}, F1 {:.3}",
            tally.pages,
            tally.recall(),
            tally.f1()
        );
    }
    tallies
}

#[test]
fn every_paragraph_of_made_pages_is_found() {
    let tallies = made_pages(Extractor::Best);
    for (name, tally) in &tallies {
        assert!(tally.recall() >= 0.97 && tally.f1() >= 0.9, "{name}: {tally:?}");
    }
    let all = tallies["all"];
    assert!(all.recall() >= 0.99 && all.f1() >= 0.98, "{all:?}");
}

#[test]
fn the_headline_of_made_pages_is_found() {
    for page in markup::pages() {
        let found = HtmlReader::default().read(&page.html, None).title;
        assert_eq!(found.as_ref(), Some(&page.title), "{} / {}", page.kind, page.shell);
    }
}

#[test]
fn articles_are_those_that_an_annotator_cut_out() {
    let folder = std::env::var_os("RETOLD_CORPORA").map(|root| PathBuf::from(root).join("extraction"));
    let Some(folder) = folder.filter(|folder| folder.exists()) else {
        println!("SKIPPED: RETOLD_CORPORA names no folder with extraction/");
        return;
    };
    assert!(measure(&folder, Extractor::Best) >= 0.975);
    assert!(measure(&folder, Extractor::Fast) >= 0.96);
}

#[test]
fn the_measure_is_that_of_the_benchmark() {
    let is = |want: &str, have: &str, shares: [f64; 3]| {
        let found = compare(want, have);
        assert!(found.iter().zip(shares).all(|(found, share)| (found - share).abs() < 1e-12), "{found:?}");
    };
    is("a b c d e", "a b c d e", [1.0, 0.0, 0.0]);
    // Two runs wanted, one found, one of them right.
    is("a b c d e", "a b c d", [0.5, 0.0, 0.5]);
    is("a b c d", "x a b c d", [0.5, 0.5, 0.0]);
    is("a b", "", [0.0, 0.0, 1.0]);
}
