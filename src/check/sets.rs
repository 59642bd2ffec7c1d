//! Sets of documents that must not share text.

use super::CheckError;
use std::collections::BTreeMap;

/// What a set is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is checked.
    Checked,
    /// What is checked is held against it; what is wrong inside it is of no concern.
    Reference,
}

/// A set by what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Set {
    name: String,
    role: Role,
}

/// The sets of a check, in the order in which they were named. A file is in one of them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sets {
    sets: Vec<Set>,
    of_path: BTreeMap<String, usize>,
}

impl Sets {
    /// Adds a set with its files.
    pub fn add(&mut self, name: &str, role: Role, paths: &[String]) -> Result<(), CheckError> {
        if self.sets.iter().any(|set| set.name == name) {
            return Err(CheckError::SameName(name.to_string()));
        }
        let at = self.sets.len();
        self.sets.push(Set { name: name.to_string(), role });
        for path in paths {
            if let Some(other) = self.of_path.insert(path.clone(), at) {
                return Err(CheckError::InTwoSets {
                    path: path.clone(),
                    one: self.sets[other].name.clone(),
                    other: name.to_string(),
                });
            }
        }
        Ok(())
    }

    /// The set of a file; the first one when nobody named it, for then there is one only.
    pub(super) fn of(&self, path: &str) -> usize {
        self.of_path.get(path).copied().unwrap_or(0)
    }

    pub(super) fn name(&self, set: usize) -> &str {
        self.sets.get(set).map_or("", |set| &set.name)
    }

    pub(super) fn is_checked(&self, set: usize) -> bool {
        self.sets.get(set).is_none_or(|set| set.role == Role::Checked)
    }

    /// How many there are; one when nobody named any.
    pub(super) fn len(&self) -> usize {
        self.sets.len().max(1)
    }

    /// Whether there is something that text can leak into.
    pub fn are_several(&self) -> bool {
        self.sets.len() > 1
    }
}
