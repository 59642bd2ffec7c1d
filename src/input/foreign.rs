//! Files that are nothing that is read, by their kind: what each is and what can be done with it.

/// Bytes of a file that tell whether it is text.
const LOOKED_AT: usize = 8192;

/// Of text so many bytes may be control characters, for one of them: a character of another charset or one that a program
/// left behind. In pictures and programs one byte in ten is one.
const ONE_IN: usize = 20;

/// What a file is when its bytes say that it is nothing that is read, and what can be done.
pub(super) fn kind(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    if let Some((what, advice)) = marked(head, bytes) {
        return Some(format!("{what}, which retold does not read; {advice}"));
    }
    is_binary(head).then(|| "binary data, which retold does not read".to_string())
}

const TO_TEXT: &str = "convert it to text first";
const UNPACK: &str = "unpack it first";
const NO_TEXT: &str = "leave it out";

/// By the mark that the file begins with.
fn marked(head: &[u8], bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let begins = |mark: &[u8]| head.starts_with(mark);
    let found = match head {
        _ if begins(b"%PDF") => ("a PDF", TO_TEXT),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => packed(bytes),
        _ if begins(b"{\\rtf") => ("an RTF document", TO_TEXT),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ("a document of an old office program", TO_TEXT),
        _ if begins(b"%!PS") => ("a PostScript file", TO_TEXT),
        _ if begins(b"AT&TFORM") => ("a DjVu document", TO_TEXT),
        _ if head.get(60..68) == Some(b"BOOKMOBI") => ("a Mobipocket book", TO_TEXT),
        _ if head.get(257..262) == Some(b"ustar") => ("a tar archive", UNPACK),
        [b'7', b'z', 0xBC, 0xAF, ..] => ("a 7z archive", UNPACK),
        _ if begins(b"Rar!\x1A\x07") => ("a RAR archive", UNPACK),
        [0x1F, 0x9D | 0xA0, ..] => ("a file packed with compress", UNPACK),
        [0x1F, 0x8B, ..] => ("a gzip archive inside another one", UNPACK),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => ("a zstd archive inside another one", UNPACK),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => ("an xz archive inside another one", UNPACK),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => {
            ("a bzip2 archive inside another one", UNPACK)
        }
        _ if begins(b"SQLite format 3\0") => ("an SQLite database", "export its records as JSON lines first"),
        [0x89, b'P', b'N', b'G', ..] => ("a picture (PNG)", NO_TEXT),
        [0xFF, 0xD8, 0xFF, ..] => ("a picture (JPEG)", NO_TEXT),
        _ if begins(b"GIF87a") || begins(b"GIF89a") => ("a picture (GIF)", NO_TEXT),
        _ if begins(b"RIFF") && head.get(8..12) == Some(b"WEBP") => ("a picture (WebP)", NO_TEXT),
        _ if begins(b"II*\0") || begins(b"MM\0*") => ("a picture (TIFF)", NO_TEXT),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => ("a picture (BMP)", NO_TEXT),
        [0, 0, 1, 0, _, 0, ..] => ("a picture (icon)", NO_TEXT),
        _ if head.get(4..8) == Some(b"ftyp") => media(head),
        _ if begins(b"RIFF") || begins(b"OggS") || begins(b"ID3") || begins(b"fLaC") => {
            ("a sound or video file", NO_TEXT)
        }
        [0x1A, 0x45, 0xDF, 0xA3, ..] => ("a sound or video file", NO_TEXT),
        [0x7F, b'E', b'L', b'F', ..] | [0xCF | 0xCE, 0xFA, 0xED, 0xFE, ..] => ("a program", NO_TEXT),
        [b'M', b'Z', 0x90 | 0x78 | 0x50, 0, ..] => ("a program", NO_TEXT),
        _ => return None,
    };
    Some(found)
}

/// What lies in a zip archive: many kinds of documents are one.
fn packed(bytes: &[u8]) -> (&'static str, &'static str) {
    let holds = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    // The first member of an open document or a book is its media type, not compressed.
    let media = bytes.get(30..30 + 80.min(bytes.len().saturating_sub(30))).unwrap_or_default();
    let is = |name: &[u8]| media.starts_with(b"mimetype") && memchr::memmem::find(media, name).is_some();
    if is(b"application/epub+zip") {
        ("an EPUB book", TO_TEXT)
    } else if is(b"opendocument") {
        ("an OpenDocument file", TO_TEXT)
    } else if holds(b"word/document.xml") || holds(b"word/_rels") {
        ("a Word document (docx)", TO_TEXT)
    } else if holds(b"xl/workbook.xml") || holds(b"xl/worksheets") {
        ("an Excel workbook (xlsx)", "save its table as CSV first")
    } else if holds(b"ppt/slides") || holds(b"ppt/presentation.xml") {
        ("a presentation (pptx)", TO_TEXT)
    } else {
        ("a zip archive", UNPACK)
    }
}

/// Pictures and films in one kind of container.
fn media(head: &[u8]) -> (&'static str, &'static str) {
    match head.get(8..11) {
        Some(b"hei" | b"mif" | b"avi") => ("a picture (HEIF or AVIF)", NO_TEXT),
        _ => ("a sound or video file", NO_TEXT),
    }
}

/// Whether the first bytes are those of no text: some characters that control a machine are damage of a text, many are none.
/// A run of zeros counts as one of them, for a file system leaves such runs in the midst of text.
fn is_binary(head: &[u8]) -> bool {
    let (mut runs, mut zeros, mut others) = (0, 0, 0);
    let mut before = 1;
    for &byte in head {
        zeros += usize::from(byte == 0);
        runs += usize::from(byte == 0 && before != 0);
        others += usize::from(matches!(byte, 1..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F));
        before = byte;
    }
    // Without a zero it may be text in a charset that has letters there; what is none is found out when it is decoded.
    zeros > 0 && (runs + others) * ONE_IN > head.len() - zeros
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_called_by_its_name() {
        let epub = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0oa\xab,\x14\0\0\0\x14\0\0\0\x08\0\0\0mimetypeapplication/epub+zipPK\x03\x04";
        for (bytes, want) in [
            (&b"%PDF-1.7\n"[..], "a PDF, which retold does not read; convert it to text first"),
            (b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml", "a Word document (docx)"),
            (b"PK\x03\x04\x14\0\0\0\x08\0xl/workbook.xml", "an Excel workbook (xlsx)"),
            (
                b"PK\x03\x04\x14\0\0\0\x08\0news.txt",
                "a zip archive, which retold does not read; unpack it first",
            ),
            (epub, "an EPUB book"),
            (b"{\\rtf1\\ansi", "an RTF document"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "a picture (JPEG)"),
            (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
            (b"GIF89a", "a picture (GIF)"),
            (b"\0\0\0\x20ftypisom", "a sound or video file"),
            (b"\x7FELF\x02\x01\x01", "a program"),
            (b"SQLite format 3\0", "an SQLite database"),
            (b"a\0\x01\x02b\0\x03", "binary data"),
        ] {
            let kind = kind(bytes).unwrap_or_default();
            assert!(kind.starts_with(want), "{want}: {kind}");
        }
    }

    #[test]
    fn a_text_with_a_few_zeros_is_text() {
        let text = "The harbour board voted on Tuesday to dredge the northern channel.\n";
        let hole = [text.as_bytes(), &[0; 4096], text.as_bytes()].concat();
        for bytes in [text.as_bytes(), text.replace("on", "o\0n").as_bytes(), &hole, b"", b"\n"] {
            assert_eq!(kind(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
