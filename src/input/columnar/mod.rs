//! Parquet and Arrow: files of columns.
//!
//! A column is named as a key of a JSON object is, one inside a struct with a dot: `article.body`. Only columns that are
//! looked at are read. A struct stands for the text inside it where a text is looked for, and for its name or title
//! elsewhere; a list of texts stands for its paragraphs. All of that is as in JSON.
//!
//! **Memory**: a batch holds views of the texts in its pages, whoever shares them. What lengths say is looked at before it
//! is believed (`thrift`, `pages`, `ipc`), and rows are sent on by their bytes.

mod cells;
mod ipc;
pub(super) mod pages;
mod thrift;

use self::cells::{Cells, RowOf};
use self::pages::Pages;
use super::columns::{Column, Columns, Role};
use super::cut::{Flow, Raw, Stop};
use super::decompress::{Fault, Limits};
use super::fields::{FieldNames, List, NAMES_OF_OBJECTS, RecordText, TEXTS_OF_OBJECTS, Unfit};
use super::ranges::extend;
use super::stream::CHUNK;
use crate::observe::SkipReason;
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows that one thread works on.
const ROWS: usize = 256;

/// A description of a Parquet file that is longer is none: that of a file of a thousand columns and a thousand groups of rows
/// is a tenth of it.
const LONGEST_DESCRIPTION: u64 = 1 << 30;

/// Structs inside structs are looked into so deep.
const DEEPEST: usize = 8;

/// The columns of a file, with those inside structs, and which of them are looked at.
struct Table {
    columns: Columns,
    leaves: Vec<Leaf>,
}

/// A column that is no struct.
struct Leaf {
    /// From the outermost struct inward.
    path: Vec<String>,
    kind: DataType,
}

/// Some rows, not yet understood.
pub(super) struct Batch {
    table: Arc<Table>,
    /// The columns that are looked at, by leaf, with more rows than these.
    cells: Arc<Vec<Option<Cells>>>,
    rows: Range<usize>,
    /// What to add to a row to have its number.
    before: u64,
}

impl Table {
    fn of(schema: &Fields, fields: &FieldNames) -> Result<Self, Fault> {
        let mut all = Inside { fields, columns: Vec::new(), leaves: Vec::new() };
        all.add(schema, &[]);
        let Inside { columns, leaves, .. } = all;
        let mut columns = Columns::of(columns, fields)?;
        let first = columns.list(List::Text).first().copied().unwrap_or_default();
        columns.keep(List::Text, |column| is_text(&leaves[column].kind));
        if columns.list(List::Text).is_empty() {
            let (name, kind) = (columns.name(first), &leaves[first].kind);
            let detail =
                format!("column {name:?} is {kind} and no text; name the text column with --text-field");
            return Err((SkipReason::NoTextColumn, detail));
        }
        Ok(Self { columns, leaves })
    }

    fn looked_at(&self) -> impl Iterator<Item = &Leaf> {
        self.columns.looked_at().into_iter().map(|column| &self.leaves[column])
    }

    fn cells(&self, rows: &RecordBatch) -> Vec<Option<Cells>> {
        let mut cells: Vec<Option<Cells>> = self.leaves.iter().map(|_| None).collect();
        for column in self.columns.looked_at() {
            cells[column] = Cells::of(rows, &self.leaves[column]);
        }
        cells
    }
}

/// Sends rows on, as long as what they say is in some proportion to what was read: a text that stands in a file once can be
/// that of any number of rows.
struct Sender {
    table: Arc<Table>,
    limits: Limits,
    /// Rows that were sent.
    before: u64,
    /// Bytes of what they say.
    said: u64,
}

impl Sender {
    fn of(table: Table, limits: Limits) -> Self {
        Self { table: Arc::new(table), limits, before: 0, said: 0 }
    }

    /// Sends rows on in portions of no more rows and hardly more bytes than one thread works on; `packed` bytes were read
    /// of the file.
    fn send(
        &mut self,
        rows: &RecordBatch,
        packed: u64,
        sink: &mut dyn FnMut(Raw) -> Flow,
    ) -> Result<Flow, Stop> {
        let cells = Arc::new(guarded(|| self.table.cells(rows))?);
        let (mut start, mut said) = (0, 0);
        for row in 0..rows.num_rows() {
            said += cells.iter().flatten().map(|cells| cells.size(row)).sum::<u64>();
            let end = row + 1;
            if said < CHUNK as u64 && end - start < ROWS && end < rows.num_rows() {
                continue;
            }
            let batch = Batch {
                table: Arc::clone(&self.table),
                cells: Arc::clone(&cells),
                rows: start..end,
                before: self.before,
            };
            if sink(Raw::Batch(batch)).is_break() {
                return Ok(Flow::Break(()));
            }
            self.said = self.said.saturating_add(said);
            if let Some(detail) = self.limits.exceeded(packed, self.said) {
                return Err(Stop::Fault((SkipReason::Damaged, detail)));
            }
            (start, said) = (end, 0);
        }
        self.before += rows.num_rows() as u64;
        Ok(Flow::Continue(()))
    }
}

