//! Saved reports: read, written again, and shown in every format.

use retold::config::Config;
use retold::copies::RemovalParams;
use retold::dedup::Keep;
use retold::document::{Document, Layout};
use retold::input::Input;
use retold::observe::Silent;
use retold::pipeline::{Pipeline, Removing};
use retold::report::csv::{self, CsvCells};
use retold::report::model::Report;
use retold::report::terminal::{self, TerminalStyle};
use retold::report::{Format, json, render};
use retold::stories::{StoriesParams, Verdict};
use serde_json::{Value, json};
use std::io::sink;
use std::sync::OnceLock;

/// A report with every key that there is.
const FULL: &[u8] = include_bytes!("../../tests/golden/report/report.json");

/// Edits that are made of one input.
const MOST_EDITS: usize = 12;

/// Bytes of a text, or values of a list, from which on edits make it no longer: several of one place would.
const LONG: usize = 1_000;

static SMALL: OnceLock<Report> = OnceLock::new();
static FULL_VALUE: OnceLock<Value> = OnceLock::new();

/// A text that is no report is an error; one that is a report can be shown in every format, whatever it says.
pub(crate) fn report(bytes: &[u8]) {
    if let Ok(report) = json::parse(bytes) {
        comes_back(&report);
        (0..WAYS).for_each(|way| shows(&report, way));
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vec![saved(small()), FULL.to_vec()]
}

/// A report with every key, edited: what mutations of its bytes hardly reach, because nearly all of them are no JSON any
/// more. The first byte says in which format it is shown, for all of them take long; of each four others two say where
/// something is edited, and two what.
pub(crate) fn edited_report(bytes: &[u8]) {
    let Some((&way, edits)) = bytes.split_first() else { return };
    let mut value = full().clone();
    for edit in edits.chunks_exact(4).take(MOST_EDITS) {
        let place = u16::from_le_bytes([edit[0], edit[1]]);
        let copied = usize::from(place.rotate_left(7) ^ u16::from(edit[3])) % size_of(full());
        let copied = node(full(), &mut { copied }).cloned().unwrap_or_default();
        let size = size_of(&value);
        if let Some(node) = node_mut(&mut value, &mut (usize::from(place) % size)) {
            change(node, edit[2], edit[3], copied);
        }
    }
    if let Ok(report) = json::parse(value.to_string().as_bytes()) {
        comes_back(&report);
        shows(&report, usize::from(way) % WAYS);
    }
}

pub(crate) fn edits() -> Vec<Vec<u8>> {
    let edits =
        |way: u8| std::iter::once(way).chain((0..48).map(move |at: u8| at.wrapping_mul(37 + way))).collect();
    (0..WAYS as u8).map(edits).collect()
}

fn comes_back(report: &Report) {
    let saved = saved(report);
    let again = json::parse(&saved).expect("what was written can be read");
    assert!(saved == self::saved(&again), "another report when it is read again");
}

/// The formats, and what is asked for by options.
const WAYS: usize = Format::ALL.len() + 4;

fn shows(report: &Report, way: usize) {
    let style = TerminalStyle::default();
    let shown = match (Format::ALL.get(way), way.saturating_sub(Format::ALL.len())) {
        (Some(format), _) => render(report, *format, &mut sink()),
        (None, 0) => csv::render(report, CsvCells::Safe, &mut sink()),
        (None, 1) => csv::render_passages(report, CsvCells::Safe, &mut sink()),
        (None, 2) => terminal::render(report, &style.with_details(), &mut sink()),
        (None, _) => {
            let ids = report.stories.iter().map(|story| &story.id);
            let ids = ids.chain(report.storylines.iter().map(|storyline| &storyline.id));
            let mut ids = ids.chain(report.copies.iter().map(|group| &group.id)).take(8);
            ids.try_for_each(|id| terminal::render_cluster(report, id, &style, &mut sink()).map(|_| ()))
        }
    };
    shown.expect("nothing keeps a report from being written");
}

fn saved(report: &Report) -> Vec<u8> {
    let mut saved = Vec::new();
    json::render(report, &mut saved).expect("memory takes all");
    saved
}

fn full() -> &'static Value {
    FULL_VALUE.get_or_init(|| serde_json::from_slice(FULL).expect("the golden report is JSON"))
}

