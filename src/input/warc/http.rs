//! The HTTP message inside a response.

use super::{Content, LARGEST_BLOCK, Other};
use crate::document::Language;
use crate::input::fields::Unfit;
use crate::observe::SkipReason;
use std::borrow::Cow;
use std::io::Read;

/// Headers, in order.
pub(super) struct Headers<'a>(Vec<(String, Cow<'a, str>)>);

impl<'a> Headers<'a> {
    /// Those among the lines of `head`.
    pub(super) fn of(head: &'a [u8]) -> Self {
        let lines = head.split(|byte| *byte == b'\n').filter_map(|line| {
            let at = memchr::memchr(b':', line)?;
            let name = std::str::from_utf8(&line[..at]).ok()?.trim().to_ascii_lowercase();
            Some((name, String::from_utf8_lossy(line[at + 1..].trim_ascii())))
        });
        Self(lines.collect())
    }

    /// The first of a lower-case name that says anything: servers and what stands before them name some headers twice.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All of a lower-case name that say anything.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.0.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_ref()).filter(|value| !value.is_empty())
    }

    /// The elements of the lists that headers of a lower-case name hold, as if they were one header (RFC 9110, 5.2).
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(elements).map(str::trim).filter(|element| !element.is_empty())
    }
}

/// The parts of a value between commas, but for those inside quotation marks.
fn elements(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
}

/// The content of a response: that of a page that was there, freed of what it was wrapped in for the way.
pub(super) fn content(message: &[u8]) -> Result<Content, Other> {
    if !message.starts_with(b"HTTP/") {
        return Err(Other::NoPage("no HTTP".to_string()));
    }
    let (head, body) = last_response(message);
    let status = status(head);
    if status != "200" && status != "203" {
        return Err(Other::NoPage(format!("status {status}")));
    }
    let headers = Headers::of(head);
    let media = media_type(&headers);
    // Before anything is unpacked, for most of an archive may be pictures.
    Content::of(body[..body.len().min(64)].to_vec(), &media, None)?;
    let chunked = headers.list("transfer-encoding").any(|value| value.eq_ignore_ascii_case("chunked"));
    let mut body = if chunked { joined(body) } else { Cow::Borrowed(body) };
    // The last was put on last. One that is named twice is taken off once, for what is plain stays as it is.
    let encodings: Vec<&str> = headers.list("content-encoding").collect();
    for encoding in encodings.into_iter().rev().take(MOST_ENCODINGS) {
        body = Cow::Owned(unpacked(body, encoding).map_err(Other::Bad)?);
    }
    Content::of(body.into_owned(), &media, headers.list("content-language").find_map(Language::from_tag))
}

/// A body is packed so many times at most.
const MOST_ENCODINGS: usize = 4;

/// Responses that come before the final one are at most so many.
const MOST_INTERIM: usize = 16;

/// The status of the response that headers begin.
fn status(head: &[u8]) -> String {
    let status = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    let status: String = status.iter().take(3).map(|byte| char::from(*byte)).collect();
    status.trim().to_string()
}

/// The headers and the body of the final response of a message, before which responses like `100 Continue`,
/// `103 Early Hints` and a proxy's `200 Connection established` stand.
fn last_response(message: &[u8]) -> (&[u8], &[u8]) {
    let (mut head, mut body) = halves(message);
    for _ in 0..MOST_INTERIM {
        let interim = status(head).starts_with('1') || is_tunnel(head);
        if !(interim && body.starts_with(b"HTTP/")) {
            break;
        }
        (head, body) = halves(body);
    }
    (head, body)
}

/// Whether headers are those of a proxy that has opened a way to the server.
fn is_tunnel(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.to_ascii_lowercase().windows(22).any(|part| part == b"connection established")
}

/// The media type that headers name, with a charset that any of them names. A server that names several names its own
/// first and a general one behind it: the first that can be an article is taken, else the first.
fn media_type(headers: &Headers<'_>) -> String {
    let named: Vec<&str> = headers.list("content-type").collect();
    let page =
        named.iter().find(|media| super::is_page(media)).or(named.first()).copied().unwrap_or_default();
    let charset = |media: &&str| media.to_ascii_lowercase().contains("charset");
    match named.iter().find(|media| charset(media)).filter(|_| !charset(&page)) {
        Some(other) => {
            let parameter = other.split(';').find(|part| charset(part)).unwrap_or_default();
            format!("{page};{parameter}")
        }
        None => page.to_string(),
    }
}

