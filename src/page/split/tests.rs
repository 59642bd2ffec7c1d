use crate::document::{ArticleKind, Document, DocumentIndex, Layout};
use crate::page::{PageParams, PageSplitter};

/// The kinds and texts of the articles of a page.
fn articles(text: &str) -> Vec<(ArticleKind, String)> {
    let document = Document::from_text("it", Layout::Page, text);
    let found = PageSplitter::new(&PageParams::default()).split(&document, DocumentIndex(0));
    let text = |pieces: &[crate::span::Span]| {
        pieces.iter().filter_map(|piece| piece.of(&document.text)).collect::<Vec<_>>().join("\n")
    };
    found.iter().map(|article| (article.kind, text(&article.pieces))).collect()
}

const FERRY: [&str; 4] = [
    "The ferry Maria Stella sank off Balinga on Tuesday, and at least 12 people drowned, the coast guard said. It had left \
     Port Karo at six in the morning with 87 people on board.",
    "Its captain, Ivo Brandt, told the inquiry that the storm came from the north within minutes. The pumps had failed twice \
     in the month before, and the owner had been told of it in writing.",
    "Relatives of the passengers waited at the pier through the night. The harbour office has opened a list of names and asks \
     those who came ashore elsewhere to report.",
    "The minister of transport, Lena Okoro, promised a report within six weeks and said that no ship of the line would sail \
     before every pump had been looked at by somebody who does not work for it.",
];

#[test]
fn a_text_that_was_taken_out_of_its_page_is_cut_at_no_subhead() {
    for line in [
        "Why were the pumps not mended?",
        "The captain said to the inquiry:",
        "2. The pumps of the ferry",
        "The ferry and its pumps",
    ] {
        let page = format!("{}\n\n{}\n\n{line}\n\n{}\n\n{}", FERRY[0], FERRY[2], FERRY[1], FERRY[3]);
        let found = articles(&page);
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
        assert!(found[0].1.contains(FERRY[0]) && found[0].1.contains(FERRY[3]));
    }
}

#[test]
fn a_question_between_two_paragraphs_begins_no_article() {
    let page = format!(
        "Ferry sinks off Balinga\n\n{}\n\n{}\n\nWhat did the captain tell the inquiry about the pumps?\n\n{}",
        FERRY[0], FERRY[2], FERRY[1]
    );
    let found = articles(&page);
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn an_article_goes_on_below_a_box_of_links() {
    let page = format!(
        "Ferry sinks off Balinga\n\n{}\n\nYou might also like\nThree weeks of rain fill the lake of Marren\nTwo brothers win the \
         boat race again\n\nWho knew?\n\n{}\n\n{}\n\n{}",
        FERRY[0], FERRY[1], FERRY[2], FERRY[3]
    );
    let found = articles(&page);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(FERRY.iter().all(|paragraph| found[0].1.contains(paragraph)), "{found:#?}");
    assert!(!found[0].1.contains("boat race"), "{found:#?}");
}

#[test]
fn the_title_of_the_window_names_the_headline() {
    let page = format!(
        "After the long night | The Gazette\nNews\nSport\n\nAfter the long night\nBy our reporter\n\nIvo Brandt at the pier with \
         his crew\n\n{}\n\n{}",
        FERRY[1], FERRY[2]
    );
    let found = articles(&page);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].1.starts_with("After the long night"), "{found:#?}");
}
