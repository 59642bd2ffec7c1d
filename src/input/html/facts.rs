//! Headline, date, author, outlet, language and address of a page: from what the page says for machines, in the order in
//! which it can be trusted.

use super::blocks::{Block, Facts, Place};
use super::choose::Line;
use super::linked_data::Told;
use crate::document::{Language, Timestamp};
use crate::input::{entities, host, parse_date};
use crate::text::TokenScanner;
use ahash::AHashSet;

/// What stands between a headline and the name of the outlet in a title.
const SEPARATORS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · "];
/// A headline has this many words at least for the rest of a title to be taken for the outlet.
const HEADLINE_WORDS: usize = 3;
/// A heading that stands in for a title has this many words at least; this share of them in the text shows that it is the
/// text's.
const HEADING_WORDS: usize = 2;
const HEADING_PART: f32 = 0.2;
/// The year 1600. Pages without a date say 0001-01-01, or 1970-01-01, which is no seconds since then.
const EARLIEST: i64 = -11_676_096_000;
/// A byline is a name or some, no sentence.
const MOST_AUTHOR_BYTES: usize = 200;

/// The first `meta` element of these names that says anything.
fn meta<'f>(facts: &'f Facts, names: &[&str]) -> Option<&'f str> {
    let named =
        |name: &&str| facts.metas.iter().find(|(own, _)| own == name).map(|(_, content)| content.as_str());
    names.iter().find_map(named)
}

/// The headline as the page says it for machines.
pub(super) fn title(facts: &Facts, told: &Told, blocks: &[Block]) -> Option<String> {
    let site = site(facts, told);
    let by_machine = told
        .headline
        .as_deref()
        .or_else(|| meta(facts, &["og:title", "twitter:title", "headline", "dc.title", "title"]))
        .or(facts.title.as_deref())?;
    let title = entities::decoded(by_machine).split_whitespace().collect::<Vec<_>>().join(" ");
    // A line of the page that begins the title is the title without what was added.
    let own = blocks.iter().filter(|block| begins(&title, block)).map(|block| block.text.as_str());
    let title = own
        .max_by_key(|line| line.len())
        .map_or_else(|| without_site(&title, site.as_deref()), str::to_owned);
    (!title.is_empty()).then_some(title)
}

/// Whether a line is the beginning of a title, and what follows it there an addition: behind a heading anything, behind another
/// line a mark and less than the line is.
fn begins(title: &str, block: &Block) -> bool {
    let Some(rest) = title.strip_prefix(block.text.as_str()).filter(|rest| !rest.is_empty()) else {
        return false;
    };
    let heading =
        block.place.is_in(Place::HEADING) && block.text.split_whitespace().count() >= HEADLINE_WORDS;
    heading || rest.len() < block.text.len() && SEPARATORS.iter().any(|mark| rest.starts_with(mark))
}

/// The headline: what the page says for machines, unless that is no more than the outlet; then the heading above the
/// article, which has the lines `chosen`.
pub(super) fn headline(
    said: Option<String>,
    site: Option<&str>,
    lines: &[Line<'_>],
    chosen: &[usize],
) -> Option<String> {
    let Some(&first) = chosen.first() else { return said };
    let text: AHashSet<u64> = chosen.iter().flat_map(|&at| &lines[at].words).copied().collect();
    let Some(head) = heading_above(&lines[..=first], &text) else { return said };
    let Some(said) = said else { return Some(head.block.text.clone()) };
    let mut words = Vec::new();
    TokenScanner::default().scan(&said, |token| words.push(token.hash));
    let is_site = site == Some(said.as_str());
    if !is_site && words.iter().any(|word| head.words.contains(word)) {
        return Some(said);
    }
    // Two lines that have nothing in common: one of them is the outlet, and the other has words of the text.
    let better = is_site || part_of(&text, &head.words) > part_of(&text, &words);
    Some(if better { head.block.text.clone() } else { said })
}

/// The share of `words` that a text has.
fn part_of(text: &AHashSet<u64>, words: &[u64]) -> f32 {
    words.iter().filter(|word| text.contains(word)).count() as f32 / words.len().max(1) as f32
}

/// The heading that an article stands below: of those that have words of its text, or where none has of all, the highest,
/// and of several as high the last. `above` ends with the article's first line.
fn heading_above<'l, 'b>(above: &'l [Line<'b>], text: &AHashSet<u64>) -> Option<&'l Line<'b>> {
    let elsewhere = [Place::NAVIGATION, Place::FOOTER, Place::FORM, Place::HIDDEN];
    let headings = || {
        above.iter().rev().filter(|line| {
            let place = line.block.place;
            line.block.level > 0
                && line.words.len() >= HEADING_WORDS
                && !line.is_link()
                && !elsewhere.iter().any(|&other| place.is_in(other))
        })
    };
    let on_its_matter = headings().filter(|line| part_of(text, &line.words) >= HEADING_PART);
    on_its_matter
        .min_by_key(|line| line.block.level)
        .or_else(|| headings().min_by_key(|line| line.block.level))
}

/// A title without the name of the outlet at its end.
fn without_site(title: &str, site: Option<&str>) -> String {
    let (Some(site), Some((at, separator))) = (
        site,
        SEPARATORS
            .iter()
            .filter_map(|separator| Some((title.rfind(separator)?, *separator)))
            .max_by_key(|it| it.0),
    ) else {
        return title.to_string();
    };
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (outlet, site) = (bare(&title[at + separator.len()..]), bare(site));
    let is_site = !outlet.is_empty() && (site.starts_with(&outlet) || outlet.starts_with(&site));
    let title = if is_site { &title[..at] } else { title };
    title.trim().to_string()
}

