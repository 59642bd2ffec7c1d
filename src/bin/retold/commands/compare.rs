//! `retold compare`: two articles beside each other.

use super::{conclude, read, settings, style};
use crate::args::{ColourChoice, CompareArgs};
use crate::exit::Exit;
use crate::output::{Content, to_standard_output};
use anyhow::{Result, bail};
use retold::document::{ArticleIndex, ArticleKind, Document};
use retold::input;
use retold::pipeline::{Pipeline, Prepared};
use retold::report::log_commands::Notation;
use retold::report::terminal::{TerminalStyle, render_comparison};

pub(crate) fn run(args: &CompareArgs) -> Result<Exit> {
    let run = &args.run;
    let pipeline = Pipeline::new(settings(run, &args.levels)?)?;
    let progress = run.progress();
    let sides = [Side::parse(&args.a)?, Side::parse(&args.b)?];
    let mut inputs = args.within.clone();
    inputs.extend(sides.iter().map(|side| side.path.clone()));
    let input = read(&pipeline, &inputs, run, &progress)?;
    let (skips, bytes) = (input.skips, input.bytes);
    let prepared = pipeline.prepare(narrowed(input.documents, &sides, &args.within), &progress);
    let pair = [sides[0].find(&prepared)?, sides[1].find(&prepared)?];
    if pair[0] == pair[1] {
        bail!("{} and {} are the same article", args.a, args.b);
    }
    let judged = pipeline.judge(prepared, bytes, &progress)?;
    let comparison = pipeline.compare(&judged, pair)?;
    let style = TerminalStyle { colour: ColourChoice::on_standard_output(), ..style() };
    to_standard_output(Content::Told(Notation::Text), |out| render_comparison(&comparison, &style, out))?;
    Ok(conclude(&skips, &[], [], run))
}

/// Without a corpus to judge within, only the two documents count, not the rest of the files they stand in.
fn narrowed(documents: Vec<Document>, sides: &[Side; 2], within: &[String]) -> Vec<Document> {
    if !within.is_empty() {
        return documents;
    }
    documents.into_iter().filter(|document| sides.iter().any(|side| side.names(document))).collect()
}

/// What one of the two arguments names: `path`, `path:record`, either with `#article`.
struct Side {
    typed: String,
    path: String,
    record: Option<u64>,
    article: Option<u32>,
}

impl Side {
    fn parse(typed: &str) -> Result<Self> {
        let mut side =
            Self { typed: typed.to_string(), path: typed.to_string(), record: None, article: None };
        if let Some((rest, number)) = side.split('#')? {
            side.article = Some(u32::try_from(number)?);
            side.path = rest;
        }
        if let Some((rest, number)) = side.split(':')? {
            side.record = Some(number);
            side.path = rest;
        }
        Ok(side)
    }

    /// The part before the last `mark` and the number behind it, unless the whole is a file.
    fn split(&self, mark: char) -> Result<Option<(String, u64)>> {
        if input::exists(&self.path) {
            return Ok(None);
        }
        let Some((rest, number)) = self.path.rsplit_once(mark) else { return Ok(None) };
        let Ok(number) = number.parse() else { return Ok(None) };
        if number == 0 {
            bail!("{}: records and articles are counted from 1", self.typed);
        }
        Ok(Some((rest.to_string(), number)))
    }

    fn names(&self, document: &Document) -> bool {
        document.path == self.path && self.record.is_none_or(|record| document.record == Some(record))
    }

    fn find(&self, prepared: &Prepared) -> Result<ArticleIndex> {
        let corpus = &prepared.corpus;
        let documents = corpus.documents.iter().filter(|document| self.names(document)).count();
        if documents == 0 {
            bail!("{}: no such document; it may have been skipped, see above", self.typed);
        }
        if documents > 1 {
            bail!("{}: holds {documents} documents; name one as {}:LINE", self.typed, self.path);
        }
        let found = corpus.article_indices().find(|&article| {
            let entry = &corpus.articles[article.at()];
            let wanted =
                self.article.map_or(entry.kind == ArticleKind::Main, |number| entry.number == number);
            wanted && self.names(corpus.document_of(article))
        });
        found.ok_or_else(|| anyhow::anyhow!("{}: no such article; `retold articles` lists them", self.typed))
    }
}
