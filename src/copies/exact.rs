//! Articles with the same words in the same order, folded into one that goes on.
//!
//! Words that say nothing of what they are about are not enough: `Qtly div 12 cts` of two firms, or a stub of a paywall under a
//! hundred headlines. Such articles are one only where their headlines are the same too.

use super::sets::{SourceError, TokenSource};
use super::sketch::Print;
use crate::document::ArticleIndex;
use crate::hash::hash64;
use crate::series::needs_headline;
use crate::text::tokenize;
use ahash::{AHashMap, AHashSet};

/// The articles that are compared, each with those that say the very same.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactClasses {
    /// The first article of each class, in canonical order; an article without tokens is in none.
    leaders: Vec<u32>,
    /// Every other member with its class, by class, then canonical order.
    others: Vec<(u32, u32)>,
    /// The class of each article.
    class_of: Vec<u32>,
    /// Articles with a placeholder for a text, in canonical order.
    placeholders: Vec<u32>,
}

/// The class of an article without tokens.
const NONE: u32 = u32::MAX;

/// Tokens of a text that may need its headline; characters of scripts without spaces count half.
const SHORT_TEXT: u32 = 120;

/// Different headlines over one short text that says nothing of them, from which the text is a placeholder: "video only", a
/// stub, an error page.
const MANY_HEADLINES: usize = 3;

/// A text of fewer tokens than a run is no notice; under a headline or two it is taken as it is: the name of an author, a
/// caption.
const NO_NOTICE: u32 = 5;

impl ExactClasses {
    /// The classes of articles with these prints, whose texts `source` gives again.
    pub(super) fn new(prints: &[Print], source: &dyn TokenSource) -> Result<Self, SourceError> {
        let by_words = Self::of(prints, &AHashMap::new());
        let mut headlines: AHashMap<u32, u64> = AHashMap::new();
        let mut placeholders = Vec::new();
        for class in by_words.repeated() {
            if prints[by_words.leader(class).at()].tokens > SHORT_TEXT {
                continue;
            }
            let members = std::iter::once(by_words.leader(class)).chain(by_words.others(class));
            let mut own: Vec<(u32, u64)> = Vec::new();
            for article in members {
                if let Some(headline) = needed_headline(source, article)? {
                    own.push((article.0, headline));
                }
            }
            let different: AHashSet<u64> = own.iter().map(|&(_, headline)| headline).collect();
            let many = different.len() >= MANY_HEADLINES;
            if many {
                placeholders.extend(own.iter().map(|&(article, _)| article));
            }
            if many || prints[by_words.leader(class).at()].tokens >= NO_NOTICE {
                headlines.extend(own);
            }
        }
        placeholders.sort_unstable();
        let mut classes = if headlines.is_empty() { by_words } else { Self::of(prints, &headlines) };
        classes.placeholders = placeholders;
        Ok(classes)
    }

    /// Articles are one that have the same print, and the same headline where that is needed.
    fn of(prints: &[Print], headlines: &AHashMap<u32, u64>) -> Self {
        let mut place: AHashMap<(Print, Option<u64>), u32> = AHashMap::with_capacity(prints.len());
        let mut classes = Self { class_of: vec![NONE; prints.len()], ..Self::default() };
        for (article, print) in prints.iter().enumerate().filter(|(_, print)| print.tokens > 0) {
            let next = classes.leaders.len() as u32;
            let headline = headlines.get(&(article as u32)).copied();
            let class = *place.entry((*print, headline)).or_insert(next);
            classes.class_of[article] = class;
            if class == next {
                classes.leaders.push(article as u32);
            } else {
                classes.others.push((class, article as u32));
            }
        }
        classes.others.sort_unstable();
        classes
    }

    /// Number of classes.
    pub(super) fn len(&self) -> usize {
        self.leaders.len()
    }

    /// The class of an article that has tokens.
    pub(super) fn class_of(&self, article: ArticleIndex) -> Option<u32> {
        self.class_of.get(article.at()).copied().filter(|&class| class != NONE)
    }

    /// The class that an article leads and that is compared with others: a placeholder is a copy of nothing.
    pub(super) fn led_by(&self, article: usize) -> Option<u32> {
        let class = self.class_of[article];
        let leads = class != NONE && self.leaders[class as usize] as usize == article;
        (leads && self.placeholders.binary_search(&(article as u32)).is_err()).then_some(class)
    }

    /// The first article of a class.
    pub(super) fn leader(&self, class: u32) -> ArticleIndex {
        ArticleIndex(self.leaders[class as usize])
    }

    /// All articles of a class but the first, in canonical order.
    pub(super) fn others(&self, class: u32) -> impl Iterator<Item = ArticleIndex> {
        let start = self.others.partition_point(|&(own, _)| own < class);
        self.others[start..]
            .iter()
            .take_while(move |&&(own, _)| own == class)
            .map(|&(_, at)| ArticleIndex(at))
    }

    /// Number of articles of a class.
    pub(super) fn size(&self, class: u32) -> usize {
        1 + self.others(class).count()
    }

    /// The classes of more than one article.
    pub(super) fn repeated(&self) -> impl Iterator<Item = u32> {
        self.others.chunk_by(|x, y| x.0 == y.0).map(|run| run[0].0)
    }

    /// Articles whose text stands under many headlines and says nothing of any, in canonical order.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = ArticleIndex> {
        self.placeholders.iter().map(|&article| ArticleIndex(article))
    }
}

/// The words of the headline of an article whose text does not say what it is about, as one number.
fn needed_headline(source: &dyn TokenSource, article: ArticleIndex) -> Result<Option<u64>, SourceError> {
    let Some(text) = source.text(article)? else { return Ok(None) };
    if !needs_headline(text.form()) {
        return Ok(None);
    }
    let mut words = String::new();
    tokenize(text.headline.as_deref().unwrap_or_default(), |token| {
        words.push_str(token.word);
        words.push(' ');
    });
    Ok(Some(hash64(words.as_bytes())))
}
