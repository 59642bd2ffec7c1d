//! The rooms on the hot path, each on texts of its own making: criterion compares a run with the one before.
//!
//! ```sh
//! cargo bench --bench rooms
//! ```

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::copies::{CopiesParams, MinHasher, Shingler, Shingles, Signature};
use retold::document::DocumentIndex;
use retold::page::{PageParams, PageSplitter, RecordScratch};
use retold::text::{TokenScanner, TokenTable};
use std::hint::black_box;

/// Articles of the sample corpus in one language, as one text of paragraphs.
fn sample(name: &str) -> String {
    let path = format!("{}/seeds/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(path).expect("the sample corpus is part of the repository");
    let record = |line: &str| -> String {
        let value: serde_json::Value = serde_json::from_str(line).expect("the sample corpus is JSON lines");
        value["text"].as_str().unwrap_or_default().to_string()
    };
    lines.lines().map(record).collect::<Vec<_>>().join("\n\n")
}

fn words(c: &mut Criterion) {
    let mut group = c.benchmark_group("text: words to hashes");
    for name in ["en", "ar", "hi", "zh"] {
        let text = sample(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let (mut scanner, mut table) = (TokenScanner::default(), TokenTable::default());
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| table.fill(black_box(&text), &mut scanner));
        });
    }
}

fn page(c: &mut Criterion) {
    let text = sample("en");
    let tokens = TokenTable::of_text(&text, &mut TokenScanner::default());
    let splitter = PageSplitter::new(&PageParams::default());
    let mut scratch = RecordScratch::default();
    let mut group = c.benchmark_group("page: the article in a record");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("quick look", |b| {
        b.iter(|| splitter.one_record(black_box(&text), None, DocumentIndex(0), &tokens, &mut scratch));
    });
}

fn copies(c: &mut Criterion) {
    let shingler = Shingler::new(&CopiesParams::default());
    let mut group = c.benchmark_group("copies");
    for size in [40_u64, 400, 4000] {
        let hash = |at: u64| (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let tokens: Vec<u64> = (0..size).map(hash).collect();
        group.throughput(Throughput::Elements(size));
        let (mut sequence, mut signature) = (Vec::new(), Signature::default());
        group.bench_function(BenchmarkId::new("shingles", size), |b| {
            b.iter(|| shingler.sequence(black_box(&tokens), false, &mut sequence));
        });
        let hasher = MinHasher::new(68);
        group.bench_function(BenchmarkId::new("signature of 68 hashes", size), |b| {
            b.iter(|| hasher.fill(black_box(&sequence), &mut signature));
        });
        let one = Shingles::from_hashes(sequence.clone());
        let other = Shingles::from_hashes(sequence.iter().skip(7).copied().chain((0..7).map(hash)).collect());
        group.bench_function(BenchmarkId::new("exact Jaccard", size), |b| {
            b.iter(|| black_box(&one).jaccard(black_box(&other)));
        });
    }
}

criterion_group!(benches, words, page, copies);
criterion_main!(benches);
