use super::{StoriesError, StoriesFound, StoriesParams, find_stories};
use crate::document::{ArticleIndex, Corpus, Language, Timestamp};

fn corpus(texts: &[&str]) -> Corpus {
    Corpus::of_texts(texts.iter().copied())
}

fn found(corpus: &Corpus, code: &str) -> StoriesFound {
    let languages = vec![Language::from_tag(code); corpus.articles.len()];
    let all: Vec<ArticleIndex> = corpus.article_indices().collect();
    find_stories(corpus, &languages, &all, &StoriesParams::default()).unwrap()
}

/// The documents of each story.
fn stories(found: &StoriesFound) -> Vec<Vec<u32>> {
    found.stories.iter().map(|story| story.articles.iter().map(|article| article.0).collect()).collect()
}

const BRIDGE: &str = "The Harlow bridge in Port Selva was closed on Monday after divers found cracks in two piers. Mayor \
                      Ines Calder said ferries would carry the 9,000 commuters until engineers had inspected the rest.";
const BRIDGE_AGAIN: &str = "Cracks discovered by divers in two piers have shut Port Selva's Harlow bridge. Some 9,000 \
                            commuters must take ferries, mayor Ines Calder announced, while engineers look at the others.";
const ORCHARD: &str = "Apple growers around Lake Marl expect their smallest harvest in a decade. Frost in late April ruined \
                       most of the blossom, the growers' association said, and insurers will pay only part of it.";

#[test]
fn two_wordings_of_one_event_are_one_story_and_say_why() {
    let found = found(&corpus(&[BRIDGE, ORCHARD, BRIDGE_AGAIN]), "en");
    assert_eq!(stories(&found), [vec![0, 2], vec![1]]);
    let join = &found.stories[0].joins[0];
    assert!(join.similarity >= join.threshold);
    let terms: Vec<&str> = join.terms.iter().map(|term| term.surface.as_str()).collect();
    assert!(terms.contains(&"Harlow") && terms.contains(&"Selva"), "{terms:?}");
}

#[test]
fn articles_of_different_languages_are_never_joined() {
    let corpus = corpus(&[BRIDGE, BRIDGE]);
    let languages = [Language::from_tag("en"), Language::from_tag("fr")];
    let all: Vec<ArticleIndex> = corpus.article_indices().collect();
    let found = find_stories(&corpus, &languages, &all, &StoriesParams::default()).unwrap();
    assert_eq!((found.stories.len(), found.storylines.len()), (2, 2));
}

#[test]
fn what_happens_weeks_later_is_one_storyline_but_another_story() {
    let reopened = "Ines Calder cut a ribbon on the Harlow bridge in Port Selva on Thursday, and the first buses crossed it. \
                    Repairs to the piers had cost 31 million, the mayor said; the ferries sail until the end of the week.";
    let mut corpus = corpus(&[BRIDGE, reopened]);
    for (document, date) in corpus.documents.iter_mut().zip(["2026-01-05", "2026-03-05"]) {
        document.published = Some(date.parse::<Timestamp>().unwrap());
    }
    let found = found(&corpus, "en");
    assert_eq!((found.stories.len(), found.storylines.len()), (2, 1));
}

#[test]
fn bulletins_of_two_days_are_instances_of_a_series() {
    let bulletin = |day: &str, highs: [u32; 4]| {
        format!(
            "The weather office expects a {day} with light winds from the west along the coast. Highs will reach {} degrees \
             in Port Selva, {} in Lake Marl, {} in the hills and {} on the islands, the office said in its bulletin.",
            highs[0], highs[1], highs[2], highs[3]
        )
    };
    let (monday, friday) = (bulletin("Monday", [21, 19, 14, 24]), bulletin("Friday", [27, 25, 18, 29]));
    let mut corpus = corpus(&[&monday, &friday]);
    for (document, date) in corpus.documents.iter_mut().zip(["2026-01-05", "2026-01-09"]) {
        document.published = Some(date.parse::<Timestamp>().unwrap());
    }
    let found = found(&corpus, "en");
    assert_eq!((found.stories.len(), found.storylines.len()), (2, 2));
}

#[test]
fn one_rare_word_is_no_story() {
    let other = "Swimmers crossed the Marl in record time on Sunday. The club of Tarnby won the relay for the third year \
                 in a row, ahead of teams from eleven towns, and the youngest finisher was twelve.";
    let found = found(&corpus(&[ORCHARD, other]), "en");
    assert_eq!(found.storylines.len(), 2);
}

#[test]
fn a_threshold_out_of_range_is_named() {
    let params = StoriesParams { story_threshold: 1.0, ..StoriesParams::default() };
    let error = find_stories(&Corpus::default(), &[], &[], &params).unwrap_err();
    assert!(matches!(&error, StoriesError::Threshold { name: "story threshold", .. }), "{error}");
}
