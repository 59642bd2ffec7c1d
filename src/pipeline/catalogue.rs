//! What is kept of documents and articles whose texts are not: enough to name them, to show where they stand, and to read
//! them again.

use super::assignments::LanguageList;
use super::languages::ArticleLanguage;
use super::making::{MakingScratch, articles, text_again, tokens_again};
use super::removing::{Lost, lost};
use crate::copies::{
    ArticleText, ArticleTokens, Print, Rank, Removal, RepresentativeRank, Shingler, SketchBlock, SketchPart,
    SketchScratch, Sketcher, SourceError, TokenSource, as_written,
};
use crate::document::{Article, ArticleIndex, ArticleKind, Layout, Timestamp};
use crate::error::Error;
use crate::input::{Chunk, Place, Reading, Record, RecordText};
use crate::page::{FurnitureShare, LeftOut, PageSplitter};
use crate::report::model::Name;
use crate::span::{Lines, Span};
use crate::spill::{Block, Spill, SpillError};
use crate::text::{TokenScanner, TokenTable};
use ahash::AHashSet;
use rayon::prelude::*;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::ops::Range;

/// A document without its text.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: Option<Name>,
    pub(super) number: Option<u64>,
    pub(super) source: Option<Name>,
    pub(super) furniture: LeftOut,
    place: Option<Place>,
}

/// An article without its text.
#[derive(Debug)]
pub(super) struct Entry {
    /// Of its chunk, then of the run.
    pub(super) document: u32,
    pub(super) number: u32,
    pub(super) kind: ArticleKind,
    pub(super) span: Span,
    pub(super) lines: Lines,
    pub(super) title: Option<Name>,
    pub(super) published: Option<Timestamp>,
    pub(super) words: u32,
    /// Nothing when languages were not asked for.
    pub(super) language: Option<Box<ArticleLanguage>>,
    unspaced: bool,
    /// Where its text stands in the texts of its chunk, when it cannot be read again.
    kept: Option<Kept>,
    /// Which of the record's tokens are none of its own, when the record is this article and nothing else.
    dropped: Option<Box<[Range<usize>]>>,
}

/// A text that is kept: its first word of eight bytes, and its length in bytes.
#[derive(Clone, Copy, Debug)]
struct Kept {
    word: u32,
    bytes: u32,
}

/// What a chunk of the input becomes, while it is made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    documents: Vec<Listed>,
    entries: Vec<Entry>,
    sketches: SketchPart,
    texts: Vec<u64>,
    outlets: Outlets,
}

/// Names of outlets, each kept once: a feed has few.
#[derive(Debug, Default)]
struct Outlets(AHashSet<Name>);

impl Outlets {
    fn get(&mut self, outlet: String) -> Name {
        if let Some(known) = self.0.get(&*outlet) {
            return Name::clone(known);
        }
        let name = Name::from(outlet);
        self.0.insert(Name::clone(&name));
        name
    }
}

/// What a chunk of the input became.
#[derive(Debug)]
pub(super) struct Page {
    documents: Vec<Listed>,
    entries: Vec<Entry>,
    sketches: SketchBlock,
    texts: Block,
}

/// What records are worked on with.
pub(super) struct Tools<'t> {
    pub(super) splitter: &'t PageSplitter,
    pub(super) sketcher: &'t Sketcher,
    pub(super) languages: LanguageList,
}

/// Buffers of one thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    making: MakingScratch,
    sketching: SketchScratch,
    share: FurnitureShare,
}

impl Draft {
    /// Adds the articles of a record.
    pub(super) fn add(&mut self, record: Record<'_>, tools: &Tools<'_>, scratch: &mut Scratch) {
        let Record { number, place, layout, mut fields } = record;
        let document = self.documents.len() as u32;
        let Scratch { making, sketching, share } = scratch;
        articles(tools.splitter, layout, &fields, making, |made| {
            tools.sketcher.add(made.tokens, sketching, &mut self.sketches);
            share.add(&made.article);
            let article = made.article;
            let kept = place.is_none().then(|| keep(&pieces(&article, &fields.text), &mut self.texts));
            let language = (tools.languages == LanguageList::All)
                .then(|| Box::new(ArticleLanguage::of(fields.language, &fields.text, &article.pieces)));
            self.entries.push(Entry {
                document,
                number: article.number,
                kind: article.kind,
                span: article.span,
                lines: article.lines,
                title: article.title.map(Name::from),
                published: made.published,
                words: made.tokens.hashes.len() as u32,
                language,
                unspaced: made.tokens.unspaced,
                kept,
                dropped: made.dropped.map(Vec::into_boxed_slice),
            });
        });
        let furniture = share.take(&fields.text, fields.shown);
        let (id, source) = (fields.id.take(), fields.source.take());
        fields.recycle();
        let source = source.map(|source| self.outlets.get(source));
        self.documents.push(Listed { id: id.map(Name::from), number, source, furniture, place });
    }

