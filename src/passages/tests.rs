//! The room as a whole: on real pages, on planted passages, in numbers.

use super::{CoveredTokens, Member, Passage, PassageFinder, PassageKind, PassagesParams};
use crate::document::ArticleIndex;
use crate::hash::mix64;
use crate::span::{LineIndex, Span};
use crate::text::TokenTable;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// Articles that are one piece each.
struct Articles {
    texts: Vec<String>,
    tables: Vec<TokenTable>,
    sources: Vec<Option<&'static str>>,
}

impl Articles {
    fn of<T: AsRef<str>>(texts: &[T]) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| text.as_ref().to_string()).collect();
        let tables = texts.iter().map(|text| whole(text, Span::new(0, text.len()))).collect();
        Self { sources: vec![None; texts.len()], texts, tables }
    }

    fn members(&self) -> Vec<Member<'_>> {
        let parts = self.texts.iter().zip(&self.tables).zip(&self.sources).enumerate();
        parts
            .map(|(index, ((text, tokens), &source))| Member {
                article: ArticleIndex(index as u32),
                text,
                tokens,
                source,
            })
            .collect()
    }

    fn find(&self) -> Vec<Passage> {
        PassageFinder::new(&PassagesParams::default()).find(&self.members())
    }

    fn text_of(&self, passage: &Passage, occurrence: usize) -> &str {
        let place = &passage.occurrences[occurrence];
        place.span.of(&self.texts[place.article.at()]).unwrap()
    }
}

fn whole(text: &str, span: Span) -> TokenTable {
    TokenTable::of_pieces(text, [(span, span.of(text).unwrap())].into_iter())
}

fn found(passages: &[Passage], kind: PassageKind) -> Vec<&Passage> {
    passages.iter().filter(|passage| passage.kind == kind).collect()
}

fn coverage(passages: &[Passage], article: ArticleIndex, tokens: usize) -> f64 {
    let holders = passages.iter().flat_map(|passage| &passage.occurrences).map(|it| it.article);
    let articles = holders.chain([article]).max().map_or(0, |last| last.at() + 1);
    CoveredTokens::of(passages.iter(), articles).share(article, tokens)
}

#[test]
fn two_side_articles_of_a_real_page_share_a_report_and_a_quotation() {
    let Some(corpora) = std::env::var_os("RETOLD_CORPORA") else {
        eprintln!("skipped: RETOLD_CORPORA is not set");
        return;
    };
    let path = Path::new(&corpora).join("seeds/001_0da1ffbe29b36b8b.txt");
    let page = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let index = LineIndex::new(&page);
    let span_of = |first: usize, last: usize| {
        let at = |line: &str| line.as_ptr() as usize - page.as_ptr() as usize;
        Span::new(at(lines[first - 1]), at(lines[last - 1]) + lines[last - 1].len())
    };
    let tables = [(40, 41), (47, 48)].map(|(first, last)| whole(&page, span_of(first, last)));
    let members = [0, 1].map(|i| Member {
        article: ArticleIndex(i as u32),
        text: &page,
        tokens: &tables[i],
        source: None,
    });
    let passages = PassageFinder::new(&PassagesParams::default()).find(&members);
    let wanted = [
        "وفق ما أفاد مسؤول مكتب الرئيس الأوكراني أندري يرماك",
        "السلام من خلال القوة هو مبدأ الرئيس الأميركي دونالد ترامب، ونحن ندعم هذا النهج",
    ];
    for text in wanted {
        let holder = passages.iter().find(|passage| {
            passage.kind.is_shared_text() && passage.occurrences[0].span.of(&page).unwrap().contains(text)
        });
        let holder = holder.expect(text);
        assert_eq!(index.lines(holder.occurrences[0].span).first, 41);
        assert_eq!(index.lines(holder.occurrences[1].span).first, 48);
    }
    for passage in &passages {
        eprintln!("{:?} {}: {}", passage.kind, passage.words, passage.occurrences[0].span.of(&page).unwrap());
    }
    assert!((0.3..0.7).contains(&coverage(&passages, ArticleIndex(1), tables[1].len())));
}

