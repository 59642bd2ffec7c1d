//! A report for tests: storylines in Arabic and English, stories in Hindi and Chinese, copies of each relation, and
//! input that tries to break out of every format. Spans are found in the texts, so they are true.

use super::model::{
    ArticleEntry, Block, CopiesEntry, DocumentEntry, Funnel, FurnitureEntry, JoinEntry, Level, LinkEntry,
    Name, OccurrenceEntry, OversizeEntry, PairEntry, PassageEntry, PassageKind, RecallMeasurement,
    RecallPromise, Relation, Report, SCHEMA, SimilarityEntry, SpellingEntry, StoryEntry, StorylineEntry,
    StretchEntry, TermEntry, TermKind, TextFingerprint, Tool,
};
use super::sample_text::{DOCUMENTS, DraftArticle, DraftDocument, PASSAGES};
use crate::document::{ArticleKind, Language};
use crate::hash::{chain64, hash64};
use crate::observe::{Note, NoteKind, Skip, SkipReason};
use crate::span::{LineIndex, Lines, Span};

/// The sample.
pub(super) fn report() -> Report {
    let (documents, mut articles): (Vec<_>, Vec<Vec<_>>) = DOCUMENTS.iter().map(read).unzip();
    let mut articles: Vec<ArticleEntry> = articles.drain(..).flatten().collect();
    let passages: Vec<_> =
        PASSAGES.iter().map(|(id, kind, held)| passage(id, *kind, held, &articles)).collect();
    let copies = copies();
    let pairs = copies.iter().flat_map(|group| group.pairs.clone()).collect();
    let stories = stories(&articles);
    let storylines = storylines(&stories);
    for article in &mut articles {
        let group = copies.iter().find(|group| group.members.contains(&article.id));
        article.copies = group.map(|group| group.id.clone());
        article.representative = group.is_none_or(|group| group.representative == article.id);
        let story = stories.iter().find(|story| story.articles.contains(&article.id));
        article.story = story.map(|story| story.id.clone());
        article.storyline = story.and_then(|story| story.storyline.clone());
    }
    let texts: Vec<String> =
        articles.iter().flat_map(|it| it.blocks.iter().map(|block| block.text.clone())).collect();
    for article in &mut articles {
        article.only_here = only_here(article, &passages, &texts);
    }
    let funnel = funnel(&articles, &stories, &passages);
    Report {
        schema: SCHEMA,
        tool: Tool { name: "retold".into(), version: "0.1.0".into() },
        settings: serde_json::json!({"levels": "all", "copies": {"threshold": 0.7, "recall": 0.99}}),
        funnel,
        recall: RecallPromise {
            threshold: 0.7,
            promised: 0.9915,
            bands: 26,
            rows: 5,
            measured: Some(RecallMeasurement { articles: 9, pairs: 2, met: 2 }),
        },
        documents,
        articles,
        copies,
        pairs,
        removals: Vec::new(),
        placeholders: Vec::new(),
        stories,
        storylines,
        passages,
        reused: vec!["passage-9".into()],
        similarities: similarities(),
        oversize: vec![OversizeEntry {
            articles: 5200,
            parts: 31,
            threshold: 0.125,
            article: "feed.jsonl:1#1".into(),
        }],
        spellings: vec![SpellingEntry {
            forms: vec!["خرطوم".into(), "خارطوم".into()], articles: vec![3, 1]
        }],
        furniture: furniture(),
        skipped: skipped(),
        notes: notes(),
    }
}

fn read(draft: &DraftDocument) -> (DocumentEntry, Vec<ArticleEntry>) {
    let mut text = String::from(draft.furniture);
    let mut placed = Vec::new();
    for article in draft.articles {
        text.push_str("\n\n");
        let blocks: Vec<Block> = article
            .blocks
            .iter()
            .map(|block| {
                text.push('\n');
                let start = text.len() as u32;
                text.push_str(block);
                Block { start, text: (*block).to_owned() }
            })
            .collect();
        placed.push((article, blocks, text.len()));
    }
    let lines = LineIndex::new(&text);
    let entries = placed.into_iter().zip(1..).map(|((article, blocks, end), number)| {
        let span = Span::new(blocks.first().map_or(end, |block| block.start as usize), end);
        entry(draft, article, number, (span, lines.lines(span)), blocks)
    });
    let document = DocumentEntry {
        id: draft.id.into(),
        path: draft.path.into(),
        record: draft.record,
        source: draft.source.map(Name::from),
        url: draft.url.map(str::to_owned),
        repeats: (draft.record == Some(3)).then(|| "feed-a".into()),
        furniture: if draft.furniture.is_empty() { 0.0 } else { 0.25 },
        furniture_count: draft.furniture.lines().count() as u32,
        furniture_lines: if draft.furniture.is_empty() { Vec::new() } else { vec![[1, 2].into()] },
    };
    (document, entries.collect())
}

