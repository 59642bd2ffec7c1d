//! Which rules a corpus breaks: policy over a report, and a gate for continuous integration.
//!
//! **Owns** what each rule looks at ([`Sightings`]), how strictly it is taken where ([`CheckParams`]), sets that must not
//! share text ([`Sets`]), findings that are known ([`Baseline`]), and what a run leaves for the next one ([`cache`]).
//!
//! **Always holds**: findings depend on the report, the sets and the parameters alone, and come in order of place; a finding
//! keeps its key while the text it is about stays the same, wherever that stands; a finding that the baseline does not know
//! is reported however many it knows; bytes of a cache that were changed are told from those that were written.
//!
//! **Costs** time linear in the report. Which texts and levels a report must have for a rule, [`CheckParams`] says.
//! **Can fail** when parameters are out of range, when a file is in two sets, and when a baseline is none.

pub mod cache;

mod baseline;
mod changes;
mod copies;
mod judge;
mod leakage;
mod params;
mod records;
mod section;
mod sets;
mod sightings;
mod subject;

#[cfg(test)]
mod tests;

pub use baseline::Baseline;
pub use judge::judge;
pub use params::{CheckParams, PathSetting, RuleSetting, Suppression};
pub use section::{CheckLevelsParams, CheckPathParams, CheckSectionParams, RuleChoice};
pub use sets::{Role, Sets};
pub use sightings::Sightings;

use crate::document::Timestamp;

/// Why nothing can be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A share out of range.
    #[error("the share of furniture is {0}, but must be above 0 and at most 1")]
    Share(f64),
    /// Shorter passages than that are everybody's.
    #[error("leaks of {0} words are phrases that everybody uses; ask for at least {least}", least = CheckParams::SHORTEST_LEAK)]
    LeakWords(u32),
    /// No date can be in the range.
    #[error("the earliest date {earliest} is after the latest, {latest}")]
    Dates {
        /// As given.
        earliest: Timestamp,
        /// As given.
        latest: Timestamp,
    },
    /// A pattern of paths cannot be read.
    #[error("{pattern:?} is no pattern of paths: {reason}")]
    Pattern {
        /// As given.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// A suppression without a path and without a pair.
    #[error("a suppression needs a path or a pair; this one has only its reason: {0:?}")]
    SuppressesNothing(String),
    /// Nobody will know in a year.
    #[error("a suppression needs a reason")]
    NoReason,
    /// A rule cannot be taken in two ways at once.
    #[error("{0} is in two of the lists deny, warn and allow; name it in one")]
    SaidTwice(&'static str),
    /// A limit counts findings of the whole corpus.
    #[error("{0} has a limit for some paths only; limits are those of the whole check")]
    LimitOfPath(&'static str),
    /// Two sets with one name.
    #[error("two sets are called {0}")]
    SameName(String),
    /// A file cannot leak into itself.
    #[error("{path} is in {one} and in {other}; a file can be in one set only")]
    InTwoSets {
        /// The file.
        path: String,
        /// A set.
        one: String,
        /// Another.
        other: String,
    },
    /// A baseline cannot be read.
    #[error("line {line} of the baseline: {reason}. Write it again with --update-baseline")]
    Baseline {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}
