//! Numbers as they are meant, however they are written.

use crate::text::digit;
use icu_normalizer::ComposingNormalizerBorrowed;

/// The numbers in a token as their digits, without marks of thousands and decimals and without whole thousands at the end:
/// writers differ in both, and `14.000`, `14,000`, `٠١٤٠٠٠` and `14` (thousand) are one number.
pub(super) fn numbers(token: &str, mut sink: impl FnMut(String)) {
    let plain = ComposingNormalizerBorrowed::new_nfkc().normalize(token);
    let mut digits = String::new();
    let mut rest = plain.chars().peekable();
    while let Some(letter) = rest.next() {
        if let Some(digit) = latin(letter) {
            digits.push(digit);
            continue;
        }
        let joins = is_mark(letter) && rest.peek().is_some_and(|&next| latin(next).is_some());
        if !joins && !digits.is_empty() {
            sink(bare(std::mem::take(&mut digits)));
        }
    }
    if !digits.is_empty() {
        sink(bare(digits));
    }
}

/// A digit of any script as one of ASCII.
fn latin(letter: char) -> Option<char> {
    if letter.is_ascii_digit() { Some(letter) } else { digit(letter) }
}

/// Marks of thousands and decimals; Arabic agencies write the letter ر for the decimal point.
fn is_mark(letter: char) -> bool {
    matches!(letter, '.' | ',' | '٫' | '٬' | 'ر' | '\'' | '’')
}

fn bare(mut digits: String) -> String {
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    if zeros > 0 && zeros < digits.len() {
        digits.drain(..zeros);
    }
    while digits.len() > 3 && digits.ends_with("000") {
        digits.truncate(digits.len() - 3);
    }
    digits
}

/// Whether two lists of numbers are the same digits: run together (`14 000`), or each in the other direction (`4ر29` for
/// `29.4`).
pub(super) fn same_digits(a: &[String], b: &[String]) -> bool {
    let (mut a, mut b) = (a.concat(), b.concat());
    if a == b {
        return true;
    }
    let sorted = |text: &mut String| {
        let mut digits: Vec<char> = text.chars().collect();
        digits.sort_unstable();
        *text = digits.into_iter().collect();
    };
    sorted(&mut a);
    sorted(&mut b);
    a.len() > 1 && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(token: &str) -> Vec<String> {
        let mut found = Vec::new();
        numbers(token, |number| found.push(number));
        found
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for token in ["2,464", "2.464", "٢٤٦٤", "و2464", "2464م", "２４６４"] {
            assert_eq!(all(token), ["2464"], "{token}");
        }
        assert_eq!(all("14,000"), all("14"));
        assert_eq!(all("76.000م2"), ["76", "2"]);
        assert_eq!(all("none"), Vec::<String>::new());
    }

    #[test]
    fn digits_run_together_or_turned_round_are_the_same() {
        let list = |numbers: &[&str]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(same_digits(&list(&["14", "5"]), &list(&["145"])));
        assert!(same_digits(&list(&["429"]), &list(&["294"])));
        assert!(!same_digits(&list(&["8"]), &list(&["9"])));
    }
}