fn entry(
    draft: &DraftDocument,
    article: &DraftArticle,
    number: u32,
    (span, lines): (Span, Lines),
    blocks: Vec<Block>,
) -> ArticleEntry {
    ArticleEntry {
        id: format!("{}#{number}", draft.id).into(),
        document: draft.id.into(),
        number,
        kind: article.kind,
        span,
        lines,
        title: article.title.map(Name::from),
        lang: Language::from_tag(draft.lang),
        lang_confidence: None,
        published: article.published.parse().ok(),
        source: draft.source.map(Name::from),
        agency: None,
        words: blocks.iter().map(|block| words(&block.text)).sum(),
        fingerprint: Some(fingerprint(&blocks)),
        copies: None,
        story: None,
        storyline: None,
        representative: true,
        coverage: article.coverage,
        only_here: Vec::new(),
        blocks,
    }
}

fn fingerprint(blocks: &[Block]) -> TextFingerprint {
    TextFingerprint(blocks.iter().fold(0, |state, block| chain64(state, hash64(block.text.as_bytes()))))
}

fn words(text: &str) -> u32 {
    let wide = text.chars().filter(|&c| ('\u{4e00}'..='\u{9fff}').contains(&c)).count();
    if wide > 0 { wide as u32 } else { text.split_whitespace().count() as u32 }
}

/// Article id, the passage as it stands there, and its words that differ.
pub(super) type Held = (&'static str, &'static str, &'static [&'static str]);

fn passage(id: &str, kind: PassageKind, held: &[Held], articles: &[ArticleEntry]) -> PassageEntry {
    let text = held[0].1;
    let occurrences = held.iter().map(|&(article, here, differs)| {
        let holder = articles.iter().find(|entry| &*entry.id == article).expect(article);
        let at = holder.blocks.iter().position(|block| block.text.contains(here)).expect(here);
        let block = &holder.blocks[at];
        // Each block of the sample that holds a passage is one line.
        let line = holder.lines.first + at as u32;
        let place = |word: &str| {
            let start = block.start as usize + block.text.find(word).expect(word);
            Span::new(start, start + word.len())
        };
        OccurrenceEntry {
            article: article.into(),
            span: place(here),
            lines: Lines { first: line, last: line },
            text: (here != text).then(|| here.to_owned()),
            differs: differs.iter().map(|word| place(word)).collect(),
        }
    });
    PassageEntry {
        id: id.into(),
        kind,
        text: text.to_owned(),
        words: words(text),
        occurrences: occurrences.collect(),
    }
}

/// The blocks of a sharing article in which nothing is shared and that none of the other `texts` is; each is one line.
fn only_here(article: &ArticleEntry, passages: &[PassageEntry], texts: &[String]) -> Vec<StretchEntry> {
    let spans: Vec<Span> = passages
        .iter()
        .filter(|passage| passage.kind != PassageKind::Formula)
        .flat_map(|passage| &passage.occurrences)
        .filter(|occurrence| occurrence.article == article.id)
        .map(|occurrence| occurrence.span)
        .collect();
    if spans.is_empty() {
        return Vec::new();
    }
    let stretch = |(block, line): (&Block, u32)| {
        let span = Span::new(block.start as usize, block.start as usize + block.text.len());
        StretchEntry { span, lines: Lines { first: line, last: line }, words: words(&block.text) }
    };
    let is_own = |(block, _): &(&Block, u32)| texts.iter().filter(|text| **text == block.text).count() == 1;
    let stretches = article.blocks.iter().zip(article.lines.first..).filter(is_own).map(stretch);
    stretches.filter(|it| it.words >= 8 && !spans.iter().any(|span| span.overlaps(it.span))).collect()
}

