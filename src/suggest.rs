//! Which of the known words was meant by one that is none. Owns no words; cannot fail.

/// Below this likeness, in [0, 1], what was typed resembles nothing.
const ALIKE: f64 = 0.75;

/// The known word that is most like `typed` by the measure of Jaro and Winkler, when one is like it at all.
pub fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let measured = known.into_iter().map(|word| (strsim::jaro_winkler(typed, word), word));
    let alike = measured.filter(|(alike, _)| *alike >= ALIKE);
    alike.max_by(|x, y| x.0.total_cmp(&y.0)).map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_letter_too_few_is_known_and_noise_is_not() {
        let known = ["copies-threshold", "story-threshold", "recall"];
        assert_eq!(nearest("copies-treshold", known), Some("copies-threshold"));
        assert_eq!(nearest("zzz", known), None);
    }
}
