use super::*;
use crate::input::fields::RecordText;
use proptest::prelude::*;

const HARBOUR: &str = "The harbour board of Lindmouth voted on Tuesday to dredge the northern channel.";
const CHERRIES: &str = "Farmers in the Oda valley expect the best cherry crop in eleven years.";

/// The records of a feed that is whole.
fn read(bytes: &[u8]) -> Vec<RecordText<'static>> {
    let (records, faults, end) = all(bytes);
    assert!(faults.is_empty(), "{faults:?}");
    end.unwrap();
    records
}

type All = (Vec<RecordText<'static>>, Vec<(u64, SkipReason)>, Result<u64, String>);

/// The records, the numbers of the items that are none, and how it ended.
fn all(bytes: &[u8]) -> All {
    let (mut records, mut faults) = (Vec::new(), Vec::new());
    let end = items(bytes, |number, record| match record {
        Ok(record) => records.push(RecordText { text: record.text.into_owned().into(), ..record }),
        Err(unfit) => faults.push((number, unfit.reason)),
    });
    (records, faults, end.map_err(|unfit| unfit.detail))
}

fn texts(feed: &str) -> Vec<String> {
    read(feed.as_bytes()).into_iter().map(|record| record.text.into_owned()).collect()
}

/// A feed of RSS with these items.
fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>The Desk</title>{items}</channel></rss>")
}

/// The one record of a feed of RSS with one item.
fn item(inner: &str) -> RecordText<'static> {
    let mut records = read(rss(&format!("<item>{inner}</item>")).as_bytes());
    assert_eq!(records.len(), 1);
    records.remove(0)
}

fn entry(inner: &str) -> RecordText<'static> {
    let feed = format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><entry>{inner}</entry></feed>");
    read(feed.as_bytes()).remove(0)
}

fn date(record: &RecordText<'_>) -> Option<String> {
    record.published.map(|date| date.to_string())
}

#[test]
fn items_of_rss_have_their_fields() {
    let feed = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The &amp;amp; Desk</title>
        <image><title>A picture</title><url>https://example.org/p.png</url></image><language>en-GB</language>
        <item><title>One &amp; two</title><link>https://example.org/1</link><guid>g1</guid>
        <pubDate>Wed, 04 Mar 2026 08:15:00 GMT</pubDate><description>short</description>
        <source url="https://other.example/"><title>Another</title></source>
        <content:encoded><![CDATA[<p>First &amp; foremost.</p><p>Then.</p>]]></content:encoded></item>
        <item><link>https://example.org/2</link><description>&lt;p&gt;Only &lt;b&gt;this&lt;/b&gt;&lt;/p&gt;</description></item>
        </channel></rss>"#;
    let records = read(feed.as_bytes());
    let first = &records[0];
    assert_eq!(first.id.as_deref(), Some("g1"));
    assert_eq!(first.title.as_deref(), Some("One & two"));
    assert_eq!(first.text, "First & foremost.\nThen.");
    assert_eq!(date(first).as_deref(), Some("2026-03-04T08:15:00Z"));
    assert_eq!(first.source.as_deref(), Some("The & Desk"));
    assert_eq!(first.language, crate::document::Language::from_tag("en"));
    let second = &records[1];
    assert_eq!(second.id.as_deref(), Some("https://example.org/2"));
    assert_eq!((second.title.as_deref(), &*second.text), (None, "Only this"));
}

#[test]
fn entries_of_atom_have_their_fields() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><id>f</id><updated>2026-03-04T08:15:00Z</updated>
        <entry><id>urn:1</id><title type="html">A &lt;i&gt;b&lt;/i&gt;</title><link rel="enclosure" href="https://example.org/e"/>
        <link href="https://example.org/a?b=1&amp;c=2"/><updated>2026-03-04T08:15:00Z</updated><content type="xhtml">
        <div xmlns="http://www.w3.org/1999/xhtml"><p>Text &amp;lt; <b>more</b>.</p></div></content>
        <source><id>urn:s</id><title>Elsewhere</title></source></entry></feed>"#;
    let record = read(feed.as_bytes()).remove(0);
    assert_eq!(record.id.as_deref(), Some("urn:1"));
    assert_eq!(record.title.as_deref(), Some("A b"));
    assert_eq!(record.text, "Text &lt; more.");
    assert_eq!(record.url.as_deref(), Some("https://example.org/a?b=1&c=2"));
    assert_eq!(record.source.as_deref(), Some("example.org"));
    assert_eq!(record.language, crate::document::Language::from_tag("ar"));
}

