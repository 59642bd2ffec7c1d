//! From an item to a record.

use super::elements::{Field, Rank};
use super::outline::{Head, Item, Outline, Part};
use super::value;
use crate::document::{Document, Language, Timestamp};
use crate::input::fields::{RecordText, Unfit};
use crate::input::{date, entities, host};
use crate::observe::SkipReason;
use std::borrow::Cow;
use url::Url;

/// What holds for all items of a feed.
pub(super) struct Common {
    outlet: Option<String>,
    language: Option<Language>,
    /// What addresses without a host are completed with.
    base: Option<Url>,
}

impl Common {
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        let head = Said { head: &outline.head, outline };
        let declared = head.base(None);
        // An item of a feed that says nothing lies where the feed says it lies.
        let base = declared.or_else(|| head.url(None).and_then(|url| Url::parse(&url).ok()));
        Self { outlet: head.line(Field::Title), language: head.language(), base }
    }
}

/// What an item says.
pub(super) fn record(
    item: &Item<'_>,
    outline: &Outline<'_>,
    common: &Common,
) -> Result<RecordText<'static>, Unfit> {
    let said = Said { head: &item.head, outline };
    let Some(text) = said.text() else {
        return Err(Unfit::new(SkipReason::Empty, "neither content nor summary"));
    };
    if text.len() > Document::MAX_BYTES {
        return Err(Unfit::new(SkipReason::TooLarge, format!("{} bytes of text", text.len())));
    }
    let base = said.base(common.base.as_ref());
    let url = said.url(base.as_ref().or(common.base.as_ref()));
    let about = || item.head.attributes.iter().find_map(|attributes| attributes.get("rdf:about"));
    let id = said.word(Field::Id).or_else(|| about().map(|id| id.trim().to_string()));
    let mut record = RecordText {
        id: id.filter(|id| !id.is_empty()).or_else(|| url.clone()),
        title: said.line(Field::Title),
        source: common.outlet.clone().or_else(|| url.as_deref().and_then(host)),
        language: said.language().or(common.language),
        url,
        ..RecordText::of_text(Cow::Owned(text))
    };
    if let Some(written) = said.word(Field::Published).or_else(|| said.word(Field::Updated)) {
        record.date_of(said.time(Field::Published).or_else(|| said.time(Field::Updated)), || written);
    }
    Ok(record)
}

/// What the elements of a feed or an item say.
struct Said<'s, 't> {
    head: &'s Head<'t>,
    outline: &'s Outline<'t>,
}

impl<'s, 't> Said<'s, 't> {
    /// The elements of a field: those made for it, then those that serve as well.
    fn parts(&self, field: Field) -> impl Iterator<Item = &'s Part<'t>> {
        let of =
            move |rank| self.head.parts.iter().filter(move |part| part.field == field && part.rank == rank);
        let (own, substitutes) = (of(Rank::Own), of(Rank::Substitute));
        own.chain(substitutes)
    }

    /// The longest of what is content or summary: a feed that has all of the text somewhere has it there, and the other is
    /// its beginning.
    fn text(&self) -> Option<String> {
        [Rank::Own, Rank::Substitute].into_iter().find_map(|rank| {
            let fields = [Field::Content, Field::Summary].into_iter();
            let parts =
                fields.flat_map(|field| self.head.parts.iter().filter(move |part| part.field == field));
            let texts = parts
                .filter(|part| part.rank == rank)
                .map(|part| value::text(part, &self.outline.references));
            texts.filter(|text| !text.trim().is_empty()).reduce(longer)
        })
    }

    /// The first that says anything, in one line.
    fn line(&self, field: Field) -> Option<String> {
        let mut lines = self.parts(field).map(|part| {
            let text = value::text(part, &self.outline.references);
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        lines.find(|line| !line.is_empty())
    }

    /// The first that says anything, as it is written.
    fn word(&self, field: Field) -> Option<String> {
        self.parts(field)
            .map(|part| value::word(part, &self.outline.references))
            .find(|word| !word.is_empty())
    }

    fn time(&self, field: Field) -> Option<Timestamp> {
        self.parts(field).find_map(|part| date::parse_date(&value::word(part, &self.outline.references)))
    }

    fn language(&self) -> Option<Language> {
        let declared = self.head.attributes.iter().rev().find_map(|attributes| attributes.get("xml:lang"));
        let named = || self.word(Field::Language);
        declared.and_then(Language::from_tag).or_else(|| named().as_deref().and_then(Language::from_tag))
    }

    /// What `xml:base` says here, itself completed with that of what stands around.
    fn base(&self, around: Option<&Url>) -> Option<Url> {
        let mut base = around.cloned();
        let mut said = false;
        for address in self.head.attributes.iter().filter_map(|attributes| attributes.get("xml:base")) {
            let address = entities::decoded(address.trim());
            let whole = match &base {
                Some(base) => base.join(&address),
                None => Url::parse(&address),
            };
            if let Ok(whole) = whole {
                base = Some(whole);
                said = true;
            }
        }
        base.filter(|_| said)
    }

    /// The address of the item itself, not of what is attached to it: else what it calls itself, when that is an address.
    fn url(&self, base: Option<&Url>) -> Option<String> {
        let links: Vec<(bool, String)> = self
            .parts(Field::Link)
            .map(|part| {
                let is_own =
                    part.attributes.get("rel").is_none_or(|rel| rel.trim().eq_ignore_ascii_case("alternate"));
                (is_own, self.address(part, base))
            })
            .filter(|(_, address)| !address.is_empty())
            .collect();
        let link = links.iter().find(|(is_own, _)| *is_own).or_else(|| links.first());
        let written = || self.head.attributes.iter().find_map(|attributes| attributes.get("href"));
        link.map(|(_, address)| address.clone())
            .or_else(|| written().map(|href| whole(&entities::decoded(href.trim()), base)))
            .or_else(|| self.permanent())
    }

    fn address(&self, part: &Part<'_>, base: Option<&Url>) -> String {
        let written = match part.attributes.get("href") {
            Some(href) => entities::decoded(href.trim()).into_owned(),
            None => value::word(part, &self.outline.references),
        };
        let own = part.attributes.get("xml:base").map(|address| entities::decoded(address.trim()));
        let own = own.and_then(|own| base.map_or_else(|| Url::parse(&own), |base| base.join(&own)).ok());
        whole(&written, own.as_ref().or(base))
    }

    /// The id, when it is an address that is to last.
    fn permanent(&self) -> Option<String> {
        let is_link = |part: &&Part<'_>| {
            let says = part.attributes.get("isPermaLink").unwrap_or_default();
            part.field == Field::Id && !says.trim().eq_ignore_ascii_case("false")
        };
        let ids = self.head.parts.iter().filter(is_link);
        ids.map(|part| value::word(part, &self.outline.references))
            .find(|id| id.starts_with("http://") || id.starts_with("https://"))
    }
}

fn longer(text: String, other: String) -> String {
    if other.len() > text.len() { other } else { text }
}

/// An address, completed when it is not whole. One that is whole stays as it is written.
fn whole(written: &str, base: Option<&Url>) -> String {
    match base {
        Some(base) if !written.is_empty() && Url::parse(written).is_err() => {
            base.join(written).map_or_else(|_| written.to_string(), String::from)
        }
        _ => written.to_string(),
    }
}
