//! Tags with so many attributes that no tokeniser would come to their end.
//!
//! A tokeniser compares each attribute of a tag with all before it, so a tag of a megabyte takes it an hour. Of such a tag
//! those attributes are kept that come first and are short; what stands in the others is data of scripts and no article.

use std::borrow::Cow;
use std::ops::Range;

/// The most signs of attributes (white space, `=`, `/`, quotation marks) in one tag; data that pages keep in attributes stays
/// far below.
const MOST_SIGNS: usize = 30_000;

/// The signs of those that are kept where there are more.
const KEPT_SIGNS: usize = MOST_SIGNS / 2;

/// A longer name of an element is none.
const LONGEST_NAME: usize = 1000;

/// The page without the attributes that are too many; nothing when it cannot be read in reasonable time even so.
pub(super) fn tamed(html: &str) -> Option<Cow<'_, str>> {
    let bytes = html.as_bytes();
    let Some(mut start) = endless(bytes, 0) else { return Some(Cow::Borrowed(html)) };
    let (mut kept, mut from) = (String::new(), 0);
    // One mark that is never closed goes on to the end of the page, and is looked for once.
    let mut closed = true;
    loop {
        kept.push_str(&html[from..start]);
        let tag = Some(start).filter(|_| closed).and_then(|start| {
            let tag = Tag::at(bytes, start);
            closed = tag.is_some();
            tag.filter(|tag| !ends_script(&bytes[start..tag.end]))
        });
        if let Some(tag) = tag {
            tag.kept.into_iter().for_each(|part| kept.push_str(&html[part]));
            from = tag.end;
        } else {
            // No tag, but a sign of a script, which goes on behind it.
            kept.push('<');
            from = memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |end| start + end);
        }
        match endless(bytes, from) {
            Some(next) => start = next,
            None => break,
        }
    }
    kept.push_str(&html[from..]);
    endless(kept.as_bytes(), 0).is_none().then_some(Cow::Owned(kept))
}

/// The page without the attributes that are too many in the tag that begins in `stretch` and ends behind it; nothing when there
/// is no such tag.
pub(super) fn without(html: &str, stretch: Range<usize>) -> Option<String> {
    let bytes = html.as_bytes();
    let mut from = stretch.start;
    while let Some(start) = memchr::memchr(b'<', bytes.get(from..stretch.end)?).map(|at| from + at) {
        from = start + 1;
        if bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
            let tag = Tag::at(bytes, start)?;
            if tag.end >= stretch.end {
                let kept = tag.kept.into_iter().map(|part| &html[part]);
                return Some([&html[..start]].into_iter().chain(kept).chain([&html[tag.end..]]).collect());
            }
        }
    }
    None
}

/// How many signs of attributes are in a stretch.
pub(super) fn signs(html: &str) -> usize {
    html.bytes().filter(|byte| is_sign(*byte)).count()
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'=' | b'/' | b'"' | b'\'' | b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// Where the first tag behind `from` begins that has more than [`MOST_SIGNS`] signs. Where tags end is judged without regard
/// to quotation marks, for a script can hold one and hide all that follows.
fn endless(bytes: &[u8], from: usize) -> Option<usize> {
    let mut tag: Option<(usize, usize)> = None;
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match (byte, &mut tag) {
            (b'>', _) => tag = None,
            (b'a'..=b'z' | b'A'..=b'Z', None) if before == b'<' => tag = Some((at - 1, 0)),
            (byte, Some((start, signs))) if is_sign(byte) => {
                *signs += 1;
                if *signs > MOST_SIGNS {
                    return Some(*start);
                }
            }
            _ => {}
        }
        before = byte;
    }
    None
}

/// Whether an element whose content is no markup ends in what was taken for a tag.
fn ends_script(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"</").any(|at| {
        let name = &bytes[at + 2..];
        [&b"script"[..], b"style"]
            .into_iter()
            .any(|end| name.get(..end.len()).is_some_and(|name| name.eq_ignore_ascii_case(end)))
    })
}

/// A start tag with too many attributes.
struct Tag {
    /// The parts of it that are kept: its name, and attributes with the white space before them.
    kept: Vec<Range<usize>>,
    /// Where its `>` stands.
    end: usize,
}

impl Tag {
    /// The tag that begins at `start`, by the tokeniser of the HTML standard; nothing when it does not end.
    fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let until = |from: usize, is_end: fn(u8) -> bool| {
            bytes[from..].iter().position(|byte| is_end(*byte)).map(|length| from + length)
        };
        let name_end = until(start + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))?;
        if name_end - start > LONGEST_NAME {
            return None;
        }
        let (mut kept, mut signs, mut at) = (Vec::new(), 0, name_end);
        kept.push(start..name_end);
        loop {
            let before = at;
            at = until(at, |byte| !byte.is_ascii_whitespace() && byte != b'/')?;
            if bytes[at] == b'>' {
                return Some(Self { kept, end: at });
            }
            // A name may begin with what else ends it.
            at = until(at + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='))?;
            let behind = until(at, |byte| !byte.is_ascii_whitespace())?;
            if bytes[behind] == b'=' {
                let value = until(behind + 1, |byte| !byte.is_ascii_whitespace())?;
                at = match bytes[value] {
                    mark @ (b'"' | b'\'') => value + 2 + memchr::memchr(mark, &bytes[value + 1..])?,
                    _ => until(value, |byte| byte.is_ascii_whitespace() || byte == b'>')?,
                };
            }
            let own = bytes[before..at].iter().filter(|byte| is_sign(**byte)).count();
            if signs + own <= KEPT_SIGNS {
                signs += own;
                kept.push(before..at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_page_stays_as_it_is() {
        for html in ["", "<p class=a>text</p>", "a < b", &"<p a='b' c>x</p>".repeat(20_000)] {
            assert!(matches!(tamed(html), Some(Cow::Borrowed(same)) if same == html));
        }
    }

    #[test]
    fn attributes_that_are_too_many_or_too_long_go_and_the_others_stay() {
        let many: String = (0..50_000).map(|at| format!(" data-{at}=\"{at} é\"")).collect();
        let html = format!("<p>é</p><div class='é'{many} id=a>text</div>");
        let shown = tamed(&html).unwrap();
        assert!(shown.starts_with("<p>é</p><div class='é' data-0=\"0 é\"") && shown.ends_with(">text</div>"));
        assert!(shown.len() < 200_000);
        let long = "a é ".repeat(500_000);
        for mark in ['"', '\''] {
            let html = format!("<div class=c data-x={mark}{long}{mark} id=\"own\">text</div>");
            assert_eq!(tamed(&html).unwrap(), "<div class=c id=\"own\">text</div>");
        }
    }

    #[test]
    fn a_script_that_compares_hides_nothing_behind_it() {
        let script = format!("<script>if (a<b && c) {{ d = \"{}\" }} it's</script>", "e ".repeat(40_000));
        for behind in ["<p>text</p>", "<p title='it'>text</p>", "<p title='it>text</p>"] {
            let html = format!("{script}{behind}");
            let shown = tamed(&html).unwrap();
            assert!(shown.ends_with(behind), "{shown}");
            assert!(shown.starts_with("<script>if (a<"));
        }
    }
}
