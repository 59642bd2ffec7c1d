//! A Parquet file without some of its rows: the same columns, packed in the same way.

use super::{Fate, Fates};
use crate::input::columnar::check_description;
use crate::input::columnar::pages::look_over;
use crate::input::cut::Stop;
use crate::input::decompress::Limits;
use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows that are read at once, where no page is so large that they could be too much for the memory.
const ROWS: usize = 4096;

/// The key under which the writer itself keeps the schema.
const SCHEMA_KEY: &str = "ARROW:schema";

pub(super) enum ColumnsError {
    Io(io::Error),
    NoMarks,
}

impl From<io::Error> for ColumnsError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ParquetError> for ColumnsError {
    fn from(error: ParquetError) -> Self {
        Self::Io(io::Error::other(error))
    }
}

/// Writes the rows that are kept. Both files lie on the disk meanwhile: a Parquet file is read and written in any order.
pub(super) fn rewrite(
    mut source: impl Read,
    fate: &Fates<'_>,
    out: &mut dyn Write,
) -> Result<(), ColumnsError> {
    let mut own = tempfile::tempfile()?;
    io::copy(&mut source, &mut own)?;
    let mut new = tempfile::tempfile()?;
    // As where it is read: some damaged files end in a panic of the reader.
    let written = catch_unwind(AssertUnwindSafe(|| write(own, new.try_clone()?, fate)));
    written.map_err(|_| io::Error::other("a damaged file of columns"))??;
    new.seek(SeekFrom::Start(0))?;
    io::copy(&mut new, out)?;
    Ok(())
}

fn write(own: File, new: File, fate: &Fates<'_>) -> Result<(), ColumnsError> {
    check_description(&own).map_err(refused)?;
    let metadata = ArrowReaderMetadata::load(&own, ArrowReaderOptions::default())?;
    let properties = properties(&metadata);
    let columns: Vec<usize> = (0..metadata.parquet_schema().num_columns()).collect();
    let pages = look_over(&own, metadata.metadata(), &columns, ROWS, Limits::USUAL).map_err(refused)?;
    if let Some(fault) = pages.fault {
        return Err(refused(Stop::Fault(fault)));
    }
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(own, metadata);
    let mut writer = ArrowWriter::try_new(new, builder.schema().clone(), Some(properties))?;
    let mut before = 0;
    for batch in builder.with_batch_size(pages.rows_written_out).build()? {
        let batch: RecordBatch = batch.map_err(|error| ColumnsError::Io(io::Error::other(error)))?;
        for run in runs(batch.num_rows(), before, fate)? {
            writer.write(&batch.slice(run.start, run.len()))?;
        }
        before += batch.num_rows() as u64;
    }
    writer.close()?;
    Ok(())
}

/// A file that cannot be written again, for it could not be read.
fn refused(stop: Stop) -> ColumnsError {
    ColumnsError::Io(match stop {
        Stop::Broken(error) => error,
        Stop::Fault((_, detail)) => io::Error::other(detail),
    })
}

/// The rows of a batch that are kept, in runs.
fn runs(rows: usize, before: u64, fate: &Fates<'_>) -> Result<Vec<Range<usize>>, ColumnsError> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for row in 0..rows {
        match (fate(Some(before + row as u64 + 1)), runs.last_mut()) {
            (Fate::Mark(_), _) => return Err(ColumnsError::NoMarks),
            (Fate::Drop, _) => {}
            (Fate::Keep, Some(run)) if run.end == row => run.end += 1,
            (Fate::Keep, _) => runs.push(row..row + 1),
        }
    }
    Ok(runs)
}

/// How the file was packed and cut into groups, as its first group shows, and what was noted in it.
fn properties(metadata: &ArrowReaderMetadata) -> WriterProperties {
    let mut properties = WriterProperties::builder();
    let own = metadata.metadata();
    if let Some(group) = own.row_groups().first() {
        if let Some(column) = group.columns().first() {
            properties = properties.set_compression(column.compression());
        }
        properties = properties.set_max_row_group_row_count(Some((group.num_rows() as usize).max(1)));
    }
    let notes = own.file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let notes: Vec<_> = notes.into_iter().filter(|note| note.key != SCHEMA_KEY).collect();
    properties.set_key_value_metadata((!notes.is_empty()).then_some(notes)).build()
}