#[test]
fn a_shorter_run_counts_inside_quotation_marks_only() {
    let quoted = Articles::of(&[
        "He told us: “we will never leave this place”, twice.",
        "Again she wrote \"we will never leave this place\" below.",
    ]);
    let passages = quoted.find();
    assert_eq!((passages.len(), passages[0].kind, passages[0].words), (1, PassageKind::Quote, 6));
    assert_eq!(quoted.text_of(&passages[0], 1), "we will never leave this place");
    let plain = Articles::of(&[
        "He said we will never leave this place, twice.",
        "But we will never leave this place.",
    ]);
    assert!(plain.find().is_empty());
}

#[test]
fn a_character_counts_less_than_a_word() {
    let short = Articles::of(&["甲国家主席在北京会见来访者。", "乙国家主席在北京会见来访者？"]);
    assert!(short.find().is_empty(), "12 characters are no passage");
    let long = Articles::of(&["甲国家主席在北京会见来访的客人。", "乙国家主席在北京会见来访的客人？"]);
    assert_eq!(long.find()[0].words, 14);
    let quote = Articles::of(&["甲说「我们在北京会见来访者」", "乙称「我们在北京会见来访者」吗"]);
    assert_eq!(quote.find()[0].kind, PassageKind::Quote);
}

#[test]
fn nothing_is_shared_over_a_cut() {
    let text = "one two three four five\nMENU\nsix seven eight nine ten";
    let pieces = [Span::new(0, 23), Span::new(29, text.len())];
    let cut = TokenTable::of_pieces(text, pieces.iter().map(|&span| (span, span.of(text).unwrap())));
    assert_eq!(cut.seams.len(), 1);
    let other = "one two three four five six seven eight nine ten";
    let tokens = whole(other, Span::new(0, other.len()));
    let members = [(text, &cut), (other, &tokens)];
    let members: Vec<Member<'_>> = (0..)
        .zip(members)
        .map(|(i, (text, tokens))| Member { article: ArticleIndex(i), text, tokens, source: None })
        .collect();
    let passages = PassageFinder::new(&PassagesParams::default()).find(&members);
    assert!(passages.is_empty(), "{passages:?}");
}

#[test]
fn articles_without_tokens_share_nothing() {
    assert!(Articles::of(&["", "...", ""]).find().is_empty());
    assert!(PassageFinder::new(&PassagesParams::default()).find(&[]).is_empty());
    assert!(coverage(&[], ArticleIndex(0), 0).abs() < f64::EPSILON);
}

#[test]
fn an_edited_passage_names_the_words_that_differ() {
    let articles = Articles::of(&[
        "The minister said on Tuesday that the new bridge across the river will open to traffic in early May.",
        "A report: the minister said on Monday that the new bridge across the old river will open to traffic in May!",
    ]);
    let passages = articles.find();
    assert_eq!((passages.len(), passages[0].kind), (1, PassageKind::Edited));
    let differs: Vec<&str> =
        passages[0].occurrences[1].differs.iter().map(|span| span.of(&articles.texts[1]).unwrap()).collect();
    assert_eq!(differs, ["Monday", "old"]);
    assert!(passages[0].occurrences[0].differs.is_empty());
    assert!(coverage(&passages, ArticleIndex(0), articles.tables[0].len()) > 0.85);
}

#[test]
fn a_run_that_more_articles_hold_stays_beside_an_edited_passage() {
    let mut soup = Soup(5);
    let text = soup.words(60);
    let mut edited = text.clone();
    edited[20] = "changed".into();
    let mut third = soup.words(40);
    third.extend_from_slice(&text[30..45]);
    let passages = Articles::of(&[text.join(" "), edited.join(" "), third.join(" ")]).find();
    let kinds: Vec<(PassageKind, u32, usize)> =
        passages.iter().map(|passage| (passage.kind, passage.words, passage.occurrences.len())).collect();
    assert_eq!(kinds, [(PassageKind::Edited, 60, 2), (PassageKind::Verbatim, 15, 3)]);
}

