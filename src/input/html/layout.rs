//! How the lines of a page stand to each other: which have one home, and which are cards that lead to other articles.

use super::choose::Line;
use super::elements::{Elements, PAGE, Scope};
use ahash::AHashMap;

/// A link of so many words is a headline, and a line of so many words says something of it.
const HEADLINE_WORDS: usize = 3;
const TEXT_WORDS: usize = 4;
/// A card has a headline and a sentence or two.
const CARD_LINES: usize = 2;
/// The container of the article is the innermost that holds this share of its running text: captions and quotations may have
/// one of their own.
const MOST: f32 = 0.8;

/// Where the lines of a page stand.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    tree: &'t Elements,
    /// Of each line the innermost element that holds another line beside it; lists, quotations and tables are looked through.
    homes: Vec<u32>,
    /// How many lines each element holds.
    counts: Vec<usize>,
}

impl<'t> Layout<'t> {
    pub(super) fn of(lines: &[Line<'_>], tree: &'t Elements) -> Self {
        let counts = tree.sums(lines.iter().map(|line| (line.block.element, 1)));
        let holds = |&element: &u32| tree.scope(element) != Scope::Part && counts[element as usize] >= 2;
        let home = |line: &Line<'_>| tree.upwards(line.block.element).find(holds).unwrap_or(PAGE);
        Self { tree, homes: lines.iter().map(home).collect(), counts }
    }

    pub(super) fn home(&self, line: usize) -> u32 {
        self.homes[line]
    }

    /// The lines of cards: homes with a linked headline and hardly any text below it.
    pub(super) fn cards(&self, lines: &[Line<'_>]) -> Vec<bool> {
        let mut held: AHashMap<u32, Card> = AHashMap::new();
        for (line, &home) in lines.iter().zip(&self.homes) {
            held.entry(home).or_default().add(line);
        }
        self.homes.iter().map(|home| *home != PAGE && held[home].is_card()).collect()
    }

    /// For each line whether it stands in the container of the article, whose running text is `core`.
    pub(super) fn contained(&self, lines: &[Line<'_>], core: &[usize]) -> Vec<bool> {
        let words = |&at: &usize| (lines[at].block.element, lines[at].words.len());
        let sums = self.tree.sums(core.iter().map(words));
        let mut container = PAGE;
        for element in 1..self.tree.len() as u32 {
            let most = sums[element as usize] as f32 >= MOST * sums[PAGE as usize] as f32;
            if most && self.tree.parent(element) == container && self.counts[element as usize] >= 2 {
                container = element;
            }
        }
        let is_part = |element: &u32| self.tree.scope(*element) == Scope::Part;
        let container = self.tree.upwards(container).find(|element| !is_part(element)).unwrap_or(PAGE);
        lines.iter().map(|line| self.tree.is_in(line.block.element, container)).collect()
    }
}

/// What a home holds.
#[derive(Debug, Default)]
struct Card {
    headline: bool,
    text: usize,
    /// Text stands above the first linked headline.
    opens_with_text: bool,
}

impl Card {
    fn add(&mut self, line: &Line<'_>) {
        if line.is_link() {
            self.headline |= line.words.len() >= HEADLINE_WORDS && !line.is_address();
        } else if line.words.len() >= TEXT_WORDS {
            self.opens_with_text |= !self.headline;
            self.text += 1;
        }
    }

    fn is_card(&self) -> bool {
        self.headline && !self.opens_with_text && self.text <= CARD_LINES
    }
}
