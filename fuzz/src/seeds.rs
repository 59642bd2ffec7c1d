//! Small files of every form, made from the sample corpus.

use crate::readers::members;
use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BinaryArray, RecordBatch, StringArray, StructArray, TimestampMillisecondArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../seeds");

const KEYS: [&str; 7] = ["id", "title", "text", "published", "source", "lang", "url"];

/// Records of one file, and characters of a text, that a seed keeps: mutations of small files are faster and hit more.
const RECORDS: usize = 3;
const CHARACTERS: usize = 240;

type Record = [String; 7];

/// Some records of each language.
fn records() -> Vec<Vec<Record>> {
    let records = |language: &str| -> Vec<Record> {
        let lines =
            std::fs::read_to_string(format!("{FOLDER}/{language}.jsonl")).expect("the seeds are there");
        let record = |line: &str| {
            let record: Value = serde_json::from_str(line).expect("the seeds are JSON");
            KEYS.map(|key| record[key].as_str().unwrap_or_default().chars().take(CHARACTERS).collect())
        };
        lines.lines().take(RECORDS).map(record).collect()
    };
    ["en", "ar", "hi", "ru", "zh"].map(records).into()
}

fn values(records: &[Record]) -> Vec<Value> {
    let value = |record: &Record| {
        KEYS.into_iter().zip(record).map(|(key, it)| (key.to_string(), json!(it))).collect()
    };
    records.iter().map(|record| Value::Object(value(record))).collect()
}

fn lines(records: &[Record]) -> Vec<u8> {
    values(records).iter().fold(Vec::<u8>::new(), |mut lines, value| {
        writeln!(lines, "{value}").expect("memory takes all");
        lines
    })
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(crate) fn json_lines() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = records().iter().map(|records| lines(records)).collect();
    seeds.push(wide(&String::from_utf8_lossy(&seeds[0])));
    seeds.push(
        br#"{"guid":7,"headline":"&quot;T&quot;","article":{"text":"deep \ud83d\ude00 \ud83d"},"pubDate":"Wed, 04 Mar 2026 08:15:00 GMT","publisher":{"name":"P"},"vector":[1,-2.5e3]}
{"content":["one","two"],"timestamp":1772612100,"link":"https://www.example.org/x","language":"EN-us"}
{"body":"x","date":"2026-03-04T08:15:00+02:00"}"#
            .to_vec(),
    );
    seeds
}

pub(crate) fn json() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        records().iter().map(|records| Value::Array(values(records)).to_string().into_bytes()).collect();
    seeds.push(format!("{:#}", values(&records()[0])[0]).into_bytes());
    seeds
}

pub(crate) fn tables() -> Vec<Vec<u8>> {
    let table = |(at, records): (usize, Vec<Record>)| {
        let delimiter = b",;\t|"[at % 4];
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(KEYS).expect("memory takes all");
        for record in records {
            writer.write_record(record).expect("memory takes all");
        }
        writer.into_inner().expect("memory takes all")
    };
    let mut seeds: Vec<Vec<u8>> = records().into_iter().enumerate().map(table).collect();
    seeds.push(wide(&String::from_utf8_lossy(&seeds[0])));
    seeds.push(b"text,vector\r\n\"a \"\"b\"\"\nc\",\"[1, 2]\"\r\nd,\r\n".to_vec());
    seeds
}

/// Texts, and one of each kind of column that is read in a way of its own.
fn batches() -> Vec<RecordBatch> {
    let texts = |records: &Vec<Record>| {
        let column = |at: usize| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(records.iter().map(|record| &record[at])))
        };
        RecordBatch::try_from_iter(KEYS.into_iter().enumerate().map(|(at, key)| (key, column(at))))
            .expect("columns of one length")
    };
    let mut batches: Vec<RecordBatch> = records().iter().take(2).map(texts).collect();
    let title: ArrayRef = Arc::new(BinaryArray::from_vec(vec![&b"one"[..], b"\xfftwo"]));
    let time: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![Some(1_772_612_100_000), None]));
    let mut outlet = StringDictionaryBuilder::<Int32Type>::new();
    outlet.extend([Some("The Post"), Some("The Post")]);
    let mut paragraphs = ListBuilder::new(StringBuilder::new());
    paragraphs.extend([Some(vec![Some("First."), None, Some("Second.")]), Some(vec![Some("Third.")])]);
    let paragraphs: ArrayRef = Arc::new(paragraphs.finish());
    let article = StructArray::try_from(vec![("text", paragraphs), ("title", title)]).expect("two columns");
    let columns: [(&str, ArrayRef); 3] =
        [("article", Arc::new(article)), ("date", time), ("source", Arc::new(outlet.finish()))];
    batches.push(RecordBatch::try_from_iter(columns).expect("columns of one length"));
    batches
}