#[test]
fn items_of_json_feed_have_their_fields_and_an_id_may_be_a_number() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J &amp; K","language":"en","items":[
        {"id":17,"url":"https://example.org/7","content_text":"a < b","date_published":"2026-03-04T08:15:00Z"},
        {"id":"18","title":"T","content_html":"<p>The <b>whole</b> text</p>","summary":"The text","language":"de"}],
        "expired":false}"#;
    let records = read(feed.as_bytes());
    assert_eq!(records[0].id.as_deref(), Some("17"));
    assert_eq!((&*records[0].text, records[0].source.as_deref()), ("a < b", Some("J & K")));
    assert_eq!(date(&records[0]).as_deref(), Some("2026-03-04T08:15:00Z"));
    assert_eq!((records[1].id.as_deref(), &*records[1].text), (Some("18"), "The whole text"));
    assert_eq!(records[1].language, crate::document::Language::from_tag("de"));
}

#[test]
fn an_item_of_json_feed_that_is_damaged_costs_itself() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_text":"one, [two]"},
        {"id":2,,"content_text":"x"},"three",{"id":4},{"id":"5","content_text":"a \"quote\" \\"}]}"#;
    let (records, faults, end) = all(feed.as_bytes());
    let texts: Vec<&str> = records.iter().map(|record| &*record.text).collect();
    assert_eq!(texts, ["one, [two]", "a \"quote\" \\"]);
    assert_eq!(faults, [(2, SkipReason::BrokenJson), (3, SkipReason::WrongType), (4, SkipReason::Empty)]);
    end.unwrap();
    let (records, faults, end) = all(&feed.as_bytes()[..feed.find("\"three\"").unwrap() - 2]);
    assert_eq!((records.len(), faults.len()), (1, 0));
    assert!(end.unwrap_err().contains("breaks off behind item 1"));
}

#[test]
fn a_feed_with_a_bare_ampersand_keeps_its_items() {
    let feed = rss(&format!(
        "<item><title>R&D at Smith & Sons</title><link>https://example.org/?a=1&b=2&copy=3</link>\
         <description>{HARBOUR} AT&T&nbsp;rose.</description></item><item><description>{CHERRIES}</description></item>"
    ));
    let records = read(feed.as_bytes());
    assert_eq!(records[0].title.as_deref(), Some("R&D at Smith & Sons"));
    assert_eq!(records[0].url.as_deref(), Some("https://example.org/?a=1&b=2&copy=3"));
    assert_eq!(records[0].text, format!("{HARBOUR} AT&T\u{a0}rose."));
    assert_eq!(records[1].text, CHERRIES);
}

#[test]
fn markup_that_nobody_escaped_is_part_of_its_text() {
    assert_eq!(
        item(&format!(
            "<description>{HARBOUR} <b>Fourteen were hurt.</b> The minister will come.</description>"
        ))
        .text,
        format!("{HARBOUR} Fourteen were hurt. The minister will come.")
    );
    assert_eq!(
        item(&format!(
            "<description><p>{CHERRIES}</p><p>Prices may fall.<br>Or not.</description><pubDate>x</pubDate>"
        ))
        .text,
        format!("{CHERRIES}\nPrices may fall.\nOr not.")
    );
    let record =
        item("<description>One <title>two</title> <link rel='x'> three</description><title>T</title>");
    assert_eq!((record.title.as_deref(), record.url), (Some("T"), None));
}

#[test]
fn a_section_that_was_escaped_or_wrapped_twice_is_opened() {
    for wrapped in [
        "&lt;![CDATA[TEXT]]&gt;",
        "<![CDATA[<![CDATA[TEXT]]>]]>",
        "<![CDATA[<![CDATA[TEXT]]]]><![CDATA[>]]>",
        "&lt;![CDATA[&lt;p&gt;TEXT&lt;/p&gt;]]&gt;",
    ] {
        let record = item(&format!("<description>{}</description>", wrapped.replace("TEXT", HARBOUR)));
        assert_eq!(record.text, HARBOUR, "{wrapped}");
    }
}

#[test]
fn a_description_of_media_serves_where_there_is_no_other() {
    let media = |with: &str| {
        item(&format!(
            "{with}<media:group><media:title>M</media:title><media:description>{HARBOUR} {CHERRIES}</media:description></media:group>"
        ))
    };
    assert_eq!(media("").text, format!("{HARBOUR} {CHERRIES}"));
    assert_eq!(media("<description>Own</description><title>T</title>").text, "Own");
}

