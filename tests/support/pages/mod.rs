//! Scraped pages that are put together from the articles of `seeds/` and from furniture that was written for this test:
//! what an editor would mark on each page is known, because the page was made of it. The same set gives the same pages
//! on every machine.

mod ingredients;
mod inside;
mod others;
mod prose;
mod random;

use ingredients::{Furniture, Seed, events, furniture, seeds};
pub(crate) use prose::words;
use prose::{clause, rest_of};
use random::Random;
use retold::document::ArticleKind;
use std::collections::BTreeSet;
use std::path::Path;

/// The languages of `seeds/`, and Vietnamese, whose articles lie beside this file.
pub(crate) const LANGUAGES: [&str; 6] = ["ar", "en", "hi", "ru", "vi", "zh"];

/// Which furniture and which layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    /// The one that rules are written by.
    Open,
    /// Other phrases, another seed, and layouts that the open set does not have.
    Held,
}

/// A page, and what stands on it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) language: &'static str,
    pub(crate) text: String,
    /// In page order; the first main one is the page's own.
    pub(crate) articles: Vec<Truth>,
    /// The ingredients that were drawn, for finding out what fails.
    pub(crate) traits: Vec<&'static str>,
}

/// An article that stands on a page: headline, caption, subheads and text, each once.
#[derive(Debug)]
pub(crate) struct Truth {
    pub(crate) kind: ArticleKind,
    pub(crate) text: String,
}

/// `count` pages, as many in each language.
pub(crate) fn pages(set: Set, count: usize) -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let events = events(root);
    let per_language = count / LANGUAGES.len();
    let mut pages = Vec::new();
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        let seeds = seeds(root, language, &events);
        let furniture = furniture(root, language, set);
        for number in 0..per_language {
            let seed = (at * 10_000 + number) as u64 + if set == Set::Open { 1 } else { 500_000 };
            pages.push(Builder::new(Random::new(seed), set, &seeds, &furniture).page(language));
        }
    }
    pages
}

/// How the articles of a site look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Headline and doubled captions, and all of it once more.
    AllTwice,
    /// Headline, author, share bar, caption.
    Plain,
    /// No blank line anywhere.
    Dense,
    /// Section above the headline, doubled caption.
    Labelled,
    /// The title of the window first, then author and date, then the headline.
    Window,
    /// Date below the headline, a credit below the caption. Held back.
    Credited,
    /// The headline below its picture, share bars above and below the text. Held back.
    PictureFirst,
}

struct Builder<'a> {
    random: Random,
    set: Set,
    seeds: &'a [Seed],
    furniture: &'a Furniture,
    /// Events that stand on the page already.
    used: BTreeSet<&'a str>,
    style: Style,
    /// Blank lines between blocks.
    air: usize,
    site: String,
    lines: Vec<String>,
    articles: Vec<Truth>,
    traits: Vec<&'static str>,
}

impl<'a> Builder<'a> {
    fn new(mut random: Random, set: Set, seeds: &'a [Seed], furniture: &'a Furniture) -> Self {
        let open = [Style::AllTwice, Style::Plain, Style::Dense, Style::Labelled, Style::Window];
        let held = [Style::Credited, Style::PictureFirst, Style::Plain, Style::Window, Style::AllTwice];
        let style = *random.choose(if set == Set::Open { &open } else { &held });
        let air = if style == Style::Dense { random.below(2) } else { 1 + random.below(2) };
        let site = random.choose(&furniture["site"]).clone();
        Self {
            random,
            set,
            seeds,
            furniture,
            used: BTreeSet::new(),
            style,
            air,
            site,
            lines: Vec::new(),
            articles: Vec::new(),
            traits: Vec::new(),
        }
    }

    fn page(mut self, language: &'static str) -> Page {
        let main = self.seed().expect("a language has more than one event");
        self.above(main);
        self.article(main, ArticleKind::Main);
        self.below(main);
        self.others();
        self.foot();
        Page { language, text: self.lines.join("\n"), articles: self.articles, traits: self.traits }
    }

