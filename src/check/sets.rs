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

/// The sets of a check, in the order in which they were named. A file is in one of them: where a folder holds the file of
/// another set, the one that names it more closely has it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sets {
    sets: Vec<Set>,
    /// By path: the set, and how closely it names the file.
    of_path: BTreeMap<String, (usize, Nearness)>,
}

/// How closely an input names a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// By a pattern, or by a folder whose name has so many bytes.
    Around(usize),
    /// By its own name.
    Itself,
}

impl Nearness {
    fn of(path: &str, inputs: &[String]) -> Self {
        let near = |input: &String| {
            let bare = input.strip_prefix("./").unwrap_or(input).trim_end_matches('/');
            match path.strip_prefix(bare) {
                Some("") => Self::Itself,
                Some(rest) if rest.starts_with('/') => Self::Around(bare.len()),
                _ => Self::Around(0),
            }
        };
        inputs.iter().map(near).max().unwrap_or(Self::Around(0))
    }
}

impl Sets {
    /// Adds a set by its inputs and the files that they name.
    pub fn add(
        &mut self,
        name: &str,
        role: Role,
        inputs: &[String],
        paths: &[String],
    ) -> Result<(), CheckError> {
        if self.sets.iter().any(|set| set.name == name) {
            return Err(CheckError::SameName(name.to_string()));
        }
        let at = self.sets.len();
        self.sets.push(Set { name: name.to_string(), role });
        for path in paths {
            let near = Nearness::of(path, inputs);
            match self.of_path.get(path) {
                Some((other, as_near)) if *as_near == near => {
                    return Err(CheckError::InTwoSets {
                        path: path.clone(),
                        one: self.sets[*other].name.clone(),
                        other: name.to_string(),
                    });
                }
                Some((_, nearer)) if *nearer > near => {}
                _ => {
                    self.of_path.insert(path.clone(), (at, near));
                }
            }
        }
        Ok(())
    }

    /// The set of a file; the first one when nobody named it, for then there is one only.
    pub(crate) fn of(&self, path: &str) -> usize {
        self.of_path.get(path).map_or(0, |(set, _)| *set)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_belongs_to_the_set_that_names_it_more_closely() {
        let all = list(&["data/a.jsonl", "data/test/b.jsonl", "data/test/c.jsonl"]);
        let mut sets = Sets::default();
        sets.add("train", Role::Checked, &list(&["./data/"]), &all).unwrap();
        sets.add("test", Role::Checked, &list(&["data/test"]), &all[1..]).unwrap();
        sets.add("one", Role::Checked, &list(&["data/test/c.jsonl"]), &all[2..]).unwrap();
        assert_eq!(all.iter().map(|path| sets.of(path)).collect::<Vec<_>>(), [0, 1, 2]);
        let mut turned = Sets::default();
        turned.add("one", Role::Checked, &list(&["data/test/c.jsonl"]), &all[2..]).unwrap();
        turned.add("train", Role::Checked, &list(&["."]), &all).unwrap();
        assert_eq!(all.iter().map(|path| turned.of(path)).collect::<Vec<_>>(), [1, 1, 0]);
    }

    #[test]
    fn a_file_that_two_sets_name_alike_is_an_error() {
        let mut sets = Sets::default();
        let paths = list(&["a.jsonl"]);
        sets.add("train", Role::Checked, &paths, &paths).unwrap();
        let error = sets.add("test", Role::Checked, &paths, &paths).unwrap_err();
        assert_eq!(error.to_string(), "a.jsonl is in train and in test; a file can be in one set only");
        assert!(sets.add("train", Role::Checked, &[], &[]).is_err());
    }
}