/// Whether every word of a text stands in some passage of its article.
fn is_marked(passages: &[Passage], article: ArticleIndex, part: Span) -> bool {
    let mut spans: Vec<Span> = passages
        .iter()
        .flat_map(|passage| &passage.occurrences)
        .filter(|occurrence| occurrence.article == article)
        .map(|occurrence| occurrence.span)
        .collect();
    spans.sort_unstable();
    let mut end = part.start;
    for span in spans {
        // White space between two passages is no text.
        if span.start <= end + 1 {
            end = end.max(span.end);
        }
    }
    end >= part.end
}

#[test]
fn what_stands_in_another_order_is_marked_too() {
    let mut soup = Soup(11);
    let (first, second, moved) = (soup.words(40), soup.words(40), soup.words(27));
    let mut edited = first.clone();
    edited[20] = "changed".into();
    // Near the end of an edited passage, within the gap that one may have.
    for apart in [0, 5, 11] {
        let between = soup.words(apart);
        let a = [&first[..], &between[..], &moved[..], &second[..]].concat().join(" ");
        let b = [&moved[..], &edited[..], &second[..]].concat().join(" ");
        let articles = Articles::of(&[a, b]);
        let passages = articles.find();
        let part = moved.join(" ");
        for (at, text) in articles.texts.iter().enumerate() {
            let start = text.find(&part).unwrap();
            let span = Span::new(start, start + part.len());
            assert!(is_marked(&passages, ArticleIndex(at as u32), span), "{apart} words apart, article {at}");
        }
    }
}

#[test]
fn a_line_that_one_source_ends_its_articles_with_is_furniture() {
    let mut soup = Soup(9);
    let footer = "Sign up here for our daily letter with the best of the paper";
    let texts: Vec<String> = (0..4).map(|_| format!("{}. {footer}", soup.words(60).join(" "))).collect();
    let mut articles = Articles::of(&texts);
    assert_eq!(found(&articles.find(), PassageKind::Verbatim).len(), 1, "the source is not known");
    articles.sources = vec![Some("daily"); 4];
    let passages = articles.find();
    assert_eq!(found(&passages, PassageKind::Furniture).len(), 1);
    assert!(coverage(&passages, ArticleIndex(0), articles.tables[0].len()).abs() < f64::EPSILON);
    articles.sources[2] = Some("other");
    assert_eq!(found(&articles.find(), PassageKind::Furniture).len(), 0);
}

#[test]
fn copies_of_one_source_are_no_furniture() {
    let text = Soup(3).words(80).join(" ");
    let mut articles = Articles::of(&[&text, &text, &text, &text]);
    articles.sources = vec![Some("daily"); 4];
    let passages = articles.find();
    assert_eq!((passages.len(), passages[0].kind), (1, PassageKind::Verbatim));
}

#[test]
fn names_that_articles_have_in_common_are_formulae() {
    let articles = Articles::of(&[
        "wa wb wc Korean Central News Agency wd we",
        "wf wg wh Korean Central News Agency wi wj",
        "wk wl the old red barn wm wn",
        "wo wp the old red barn wq wr",
    ]);
    let passages = articles.find();
    let formulae: Vec<&str> =
        found(&passages, PassageKind::Formula).iter().map(|passage| articles.text_of(passage, 0)).collect();
    assert_eq!(
        formulae,
        ["Korean Central News Agency"],
        "two articles are too few for a phrase that is no name"
    );
}

/// Invented words, the same for the same seed.
struct Soup(u64);

