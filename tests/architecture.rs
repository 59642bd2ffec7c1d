//! The rooms of the crate and who may use whom: reads the sources, so that a wrong import is a failing test and not a
//! matter of review.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]

#[path = "support/source.rs"]
mod source;

use source::{SourceFile, files_below, macros, paths};
use std::collections::BTreeSet;
use std::path::Path;

/// What every room may use. The rooms stand in the order of the path of an article; `error` says what any of them can
/// fail with, and `pipeline` runs them.
const ROOMS: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("hash", &[]),
    ("suggest", &[]),
    ("score", &["hash"]),
    ("spill", &[]),
    ("observe", &["span"]),
    ("document", &["span"]),
    ("text", &["document", "span", "hash"]),
    ("series", &["document", "span", "text"]),
    ("input", &["document", "hash", "observe", "span", "spill", "text"]),
    ("page", &["document", "span", "hash", "observe", "text"]),
    ("copies", &["document", "hash", "series", "span", "spill", "text", "observe"]),
    ("stories", &["copies", "document", "hash", "series", "text", "observe"]),
    ("passages", &["document", "span", "hash", "observe", "text"]),
    ("report", &["document", "span", "observe"]),
    ("dedup", &["document", "input", "report"]),
    ("findings", &["hash", "report", "span", "suggest"]),
    ("check", &["document", "findings", "hash", "input", "observe", "report", "span"]),
    ("config", &["input", "page", "copies", "stories", "passages", "check", "suggest"]),
    (
        "error",
        &["spill", "text", "input", "page", "copies", "stories", "passages", "report", "check", "config"],
    ),
    (
        "pipeline",
        &[
            "span", "spill", "hash", "observe", "document", "text", "input", "page", "copies", "stories",
            "passages", "report", "dedup", "findings", "check", "config", "error",
        ],
    ),
];

/// The modules of `report` that every renderer may use; a renderer may not use another one.
const SHARED_BY_RENDERERS: &[&str] = &["model", "comparison", "tuning", "view", "clean", "markup", "phrase"];

/// The longest a file may get.
const MOST_LINES: usize = 600;

fn sources() -> Vec<SourceFile> {
    let files = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 40, "only {} files were found", files.len());
    files
}

/// The files of the library that are not compiled for tests only.
fn library() -> Vec<SourceFile> {
    let mut files = sources();
    files.retain(|file| file.room() != Some("bin") && !file.is_of_tests());
    files
}

/// What `file` uses and may not.
fn wrong_imports(file: &SourceFile) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    let Some(room) = file.room() else { return wrong };
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        wrong.insert(format!("{}: `{room}` is no room of the table", file.name));
        return wrong;
    };
    for path in paths(&file.text, &file.module) {
        let first = path.first().map_or("*", String::as_str);
        if first == "std" {
            continue;
        }
        let shown = path.join("::");
        if first == room {
            if let Some(reason) = wrong_inside_report(file, &path) {
                wrong.insert(format!("{}: {reason}", file.name));
            }
        } else if !ROOMS.iter().any(|(name, _)| *name == first) {
            wrong.insert(format!(
                "{}: `crate::{shown}` names no room; import it from the room it is in",
                file.name
            ));
        } else if !allowed.contains(&first) {
            wrong.insert(format!("{}: `{room}` may not use `{first}`", file.name));
        } else if room == "config"
            && first != "suggest"
            && !path.last().is_some_and(|name| is_of_settings(name))
        {
            wrong.insert(format!("{}: `config` may use parameters and errors, not `{shown}`", file.name));
        }
    }
    wrong
}

/// Parameters, errors, and the choices among which parameters are chosen.
fn is_of_settings(name: &str) -> bool {
    const CHOICES: &[&str] = &["Extractor", "Markup", "SimilarityMeasure", "Splitting", "AlsoRemoved"];
    name.ends_with("Params") || name.ends_with("Error") || CHOICES.contains(&name)
}

/// Why the renderer `file` may not use `path`, another part of `report`.
fn wrong_inside_report(file: &SourceFile, path: &[String]) -> Option<String> {
    let renderer = match file.module.as_slice() {
        [room, module, ..] if room == "report" => module,
        _ => return None,
    };
    let used = path.get(1)?;
    let is_module = used.chars().all(|c| c.is_lowercase() || c == '_');
    let allowed = used == renderer || SHARED_BY_RENDERERS.contains(&used.as_str());
    (is_module && !allowed).then(|| format!("`report::{renderer}` may not use `report::{used}`"))
}

