//! What a text is in a list of other articles, and below one.

use super::{
    BARE_TEXT_WORDS, HEADLINE_WORDS, LIKELY_HEADLINE, LINKS, OPEN_ENDS, OWN_HEADLINE, REACH_OF_LINKS,
    SURE_HEADLINE, TEASER_WORDS, Verdict, Walk,
};
use crate::page::draft::Draft;
use crate::page::furniture::Role;
use crate::page::head::{Head, is_pull_quote};
use std::cmp::Ordering;
use std::ops::Range;

/// More lines between two paragraphs are no subhead and no question, but notices of the page.
const BETWEEN_PARAGRAPHS: usize = 2;

impl Walk<'_> {
    /// Under a heading of other articles, or after the time of one.
    pub(super) fn judge_listed(
        &self,
        gap: Range<usize>,
        head: Option<Head>,
        run: Range<usize>,
        cohesion: f32,
    ) -> Verdict {
        let Some(draft) = self.drafts.last() else { return Verdict::New(head) };
        if self.goes_on_below_box(draft, head, &run) {
            return Verdict::Continue;
        }
        let inside = self.signs.related.is_none() && self.signs.time.is_none();
        let Some(own) = head else {
            return match () {
                () if inside || cohesion >= self.other_matter() => Verdict::Continue,
                () if self.is_under_subhead(&gap) => Verdict::Continue,
                () if self.view.length(run) >= BARE_TEXT_WORDS => Verdict::New(None),
                () => Verdict::Furniture,
            };
        };
        let fits = own.fit >= OWN_HEADLINE || own.doubled;
        // Subheads, questions and quotations stand between paragraphs; the headline of the next article stands apart.
        let between = if self.is_headline(own) {
            // A list of teasers without any white space: its headlines are as long as headlines are.
            let dense = draft.is_brief() && cohesion < self.other_matter() && !self.is_spaced(own.unit, &run);
            !fits && !dense && !self.stands_apart(own.unit, &run)
        } else {
            self.view.blocks.units[own.unit].blanks <= 1
        };
        if inside && between && gap.len() <= BETWEEN_PARAGRAPHS && self.signs.other.is_none() {
            return Verdict::Continue;
        }
        let teaser = self.is_headline(own) && self.view.length(run.clone()) >= TEASER_WORDS;
        let links = !own.doubled && self.links(own.unit) >= LINKS;
        if !(fits || teaser) {
            // A question or a subhead behind links that stand between two paragraphs.
            let inserted = links && !draft.listed && cohesion > 0.0;
            return if inserted { Verdict::Continue } else { Verdict::Furniture };
        }
        // Links between two paragraphs: none has more of the text than the article above.
        let signed = self.signs.other > self.signs.related;
        let whole = !draft.listed || !draft.is_brief() || self.is_tight(own.unit, &run);
        let strange = own.fit < LIKELY_HEADLINE && !own.doubled && whole && !signed;
        if strange && (links || self.is_inserted(own, &run, cohesion)) {
            return Verdict::Continue;
        }
        let goes_on = cohesion >= self.same_matter() && (own.fit < OWN_HEADLINE || links);
        let goes_on = goes_on || (inside && !draft.is_brief() && cohesion >= self.other_matter());
        if goes_on { Verdict::Continue } else { Verdict::New(head) }
    }

    /// Whether the page's own article goes on below a box of links: links that are set with their heading, white space below, and
    /// no headline that is sure of the text. Of the article no more than one paragraph has been seen, or the line above the text
    /// asks or introduces.
    fn goes_on_below_box(&self, draft: &Draft, head: Option<Head>, run: &Range<usize>) -> bool {
        let own = self.drafts.len() == 1 && draft.head.is_some();
        let (Some(heading), None, true) = (self.signs.related, self.signs.time, own) else { return false };
        let units = &self.view.blocks.units;
        let below = &units[heading + 1..=run.start];
        let links = below.iter().take_while(|unit| unit.blanks == 0).count();
        let is_box = links > 0 && links < below.len();
        let asks = |at: usize| self.line(at).ends_with(OPEN_ENDS);
        if !is_box || !draft.is_brief() && !asks(run.start - 1) {
            return false;
        }
        let sure = if links > 1 { SURE_HEADLINE } else { OWN_HEADLINE };
        let other = |it: Head| it.doubled || it.fit >= sure && self.is_headline(it) && !asks(it.unit);
        !head.is_some_and(other)
    }

    /// Whether white space above a headline, or above a label that stands on it, is wider than that between it and its text.
    fn stands_apart(&self, headline: usize, run: &Range<usize>) -> bool {
        let units = &self.view.blocks.units;
        let above = &units[headline.saturating_sub(1).max(self.gap)..=headline];
        above.iter().any(|unit| unit.blanks > units[run.start].blanks)
    }

    /// Whether a link is set with the heading above it, with white space only below: so are lists of links, not of articles.
    fn is_tight(&self, link: usize, run: &Range<usize>) -> bool {
        let units = &self.view.blocks.units;
        let heading = self.signs.related.filter(|&at| at < link && link - at <= REACH_OF_LINKS);
        let tight = heading.is_some_and(|at| units[at + 1..=link].iter().all(|unit| unit.blanks == 0));
        tight && units[run.start].blanks > 0
    }

    /// Whether there is a blank line above a headline or above its text.
    fn is_spaced(&self, headline: usize, run: &Range<usize>) -> bool {
        let units = &self.view.blocks.units;
        units[headline].blanks.max(units[run.start].blanks) > 0
    }

    /// Whether a headline without a word of the text below it is a link that stands between two paragraphs, and not the
    /// headline of that text, as those of columns are. White space tells: a link is set with the heading above it, a headline
    /// with its text. Where it does not, a text that has a word in common with the article above goes on with it.
    fn is_inserted(&self, head: Head, run: &Range<usize>, cohesion: f32) -> bool {
        if self.signs.time.is_some() {
            return false;
        }
        // What the text has of its headline it need not have of the article above.
        let cohesion = cohesion - head.fit;
        let (units, headline) = (&self.view.blocks.units, head.unit);
        let (above, below) = (units[headline].blanks, units[run.start].blanks);
        let heading = self.signs.related.map_or(0, |at| units[at].blanks);
        match above.cmp(&below) {
            _ if headline + 1 < run.start => cohesion >= self.other_matter(),
            Ordering::Less => true,
            Ordering::Equal => above.max(heading) == 0 || cohesion >= self.other_matter(),
            Ordering::Greater => cohesion >= self.same_matter(),
        }
    }

    /// Whether the last line above a text is a part of it.
    fn is_under_subhead(&self, gap: &Range<usize>) -> bool {
        let last = gap.clone().rev().find(|&at| self.view.roles[at] == Role::Line);
        last.is_some_and(|at| is_pull_quote(self.view, at, gap))
    }

    /// Lines between the heading of other articles and the text that read like headlines, `head` among them.
    pub(super) fn links(&self, head: usize) -> usize {
        let Some(related) = self.signs.related else { return 1 };
        let view = self.view;
        let below = view.roles[head..].iter().take(REACH_OF_LINKS).take_while(|role| !role.is_body()).count();
        (related + 1..head + below)
            .rev()
            .take(REACH_OF_LINKS)
            .filter(|&at| view.roles[at] == Role::Line && !view.blocks.units[at].credit)
            .filter(|&at| view.blocks.units[at].length >= HEADLINE_WORDS && view.repeats.count(at) == 1)
            .count()
    }
}
