//! How the page looks and behaves as a whole.

use crate::reports::{self, Page, READY};
use crate::webdriver::Browser;
use serde_json::{Value, json};

/// The pages of a report that are looked at: the overview, the list, clusters of each level.
const PAGES: [&str; 6] =
    ["", "#clusters?level=0,1,2,3", "#s-story-storm", "#s-story-talks", "#l-storyline-dam", "#c-copies-5b1e"];

fn go(browser: &mut Browser, page: &Page, hash: &str) {
    browser.open("about:blank");
    browser.open(&page.at(hash));
    browser.wait(READY);
}

#[test]
fn nothing_is_wider_than_the_window() {
    let page = reports::of(&reports::sample());
    let Some(mut browser) = page.open("") else { return };
    for width in [1400, 800, 400] {
        browser.resize(width, 900);
        for hash in PAGES {
            go(&mut browser, &page, hash);
            let wide =
                browser.text("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(wide, "0", "{hash} at {width}");
        }
    }
}

#[test]
fn nothing_is_fetched_and_nothing_goes_wrong() {
    for page in [reports::seeds(), reports::of(&reports::sample())] {
        let Some(mut browser) = page.open("") else { return };
        browser.run("for (const it of document.querySelectorAll('details')) it.open = true");
        browser.run("document.querySelector('#list a').click()");
        browser.wait("document.querySelector('#opened .columns .text')");
        let logged = browser.log("browser");
        assert!(logged.is_empty(), "{logged:?}");
        let requests: Vec<String> = browser.log("performance").iter().filter_map(request).collect();
        assert!(
            requests.iter().all(|url| url.split('#').next() == page.at("").split('#').next()),
            "{requests:?}"
        );
        assert!(!requests.is_empty(), "the file itself is a request");
    }
}

/// The address that an entry of the log says was asked for.
fn request(entry: &Value) -> Option<String> {
    let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let message = &message["message"];
    let url = message["params"]["request"]["url"].as_str()?;
    // The browser begins with a page of its own.
    let is_own = ["data:", "chrome:", "chrome-untrusted:"].iter().any(|scheme| url.starts_with(scheme));
    (message["method"] == "Network.requestWillBeSent" && !is_own).then(|| url.to_owned())
}

#[test]
fn text_can_be_read_in_the_light_and_in_the_dark() {
    let page = reports::of(&reports::sample());
    let Some(mut browser) = page.open("#s-story-storm") else { return };
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", &features);
        browser.wait("document.querySelector('#opened .pair mark.both')");
        papers.push(browser.text("getComputedStyle(document.body).backgroundColor"));
        let worst = browser.run(CONTRAST);
        assert!(worst["ratio"].as_f64().unwrap() >= 4.5, "{scheme}: {worst}");
    }
    assert_ne!(papers[0], papers[1]);
}

/// The text that stands out least from what is behind it.
const CONTRAST: &str = r"
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const over = (color, paper) => {
  canvas.fillStyle = `rgb(${paper.join(',')})`; canvas.fillRect(0, 0, 1, 1);
  canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
};
const light = (rgb) => {
  const [r, g, b] = rgb.map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const behind = (it) => it === document.documentElement ? over(getComputedStyle(document.body).backgroundColor, [255, 255, 255])
  : over(getComputedStyle(it).backgroundColor, behind(it.parentElement));
let worst = { ratio: 99 };
for (const it of document.querySelectorAll('#opened *, nav *')) {
  const own = Array.from(it.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || it.offsetHeight === 0 || it.matches('option, select')) continue;
  const paper = behind(it);
  const [a, b] = [light(over(getComputedStyle(it).color, paper)), light(paper)].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < worst.ratio) worst = { ratio, text: it.textContent.slice(0, 40), name: it.className, tag: it.tagName };
}
return worst;";

#[test]
fn without_its_script_the_page_shows_the_overview_and_the_first_clusters() {
    let page = reports::of(&reports::sample());
    let Some(mut browser) = page.open("") else { return };
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.open(&page.at("?again"));
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": false}));
    assert!(!browser.is(READY));
    assert!(browser.is("document.querySelector('.funnel').offsetHeight > 0"));
    let first: usize = browser.text("document.querySelectorAll('#first > .cluster').length").parse().unwrap();
    assert!(first > 9, "all of the sample, which has fewer than twenty: {first}");
    assert!(browser.is("document.querySelector('#first > .cluster').offsetHeight > 0"));
    assert!(browser.is("document.getElementById('controls').offsetHeight === 0"));
    assert!(browser.is("document.querySelector('#first .texts mark.shared')"));
}

#[test]
fn paper_shows_an_open_cluster_whole_and_the_largest_clusters_else() {
    let page = reports::of(&reports::sample());
    let Some(mut browser) = page.open("") else { return };
    browser.devtools("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    assert!(browser.is("document.querySelector('#first .cluster').offsetHeight > 0"));
    assert!(browser.is("document.getElementById('list').offsetHeight === 0"));
    assert!(browser.is("document.getElementById('count').offsetHeight > 0"));
    go(&mut browser, &page, "#s-story-storm");
    browser.wait("document.querySelector('#opened .pair .text')");
    assert!(browser.is("document.querySelector('#opened .pair .text').offsetHeight > 0"));
    assert!(browser.is("document.querySelector('#opened .bar').offsetHeight === 0"));
    assert!(browser.is("document.getElementById('first').offsetHeight === 0"));
}
