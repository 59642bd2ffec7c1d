//! The rules of a check: their codes, what each is, and how strictly it is taken when nobody says otherwise.

use crate::suggest::nearest;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a check looks for. The order is that of summaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An article with the words of another one.
    ExactCopies,
    /// An article that is nearly another one.
    NearCopies,
    /// An article that is part of another one, or holds it.
    ContainedCopies,
    /// An article that is another one written anew.
    RewrittenCopies,
    /// One text under several ids.
    RepeatedText,
    /// One id that names several texts.
    RepeatedId,
    /// A group of copies that is too large.
    LargestGroup,
    /// A story that is too large.
    LargestStory,
    /// An outlet of which too much would be removed as copies.
    OutletLoss,
    /// A record or an article without text.
    NoText,
    /// A short text under many headlines that says nothing of any.
    PlaceholderText,
    /// A record or a file that could not be read.
    Unreadable,
    /// Bytes that mean nothing in the charset of a text.
    BadBytes,
    /// A page of which little is article.
    MostlyFurniture,
    /// A line that recurs in the articles of an outlet, or everywhere.
    RepeatedFurniture,
    /// A date before the earliest or after the latest that may be.
    DateRange,
    /// A language that is not expected.
    Language,
    /// An article that has a copy in another set.
    LeakedCopies,
    /// A passage that stands in another set too.
    LeakedPassages,
    /// A cluster that the earlier run did not have.
    ClusterAppeared,
    /// A cluster of the earlier run whose articles are no longer together.
    ClusterVanished,
    /// A cluster of the earlier run that fell apart.
    ClusterSplit,
    /// A cluster that was several in the earlier run.
    ClusterMerged,
}

/// What a rule says of itself.
struct Facts {
    code: &'static str,
    summary: &'static str,
    advice: &'static str,
    level: Level,
}

impl Rule {
    /// All rules, in order.
    pub const ALL: [Self; 23] = [
        Self::ExactCopies,
        Self::NearCopies,
        Self::ContainedCopies,
        Self::RewrittenCopies,
        Self::RepeatedText,
        Self::RepeatedId,
        Self::LargestGroup,
        Self::LargestStory,
        Self::OutletLoss,
        Self::NoText,
        Self::PlaceholderText,
        Self::Unreadable,
        Self::BadBytes,
        Self::MostlyFurniture,
        Self::RepeatedFurniture,
        Self::DateRange,
        Self::Language,
        Self::LeakedCopies,
        Self::LeakedPassages,
        Self::ClusterAppeared,
        Self::ClusterVanished,
        Self::ClusterSplit,
        Self::ClusterMerged,
    ];

    /// How it is called in options, files and reports; never changes.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// What it finds, as a sentence without its full stop.
    pub fn summary(self) -> &'static str {
        self.facts().summary
    }

    /// What can be done about what it finds, as sentences.
    pub fn advice(self) -> &'static str {
        self.facts().advice
    }

    /// How strictly it is taken when nobody says otherwise.
    pub fn default_level(self) -> Level {
        self.facts().level
    }

    /// How much of it is allowed when nobody says otherwise.
    pub fn default_limit(self) -> Limit {
        match self {
            Self::LargestGroup => Limit::Count(20),
            Self::LargestStory => Limit::Count(100),
            Self::OutletLoss => Limit::Percent(50.0),
            _ => Limit::Count(0),
        }
    }

    /// Whether its limit is a size that each finding exceeds, and not a number of findings.
    pub fn measures_size(self) -> bool {
        matches!(self, Self::LargestGroup | Self::LargestStory | Self::OutletLoss)
    }

    /// Whether it compares with an earlier run.
    pub fn compares_runs(self) -> bool {
        self >= Self::ClusterAppeared
    }

    #[allow(clippy::too_many_lines, reason = "a table with an entry a rule")]
    fn facts(self) -> Facts {
        let facts = |code, summary, advice, level| Facts { code, summary, advice, level };
        let remove = "Keep one of them: `retold dedup` writes the input without its copies.";
        let compare = "`retold compare` shows why two articles are together or apart.";
        match self {
            Self::ExactCopies => {
                facts("exact-copies", "An article has the same words as another one", remove, Level::Deny)
            }
            Self::NearCopies => {
                facts("near-copies", "An article is nearly the same as another one", remove, Level::Deny)
            }
            Self::ContainedCopies => facts(
                "contained-copies",
                "An article is part of another one, or another one is part of it",
                remove,
                Level::Warn,
            ),
            Self::RewrittenCopies => facts(
                "rewritten-copies",
                "An article is another one written anew",
                "Both say something of their own: `retold dedup` keeps them unless `--remove rewritten` is given.",
                Level::Allow,
            ),
            Self::RepeatedText => facts(
                "repeated-text",
                "One text stands under several ids",
                "Make ids of what identifies an article, such as its canonical address.",
                Level::Warn,
            ),
            Self::RepeatedId => facts(
                "repeated-id",
                "One id names several texts",
                "Give each record an id of its own, or keep the latest version only.",
                Level::Deny,
            ),
            Self::LargestGroup => facts(
                "largest-group",
                "A group of copies is larger than the limit",
                "A text that stands so often is mostly an error page, a consent banner or a template: leave it out when \
                 crawling.",
                Level::Deny,
            ),
            Self::LargestStory => facts(
                "largest-story",
                "A story has more articles than the limit",
                "Sample from it, or raise the limit.",
                Level::Allow,
            ),
            Self::OutletLoss => facts(
                "outlet-loss",
                "More of an outlet's records are copies than the limit",
                "Look at what `retold dedup --dry-run` says of it; `--keep source:` names outlets that are kept first.",
                Level::Allow,
            ),
            Self::PlaceholderText => facts(
                "placeholder-text",
                "A short text stands under many headlines and says nothing of any",
                "It is a stub, an error page or a consent banner: leave it out when crawling.",
                Level::Warn,
            ),
            Self::NoText => facts(
                "no-text",
                "A record or an article has no text",
                "Leave it out, or name the field with the text by `--text-field`.",
                Level::Deny,
            ),
            Self::Unreadable => facts(
                "unreadable",
                "A record or a file could not be read",
                "Repair it or leave it out; what is wrong with it stands in the message.",
                Level::Deny,
            ),
            Self::BadBytes => facts(
                "bad-bytes",
                "A text has bytes that mean nothing in its charset",
                "Read it again in the right charset, or declare the charset.",
                Level::Warn,
            ),
            Self::MostlyFurniture => facts(
                "mostly-furniture",
                "Little of a page is article",
                "Extract the article when crawling; `retold articles` shows what was taken for one.",
                Level::Warn,
            ),
            Self::RepeatedFurniture => facts(
                "repeated-furniture",
                "A line recurs in the articles of an outlet, or everywhere",
                "Cut it off when extracting.",
                Level::Allow,
            ),
            Self::DateRange => facts(
                "date-range",
                "An article is dated out of range",
                "Look at how dates are read from the page; a date of 1970-01-01 is mostly a missing one.",
                Level::Deny,
            ),
            Self::Language => facts(
                "language",
                "An article is in a language that is not expected",
                "Leave it out, or expect its language.",
                Level::Deny,
            ),
            Self::LeakedCopies => facts(
                "leaked-copies",
                "An article has a copy in another set",
                "Remove it from one of the sets.",
                Level::Deny,
            ),
            Self::LeakedPassages => facts(
                "leaked-passages",
                "A passage of an article stands in another set too",
                "Remove the article from one of the sets, or ask for longer passages by `--leak-words`.",
                Level::Deny,
            ),
            Self::ClusterAppeared => {
                facts("cluster-appeared", "Articles are together that were not before", compare, Level::Warn)
            }
            Self::ClusterVanished => {
                facts("cluster-vanished", "Articles are no longer together", compare, Level::Warn)
            }
            Self::ClusterSplit => facts("cluster-split", "A cluster fell apart", compare, Level::Warn),
            Self::ClusterMerged => facts("cluster-merged", "Clusters became one", compare, Level::Warn),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A word that is the code of no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rule; {hint}", hint = hint(.0))]
pub struct RuleError(pub String);

/// Names the rule that was meant, or all.
fn hint(code: &str) -> String {
    let codes = Rule::ALL.map(Rule::code);
    match nearest(code, codes) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("known are {}", codes.join(", ")),
    }
}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(code: &str) -> Result<Self, RuleError> {
        Self::ALL.into_iter().find(|rule| rule.code() == code).ok_or_else(|| RuleError(code.to_string()))
    }
}

