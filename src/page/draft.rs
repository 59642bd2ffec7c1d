//! An article while it is being found, and what the furniture before a text says.

use super::furniture::Role;
use super::lexis::Term;
use super::split::NOTICE_WORDS;
use super::view::View;
use ahash::AHashSet;
use std::ops::Range;

/// An article as units.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) head: Option<usize>,
    /// First unit.
    pub(super) start: usize,
    /// Runs of text, in order; what stands between them belongs to the article.
    pub(super) runs: Vec<Range<usize>>,
    /// It stands under a heading that introduces other articles.
    pub(super) listed: bool,
    pub(super) terms: AHashSet<u64>,
}

impl Draft {
    /// Adds a run of text.
    pub(super) fn extend(&mut self, run: Range<usize>, terms: &[Term]) {
        self.terms.extend(terms.iter().map(Term::key));
        self.runs.push(run);
    }

    /// One past its last unit.
    pub(super) fn end(&self) -> usize {
        self.runs.last().map_or(self.start + 1, |run| run.end)
    }

    /// The terms of its headline and text.
    pub(super) fn terms(&self) -> &AHashSet<u64> {
        &self.terms
    }

    /// Whether it is no more than a headline that ends with a full stop.
    pub(super) fn is_headline(&self, view: &View<'_>) -> bool {
        self.head.is_none() && self.is_brief() && view.length(self.start..self.end()) < NOTICE_WORDS
    }

    /// Whether it is no more than one paragraph.
    pub(super) fn is_brief(&self) -> bool {
        // Not counted to the end: a page may have as many runs as lines, and this is asked at each.
        self.runs.iter().cloned().flatten().nth(1).is_none()
    }
}

/// What the furniture before a text says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    /// The last heading of other articles, or the last relative time.
    pub(super) related: Option<usize>,
    pub(super) time: Option<usize>,
    /// Comments or imprint: the article is over.
    pub(super) closed: Option<usize>,
    /// Any other furniture.
    pub(super) other: Option<usize>,
}

impl Signs {
    /// Takes note of a unit that is no text.
    pub(super) fn see(&mut self, at: usize, role: Role) {
        match role {
            Role::Related => self.related = Some(at),
            Role::Time => self.time = Some(at),
            Role::Comments | Role::Copyright => self.closed = Some(at),
            Role::Meta | Role::Widget | Role::Noise => self.other = Some(at),
            Role::Text | Role::Row | Role::Line | Role::RelatedLink | Role::Clock | Role::Rule => {}
        }
    }
}
