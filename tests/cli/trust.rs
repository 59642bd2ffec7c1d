//! A file of settings that came with the texts, from whoever wrote them.

use super::run::{Desk, record};
use super::texts::{HARBOUR, ORCHARD};

/// A corpus with two copies below a folder in which nothing else may change.
fn desk(settings: &str) -> Desk {
    let desk = Desk::new();
    desk.write("mine.txt", "mine");
    desk.write("corpus/news.jsonl", record("a", "Bridge", HARBOUR) + &record("b", "Bridge", HARBOUR));
    desk.write("corpus/retold.toml", settings);
    desk
}

/// Runs in the folder of the corpus.
fn inside(desk: &Desk, line: &str) -> (i32, String, String) {
    let output = desk.command(line).current_dir(desk.path("corpus")).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_file_that_was_found_names_nothing_outside_of_its_folder() {
    let outside = tempfile::tempdir().unwrap();
    let far = outside.path().to_string_lossy().into_owned();
    for settings in [
        "[check]\noutput = [\"text=../mine.txt\"]\n".to_string(),
        format!("[check]\noutput = [\"json={far}/r.json\"]\n"),
        format!("[check]\ncache = \"{far}/cache\"\n"),
        "[check]\ncache = \"new/../../cache\"\n".to_string(),
        "[check]\nbaseline = \"../mine.txt\"\n".to_string(),
        "[check]\ninput = [\"../*.txt\"]\n".to_string(),
        "[check]\nagainst = [\"..\"]\n".to_string(),
        "[check.splits]\na = [\"news.jsonl\"]\nb = [\"/etc\"]\n".to_string(),
        "[check]\nbase-ref = \"../mine.txt\"\n".to_string(),
        "vectors = \"../v.npy\"\n".to_string(),
        "spellings = \"../mine.txt\"\n".to_string(),
        "[check]\noutput = [\"text=.git/hooks/pre-commit\"]\n".to_string(),
        "[check]\noutput = [\"text=link/r.txt\"]\n".to_string(),
        "[check]\noutput = [\"text=linked.txt\"]\n".to_string(),
    ] {
        let desk = desk(&settings);
        desk.write("corpus/.git/hooks/x", "");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("..", desk.path("corpus/link")).unwrap();
            std::os::unix::fs::symlink("../mine.txt", desk.path("corpus/linked.txt")).unwrap();
        }
        let (code, out, err) = inside(&desk, "check news.jsonl");
        assert_eq!((code, out.as_str()), (2, ""), "{settings}{err}");
        assert!(err.contains("retold.toml: ") && err.contains("outside of the folder"), "{settings}{err}");
        assert!(err.contains("--config"), "{settings}{err}");
        assert_eq!(desk.read("mine.txt"), "mine");
        assert_eq!(desk.names(), ["corpus", "mine.txt"], "{settings}");
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0, "{settings}");
    }
    let desk = desk("[check]\noutput = [\"text=../mine.txt\"]\n");
    let (code, ..) = inside(&desk, "check news.jsonl --config retold.toml");
    assert_eq!(code, 1, "a file that was named is trusted");
    assert!(desk.read("mine.txt").contains("exact-copies"));
}

#[test]
fn a_file_that_was_found_is_a_file_of_its_folder_and_no_link_to_a_secret() {
    let desk = desk("");
    desk.write("secret", "hunter2 = true\n");
    std::fs::remove_file(desk.path("corpus/retold.toml")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret", desk.path("corpus/retold.toml")).unwrap();
        let (code, out, err) = inside(&desk, "check news.jsonl");
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains("leads out of its folder") && !err.contains("hunter2"), "{err}");
        std::fs::remove_file(desk.path("corpus/retold.toml")).unwrap();
    }
    desk.write("corpus/retold.toml", "# \n".repeat(1 << 19));
    let (code, _, err) = inside(&desk, "check news.jsonl");
    assert_eq!(code, 2);
    assert!(err.contains("no file of settings has"), "{err}");
}