/// How strictly a rule is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is not looked at.
    Allow,
    /// It is reported.
    Warn,
    /// It is reported, and the check fails.
    Deny,
}

/// How much is allowed before a rule reports anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// So many.
    Count(u64),
    /// So many of a hundred documents.
    Percent(f64),
}

impl Limit {
    /// Whether `count` of `documents` is more than it allows.
    pub fn is_exceeded(self, count: u64, documents: u64) -> bool {
        match self {
            Self::Count(most) => count > most,
            Self::Percent(most) => count as f64 * 100.0 > most * documents as f64,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(most) => write!(f, "{most}"),
            Self::Percent(most) => write!(f, "{most}%"),
        }
    }
}

/// A word that is no limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no limit; write a number such as 10, or a share of the documents such as 2.5%")]
pub struct LimitError(pub String);

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        let wrong = || LimitError(text.to_string());
        match text.strip_suffix('%') {
            Some(number) => {
                let share: f64 = number.trim().parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&share) { Ok(Self::Percent(share)) } else { Err(wrong()) }
            }
            None => text.parse().map(Self::Count).map_err(|_| wrong()),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(most) => serializer.serialize_u64(*most),
            Self::Percent(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u64),
            Text(String),
        }
        let wrong = |_| serde::de::Error::custom("a limit is a number, or a share such as \"2.5%\"");
        match Form::deserialize(deserializer).map_err(wrong)? {
            Form::Number(most) => Ok(Self::Count(most)),
            Form::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Limit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A number, or a share of the documents such as \"2.5%\".",
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%?$"}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_by_its_code_and_written_as_it() {
        for rule in Rule::ALL {
            assert_eq!(rule.code().parse(), Ok(rule));
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.code());
        }
        let sorted = Rule::ALL.is_sorted();
        assert!(sorted, "summaries follow the order of the type");
    }

    #[test]
    fn limits_are_numbers_and_shares() {
        for text in ["0", "12", "2.5%", "100%"] {
            let limit: Limit = text.parse().unwrap();
            assert_eq!(limit.to_string(), text);
            let json = serde_json::to_string(&limit).unwrap();
            assert_eq!(serde_json::from_str::<Limit>(&json).unwrap(), limit);
        }
        for text in ["", "-1", "101%", "few", "%", "nan%"] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_at_the_limit_is_allowed() {
        assert!(!Limit::Count(3).is_exceeded(3, 10));
        assert!(Limit::Count(3).is_exceeded(4, 10));
        assert!(!Limit::Percent(10.0).is_exceeded(1, 10));
        assert!(Limit::Percent(10.0).is_exceeded(2, 10));
        assert!(!Limit::Percent(0.0).is_exceeded(0, 0), "nothing is no more than nothing");
    }
}
