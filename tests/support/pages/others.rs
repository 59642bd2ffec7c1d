//! The other articles of a page.

use super::prose::lead;
use super::{Builder, Seed, Set, Truth};
use retold::document::ArticleKind;

impl Builder<'_> {
    /// Other articles on the page, whole ones and teasers.
    pub(super) fn others(&mut self) {
        let teasers_first = self.random.chance(50);
        let sides = [0, 1, 1, 2, 2, 3][self.random.below(6)];
        if teasers_first {
            self.teasers();
        }
        match self.random.below(3) {
            0 => self.next_articles(sides),
            1 => self.stream(sides),
            _ => self.listed_articles(sides),
        }
        if !teasers_first {
            self.teasers();
        }
    }

    /// Whole articles below the page's own, in its style, as sites load them that never end.
    fn next_articles(&mut self, count: usize) {
        for _ in 0..count {
            let Some(seed) = self.seed() else { return };
            self.blank();
            // What sets it apart from the article above: words, wider white space, a line of a few words, or nothing.
            match self.random.below(5) {
                0 | 1 => {
                    self.traits.push("side: next");
                    self.maybe("next", 100);
                }
                2 => {
                    self.traits.push("side: wide");
                    self.blank();
                }
                3 => {
                    self.traits.push("side: behind a line");
                    let line = self.phrase("line");
                    self.put(&line);
                    self.blank();
                }
                _ => self.traits.push("side: directly below"),
            }
            self.article(seed, ArticleKind::Side);
            self.maybe("share", 30);
        }
    }

    /// Articles as an aggregator lists them: outlet, age, headline, all text in one line.
    fn stream(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        let heading = self.phrase("related");
        self.lines.extend([heading, String::new()]);
        for _ in 0..count {
            let Some(seed) = self.seed() else { return };
            self.traits.push("side: stream");
            let (site, ago) = (self.site.clone(), self.phrase("ago"));
            let text = seed.paragraphs.join(" ");
            let dashed = format!("- {site}");
            self.lines.extend([String::new(), site, ago, dashed, seed.title.clone(), text.clone()]);
            self.lines.push(String::new());
            self.articles.push(Truth { kind: ArticleKind::Side, text: format!("{}\n{text}", seed.title) });
        }
    }

    /// Whole articles under a heading, with their age and no picture.
    fn listed_articles(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        let heading = self.phrase("related");
        self.lines.extend([heading, String::new()]);
        for _ in 0..count {
            let Some(seed) = self.seed() else { return };
            self.traits.push("side: listed");
            let (ago, title) = (self.phrase("ago"), self.title(seed));
            match self.random.below(3) {
                0 => self.lines.extend([title.clone(), ago, String::new()]),
                1 => self.lines.extend([ago, title.clone(), String::new()]),
                _ => self.lines.extend([title.clone(), String::new()]),
            }
            for paragraph in &seed.paragraphs {
                self.lines.extend([paragraph.clone(), String::new()]);
            }
            self.blank();
            let text = format!("{title}\n{}", seed.paragraphs.join("\n"));
            self.articles.push(Truth { kind: ArticleKind::Side, text });
        }
    }

    fn teasers(&mut self) {
        let count = [0, 0, 2, 2, 3][self.random.below(5)];
        if count == 0 {
            return;
        }
        let heading = self.phrase("related");
        self.lines.extend([heading, String::new()]);
        let form = self.random.below(if self.set == Set::Open { 3 } else { 4 });
        self.traits.push(["teasers: twice", "teasers: plain", "teasers: aged", "teasers: labelled"][form]);
        for _ in 0..count {
            let Some(seed) = self.seed() else { return };
            self.teaser(seed, form);
        }
        self.blank();
    }

    fn teaser(&mut self, seed: &Seed, form: usize) {
        let lead = lead(&seed.paragraphs[0]);
        let (title, ago, label) = (self.title(seed), self.phrase("ago"), self.phrase("section"));
        let mut own = vec![title.clone()];
        match form {
            0 => {
                self.lines.extend([title.clone(), String::new()]);
                if let Some(caption) = self.caption(seed) {
                    self.lines.extend([format!("{label} {caption}"), String::new()]);
                    own.push(caption);
                }
                let site = format!("«{}»", self.site);
                self.lines.extend([title, String::new(), lead.clone(), String::new(), site]);
            }
            1 => self.lines.extend([title, lead.clone(), ago, String::new()]),
            2 => self.lines.extend([ago, title, lead.clone(), String::new()]),
            _ => self.lines.extend([label, title, lead.clone(), self.site.clone(), String::new()]),
        }
        own.push(lead);
        self.articles.push(Truth { kind: ArticleKind::Teaser, text: own.join("\n") });
    }

    /// The headline of an article in a list: its own, or one that shares no word with the text, as those of columns and
    /// long reports are.
    fn title(&mut self, seed: &Seed) -> String {
        if self.random.chance(20) {
            self.traits.push("headline without a word of its text");
            return self.phrase("odd");
        }
        seed.title.clone()
    }
}
