//! Which record of a group stays.

use super::DedupError;
use crate::document::Timestamp;
use std::fmt;
use std::str::FromStr;

/// Which of several records stays that cover the same ones. Where a rule leaves a choice, the longest stays, then the earliest,
/// then the first in canonical order (by path, then record).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// The longest: what was shortened is lost, what was added stays.
    #[default]
    Longest,
    /// The earliest; what has no date comes last.
    Earliest,
    /// The first in canonical order.
    First,
    /// The last in canonical order.
    Last,
    /// The one most like the others: the sum of its similarities to them is the highest.
    MostCentral,
    /// One of the first of these outlets that has one.
    Sources(Vec<String>),
}

impl FromStr for Keep {
    type Err = DedupError;

    fn from_str(text: &str) -> Result<Self, DedupError> {
        let unknown = || DedupError::UnknownRule(text.to_string());
        Ok(match text {
            "longest" => Self::Longest,
            "earliest" => Self::Earliest,
            "first" => Self::First,
            "last" => Self::Last,
            "most-central" => Self::MostCentral,
            _ => {
                let outlets = text.strip_prefix("source:").ok_or_else(unknown)?.split(',').map(str::trim);
                let outlets: Vec<String> =
                    outlets.filter(|name| !name.is_empty()).map(str::to_string).collect();
                if outlets.is_empty() {
                    return Err(unknown());
                }
                Self::Sources(outlets)
            }
        })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Longest => f.write_str("longest"),
            Self::Earliest => f.write_str("earliest"),
            Self::First => f.write_str("first"),
            Self::Last => f.write_str("last"),
            Self::MostCentral => f.write_str("most-central"),
            Self::Sources(outlets) => write!(f, "source:{}", outlets.join(",")),
        }
    }
}

/// What a rule asks of a record.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its place in canonical order.
    pub place: u64,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Its outlet.
    pub source: Option<&'a str>,
    /// The sum of its similarities to its copies.
    pub centrality: f64,
}

impl Keep {
    /// How much a record is wished: of those that cover the same the one with the smallest pair stays. Where pairs are equal
    /// the longest stays, then the earliest, then the first in canonical order.
    pub fn wish(&self, candidate: &Candidate<'_>) -> (u64, i64) {
        match self {
            Self::Longest => (0, 0),
            Self::Earliest => (0, candidate.published.map_or(i64::MAX, |time| time.seconds)),
            Self::First => (0, candidate.place as i64),
            Self::Last => (0, -(candidate.place as i64)),
            // Rounded, so that the order in which equal similarities were added decides nothing.
            Self::MostCentral => (0, -((candidate.centrality * 1e9).round() as i64)),
            Self::Sources(outlets) => {
                let rank = outlets.iter().position(|outlet| Some(outlet.as_str()) == candidate.source);
                (rank.unwrap_or(outlets.len()) as u64, 0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(rule: &str, place: u64, day: Option<i64>, source: &str, centrality: f64) -> (u64, i64) {
        let published = day.map(|day| Timestamp { seconds: day * 86_400, has_time: false });
        let candidate = Candidate { place, published, source: Some(source), centrality };
        rule.parse::<Keep>().unwrap().wish(&candidate)
    }

    #[test]
    fn each_rule_wishes_what_it_says() {
        let first = |rule| wish(rule, 3, None, "mail", 1.5);
        let second = |rule| wish(rule, 8, Some(4), "gazette", 2.1);
        for (rule, is_first) in [
            ("earliest", false),
            ("first", true),
            ("last", false),
            ("most-central", false),
            ("source:gazette,mail", false),
            ("source: mail , post", true),
        ] {
            assert_eq!(first(rule) < second(rule), is_first, "{rule}");
        }
        assert_eq!(first("longest"), second("longest"), "the length decides by itself");
        assert_eq!(first("source:nobody"), second("source:nobody"));
    }

    #[test]
    fn rules_are_written_as_they_are_read_and_others_are_refused() {
        for rule in ["longest", "earliest", "first", "last", "most-central", "source:a,b"] {
            assert_eq!(rule.parse::<Keep>().unwrap().to_string(), rule);
        }
        for none in ["", "newest", "source:", "source: ,", "Longest"] {
            assert!(none.parse::<Keep>().is_err(), "{none}");
        }
    }
}
