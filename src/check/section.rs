//! The `[check]` section of a file of settings: the same keys as the options of the command.

use super::params::{PathSetting, RuleSetting};
use super::{CheckError, CheckParams, Suppression};
use crate::document::{Language, Timestamp};
use crate::findings::{Level, Limit, Rule};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// `CODE`, `CODE=LIMIT`, or `all`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleChoice {
    /// The rule; nothing for all.
    pub rule: Option<Rule>,
    /// How much of it is allowed.
    pub limit: Option<Limit>,
}

/// What stands for all rules.
const ALL: &str = "all";

impl FromStr for RuleChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, limit) = match text.split_once('=') {
            Some((code, limit)) => (code, Some(limit.parse::<Limit>().map_err(|error| error.to_string())?)),
            None => (text, None),
        };
        if code == ALL {
            return match limit {
                None => Ok(Self { rule: None, limit }),
                Some(_) => Err("a limit is that of one rule, not of all".to_string()),
            };
        }
        let rule = code.parse::<Rule>().map_err(|error| error.to_string())?;
        Ok(Self { rule: Some(rule), limit })
    }
}

impl fmt::Display for RuleChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.map_or(ALL, Rule::code))?;
        match self.limit {
            Some(limit) => write!(f, "={limit}"),
            None => Ok(()),
        }
    }
}

impl Serialize for RuleChoice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RuleChoice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for RuleChoice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RuleChoice".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes = Rule::ALL.map(Rule::code).join("|");
        schemars::json_schema!({
            "description": "The code of a rule, perhaps with a limit, such as near-copies=2%; or all.",
            "type": "string",
            "pattern": format!("^(all|({codes})(=[0-9]+(\\.[0-9]+)?%?)?)$"),
        })
    }
}

/// How strictly rules are taken: the lists of the options `--deny`, `--warn` and `--allow`. Sections name the three lists
/// themselves, for serde refuses no unknown key where a type is flattened into another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckLevelsParams {
    /// Rules that make the check fail.
    pub deny: Vec<RuleChoice>,
    /// Rules that are reported only.
    pub warn: Vec<RuleChoice>,
    /// Rules that are not looked at.
    pub allow: Vec<RuleChoice>,
}

impl CheckLevelsParams {
    /// What each list says of each rule; what is said of one rule counts more than what is said of all.
    pub fn apply(&self, rules: &mut BTreeMap<Rule, RuleSetting>) -> Result<(), CheckError> {
        let lists = [(Level::Deny, &self.deny), (Level::Warn, &self.warn), (Level::Allow, &self.allow)];
        let choices = || lists.into_iter().flat_map(|(level, list)| list.iter().map(move |it| (level, it)));
        let mut said: BTreeMap<Option<Rule>, Level> = BTreeMap::new();
        for (level, choice) in choices() {
            if said.insert(choice.rule, level).is_some_and(|earlier| earlier != level) {
                return Err(CheckError::SaidTwice(choice.rule.map_or(ALL, Rule::code)));
            }
        }
        if let Some(level) = said.get(&None) {
            Rule::ALL.into_iter().for_each(|rule| rules.entry(rule).or_default().level = Some(*level));
        }
        for (level, choice) in choices() {
            let Some(rule) = choice.rule else { continue };
            let setting = rules.entry(rule).or_default();
            setting.level = Some(level);
            setting.limit = choice.limit.or(setting.limit);
        }
        Ok(())
    }

    /// The lists that give `rules`.
    fn of(rules: impl Iterator<Item = (Rule, Level, Option<Limit>)>) -> Self {
        let mut lists = Self::default();
        for (rule, level, limit) in rules {
            let list = match level {
                Level::Deny => &mut lists.deny,
                Level::Warn => &mut lists.warn,
                Level::Allow => &mut lists.allow,
            };
            list.push(RuleChoice { rule: Some(rule), limit });
        }
        lists
    }
}

/// What holds for some paths: `[[check.path]]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckPathParams {
    /// Which, in the syntax of `.gitignore`.
    pub pattern: String,
    /// Rules that make the check fail there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<RuleChoice>,
    /// Rules that are reported only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warn: Vec<RuleChoice>,
    /// Rules that are not looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<RuleChoice>,
    /// Languages that are expected there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<Language>,
}

/// The part of the section that says what is looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckSectionParams {
    /// Rules that make the check fail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<RuleChoice>,
    /// Rules that are reported only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warn: Vec<RuleChoice>,
    /// Rules that are not looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<RuleChoice>,
    /// Languages that articles may be in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<Language>,
    /// The earliest date an article may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Timestamp>,
    /// The latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Timestamp>,
    /// The share of a page in no article from which it is mostly furniture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub furniture_share: Option<f64>,
    /// Words that a passage must have to be a leak.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leak_words: Option<u32>,
    /// What is read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<String>,
    /// A set that must not share text with the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
    /// The file with findings that are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// The report of an earlier run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_ref: Option<String>,
    /// The folder in which runs leave what they saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<String>,
    /// Reports that are written, as `FORMAT=PATH`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<String>,
    /// Sets that must not share text, by name, with the inputs that hold them.
    /// A leak is found in the set that is named first.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub splits: IndexMap<String, Vec<String>>,
    /// What holds for some paths only, later ones before earlier ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<CheckPathParams>,
    /// What is known to be as it should.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppress: Vec<Suppression>,
}

