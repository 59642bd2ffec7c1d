//! `retold articles`: what the reader and the page stage make of the input.

use super::{allow, conclude, read};
use crate::args::ArticlesArgs;
use crate::exit::Exit;
use crate::output::{Content, to_standard_output};
use crate::progress::Progress;
use anyhow::Result;
use retold::config::Config;
use retold::document::{ArticleIndex, ArticleKind, Language, Layout, Timestamp};
use retold::input::{FileFacts, explain};
use retold::observe::{Note, Silent};
use retold::page::{FurnitureShare, LeftOut};
use retold::pipeline::{Pipeline, Prepared};
use retold::report::log_commands::Notation;
use retold::report::printable;
use retold::span::Lines;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One line of output.
#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    article: u32,
    kind: ArticleKind,
    lines: Lines,
    title: Option<&'a str>,
    published: Option<Timestamp>,
    lang: Option<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang_confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    furniture: Option<Furniture<'a>>,
    text: String,
}

/// What of the document is in none of its articles; told with the main one.
#[derive(Serialize)]
struct Furniture<'a> {
    share: f64,
    count: u32,
    #[serde(skip_serializing_if = "<[Lines]>::is_empty")]
    lines: &'a [Lines],
}

/// One line of `--furniture`.
#[derive(Serialize)]
struct FurnitureLine<'a> {
    outlet: Option<&'a str>,
    line: &'a str,
    texts: u32,
    of: u32,
}

pub(crate) fn run(args: &ArticlesArgs) -> Result<Exit> {
    let run = &args.reading.run;
    run.start_threads()?;
    let mut config = Config::default();
    run.apply(&mut config);
    let pipeline = Pipeline::new(config)?;
    let progress = run.progress();
    if args.fields {
        return fields(&pipeline, args, &progress);
    }
    let input = read(&pipeline, &args.reading.inputs, run, &progress)?;
    let prepared = pipeline.prepare(input.documents, &progress);
    let furniture = pipeline.furniture(&prepared);
    if args.furniture {
        let lines = furniture.lines(&prepared.corpus);
        write_lines(lines.iter().map(|line| FurnitureLine {
            outlet: line.outlet.as_deref(),
            line: &line.text,
            texts: line.texts,
            of: line.of,
        }))?;
        let paths = prepared.corpus.documents.iter().map(|document| document.path.as_str());
        return Ok(conclude(&input.skips, &args.reading.inputs, paths, run));
    }
    let left_out = left_out(&prepared);
    let prepared = prepared.without(&furniture);
    write_lines(prepared.corpus.article_indices().map(|article| line(&prepared, article, &left_out)))?;
    let paths = prepared.corpus.documents.iter().map(|document| document.path.as_str());
    Ok(conclude(&input.skips, &args.reading.inputs, paths, run))
}

/// JSON, a line each.
fn write_lines(lines: impl Iterator<Item = impl Serialize>) -> Result<()> {
    to_standard_output(Content::Told(Notation::Json), |out| {
        for line in lines {
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    })
}

/// What each file was taken for.
fn fields(pipeline: &Pipeline, args: &ArticlesArgs, progress: &Progress) -> Result<Exit> {
    let run = &args.reading.run;
    let explained = explain(&args.reading.inputs, &pipeline.config().input, progress)?;
    allow(&explained.skips, run)?;
    let furniture = furniture(pipeline, &args.reading.inputs)?;
    to_standard_output(Content::Told(Notation::Text), |out| {
        explained.files.iter().try_for_each(|file| show_file(file, furniture.get(file.path.as_str()), out))
    })?;
    let read = explained.files.iter().filter(|file| file.records > 0);
    Ok(conclude(&explained.skips, &args.reading.inputs, read.map(|file| file.path.as_str()), run))
}

/// What a file was taken for.
fn show_file(file: &FileFacts, furniture: Option<&Share>, out: &mut dyn Write) -> io::Result<()> {
    let known = [
        Some(file.form.unwrap_or("nothing that is read").to_string()),
        file.charset.map(|name| match file.charset_from {
            Some(from) => format!("{name} ({from})"),
            None => name.to_string(),
        }),
        file.packing.map(|packing| format!("packed with {packing}")),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    writeln!(out, "{}: {}", printable(&file.path), known.join(", "))?;
    writeln!(out, "  documents  {}; {} left out", file.records, file.left_out)?;
    for field in file.fields.iter().filter(|_| file.records > 0) {
        let from = if field.taken_from.is_empty() { "-".to_string() } else { field.taken_from.join(", ") };
        writeln!(out, "  {:9}  {}, in {}", field.name, printable(&from), field.documents)?;
    }
    for note in &file.notes {
        writeln!(out, "  {:9}  {}", "note", printable(&noted(note)))?;
    }
    if let Some(share) = furniture {
        let Share { documents, sum, .. } = share;
        let (mean, most) = (100.0 * sum / f64::from(*documents), 100.0 * share.most);
        writeln!(
            out,
            "  left out   {mean:.0} % of the text of a page ({documents} pages, at most {most:.0} %)"
        )?;
    }
    Ok(())
}

/// What was noted of how many records, with the first of them.
fn noted(note: &Note) -> String {
    let place = note.record.map(|record| format!(":{record}")).unwrap_or_default();
    let example = if note.example.is_empty() { String::new() } else { format!(" {:?}", note.example) };
    format!("{} {}; the first is {}{place}{example}", note.records, note.kind.words(), note.path)
}

/// How much of the pages of a file is in no article.
#[derive(Clone, Copy, Default)]
struct Share {
    documents: u32,
    sum: f64,
    most: f64,
}

/// By file, for those with pages.
fn furniture(pipeline: &Pipeline, inputs: &[String]) -> Result<BTreeMap<String, Share>> {
    let input = pipeline.read(inputs, &Silent)?;
    let prepared = pipeline.prepare(input.documents, &Silent);
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    for (document, left) in prepared.corpus.documents.iter().zip(left_out(&prepared)) {
        if document.layout == Layout::Page || document.shown.is_some() {
            let of_file = shares.entry(document.path.clone()).or_default();
            of_file.documents += 1;
            of_file.sum += left.share;
            of_file.most = of_file.most.max(left.share);
        }
    }
    Ok(shares)
}

/// Of each document what is in none of its articles.
fn left_out(prepared: &Prepared) -> Vec<LeftOut> {
    let corpus = &prepared.corpus;
    let articles = corpus.articles.chunk_by(|x, y| x.document == y.document);
    let mut share = FurnitureShare::default();
    corpus
        .documents
        .iter()
        .zip(articles)
        .map(|(document, articles)| {
            articles.iter().for_each(|article| share.add(article));
            share.take(&document.text, document.shown)
        })
        .collect()
}

fn line<'a>(prepared: &'a Prepared, index: ArticleIndex, left_out: &'a [LeftOut]) -> Line<'a> {
    let article = &prepared.corpus.articles[index.at()];
    let left = &left_out[article.document.at()];
    let told = article.kind == ArticleKind::Main && left.count > 0;
    let document = prepared.corpus.document_of(index);
    let language = prepared.known_languages[index.at()];
    let pieces: Vec<&str> = prepared.corpus.pieces(index).map(|(_, text)| text.trim_end()).collect();
    Line {
        document: &document.name,
        article: article.number,
        kind: article.kind,
        lines: article.lines,
        title: article.title.as_deref(),
        published: prepared.corpus.published(index),
        lang: language.known(),
        lang_confidence: language.told.map(|told| told.confidence),
        furniture: told.then_some(Furniture { share: left.share, count: left.count, lines: &left.lines }),
        text: pieces.join("\n"),
    }
}
