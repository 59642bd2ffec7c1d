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
    let titles: Vec<&str> = page.asides.iter().filter_map(|aside| aside.lines().next()).collect();
    assert!(titles.contains(&"Cherry growers expect their best harvest in years"), "{titles:?}");
    assert!(titles.contains(&"Museum finds lost drum in its own cellar"), "{titles:?}");
    assert!(page.asides.iter().all(|aside| !aside.contains("night ferry")), "{:?}", page.asides);
    assert!(page.asides.iter().all(|aside| !aside.contains("Home")), "{:?}", page.asides);
}

#[test]
fn all_text_that_a_page_shows_is_counted() {
    let article = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two of its piers. \
                   Ferries will carry commuters until engineers have looked at the others, the mayor said on Tuesday.";
    let page = |menu: &str| {
        format!("<html><body><nav>{menu}</nav><article><p>{article}</p></article></body></html>")
    };
    let shown = |menu: &str| HtmlReader::default().read(&page(menu), None).shown;
    let own = article.bytes().filter(|byte| *byte != b' ').count();
    assert_eq!(shown(""), own);
    assert_eq!(shown("<a href=/>Front page</a> <a href=/w>Weather</a>"), own + "FrontpageWeather".len());
    assert_eq!(shown("<script>let unseen = 1;</script>"), own);
}
