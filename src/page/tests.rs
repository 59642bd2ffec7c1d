//! What the room promises, on the sample corpus and on random text.

use super::{PageParams, PageSplitter, Splitting};
use crate::document::{Article, ArticleKind, Document, DocumentIndex, Layout};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct Expected {
    pages: Vec<ExpectedPage>,
}

#[derive(serde::Deserialize)]
struct ExpectedPage {
    file: String,
    articles: Vec<ExpectedArticle>,
}

#[derive(serde::Deserialize)]
struct ExpectedArticle {
    id: String,
    kind: String,
    lines: [u32; 2],
}

fn split(text: &str, layout: Layout) -> Vec<Article> {
    let document = Document::from_text("it", layout, text);
    PageSplitter::new(&PageParams::default()).split(&document, DocumentIndex(0))
}

fn overlap(article: &Article, [lo, hi]: [u32; 2]) -> f64 {
    let (first, last) = (article.lines.first, article.lines.last);
    let shared = (hi.min(last) + 1).saturating_sub(lo.max(first));
    f64::from(shared) / f64::from((hi - lo + 1).max(last - first + 1))
}

/// What differs between the articles found in a text and the expected ones, one line each: wrong ones first.
fn compare(articles: &[Article], page: &ExpectedPage, wrong: &mut Vec<String>, inexact: &mut Vec<String>) {
    for want in &page.articles {
        let best = articles.iter().max_by(|a, b| overlap(a, want.lines).total_cmp(&overlap(b, want.lines)));
        match best {
            Some(it) if overlap(it, want.lines) >= 0.6 && it.kind.to_string() == want.kind => {
                if [it.lines.first, it.lines.last] != want.lines {
                    inexact.push(format!("{} {:?}, not {:?}", want.id, it.lines, want.lines));
                }
            }
            it => wrong.push(format!(
                "{} {} {:?}: {:?}",
                want.id,
                want.kind,
                want.lines,
                it.map(|it| (it.kind, it.lines))
            )),
        }
    }
    for extra in articles.iter().filter(|it| page.articles.iter().all(|want| overlap(it, want.lines) == 0.0))
    {
        wrong.push(format!("{}: {} {:?} is no article", page.file, extra.kind, extra.lines));
    }
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

fn records(folder: &Path) -> Vec<serde_json::Value> {
    let mut records = Vec::new();
    for language in ["ar", "en", "hi", "ru", "zh"] {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{language}.jsonl"))) else { continue };
        records.extend(text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()));
    }
    records
}

fn check(folder: &Path, expectations: &[&str], wrong: &mut Vec<String>, inexact: &mut Vec<String>) {
    let records = records(folder);
    for name in expectations {
        let Ok(text) = std::fs::read_to_string(folder.join(name)) else { continue };
        let expected: Expected = serde_json::from_str(&text).unwrap();
        for page in expected.pages {
            let (text, layout) = if page.file.ends_with(".txt") {
                (std::fs::read_to_string(folder.join(&page.file)).unwrap(), Layout::Page)
            } else {
                let record = records.iter().find(|it| it["id"] == page.file.as_str()).unwrap();
                (record["text"].as_str().unwrap().to_string(), Layout::Record)
            };
            compare(&split(&text, layout), &page, wrong, inexact);
        }
    }
}

#[test]
fn every_article_of_the_sample_pages_is_found() {
    let (mut wrong, mut inexact) = (Vec::new(), Vec::new());
    check(
        &seeds(),
        &["expected.json", "expected-hi-zh-ru.json", "expected-ar-en.json"],
        &mut wrong,
        &mut inexact,
    );
    assert!(wrong.is_empty(), "wrong: {wrong:#?}\ninexact: {inexact:#?}");
    assert!(inexact.is_empty(), "inexact: {inexact:#?}");
}

#[test]
fn whole_keeps_everything_as_blocks_of_lines() {
    let params = PageParams { splitting: Splitting::Whole, ..PageParams::default() };
    let document = Document::from_text("it", Layout::Page, "\n\none\ntwo\n\n\nthree\n");
    let articles = PageSplitter::new(&params).split(&document, DocumentIndex(0));
    let pieces: Vec<&str> = articles[0].pieces.iter().filter_map(|piece| piece.of(&document.text)).collect();
    assert_eq!(pieces, ["one\ntwo", "three"]);
}