#[test]
fn the_longer_of_content_and_summary_is_the_text() {
    let both = |summary: &str, content: &str| {
        entry(&format!("<summary>{summary}</summary><content type='text'>{content}</content>")).text
    };
    assert_eq!(both("short", HARBOUR), HARBOUR);
    assert_eq!(both(HARBOUR, "Read on"), HARBOUR);
    assert_eq!(both(HARBOUR, " "), HARBOUR);
}

#[test]
fn a_date_means_the_same_as_in_a_record() {
    for text in [
        "2026-03-04 08:15:00",
        "2026-03-04T08:15:00",
        "2026-03-04 08:15:00 +0100",
        "March 4, 2026",
        "1772612100",
        "Wed, 04 Mar 2026 08:15:00 GMT",
        "soon",
    ] {
        let want = crate::input::date::parse_date(text);
        assert_eq!(
            item(&format!("<pubDate>{text}</pubDate><description>x</description>")).published,
            want,
            "{text}"
        );
        assert_eq!(
            entry(&format!("<updated>\n{text} </updated><summary>x</summary>")).published,
            want,
            "{text}"
        );
        let json = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"content_text\":\"x\",\"date_published\":\"{text}\"}}]}}"
        );
        assert_eq!(read(json.as_bytes())[0].published, want, "{text}");
    }
    let several = "<updated>2026-03-05T00:00:00Z</updated><published>2026-03-04T00:00:00Z</published><summary>x</summary>";
    assert_eq!(date(&entry(several)).as_deref(), Some("2026-03-04T00:00:00Z"));
}

#[test]
fn every_dialect_of_feeds_is_read() {
    let rdf = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://example.org/'><title>R</title>\
         <items><rdf:Seq><rdf:li rdf:resource='https://example.org/1'/></rdf:Seq></items></channel>\
         <item rdf:about='https://example.org/1'><title>T</title><dc:date>2026-03-04</dc:date>\
         <description>{HARBOUR}</description></item></rdf:RDF>"
    );
    let record = read(rdf.as_bytes()).remove(0);
    assert_eq!(
        (record.id.as_deref(), date(&record).as_deref()),
        (Some("https://example.org/1"), Some("2026-03-04"))
    );
    assert_eq!((record.source.as_deref(), &*record.text), (Some("R"), HARBOUR));
    for feed in [
        // RSS 0.91 with a document type, RSS without a root, RSS with a vocabulary of its own, with a prefix, in capitals.
        format!(
            "<!DOCTYPE rss SYSTEM \"http://example.org/rss.dtd\"><rss version='0.91'><channel><item><description>{HARBOUR}</description></item></channel></rss>"
        ),
        format!("<channel><title>x</title><item><description>{HARBOUR}</description></item></channel>"),
        format!(
            "<rss xmlns='http://example.org/none'><channel><item><description>{HARBOUR}</description></item></channel></rss>"
        ),
        format!(
            "<r:rss xmlns:r='http://purl.org/rss/1.0/'><r:item><r:description>{HARBOUR}</r:description></r:item></r:rss>"
        ),
        format!("<RSS><Channel><Item><Description>{HARBOUR}</description></ITEM></Channel></RSS>"),
        // Atom 0.3, Atom with a prefix, with none declared.
        format!(
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content type='text/html' mode='escaped'>&lt;p&gt;{HARBOUR}&lt;/p&gt;</content></entry></feed>"
        ),
        format!(
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:summary>{HARBOUR}</a:summary></a:entry></a:feed>"
        ),
        format!("<atom:feed><atom:entry><atom:summary>{HARBOUR}</atom:summary></atom:entry></atom:feed>"),
        // Content in elements of XHTML and of modules that are not declared.
        format!("<rss><item><body xmlns='http://www.w3.org/1999/xhtml'><p>{HARBOUR}</p></body></item></rss>"),
        format!(
            "<rss><item><description>x</description><content:encoded>{HARBOUR}</content:encoded></item></rss>"
        ),
    ] {
        assert_eq!(texts(&feed), [HARBOUR], "{feed}");
    }
}

