//! A file again, in its own form and packed as it was, without some of its records or with a mark on them. What is kept is
//! kept to the byte.

mod archive;
#[cfg(feature = "parquet")]
mod columns;
mod feed;
mod packer;
mod rows;

use super::archive::without_mark;
use super::charset::Charset;
use super::decompress::{Begun, MAGIC_BYTES, Packing};
use super::feed::{Places, places, uncut};
use super::fields::FieldNames;
use super::fingerprint::{Fingerprint, Witness};
use super::form::{Form, Way, form, marked, way};
use super::names::real_path;
use super::stream::CHUNK;
use super::{InputParams, json};
use archive::{Members, Outcome};
use packer::Packer;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::ops::Range;

/// The name of the field, or column, that a mark is written to.
pub const MARK: &str = "retold_copy_of";

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'p> {
    /// It stays as it is.
    Keep,
    /// It is left out.
    Drop,
    /// It stays, with the name of the record that it is a copy of in [`MARK`].
    Mark(&'p str),
}

/// The fate of each record: of its number, from 1, or of nothing for a file that is one document.
pub type Fates<'p> = dyn Fn(Option<u64>) -> Fate<'p> + 'p;

/// Why a file cannot be written again.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// It cannot be read to its end, or its copy cannot be written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// Why not.
        error: io::Error,
    },
    /// Records of this form cannot be left out.
    #[error("{path}: {form} cannot be written again without some of its records; leave it out of the input")]
    Form {
        /// The file.
        path: String,
        /// What it is.
        form: &'static str,
    },
    /// Records of this form cannot be marked.
    #[error("{path}: a record of {form} has no place for a mark; leave --mark out")]
    NoMarks {
        /// The file.
        path: String,
        /// What it is.
        form: &'static str,
    },
    /// Its characters are no bytes with ASCII among them.
    #[error("{path}: is in {charset} and cannot be cut into records as it is; convert it to UTF-8 first")]
    Charset {
        /// The file.
        path: String,
        /// Which charset.
        charset: &'static str,
    },
}

/// Writes files again.
#[derive(Clone, Copy, Debug)]
pub struct Rewriter<'f> {
    fields: &'f FieldNames,
}

impl<'f> Rewriter<'f> {
    /// A rewriter that takes files for what a run with the same settings does.
    pub fn new(params: &'f InputParams) -> Self {
        Self { fields: &params.fields }
    }

    /// Writes the file at `path` to `out`; `fate` is asked for the number of each record, from 1, and for nothing of a file
    /// that is one document. Gives the fingerprint of the bytes that were read.
    pub fn rewrite(
        &self,
        path: &str,
        fate: &Fates<'_>,
        out: &mut dyn Write,
    ) -> Result<Fingerprint, RewriteError> {
        let opened = self.open(path)?;
        let witness = opened.witness.clone();
        self.write(opened, path, fate, out)?;
        witness.finish().map_err(|error| RewriteError::Io { path: path.to_string(), error })
    }

    /// Copies the file at `path` to `out` as it is. Gives the fingerprint of the bytes that were read.
    pub fn copy(&self, path: &str, out: &mut dyn Write) -> Result<Fingerprint, RewriteError> {
        let mut copied = || {
            let mut witness = Witness::new(File::open(real_path(path))?);
            io::copy(&mut witness, out)?;
            witness.finish()
        };
        copied().map_err(|error| RewriteError::Io { path: path.to_string(), error })
    }

