//! What others run in continuous integration: the action, the hook, the Dockerfile, and what docs/ci.md says of them.

#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test, as it should")]

use retold::findings::{Level, Limit, Rule};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn source(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A record with sixty words that no other number has.
fn record(id: &str, number: usize) -> String {
    let words: Vec<String> = (0..60).map(|at| format!("w{number}x{at}")).collect();
    format!("{}\n", serde_json::json!({"id": id, "text": words.join(" ")}))
}

/// The script of the step of `action.yml` that checks.
fn script() -> String {
    let action = source("action.yml");
    let block = action.rsplit_once("      run: |\n").unwrap().1;
    let lines: Vec<&str> = block
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("        "))
        .map(|line| line.strip_prefix("        ").unwrap_or(line))
        .collect();
    assert!(lines.len() > 10, "the script was not found");
    lines.join("\n")
}

/// A runner with the program where the action puts it.
struct Runner {
    folder: TempDir,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs = folder.path().join("temp/retold-program/bin");
        std::fs::create_dir_all(&programs).unwrap();
        std::fs::copy(env!("CARGO_BIN_EXE_retold"), programs.join("retold")).unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        Self { folder }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join("work").join(name), text).unwrap();
    }

    fn run(&self, settings: &[(&str, &str)]) -> (Output, String, String) {
        let path = |name: &str| self.folder.path().join(name);
        for name in ["output", "summary"] {
            std::fs::write(path(name), "").unwrap();
        }
        let mut command = Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", &script()]).current_dir(path("work"));
        command.env("RUNNER_TEMP", path("temp"));
        command.env("GITHUB_OUTPUT", path("output")).env("GITHUB_STEP_SUMMARY", path("summary"));
        let defaults = [("INPUT", ""), ("ARGS", ""), ("BASELINE", ""), ("CACHE", "true")];
        let more = [("SARIF", "retold.sarif"), ("FAIL", "true"), ("BASE", "")];
        for (name, value) in defaults.iter().chain(&more).chain(settings) {
            command.env(format!("RETOLD_{name}"), value);
        }
        let ran = command.output().unwrap();
        let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
        (ran, read("output"), read("summary"))
    }
}

#[test]
fn the_action_annotates_summarises_and_says_what_it_found() {
    let runner = Runner::new();
    runner.write("corpus.jsonl", &[record("a", 1), record("a", 1), record("b", 1), record("c", 2)].concat());
    let input = ("INPUT", "corpus.jsonl\n");
    let (ran, output, summary) = runner.run(&[input]);
    let out = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{out}{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(output, "exit-code=1\nerrors=2\nwarnings=1\n");
    assert!(out.contains("::error ") && out.contains("file=corpus.jsonl") && out.contains("line=2"), "{out}");
    assert!(summary.contains("exact-copies"), "{summary}");
    let sarif = std::fs::read_to_string(runner.folder.path().join("work/retold.sarif")).unwrap();
    assert!(sarif.contains("\"2.1.0\""));
    assert!(runner.folder.path().join("temp/retold-cache").is_dir());
    let (ran, output, _) = runner.run(&[input, ("FAIL", "false")]);
    assert_eq!((ran.status.code(), output.starts_with("exit-code=1")), (Some(0), true));
    let args = ("ARGS", "--warn=exact-copies\n--allow=repeated-text\n");
    let (ran, output, _) = runner.run(&[input, args]);
    assert_eq!((ran.status.code(), output.as_str()), (Some(0), "exit-code=0\nerrors=0\nwarnings=2\n"));
    let (ran, output, _) = runner.run(&[("INPUT", "nothing.jsonl"), ("FAIL", "false")]);
    assert_eq!((ran.status.code(), output.as_str()), (Some(2), "exit-code=2\nerrors=\nwarnings=\n"));
    runner.write("retold.toml", "[check]\ninput = [\"corpus.jsonl\"]\n");
    assert_eq!(runner.run(&[]).0.status.code(), Some(1), "what is checked can stand in the settings");
}

#[test]
fn a_pull_request_cannot_loosen_its_own_gate() {
    let runner = Runner::new();
    let work = runner.folder.path().join("work");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let ran = command.args(own).args(arguments).current_dir(&work).output().unwrap();
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    };
    runner.write("corpus.jsonl", &record("a", 1));
    runner.write("retold.toml", "[check]\ninput = [\"corpus.jsonl\"]\nbaseline = \"known.txt\"\n");
    runner.write("known.txt", "# retold baseline 1\n");
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    git(&["remote", "add", "origin", "."]);
    git(&["checkout", "-q", "-b", "theirs"]);
    // The pull request brings copies, a baseline that knows them, and settings that allow them.
    runner.write("corpus.jsonl", &[record("a", 1), record("b", 1)].concat());
    let known = Command::new(env!("CARGO_BIN_EXE_retold"))
        .args(["check", "corpus.jsonl", "--no-config", "--baseline", "known.txt", "--update-baseline", "-q"])
        .current_dir(&work)
        .status();
    assert!(known.unwrap().success());
    runner.write(
        "retold.toml",
        "[check]\ninput = [\"corpus.jsonl\"]\nbaseline = \"known.txt\"\nallow = [\"all\"]\n",
    );
    std::os::unix::fs::symlink("known.txt", work.join("retold.sarif")).unwrap();
    let baseline = std::fs::read_to_string(work.join("known.txt")).unwrap();
    let (ran, output, _) = runner.run(&[("BASE", "main")]);
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(output.starts_with("exit-code=1\n"), "{output}");
    assert_eq!(
        std::fs::read_to_string(work.join("known.txt")).unwrap(),
        baseline,
        "the link was not followed"
    );
    let left = std::fs::read_dir(&work).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    assert!(!left.into_iter().any(|name| name.starts_with(".retold-base")));
    assert_eq!(
        runner.run(&[]).0.status.code(),
        Some(0),
        "its own settings and baseline would have let it pass"
    );
    git(&["checkout", "-q", "main", "--force"]);
    git(&["rm", "-q", "--cached", "retold.toml"]);
    git(&["commit", "-q", "-m", "two"]);
    git(&["checkout", "-q", "--force", "theirs"]);
    runner.write("corpus.jsonl", &[record("a", 1), record("b", 1)].concat());
    let (ran, ..) = runner.run(&[("BASE", "main"), ("INPUT", "corpus.jsonl")]);
    assert_eq!(
        ran.status.code(),
        Some(1),
        "a branch without settings lets nothing of the pull request count"
    );
    let (ran, ..) = runner.run(&[("BASE", "none"), ("INPUT", "corpus.jsonl")]);
    assert_eq!(ran.status.code(), Some(2), "without the branch nothing passes");
}

