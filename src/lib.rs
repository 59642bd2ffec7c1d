//! Which news articles are the same text, which report one event, which events belong together, and **what text they
//! share**, with the evidence for every join.
//!
//! The path of an article through the rooms of this crate, each of which opens with what it owns, what always holds,
//! what it costs and how it can fail:
//!
//! ```text
//! input ─▶ document ─▶ page ─▶ article ─▶ text ─┬─▶ copies   shingle ▶ minhash ▶ bands ▶ verify ▶ group
//!                                               ├─▶ stories  terms ▶ vector ▶ calibrate ▶ neighbours ▶ link ▶ split
//!                                               └─▶ passages anchor ▶ extend ▶ classify
//!                                                   all ─▶ report ─▶ terminal · html · json · jsonl · markdown
//! ```
//!
//! The whole job in a few lines:
//!
//! ```
//! use retold::config::Config;
//! use retold::document::{Document, Layout};
//! use retold::input::Input;
//! use retold::observe::Silent;
//! use retold::pipeline::Pipeline;
//!
//! let lead = "The harbour bridge of Porto Selva was closed on Monday after divers found cracks in two piers.";
//! let documents = vec![
//!     Document::from_text("morning", Layout::Record, format!("{lead} Ferries will run instead.")),
//!     Document::from_text("evening", Layout::Record, format!("{lead} Ferries run instead, the mayor said.")),
//! ];
//! let input = Input { documents, ..Input::default() };
//! let report = Pipeline::new(Config::default())?.run(input, &Silent)?;
//! assert_eq!(report.copies.len(), 1);
//! assert!(report.passages[0].text.starts_with("The harbour bridge"));
//! # Ok::<(), retold::error::Error>(())
//! ```
//!
//! The library never prints and reads neither clock nor environment: the same documents and settings give the same
//! report, on any number of threads and in any order of input.

pub mod check;
pub mod config;
pub mod copies;
pub mod dedup;
pub mod document;
pub mod error;
pub mod findings;
pub mod hash;
pub mod input;
pub mod observe;
pub mod page;
pub mod passages;
pub mod pipeline;
pub mod report;
pub mod score;
pub mod series;
pub mod span;
pub mod spill;
pub mod stories;
pub mod suggest;
pub mod text;

pub use config::Config;
pub use document::{Article, ArticleKind, Document, Language, Timestamp};
pub use error::Error;
pub use pipeline::Pipeline;
pub use report::model::Report;