/// Before and behind the first empty line.
fn halves(message: &[u8]) -> (&[u8], &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"].into_iter();
    let found = ends.filter_map(|end| Some((memchr::memmem::find(message, end)?, end.len()))).min();
    found.map_or((message, &[]), |(at, length)| (&message[..at], &message[at + length..]))
}

/// A body without the lengths of its chunks. Crawlers join chunks and keep the header that speaks of them, so a body that
/// does not begin with a length is taken as it is; one that is cut short is taken as far as it goes.
fn joined(body: &[u8]) -> Cow<'_, [u8]> {
    let mut rest = body;
    let mut whole = Vec::with_capacity(body.len());
    while let Some((length, from)) = chunk(rest) {
        if length == 0 {
            return Cow::Owned(whole);
        }
        let end = from.saturating_add(length).min(rest.len());
        whole.extend_from_slice(&rest[from..end]);
        rest = behind_line_end(&rest[end..]);
    }
    if whole.is_empty() { Cow::Borrowed(body) } else { Cow::Owned(whole) }
}

/// The length of the chunk that `rest` begins with, and where its bytes begin.
fn chunk(rest: &[u8]) -> Option<(usize, usize)> {
    let line = &rest[..memchr::memchr(b'\n', &rest[..rest.len().min(256)])?];
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let length = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((length, line.len() + 1))
}

/// Without one line end at the beginning.
fn behind_line_end(rest: &[u8]) -> &[u8] {
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    rest.strip_prefix(b"\n").unwrap_or(rest)
}

/// A body as it was before it was packed for the way. Crawlers unpack bodies and keep the header as well, so what does not
/// look packed is taken as it is.
fn unpacked(body: Cow<'_, [u8]>, encoding: &str) -> Result<Vec<u8>, Unfit> {
    let bytes = body.as_ref();
    let looks_plain = bytes.trim_ascii_start().starts_with(b"<");
    let mut reader: Box<dyn Read + '_> = match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1F, 0x8B]) => {
            Box::new(flate2::bufread::MultiGzDecoder::new(bytes))
        }
        "zstd" if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            Box::new(zstd::Decoder::with_buffer(bytes).map_err(|error| damaged(&error))?)
        }
        "deflate" if matches!(bytes, [first, second, ..] if first & 0x0F == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0) => {
            Box::new(flate2::bufread::ZlibDecoder::new(bytes))
        }
        "deflate" if !looks_plain => Box::new(flate2::bufread::DeflateDecoder::new(bytes)),
        "br" if !looks_plain => Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        _ => return Ok(body.into_owned()),
    };
    let mut plain = Vec::new();
    // What was unpacked before the fault is most of a page that was cut short.
    let read = reader.by_ref().take(LARGEST_BLOCK).read_to_end(&mut plain);
    match read {
        Ok(read) if read as u64 == LARGEST_BLOCK => Err(Unfit::new(
            SkipReason::TooLarge,
            format!("it unpacks to more than {} MiB", LARGEST_BLOCK >> 20),
        )),
        Err(error) if plain.is_empty() => Err(damaged(&error)),
        _ => Ok(plain),
    }
}

