//! The input without its copies: which records go, which one of each group stays, and why.
//!
//! **Owns** the rule that decides between records which cover the same ones ([`Keep`]) and the [`Plan`] of what is removed,
//! which can be looked at, saved and carried out later. What covers what is `copies`' to say.
//!
//! **Always holds**: a record goes only for one that stays, that it is itself a verified copy of, and that covers it; of one
//! group several may stay. A plan names each removed record once, in order of path and record. A record is judged by its
//! main article: that another page quotes it in a side bar removes nothing, and a page with other whole articles goes only
//! where the one that stays has those too.
//!
//! **Costs** time linear in what is removed, and for fingerprints one reading of the files.
//! **Fails** when the name of a rule is unknown, when a saved plan cannot be read, and when a file has changed since the plan
//! was made.

mod keep;
mod plan;

pub use keep::{Candidate, Keep};
pub use plan::{Kept, OutletLoss, Plan, PlannedFile, Removal};

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
    /// A file was written to by somebody else while it was read.
    #[error("{0}: changed while it was read, so nothing was written; run again when it is complete")]
    Unsteady(String),
    /// Not a plan, or one of another version.
    #[error("not a plan of this version: {0}")]
    NotAPlan(String),
}
