//! What stands inside an article, its own and not.

use super::prose::clause;
use super::{Builder, Seed, Style};

impl Builder<'_> {
    /// A paragraph of a few words, as articles begin with now and then.
    pub(super) fn opening(&mut self, own: &mut Vec<String>) {
        if self.random.chance(10) {
            self.own_line("short", "short first paragraph", own);
        }
    }

    /// What an article ends with: a short paragraph, or where it comes from, which is not its text.
    pub(super) fn ending(&mut self, own: &mut Vec<String>) {
        match self.random.below(8) {
            0 | 1 => self.own_line("short", "short last paragraph", own),
            2 => {
                self.traits.push("source at the end");
                let source = self.phrase("end");
                self.lines.push(source);
                self.paragraph_ends();
            }
            _ => {}
        }
    }

    /// A question of an interview and the first words of its answer.
    pub(super) fn question(&mut self, own: &mut Vec<String>) {
        self.own_line("question", "interview", own);
        if self.random.chance(50) {
            self.own_line("answer", "short answer", own);
        }
    }

    /// What stands between two paragraphs.
    pub(super) fn between(&mut self, seed: &Seed, above: &str, own: &mut Vec<String>) {
        match self.random.below(30) {
            0 => drop(self.maybe("ad", 100)),
            1 => drop(self.maybe("newsletter", 100)),
            2 | 3 => {
                self.traits.push("also");
                let (phrase, headline) = (self.phrase("also"), self.headline(&seed.title));
                self.put(&phrase.replace("{h}", &headline));
                self.paragraph_ends();
            }
            4 => {
                self.traits.push("links inside");
                let heading = self.phrase("related");
                self.lines.push(heading);
                let count = 2 + self.random.below(2);
                let headlines = self.headlines(count, &seed.title);
                self.lines.extend(headlines);
                self.blank();
            }
            5 => {
                if let Some(quote) = clause(above, 8.0..30.0) {
                    self.traits.push("pull quote");
                    self.lines.push(quote.to_owned());
                    self.blank();
                }
            }
            6 => self.own_line("photo", "caption inside", own),
            7 => self.own_line("quote", "quoted line", own),
            8 => self.own_line("odd", "long subhead", own),
            9 => self.own_line("short", "short paragraph", own),
            _ => {}
        }
    }

    /// A line of the article, once an article.
    fn own_line(&mut self, section: &str, name: &'static str, own: &mut Vec<String>) {
        let line = self.phrase(section);
        if own.contains(&line) {
            return;
        }
        self.traits.push(name);
        self.lines.push(line.clone());
        own.push(line);
        self.paragraph_ends();
    }

    fn paragraph_ends(&mut self) {
        if self.style != Style::Dense {
            self.lines.push(String::new());
        }
    }
}
