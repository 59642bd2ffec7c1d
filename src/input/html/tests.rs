//! What the room promises, on pages written for it: five layouts in five languages, and pages meant to break it.

use super::*;
use std::time::{Duration, Instant};

const PAGES: [(&str, &str, &str); 6] = [
    ("arabic", include_str!("pages/arabic.html"), include_str!("pages/arabic.txt")),
    ("hindi", include_str!("pages/hindi.html"), include_str!("pages/hindi.txt")),
    ("chinese", include_str!("pages/chinese.html"), include_str!("pages/chinese.txt")),
    ("english", include_str!("pages/english.html"), include_str!("pages/english.txt")),
    ("table", include_str!("pages/table.html"), include_str!("pages/table.txt")),
    ("program", include_str!("pages/program.html"), include_str!("pages/program.txt")),
];

fn read(html: &str) -> HtmlPage {
    HtmlReader::default().read(html, None)
}

fn page(name: &str) -> HtmlPage {
    read(PAGES.iter().find(|(own, ..)| *own == name).unwrap().1)
}

#[test]
fn the_article_is_read_and_nothing_else() {
    for (name, html, text) in PAGES {
        assert_eq!(read(html).text, text.trim_end(), "{name}");
    }
}

#[test]
fn attributes_without_end_hide_no_article() {
    let english = PAGES[3].1;
    let many: String = (0..300_000).map(|at| format!(" data-{at}=\"{at}\"")).collect();
    let words = "The herons > and \"the otters\" = rivals. ".replace('"', "&quot;").repeat(100_000);
    let one = format!(" data-x=\"{words}\"");
    let unquoted = format!(" data-x={}", "a/b=".repeat(1_000_000));
    for attributes in [&many, &one, &unquoted] {
        for tag in ["<body", "<article", "<h1", "<p"] {
            let Some(at) = english.find(tag) else { continue };
            let (before, behind) = english.split_at(at + tag.len());
            let begun = Instant::now();
            let page = read(&format!("{before}{attributes}{behind}"));
            assert_eq!(page.text, PAGES[3].2.trim_end(), "{tag}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{tag}: {:?}", begun.elapsed());
        }
    }
}

#[test]
fn attributes_that_look_like_text_are_read_in_bounded_time() {
    for attribute in ["=\">\"", "=\"<b>\"", "='</script>'", "='<!--'", "=\">\" b c d e f g h"] {
        let many: String = (0..80_000).map(|at| format!(" data-{at}{attribute}")).collect();
        for before in ["", "<script>a<b c='</script>"] {
            let begun = Instant::now();
            read(&format!("{before}<p>text</p><div{many}>text</div>"));
            assert!(begun.elapsed() < Duration::from_secs(20), "{attribute}: {:?}", begun.elapsed());
        }
    }
    // Text, scripts and comments of any length are not such.
    let words = "herons = \"otters\" / ".repeat(10_000);
    for long in [&format!("<script>{words}</script>"), &format!("<style>{words}</style>"), &words] {
        let page = read(&format!("<h1>Head</h1>{long}<p>{}</p>", "The harbour is closed. ".repeat(40)));
        assert!(page.text.contains("The harbour is closed."), "{}", &long[..20]);
    }
}

#[test]
fn a_short_last_paragraph_below_a_box_is_read() {
    let boxes = [
        "<aside class=box><h4><a href=/1>Otters win the cup again</a></h4><p>The otters beat the herons.</p></aside>",
        "<div class=read><p>Read also</p><ul><li><a href=/1>Otters win the cup</a><li><a href=/2>Herons lose it</a></ul></div>",
        "<p><a href=/1>Otters win the cup again</a></p>",
        "<form><p>Get our letter every morning.</p><input name=q></form>",
    ];
    let last =
        ["Nobody was hurt.", "لم يصب أحد بأذى.", "कोई घायल नहीं हुआ।", "Никто не пострадал.", "没有人受伤。"];
    let text: Vec<&str> = page_text("english").lines().collect();
    for (inside, last) in boxes.iter().flat_map(|inside| last.iter().map(move |last| (inside, last))) {
        let paragraphs: String = text.iter().map(|line| format!("<p>{line}</p>")).collect();
        let html = format!(
            "<body><div><h1>Orchard town</h1>{paragraphs}{inside}<p>{last}</p></div><p>All rights reserved.</p>"
        );
        let found = read(&html).text;
        assert_eq!(found.lines().last(), Some(*last), "{inside}\n{found}");
    }
}

