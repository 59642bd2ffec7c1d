//! The same tables as [`super::csv`] for data frames: typed columns, one row group for every million rows, Zstandard. The
//! same report gives the same bytes.

use super::model::{ArticleEntry, OccurrenceEntry, PassageEntry, Report};
use super::phrase;
use crate::document::Timestamp;
use arrow_array::builder::{
    BooleanBuilder, Float64Builder, StringBuilder, TimestampMicrosecondBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are put into columns at once.
const ROWS: usize = 8192;

/// Writes one row an article, in the order of the report.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write(report.articles.chunks(ROWS).map(articles), || articles(&[]), out)
}

/// Writes one row for each place of each passage, in the order of the report.
pub fn render_passages(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let reused: BTreeSet<&str> = report.reused.iter().map(|id| &**id).collect();
    let rows: Vec<(&PassageEntry, &OccurrenceEntry)> = report
        .passages
        .iter()
        .flat_map(|passage| passage.occurrences.iter().map(move |place| (passage, place)))
        .collect();
    write(rows.chunks(ROWS).map(|rows| places(rows, &reused)), || places(&[], &reused), out)
}

/// The writer keeps what it wrote to itself until the end, because what it writes into must go between threads.
fn write(
    batches: impl Iterator<Item = io::Result<RecordBatch>>,
    empty: impl Fn() -> io::Result<RecordBatch>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = ZstdLevel::try_new(3).map_err(io::Error::other)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let schema = empty()?.schema();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties)).map_err(io::Error::other)?;
    for batch in batches {
        writer.write(&batch?).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn articles(rows: &[ArticleEntry]) -> io::Result<RecordBatch> {
    let mut published = TimestampMicrosecondBuilder::new().with_timezone("+00:00");
    rows.iter().for_each(|row| published.append_option(row.published.map(microseconds)));
    table([
        ("id", texts(rows, |row| Some(&row.id))),
        ("document", texts(rows, |row| Some(&row.document))),
        ("article", numbers(rows, |row| row.number)),
        ("kind", texts(rows, |row| Some(row.kind.to_string()))),
        ("first_line", numbers(rows, |row| row.lines.first)),
        ("last_line", numbers(rows, |row| row.lines.last)),
        ("title", texts(rows, |row| row.title.as_deref())),
        ("published", Arc::new(published.finish())),
        ("lang", texts(rows, |row| row.lang.map(|lang| lang.to_string()))),
        ("source", texts(rows, |row| row.source.as_deref())),
        ("words", numbers(rows, |row| row.words)),
        ("copies", texts(rows, |row| row.copies.as_deref())),
        ("story", texts(rows, |row| row.story.as_deref())),
        ("storyline", texts(rows, |row| row.storyline.as_deref())),
        ("representative", flags(rows, |row| row.representative)),
        ("coverage", shares(rows, |row| row.coverage)),
        ("words_only_here", numbers(rows, ArticleEntry::words_only_here)),
    ])
}

/// A unit that the format itself knows: of seconds only readers of Arrow would see that they are a time. A day without a time
/// of day is its midnight.
fn microseconds(time: Timestamp) -> i64 {
    time.seconds.saturating_mul(1_000_000)
}

fn places(rows: &[(&PassageEntry, &OccurrenceEntry)], reused: &BTreeSet<&str>) -> io::Result<RecordBatch> {
    table([
        ("passage", texts(rows, |row| Some(&row.0.id))),
        ("kind", texts(rows, |row| Some(phrase::passage_kind(row.0.kind)))),
        ("words", numbers(rows, |row| row.0.words)),
        ("reused", flags(rows, |row| reused.contains(&*row.0.id))),
        ("article", texts(rows, |row| Some(&row.1.article))),
        ("start", numbers(rows, |row| row.1.span.start)),
        ("end", numbers(rows, |row| row.1.span.end)),
        ("first_line", numbers(rows, |row| row.1.lines.first)),
        ("last_line", numbers(rows, |row| row.1.lines.last)),
        ("text", texts(rows, |row| Some(row.1.text.as_deref().unwrap_or(&row.0.text)))),
    ])
}

/// A column may be without a value where the schema of an empty table says so, whatever the rows at hand hold.
fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> io::Result<RecordBatch> {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(io::Error::other)
}

fn texts<'r, R, T: AsRef<str>>(rows: &'r [R], of: impl Fn(&'r R) -> Option<T>) -> ArrayRef {
    let mut column = StringBuilder::new();
    rows.iter().for_each(|row| column.append_option(of(row)));
    Arc::new(column.finish())
}

fn numbers<R>(rows: &[R], of: impl Fn(&R) -> u32) -> ArrayRef {
    let mut column = UInt32Builder::with_capacity(rows.len());
    rows.iter().for_each(|row| column.append_value(of(row)));
    Arc::new(column.finish())
}

fn shares<R>(rows: &[R], of: impl Fn(&R) -> f64) -> ArrayRef {
    let mut column = Float64Builder::with_capacity(rows.len());
    rows.iter().for_each(|row| column.append_value(of(row)));
    Arc::new(column.finish())
}

fn flags<R>(rows: &[R], of: impl Fn(&R) -> bool) -> ArrayRef {
    let mut column = BooleanBuilder::with_capacity(rows.len());
    rows.iter().for_each(|row| column.append_value(of(row)));
    Arc::new(column.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv::{self, CsvCells};
    use crate::report::sample;
    use arrow_array::cast::AsArray;
    use arrow_cast::display::{ArrayFormatter, FormatOptions};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::basic::{LogicalType, TimeUnit as ParquetTimeUnit};
    use std::fs::File;

    type Render = fn(&Report, &mut dyn Write) -> io::Result<()>;

    fn rendered(report: &Report, render: Render) -> Vec<u8> {
        let mut out = Vec::new();
        render(report, &mut out).unwrap();
        out
    }

    /// The columns' names, then the rows, as text.
    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file(bytes)).unwrap().build().unwrap();
        let mut rows = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            let options = FormatOptions::default();
            let columns: Vec<_> =
                batch.columns().iter().map(|it| ArrayFormatter::try_new(it, &options).unwrap()).collect();
            rows.extend((0..batch.num_rows()).map(|row| {
                columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<String>>()
            }));
        }
        rows
    }

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn both_tables_say_what_the_tables_in_csv_say() {
        let report = sample::report();
        let pairs: [(Render, Render); 2] = [
            (render, |report, out| csv::render(report, CsvCells::AsIs, out)),
            (render_passages, |report, out| csv::render_passages(report, CsvCells::AsIs, out)),
        ];
        for (columns, lines) in pairs {
            let read = read(&rendered(&report, columns));
            let lines = rendered(&report, lines);
            let mut table = ::csv::ReaderBuilder::new().from_reader(&*lines);
            let names = table.headers().unwrap().clone();
            for (row, line) in read.iter().zip(table.records()) {
                let line = line.unwrap();
                for ((name, cell), text) in names.iter().zip(row).zip(line.iter()) {
                    // A day of a table of columns is its first second.
                    let same = match name {
                        "published" => cell.starts_with(text.trim_end_matches('Z')),
                        "coverage" => cell.parse::<f64>() == text.parse::<f64>(),
                        _ => cell == text,
                    };
                    assert!(same, "{name}: {cell:?} and {text:?}");
                }
                assert_eq!(row.len(), line.len());
            }
            assert!(!read.is_empty());
        }
    }

    #[test]
    fn a_time_of_publication_is_one_to_every_reader() {
        let bytes = rendered(&sample::report(), render);
        let reader = ParquetRecordBatchReaderBuilder::try_new(file(&bytes)).unwrap();
        let columns = reader.parquet_schema().columns().to_vec();
        let published = columns.iter().find(|column| column.name() == "published").unwrap();
        let want = LogicalType::timestamp(true, ParquetTimeUnit::MICROS);
        assert_eq!(published.logical_type_ref(), Some(&want));
    }

    #[test]
    fn a_report_without_articles_is_a_table_without_rows() {
        let bytes = rendered(&sample::empty_report(), render);
        assert_eq!(read(&bytes), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_text_that_is_not_there_is_no_empty_text() {
        let mut report = sample::report();
        report.articles[0].title = None;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file(&rendered(&report, render))).unwrap();
        let batch = reader.build().unwrap().next().unwrap().unwrap();
        let titles = batch.column_by_name("title").unwrap().as_string::<i32>();
        assert!(arrow_array::Array::is_null(titles, 0) && !titles.value(1).is_empty());
    }
}
