//! How long the short fields of a record may be.
//!
//! They are repeated wherever a report names the record: an id stands in every pair that it is in. What is longer is cut and
//! counted in the notes of its file. A cut id ends with a hash of all of it, so that two ids which differ stay different.

use super::fields::RecordText;
use crate::hash::hash64;
use crate::observe::NoteKind;

/// Bytes of an id, with its hash where it is cut.
const LONGEST_ID: usize = 1024;

/// Bytes of a headline.
const LONGEST_TITLE: usize = 4096;

/// Bytes of an address.
const LONGEST_URL: usize = 4096;

/// Bytes of the name of an outlet.
const LONGEST_SOURCE: usize = 1024;

/// Bytes of a mark and a hash of 16 hexadecimal digits.
const HASH: usize = 17;

impl RecordText<'_> {
    /// Cuts what is too long, and notes it.
    pub(super) fn bounded(mut self) -> Self {
        for (name, field, most) in [
            ("headline", &mut self.title, LONGEST_TITLE),
            ("address", &mut self.url, LONGEST_URL),
            ("outlet", &mut self.source, LONGEST_SOURCE),
        ] {
            if let Some(text) = field.as_mut().filter(|text| text.len() > most) {
                self.notes.push((NoteKind::LongField, told(name, text)));
                text.truncate(floor(text, most));
                text.shrink_to_fit();
            }
        }
        if let Some(id) = self.id.take() {
            if id.len() > LONGEST_ID {
                self.notes.push((NoteKind::LongField, told("id", &id)));
            }
            self.id = Some(bounded_id(id));
        }
        self
    }
}

/// The id as records have it.
pub(super) fn bounded_id(id: String) -> String {
    if id.len() <= LONGEST_ID {
        return id;
    }
    let kept = &id[..floor(&id, LONGEST_ID - HASH)];
    format!("{kept}~{:016x}", hash64(id.as_bytes()))
}

/// The last end of a character that is not behind `most` bytes.
fn floor(text: &str, most: usize) -> usize {
    (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn told(name: &str, text: &str) -> String {
    format!("{name} of {} bytes", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, title: &str) -> RecordText<'static> {
        let text = RecordText::of_text("text".into());
        RecordText { id: Some(id.to_string()), title: Some(title.to_string()), ..text }.bounded()
    }

    #[test]
    fn what_fits_is_kept_and_what_does_not_is_cut_between_characters() {
        let record = record(&"é".repeat(512), &"ü".repeat(2048));
        assert_eq!((record.id.unwrap(), record.title.unwrap()), ("é".repeat(512), "ü".repeat(2048)));
        assert_eq!(record.notes, []);
        let long = self::record("id", &format!("a{}", "ü".repeat(2048)));
        assert_eq!(long.title.unwrap(), format!("a{}", "ü".repeat(2047)));
        assert_eq!(long.notes, [(NoteKind::LongField, "headline of 4097 bytes".to_string())]);
    }

    #[test]
    fn ids_that_differ_only_where_they_are_cut_stay_different() {
        let long = "é".repeat(3000);
        let [one, two] = ["1", "2"].map(|end| record(&format!("{long}{end}"), "").id.unwrap());
        assert!(one != two && one.len() <= LONGEST_ID && two.len() <= LONGEST_ID);
        assert_eq!(one, record(&format!("{long}1"), "").id.unwrap());
        assert_eq!(bounded_id(one.clone()), one);
    }
}