fn corpora() -> Option<PathBuf> {
    std::env::var_os("RETOLD_CORPORA").map(PathBuf::from)
}

/// Tests may say why they did nothing.
fn skipped(why: &str) {
    std::eprintln!("SKIPPED: {why}");
}

#[test]
fn every_article_of_the_five_pages_is_found() {
    let Some(folder) = corpora() else { return skipped("RETOLD_CORPORA names no folder of corpora") };
    let (mut wrong, mut inexact) = (Vec::new(), Vec::new());
    check(&folder.join("seeds"), &["expected.json"], &mut wrong, &mut inexact);
    assert!(wrong.is_empty(), "wrong: {wrong:#?}\ninexact: {inexact:#?}");
    // One range ends on blank lines, another begins at the caption above the headline.
    assert!(inexact.len() <= 2, "inexact: {inexact:#?}");
}

fn tokens(text: &str) -> usize {
    let mut count = 0;
    crate::text::tokenize(text, |_| count += 1);
    count
}

fn read(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut text = String::new();
    if let Ok(file) = std::fs::File::open(path.join("docs.jsonl.gz")) {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).ok()?;
        return Some(text);
    }
    std::fs::read_to_string(path.join("docs.jsonl")).ok()
}

/// The share of a record's tokens that its main article keeps; a line that stands twice counts once.
fn kept(splitter: &PageSplitter, text: &str) -> f64 {
    let document = Document::from_text("it", Layout::Record, text);
    let articles = splitter.split(&document, DocumentIndex(0));
    let main = articles.iter().find(|it| it.kind == ArticleKind::Main).unwrap();
    let kept: usize = main.pieces.iter().filter_map(|piece| piece.of(text)).map(tokens).sum();
    let mut seen = std::collections::BTreeSet::new();
    let all: usize = text.lines().map(str::trim).filter(|line| seen.insert(*line)).map(tokens).sum();
    if all == 0 { 1.0 } else { kept as f64 / all as f64 }
}

#[test]
fn clean_records_stay_whole() {
    let Some(folder) = corpora() else { return skipped("RETOLD_CORPORA names no folder of corpora") };
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    folders.sort();
    let splitter = PageSplitter::new(&PageParams::default());
    let (mut all, mut cut) = (0_usize, Vec::new());
    for folder in folders {
        let Some(text) = read(&folder) else { continue };
        for line in text.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(text) = record["text"].as_str() else { continue };
            all += 1;
            let share = kept(&splitter, text);
            if share < 0.98 {
                cut.push(format!("{} keeps {share:.3}", record["id"]));
            }
        }
    }
    skipped(&format!("nothing: {} of {all} records are cut: {cut:#?}", cut.len()));
    assert!(cut.len() * 100 <= all, "{} of {all} records are cut", cut.len());
}

fn sound(text: &str, articles: &[Article]) {
    assert_eq!(articles.iter().filter(|it| it.kind == ArticleKind::Main).count(), 1);
    for (at, article) in articles.iter().enumerate() {
        assert_eq!(article.number as usize, at + 1);
        assert!(article.span.of(text).is_some());
        let mut end = article.span.start;
        for piece in &article.pieces {
            assert!(piece.start >= end && piece.end <= article.span.end && !piece.is_empty());
            assert!(piece.of(text).is_some());
            end = piece.end;
        }
    }
}

