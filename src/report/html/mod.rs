//! One page for a browser that needs nothing but itself: no address is fetched, and it reads without its script.
//!
//! Every piece of the input is written through `escape::Text`; pieces that run right to left turn the entry they
//! stand in. Large reports stay readable because what is shown in full has limits, and the page says where one bit.

mod clusters;
mod escape;
mod highlight;
mod overview;
mod story;

use super::model::{OccurrenceEntry, PassageEntry, Report};
use super::view::View;
use ahash::{AHashMap, AHashSet};
use std::io::{self, Write};

/// How much the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HtmlStyle {
    /// Storylines, stories of several articles and groups of copies, of each.
    pub entries: usize,
    /// The first of them that come with the texts of their articles.
    pub texts: usize,
    /// Articles in each of them.
    pub members: usize,
    /// Passages in each of them.
    pub passages: usize,
    /// Stories of one article, and skipped records.
    pub singles: usize,
}

impl Default for HtmlStyle {
    /// About twenty megabytes for the largest report; most are far below one.
    fn default() -> Self {
        Self { entries: 1_000, texts: 300, members: 50, passages: 12, singles: 500 }
    }
}

/// Writes the page.
pub fn render(report: &Report, style: &HtmlStyle, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::of(report, style);
    out.write_all(HEAD.as_bytes())?;
    writeln!(out, "<title>{}: {}</title>", escape::Text(&report.tool.name), page.result())?;
    writeln!(out, "<style>\n{}</style>\n</head>\n<body>", include_str!("style.css"))?;
    page.header(out)?;
    writeln!(out, "<main>")?;
    page.overview(out)?;
    page.storylines(out)?;
    page.stories(out)?;
    page.copies(out)?;
    page.single_stories(out)?;
    page.spellings(out)?;
    page.skipped(out)?;
    page.settings(out)?;
    writeln!(out, "</main>\n<script>\n{}</script>\n</body>\n</html>", include_str!("script.js"))
}

/// The policy forbids every request, so that not even a mistake in escaping could make one.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
"#;

/// What every part of the page needs.
struct Page<'a> {
    view: View<'a>,
    style: &'a HtmlStyle,
    /// The passages that stand in an article.
    held: AHashMap<&'a str, Vec<(&'a PassageEntry, &'a OccurrenceEntry)>>,
    /// The stories that have a place on the page.
    shown: AHashSet<&'a str>,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report, style: &'a HtmlStyle) -> Self {
        let mut held: AHashMap<&str, Vec<_>> = AHashMap::new();
        for passage in &report.passages {
            for occurrence in &passage.occurrences {
                held.entry(&*occurrence.article).or_default().push((passage, occurrence));
            }
        }
        let view = View::of(report);
        let several = view.shared_stories().take(style.entries);
        let single = view.single_stories().take(style.singles);
        let shown = several.chain(single).map(|story| &*story.id).collect();
        Self { view, style, held, shown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{golden, sample};

    fn rendered(report: &Report, style: &HtmlStyle) -> String {
        let mut out = Vec::new();
        render(report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn sample_page() -> String {
        rendered(&sample::report(), &HtmlStyle::default())
    }

    /// The page without its own style and script.
    fn content(page: &str) -> String {
        page.replace(include_str!("style.css"), "").replace(include_str!("script.js"), "")
    }

    #[test]
    fn the_sample_looks_as_it_did() {
        golden::compare("report.html", &sample_page());
    }

    #[test]
    fn markup_of_the_input_is_text_everywhere() {
        let hostile = "</script></style><img src=x onerror=alert(1)>\" onclick='x' <!--";
        let report = sample::poisoned_report(hostile);
        let page = content(&rendered(&report, &HtmlStyle::default()));
        for raw in ["<img", "</script></", "<!--", "onclick='", "onerror=alert(1)>"] {
            assert!(!page.contains(raw), "{raw} survived");
        }
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }

    #[test]
    fn the_page_fetches_nothing() {
        let page = sample_page();
        for fetching in ["src=", "@import", "url(", "<link", "fetch(", "XMLHttpRequest", "<iframe", "<base"] {
            assert!(!content(&page).replace("src=x", "").contains(fetching), "{fetching} in the page");
            assert!(
                !include_str!("style.css").contains(fetching)
                    && !include_str!("script.js").contains(fetching)
            );
        }
    }

    #[test]
    fn an_address_that_is_no_web_address_is_no_link() {
        assert!(!sample_page().contains("href=\"javascript:"));
        assert!(sample_page().contains("href=\"https://news.example/a?x=1&amp;y=2\""));
    }

    #[test]
    fn every_link_within_the_page_leads_somewhere() {
        let page = sample_page();
        for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{target}\"")), "#{target} is nowhere");
        }
        let mut ids: Vec<_> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice");
    }

    #[test]
    fn every_element_that_is_opened_is_closed() {
        let page = content(&sample_page());
        for tag in [
            "article", "section", "details", "summary", "ol", "ul", "li", "p", "bdi", "mark", "figure", "h3",
            "h4",
        ] {
            let opened =
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn shared_text_is_marked_where_it_stands_and_edits_inside_it() {
        let page = sample_page();
        assert!(page.contains("has left </mark><mark class=\"edited\">some 42,000 households</mark>"));
        assert!(page.contains("“<mark class=\"shared\">We have never seen the sea"));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let style = HtmlStyle { entries: 1, texts: 1, members: 2, passages: 1, singles: 1 };
        let page = rendered(&sample::report(), &style);
        for said in [
            "The first of 5",
            "The first of 2",
            "and 3 more articles",
            "and 1 more passage",
            "The first of 5",
        ] {
            assert!(page.contains(said), "{said} is not in the page");
        }
    }

    #[test]
    fn an_empty_report_is_a_page_too() {
        let page = rendered(&sample::empty_report(), &HtmlStyle::default());
        assert!(page.contains("<main>") && page.ends_with("</html>\n"));
    }
}
