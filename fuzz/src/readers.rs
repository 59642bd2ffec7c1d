//! Files of any bytes: read as they are, read again where a record can be, and read packed, with the same result.

use crate::{Desk, stages};
use flate2::{Compression, write::GzEncoder};
use retold::document::{Document, Layout};
use retold::input::{
    Extent, Extractor, Fate, FieldNames, Input, InputParams, Reading, Rewriter, explain, read,
};
use retold::observe::{Silent, SkipReason};
use std::collections::BTreeSet;
use std::io::Write;

/// One input in so many is also read packed, explained, and taken apart by the page stage.
const THOROUGHLY: u32 = 4;

/// Documents of one input that the page stage is given.
const MOST_PAGES: usize = 8;

/// What the vectors of the target `vectors` are for.
const THREE: &[u8] =
    b"{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n{\"id\":\"c\",\"text\":\"three\"}\n";

impl Desk {
    pub(crate) fn reads(&self, name: &str, bytes: &[u8]) {
        self.reads_by(Extractor::Best, name, bytes);
    }

    /// A feed is read; and written again with all of its items it is what it was.
    pub(crate) fn reads_feed(&self, bytes: &[u8]) {
        self.reads("a.rss", bytes);
        let path = self.write("a.rss", bytes);
        let params = params(Extractor::Best);
        let rewriter = Rewriter::new(&params);
        if rewriter.check(&path).is_err() {
            return;
        }
        let mut whole = Vec::new();
        // A charset may turn out behind the beginning to be one that cannot be cut; what is packed, or no feed at all, is
        // written in other bytes.
        if rewriter.rewrite(&path, &|_| Fate::Keep, &mut whole).is_ok()
            && bytes.trim_ascii_start().starts_with(b"<")
        {
            assert_eq!(whole, bytes, "a feed that keeps its items has changed");
        }
        let odd = |number: Option<u64>| match number {
            Some(number) if number % 2 == 1 => Fate::Drop,
            Some(_) => Fate::Mark("a"),
            None => Fate::Keep,
        };
        let _ = rewriter.rewrite(&path, &odd, &mut Vec::new());
    }

    pub(crate) fn reads_fast(&self, name: &str, bytes: &[u8]) {
        self.reads_by(Extractor::Fast, name, bytes);
    }

    fn reads_by(&self, extractor: Extractor, name: &str, bytes: &[u8]) {
        let params = params(extractor);
        let path = self.write(name, bytes);
        let input = input(&path, &params);
        is_sound(&path, &input);
        places_hold(&path, &params);
        if !checksum(bytes).is_multiple_of(THOROUGHLY) {
            return;
        }
        explain(&[path], &params, &Silent).expect("what can be read can be explained");
        let packed = self.write(&format!("{name}.gz"), &members(bytes));
        if name.contains('.') {
            is_the_same(&input, &self::input(&packed, &params));
        }
        for document in input.documents.iter().take(MOST_PAGES) {
            stages::splits(document);
        }
    }

    /// Vectors for three documents, from a table or from lines.
    pub(crate) fn reads_vectors(&self, bytes: &[u8]) {
        let name = if bytes.first() == Some(&0x93) { "vectors.npy" } else { "vectors.jsonl" };
        let vectors = Some(self.write(name, bytes));
        let params = InputParams { vectors, ..InputParams::default() };
        let path = self.write("three.jsonl", THREE);
        if let Ok(input) = read(&[path], &params, &Silent) {
            assert_eq!(input.documents.len(), 3);
            input.documents.iter().for_each(vector_is_sound);
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).expect("the folder can be written");
        path.to_str().expect("the folder has a name in UTF-8").to_string()
    }
}

/// Everything is looked for that is looked for only when it is named.
fn params(extractor: Extractor) -> InputParams {
    let mut fields = FieldNames::default();
    fields.vector.push("vector".to_string());
    fields.date.push("WARC-Date".to_string());
    fields.text.push("article.text".to_string());
    InputParams { fields, extractor, ..InputParams::default() }
}

fn input(path: &str, params: &InputParams) -> Input {
    read(&[path.to_string()], params, &Silent).expect("an input that exists is no error")
}

/// What holds for whatever was read.
fn is_sound(path: &str, input: &Input) {
    let mut names = BTreeSet::new();
    for document in &input.documents {
        assert!(!document.text.trim().is_empty(), "a document without text");
        assert!(names.insert(&document.name), "two documents are called {:?}", document.name);
        assert_eq!(document.path, path);
        vector_is_sound(document);
        if let Some(time) = document.published {
            assert_eq!(time.to_string().parse().ok(), Some(time), "a time that a saved report loses");
        }
    }
    let numbers: Vec<_> = input.documents.iter().map(|document| document.record).collect();
    assert!(numbers.is_sorted(), "records out of order: {numbers:?}");
    assert!(input.skips.is_sorted(), "skips out of order");
    assert!(!input.documents.is_empty() || !input.skips.is_empty(), "nothing was read and nobody says why");
    for skip in &input.skips {
        assert_eq!(skip.path, path);
        assert!(!skip.to_string().is_empty());
    }
}

fn vector_is_sound(document: &Document) {
    if let Some(vector) = &document.vector {
        assert!(vector.iter().all(|number| number.is_finite()), "a vector that is none");
    }
}

/// A record that can be read again says then what it said before.
fn places_hold(path: &str, params: &InputParams) {
    let paths = [path.to_string()];
    let reading = Reading::of(&paths, params).expect("the file exists");
    let pass = reading.read(
        Extent::Whole,
        &Silent,
        || (),
        |(), found: &mut Vec<_>, record| found.push((record.place, record.fields.text.into_owned())),
        |found| found,
    );
    let mut buffer = Vec::new();
    for (place, text) in pass.chunks.into_iter().flat_map(|chunk| chunk.value) {
        let Some(place) = place else { continue };
        reading.again(0, place, &mut buffer).expect("the file is still there");
        let again = reading.record(&buffer).expect("a record stays one");
        assert_eq!(again.text, text);
    }
}

/// A file says packed what it says unpacked.
fn is_the_same(plain: &Input, packed: &Input) {
    let of = |document: &Document| {
        let Document { record, text, title, published, url, .. } = document.clone();
        (record, document.layout == Layout::Page, text, title, published, url)
    };
    let [one, other] = [plain, packed].map(|input| input.documents.iter().map(of).collect::<Vec<_>>());
    assert_eq!(one, other, "a packed file says something else");
    let of = |input: &Input| -> Vec<(Option<u64>, SkipReason)> {
        input.skips.iter().map(|skip| (skip.record, skip.reason)).collect()
    };
    assert_eq!(of(plain), of(packed), "a packed file leaves out something else");
}

/// In gzip, with a member a record where the bytes are a web archive.
pub(crate) fn members(bytes: &[u8]) -> Vec<u8> {
    let mark = b"WARC/1";
    let starts = bytes.windows(mark.len()).enumerate().filter(|(at, window)| *at > 0 && *window == mark);
    let mut ends: Vec<usize> = starts.map(|(at, _)| at).take(64).collect();
    ends.push(bytes.len());
    let (mut packed, mut start) = (Vec::new(), 0);
    for end in ends {
        let mut encoder = GzEncoder::new(&mut packed, Compression::fast());
        encoder.write_all(&bytes[start..end]).and_then(|()| encoder.try_finish()).expect("memory takes all");
        drop(encoder);
        start = end;
    }
    packed
}

pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(2_166_136_261, |sum: u32, byte| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619)) >> 8
}
