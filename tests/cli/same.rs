//! The same input gives the same bytes.

use super::run::Desk;

const FORMATS: [&str; 5] = ["json", "jsonl", "html", "markdown", "terminal"];

fn rendered(desk: &Desk, inputs: &str) -> Vec<String> {
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("-o {format}=r.{format}")).collect();
    let ran = desk.run(&format!("cluster {inputs} {}", outputs.join(" "))).cleanly();
    let mut files: Vec<String> = FORMATS.iter().map(|format| desk.read(&format!("r.{format}"))).collect();
    files.push(ran.out);
    files
}

fn assert_same(first: &[String], second: &[String], what: &str) {
    for (name, (a, b)) in FORMATS.iter().chain(&["stdout"]).zip(first.iter().zip(second)) {
        assert!(a.len() > 1000, "{name} is almost empty");
        assert!(a == b, "{name} differs {what}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = Desk::with_seeds();
    let first = rendered(&desk, "seeds --threads 1");
    for threads in [2, 7] {
        assert_same(&first, &rendered(&desk, &format!("seeds --threads {threads}")), "with more threads");
    }
}

#[test]
fn the_order_of_inputs_and_their_repetition_change_no_byte() {
    let desk = Desk::with_seeds();
    let first = rendered(&desk, "seeds");
    let turned = "seeds/zh.jsonl seeds/pages seeds/ru.jsonl seeds/hi.jsonl seeds/en.jsonl seeds/ar.jsonl";
    assert_same(&first, &rendered(&desk, turned), "in another order");
    let repeated =
        "seeds/pages/zh-05.txt seeds/*.jsonl seeds seeds/pages/*.txt seeds/en.jsonl seeds/en.jsonl";
    assert_same(&first, &rendered(&desk, repeated), "when files are named twice");
}

#[test]
fn one_changed_word_does_change_the_bytes() {
    let desk = Desk::with_seeds();
    let first = rendered(&desk, "seeds");
    let feed = desk.read("seeds/en.jsonl");
    desk.write("seeds/en.jsonl", feed.replacen("stoppage", "walkout", 1));
    assert_ne!(first[0], rendered(&desk, "seeds")[0]);
}
