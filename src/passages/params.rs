//! What the room can be told, and which values make sense.

use serde::{Deserialize, Serialize};

/// How shared text is found. Lengths are in tokens: a word, a number, or one character of a script without spaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PassagesParams {
    /// Shortest run of equal tokens that is a passage. At least 3.
    pub shortest: u32,
    /// Shortest run of equal tokens inside quotation marks that is a passage. At least 3, at most `shortest`.
    pub shortest_quote: u32,
    /// Shortest run of equal tokens that is a passage between articles of different clusters, where less is chance. At
    /// least 8.
    pub shortest_reused: u32,
    /// By how much these minima grow, rounded to the nearest token, for text whose tokens are characters. At least 1.
    pub unspaced_factor: f64,
    /// Share of equal tokens among the aligned ones that makes two stretches one edited passage. In (0.5, 1].
    pub identity: f64,
    /// Equal tokens that an edited passage needs. At least `anchor`.
    pub shortest_edited: u32,
    /// Tokens of an anchor: equal runs of this length start the search for edited passages. 2 to 16.
    pub anchor: u32,
    /// Most tokens between two anchors of one edited passage, on either side. At most 64.
    pub gap: u32,
    /// Up to this many articles every pair is compared for edited passages; beyond it each article is compared with
    /// the text that no earlier article has.
    pub all_pairs: u32,
    /// Most formulae that are listed for a cluster.
    pub formulae: u32,
}

impl Default for PassagesParams {
    fn default() -> Self {
        Self {
            shortest: 8,
            shortest_quote: 6,
            shortest_reused: 20,
            unspaced_factor: 1.6,
            identity: 0.75,
            shortest_edited: 12,
            anchor: 4,
            gap: 12,
            all_pairs: 64,
            formulae: 10,
        }
    }
}

/// A parameter has a value with which no search makes sense.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PassagesError {
    /// `shortest` is too small.
    #[error("the shortest passage must have at least 3 tokens, not {0}")]
    Shortest(u32),
    /// `shortest_quote` is too small, or larger than `shortest`.
    #[error("the shortest quotation must have from 3 tokens to as many as the shortest passage, not {0}")]
    ShortestQuote(u32),
    /// `shortest_reused` is too small to be sampled.
    #[error("the shortest passage between clusters must have at least 8 tokens, not {0}")]
    ShortestReused(u32),
    /// `unspaced_factor` is below 1 or no number.
    #[error("the factor for scripts without spaces must be from 1 to 8, not {0}")]
    UnspacedFactor(f64),
    /// `identity` is out of range.
    #[error("the identity of edited passages must be above 0.5 and at most 1, not {0}")]
    Identity(f64),
    /// `shortest_edited` is smaller than an anchor.
    #[error("an edited passage must have at least as many equal tokens as an anchor, not {0}")]
    ShortestEdited(u32),
    /// `anchor` is out of range.
    #[error("an anchor must have 2 to 16 tokens, not {0}")]
    Anchor(u32),
    /// `gap` is too large.
    #[error("the gap between anchors must be at most 64 tokens, not {0}")]
    Gap(u32),
}

impl PassagesParams {
    /// Says which value makes no sense, if one does.
    pub fn validate(&self) -> Result<(), PassagesError> {
        if self.shortest < 3 {
            return Err(PassagesError::Shortest(self.shortest));
        }
        if !(3..=self.shortest).contains(&self.shortest_quote) {
            return Err(PassagesError::ShortestQuote(self.shortest_quote));
        }
        if self.shortest_reused < 8 {
            return Err(PassagesError::ShortestReused(self.shortest_reused));
        }
        if !(1.0..=8.0).contains(&self.unspaced_factor) {
            return Err(PassagesError::UnspacedFactor(self.unspaced_factor));
        }
        if !(self.identity > 0.5 && self.identity <= 1.0) {
            return Err(PassagesError::Identity(self.identity));
        }
        if !(2..=16).contains(&self.anchor) {
            return Err(PassagesError::Anchor(self.anchor));
        }
        if self.shortest_edited < self.anchor {
            return Err(PassagesError::ShortestEdited(self.shortest_edited));
        }
        if self.gap > 64 {
            return Err(PassagesError::Gap(self.gap));
        }
        Ok(())
    }

    /// `tokens`, or as many characters as say about the same in a script without spaces.
    pub(super) fn scaled(&self, tokens: u32, script: Script) -> u32 {
        match script {
            Script::Spaced => tokens,
            Script::Unspaced => (f64::from(tokens) * self.unspaced_factor).round() as u32,
        }
    }
}

/// Whether a token of a run is mostly a word or mostly a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Tokens are words.
    Spaced,
    /// Tokens are characters.
    Unspaced,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_survive_a_round_trip() {
        let params = PassagesParams::default();
        assert_eq!(params.validate(), Ok(()));
        let text = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<PassagesParams>(&text).unwrap(), params);
    }

    #[test]
    fn a_value_that_makes_no_sense_is_named() {
        let with = |change: fn(&mut PassagesParams)| {
            let mut params = PassagesParams::default();
            change(&mut params);
            params.validate()
        };
        assert_eq!(with(|p| p.shortest = 2), Err(PassagesError::Shortest(2)));
        assert_eq!(with(|p| p.shortest_quote = 9), Err(PassagesError::ShortestQuote(9)));
        assert_eq!(with(|p| p.shortest_reused = 7), Err(PassagesError::ShortestReused(7)));
        assert!(matches!(with(|p| p.identity = f64::NAN), Err(PassagesError::Identity(_))));
        assert!(matches!(with(|p| p.unspaced_factor = f64::NAN), Err(PassagesError::UnspacedFactor(_))));
        assert_eq!(with(|p| p.anchor = 1), Err(PassagesError::Anchor(1)));
        assert_eq!(with(|p| p.shortest_edited = 3), Err(PassagesError::ShortestEdited(3)));
        assert_eq!(with(|p| p.gap = 65), Err(PassagesError::Gap(65)));
    }

    #[test]
    fn characters_need_longer_runs_than_words() {
        let params = PassagesParams::default();
        assert_eq!(params.scaled(8, Script::Spaced), 8);
        assert_eq!(params.scaled(8, Script::Unspaced), 13);
        assert_eq!(params.scaled(6, Script::Unspaced), 10);
    }
}
