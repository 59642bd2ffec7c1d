//! The result, and one pure renderer a format.
//!
//! **Owns** the form of the report ([`model`]) and how it is shown. **Always holds**: a renderer sees the model and
//! nothing else, so a report that was saved and read back renders to the same bytes as a fresh one; every format
//! carries the same facts; whatever came from the input is escaped for where it goes. **Cost**: linear in the report.
//! **Fails** only when writing fails.

pub mod model;