pub(crate) fn parquet() -> Vec<Vec<u8>> {
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4_RAW,
    ];
    let batches = batches();
    let file = |(at, packing): (usize, Compression)| {
        let batch = &batches[at % batches.len()];
        let properties = WriterProperties::builder()
            .set_compression(packing)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_dictionary_enabled(at % 2 == 0)
            .build();
        let mut writer =
            ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a plain schema");
        writer.write(batch).expect("memory takes all");
        writer.into_inner().expect("memory takes all")
    };
    packings.into_iter().cycle().take(8).enumerate().map(file).collect()
}

pub(crate) fn arrow() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (at, batch) in batches().iter().enumerate() {
        let packing = [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)][at];
        let options = IpcWriteOptions::default().try_with_compression(packing).expect("both are built in");
        let mut stream = StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options.clone())
            .expect("a plain schema");
        stream.write(batch).expect("memory takes all");
        seeds.push(stream.into_inner().expect("memory takes all"));
        let mut file =
            FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).expect("a plain schema");
        file.write(batch).expect("memory takes all");
        seeds.push(file.into_inner().expect("memory takes all"));
    }
    seeds
}

pub(crate) fn feeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for records in records() {
        let (mut rss, mut atom, mut items) = (String::new(), String::new(), Vec::new());
        for [id, title, text, date, source, lang, url] in &records {
            let _ = write!(
                rss,
                "<item><guid>{id}</guid><title>{title}</title><description><![CDATA[<p>{text}</p>]]></description>\
                <link>{url}</link><pubDate>{date}</pubDate><source>{source}</source></item>"
            );
            let _ = write!(
                atom,
                "<entry xml:lang=\"{lang}\"><id>{id}</id><title type=\"html\">&lt;b&gt;{title}&lt;/b&gt;</title>\
                <link href=\"{url}\"/><updated>{date}</updated><content type=\"xhtml\">\
                <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{text}</p></div></content></entry>"
            );
            items.push(
                json!({"id": id, "title": title, "content_html": text, "url": url, "date_published": date}),
            );
        }
        seeds.push(
            format!("<?xml version='1.0' encoding='utf-8'?><rss version=\"2.0\"><channel><title>F</title>{rss}</channel></rss>")
                .into_bytes(),
        );
        seeds.push(
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><title>F</title>{atom}</feed>")
                .into_bytes(),
        );
        let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items});
        seeds.push(feed.to_string().into_bytes());
    }
    seeds.extend(DAMAGED_FEEDS.iter().map(|feed| feed.as_bytes().to_vec()));
    seeds
}

/// A feed for each way in which feeds are damaged.
const DAMAGED_FEEDS: [&str; 5] = [
    "Warning: x<br/><?xml version='1.0' encoding='windows-1251'?><!DOCTYPE rss [<!ENTITY a \"b &amp; c\">]><rss><channel>\
     <item><title>R&D &a;&nbsp;</title><description>One <b>two</b> <p>three</description></item></channel></rss>",
    "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><item><description>&lt;![CDATA[a]]&gt;</description>\
     <item><c:encoded><![CDATA[b</c:encoded></item><item><description><![CDATA[c]]></description></item>",
    "<feed xml:base='https://example.org/' xmlns='http://purl.org/atom/ns#'><entry><content type='text/html' mode='base64'>\
     PHA+YTwvcD4=</content><link href='../b'/></entry><entry><summary type='xhtml'><summary>c</summary></summary></feed>",
    "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel/><item rdf:about='a'><dc:date>2026-03-04</dc:date>\
     <media:group><media:description>d</media:description></media:group></item></rdf:RDF>",
    "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":1,\"content_text\":\"a\"},{,},3],\"title\":\"t\"}",
];

pub(crate) fn html() -> Vec<Vec<u8>> {
    let page = |[id, title, text, date, source, lang, url]: &Record| {
        let data =
            json!({"@type": "NewsArticle", "headline": title, "datePublished": date, "articleBody": text});
        let paragraphs = text.split_inclusive(['.', '。', '।']).fold(String::new(), |mut all, it| {
            let _ = write!(all, "<p class=\"text\">{it}</p>");
            all
        });
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=utf-8><title>{title} | {source}</title>\
            <meta property=\"og:title\" content=\"{title}\"><link rel=canonical href=\"{url}\">\
            <script type=\"application/ld+json\">{data}</script></head><body><nav><ul><li><a href=/>Home</a></li></ul>\
            </nav><article id=\"{id}\"><h1>{title}</h1><time datetime=\"{date}\">{date}</time>{paragraphs}<table><tr>\
            <td>1</td></tr></table></article><aside><div><a href=/2>More</a></div></aside><footer>© {source}</footer>"
        )
        .into_bytes()
    };
    records().iter().map(|records| page(&records[0])).collect()
}

