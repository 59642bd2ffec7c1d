//! Text of one article that is planted in another, as it is and with edits, against what the passages room finds.
//!
//! Plagdet, with precision, recall and granularity as for text reuse detection (Potthast, Stein, Barrón-Cedeño, Rosso:
//! An evaluation framework for plagiarism detection, COLING 2010), counted in tokens and not in characters.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]
#![allow(clippy::print_stdout, reason = "the figures are the point of these tests")]

#[path = "support/pages/random.rs"]
mod random;

use random::Random;
use retold::document::ArticleIndex;
use retold::passages::{Member, Passage, PassageFinder, PassagesParams};
use retold::span::Span;
use retold::text::TokenTable;
use serde_json::Value;
use std::ops::Range;
use std::path::Path;

/// The languages of `seeds/`; the tokens of the last are characters.
const LANGUAGES: [&str; 5] = ["ar", "en", "hi", "ru", "zh"];

/// An article and its tokens.
struct Text {
    text: String,
    tokens: TokenTable,
}

impl Text {
    fn of(text: String) -> Self {
        let whole = Span::new(0, text.len());
        let tokens = TokenTable::of_pieces(&text, [(whole, text.as_str())].into_iter());
        Self { text, tokens }
    }

    /// What stands from the beginning of one token to the end of another, with the signs between them.
    fn slice(&self, tokens: Range<usize>) -> &str {
        self.tokens.cover(tokens.start, tokens.end - 1).of(&self.text).unwrap()
    }

    fn word(&self, token: usize) -> &str {
        self.slice(token..token + 1)
    }
}

/// A run of one article, and where it was planted in another.
struct Planted {
    donor: Text,
    host: Text,
    /// Tokens of the donor, and tokens of the host: as many pieces as were moved.
    cases: Vec<(Range<usize>, Range<usize>)>,
}

fn articles(language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("seeds/{language}.jsonl"));
    let records = std::fs::read_to_string(path).unwrap();
    records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap().to_string())
        .collect()
}

/// Tokens of the donor with a share of them replaced, left out or followed by another one.
fn edited(donor: &Text, run: Range<usize>, percent: usize, strange: &Text, random: &mut Random) -> String {
    let other = |random: &mut Random| strange.word(random.below(strange.tokens.len())).to_string();
    let space = if donor.tokens.is_unspaced() { "" } else { " " };
    let mut text = String::new();
    for at in run.clone() {
        // The ends stay, or nobody could say where the run begins.
        let inside = at > run.start + 3 && at + 4 < run.end;
        let between = if at == run.start {
            ""
        } else {
            let gap = donor.tokens.spans[at - 1].end as usize..donor.tokens.spans[at].start as usize;
            donor.text.get(gap).unwrap_or_default()
        };
        if !inside || !random.chance(percent) {
            text += between;
            text += donor.word(at);
            continue;
        }
        match random.below(3) {
            0 => {
                text += between;
                text += &other(random);
            }
            1 => {}
            _ => {
                text += between;
                text += donor.word(at);
                text += space;
                text += &other(random);
            }
        }
    }
    text
}

impl Planted {
    /// Plants `length` tokens, of which `percent` in a hundred are edited, in one piece or, moved, in two that have changed
    /// places.
    fn new(texts: &[String], length: usize, percent: usize, random: &mut Random) -> Self {
        let mut draw = || Text::of(random.choose(texts).clone());
        let (donor, mut host, strange) = (draw(), draw(), draw());
        // Articles on one event share text by themselves, and that is no fault of whoever finds it.
        while !shared(&donor, &host).is_empty() {
            host = Text::of(random.choose(texts).clone());
        }
        let length = length.min(donor.tokens.len());
        let start = random.below(donor.tokens.len() - length + 1);
        let moved = length >= 60 && random.chance(25);
        let middle = start + length / 2;
        let whole = start..start + length;
        let runs: Vec<Range<usize>> =
            if moved { vec![middle..whole.end, start..middle] } else { std::iter::once(whole).collect() };
        let space = if donor.tokens.is_unspaced() { "。" } else { " " };
        // Pieces stand apart, each at a place of its own.
        let at: Vec<usize> = (1..=runs.len()).map(|n| n * host.tokens.len() / (runs.len() + 1)).collect();
        let (mut text, mut before, mut cases) = (String::new(), 0, Vec::new());
        for (run, at) in runs.into_iter().zip(at) {
            let cut = host.tokens.spans[at].start as usize;
            text += &host.text[before..cut];
            before = cut;
            text += space;
            let planted = edited(&donor, run.clone(), percent, &strange, random);
            let first = Text::of(text.clone()).tokens.len();
            let tokens = Text::of(planted.clone()).tokens.len();
            text += &planted;
            text += space;
            cases.push((run, first..first + tokens));
        }
        text += &host.text[before..];
        Self { donor, host: Text::of(text), cases }
    }

    /// Where equal tokens stand before or behind a case by chance, they are a part of it.
    fn widened(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let (donor, host) = (&self.donor.tokens.hashes, &self.host.tokens.hashes);
        let widen = |(mut a, mut b): (Range<usize>, Range<usize>)| {
            while a.start > 0 && b.start > 0 && donor[a.start - 1] == host[b.start - 1] {
                (a.start, b.start) = (a.start - 1, b.start - 1);
            }
            while a.end < donor.len() && b.end < host.len() && donor[a.end] == host[b.end] {
                (a.end, b.end) = (a.end + 1, b.end + 1);
            }
            (a, b)
        };
        self.cases.iter().cloned().map(widen).collect()
    }