#[test]
fn content_in_base64_is_unpacked_and_a_picture_is_no_text() {
    let packed = "PHA+VGhlIGhhcmJvdXIgaXMg\n  Y2xvc2VkLjwvcD4";
    assert_eq!(
        entry(&format!("<content type='text/html' mode='base64'>{packed}</content>")).text,
        "The harbour is closed."
    );
    assert_eq!(entry("<content type='image/png'>iVBORw0KGgo=</content><summary>s</summary>").text, "s");
    assert_eq!(
        entry(&format!("<content type='application/octet-stream'>{packed}</content>")).text,
        "The harbour is closed."
    );
    let (records, faults, _) =
        all(rss("<item><title>T</title><description> <![CDATA[<img src='x'>]]></description></item>")
            .as_bytes());
    assert_eq!((records.len(), faults), (0, vec![(1, SkipReason::Empty)]));
}

#[test]
fn addresses_are_completed_with_what_the_feed_says_of_them() {
    let url = |feed: &str, item: &str, link: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {feed}><link href='https://example.org/news/'/>\
             <entry {item}>{link}<summary>x</summary></entry></feed>"
        );
        read(feed.as_bytes()).remove(0).url.unwrap_or_default()
    };
    assert_eq!(url("", "", "<link href='a/1'/>"), "https://example.org/news/a/1");
    assert_eq!(url("xml:base='https://o.example/x/'", "", "<link href='../1'/>"), "https://o.example/1");
    assert_eq!(
        url("xml:base='https://o.example/x/'", "xml:base='y/'", "<link href='1'/>"),
        "https://o.example/x/y/1"
    );
    assert_eq!(url("", "", "<link xml:base='https://p.example' href='/1'/>"), "https://p.example/1");
    assert_eq!(
        url("xml:base='https://o.example/'", "", "<link href='HTTP://Q.example'/>"),
        "HTTP://Q.example"
    );
    assert_eq!(
        item("<guid>https://example.org/g</guid><description>x</description>").url.as_deref(),
        Some("https://example.org/g")
    );
    assert_eq!(
        item("<guid isPermaLink='false'>https://example.org/g</guid><description>x</description>").url,
        None
    );
}

#[test]
fn an_item_ends_with_the_next_one_when_nothing_else_ends_it() {
    let feed = format!(
        "<rss><channel><item><title>A</b><description>{HARBOUR}<item><title>B</title><description>{CHERRIES}</channel></rss>"
    );
    assert_eq!(texts(&feed), [HARBOUR, CHERRIES]);
    let feed = rss(&format!(
        "<item><description><![CDATA[{HARBOUR}</description></item>\n<item><description><![CDATA[{CHERRIES}]]></description></item>"
    ));
    assert_eq!(texts(&feed), [HARBOUR, CHERRIES]);
    let feed = rss(&format!("<item><author>A. Body<description>{HARBOUR}</description></item>"));
    assert_eq!(texts(&feed), [HARBOUR]);
    let body = "<h:body xmlns:h='http://www.w3.org/1999/xhtml'><h:div>One</h:div><h:div>Two</h:div></h:body>";
    assert_eq!(texts(&rss(&format!("<item>{body}</item>"))), ["One\nTwo"]);
    let feed = rss(&format!("<item><link>https://example.org/1<description>{HARBOUR}</description></item>"));
    assert_eq!(texts(&feed), [HARBOUR]);
}

#[test]
fn an_item_without_text_is_one_skip_with_its_number() {
    let feed = rss(&format!(
        "<item/><item><title>T</title></item><item><description>{HARBOUR}</description></item>"
    ));
    let (records, faults, end) = all(feed.as_bytes());
    assert_eq!(records.len(), 1);
    assert_eq!(faults, [(1, SkipReason::Empty), (2, SkipReason::Empty)]);
    end.unwrap();
}

#[test]
fn a_feed_that_breaks_off_gives_what_is_whole_and_says_where_it_breaks_off() {
    let feed = rss(&format!(
        "<item><description>{HARBOUR}</description></item><item><description>{CHERRIES}</description><link>https://example.org/2</link></item>"
    ));
    for (upto, whole) in
        [("eleven years", 1), ("<link>", 2), ("ample.org/2", 2), ("</channel>", 2), ("board of", 0)]
    {
        let (records, faults, end) = all(&feed.as_bytes()[..feed.find(upto).unwrap()]);
        assert_eq!((records.len(), faults.len()), (whole, 0), "{upto}");
        let said = end.unwrap_err();
        assert!(said.contains("breaks off"), "{said}");
    }
}

