//! What the elements of a feed are, whatever prefix they come with.

use crate::input::tokens::Attributes;
use ahash::AHashMap;

/// No more prefixes are remembered: a feed declares a dozen.
const MOST_PREFIXES: usize = 256;

/// The vocabulary that a name is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of all versions, Atom of all versions, CDF: their words mean the same.
    Feed,
    Content,
    DublinCore,
    Terms,
    Media,
    Podcast,
    Page,
    Rdf,
    Other,
}

/// Addresses of vocabularies in lower case, by what they begin with, and the prefix that stands for each by custom.
const SPACES: [(&str, &str, Space); 26] = [
    ("http://www.w3.org/2005/atom", "atom", Space::Feed),
    ("http://purl.org/atom/", "a10", Space::Feed),
    ("http://example.com/newformat#", "", Space::Feed),
    ("http://necho", "", Space::Feed),
    ("http://purl.org/echo/", "", Space::Feed),
    ("uri/of/echo/namespace#", "", Space::Feed),
    ("http://purl.org/pie/", "", Space::Feed),
    ("http://purl.org/rss/1.0/modules/content/", "content", Space::Content),
    ("http://purl.org/rss/1.0/modules/", "", Space::Other),
    ("http://purl.org/rss/", "rss", Space::Feed),
    ("http://purl.org/net/rss", "", Space::Feed),
    ("http://my.netscape.com/rdf/simple/", "", Space::Feed),
    ("http://channel.netscape.com/rdf/simple/", "", Space::Feed),
    ("http://my.netscape.com/publish/formats/", "", Space::Feed),
    ("http://backend.userland.com/", "", Space::Feed),
    ("http://blogs.law.harvard.edu/tech/rss", "", Space::Feed),
    ("http://cyber.law.harvard.edu/rss", "", Space::Feed),
    ("http://www.rssboard.org/", "", Space::Feed),
    ("http://purl.org/dc/elements/", "dc", Space::DublinCore),
    ("http://purl.org/dc/terms/", "dcterms", Space::Terms),
    ("http://search.yahoo.com/mrss", "media", Space::Media),
    ("http://www.itunes.com/dtds/podcast", "itunes", Space::Podcast),
    ("http://www.google.com/schemas/play-podcasts", "googleplay", Space::Podcast),
    ("http://www.w3.org/1999/xhtml", "xhtml", Space::Page),
    ("http://www.w3.org/tr/rec-html40", "html", Space::Page),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf", Space::Rdf),
];

/// What an element says of an item or a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Title,
    Link,
    Published,
    Updated,
    Language,
    Content,
    Summary,
}

/// How good a source of a field an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The element made for it.
    Own,
    /// One that serves where that one is missing.
    Substitute,
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Item,
    /// What everything stands in.
    Root,
    Field(Field, Rank),
    /// Something of its own, whose title and address are not those of the item or the feed.
    Aside,
    Other,
}

/// The prefixes that were declared.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefixes<'t>(AHashMap<&'t str, Space>);

impl<'t> Prefixes<'t> {
    /// Takes note of what a tag declares. The answer is the vocabulary that it declares for names without a prefix.
    ///
    /// A prefix holds from there to the end, or until it is declared anew. Feeds that use one prefix for two vocabularies in
    /// turn were not found; feeds that use one outside the element that declares it were.
    pub(super) fn declare(&mut self, attributes: Attributes<'t>) -> Option<Space> {
        let mut default = None;
        for (name, address) in attributes.iter() {
            if name.eq_ignore_ascii_case("xmlns") {
                default = Some(space(address));
            } else if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.0.len() < MOST_PREFIXES
            {
                self.0.insert(prefix, space(address));
            }
        }
        default
    }

    /// What an element of this name is, where names without a prefix are from `default`.
    pub(super) fn element(&self, name: &str, default: Space) -> Element {
        let (space, local) = match name.split_once(':') {
            None => (default, name),
            Some((prefix, local)) => {
                (self.0.get(prefix).copied().unwrap_or_else(|| by_custom(prefix)), local)
            }
        };
        // No name that means anything is longer, and most are in lower case already.
        let mut lower = [0; 16];
        let Some(lower) = lower.get_mut(..local.len()) else { return Element::Other };
        lower.copy_from_slice(local.as_bytes());
        lower.make_ascii_lowercase();
        meaning(space, std::str::from_utf8(lower).unwrap_or_default())
    }
}

fn space(address: &str) -> Space {
    let address = address.trim().to_ascii_lowercase();
    if address.is_empty() {
        return Space::Feed;
    }
    let known = SPACES.iter().find(|(start, ..)| address.starts_with(start));
    known.map_or(Space::Other, |(.., space)| *space)
}

fn by_custom(prefix: &str) -> Space {
    let known =
        SPACES.iter().find(|(_, custom, _)| !custom.is_empty() && prefix.eq_ignore_ascii_case(custom));
    known.map_or(Space::Other, |(.., space)| *space)
}

fn meaning(space: Space, name: &str) -> Element {
    use Element::{Aside, Item, Other, Root};
    let own = |field| Element::Field(field, Rank::Own);
    let substitute = |field| Element::Field(field, Rank::Substitute);
    match (space, name) {
        (Space::Feed, "item" | "entry") => Item,
        (Space::Feed, "rss" | "feed" | "channel" | "rdf") | (Space::Rdf, "rdf") => Root,
        (Space::Feed, "author" | "contributor" | "source" | "image" | "textinput" | "cloud") => Aside,
        (Space::Feed, "id" | "guid") => own(Field::Id),
        (Space::Feed, "title") => own(Field::Title),
        (Space::Feed, "link") => own(Field::Link),
        (Space::Feed, "pubdate" | "published" | "issued") => own(Field::Published),
        (Space::Feed, "created") => substitute(Field::Published),
        (Space::Feed, "updated" | "modified" | "lastmod" | "date") => own(Field::Updated),
        (Space::Feed, "language") => own(Field::Language),
        (Space::Feed, "content" | "fullitem" | "fulltext" | "body") => own(Field::Content),
        (Space::Feed, "description" | "summary" | "abstract" | "tagline") => own(Field::Summary),
        (Space::Content, "encoded") => own(Field::Content),
        (Space::Page, "body" | "div") => own(Field::Content),
        (Space::DublinCore | Space::Terms, "title") => substitute(Field::Title),
        (Space::DublinCore | Space::Terms, "identifier") => substitute(Field::Id),
        (Space::DublinCore | Space::Terms, "language") => substitute(Field::Language),
        (Space::DublinCore | Space::Terms, "date" | "issued" | "created" | "available") => {
            substitute(Field::Published)
        }
        (Space::DublinCore | Space::Terms, "modified") => substitute(Field::Updated),
        (Space::DublinCore | Space::Terms, "description" | "abstract") => substitute(Field::Summary),
        (Space::Media, "title") => substitute(Field::Title),
        (Space::Media, "description" | "text") => substitute(Field::Summary),
        (Space::Podcast, "title") => substitute(Field::Title),
        (Space::Podcast, "summary" | "description" | "subtitle") => substitute(Field::Summary),
        _ => Other,
    }
}
