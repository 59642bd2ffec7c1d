//! Escapes that lose nothing: JSON in which no character acts on a terminal or reorders a line, and addresses of files.

use crate::report::clean;
use serde::Serialize;
use std::fmt::Write as _;
use std::io;

/// `value` as JSON on one line.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<String> {
    Ok(harmless(&serde_json::to_string(value)?))
}

/// `value` as JSON with a line a key.
pub(super) fn pretty_json<T: Serialize>(value: &T) -> io::Result<String> {
    Ok(harmless(&serde_json::to_string_pretty(value)?))
}

/// JSON leaves controls beyond ASCII and all that is invisible as it is. Such characters stand within strings only, so
/// each can be told by its number.
fn harmless(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || clean::is_harmless(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Infallible: the target is a string.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped
}

/// `path` as a reference of RFC 3986: relative to the folder of the run, or a `file:` address when the path is absolute.
/// A backslash is taken for the separator of Windows, in whose paths it is frequent; in others it is next to never.
pub(super) fn address(path: &str) -> String {
    let path = path.replace('\\', "/");
    let relative = path.trim_start_matches("./");
    match path.as_bytes() {
        [b'/', b'/', ..] => format!("file:{}", percent(&path)),
        [b'/', ..] => format!("file://{}", percent(&path)),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
            format!("file:///{}:{}", char::from(*drive), percent(&path[2..]))
        }
        _ => percent(if relative.is_empty() { &path } else { relative }),
    }
}

/// All but the unreserved characters and `/` by their bytes.
fn percent(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                escaped.push(char::from(byte));
            }
            _ => {
                // Infallible: the target is a string.
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_any_text_has_nothing_that_acts_and_is_read_back_as_it_was() {
        let text = "a\u{1b}[2J\u{9b}\u{7f}\u{202e}b\u{e0041}\u{feff}\u{2028}مرحبا 你好";
        let written = json(&text).unwrap();
        assert_eq!(written, r#""a\u001b[2J\u009b\u007f\u202eb\udb40\udc41\ufeff\u2028مرحبا 你好""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn a_path_becomes_a_relative_reference_or_a_file_address() {
        let cases = [
            ("pages/a.html", "pages/a.html"),
            ("./pages/a b.html", "pages/a%20b.html"),
            ("pages\\a.html", "pages/a.html"),
            ("a, b: 5%.txt", "a%2C%20b%3A%205%25.txt"),
            ("新闻.txt", "%E6%96%B0%E9%97%BB.txt"),
            ("/data/a.html", "file:///data/a.html"),
            ("C:\\data\\a.html", "file:///C:/data/a.html"),
            ("\\\\host\\share\\a", "file://host/share/a"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("../a?b#c", "../a%3Fb%23c"),
        ];
        for (path, wanted) in cases {
            assert_eq!(address(path), wanted, "{path}");
        }
    }
}
