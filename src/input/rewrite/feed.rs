//! A feed of elements without some of its items, or with marks on them.

use super::{Fate, Fates};
use crate::input::feed::{Place, Units};
use std::io::{self, Write};

/// What a mark is called in a feed. An element of a vocabulary of its own, which every reader of feeds passes over.
const ELEMENT: &str = "retold:copy_of";

/// The vocabulary it is from.
const SPACE: &str = "urn:retold";

/// Writes the feed in `bytes`: everything but the items that are left out and the white space before them. A mark stands behind
/// the start tag of its item, because what comes later may be an element that is never closed.
pub(super) fn rewrite(
    bytes: &[u8],
    places: &[Place],
    units: Units,
    fate: &Fates<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut end = 0;
    for (place, number) in places.iter().zip(1..) {
        match fate(Some(number)) {
            Fate::Keep => {}
            Fate::Drop => {
                out.write_all(&bytes[end..end.max(place.span.start - place.space)])?;
                end = place.span.end;
            }
            Fate::Mark(copy_of) => {
                out.write_all(&bytes[end..place.inner])?;
                out.write_all(&units.encoded(&mark(copy_of)))?;
                end = place.inner;
            }
        }
    }
    out.write_all(&bytes[end..])
}

/// A mark in ASCII, so that it is the same in every charset.
fn mark(copy_of: &str) -> String {
    let name: String = copy_of.chars().map(written).collect();
    format!("<{ELEMENT} xmlns:retold=\"{SPACE}\">{name}</{ELEMENT}>")
}

