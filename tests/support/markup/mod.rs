//! HTML pages that are put together from articles of known text and from what sites put around them. The same number
//! gives the same page on every machine.

mod bodies;
mod shells;
mod texts;

use bodies::KINDS;
use shells::SHELLS;
use texts::Texts;

/// The languages that pages are made in.
pub(crate) const LANGUAGES: [&str; 5] = ["en", "ar", "ru", "hi", "zh"];

/// A page of known text.
#[derive(Debug)]
pub(crate) struct Page {
    /// What kind of article stands on it.
    pub(crate) kind: &'static str,
    /// What kind of site it is from.
    pub(crate) shell: &'static str,
    pub(crate) html: String,
    pub(crate) title: String,
    /// The paragraphs of the article, without its headline.
    pub(crate) lines: Vec<String>,
}

/// An article as markup, and the lines of it that are text.
#[derive(Debug, Default)]
pub(super) struct Body {
    html: String,
    lines: Vec<String>,
}

impl Body {
    /// Markup without a paragraph of the article.
    fn add(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// A paragraph in elements of its own.
    fn put(&mut self, open: &str, line: &str, close: &str) {
        self.add(&format!("{open}{}{close}\n", escaped(line)));
        self.lines.push(line.to_owned());
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Each kind of article on two sites in each language, so that all kinds meet all sites.
pub(crate) fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        let texts = Texts::of(language);
        for (number, (kind, body)) in KINDS.into_iter().enumerate() {
            for again in 0..2 {
                let turn = number + 3 * at + 5 * again;
                let (title, body) = (texts.title(turn).to_owned(), body(&texts, turn));
                let (shell, frame) = SHELLS[turn % SHELLS.len()];
                let html = frame(&texts, &title, &body.html, turn);
                pages.push(Page { kind, shell, html, title, lines: body.lines });
            }
        }
    }
    pages
}