fn similarities() -> Vec<SimilarityEntry> {
    let level = |level, threshold, pairs: &[(usize, u64)]| {
        let mut bins = vec![0; 50];
        pairs.iter().for_each(|&(bin, count)| bins[bin] = count);
        SimilarityEntry { level, threshold, pairs: bins }
    };
    vec![
        level(Level::Copies, 0.7, &[(3, 4), (9, 2), (22, 1), (35, 1), (49, 3)]),
        level(Level::Story, 0.22, &[(2, 7), (4, 5), (7, 2), (11, 1), (17, 2), (20, 1), (23, 2), (26, 1)]),
        level(Level::Storyline, 0.05, &[(0, 31), (1, 12), (4, 1), (6, 1), (7, 1), (19, 2)]),
    ]
}

fn pair(a: &str, b: &str, relation: Relation, [jaccard, rarity, containment]: [f64; 3]) -> PairEntry {
    let pieces = (relation == Relation::Rewritten).then_some(6);
    PairEntry { a: a.into(), b: b.into(), relation, jaccard, rarity, containment, pieces }
}

fn strings<T: for<'a> From<&'a str>>(list: &[&str]) -> Vec<T> {
    list.iter().map(|&item| item.into()).collect()
}

fn copies() -> Vec<CopiesEntry> {
    let near = pair("feed.jsonl:1#1", "feed.jsonl:3#1", Relation::Near, [0.74, 0.71, 0.86]);
    let held = pair("pages/001.txt#1", "pages/002.txt#2", Relation::Contains, [0.41, 0.44, 0.98]);
    vec![
        CopiesEntry {
            id: "copies-5b1e".into(),
            representative: "feed.jsonl:1#1".into(),
            members: strings(&["feed.jsonl:1#1", "feed.jsonl:2#1", "feed.jsonl:3#1", "pages/review.txt#1"]),
            pairs: vec![
                pair("feed.jsonl:1#1", "feed.jsonl:2#1", Relation::Exact, [1.0, 1.0, 1.0]),
                near.clone(),
                pair("feed.jsonl:1#1", "pages/review.txt#1", Relation::Contained, [0.52, 0.5, 0.97]),
            ],
            weakest: Some(near),
            passages: strings(&["passage-1", "passage-2"]),
        },
        CopiesEntry {
            id: "copies-c07d".into(),
            representative: "pages/001.txt#1".into(),
            members: strings(&["pages/001.txt#1", "pages/002.txt#2"]),
            pairs: vec![held.clone()],
            weakest: Some(held),
            passages: strings(&["passage-3"]),
        },
    ]
}

fn terms(list: &[&str]) -> Vec<TermEntry> {
    let weights = [0.31, 0.22, 0.14, 0.09, 0.06, 0.04, 0.03];
    list.iter()
        .zip(weights)
        .map(|(term, weight)| TermEntry { term: (*term).to_owned(), weight, kind: kind(term) })
        .collect()
}

fn kind(term: &str) -> TermKind {
    match term.chars().next() {
        Some(first) if first.is_uppercase() => TermKind::Name,
        Some(first) if first.is_numeric() => TermKind::Number,
        _ => TermKind::Word,
    }
}

fn join(a: &str, b: &str, similarity: f64, threshold: f64, list: &[&str]) -> JoinEntry {
    JoinEntry {
        a: a.into(),
        b: b.into(),
        similarity,
        threshold,
        terms: terms(list),
        days: None,
        vectors: None,
        passages: Vec::new(),
    }
}

