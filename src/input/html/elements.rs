//! The block elements of a page as a tree: which lines stand together, and in what.

/// What an element says of the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Nothing: a `div`, a cell, a paragraph.
    Plain,
    /// It is a part of the text around it: a list, a quotation, the row of a table.
    Part,
    /// It is an article or something like one: `article`, `role=article`, an item type of schema.org.
    Article,
    /// It is a section, which may be one of an article or hold one.
    Section,
}

#[derive(Clone, Copy, Debug)]
struct Element {
    parent: u32,
    scope: Scope,
}

/// All block elements in the order in which they begin, so that parents come before their children. The first is the page.
#[derive(Clone, Debug)]
pub(super) struct Elements(Vec<Element>);

/// The element that holds all others.
pub(super) const PAGE: u32 = 0;

impl Default for Elements {
    fn default() -> Self {
        Self(vec![Element { parent: PAGE, scope: Scope::Plain }])
    }
}

impl Elements {
    /// Adds an element inside `parent`. Pages are far below 2^32 elements: their bytes are.
    pub(super) fn add(&mut self, parent: u32, scope: Scope) -> u32 {
        self.0.push(Element { parent, scope });
        (self.0.len() - 1) as u32
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn parent(&self, element: u32) -> u32 {
        self.0[element as usize].parent
    }

    pub(super) fn scope(&self, element: u32) -> Scope {
        self.0[element as usize].scope
    }

    /// The element, what it stands in, and so on up to the page.
    pub(super) fn upwards(&self, element: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(element), |&at| (at != PAGE).then(|| self.parent(at)))
    }

    /// Whether an element is `outer` or stands in it.
    pub(super) fn is_in(&self, element: u32, outer: u32) -> bool {
        // What began before `outer` is not in it.
        self.upwards(element).take_while(|&at| at >= outer).any(|at| at == outer)
    }

    /// For each element the sum of what it and the elements in it weigh.
    pub(super) fn sums(&self, weights: impl IntoIterator<Item = (u32, usize)>) -> Vec<usize> {
        let mut sums = vec![0; self.len()];
        weights.into_iter().for_each(|(element, weight)| sums[element as usize] += weight);
        for at in (1..sums.len()).rev() {
            sums[self.0[at].parent as usize] += sums[at];
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_in_what_it_stands_in_and_in_nothing_beside_it() {
        let mut elements = Elements::default();
        let outer = elements.add(PAGE, Scope::Article);
        let inner = elements.add(outer, Scope::Plain);
        let beside = elements.add(PAGE, Scope::Plain);
        assert!(elements.is_in(inner, outer) && elements.is_in(inner, PAGE) && elements.is_in(outer, outer));
        assert!(!elements.is_in(beside, outer) && !elements.is_in(outer, inner));
        assert_eq!(elements.sums([(inner, 3), (outer, 1), (beside, 5)]), [9, 4, 3, 5]);
    }
}
