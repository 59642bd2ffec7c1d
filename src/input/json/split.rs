//! Where the records of a JSON file stand, whatever separates them: the elements of an array, objects one after the other
//! with or without commas, over one line or several.
//!
//! Bytes are looked at only as far as strings and brackets go; whether a record is JSON is found out when it is read. So a
//! record that is broken costs itself: where its brackets do not close, it ends before the next line that begins a
//! record at its own indentation.

use std::ops::Range;

/// A value at the top of a file, or in an array there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Element {
    pub(in crate::input) place: Range<usize>,
    pub(in crate::input) state: State,
}

/// How a value ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum State {
    /// With the bracket that closes it.
    Closed,
    /// Somewhere, for its brackets or strings contradict each other.
    Damaged,
    /// With the file.
    Cut,
}

/// The values of a file, and how the file ends.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::input) struct Elements {
    pub(in crate::input) elements: Vec<Element>,
    /// Whether an array that was opened is never closed.
    pub(in crate::input) open: bool,
}

/// Finds the values of `bytes`. Arrays at the top are looked into, so `[1, 2] [3]` are three values.
pub(in crate::input) fn elements(bytes: &[u8]) -> Elements {
    let mut found = Elements { elements: Vec::new(), open: false };
    let mut lines = Lines::Ignored;
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            byte if is_between(byte) => {}
            b'{' => {
                let (end, state) = object(bytes, at, &mut lines);
                found.elements.push(Element { place: at..end, state });
                at = end;
                continue;
            }
            _ => {
                let end = scalar(bytes, at);
                found.elements.push(Element { place: at..end, state: State::Closed });
                at = end;
                continue;
            }
        }
        at += 1;
    }
    found.open = depth > 0;
    found
}

/// White space, commas, and what RFC 7464 puts before each text.
fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1E)
}

/// Whether a line that begins like a record ends the one before it. Where nothing has been broken it does not: some writers
/// do not indent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Ignored,
    Believed,
}

/// The end of the object that begins at `start`.
fn object(bytes: &[u8], start: usize, lines: &mut Lines) -> (usize, State) {
    let fault = match close(bytes, start, *lines) {
        Ok(end) => return (end, State::Closed),
        Err(fault) => fault,
    };
    if fault == Fault::End {
        // One that is never closed holds all that follow it: they are told apart line by line from here on.
        *lines = Lines::Believed;
    }
    match next_record(bytes, start + 1, indentation(bytes, start)) {
        Some(next) => (end_before(bytes, start, next), State::Damaged),
        None => (bytes.len(), if fault == Fault::End { State::Cut } else { State::Damaged }),
    }
}

/// Why an object has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The bytes end before it.
    End,
    /// Another bracket closes than was opened, or a line ends inside a string.
    Inside,
}

fn close(bytes: &[u8], start: usize, lines: Lines) -> Result<usize, Fault> {
    let own = if lines == Lines::Believed { Some(indentation(bytes, start)) } else { None };
    let mut open = Vec::new();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string(bytes, at)?,
            bracket @ (b'{' | b'[') => open.push(bracket),
            bracket @ (b'}' | b']') => {
                if open.pop() != Some(if bracket == b'}' { b'{' } else { b'[' }) {
                    return Err(Fault::Inside);
                }
                if open.is_empty() {
                    return Ok(at + 1);
                }
            }
            b'\n' if own.is_some_and(|own| begins_record(bytes, at + 1, own)) => return Err(Fault::Inside),
            _ => {}
        }
        at += 1;
    }
    Err(Fault::End)
}

/// The quotation mark that closes the string that opens at `start`.
fn string(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start + 1;
    loop {
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', bytes.get(at..).unwrap_or_default()) else {
            return Err(Fault::End);
        };
        at += found;
        match bytes[at] {
            b'"' => return Ok(at),
            b'\\' => at += 2,
            _ => return Err(Fault::Inside),
        }
    }
}

/// The end of a value that is no object.
fn scalar(bytes: &[u8], start: usize) -> usize {
    if bytes[start] == b'"'
        && let Ok(end) = string(bytes, start)
    {
        return end + 1;
    }
    let ends = |byte: &u8| is_between(*byte) || b"[]{}".contains(byte);
    bytes[start + 1..].iter().position(ends).map_or(bytes.len(), |length| start + 1 + length)
}

/// White space before what stands at `at` in its line, and the bracket of an array that begins there.
fn indentation(bytes: &[u8], at: usize) -> usize {
    let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
    bytes[line..at].iter().filter(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Whether the line that begins at `at` begins an object at most `indentation` bytes from its left.
fn begins_record(bytes: &[u8], at: usize, indentation: usize) -> bool {
    let line = &bytes[at..];
    let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b',')).count();
    blank <= indentation + 1 && line.get(blank) == Some(&b'{')
}

/// Where the next line begins that begins a record.
fn next_record(bytes: &[u8], from: usize, indentation: usize) -> Option<usize> {
    let newlines = memchr::memchr_iter(b'\n', bytes.get(from..)?);
    newlines.map(|newline| from + newline + 1).find(|line| begins_record(bytes, *line, indentation))
}

/// The end of what stands at `start`, without what separates it from `next`.
fn end_before(bytes: &[u8], start: usize, next: usize) -> usize {
    let separators = bytes[start..next].iter().rev().take_while(|byte| is_between(**byte)).count();
    next - separators
}