    fn write(
        self,
        opened: Opened,
        path: &str,
        fate: &Fates<'_>,
        out: &mut dyn Write,
    ) -> Result<(), RewriteError> {
        let failed = |error| RewriteError::Io { path: path.to_string(), error };
        let Opened { packing, begun, way, form, witness: _ } = opened;
        if form == Some(Form::Warc) && packing == Packing::Gzip {
            return archive(path, begun.again(), fate, Members::Packed, out);
        }
        let mut out = Packer::new(packing, out).map_err(failed)?;
        let cut = Cut { path, fate, fields: self.fields };
        match (way, form) {
            (Way::Lines, _) => lines(begun.again(), fate, &mut out).map_err(failed)?,
            (Way::Cut, Some(Form::Table(delimiter))) => {
                let bytes = all(begun.again()).map_err(failed)?;
                rows::rewrite(&bytes, delimiter, fate, &mut out).map_err(failed)?;
            }
            (Way::Cut, Some(Form::Warc)) => archive(path, begun.again(), fate, Members::Plain, &mut out)?,
            #[cfg(feature = "parquet")]
            (Way::Cut, Some(Form::Parquet)) => cut.parquet(begun.again(), &mut out)?,
            (Way::Whole, Some(Form::Feed)) => cut.feed(&all(begun.again()).map_err(failed)?, &mut out)?,
            _ => cut.whole(&all(begun.again()).map_err(failed)?, &mut out)?,
        }
        out.finish().map_err(failed)
    }

    /// Whether records can be left out of the file at `path`, as far as its beginning tells.
    pub fn check(&self, path: &str) -> Result<(), RewriteError> {
        self.open(path).map(|_| ())
    }

    fn is_feed_of_elements(self, path: &str, text: &str) -> bool {
        form(path, text.as_bytes(), self.fields) == Form::Feed && !text.trim_start().starts_with('{')
    }

    fn open(self, path: &str) -> Result<Opened, RewriteError> {
        let failed = |error| RewriteError::Io { path: path.to_string(), error };
        let witness = Witness::new(File::open(real_path(path)).map_err(failed)?);
        let mut packed = BufReader::with_capacity(CHUNK, witness.clone());
        let mut magic = Vec::new();
        packed.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut magic).map_err(failed)?;
        let packing = Packing::of(&magic);
        let whole: Box<dyn BufRead + Send> = Box::new(Cursor::new(magic).chain(packed));
        let begun = Begun::of(packing.reader(whole).map_err(failed)?, CHUNK);
        if marked(&begun.bytes).is_none()
            && let Some(charset) = Charset::wide(&begun.bytes)
        {
            if self.is_feed_of_elements(path, &charset.decode(&begun.bytes).0) {
                return Ok(Opened { packing, begun, way: Way::Whole, form: Some(Form::Feed), witness });
            }
            return Err(RewriteError::Charset { path: path.to_string(), charset: charset.name() });
        }
        let content = without_mark(&begun.bytes);
        let (way, known) = way(path, content, self.fields);
        if way == Way::Whole
            && form(path, content, self.fields) == Form::Feed
            && let Some(charset) = uncut(&begun.bytes)
        {
            return Err(RewriteError::Charset { path: path.to_string(), charset });
        }
        let refused = match known {
            _ if way == Way::Whole => false,
            #[cfg(feature = "parquet")]
            Some(Form::Parquet) => false,
            Some(Form::Table(_) | Form::JsonLines | Form::Warc) => false,
            _ => true,
        };
        if refused {
            let form = known.map_or("a file of this form", Form::words);
            return Err(RewriteError::Form { path: path.to_string(), form });
        }
        Ok(Opened { packing, begun, way, form: known, witness })
    }
}

/// A file of which the beginning was read.
struct Opened {
    packing: Packing,
    begun: Begun<Box<dyn Read + Send>>,
    way: Way,
    form: Option<Form>,
    /// What sees the bytes of the file as they are read.
    witness: Witness,
}

fn archive(
    path: &str,
    source: impl Read,
    fate: &Fates<'_>,
    members: Members,
    out: &mut dyn Write,
) -> Result<(), RewriteError> {
    match archive::rewrite(source, fate, members, out) {
        Ok(Outcome::Done) => Ok(()),
        Ok(Outcome::NoMarks) => {
            Err(RewriteError::NoMarks { path: path.to_string(), form: Form::Warc.words() })
        }
        Err(error) => Err(RewriteError::Io { path: path.to_string(), error }),
    }
}

