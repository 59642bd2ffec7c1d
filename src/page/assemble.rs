//! Drafts into articles: which units count, what kind each article is, where it stands.

use super::PageParams;
use super::dateline::is_date_line;
use super::draft::Draft;
use super::furniture::Role;
use super::head::is_quoted;
use super::lexis::{set_of, share_in};
use super::repeats::contains;
use super::split::MENU_LINES;
use super::view::View;
use super::words::RECORD_REPEAT_WORDS;
use crate::document::{Article, ArticleKind, Document, DocumentIndex, Layout};
use crate::span::{LineIndex, Span};
use ahash::AHashSet;
use std::ops::Range;

/// A unit that stands whole in one of so many kept before it says nothing new: captions and pull quotes stand near.
const NEAR_UNITS: usize = 8;
/// Words of a part of a unit that makes it a repeat: fewer are a name or a phrase.
const PART_WORDS: usize = 6;
/// Between headline and text a line from this length is a caption or a subtitle, a shorter one needs a word of the text.
const CAPTION_WORDS: f32 = 6.0;
const CAPTION_SHARE: f32 = 0.3;
/// A link between two paragraphs has at least so many words, and less than this part of them in the article.
const LINK_WORDS: f32 = 7.0;
const LINK_SHARE: f32 = 0.12;
/// A last paragraph without a full stop is longer than most headlines and has this part of its words in the article.
const LAST_LINE_WORDS: f32 = 12.0;
const LAST_LINE_SHARE: f32 = 0.25;
/// The page's own article comes first, but notices of cookies and programmes may come before it: it has at least this
/// part of the words of the longest article; without a headline it must be nearly the longest itself.
const MAIN_PART: f32 = 0.25;
const BARE_MAIN_PART: f32 = 0.6;
/// The same against articles in lists of others, which are often the longer ones.
const MAIN_PART_OF_LISTED: f32 = 0.12;

/// The articles of a document from its drafts.
pub(super) fn articles(
    view: &View<'_>,
    drafts: &[Draft],
    document: &Document,
    index: DocumentIndex,
    params: &PageParams,
) -> Vec<Article> {
    let lines = LineIndex::new(view.text);
    let main = main_of(view, drafts, params);
    let mut articles: Vec<Article> = drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| {
            let kind = if at == main { ArticleKind::Main } else { kind_of(view, draft, params) };
            let next = drafts.get(at + 1).map_or(view.blocks.units.len(), |next| next.start);
            let pieces = pieces(view, draft, next, kind);
            let span = cover(&pieces);
            let title = title(view, draft, document, kind);
            Article {
                document: index,
                number: at as u32 + 1,
                kind,
                span,
                lines: lines.lines(span),
                title,
                pieces,
            }
        })
        .collect();
    if view.layout == Layout::Record {
        let own = articles[main].span;
        drop_what_is_in(own, &mut articles);
    }
    articles
}

/// A record's own article begins where its text does, and every line up to its end is part of it: so is what was taken for
/// another article before.
fn drop_what_is_in(own: Span, articles: &mut Vec<Article>) {
    articles.retain(|article| article.kind == ArticleKind::Main || !article.span.overlaps(own));
    for (article, number) in articles.iter_mut().zip(1..) {
        article.number = number;
    }
}

/// The range from the first to the last piece.
pub(super) fn cover(pieces: &[Span]) -> Span {
    match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) => Span { start: first.start, end: last.end },
        _ => Span::default(),
    }
}

fn title(view: &View<'_>, draft: &Draft, document: &Document, kind: ArticleKind) -> Option<String> {
    let field = document.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    if view.layout == Layout::Record && kind == ArticleKind::Main && field.is_some() {
        return field.map(str::to_owned);
    }
    let unit = &view.blocks.units[draft.head?];
    unit.span.of(view.text).map(str::to_owned)
}