impl CheckSectionParams {
    /// What is looked for, with what the section says.
    pub fn apply(&self, params: &mut CheckParams) -> Result<(), CheckError> {
        let Self { deny, warn, allow, .. } = self.clone();
        CheckLevelsParams { deny, warn, allow }.apply(&mut params.rules)?;
        if !self.language.is_empty() {
            params.languages.clone_from(&self.language);
        }
        params.earliest = self.earliest.or(params.earliest);
        params.latest = self.latest.or(params.latest);
        params.furniture_share = self.furniture_share.unwrap_or(params.furniture_share);
        params.leak_words = self.leak_words.unwrap_or(params.leak_words);
        for path in &self.path {
            let CheckPathParams { deny, warn, allow, .. } = path.clone();
            let mut rules = BTreeMap::new();
            CheckLevelsParams { deny, warn, allow }.apply(&mut rules)?;
            if let Some((rule, _)) = rules.iter().find(|(_, setting)| setting.limit.is_some()) {
                return Err(CheckError::LimitOfPath(rule.code()));
            }
            params.paths.push(PathSetting {
                pattern: path.pattern.clone(),
                rules: rules.into_iter().filter_map(|(rule, it)| Some((rule, it.level?))).collect(),
                languages: path.language.clone(),
            });
        }
        params.suppressions.extend(self.suppress.iter().cloned());
        Ok(())
    }

    /// The section that gives `params`, with every rule named.
    #[must_use]
    pub fn with(self, params: &CheckParams) -> Self {
        let limit = |rule: Rule| Some(params.limit(rule)).filter(|limit| *limit != rule.default_limit());
        let rules = Rule::ALL.into_iter().map(|rule| (rule, params.level(rule), limit(rule)));
        let CheckLevelsParams { deny, warn, allow } = CheckLevelsParams::of(rules);
        let path = params.paths.iter().map(|setting| {
            let rules = setting.rules.iter().map(|(rule, level)| (*rule, *level, None));
            let CheckLevelsParams { deny, warn, allow } = CheckLevelsParams::of(rules);
            let (pattern, language) = (setting.pattern.clone(), setting.languages.clone());
            CheckPathParams { pattern, deny, warn, allow, language }
        });
        Self {
            deny,
            warn,
            allow,
            language: params.languages.clone(),
            earliest: params.earliest,
            latest: params.latest,
            furniture_share: Some(params.furniture_share),
            leak_words: Some(params.leak_words),
            path: path.collect(),
            suppress: params.suppressions.clone(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(list: &[&str]) -> Vec<RuleChoice> {
        list.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn what_is_said_of_one_rule_counts_more_than_what_is_said_of_all() {
        let said = CheckLevelsParams {
            deny: choices(&["near-copies=2%"]),
            allow: choices(&["all"]),
            ..CheckLevelsParams::default()
        };
        let mut params = CheckParams::default();
        said.apply(&mut params.rules).unwrap();
        assert_eq!(params.level(Rule::NearCopies), Level::Deny);
        assert_eq!(params.limit(Rule::NearCopies), Limit::Percent(2.0));
        assert_eq!(params.level(Rule::ExactCopies), Level::Allow);
    }

    #[test]
    fn a_rule_is_in_one_list() {
        let said = CheckLevelsParams {
            deny: choices(&["no-text"]),
            warn: choices(&["no-text"]),
            ..CheckLevelsParams::default()
        };
        assert!(said.apply(&mut BTreeMap::new()).unwrap_err().to_string().contains("no-text"));
    }

    #[test]
    fn a_rule_that_was_misspelt_is_told_which_was_meant() {
        let said = "near-copy".parse::<RuleChoice>().unwrap_err();
        assert!(said.ends_with("did you mean near-copies?"), "{said}");
        assert!("zzz".parse::<RuleChoice>().unwrap_err().contains("known are exact-copies"));
        assert!("all=3".parse::<RuleChoice>().is_err());
        assert!("no-text=much".parse::<RuleChoice>().is_err());
    }

    #[test]
    fn a_section_that_was_made_of_parameters_gives_them_again() {
        let mut params = CheckParams { leak_words: 20, ..CheckParams::default() };
        let section = CheckSectionParams {
            deny: choices(&["largest-group=5%", "language"]),
            language: vec![Language::from_tag("ar").unwrap()],
            latest: "2026-03-04".parse().ok(),
            path: vec![CheckPathParams {
                pattern: "forum/".into(),
                allow: choices(&["near-copies"]),
                ..CheckPathParams::default()
            }],
            suppress: vec![Suppression {
                pair: Some(["a".into(), "b".into()]),
                reason: "two editions".into(),
                ..Suppression::default()
            }],
            ..CheckSectionParams::default()
        };
        section.apply(&mut params).unwrap();
        let mut again = CheckParams::default();
        CheckSectionParams::default().with(&params).apply(&mut again).unwrap();
        for rule in Rule::ALL {
            assert_eq!(
                (again.level(rule), again.limit(rule)),
                (params.level(rule), params.limit(rule)),
                "{rule}"
            );
        }
        assert_eq!(
            CheckParams { rules: BTreeMap::new(), ..again },
            CheckParams { rules: BTreeMap::new(), ..params }
        );
    }
}
