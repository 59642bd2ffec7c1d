//! Which records may go because others cover them: what `dedup` removes and `check` counts.

use super::Prepared;
use super::catalogue::Catalogue;
use crate::copies::{
    ArticleTokens, CopiesError, CopiesFound, Preference, RecordOrder, Relation, Removal, RemovalParams,
    Shingler, SourceError, TokenSource, as_written, uncovered, written,
};
use crate::dedup::{Candidate, Keep};
use crate::document::{ArticleIndex, ArticleKind, Timestamp};
use crate::error::Error;
use crate::report::model::Name;
use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What is asked of a run that tells which records may go.
#[derive(Clone, Copy)]
pub struct Removing<'a> {
    /// When a record is covered.
    pub params: &'a RemovalParams,
    /// Which of two that cover each other stays.
    pub keep: &'a Keep,
    /// The set of the records of a file: a record goes for one of its own set alone.
    pub set_of: &'a (dyn Fn(&str) -> u32 + Sync),
}

/// What is known of an article of a record.
#[derive(Clone, Debug)]
pub(super) struct RecordArticle {
    pub(super) document: u32,
    pub(super) kind: ArticleKind,
    words: u32,
    published: Option<Timestamp>,
}

/// All articles of a run, as far as it concerns what is kept.
pub(super) struct Records<'a> {
    removing: &'a Removing<'a>,
    articles: Vec<RecordArticle>,
    /// Of each document its outlet and its set.
    documents: Vec<(Option<Name>, u32)>,
}

impl<'a> Records<'a> {
    pub(super) fn of_corpus(removing: &'a Removing<'a>, prepared: &Prepared) -> Self {
        let documents = prepared.corpus.documents.iter();
        let documents =
            documents.map(|it| (it.source.as_deref().map(Name::from), (removing.set_of)(&it.path))).collect();
        Self { removing, articles: Self::articles_of(prepared), documents }
    }

    pub(super) fn articles_of(prepared: &Prepared) -> Vec<RecordArticle> {
        let corpus = &prepared.corpus;
        let article = |index: ArticleIndex| RecordArticle {
            document: corpus.articles[index.at()].document.0,
            kind: corpus.articles[index.at()].kind,
            words: prepared.tokens[index.at()].len() as u32,
            published: corpus.published(index),
        };
        corpus.article_indices().map(article).collect()
    }

    pub(super) fn of_catalogue(removing: &'a Removing<'a>, catalogue: &Catalogue<'_>) -> Self {
        let mut sets: AHashMap<&str, u32> = AHashMap::new();
        let documents = catalogue.documents.iter().enumerate().map(|(at, listed)| {
            let path = catalogue.path(at as u32);
            (listed.source.clone(), *sets.entry(path).or_insert_with(|| (removing.set_of)(path)))
        });
        let documents = documents.collect();
        Self { removing, articles: Self::articles_of_catalogue(catalogue), documents }
    }

    pub(super) fn articles_of_catalogue(catalogue: &Catalogue<'_>) -> Vec<RecordArticle> {
        let article = |entry: &super::catalogue::Entry| RecordArticle {
            document: entry.document,
            kind: entry.kind,
            words: entry.words,
            published: entry.published,
        };
        catalogue.entries.iter().map(article).collect()
    }

    pub(super) fn params(&self) -> &'a RemovalParams {
        self.removing.params
    }
}

impl RecordOrder for Records<'_> {
    fn set(&self, article: ArticleIndex) -> Option<u32> {
        let own = &self.articles[article.at()];
        (own.kind == ArticleKind::Main).then(|| self.documents[own.document as usize].1)
    }

    fn preference(&self, article: ArticleIndex, centrality: f64) -> Preference {
        let own = &self.articles[article.at()];
        let source = self.documents[own.document as usize].0.as_deref();
        let published = own.published.map_or(i64::MAX, |time| time.seconds);
        let candidate =
            Candidate { place: u64::from(article.0), published: own.published, source, centrality };
        let (wish, then) = self.removing.keep.wish(&candidate);
        Preference { wish, then, length: Reverse(own.words), published, article }
    }
}

