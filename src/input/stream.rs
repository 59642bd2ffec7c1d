//! Records one after the other, from many files and many ranges of one file at once, with no more of the input in memory
//! than is being looked at.

use super::archive::{Origin, Piece, Source, Watched, whole_lines, without_mark};
use super::charset::Charset;
use super::cut::{Flow, Understood};
use super::decompress::{Limits, Packing};
use super::fields::{RecordText, Unfit};
use super::form::{Form, Way, foreign, form, way};
use super::json::{LineCount, RecordReader};
use super::part::{Part, gather, page, skipped};
use super::ranges::{extend, lines_within};
use super::{InputError, InputParams, feed, markup, walk};
use crate::document::Layout;
use crate::observe::{Note, Observer, Phase, Skip, SkipReason};
use rayon::prelude::*;
use std::cell::Cell;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, sync_channel};

/// Bytes of a file that are read and worked on together: no more than a processor's own cache holds, so that they are
/// still there when they are parsed, and enough that calls cost nothing.
pub(super) const CHUNK: usize = 512 << 10;

/// Chunks that may wait for a thread while an archive is unpacked.
const WAITING: usize = 3;

/// Bytes that tell the form of a file.
pub(super) const HEAD: usize = 1 << 16;

/// More files than this are opened anew for each record that is read again, so that open files stay few.
const KEPT_OPEN: usize = 256;

thread_local! {
    /// The bytes of a range: memory that is given back for each range has to be cleared anew by the system.
    static CHUNK_BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Where a record stands in a file that is not packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// First byte of its line.
    pub offset: u64,
    /// Bytes of its line.
    pub length: u32,
}

/// A record that was read.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its line or array element, counted from 1 within its [`Chunk`]; nothing for a file that is one document.
    pub number: Option<u64>,
    /// Where it can be read again; nothing for a page, an element of an array or a part of an archive.
    pub place: Option<Place>,
    /// How its text is laid out.
    pub layout: Layout,
    /// What it says.
    pub fields: RecordText<'a>,
}

/// What a reader of one form found at one place.
pub(super) struct Found<'a> {
    pub(super) number: Option<u64>,
    pub(super) place: Option<Place>,
    pub(super) layout: Layout,
    pub(super) record: Result<RecordText<'a>, Unfit>,
}

impl<'a> Found<'a> {
    /// A file that is one document.
    fn whole(record: Result<RecordText<'a>, Unfit>, layout: Layout) -> Self {
        Self { number: None, place: None, layout, record }
    }
}

/// How much of the input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// So many records at the beginning of each file; none of standard input and pipes, which can be read once only.
    Heads(usize),
}

/// What was made of one stretch of a file.
#[derive(Debug)]
pub struct Chunk<T> {
    /// The file, as an index of [`Reading::paths`].
    pub file: usize,
    /// What to add to the number of a record in this chunk.
    pub before: u64,
    /// What the caller made of its records.
    pub value: T,
}

/// What was made of the input, in canonical order.
#[derive(Debug)]
pub struct Pass<T> {
    /// By file, then place.
    pub chunks: Vec<Chunk<T>>,
    /// What was left out, in order of path and record.
    pub skips: Vec<Skip>,
    /// What was noted of records that were read: by file, then kind.
    pub notes: Vec<Note>,
}

/// The files of a run.
#[derive(Debug)]
pub struct Reading<'p> {
    /// As they are shown.
    paths: Vec<String>,
    /// Where each lies.
    files: Vec<PathBuf>,
    skips: Vec<Skip>,
    reader: RecordReader<'p>,
    params: &'p InputParams,
    open: Vec<OnceLock<Option<File>>>,
}

/// A part of the work.
#[derive(Clone, Copy)]
struct Task {
    file: usize,
    /// Bytes of a file of lines; all of a file of another form.
    range: Option<(u64, u64)>,
}

impl<'p> Reading<'p> {
    /// The files that `inputs` name, in order of path.
    pub fn of(inputs: &[String], params: &'p InputParams) -> Result<Self, InputError> {
        let walk::Files { paths, skips } = walk::expand_and_tell(inputs)?;
        let open = (0..paths.len()).map(|_| OnceLock::new()).collect();
        let reader = RecordReader::new(params);
        let (paths, files) = paths.into_iter().unzip();
        Ok(Self { paths, files, skips, reader, params, open })
    }