/// The page's own article: the first that is not in a list of others, has a headline and is not a small part of the
/// longest there is; else the longest.
fn main_of(view: &View<'_>, drafts: &[Draft], params: &PageParams) -> usize {
    let lengths: Vec<f32> =
        drafts.iter().map(|draft| draft.runs.iter().map(|run| view.length(run.clone())).sum()).collect();
    let longest = |listed: bool| {
        let lengths = lengths.iter().zip(drafts).filter(|(_, draft)| listed || !draft.listed);
        lengths.map(|(&length, _)| length).fold(0.0, f32::max)
    };
    let (own, all) = (longest(false), longest(true));
    let full = |at: usize| kind_of(view, &drafts[at], params) == ArticleKind::Side;
    let any_full = (0..drafts.len()).any(|at| !drafts[at].listed && full(at));
    (0..drafts.len())
        .filter(|&at| !drafts[at].listed && (full(at) || !any_full))
        .filter(|&at| lengths[at] >= all * MAIN_PART_OF_LISTED)
        .find(|&at| lengths[at] >= own * if drafts[at].head.is_some() { MAIN_PART } else { BARE_MAIN_PART })
        .or_else(|| (0..drafts.len()).find(|&at| lengths[at] >= all))
        .unwrap_or(0)
}

/// What an article is when it is not the page's own.
fn kind_of(view: &View<'_>, draft: &Draft, params: &PageParams) -> ArticleKind {
    let units = || draft.runs.iter().cloned().flatten().map(|at| &view.blocks.units[at]);
    let sentences: u32 = units().map(|unit| unit.sentences).sum();
    let words: f32 = units().map(|unit| unit.length).sum();
    kind_by_length(sentences, words, params)
}

/// What an article of so many sentences and words is beside the page's own.
pub(super) fn kind_by_length(sentences: u32, words: f32, params: &PageParams) -> ArticleKind {
    if sentences <= params.teaser_sentences || words <= params.teaser_words {
        ArticleKind::Teaser
    } else {
        ArticleKind::Side
    }
}

/// The places of the text that counts; the next article begins at unit `next`.
fn pieces(view: &View<'_>, draft: &Draft, next: usize, kind: ArticleKind) -> Vec<Span> {
    let mut kept = Kept { view, head: draft.head, has_text: false, units: Vec::new(), seen: AHashSet::new() };
    if view.layout == Layout::Record && kind == ArticleKind::Main {
        kept.record(draft);
    } else {
        kept.page(draft, next);
    }
    kept.units.iter().map(|&at| view.blocks.units[at].span).collect()
}

/// The units of one article that count, in order.
struct Kept<'a> {
    view: &'a View<'a>,
    head: Option<usize>,
    /// Whether a paragraph was kept yet.
    has_text: bool,
    units: Vec<usize>,
    /// First occurrence on the page of each.
    seen: AHashSet<usize>,
}