fn assert_none(wrong: &BTreeSet<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.iter().cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_room_uses_only_the_rooms_it_may() {
    let wrong: BTreeSet<String> = library().iter().flat_map(wrong_imports).collect();
    assert_none(&wrong);
}

#[test]
fn every_room_of_the_table_is_a_room_of_the_library() {
    let files = library();
    let rooms: BTreeSet<&str> = files.iter().filter_map(SourceFile::room).collect();
    let table: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(rooms, table);
}

#[test]
fn the_table_allows_no_circle() {
    let mut below: BTreeSet<&str> = BTreeSet::new();
    while below.len() < ROOMS.len() {
        let free: Vec<&str> = ROOMS
            .iter()
            .filter(|(room, allowed)| {
                !below.contains(room) && allowed.iter().all(|used| below.contains(used))
            })
            .map(|(room, _)| *room)
            .collect();
        assert!(
            !free.is_empty(),
            "these use each other in a circle, or a room that is not in the table: all but {below:?}"
        );
        below.extend(free);
    }
}

#[test]
fn only_the_reader_and_the_spill_touch_files_and_standard_input() {
    let mut wrong = BTreeSet::new();
    for file in library().iter().filter(|file| !matches!(file.room(), Some("input" | "spill"))) {
        for path in paths(&file.text, &file.module) {
            let path = path.join("::");
            if ["std::fs", "std::io::stdin", "std::io::Stdin"].iter().any(|files| path.starts_with(files)) {
                wrong.insert(format!("{}: `{path}`", file.name));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_library_neither_prints_nor_looks_at_clock_environment_or_arguments() {
    let printing = ["print", "println", "eprint", "eprintln", "dbg"];
    let outside = ["std::env", "std::time::SystemTime", "std::time::Instant", "std::process", "std::net"];
    let streams = ["std::io::stdout", "std::io::stderr"];
    let mut wrong = BTreeSet::new();
    for file in library() {
        for path in paths(&file.text, &file.module) {
            let path = path.join("::");
            if outside.iter().chain(&streams).any(|name| path.starts_with(name)) || path == "std::time::*" {
                wrong.insert(format!("{}: `{path}`", file.name));
            }
        }
        for called in macros(&file.text).iter().filter(|name| printing.contains(&name.as_str())) {
            wrong.insert(format!("{}: `{called}!`", file.name));
        }
        if file.text.contains("::now()") {
            wrong.insert(format!("{}: `now()` reads the clock", file.name));
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_binary_sees_only_the_public_library() {
    let files = sources();
    let binary: Vec<&SourceFile> = files.iter().filter(|file| file.room() == Some("bin")).collect();
    let own: BTreeSet<&str> =
        binary.iter().filter_map(|file| file.module.get(2).map(String::as_str)).collect();
    assert!(own.contains("commands"), "the binary's modules were not found: {own:?}");
    let mut wrong = BTreeSet::new();
    for file in &binary {
        let inside = file.module.get(2..).unwrap_or_default();
        for path in paths(&file.text, inside) {
            let first = path.first().map_or("*", String::as_str);
            if first != "std" && !own.contains(first) {
                wrong.insert(format!(
                    "{}: `crate::{}` is no module of the binary",
                    file.name,
                    path.join("::")
                ));
            }
        }
        if file.text.contains("#[path") || macros(&file.text).iter().any(|name| name.starts_with("include")) {
            wrong.insert(format!("{}: sources are not taken from elsewhere", file.name));
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_file_is_too_long_to_read() {
    let wrong: BTreeSet<String> = sources()
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| format!("{}: {lines} lines, at most {MOST_LINES}", file.name))
        .collect();
    assert_none(&wrong);
}

fn sample(name: &str, text: &str) -> SourceFile {
    let module = name.trim_end_matches(".rs").split('/').map(ToString::to_string).collect();
    SourceFile { name: name.to_string(), module, text: text.to_string() }
}

fn wrong_in(name: &str, text: &str) -> Vec<String> {
    wrong_imports(&sample(name, text)).into_iter().collect()
}

#[test]
fn a_forbidden_import_is_found_wherever_it_hides() {
    let expected = ["document.rs: `document` may not use `copies`"];
    for text in [
        "use crate::copies::Copies;",
        "use crate::{span::Span, copies::{self, Copies as C}};",
        "use super::copies;",
        "use crate::{\n    span,\n    copies,\n};",
        "fn f() { let x: Vec<_> = crate::copies::find::<u8>(&[]); }",
        "impl From<crate::copies::CopiesError> for X {}",
        "pub(crate) use self::super::copies::Copies;",
        "const QUOTE: char = '\"'; use crate::copies::Copies; const OTHER: &str = \"\\\"\";",
        "#[cfg(test)]\nmod tests {\n    use crate::page;\n}\nuse crate::copies;",
    ] {
        assert_eq!(wrong_in("document.rs", text), expected, "{text}");
    }
    assert_eq!(
        wrong_in("page/split.rs", "use super::super::stories;"),
        ["page/split.rs: `page` may not use `stories`"]
    );
    assert_eq!(wrong_in("index/mod.rs", ""), ["index/mod.rs: `index` is no room of the table"]);
    assert_eq!(
        wrong_in("page/split.rs", "use crate::Article;"),
        ["page/split.rs: `crate::Article` names no room; import it from the room it is in"]
    );
    assert_eq!(
        wrong_in("config.rs", "use crate::copies::{CopiesParams, find_copies};"),
        ["config.rs: `config` may use parameters and errors, not `copies::find_copies`"]
    );
    assert_eq!(
        wrong_in("report/html/story.rs", "use super::Page; use crate::report::markdown::escape;"),
        ["report/html/story.rs: `report::html` may not use `report::markdown`"]
    );
    assert_eq!(
        wrong_in("report/jsonl.rs", "use super::terminal;"),
        ["report/jsonl.rs: `report::jsonl` may not use `report::terminal`"]
    );
}

#[test]
fn what_is_no_import_is_not_taken_for_one() {
    for text in [
        "//! See [`crate::copies`].\n/* crate::copies */ pub(crate) fn f() {}",
        "const T: &str = \"crate::copies\"; const U: &str = r#\"a \" crate::copies\"#; const V: char = '\\'';",
        "use crate::span::Span; fn f<'a>(s: &'a str) -> &'a str { s }",
        "#[cfg(test)]\nmod tests {\n    use crate::copies;\n}",
    ] {
        assert_eq!(wrong_in("document.rs", text), Vec::<String>::new(), "{text}");
    }
    let used = paths("use std::{fs::File, io::{self, Read as _}}; let x = std::io::stdin();", &[]);
    let used: Vec<String> = used.iter().map(|path| path.join("::")).collect();
    assert_eq!(used, ["std::fs::File", "std::io", "std::io::Read", "std::io::stdin"]);
    assert_eq!(macros("println!(\"format!\"); // vec![]\nif a != b {}"), ["println"]);
}