fn stories(articles: &[ArticleEntry]) -> Vec<StoryEntry> {
    let storm = &["storm", "Elin", "harbour", "coast", "electricity", "130"][..];
    let dam = &["السد", "مفاوضات", "الخرطوم", "النهر"][..];
    let mut stories = vec![
        (
            "story-storm",
            &["feed.jsonl:1#1", "feed.jsonl:2#1", "feed.jsonl:3#1", "pages/review.txt#1", "feed.jsonl:4#1"][..],
            storm,
            vec![JoinEntry {
                days: Some(2.1),
                passages: strings(&["passage-1", "passage-2"]),
                ..join("feed.jsonl:1#1", "feed.jsonl:4#1", 0.46, 0.22, storm)
            }],
            &["passage-1", "passage-2"][..],
            Some("storyline-storm"),
        ),
        (
            "story-talks",
            &["pages/001.txt#1", "pages/002.txt#2", "pages/002.txt#1"],
            dam,
            vec![join("pages/001.txt#1", "pages/002.txt#1", 0.38, 0.22, dam)],
            &["passage-3", "passage-4"],
            Some("storyline-dam"),
        ),
        (
            "story-deadlock",
            &["pages/003.txt#1", "pages/004.txt#1"],
            &["تعثر", "الملء", "السد"],
            vec![join("pages/003.txt#1", "pages/004.txt#1", 0.41, 0.22, &["الملء", "تعثر", "السد"])],
            &["passage-5"],
            Some("storyline-dam"),
        ),
        (
            "story-metro",
            &["feed.jsonl:6#1", "feed.jsonl:7#1"],
            &["मेट्रो", "दिल्ली", "हवाई", "लाइन"],
            vec![join("feed.jsonl:6#1", "feed.jsonl:7#1", 0.35, 0.22, &["मेट्रो", "लाइन"])],
            &["passage-6"],
            None,
        ),
        (
            "story-railway",
            &["feed.jsonl:8#1", "feed.jsonl:9#1"],
            &["铁路", "港口", "通车"],
            vec![join("feed.jsonl:8#1", "feed.jsonl:9#1", 0.52, 0.22, &["铁路", "通车"])],
            &["passage-7"],
            None,
        ),
        (
            "story-power",
            &["feed.jsonl:5#1"],
            &["power", "coast", "storm"],
            vec![],
            &[],
            Some("storyline-storm"),
        ),
        ("story-deal", &["pages/004.txt#2"], &["اتفاق", "السد"], vec![], &[], Some("storyline-dam")),
        ("story-odd", &["odd/\u{202e}gnp.txt#1"], &["<b>", "`x`"], vec![], &[], None),
        ("story-teaser", &["pages/003.txt#2"], &[], vec![], &[], None),
        ("story-winter", &["pages/winter.txt#1"], &["cables", "ministry"], vec![], &[], None),
    ];
    stories
        .drain(..)
        .map(|(id, members, terms_of, joins, passages, storyline)| {
            let entries: Vec<_> =
                members.iter().filter_map(|id| articles.iter().find(|a| &*a.id == *id)).collect();
            let mut sources: Vec<_> =
                entries.iter().filter_map(|entry| entry.source.as_deref().map(str::to_owned)).collect();
            sources.sort();
            sources.dedup();
            let dates = || entries.iter().filter_map(|entry| entry.published);
            StoryEntry {
                id: id.into(),
                representative: members[0].into(),
                headline: entries[0].title.as_deref().map(str::to_owned),
                articles: strings(members),
                independent: match id {
                    "story-storm" | "story-talks" => 2,
                    _ => members.len() as u32,
                },
                first: dates().min(),
                last: dates().max(),
                sources,
                agencies: if id == "story-storm" { vec!["Reuters".into()] } else { Vec::new() },
                terms: terms(terms_of),
                joins,
                passages: strings(passages),
                storyline: storyline.map(Name::from),
            }
        })
        .collect()
}

fn storylines(stories: &[StoryEntry]) -> Vec<StorylineEntry> {
    let storyline = |id: &str, members: &[&str], about: &[&str], joins: Vec<JoinEntry>| {
        let entries: Vec<_> =
            members.iter().filter_map(|id| stories.iter().find(|s| &*s.id == *id)).collect();
        let largest = entries.iter().max_by_key(|story| story.articles.len()).expect("a story");
        StorylineEntry {
            id: id.into(),
            headline: largest.headline.clone(),
            stories: strings(members),
            articles: entries.iter().map(|story| story.articles.len() as u32).sum(),
            first: entries.iter().filter_map(|story| story.first).min(),
            last: entries.iter().filter_map(|story| story.last).max(),
            terms: terms(about),
            joins,
            passages: Vec::new(),
            links: Vec::new(),
        }
    };
    let dam = ["السد", "الدول الثلاث", "النهر"];
    let mut lines = vec![
        storyline(
            "storyline-dam",
            &["story-talks", "story-deadlock", "story-deal"],
            &dam,
            vec![
                join("story-talks", "story-deadlock", 0.14, 0.05, &dam),
                join("story-deadlock", "story-deal", 0.09, 0.05, &dam),
            ],
        ),
        storyline(
            "storyline-storm",
            &["story-storm", "story-power"],
            &["storm", "coast", "power"],
            vec![join("story-storm", "story-power", 0.12, 0.05, &["storm", "coast"])],
        ),
    ];
    lines[1].links.push(LinkEntry { story: "story-railway".into(), similarity: 0.07 });
    lines
}