    /// An article on an event that is not on the page yet.
    fn seed(&mut self) -> Option<&'a Seed> {
        let free: Vec<&'a Seed> =
            self.seeds.iter().filter(|seed| !self.used.contains(seed.event.as_str())).collect();
        if free.is_empty() {
            return None;
        }
        let seed = *self.random.choose(&free);
        self.used.insert(&seed.event);
        Some(seed)
    }

    fn phrase(&mut self, section: &str) -> String {
        self.random.choose(&self.furniture[section]).clone()
    }

    /// The headline of another article.
    fn headline(&mut self, but: &str) -> String {
        self.headlines(1, but).swap_remove(0)
    }

    /// Headlines of other articles, each once.
    fn headlines(&mut self, count: usize, but: &str) -> Vec<String> {
        let mut others: Vec<&'a str> =
            self.seeds.iter().map(|seed| seed.title.as_str()).filter(|title| *title != but).collect();
        let count = count.min(others.len());
        (0..count).map(|_| others.swap_remove(self.random.below(others.len())).to_owned()).collect()
    }

    /// The lines of a phrase.
    fn put(&mut self, phrase: &str) {
        self.lines.extend(phrase.split('|').map(|line| line.trim().to_owned()));
    }

    fn blank(&mut self) {
        for _ in 0..self.air {
            self.lines.push(String::new());
        }
    }

    /// A block of furniture with a chance of `percent`.
    fn maybe(&mut self, section: &'static str, percent: usize) -> bool {
        let drawn = self.random.chance(percent);
        if drawn {
            let phrase = self.phrase(section);
            self.put(&phrase);
            self.blank();
            self.traits.push(section);
        }
        drawn
    }

    fn above(&mut self, main: &Seed) {
        if self.style == Style::Window {
            self.lines.push(format!("{} | {}", main.title, self.site));
        }
        self.maybe("cookie", 15);
        if self.random.chance(60) {
            self.traits.push("header");
            let site = self.site.clone();
            self.lines.push(site.clone());
            if self.random.chance(50) {
                self.lines.push(site);
            }
            self.maybe("menu", 85);
        }
        self.maybe("widget", 15);
        self.maybe("newsletter", 8);
        if self.random.chance(35) {
            self.ticker(main);
        }
        self.maybe("crumbs", 40);
    }

    /// Headlines of other articles: a row, or one a line.
    fn ticker(&mut self, main: &Seed) {
        let label = self.phrase("ticker");
        let count = 3 + self.random.below(5);
        let headlines = self.headlines(count, &main.title);
        if self.random.chance(50) {
            self.traits.push("ticker in a row");
            self.lines.push(format!("{label} {}", headlines.join(" ")));
        } else {
            self.traits.push("ticker in lines");
            self.lines.push(label);
            self.lines.extend(headlines);
        }
        self.blank();
    }

    /// Headline, caption and what stands between them; the lines that belong to the article.
    fn top(&mut self, seed: &Seed) -> Vec<String> {
        let caption = self.caption(seed);
        let title = seed.title.clone();
        match self.style {
            Style::AllTwice => {
                for again in [false, true] {
                    self.lines.extend([title.clone(), String::new()]);
                    self.lines.extend(caption.iter().flat_map(|caption| [caption.clone(), caption.clone()]));
                    self.lines.extend(if again { None } else { Some("TT".to_owned()) });
                    self.lines.push(String::new());
                }
            }
            Style::Plain => {
                self.lines.push(title.clone());
                self.maybe("byline", 70);
                self.maybe("share", 60);
                self.lines.extend(caption.clone());
                self.blank();
            }
            Style::Dense => {
                self.lines.push(title.clone());
                self.lines.extend(caption.clone());
            }
            Style::Labelled => {
                let label = self.phrase("section");
                self.lines.extend([label, title.clone()]);
                self.maybe("byline", 70);
                self.lines.extend(caption.iter().flat_map(|caption| [caption.clone(), caption.clone()]));
                self.blank();
            }
            Style::Window => {
                self.maybe("byline", 80);
                self.lines.extend([title.clone(), String::new()]);
                self.lines.extend(caption.clone());
                self.maybe("share", 40);
            }
            Style::Credited => {
                self.lines.push(title.clone());
                let (ago, credit) = (self.phrase("ago"), self.phrase("credit"));
                self.lines.extend([ago, String::new()]);
                self.lines.extend(caption.clone());
                self.lines.push(credit);
                self.maybe("share", 50);
                self.blank();
            }
            Style::PictureFirst => {
                self.lines.extend(caption.clone());
                self.blank();
                self.lines.push(title.clone());
                self.maybe("share", 80);
                self.maybe("byline", 50);
            }
        }
        // The headline of the first picture's article is where an article begins.
        std::iter::once(title).chain(caption).collect()
    }

    /// An article in the style of the site.
    fn article(&mut self, seed: &'a Seed, kind: ArticleKind) {
        let mut own = self.top(seed);
        let talk = self.random.chance(12);
        self.opening(&mut own);
        let subhead_at = if self.random.chance(30) { 1 + self.random.below(3) } else { usize::MAX };
        for (at, paragraph) in seed.paragraphs.iter().enumerate() {
            if at == subhead_at
                && let Some(subhead) = clause(rest_of(paragraph), 2.0..5.5)
            {
                self.lines.push(subhead.to_owned());
                own.push(subhead.to_owned());
            }
            self.lines.push(paragraph.clone());
            own.push(paragraph.clone());
            if self.style != Style::Dense {
                self.lines.push(String::new());
            }
            if at + 1 < seed.paragraphs.len() {
                self.between(seed, paragraph, &mut own);
                if talk {
                    self.question(&mut own);
                }
            }
        }
        self.ending(&mut own);
        self.articles.push(Truth { kind, text: own.join("\n") });
    }

    /// What stands below the page's own article.
    fn below(&mut self, main: &Seed) {
        self.maybe("bio", 35);
        self.maybe("share", 30);
        self.maybe("follow", 20);
        self.maybe("newsletter", 15);
        self.maybe("ad", 15);
        if self.random.chance(25) {
            self.comments();
        }
        if self.random.chance(25) {
            self.ranking(main);
        }
    }

    fn comments(&mut self) {
        self.maybe("comments", 100);
        if self.random.chance(50) {
            for _ in 0..=self.random.below(2) {
                self.maybe("reader", 100);
            }
        }
    }

    /// The most read: numbered or not, with the page's own headline now and then.
    fn ranking(&mut self, main: &Seed) {
        self.traits.push("ranking");
        let heading = self.phrase("mostread");
        self.lines.push(heading);
        let (numbered, own) = (self.random.chance(50), self.random.chance(40));
        let count = 3 + self.random.below(3);
        let mut headlines = self.headlines(count, &main.title);
        if own {
            headlines[1].clone_from(&main.title);
        }
        for (headline, number) in headlines.into_iter().zip(1..) {
            self.lines.push(if numbered { format!("{number}. {headline}") } else { headline });
        }
        self.blank();
    }

    fn foot(&mut self) {
        if self.random.chance(30) {
            self.comments();
        }
        self.maybe("widget", 20);
        self.maybe("follow", 35);
        self.maybe("cookie", 20);
        self.maybe("footer", 60);
    }

    /// A clause of the article with or without a credit, as captions are; some pictures have none.
    fn caption(&mut self, seed: &Seed) -> Option<String> {
        if self.random.chance(20) {
            return None;
        }
        let words = clause(seed.paragraphs.get(1)?, 6.0..16.0)?;
        let credit = self.phrase("credit");
        Some(if self.random.chance(65) { format!("{words} ({credit})") } else { words.to_owned() })
    }
}