#[test]
fn odd_texts_are_one_article() {
    for text in ["", "\n\n \r\n", "***\n---", "word", "\u{feff}", "(c)", "1\r2\r3", "©"] {
        for layout in [Layout::Page, Layout::Record] {
            let articles = split(text, layout);
            sound(text, &articles);
            assert_eq!(articles[0].pieces.is_empty(), !text.chars().any(char::is_alphanumeric), "{text:?}");
        }
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = std::fs::read_to_string(seeds().join("pages/ru-01.txt")).unwrap();
    let lines =
        |text: &str| -> Vec<_> { split(text, Layout::Page).iter().map(|it| (it.kind, it.lines)).collect() };
    assert_eq!(lines(&text), lines(&text.replace('\n', "\r\n")));
}

#[test]
fn work_is_linear_in_the_text() {
    let short: String = (0..100_000).map(|n| format!("Short line {} of {}\n", n % 977, n / 3)).collect();
    let mixed: String = (0..30_000)
        .map(|n| {
            format!(
                "Headline of story {n} today\n\nThe council of town {} voted on plan {n} on Monday.\n\n",
                n % 99
            )
        })
        .collect();
    let long = "word ".repeat(200_000);
    let same = "The very same line of words again and again\n".repeat(50_000);
    let notices: String = (0..30_000).map(|n| format!("Label\nNotice {n} ends here now.\n")).collect();
    let notices = format!("The council voted on the plan for the bridge on Monday.\n\nComments\n{notices}");
    for text in [short, mixed, long, same, notices] {
        for layout in [Layout::Page, Layout::Record] {
            let start = std::time::Instant::now();
            sound(&text, &split(&text, layout));
            let taken = start.elapsed();
            skipped(&format!("{} bytes {layout:?} {taken:?}", text.len()));
            // Generous for a busy machine; quadratic work would take minutes.
            assert!(taken.as_secs() < 10, "{} bytes took {taken:?}", text.len());
        }
    }
}

fn page_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("Related articles".to_string()),
        Just("2 hours ago".to_string()),
        Just("Comments (3)".to_string()),
        Just("Share".to_string()),
        "[A-Z][a-z]{2,8}( [a-z]{2,7}){2,5}",
        "[A-Z][a-z]{2,8}( [a-z]{2,7}){8,30}\\. [A-Z][a-z]{2,8}( [a-z]{2,7}){3,9}\\.",
        "[ا-ي]{2,6}( [ا-ي]{2,6}){2,30}[.؟]?",
        "[一-龥]{2,40}[。]?",
        "\\PC{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_lines_give_sound_articles(lines in prop::collection::vec(page_line(), 0..40), windows in any::<bool>()) {
        let text = lines.join(if windows { "\r\n" } else { "\n" });
        for layout in [Layout::Page, Layout::Record] {
            let articles = split(&text, layout);
            sound(&text, &articles);
            prop_assert_eq!(&articles, &split(&text, layout));
            let empty = articles.iter().all(|it| it.pieces.is_empty());
            prop_assert_eq!(empty, tokens(&text) == 0);
        }
    }
}

/// Lines that a record may hold: text, headlines, furniture of every kind, repeats, captions, numbers.
const RECORD_LINES: &[&str] = &[
    "The council of Porto Selva voted on Monday to close the harbour bridge until the piers have been repaired.",
    "Ferries will run every half hour from the old quay, the mayor said, and the fare will stay at two crowns until the end of the year. Nobody knows yet how long the work will take, for divers have to look at every pier and the river is high in spring.",
    "Divers found cracks in two piers of the harbour bridge last week and told the council at once about it.",
    "Divers found cracks in two piers of the harbour bridge last week and told the council at once of it.",
    "Bridge closed",
    "Bridge closed.",
    "Read also",
    "Related articles",
    "Read also: Ferries run again",
    "Comments (3)",
    "12 comments",
    "© 2026 The Tally",
    "(c) The Tally",
    "All rights reserved",
    "Share on Facebook",
    "By our correspondent",
    "3 hours ago",
    "12 January 2026 08:15",
    "Ferries (Reuters)",
    "More from the Daily Tally",
    "sessionKey1234ABCDabcd5678EFGHefgh",
    "* * *",
    "2:1 (1:0), 3:2, 4:4",
    "وقال الوزير إن الجسر سيبقى مغلقا حتى يتم إصلاح الدعامات، وإن العبارات ستعمل كل نصف ساعة من الرصيف القديم.",
    "مقالات ذات صلة",
    "التعليقات",
    "北渚市议会周一投票决定关闭港口大桥，直到桥墩修复完毕。渡轮每半小时从旧码头开出一班，市长说票价不变，年底前不会上涨。",
    "相关阅读",
    "",
    "",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_quick_look_at_a_record_is_the_walk(picked in prop::collection::vec(0..RECORD_LINES.len(), 1..14), titled in any::<bool>()) {
        let text = picked.iter().map(|&at| RECORD_LINES[at]).collect::<Vec<_>>().join("\n");
        let mut document = Document::from_text("it", Layout::Record, text);
        document.title = titled.then(|| "Bridge shut".to_string());
        let splitter = PageSplitter::new(&PageParams::default());
        prop_assert_eq!(splitter.split(&document, DocumentIndex(0)), splitter.walk(&document, DocumentIndex(0)));
    }
}

