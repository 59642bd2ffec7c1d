//! Numbers, dates and kinds in words: the same in every format that people read.

use super::model::{
    ArticleEntry, JoinEntry, OversizeEntry, PairEntry, PassageEntry, PassageKind, Relation, Report, TermKind,
};
use crate::document::Timestamp;
use crate::observe::Note;
use std::collections::BTreeSet;

/// `12,345`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many there are together. A saved report may have been edited by hand, and its counts may be of any size.
pub(crate) fn sum(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

/// `1 story`, `2 stories`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `1 article`, `2 articles`.
pub(super) fn articles(n: usize) -> String {
    count(n as u64, "article", "articles")
}

/// `1 story`, `2 stories`.
pub(super) fn stories(n: usize) -> String {
    count(n as u64, "story", "stories")
}

/// `6 articles, 4 independent`; only the first part when each of them is.
pub(super) fn articles_and_independent(all: usize, independent: u32) -> String {
    if all == independent as usize {
        articles(all)
    } else {
        format!("{}, {independent} independent", articles(all))
    }
}

/// A similarity or a share, with two digits. Only what is exactly 1 is shown as 1.
pub(super) fn share(value: f64) -> String {
    if value < 1.0 && value > 0.99 { format!("{:.2}", value.min(0.99)) } else { format!("{value:.2}") }
}

/// `99.1 %`. Never rounded up: it stands in a promise.
pub(super) fn percent(value: f64) -> String {
    // Without the small addition, .99 becomes 98.9 because it has no exact binary form.
    format!("{:.1} %", (value * 1000.0 + 1e-9).floor() / 10.0)
}

/// `2026-03-04`.
pub(super) fn day(time: Timestamp) -> String {
    Timestamp { has_time: false, ..time }.to_string()
}

/// `2026-03-04` or `2026-03-04 to 2026-03-09`; nothing when no article has a date.
pub(super) fn days(first: Option<Timestamp>, last: Option<Timestamp>) -> Option<String> {
    let first = day(first.or(last)?);
    let last = last.map_or_else(|| first.clone(), day);
    Some(if first == last { first } else { format!("{first} to {last}") })
}

/// What a kind of passage is called.
pub(super) fn passage_kind(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Verbatim => "verbatim",
        PassageKind::Edited => "edited",
        PassageKind::Quote => "quote",
        PassageKind::Furniture => "furniture",
        PassageKind::Formula => "formula",
    }
}

/// What kind of text it is, how long, and how many articles hold it: `quote · 12 words in 3 articles`.
pub(super) fn passage(passage: &PassageEntry) -> String {
    format!(
        "{} · {} in {}",
        passage_kind(passage.kind),
        count(u64::from(passage.words), "word", "words"),
        articles(holders(passage))
    )
}

/// `35 words only here`; nothing where an article has nothing of its own, or shares nothing.
pub(super) fn only_here(article: &ArticleEntry) -> Option<String> {
    let words: u64 = article.only_here.iter().map(|own| u64::from(own.words)).sum();
    (words > 0).then(|| format!("{} only here", count(words, "word", "words")))
}

/// Articles that hold a passage; one may hold it in several places.
pub(super) fn holders(passage: &PassageEntry) -> usize {
    let holders: BTreeSet<&str> = passage.occurrences.iter().map(|it| &*it.article).collect();
    holders.len()
}

/// What a relation is called.
pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "exact",
        Relation::Near => "near",
        Relation::Contains => "contains",
        Relation::Contained => "contained",
        Relation::Rewritten => "rewritten",
    }
}

/// The figure that the rule looked at which made two articles copies: `Jaccard 0.91`, `97 % of it`, `33 % of it, in 6 pieces`.
/// A part and what is written anew are measured by the smaller one.
pub fn figure(pair: &PairEntry) -> String {
    // Rounded down, so that what is not all of it never reads as all.
    let of_it = || format!("{:.0} % of it", (pair.containment * 100.0 + 1e-9).floor());
    match pair.relation {
        Relation::Exact => "the same words".to_string(),
        Relation::Contains | Relation::Contained => of_it(),
        Relation::Near if pair.rarity > pair.jaccard => format!("Jaccard {} by rarity", share(pair.rarity)),
        Relation::Near => format!("Jaccard {}", share(pair.jaccard)),
        Relation::Rewritten => {
            let pieces = count(u64::from(pair.pieces.unwrap_or_default()), "piece", "pieces");
            format!("{}, in {pieces}", of_it())
        }
    }
}

/// What the bands promise, in one sentence; nothing when copies were not asked for.
pub(super) fn recall_promise(report: &Report) -> Option<String> {
    let promise = &report.recall;
    (promise.bands > 0).then(|| {
        let measured = promise.measured.as_ref().map_or_else(String::new, |it| {
            format!(
                " Measured: of {} at or above it between {} and all others, {} met.",
                count(it.pairs, "pair", "pairs"),
                count(it.articles, "article", "articles"),
                number(it.met)
            )
        });
        format!(
            "Of all pairs with a Jaccard similarity of {}, {} are compared, and more of the closer ones ({} of {}).{measured}",
            share(promise.threshold),
            percent(promise.promised),
            count(u64::from(promise.bands), "band", "bands"),
            count(u64::from(promise.rows), "hash", "hashes"),
        )
    })
}

/// One step on the way from documents to storylines.
pub(super) struct Step {
    /// What is counted.
    pub(super) name: &'static str,
    /// How many there are.
    pub(super) count: u64,
    /// What the number is made of.
    pub(super) note: String,
}

