//! The binary as its users meet it: what it writes, where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]

mod bounds;
mod check;
mod commands;
mod copies;
mod damage;
mod dedup;
mod formats;
mod furniture;
mod hostile;
mod logs;
mod outputs;
mod promises;
mod readers;
mod removal;
mod run;
mod same;
mod scripts;
mod texts;
mod trust;
mod vectors;
mod writing;
