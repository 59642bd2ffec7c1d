//! What some writers put into JSON that is none.

/// The same JSON with `null` for the numbers that JSON has no form for: `NaN`, `Infinity` and `-Infinity`, as the writers
/// of several languages leave them, with a sign and in small letters too. Nothing when there are none outside of strings.
pub(in crate::input) fn without_bare_numbers(json: &[u8]) -> Option<Vec<u8>> {
    // Most of what is broken is broken otherwise.
    memchr::memchr3(b'N', b'I', b'i', json).or_else(|| memchr::memchr(b'n', json))?;
    let mut mended = Vec::with_capacity(json.len() + 8);
    let mut found = false;
    let mut at = 0;
    while at < json.len() {
        let length = match json[at] {
            b'"' => string(&json[at..]),
            b'-' | b'+' | b'a'..=b'z' | b'A'..=b'Z' => word(&json[at..]),
            _ => 1,
        };
        let token = &json[at..at + length];
        if is_bare_number(token) {
            mended.extend_from_slice(b"null");
            found = true;
        } else {
            mended.extend_from_slice(token);
        }
        at += length;
    }
    found.then_some(mended)
}

/// The bytes of the string that `json` begins with, its quotation marks included.
fn string(json: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', json.get(at..).unwrap_or_default()) {
        at += found;
        if json[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    json.len()
}

fn word(json: &[u8]) -> usize {
    1 + json[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
        .count()
}

fn is_bare_number(token: &[u8]) -> bool {
    let bare = token.strip_prefix(b"-").or_else(|| token.strip_prefix(b"+")).unwrap_or(token);
    [&b"nan"[..], b"inf", b"infinity"].iter().any(|name| bare.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_has_no_form_for_are_null_and_strings_stay() {
        for (json, want) in [
            (r#"{"a":NaN}"#, r#"{"a":null}"#),
            (
                r#"{"a": [NaN, -Infinity,Infinity], "b": "NaN \" Infinity"}"#,
                r#"{"a": [null, null,null], "b": "NaN \" Infinity"}"#,
            ),
            ("[nan,-nan,inf,-inf,+Infinity]", "[null,null,null,null,null]"),
            (r#"{"NaN": {"x": {"y": NaN}}}"#, r#"{"NaN": {"x": {"y": null}}}"#),
        ] {
            assert_eq!(without_bare_numbers(json.as_bytes()).as_deref(), Some(want.as_bytes()), "{json}");
        }
        for json in [r#"{"a": "NaN"}"#, r#"{"a": Nano}"#, r#"{"a": null, "b": true}"#, "-", "\"", "\"\\", ""]
        {
            assert_eq!(without_bare_numbers(json.as_bytes()), None, "{json}");
        }
    }
}