/// A page is more than its main article: one that has other whole articles goes only where the page that stays has those
/// too, each as a copy.
pub(super) fn spare_side_articles(found: &mut CopiesFound, articles: &[RecordArticle]) {
    let mut sides: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, article) in
        articles.iter().enumerate().filter(|(_, it)| it.kind == ArticleKind::Side && it.words > 0)
    {
        sides.entry(article.document).or_default().push(at as u32);
    }
    if sides.is_empty() {
        return;
    }
    let leader_of: AHashMap<u32, u32> =
        found.exact.iter().map(|(leader, other)| (other.0, leader.0)).collect();
    let leader = |article: u32| leader_of.get(&article).copied().unwrap_or(article);
    let held: AHashSet<[u32; 2]> = found
        .pairs
        .iter()
        .flat_map(|&(a, b, relation, _)| match relation {
            Relation::Exact | Relation::Near => vec![[a.0, b.0], [b.0, a.0]],
            Relation::Contains => vec![[b.0, a.0]],
            Relation::Contained => vec![[a.0, b.0]],
            Relation::Rewritten => Vec::new(),
        })
        .collect();
    let document = |article: ArticleIndex| articles[article.at()].document;
    let whole = |removal: &Removal| {
        let Some(own) = sides.get(&document(removal.article)) else { return true };
        let there = document(removal.kept);
        let first = articles.partition_point(|it| it.document < there);
        let of_kept = articles[first..].iter().take_while(|it| it.document == there).count();
        own.iter().all(|&side| {
            (first..first + of_kept).any(|other| {
                let (side, other) = (leader(side), leader(other as u32));
                side == other || held.contains(&[side, other])
            })
        })
    };
    found.removals.retain(whole);
}

/// What is lost with an article: how many words, and which.
#[derive(Clone, Debug, Default)]
pub(super) struct Lost {
    pub(super) words: u32,
    pub(super) stretches: Vec<String>,
}

/// What of the removed articles stands in no record that stays: of each removal, in order. `standing` gives the tokens, as they
/// are written, of all articles of records that stay to a function, from any thread.
pub(super) fn lost(
    removals: &[Removal],
    source: &dyn TokenSource,
    shingler: Shingler,
    standing: &dyn Fn(&Looking<'_>) -> Result<(), SourceError>,
) -> Result<Vec<Lost>, Error> {
    let wanted = missing(removals, source, shingler).map_err(CopiesError::from)?;
    if !wanted.is_empty() {
        let look = |tokens: &ArticleTokens| {
            let mut sequence = Vec::new();
            shingler.sequence(&tokens.hashes, tokens.unspaced, &mut sequence);
            sequence.iter().filter_map(|hash| wanted.get(hash)).for_each(|found| found.store(true, Relaxed));
        };
        standing(&look).map_err(CopiesError::from)?;
    }
    let stands = |hash: u64| wanted.get(&hash).is_none_or(|found| found.load(Relaxed));
    let of_removal = |removal: &Removal| {
        let Some(text) = source.text(removal.article)?.filter(|_| removal.covered < 1.0) else {
            return Ok(Lost::default());
        };
        let missing = uncovered(&shingler, &written(&text), stands);
        let stretch = |run: &[u32]| {
            let span = text.tokens.cover(*run.first()? as usize, *run.last()? as usize);
            Some(span.of(&text.text)?.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let stretches = missing.chunk_by(|x, y| x + 1 == *y).filter_map(stretch).collect();
        Ok(Lost { words: missing.len() as u32, stretches })
    };
    let all = removals.par_iter().map(of_removal).collect::<Result<Vec<_>, SourceError>>();
    Ok(all.map_err(CopiesError::from)?)
}

/// Looks at the tokens of an article that stays.
pub(super) type Looking<'l> = dyn Fn(&ArticleTokens) + Sync + 'l;

/// The shingles of removed articles that the one which stays for each has not, to be found elsewhere.
fn missing(
    removals: &[Removal],
    source: &dyn TokenSource,
    shingler: Shingler,
) -> Result<AHashMap<u64, AtomicBool>, SourceError> {
    let mut wanted = AHashMap::new();
    let mut sequence = Vec::new();
    for removal in removals.iter().filter(|removal| removal.covered < 1.0) {
        let stays = as_written(source, removal.kept)?;
        let stays = shingler.shingles(&stays.hashes, stays.unspaced);
        let goes = as_written(source, removal.article)?;
        shingler.sequence(&goes.hashes, goes.unspaced, &mut sequence);
        let missing = sequence.iter().filter(|hash| stays.hashes().binary_search(hash).is_err());
        wanted.extend(missing.map(|&hash| (hash, AtomicBool::new(false))));
    }
    Ok(wanted)
}
