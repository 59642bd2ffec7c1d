//! Parquet and Arrow: files of columns.
//!
//! A column is named as a key of a JSON object is, one inside a struct with a dot: `article.body`. Only columns that are
//! looked at are read. A struct stands for the text inside it where a text is looked for, and for its name or title
//! elsewhere; a list of texts stands for its paragraphs. All of that is as in JSON.

use super::columns::{Column, Columns, Role, Row};
use super::cut::{Flow, Raw, Stop};
use super::decompress::Fault;
use super::fields::{FieldNames, List, NAMES_OF_OBJECTS, RecordText, TEXTS_OF_OBJECTS, Unfit};
use super::ipc;
use crate::document::Timestamp;
use crate::observe::SkipReason;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Float32Type, Int64Type};
use arrow_array::{Array, ArrayRef, LargeListArray, LargeStringArray, PrimitiveArray, RecordBatch};
use arrow_buffer::Buffer;
use arrow_cast::cast;
use arrow_ipc::reader::StreamDecoder;
use arrow_schema::{ArrowError, DataType, Field, Fields, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows that one thread works on.
const ROWS: usize = 256;

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
    before: u64,
    rows: RecordBatch,
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

    /// Sends rows on in portions; `before` of them came before.
    fn send(
        self: &Arc<Self>,
        rows: &RecordBatch,
        before: &mut u64,
        sink: &mut dyn FnMut(Raw) -> Flow,
    ) -> Flow {
        for start in (0..rows.num_rows()).step_by(ROWS) {
            let some = rows.slice(start, ROWS.min(rows.num_rows() - start));
            let batch = Batch { table: Arc::clone(self), before: *before, rows: some };
            *before += batch.rows.num_rows() as u64;
            if sink(Raw::Batch(batch)).is_break() {
                return Flow::Break(());
            }
        }
        Flow::Continue(())
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
    mut file: File,
    fields: &FieldNames,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let mut end = [0; 4];
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(4)))?;
    file.read_exact(&mut end)?;
    if &end != b"PAR1" {
        let detail = "the end is missing, and without it nothing can be read; fetch it again";
        return Err(Stop::Fault((SkipReason::Truncated, detail.to_string())));
    }
    let damaged = |error: &dyn std::fmt::Display| Stop::Fault((SkipReason::Damaged, error.to_string()));
    let builder =
        guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))?.map_err(|error| damaged(&error))?;
    let table = Arc::new(Table::of(builder.schema().fields(), fields)?);
    let schema = builder.parquet_schema();
    let wanted = (0..schema.num_columns()).filter(|column| {
        let column = schema.column(*column);
        table.looked_at().any(|leaf| column.path().parts().starts_with(&leaf.path))
    });
    let mask = ProjectionMask::leaves(schema, wanted);
    let reader = guarded(|| builder.with_projection(mask).with_batch_size(ROWS).build())?;
    all(&table, reader.map_err(|error| damaged(&error))?, sink)
}

/// Reads a stream of Arrow batches; behind their mark, Arrow files are one.
pub(super) fn cut_arrow(
    mut source: impl Read,
    fields: &FieldNames,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let (mut decoder, mut table, mut before) = (StreamDecoder::new(), None, 0);
    loop {
        let message = ipc::next_message(&mut source)?;
        let ended = message.is_none();
        // The end is told to the decoder too, for it keeps a message without a body until another one comes.
        let mut message = Buffer::from_vec(message.unwrap_or(ipc::END.to_vec()));
        while !message.is_empty() {
            let batch = guarded(|| decoder.decode(&mut message))?.map_err(stop)?;
            if table.is_none()
                && let Some(schema) = decoder.schema()
            {
                table = Some(Arc::new(Table::of(schema.fields(), fields)?));
            }
            if let (Some(batch), Some(table)) = (batch, &table)
                && table.send(&batch, &mut before, sink).is_break()
            {
                return Ok(());
            }
        }
        if ended {
            return Ok(());
        }
    }
}

fn all(
    table: &Arc<Table>,
    mut batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    let mut before = 0;
    while let Some(batch) = guarded(|| batches.next())? {
        if table.send(&batch.map_err(stop)?, &mut before, sink).is_break() {
            break;
        }
    }
    Ok(())
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
        let (cells, mut replaced) = self.cells();
        for row in 0..self.rows.num_rows() {
            let record = self.table.columns.record(&RowOf { cells: &cells, row });
            sink(self.before + row as u64 + 1, record, std::mem::take(&mut replaced));
        }
    }

    /// The names of the columns that the rows' fields are taken from.
    pub(super) fn used(&self, mut sink: impl FnMut(List, &str)) {
        let (cells, _) = self.cells();
        for row in 0..self.rows.num_rows() {
            self.table.columns.used(&RowOf { cells: &cells, row }, &mut sink);
        }
    }

    fn cells(&self) -> (Vec<Option<Cells>>, u64) {
        let mut replaced = 0;
        let mut cells: Vec<Option<Cells>> = self.table.leaves.iter().map(|_| None).collect();
        for column in self.table.columns.looked_at() {
            cells[column] = Cells::of(&self.rows, &self.table.leaves[column], &mut replaced);
        }
        (cells, replaced)
    }
}

/// A column of a batch.
struct Cells {
    /// The structs it is in.
    outer: Vec<ArrayRef>,
    values: Values,
}

