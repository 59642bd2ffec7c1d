//! The pictures of the documentation; only where `RETOLD_SCREENSHOTS` names the folder for them (`docs/screenshots/make`).

use crate::reports::{self, READY};
use crate::webdriver::Browser;
use serde_json::{Value, json};
use std::path::Path;

/// Name, address, size of the window, and scheme.
const PICTURES: [(&str, &str, [u32; 2], &str); 7] = [
    ("overview-1400", "", [1400, 1300], "light"),
    ("list-1400", "#clusters", [1400, 900], "light"),
    ("cluster-1400", "#s-STORY", [1400, 1200], "light"),
    ("side-by-side-1400", "#s-STORY/PAIR", [1400, 900], "light"),
    ("side-by-side-800", "#s-STORY/PAIR", [800, 1000], "light"),
    ("cluster-400", "#s-STORY", [400, 900], "light"),
    ("side-by-side-dark-1400", "#s-STORY/PAIR", [1400, 900], "dark"),
];

#[test]
fn pictures_are_taken_when_asked_for() {
    let Some(folder) = std::env::var_os("RETOLD_SCREENSHOTS") else { return };
    let page = reports::seeds();
    let Some(mut browser) = page.open("") else { return };
    // An English story in which words differ inside what two articles share.
    browser.open(&page.at("#clusters?language=en&level=1"));
    browser.wait("document.querySelectorAll('#list .headline').length > 5");
    let stories = browser
        .text("Array.from(document.querySelectorAll('#list .headline'), (a) => a.hash.slice(3)).join()");
    let mut stories = stories.split(',').map(str::to_owned);
    let story = loop {
        let story = stories.next().expect("a story with an edited passage");
        browser.run(&format!("location.hash = 's-{story}'"));
        browser.wait(&format!(
            "location.hash === '#s-{story}' && document.querySelector('#opened .columns > .text')"
        ));
        if browser.is("document.querySelectorAll('#opened .pair mark.differs').length > 2") {
            break story;
        }
        browser.run("history.back()");
        browser.wait("document.querySelector('#list .headline')");
    };
    let pair =
        browser.text("document.getElementById('left').value + '/' + document.getElementById('right').value");
    for (name, hash, [width, height], scheme) in PICTURES {
        browser.resize(width, height);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", &features);
        browser.open("about:blank");
        browser.open(&page.at(&hash.replace("STORY", &story).replace("PAIR", &pair)));
        browser.wait(READY);
        shoot(&mut browser, &Path::new(&folder).join(format!("{name}.png")));
    }
}

fn shoot(browser: &mut Browser, path: &Path) {
    let shot =
        browser.devtools("Page.captureScreenshot", &json!({"format": "png", "optimizeForSpeed": false}));
    let Value::String(data) = &shot["data"] else { panic!("no picture: {shot}") };
    std::fs::write(path, bytes(data)).unwrap();
}

/// What base64 stands for.
fn bytes(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> = text.chars().filter_map(|c| DIGITS.find(c)).map(|value| value as u32).collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        bytes.extend(bits.to_be_bytes()[1..].iter().take(group.len() - 1));
    }
    bytes
}
