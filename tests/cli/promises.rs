//! What `dedup` and `compare` promise, on real corpora: those in the folder that `RETOLD_CORPORA` names. Without it these tests say
//! that they were skipped.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are the point of these tests")]

use crate::run::Desk;
use retold::config::Config;
use retold::document::ArticleIndex;
use retold::observe::Silent;
use retold::pipeline::Pipeline;
use retold::report::model::{PairEntry, Relation, Report};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

/// Share of its runs of five words that a record has at least in the one that stays for it, whatever a word is taken to be.
const COVERED: f64 = 0.5;

/// Records of a corpus that are compared, and pairs of them.
const RECORDS: usize = 2_000;
const PAIRS: usize = 2_000;

/// Every file of records among the corpora, by the name of its folder.
fn corpora() -> Vec<(String, PathBuf)> {
    let Some(folder) = std::env::var_os("RETOLD_CORPORA").map(PathBuf::from) else {
        eprintln!("skipped: RETOLD_CORPORA is not set");
        return Vec::new();
    };
    let mut found: Vec<(String, PathBuf)> = std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let folder = entry.unwrap().path();
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            ["docs.jsonl", "docs.jsonl.gz"].map(|file| (name.clone(), folder.join(file)))
        })
        .filter(|(name, path)| path.exists() && name != "extraction")
        .collect();
    found.sort();
    assert!(found.len() > 5, "the folder holds no corpora");
    found
}

fn unpacked(path: &std::path::Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        std::io::BufReader::new(file).read_to_string(&mut text).unwrap();
    }
    text
}

/// The runs of five words of a text; of a shorter one all of it.
fn runs(text: &str) -> BTreeSet<Vec<String>> {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_string)
        .collect();
    words.windows(words.len().clamp(1, 5)).map(<[String]>::to_vec).collect()
}

fn share_of(own: &BTreeSet<Vec<String>>, stands: impl Fn(&Vec<String>) -> bool) -> f64 {
    own.iter().filter(|run| stands(run)).count() as f64 / own.len().max(1) as f64
}

fn id_of(line: &str) -> String {
    let value: Value = serde_json::from_str(line).unwrap();
    value["id"].as_str().map_or_else(|| value["id"].to_string(), str::to_string)
}

#[test]
fn what_goes_stands_in_what_stays_and_nothing_else_is_gone() {
    for (name, path) in corpora() {
        let desk = Desk::new();
        let kept_file = format!("kept-{}", path.file_name().unwrap().display());
        let line = format!("dedup {} -o {kept_file} --removed removed.jsonl -q --no-config", path.display());
        desk.run(&line).ends_with(0);
        let all = unpacked(&path);
        let all: BTreeMap<String, &str> =
            all.lines().filter(|line| !line.is_empty()).map(|line| (id_of(line), line)).collect();
        let kept_text = unpacked(&desk.path(&kept_file));
        let kept: BTreeMap<String, &str> = kept_text.lines().map(|line| (id_of(line), line)).collect();
        let removed: Vec<Value> =
            desk.read("removed.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();

        assert_eq!(kept.len() + removed.len(), all.len(), "{name}: what stays plus what went is the input");
        assert!(kept.iter().all(|(id, line)| all.get(id) == Some(line)), "{name}: what stays is as it was");
        let text = |id: &str| -> String {
            serde_json::from_str::<Value>(all[id]).unwrap()["text"].as_str().unwrap_or_default().to_string()
        };
        let of_removed: Vec<BTreeSet<Vec<String>>> =
            removed.iter().map(|it| runs(&text(it["id"].as_str().unwrap()))).collect();
        let mut wanted: BTreeMap<&Vec<String>, bool> =
            of_removed.iter().flatten().map(|run| (run, false)).collect();
        for id in kept.keys() {
            for run in &runs(&text(id)) {
                if let Some(stands) = wanted.get_mut(run) {
                    *stands = true;
                }
            }
        }
        for (entry, own) in removed.iter().zip(&of_removed) {
            let (id, stays) = (entry["id"].as_str().unwrap(), entry["kept"]["id"].as_str().unwrap());
            assert!(!kept.contains_key(id) && kept.contains_key(stays), "{name}: {id} goes for {stays}");
            assert_ne!(entry["relation"], "rewritten", "{name}: {id}");
            assert!(entry["covered"].as_f64().unwrap() >= 0.83, "{name}: {id}");
            let other = runs(&text(stays));
            let covered = share_of(own, |run| other.contains(run));
            assert!(covered >= COVERED, "{name}: {covered:.2} of {id} stands in {stays}");
            let left = share_of(own, |run| wanted[run]);
            assert!(left > 0.5, "{name}: {left:.2} of {id} stands in what stays");
        }
        println!("{name:17} {:6} records, {:5} removed", all.len(), removed.len());
    }
}

/// The next number of a sequence that is the same in every run (Steele, Lea, Flood 2014: `SplitMix`).
fn draw(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) % below.max(1) as u64) as usize
}