/// Columns by name, with those inside structs.
struct Inside<'f> {
    fields: &'f FieldNames,
    columns: Vec<Column>,
    leaves: Vec<Leaf>,
}

impl Inside<'_> {
    fn add(&mut self, fields: &Fields, outer: &[String]) {
        for field in fields {
            let path = [outer, std::slice::from_ref(field.name())].concat();
            match field.data_type() {
                DataType::Struct(inner) if path.len() < DEEPEST => {
                    self.stand_for(inner, &path);
                    self.add(inner, &path);
                }
                kind => {
                    self.columns.push(Column::named(path.join(".")));
                    self.leaves.push(Leaf { path, kind: kind.clone() });
                }
            }
        }
    }

    /// Adds the columns inside a struct that stand for it.
    fn stand_for(&mut self, inner: &Fields, path: &[String]) {
        let name = path.join(".");
        self.texts_of(inner, path, &name);
        let leaves =
            NAMES_OF_OBJECTS.iter().filter_map(|name| inner.iter().find(|field| field.name() == name));
        for field in leaves.filter(|field| !field.data_type().is_nested()) {
            self.push(field, path, &name, Role::NameOfObject);
        }
    }

    fn texts_of(&mut self, inner: &Fields, path: &[String], outermost: &str) {
        let names: Vec<&str> = self.fields.text.iter().map(String::as_str).chain(TEXTS_OF_OBJECTS).collect();
        for field in names.iter().filter_map(|name| inner.iter().find(|field| field.name() == name)) {
            match field.data_type() {
                DataType::Struct(deeper) if path.len() < DEEPEST => {
                    self.texts_of(deeper, &[path, std::slice::from_ref(field.name())].concat(), outermost);
                }
                kind if is_text(kind) => self.push(field, path, outermost, Role::TextOfObject),
                _ => {}
            }
        }
    }

    fn push(&mut self, field: &Field, outer: &[String], name: &str, role: Role) {
        let path = [outer, std::slice::from_ref(field.name())].concat();
        self.columns.push(Column { name: name.to_string(), told: path.join("."), role });
        self.leaves.push(Leaf { path, kind: field.data_type().clone() });
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        DataType::Dictionary(_, kind) => is_text(kind),
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
        }
        _ => false,
    }
}

/// Reads a Parquet file, whose description stands at its end.
pub(super) fn cut_parquet(
    file: File,
    fields: &FieldNames,
    limits: Limits,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    check_description(&file)?;
    let damaged = |error: &dyn std::fmt::Display| Stop::Fault((SkipReason::Damaged, error.to_string()));
    let described = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()))?
        .map_err(|error| damaged(&error))?;
    // Texts are read as views, which do not repeat a text for each row that has it.
    let options = ArrowReaderOptions::new().with_schema(Arc::new(in_views(described.schema())));
    let described = guarded(|| ArrowReaderMetadata::try_new(Arc::clone(described.metadata()), options))?
        .map_err(|error| damaged(&error))?;
    let table = Table::of(described.schema().fields(), fields)?;
    let schema = described.parquet_schema();
    let wanted = (0..schema.num_columns()).filter(|column| {
        let column = schema.column(*column);
        table.looked_at().any(|leaf| column.path().parts().starts_with(&leaf.path))
    });
    let wanted: Vec<usize> = wanted.collect();
    let packed = file.metadata()?.len();
    let Pages { rows, groups, fault, .. } =
        guarded(|| pages::look_over(&file, described.metadata(), &wanted, ROWS, limits))??;
    let mask = ProjectionMask::leaves(schema, wanted);
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, described)
        .with_row_groups((0..groups).collect())
        .with_projection(mask)
        .with_batch_size(rows);
    let mut batches = guarded(|| builder.build())?.map_err(|error| damaged(&error))?;
    let mut sender = Sender::of(table, limits);
    while let Some(batch) = guarded(|| batches.next())? {
        if sender.send(&batch.map_err(stop)?, packed, sink)?.is_break() {
            return Ok(());
        }
    }
    fault.map_or(Ok(()), |fault| Err(Stop::Fault(fault)))
}

