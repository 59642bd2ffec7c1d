//! Files that are read record after record: what cuts them, and what the pieces are until a thread understands them.

use super::InputParams;
#[cfg(feature = "parquet")]
use super::columnar;
use super::decompress::{Fault, Limits};
use super::delimited::{self, Rows};
use super::fields::{FieldNames, RecordText, Unfit};
use super::form::Form;
use super::stream::Found;
use super::tags::unmarked;
use super::warc::{self, Block};
use crate::document::Layout;
#[cfg(feature = "parquet")]
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;

/// Whether more is wanted.
pub(super) type Flow = ControlFlow<()>;

/// Why a file was not read to its end.
pub(super) enum Stop {
    /// Its bytes could not be had.
    Broken(io::Error),
    /// They could, and are not what they should be.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// Some records, cut out and not yet understood: that is done by many threads.
pub(super) enum Raw {
    Rows(Rows),
    Blocks(Vec<Block>),
    #[cfg(feature = "parquet")]
    Batch(columnar::Batch),
}

/// What a piece turned out to be.
#[expect(clippy::large_enum_variant, reason = "each is handed on once, and nearly all of them are records")]
pub(super) enum Understood<'a> {
    /// A record, or one that should have been.
    Record {
        found: Found<'a>,
        /// Sequences of bytes in it that were replaced.
        replaced: u64,
    },
    /// Something that nobody would take for an article, and what that is.
    PassedOver(String),
}

impl<'a> Understood<'a> {
    pub(super) fn record(number: u64, record: Result<RecordText<'a>, Unfit>) -> Self {
        let found = Found { number: Some(number), place: None, layout: Layout::Record, record };
        Self::Record { found, replaced: 0 }
    }
}

impl Raw {
    pub(super) fn understand(self, params: &InputParams, mut sink: impl FnMut(Understood<'_>)) {
        match self {
            Self::Rows(rows) => {
                rows.understand(|number, record| sink(Understood::record(number, plain(record, params))));
            }
            #[cfg(feature = "parquet")]
            Self::Batch(batch) => batch.understand(|number, record, replaced| {
                let record = plain(record, params);
                let found = Found { number: Some(number), place: None, layout: Layout::Record, record };
                sink(Understood::Record { found, replaced });
            }),
            Self::Blocks(blocks) => {
                blocks.into_iter().for_each(|block| block.understand(params.extractor, &mut sink));
            }
        }
    }
}

/// A record without markup in its text.
fn plain<'a>(record: Result<RecordText<'a>, Unfit>, params: &InputParams) -> Result<RecordText<'a>, Unfit> {
    unmarked(record?, params.markup, params.extractor)
}

/// Cuts a file of a form that is read so.
pub(super) fn cut(
    form: Form,
    source: impl Read,
    fields: &FieldNames,
    limits: Limits,
    sink: &mut dyn FnMut(Raw) -> Flow,
) -> Result<(), Stop> {
    #[cfg(not(feature = "parquet"))]
    let _ = limits;
    match form {
        Form::Table(delimiter) => delimited::cut(source, delimiter, fields, sink),
        Form::Warc => warc::cut(source, fields, sink),
        #[cfg(feature = "parquet")]
        Form::Parquet => columnar::cut_parquet(put_away(source)?, fields, limits, sink),
        #[cfg(feature = "parquet")]
        Form::ArrowFile | Form::ArrowStream => columnar::cut_arrow(source, fields, limits, sink),
        Form::Page | Form::Html | Form::JsonLines | Form::JsonWhole | Form::Feed => Ok(()),
    }
}

/// What came through a pipe, as a temporary file that can be read in any order.
#[cfg(feature = "parquet")]
fn put_away(mut source: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut source, &mut file)?;
    Ok(file)
}
