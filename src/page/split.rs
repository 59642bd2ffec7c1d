//! Walks the units of a page and decides for each run of text whether it continues an article, starts one, or is
//! furniture.

mod listed;
#[cfg(test)]
mod tests;

use super::draft::{Draft, Signs};
use super::furniture::Role;
use super::head::{Head, choose};
use super::lexis::{Term, set_of, share_in};
use super::view::View;
use super::words::LONGEST_RECORD_HEADLINE_WORDS;
use crate::document::Layout;
use ahash::AHashSet;
use std::ops::{Range, RangeInclusive};

/// A text that shares at least this part of its words with the article before it goes on with it, unless a headline
/// of its own says otherwise. Unrelated articles of one outlet share up to a tenth, paragraphs of one article a
/// quarter and more.
const SAME_MATTER: f32 = 0.2;
/// Below this a text has nothing to do with the article before it.
const OTHER_MATTER: f32 = 0.12;
/// A headline that has at least this part of its words in a text is that text's.
const OWN_HEADLINE: f32 = 0.25;
const SURE_HEADLINE: f32 = 0.4;
/// After furniture that ends an article, this part is enough for a text on another matter: one word in seven.
const LIKELY_HEADLINE: f32 = 0.14;
/// No word in common but for one or two that everybody uses.
const NOTHING_SHARED: f32 = 0.03;
/// Where terms are pairs of characters or of syllables, half of them span two words: texts share fewer.
const PAIRS: f32 = 0.5;
/// Subheads are short; a headline has at least this many words.
const HEADLINE_WORDS: f32 = 4.0;
/// A text that is shorter and has nothing to do with what stands before is a notice of the page.
pub(super) const NOTICE_WORDS: f32 = 25.0;
/// A text of this length without a headline can be an article.
const BARE_TEXT_WORDS: f32 = 60.0;
/// The shortest teaser whose headline has no word in common with it.
const TEASER_WORDS: f32 = 9.0;
/// So many short lines between two texts are a menu or a list of links, not subheads and captions.
pub(super) const MENU_LINES: usize = 6;
/// Units below a first paragraph that are looked at with it.
const LOOK_AHEAD: usize = 8;
/// So many headlines in a row above a text are links to other articles, and none is its own.
const LINKS: usize = 2;
/// Lists of links in the middle of an article have a handful.
const REACH_OF_LINKS: usize = 16;
/// Outside the lists of other articles a new article has at least this many words, else it is a notice.
const ARTICLE_WORDS: f32 = 20.0;
/// A headline that opens an article by itself has so many words: subheads have fewer, captions more.
const OPENING_WORDS: RangeInclusive<f32> = 5.5..=18.0;
/// Questions and what introduces the next line open none.
const OPEN_ENDS: [char; 5] = ['?', '؟', '？', ':', '：'];
/// What stands behind the number of a heading.
const NUMBERED: [char; 4] = ['.', ')', '．', '、'];
/// The text below such a headline is no notice, and has this much more of its words than the article above.
const OPENED_WORDS: f32 = 12.0;
const MORE_THAN_ABOVE: f32 = 0.1;
/// A line between headline and text that is as long is a caption.
const CAPTION_WORDS: f32 = 6.0;
/// A caption above the headline has this part of its words in the text.
const PICTURED: f32 = 0.5;

enum Verdict {
    Continue,
    New(Option<Head>),
    Furniture,
}

/// The articles of a page in order; none when it has no running text.
pub(super) fn drafts(view: &View<'_>) -> Vec<Draft> {
    let mut walk = Walk { view, drafts: Vec::new(), gap: 0, signs: Signs::default(), listing: false };
    let mut at = 0;
    while at < view.roles.len() {
        if !view.roles[at].is_body() {
            walk.signs.see(at, view.roles[at]);
            at += 1;
            continue;
        }
        let len = view.roles[at..].iter().take_while(|role| role.is_body()).count();
        walk.text(at..at + len);
        at += len;
    }
    walk.drafts
}

struct Walk<'a> {
    view: &'a View<'a>,
    drafts: Vec<Draft>,
    /// First unit after the last text that was kept.
    gap: usize,
    signs: Signs,
    /// Inside a list of other articles.
    listing: bool,
}

