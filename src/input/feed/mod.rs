//! Feeds: RSS of all versions, Atom 0.3 and 1.0, JSON Feed; each item a document.
//!
//! **Owns** what an item of a feed is, where it stands, and what its elements mean.
//!
//! **Always holds**: there is one way to read a feed, whether it is as it should be or damaged, and the same items are found
//! when it is read and when it is written again. An item that gives no text is one skip with its number. A name that a feed
//! declares for text is replaced by no more than a megabyte in all.
//!
//! **How**: the bytes become text (`source`); one pass over its tags finds the items and what in them says something
//! (`outline`, with the names of `elements`); of each item the elements are read (`value`) and put together (`record`). JSON
//! Feed has the same two steps (`json`). `feed-rs` was used before and refused whole feeds for one bare ampersand.
//!
//! **Costs** two passes over the text and, at once, the text and the places of its items.
//!
//! **Fails** when something is no feed ([`Unfit`]), or breaks off; the items before that are given.

mod elements;
mod json;
mod outline;
mod record;
mod references;
mod source;
mod value;

use super::fields::{RecordText, Unfit};
use super::markup;
use crate::observe::SkipReason;
use outline::Outline;
use source::Source;
use std::ops::Range;

pub(super) use source::{Units, declared_charset};

/// Characters of what came instead of a feed that are quoted.
const QUOTED: usize = 80;

/// The items of a feed, each with its number, and how many sequences of bytes were replaced. The error is that of
/// something that is no feed, or of one that breaks off, whose items are given before.
pub(super) fn items(
    bytes: &[u8],
    mut sink: impl FnMut(u64, Result<RecordText<'_>, Unfit>),
) -> Result<u64, Unfit> {
    let source = Source::of(bytes);
    let text = source.text.as_ref();
    let mut number = 0;
    let mut give = |record: Result<RecordText<'static>, Unfit>| {
        number += 1;
        sink(number, record);
    };
    let is_whole = if is_object(text) {
        let outline = json::Outline::of(text);
        outline.records(text).for_each(&mut give);
        outline.is_whole
    } else {
        let outline = Outline::of(text);
        if outline.items.is_empty() && !outline.has_root {
            return Err(no_feed(text));
        }
        let common = record::Common::of(&outline);
        let whole = outline.items.iter().filter(|item| !item.is_cut);
        whole.for_each(|item| give(record::record(item, &outline, &common)));
        outline.is_whole
    };
    if !is_whole {
        let detail = match number {
            0 => "the feed breaks off before the end of its first item; fetch it again".to_string(),
            _ => format!("the feed breaks off behind item {number}; fetch it again"),
        };
        return Err(Unfit::new(SkipReason::Truncated, detail));
    }
    if number == 0 {
        return Err(Unfit::new(SkipReason::Empty, "a feed without an item"));
    }
    Ok(source.replaced)
}

/// Where an item of a feed stands, in bytes of the file.
pub(super) struct Place {
    /// From its first byte to behind its last.
    pub(super) span: Range<usize>,
    /// White space before it.
    pub(super) space: usize,
    /// Behind its start tag.
    pub(super) inner: usize,
}

/// Where the items of a feed stand.
pub(super) enum Places {
    /// Elements, with nothing but white space between them, and how the file has its characters.
    Elements(Vec<Place>, Units),
    /// Objects, with commas between them.
    Objects(Vec<Range<usize>>),
}

/// Where the items of a feed stand, in the order and number of [`items`]. The error is the charset that does not allow to
/// say so.
pub(super) fn places(bytes: &[u8]) -> Result<Places, &'static str> {
    let source = Source::of(bytes);
    let text = source.text.as_ref();
    if is_object(text) {
        let spans = source.spans_in_utf_8(&json::Outline::of(text).items);
        return spans.map(Places::Objects).ok_or(source.charset.name());
    }
    let items = Outline::of(text).items;
    let whole: Vec<Range<usize>> = items.iter().map(|item| item.span.clone()).collect();
    let inner: Vec<Range<usize>> = items.iter().map(|item| item.span.start..item.inner).collect();
    let (Some(whole), Some(inner)) = (source.spans(&whole), source.spans(&inner)) else {
        return Err(source.charset.name());
    };
    let place = |(span, inner): (Range<usize>, Range<usize>)| Place {
        space: source.space_before(span.start),
        inner: inner.end,
        span,
    };
    Ok(Places::Elements(whole.into_iter().zip(inner).map(place).collect(), source.units()))
}

/// The charset of a feed that begins with these bytes, when it is one whose items cannot be told apart in the bytes.
pub(super) fn uncut(head: &[u8]) -> Option<&'static str> {
    let Source { charset, text, .. } = Source::of(head);
    let can_be = if is_object(&text) { charset.name() == "UTF-8" } else { charset.keeps_ascii() };
    (!can_be).then(|| charset.name())
}

fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Says what came instead of a feed.
fn no_feed(text: &str) -> Unfit {
    let start = text.trim_start();
    let lower = start.chars().take(512).collect::<String>().to_lowercase();
    let detail = if lower.starts_with("<!doctype html") || lower.contains("<html") {
        let title = markup::title(start).unwrap_or_default();
        format!("a page, perhaps of an error: {:?}; fetch it again", quoted(&title))
    } else if start.starts_with('<') {
        format!("markup that begins with {:?}, and in it neither an item nor an entry", quoted(start))
    } else {
        format!("it says {:?}", quoted(start))
    };
    Unfit::new(SkipReason::NotAFeed, detail)
}

fn quoted(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(QUOTED).collect()
}

#[cfg(test)]
mod tests;
