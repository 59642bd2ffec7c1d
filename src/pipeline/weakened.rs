//! What a file of settings makes less strict: what a check finds with it beside what the same check finds without it.

use crate::check::{CheckParams, Suppression};
use crate::config::Config;
use crate::findings::{Level, Limit, Rule, Weakening};

/// The settings of a check.
#[derive(Clone, Copy, Debug)]
pub struct CheckSettings<'s> {
    /// How articles are read and compared.
    pub config: &'s Config,
    /// What is looked for.
    pub check: &'s CheckParams,
    /// The file with findings that are known.
    pub baseline: Option<&'s str>,
}

/// What `used` finds less of than `bare`, the same settings without the file, in the order of the rules.
pub fn weakened(bare: CheckSettings<'_>, used: CheckSettings<'_>) -> Vec<Weakening> {
    let mut found: Vec<Weakening> = Vec::new();
    for rule in Rule::ALL {
        let mut add = |how: String| found.push(Weakening { rule: Some(rule), how });
        let (own, asked) = (used.check.level(rule), bare.check.level(rule));
        if own < asked {
            add(format!("{} instead of {}", word(own), word(asked)));
        }
        let (limit, usual) = (used.check.limit(rule), bare.check.limit(rule));
        if is_more(limit, usual) {
            add(format!("{limit} allowed instead of {usual}"));
        }
        for section in &used.check.paths {
            if let Some(level) = section.rules.get(&rule).filter(|level| **level < asked.min(own)) {
                add(format!("{} in {}", word(*level), section.pattern));
            }
        }
        used.check
            .suppressions
            .iter()
            .filter(|it| it.rules.contains(&rule))
            .for_each(|it| add(suppressed(it)));
        thresholds(rule, bare, used).into_iter().for_each(add);
    }
    let mut of_all = |how: String| found.push(Weakening { rule: None, how });
    used.check.suppressions.iter().filter(|it| it.rules.is_empty()).for_each(|it| of_all(suppressed(it)));
    if let Some(baseline) = used.baseline.filter(|_| bare.baseline.is_none()) {
        of_all(format!("what {baseline} knows is not reported"));
    }
    let read = read_otherwise(bare.config, used.config);
    if !read.is_empty() {
        of_all(format!("texts are read otherwise: {}", read.join(", ")));
    }
    found
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Deny => "denied",
        Level::Warn => "warned of",
        Level::Allow => "allowed",
    }
}

/// Whether a limit allows more. A share and a number cannot be compared, so that another kind counts as more.
fn is_more(limit: Limit, usual: Limit) -> bool {
    match (limit, usual) {
        (Limit::Count(limit), Limit::Count(usual)) => limit > usual,
        (Limit::Percent(limit), Limit::Percent(usual)) => limit > usual,
        (Limit::Percent(limit), Limit::Count(_)) => limit > 0.0,
        (Limit::Count(limit), Limit::Percent(_)) => limit > 0,
    }
}

fn suppressed(suppression: &Suppression) -> String {
    let of = match (&suppression.path, &suppression.pair) {
        (Some(path), _) => path.clone(),
        (None, Some([a, b])) => format!("{a} and {b}"),
        (None, None) => String::new(),
    };
    format!("suppressed for {of} ({})", suppression.reason)
}

/// Thresholds from which a rule finds something, where they are further off.
fn thresholds(rule: Rule, bare: CheckSettings<'_>, used: CheckSettings<'_>) -> Vec<String> {
    let (own, usual) = (used.config, bare.config);
    let mut said = Vec::new();
    let mut add =
        |name: &str, differs: bool, value: &dyn std::fmt::Display, usual: &dyn std::fmt::Display| {
            if differs {
                said.push(format!("{name} is {value} instead of {usual}"));
            }
        };
    let mut over = |name: &str, value: f64, usual: f64| add(name, value > usual, &value, &usual);
    match rule {
        Rule::NearCopies | Rule::LeakedCopies | Rule::LargestGroup | Rule::OutletLoss => {
            let (copies, usual) = (&own.copies, &usual.copies);
            over("copies-threshold", copies.threshold, usual.threshold);
            over("covered", own.removal.covered, bare.config.removal.covered);
            add("recall", copies.recall < usual.recall, &copies.recall, &usual.recall);
            let measures = [copies.similarity, usual.similarity].map(|it| format!("{it:?}").to_lowercase());
            add("copies-similarity", measures[0] != measures[1], &measures[0], &measures[1]);
        }
        Rule::ContainedCopies => {
            over("containment-threshold", own.copies.containment, usual.copies.containment);
        }
        Rule::LargestStory => {
            over("story-threshold", own.stories.story_threshold, usual.stories.story_threshold);
        }
        Rule::MostlyFurniture => {
            over("furniture-share", used.check.furniture_share, bare.check.furniture_share);
        }
        Rule::LeakedPassages => {
            let (words, usual) = (used.check.leak_words, bare.check.leak_words);
            add("leak-words", words > usual, &words, &usual);
        }
        Rule::DateRange => {
            if let (Some(earliest), Some(usual)) = (used.check.earliest, bare.check.earliest) {
                add("earliest", earliest.seconds < usual.seconds, &earliest, &usual);
            }
        }
        Rule::Language => {
            let paths = used
                .check
                .paths
                .iter()
                .filter(|it| !it.languages.is_empty() && !bare.check.languages.is_empty());
            paths.for_each(|it| said.push(format!("other languages in {}", it.pattern)));
        }
        _ => {}
    }
    said
}

