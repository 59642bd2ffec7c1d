//! Pieces of the input as Markdown and as the HTML within it, such that they are neither markup nor links nor calls.

use super::clean;
use std::fmt::Write as _;

/// Characters of a piece of the input that are shown.
const QUOTED: usize = 400;

/// A piece of the input on one line, at most [`QUOTED`] characters of it.
fn line(input: &str) -> String {
    let clean = clean::line(input);
    match clean.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", clean[..end].trim_end_matches(clean::is_mark)),
        None => clean,
    }
}

/// A piece of the input as Markdown text.
pub(crate) fn text(input: &str) -> String {
    let line = line(input);
    let mut escaped = String::with_capacity(line.len() + 16);
    for (i, c) in line.char_indices() {
        let next = line[i + c.len_utf8()..].chars().next();
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => escaped.extend(['\\', c]),
            // At the start of a line these begin a list or underline a heading.
            '-' | '+' | '=' | '#' if i == 0 => escaped.extend(['\\', c]),
            '.' | ')' if is_list_number(&line[..i]) => escaped.extend(['\\', c]),
            _ => unlinked(&mut escaped, c, next),
        }
    }
    clean::isolate(&escaped).into_owned()
}

fn is_list_number(before: &str) -> bool {
    !before.is_empty() && before.len() < 10 && before.bytes().all(|byte| byte.is_ascii_digit())
}

/// Adds a character so that it starts no link: sites link `@name`, `#1`, `https://…` and `www.…` in any text, and an
/// empty comment is the one thing that stops them and is not seen.
fn unlinked(escaped: &mut String, c: char, next: Option<char>) {
    escaped.push(c);
    let links = match c {
        '@' | '#' => next.is_some_and(char::is_alphanumeric),
        ':' => next == Some('/'),
        '.' => escaped.to_ascii_lowercase().ends_with("www."),
        _ => false,
    };
    if links {
        escaped.push_str("<!-- -->");
    }
}

/// A piece of the input as HTML text.
pub(crate) fn html(input: &str) -> String {
    let line = line(input);
    let mut escaped = String::with_capacity(line.len() + 16);
    for (i, c) in line.char_indices() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            _ => unlinked(&mut escaped, c, line[i + c.len_utf8()..].chars().next()),
        }
    }
    clean::isolate(&escaped).into_owned()
}

/// A path in a code span, with a fence longer than any run of backticks in it.
pub(crate) fn code(path: &str) -> String {
    let path = line(path);
    let longest = path.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let mut span = String::new();
    // Infallible: the target is a string. A fence that touches a backtick would be longer than it is.
    let pad = if longest > 0 { " " } else { "" };
    let _ = write!(span, "{fence}{pad}{path}{pad}{fence}");
    clean::isolate(&span).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_the_input_is_text() {
        assert_eq!(
            text("<img src=x> & *b* _i_ [a](b) `c`"),
            "&lt;img src=x&gt; &amp; \\*b\\* \\_i\\_ \\[a\\](b) \\`c\\`"
        );
        assert_eq!(text("# no heading"), "\\# no heading");
        assert_eq!(text("- no list"), "\\- no list");
        assert_eq!(text("12. no list, 3. either"), "12\\. no list, 3. either");
        assert_eq!(text("a | b"), "a \\| b");
        assert_eq!(html("</b><script> \"x\""), "&lt;/b&gt;&lt;script&gt; &quot;x&quot;");
    }

    #[test]
    fn nobody_is_called_and_nothing_is_linked() {
        assert_eq!(text("@everyone see #12"), "@<!-- -->everyone see #<!-- -->12");
        assert_eq!(text("https://evil.example"), "https:<!-- -->//evil.example");
        assert_eq!(text("WWW.evil.example"), "WWW.<!-- -->evil.example");
        assert_eq!(html("@everyone"), "@<!-- -->everyone");
    }

    #[test]
    fn a_path_with_backticks_stays_one_code_span() {
        assert_eq!(code("a.txt:3"), "`a.txt:3`");
        assert_eq!(code("a``b`.txt"), "``` a``b`.txt ```");
    }

    #[test]
    fn text_that_runs_right_to_left_is_isolated() {
        assert_eq!(text("السد"), "\u{2068}السد\u{2069}");
    }
}
