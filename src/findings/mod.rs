//! What a check found, and one pure renderer a format.
//!
//! **Owns** the form of a finding ([`CheckReport`]), the rules by name ([`Rule`]), and how findings are shown. **Always
//! holds**: a renderer sees the model and nothing else; every format has the same findings, in the same order; whatever came
//! from the input is escaped for where it goes. **Cost**: linear in the findings. **Fails** only when writing fails.

mod model;
mod rule;

pub use model::{CheckReport, Checked, Finding, KnownFinding, Place, Related, RuleOutcome, SCHEMA, SetSize};
pub use rule::{Level, Limit, LimitError, Rule, RuleError};