#[test]
fn what_lies_in_the_folder_of_the_file_may_be_named() {
    let desk =
        desk("[check]\ninput = [\"*.jsonl\"]\noutput = [\"json=out/r.json\"]\ncache = \"out/cache\"\n");
    desk.write("corpus/out/keep", "");
    let (code, _, err) = inside(&desk, "check");
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("retold: note: settings are those of retold.toml"), "{err}");
    assert!(desk.path("corpus/out/r.json").is_file() && desk.path("corpus/out/cache").is_dir());
    let (.., err) = inside(&desk, "check --quiet");
    assert_eq!(err, "");
}

#[test]
fn a_file_is_found_up_to_the_root_of_the_repository_and_no_further() {
    let desk = desk("");
    let said = |err: &str| err.contains("settings are those of");
    desk.write("retold.toml", "levels = \"copies\"\n");
    std::fs::remove_file(desk.path("corpus/retold.toml")).unwrap();
    let (_, _, err) = inside(&desk, "cluster news.jsonl");
    assert!(!said(&err), "outside of a repository only the working directory counts: {err}");
    desk.write(".git/HEAD", "");
    let (_, _, err) = inside(&desk, "cluster news.jsonl");
    assert!(said(&err) && err.contains("../retold.toml"), "{err}");
    desk.write("corpus/.git", "gitdir: elsewhere");
    let (_, _, err) = inside(&desk, "cluster news.jsonl");
    assert!(!said(&err), "the root of the repository is the folder itself: {err}");
    std::fs::remove_file(desk.path("corpus/.git")).unwrap();
    desk.write("corpus/retold.toml", "bad key");
    let err = desk.run("cluster corpus/news.jsonl").ends_with(0).err;
    assert!(!err.contains("corpus/retold.toml"), "nothing is found below: {err}");
}

#[test]
fn the_command_line_wins_over_sections_and_suppressions() {
    let suppress = "[[check.suppress]]\npath = \"*\"\nreason = \"all is well\"\n";
    let path = "[[check.path]]\npattern = \"*\"\nallow = [\"all\"]\n";
    let one = "[[check.suppress]]\nrule = [\"exact-copies\"]\npair = [\"a\", \"b\"]\nreason = \"editions\"\n";
    for settings in ["[check]\nallow = [\"all\"]\n", suppress, path, one] {
        let desk = desk(settings);
        let (code, ..) = inside(&desk, "check news.jsonl");
        assert_eq!(code, 0, "{settings}");
        for typed in ["--deny all --strict", "--deny exact-copies"] {
            let (code, out, err) = inside(&desk, &format!("check news.jsonl {typed}"));
            assert_eq!(code, 1, "{settings}{typed}\n{out}{err}");
            assert!(out.contains("error[exact-copies]"), "{settings}{out}");
        }
        let (code, ..) = inside(&desk, "check news.jsonl --deny no-text");
        assert_eq!(code, 0, "of other rules the file still decides: {settings}");
    }
    let desk = desk("[[check.path]]\npattern = \"*\"\nallow = [\"no-text\"]\n");
    desk.write("corpus/empty.jsonl", record("c", "", "") + &record("d", "Orchard", ORCHARD));
    assert_eq!(inside(&desk, "check empty.jsonl").0, 0);
    assert_eq!(inside(&desk, "check empty.jsonl --strict").0, 1);
}

#[test]
fn every_format_of_a_check_lists_what_the_file_made_less_strict() {
    let desk = desk("copies-threshold = 0.9\n[check]\nwarn = [\"exact-copies\"]\n");
    for format in ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "openmetrics"] {
        let (code, out, err) = inside(&desk, &format!("check news.jsonl -o {format}=-"));
        assert_eq!(code, 0, "{format}: {err}");
        assert!(out.contains("warned of instead of denied"), "{format}: {out}");
        assert!(out.contains("copies-threshold is 0.9 instead of 0.5"), "{format}: {out}");
        let (_, out, _) = inside(&desk, &format!("check news.jsonl -o {format}=- --deny exact-copies"));
        assert!(!out.contains("warned of instead of denied"), "{format}: {out}");
    }
}

#[test]
fn a_file_that_was_found_takes_no_more_of_the_machine_than_a_run_does_by_itself() {
    let desk = desk("threads = 60000\nmemory = \"900T\"\n");
    assert_eq!(inside(&desk, "cluster news.jsonl").0, 0);
}