#[test]
fn the_quick_look_at_the_samples_is_the_walk_and_serves_most() {
    let splitter = PageSplitter::new(&PageParams::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let (mut quick, mut all) = (0, 0);
    for feed in ["ar", "en", "hi", "ru", "zh"] {
        let lines = std::fs::read_to_string(folder.join(feed).with_extension("jsonl")).unwrap();
        for line in lines.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = record["text"].as_str().unwrap();
            let document = Document::from_text("it", Layout::Record, text);
            let tokens = crate::text::TokenTable::of_text(text, &mut crate::text::TokenScanner::default());
            let mut scratch = super::RecordScratch::default();
            all += 1;
            quick +=
                u32::from(splitter.one_record(text, None, DocumentIndex(0), &tokens, &mut scratch).is_some());
            assert_eq!(
                splitter.split(&document, DocumentIndex(0)),
                splitter.walk(&document, DocumentIndex(0))
            );
        }
    }
    assert!(quick * 10 >= all * 8, "{quick} of {all}");
}

/// What stands before a record's own headline is part of the record, and was once a teaser besides.
#[test]
fn no_two_articles_of_a_record_share_text() {
    let text = "因更换伸缩缝，柘河大桥每天22时至次日5时封闭双向外侧车道。公交夜班线路临时改走二桥。\n我要评论\n\
        Моржи из Кедровки переплыли озеро Павлинка за 27 минут\n\
        Шестеро любителей зимнего плавания из Кедровки эстафетой пересекли озеро Павлинка по прорубленному во льду \
        коридору. Дистанцию в 1200 метров они прошли за 27 минут 14 секунд, улучшив прошлогодний результат почти на две \
        минуты.\n\
        Старшему пловцу, бывшему машинисту Игорю Заплатину, исполнился 71 год. Он говорит, что в следующем январе клуб \
        попробует собрать женскую команду.";
    let articles = split(text, Layout::Record);
    let pieces: Vec<_> = articles.iter().flat_map(|article| &article.pieces).collect();
    for (at, piece) in pieces.iter().enumerate() {
        assert!(pieces[at + 1..].iter().all(|other| !piece.overlaps(**other)), "{articles:?}");
    }
    assert_eq!(articles.iter().filter(|article| article.kind == ArticleKind::Main).count(), 1);
}

/// The text of the main article of a page, a line each.
fn main_lines(text: &str) -> Vec<&str> {
    let articles = split(text, Layout::Page);
    let main = articles.iter().find(|article| article.kind == ArticleKind::Main).unwrap();
    main.pieces.iter().filter_map(|piece| piece.of(text)).flat_map(str::lines).collect()
}

const INTERVIEW: &[&str] = &[
    "Interview with the harbour master of Lindmouth",
    "By Kari Strand, 4 March 2026",
    "Olav Rask has run the harbour of Lindmouth for twenty-two years. On Tuesday he got the dredger he had asked for.",
    "What happened on Tuesday?",
    "The board voted to dredge the northern channel, five to two, after two ferries ran aground within a week.",
    "Why only now?",
    "Money. It was always money. And before that it was the lead in the mud, which turned out not to be there.",
    "Who pays?",
    "The port. Eleven million crowns over two years, and not one of them from the ministry.",
    "Are you happy?",
    "I am never happy. Ask the pilots.",
];

#[test]
fn an_interview_keeps_its_questions_and_answers() {
    let mut wanted = INTERVIEW.to_vec();
    wanted.retain(|line| !line.starts_with("By "));
    let furniture = "\n\nRelated articles\n\nFerry runs aground again\n\nComments (3)";
    for (between, below) in [("\n\n", ""), ("\n", ""), ("\n\n", furniture)] {
        let text = INTERVIEW.join(between) + below;
        assert_eq!(main_lines(&text), wanted, "{text}");
    }
}

#[test]
fn paragraphs_of_a_few_words_are_text_wherever_they_stand() {
    let long = [
        "The harbour board of Lindmouth voted on Tuesday to dredge the northern channel, after two ferries ran aground.",
        "Work starts in May and will cost eleven million crowns, the chair, Ines Halvard, said after the meeting in the port.",
        "The pilots of Lindmouth had asked the board for it for years; they sent letters to the ministry last autumn too.",
    ];
    let headline = "Harbour to be dredged";
    for short in
        ["It is settled.", "A decision is expected next week.", "Nobody was hurt in it.", "So be it."]
    {
        for place in 0..=long.len() {
            let mut lines = vec![headline];
            lines.extend(long);
            lines.insert(place + 1, short);
            for between in ["\n", "\n\n"] {
                let text = lines.join(between);
                assert_eq!(main_lines(&text), lines, "{short} at {place}");
                let below = format!("{text}{between}Share{between}© 2026 The Tally");
                assert_eq!(main_lines(&below), lines, "{short} at {place}");
            }
        }
    }
}