/// Pairs of articles: half of them of one group or story, where there are so many, the others any two.
fn drawn(report: &Report, at: &BTreeMap<&str, usize>) -> Vec<[usize; 2]> {
    let copies = report.copies.iter().map(|group| &group.members);
    let stories = report.stories.iter().map(|story| &story.articles);
    let mut together: Vec<[usize; 2]> = Vec::new();
    for members in copies.chain(stories) {
        let members: Vec<usize> = members.iter().map(|id| at[&**id]).collect();
        for (before, &a) in members.iter().enumerate() {
            together.extend(members[before + 1..].iter().map(|&b| [a.min(b), a.max(b)]));
        }
    }
    together.sort_unstable();
    together.dedup();
    let mut state = 14;
    let mut pairs: Vec<[usize; 2]> = Vec::new();
    while pairs.len() < PAIRS / 2 && !together.is_empty() {
        let next = draw(&mut state, together.len());
        pairs.push(together.swap_remove(next));
    }
    while pairs.len() < PAIRS {
        let [a, b] = [draw(&mut state, at.len()), draw(&mut state, at.len())];
        if a != b {
            pairs.push([a.min(b), a.max(b)]);
        }
    }
    pairs
}

#[test]
fn two_articles_that_are_compared_are_judged_as_the_whole_run_judged_them() {
    for (name, path) in corpora() {
        let pipeline = Pipeline::new(Config::default()).unwrap();
        let inputs = [path.to_str().unwrap().to_string()];
        let mut input = pipeline.read(&inputs, &Silent).unwrap();
        input.documents.truncate(RECORDS);
        let bytes = input.bytes;
        let prepared = pipeline.prepare(input.documents.clone(), &Silent);
        let report = pipeline.run(input, &Silent).unwrap();
        let at: BTreeMap<&str, usize> =
            report.articles.iter().enumerate().map(|(at, it)| (&*it.id, at)).collect();
        let judged = pipeline.judge(prepared, bytes, &Silent).unwrap();
        let known: BTreeMap<[usize; 2], &PairEntry> =
            report.pairs.iter().map(|pair| ([at[&*pair.a], at[&*pair.b]], pair)).collect();
        let (mut copies, mut stories) = (0, 0);
        let same = |a: &Option<_>, b: &Option<_>| a.is_some() && a == b;
        for [a, b] in drawn(&report, &at) {
            let pair = [a, b].map(|at| ArticleIndex(at as u32));
            let (x, y) = (&report.articles[a], &report.articles[b]);
            let found = pipeline.compare_copies(&judged, pair).unwrap();
            assert_eq!(found.one_group, same(&x.copies, &y.copies), "{name}: {} {}", x.id, y.id);
            assert_eq!(judged.are_one_story(pair), same(&x.story, &y.story), "{name}: {} {}", x.id, y.id);
            stories += u32::from(judged.are_one_story(pair));
            if let Some(entry) = known.get(&[a, b]) {
                assert_eq!(found.relation, Some(entry.relation), "{name}: {} {}", x.id, y.id);
                assert!((found.jaccard - entry.jaccard).abs() < 1e-9, "{name}: {} {}", x.id, y.id);
                copies += 1;
            }
            // What the bands missed may be a copy all the same; what is one text in every word is not missed.
            let exact = found.relation == Some(Relation::Exact);
            assert!(!exact || found.one_group, "{name}: {} {} are one text", x.id, y.id);
        }
        println!("{name:17} {copies:5} pairs of copies, {stories:5} of one story agree");
    }
}