    /// The files, in canonical order.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// About how many bytes of text there are: packed files hold about four times their size. 0 when nobody knows.
    pub fn expected_bytes(&self) -> u64 {
        let size = |(path, file): (&String, &PathBuf)| {
            let length = std::fs::metadata(file).map_or(0, |data| data.len());
            if walk::is_packed(path) { 4 * length } else { length }
        };
        if self.paths.iter().any(|path| path == walk::STANDARD_INPUT) {
            return 0;
        }
        self.paths.iter().zip(&self.files).map(size).sum()
    }

    /// Calls `work` for every record, with a scratch of the thread (from `scratch`) and what is being made of the chunk.
    /// `finish` turns that into what is kept, on the thread that made it.
    pub fn read<T: Default, R: Send, S>(
        &self,
        extent: Extent,
        observer: &dyn Observer,
        scratch: impl Fn() -> S + Sync + Send,
        work: impl Fn(&mut S, &mut T, Record<'_>) + Sync + Send,
        finish: impl Fn(T) -> R + Sync + Send,
    ) -> Pass<R> {
        let total =
            self.files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|it| it.len()).sum();
        if extent == Extent::Whole {
            observer.begin(Phase::Read, Some(total));
        }
        let run = Run { reading: self, reader: &self.reader, extent, observer, scratch, work };
        let pass = run.all(&finish);
        if extent == Extent::Whole {
            observer.end(Phase::Read);
        }
        pass
    }

    /// The bytes of a record that was read before, into `buffer`.
    pub fn again(&self, file: usize, place: Place, buffer: &mut Vec<u8>) -> std::io::Result<()> {
        buffer.clear();
        let length = place.length as usize;
        if self.paths.len() > KEPT_OPEN {
            return extend(&File::open(&self.files[file])?, place.offset, length, buffer);
        }
        match self.open[file].get_or_init(|| File::open(&self.files[file]).ok()) {
            Some(open) => extend(open, place.offset, length, buffer),
            None => extend(&File::open(&self.files[file])?, place.offset, length, buffer),
        }
    }

    /// What the bytes of a record say; nothing when they are none any more.
    pub fn record<'a>(&self, bytes: &'a [u8]) -> Option<RecordText<'a>> {
        self.reader.record(bytes.trim_ascii()).ok().map(RecordText::bounded)
    }
}

struct Run<'r, F, W> {
    reading: &'r Reading<'r>,
    reader: &'r RecordReader<'r>,
    extent: Extent,
    observer: &'r dyn Observer,
    scratch: F,
    work: W,
}