/// The keys that decide what the text of a record or page is, where they say something else.
fn read_otherwise(bare: &Config, used: &Config) -> Vec<&'static str> {
    let (own, usual) = (&used.input, &bare.input);
    let differs = [
        ("text-field", own.fields.text != usual.fields.text),
        ("title-field", own.fields.title != usual.fields.title),
        ("date-field", own.fields.date != usual.fields.date),
        ("url-field", own.fields.url != usual.fields.url),
        ("source-field", own.fields.source != usual.fields.source),
        ("lang-field", own.fields.lang != usual.fields.lang),
        ("id-field", own.fields.id != usual.fields.id),
        ("vectors", own.vectors != usual.vectors || own.fields.vector != usual.fields.vector),
        ("extractor", own.extractor != usual.extractor),
        ("markup", own.markup != usual.markup),
        ("pages", used.page.splitting != bare.page.splitting),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FileConfig;

    /// What a file of settings makes less strict, a line each.
    fn said(text: &str) -> Vec<String> {
        let file = FileConfig::parse(text).unwrap();
        let (bare, plain) = (Config::default(), CheckParams::default());
        let (mut config, mut check) = (bare.clone(), plain.clone());
        file.apply(&mut config);
        file.check.apply(&mut check).unwrap();
        let found = weakened(
            CheckSettings { config: &bare, check: &plain, baseline: None },
            CheckSettings { config: &config, check: &check, baseline: file.check.baseline.as_deref() },
        );
        found.iter().map(|it| format!("{}: {}", it.rule.map_or("all", Rule::code), it.how)).collect()
    }

    #[test]
    fn what_makes_a_check_less_strict_is_listed_and_nothing_else() {
        for (text, expected) in [
            ("[check]\nwarn = [\"near-copies\"]\n", "near-copies: warned of instead of denied"),
            ("[check]\ndeny = [\"near-copies=2%\"]\n", "near-copies: 2% allowed instead of 0"),
            ("[check]\ndeny = [\"largest-group=30\"]\n", "largest-group: 30 allowed instead of 20"),
            ("[[check.path]]\npattern = \"a/\"\nallow = [\"no-text\"]\n", "no-text: allowed in a/"),
            (
                "[[check.suppress]]\nrule = [\"no-text\"]\npath = \"a\"\nreason = \"b\"\n",
                "no-text: suppressed for a (b)",
            ),
            (
                "[[check.suppress]]\npair = [\"a\", \"c\"]\nreason = \"b\"\n",
                "all: suppressed for a and c (b)",
            ),
            ("[check]\nleak-words = 60\n", "leaked-passages: leak-words is 60 instead of 50"),
            ("[check]\nfurniture-share = 0.95\n", "mostly-furniture: furniture-share is 0.95 instead of 0.9"),
            (
                "[check]\nearliest = \"1960-01-01\"\n",
                "date-range: earliest is 1960-01-01 instead of 1970-01-02",
            ),
            ("[check]\nbaseline = \"k.txt\"\n", "all: what k.txt knows is not reported"),
            (
                "text-field = \"body\"\npages = \"whole\"\n",
                "all: texts are read otherwise: text-field, pages",
            ),
            (
                "containment-threshold = 0.9\n",
                "contained-copies: containment-threshold is 0.9 instead of 0.6",
            ),
            ("story-threshold = 0.9\n", "largest-story: story-threshold is 0.9 instead of 0.15"),
        ] {
            assert_eq!(said(text), [expected], "{text}");
        }
        assert!(
            said("copies-threshold = 0.9\n")
                .contains(&"near-copies: copies-threshold is 0.9 instead of 0.5".into())
        );
        assert!(said("recall = 0.5\n").contains(&"near-copies: recall is 0.5 instead of 0.99".into()));
        assert!(said("[check]\nallow = [\"all\"]\n").len() > 10);
        for stricter in [
            "[check]\ndeny = [\"all\"]\n",
            "copies-threshold = 0.4\n",
            "[check]\nleak-words = 20\nlatest = \"2026-01-01\"\nlanguage = [\"ar\"]\n",
            "[check]\ninput = [\"a\"]\noutput = [\"json=b\"]\ncache = \"c\"\n",
            "[[check.path]]\npattern = \"a/\"\ndeny = [\"all\"]\n",
        ] {
            assert_eq!(said(stricter), [""; 0], "{stricter}");
        }
    }
}
