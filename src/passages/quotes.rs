//! Where the quotations of a text stand, in the marks of any language.

use crate::span::Span;

/// A quotation between directed marks may run over paragraphs, but not further than this; an unclosed mark is a slip.
const LONGEST: usize = 4_000;
/// Marks that are looked at to close one; a text with more inside one quotation is no prose.
const MOST_MARKS: usize = 64;

/// How far a mark looks for its counterpart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Over paragraphs: the mark says that it opens.
    Text,
    /// To the end of the line: the same mark closes elsewhere.
    Paragraph,
}

/// The byte ranges of `text` between quotation marks around `tokens`, the marks left out, in order and disjoint.
/// Quotations inside quotations belong to the outer one. `tokens` need not be in order.
pub(super) fn quoted_ranges(text: &str, tokens: &[Span]) -> Vec<Span> {
    let Some(region) = paragraphs_around(text, tokens) else { return Vec::new() };
    let marks: Vec<(usize, char)> = text[region.range()]
        .char_indices()
        .filter(|&(_, c)| c == '\n' || is_mark(c))
        .map(|(at, c)| (at + region.start as usize, c))
        .collect();
    let mut ranges = Vec::new();
    let mut index = 0;
    while index < marks.len() {
        let (at, mark) = marks[index];
        match closing(&marks[index..]) {
            Some(ahead) => {
                ranges.push(Span::new(at + mark.len_utf8(), marks[index + ahead].0));
                index += ahead + 1;
            }
            None => index += 1,
        }
    }
    ranges
}

/// From the start of the line of the first token to the end of the line of the last.
fn paragraphs_around(text: &str, tokens: &[Span]) -> Option<Span> {
    let first = tokens.iter().map(|span| span.start).min()? as usize;
    let last = tokens.iter().map(|span| span.end).max()? as usize;
    let start = text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(last..)?.find('\n').map_or(text.len(), |ahead| last + ahead);
    Some(Span::new(start, end))
}

/// How many marks ahead the quotation that the first mark opens is closed.
fn closing(marks: &[(usize, char)]) -> Option<usize> {
    let (start, open) = *marks.first()?;
    let (closers, reach) = closers(open)?;
    let mut depth = 1;
    for (ahead, &(at, mark)) in marks.iter().enumerate().skip(1).take(MOST_MARKS) {
        if at - start > LONGEST || (mark == '\n' && reach == Reach::Paragraph) {
            return None;
        }
        if closers.contains(&mark) {
            depth -= 1;
            if depth == 0 {
                return Some(ahead);
            }
        } else if mark == open {
            depth += 1;
        }
    }
    None
}

/// What closes a quotation that `mark` opens. German and Swedish close with marks that open elsewhere.
fn closers(mark: char) -> Option<(&'static [char], Reach)> {
    Some(match mark {
        '«' => (&['»'], Reach::Text),
        '»' => (&['«', '»'], Reach::Paragraph),
        '“' | '‟' => (&['”'], Reach::Text),
        '”' => (&['”'], Reach::Paragraph),
        '„' => (&['“', '”'], Reach::Text),
        '‹' => (&['›'], Reach::Text),
        '›' => (&['‹'], Reach::Paragraph),
        '「' => (&['」'], Reach::Text),
        '『' => (&['』'], Reach::Text),
        '《' => (&['》'], Reach::Text),
        '"' => (&['"'], Reach::Paragraph),
        '＂' => (&['＂'], Reach::Paragraph),
        _ => return None,
    })
}

fn is_mark(c: char) -> bool {
    closers(c).is_some() || matches!(c, '」' | '』' | '》')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(text: &str) -> Vec<&str> {
        let all = [Span::new(0, text.len())];
        quoted_ranges(text, &all).iter().map(|span| span.of(text).unwrap()).collect()
    }

    #[test]
    fn the_marks_of_every_language_are_known() {
        assert_eq!(quotes("قال «نرحب» ثم «ندعم»."), ["نرحب", "ندعم"]);
        assert_eq!(quotes("Er sagte: „Nein danke“, und »ja«."), ["Nein danke", "ja"]);
        assert_eq!(quotes("He said “yes” and \"no\"."), ["yes", "no"]);
        assert_eq!(quotes("Hon sade ”nej” och ”ja”."), ["nej", "ja"]);
        assert_eq!(quotes("他说「是『不』」，《书》"), ["是『不』", "书"]);
        assert_eq!(quotes("‹un› mot"), ["un"]);
    }

    #[test]
    fn a_quotation_inside_one_belongs_to_the_outer() {
        assert_eq!(quotes("«a «b» c» d"), ["a «b» c"]);
        assert_eq!(quotes("“a \"b\" c” d"), ["a \"b\" c"]);
    }

    #[test]
    fn a_straight_mark_is_closed_in_its_paragraph_or_not_at_all() {
        assert_eq!(quotes("a 5\" disk\nsaid \"no\"."), ["no"]);
        assert_eq!(quotes("«two\nparagraphs» end"), ["two\nparagraphs"]);
    }

    #[test]
    fn an_unclosed_mark_quotes_nothing() {
        assert!(quotes("«never closed").is_empty());
        assert_eq!(quotes("« slip “yes” end"), ["yes"]);
        assert!(quoted_ranges("no tokens", &[]).is_empty());
    }
}
