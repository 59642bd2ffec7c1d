//! Articles with the same words in the same order, folded into one that goes on.

use super::sketch::Print;
use crate::document::ArticleIndex;
use ahash::AHashMap;

/// The articles that are compared, each with those that say the very same.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactClasses {
    /// The first article of each class, in canonical order; an article without tokens is in none.
    leaders: Vec<u32>,
    /// Every other member with its class, by class, then canonical order.
    others: Vec<(u32, u32)>,
    /// The class of each article.
    class_of: Vec<u32>,
}

/// The class of an article without tokens.
const NONE: u32 = u32::MAX;

impl ExactClasses {
    pub(super) fn new(prints: &[Print]) -> Self {
        let mut place: AHashMap<Print, u32> = AHashMap::with_capacity(prints.len());
        let mut classes = Self { class_of: vec![NONE; prints.len()], ..Self::default() };
        for (article, print) in prints.iter().enumerate().filter(|(_, print)| print.tokens > 0) {
            let next = classes.leaders.len() as u32;
            let class = *place.entry(*print).or_insert(next);
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

    /// The class that an article leads.
    pub(super) fn led_by(&self, article: usize) -> Option<u32> {
        let class = self.class_of[article];
        (class != NONE && self.leaders[class as usize] as usize == article).then_some(class)
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

    /// The classes of more than one article.
    pub(super) fn repeated(&self) -> impl Iterator<Item = u32> {
        self.others.chunk_by(|x, y| x.0 == y.0).map(|run| run[0].0)
    }
}
