//! Shared text in real corpora: every passage stands where the report says, and how much is shared tells how much was
//! taken. The corpora are in the folder that `RETOLD_CORPORA` names; without it these tests say that they were skipped.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are the point of these tests")]

use retold::config::Config;
use retold::document::{ArticleIndex, Document};
use retold::observe::Silent;
use retold::passages::{CoveredTokens, Member, PassageFinder, PassagesParams};
use retold::pipeline::Pipeline;
use retold::report::model::Report;
use retold::span::{LineIndex, Lines, Span};
use retold::text::TokenTable;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Records of the largest corpus that are looked at.
const MOST: usize = 3_000;

fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("RETOLD_CORPORA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: RETOLD_CORPORA is not set");
    }
    folder
}

/// What a corpus says, and what is reported of it.
fn run(path: &Path) -> (BTreeMap<String, String>, Report) {
    let pipeline = Pipeline::new(Config::default()).unwrap();
    let mut input = pipeline.read(&[path.to_str().unwrap().to_string()], &Silent).unwrap();
    input.documents.truncate(MOST);
    let texts: BTreeMap<String, String> = input
        .documents
        .iter()
        .map(|document: &Document| (document.name.clone(), document.text.clone()))
        .collect();
    (texts, pipeline.run(input, &Silent).unwrap())
}

/// The text at a place of an article's document.
struct Source<'a> {
    texts: &'a BTreeMap<String, String>,
    document_of: BTreeMap<&'a str, &'a str>,
}

impl<'a> Source<'a> {
    fn of(texts: &'a BTreeMap<String, String>, report: &'a Report) -> Self {
        let document_of = report.articles.iter().map(|it| (&*it.id, &*it.document)).collect();
        Self { texts, document_of }
    }

    fn at(&self, article: &str, span: Span) -> (&'a str, Lines) {
        let text = &self.texts[self.document_of[article]];
        (span.of(text).unwrap(), LineIndex::new(text).lines(span))
    }
}

#[test]
fn every_passage_stands_where_the_report_says_in_every_corpus() {
    let Some(corpora) = corpora() else { return };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(corpora)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let docs = ["docs.jsonl", "docs.jsonl.gz"].map(|name| folder.join(name));
        let path = docs.into_iter().find(|path| path.exists()).unwrap_or_else(|| folder.clone());
        let (texts, report) = run(&path);
        let source = Source::of(&texts, &report);
        let mut places = 0;
        for passage in &report.passages {
            for at in &passage.occurrences {
                let (text, lines) = source.at(&at.article, at.span);
                assert_eq!(text, at.text.as_deref().unwrap_or(&passage.text), "{}", passage.id);
                assert_eq!(lines, at.lines, "{}", passage.id);
                assert!(at.differs.iter().all(|span| at.span.start <= span.start && span.end <= at.span.end));
                places += 1;
            }
        }
        let own = own_texts(&report, &source);
        println!(
            "{:16} {places:6} places, {own:5} texts of one article",
            folder.file_name().unwrap().display()
        );
    }
}

/// What only one article has stands in it, touches no passage of it, and is in no other article of the run.
fn own_texts(report: &Report, source: &Source<'_>) -> usize {
    let mut shared: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for passage in report.passages.iter().filter(|it| it.kind != retold::report::model::PassageKind::Formula)
    {
        passage.occurrences.iter().for_each(|at| shared.entry(&*at.article).or_default().push(at.span));
    }
    let mut own = 0;
    for article in &report.articles {
        for only in &article.only_here {
            let (text, lines) = source.at(&article.id, only.span);
            assert!(!text.trim().is_empty());
            assert_eq!(lines, only.lines);
            // The marks around a passage are part of it, where all holders have them.
            let inner = |span: &Span| Span {
                start: span.start + 8,
                end: span.end.saturating_sub(8).max(span.start + 8),
            };
            assert!(!shared[&*article.id].iter().any(|span| inner(span).overlaps(only.span)), "{text}");
            own += 1;
        }
    }
    own
}

/// The share of the answer that stands in the source.
fn shared_share(answer: &str, source: &str, params: &PassagesParams) -> f64 {
    let texts = [source, answer];
    let tables =
        texts.map(|text| TokenTable::of_pieces(text, [(Span::new(0, text.len()), text)].into_iter()));
    let members: Vec<Member<'_>> = (0..2)
        .map(|at| Member {
            article: ArticleIndex(at as u32),
            text: texts[at],
            tokens: &tables[at],
            source: None,
        })
        .collect();
    let passages = PassageFinder::new(params).find(&members);
    CoveredTokens::of(passages.iter(), 2).share(ArticleIndex(1), tables[1].len())
}

/// Answers of students to questions on five articles: copied, lightly or heavily revised, or their own (Clough and
/// Stevenson: Developing a corpus of plagiarised short answers, 2011). Two that are labelled as cut share no run of
/// four words with their source, so no measure of shared text tells all of them: word n-grams reach an AUC of .947.
#[test]
fn the_shared_share_ranks_texts_by_how_much_was_taken() {
    let Some(corpora) = corpora() else { return };
    let records = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(corpora.join("clough-stevenson").join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let string = |value: &Value| value.as_str().unwrap().to_string();
    let texts: BTreeMap<String, String> =
        records("docs.jsonl").iter().map(|it| (string(&it["id"]), string(&it["text"]))).collect();
    let (edits, exact) =
        (PassagesParams::default(), PassagesParams { identity: 1.0, ..PassagesParams::default() });
    let mut shares: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut copied: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for pair in records("pairs.jsonl") {
        let [answer, source] = ["a", "b"].map(|key| &texts[pair[key].as_str().unwrap()]);
        let label = string(&pair["label"]);
        shares.entry(label.clone()).or_default().push(shared_share(answer, source, &edits));
        copied.entry(label).or_default().push(shared_share(answer, source, &exact));
    }
    let means = |shares: &BTreeMap<String, Vec<f64>>| {
        LABELS.map(|label| shares[label].iter().sum::<f64>() / shares[label].len() as f64)
    };
    let taken: Vec<f64> = LABELS[..3].iter().flat_map(|label| shares[*label].clone()).collect();
    let auc = area_under_curve(&taken, &shares[LABELS[3]]);
    let ([cut, light, heavy, none], word_for_word) = (means(&shares), means(&copied));
    println!("mean share: cut {cut:.3}, light {light:.3}, heavy {heavy:.3}, none {none:.3}; AUC {auc:.3}");
    println!("word for word: {word_for_word:.3?}");
    assert!(word_for_word.is_sorted_by(|more, less| more > less), "{word_for_word:?}");
    // What was lightly revised is taken as a whole, and what was cut to fit is not.
    assert!(cut.min(light) > heavy && heavy > none, "{cut} {light} {heavy} {none}");
    assert!(auc >= 0.93, "AUC {auc:.3}");
}

/// Cut and pasted, lightly and heavily revised, and not taken at all.
const LABELS: [&str; 4] = ["cut", "light", "heavy", "non"];

/// How often a text of the first list has the larger share, of all pairs with one of the second.
fn area_under_curve(taken: &[f64], own: &[f64]) -> f64 {
    let wins = |share: &f64| -> f64 {
        own.iter()
            .map(|other| {
                if share > other {
                    1.0
                } else if share < other {
                    0.0
                } else {
                    0.5
                }
            })
            .sum()
    };
    taken.iter().map(wins).sum::<f64>() / (taken.len() * own.len()) as f64
}
