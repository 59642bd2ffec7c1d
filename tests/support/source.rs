//! Reads Rust source just well enough to say which paths it names.

use std::path::{Path, PathBuf};

/// A file of the source tree.
pub(crate) struct SourceFile {
    /// Relative to `src/`, with `/`.
    pub(crate) name: String,
    /// The module it is: `["report", "html", "story"]`.
    pub(crate) module: Vec<String>,
    /// Everything in it.
    pub(crate) text: String,
}

impl SourceFile {
    /// The file's room: its first module; nothing for `lib.rs`.
    pub(crate) fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// Whether the file is compiled for tests only.
    pub(crate) fn is_of_tests(&self) -> bool {
        let last = self.module.last().map_or("", String::as_str);
        self.module.iter().any(|part| part == "tests")
            || last == "golden"
            || last.starts_with("sample_text")
            || matches!(self.name.as_str(), "report/sample.rs" | "report/scale.rs" | "report/schema.rs")
            || matches!(self.name.as_str(), "findings/sample.rs" | "findings/schema.rs")
    }
}

/// Every `.rs` file below `folder`, sorted by name.
pub(crate) fn files_below(folder: &Path) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            let stem = name.strip_suffix(".rs").unwrap();
            let stem = stem.strip_suffix("/mod").unwrap_or(stem);
            let module = if stem == "lib" || stem == "main" {
                Vec::new()
            } else {
                stem.split('/').map(ToString::to_string).collect()
            };
            SourceFile { text: std::fs::read_to_string(&path).unwrap(), name, module }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// A word or a mark of the source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// An identifier or a keyword.
    Word(String),
    /// `::`
    Colons,
    /// Any other character.
    Mark(char),
}

/// The words and marks of `text`, without comments, strings and the modules that stand behind `#[cfg(test)]`.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = without_tests(text).chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (here, next) = (chars[at], chars.get(at + 1).copied());
        if here == '/' && next == Some('/') {
            at = end_of(&chars, at, &['\n']);
        } else if here == '/' && next == Some('*') {
            at = end_of(&chars, at + 2, &['*', '/']);
        } else if here == '"' {
            at = end_of_string(&chars, at);
        } else if here == '\'' {
            at = end_of_character(&chars, at);
        } else if here == ':' && next == Some(':') {
            pieces.push(Piece::Colons);
            at += 2;
        } else if here.is_alphanumeric() || here == '_' {
            let start = at;
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            let word: String = chars[start..at].iter().collect();
            match raw_string_end(&chars, &word, at) {
                Some(end) => at = end,
                None => pieces.push(Piece::Word(word)),
            }
        } else {
            if !here.is_whitespace() {
                pieces.push(Piece::Mark(here));
            }
            at += 1;
        }
    }
    pieces
}

/// Blanks `#[cfg(test)] mod … { … }`: rustfmt puts its last brace at the start of a line.
fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let item = lines.find(|item| !item.trim_start().starts_with("#["));
        if item.is_some_and(|item| item.trim_end().ends_with('{')) {
            lines.find(|closing| closing.strip_prefix(indent) == Some("}"));
        }
    }
    kept
}

fn end_of(chars: &[char], from: usize, mark: &[char]) -> usize {
    (from..chars.len()).find(|&at| chars[at..].starts_with(mark)).map_or(chars.len(), |at| at + mark.len())
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Behind a character literal; behind the quote of a lifetime.
fn end_of_character(chars: &[char], from: usize) -> usize {
    match (chars.get(from + 1), chars.get(from + 2)) {
        (Some('\\'), _) => end_of(chars, from + 3, &['\'']),
        (Some(_), Some('\'')) => from + 3,
        _ => from + 1,
    }
}

/// Behind the raw string that `prefix` opens, if it opens one: `r"…"`, `br#"…"#`.
fn raw_string_end(chars: &[char], prefix: &str, from: usize) -> Option<usize> {
    if !matches!(prefix, "r" | "br") {
        return None;
    }
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + hashes) != Some(&'"') {
        return None;
    }
    let mut mark = vec!['"'];
    mark.resize(hashes + 1, '#');
    Some(end_of(chars, from + hashes + 1, &mark))
}

/// Every path that begins with `crate`, `super`, `self` or `std`, as a path from the root of the crate (`["document",
/// "Article"]`) or of `std` (`["std", "fs", "read"]`). `module` is the module that the text stands in.
pub(crate) fn paths(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let continues = at > 0 && pieces[at - 1] == Piece::Colons;
        let start = match &pieces[at] {
            Piece::Word(word) if !continues => match word.as_str() {
                "crate" => Some(Vec::new()),
                "std" => Some(vec!["std".to_string()]),
                "self" => Some(module.to_vec()),
                "super" => Some(parent(module)),
                _ => None,
            },
            _ => None,
        };
        at += 1;
        if let Some(mut start) = start
            && pieces.get(at) == Some(&Piece::Colons)
        {
            while pieces.get(at + 1) == Some(&Piece::Word("super".to_string())) {
                start = parent(&start);
                at += 2;
            }
            at = branch(&pieces, at, &start, &mut found);
        }
    }
    found
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

/// Reads what follows `prefix`, `at` the `::`; returns where it ends.
fn branch(pieces: &[Piece], at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    if pieces.get(at) != Some(&Piece::Colons) {
        found.push(prefix.to_vec());
        return at;
    }
    match pieces.get(at + 1) {
        Some(Piece::Word(word)) if word == "self" => branch(pieces, at + 2, prefix, found),
        Some(Piece::Word(word)) => {
            let longer: Vec<String> = prefix.iter().chain([word]).cloned().collect();
            branch(pieces, at + 2, &longer, found)
        }
        Some(Piece::Mark('*')) => {
            found.push(prefix.iter().cloned().chain(["*".to_string()]).collect());
            at + 2
        }
        Some(Piece::Mark('{')) => group(pieces, at + 2, prefix, found),
        // A turbofish ends what is a path of names.
        _ => {
            found.push(prefix.to_vec());
            at + 1
        }
    }
}

/// Reads the members of `{…}`, `at` the first; returns where the group ends.
fn group(pieces: &[Piece], mut at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match pieces.get(at) {
            None => return at,
            Some(Piece::Mark('}')) => return at + 1,
            Some(Piece::Word(word)) if word == "as" => at += 2,
            Some(Piece::Word(word)) => {
                let mut longer = prefix.to_vec();
                if word != "self" {
                    longer.push(word.clone());
                }
                at = branch(pieces, at + 1, &longer, found);
            }
            Some(Piece::Mark('*')) => {
                found.push(prefix.iter().cloned().chain(["*".to_string()]).collect());
                at += 1;
            }
            Some(_) => at += 1,
        }
    }
}

/// The macros that are called: `["format", "println"]`.
pub(crate) fn macros(text: &str) -> Vec<String> {
    let pieces = pieces(text);
    pieces
        .windows(3)
        .filter_map(|three| match three {
            [Piece::Word(word), Piece::Mark('!'), Piece::Mark('(' | '[' | '{')] => Some(word.clone()),
            _ => None,
        })
        .collect()
}
