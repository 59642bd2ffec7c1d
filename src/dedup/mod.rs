//! The input without its copies: which records go, which one of each group stays, and why.
//!
//! **Owns** the rule by which one record of a group of copies is kept ([`Keep`]) and the [`Plan`] of what is removed, which
//! can be looked at, saved and carried out later.
//!
//! **Always holds**: of the records of a group one stays; what is no copy stays; a plan names each removed record once, in
//! order of path and record. A record is judged by its main article: that another page quotes it in a side bar removes
//! nothing.
//!
//! **Costs** time linear in the articles of the groups, and for fingerprints one reading of the files.
//! **Can fail** when a rule is none, when a saved plan is none, and when a file is not what it was when the plan was made.

mod keep;
mod plan;

pub use keep::Keep;
pub use plan::{Kept, Plan, PlannedFile, Removal};

/// Why a plan cannot be made or carried out.
#[derive(Debug, thiserror::Error)]
pub enum DedupError {
    /// Not the name of a rule.
    #[error(
        "{0:?} is no rule; take longest, earliest, first, last, most-central, or source: and outlets with commas between them"
    )]
    UnknownRule(String),
    /// A file could not be read for its fingerprint.
    #[error("{path}: cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
    /// A file is not the one that the plan was made for.
    #[error("{0}: has changed since the plan was made; make a new one")]
    Changed(String),
    /// Not a plan, or one of another version.
    #[error("not a plan of this version: {0}")]
    NotAPlan(String),
}
