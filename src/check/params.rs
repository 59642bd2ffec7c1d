//! What is looked for, how strictly, and where not.

use super::CheckError;
use crate::document::{Language, Timestamp};
use crate::findings::{Level, Limit, Rule};
use globset::{Glob, GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parameters of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckParams {
    /// Rules that are taken otherwise than they are by themselves.
    pub rules: BTreeMap<Rule, RuleSetting>,
    /// Languages that articles may be in; any when there are none.
    pub languages: Vec<Language>,
    /// The earliest date an article may have.
    pub earliest: Option<Timestamp>,
    /// The latest, to the end of its day when it has no time.
    pub latest: Option<Timestamp>,
    /// The share of a page in no article from which it is mostly furniture, in (0, 1].
    pub furniture_share: f64,
    /// Words that a passage must have to be a leak, at least [`CheckParams::SHORTEST_LEAK`].
    pub leak_words: u32,
    /// What holds for some paths only, later ones before earlier ones.
    pub paths: Vec<PathSetting>,
    /// What is known to be as it should.
    pub suppressions: Vec<Suppression>,
}

/// How a rule is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSetting {
    /// How strictly; as the rule by itself when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How much of it is allowed; as by itself when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

/// What holds for files whose path matches a pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PathSetting {
    /// In the syntax of `.gitignore`: without a slash it matches a name in any folder, else the end of a path.
    pub pattern: String,
    /// How strictly rules are taken there.
    pub rules: BTreeMap<Rule, Level>,
    /// Languages that articles may be in there; as elsewhere when there are none.
    pub languages: Vec<Language>,
}

/// Findings that somebody has looked at and found to be as they should: `[[check.suppress]]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Suppression {
    /// The rules it is about; all when there are none.
    #[serde(rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Findings in files whose path matches it, in the syntax of `.gitignore`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Findings about these two documents: their ids, or `path:record`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pair: Option<[String; 2]>,
    /// Why.
    pub reason: String,
}

impl Default for CheckParams {
    fn default() -> Self {
        Self {
            rules: BTreeMap::new(),
            languages: Vec::new(),
            // The second after the day that stands for no date at all.
            earliest: Some(Timestamp { seconds: 86_400, has_time: false }),
            latest: None,
            // Of 76 pages of news the median shows .51 of its text outside of articles, and three of four up to .66.
            furniture_share: 0.9,
            leak_words: 50,
            paths: Vec::new(),
            suppressions: Vec::new(),
        }
    }
}

impl CheckParams {
    /// Shorter passages are phrases that everybody uses.
    pub const SHORTEST_LEAK: u32 = 8;

    /// Checks ranges and patterns.
    pub fn validate(&self) -> Result<(), CheckError> {
        if !(self.furniture_share > 0.0 && self.furniture_share <= 1.0) {
            return Err(CheckError::Share(self.furniture_share));
        }
        if self.leak_words < Self::SHORTEST_LEAK {
            return Err(CheckError::LeakWords(self.leak_words));
        }
        if let (Some(earliest), Some(latest)) = (self.earliest, self.latest)
            && earliest.seconds > latest.seconds
        {
            return Err(CheckError::Dates { earliest, latest });
        }
        for setting in &self.paths {
            PathPattern::new(&setting.pattern)?;
        }
        for suppression in &self.suppressions {
            if suppression.path.is_none() && suppression.pair.is_none() {
                return Err(CheckError::SuppressesNothing(suppression.reason.clone()));
            }
            if suppression.reason.trim().is_empty() {
                return Err(CheckError::NoReason);
            }
            if let Some(path) = &suppression.path {
                PathPattern::new(path)?;
            }
        }
        Ok(())
    }

    /// How strictly a rule is taken where no path says otherwise.
    pub fn level(&self, rule: Rule) -> Level {
        self.rules.get(&rule).and_then(|setting| setting.level).unwrap_or(rule.default_level())
    }

    /// How much of it is allowed.
    pub fn limit(&self, rule: Rule) -> Limit {
        self.rules.get(&rule).and_then(|setting| setting.limit).unwrap_or(rule.default_limit())
    }

    /// Whether a rule is looked at anywhere.
    pub fn is_asked(&self, rule: Rule) -> bool {
        let there = self.paths.iter().filter_map(|setting| setting.rules.get(&rule));
        self.level(rule) > Level::Allow || there.into_iter().any(|level| *level > Level::Allow)
    }

    /// Takes `rules` everywhere as they are taken by default: no path and no suppression says otherwise of them.
    pub fn insist_on(&mut self, rules: &[Rule]) {
        self.paths.iter_mut().for_each(|section| section.rules.retain(|rule, _| !rules.contains(rule)));
        for suppression in &mut self.suppressions {
            if suppression.rules.is_empty() && !rules.is_empty() {
                suppression.rules = Rule::ALL.to_vec();
            }
            suppression.rules.retain(|rule| !rules.contains(rule));
        }
        if !rules.is_empty() {
            self.suppressions.retain(|suppression| !suppression.rules.is_empty());
        }
    }

