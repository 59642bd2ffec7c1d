//! The large parts of the page, packed: items in chunks, each chunk deflated and written as base64 inside an element that
//! no browser runs or shows. The script inflates a chunk when something in it is asked for.
//!
//! The bytes depend on the items alone, on every machine: the encoder is `miniz_oxide` itself. What `flate2` takes
//! besides it looks for repetitions by the instructions that the processor has.

use miniz_oxide::deflate::compress_to_vec;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::io::{self, Write};

/// Stands between two items of a chunk. No item holds it: JSON escapes controls, and `escape::Text` shows them as
/// pictures.
pub(super) const BETWEEN: u8 = 0x1e;

/// Fast: at level 6 the page of 15,000 news articles was a sixth smaller, and half of the time of writing it was packing.
const LEVEL: u8 = 2;

/// Chunks that are packed at the same time.
const AT_ONCE: usize = 16;

/// Writes numbered items of one kind, chunk by chunk, so that no more than a few chunks are held in memory.
pub(super) struct Packer<'a> {
    kind: &'static str,
    /// Bytes from which on a chunk is full.
    full: usize,
    out: &'a mut dyn Write,
    filling: Chunk,
    /// Full ones, in order.
    waiting: Vec<Chunk>,
    /// How many were written.
    written: usize,
}

#[derive(Default)]
struct Chunk {
    /// Number of its first item, and of items in it.
    first: usize,
    items: usize,
    raw: Vec<u8>,
}

impl<'a> Packer<'a> {
    pub(super) fn new(kind: &'static str, full: usize, out: &'a mut dyn Write) -> Self {
        Self { kind, full, out, filling: Chunk::default(), waiting: Vec::new(), written: 0 }
    }

    /// Adds the next item.
    pub(super) fn item(&mut self, item: &[u8]) -> io::Result<()> {
        if self.filling.items > 0 {
            self.filling.raw.push(BETWEEN);
        }
        self.filling.raw.extend_from_slice(item);
        self.filling.items += 1;
        if self.filling.raw.len() < self.full {
            return Ok(());
        }
        self.close();
        if self.waiting.len() < AT_ONCE { Ok(()) } else { self.flush() }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.filling.items > 0 {
            self.close();
        }
        self.flush()
    }

    fn close(&mut self) {
        let first = self.filling.first + self.filling.items;
        self.waiting.push(std::mem::replace(&mut self.filling, Chunk { first, ..Chunk::default() }));
    }

    fn flush(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let packed: Vec<Vec<u8>> =
            waiting.par_iter().map(|chunk| base64(&compress_to_vec(&chunk.raw, LEVEL))).collect();
        for (chunk, packed) in waiting.iter().zip(packed) {
            let (kind, number) = (self.kind, self.written);
            write!(
                self.out,
                "<script type=\"application/octet-stream\" id=\"{kind}-{number}\" data-first=\"{}\" data-items=\"{}\">",
                chunk.first, chunk.items
            )?;
            self.out.write_all(&packed)?;
            // The script takes a chunk for whole when something follows it.
            self.out.write_all(b"</script>\n")?;
            self.written += 1;
        }
        Ok(())
    }
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            // One byte makes two digits, two make three.
            let is_filled = digit <= group.len();
            let value = (bits >> (18 - 6 * digit)) as usize & 63;
            text.push(if is_filled { DIGITS[value] } else { b'=' });
        }
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Read;

    fn bytes(text: &str) -> Vec<u8> {
        let value = |c: u8| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let digits: Vec<u8> = text.bytes().filter(|&c| c != b'=').map(value).collect();
        let mut bytes = Vec::new();
        for group in digits.chunks(4) {
            let bits = group.iter().fold(0_u32, |bits, &digit| bits << 6 | u32::from(digit));
            let bits = bits << (6 * (4 - group.len()));
            bytes.extend(bits.to_be_bytes()[1..].iter().take(group.len() - 1));
        }
        bytes
    }

    /// The items of each chunk of a kind, in order.
    pub(in crate::report::html) fn unpacked(page: &str, kind: &str) -> Vec<Vec<String>> {
        let opening = format!("<script type=\"application/octet-stream\" id=\"{kind}-");
        let chunks = page.split(&opening).skip(1).map(|rest| {
            let packed = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</script>")).unwrap().0;
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(&*bytes(packed)).read_to_string(&mut text).unwrap();
            text.split(char::from(BETWEEN)).map(str::to_owned).collect()
        });
        chunks.collect()
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(String::from_utf8(base64(plain.as_bytes())).unwrap(), expected);
            assert_eq!(bytes(expected), plain.as_bytes());
        }
    }

    #[test]
    fn what_was_packed_comes_out_again_in_order_and_in_chunks_of_about_the_size() {
        let items: Vec<String> = (0..50).map(|i| format!("item {i} عدد")).collect();
        let mut page = Vec::new();
        let mut packer = Packer::new("things", 100, &mut page);
        for item in &items {
            packer.item(item.as_bytes()).unwrap();
        }
        packer.finish().unwrap();
        let page = String::from_utf8(page).unwrap();
        let chunks = unpacked(&page, "things");
        assert!(chunks.len() > 5 && page.contains("id=\"things-1\" data-first=\""));
        assert_eq!(chunks.concat(), items);
    }

    #[test]
    fn nothing_makes_no_chunk() {
        let mut page = Vec::new();
        Packer::new("things", 100, &mut page).finish().unwrap();
        assert!(page.is_empty());
    }
}
