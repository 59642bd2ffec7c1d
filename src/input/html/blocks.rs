//! A page as lines of text with what the markup says of each, and the facts of its head: one pass over the tags.
//!
//! No tree is built, for trees are what hostile pages break: the depth of elements is counted on the way, and the time is
//! linear in the page whatever its nesting.

use super::elements::{Elements, PAGE, Scope};
use super::tags::{closed_by, is_block, is_opaque, is_part, is_void, is_wall};
use super::tame;
use crate::text::word_hash;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// Of an attribute no more than this many bytes are looked at; longer ones hold data, not names.
const ATTRIBUTE_BYTES: usize = 4096;
/// No more elements are remembered as open: from there on a page is no page but a stack of tags.
const MOST_OPEN: usize = 512;
/// Facts of the head beyond this number are those of a generator that has lost count.
const MOST_FACTS: usize = 512;

/// Where a line stands: a set of what its ancestors are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place(u16);

impl Place {
    pub(super) const NAVIGATION: Self = Self(1);
    pub(super) const ASIDE: Self = Self(1 << 1);
    pub(super) const FOOTER: Self = Self(1 << 2);
    pub(super) const HEADER: Self = Self(1 << 3);
    pub(super) const FORM: Self = Self(1 << 4);
    pub(super) const HIDDEN: Self = Self(1 << 5);
    pub(super) const HEADING: Self = Self(1 << 6);

    /// Places that seldom hold the article.
    pub(super) const BESIDE: [Self; 6] =
        [Self::NAVIGATION, Self::ASIDE, Self::FOOTER, Self::HEADER, Self::FORM, Self::HIDDEN];

    pub(super) fn is_in(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn of(tag: &Tag) -> Self {
        let by_name = match &*tag.name {
            "nav" | "menu" => Self::NAVIGATION,
            "aside" => Self::ASIDE,
            "footer" => Self::FOOTER,
            "header" => Self::HEADER,
            "form" | "fieldset" | "label" => Self::FORM,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::HEADING,
            _ => Self::default(),
        };
        let by_role = match attribute(tag, "role") {
            Some("navigation" | "menu" | "menubar") => Self::NAVIGATION,
            Some("complementary") => Self::ASIDE,
            Some("contentinfo") => Self::FOOTER,
            Some("banner") => Self::HEADER,
            Some("heading") => Self::HEADING,
            _ => Self::default(),
        };
        let style = attribute(tag, "style").unwrap_or_default();
        let unseen = attribute(tag, "hidden").is_some()
            || attribute(tag, "aria-hidden") == Some("true")
            || style.contains("display:none")
            || style.contains("display: none");
        by_name.and(by_role).and(if unseen { Self::HIDDEN } else { Self::default() })
    }
}

/// A line of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Its text, with single spaces.
    pub(super) text: String,
    /// Characters in it that are not white space.
    pub(super) characters: usize,
    /// Of those the ones inside links.
    pub(super) linked: usize,
    pub(super) place: Place,
    /// A hash of the names and classes of the elements it stands in: equal for paragraphs of one column.
    pub(super) column: u64,
    /// The innermost block element that it stands in.
    pub(super) element: u32,
    /// Of a heading how deep it is, from 1 to 6; 0 for any other line.
    pub(super) level: u8,
}

/// What the head and the markup say about the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// `meta` elements: name in lower case, content.
    pub(super) metas: Vec<(String, String)>,
    /// Contents of JSON-LD scripts.
    pub(super) linked_data: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) language: Option<String>,
    /// `datetime` of `time` elements and of elements marked as the date of publication, the marked ones first.
    pub(super) times: Vec<String>,
}

/// Bytes that the tokeniser is given at once.
const STEP: usize = 16 << 10;

/// Signs of attributes in one tag or comment, behind which its end is not waited for. `tame` takes attributes off where a scan
/// without regard to quotation marks finds them; this finds those that hide behind a `>` inside of marks.
const MOST_SIGNS_OF_TOKEN: usize = 60_000;

/// All that one pass finds.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) lines: Vec<Block>,
    pub(super) facts: Facts,
    /// The block elements that began, up to the depth that is remembered.
    pub(super) tree: Elements,
    /// The most elements that were open at once.
    pub(super) depth: usize,
    /// How many elements began, those inside lines too.
    pub(super) elements: usize,
}

