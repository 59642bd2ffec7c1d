//! The shingle sets of articles that are compared in full, read again when they are first asked for.

use super::frequency::FrequencyCounter;
use super::shingle::{ArticleTokens, Shingler, Shingles};
use crate::document::{ArticleIndex, Timestamp};
use crate::series::{FormArticle, FormNotes};
use crate::span::Span;
use crate::text::{TokenScanner, TokenTable};
use rayon::prelude::*;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// A text could not be read a second time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; run again when the input is at rest")]
pub struct SourceError(pub String);

/// Where the tokens of an article can be had again.
pub trait TokenSource: Sync {
    /// Replaces `into` by the tokens of `article`, the same as in the pass before.
    fn tokens(&self, article: ArticleIndex, into: &mut ArticleTokens) -> Result<(), SourceError>;

    /// The text of `article` with what is said of it; nothing where only tokens are known, and then nothing can be taken
    /// for an instance of a series.
    fn text(&self, _article: ArticleIndex) -> Result<Option<ArticleText>, SourceError> {
        Ok(None)
    }
}

/// An article as it is read again: its own text, without what stands around it on its page.
#[derive(Clone, Debug, Default)]
pub struct ArticleText {
    /// Its pieces, each on lines of its own.
    pub text: String,
    /// Its tokens, with spans in `text`.
    pub tokens: TokenTable,
    /// Its headline.
    pub headline: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// What the judge of series has found out about it, which outlives the text.
    pub notes: Arc<FormNotes>,
}

impl ArticleText {
    /// Puts pieces of a text together and cuts them into tokens.
    pub fn new<'p>(pieces: impl Iterator<Item = &'p str>) -> Self {
        let text = pieces.collect::<Vec<_>>().join("\n");
        let tokens = TokenTable::of_text(&text, &mut TokenScanner::default());
        Self { text, tokens, ..Self::default() }
    }

    /// As the judge of series takes it.
    pub fn form(&self) -> FormArticle<'_> {
        FormArticle {
            text: &self.text,
            tokens: &self.tokens,
            headline: self.headline.as_deref(),
            published: self.published,
            language: None,
            notes: &self.notes,
        }
    }

    fn bytes(&self) -> u64 {
        (self.text.len() + self.tokens.len() * (size_of::<u64>() + size_of::<Span>())) as u64
    }
}

impl TokenSource for Vec<TokenTable> {
    fn tokens(&self, article: ArticleIndex, into: &mut ArticleTokens) -> Result<(), SourceError> {
        let table = &self[article.at()];
        into.hashes.clone_from(&table.hashes);
        into.unspaced = table.is_unspaced();
        Ok(())
    }
}

/// A shingle set, with the weight of each shingle where shingles are weighed.
#[derive(Debug, Default)]
pub(super) struct WeighedSet {
    pub(super) shingles: Shingles,
    /// As long as the set, or empty when all weigh 1.
    pub(super) weights: Box<[f32]>,
    /// The sum of the weights.
    pub(super) weight: f64,
}

impl WeighedSet {
    pub(super) fn new(shingles: Shingles, counter: Option<&FrequencyCounter>) -> Self {
        let weights: Box<[f32]> = counter.map_or_else(Box::default, |counter| {
            shingles.hashes().iter().map(|&hash| counter.weight(hash) as f32).collect()
        });
        let weight = if counter.is_some() {
            weights.iter().map(|&weight| f64::from(weight)).sum()
        } else {
            shingles.len() as f64
        };
        Self { shingles, weights, weight }
    }

    fn bytes(&self) -> u64 {
        (size_of_val(self.shingles.hashes()) + size_of_val(&*self.weights)) as u64
    }
}

/// Sets of some articles, kept while there is room and read anew otherwise.
pub(super) struct Sets<'a> {
    pub(super) reader: &'a SetReader<'a>,
    /// The articles, sorted by class.
    members: Vec<(u32, ArticleIndex)>,
    cells: Vec<OnceLock<Arc<WeighedSet>>>,
    texts: Vec<OnceLock<Option<Arc<ArticleText>>>>,
    notes: Vec<OnceLock<Arc<FormNotes>>>,
    room: AtomicU64,
    room_of_texts: AtomicU64,
}

/// Bytes of texts that are kept at most while one component is resolved, for they are four times as large as sets: of most pairs
/// it is the notes of the judge of series that are asked, and of a group of thousands no text is asked for often.
const ROOM_OF_TEXTS: u64 = 64 << 20;

