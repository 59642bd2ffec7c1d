//! `retold score`: how well a result agrees with labels.

use crate::args::ScoreArgs;
use crate::exit::Exit;
use crate::output::{Content, say, to_standard_output};
use anyhow::{Context, Result, bail};
use retold::input::unpacked;
use retold::report::log_commands::Notation;
use retold::report::printable;
use retold::score::{Agreement, ClusteringScore, Labelled, PairsScore, score_clusters, score_pairs};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Where each document was put, if anywhere: by its id.
type Assignments = BTreeMap<String, Option<String>>;

pub(crate) fn run(args: &ScoreArgs) -> Result<Exit> {
    let gold = lines(&args.gold)?;
    let found = assignments(&args.result, args.level.field())?;
    let pairs =
        gold.first().is_some_and(|(_, record)| record.get("a").is_some() && record.get("b").is_some());
    let content = Content::Told(if args.json { Notation::Json } else { Notation::Text });
    let f1 = if pairs {
        let score = score_pairs(&labelled_pairs(args, &gold, &found)?, args.resamples);
        to_standard_output(
            content,
            |out| if args.json { as_json(&score, out) } else { show_pairs(&score, out) },
        )?;
        score.agreement.f1
    } else {
        let score = score_clusters(&labelled_items(args, &gold, &found)?, args.resamples);
        to_standard_output(content, |out| {
            if args.json { as_json(&score, out) } else { show_clusters(args, &score, out) }
        })?;
        score.b_cubed.f1
    };
    Ok(if args.min_f1.is_some_and(|least| f1 < least) { Exit::Findings } else { Exit::Done })
}

/// The JSON lines of a file with their numbers.
fn lines(path: &str) -> Result<Vec<(usize, Value)>> {
    let bytes = unpacked(path).with_context(|| format!("{path}: cannot be read"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{path}: is no UTF-8"))?;
    let numbered = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    numbered
        .map(|(line, number)| {
            let value = serde_json::from_str(line)
                .with_context(|| format!("{path}:{number}: is no JSON; one object a line is expected"))?;
            Ok((number, value))
        })
        .collect()
}

/// A field as a label: strings as they are, numbers as they are written.
fn label(record: &Value, field: &str) -> Option<String> {
    match record.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A document stands for its main article; side articles and teasers are not judged.
fn assignments(path: &str, level: &str) -> Result<Assignments> {
    let mut found = Assignments::new();
    for (number, record) in lines(path)? {
        let Some(document) = label(&record, "document") else {
            bail!("{path}:{number}: has no document; give what `retold cluster --output jsonl=PATH` wrote");
        };
        if record.get("kind").and_then(Value::as_str).unwrap_or("main") == "main" {
            found.insert(document, label(&record, level));
        }
    }
    Ok(found)
}

fn labelled_items(args: &ScoreArgs, gold: &[(usize, Value)], found: &Assignments) -> Result<Vec<Labelled>> {
    let field = args.field.as_deref().unwrap_or(args.level.field());
    let mut missing = Vec::new();
    let mut items = BTreeMap::new();
    for (number, record) in gold {
        let Some(id) = label(record, "id") else {
            bail!("{}:{number}: has no id; records need an id and a label, pairs a, b and label", args.gold);
        };
        let Some(gold) = label(record, field) else { continue };
        if !found.contains_key(&id) {
            missing.push(id.clone());
        }
        let cluster = found.get(&id).cloned().flatten();
        items.insert(id, Labelled { gold, found: cluster });
    }
    if items.is_empty() {
        bail!("{}: no record has a field {field:?}; name the one with the labels with --field", args.gold);
    }
    warn_of_missing(&missing, items.len());
    Ok(items.into_values().collect())
}

fn labelled_pairs(
    args: &ScoreArgs,
    gold: &[(usize, Value)],
    found: &Assignments,
) -> Result<Vec<(bool, bool)>> {
    let mut named = BTreeSet::new();
    let mut pairs = Vec::new();
    for (number, record) in gold {
        let field = args.field.as_deref().unwrap_or("label");
        let (Some(a), Some(b), Some(judged)) = (label(record, "a"), label(record, "b"), label(record, field))
        else {
            bail!("{}:{number}: a pair needs a, b and {field}", args.gold);
        };
        // What `tune` wrote has no label before somebody has judged the pair.
        if judged.is_empty() || args.skip.contains(&judged) {
            continue;
        }
        let cluster = |id: &String| found.get(id).cloned().flatten();
        let joined = cluster(&a).is_some() && cluster(&a) == cluster(&b);
        pairs.push((args.same.contains(&judged), joined));
        named.extend([a, b]);
    }
    if pairs.is_empty() {
        bail!("{}: no pair is labelled; fill in {:?}", args.gold, args.field.as_deref().unwrap_or("label"));
    }
    let missing: Vec<String> = named.iter().filter(|id| !found.contains_key(*id)).cloned().collect();
    warn_of_missing(&missing, named.len());
    Ok(pairs)
}

/// What the result lacks counts as alone, and is said.
fn warn_of_missing(missing: &[String], of: usize) {
    if let Some(first) = missing.first() {
        say(&format!(
            "retold: {} of {of} labelled documents are not in the result and count as alone (first: {})",
            missing.len(),
            printable(first)
        ));
    }
}

fn as_json(score: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(score).map_err(io::Error::from)?)
}

fn show_clusters(args: &ScoreArgs, score: &ClusteringScore, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} · {} labelled clusters · {} found at level {} · largest {}",
        if score.items == 1 { "1 document".to_string() } else { format!("{} documents", score.items) },
        score.gold_clusters,
        score.clusters,
        args.level.field(),
        score.largest
    )?;
    heading(out)?;
    show("B-cubed", &score.b_cubed, out)?;
    show("pairwise", &score.pairwise, out)?;
    let [low, high] = score.adjusted_rand_interval;
    writeln!(out, "{:<10}{:>9}{:>9}{:>9.3}   {low:.3} to {high:.3}", "ARI", "", "", score.adjusted_rand)
}

fn show_pairs(score: &PairsScore, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} pairs · {} true joins · {} false joins · {} missed",
        score.pairs, score.true_joins, score.false_joins, score.missed
    )?;
    heading(out)?;
    show("pairs", &score.agreement, out)
}

fn heading(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<10}{:>9}{:>9}{:>9}   95 % of resamples", "", "precision", "recall", "F1")
}

fn show(name: &str, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    let Agreement { precision, recall, f1, f1_interval: [low, high] } = agreement;
    writeln!(out, "{name:<10}{precision:>9.3}{recall:>9.3}{f1:>9.3}   {low:.3} to {high:.3}")
}