impl Soup {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix64(self.0) % bound as u64) as usize
    }

    /// A third of all words are among fifty, as in real text.
    fn word(&mut self) -> String {
        let number = if self.below(3) == 0 { self.below(50) } else { 50 + self.below(20_000) };
        format!("w{number:05}")
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }

    /// `text` with about `percent` of a hundred words changed, left out, put in, or swapped with the next.
    fn edit(&mut self, text: &[String], percent: usize) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let is_inner = at > 0 && at + 2 < text.len();
            if !is_inner || self.below(100) >= percent {
                out.push(text[at].clone());
            } else {
                match self.below(4) {
                    0 => out.push(self.word()),
                    1 => {}
                    2 => out.extend([self.word(), text[at].clone()]),
                    _ => {
                        out.extend([text[at + 1].clone(), text[at].clone()]);
                        at += 1;
                    }
                }
            }
            at += 1;
        }
        out
    }
}

/// A planted passage: token ranges in the two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    a: (u32, u32),
    b: (u32, u32),
}

/// Two articles of soup with passages of `lengths` words in them, in another order in the second. A word that occurs
/// nowhere else stands at both sides of each, so that no passage is longer by chance.
fn plant(soup: &mut Soup, lengths: &[usize], percent: impl Fn(&mut Soup) -> usize) -> (Articles, Vec<Case>) {
    let originals: Vec<Vec<String>> = lengths.iter().map(|&length| soup.words(length)).collect();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let mut cases = vec![Case { a: (0, 0), b: (0, 0) }; lengths.len()];
    for (case, original) in cases.iter_mut().zip(&originals) {
        a.extend(soup.words(40));
        a.push(format!("left{}", a.len()));
        case.a = (a.len() as u32, (a.len() + original.len()) as u32);
        a.extend_from_slice(original);
        a.push(format!("right{}", a.len()));
    }
    for (case, original) in cases.iter_mut().zip(&originals).rev() {
        b.extend(soup.words(40));
        let percent = percent(soup);
        let edited = soup.edit(original, percent);
        case.b = (b.len() as u32, (b.len() + edited.len()) as u32);
        b.extend(edited);
    }
    a.extend(soup.words(40));
    b.extend(soup.words(40));
    (Articles::of(&[a.join(" "), b.join(" ")]), cases)
}

/// What was found, in pairs of the first article with the second.
fn detections(passages: &[Passage]) -> Vec<Case> {
    let range = |(first, number): (u32, u32)| (first, first + number);
    let mut cases = Vec::new();
    for passage in passages.iter().filter(|passage| passage.kind.is_shared_text()) {
        for a in passage.occurrences.iter().filter(|o| o.article.0 == 0) {
            for b in passage.occurrences.iter().filter(|o| o.article.0 == 1) {
                cases.push(Case { a: range(a.tokens), b: range(b.tokens) });
            }
        }
    }
    cases
}

fn overlap(x: (u32, u32), y: (u32, u32)) -> u32 {
    x.1.min(y.1).saturating_sub(x.0.max(y.0))
}

fn meet(x: &Case, y: &Case) -> bool {
    overlap(x.a, y.a) > 0 && overlap(x.b, y.b) > 0
}

/// Share of `case` that `others` have found, both sides taken together.
fn share(case: &Case, others: &[Case]) -> f64 {
    let meeting: Vec<&Case> = others.iter().filter(|other| meet(case, other)).collect();
    let covered = |range: (u32, u32), side: fn(&Case) -> (u32, u32)| {
        (range.0..range.1)
            .filter(|at| meeting.iter().any(|other| overlap((*at, at + 1), side(other)) > 0))
            .count()
    };
    let size = f64::from(case.a.1 - case.a.0 + case.b.1 - case.b.0);
    (covered(case.a, |c| c.a) + covered(case.b, |c| c.b)) as f64 / size
}

/// Macro-averaged precision, recall, granularity and plagdet (Potthast et al. 2010).
fn plagdet(truth: &[Vec<Case>], found: &[Vec<Case>]) -> [f64; 4] {
    let mean = |of: &[Vec<Case>], by: &[Vec<Case>]| {
        let shares: Vec<f64> = of
            .iter()
            .zip(by)
            .flat_map(|(cases, others)| cases.iter().map(|case| share(case, others)))
            .collect();
        shares.iter().sum::<f64>() / shares.len().max(1) as f64
    };
    let (precision, recall) = (mean(found, truth), mean(truth, found));
    let hits: Vec<usize> = truth
        .iter()
        .zip(found)
        .flat_map(|(cases, others)| cases.iter().map(|case| others.iter().filter(|o| meet(case, o)).count()))
        .filter(|&hits| hits > 0)
        .collect();
    let granularity = hits.iter().sum::<usize>() as f64 / hits.len().max(1) as f64;
    let f1 = 2.0 * precision * recall / (precision + recall);
    [precision, recall, granularity, f1 / (1.0 + granularity).log2()]
}

