//! What a job's log holds: the runner that keeps it obeys what looks like one of its commands.

use super::run::Desk;
use super::texts::{HARBOUR, ORCHARD};
use std::fmt::Write as _;

/// Commands of GitHub Actions, Azure Pipelines and `TeamCity`.
const COMMANDS: [&str; 5] = [
    "##[error]owned",
    "###[add-mask]x",
    "##vso[task.setvariable variable=x]y",
    "##VSO[task.complete result=Succeeded;]",
    "##teamcity[buildStop comment='x']",
];

/// As the runners read. Only the format that is made for GitHub begins lines with `::`.
fn obeyed(text: &str, own: bool) -> Option<&str> {
    text.split(['\n', '\r']).find(|line| {
        let lower = line.to_ascii_lowercase();
        let anywhere = ["##[", "##vso[", "##teamcity["].iter().any(|mark| lower.contains(mark));
        anywhere || !own && line.trim_start().starts_with("::")
    })
}

/// A corpus in which every field, name and text is a command.
fn desk() -> Desk {
    let desk = Desk::new();
    let mut lines = String::new();
    for (n, command) in COMMANDS.iter().enumerate() {
        for copy in 0..2 {
            let record = serde_json::json!({
                "id": format!("::error::{copy}{command}"),
                "title": format!("::stop-commands::{command}"),
                "text": format!("::add-mask::{command} {HARBOUR} {n} {ORCHARD}\n::error::{command}"),
                "source": format!("::warning::{command}"),
                "date": format!("{command} 2026"),
                "lang": command,
                "url": format!("https://example.org/{command}"),
            });
            writeln!(lines, "{record}").unwrap();
        }
    }
    desk.write("::error::##[x]news.jsonl", lines);
    desk.write("##vso[y].jsonl", "{broken ##[error]x\n{\"##[error]field\": 1}\n");
    desk.write("::debug::##[z].txt", format!("::error::##[title]\n\n{HARBOUR}\n\n::error::##[end]\n"));
    desk
}

#[test]
fn nothing_that_is_written_holds_a_command_of_a_runner() {
    let desk = desk();
    desk.run("cluster . -o json=base.json").ends_with(0);
    let (news, page) = ("::error::##[x]news.jsonl", "::debug::##[z].txt");
    let mut lines: Vec<String> = vec![
        "cluster .".into(),
        "cluster . --details".into(),
        "articles .".into(),
        "articles . --fields".into(),
        "articles . --furniture".into(),
        format!("compare {news}:1 {page}"),
        format!("compare {news}:1 {news}:99"),
        format!("dedup {news} --dry-run"),
        "report base.json --details".into(),
        "report base.json --cluster ##[x]".into(),
        "tune .".into(),
        "tune . --json".into(),
        format!("score {news} {news}"),
        "check .".into(),
        "check . --rules".into(),
        format!("check . --baseline {news}"),
        "cluster none##[x]".into(),
        "cluster . --##[error]x".into(),
        "cluster . --levels ##[error]x".into(),
        "cluster . -o ##[error]=x".into(),
        "cluster . -o json=none/##[error]x".into(),
        "::error::##[command]".into(),
        "check . --config ##vso[y].jsonl".into(),
    ];
    let formats = "json jsonl pairs csv passages html markdown spellings terminal";
    lines.extend(formats.split(' ').map(|format| format!("cluster . -o {format}=-")));
    let of_check = "text json sarif junit gitlab markdown openmetrics github";
    lines.extend(of_check.split(' ').map(|format| format!("check . --deny all -o {format}=-")));
    for line in lines {
        let output = desk.command(&line).output().unwrap();
        let own = line.contains("github=");
        for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(obeyed(&text, own), None, "{line}: {stream}");
        }
        assert!(
            !(output.stdout.is_empty() && output.stderr.is_empty()) || line.contains("spellings"),
            "{line}"
        );
    }
    for (format, name) in [("text", "c.txt"), ("sarif", "c.sarif"), ("junit", "c.xml"), ("markdown", "c.md")]
    {
        desk.run(&format!("check . --deny all -o {format}={name}"));
        assert_eq!(obeyed(&desk.read(name), false), None, "{format} in a file");
    }
}

#[test]
fn what_reads_json_reads_the_commands_as_they_were_and_dedup_changes_no_byte() {
    let desk = desk();
    let news = "::error::##[x]news.jsonl";
    let out = desk.run(&format!("articles {news}")).out;
    let first: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(first["document"], "::error::0##[error]owned");
    let kept = desk.run(&format!("dedup {news} -q -o -")).ends_with(0).out;
    assert!(kept.lines().all(|line| desk.read(news).contains(line)), "records stay as they are");
}
