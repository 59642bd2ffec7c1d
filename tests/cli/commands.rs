//! The other commands, help and colours.

use super::run::Desk;
use super::texts::three;
use serde_json::Value;

#[test]
fn every_command_explains_itself() {
    let desk = Desk::new();
    let top = desk.run("--help").cleanly().out;
    assert!(top.contains("Usage: retold"), "{top}");
    for command in ["cluster", "articles", "compare", "dedup", "report", "score", "tune"] {
        assert!(top.contains(&format!("\n  {command} ")), "{command} is not in:\n{top}");
        let help = desk.run(&format!("{command} --help")).cleanly().out;
        assert!(help.contains(&format!("Usage: retold {command}")), "{help}");
        assert_eq!(help, desk.run(&format!("help {command}")).cleanly().out);
    }
    desk.run("cluster").fails_with("INPUT");
    desk.run("clutser .").fails_with("cluster");
    let version = desk.run("--version").cleanly().out;
    assert_eq!(version, format!("retold {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn articles_prints_each_article_of_a_page_with_its_lines() {
    let desk = Desk::with_seeds();
    let out = desk.run("articles seeds/pages/en-04.txt").cleanly().out;
    let page = desk.read("seeds/pages/en-04.txt");
    let articles: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = articles.iter().map(|article| article["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[0], "main");
    assert!(kinds.contains(&"teaser"), "{kinds:?}");
    for (number, article) in articles.iter().enumerate() {
        assert_eq!(article["article"], number + 1);
        assert_eq!(article["document"], "seeds/pages/en-04.txt");
        assert_eq!(article["lang"], "en");
        let [first, last] = [0, 1].map(|end| article["lines"][end].as_u64().unwrap() as usize);
        let lines: Vec<&str> = page.lines().skip(first - 1).take(last + 1 - first).collect();
        let text = article["text"].as_str().unwrap();
        assert!(!text.is_empty());
        for line in text.lines() {
            assert!(
                lines.iter().any(|of_page| of_page.contains(line)),
                "not in lines {first}-{last}: {line}"
            );
        }
    }
    let whole = desk.run("articles seeds/pages/en-04.txt --pages whole").cleanly().out;
    assert_eq!(whole.lines().count(), 1);
}

#[test]
fn a_saved_report_gives_the_same_bytes_as_the_run() {
    let desk = Desk::with_seeds();
    let direct = "-o json=a.json -o jsonl=a.jsonl -o html=a.html -o markdown=a.md -o terminal=a.txt";
    let again = "-o json=b.json -o jsonl=b.jsonl -o html=b.html -o markdown=b.md -o terminal=b.txt";
    let first = desk.run(&format!("cluster seeds {direct}")).cleanly();
    let second = desk.run(&format!("report a.json {again}")).cleanly();
    assert_eq!(first.out, second.out);
    for ending in ["json", "jsonl", "html", "md", "txt"] {
        let (a, b) = (desk.read(&format!("a.{ending}")), desk.read(&format!("b.{ending}")));
        assert!(a.len() > 1000 && a == b, "{ending} differs");
    }
    let piped = desk.run_on("report - --output jsonl=-", desk.read("a.json").as_bytes()).cleanly();
    assert_eq!(piped.out, desk.read("a.jsonl"));
}

#[test]
fn what_is_no_saved_report_is_refused() {
    let desk = Desk::with_seeds();
    desk.run("report none.json").fails_with("none.json: cannot be read");
    desk.run("cluster seeds -o json=r.json").cleanly();
    let saved = desk.read("r.json");
    for (name, text) in [
        ("empty.json", String::new()),
        ("other.json", "{\"title\": \"no report\"}".to_string()),
        ("cut.json", saved[..2000].to_string()),
        (
            "later.json",
            saved.replacen("\"schema\": 1", "\"schema\": 999", 1).replacen(
                "\"schema\":1",
                "\"schema\":999",
                1,
            ),
        ),
    ] {
        assert_ne!(text, saved);
        desk.write(name, text);
        desk.run(&format!("report {name} -o html=r.html")).fails_with(&format!("{name}: is no saved report"));
    }
    assert!(!desk.path("r.html").exists());
}

#[test]
fn compare_says_how_two_pages_relate_and_what_they_share() {
    let desk = Desk::with_seeds();
    let out = desk.run("compare seeds/pages/en-04.txt seeds/en.jsonl:7 --within seeds").cleanly().out;
    for part in ["As texts", "Jaccard", "As reports", "Text they share", "seeds/en.jsonl:7"] {
        assert!(out.contains(part), "{part} is not in:\n{out}");
    }
    assert!(out.contains("    copies: "), "{out}");
    let apart = desk.run("compare seeds/pages/en-04.txt seeds/pages/en-02.txt --within seeds").cleanly().out;
    assert!(apart.contains("no copies: ") && apart.contains("not one story: "), "{apart}");
    let swapped = desk.run("compare seeds/en.jsonl:7 seeds/pages/en-04.txt").cleanly().out;
    assert!(swapped.starts_with("A ") && swapped.contains("    copies: "), "{swapped}");
}

#[test]
fn compare_of_what_is_not_there_says_so() {
    let desk = Desk::with_seeds();
    let page = "seeds/pages/en-04.txt";
    desk.run(&format!("compare {page} seeds/none.txt")).fails_with("seeds/none.txt: no such file or folder");
    desk.run(&format!("compare {page} seeds/en.jsonl")).fails_with("name one as seeds/en.jsonl:LINE");
    desk.run(&format!("compare {page} seeds/en.jsonl:999"))
        .fails_with("seeds/en.jsonl:999: no such document");
    desk.run(&format!("compare {page}#99 seeds/en.jsonl:1")).fails_with("#99: no such article");
    desk.run(&format!("compare {page} seeds/en.jsonl:0")).fails_with("counted from 1");
    desk.run(&format!("compare {page} {page}")).fails_with("the same article");
}

#[test]
fn colours_are_drawn_only_when_they_are_wanted() {
    let desk = Desk::new();
    desk.write("news.jsonl", three());
    let escape = '\u{1b}';
    let line = "cluster news.jsonl";
    assert!(!desk.run(line).cleanly().out.contains(escape), "a pipe is no terminal");
    assert!(!desk.run(&format!("{line} --color never")).cleanly().out.contains(escape));
    let always = desk.run(&format!("{line} --color always")).cleanly().out;
    assert!(always.contains("\u{1b}["), "{always}");
    assert!(!desk.run_with(line, "NO_COLOR", "1").cleanly().out.contains(escape));
    let compare = "compare news.jsonl:1 news.jsonl:2";
    assert!(!desk.run(compare).cleanly().out.contains(escape));
    assert!(desk.run(&format!("{compare} --color always")).cleanly().out.contains(escape));
    let plain: String = desk.run(line).out;
    assert_eq!(without_colours(&always), plain, "colours are all that differs");
    desk.run(&format!("{line} --color always -o terminal=r.txt")).ends_with(0);
    assert!(!desk.read("r.txt").contains(escape), "a file has no colours");
    desk.run(&format!("{line} --color sometimes")).fails_with("sometimes");
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\u{1b}');
    plain.push_str(parts.next().unwrap());
    for part in parts {
        let (colour, rest) = part.split_once('m').unwrap();
        assert!(colour.starts_with('['), "{colour:?} is no colour");
        plain.push_str(rest);
    }
    plain
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let desk = Desk::with_seeds();
    desk.run("cluster seeds -o json=r.json").cleanly();
    for line in [
        "articles seeds",
        "cluster seeds",
        "cluster seeds -o json=-",
        "cluster seeds -o jsonl=-",
        "cluster seeds -o html=-",
        "cluster seeds -o markdown=-",
        "compare seeds/pages/en-04.txt seeds/pages/en-05.txt",
        "report r.json",
        "report r.json -o json=-",
        "--help",
    ] {
        let ran = desk.run_unread(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
    }
}

#[test]
fn standard_input_is_an_input() {
    let desk = Desk::new();
    let ran = desk.run_on("cluster - -o jsonl=-", three().as_bytes()).cleanly();
    assert_eq!(ran.out.lines().count(), 3);
    let ran = desk.run_on("cluster - -o jsonl=-", &super::run::gz(three().as_bytes())).cleanly();
    assert_eq!(ran.out.lines().count(), 3);
}

#[test]
fn a_result_is_scored_against_labels_of_documents_and_of_pairs() {
    let desk = Desk::new();
    let put = |id: &str, kind: &str, story: &str| {
        format!("{{\"document\":\"{id}\",\"kind\":\"{kind}\",\"story\":\"{story}\",\"copies\":null}}\n")
    };
    let result = [put("a", "main", "x"), put("b", "main", "x"), put("c", "main", "y"), put("c", "side", "x")];
    desk.write("result.jsonl", result.concat());
    desk.write(
        "gold.jsonl",
        "{\"id\":\"a\",\"story\":1}\n\n{\"id\":\"b\",\"story\":1}\n{\"id\":\"c\",\"story\":2}\n",
    );
    let out = desk.run("score gold.jsonl result.jsonl").cleanly().out;
    assert!(out.contains("B-cubed       1.000    1.000    1.000   1.000 to 1.000"), "{out}");
    let out = desk.run("score gold.jsonl result.jsonl --level copies --field story --json").cleanly().out;
    let score: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(score["clusters"], 3);
    assert!((score["b_cubed"]["recall"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
    desk.write(
        "pairs.jsonl",
        "{\"a\":\"a\",\"b\":\"b\",\"label\":\"same\"}\n{\"a\":\"a\",\"b\":\"c\",\"label\":\"same\"}\n{\"a\":\"b\",\"b\":\"c\",\"label\":\"odd\"}\n",
    );
    let ran = desk.run("score pairs.jsonl result.jsonl --skip odd --min-f1 0.7").ends_with(1);
    assert!(ran.out.starts_with("2 pairs · 1 true joins · 0 false joins · 1 missed\n"), "{}", ran.out);
    desk.run("score pairs.jsonl result.jsonl --min-f1 0.5").ends_with(0);
    desk.write("more.jsonl", "{\"id\":\"a\",\"story\":1}\n{\"id\":\"lost\",\"story\":1}\n");
    let ran = desk.run("score more.jsonl result.jsonl").ends_with(0);
    assert!(ran.err.contains("1 of 2 labelled documents are not in the result"), "{}", ran.err);
    let line =
        |a: &str, b: &str, label: &str| format!("{{\"a\":\"{a}\",\"b\":\"{b}\",\"label\":\"{label}\"}}\n");
    desk.write(
        "some.jsonl",
        [line("a", "b", "same"), line("a", "lost", "same"), line("b", "c", "")].concat(),
    );
    let ran = desk.run("score some.jsonl result.jsonl").ends_with(0);
    assert!(ran.out.starts_with("2 pairs"), "a pair without a label is left out: {}", ran.out);
    assert!(ran.err.contains("1 of 3 labelled documents are not in the result"), "{}", ran.err);
    desk.write("none.jsonl", line("a", "b", ""));
    desk.run("score none.jsonl result.jsonl").fails_with("no pair is labelled");
    desk.run("score gold.jsonl gold.jsonl").fails_with("gold.jsonl:1: has no document");
    desk.run("score gold.jsonl result.jsonl --level copies").fails_with("--field");
    desk.run("score nothing.jsonl result.jsonl").fails_with("nothing.jsonl");
    desk.write("broken.jsonl", "{\"id\":");
    desk.run("score broken.jsonl result.jsonl").fails_with("broken.jsonl:1");
}

#[test]
fn tune_shows_what_other_thresholds_give_and_which_pairs_to_label() {
    let desk = Desk::with_seeds();
    let ran = desk.run("tune seeds --pairs 3 --to-label label.jsonl --json").cleanly();
    let tuning: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(tuning["articles"], 161);
    for level in ["stories", "storylines"] {
        let tried = tuning[level]["thresholds"].as_array().unwrap();
        let largest: Vec<u64> = tried.iter().map(|it| it["largest"].as_u64().unwrap()).collect();
        assert!(largest.is_sorted_by(|a, b| a >= b), "{level}: {largest:?}");
        let set = tuning[level]["threshold"].as_f64().unwrap();
        assert!(tried.iter().any(|it| (it["threshold"].as_f64().unwrap() - set).abs() < 1e-9));
    }
    let pairs: Vec<Value> =
        desk.read("label.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().all(|pair| pair["label"] == "" && pair["a"] != pair["b"]));
    let shown = desk.run("tune seeds --pairs 3").cleanly().out;
    assert!(shown.contains("as it is set") && shown.contains("Pairs that are worth judging"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    desk.run("tune nothing").fails_with("nothing");
}

#[test]
fn one_cluster_is_shown_by_its_id() {
    let desk = Desk::new();
    desk.write("news.jsonl", super::texts::three());
    desk.run("cluster news.jsonl --output json=r.json").cleanly();
    let id = desk.json("r.json")["copies"][0]["id"].as_str().unwrap().to_string();
    let details = desk.run("report r.json --details").cleanly().out;
    assert!(details.contains(&id), "{details}");
    let shown = desk.run(&format!("report r.json --cluster {id}")).cleanly().out;
    assert!(shown.contains("Bridge closed for weeks") && !shown.contains("Cherries"), "{shown}");
    assert_eq!(desk.run(&format!("cluster news.jsonl --cluster {id}")).cleanly().out, shown);
    desk.run("report r.json --cluster story-0").fails_with("no cluster is called story-0");
}