    /// Puts away what is large.
    pub(super) fn finish(self, sketcher: &Sketcher, spill: &Spill) -> Result<Page, SpillError> {
        Ok(Page {
            documents: self.documents,
            entries: self.entries,
            sketches: sketcher.put(self.sketches)?,
            texts: spill.put(self.texts)?,
        })
    }
}

/// The text of an article, each piece on lines of its own.
fn pieces(article: &Article, text: &str) -> String {
    let pieces: Vec<&str> = article.pieces.iter().filter_map(|piece| piece.of(text)).collect();
    pieces.join("\n")
}

/// Appends a text to words of eight bytes.
fn keep(text: &str, into: &mut Vec<u64>) -> Kept {
    let kept = Kept { word: into.len() as u32, bytes: text.len() as u32 };
    into.extend(text.as_bytes().chunks(size_of::<u64>()).map(|chunk| {
        let mut word = [0; size_of::<u64>()];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    }));
    kept
}

thread_local! {
    /// Buffers for reading records again: candidates are asked for one by one, from many threads.
    static AGAIN: RefCell<(Vec<u8>, MakingScratch)> = RefCell::default();
}

/// All documents and articles of a run in canonical order, without their texts.
pub(super) struct Catalogue<'r> {
    pub(super) documents: Vec<Listed>,
    pub(super) entries: Vec<Entry>,
    /// The file of each chunk, and its first document and article.
    chunks: Vec<(usize, u32, u32)>,
    texts: Vec<Block>,
    prints: Vec<Print>,
    reading: &'r Reading<'r>,
    splitter: &'r PageSplitter,
    spill: Spill,
}

impl<'r> Catalogue<'r> {
    /// Puts the chunks of a pass together; the sketches come apart from them.
    pub(super) fn new(
        chunks: Vec<Chunk<Result<Page, SpillError>>>,
        reading: &'r Reading<'r>,
        splitter: &'r PageSplitter,
        spill: Spill,
    ) -> Result<(Self, Vec<SketchBlock>), SpillError> {
        let mut all = Self {
            documents: Vec::new(),
            entries: Vec::new(),
            chunks: Vec::with_capacity(chunks.len()),
            texts: Vec::with_capacity(chunks.len()),
            prints: Vec::new(),
            reading,
            splitter,
            spill,
        };
        let mut sketches = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let page = chunk.value?;
            let (documents, entries) = (all.documents.len() as u32, all.entries.len() as u32);
            all.chunks.push((chunk.file, documents, entries));
            all.documents.extend(page.documents.into_iter().map(|listed| Listed {
                number: listed.number.map(|number| number + chunk.before),
                ..listed
            }));
            let moved = |entry: Entry| Entry { document: entry.document + documents, ..entry };
            all.entries.extend(page.entries.into_iter().map(moved));
            all.texts.push(page.texts);
            sketches.push(page.sketches);
        }
        Ok((all, sketches))
    }

    /// What an article is known by.
    pub(super) fn print(&self, article: usize) -> Option<Print> {
        self.prints.get(article).copied()
    }

    /// Remembers what each article said, so that one that says something else when it is read again is found out.
    pub(super) fn remember(&mut self, prints: Vec<Print>) {
        self.prints = prints;
    }

    fn chunk_of_document(&self, document: u32) -> usize {
        self.chunks.partition_point(|&(_, first, _)| first <= document) - 1
    }

    /// The file of a document.
    pub(super) fn path(&self, document: u32) -> &str {
        &self.reading.paths()[self.chunks[self.chunk_of_document(document)].0]
    }

    /// A record that is read again, and what is made of it.
    fn again<T>(
        &self,
        entry: &Entry,
        place: Place,
        make: impl FnOnce(&RecordText<'_>, &mut MakingScratch) -> T,
    ) -> Result<T, SourceError> {
        let path = self.path(entry.document);
        let file = self.chunks[self.chunk_of_document(entry.document)].0;
        AGAIN.with_borrow_mut(|(bytes, making)| {
            let read = self.reading.again(file, place, bytes);
            read.map_err(|error| SourceError(format!("{path}: cannot be read a second time: {error}")))?;
            let record = self.reading.record(bytes).ok_or_else(|| self.changed(entry))?;
            let made = make(&record, making);
            record.recycle();
            Ok(made)
        })
    }

    fn changed(&self, entry: &Entry) -> SourceError {
        SourceError(format!("{}: changed while it was read", self.path(entry.document)))
    }

    /// The text of an article that cannot be read again.
    fn kept_text(&self, entry: &Entry, kept: Kept) -> Result<String, SourceError> {
        let chunk = self.chunk_of_document(entry.document);
        let (start, count) = (kept.word as usize, (kept.bytes as usize).div_ceil(size_of::<u64>()));
        let mut words = Vec::new();
        let read = self.spill.read(&self.texts[chunk], start..start + count, &mut words);
        read.map_err(|error| SourceError(error.to_string()))?;
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.truncate(kept.bytes as usize);
        String::from_utf8(bytes).map_err(|_| self.changed(entry))
    }

    fn read_again(&self, entry: &Entry, place: Place, into: &mut ArticleTokens) -> Result<(), SourceError> {
        self.again(entry, place, |record, making| {
            if let Some(dropped) = &entry.dropped {
                tokens_again(record, dropped, making, into);
            } else {
                articles(self.splitter, Layout::Record, record, making, |made| {
                    if made.article.number == entry.number {
                        into.hashes.extend_from_slice(made.tokens.hashes);
                    }
                });
            }
        })
    }
}

