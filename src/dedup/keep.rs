//! Which record of a group stays.

use super::DedupError;
use crate::document::Timestamp;
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// The record of a group that is kept. Where a rule leaves a choice, the longest stays, then the earliest, then the first in
/// canonical order (by path, then record).
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
pub(super) struct Candidate<'a> {
    /// Its place among all documents, in canonical order.
    pub(super) document: usize,
    pub(super) words: u32,
    pub(super) published: Option<Timestamp>,
    pub(super) source: Option<&'a str>,
    /// The sum of its similarities to the others.
    pub(super) centrality: f64,
}

impl Keep {
    /// Where the record that stays is in `group`, which is not empty and in canonical order.
    pub(super) fn choose(&self, group: &[Candidate<'_>]) -> usize {
        let date = |it: &Candidate<'_>| it.published.map_or(i64::MAX, |time| time.seconds);
        let usual = |it: &Candidate<'_>| (Reverse(it.words), date(it), it.document);
        let least = |key: &dyn Fn(&Candidate<'_>) -> (u64, i64)| {
            (0..group.len()).min_by_key(|&at| (key(&group[at]), usual(&group[at]))).unwrap_or(0)
        };
        match self {
            Self::Longest => least(&|_| (0, 0)),
            Self::Earliest => least(&|it| (0, date(it))),
            Self::First => 0,
            Self::Last => group.len().saturating_sub(1),
            Self::MostCentral => {
                // Rounded, so that the order in which equal similarities were added decides nothing.
                let central = |it: &Candidate<'_>| -((it.centrality * 1e9).round() as i64);
                least(&|it| (0, central(it)))
            }
            Self::Sources(outlets) => least(&|it| {
                let rank = outlets.iter().position(|outlet| Some(outlet.as_str()) == it.source);
                (rank.unwrap_or(outlets.len()) as u64, 0)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> [Candidate<'static>; 4] {
        let at = |document, words, day: Option<i64>, source, centrality| Candidate {
            document,
            words,
            published: day.map(|day| Timestamp { seconds: day * 86_400, has_time: false }),
            source: Some(source),
            centrality,
        };
        [
            at(3, 90, None, "mail", 1.5),
            at(5, 120, Some(7), "post", 2.1),
            at(8, 120, Some(4), "gazette", 1.0),
            at(9, 40, Some(1), "mail", 2.0),
        ]
    }

    #[test]
    fn each_rule_keeps_what_it_says() {
        for (rule, kept) in [
            ("longest", 2),
            ("earliest", 3),
            ("first", 0),
            ("last", 3),
            ("most-central", 1),
            ("source:gazette,mail", 2),
            ("source: mail , post", 0),
            ("source:nobody", 2),
        ] {
            assert_eq!(rule.parse::<Keep>().unwrap().choose(&group()), kept, "{rule}");
        }
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
