//! The binary as its users meet it: what it writes, where, and how it ends.

#![allow(missing_docs, reason = "a test crate has no readers of its documentation")]

mod commands;
mod formats;
mod hostile;
mod outputs;
mod run;
mod same;
mod texts;
