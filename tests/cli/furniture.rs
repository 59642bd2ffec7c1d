//! Furniture that a corpus shows by itself.

use super::run::Desk;
use serde_json::Value;

/// Six reports of one outlet, each with the same two lines under it.
fn desk() -> Desk {
    let desk = Desk::new();
    let places = ["Port Selva", "Lake Marl", "Tarnby", "Upper Ford", "Halden", "Quarry Bay"];
    let line = |(at, place): (usize, &&str)| {
        let text = format!(
            "The council of {place} met for {} hours and put off its vote on the new library.\nCouncillors want to see \
             other plans first.\nWrite to the desk: news@selva.example\n// end //",
            at + 2
        );
        serde_json::json!({"id": format!("r{at}"), "source": "selva.example", "text": text}).to_string()
            + "\n"
    };
    desk.write("news.jsonl", places.iter().enumerate().map(line).collect::<String>());
    desk
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lines_that_an_outlet_puts_under_its_articles_are_listed_and_left_out() {
    let desk = desk();
    let learned = lines(&desk.run("articles news.jsonl --furniture").cleanly().out);
    let texts: Vec<&str> = learned.iter().map(|line| line["line"].as_str().unwrap()).collect();
    assert!(
        texts.contains(&"// end //") && texts.contains(&"Write to the desk: news@selva.example"),
        "{texts:?}"
    );
    assert!(
        learned.iter().all(|line| line["outlet"] == "selva.example" && line["texts"] == 6 && line["of"] == 6)
    );
    for article in lines(&desk.run("articles news.jsonl").cleanly().out) {
        let text = article["text"].as_str().unwrap();
        assert!(text.contains("put off its vote") && !text.contains("// end //"), "{text}");
    }
}

#[test]
fn with_whole_pages_nothing_is_taken_away() {
    let desk = desk();
    assert_eq!(desk.run("articles news.jsonl --furniture --pages whole").cleanly().out, "");
    let whole = desk.run("articles news.jsonl --pages whole").cleanly().out;
    assert_eq!(whole.matches("// end //").count(), 6);
}
