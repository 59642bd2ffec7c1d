//! What a report says of copies.

use super::{Name, TextFingerprint};
use serde::{Deserialize, Serialize};

/// How two copies relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same words in the same order.
    Exact,
    /// Nearly the same words.
    Near,
    /// The first holds the second.
    Contains,
    /// The first is held by the second.
    Contained,
    /// The same report, written anew: pieces of the one stand all over the other.
    Rewritten,
}

/// The similarity of two articles of a group of copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PairEntry {
    /// Article id.
    pub a: Name,
    /// Article id.
    pub b: Name,
    /// How they relate.
    pub relation: Relation,
    /// Plain Jaccard similarity of their shingles.
    pub jaccard: f64,
    /// Jaccard similarity with shingles weighed by rarity.
    pub rarity: f64,
    /// The share of the smaller one that stands in the larger, weighed by rarity.
    pub containment: f64,
    /// Pieces that the shared text stands in, in the smaller one; of `rewritten` pairs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pieces: Option<u32>,
}

/// An article that another one covers, so that its record may be removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RemovalEntry {
    /// The article that may go (`a`) and the one that stays for it (`b`): how the first relates to the second.
    #[serde(flatten)]
    pub pair: PairEntry,
    /// The share of its runs of five words that stand in the one that stays as they are, in [0, 1].
    pub covered: f64,
    /// Words of it that stand in no record that stays.
    pub lost_words: u32,
    /// Those words, in stretches as they stand in its text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lost: Vec<String>,
}

/// A short text that stands under many headlines and says nothing of any: a stub of a paywall, an error page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlaceholderEntry {
    /// The fingerprint of its words.
    pub fingerprint: TextFingerprint,
    /// Ids of the articles that have it, in canonical order.
    pub articles: Vec<Name>,
    /// Different headlines that it stands under.
    pub headlines: u32,
}

/// A group of copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CopiesEntry {
    /// Made of the fingerprints of its members: the same in every run as long as these are its members.
    pub id: Name,
    /// The member that stands for the group.
    pub representative: Name,
    /// Article ids in canonical order.
    pub members: Vec<Name>,
    /// Each member (`b`) with the representative (`a`), which itself is left out. Where the two are no copies, `a` is the
    /// member through which `b` belongs.
    pub pairs: Vec<PairEntry>,
    /// The weakest of the pairs that hold the group together.
    pub weakest: Option<PairEntry>,
    /// Ids of the passages two or more members share.
    pub passages: Vec<Name>,
}