fn damaged(error: &std::io::Error) -> Unfit {
    Unfit::new(SkipReason::Damaged, format!("its body cannot be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(message: &[u8]) -> Option<Vec<u8>> {
        content(message).ok().map(|content| content.bytes)
    }

    fn page(headers: &str, bytes: &[u8]) -> Vec<u8> {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\n{headers}\r\n");
        [head.as_bytes(), bytes].concat()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(bytes, flate2::Compression::fast()).read_to_end(&mut packed).unwrap();
        packed
    }

    #[test]
    fn a_body_is_freed_of_chunks_and_packing_when_it_is_in_them() {
        let plain = b"<p>one two three";
        let chunks = |bytes: &[u8]| {
            let (a, b) = bytes.split_at(7);
            [b"7\r\n", a, format!("\r\n{:X};x=y\r\n", b.len()).as_bytes(), b, b"\r\n0\r\n\r\n"].concat()
        };
        let zipped = gz(plain);
        for message in [
            page("", plain),
            page("Transfer-Encoding: chunked\r\n", &chunks(plain)),
            page("Transfer-Encoding: chunked\r\n", plain),
            page("Content-Encoding: gzip\r\n", &zipped),
            page("Content-Encoding: gzip\r\n", plain),
            page("content-encoding: GZIP\r\ntransfer-encoding: Chunked\r\n", &chunks(&zipped)),
            page("Content-Encoding: br\r\n", plain),
            page("Content-Encoding: zstd\r\n", &zstd::encode_all(&plain[..], 1).unwrap()),
        ] {
            assert_eq!(body(&message).as_deref(), Some(&plain[..]), "{}", String::from_utf8_lossy(&message));
        }
    }

    #[test]
    fn responses_before_the_final_one_are_passed_over() {
        let last = page("", b"<p>one two three");
        for before in [
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nContent-Type: image/png\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n",
            "HTTP/1.0 200 Connection established\r\n\r\n",
            "HTTP/1.1 100 Continue\n\n",
        ] {
            let message = [before.as_bytes(), &last].concat();
            assert_eq!(body(&message).as_deref(), Some(&b"<p>one two three"[..]), "{before}");
        }
        let quoting = page("", b"HTTP/1.1 404 Not Found\r\n\r\n<p>x");
        assert_eq!(body(&quoting).as_deref(), Some(&b"HTTP/1.1 404 Not Found\r\n\r\n<p>x"[..]));
        assert_eq!(body("HTTP/1.1 100 Continue\r\n\r\n".repeat(3).as_bytes()), None);
    }

    #[test]
    fn headers_that_are_named_twice_or_hold_a_list_are_read() {
        let plain = b"<p>one two three";
        let zipped = gz(plain);
        let message = |headers: &str, body: &[u8]| {
            [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat()
        };
        for (headers, bytes) in [
            ("Content-Type: text/html, text/html; charset=UTF-8\r\n", &plain[..]),
            ("Content-Type: text/html\r\nContent-Type: text/html; charset=utf-8\r\n", plain),
            ("Content-Type:\r\nContent-Type: text/html\r\n", plain),
            ("Content-Type: application/octet-stream\r\nContent-Type: text/html\r\n", plain),
            ("Content-Type: text/html; title=\"a, b\", text/plain\r\n", plain),
            ("Content-Type: text/html,\r\n", plain),
            ("Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n", &zipped),
            ("Content-Type: text/html\r\nContent-Encoding: gzip, gzip\r\n", &gz(&zipped)),
            ("Content-Type: text/html\r\nContent-Encoding: identity, gzip\r\n", &zipped),
            (
                "Content-Type: text/html\r\nTransfer-Encoding: chunked, chunked\r\n",
                b"10\r\n<p>one two three\r\n0\r\n\r\n",
            ),
            (
                "Content-Type: text/html\r\nTransfer-Encoding: gzip, chunked\r\n",
                b"10\r\n<p>one two three\r\n0\r\n\r\n",
            ),
        ] {
            assert_eq!(body(&message(headers, bytes)).as_deref(), Some(&plain[..]), "{headers}");
        }
        let charset =
            |headers: &str| content(&message(headers, plain)).ok().and_then(|content| content.charset);
        for headers in [
            "Content-Type: text/html, text/html; charset=windows-1251\r\n",
            "Content-Type: text/html; charset=windows-1251, text/html\r\n",
            "Content-Type: text/html\r\nContent-Type: text/html;charset=\"windows-1251\"\r\n",
        ] {
            assert_eq!(charset(headers).as_deref(), Some("windows-1251"), "{headers}");
        }
        assert_eq!(body(&message("Content-Type: image/png, image/png\r\n", plain)), None);
    }

    #[test]
    fn what_is_no_page_is_not_unpacked() {
        for head in [
            "HTTP/1.1 404 Not Found",
            "HTTP/1.1 301 x",
            "HTTP/1.1",
            "SSH-2.0",
            "HTTP/1.1 200 OK\r\nContent-Type: image/png",
        ] {
            assert_eq!(body(format!("{head}\r\n\r\n<p>x").as_bytes()), None, "{head}");
        }
        assert_eq!(body(b"HTTP/2 200\nContent-Type: text/html\n\n<p>x").as_deref(), Some(&b"<p>x"[..]));
        assert_eq!(
            body(&page("Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n<p>x")).as_deref(),
            Some(&b"<p>x"[..])
        );
    }
}