    /// Whether stories are needed.
    pub fn needs_stories(&self) -> bool {
        self.is_asked(Rule::LargestStory)
    }

    /// Whether the languages of articles are needed.
    pub fn needs_languages(&self) -> bool {
        let expected = self.paths.iter().any(|setting| !setting.languages.is_empty());
        self.is_asked(Rule::Language) && (expected || !self.languages.is_empty())
    }
}

/// A pattern of paths.
#[derive(Clone, Debug)]
pub(super) struct PathPattern(GlobMatcher, GlobMatcher);

impl PathPattern {
    pub(super) fn new(pattern: &str) -> Result<Self, CheckError> {
        let bad = |reason: String| CheckError::Pattern { pattern: pattern.to_string(), reason };
        if pattern.trim().is_empty() {
            return Err(bad("it is empty".to_string()));
        }
        let folder = pattern.ends_with('/');
        let bare = pattern.trim_start_matches("./").trim_matches('/');
        let whole = if folder { format!("{bare}/**") } else { bare.to_string() };
        let matcher = |text: &str| -> Result<GlobMatcher, CheckError> {
            let glob: Result<Glob, _> = GlobBuilder::new(text).literal_separator(true).build();
            Ok(glob.map_err(|error| bad(error.kind().to_string()))?.compile_matcher())
        };
        Ok(Self(matcher(&whole)?, matcher(&format!("**/{whole}"))?))
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path) || self.1.is_match(path)
    }
}

/// The settings of paths, ready to be asked.
pub(super) struct PathRules<'p> {
    params: &'p CheckParams,
    patterns: Vec<PathPattern>,
}

impl<'p> PathRules<'p> {
    pub(super) fn new(params: &'p CheckParams) -> Result<Self, CheckError> {
        let patterns = params.paths.iter().map(|setting| PathPattern::new(&setting.pattern));
        Ok(Self { params, patterns: patterns.collect::<Result<_, _>>()? })
    }

    fn of<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'p PathSetting> + 's {
        let all = self.params.paths.iter().zip(&self.patterns).rev();
        all.filter(move |(_, pattern)| pattern.matches(path)).map(|(setting, _)| setting)
    }

    /// How strictly a rule is taken in a file.
    pub(super) fn level(&self, rule: Rule, path: &str) -> Level {
        let own = self.of(path).find_map(|setting| setting.rules.get(&rule).copied());
        own.unwrap_or_else(|| self.params.level(rule))
    }

    /// The languages that are expected in a file; any when there are none.
    pub(super) fn languages(&self, path: &str) -> &'p [Language] {
        let own = self.of(path).find(|setting| !setting.languages.is_empty());
        own.map_or(&self.params.languages, |setting| &setting.languages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_as_that_of_an_ignore_file() {
        for (pattern, path, expected) in [
            ("forum", "a/forum", true),
            ("forum/", "a/forum/b/c.txt", true),
            ("forum/*.txt", "a/forum/c.txt", true),
            ("forum/*.txt", "forum/b/c.txt", false),
            ("*.jsonl", "a/b.jsonl", true),
            ("./a/*.jsonl", "a/b.jsonl", true),
            ("/a/**", "a/b/c.txt", true),
            ("b", "abc", false),
        ] {
            assert_eq!(PathPattern::new(pattern).unwrap().matches(path), expected, "{pattern} {path}");
        }
        assert!(PathPattern::new("a[").is_err());
        assert!(PathPattern::new(" ").is_err());
    }

    #[test]
    fn the_last_section_that_matches_decides() {
        let section = |pattern: &str, level| PathSetting {
            pattern: pattern.to_string(),
            rules: BTreeMap::from([(Rule::NearCopies, level)]),
            ..PathSetting::default()
        };
        let params = CheckParams {
            paths: vec![section("forum/", Level::Allow), section("forum/rules/", Level::Warn)],
            ..CheckParams::default()
        };
        let rules = PathRules::new(&params).unwrap();
        assert_eq!(rules.level(Rule::NearCopies, "forum/a.txt"), Level::Allow);
        assert_eq!(rules.level(Rule::NearCopies, "forum/rules/a.txt"), Level::Warn);
        assert_eq!(rules.level(Rule::NearCopies, "news/a.txt"), Level::Deny);
        assert_eq!(rules.level(Rule::ExactCopies, "forum/a.txt"), Level::Deny);
    }

    #[test]
    fn a_suppression_says_what_and_why() {
        let with = |suppression| CheckParams { suppressions: vec![suppression], ..CheckParams::default() };
        let path = Some("a".to_string());
        let reason = "a fixture".to_string();
        let whole = Suppression { path, reason: reason.clone(), ..Suppression::default() };
        assert!(with(whole.clone()).validate().is_ok());
        assert!(with(Suppression { reason: " ".into(), ..whole.clone() }).validate().is_err());
        assert!(with(Suppression { path: None, ..whole }).validate().is_err());
    }
}
