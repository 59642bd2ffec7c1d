//! Articles that stand side by side on a page, as its markup shows them: each in an element of its own, below a headline of
//! its own.
//!
//! An `article`, a `role` or an item type of schema.org is believed when it holds a heading and running text. Comments have no
//! heading, teasers no text to speak of. One inside another is an article of its own only below a heading that is as
//! high as the other's: the entries of a running report are parts of it. A `section` is mostly a part of an article, so
//! sections are asked only where no article is marked, and only those below an `h1`, or below the headline that the title
//! of the page names.

use super::blocks::Place;
use super::choose::Line;
use super::elements::{Elements, Scope};

/// Running text of an article beside others, in words and in lines: a teaser has one paragraph.
const LEAST_WORDS: usize = 20;
const LEAST_LINES: usize = 2;
/// One line is enough from here on: feeds have all text of an article in one.
const ONE_LINE_WORDS: usize = 60;
/// The first is the page's own, unless it has less than this share of the words of the longest.
const OWN_SHARE: f32 = 0.25;
/// A page has a handful; what has more is a list of all there is.
const MOST: usize = 64;

/// An article among others of its page.
#[derive(Debug)]
pub(super) struct Marked {
    /// The line of its headline.
    pub(super) head: usize,
    /// All its lines, the headline's too, in order.
    pub(super) lines: Vec<usize>,
    words: usize,
    level: u8,
}

