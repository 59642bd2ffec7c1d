//! Where the items of a feed stand, and where in them the elements that say something: one pass over the tags.
//!
//! No tree is built, because in a damaged feed there is none. An item begins with its start tag and ends with its end tag,
//! with the next item or with what the items stand in, whichever comes first; an element of an item ends no later than its
//! item.

use super::elements::{Element, Field, Prefixes, Rank, Space};
use super::references::References;
use crate::input::tokens::{Attributes, Tag, Token, Tokens};
use std::ops::Range;

/// No more elements are remembered as open; feeds are six deep.
const MOST_OPEN: usize = 64;

/// No more elements of one item are looked at; a feed of one item with a million titles is none.
const MOST_PARTS: usize = 1024;

/// What stands where in a feed.
#[derive(Debug, Default)]
pub(super) struct Outline<'t> {
    /// Of the feed itself.
    pub(super) head: Head<'t>,
    pub(super) items: Vec<Item<'t>>,
    pub(super) references: References<'t>,
    /// Whether there is an element that feeds begin with.
    pub(super) has_root: bool,
    /// Whether the element that everything stands in ends.
    pub(super) is_whole: bool,
}

/// What is said of a feed or an item.
#[derive(Debug, Default)]
pub(super) struct Head<'t> {
    /// Attributes of its start tag; of a feed those of all elements that items stand in.
    pub(super) attributes: Vec<Attributes<'t>>,
    pub(super) parts: Vec<Part<'t>>,
}

/// An item.
#[derive(Debug)]
pub(super) struct Item<'t> {
    /// From its start tag to behind its end tag, in bytes of the text.
    pub(super) span: Range<usize>,
    /// Behind its start tag.
    pub(super) inner: usize,
    /// The text breaks off inside its title or its text.
    pub(super) is_cut: bool,
    pub(super) head: Head<'t>,
}

/// An element that says something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    pub(super) field: Field,
    pub(super) rank: Rank,
    pub(super) attributes: Attributes<'t>,
    /// What stands between its tags.
    pub(super) inner: &'t str,
    /// Whether it has elements of its own by right, and no markup that somebody forgot to escape.
    pub(super) is_nested: bool,
}

impl<'t> Outline<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut reader = Outliner {
            text,
            tokens: Tokens::new(text),
            prefixes: Prefixes::default(),
            open: Vec::new(),
            inside: None,
            first: None,
            outline: Self::default(),
        };
        while let Some((token, span)) = reader.tokens.next() {
            match token {
                Token::Start(tag) => reader.start(tag, span),
                Token::End(name) => reader.end(name, span),
                Token::Declaration(text) => reader.outline.references.declare(text),
                Token::Text(_) | Token::Verbatim(_) | Token::Unread => {}
            }
        }
        reader.close(text.len()..text.len());
        reader.outline
    }
}

/// An element that is not read itself and has not ended.
struct Open<'t> {
    name: &'t str,
    kind: Element,
    /// The vocabulary of names without a prefix inside it.
    default: Space,
}

/// An item that has not ended, and how many elements were open where it began.
struct Inside<'t> {
    item: Item<'t>,
    open: usize,
    default: Space,
}

struct Outliner<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
    prefixes: Prefixes<'t>,
    open: Vec<Open<'t>>,
    inside: Option<Inside<'t>>,
    /// The name of the first element that items stand in, or of an item that stands in none.
    first: Option<&'t str>,
    outline: Outline<'t>,
}

impl<'t> Outliner<'t> {
    /// The vocabulary of names without a prefix.
    fn default(&self) -> Space {
        let item = self.inside.as_ref().map(|inside| (inside.open, inside.default));
        match (self.open.last(), item) {
            (Some(open), Some((depth, _))) if self.open.len() > depth => open.default,
            (_, Some((_, default))) => default,
            (Some(open), None) => open.default,
            (None, None) => Space::Feed,
        }
    }

    fn start(&mut self, tag: Tag<'t>, span: Range<usize>) {
        let declared = self.prefixes.declare(tag.attributes);
        let outer = self.default();
        let mut default = declared.unwrap_or(outer);
        let mut element = self.prefixes.element(tag.name, default);
        if default == Space::Other && self.outline.items.is_empty() && self.inside.is_none() {
            // The names of a feed are those of a feed, also where it declares an address of its own for them.
            let known = self.prefixes.element(tag.name, Space::Feed);
            if matches!(known, Element::Root | Element::Item) {
                (default, element) = (Space::Feed, known);
            }
        }
        if matches!(element, Element::Root | Element::Item) {
            self.first.get_or_insert(tag.name);
        }
        if matches!(element, Element::Field(Field::Content | Field::Summary, _)) {
            self.leave_people();
        }
        match element {
            Element::Item => self.begin(tag, default, span),
            Element::Root => {
                self.outline.has_root = true;
                if self.outline.head.attributes.len() < MOST_OPEN {
                    self.outline.head.attributes.push(tag.attributes);
                }
                self.push(tag, element, default);
            }
            Element::Field(field, rank) if !self.is_aside() => self.part(tag, field, rank, default),
            Element::Field(..) | Element::Aside | Element::Other => self.push(tag, element, default),
        }
    }

    fn push(&mut self, tag: Tag<'t>, kind: Element, default: Space) {
        if !tag.is_empty && self.open.len() < MOST_OPEN {
            self.open.push(Open { name: tag.name, kind, default });
        }
    }

    /// Whether what comes says something of an author, a picture or a source, and not of the item or the feed.
    fn is_aside(&self) -> bool {
        let depth = self.inside.as_ref().map_or(0, |inside| inside.open);
        self.open[depth.min(self.open.len())..].iter().any(|open| open.kind == Element::Aside)
    }