/// The way from documents to storylines.
pub(super) fn funnel(report: &Report) -> Vec<Step> {
    let funnel = &report.funnel;
    let all = sum([funnel.main, funnel.side, funnel.teasers]);
    let spare = funnel.copies_articles.saturating_sub(funnel.copies_groups);
    let step = |name, count, note| Step { name, count, note };
    let mut steps = vec![
        step("documents", funnel.documents, documents_note(report)),
        step("articles", all, articles_note(report)),
        step(
            "without copies",
            all.saturating_sub(spare),
            if funnel.copies_groups == 0 {
                "no two are the same text".to_owned()
            } else {
                let groups = count(funnel.copies_groups, "group", "groups");
                format!("{} in {groups} of copies", count(funnel.copies_articles, "article", "articles"))
            },
        ),
    ];
    let stories = sum([funnel.stories, funnel.single_stories]);
    if stories > 0 {
        let note = format!(
            "{} of several articles, {} of one",
            number(funnel.stories),
            number(funnel.single_stories)
        );
        steps.push(step("stories", stories, note));
        steps.push(step("storylines", funnel.storylines, "of two or more stories".to_owned()));
    }
    steps
}

fn documents_note(report: &Report) -> String {
    let files = format!("from {}", count(report.funnel.files, "file", "files"));
    match report.funnel.skipped {
        0 => files,
        skipped => format!("{files}, {} left out", number(skipped)),
    }
}

fn articles_note(report: &Report) -> String {
    let funnel = &report.funnel;
    let kinds = [(funnel.main, "main"), (funnel.side, "side")].into_iter().filter(|&(n, _)| n > 0);
    let mut parts: Vec<String> = kinds.map(|(n, name)| format!("{} {name}", number(n))).collect();
    if funnel.teasers > 0 {
        parts.push(count(funnel.teasers, "teaser", "teasers"));
    }
    if funnel.empty > 0 {
        parts.push(format!("{} empty", number(funnel.empty)));
    }
    parts.join(", ")
}

/// How far apart two articles were published.
pub(super) fn apart(days: f64) -> String {
    match days {
        ..0.5 => "less than half a day".to_owned(),
        0.5..1.5 => "a day".to_owned(),
        _ => format!("{days:.0} days"),
    }
}

/// What else speaks for a join, behind its similarity: the time between the articles, and what text they share.
pub(super) fn agreement(join: &JoinEntry) -> String {
    let time = join.days.map(|days| format!("; {} apart", apart(days)));
    let shared = (!join.passages.is_empty())
        .then(|| format!("; {} shared", count(join.passages.len() as u64, "passage", "passages")));
    let vectors = join.vectors.map(|cosine| format!("; cosine {cosine:.2} by your vectors"));
    time.into_iter().chain(shared).chain(vectors).collect()
}

/// What was noted of how many records, with the first of them.
pub(super) fn note(note: &Note) -> String {
    let place = note.record.map(|record| format!(":{record}")).unwrap_or_default();
    let example = if note.example.is_empty() { String::new() } else { format!(" ({})", note.example) };
    let records = count(note.records, "record", "records");
    format!("{records} {}; the first is {}{place}{example}.", note.kind.words(), note.path)
}

/// How much of the pages is in no article; nothing where nothing was left out of one.
pub(super) fn left_out_of_pages(report: &Report) -> Option<String> {
    let pages = || report.documents.iter().filter(|document| document.furniture > 0.0);
    let most = pages().max_by(|x, y| x.furniture.total_cmp(&y.furniture).then_with(|| y.id.cmp(&x.id)))?;
    let (number_of, sum) = (pages().count(), pages().map(|document| document.furniture).sum::<f64>());
    let mean = 100.0 * sum / number_of as f64;
    let pages = count(number_of as u64, "document", "documents");
    Some(format!(
        "Of {pages} a part is in no article, {mean:.0} % on average; most of {}, {:.0} %.",
        most.id,
        100.0 * most.furniture
    ))
}

/// What became of a storyline that was too large.
pub(super) fn oversize(entry: &OversizeEntry) -> String {
    format!(
        "A storyline of {} independent articles is too large to be one affair and was cut into {} at a threshold of {:.2}.",
        number(entry.articles),
        number(entry.parts),
        entry.threshold
    )
}

/// What a term is, behind it; nothing for a word.
pub(super) fn term_kind(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Word => "",
        TermKind::Name => " (name)",
        TermKind::Number => " (number)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 999, 1_000, 1_234_567].into_iter().map(number).collect();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn what_is_nearly_one_is_not_shown_as_one() {
        assert_eq!(
            (share(1.0).as_str(), share(0.999).as_str(), share(0.5).as_str()),
            ("1.00", "0.99", "0.50")
        );
    }

    #[test]
    fn a_promise_is_never_rounded_up() {
        assert_eq!(percent(0.9919), "99.1 %");
        assert_eq!(percent(0.99), "99.0 %");
        assert_eq!(percent(0.9), "90.0 %");
        assert_eq!(percent(1.0), "100.0 %");
    }

    #[test]
    fn one_day_is_named_once() {
        let time = |text: &str| text.parse::<Timestamp>().ok();
        assert_eq!(days(time("2026-03-04T01:00:00Z"), time("2026-03-04")).as_deref(), Some("2026-03-04"));
        assert_eq!(days(time("2026-03-04"), time("2026-03-05")).as_deref(), Some("2026-03-04 to 2026-03-05"));
        assert_eq!(days(None, None), None);
    }
}