#[test]
fn every_planted_run_of_eight_words_or_more_is_found_and_nothing_else() {
    for seed in 0..60 {
        let mut soup = Soup(seed);
        let lengths: Vec<usize> = (0..6).map(|_| 6 + soup.below(195)).chain([6, 7, 8, 9]).collect();
        let (articles, cases) = plant(&mut soup, &lengths, |_| 0);
        let expected: BTreeSet<Case> =
            cases.iter().copied().filter(|case| case.a.1 - case.a.0 >= 8).collect();
        let found: BTreeSet<Case> = detections(&articles.find()).into_iter().collect();
        assert_eq!(found, expected, "seed {seed}");
    }
}

#[test]
fn planted_passages_with_edits_are_found_whole() {
    let (mut truth, mut found) = (Vec::new(), Vec::new());
    for seed in 0..80 {
        let mut soup = Soup(1000 + seed);
        let lengths: Vec<usize> = (0..6).map(|_| 6 + soup.below(195)).collect();
        let (articles, cases) = plant(&mut soup, &lengths, |soup| 1 + soup.below(20));
        truth.push(cases);
        found.push(detections(&articles.find()));
    }
    let [precision, recall, granularity, score] = plagdet(&truth, &found);
    eprintln!("precision {precision:.4} recall {recall:.4} granularity {granularity:.4} plagdet {score:.4}");
    assert!(score >= 0.9 && granularity <= 1.05, "plagdet {score:.3}, granularity {granularity:.3}");
}

#[test]
fn plagdet_is_one_for_the_truth_and_falls_with_pieces() {
    let case = Case { a: (0, 20), b: (100, 120) };
    let halves = vec![Case { a: (0, 10), b: (100, 110) }, Case { a: (10, 20), b: (110, 120) }];
    assert!((plagdet(&[vec![case]], &[vec![case]])[3] - 1.0).abs() < 1e-9);
    assert!((plagdet(&[vec![case]], &[halves])[3] - 1.0 / 3_f64.log2()).abs() < 1e-9);
}

/// `count` copies of one text of `words` words, each with a few words changed.
fn reprints(count: usize, words: usize) -> Articles {
    let mut soup = Soup(77);
    let text = soup.words(words);
    let texts: Vec<String> = (0..count)
        .map(|_| {
            let mut copy = text.clone();
            for _ in 0..3 {
                let at = soup.below(words);
                copy[at] = soup.word();
            }
            copy.join(" ")
        })
        .collect();
    Articles::of(&texts)
}

#[test]
fn two_thousand_reprints_are_one_passage_in_seconds() {
    let articles = reprints(2000, 300);
    let start = std::time::Instant::now();
    let passages = articles.find();
    let elapsed = start.elapsed();
    eprintln!("2000 reprints: {elapsed:?}, {} passages", passages.len());
    assert!(elapsed.as_secs() < 30, "{elapsed:?}");
    let edited = found(&passages, PassageKind::Edited);
    assert_eq!(edited.iter().map(|passage| passage.occurrences.len()).max(), Some(2000));
    assert!(passages.len() < 100, "{} passages", passages.len());
}

#[test]
fn reprints_are_the_same_passage_whether_all_pairs_are_compared_or_not() {
    let articles = reprints(12, 200);
    let few = PassagesParams { all_pairs: 2, ..PassagesParams::default() };
    let passages = PassageFinder::new(&few).find(&articles.members());
    assert_eq!((passages.len(), passages[0].occurrences.len()), (1, 12));
    assert_eq!(passages, articles.find());
}

