//! The HTML report as its readers meet it: in a browser. Where the machine has none, the tests say that they were
//! skipped, and pass.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]
#![allow(
    clippy::print_stderr,
    reason = "a test that is skipped says so, and one that measures time says the time"
)]

#[path = "../support/webdriver.rs"]
mod webdriver;

mod cluster;
mod large;
mod list;
mod looks;
mod pictures;
mod reports;