impl<F, W> Run<'_, F, W> {
    fn all<T: Default, R: Send, S>(&self, finish: &(impl Fn(T) -> R + Sync)) -> Pass<R>
    where
        F: Fn() -> S + Sync + Send,
        W: Fn(&mut S, &mut T, Record<'_>) + Sync + Send,
    {
        let (mut tasks, mut streams) = (Vec::new(), Vec::new());
        for file in 0..self.reading.paths.len() {
            match self.plan(file) {
                Some(ranges) => tasks.extend(ranges),
                None => streams.push(file),
            }
        }
        let mut parts: Vec<(usize, Part<R>)> = tasks
            .par_iter()
            .map_init(&self.scratch, |scratch, &task| (task.file, self.task(task, scratch).map(finish)))
            .collect();
        for file in streams {
            parts.extend(self.stream(file, finish).into_iter().map(|part| (file, part)));
        }
        // Ranges of one file stand in order already.
        parts.sort_by_key(|(file, _)| *file);
        gather(&self.reading.paths, self.reading.skips.clone(), parts)
    }

    /// The ranges a file is read in; nothing when it has to be read as a stream.
    fn plan(&self, file: usize) -> Option<Vec<Task>> {
        let (path, place) = (&self.reading.paths[file], &self.reading.files[file]);
        let whole = vec![Task { file, range: None }];
        if path == walk::STANDARD_INPUT {
            return None;
        }
        // What cannot be opened is said by the task.
        let Ok(data) = std::fs::metadata(place) else { return Some(whole) };
        if !data.is_file() {
            return None;
        }
        if data.len() <= CHUNK as u64 {
            return Some(whole);
        }
        let mut head = Vec::new();
        let Ok(()) = File::open(place).and_then(|file| extend(&file, 0, HEAD, &mut head)) else {
            return Some(whole);
        };
        if Packing::of(&head) != Packing::Plain || Charset::wide(&head).is_some() {
            return None;
        }
        match way(path, without_mark(&head), self.reader.fields()).0 {
            Way::Lines => {}
            Way::Cut => return None,
            Way::Whole => return Some(whole),
        }
        let end = if self.extent == Extent::Whole { data.len() } else { CHUNK as u64 };
        let starts = (0..end).step_by(CHUNK);
        Some(starts.map(|at| Task { file, range: Some((at, data.len().min(at + CHUNK as u64))) }).collect())
    }

    fn task<T: Default, S>(&self, task: Task, scratch: &mut S) -> Part<T>
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        let (path, place) = (&self.reading.paths[task.file], &self.reading.files[task.file]);
        let mut part = Part::default();
        let done = match task.range {
            Some((start, end)) => File::open(place).and_then(|mut file| {
                // Taken out while it is used, so that work that is done in between finds the place empty and not taken.
                let mut buffer = CHUNK_BUFFER.take();
                let lines = lines_within(&mut file, start, end, &mut buffer)?;
                let offset = start.saturating_sub(1) + lines.start as u64;
                self.lines(path, &buffer[lines], Some(offset), &mut part, scratch);
                CHUNK_BUFFER.set(buffer);
                Ok(end - start)
            }),
            None => std::fs::read(place).map(|bytes| {
                let length = bytes.len() as u64;
                self.file(path, bytes, &mut part, scratch);
                length
            }),
        };
        match done {
            Ok(bytes) if self.extent == Extent::Whole => self.observer.advance(Phase::Read, bytes),
            Ok(_) => {}
            Err(error) => part.skip(path, SkipReason::Unreadable, error.to_string()),
        }
        part
    }

    /// All of a small file, perhaps packed, or of one that can only be read at once.
    fn file<T, S>(&self, path: &str, bytes: Vec<u8>, part: &mut Part<T>, scratch: &mut S)
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        let plain = Packing::of(&bytes) == Packing::Plain && Charset::wide(&bytes).is_none();
        if plain && way(path, without_mark(&bytes), self.reader.fields()).0 != Way::Cut {
            return self.whole(path, &bytes, Origin::File, part, scratch);
        }
        let outcome = self.source(path).unpack(Cursor::new(bytes), &mut |piece| {
            self.piece(path, piece, part, scratch);
            Flow::Continue(())
        });
        part.conclude(path, outcome);
    }

    fn source<'s>(&'s self, path: &'s str) -> Source<'s> {
        Source { path, extent: self.extent, fields: self.reader.fields(), limits: Limits::USUAL }
    }

    fn piece<T, S>(&self, path: &str, piece: Piece, part: &mut Part<T>, scratch: &mut S)
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        match piece {
            Piece::Lines(bytes) => self.lines(path, &bytes, None, part, scratch),
            Piece::Whole { bytes, origin } => self.whole(path, &bytes, origin, part, scratch),
            Piece::Raw(raw) => raw.understand(self.reading.params, |understood| match understood {
                Understood::Record { found, replaced } => {
                    part.replaced += replaced;
                    self.found(path, found, part, scratch);
                }
                Understood::PassedOver(what) => *part.passed_over.entry(what).or_default() += 1,
            }),
        }
    }

    /// The bytes of a file of any form, with the way back to them when they are the file's own.
    fn whole<T, S>(&self, path: &str, bytes: &[u8], origin: Origin, part: &mut Part<T>, scratch: &mut S)
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        let cut_short = origin == Origin::CutArchive;
        let content = without_mark(bytes);
        if content.iter().all(u8::is_ascii_whitespace) {
            // A damaged archive that gave nothing is already reported as damaged.
            if !cut_short {
                part.skip(path, SkipReason::Empty, "nothing but white space");
            }
            return;
        }
        if let Some(what) = foreign(path, content) {
            return part.skip(path, SkipReason::NotText, what);
        }
        let form = form(path, content, self.reader.fields());
        match form {
            Form::JsonLines => {
                let complete = if cut_short { whole_lines(bytes) } else { bytes };
                self.lines(path, complete, (origin == Origin::File).then_some(0), part, scratch);
            }
            Form::JsonWhole => {
                let result = self.reader.whole(content, |found| self.found(path, found, part, scratch));
                // That an archive is cut is told already.
                if let Err(Unfit { reason, detail }) = result
                    && !cut_short
                {
                    part.skip(path, reason, detail);
                }
            }
            _ if cut_short && form != Form::Feed => {}
            Form::Feed => {
                let items = feed::items(content, |number, record| {
                    let found = Found { number: Some(number), place: None, layout: Layout::Record, record };
                    self.found(path, found, part, scratch);
                });
                match items {
                    Ok(replaced) => part.replaced += replaced,
                    // That the archive breaks off is already told.
                    Err(_) if cut_short => {}
                    Err(Unfit { reason, detail }) => part.skip(path, reason, detail),
                }
            }
            Form::Html => {
                // With its mark, if it has one: that decides.
                let charset = Charset::of(bytes, markup::declared_charset(content));
                let (html, replaced) = charset.decode(bytes);
                part.replaced += replaced;
                let record = markup::page(&html, None, self.reading.params.extractor);
                self.found(path, Found::whole(record, markup::LAYOUT), part, scratch);
            }
            _ => {
                let (record, replaced) = page(bytes);
                part.replaced += replaced;
                self.found(path, Found::whole(record, Layout::Page), part, scratch);
            }
        }
    }

    fn lines<T, S>(&self, path: &str, bytes: &[u8], offset: Option<u64>, part: &mut Part<T>, scratch: &mut S)
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        let content = if offset.unwrap_or(0) == 0 { without_mark(bytes) } else { bytes };
        let marked = (bytes.len() - content.len()) as u64;
        let before = part.lines;
        let LineCount(lines) = self.reader.lines(content, offset.unwrap_or(0) + marked, |mut found| {
            found.place = found.place.filter(|_| offset.is_some());
            found.number = found.number.map(|number| number + before);
            self.found(path, found, part, scratch);
        });
        part.lines += lines;
    }

    fn found<T, S>(&self, path: &str, found: Found<'_>, part: &mut Part<T>, scratch: &mut S)
    where
        W: Fn(&mut S, &mut T, Record<'_>),
    {
        let Found { number, place, layout, record } = found;
        if let Extent::Heads(most) = self.extent
            && part.records >= most
        {
            return;
        }
        match record {
            Ok(fields) => {
                part.records += 1;
                let mut fields = fields.bounded();
                for (kind, example) in std::mem::take(&mut fields.notes) {
                    part.noted.add(kind, number, example);
                }
                (self.work)(scratch, &mut part.value, Record { number, place, layout, fields });
            }
            Err(Unfit { reason, detail }) => {
                part.skips.add(path, number, reason, detail);
            }
        }
    }

    /// A file that is unpacked, or standard input, on a thread of its own, while others work on what came before.
    fn stream<T: Default, R: Send, S>(&self, file: usize, finish: &(impl Fn(T) -> R + Sync)) -> Vec<Part<R>>
    where
        F: Fn() -> S + Sync + Send,
        W: Fn(&mut S, &mut T, Record<'_>) + Sync + Send,
    {
        let (path, place) = (&self.reading.paths[file], &self.reading.files[file]);
        let standard = path == walk::STANDARD_INPUT;
        // A pipe can be read once only, and looking at its beginning would take that away.
        let once = standard || std::fs::metadata(place).is_ok_and(|data| !data.is_file());
        if once && self.extent != Extent::Whole {
            return Vec::new();
        }
        let source: Box<dyn Read + Send> = if standard {
            Box::new(std::io::stdin())
        } else {
            match File::open(place) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    return vec![skipped(path, SkipReason::Unreadable, error.to_string()).map(finish)];
                }
            }
        };
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            let (observer, extent) = (self.observer, self.extent);
            let watched = Watched { inner: source, observer, extent };
            let of = self.source(path);
            let unpacker = scope.spawn(move || {
                of.unpack(watched, &mut |piece| match sender.send(piece) {
                    Ok(()) => Flow::Continue(()),
                    // Nobody listens any more only when a thread panicked, and then that is what is told.
                    Err(_) => Flow::Break(()),
                })
            });
            let mut parts = self.work_on(path, receiver, finish);
            match unpacker.join() {
                Ok(outcome) => {
                    let mut part = Part::default();
                    part.conclude(path, outcome);
                    parts.push(part.map(finish));
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
            parts
        })
    }

    fn work_on<T: Default, R: Send, S>(
        &self,
        path: &str,
        pieces: Receiver<Piece>,
        finish: &(impl Fn(T) -> R + Sync),
    ) -> Vec<Part<R>>
    where
        F: Fn() -> S + Sync + Send,
        W: Fn(&mut S, &mut T, Record<'_>) + Sync + Send,
    {
        let mut parts: Vec<(usize, Part<R>)> = pieces
            .into_iter()
            .enumerate()
            .par_bridge()
            .map_init(&self.scratch, |scratch, (at, piece)| {
                let mut part = Part::default();
                self.piece(path, piece, &mut part, scratch);
                (at, part.map(finish))
            })
            .collect();
        parts.sort_by_key(|(at, _)| *at);
        parts.into_iter().map(|(_, part)| part).collect()
    }
}