/// Looks whether a file ends with its description, and whether that is as long as the lengths in it say.
pub(super) fn check_description(file: &File) -> Result<(), Stop> {
    /// The length of the description and the mark behind it.
    const END: u64 = 8;
    let length = file.metadata()?.len();
    let mut end = Vec::new();
    extend(file, length.saturating_sub(END), END as usize, &mut end)?;
    let Some(said) = end.strip_suffix(b"PAR1") else {
        let detail = "the end is missing, and without it nothing can be read; fetch it again";
        return Err(Stop::Fault((SkipReason::Truncated, detail.to_string())));
    };
    let damaged = |detail: &str| Stop::Fault((SkipReason::Damaged, detail.to_string()));
    let said = said.first_chunk::<4>().ok_or_else(|| damaged("it is nothing but its mark"))?;
    let said = u64::from(u32::from_le_bytes(*said));
    let start = length.checked_sub(END + said).filter(|_| said <= LONGEST_DESCRIPTION);
    let start = start.ok_or_else(|| damaged("its description is said to be longer than the file"))?;
    let mut description = Vec::new();
    extend(file, start, said as usize, &mut description)?;
    let walked = thrift::Walk::new(&description).structure();
    walked.ok_or_else(|| damaged("the lengths in its description contradict each other"))
}

/// The same columns, with texts and bytes as views.
fn in_views(schema: &Schema) -> Schema {
    let fields: Fields = schema.fields().iter().map(field_in_views).collect();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

fn field_in_views(field: &FieldRef) -> FieldRef {
    let kind = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, kind) => match kind.as_ref() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8View,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => DataType::BinaryView,
            _ => return Arc::clone(field),
        },
        DataType::Struct(inner) => DataType::Struct(inner.iter().map(field_in_views).collect()),
        DataType::List(item) => DataType::List(field_in_views(item)),
        DataType::LargeList(item) => DataType::LargeList(field_in_views(item)),
        DataType::FixedSizeList(item, length) => DataType::FixedSizeList(field_in_views(item), *length),
        _ => return Arc::clone(field),
    };
    Arc::new(field.as_ref().clone().with_data_type(kind))
}

/// Reads a stream of Arrow batches; behind their mark, Arrow files are one.
pub(super) fn cut_arrow(
    source: impl Read,
    fields: &FieldNames,
    limits: Limits,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let (mut decoder, mut sender) = (StreamDecoder::new(), None);
    let mut messages = ipc::Messages::of(source, limits);
    loop {
        let message = messages.next()?;
        let ended = message.is_none();
        // The end is told to the decoder too, for it keeps a message without a body until another one comes.
        let mut message = Buffer::from_vec(message.unwrap_or(ipc::END.to_vec()));
        while !message.is_empty() {
            let batch = guarded(|| decoder.decode(&mut message))?.map_err(stop)?;
            if sender.is_none()
                && let Some(schema) = decoder.schema()
            {
                sender = Some(Sender::of(Table::of(schema.fields(), fields)?, limits));
            }
            if let (Some(batch), Some(sender)) = (batch, &mut sender)
                && sender.send(&batch, messages.packed(), sink)?.is_break()
            {
                return Ok(());
            }
        }
        if ended {
            return Ok(());
        }
    }
}

/// What `read` gives. The readers of columns trust some lengths that they find in a file and panic when those are wrong,
/// which is the file's fault and must not be the run's.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Stop> {
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| Stop::Fault((SkipReason::Damaged, "its lengths contradict each other".to_string())))
}

fn stop(error: ArrowError) -> Stop {
    match error {
        ArrowError::IoError(_, error) => Stop::Broken(error),
        other => Stop::Fault((SkipReason::Damaged, other.to_string())),
    }
}

impl Batch {
    /// What each row says, with its number, and how many sequences of bytes in it were replaced.
    pub(super) fn understand(&self, mut sink: impl FnMut(u64, Result<RecordText<'_>, Unfit>, u64)) {
        for row in self.rows.clone() {
            let record = self.table.columns.record(&RowOf { cells: &self.cells, row });
            let replaced = self.cells.iter().flatten().map(|cells| cells.replaced(row)).sum();
            sink(self.before + row as u64 + 1, record, replaced);
        }
    }

    /// The names of the columns that the rows' fields are taken from.
    pub(super) fn used(&self, mut sink: impl FnMut(List, &str)) {
        for row in self.rows.clone() {
            self.table.columns.used(&RowOf { cells: &self.cells, row }, &mut sink);
        }
    }
}
