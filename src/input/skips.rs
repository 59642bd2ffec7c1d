//! What was left out of a file: the first records of each reason one by one, and how many more there are.
//!
//! A file of some kilobytes can hold millions of records that are none. Each of them counts, and none of them costs memory
//! once it is clear what they are.

use super::notes::counted;
use crate::observe::{Skip, SkipReason};
use std::collections::BTreeMap;

/// Records of one file that are listed for one reason.
pub(super) const LISTED: usize = 1000;

/// What was left out of one file, or of a part of it, in the order of its records.
#[derive(Debug, Default)]
pub(super) struct Skips {
    listed: Vec<Skip>,
    reasons: BTreeMap<SkipReason, Reason>,
}

#[derive(Debug, Default)]
struct Reason {
    listed: usize,
    /// The first record that is not listed, with the number of all that are not.
    rest: Option<Skip>,
}

impl Skips {
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Adds one record, or what concerns the file as a whole.
    pub(super) fn add(&mut self, path: &str, record: Option<u64>, reason: SkipReason, detail: String) {
        let of = self.reasons.entry(reason).or_default();
        if let Some(rest) = &mut of.rest {
            rest.records += 1;
            return;
        }
        let skip = Skip { path: path.to_string(), record, reason, detail, records: 1 };
        if of.listed < LISTED {
            of.listed += 1;
            self.listed.push(skip);
        } else {
            of.rest = Some(skip);
        }
    }

    /// Adds what was left out of the next part of the file, before which so many records stand.
    pub(super) fn join(&mut self, next: Self, before: u64) {
        let rests = next.reasons.into_values().filter_map(|reason| reason.rest);
        for mut skip in next.listed.into_iter().chain(rests) {
            skip.record = skip.record.map(|record| record + before);
            let of = self.reasons.entry(skip.reason).or_default();
            match &mut of.rest {
                Some(rest) => rest.records += skip.records,
                // Whatever stands for more than one record comes behind as many as are listed.
                None if of.listed < LISTED => {
                    of.listed += 1;
                    self.listed.push(skip);
                }
                rest @ None => *rest = Some(skip),
            }
        }
    }

    /// All of them; those that are not listed as the last of their reason, which says how many they are.
    pub(super) fn all(self) -> impl Iterator<Item = Skip> {
        let rests = self.reasons.into_values().filter_map(|reason| reason.rest).map(|mut rest| {
            if rest.records > 1 {
                let more = counted(rest.records - 1, "record", "records");
                let before = if rest.detail.is_empty() { "" } else { "; " };
                rest.detail =
                    format!("{}{before}and {more} behind it for the same reason, not listed", rest.detail);
            }
            rest
        });
        self.listed.into_iter().chain(rests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skips(records: std::ops::Range<u64>, reason: SkipReason) -> Skips {
        let mut skips = Skips::default();
        records.for_each(|record| skips.add("a", Some(record), reason, "x".to_string()));
        skips
    }

    #[test]
    fn parts_give_what_the_whole_gives() {
        let most = LISTED as u64;
        for cut in [1, 400, most - 1, most, most + 1, 2 * most + 5] {
            let mut whole = skips(1..3 * most + 1, SkipReason::Empty);
            whole.add("a", Some(9 * most), SkipReason::Ragged, String::new());
            let mut parts = Skips::default();
            parts.join(skips(1..cut, SkipReason::Empty), 0);
            let mut last = skips(1..3 * most + 2 - cut, SkipReason::Empty);
            last.add("a", Some(9 * most + 1 - cut), SkipReason::Ragged, String::new());
            parts.join(last, cut - 1);
            let (whole, parts): (Vec<Skip>, Vec<Skip>) = (whole.all().collect(), parts.all().collect());
            let sorted = |mut skips: Vec<Skip>| {
                skips.sort();
                skips
            };
            let (whole, parts) = (sorted(whole), sorted(parts));
            assert_eq!(whole, parts, "{cut}");
            assert_eq!(Skip::records(&whole), 3 * most + 1);
            let rest = whole.iter().find(|skip| skip.records > 1).unwrap();
            assert_eq!((rest.record, rest.records), (Some(most + 1), 2 * most));
            assert!(rest.detail.starts_with("x; and 1999 records behind it"), "{}", rest.detail);
        }
    }
}