/// Reads sets.
pub(super) struct SetReader<'a> {
    pub(super) source: &'a dyn TokenSource,
    pub(super) shingler: Shingler,
    pub(super) counter: Option<&'a FrequencyCounter>,
}

impl SetReader<'_> {
    pub(super) fn read(&self, article: ArticleIndex) -> Result<WeighedSet, SourceError> {
        thread_local! {
            static TOKENS: RefCell<ArticleTokens> = RefCell::default();
        }
        let shingles = TOKENS.with_borrow_mut(|tokens| {
            self.source.tokens(article, tokens)?;
            Ok(self.shingler.shingles(&tokens.hashes, tokens.unspaced))
        })?;
        Ok(WeighedSet::new(shingles, self.counter))
    }
}

impl<'a> Sets<'a> {
    /// Sets of classes, given with their leaders, in order of class. `room` bytes of them are kept.
    pub(super) fn new(reader: &'a SetReader<'a>, members: Vec<(u32, ArticleIndex)>, room: u64) -> Self {
        let cells = (0..members.len()).map(|_| OnceLock::new()).collect();
        let texts = (0..members.len()).map(|_| OnceLock::new()).collect();
        let notes = (0..members.len()).map(|_| OnceLock::new()).collect();
        let room_of_texts = AtomicU64::new(ROOM_OF_TEXTS.min(room / 4));
        Self { reader, members, cells, texts, notes, room: AtomicU64::new(room), room_of_texts }
    }

    /// The classes, sorted.
    pub(super) fn classes(&self) -> impl Iterator<Item = u32> {
        self.members.iter().map(|&(class, _)| class)
    }

    /// The leader of a class.
    pub(super) fn leader(&self, class: u32) -> ArticleIndex {
        self.members[self.place(class)].1
    }

    fn place(&self, class: u32) -> usize {
        // A class that is not a member would be a mistake of this room: the nearest stands in for it.
        self.members
            .binary_search_by_key(&class, |&(own, _)| own)
            .unwrap_or_else(|at| at.min(self.members.len() - 1))
    }

    /// The set of a class.
    pub(super) fn get(&self, class: u32) -> Result<Arc<WeighedSet>, SourceError> {
        let at = self.place(class);
        if let Some(set) = self.cells[at].get() {
            return Ok(Arc::clone(set));
        }
        let set = Arc::new(self.reader.read(self.members[at].1)?);
        if fits(&self.room, set.bytes()) {
            return Ok(Arc::clone(self.cells[at].get_or_init(|| set)));
        }
        Ok(set)
    }

    /// The text of a class; nothing when the source has no texts.
    pub(super) fn text(&self, class: u32) -> Result<Option<Arc<ArticleText>>, SourceError> {
        let at = self.place(class);
        if let Some(text) = self.texts[at].get() {
            return Ok(text.clone());
        }
        let mut text = self.reader.source.text(self.members[at].1)?;
        if let Some(text) = &mut text {
            if let Some(notes) = self.notes[at].get() {
                text.notes = Arc::clone(notes);
            } else if fits(&self.room, (text.tokens.len() * size_of::<u64>()) as u64) {
                text.notes = Arc::clone(self.notes[at].get_or_init(Arc::default));
            }
        }
        let text = text.map(Arc::new);
        if fits(&self.room_of_texts, text.as_ref().map_or(0, |text| text.bytes())) {
            return Ok(self.texts[at].get_or_init(|| text).clone());
        }
        Ok(text)
    }

    /// Whether two classes may be instances of a series, as far as was found out before; `false` is sure.
    pub(super) fn may_be_of_series(&self, [a, b]: [u32; 2]) -> bool {
        let notes = |class: u32| self.notes[self.place(class)].get();
        match (notes(a), notes(b)) {
            (Some(x), Some(y)) => x.may_be_of_series(y),
            _ => true,
        }
    }

    /// Reads what fits, on all threads.
    pub(super) fn prefetch(&self) -> Result<(), SourceError> {
        self.members.par_iter().try_for_each(|&(class, _)| {
            if self.room.load(Ordering::Relaxed) > 0 { self.get(class).map(|_| ()) } else { Ok(()) }
        })
    }
}

/// Takes some bytes of the room that is left, if there are as many.
fn fits(room: &AtomicU64, bytes: u64) -> bool {
    room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(bytes)).is_ok()
}