fn funnel(articles: &[ArticleEntry], stories: &[StoryEntry], passages: &[PassageEntry]) -> Funnel {
    let kind = |kind: ArticleKind| articles.iter().filter(|article| article.kind == kind).count() as u64;
    let several = stories.iter().filter(|story| story.articles.len() > 1).count() as u64;
    Funnel {
        files: 8,
        documents: DOCUMENTS.len() as u64,
        skipped: 8,
        main: kind(ArticleKind::Main),
        side: kind(ArticleKind::Side),
        teasers: kind(ArticleKind::Teaser),
        empty: 1,
        candidate_pairs: 11,
        verified_pairs: 5,
        copies_groups: 2,
        copies_articles: 6,
        stories: several,
        single_stories: stories.len() as u64 - several,
        storylines: 2,
        passages: passages.len() as u64,
    }
}

fn furniture() -> Vec<FurnitureEntry> {
    vec![FurnitureEntry {
        source: Some("Feed & Söhne".into()),
        text: "// Ende //".into(),
        texts: 7,
        of: 9,
        article: "feed.jsonl:1#1".into(),
        span: Span::new(0, 10),
        lines: Lines { first: 1, last: 1 },
    }]
}

fn skipped() -> Vec<Skip> {
    let skip = |path: &str, record, reason, detail: &str| Skip {
        path: path.into(),
        record,
        reason,
        detail: detail.into(),
        records: 1,
    };
    let mut skipped = vec![
        skip("feed.jsonl", Some(10), SkipReason::BrokenJson, "expected `,` or `}` at column 41"),
        skip(
            "feed.jsonl",
            Some(11),
            SkipReason::MissingText,
            "no field text, body or content; name it with --text-field",
        ),
        skip("odd/\u{1b}[2J.txt", None, SkipReason::NotUtf8, "byte 0xE9 at offset 12; <convert> it first"),
    ];
    skipped.extend((12..17).map(|record| skip("feed.jsonl", Some(record), SkipReason::Empty, "")));
    skipped
}

fn notes() -> Vec<Note> {
    let note = |kind, records, record, example: &str| Note {
        kind,
        records,
        path: "feed.jsonl".into(),
        record: Some(record),
        example: example.into(),
    };
    vec![note(NoteKind::UnreadDate, 3, 4, "3/4/2026 <soon>"), note(NoteKind::Markup, 1, 2, "")]
}

/// A report of a run in which nothing was found.
pub(super) fn empty_report() -> Report {
    Report {
        schema: SCHEMA,
        tool: Tool { name: "retold".into(), version: "0.1.0".into() },
        settings: serde_json::Value::Null,
        funnel: Funnel::default(),
        recall: RecallPromise::default(),
        documents: Vec::new(),
        articles: Vec::new(),
        copies: Vec::new(),
        pairs: Vec::new(),
        removals: Vec::new(),
        placeholders: Vec::new(),
        stories: Vec::new(),
        storylines: Vec::new(),
        passages: Vec::new(),
        reused: Vec::new(),
        similarities: Vec::new(),
        oversize: Vec::new(),
        spellings: Vec::new(),
        furniture: Vec::new(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

/// The sample with `hostile` before every headline, outlet, term, path, id and detail at once.
pub(super) fn poisoned_report(hostile: &str) -> Report {
    let mut value = serde_json::to_value(report()).expect("a report is JSON");
    let closed = ["kind", "level", "lang", "published", "relation", "reason", "first", "last", "fingerprint"];
    poison(&mut value, hostile, &closed);
    serde_json::from_value(value).expect("only free text was changed")
}

/// Puts `hostile` before every text in `value`, but under the keys whose values are no free text.
pub(crate) fn poison(value: &mut serde_json::Value, hostile: &str, closed: &[&str]) {
    match value {
        serde_json::Value::String(text) => *text = format!("{hostile}{text}"),
        serde_json::Value::Array(list) => list.iter_mut().for_each(|entry| poison(entry, hostile, closed)),
        serde_json::Value::Object(map) => {
            let open = map.iter_mut().filter(|(key, _)| !closed.contains(&key.as_str()));
            open.for_each(|(_, entry)| poison(entry, hostile, closed));
        }
        _ => {}
    }
}

#[test]
fn every_span_of_the_sample_quotes_its_text() {
    let report = report();
    for passage in &report.passages {
        for occurrence in &passage.occurrences {
            let holder =
                report.articles.iter().find(|article| article.id == occurrence.article).expect("a holder");
            let quoted = holder.blocks.iter().find_map(|block| {
                let start = occurrence.span.start.checked_sub(block.start)? as usize;
                block.text.get(start..start + occurrence.span.len())
            });
            assert_eq!(quoted, Some(occurrence.text.as_deref().unwrap_or(&passage.text)));
        }
    }
}
