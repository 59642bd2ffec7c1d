//! Scraped pages of known make against what the page stage finds on them.
//!
//! The pages are put together by `support/pages`. Rules may be written by the open set; the held set has other
//! phrases and layouts, and nobody looks at its pages before the rules are written. The limits are what is reached: they
//! are only ever raised.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]
#![allow(clippy::print_stdout, reason = "the figures are the point of these tests")]

#[path = "support/pages/mod.rs"]
mod pages;

use pages::{LANGUAGES, Page, Set, words};
use retold::config::Config;
use retold::document::{ArticleKind, Document, Layout};
use retold::observe::Silent;
use retold::pipeline::Pipeline;
use std::collections::BTreeMap;
use std::path::Path;

/// From this F1 on what was found is the article that was looked for, and its kind is asked.
const SAME: f64 = 0.5;

struct Found {
    kind: ArticleKind,
    text: String,
}

/// The mean of what was added.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn get(self) -> f64 {
        if self.count == 0 { 1.0 } else { self.sum / self.count as f64 }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    /// F1 of what is said to be the page's own article.
    main: Mean,
    /// F1 of side articles; one that is not found counts 0.
    side: Mean,
    teaser: Mean,
    /// Whether those that were found have the right kind.
    kind: Mean,
    /// Articles a page that are nothing of what stands on it.
    wrong: Mean,
}

impl Figures {
    fn print(&self, name: &str) {
        println!(
            "{name}: main {:.3}, side {:.3} ({}), teaser {:.3} ({}), kinds {:.3}, invented {:.3} a page",
            self.main.get(),
            self.side.get(),
            self.side.count,
            self.teaser.get(),
            self.teaser.count,
            self.kind.get(),
            self.wrong.get(),
        );
    }
}

fn runs(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words = words(text);
    let mut runs = BTreeMap::new();
    for run in words.windows(words.len().clamp(1, 4)) {
        *runs.entry(run.to_vec()).or_insert(0) += 1;
    }
    runs
}

/// F1 of runs of four words.
fn f1(want: &str, have: &str) -> f64 {
    let (want, have) = (runs(want), runs(have));
    let both: usize = want.iter().map(|(run, &count)| count.min(have.get(run).copied().unwrap_or(0))).sum();
    let all = want.values().sum::<usize>() + have.values().sum::<usize>();
    2.0 * both as f64 / all.max(1) as f64
}

fn find<'p>(pages: impl ExactSizeIterator<Item = &'p str>) -> Vec<Vec<Found>> {
    let mut found: Vec<Vec<Found>> = (0..pages.len()).map(|_| Vec::new()).collect();
    let documents = pages
        .enumerate()
        .map(|(at, page)| Document::from_text(format!("{at:05}"), Layout::Page, page.to_owned()))
        .collect();
    let prepared = Pipeline::new(Config::default()).unwrap().prepare(documents, &Silent);
    let corpus = &prepared.corpus;
    for at in corpus.article_indices() {
        let article = &corpus.articles[at.at()];
        let pieces: Vec<&str> = corpus.pieces(at).map(|(_, text)| text.trim_end()).collect();
        found[article.document.at()].push(Found { kind: article.kind, text: pieces.join("\n") });
    }
    found
}