fn written(c: char) -> String {
    match c {
        ' '..='~' if !matches!(c, '<' | '>' | '&') => c.to_string(),
        // XML has no other control characters, not even as references.
        c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => "&#65533;".to_string(),
        c => format!("&#{};", c as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::feed::items;
    use crate::input::{InputParams, Rewriter};
    use proptest::prelude::*;
    use std::path::Path;

    /// A feed as the pieces it is made of: what stands before its items, the items, what stands behind.
    struct Made {
        name: &'static str,
        head: String,
        items: Vec<String>,
        separator: &'static str,
        tail: &'static str,
    }

    impl Made {
        /// The feed without the items that `goes` names.
        fn without(&self, goes: impl Fn(usize) -> bool) -> String {
            let kept: Vec<&str> = self
                .items
                .iter()
                .enumerate()
                .filter(|(at, _)| !goes(*at))
                .map(|(_, item)| item.as_str())
                .collect();
            format!("{}{}{}", self.head, kept.join(self.separator), self.tail)
        }
    }

    fn made(kind: usize, texts: &[String], charset: &str) -> Made {
        let declared = format!("<?xml version=\"1.0\" encoding=\"{charset}\"?>\n<!-- <item> -->");
        let of = |make: &dyn Fn(&String) -> String| texts.iter().map(make).collect();
        match kind {
            0 => Made {
                name: "a.xml",
                head: format!("{declared}<rss><channel><title>мост</title>"),
                items: of(&|text| format!("\n  <item><description>{text}</description>\n  </item>")),
                separator: "",
                tail: "\n</channel></rss>\n",
            },
            1 => Made {
                name: "a.xml",
                head: format!("{declared}<feed xmlns='http://www.w3.org/2005/Atom'>"),
                items: of(&|text| format!("<entry><content><![CDATA[{text} <entry>]]></content></entry>")),
                separator: "",
                tail: "</feed>",
            },
            // Nothing ends an item but the next one and the channel.
            2 => Made {
                name: "a.rss",
                head: format!("{declared}<rss>R&D<channel>"),
                items: of(&|text| format!("<item a=\"<item>\"><description>{text} & <b>more")),
                separator: "",
                tail: "</channel></rss>",
            },
            _ => Made {
                name: "a.json",
                head: "{\"version\": \"https://jsonfeed.org/version/1\",\n \"items\": [\n  ".to_string(),
                items: of(&|text| format!("{{\"id\": 7, \"content_text\": {}}}", serde_json::json!(text))),
                separator: ",\n  ",
                tail: "\n], \"title\": \"T\"}\n",
            },
        }
    }

    fn encoded(text: &str, charset: &str) -> Vec<u8> {
        match charset {
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap().encode(text).0.into_owned(),
        }
    }

    fn written(path: &Path, fate: &Fates<'_>) -> Vec<u8> {
        let params = InputParams::default();
        let mut out = Vec::new();
        let path = path.to_str().unwrap();
        Rewriter::new(&params).check(path).unwrap();
        Rewriter::new(&params).rewrite(path, fate, &mut out).unwrap();
        out
    }

    fn read(path: &Path) -> Vec<String> {
        let paths = [path.to_str().unwrap().to_string()];
        let input = crate::input::read(&paths, &InputParams::default(), &crate::observe::Silent).unwrap();
        input.documents.into_iter().map(|document| document.text).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn what_stays_is_the_feed_without_what_went_and_is_read_as_that(
            kind in 0..4_usize,
            charset in prop::sample::select(vec!["utf-8", "windows-1251", "utf-16le", "utf-16be", "shift_jis", "gb18030"]),
            texts in prop::collection::vec("(мост|Brücke|橋|ソ能表|[a-z ]{3,9}){1,4} words", 0..7),
            goes in prop::collection::vec(any::<bool>(), 7),
        ) {
            let charset = if kind == 3 { "utf-8" } else { charset };
            let made = made(kind, &texts, charset);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(made.name);
            // What a charset has no bytes for is a reference in it.
            std::fs::write(&path, encoded(&made.without(|_| false), charset)).unwrap();
            let before = read(&path);
            prop_assert_eq!(before.len(), texts.len());
            let fate = |number: Option<u64>| match number {
                Some(number) if goes[number as usize - 1] => Fate::Drop,
                _ => Fate::Keep,
            };
            let out = written(&path, &fate);
            prop_assert_eq!(&out, &encoded(&made.without(|at| goes[at]), charset));
            std::fs::write(&path, &out).unwrap();
            let stays: Vec<String> =
                before.into_iter().zip(&goes).filter(|(_, goes)| !**goes).map(|(text, _)| text).collect();
            prop_assert_eq!(read(&path), stays);
        }

        #[test]
        fn a_marked_feed_is_read_as_it_was(
            kind in 0..4_usize,
            charset in prop::sample::select(vec!["utf-8", "windows-1251", "utf-16le", "utf-16be"]),
            texts in prop::collection::vec("[а-я ]{3,9} words", 1..5),
        ) {
            let charset = if kind == 3 { "utf-8" } else { charset };
            let made = made(kind, &texts, charset);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(made.name);
            std::fs::write(&path, encoded(&made.without(|_| false), charset)).unwrap();
            let before = read(&path);
            let out = written(&path, &|number| if number == Some(1) { Fate::Mark("é<1>") } else { Fate::Keep });
            std::fs::write(&path, &out).unwrap();
            prop_assert_eq!(read(&path), before);
            prop_assert!(out.len() > made.without(|_| false).len() / 2);
        }
    }

    #[test]
    fn a_charset_that_cannot_be_cut_is_refused_before_anything_is_written() {
        let text = "<?xml version='1.0' encoding='iso-2022-jp'?><rss><item><description>橋</description></item></rss>";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rss");
        std::fs::write(&path, encoded(text, "iso-2022-jp")).unwrap();
        assert_eq!(read(&path), ["橋"]);
        let params = InputParams::default();
        let refused = Rewriter::new(&params).check(path.to_str().unwrap()).unwrap_err();
        assert!(refused.to_string().contains("ISO-2022-JP"), "{refused}");
    }

    #[test]
    fn bytes_that_mean_nothing_stay_where_they_are() {
        let feed = b"<rss><item><description>one \xff two \xe9</description></item>\r\n<item><description>three \xd0\xbc\xd0\xbe\xd1\x81\xd1\x82\xd1\x8b</description></item></rss>";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rss");
        std::fs::write(&path, feed).unwrap();
        let second = feed.windows(2).position(|pair| pair == b"\r\n").unwrap();
        let drop = |gone: u64| {
            written(&path, &move |number| if number == Some(gone) { Fate::Drop } else { Fate::Keep })
        };
        assert_eq!(drop(1), [b"<rss>", &feed[second..]].concat());
        assert_eq!(drop(2), [&feed[..second], b"</rss>"].concat());
        assert_eq!(drop(3), feed);
    }

    #[test]
    fn a_mark_is_ascii_and_says_the_name_of_the_record() {
        assert_eq!(
            mark("a&<é\u{1}"),
            "<retold:copy_of xmlns:retold=\"urn:retold\">a&#38;&#60;&#233;&#65533;</retold:copy_of>"
        );
        let mut number = 0;
        let feed = format!("<rss><item><description>x</description>{}</item></rss>", mark("b"));
        items(feed.as_bytes(), |_, record| number += u64::from(record.is_ok())).map_err(|_| ()).unwrap();
        assert_eq!(number, 1);
    }
}
