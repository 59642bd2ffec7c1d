//! Runs the binary in a folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// How a run ended and what it said.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Every run ends by its own will: neither by a panic nor by a signal.
    fn of(command: &Command, output: Output) -> Self {
        let err = String::from_utf8(output.stderr).unwrap();
        let Some(code) = output.status.code() else {
            panic!("{command:?} was killed: {}\n{err}", output.status)
        };
        assert!(!err.contains("panicked") && code != 101, "{command:?} panicked:\n{err}");
        Self { code, out: String::from_utf8(output.stdout).unwrap(), err }
    }

    /// The same run, which must have ended with `code`.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// The same run, which must have failed and said `why` on standard error, and nothing as its result.
    pub(crate) fn fails_with(self, why: &str) -> Self {
        let ran = self.ends_with(2);
        assert!(ran.err.contains(why), "expected {why:?} in:\n{}", ran.err);
        assert_eq!(ran.out, "", "a run that fails has no result");
        ran
    }

    /// The same run, which must have had nothing to complain of. That it found a file of settings is no complaint.
    pub(crate) fn cleanly(self) -> Self {
        let ran = self.ends_with(0);
        let said: Vec<&str> = ran
            .err
            .lines()
            .filter(|line| !line.starts_with("retold: note: settings are those of "))
            .collect();
        assert_eq!(said, [""; 0]);
        ran
    }
}

/// A folder that a test fills and in which it runs the binary.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// Every file and folder here, by name: to see that a run left nothing behind.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The binary with `line` as its arguments, which are cut at white space.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
        command.args(line.split_whitespace()).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, line: &str) -> Ran {
        let mut command = self.command(line);
        let output = command.output().unwrap();
        Ran::of(&command, output)
    }

    /// The same with a changed environment.
    pub(crate) fn run_with(&self, line: &str, name: &str, value: &str) -> Ran {
        let mut command = self.command(line);
        let output = command.env(name, value).output().unwrap();
        Ran::of(&command, output)
    }

    /// The same with `bytes` on standard input.
    pub(crate) fn run_on(&self, line: &str, bytes: &[u8]) -> Ran {
        let mut command = self.command(line);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        Ran::of(&command, child.wait_with_output().unwrap())
    }

    /// The same with nobody to read standard output.
    pub(crate) fn run_unread(&self, line: &str) -> Ran {
        let mut command = self.command(line);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        Ran::of(&command, child.wait_with_output().unwrap())
    }

    /// A copy of the repository's `seeds/`.
    pub(crate) fn with_seeds() -> Self {
        let desk = Self::new();
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        for folder in ["", "pages"] {
            for entry in std::fs::read_dir(seeds.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                // What the folder's own rules leave out would be a note in every run.
                if path.is_file() && !path.ends_with("expected.json") {
                    let name = path.strip_prefix(&seeds).unwrap().to_string_lossy().into_owned();
                    desk.write(&format!("seeds/{name}"), std::fs::read(&path).unwrap());
                }
            }
        }
        desk
    }
}

/// `bytes` as a .gz file.
pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A record as a JSON line.
pub(crate) fn record(id: &str, title: &str, text: &str) -> String {
    let mut line = serde_json::json!({"id": id, "title": title, "text": text}).to_string();
    line.push('\n');
    line
}