enum Values {
    Texts(LargeStringArray),
    Lists(LargeListArray),
    /// Lists of numbers.
    Vectors(LargeListArray),
    /// Points in time, so many of which are a second.
    Instants(PrimitiveArray<Int64Type>, i64),
    /// Days since 1970.
    Days(PrimitiveArray<Date32Type>),
}

impl Cells {
    fn of(rows: &RecordBatch, leaf: &Leaf, replaced: &mut u64) -> Option<Self> {
        let (first, inner) = leaf.path.split_first()?;
        let mut array = Arc::clone(rows.column_by_name(first)?);
        let mut outer = Vec::new();
        for name in inner {
            let next = Arc::clone(array.as_struct_opt()?.column_by_name(name)?);
            outer.push(std::mem::replace(&mut array, next));
        }
        let to = |kind: &DataType| cast(&array, kind).ok();
        let values = match array.data_type() {
            DataType::Timestamp(unit, _) => {
                let second = match unit {
                    TimeUnit::Second => 1,
                    TimeUnit::Millisecond => 1_000,
                    TimeUnit::Microsecond => 1_000_000,
                    TimeUnit::Nanosecond => 1_000_000_000,
                };
                Values::Instants(to(&DataType::Int64)?.as_primitive_opt::<Int64Type>()?.clone(), second)
            }
            DataType::Date64 => {
                let instants = array.as_primitive_opt::<Date64Type>()?.reinterpret_cast();
                Values::Instants(instants, 1_000)
            }
            DataType::Date32 => Values::Days(array.as_primitive_opt::<Date32Type>()?.clone()),
            DataType::List(inner) | DataType::LargeList(inner) | DataType::FixedSizeList(inner, _) => {
                let of = |kind| DataType::LargeList(Arc::new(Field::new("item", kind, true)));
                if inner.data_type().is_numeric() {
                    Values::Vectors(to(&of(DataType::Float32))?.as_list_opt::<i64>()?.clone())
                } else {
                    Values::Lists(to(&of(DataType::LargeUtf8))?.as_list_opt::<i64>()?.clone())
                }
            }
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
                let bytes = to(&DataType::LargeBinary)?;
                let texts = bytes.as_binary_opt::<i64>()?.iter().map(|bytes| Some(decoded(bytes?, replaced)));
                Values::Texts(texts.collect())
            }
            _ => Values::Texts(to(&DataType::LargeUtf8)?.as_string_opt::<i64>()?.clone()),
        };
        Some(Self { outer, values })
    }

    fn is_null(&self, row: usize) -> bool {
        let own: &dyn Array = match &self.values {
            Values::Texts(array) => array,
            Values::Lists(array) | Values::Vectors(array) => array,
            Values::Instants(array, _) => array,
            Values::Days(array) => array,
        };
        own.is_null(row) || self.outer.iter().any(|array| array.is_null(row))
    }
}

/// Bytes that nobody called text, as files of some writers have it.
fn decoded<'a>(bytes: &'a [u8], replaced: &mut u64) -> Cow<'a, str> {
    let text = String::from_utf8_lossy(bytes);
    if let Cow::Owned(text) = &text {
        *replaced += text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
    }
    text
}

struct RowOf<'a> {
    cells: &'a [Option<Cells>],
    row: usize,
}

impl<'a> RowOf<'a> {
    fn values(&self, column: usize) -> Option<&'a Values> {
        let cells = self.cells.get(column)?.as_ref().filter(|cells| !cells.is_null(self.row))?;
        Some(&cells.values)
    }
}

impl<'a> Row<'a> for RowOf<'a> {
    fn text(&self, column: usize) -> Option<Cow<'a, str>> {
        Some(match self.values(column)? {
            Values::Texts(texts) => Cow::Borrowed(texts.value(self.row)),
            Values::Lists(lists) => {
                let parts = lists.value(self.row);
                let parts: Vec<&str> = parts.as_string_opt::<i64>()?.iter().flatten().collect();
                Cow::Owned(parts.join("\n"))
            }
            Values::Vectors(_) => return None,
            Values::Instants(instants, _) => Cow::Owned(instants.value(self.row).to_string()),
            Values::Days(days) => Cow::Owned(days.value(self.row).to_string()),
        })
    }

    fn vector(&self, column: usize) -> Option<Box<[f32]>> {
        let Values::Vectors(vectors) = self.values(column)? else {
            return super::vectors::of_text(&self.text(column)?);
        };
        let numbers = vectors.value(self.row);
        let numbers: Option<Vec<f32>> = numbers.as_primitive_opt::<Float32Type>()?.iter().collect();
        super::vectors::of_numbers(numbers?)
    }

    fn is_filled(&self, column: usize) -> bool {
        match self.values(column) {
            Some(Values::Vectors(_)) => true,
            _ => self.text(column).is_some_and(|text| !text.trim().is_empty()),
        }
    }

    fn date(&self, column: usize) -> Option<Timestamp> {
        match self.values(column)? {
            Values::Instants(instants, second) => {
                let seconds = instants.value(self.row).div_euclid(*second);
                super::date::known(Timestamp { seconds, has_time: true })
            }
            Values::Days(days) => {
                let seconds = i64::from(days.value(self.row)) * 86_400;
                super::date::known(Timestamp { seconds, has_time: false })
            }
            _ => super::date::parse_date(&self.text(column)?),
        }
    }
}