#[test]
fn a_sentence_that_begins_with_a_time_is_text() {
    let text = "Cầu Vĩnh Hà đóng cửa ba tháng\n\nMột năm trước, thợ lặn đã phát hiện vết nứt ở hai trụ của cầu Vĩnh Hà.\n\n\
                Sở Giao thông cho biết cầu Vĩnh Hà sẽ ngừng phục vụ xe cơ giới trong ba tháng để thay hai trụ giữa dòng.";
    assert_eq!(main_lines(text).len(), 3);
    let text = "Bridge of Lindmouth closed\n\nThree days ago divers found cracks in two piers of the bridge.\n\n\
                The board of Lindmouth closed the bridge to cars on Tuesday until both piers have been repaired.";
    assert_eq!(main_lines(text).len(), 3);
}

const QUAY: &str = "The harbour council of Marl sold the old quay to a ferry company on Tuesday. The price was not made public.\n\n\
                    Two members of the council voted against the sale and asked for an inquiry into the ferry company.\n\n\
                    The quay was built in 1904 and has been empty since the last ferry left.";
const BEES: &str = "A swarm of bees closed the railway station of Tolm for three hours. Nobody was stung, the railway said.\n\n\
                    A beekeeper caught the swarm in a basket at noon. Trains ran late until the evening.\n\n\
                    It was the third swarm at the station this summer.";

fn page_of(between: &str) -> String {
    format!("Marl sells its old quay to a ferry company\n\n{QUAY}\n\n{between}\n\n{BEES}")
}

#[test]
fn a_whole_article_below_another_is_one_of_its_own() {
    for between in [
        // A line that no list of phrases knows.
        "Zabun klee\n\nSwarm of bees closes railway station of Tolm",
        "Swarm of bees closes railway station of Tolm\nThe basket of the beekeeper at the platform (Photo: A. Reed)",
        "\nSwarm of bees closes railway station of Tolm",
        // White space alone, and no word in common.
        "\n\nThree hours nobody will forget soon",
    ] {
        let page = page_of(between);
        let found = split(&page, Layout::Page);
        let kinds: Vec<ArticleKind> = found.iter().map(|article| article.kind).collect();
        assert_eq!(kinds, [ArticleKind::Main, ArticleKind::Side], "{page}\n{found:#?}");
        assert!(!main_lines(&page).iter().any(|line| line.contains("bees")), "{between}");
    }
}

#[test]
fn a_line_alone_between_two_paragraphs_begins_no_article() {
    for between in [
        "Who voted against it?",
        "Ferry company keeps silent about the price",
        "“We were never asked about it”",
    ] {
        let rest = "Neither the ferry company nor its owner answered questions about the price of the quay. A spokesman \
                    said the company keeps silent until the inquiry of the council ends.";
        let page = format!("Marl sells its old quay to a ferry company\n\n{QUAY}\n\n{between}\n\n{rest}");
        let found = split(&page, Layout::Page);
        assert_eq!(found.len(), 1, "{between}\n{found:#?}");
        assert!(main_lines(&page).contains(&rest) && main_lines(&page).contains(&between));
    }
}

#[test]
fn a_caption_above_the_headline_is_in_the_article_and_a_notice_is_not() {
    let caption = "The old quay of Marl, sold by the council";
    let page = format!(
        "We use cookies here. Read on to accept them.\nFine\n\n{caption}\n\nMarl sells its old quay\n\n{QUAY}"
    );
    let lines = main_lines(&page);
    assert!(lines.contains(&caption), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("cookies")), "{lines:?}");
    assert_eq!(split(&page, Layout::Page).len(), 1);
}

#[test]
fn a_short_last_paragraph_below_a_link_is_text() {
    for last in ["Nobody was hurt.", "The sale goes on."] {
        let link = "Read also: Swarm of bees closes railway station of Tolm";
        let page = format!("Marl sells its old quay to a ferry company\n\n{QUAY}\n\n{link}\n\n{last}");
        assert_eq!(main_lines(&page).last(), Some(&last));
        assert!(!main_lines(&page).contains(&link));
    }
}
