//! All settings of a run in one value.
//!
//! **Owns** how the rooms' parameters are put together, and nothing of what they mean: each room documents and checks
//! its own. **Always holds**: a [`Config`] that [`Config::validate`] accepted runs. **Fails** with the first parameter
//! that is out of range, by name.

mod file;

pub use file::{FILE_NAME, FileConfig, FileError, is_file_of_vectors};

use crate::copies::{CopiesError, CopiesParams, RemovalParams};
use crate::input::InputParams;
use crate::page::PageParams;
use crate::passages::{PassagesError, PassagesParams};
use crate::stories::{StoriesError, StoriesParams};
use serde::{Deserialize, Serialize};

/// How far a run goes. Each level needs the ones before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Levels {
    /// Copies only.
    Copies,
    /// Copies and stories.
    Stories,
    /// Copies, stories and storylines.
    #[default]
    All,
}

/// Everything that decides a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// How far the run goes.
    pub levels: Levels,
    /// Of the reader.
    pub input: InputParams,
    /// Of the page stage.
    pub page: PageParams,
    /// Of the copies.
    pub copies: CopiesParams,
    /// Of what may be removed, and counts as a copy in a check.
    pub removal: RemovalParams,
    /// Of the stories and storylines.
    pub stories: StoriesParams,
    /// Of the passages.
    pub passages: PassagesParams,
}

/// A parameter out of range.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Of the copies.
    #[error(transparent)]
    Copies(#[from] CopiesError),
    /// Of the stories.
    #[error(transparent)]
    Stories(#[from] StoriesError),
    /// Of the passages.
    #[error(transparent)]
    Passages(#[from] PassagesError),
}

impl Config {
    /// Checks every room's ranges.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.copies.validate()?;
        self.removal.validate()?;
        self.stories.validate()?;
        self.passages.validate()?;
        Ok(())
    }
}
