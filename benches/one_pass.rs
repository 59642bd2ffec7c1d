//! What one pass over a corpus costs, stage by stage, on one thread: how far the tool is from the limit.
//!
//! ```sh
//! cargo bench --bench one_pass -- CORPUS.jsonl
//! ```
//!
//! Every row does what the rows above it do and one thing more, over the same lines, and is the best of three rounds. The
//! row `shingle` is the limit: who only reads, parses, cuts into words by this project's Unicode rules and hashes the
//! shingles can compare nothing yet.

#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

use anyhow::{Context, Result};
use retold::copies::{
    CopiesParams, MinHasher, Shingler, Signature, SketchPart, SketchScratch, Sketcher, Words,
};
use retold::document::DocumentIndex;
use retold::page::{PageParams, PageSplitter, RecordScratch};
use retold::spill::Memory;
use retold::text::{TokenScanner, TokenTable};
use std::borrow::Cow;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// How far a round goes.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    Read,
    Split,
    Parse,
    Words,
    Shingle,
    Page,
    Signature,
    Sketch,
}

const STAGES: [(Stage, &str); 8] = [
    (Stage::Read, "read"),
    (Stage::Split, "+ lines"),
    (Stage::Parse, "+ parse JSON"),
    (Stage::Words, "+ cut and hash words"),
    (Stage::Shingle, "+ hash shingles: the limit"),
    (Stage::Page, "+ find the article in the record"),
    (Stage::Signature, "+ signature"),
    (Stage::Sketch, "+ bands, print, probes"),
];

struct Bench {
    shingler: Shingler,
    hasher: MinHasher,
    sketcher: Sketcher,
    splitter: PageSplitter,
}

#[derive(Default)]
struct Buffers {
    scanner: TokenScanner,
    table: TokenTable,
    record: RecordScratch,
    shingles: Vec<u64>,
    signature: Signature,
    sketch: SketchScratch,
    part: SketchPart,
    whole: u64,
    words: u64,
}

impl Bench {
    fn new() -> Result<Self> {
        let params = CopiesParams {
            similarity: retold::copies::SimilarityMeasure::Plain,
            threshold: 0.7,
            ..CopiesParams::default()
        };
        let sketcher = Sketcher::new(&params, &Memory::default(), 0, &[])?;
        Ok(Self {
            shingler: Shingler::new(&params),
            hasher: MinHasher::new(sketcher.banding().hashes()),
            sketcher,
            splitter: PageSplitter::new(&PageParams::default()),
        })
    }

    fn line(&self, line: &str, stage: Stage, b: &mut Buffers) -> Result<()> {
        if stage < Stage::Parse {
            return Ok(());
        }
        let record: Line<'_> = serde_json::from_str(line)?;
        if stage >= Stage::Words {
            b.table.fill(&record.text, &mut b.scanner);
            b.words += b.table.len() as u64;
        }
        if stage >= Stage::Shingle {
            self.shingler.sequence(&b.table.hashes, b.table.is_unspaced(), &mut b.shingles);
            black_box(&b.shingles);
        }
        if stage >= Stage::Page {
            let found =
                self.splitter.one_record(&record.text, None, DocumentIndex(0), &b.table, &mut b.record);
            b.whole += u64::from(found.is_some());
        }
        if stage == Stage::Signature {
            self.hasher.fill(&b.shingles, &mut b.signature);
            black_box(&b.signature);
        }
        if stage >= Stage::Sketch {
            self.sketcher.add(Words::from(&b.table), &mut b.sketch, &mut b.part);
        }
        Ok(())
    }

    fn round(&self, path: &str, stage: Stage) -> Result<(Duration, Buffers)> {
        let mut buffers = Buffers::default();
        let start = Instant::now();
        let text = std::fs::read(path).with_context(|| format!("{path} cannot be read"))?;
        if stage >= Stage::Split {
            let mut from = 0;
            for end in memchr::memchr_iter(b'\n', &text) {
                let line =
                    if stage >= Stage::Parse { simdutf8::basic::from_utf8(&text[from..end])? } else { "" };
                self.line(line, stage, &mut buffers)?;
                from = end + 1;
            }
        }
        Ok((start.elapsed(), buffers))
    }
}

fn main() -> Result<()> {
    let Some(path) = std::env::args().skip(1).find(|word| !word.starts_with("--")) else {
        println!("one_pass: skipped, no corpus was named: cargo bench --bench one_pass -- CORPUS.jsonl");
        return Ok(());
    };
    let bench = Bench::new()?;
    let mut before = 0.0;
    println!("{:>8} {:>8}  stage", "seconds", "more");
    for (stage, name) in STAGES {
        let mut best = f64::MAX;
        let mut note = String::new();
        for _ in 0..3 {
            let (time, buffers) = bench.round(&path, stage)?;
            best = best.min(time.as_secs_f64());
            note = match stage {
                Stage::Words => format!(" ({} words)", buffers.words),
                Stage::Page => format!(" ({} records need no walk)", buffers.whole),
                _ => String::new(),
            };
        }
        println!("{best:8.3} {:8.3}  {name}{note}", best - before);
        before = best;
    }
    Ok(())
}
