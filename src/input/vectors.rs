//! Vectors that the user made of the documents with a model of their own.

use super::lengths::bounded_id;
use crate::document::Document;
use ahash::AHashMap;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::panic::catch_unwind;

/// Names under which a line of JSON gives its vector.
const VECTOR_KEYS: [&str; 2] = ["vector", "embedding"];
/// The most bytes of a table's header: `NumPy` writes 118.
const LONGEST_HEADER: usize = 4096;

/// A file with vectors that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VectorsError {
    /// It cannot be opened or read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// It is no table of floats.
    #[error("{path}: {reason}; a .npy file must hold a table of 32 or 64 bit floats, a row a record")]
    NotATable {
        /// The file.
        path: String,
        /// What it is instead.
        reason: String,
    },
    /// A line is not what it must be.
    #[error(
        "{path}:{line}: not a JSON object with \"id\" and \"vector\", an array of numbers; give one line a document"
    )]
    BadLine {
        /// The file.
        path: String,
        /// 1-based.
        line: u64,
    },
    /// Rows cannot be told apart when there are several inputs.
    #[error(
        "{path}: its rows belong to the records of one input, but there are several; give JSON lines with \"id\" and \"vector\" instead"
    )]
    SeveralInputs {
        /// The file.
        path: String,
    },
    /// There are fewer rows than records.
    #[error(
        "{path}: has {rows} rows, but the input has a record {record}; make one row a record, in their order"
    )]
    TooFewRows {
        /// The file.
        path: String,
        /// How many there are.
        rows: u64,
        /// A record that has none.
        record: u64,
    },
    /// No id is that of a document.
    #[error(
        "{path}: none of its {ids} ids names a document; the first is {first:?}, and the first document is {document:?}"
    )]
    NoneMatches {
        /// The file.
        path: String,
        /// How many ids it has.
        ids: usize,
        /// The first of them.
        first: String,
        /// The name of the first document.
        document: String,
    },
}

/// Gives each document its vector from a file.
pub(super) fn give(path: &str, documents: &mut [Document]) -> Result<(), VectorsError> {
    if path.ends_with(".npy") { give_rows(path, documents) } else { give_lines(path, documents) }
}

/// An array of finite numbers.
pub(super) fn of_value(value: &Value) -> Option<Box<[f32]>> {
    let numbers: Option<Vec<f32>> =
        value.as_array()?.iter().map(|it| it.as_f64().map(|it| it as f32)).collect();
    of_numbers(numbers?)
}

/// Finite numbers, at least one.
pub(super) fn of_numbers(numbers: Vec<f32>) -> Option<Box<[f32]>> {
    let fit = !numbers.is_empty() && numbers.iter().all(|it| it.is_finite());
    fit.then(|| numbers.into_boxed_slice())
}

/// The same, written as JSON: in the cell of a table.
pub(super) fn of_text(text: &str) -> Option<Box<[f32]>> {
    serde_json::from_str(text).ok().as_ref().and_then(of_value)
}

fn give_rows(path: &str, documents: &mut [Document]) -> Result<(), VectorsError> {
    let (columns, numbers) = table(path)?;
    if documents.iter().any(|document| document.path != documents[0].path) {
        return Err(VectorsError::SeveralInputs { path: path.into() });
    }
    let rows: Vec<&[f32]> = numbers.chunks_exact(columns.max(1)).collect();
    for document in documents {
        let record = document.record.unwrap_or(1);
        let too_few = || VectorsError::TooFewRows { path: path.into(), rows: rows.len() as u64, record };
        let row = usize::try_from(record - 1).ok().and_then(|at| rows.get(at)).ok_or_else(too_few)?;
        document.vector = of_numbers(row.to_vec());
    }
    Ok(())
}

/// The number of columns, and all numbers row by row.
fn table(path: &str) -> Result<(usize, Vec<f32>), VectorsError> {
    let unreadable = |error| VectorsError::Unreadable { path: path.into(), error };
    let not_a_table = |reason: String| VectorsError::NotATable { path: path.into(), reason };
    let open = || {
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        if is_nested(file.fill_buf().map_err(unreadable)?) {
            return Err(not_a_table("its header describes something else".into()));
        }
        npyz::NpyFile::new(file).map_err(|error| not_a_table(error.to_string()))
    };
    // The library multiplies the sizes of a shape without a look at how large they are.
    let file = catch_unwind(open).unwrap_or_else(|_| Err(not_a_table("its shape cannot be".into())))?;
    if file.order() != npyz::Order::C {
        return Err(not_a_table("it is written column by column".into()));
    }
    let &[rows, columns] = file.shape() else {
        return Err(not_a_table(format!("it has {} dimensions and not 2", file.shape().len())));
    };
    let numbers: Vec<f32> = match file.try_data::<f32>() {
        Ok(data) => data.collect::<Result<_, _>>().map_err(unreadable)?,
        Err(file) => match file.try_data::<f64>() {
            Ok(data) => {
                data.map(|it| it.map(|it| it as f32)).collect::<Result<_, _>>().map_err(unreadable)?
            }
            Err(file) => return Err(not_a_table(format!("its type is {}", file.dtype().descr()))),
        },
    };
    if Some(numbers.len() as u64) != rows.checked_mul(columns) {
        return Err(not_a_table("it is cut short".into()));
    }
    Ok((columns as usize, numbers))
}

/// Whether the header holds more than the one dictionary with the one tuple that a table has. The library's parser takes
/// twice as long for each further brace: 35 of them took it more than a minute.
///
/// `head` is the first of the file; see the NEP 1 of `NumPy` for its layout.
fn is_nested(head: &[u8]) -> bool {
    let at = |place: usize| head.get(place).map_or(0, |&byte| usize::from(byte));
    let (start, length): (usize, usize) = match at(6) {
        1 => (10, at(8) | at(9) << 8),
        _ => (12, at(8) | at(9) << 8 | at(10) << 16 | at(11) << 24),
    };
    let Some(header) = start.checked_add(length).and_then(|end| head.get(start..end)) else {
        return length > LONGEST_HEADER;
    };
    let again = |sign| memchr::memchr_iter(sign, header).nth(1).is_some();
    again(b'{') || again(b'(') || header.contains(&b'[')
}

fn give_lines(path: &str, documents: &mut [Document]) -> Result<(), VectorsError> {
    let unreadable = |error| VectorsError::Unreadable { path: path.into(), error };
    let bytes = super::decompress::unpacked(path).map_err(unreadable)?;
    let mut vectors: AHashMap<String, Box<[f32]>> = AHashMap::new();
    let mut first: Option<String> = None;
    for (line, number) in bytes.split(|&byte| byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let bad = || VectorsError::BadLine { path: path.into(), line: number };
        let value: Value = serde_json::from_slice(line).map_err(|_| bad())?;
        let id = match &value["id"] {
            Value::String(id) => bounded_id(id.trim().to_string()),
            Value::Number(id) => id.to_string(),
            _ => return Err(bad()),
        };
        let vector = VECTOR_KEYS.iter().find_map(|key| of_value(&value[*key])).ok_or_else(bad)?;
        first.get_or_insert_with(|| id.clone());
        vectors.insert(id, vector);
    }
    let ids = vectors.len();
    for document in documents.iter_mut() {
        document.vector = vectors.remove(&document.name);
    }
    match (first, documents.first()) {
        (Some(first), Some(document)) if vectors.len() == ids => {
            Err(VectorsError::NoneMatches { path: path.into(), ids, first, document: document.name.clone() })
        }
        _ => Ok(()),
    }
}