/// How the records of a file lie that begins with `head`, of which that may be all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Lay {
    /// One a line, perhaps with a comma behind it.
    Lines,
    /// Over several lines, several in a line, or in an array.
    Free,
}

/// Tells how the records lie by the first of them.
pub(in crate::input) fn lay(head: &[u8]) -> Lay {
    let Some(start) = head.iter().position(|byte| !byte.is_ascii_whitespace()) else { return Lay::Lines };
    if head[start] == b'[' {
        let inside = head[start + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
        return if inside == Some(&b'{') { Lay::Free } else { Lay::Lines };
    }
    if head[start] != b'{' {
        return Lay::Lines;
    }
    let line = memchr::memchr(b'\n', &head[start..]).map_or(head.len(), |newline| start + newline);
    match close(head, start, Lines::Ignored) {
        Ok(end) if end <= line => {
            let behind = head[end..line].iter().any(|byte| !is_between(*byte));
            if behind { Lay::Free } else { Lay::Lines }
        }
        Ok(_) | Err(Fault::End) if line < head.len() && is_open(&head[start..line], &head[line..]) => {
            Lay::Free
        }
        Ok(_) | Err(_) => Lay::Lines,
    }
}

/// Whether an object goes on behind its first line: another record there means that the line is broken.
fn is_open(line: &[u8], rest: &[u8]) -> bool {
    let last = line.trim_ascii_end().last();
    let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(last, Some(b'{' | b'[' | b',' | b':')) || matches!(next, Some(b'"' | b'}' | b',' | b':' | b']'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<(&str, State)> {
        let found = elements(text.as_bytes()).elements;
        found.into_iter().map(|element| (&text[element.place], element.state)).collect()
    }

    #[test]
    fn values_are_told_apart_whatever_stands_between_them() {
        let (one, two) = ("{\n  \"a\": \"x } \\\" ]\"\n}", "{\"b\": [1, {\"c\": {}}]}");
        for between in ["", "\n", ",", " ,\n ", "\n\n", "\u{1e}", "][", "\r\n"] {
            for (before, behind) in [("", ""), ("[", "]"), (" [\n", "\n]\n"), ("\u{1e}", "\n"), ("[", "")] {
                let text = format!("{before}{one}{between}{two}{behind}");
                assert_eq!(split(&text), [(one, State::Closed), (two, State::Closed)], "{text}");
            }
        }
        assert_eq!(
            split(" 1, \"a,b\" null"),
            [("1", State::Closed), ("\"a,b\"", State::Closed), ("null", State::Closed)]
        );
        assert!(elements(b"[{}").open && !elements(b"[{}]").open && !elements(b"{}").open);
    }

    #[test]
    fn a_broken_record_costs_itself() {
        for broken in ["{\"a\": \"open}", "{\"a\": [1}", "{\"a\": 1", "{]", "{\"a\": \"two\nlines\"}"] {
            for (before, between, behind) in [("", "\n", ""), ("[\n  ", ",\n  ", "\n]"), ("[", "\n,", "]")] {
                let text = format!(
                    "{before}{{\"n\": 1}}{between}{broken}{between}{{\"n\": 2}}{between}{{\"n\": 3}}{behind}"
                );
                let found = split(&text);
                assert_eq!(found.len(), 4, "{text}: {found:?}");
                assert_eq!((found[1].0, found[1].1), (broken, State::Damaged), "{text}");
                assert_eq!((found[2].0, found[3].0), ("{\"n\": 2}", "{\"n\": 3}"));
            }
        }
        assert_eq!(split("{\"a\": 1}{\"a\": \"cu")[1].1, State::Cut);
    }

    #[test]
    fn the_first_record_tells_how_the_others_lie() {
        for (head, want) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", Lay::Lines),
            ("{\"a\": 1},\n{\"a\": 2},\n", Lay::Lines),
            ("{\"a\": 1", Lay::Lines),
            ("{\"a\": 1\n{\"a\": 2}\n", Lay::Lines),
            ("{broken\n{\"a\": 2}\n", Lay::Lines),
            ("{\"a\": \"x\n{\"a\": 2}\n", Lay::Lines),
            ("[1]\n[2]\n", Lay::Lines),
            ("", Lay::Lines),
            ("{\n  \"a\": 1\n}\n{\n", Lay::Free),
            ("{\"a\": 1,\n \"b\": 2}", Lay::Free),
            ("{\"a\": 1} {\"a\": 2}\n", Lay::Free),
            ("{\"a\": 1}{\"a\": 2}", Lay::Free),
            ("{\n  \"a\": \"cut", Lay::Free),
            ("[\n{\"a\": 1},\n", Lay::Free),
            ("[{\"a\": 1}]", Lay::Free),
        ] {
            assert_eq!(lay(head.as_bytes()), want, "{head}");
        }
    }

    proptest! {
        #[test]
        fn values_lie_in_order_and_apart_in_any_bytes(text in "[\\[\\]{}\",:a1\\\\\n ]{0,80}") {
            let mut end = 0;
            for element in elements(text.as_bytes()).elements {
                prop_assert!(element.place.start >= end && element.place.end > element.place.start);
                end = element.place.end;
            }
            prop_assert!(end <= text.len());
            lay(text.as_bytes());
        }
    }

    #[test]
    fn many_records_that_are_never_closed_cost_no_more_than_their_bytes() {
        let text = "{\n".repeat(200_000);
        assert_eq!(elements(text.as_bytes()).elements.len(), 200_000);
    }
}