/// The articles that the markup of a page shows, in order; fewer than two are none, for then the page is the article.
pub(super) fn marked(lines: &[Line<'_>], tree: &Elements, title: Option<&str>) -> Vec<Marked> {
    for scope in [Scope::Article, Scope::Section] {
        let mut found = in_elements(lines, tree, scope);
        if scope == Scope::Section && !are_articles(&found, lines, title) {
            found.clear();
        }
        if (2..=MOST).contains(&found.len()) {
            return found;
        }
    }
    Vec::new()
}

/// Whether sections are articles and no parts of one.
fn are_articles(sections: &[Marked], lines: &[Line<'_>], title: Option<&str>) -> bool {
    let named =
        |section: &Marked| title.is_some_and(|title| title.starts_with(&lines[section.head].block.text));
    let level = sections.iter().map(|section| section.level).min();
    let alike = sections.iter().all(|section| Some(section.level) == level);
    alike && (level == Some(1) || sections.iter().any(named))
}

/// Each element of this scope that holds a headline and running text, without what others inside it hold.
fn in_elements(lines: &[Line<'_>], tree: &Elements, scope: Scope) -> Vec<Marked> {
    // For each element the innermost of this scope that it stands in; 0 for none, which is the page.
    let mut inside: Vec<u32> = Vec::with_capacity(tree.len());
    for element in 0..tree.len() as u32 {
        let own = if tree.scope(element) == scope { element } else { 0 };
        inside.push(if own == 0 {
            inside.get(tree.parent(element) as usize).copied().unwrap_or(0)
        } else {
            own
        });
    }
    let mut held: Vec<Held> = vec![Held::default(); tree.len()];
    for (at, line) in lines.iter().enumerate() {
        held[inside[line.block.element as usize] as usize].add(at, line);
    }
    // A part of the one around it gives it its lines; parents come first, so from the last to the first.
    for element in (1..tree.len() as u32).rev().filter(|&element| inside[element as usize] == element) {
        let outer = around(element, tree, &inside, &held);
        if !held[element as usize].is_article()
            || outer.is_some_and(|outer| held[outer as usize].is_above(&held[element as usize]))
        {
            let part = std::mem::take(&mut held[element as usize]);
            if let Some(outer) = outer {
                held[outer as usize].lines.extend(part.lines);
            }
        }
    }
    let all = held.into_iter().skip(1).filter(Held::is_article);
    let mut found: Vec<Marked> = all.filter_map(Held::marked).collect();
    found.sort_by_key(|article| article.head);
    found
}

/// The element of this scope around another.
fn around(element: u32, tree: &Elements, inside: &[u32], held: &[Held]) -> Option<u32> {
    let mut outer = inside[tree.parent(element) as usize];
    while outer != 0 && !held[outer as usize].is_article() {
        outer = inside[tree.parent(outer) as usize];
    }
    (outer != 0).then_some(outer)
}

/// What an element holds.
#[derive(Clone, Debug, Default)]
struct Held {
    lines: Vec<usize>,
    /// The line of the highest heading, and its level.
    head: Option<(usize, u8)>,
    words: usize,
    prose: usize,
}

impl Held {
    fn add(&mut self, at: usize, line: &Line<'_>) {
        self.lines.push(at);
        if is_beside(line) {
            return;
        }
        let level = line.block.level;
        if level > 0 && self.head.is_none_or(|(_, own)| level < own) {
            self.head = Some((at, level));
        }
        if line.is_prose() || level == 0 && !line.is_link() && line.words.len() >= 3 {
            self.words += line.words.len();
            self.prose += usize::from(line.ends_sentence());
        }
    }

    fn is_article(&self) -> bool {
        self.head.is_some()
            && (self.words >= LEAST_WORDS && self.prose >= LEAST_LINES
                || self.words >= ONE_LINE_WORDS && self.prose > 0)
    }

    /// Whether its headline is higher than that of `inner`, which then is a part of it.
    fn is_above(&self, inner: &Self) -> bool {
        self.head.map(|(_, level)| level) < inner.head.map(|(_, level)| level)
    }

    fn marked(mut self) -> Option<Marked> {
        self.lines.sort_unstable();
        let (head, level) = self.head?;
        Some(Marked { head, lines: self.lines, words: self.words, level })
    }
}

/// Whether a line stands where no article does.
pub(super) fn is_beside(line: &Line<'_>) -> bool {
    [Place::NAVIGATION, Place::ASIDE, Place::FOOTER, Place::FORM, Place::HIDDEN]
        .iter()
        .any(|&place| line.block.place.is_in(place))
}

/// Whether the chosen lines stand in these articles. Where most do not, they are teasers around the page's own.
pub(super) fn holds(articles: &[Marked], lines: &[Line<'_>], chosen: &[usize]) -> bool {
    let words = |held: &dyn Fn(&usize) -> bool| -> usize {
        chosen.iter().filter(|at| held(at)).map(|&at| lines[at].words.len()).sum()
    };
    let inside = words(&|at| articles.iter().any(|article| article.lines.binary_search(at).is_ok()));
    2 * inside >= words(&|_| true)
}

/// Which of several articles is the page's own: the one that its title names, else the first that is not much shorter than
/// the longest; of those below headings of several levels one below the highest.
pub(super) fn own(articles: &[Marked], lines: &[Line<'_>], title: Option<&str>) -> usize {
    let named =
        |article: &Marked| title.is_some_and(|title| title.starts_with(&lines[article.head].block.text));
    if let Some(at) = articles.iter().position(named) {
        return at;
    }
    let level = articles.iter().map(|article| article.level).min();
    let high = || articles.iter().filter(|article| Some(article.level) == level);
    let longest = high().map(|article| article.words).max().unwrap_or(0);
    let long =
        |article: &Marked| Some(article.level) == level && article.words as f32 >= OWN_SHARE * longest as f32;
    articles.iter().position(long).unwrap_or(0)
}

/// The text of an article that is not the page's own: its headline, then what stands below, a line each.
pub(super) fn text(article: &Marked, lines: &[Line<'_>]) -> String {
    let below = article.lines.iter().filter(|&&at| at > article.head).map(|&at| &lines[at]);
    let below = below.filter(|line| !is_beside(line) && !line.is_link());
    let all = std::iter::once(&lines[article.head]).chain(below);
    all.map(|line| line.block.text.as_str()).collect::<Vec<_>>().join("\n")
}
