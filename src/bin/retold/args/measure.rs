//! What can be typed behind `retold score` and `retold tune`.

use super::{LevelArgs, ReadingArgs};
use clap::{Args, ValueEnum};

/// `retold score`.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// Labels as JSONL, plain or packed: records with an `id` and a label, or pairs with `a`, `b` and `label`.
    pub(crate) gold: String,
    /// What `--output jsonl=PATH` wrote; - for standard input.
    pub(crate) result: String,
    /// The level that is labelled.
    #[arg(long, value_name = "LEVEL", default_value = "story")]
    pub(crate) level: ScoredLevel,
    /// Field of GOLD with the label [default: the name of the level].
    #[arg(long, value_name = "NAME")]
    pub(crate) field: Option<String>,
    /// Labels of pairs that belong together.
    #[arg(long, value_name = "LABELS", value_delimiter = ',', default_value = "same,SAME,OK,dup")]
    pub(crate) same: Vec<String>,
    /// Labels of pairs that are left out.
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,
    /// Resamples that the intervals are made of.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) resamples: u32,
    /// Write the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Exit with 1 when the F1 (B-cubed, or of the pairs) is lower.
    #[arg(long, value_name = "F1")]
    pub(crate) min_f1: Option<f64>,
}

/// `retold tune`.
#[derive(Debug, Args)]
pub(crate) struct TuneArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// How many pairs to label are shown.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) pairs: usize,
    /// Write the pairs as JSONL with an empty `label`, for `retold score` when it is filled in.
    #[arg(long, value_name = "PATH")]
    pub(crate) to_label: Option<String>,
    /// Write the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `--level`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ScoredLevel {
    /// The same text.
    Copies,
    /// The same event.
    Story,
    /// The same affair.
    Storyline,
}

impl ScoredLevel {
    /// What the field is called in results.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Copies => "copies",
            Self::Story => "story",
            Self::Storyline => "storyline",
        }
    }
}