impl Catalogue<'_> {
    /// What of removed articles stands in no record that stays: the records that stay are read once more, file by file.
    pub(super) fn lost(&self, removals: &[Removal], shingler: Shingler) -> Result<Vec<Lost>, Error> {
        let gone: AHashSet<u32> =
            removals.iter().map(|removal| self.entries[removal.article.at()].document).collect();
        lost(removals, self, shingler, &|look| {
            let articles = (0..self.entries.len() as u32).into_par_iter();
            articles.filter(|&at| !gone.contains(&self.entries[at as usize].document)).try_for_each(|at| {
                look(&as_written(self, ArticleIndex(at))?);
                Ok(())
            })
        })
    }
}

impl TokenSource for Catalogue<'_> {
    fn tokens(&self, article: ArticleIndex, into: &mut ArticleTokens) -> Result<(), SourceError> {
        let entry = &self.entries[article.at()];
        into.hashes.clear();
        into.unspaced = entry.unspaced;
        if let Some(kept) = entry.kept {
            let table = TokenTable::of_text(&self.kept_text(entry, kept)?, &mut TokenScanner::default());
            into.hashes = table.hashes;
            return Ok(());
        }
        if let Some(place) = self.documents[entry.document as usize].place {
            self.read_again(entry, place, into)?;
        }
        if self.prints.get(article.at()).is_some_and(|print| *print != Print::of(&into.hashes)) {
            return Err(self.changed(entry));
        }
        Ok(())
    }

    fn text(&self, article: ArticleIndex) -> Result<Option<ArticleText>, SourceError> {
        let entry = &self.entries[article.at()];
        let own = |text: &str| ArticleText::new(std::iter::once(text));
        let text = match (entry.kept, self.documents[entry.document as usize].place) {
            (Some(kept), _) => own(&self.kept_text(entry, kept)?),
            (None, Some(place)) => self.again(entry, place, |record, making| {
                // Most records are one article, which need not be found in them a second time.
                if entry.dropped.as_ref().is_some_and(|dropped| dropped.is_empty()) {
                    let (text, tokens) = text_again(record, making);
                    return ArticleText { text, tokens, ..ArticleText::default() };
                }
                let mut found = String::new();
                articles(self.splitter, Layout::Record, record, making, |made| {
                    if made.article.number == entry.number {
                        found = pieces(&made.article, &record.text);
                    }
                });
                own(&found)
            })?,
            (None, None) => ArticleText::default(),
        };
        Ok(Some(ArticleText {
            headline: entry.title.as_deref().map(str::to_string),
            published: entry.published,
            ..text
        }))
    }
}

impl RepresentativeRank for Catalogue<'_> {
    fn of(&self, article: ArticleIndex) -> Rank {
        let entry = &self.entries[article.at()];
        Rank {
            kind: entry.kind,
            length: Reverse(entry.words),
            published: entry.published.map_or(i64::MAX, |time| time.seconds),
            article,
        }
    }
}