#[test]
fn two_thousand_cuts_of_one_text_are_found_in_seconds() {
    let mut soup = Soup(31);
    let text = soup.words(300);
    let texts: Vec<String> = (0..2000)
        .map(|_| {
            let first = soup.below(200);
            let end = first + 20 + soup.below(80);
            format!("{} {} {}", soup.words(3).join(" "), text[first..end].join(" "), soup.words(3).join(" "))
        })
        .collect();
    let articles = Articles::of(&texts);
    let start = std::time::Instant::now();
    let passages = articles.find();
    let elapsed = start.elapsed();
    let places: usize = passages.iter().map(|passage| passage.occurrences.len()).sum();
    eprintln!("2000 cuts: {elapsed:?}, {} passages with {places} occurrences", passages.len());
    assert!(elapsed.as_secs() < 30, "{elapsed:?}");
    for (index, table) in articles.tables.iter().enumerate().step_by(97) {
        let share = coverage(&passages, ArticleIndex(index as u32), table.len());
        assert!(share * table.len() as f64 >= table.len() as f64 - 13.5, "article {index}: {share}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn every_occurrence_says_what_its_passage_says(
        texts in prop::collection::vec("(([a-d]|[«»\"。国\n]) ){0,60}", 2..5),
    ) {
        let articles = Articles::of(&texts);
        for passage in articles.find() {
            let holders: BTreeSet<ArticleIndex> = passage.occurrences.iter().map(|o| o.article).collect();
            prop_assert!(holders.len() > 1);
            prop_assert_eq!(passage.words, passage.occurrences[0].tokens.1);
            let hashes = |at: usize| {
                let text = articles.text_of(&passage, at);
                whole(text, Span::new(0, text.len())).hashes
            };
            for (at, place) in passage.occurrences.iter().enumerate() {
                let table = &articles.tables[place.article.at()];
                let (first, number) = (place.tokens.0 as usize, place.tokens.1 as usize);
                prop_assert_eq!(&hashes(at)[..], &table.hashes[first..first + number]);
                prop_assert!(place.differs.iter().all(|d| place.span.start <= d.start && d.end <= place.span.end));
                if passage.kind != PassageKind::Edited {
                    prop_assert_eq!(hashes(at), hashes(0));
                }
            }
            prop_assert!(passage.occurrences.is_sorted_by_key(|o| (o.article, o.tokens.0)));
        }
    }

    #[test]
    fn no_shared_run_is_left_out_of_every_passage(
        texts in prop::collection::vec("([a-d] ){0,40}([e-h] ){0,30}([a-d] ){0,40}", 2..5),
    ) {
        let articles = Articles::of(&texts);
        let passages = articles.find();
        let least = PassagesParams::default().shortest as usize;
        let tables = &articles.tables;
        for (at, table) in tables.iter().enumerate() {
            let mut marked = vec![false; table.len()];
            for place in passages.iter().flat_map(|it| &it.occurrences).filter(|it| it.article.at() == at) {
                marked[place.tokens.0 as usize..(place.tokens.0 + place.tokens.1) as usize].fill(true);
            }
            let others = || tables.iter().enumerate().filter(|(other, _)| *other != at);
            for (start, run) in table.hashes.windows(least).enumerate() {
                let is_shared = others().any(|(_, other)| other.hashes.windows(least).any(|it| it == run));
                let is_left_out = marked[start..start + least].iter().all(|is| !is);
                prop_assert!(!(is_shared && is_left_out), "article {} from token {}", at, start);
            }
        }
    }

    #[test]
    fn coverage_is_a_share(texts in prop::collection::vec("([a-c] ){0,40}", 2..5)) {
        let articles = Articles::of(&texts);
        let passages = articles.find();
        for (index, table) in articles.tables.iter().enumerate() {
            let share = coverage(&passages, ArticleIndex(index as u32), table.len());
            prop_assert!((0.0..=1.0).contains(&share));
        }
    }
}