fn warc(kind: &str, url: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-04T08:15:00Z\r\n\
        Content-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

pub(crate) fn archives() -> Vec<Vec<u8>> {
    let (url, pages, texts) = ("https://www.example.org/1", html(), texts());
    let response = |headers: &str, body: &[u8]| {
        let http = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(), body].concat();
        warc("response", url, "application/http; msgtype=response", &http)
    };
    let chunked = [format!("{:x}\r\n", pages[0].len()).as_bytes(), &pages[0], b"\r\n0\r\n\r\n"].concat();
    vec![
        [
            warc("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
            response("Content-Type: text/html", &pages[1]),
        ]
        .concat(),
        response("Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked", &chunked),
        response("Content-Type: text/html\r\nContent-Encoding: gzip", &members(&pages[2])),
        [warc("conversion", url, "text/plain", &texts[0]), warc("resource", url, "text/html", &pages[3])]
            .concat(),
        [response("Content-Type: image/png", b"\0\0"), warc("request", url, "application/http", b"GET /")]
            .concat(),
    ]
}

pub(crate) fn texts() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        records().iter().map(|records| records[0].join("\n").into_bytes()).collect();
    seeds.push(wide(&String::from_utf8_lossy(&seeds[3])));
    seeds.push(b"Die Br\xfccke \xfcber die Elbe bleibt f\xfcr Wochen geschlossen.".to_vec());
    // A sentence in windows-1251 and one in shift-jis.
    seeds.push(
        b"\xcc\xfd\xf0 \xf1\xee\xee\xe1\xf9\xe8\xeb, \xf7\xf2\xee \xec\xee\xf1\xf2 \xe7\xe0\xea\xf0\xfb\xf2."
            .to_vec(),
    );
    seeds.push(b"\x8b\xb4\x82\xcd\x95\xc2\x8d\xbd\x82\xb3\x82\xea\x82\xbd\x81B".to_vec());
    seeds
}

pub(crate) fn packed() -> Vec<Vec<u8>> {
    let (lines, archive) = (json_lines(), archives().concat());
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 6);
    bzip2.write_all(&lines[1]).and_then(|()| xz.write_all(&lines[2])).expect("memory takes all");
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).expect("memory takes all");
    vec![
        members(&lines[0]),
        members(&archive),
        zstd(&lines[3]),
        [zstd(&lines[4]), zstd(&texts()[0])].concat(),
        bzip2.finish().expect("memory takes all"),
        xz.finish().expect("memory takes all"),
        members(&html()[0]),
    ]
}

pub(crate) fn vectors() -> Vec<Vec<u8>> {
    let table = |kind: &str, numbers: &[u8]| {
        let mut head = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (3, 2), }}");
        head.push_str(&" ".repeat(117 - head.len()));
        let length = u16::try_from(head.len() + 1).expect("a short head").to_le_bytes();
        [&b"\x93NUMPY\x01\x00"[..], &length, head.as_bytes(), b"\n", numbers].concat()
    };
    vec![
        table("<f4", &[1.5_f32, 2.0, -3.0, 4.0, 0.5, 6.0].map(f32::to_le_bytes).concat()),
        table("<f8", &[1.5_f64, 2.0, -3.0, 4.0, 0.5, 6.0].map(f64::to_le_bytes).concat()),
        b"{\"id\":\"a\",\"vector\":[1,2]}\n{\"id\":\"c\",\"embedding\":[0.5,-1e3]}\n".to_vec(),
    ]
}

pub(crate) fn pages() -> Vec<Vec<u8>> {
    let names = ["ar-01", "ar-05", "en-01", "en-05", "en-09", "hi-01", "ru-01", "ru-04", "zh-01", "zh-04"];
    let page = |name: &str| std::fs::read(format!("{FOLDER}/pages/{name}.txt")).expect("the seeds are there");
    names.map(page).into()
}

/// Commands of runners, in pieces of several sizes.
pub(crate) fn commands() -> Vec<Vec<u8>> {
    let text = "a\n::error file=x::y\n \u{a0}::stop-commands::z\r##[error]b ###[c] ##vso[task.complete]d ##teamcity[e]";
    [1, 2, 3, 200].into_iter().map(|piece| [&[piece], text.as_bytes()].concat()).collect()
}
