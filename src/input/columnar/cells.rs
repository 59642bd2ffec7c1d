//! The cells of a batch of rows, without a copy of their texts: a text that many rows share through a dictionary stands in
//! memory once, however many rows there are.

use super::Leaf;
use crate::document::{Document, Timestamp};
use crate::input::columns::Row;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Float32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BinaryViewArray, LargeListArray, PrimitiveArray, RecordBatch, StringViewArray,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, TimeUnit};
use std::borrow::Cow;
use std::sync::Arc;

/// Bytes that a number or date counts for.
const NUMBER: u64 = 8;

/// A column of a batch.
pub(super) struct Cells {
    /// The structs it is in.
    outer: Vec<ArrayRef>,
    values: Values,
}

enum Values {
    Texts(StringViewArray),
    /// What nobody called text, as files of some writers have it.
    Bytes(BinaryViewArray),
    /// Lists of texts.
    Lists(LargeListArray),
    /// Lists of numbers.
    Vectors(LargeListArray),
    /// Points in time, so many of which are a second.
    Instants(PrimitiveArray<Int64Type>, i64),
    /// Days since 1970.
    Days(PrimitiveArray<Date32Type>),
}

impl Cells {
    pub(super) fn of(rows: &RecordBatch, leaf: &Leaf) -> Option<Self> {
        let (first, inner) = leaf.path.split_first()?;
        let mut array = Arc::clone(rows.column_by_name(first)?);
        let mut outer = Vec::new();
        for name in inner {
            let next = Arc::clone(array.as_struct_opt()?.column_by_name(name)?);
            outer.push(std::mem::replace(&mut array, next));
        }
        Some(Self { outer, values: Values::of(&array)? })
    }

    fn is_null(&self, row: usize) -> bool {
        let own: &dyn Array = match &self.values {
            Values::Texts(array) => array,
            Values::Bytes(array) => array,
            Values::Lists(array) | Values::Vectors(array) => array,
            Values::Instants(array, _) => array,
            Values::Days(array) => array,
        };
        own.is_null(row) || self.outer.iter().any(|array| array.is_null(row))
    }

    /// How many bytes a cell has when it is written out.
    pub(super) fn size(&self, row: usize) -> u64 {
        if self.is_null(row) {
            return 0;
        }
        match &self.values {
            Values::Texts(texts) => length(texts.views()[row]),
            Values::Bytes(bytes) => length(bytes.views()[row]),
            Values::Lists(lists) => {
                let parts = lists.value(row);
                let Some(parts) = parts.as_string_view_opt() else { return 0 };
                let full = (0..parts.len()).filter(|part| parts.is_valid(*part));
                full.map(|part| length(parts.views()[part]) + 1).sum()
            }
            Values::Vectors(lists) => 4 * u64::try_from(lists.value_length(row)).unwrap_or(0),
            Values::Instants(..) | Values::Days(_) => NUMBER,
        }
    }

    /// How many sequences of bytes in a cell are no text and are replaced.
    pub(super) fn replaced(&self, row: usize) -> u64 {
        match &self.values {
            Values::Bytes(bytes) if !self.is_null(row) => match String::from_utf8_lossy(bytes.value(row)) {
                Cow::Owned(text) => text.matches(char::REPLACEMENT_CHARACTER).count() as u64,
                Cow::Borrowed(_) => 0,
            },
            _ => 0,
        }
    }
}

/// The length of the text behind a view, which is its first four bytes.
fn length(view: u128) -> u64 {
    u64::from(view as u32)
}

impl Values {
    fn of(array: &ArrayRef) -> Option<Self> {
        let to = |kind: &DataType| cast(array, kind).ok();
        Some(match array.data_type() {
            DataType::Timestamp(unit, _) => {
                let second = match unit {
                    TimeUnit::Second => 1,
                    TimeUnit::Millisecond => 1_000,
                    TimeUnit::Microsecond => 1_000_000,
                    TimeUnit::Nanosecond => 1_000_000_000,
                };
                Self::Instants(to(&DataType::Int64)?.as_primitive_opt::<Int64Type>()?.clone(), second)
            }
            DataType::Date64 => {
                Self::Instants(array.as_primitive_opt::<Date64Type>()?.reinterpret_cast(), 1_000)
            }
            DataType::Date32 => Self::Days(array.as_primitive_opt::<Date32Type>()?.clone()),
            DataType::List(inner) | DataType::LargeList(inner) | DataType::FixedSizeList(inner, _) => {
                let of = |kind| DataType::LargeList(Arc::new(Field::new("item", kind, true)));
                if inner.data_type().is_numeric() {
                    Self::Vectors(to(&of(DataType::Float32))?.as_list_opt::<i64>()?.clone())
                } else {
                    Self::Lists(to(&of(DataType::Utf8View))?.as_list_opt::<i64>()?.clone())
                }
            }
            kind if is_bytes(kind) => Self::Bytes(to(&DataType::BinaryView)?.as_binary_view_opt()?.clone()),
            _ => Self::Texts(texts(array)?.as_string_view_opt()?.clone()),
        })
    }
}

fn is_bytes(kind: &DataType) -> bool {
    match kind {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        DataType::Dictionary(_, kind) => is_bytes(kind),
        _ => false,
    }
}

/// Views of the texts in a column, or of what is written for other values.
fn texts(array: &ArrayRef) -> Option<ArrayRef> {
    cast(array, &DataType::Utf8View).ok().or_else(|| {
        // What has no way to views has one to texts, and is short.
        let texts = cast(array, &DataType::LargeUtf8).ok()?;
        cast(&texts, &DataType::Utf8View).ok()
    })
}

/// The cells of one row.
pub(super) struct RowOf<'a> {
    pub(super) cells: &'a [Option<Cells>],
    pub(super) row: usize,
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
            Values::Bytes(bytes) => String::from_utf8_lossy(bytes.value(self.row)),
            Values::Lists(lists) => Cow::Owned(joined(lists.value(self.row).as_string_view_opt()?)),
            Values::Vectors(_) => return None,
            Values::Instants(instants, _) => Cow::Owned(instants.value(self.row).to_string()),
            Values::Days(days) => Cow::Owned(days.value(self.row).to_string()),
        })
    }

    fn vector(&self, column: usize) -> Option<Box<[f32]>> {
        let Values::Vectors(vectors) = self.values(column)? else {
            return crate::input::vectors::of_text(&self.text(column)?);
        };
        let numbers = vectors.value(self.row);
        let numbers: Option<Vec<f32>> = numbers.as_primitive_opt::<Float32Type>()?.iter().collect();
        crate::input::vectors::of_numbers(numbers?)
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
                crate::input::date::known(Timestamp { seconds, has_time: true })
            }
            Values::Days(days) => {
                let seconds = i64::from(days.value(self.row)) * 86_400;
                crate::input::date::known(Timestamp { seconds, has_time: false })
            }
            _ => crate::input::date::parse_date(&self.text(column)?),
        }
    }
}

/// A line for each part. A few parts that are named very often could be more than any memory holds: what is longer than a
/// document can be ends there, and is refused for its length.
fn joined(parts: &StringViewArray) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().flatten().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(part);
        if text.len() > Document::MAX_BYTES {
            break;
        }
    }
    text
}