    /// An author and a source have no text of their own: where one comes, they were never closed.
    fn leave_people(&mut self) {
        let depth = self.inside.as_ref().map_or(0, |inside| inside.open);
        let is_person = |open: &Open<'_>| {
            open.kind == Element::Aside
                && ["author", "contributor", "source"].iter().any(|name| is_named(local(open.name), name))
        };
        if let Some(at) = self.open.iter().rposition(is_person).filter(|at| *at >= depth) {
            self.open.truncate(at);
        }
    }

    /// Whether what comes stands in something that is neither the item nor the feed.
    fn is_deeper(&self) -> bool {
        let depth = self.inside.as_ref().map_or(0, |inside| inside.open);
        self.open[depth.min(self.open.len())..].iter().any(|open| open.kind != Element::Root)
    }

    fn begin(&mut self, tag: Tag<'t>, default: Space, span: Range<usize>) {
        self.close(span.start..span.start);
        let item = Item {
            span: span.start..span.end,
            inner: span.end,
            is_cut: false,
            head: Head { attributes: vec![tag.attributes], parts: Vec::new() },
        };
        if tag.is_empty {
            self.outline.items.push(item);
        } else {
            self.inside = Some(Inside { item, open: self.open.len(), default });
        }
    }

    /// Ends the item, if there is one, at the start of `end`; its end tag is all of that.
    fn close(&mut self, end: Range<usize>) {
        let Some(Inside { mut item, open, .. }) = self.inside.take() else { return };
        item.span.end = end.end;
        self.open.truncate(open);
        self.outline.items.push(item);
    }

    fn end(&mut self, name: &'t str, span: Range<usize>) {
        if self.first.is_some_and(|first| is_named(first, name)) {
            self.outline.is_whole = true;
        }
        let element = self.prefixes.element(name, self.inside.as_ref().map_or(Space::Feed, |it| it.default));
        match element {
            Element::Item => return self.close(span),
            Element::Root => self.close(span.start..span.start),
            _ => {}
        }
        let depth = self.inside.as_ref().map_or(0, |inside| inside.open);
        if let Some(at) =
            self.open.iter().rposition(|open| is_named(open.name, name)).filter(|at| *at >= depth)
        {
            self.open.truncate(at);
        }
    }

    /// An element that says something, up to its end.
    fn part(&mut self, tag: Tag<'t>, field: Field, rank: Rank, default: Space) {
        let rank = if self.is_deeper() { Rank::Substitute } else { rank };
        let start = self.tokens.position();
        let is_nested = is_nested(&tag);
        let end = if tag.is_empty { Some(start) } else { self.content(&tag, is_nested, field, default) };
        let Some(end) = end else { return self.break_off(field) };
        let part = Part { field, rank, attributes: tag.attributes, inner: &self.text[start..end], is_nested };
        let parts = match &mut self.inside {
            Some(inside) => &mut inside.item.head.parts,
            None => &mut self.outline.head.parts,
        };
        if parts.len() < MOST_PARTS {
            parts.push(part);
        }
    }

    /// Goes to the end of an element, and says where what it holds ends; nothing when the text ends before.
    fn content(&mut self, own: &Tag<'t>, is_nested: bool, field: Field, default: Space) -> Option<usize> {
        let mut depth = 0_usize;
        loop {
            let before = self.tokens.position();
            let (token, span) = self.tokens.next()?;
            match token {
                Token::Start(tag) if is_nested && is_named(tag.name, own.name) => {
                    depth += usize::from(!tag.is_empty);
                }
                Token::End(name) if is_named(name, own.name) => {
                    if depth == 0 {
                        return Some(span.start);
                    }
                    depth -= 1;
                }
                Token::Start(tag) if self.ends(tag, field, is_nested, default) => {
                    self.tokens.go_to(before);
                    return Some(before);
                }
                Token::End(name) if self.is_boundary(name, default) => {
                    self.tokens.go_to(before);
                    return Some(before);
                }
                _ => {}
            }
        }
    }

    /// The text ends within an element: what is there of it is not what the feed says.
    fn break_off(&mut self, field: Field) {
        if let Some(inside) = &mut self.inside {
            inside.item.is_cut |= matches!(field, Field::Title | Field::Content | Field::Summary);
        }
    }

    /// Whether a start tag shows that the element of `field` around it was never closed.
    fn ends(&self, tag: Tag<'t>, field: Field, is_nested: bool, default: Space) -> bool {
        if tag.attributes.get("xmlns").is_some() && !tag.name.contains(':') {
            return false;
        }
        match self.prefixes.element(tag.name, default) {
            Element::Item => true,
            Element::Field(..) if is_nested => false,
            // A title, an address or a date holds no elements.
            Element::Field(..) if !matches!(field, Field::Content | Field::Summary) => true,
            // Names that HTML does not have.
            Element::Field(other, _) => {
                (tag.name.contains(':') && !matches!(local(tag.name), "div" | "body"))
                    || matches!(other, Field::Published | Field::Updated | Field::Id)
                    || tag.name == "description"
            }
            Element::Root | Element::Aside | Element::Other => false,
        }
    }

    /// Whether an end tag ends the item, or what items stand in.
    fn is_boundary(&self, name: &str, default: Space) -> bool {
        matches!(self.prefixes.element(name, default), Element::Item | Element::Root)
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_named(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// Whether what an element holds is said to be elements.
fn is_nested(tag: &Tag<'_>) -> bool {
    let says = |name: &str| tag.attributes.get(name).unwrap_or_default().trim().to_ascii_lowercase();
    let kind = says("type");
    kind.contains("xhtml")
        || kind.ends_with("/xml")
        || kind.ends_with("+xml")
        || says("mode") == "xml"
        || says("rdf:parsetype") == "literal"
}