fn page_text(name: &str) -> &'static str {
    PAGES.iter().find(|(own, ..)| *own == name).unwrap().2
}

#[test]
fn the_fast_extractor_reads_all_paragraphs() {
    for (name, html, text) in PAGES {
        let found = HtmlReader::new(Extractor::Fast).read(html, None).text;
        for line in text.lines() {
            assert!(found.lines().any(|own| own == line), "{name}: {line}\nin {found}");
        }
    }
}

#[test]
fn facts_come_from_meta_elements() {
    let found = page("arabic");
    assert_eq!(found.title.as_deref(), Some("افتتاح جسر جديد فوق النهر"));
    assert_eq!(found.author.as_deref(), Some("سلمى الحداد"));
    assert_eq!(found.site.as_deref(), Some("صحيفة الضفة"));
    assert_eq!(found.language, Language::from_tag("ar"));
    assert_eq!(found.url.as_deref(), Some("https://dhiffa.example/news/bridge"));
    assert_eq!(found.date.unwrap().to_string(), "2026-03-04T08:15:00Z");
}

#[test]
fn facts_come_from_linked_data() {
    let found = page("english");
    assert_eq!(found.title.as_deref(), Some("Orchard town votes to keep its night train"));
    assert_eq!(found.author.as_deref(), Some("Ruth Ellery"));
    assert_eq!(found.site.as_deref(), Some("The Valley Post"));
    assert_eq!(found.url.as_deref(), Some("https://valleypost.example/2026/night-train"));
    assert_eq!(found.date.unwrap().to_string(), "2026-03-07T18:40:00Z");
    assert_eq!(page("program").date.unwrap().to_string(), "2026-03-08T04:00:00Z");
}

#[test]
fn a_heading_frees_a_title_of_the_outlet() {
    let found = page("hindi");
    assert_eq!(found.title.as_deref(), Some("बाढ़ के बाद गाँव में स्कूल फिर खुला"));
    assert_eq!(found.date.unwrap().to_string(), "2026-03-05");
    assert_eq!(page("chinese").language, Language::from_tag("zh"));
}

#[test]
fn the_address_it_was_fetched_from_stands_in_for_its_own() {
    let url = "https://gazette.example/1";
    assert_eq!(HtmlReader::default().read("<p>x", Some(url)).url.as_deref(), Some(url));
    let relative = "<link rel=canonical href=/1><p>x";
    assert_eq!(HtmlReader::default().read(relative, Some(url)).url.as_deref(), Some(url));
}