#[test]
fn the_charset_of_the_declaration_is_obeyed_once() {
    let text = "<?xml version='1.0' encoding='windows-1251'?><rss version='2.0'><channel><title>t</title><item><description>Мэр сообщил</description></item></channel></rss>";
    let bytes = encoding_rs::WINDOWS_1251.encode(text).0;
    assert_eq!(read(&bytes)[0].text, "Мэр сообщил");
    let junk = [b"\n<b>Warning</b>: x\n".as_slice(), &bytes].concat();
    assert_eq!(read(&junk)[0].text, "Мэр сообщил");
    // What is declared is wrong, or nothing is.
    assert_eq!(texts(&text.replace("windows-1251", "windows-1252")), ["Мэр сообщил"]);
    assert_eq!(texts(&text.replace("windows-1251", "no such charset")), ["Мэр сообщил"]);
}

#[test]
fn a_charset_of_dos_and_a_control_character_that_stands_for_a_quotation_mark_are_read() {
    let bytes = [
        &b"<?xml version='1.0' encoding='IBM855'?><rss><item><description>"[..],
        b"\xd2\xa8\xe1 don&#146;t",
        b"</description></item></rss>",
    ];
    assert_eq!(read(&bytes.concat())[0].text, "мер don\u{2019}t");
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    let fault = |bytes: &str| all(bytes.as_bytes()).2.unwrap_err();
    assert!(fault("<!DOCTYPE html><title>404 Not Found</title>").contains("\"404 Not Found\""));
    assert!(fault("Service unavailable").contains("\"Service unavailable\""));
    assert!(fault(&rss("")).contains("without an item"));
    for bytes in [
        "",
        "<rss",
        "<rss version='2.0'><channel><item><title>cut",
        "{\"version\":",
        "<a/>",
        "{",
        "{\"items\":[",
    ] {
        assert!(!fault(bytes).is_empty(), "{bytes}");
    }
}

#[test]
fn a_hostile_feed_costs_time_and_memory_in_proportion_to_its_bytes() {
    let declared =
        format!("<!DOCTYPE rss [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;&a;&a;\">]>", "x".repeat(250));
    let bomb = format!(
        "{declared}{}",
        rss(&format!("<item><description>{}</description></item>", "&b;&a;".repeat(200_000)))
    );
    let text = &read(bomb.as_bytes())[0].text;
    assert!(text.len() < 6 * 200_000 + (2 << 20), "{}", text.len());
    for unit in [
        "<item>",
        "<item><title>",
        "<item><description>",
        "<x>",
        "<item><source>",
        "</item>",
        "</x>",
        "<item><x>",
        "<![CDATA[",
        "<item><description><![CDATA[</item>",
        "<item><content type='xhtml'><content>",
        "&",
        "&a",
        "<a b='",
        "<item><description><script>",
        "<item><description>&lt;title>",
        "<rss xmlns:a='b'>",
        "<item><link>x",
    ] {
        let feed = format!("<rss><channel>{}", unit.repeat((1 << 20) / unit.len()));
        let (records, faults, end) = all(feed.as_bytes());
        assert!(records.len() + faults.len() > 0 || end.is_err(), "{unit}");
    }
    let deep =
        format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}", "{\"a\":[".repeat(200_000));
    assert!(all(deep.as_bytes()).2.is_err());
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = all(&bytes);
        let _ = places(&bytes);
    }

    #[test]
    fn whatever_is_put_together_of_tags_and_text_has_its_items_where_they_are_read(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<description>", "</description>", "one ",
            "<![CDATA[", "]]>", "&amp;", "&", "<b>", "</b>", "<entry>", "</entry>", "<content type='xhtml'>", "</content>",
            "<!--", "-->", "<", ">", "\"", "é", "<link href=\"", "</channel>", "</rss>", "<source>", "</source>", "<item/>",
        ]), 0..60)
    ) {
        let feed = pieces.concat();
        let (records, faults, _) = all(feed.as_bytes());
        if let Ok(Places::Elements(places, _)) = places(feed.as_bytes()) {
            let read = records.len() + faults.len();
            // One that breaks off within its text is no record.
            prop_assert!(places.len() == read || places.len() == read + 1);
            let mut end = 0;
            for place in places {
                prop_assert!(end <= place.span.start && place.span.start < place.span.end);
                prop_assert!(place.inner <= place.span.end && feed.is_char_boundary(place.inner));
                prop_assert!(feed[place.span.start..].starts_with('<'));
                end = place.span.end;
            }
        }
    }
}
