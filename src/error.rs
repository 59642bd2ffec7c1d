//! The crate's error: whatever a room can fail with.

/// Why a run ended without a result. Bad records are no errors: they are skipped and listed in the report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input names nothing.
    #[error(transparent)]
    Input(#[from] crate::input::InputError),
    /// A setting is out of range.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// A check cannot be made.
    #[error(transparent)]
    Check(#[from] crate::check::CheckError),
    /// The copies could not be found.
    #[error(transparent)]
    Copies(#[from] crate::copies::CopiesError),
    /// There is no room for temporary data.
    #[error(transparent)]
    Spill(#[from] crate::spill::SpillError),
    /// The stories could not be found.
    #[error(transparent)]
    Stories(#[from] crate::stories::StoriesError),
    /// The data that was compiled in is damaged.
    #[error(transparent)]
    Background(#[from] crate::text::BackgroundError),
    /// The settings could not be written into the report.
    #[error("the settings or a report cannot be written as JSON: {0}")]
    Settings(#[from] serde_json::Error),
}
