//! The page as a whole: what must hold for any report.

use super::pack::tests::unpacked;
use super::{HtmlExtent, HtmlStyle, render, shell};
use crate::report::log_commands::{Notation, WithoutCommands};
use crate::report::model::Report;
use crate::report::{golden, sample};
use std::io::Write;

fn rendered(report: &Report, style: &HtmlStyle) -> String {
    let mut out = Vec::new();
    render(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn sample_page() -> String {
    rendered(&sample::report(), &HtmlStyle::default())
}

/// The page without its own style and script, and its chunks as what they hold, an item a line.
fn content(page: &str) -> String {
    let mut content = page.replace(shell::STYLE, "").replace(shell::SCRIPT, "");
    for kind in ["index", "clusters", "articles"] {
        let mut chunks = unpacked(page, kind).into_iter();
        let opening = format!("id=\"{kind}-");
        let lines =
            content.lines().map(|line| match line.contains(&opening).then(|| chunks.next()).flatten() {
                Some(items) => {
                    format!("{}>\n{}\n</script>", line.split('>').next().unwrap(), items.join("\n"))
                }
                None => line.to_owned(),
            });
        content = lines.collect::<Vec<_>>().join("\n");
    }
    content
}

/// Everything that is HTML: the page itself, then the packed pages of clusters.
fn markup(page: &str) -> Vec<String> {
    let (itself, _) = page.split_once("<script type=").unwrap_or((page, ""));
    let mut markup = vec![itself.replace(shell::STYLE, "")];
    markup.extend(unpacked(page, "clusters").concat());
    markup
}

#[test]
fn the_sample_looks_as_it_did() {
    golden::compare("report/report.html", &content(&sample_page()));
}

#[test]
fn the_same_report_makes_the_same_bytes() {
    assert_eq!(sample_page(), sample_page());
}

#[test]
fn markup_of_the_input_is_text_everywhere() {
    let hostile = "</script></style><img src=x onerror=alert(1)>\" onclick='x' <!--";
    let page = rendered(&sample::poisoned_report(hostile), &HtmlStyle::default());
    let parts = markup(&page);
    assert!(parts.len() > 10);
    for part in &parts {
        for raw in ["<img", "</script></", "<!--", "onclick='", "onerror=alert(1)>"] {
            assert!(!part.contains(raw), "{raw} survived");
        }
    }
    assert!(parts.iter().all(|part| part.contains("&lt;img src=x onerror=alert(1)&gt;")));
    // In the page itself nothing of the packed texts can be seen, let alone act.
    assert_eq!(page.matches("<!--").count() + page.matches("<img").count(), 0);
}

#[test]
fn the_page_fetches_nothing() {
    let page = sample_page();
    let own = format!("{}{}", shell::STYLE, shell::SCRIPT);
    for fetching in
        ["src=", "@import", "url(", "<link", "fetch(", "XMLHttpRequest", "<iframe", "<base", "import("]
    {
        assert!(!own.contains(fetching), "{fetching}");
        for part in markup(&page) {
            assert!(!part.replace("src=x", "").contains(fetching), "{fetching} in the page");
        }
    }
}

#[test]
fn the_script_makes_no_markup_of_texts() {
    // The pages of clusters are markup that this program wrote; they go into the page at one place.
    assert_eq!(shell::SCRIPT.matches(".innerHTML").count(), 1);
    for way in [
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "createContextualFragment",
    ] {
        assert!(!shell::SCRIPT.contains(way), "{way}");
    }
}

#[test]
fn an_address_that_is_no_web_address_is_no_link() {
    let content = content(&sample_page());
    assert!(!content.contains("href=\"javascript:") && !content.contains("\"url\":\"javascript:"));
    assert!(content.contains("href=\"https://news.example/a?x=1&amp;y=2\""));
    assert!(content.contains("\"url\":\"https://news.example/a?x=1&y=2\""));
}

#[test]
fn every_link_within_the_page_leads_somewhere() {
    let style = HtmlStyle { first: 3, ..HtmlStyle::default() };
    let page = rendered(&sample::report(), &style);
    let parts = markup(&page);
    let packed: String = parts[1..].concat();
    let targets = |text: &str| -> Vec<String> {
        text.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    for target in targets(&parts[0]) {
        assert!(parts[0].contains(&format!("id=\"{target}\"")), "#{target} is nowhere");
    }
    assert!(!targets(&packed).is_empty());
    for target in targets(&packed) {
        assert!(packed.contains(&format!("id=\"{target}\"")), "#{target} is no cluster");
    }
    let mut ids: Vec<_> =
        parts[0].split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

#[test]
fn every_element_that_is_opened_is_closed() {
    for part in markup(&sample_page()) {
        for tag in [
            "article", "section", "details", "summary", "ol", "ul", "li", "p", "bdi", "mark", "figure", "h2",
            "h3", "h4", "table", "tr", "td", "th", "div", "span", "svg", "form", "select", "option", "label",
        ] {
            let opened =
                part.matches(&format!("<{tag}>")).count() + part.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, part.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }
}

#[test]
fn every_article_is_packed_once_and_every_cluster_has_a_row_and_a_page() {
    let report = sample::report();
    let style = HtmlStyle { chunk: 1_000, ..HtmlStyle::default() };
    let page = rendered(&report, &style);
    let articles = unpacked(&page, "articles");
    assert!(articles.len() > 3, "small chunks are many");
    assert_eq!(articles.concat().len(), report.articles.len());
    let rows = unpacked(&page, "index").concat();
    let clusters = unpacked(&page, "clusters").concat();
    assert_eq!(rows.len(), clusters.len() + 1, "the names, then a row a cluster");
    for (row, cluster) in rows[1..].iter().zip(&clusters) {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        assert!(cluster.contains(&format!("id=\"{}\"", row[1].as_str().unwrap())));
    }
}

#[test]
fn marks_of_an_article_name_the_shared_text() {
    let page = sample_page();
    let articles = unpacked(&page, "articles").concat();
    let article: serde_json::Value =
        articles.iter().map(|article| serde_json::from_str(article).unwrap()).nth(2).unwrap();
    let text = |place: &serde_json::Value| {
        let [block, from, to] = [0, 1, 2].map(|i| place[i].as_u64().unwrap() as usize);
        let units: Vec<u16> = article["blocks"][block]["text"].as_str().unwrap().encode_utf16().collect();
        String::from_utf16(&units[from..to]).unwrap()
    };
    let edited =
        article["marks"].as_array().unwrap().iter().find(|mark| mark.get("differs").is_some()).unwrap();
    assert!(text(&edited["at"][0]).starts_with("Storm Elin has left some 42,000 households"));
    assert_eq!(text(&edited["differs"][0]), "some 42,000 households");
}

#[test]
fn shared_text_is_marked_where_it_stands_and_edits_inside_it() {
    let page = sample_page();
    assert!(page.contains("has left </mark><mark class=\"edited\">some 42,000 households</mark>"));
    assert!(page.contains("“<mark class=\"shared\">We have never seen the sea"));
}

#[test]
fn what_is_not_shown_is_counted() {
    let extent = HtmlExtent { members: 2, passages: 1, holders: 1, matrix: 2, texts: 1 };
    let style =
        HtmlStyle { cluster: extent, first: 1, first_cluster: extent, reused: 1, rows: 1, chunk: 1 << 10 };
    let page = rendered(&sample::report(), &style);
    let content = content(&page);
    for said in [
        "These are the 1 largest of",
        "and 4 more articles",
        "and 1 more passage",
        "and 3 more articles",
        "The first 2 of 5 articles",
        "and 7 more records",
    ] {
        assert!(content.contains(said), "{said} is not in the page");
    }
}

#[test]
fn an_empty_report_is_a_page_too() {
    let page = rendered(&sample::empty_report(), &HtmlStyle::default());
    assert!(page.contains("<main>") && page.ends_with("</html>\n"));
    assert!(!page.contains("application/octet-stream"));
}

#[test]
fn what_keeps_commands_out_of_a_page_changes_nothing_of_its_style_and_script() {
    let own = format!("{}{}", shell::STYLE, shell::SCRIPT);
    let mut filtered = Vec::new();
    WithoutCommands::new(&mut filtered, Notation::Xml).write_all(own.as_bytes()).unwrap();
    assert!(filtered == own.as_bytes());
}