fn all(mut source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that is not read line by line.
struct Cut<'c, 'p> {
    path: &'c str,
    fate: &'c Fates<'p>,
    fields: &'c FieldNames,
}

impl Cut<'_, '_> {
    fn failed(&self, error: io::Error) -> RewriteError {
        RewriteError::Io { path: self.path.to_string(), error }
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self, source: impl Read, out: &mut dyn Write) -> Result<(), RewriteError> {
        columns::rewrite(source, self.fate, out).map_err(|error| match error {
            columns::ColumnsError::Io(error) => self.failed(error),
            columns::ColumnsError::NoMarks => {
                RewriteError::NoMarks { path: self.path.to_string(), form: Form::Parquet.words() }
            }
        })
    }

    fn whole(&self, bytes: &[u8], out: &mut dyn Write) -> Result<(), RewriteError> {
        let content = without_mark(bytes);
        match form(self.path, content, self.fields) {
            // A short file of lines is taken for what it is only when all of it is seen.
            Form::JsonLines => lines(bytes, self.fate, out).map_err(|error| self.failed(error)),
            Form::JsonWhole => {
                let mark = &bytes[..bytes.len() - content.len()];
                out.write_all(mark).and_then(|()| self.json(content, out)).map_err(|error| self.failed(error))
            }
            Form::Feed => self.feed(bytes, out),
            form => match (self.fate)(None) {
                Fate::Keep => out.write_all(bytes).map_err(|error| self.failed(error)),
                Fate::Drop => Ok(()),
                Fate::Mark(_) => {
                    Err(RewriteError::NoMarks { path: self.path.to_string(), form: form.words() })
                }
            },
        }
    }

    fn feed(&self, bytes: &[u8], out: &mut dyn Write) -> Result<(), RewriteError> {
        let written = match places(bytes) {
            Ok(Places::Elements(places, units)) => feed::rewrite(bytes, &places, units, self.fate, out),
            Ok(Places::Objects(objects)) => self.elements(bytes, objects.into_iter(), out),
            Err(charset) => {
                return Err(RewriteError::Charset { path: self.path.to_string(), charset });
            }
        };
        written.map_err(|error| self.failed(error))
    }

    /// A file of one array, or of objects one after the other, without some of them.
    fn json(&self, content: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let elements = json::places(content);
        if content.trim_ascii_start().starts_with(b"[") {
            return self.elements(content, elements, out);
        }
        let (mut written, mut end) = (0, 0);
        for (element, number) in elements.zip(1..) {
            let separator = &content[end..element.start];
            end = element.end;
            let fate = (self.fate)(Some(number));
            if fate == Fate::Drop {
                continue;
            }
            if written > 0 || number == 1 {
                out.write_all(separator)?;
            }
            written += 1;
            write_object(&content[element], fate, out)?;
        }
        // Objects that are all left out leave an empty array.
        if written == 0 { out.write_all(b"[]\n") } else { out.write_all(&content[end..]) }
    }

    /// An array without some of its elements, each with what separates it from the one before it. What stands before the
    /// first opens the array.
    fn elements(
        &self,
        content: &[u8],
        elements: impl Iterator<Item = Range<usize>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (mut written, mut end) = (0, 0);
        for (element, number) in elements.zip(1..) {
            let separator = &content[end..element.start];
            end = element.end;
            let fate = (self.fate)(Some(number));
            if number == 1 || written > 0 && fate != Fate::Drop {
                out.write_all(separator)?;
            }
            if fate != Fate::Drop {
                written += 1;
                write_object(&content[element], fate, out)?;
            }
        }
        out.write_all(&content[end..])
    }
}

/// JSON lines; blank ones stay.
fn lines(source: impl Read, fate: &Fates<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut source = BufReader::with_capacity(CHUNK, source);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if source.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        match fate(Some(number)) {
            Fate::Drop => {}
            fate => write_object(&line, fate, out)?,
        }
    }
}

/// An object, with its mark before the brace that closes it.
fn write_object(object: &[u8], fate: Fate<'_>, out: &mut dyn Write) -> io::Result<()> {
    let brace = memchr::memrchr(b'}', object);
    let (Fate::Mark(copy_of), Some(brace)) = (fate, brace) else { return out.write_all(object) };
    out.write_all(&object[..brace])?;
    if object[..brace].trim_ascii_end().last() != Some(&b'{') {
        out.write_all(b",")?;
    }
    write!(out, "\"{MARK}\":{}", serde_json::Value::from(copy_of))?;
    out.write_all(&object[brace..])
}
