//! The page of a cluster, and two of its articles beside each other.

use crate::reports;

const MARKS: &str = "Array.from(document.querySelectorAll('#opened .pair .text:nth-child(NTH) mark.LOOK'), (m) => m.textContent).join('|')";

fn marks(side: u8, look: &str) -> String {
    MARKS.replace("NTH", &side.to_string()).replace("LOOK", look)
}

#[test]
fn a_click_opens_a_cluster_and_going_back_leads_to_its_row() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#clusters") else { return };
    browser.run("document.querySelector('#list li:nth-child(3) a').click()");
    browser.wait("document.querySelector('#opened h2')");
    assert!(browser.is("document.getElementById('clusters').hidden"));
    assert_eq!(browser.text("document.querySelectorAll('#opened .members > .member').length"), "5");
    assert!(
        browser.is("document.querySelector('#opened .matrix') && document.querySelector('#opened .passage')")
    );
    browser.run("history.back()");
    browser.wait("document.activeElement.matches('#list li:nth-child(3) a')");
    assert!(
        browser.is("document.getElementById('opened').hidden && !document.getElementById('clusters').hidden")
    );
}

#[test]
fn a_cluster_opened_from_the_overview_leads_back_to_its_link() {
    let Some(mut browser) = reports::of(&reports::sample()).open("") else { return };
    browser.run(
        "const link = document.querySelector('.times.stories li:nth-child(2) a'); link.focus(); link.click()",
    );
    browser.wait("document.activeElement.matches('#opened h2')");
    browser.run("history.back()");
    browser.wait("document.activeElement.matches('.times.stories li:nth-child(2) a')");
    browser.run("document.querySelector('#list a').click()");
    browser.wait("document.activeElement.matches('#opened h2')");
    browser.run("document.querySelector('nav a[href=\"#overview\"]').click()");
    browser.wait("!document.getElementById('overview').hidden && window.scrollY < 400");
}

#[test]
fn two_articles_show_what_they_share_and_in_which_words_they_differ() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#s-story-storm/0/2") else { return };
    browser.wait("document.querySelector('#opened .pair mark.differs')");
    assert_eq!(browser.text(&marks(1, "differs")), "about 40,000 homes");
    assert_eq!(browser.text(&marks(2, "differs")), "some 42,000 households");
    assert!(
        browser.text(&marks(1, "both")).contains("We have never seen the sea come over the harbour wall")
    );
    // Beside the fifth, the lead is shared with others only.
    browser.choose("right", "3");
    browser.wait("document.querySelector('#opened .pair mark.other')");
    assert_eq!(browser.text("location.hash"), "#s-story-storm/0/3");
    assert!(browser.text(&marks(1, "other")).contains("Storm Elin has left"));
    assert_eq!(browser.text(&marks(1, "differs")), "");
    browser.run("history.back()");
    browser.wait("document.getElementById('right').value === '2'");
}

#[test]
fn a_cell_of_the_table_leads_to_its_two_articles() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#s-story-storm") else { return };
    browser.run("document.querySelector('#opened .matrix tr:last-child td:nth-child(3) a').click()");
    browser.wait("document.activeElement.id === 'reader-name'");
    let chosen = "[document.getElementById('left').selectedIndex, document.getElementById('right').selectedIndex - 1].join()";
    browser.wait(&format!("{chosen} === '4,1'"));
}

#[test]
fn characters_are_compared_where_words_are_written_without_spaces() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#s-story-railway") else { return };
    browser.wait("document.querySelector('#opened .pair mark.differs')");
    assert_eq!(
        (browser.text(&marks(1, "differs")), browser.text(&marks(2, "differs"))),
        ("三百二十".into(), "320".into())
    );
}

#[test]
fn an_arabic_cluster_runs_from_right_to_left_and_its_places_do_not() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#s-story-talks") else { return };
    browser.wait("document.querySelector('#opened .pair .text p[dir=rtl]')");
    let direction = |which: &str| format!("getComputedStyle(document.querySelector('{which}')).direction");
    assert_eq!(browser.text(&direction("#opened h2")), "rtl");
    assert_eq!(browser.text(&direction("#opened .pair p[dir=rtl]")), "rtl");
    assert_eq!(browser.text(&direction("#opened .member .place")), "ltr");
    assert_eq!(browser.text(&direction("nav")), "ltr");
    let right = "document.querySelector('#opened h2').getBoundingClientRect().right > innerWidth / 2";
    assert!(browser.is(right));
}

#[test]
fn markup_in_headlines_outlets_terms_and_texts_is_text() {
    let hostile = "</script><img src=x onerror=document.title='broken'><!-- \"'>";
    let page = reports::of(&reports::poisoned(hostile));
    let Some(mut browser) = page.open("") else { return };
    for hash in ["#s-story-storm", "#l-storyline-dam", "#c-copies-5b1e", "#s-story-odd"] {
        browser.run(&format!("location.hash = '{hash}'"));
        browser.wait(&format!("location.hash === '{hash}' && document.querySelector('#opened .text')"));
        assert!(
            browser.text("document.querySelector('#opened h2').textContent").starts_with("</script><img")
        );
        assert!(browser.text("document.querySelector('#opened .text').textContent").contains("<img src=x"));
    }
    assert!(
        browser.is("document.querySelectorAll('img').length === 0 && !document.title.startsWith('broken')")
    );
}

#[test]
fn an_article_is_read_alone_and_what_only_it_has_is_marked() {
    let Some(mut browser) = reports::of(&reports::sample()).open("#s-story-storm/3") else { return };
    browser.wait("document.querySelector('#opened .columns.alone .text')");
    assert!(browser.text("document.getElementById('right').value").is_empty());
    let only =
        "Array.from(document.querySelectorAll('#opened .alone mark.only'), (m) => m.textContent).join('|')";
    assert_eq!(browser.is("document.querySelector('#opened .only ol')"), !browser.text(only).is_empty());
    browser.run("location.hash = 's-story-winter'");
    browser.wait("document.querySelector('#opened h2').textContent.startsWith('Ministry')");
    browser.wait("document.querySelector('#opened .columns.alone .text')");
    assert!(browser.is("document.getElementById('left').offsetHeight === 0"), "there is nothing to choose");
}

#[test]
fn a_long_list_is_folded_and_unfolds() {
    let mut report = reports::large(30, 80);
    let ids: Vec<_> = report["articles"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    report["stories"][0]["articles"] = ids.into();
    let Some(mut browser) = reports::of(&report).open("#s-story-0") else { return };
    let seen =
        "Array.from(document.querySelectorAll('#opened .member')).filter((it) => it.offsetHeight > 0).length";
    assert_eq!(browser.text(seen), "16");
    browser.run("document.querySelector('#opened .members + .unfold').click()");
    assert_eq!(browser.text(seen), "60");
}