/// Pages that are meant to break a reader, each about as large as `size` asks for.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let text = "<p>The council met on Tuesday and agreed to build a new bridge across the river, said the mayor.</p>";
    let nested = |tags: &str| format!("<body>{}{text}", tags.repeat(size));
    vec![
        ("nothing", String::new()),
        ("divs", nested("<div>")),
        ("closed divs", format!("<body>{}{text}{}", "<div>".repeat(size), "</div>".repeat(size))),
        ("stray ends", format!("<body>{}{}{text}", "<div>".repeat(size), "</x>".repeat(size))),
        ("spans", nested("<span>x")),
        ("bold", nested("<b>x<p>")),
        ("lists", nested("<ul><li>x")),
        ("tables", nested("<table><tr><td>x")),
        ("links", nested("<a href=x>")),
        ("graphics", nested("<svg><g>")),
        ("comments", format!("{text}{}", "<!--".repeat(size))),
        ("less-than signs", "<".repeat(size)),
        ("references", format!("<p>{}", "&amp".repeat(size))),
        ("a huge attribute", format!("<div class=\"{}\">{text}", "a ".repeat(size))),
        (
            "many attributes",
            format!("<div {}>{text}", (0..size).map(|at| format!("a{at} ")).collect::<String>()),
        ),
        ("a huge word", format!("<p>{}", "a".repeat(size))),
        ("NULs", "<p>The council\0 of the city\0 met on Tue\0sday.</p>\0".repeat(size / 50 + 1)),
        (
            "nested data",
            format!("<script type=application/ld+json>{}</script>{text}", "[{\"@graph\":".repeat(size)),
        ),
        ("an open script", format!("{text}<script>{}", "<!--<script>".repeat(size))),
        ("facts", format!("{}{text}", "<meta name=date content=x><time datetime=x>".repeat(size))),
        ("long arabic", format!("<p>{}</p>", "قال الوزير إن الجسر الجديد يفتح غداً. ".repeat(size / 2))),
    ]
}

#[test]
fn a_hostile_page_ends_and_costs_no_other() {
    for (name, html) in hostile(100_000) {
        let start = Instant::now();
        let found = read(&html);
        assert!(found.text.len() <= html.len(), "{name}");
        // Generous: a machine may be busy. What is guarded against takes minutes.
        assert!(start.elapsed() < Duration::from_secs(60), "{name}: {:?}", start.elapsed());
    }
    assert!(!page("english").text.is_empty());
}

#[test]
fn too_deep_a_page_still_gives_its_text() {
    let english = PAGES[3].1;
    let deep = english.replace("<div class=\"article-page\">", &"<div>".repeat(3000));
    let found = read(&deep).text;
    assert!(found.contains("Voters in the orchard town") && found.contains("said Tom Harker"), "{found}");
}

#[test]
fn depth_that_the_tags_do_not_show_is_survived() {
    let text = "<p>The council met on Tuesday and agreed to build a new bridge across the river, said the mayor.</p>";
    for tags in
        ["<div><button></div>", "<div><table><td></div></body>", "<b><div></b>", "<object><p></object></p>"]
    {
        let html = format!("<body>{}{text}", tags.repeat(4000));
        assert!(read(&html).text.len() <= html.len(), "{tags}");
    }
}