pub(super) fn date(facts: &Facts, told: &Told) -> Option<Timestamp> {
    let names = [
        "article:published_time",
        "article:published",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "date_published",
        "datecreated",
        "publish_date",
        "publish-date",
        "publication_date",
        "pubdate",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dc.date.created",
        "date",
        "article_date_original",
        "originalpublicationdate",
    ];
    let metas = names.iter().filter_map(|name| meta(facts, &[name]));
    told.published
        .as_deref()
        .into_iter()
        .chain(metas)
        .chain(facts.times.iter().map(String::as_str))
        .find_map(read)
}

/// A date as machines write it, sometimes with more behind it.
fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // `2026-03-04T08:15:00.000+0000` and `+00` are no ISO 8601, but frequent.
    let mended = match text.rfind(['+', '-']) {
        Some(sign) if text.contains('T') && sign > 10 => {
            let digits: String = text[sign + 1..].chars().filter(char::is_ascii_digit).collect();
            match digits.len() {
                2 => format!("{}{digits}:00", &text[..=sign]),
                4 => format!("{}{}:{}", &text[..=sign], &digits[..2], &digits[2..]),
                _ => text.to_string(),
            }
        }
        _ => text.to_string(),
    };
    // The day, when what stands behind it cannot be read: `2026-03-04 morning`, `March 4, 2026, 07:47 PM EST`.
    let iso = text.get(..10).filter(|_| text.len() > 10 && text.as_bytes().get(4) == Some(&b'-'));
    let written = text.rfind(',').map(|comma| &text[..comma]);
    let found = parse_date(&mended).or_else(|| [iso, written].into_iter().flatten().find_map(parse_date));
    found.filter(|date| date.seconds > EARLIEST && date.seconds != 0)
}

pub(super) fn author(facts: &Facts, told: &Told) -> Option<String> {
    let names = [
        "author",
        "article:author",
        "dc.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "twitter:creator",
    ];
    let metas = names.iter().filter_map(|name| meta(facts, &[name]));
    let said = told.author.as_deref().into_iter().chain(metas);
    let name = |text: &&str| {
        let text = text.trim();
        !text.is_empty() && text.len() <= MOST_AUTHOR_BYTES && !text.contains("://") && !text.starts_with('@')
    };
    said.filter(name).map(|text| entities::decoded(text.trim()).into_owned()).next()
}

pub(super) fn site(facts: &Facts, told: &Told) -> Option<String> {
    let names = ["og:site_name", "application-name", "dc.publisher", "apple-mobile-web-app-title"];
    let metas = names.iter().filter_map(|name| meta(facts, &[name]));
    let name = |text: &&str| !text.is_empty() && !text.contains("://") && !text.starts_with('@');
    let said = told.publisher.as_deref().into_iter().chain(metas).map(str::trim).find(name);
    said.map(|text| entities::decoded(text).into_owned())
}

pub(super) fn language(facts: &Facts, told: &Told) -> Option<Language> {
    let named = [
        told.language.as_deref(),
        facts.language.as_deref(),
        meta(facts, &["og:locale", "content-language", "dc.language", "language"]),
    ];
    named.into_iter().flatten().find_map(Language::from_tag)
}

/// The canonical address, where it is whole; else the one the page was fetched from.
pub(super) fn address(facts: &Facts, told: &Told, fetched: Option<&str>) -> Option<String> {
    let own = [facts.canonical.as_deref(), meta(facts, &["og:url"]), told.address.as_deref()];
    let whole =
        |url: &&str| (url.starts_with("http://") || url.starts_with("https://")) && host(url).is_some();
    own.into_iter().flatten().map(str::trim).find(whole).or(fetched).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_freed_of_the_outlet_and_of_nothing_else() {
        assert_eq!(
            without_site("Storm hits coast | The Gazette", Some("Gazette, The")),
            "Storm hits coast | The Gazette"
        );
        assert_eq!(without_site("Storm hits coast | The Gazette", Some("The Gazette")), "Storm hits coast");
        assert_eq!(without_site("عاصفة - الشرق - جريدة الساحل", Some("جريدة الساحل")), "عاصفة - الشرق");
        assert_eq!(without_site("Storm - coast", Some("The Gazette")), "Storm - coast");
        assert_eq!(without_site("Storm - coast", None), "Storm - coast");
    }

    #[test]
    fn dates_of_machines_are_read() {
        for (text, want) in [
            ("2026-03-04T08:15:00.000+0000", "2026-03-04T08:15:00Z"),
            ("2026-03-04T10:15:00+02", "2026-03-04T08:15:00Z"),
            ("2026-03-04T08:15:00Z", "2026-03-04T08:15:00Z"),
            ("2026-03-04T08:15", "2026-03-04T08:15:00Z"),
            ("2026-03-04", "2026-03-04"),
            ("2026-03-04 something else", "2026-03-04"),
            ("March 4, 2026, 07:47 PM EST", "2026-03-05T00:47:00Z"),
            ("Wed, 04 Mar 2026 08:15:00 GMT", "2026-03-04T08:15:00Z"),
        ] {
            assert_eq!(read(text).map(|it| it.to_string()).as_deref(), Some(want), "{text}");
        }
        for text in [
            "",
            "today",
            "2026-13-45T00:00",
            "أمس",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "T-0000000000000+",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