impl Blocks {
    /// When a tag has so many or so long attributes that its end might not be reached in reasonable time, the stretch that it
    /// begins in, up to where it was given up.
    pub(super) fn of(html: &str) -> Result<Self, Range<usize>> {
        let input = BufferQueue::default();
        let tokenizer = Tokenizer::new(Sink::default(), html5ever::tokenizer::TokenizerOpts::default());
        let (mut rest, mut tokens, mut signs, mut last) = (html, 0, 0, 0);
        while !rest.is_empty() {
            let end = (STEP.min(rest.len())..=rest.len()).find(|end| rest.is_char_boundary(*end));
            let (some, behind) = rest.split_at(end.unwrap_or(rest.len()));
            let start = html.len() - rest.len();
            rest = behind;
            input.push_back(StrTendril::from(some));
            // It stops at each end of a script, in case a browser would run it.
            while !input.is_empty() {
                let _ = tokenizer.feed(&input);
            }
            let before = std::mem::replace(&mut tokens, tokenizer.sink.tokens.get());
            (signs, last) = if tokens == before { (signs + tame::signs(some), last) } else { (0, start) };
            if signs > MOST_SIGNS_OF_TOKEN {
                return Err(last..start + some.len());
            }
        }
        tokenizer.end();
        Ok(tokenizer.sink.walk.into_inner().found)
    }
}

/// An open element.
#[derive(Debug)]
struct Open {
    name: LocalName,
    place: Place,
    column: u64,
    /// The innermost block element: itself, when it is one.
    element: u32,
    level: u8,
    /// It is a link to another page: not the mark of a place on this one, as headings have them.
    leads_away: bool,
}

/// What becomes of the content of an element that is no text of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Raw {
    #[default]
    Nothing,
    Title,
    LinkedData,
}

#[derive(Debug, Default)]
struct Walk {
    found: Blocks,
    open: Vec<Open>,
    /// Open links, and open elements without text of the page.
    links: usize,
    opaque: usize,
    raw: Raw,
    line: Block,
}