#[test]
fn a_page_reads_the_same_twice_and_on_another_thread() {
    for (name, html, _) in PAGES {
        let first = read(html);
        assert_eq!(first, read(html), "{name}");
        assert_eq!(first, std::thread::spawn(move || read(html)).join().unwrap(), "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn no_page_is_too_broken(html in "(<(/?(p|div|table|td|a|b|script|title|li|h1|meta|time)( [a-z]+=\"?[a-z0-9.:-]{0,9}\"?)?)>?|[a-z من北&;#\u{0}]{0,9}){0,40}") {
        let found = read(&html);
        proptest::prop_assert!(found.text.lines().all(|line| !line.trim().is_empty()));
    }
}

const BESIDE: &str = include_str!("pages/beside.html");

#[test]
fn headlines_with_text_beside_the_article_are_articles_of_their_own() {
    let page = read(BESIDE);
    assert!(
        page.text.starts_with("The night ferry between Arlen and Soss")
            && page.text.ends_with("in the spring.")
    );
    let titles: Vec<&str> = page.asides.iter().filter_map(|aside| aside.text.lines().next()).collect();
    assert!(titles.contains(&"Cherry growers expect their best harvest in years"), "{titles:?}");
    assert!(titles.contains(&"Museum finds lost drum in its own cellar"), "{titles:?}");
    assert!(page.asides.iter().all(|aside| !aside.text.contains("night ferry")), "{:?}", page.asides);
    assert!(page.asides.iter().all(|aside| !aside.text.contains("Home")), "{:?}", page.asides);
}

#[test]
fn all_text_that_a_page_shows_is_counted() {
    let article = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two of its piers. \
                   Ferries will carry commuters until engineers have looked at the others, the mayor said on Tuesday.";
    let page = |menu: &str| {
        format!("<html><body><nav>{menu}</nav><article><p>{article}</p></article></body></html>")
    };
    let shown = |menu: &str| HtmlReader::default().read(&page(menu), None).shown.bytes as usize;
    let own = article.bytes().filter(|byte| *byte != b' ').count();
    assert_eq!(shown(""), own);
    assert_eq!(shown("<a href=/>Front page</a> <a href=/w>Weather</a>"), own + "FrontpageWeather".len());
    assert_eq!(shown("<script>let unseen = 1;</script>"), own);
}

/// The articles of the tests below: headline, and paragraphs of which the first and the last are short.
const HARBOUR: (&str, [&str; 5]) = (
    "Harbour to be dredged",
    [
        "It is settled.",
        "The harbour board of Lindmouth voted on Tuesday to dredge the northern channel, after two ferries ran aground within a week.",
        "Work starts in May and will cost eleven million crowns, the chair, Ines Halvard, said after the meeting.",
        "The pilots had asked for it for years, and the fishermen for longer still; both sent letters to the ministry last autumn.",
        "Others are glad.",
    ],
);
const CHERRIES: (&str, [&str; 5]) = (
    "Best cherries in years",
    [
        "Spring was mild.",
        "Farmers in the Oda valley expect the best cherry crop in eleven years, thanks to a mild spring and timely rain.",
        "Prices may fall by a third in June, their association said, and exports to the north will begin two weeks early.",
        "A cooperative in Lower Oda has ordered two machines that shake the trees, to the dismay of its oldest members.",
        "They may be right.",
    ],
);
const DRUM: (&str, [&str; 5]) = (
    "Museum finds lost drum in its cellar",
    [
        "Nobody had looked.",
        "The drum that the town museum had missed since the war was found on Monday in its own cellar, behind a boiler.",
        "It was made for the militia in 1794 and beaten at every market until the museum was given it by the last drummer.",
        "Director Hanne Olsen said that the drum had kept its skin, and that it would be beaten once more before the summer.",
        "Two flags are missing.",
    ],
);

type Piece = (&'static str, [&'static str; 5]);

fn paragraphs(article: Piece) -> String {
    article.1.iter().map(|line| format!("<p>{line}</p>")).collect()
}

/// An article in an element, below a heading of this level.
fn element((open, close): (&str, &str), level: u8, article: Piece) -> String {
    format!("<{open}><h{level}>{}</h{level}>{}</{close}>", article.0, paragraphs(article))
}

fn lines(article: Piece) -> String {
    article.1.join("\n")
}

#[test]
fn every_paragraph_of_an_article_is_read_however_short() {
    let menu = "<nav><a href=/>Home</a> <a href=/s>Sport</a></nav>";
    let body = paragraphs(HARBOUR);
    let divs = body.replace("<p>", "<div>").replace("</p>", "</div>");
    let breaks = body.replace("<p>", "").replace("</p>", "<br><br>");
    let wrapped = body.replace("<p>", "<div class=b><p>").replace("</p>", "</p></div>");
    for (name, html) in [
        (
            "article",
            format!("<title>{0}</title><body>{menu}<article><h1>{0}</h1>{body}</article>", HARBOUR.0),
        ),
        (
            "div",
            format!("<title>{0}</title><body>{menu}<div class=story><h1>{0}</h1>{body}</div>", HARBOUR.0),
        ),
        ("bare", format!("<h1>{}</h1>{body}", HARBOUR.0)),
        (
            "main",
            format!("<body><header>{menu}</header><main><h1>{}</h1><div>{body}</div></main>", HARBOUR.0),
        ),
        ("divs", format!("<body>{menu}<article><h1>{}</h1><div>{divs}</div></article>", HARBOUR.0)),
        ("breaks", format!("<body>{menu}<article><h1>{}</h1><div>{breaks}</div></article>", HARBOUR.0)),
        ("wrapped", format!("<body>{menu}<article><h1>{}</h1>{wrapped}</article>", HARBOUR.0)),
        ("cell", format!("<body>{menu}<table><tr><td><h1>{}</h1>{breaks}</td></tr></table>", HARBOUR.0)),
    ] {
        assert_eq!(read(&html).text, lines(HARBOUR), "{name}");
        assert_eq!(read(&html).title.as_deref(), Some(HARBOUR.0), "{name}");
    }
}

#[test]
fn a_brief_of_three_short_paragraphs_is_read_whole() {
    let brief = |lines: [&str; 3]| {
        let body: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
        format!(
            "<title>Fire at shipyard put out - Lindmouth Post</title><body><nav><a href=/>Home</a></nav><main><article>\
             <h1>Fire at shipyard put out</h1>{body}</article></main><footer><p>Copyright Lindmouth Post</p></footer>"
        )
    };
    let first = "A fire at the Lindmouth shipyard was put out within an hour.";
    for lines in [
        [first, "Nobody was hurt.", "Police are looking into the cause."],
        [first, "Three welders died.", "The owner has been arrested."],
    ] {
        let page = read(&brief(lines));
        assert_eq!(page.text, lines.join("\n"));
        assert_eq!(page.title.as_deref(), Some("Fire at shipyard put out"));
        assert_eq!(page.shown.lines, 5, "all lines but the headline");
    }
}

/// The page's own article and what else stands on it.
fn several(html: &str) -> (HtmlPage, Vec<String>) {
    let page = read(html);
    let beside = page.asides.iter().map(|aside| aside.text.clone()).collect();
    (page, beside)
}

#[test]
fn articles_side_by_side_are_apart() {
    let with_headline = |article: Piece| format!("{}\n{}", article.0, lines(article));
    for element_of in [
        ("article", "article"),
        ("div role=article", "div"),
        ("div itemscope itemtype=https://schema.org/NewsArticle", "div"),
        ("section", "section"),
    ] {
        let one = |level: u8, article: Piece| element(element_of, level, article);
        for (level, title) in [
            (1, ""),
            (1, "<title>Harbour to be dredged</title>"),
            (2, "<title>Harbour to be dredged</title>"),
        ] {
            let two = format!("{title}<body>{}{}", one(level, HARBOUR), one(level, CHERRIES));
            let (page, beside) = several(&two);
            assert_eq!(page.title.as_deref(), Some(HARBOUR.0), "{two}");
            assert_eq!(page.text, lines(HARBOUR), "{two}");
            assert_eq!(beside, [with_headline(CHERRIES)], "{two}");
        }
        let three = format!("<body><main>{}{}{}</main>", one(1, HARBOUR), one(1, CHERRIES), one(1, DRUM));
        let (page, beside) = several(&three);
        assert_eq!(page.text, lines(HARBOUR), "{three}");
        assert_eq!(beside, [with_headline(CHERRIES), with_headline(DRUM)], "{three}");
        let named = format!("<title>{} | Post</title>{}{}", CHERRIES.0, one(1, HARBOUR), one(1, CHERRIES));
        let (page, beside) = several(&named);
        assert_eq!(page.text, lines(CHERRIES), "the title names it: {named}");
        assert_eq!(beside, [with_headline(HARBOUR)], "{named}");
    }
}

#[test]
fn an_article_inside_another_is_apart_below_a_headline_as_high() {
    let inner = element(("article", "article"), 1, CHERRIES);
    let outer = format!("<body><article><h1>{}</h1>{}{inner}</article>", HARBOUR.0, paragraphs(HARBOUR));
    let (page, beside) = several(&outer);
    assert_eq!(page.text, lines(HARBOUR));
    assert_eq!(beside.len(), 1);
    // A wrapper is no article.
    let wrapped =
        format!("<article><div>{}{}</div></article>", element(("article", "article"), 1, HARBOUR), inner);
    let (page, beside) = several(&wrapped);
    assert_eq!((page.text, beside.len()), (lines(HARBOUR), 1));
}

#[test]
fn sections_and_entries_below_one_headline_are_one_article() {
    let whole = [lines(HARBOUR), "What came before".into(), lines(CHERRIES)].join("\n");
    for (open, close) in [("section", "section"), ("article", "article"), ("div", "div")] {
        let entry = element((open, close), 2, ("What came before", CHERRIES.1));
        let html = format!(
            "<title>{0}</title><article><h1>{0}</h1>{1}{entry}</article>",
            HARBOUR.0,
            paragraphs(HARBOUR)
        );
        let (page, beside) = several(&html);
        assert_eq!(page.text, whole, "{open}");
        assert!(beside.is_empty(), "{open}: {beside:?}");
    }
}

#[test]
fn teasers_around_an_article_do_not_take_its_place() {
    let card = |article: Piece| {
        format!("<article class=card><h3><a href=/x>{}</a></h3><p>{}</p></article>", article.0, article.1[1])
    };
    for (open, close) in [("<article>", "</article>"), ("<div class=story>", "</div>")] {
        let own = format!("{open}<h1>{}</h1>{}{close}", HARBOUR.0, paragraphs(HARBOUR));
        let html =
            format!("<title>{}</title><body>{}<main>{own}</main>{}", HARBOUR.0, card(CHERRIES), card(DRUM));
        let (page, beside) = several(&html);
        assert_eq!(page.text, lines(HARBOUR), "{html}");
        assert!(beside.iter().all(|aside| !aside.contains("dredge")), "{beside:?}");
    }
}

#[test]
fn the_headline_is_the_heading_above_where_no_title_names_it() {
    let body = paragraphs(HARBOUR);
    let logo = "<header><h1><a href=/>Lindmouth Post</a></h1></header>";
    for html in [
        format!("<article><h1>Harbour to be dredged</h1>{body}</article>"),
        format!("<h1>Harbour to be dredged</h1><article>{body}</article>"),
        format!("<article><h2>Harbour to be dredged</h2>{body}</article>"),
        format!("<title>Lindmouth Post</title><article><h1>Harbour to be dredged</h1>{body}</article>"),
        format!(
            "<title>Lindmouth Post</title><meta property=og:site_name content='Lindmouth Post'><h1>Harbour to be dredged</h1>{body}"
        ),
        format!(
            "<title>News, weather, sport</title><meta property=og:title content='Lindmouth Post'><meta property=og:site_name content='Lindmouth Post'><div><h1>Harbour to be dredged</h1>{body}</div>"
        ),
        format!("{logo}<main><h2>Harbour to be dredged</h2>{body}</main>"),
        format!("<title>Harbour to be dredged</title>{logo}<main><div>{body}</div></main>"),
        format!("<title>Harbour to be dredged</title><h1>Lindmouth Post</h1><main><div>{body}</div></main>"),
        format!("<div role=heading aria-level=1>Harbour to be dredged</div>{body}"),
    ] {
        let page = read(&html);
        assert_eq!(page.title.as_deref(), Some("Harbour to be dredged"), "{html}");
        assert_eq!(page.text, lines(HARBOUR), "{html}");
    }
    assert_eq!(read(&format!("<article>{body}</article>")).title, None);
}

#[test]
fn tags_that_never_end_are_cut_in_linear_time() {
    let begun = std::time::Instant::now();
    let html = format!("<a '{}", "b ".repeat(40_000)).repeat(100) + ">text";
    assert!(super::tame::tamed(&html).is_some());
    assert!(begun.elapsed().as_secs() < 20);
}
