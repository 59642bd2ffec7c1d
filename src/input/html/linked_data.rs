//! What JSON-LD says of the article of a page.

use crate::input::entities;
use serde_json::{Map, Value};

/// Types of schema.org that are an article.
const ARTICLES: [&str; 12] = [
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "AdvertiserContentArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "Report",
];
/// Objects inside one another that are looked into for an article: a graph, its page, the page's main entity.
const MOST_NESTED: usize = 6;

/// The facts of the article, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) address: Option<String>,
    /// The text in paragraphs.
    pub(super) body: Option<String>,
}

impl Told {
    /// Of all articles in all scripts the first one's; what it lacks the next ones tell, if they have the same headline or none.
    pub(super) fn of(scripts: &[String]) -> Self {
        let mut told = Self::default();
        for value in scripts.iter().filter_map(|script| parse(script)) {
            told.look(&value, MOST_NESTED);
        }
        told
    }

    fn look(&mut self, value: &Value, deeper: usize) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| self.look(one, deeper)),
            Value::Object(object) if is_of(object, &ARTICLES) => self.add(Self::article(object)),
            Value::Object(object) if deeper > 0 => {
                if is_of(object, &["WebPage"]) {
                    self.published =
                        self.published.take().or_else(|| object.get("datePublished").and_then(plain));
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"] {
                    if let Some(inner) = object.get(key) {
                        self.look(inner, deeper - 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, other: Self) {
        let same = self.headline.is_none() || other.headline.is_none() || self.headline == other.headline;
        if !same {
            return;
        }
        let fill = |own: &mut Option<String>, new: Option<String>| *own = own.take().or(new);
        fill(&mut self.headline, other.headline);
        fill(&mut self.published, other.published);
        fill(&mut self.author, other.author);
        fill(&mut self.publisher, other.publisher);
        fill(&mut self.language, other.language);
        fill(&mut self.address, other.address);
        fill(&mut self.body, other.body);
    }

    fn article(object: &Map<String, Value>) -> Self {
        let text = |key: &str| object.get(key).and_then(plain);
        Self {
            headline: text("headline").or_else(|| text("name")),
            published: text("datePublished").or_else(|| text("dateCreated")),
            author: object.get("author").or_else(|| object.get("creator")).and_then(names),
            publisher: object.get("publisher").or_else(|| object.get("sourceOrganization")).and_then(names),
            language: object.get("inLanguage").and_then(names),
            address: text("url").filter(|url| url.starts_with("http")),
            body: object
                .get("articleBody")
                .or_else(|| object.get("text"))
                .and_then(Value::as_str)
                .map(paragraphs),
        }
    }
}

/// Many sites put line breaks into strings, which JSON does not allow.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let mended: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&mended).ok()
    })
}

fn is_of(object: &Map<String, Value>, types: &[&str]) -> bool {
    let is = |name: &str| types.contains(&name.rsplit(['/', '#', ':']).next().unwrap_or(name));
    match object.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// A text without entities and white space around it.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Array(all) => return all.first().and_then(plain),
        _ => return None,
    };
    let text = entities::decoded(text.trim());
    (!text.is_empty()).then(|| text.into_owned())
}

/// A name, the `name` of an object, or those of several.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("name").or_else(|| object.get("alternateName")).and_then(plain),
        Value::Array(all) => {
            let names: Vec<String> =
                all.iter().filter_map(|one| if one.is_array() { None } else { names(one) }).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        other => plain(other),
    }
}

/// A body in paragraphs: some sites give plain text, some markup.
fn paragraphs(body: &str) -> String {
    let body = entities::decoded(body);
    let lines: Vec<String> = if body.contains("</") || body.contains("<br") {
        super::blocks::Blocks::of(&body)
            .unwrap_or_default()
            .lines
            .into_iter()
            .map(|block| block.text)
            .collect()
    } else {
        let lines = body.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect()
    };
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> Told {
        Told::of(&[script.to_string()])
    }

    #[test]
    fn an_article_is_found_in_a_graph() {
        let found = told(
            r#"{"@graph":[{"@type":"WebSite","name":"The Gazette"},{"@type":["NewsArticle"],"headline":"Bridge &amp; ferry",
            "datePublished":"2026-03-04","author":[{"name":"A. Writer"},{"name":"B. Writer"}],
            "publisher":{"@type":"Organization","name":"The Gazette"},"inLanguage":"en-GB"}]}"#,
        );
        assert_eq!(found.headline.as_deref(), Some("Bridge & ferry"));
        assert_eq!(found.author.as_deref(), Some("A. Writer, B. Writer"));
        assert_eq!(found.publisher.as_deref(), Some("The Gazette"));
        assert_eq!(found.body, None);
    }

    #[test]
    fn line_breaks_inside_a_string_are_forgiven() {
        let found = told("{\"@type\":\"NewsArticle\",\"headline\":\"One\ntwo\"}");
        assert_eq!(found.headline.as_deref(), Some("One two"));
    }

    #[test]
    fn of_two_articles_the_first_one_is_the_pages() {
        let found = told(
            r#"[{"@type":"NewsArticle","headline":"First"},{"@type":"NewsArticle","headline":"Second","author":"Other"}]"#,
        );
        assert_eq!((found.headline.as_deref(), found.author), (Some("First"), None));
    }

    #[test]
    fn a_body_in_markup_is_cut_into_its_paragraphs() {
        let found = told(
            r#"{"@type":"Article","articleBody":"&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;"}"#,
        );
        assert_eq!(found.body.as_deref(), Some("One.\nTwo & three."));
    }

    #[test]
    fn what_is_no_json_tells_nothing() {
        for script in
            ["", "{", "null", "[[[[", "{\"@type\":7}", "{\"@type\":\"Article\",\"author\":[[[\"x\"]]]}"]
        {
            assert_eq!(told(script), Told::default(), "{script}");
        }
        assert_eq!(told(&"[".repeat(100_000)), Told::default());
    }
}
