//! What the number of a record and the lines of an article mean in their file, for those who point into it.

use super::charset::Charset;
use super::decompress::Packing;
use super::form::{Form, form};
use super::names::real_path;
use super::stream::HEAD;
use super::{InputParams, walk};
use std::fs::File;
use std::io::Read;

/// What numbers mean in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// A record is a line.
    RecordsAreLines,
    /// The document is the file, so lines of its text are lines of the file.
    TextIsFile,
    /// Neither: records are rows or elements, or the text was taken out of markup.
    Neither,
}

/// What numbers mean in the file at `path`. Of a packed file its name tells; what cannot be read has no numbers.
pub fn numbering(path: &str, params: &InputParams) -> Numbering {
    let extension = walk::plain_extension(path);
    if path == walk::STANDARD_INPUT {
        return Numbering::Neither;
    }
    let mut head = Vec::new();
    let read = File::open(real_path(path)).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    if read.is_err() || Packing::of(&head) != Packing::Plain {
        return match extension.as_str() {
            "jsonl" | "ndjson" => Numbering::RecordsAreLines,
            "txt" | "text" | "md" => Numbering::TextIsFile,
            _ => Numbering::Neither,
        };
    }
    let (text, _) = Charset::of(&head, None).decode(&head);
    match form(path, text.as_bytes(), &params.fields) {
        Form::Page => Numbering::TextIsFile,
        Form::JsonLines => Numbering::RecordsAreLines,
        _ => Numbering::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_a_line_of_the_file_is_called_one() {
        let folder = tempfile::tempdir().unwrap();
        let of = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            numbering(path.to_str().unwrap(), &InputParams::default())
        };
        let record = r#"{"text": "one"}"#;
        assert_eq!(of("a.jsonl", record), Numbering::RecordsAreLines);
        assert_eq!(of("a.json", &format!("{record}\n{record}\n")), Numbering::RecordsAreLines);
        assert_eq!(of("b.json", &format!("[{record},\n{record}]")), Numbering::Neither);
        assert_eq!(of("b.jsonl", &record.replace(',', ",\n")), Numbering::RecordsAreLines);
        assert_eq!(of("e.jsonl", "{\n\"text\": \"one\"\n}\n"), Numbering::Neither);
        assert_eq!(of("c.csv", "id,text\n1,\"one\ntwo\"\n"), Numbering::Neither);
        assert_eq!(of("d.txt", "A page.\nOf two lines.\n"), Numbering::TextIsFile);
        assert_eq!(of("e.html", "<!doctype html><p>A page.</p>"), Numbering::Neither);
        assert_eq!(numbering("gone.jsonl.gz", &InputParams::default()), Numbering::RecordsAreLines);
        assert_eq!(numbering("-", &InputParams::default()), Numbering::Neither);
    }
}