#[derive(Debug, Default)]
struct Sink {
    walk: RefCell<Walk>,
    /// How many tokens came.
    tokens: Cell<u64>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if !matches!(token, Token::ParseError(_)) {
            self.tokens.set(self.tokens.get() + 1);
        }
        let mut walk = self.walk.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return walk.start(&tag),
            Token::TagToken(tag) => walk.end(&tag.name),
            Token::CharacterTokens(text) => walk.characters(&text),
            Token::EOFToken => walk.flush(),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Walk {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        self.found.elements += 1;
        if self.opaque == 0 {
            self.note(tag);
            if is_block(name) {
                self.flush();
            }
        }
        if let Some((closed, walls)) = closed_by(name) {
            self.close_implied(closed, walls);
        }
        let closes_itself = tag.self_closing && (self.opaque > 0 || is_opaque(name));
        if is_void(name) || closes_itself && !matches!(name, "script" | "style") {
            return TokenSinkResult::Continue;
        }
        self.push(tag);
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "noscript" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn push(&mut self, tag: &Tag) {
        let (place, mut column, mut element, level) = self.stand();
        self.found.depth = self.found.depth.max(self.open.len() + 1);
        if self.open.len() < MOST_OPEN {
            if is_block(&tag.name) {
                let class = attribute(tag, "class").unwrap_or_default();
                column = column.rotate_left(7) ^ word_hash(&tag.name) ^ word_hash(class).rotate_left(1);
                element = self.found.tree.add(element, scope(tag));
            }
            let level = heading(tag).unwrap_or(level);
            let place = place.and(Place::of(tag));
            let leads_away = &*tag.name == "a" && leads_away(tag);
            self.open.push(Open { name: tag.name.clone(), place, column, element, level, leads_away });
            self.count(1, |count| *count += 1);
        }
    }

    /// Where text would stand now: place, column, innermost block element, level of the heading.
    fn stand(&self) -> (Place, u64, u32, u8) {
        let inside = |open: &Open| (open.place, open.column, open.element, open.level);
        self.open.last().map_or((Place::default(), 0, PAGE, 0), inside)
    }

    /// Changes the counts of open links and opaque elements by the last `number` open elements.
    fn count(&mut self, number: usize, change: impl Fn(&mut usize)) {
        for open in &self.open[self.open.len() - number..] {
            if open.leads_away {
                change(&mut self.links);
            } else if is_opaque(&open.name) {
                change(&mut self.opaque);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.opaque == 0 && is_block(name) {
            self.flush();
        }
        if matches!(name, "html" | "body") {
            return;
        }
        let found = self.open.iter().rposition(|open| &*open.name == name || is_wall(&open.name, name));
        let Some(at) = found.filter(|&at| &*self.open[at].name == name) else { return };
        // The end of bold type closes no paragraph that was begun in it.
        if is_block(name) || is_opaque(name) || self.open[at..].iter().all(|open| !is_block(&open.name)) {
            self.truncate(at);
        } else {
            self.links -= usize::from(self.open.remove(at).leads_away);
        }
    }

    fn close_implied(&mut self, closed: &[&str], walls: &[&str]) {
        let is = |open: &Open, names: &[&str]| names.contains(&&*open.name);
        let found = self.open.iter().rposition(|open| is(open, closed) || is(open, walls));
        if let Some(at) = found.filter(|&at| is(&self.open[at], closed)) {
            self.truncate(at);
        }
    }

    fn truncate(&mut self, length: usize) {
        self.count(self.open.len() - length, |count| *count -= 1);
        self.open.truncate(length);
        if self.opaque == 0 {
            self.raw = Raw::Nothing;
        }
    }

    fn characters(&mut self, text: &str) {
        if self.opaque > 0 {
            let facts = &mut self.found.facts;
            match self.raw {
                Raw::Title => facts.title.get_or_insert_default().push_str(text),
                Raw::LinkedData => {
                    facts.linked_data.last_mut().into_iter().for_each(|data| data.push_str(text));
                }
                Raw::Nothing => {}
            }
            return;
        }
        let seen = text.chars().filter(|c| !c.is_whitespace()).count();
        self.line.characters += seen;
        self.line.linked += if self.links > 0 { seen } else { 0 };
        self.line.text.push_str(text);
    }

    /// Ends the line.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.text.chars().any(char::is_alphanumeric) {
            return;
        }
        let (place, column, element, level) = self.stand();
        let mut text = String::with_capacity(line.text.len());
        for word in line.text.split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        self.found.lines.push(Block { text, place, column, element, level, ..line });
    }

    /// Keeps what a tag says about the page.
    fn note(&mut self, tag: &Tag) {
        let facts = &mut self.found.facts;
        let own =
            |name| attribute(tag, name).map(|value| value.trim().to_string()).filter(|it| !it.is_empty());
        match &*tag.name {
            "html" => {
                facts.language = facts.language.take().or_else(|| own("lang")).or_else(|| own("xml:lang"));
            }
            "meta" if facts.metas.len() < MOST_FACTS => {
                let Some(content) = own("content") else { return };
                for name in ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(own) {
                    for name in name.split_whitespace() {
                        facts.metas.push((name.to_ascii_lowercase(), content.clone()));
                    }
                }
            }
            "link" if own("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                facts.canonical = facts.canonical.take().or_else(|| own("href"));
            }
            "script"
                if facts.linked_data.len() < MOST_FACTS
                    && own("type").is_some_and(|kind| is_linked_data(&kind)) =>
            {
                facts.linked_data.push(String::new());
                self.raw = Raw::LinkedData;
            }
            "title" if facts.title.is_none() => self.raw = Raw::Title,
            _ => {}
        }
        if facts.times.len() < MOST_FACTS {
            let published = own("itemprop").is_some_and(|it| it.eq_ignore_ascii_case("datePublished"))
                || own("pubdate").is_some();
            match own("datetime").or_else(|| own("content").filter(|_| published)) {
                Some(time) if published => facts.times.insert(0, time),
                Some(time) if &*tag.name == "time" => facts.times.push(time),
                _ => {}
            }
        }
    }
}

/// Whether a link goes to another page.
fn leads_away(tag: &Tag) -> bool {
    tag.attrs.iter().any(|it| &*it.name.local == "href" && !it.value.trim_start().starts_with('#'))
}

/// The level of the heading that a tag begins.
fn heading(tag: &Tag) -> Option<u8> {
    match tag.name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ if attribute(tag, "role") == Some("heading") => attribute(tag, "aria-level")
            .and_then(|level| level.parse().ok())
            .filter(|level| (1..=6).contains(level))
            .or(Some(2)),
        _ => None,
    }
}

/// What a tag says of the text in its element.
fn scope(tag: &Tag) -> Scope {
    let kind = attribute(tag, "itemtype").unwrap_or_default();
    let kind =
        kind.split_whitespace().next().and_then(|kind| kind.rsplit(['/', '#']).next()).unwrap_or_default();
    let is_article = &*tag.name == "article"
        || attribute(tag, "role") == Some("article")
        || kind.ends_with("Article")
        || kind.ends_with("Posting") && kind != "JobPosting";
    match &*tag.name {
        // The page as a whole is one, whatever stands on it.
        "html" | "body" => Scope::Plain,
        _ if is_article => Scope::Article,
        "section" => Scope::Section,
        name if is_part(name) => Scope::Part,
        _ => Scope::Plain,
    }
}

fn is_linked_data(kind: &str) -> bool {
    kind.to_ascii_lowercase().starts_with("application/ld+json")
}

/// The value of an attribute, unless it is too long for a name, a role or an address.
fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
    Some(&*found.value).filter(|value| value.len() <= ATTRIBUTE_BYTES)
}
