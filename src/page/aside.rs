//! Articles beside a page's own, of which the markup showed where each begins and ends: what is asked here is whether it
//! is one.

use super::PageParams;
use super::assemble::{cover, kind_by_length};
use super::furniture::Role;
use super::lexis::{Term, set_of, share_in};
use super::view::View;
use super::words::Phrases;
use crate::document::{Article, Aside, AsideSign, DocumentIndex, Layout};
use crate::span::{Lines, Span};

/// A headline has at least this part of its words in its text; a long text proves itself with less.
const OWN_HEADLINE: f32 = 0.25;
const HEADLINE_OF_LONG_TEXT: f32 = 0.14;
const LONG_TEXT_WORDS: f32 = 60.0;
/// A word or two in common are not enough: notices have them too ("Comments on this article", "Get our morning letter").
const SHARED_WEIGHT: f32 = 2.0;
/// The shortest teaser.
const TEASER_WORDS: f32 = 9.0;

/// The article of `aside` in `text`, its first line the headline; nothing when it reads like a notice of the page.
pub(super) fn article(text: &str, aside: Aside, phrases: &Phrases, params: &PageParams) -> Option<Article> {
    let span = aside.span;
    let view = View::of(span.of(text)?, Layout::Page, phrases);
    let units = &view.blocks.units;
    if units.is_empty() || view.roles[0].is_furniture() {
        return None;
    }
    let body: Vec<usize> = (1..units.len()).filter(|&at| view.roles[at].is_body()).collect();
    let (first, last) = (*body.first()?, *body.last()?);
    let words: f32 = body.iter().map(|&at| units[at].length).sum();
    let (headline, lead) = (view.terms(0..1), set_of(&view.terms(first..last + 1)));
    let fit = share_in(&headline, &lead).unwrap_or(0.0);
    let shared: f32 = headline.iter().filter(|term| lead.contains(&term.key())).map(Term::weight).sum();
    let enough = if words >= LONG_TEXT_WORDS { HEADLINE_OF_LONG_TEXT } else { OWN_HEADLINE };
    let on_its_matter = fit >= enough && shared >= SHARED_WEIGHT;
    if words < TEASER_WORDS || aside.sign == AsideSign::Heading && !on_its_matter {
        return None;
    }
    let short = |at: usize| view.roles[at] == Role::Line && units[at].stops && !units[at].credit;
    let first = (1..first).rev().take_while(|&at| short(at)).last().unwrap_or(first);
    let last = (last + 1..units.len()).take_while(|&at| short(at)).last().unwrap_or(last);
    let kept = |at: &usize| {
        *at == 0 || body.contains(at) || (first..=last).contains(at) && view.roles[*at] == Role::Line
    };
    let moved =
        |at: usize| Span { start: units[at].span.start + span.start, end: units[at].span.end + span.start };
    let pieces: Vec<Span> = (0..units.len()).filter(kept).map(moved).collect();
    let sentences = body.iter().map(|&at| units[at].sentences).sum();
    Some(Article {
        document: DocumentIndex(0),
        number: 1,
        kind: kind_by_length(sentences, words, params),
        span: cover(&pieces),
        lines: Lines { first: 1, last: 1 },
        title: units[0].span.of(view.text).map(str::to_owned),
        pieces,
    })
}
