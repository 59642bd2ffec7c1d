//! The list of clusters: search, filters, sorting, the address, the keys.

use crate::reports::{self, READY};
use crate::webdriver::{Browser, key};

/// The headlines that are listed.
const HEADLINES: &str =
    "Array.from(document.querySelectorAll('#list .headline'), (a) => a.textContent).join('|')";
const COUNT: &str = "document.getElementById('count').textContent";

fn listed(browser: &mut Browser) -> Vec<String> {
    browser.text(HEADLINES).split('|').filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

fn search(browser: &mut Browser, text: &str) {
    browser.choose("query", text);
    browser.wait(&format!("location.hash.includes('q=') || {} === ''", serde_json::json!(text)));
}

#[test]
fn a_search_finds_headlines_outlets_and_terms_without_their_marks_and_says_how_many() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    assert_eq!(browser.text(COUNT), "9 clusters");
    search(&mut browser, "STÖRM harbour");
    assert!(listed(&mut browser).iter().all(|headline| headline.contains("Storm Elin")));
    assert!(browser.text(COUNT).ends_with("of 9 clusters"), "{}", browser.text(COUNT));
    assert!(browser.is("document.getElementById('count').getAttribute('aria-live') === 'polite'"));
    search(&mut browser, "مُفاوضات");
    assert!(listed(&mut browser).iter().any(|headline| headline.contains("مفاوضات")));
    search(&mut browser, "铁路");
    assert_eq!(listed(&mut browser), ["北方港口新铁路正式通车"]);
    search(&mut browser, "story-metro");
    assert_eq!(listed(&mut browser).len(), 1, "an id finds its cluster");
    search(&mut browser, "nothing has this");
    assert_eq!(browser.text(COUNT), "0 of 9 clusters");
}

#[test]
fn every_filter_narrows_the_list() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    for (control, value, expected) in [
        ("size", "5", 3),
        ("outlet", "北方日报", 1),
        ("language", "ar", 4),
        ("from", "2026-03-05", 4),
        ("to", "2026-03-01", 3),
    ] {
        browser.choose(control, value);
        let found = listed(&mut browser);
        assert_eq!(found.len(), expected, "{control} {value}: {found:?}");
        browser.run("document.querySelector('#controls [type=reset]').click()");
        assert_eq!(browser.text(COUNT), "9 clusters", "all are back");
    }
    let levels = "Array.from(document.querySelectorAll('#list .level'), (it) => it.textContent).join()";
    for (level, name) in [(0, "Storyline"), (1, "Story"), (2, "Copies"), (3, "Single")] {
        browser.run(&format!("document.querySelector('[name=level][value=\"{level}\"]').click()"));
        let is_listed = browser.text(levels).split(',').any(|listed| listed == name);
        assert_eq!(is_listed, level == 3, "{name} was switched, and only single articles were off before");
        browser.run(&format!("document.querySelector('[name=level][value=\"{level}\"]').click()"));
    }
}

#[test]
fn the_list_is_sorted_as_asked() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    let sizes =
        "Array.from(document.querySelectorAll('#list .facts'), (p) => parseInt(p.textContent)).join('|')";
    assert_eq!(browser.text(sizes), "6|6|5|4|3|2|2|2|2");
    browser.choose("sort", "first");
    let dates = "Array.from(document.querySelectorAll('#list .facts'), (p) => p.textContent.match(/\\d{4}-\\d\\d-\\d\\d/)[0]).join('|')";
    let dates: Vec<String> = browser.text(dates).split('|').map(str::to_owned).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    browser.choose("sort", "headline");
    let headlines = listed(&mut browser);
    assert!(
        headlines.iter().rposition(|h| h.starts_with("Storm"))
            < headlines.iter().position(|h| h.starts_with('北'))
    );
}

#[test]
fn the_address_holds_what_was_asked_and_going_back_undoes_it() {
    let page = reports::of(&reports::sample());
    let Some(mut browser) = page.open("#clusters?q=storm&sort=first") else { return };
    assert_eq!(browser.text("document.getElementById('query').value"), "storm");
    assert_eq!(browser.text("document.getElementById('sort').value"), "first");
    assert_eq!(listed(&mut browser).len(), 3);
    browser.choose("size", "5");
    assert_eq!(browser.text("location.hash"), "#clusters?q=storm&size=5&sort=first");
    assert_eq!(listed(&mut browser).len(), 2);
    browser.run("history.back()");
    browser.wait("document.getElementById('size').value === ''");
    assert_eq!(listed(&mut browser).len(), 3);
    browser.open(&page.at("#s-story-talks"));
    browser.wait(READY);
    browser.wait("document.querySelector('#opened h2')");
    assert!(browser.text("document.title").contains("مفاوضات"));
}

#[test]
fn everything_is_done_by_keys_alone() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    let active = "document.activeElement.textContent";
    browser.press("/");
    browser.wait("document.activeElement.id === 'query'");
    browser.press("storm");
    browser.wait("location.hash === '#clusters?q=storm'");
    browser.press(&key::DOWN.to_string());
    browser.wait("document.activeElement.matches('#list li:nth-child(1) a')");
    browser.press(&key::DOWN.to_string());
    browser.wait("document.activeElement.matches('#list li:nth-child(2) a')");
    browser.press("j");
    browser.wait("document.activeElement.matches('#list li:nth-child(3) a')");
    browser.press("k");
    browser.press(&key::UP.to_string());
    browser.wait("document.activeElement.matches('#list li:nth-child(1) a')");
    let opened = browser.text(active);
    browser.press(&key::ENTER.to_string());
    browser.wait("document.activeElement.matches('#opened h2')");
    assert_eq!(browser.text(active), opened, "the headline of the cluster has the focus");
    browser.press("j");
    browser.wait("document.querySelector('#opened .level').textContent === 'Story'");
    browser.press(&key::ESCAPE.to_string());
    browser.wait("document.activeElement.matches('#list li:nth-child(2) a')");
    assert_eq!(browser.text("location.hash"), "#clusters?q=storm", "the search is as it was");
    // The Tab key goes on to the next row, and everything it reaches is seen.
    browser.press(&key::TAB.to_string());
    browser.wait("document.activeElement.matches('#list li:nth-child(3) a')");
    assert!(browser.is("getComputedStyle(document.activeElement).outlineStyle !== 'none'"));
}

#[test]
fn every_control_has_a_name() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    let nameless = "Array.from(document.querySelectorAll('input, select')).filter((it) => !it.labels || it.labels.length === 0).length";
    assert_eq!(browser.text(nameless), "0");
    browser.run("location.hash = 's-story-storm'");
    browser.wait("document.querySelector('#opened .columns .text')");
    assert_eq!(browser.text(nameless), "0");
}