/// How many values a value is, itself included.
fn size_of(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(size_of).sum(),
        Value::Object(map) => map.values().map(size_of).sum::<usize>(),
        _ => 0,
    }
}

/// The value that stands `place` values behind the beginning of another one.
fn node_mut<'v>(value: &'v mut Value, place: &mut usize) -> Option<&'v mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|inner| node_mut(inner, place)),
        Value::Object(map) => map.values_mut().find_map(|inner| node_mut(inner, place)),
        _ => None,
    }
}

/// The same, to look at.
fn node<'v>(value: &'v Value, place: &mut usize) -> Option<&'v Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter().find_map(|inner| node(inner, place)),
        Value::Object(map) => map.values().find_map(|inner| node(inner, place)),
        _ => None,
    }
}

/// Something of the same kind more often than not, so that the report stays one.
fn change(value: &mut Value, how: u8, by: u8, copied: Value) {
    let at = usize::from(by);
    match value {
        _ if how.is_multiple_of(16) => *value = copied,
        Value::Number(_) => {
            let numbers = [
                json!(0),
                json!(1),
                json!(2),
                json!(by),
                json!(u32::MAX),
                json!(u32::MAX - 1),
                json!(i64::MAX),
                json!(u64::MAX),
                json!(-1),
                json!(0.5),
                json!(1e308),
                json!(-1e308),
                json!(f64::MIN_POSITIVE),
            ];
            *value = numbers[at % numbers.len()].clone();
        }
        Value::String(text) => match at % 8 {
            0 => text.clear(),
            1 => text.push_str("</script><img src=x>\u{202e}\u{0}\r\n=1"),
            2 if text.len() < LONG => *text = text.repeat(300),
            3 => *text = "9999-12-31T23:59:59Z".into(),
            4 => *text = "-000044-03-15".into(),
            5 => *text = "e\u{301}".repeat(40) + "中文 العربية",
            _ => *value = copied,
        },
        Value::Array(list) => match at % 5 {
            0 => list.clear(),
            1 => list.truncate(at / 5),
            2 => list.reverse(),
            3 if list.len() < LONG => list.extend(list.clone()),
            _ if list.len() == 2 => *list = vec![json!(u32::MAX), json!(at)],
            _ => list.push(copied),
        },
        Value::Bool(is) => *is = !*is,
        Value::Object(map) => {
            let key = map.keys().nth(at % map.len().max(1)).cloned().unwrap_or_default();
            map.remove(&key);
        }
        Value::Null => *value = copied,
    }
}

fn documents() -> Vec<Document> {
    let lead =
        "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two piers.";
    let day =
        "The mayor said that the ferry to the island will run twice an hour until the repairs are done.";
    let texts = [
        ("morning", format!("{lead} {day}")),
        ("repeat", format!("{lead} {day}")),
        ("evening", format!("{lead} {day} Nobody was hurt.")),
        ("island", format!("Fishermen of the island want their own ferry. {day}")),
        ("other", "The apple harvest of the north was the smallest in nine years, growers said.".to_owned()),
    ];
    texts.into_iter().map(|(name, text)| Document::from_text(name, Layout::Record, text)).collect()
}

fn run(config: Config) -> Report {
    let input = Input { documents: documents(), ..Input::default() };
    let pipeline = Pipeline::new(config).expect("settings that hold");
    // With what may be removed, which is what a check and a plan are made of.
    let removing = Removing { params: &RemovalParams::default(), keep: &Keep::Longest, set_of: &|_| 0 };
    pipeline.run_removing(input, Some(&removing), &Silent).expect("a few texts are no large corpus")
}

/// The report of a few texts.
pub(crate) fn small() -> &'static Report {
    SMALL.get_or_init(|| run(Config::default()))
}

/// The same texts, with spellings that were judged.
pub(crate) fn with_spellings(spellings: Vec<Verdict>) {
    let stories = StoriesParams { spellings, ..StoriesParams::default() };
    let report = run(Config { stories, ..Config::default() });
    assert_eq!(report.articles.len(), small().articles.len());
}
