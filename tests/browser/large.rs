//! A report of 20,000 clusters.

use crate::reports::{self, Page, READY};
use crate::webdriver::Browser;
use std::time::{Duration, Instant};

/// From navigation until the list shows a cluster.
fn until_listed(browser: &mut Browser, page: &Page) -> Duration {
    browser.open("about:blank");
    let begun = Instant::now();
    browser.open(&page.at(""));
    browser.wait(READY);
    browser.wait("document.querySelector('#list .headline')");
    let until_listed = begun.elapsed();
    let own = browser.text("Math.round(performance.getEntriesByType('navigation')[0].domComplete)");
    eprintln!("listed {} ms after navigation, loaded after {own} ms", until_listed.as_millis());
    until_listed
}

#[test]
fn twenty_thousand_clusters_are_read_in_two_seconds_and_scroll_with_few_elements() {
    let page = reports::of(&reports::large(20_000, 300));
    let Some(mut browser) = Browser::start_alone() else { return };
    // The first cluster can be read: on the page without the script, and in the list with it. The best of three, for other
    // programs may have the machine.
    let best = (0..3).map(|_| until_listed(&mut browser, &page)).min().unwrap_or_default();
    assert!(best.as_millis() < 2_000, "{best:?}");
    let begun = Instant::now();
    browser.open("about:blank");
    browser.open(&page.at("#s-story-19999"));
    browser.wait("document.querySelector('#opened .text p')");
    eprintln!("the last cluster is open {} ms after navigation", begun.elapsed().as_millis());
    assert!(begun.elapsed().as_millis() < 4_000, "{:?}", begun.elapsed());

    browser.open("about:blank");
    browser.open(&page.at("#clusters"));
    browser.wait(READY);
    assert_eq!(browser.text("document.getElementById('count').textContent"), "20,000 clusters");
    let rows = "document.querySelectorAll('#list > li').length";
    browser.run("window.scrollTo(0, document.documentElement.scrollHeight)");
    browser.wait("document.querySelector('#list > li[aria-posinset=\"20000\"]')");
    let count: usize = browser.text(rows).parse().unwrap();
    assert!(count < 60, "{count} rows are in the page");
    browser.run("window.scrollTo(0, document.documentElement.scrollHeight / 2)");
    browser.wait("!document.querySelector('#list > li[aria-posinset=\"20000\"]')");
    let begun = Instant::now();
    browser.choose("query", "number 12345");
    browser.wait("document.getElementById('count').textContent.startsWith('1 of')");
    eprintln!("searched in {} ms", begun.elapsed().as_millis());
    assert!(begun.elapsed().as_millis() < 2_000, "{:?}", begun.elapsed());
}
