//! The README's console blocks are run, so that what it promises is what happens.
//!
//! In a block that opens with ```` ```console ````, a line that begins with `$ ` is a command for `sh`; the lines below
//! it, up to the next command, are what it prints on standard output, and a line `...` stands for any lines. A command
//! without such lines has only to succeed. `cargo run --release --` and `retold` are the binary of this build; other
//! calls of cargo are left out, for they would build or test all of it again. Commands run in a folder with a copy of
//! `seeds/`, so that what they write stays out of the repository.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]

use std::path::{Path, PathBuf};
use std::process::Command as Process;

/// A command and what it prints, when the block says so.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    line: usize,
    command: String,
    output: Vec<String>,
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    let mut in_command = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_end().starts_with("```") {
            inside = !inside && line.trim_end() == "```console";
            in_command = false;
        } else if !inside {
        } else if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { line: number + 1, command: command.to_string(), output: Vec::new() });
            in_command = command.ends_with('\\');
        } else if let Some(example) = examples.last_mut() {
            if in_command {
                example.command.push('\n');
                example.command.push_str(line);
                in_command = line.ends_with('\\');
            } else {
                example.output.push(line.trim_end().to_string());
            }
        }
    }
    examples
}

/// The command as it is run here; nothing for the ones that are left out.
fn runnable(command: &str) -> Option<String> {
    let command = command.replace("cargo run --release -- ", "retold ").replace("cargo run -- ", "retold ");
    (!command.split(['|', ';', '&']).any(|part| part.trim_start().starts_with("cargo "))).then_some(command)
}

/// Whether `printed` is what `expected` says, where `...` stands for any number of lines.
fn fits(expected: &[String], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => (0..=printed.len()).any(|at| fits(rest, &printed[at..])),
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, others)| line.trim_end() == first && fits(rest, others))
        }
    }
}

/// What is wrong with an example when it is run in `folder`.
fn fault(example: &Example, folder: &Path) -> Option<String> {
    let command = runnable(&example.command)?;
    let binaries = Path::new(env!("CARGO_BIN_EXE_retold")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([binaries].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let ran =
        Process::new("sh").args(["-c", &command]).current_dir(folder).env("PATH", path).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let place = format!("line {}: $ {}", example.line, example.command);
    if !ran.status.success() {
        return Some(format!("{place}\nended with {}\n{err}", ran.status));
    }
    let printed: Vec<&str> = out.lines().collect();
    let is_fine = example.output.is_empty() || fits(&example.output, &printed);
    (!is_fine).then(|| format!("{place}\nprinted:\n{out}\nexpected:\n{}", example.output.join("\n")))
}

/// A folder with a copy of `seeds/` and an empty `target/`, as in a clone.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    std::fs::create_dir(folder.path().join("target")).unwrap();
    copy(&seeds, &folder.path().join("seeds"));
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target: PathBuf = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn faults(text: &str) -> Vec<String> {
    let folder = workplace();
    examples(text).iter().filter_map(|example| fault(example, folder.path())).collect()
}

#[test]
fn every_example_of_the_readme_does_what_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED: there is no README.md");
        return;
    };
    let run = examples(&text).iter().filter(|example| runnable(&example.command).is_some()).count();
    assert!(run > 0, "the README has no console block with a command");
    let faults = faults(&text);
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn a_console_block_is_read_as_commands_and_their_output() {
    let text =
        "# T\n```sh\n$ no\n```\n```console\n$ a \\\n  b\none\n...\n$ c\n```\n$ no\n```console\n$ d\n```\n";
    let example = |line, command: &str, output: &[&str]| Example {
        line,
        command: command.to_string(),
        output: output.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(
        examples(text),
        [example(6, "a \\\n  b", &["one", "..."]), example(10, "c", &[]), example(14, "d", &[])]
    );
}

#[test]
fn an_example_that_lies_is_found() {
    let readme = |body: &str| format!("Words.\n\n```console\n{body}\n```\n");
    let version = concat!("retold ", env!("CARGO_PKG_VERSION"));
    for fine in [
        "$ retold --version".to_string(),
        format!("$ cargo run --release -- --version\n{version}"),
        "$ cargo run --release -- cluster seeds -q -o json=target/r.json\n...\n$ retold report target/r.json\n..."
            .to_string(),
        "$ retold articles seeds/pages/en-01.txt | head -n 1\n...".to_string(),
        "$ printf 'a\\nb\\nc\\n'\na\n...\nc".to_string(),
        "$ cargo test --no-such-option".to_string(),
    ] {
        assert_eq!(faults(&readme(&fine)), Vec::<String>::new());
    }
    for wrong in [
        "$ retold cluster no-such-folder",
        "$ retold --version\nretold 999.0.0",
        "$ printf 'a\\nb\\nc\\n'\na\n...\nd",
        "$ printf 'a\\nb\\n'\na",
        "$ no-such-command-anywhere",
    ] {
        assert_eq!(faults(&readme(wrong)).len(), 1, "{wrong}");
    }
}