#[test]
fn no_cache_goes_from_one_branch_to_another_or_comes_from_a_fork() {
    let action = source("action.yml");
    let (_, step) = action.split_once("    - id: caches\n").unwrap();
    let (_, block) = step.split_once("      run: |\n").unwrap();
    let lines: Vec<&str> = block.lines().take_while(|line| line.starts_with("        ")).collect();
    let folder = tempfile::tempdir().unwrap();
    let run = |settings: [(&str, &str); 4]| {
        let output = folder.path().join("output");
        std::fs::write(&output, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", &lines.join("\n")]).env("GITHUB_OUTPUT", &output);
        let ran = command.env("WANTED", "true").envs(settings).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let text = std::fs::read_to_string(&output).unwrap();
        let values: Vec<String> =
            text.lines().map(|line| line.split_once('=').unwrap().1.to_string()).collect();
        values
    };
    let push = |branch| run([("EVENT", "push"), ("FORK", "false"), ("BRANCH", branch), ("BASE", "")]);
    let pull = |fork, event| run([("EVENT", event), ("FORK", fork), ("BRANCH", "a, b"), ("BASE", "main")]);
    let (main, other) = (push("main"), push("a, b"));
    assert_eq!(
        (&main[..2], &other[..2]),
        (&["true".to_string(), "true".into()][..], &["true".to_string(), "true".into()][..])
    );
    assert_ne!(main[2], other[2]);
    assert!(!other[2].contains(','), "{other:?}");
    let own = pull("false", "pull_request");
    assert_eq!((own[2].as_str(), own[3].as_str()), (other[2].as_str(), main[2].as_str()));
    let fork = pull("true", "pull_request");
    assert_eq!((fork[0].as_str(), fork[1].as_str(), fork[3].as_str()), ("true", "false", main[2].as_str()));
    assert_ne!(fork[2], other[2], "a branch of a fork is not the branch of that name");
    for event in ["pull_request_target", "workflow_run"] {
        assert_eq!(pull("true", event)[..2], ["false", "false"]);
    }
}

#[test]
fn the_hook_checks_what_the_settings_say() {
    let hooks = source(".pre-commit-hooks.yaml");
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: retold ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
        command.args(entry.split(' ')).current_dir(folder.path()).output().unwrap().status.code()
    };
    write("retold.toml", "[check]\ninput = [\"a.jsonl\"]\n");
    write("a.jsonl", &record("a", 1));
    assert_eq!(run(), Some(0));
    write("a.jsonl", &[record("a", 1), record("b", 1)].concat());
    assert_eq!(run(), Some(1));
}

#[test]
fn the_dockerfile_copies_what_is_there_and_all_that_cargo_needs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dockerfile = source("Dockerfile");
    let copied: Vec<&str> = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--from"))
        .flat_map(|line| line.rsplit_once(' ').unwrap().0.split(' '))
        .collect();
    let ignored = source(".dockerignore");
    for name in &copied {
        assert!(root.join(name).exists(), "{name}");
        assert!(ignored.lines().all(|line| line != *name), "{name} is left out by .dockerignore");
    }
    let manifest = source("Cargo.toml");
    let paths = manifest.lines().filter_map(|line| line.strip_prefix("path = \"")?.strip_suffix('"'));
    for path in paths.chain(["Cargo.toml", "Cargo.lock", "README.md", "benches"]) {
        let folder = path.split('/').next().unwrap();
        assert!(copied.contains(&folder), "{path} is not copied");
    }
}

#[test]
fn the_page_on_ci_tells_each_rule_with_its_level_and_limit() {
    let page = source("docs/ci.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    for rule in Rule::ALL {
        let row =
            rows.iter().find(|row| row.contains(&format!("`{rule}`"))).unwrap_or_else(|| panic!("{rule}"));
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let level = match rule.default_level() {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        };
        let told = match rule.default_limit() {
            Limit::Count(limit) if rule.measures_size() => format!("{limit} articles"),
            Limit::Count(limit) => limit.to_string(),
            Limit::Percent(share) => format!("{share}% of its records"),
        };
        assert_eq!(cells[2..], [level, &told], "{rule}");
    }
}

#[test]
fn the_settings_on_the_page_are_settings() {
    let page = source("docs/ci.md");
    let toml = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    // The example that is commented out is one, too.
    let both = toml
        .replace("# [check.splits]", "[check.splits]")
        .replace("# train", "train")
        .replace("# test", "test");
    for text in [toml, &both] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("retold.toml"), text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
        let ran = command.args(["check", "--dump-config"]).current_dir(folder.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert!(String::from_utf8(ran.stdout).unwrap().contains("the morning and the evening edition"));
    }
}