    fn found(&self) -> Vec<(Range<usize>, Range<usize>)> {
        shared(&self.donor, &self.host)
    }
}

/// The text that two articles share, as tokens of each.
fn shared(donor: &Text, host: &Text) -> Vec<(Range<usize>, Range<usize>)> {
    let members = [(0, donor), (1, host)].map(|(at, text)| Member {
        article: ArticleIndex(at),
        text: &text.text,
        tokens: &text.tokens,
        source: None,
    });
    let passages = PassageFinder::new(&PassagesParams::default()).find(&members);
    passages.iter().filter(|passage| passage.kind.is_shared_text()).flat_map(pairs).collect()
}

/// Each place of a passage in the donor with each in the host.
fn pairs(passage: &Passage) -> Vec<(Range<usize>, Range<usize>)> {
    let of = |article: u32| {
        let own = passage.occurrences.iter().filter(move |it| it.article == ArticleIndex(article));
        own.map(|it| it.tokens.0 as usize..(it.tokens.0 + it.tokens.1) as usize)
    };
    of(0).flat_map(|a| of(1).map(move |b| (a.clone(), b))).collect()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Sums over cases and detections.
#[derive(Debug, Default)]
struct Figures {
    precision: (f64, usize),
    recall: (f64, usize),
    granularity: (usize, usize),
}

impl Figures {
    fn add(&mut self, planted: &Planted) {
        let (cases, found) = (planted.widened(), planted.found());
        let both = |x: &(Range<usize>, Range<usize>), y: &(Range<usize>, Range<usize>)| {
            let (a, b) = (overlap(&x.0, &y.0), overlap(&x.1, &y.1));
            if a > 0 && b > 0 { a + b } else { 0 }
        };
        let length = |x: &(Range<usize>, Range<usize>)| x.0.len() + x.1.len();
        let share = |all: &(Range<usize>, Range<usize>), parts: &[(Range<usize>, Range<usize>)]| {
            // Parts of one side may overlap each other; each token counts once.
            let mut seen = std::collections::BTreeSet::new();
            for part in parts.iter().filter(|part| both(all, part) > 0) {
                seen.extend(part.0.clone().filter(|at| all.0.contains(at)).map(|at| (0, at)));
                seen.extend(part.1.clone().filter(|at| all.1.contains(at)).map(|at| (1, at)));
            }
            seen.len() as f64 / length(all) as f64
        };
        for case in &cases {
            self.recall.0 += share(case, &found);
            self.recall.1 += 1;
            let detections = found.iter().filter(|it| both(case, it) > 0).count();
            self.granularity.0 += detections;
            self.granularity.1 += usize::from(detections > 0);
        }
        for detection in &found {
            self.precision.0 += share(detection, &cases);
            self.precision.1 += 1;
        }
    }

    fn precision(&self) -> f64 {
        self.precision.0 / self.precision.1.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.recall.0 / self.recall.1.max(1) as f64
    }

    fn granularity(&self) -> f64 {
        self.granularity.0 as f64 / self.granularity.1.max(1) as f64
    }

    fn plagdet(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(f64::MIN_POSITIVE) / (1.0 + self.granularity()).log2()
    }

    fn print(&self, name: &str) {
        println!(
            "{name}: {} cases, precision {:.3}, recall {:.3}, granularity {:.3}, plagdet {:.3}",
            self.recall.1,
            self.precision(),
            self.recall(),
            self.granularity(),
            self.plagdet()
        );
    }
}

/// Figures of planted runs of these lengths and shares of edits, all languages together.
fn measure(name: &str, lengths: &[usize], percents: &[usize], rounds: usize) -> Figures {
    let mut all = Figures::default();
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        let texts = articles(language);
        let mut figures = Figures::default();
        for (number, (length, percent)) in lengths
            .iter()
            .flat_map(|length| percents.iter().map(move |percent| (*length, *percent)))
            .cycle()
            .take(rounds * lengths.len() * percents.len())
            .enumerate()
        {
            let mut random = Random::new((at * 1_000_000 + number) as u64);
            // Eight words are about thirteen characters.
            let length = if language == "zh" { (length * 8).div_ceil(5) } else { length };
            let planted = Planted::new(&texts, length, percent, &mut random);
            figures.add(&planted);
            all.add(&planted);
        }
        figures.print(&format!("{name} {language}"));
    }
    all.print(name);
    all
}

#[test]
fn runs_of_eight_words_and_more_are_found_to_the_word() {
    let figures = measure("exact", &[8, 10, 15, 20, 40, 80, 140, 200], &[0], 8);
    assert!(figures.recall() >= 1.0, "{figures:?}");
    assert!(figures.precision() >= 1.0, "{figures:?}");
    assert!(figures.granularity() <= 1.0, "{figures:?}");
}

#[test]
fn edited_text_is_found_in_one_piece() {
    let figures = measure("edited", &[30, 60, 100, 140, 200], &[5, 10, 15, 20], 6);
    assert!(figures.plagdet() >= 0.99, "{figures:?}");
    assert!(figures.granularity() <= 1.01, "{figures:?}");
}