/// F1 of each article of a page with the one found that is closest, each found one for one at most; the main article
/// with the main one alone.
fn matches(page: &Page, found: &[Found]) -> Vec<Option<(usize, f64)>> {
    let mut scores: Vec<(f64, usize, usize)> = Vec::new();
    for (want, truth) in page.articles.iter().enumerate() {
        for (have, article) in found.iter().enumerate() {
            if (truth.kind == ArticleKind::Main) == (article.kind == ArticleKind::Main) {
                scores.push((f1(&truth.text, &article.text), want, have));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matches = vec![None; page.articles.len()];
    let mut taken = vec![false; found.len()];
    for (score, want, have) in scores {
        if score > 0.0 && matches[want].is_none() && !taken[have] {
            matches[want] = Some((have, score));
            taken[have] = true;
        }
    }
    matches
}

fn add(figures: &mut Figures, page: &Page, found: &[Found]) -> f64 {
    let matches = matches(page, found);
    let mut worst = 1.0_f64;
    for (truth, matched) in page.articles.iter().zip(&matches) {
        let score = matched.map_or(0.0, |(_, score)| score);
        match truth.kind {
            ArticleKind::Main => figures.main.add(score),
            ArticleKind::Side => figures.side.add(score),
            ArticleKind::Teaser => figures.teaser.add(score),
        }
        if truth.kind != ArticleKind::Teaser {
            worst = worst.min(score);
        }
        if let Some((have, score)) = *matched
            && score >= SAME
        {
            figures.kind.add(f64::from(u8::from(found[have].kind == truth.kind)));
        }
    }
    let right = matches.iter().flatten().filter(|(_, score)| *score >= SAME).count();
    figures.wrong.add((found.len() - right) as f64);
    worst
}

/// Figures of all pages and by language; pages below `RETOLD_SHOW` are written out for whoever looks for the cause.
fn measure(name: &str, pages: &[Page]) -> Figures {
    let found = find(pages.iter().map(|page| page.text.as_str()));
    let show = std::env::var("RETOLD_SHOW").ok().and_then(|least| least.parse().ok()).unwrap_or(-1.0);
    let mut all = Figures::default();
    let mut traits: BTreeMap<&str, [Mean; 2]> = BTreeMap::new();
    for language in LANGUAGES {
        let mut figures = Figures::default();
        for (at, page) in pages.iter().enumerate().filter(|(_, page)| page.language == language) {
            add(&mut figures, page, &found[at]);
            let mut one = Figures::default();
            let worst = add(&mut one, page, &found[at]);
            add(&mut all, page, &found[at]);
            for name in &page.traits {
                let means = traits.entry(name).or_default();
                means[0].add(one.main.get());
                means[1].add(one.side.get());
            }
            if worst < show {
                write_out(at, page, &found[at]);
            }
        }
        figures.print(&format!("{name} {language}"));
    }
    if show >= 0.0 {
        for (name, [main, side]) in traits {
            println!("  with {name} ({}): main {:.3}, side {:.3}", main.count, main.get(), side.get());
        }
    }
    all.print(name);
    all
}

fn write_out(at: usize, page: &Page, found: &[Found]) {
    println!("=== page {at} {} {:?}\n{}", page.language, page.traits, page.text);
    for (truth, matched) in page.articles.iter().zip(matches(page, found)) {
        println!("--- wanted {:?}: {matched:?}\n{}", truth.kind, truth.text);
    }
    for (at, article) in found.iter().enumerate() {
        println!("--- found {at} {:?}\n{}", article.kind, article.text);
    }
}

#[test]
fn articles_of_open_pages_are_found() {
    let figures = measure("open", &pages::pages(Set::Open, 360));
    assert!(figures.main.get() >= 0.97, "{figures:?}");
    assert!(figures.side.get() >= 0.95, "{figures:?}");
}

#[test]
fn articles_of_pages_that_no_rule_was_written_by_are_found() {
    let figures = measure("held", &pages::pages(Set::Held, 180));
    assert!(figures.main.get() >= 0.93, "{figures:?}");
    assert!(figures.side.get() >= 0.925, "{figures:?}");
}

/// Corpora, the share of articles cut that is reached, and the share of words kept.
const CORPORA: [(&str, f64, f64); 7] = [
    ("extraction", 0.06, 0.95),
    ("fnc1", 0.03, 0.975),
    ("multiling-ar", 0.04, 0.965),
    ("multiling-en", 0.035, 0.97),
    ("multiling-hi", 0.02, 0.965),
    ("multiling-el", 0.06, 0.96),
    ("multiling-he", 0.05, 0.955),
];

/// Lines from which an article is one that a rule for pages may cut.
const LINES: usize = 5;

/// Of the articles of a corpus, each read as a page of text: the share that was cut in two or more, and the mean share of
/// their words that the main article has.
fn whole(folder: &Path) -> [Mean; 2] {
    let text = std::fs::read_to_string(folder.join("docs.jsonl")).unwrap();
    let records = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let articles: Vec<String> = records
        .filter_map(|record| Some(record["text"].as_str()?.to_owned()))
        .filter(|text| text.lines().filter(|line| !line.trim().is_empty()).count() >= LINES)
        .collect();
    let found = find(articles.iter().map(String::as_str));
    let (mut cut, mut kept) = (Mean::default(), Mean::default());
    for (text, found) in articles.iter().zip(&found) {
        cut.add(f64::from(u8::from(found.len() > 1)));
        let main = found.iter().find(|it| it.kind == ArticleKind::Main).map_or(0, |it| words(&it.text).len());
        kept.add(main as f64 / words(text).len().max(1) as f64);
        if found.len() > 1 && std::env::var_os("RETOLD_SHOW").is_some() {
            println!("=== {text}");
            found.iter().for_each(|article| println!("--- found {:?}\n{}", article.kind, article.text));
        }
    }
    [cut, kept]
}

#[test]
fn articles_that_were_taken_out_of_their_pages_stay_whole() {
    let Some(root) = std::env::var_os("RETOLD_CORPORA") else {
        println!("SKIPPED: RETOLD_CORPORA names no folder with corpora");
        return;
    };
    for (name, most_cut, least_kept) in CORPORA {
        let [cut, kept] = whole(&Path::new(&root).join(name));
        println!(
            "{name}: {} articles, {:.3} cut, {:.3} of their words kept",
            cut.count,
            cut.get(),
            kept.get()
        );
        assert!(cut.get() <= most_cut && kept.get() >= least_kept, "{name}: {cut:?} {kept:?}");
    }
}