impl Kept<'_> {
    /// Headline, caption and text of an article on a page, with its subheads and with short sentences around it.
    fn page(&mut self, draft: &Draft, next: usize) {
        let mut at = draft.start;
        for run in &draft.runs {
            self.between(draft, at..run.start);
            run.clone().for_each(|unit| self.push(unit));
            at = run.end;
        }
        let mut end = draft.end();
        while end < next {
            // A link to another article may stand above the last paragraph.
            let below_link = self.view.roles[end] == Role::RelatedLink && end + 1 < next;
            let at = end + usize::from(below_link);
            if !self.is_short_sentence(at) {
                break;
            }
            self.push(at);
            end = at + 1;
        }
        if end == draft.end()
            && let Some(last) = self.last_line(draft).filter(|&last| last < next)
        {
            self.push(last);
        }
    }

    /// A paragraph that is too short to be told from a label but for its full stop.
    fn is_short_sentence(&self, at: usize) -> bool {
        let unit = &self.view.blocks.units[at];
        let line = unit.span.of(self.view.text).unwrap_or_default();
        self.view.roles[at] == Role::Line && unit.stops && !unit.credit && !is_date_line(line)
    }

    /// The lines above a run of text: headline, captions, subheads.
    fn between(&mut self, draft: &Draft, gap: Range<usize>) {
        if gap.is_empty() {
            return;
        }
        let roles = &self.view.roles[gap.clone()];
        // Below a heading of other articles stand links to them.
        let links = roles.iter().position(|&role| role == Role::Related).map_or(gap.end, |at| gap.start + at);
        let menu = roles.iter().filter(|&&role| role == Role::Line).count() >= MENU_LINES;
        let above = gap.start == draft.start;
        let lead = match draft.runs.first() {
            Some(run) if above => set_of(&self.view.terms(run.clone())),
            _ => AHashSet::new(),
        };
        for unit in gap.clone() {
            let line = self.view.roles[unit] == Role::Line && unit < links;
            let counts = match (above, menu) {
                _ if Some(unit) == draft.head => true,
                _ if self.is_between_text(unit, &gap) => true,
                _ if !line => false,
                (true, _) => {
                    self.is_caption(unit, &lead) && (draft.is_brief() || !self.is_link(unit, draft.terms()))
                }
                (false, true) => self.share(unit, draft.terms()) >= CAPTION_SHARE,
                (false, false) => !self.is_link(unit, draft.terms()),
            };
            if counts {
                self.push(unit);
            }
        }
    }

    /// Whether a line above a paragraph is a link to another article: it is as long as a headline, no sentence, caption,
    /// quotation or question, and has no word of the article, as a subhead of that length has.
    fn is_link(&self, at: usize, terms: &AHashSet<u64>) -> bool {
        let unit = &self.view.blocks.units[at];
        let line = unit.span.of(self.view.text).unwrap_or_default();
        let plain =
            unit.length >= LINK_WORDS && !unit.stops && !unit.credit && !line.ends_with(['?', '؟', '？']);
        plain && !is_quoted(self.view, at) && self.share(at, terms) < LINK_SHARE
    }

    /// Whether a paragraph is a short one of the article: nothing but plain lines stand between it and the text around.
    fn is_between_text(&self, at: usize, gap: &Range<usize>) -> bool {
        let plain = |units: Range<usize>| self.view.roles[units].iter().all(|role| !role.is_furniture());
        self.view.roles[at] == Role::Text && plain(gap.start..gap.end)
    }

    /// A last paragraph without a full stop: one line on the matter of the article with nothing like it below.
    fn last_line(&self, draft: &Draft) -> Option<usize> {
        let (view, at) = (self.view, draft.end());
        let unit = view.blocks.units.get(at)?;
        let plain = view.roles[at] == Role::Line && !unit.credit && unit.length >= LAST_LINE_WORDS;
        let below = view.blocks.units.get(at + 1);
        let alone =
            below.is_none_or(|below| view.roles[at + 1].is_furniture() || below.length < CAPTION_WORDS);
        (plain && alone && view.repeats.count(at) == 1 && self.share(at, draft.terms()) >= LAST_LINE_SHARE)
            .then_some(at)
    }

    /// Everything up to the heading that ends the article or to the next one.
    fn record(&mut self, draft: &Draft) {
        let roles = &self.view.roles;
        let ends = |&at: &usize| matches!(roles[at], Role::Related | Role::Comments | Role::Copyright);
        let end = (draft.end()..roles.len()).find(ends).unwrap_or(roles.len());
        (0..end).filter(|&at| !matches!(roles[at], Role::Noise | Role::Rule)).for_each(|at| self.push(at));
    }

    fn push(&mut self, at: usize) {
        if !self.is_repeat(at) && !self.is_dated_head(at) {
            self.seen.insert(self.view.repeats.first(at));
            self.has_text |= self.view.roles[at] == Role::Text;
            self.units.push(at);
        }
    }

    /// Whether a line above the text of a page says when it was written: that is no text, and the reader of dates looks
    /// for it outside of the articles. Below the first paragraph it may be a sentence.
    fn is_dated_head(&self, at: usize) -> bool {
        let line = || self.view.blocks.units[at].span.of(self.view.text).unwrap_or_default();
        let above = self.head != Some(at) && !self.has_text;
        above && self.view.layout == Layout::Page && is_date_line(line())
    }

    fn is_repeat(&self, at: usize) -> bool {
        let units = &self.view.blocks.units;
        let again = self.seen.contains(&self.view.repeats.first(at));
        if self.view.layout == Layout::Record {
            return again && units[at].length >= RECORD_REPEAT_WORDS;
        }
        let near = || self.units.iter().rev().take(NEAR_UNITS);
        let part = self.view.blocks.words_of(&units[at]).len() >= PART_WORDS;
        again || part && near().any(|&near| contains(&self.view.blocks, &units[near], &units[at]))
    }

    /// Whether a line between headline and text says something of the text.
    fn is_caption(&self, at: usize, lead: &AHashSet<u64>) -> bool {
        let unit = &self.view.blocks.units[at];
        let says = unit.credit
            || unit.length >= CAPTION_WORDS
            || self.is_short_sentence(at)
            || self.share(at, lead) >= CAPTION_SHARE;
        says && !is_date_line(unit.span.of(self.view.text).unwrap_or_default())
    }

    /// The part of a unit's words that are among `terms`.
    fn share(&self, at: usize, terms: &AHashSet<u64>) -> f32 {
        share_in(&self.view.terms(at..at + 1), terms).unwrap_or(0.0)
    }
}