impl Walk<'_> {
    fn text(&mut self, run: Range<usize>) {
        let gap = self.gap..run.start;
        if let Some(related) = self.signs.related {
            self.listing = self.signs.closed.is_none_or(|closed| closed < related);
        } else if self.signs.closed.is_some() && !self.drafts.is_empty() {
            self.listing = false;
        }
        let plain =
            self.view.layout == Layout::Record && self.signs.related.is_none() && self.signs.closed.is_none();
        let terms = if plain { Vec::new() } else { self.view.terms(run.clone()) };
        match self.judge(gap, run.clone(), &terms) {
            Verdict::Furniture => return,
            Verdict::Continue => {
                // As where an article starts with them.
                let first = self.drafts.len() == 1;
                if let Some(draft) = self.drafts.last_mut() {
                    draft.extend(run.clone(), &terms);
                    draft.listed &= !first;
                    self.listing &= !first;
                }
            }
            Verdict::New(head) => self.start(head, run.clone(), &terms),
        }
        self.gap = run.end;
        self.signs = Signs::default();
    }

    fn start(&mut self, head: Option<Head>, run: Range<usize>, terms: &[Term]) {
        // What stands alone above the first headline is a notice.
        if let [only] = &self.drafts[..]
            && only.is_headline(self.view)
            && self.view.layout == Layout::Page
        {
            self.drafts.clear();
        }
        // A list above the page's own article ends where an article has more than one paragraph, whatever notice stands above, and behind
        // a list of links.
        let notice = |draft: &Draft| draft.head.is_none() && draft.is_brief();
        let first = self.drafts.len() <= 1 && self.drafts.iter().all(notice);
        let list = head.is_some_and(|head| self.links(head.unit) > LINKS);
        self.listing &= !(first && (run.len() > 1 || list));
        let unit = head.map(|head| head.unit);
        let start = unit.map_or(run.start, |unit| self.below_caption(unit, run.start));
        let mut draft =
            Draft { head: unit, start, runs: Vec::new(), listed: self.listing, terms: AHashSet::new() };
        if let Some(unit) = unit {
            draft.terms.extend(self.view.terms(unit..unit + 1).iter().map(Term::key));
        }
        draft.extend(run, terms);
        self.drafts.push(draft);
        // A first brief after furniture opens a list of others, whatever its heading says.
        let others = self.drafts.len() > 1 && self.signs.other.is_some();
        let brief = self.drafts.last().is_some_and(Draft::is_brief);
        self.listing |= others && brief && self.signs.closed.is_none();
    }

    /// Where an article begins whose headline stands below its picture: at the caption.
    fn below_caption(&self, head: usize, text: usize) -> usize {
        // In lists a caption may as well be that of the item above.
        let above = head.checked_sub(1).filter(|&above| above >= self.gap && !self.listing);
        let Some(above) = above else { return head };
        let unit = &self.view.blocks.units[above];
        let line = self.view.roles[above] == Role::Line && unit.length >= CAPTION_WORDS && !unit.stops;
        let own = || {
            // What the picture shows is often told further down.
            let end = self.view.roles.len().min(text + LOOK_AHEAD);
            let body = (text..end).filter(|&at| self.view.roles[at].is_body());
            let terms: Vec<Term> = body.flat_map(|at| self.view.terms(at..at + 1)).collect();
            share_in(&self.view.terms(above..head), &set_of(&terms)).unwrap_or(0.0)
        };
        let caption = line && !self.view.repeats.same(above, head) && own() >= PICTURED;
        if caption { above } else { head }
    }

    fn judge(&self, gap: Range<usize>, run: Range<usize>, terms: &[Term]) -> Verdict {
        let Some(draft) = self.drafts.last() else { return self.judge_first(gap, run) };
        if self.view.layout == Layout::Record {
            return self.judge_record(gap, run, draft, terms);
        }
        let cohesion = share_in(terms, &draft.terms).unwrap_or(0.0);
        let from = self.signs.related.map_or(gap.start, |at| at + 1);
        let head = choose(self.view, from..gap.end, run.clone(), draft.head);
        if head.is_some_and(|head| head.doubled) {
            return Verdict::New(head);
        }
        let head = head.filter(|head| !self.introduces(*head, &run));
        if self.is_ticker(&run) && draft.is_brief() && self.drafts.len() == 1 && cohesion < NOTHING_SHARED {
            return Verdict::Furniture;
        }
        // A notice above the page's own article reads like a headline with a full stop, but has nothing to do with it.
        let headline = draft.is_headline(self.view);
        if self.is_bare(draft) && !head.is_some_and(|head| self.is_wide(head.unit, &run)) {
            return Verdict::Continue;
        }
        let notice = headline && cohesion < NOTHING_SHARED;
        if (!headline || notice) && head.is_some_and(|head| self.opens(head, &run, draft, cohesion)) {
            return Verdict::New(head);
        }
        if headline {
            return Verdict::Continue;
        }
        let listed = self.listing || self.signs.time.is_some();
        if listed && self.signs.closed.is_none_or(|at| self.signs.related.is_some_and(|r| r > at)) {
            return self.judge_listed(gap, head, run, cohesion);
        }
        if self.signs.closed.is_some() {
            return self.judge_closed(head, run, cohesion);
        }
        if self.signs.other.is_some() {
            return self.judge_interrupted(head, run, cohesion);
        }
        self.judge_plain(gap, head, run, cohesion)
    }

    /// Whether a headline is by itself enough to begin an article: it is as long as headlines are, does not stand alone between
    /// two paragraphs as subheads do, and has more of the text below it than of the article above; or it stands as headlines
    /// do, and the text below is on another matter.
    fn opens(&self, head: Head, run: &Range<usize>, draft: &Draft, cohesion: f32) -> bool {
        let units = &self.view.blocks.units;
        let unit = &units[head.unit];
        let wide = self.is_wide(head.unit, run);
        let alone = self.is_alone(head.unit, run) && !wide;
        if alone || unit.stops || self.line(head.unit).ends_with(OPEN_ENDS) || self.links(head.unit) >= LINKS
        {
            return false;
        }
        let length = self.view.length(run.clone());
        if length >= ARTICLE_WORDS && self.is_headline(head) && self.signs.closed.is_none() {
            let between = || head.unit + 1..run.start;
            let credited = wide || between().any(|at| units[at].credit);
            let labelled = self.signs.other.is_some() && head.unit > self.gap
                || between().any(|at| self.view.roles[at] == Role::Line && units[at].length >= CAPTION_WORDS);
            if credited && cohesion < self.same_matter() || labelled && cohesion < self.other_matter() {
                return true;
            }
        }
        if !OPENING_WORDS.contains(&unit.length) || head.fit < LIKELY_HEADLINE || length < OPENED_WORDS {
            return false;
        }
        let above = share_in(&self.view.terms(head.unit..head.unit + 1), &draft.terms).unwrap_or(0.0);
        head.fit >= above + MORE_THAN_ABOVE
    }

    /// Whether a line alone between two paragraphs, outside lists, says what comes next in its article: it ends so, asks, or is
    /// numbered as the headings of a list are.
    fn introduces(&self, head: Head, run: &Range<usize>) -> bool {
        if !self.is_alone(head.unit, run) || self.may_be_over() {
            return false;
        }
        let line = self.line(head.unit);
        let behind_number = line.trim_start_matches(char::is_numeric);
        let numbered = behind_number.len() < line.len() && behind_number.starts_with(NUMBERED);
        numbered || line.ends_with(OPEN_ENDS)
    }

    /// Whether something has said that the article above is over: a list of others, the time of one, comments or the imprint.
    fn may_be_over(&self) -> bool {
        let signs = &self.signs;
        self.listing || signs.related.is_some() || signs.time.is_some() || signs.closed.is_some()
    }

    /// Whether the page is the text of one article as far as is known: it begins with enough text and no headline, as a text does that
    /// was taken out of its page, and no furniture stands below that.
    fn is_bare(&self, draft: &Draft) -> bool {
        let sentences = self.view.roles[draft.start] == Role::Text;
        let bare = self.drafts.len() == 1 && draft.start == 0 && draft.head.is_none() && sentences;
        bare && !self.may_be_over()
            && self.signs.other.is_none()
            && self.view.length(0..draft.end().min(LOOK_AHEAD)) >= BARE_TEXT_WORDS
    }

    /// A line as it stands on the page.
    fn line(&self, at: usize) -> &str {
        self.view.blocks.units[at].span.of(self.view.text).unwrap_or_default()
    }

    /// Whether a line is all that stands between two texts.
    fn is_alone(&self, line: usize, run: &Range<usize>) -> bool {
        self.gap == line && line + 1 == run.start
    }

    /// Whether white space above a headline is wider than between paragraphs.
    fn is_wide(&self, headline: usize, run: &Range<usize>) -> bool {
        let units = &self.view.blocks.units;
        units[headline].blanks > 1 && units[headline].blanks > units[run.start].blanks
    }

    /// The first text of a page.
    fn judge_first(&self, gap: Range<usize>, run: Range<usize>) -> Verdict {
        if self.view.layout == Layout::Record {
            return Verdict::New(self.record_head(gap));
        }
        let head = choose(self.view, gap.clone(), run.clone(), None);
        let fits = head.is_some_and(|head| head.fit >= OWN_HEADLINE || head.doubled);
        if self.is_ticker(&run) && !fits && !self.goes_with_what_follows(run.clone()) {
            return Verdict::Furniture;
        }
        let last = !self.view.roles[run.end..].iter().any(|role| role.is_body());
        let notice = self.view.length(run) < ARTICLE_WORDS && !gap.is_empty() && !fits;
        if notice && !last { Verdict::Furniture } else { Verdict::New(head) }
    }

    /// Whether a text has no sentence, on a page that has some.
    fn is_ticker(&self, run: &Range<usize>) -> bool {
        self.view.has_sentences && self.view.roles[run.clone()].iter().all(|&role| role == Role::Row)
    }

    /// Whether a first paragraph without a sentence end is on the matter of the text below: a row of headlines is not.
    fn goes_with_what_follows(&self, run: Range<usize>) -> bool {
        let text = self.view.roles[run.end..].iter().position(|role| role.is_body());
        let Some(next) = text.map(|at| run.end + at) else { return false };
        let end = self.view.roles.len().min(next + LOOK_AHEAD);
        let sentences = (next..end).filter(|&at| self.view.roles[at] == Role::Text);
        let below =
            sentences.flat_map(|at| self.view.terms(at..at + 1)).map(|term| Term::key(&term)).collect();
        share_in(&self.view.terms(run), &below).unwrap_or(0.0) >= self.same_matter()
    }

    /// After the comments or the imprint only a text with its own headline is an article.
    fn judge_closed(&self, head: Option<Head>, run: Range<usize>, cohesion: f32) -> Verdict {
        // A headline above a link to the comments needs to be surer of its text: comments are on the same matter.
        let above = head.is_some_and(|head| self.signs.closed.is_some_and(|closed| head.unit < closed));
        let apart = head.is_some_and(|head| self.view.blocks.units[head.unit].blanks > 1);
        let (sure, words) =
            if above && !apart { (SURE_HEADLINE, BARE_TEXT_WORDS) } else { (OWN_HEADLINE, ARTICLE_WORDS) };
        let own = head.is_some_and(|head| head.fit >= sure && self.is_headline(head));
        if own && self.view.length(run) >= words && cohesion < 2.0 * self.same_matter() {
            Verdict::New(head)
        } else {
            Verdict::Furniture
        }
    }

    /// After dates, share lines or noise.
    fn judge_interrupted(&self, head: Option<Head>, run: Range<usize>, cohesion: f32) -> Verdict {
        let length = self.view.length(run);
        // Author and date also stand between a headline and its text, which then has to be on another matter, or apart.
        let apart = head.is_some_and(|head| self.view.blocks.units[head.unit].blanks > 1);
        let other = (cohesion < self.other_matter() || apart) && length >= ARTICLE_WORDS;
        let above = |head: &Head| other && head.fit >= OWN_HEADLINE;
        let behind = |head: &Head| self.signs.other.is_some_and(|other| head.unit > other);
        let head = head.filter(|head| (behind(head) || above(head)) && self.is_headline(*head));
        let (fit, floor) = match head {
            // The furniture has ended the article, so a headline may tell of the same matter.
            Some(head) if head.fit >= OWN_HEADLINE => (head.fit, 2.0 * self.same_matter()),
            Some(head) => (head.fit, self.other_matter()),
            None => (0.0, 0.0),
        };
        match () {
            () if fit >= LIKELY_HEADLINE && length >= TEASER_WORDS && cohesion < floor => Verdict::New(head),
            () if cohesion >= self.other_matter() || length >= NOTICE_WORDS => Verdict::Continue,
            () => Verdict::Furniture,
        }
    }

    /// After lines that may be subheads and captions.
    fn judge_plain(
        &self,
        gap: Range<usize>,
        head: Option<Head>,
        run: Range<usize>,
        cohesion: f32,
    ) -> Verdict {
        let own = head.filter(|head| head.fit >= OWN_HEADLINE && self.is_headline(*head));
        // White space that is wider than between paragraphs sets articles apart.
        let wide = own.is_some_and(|head| self.is_wide(head.unit, &run));
        let length = self.view.length(run.clone());
        let near = self.view.roles[gap].iter().rev().take(REACH_OF_LINKS);
        let lines = near.filter(|&&role| role == Role::Line).count();
        if lines >= MENU_LINES && cohesion < self.other_matter() {
            let new = own.is_some() && length >= ARTICLE_WORDS;
            return if new { Verdict::New(head) } else { Verdict::Furniture };
        }
        let enough = if wide { ARTICLE_WORDS } else { BARE_TEXT_WORDS };
        // Several paragraphs with a headline of their own need not be as far from the article above.
        let far = if run.len() > 1 { self.other_matter() } else { NOTHING_SHARED };
        let apart = own.is_some() && length >= enough && cohesion < far;
        match () {
            () if lines == 0 => Verdict::Continue,
            () if apart => Verdict::New(head),
            () if length >= NOTICE_WORDS || cohesion > 0.0 || lines <= 1 => Verdict::Continue,
            () => Verdict::Furniture,
        }
    }

    /// A record is one article unless the evidence is strong.
    fn judge_record(&self, gap: Range<usize>, run: Range<usize>, draft: &Draft, terms: &[Term]) -> Verdict {
        let signs = self.signs;
        if signs.related.is_none() && signs.closed.is_none() {
            return Verdict::Continue;
        }
        let cohesion = share_in(terms, &draft.terms).unwrap_or(0.0);
        if cohesion >= self.same_matter() {
            return Verdict::Continue;
        }
        let from = signs.related.max(signs.closed).map_or(gap.start, |at| at + 1);
        let head = choose(self.view, from..gap.end, run.clone(), None);
        let own =
            head.is_some_and(|head| head.doubled || (head.fit >= OWN_HEADLINE && self.is_headline(head)));
        let links = head.is_some_and(|head| self.links(head.unit) >= LINKS);
        match () {
            () if own && !links && (self.listing || self.view.length(run) >= ARTICLE_WORDS) => {
                Verdict::New(head)
            }
            () if signs.closed.is_some() => Verdict::Furniture,
            () => Verdict::Continue,
        }
    }

    /// The first line of a record, when it reads like a headline.
    fn record_head(&self, gap: Range<usize>) -> Option<Head> {
        let first = gap.into_iter().next()?;
        let line = &self.view.blocks.units[first];
        let reads_so = self.view.roles[first] == Role::Line
            && !line.credit
            && line.length <= LONGEST_RECORD_HEADLINE_WORDS;
        reads_so.then_some(Head { unit: first, fit: 1.0, doubled: false })
    }

    fn same_matter(&self) -> f32 {
        if self.view.has_pairs() { PAIRS * SAME_MATTER } else { SAME_MATTER }
    }

    fn other_matter(&self) -> f32 {
        if self.view.has_pairs() { PAIRS * OTHER_MATTER } else { OTHER_MATTER }
    }

    fn is_headline(&self, head: Head) -> bool {
        self.view.blocks.units[head.unit].length >= HEADLINE_WORDS
    }
}
