//! Words as the search index splits them, and the keys under which a mistyped one is found again.

use std::collections::BTreeSet;

/// Shorter words have too many neighbours to guess what was meant.
pub const MIN_TERM_LETTERS: usize = 3;
/// Longer ones are not typed.
pub const MAX_TERM_LETTERS: usize = 24;

/// The words of folded text: runs of letters and digits, as FTS5's `unicode61` splits them.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word is kept as a term that others are corrected to: letters only, since a number
/// with one digit changed is another number.
pub fn is_term(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
        && (MIN_TERM_LETTERS..=MAX_TERM_LETTERS).contains(&word.chars().count())
}

/// The word itself and each of its one-letter deletions. Two words that are one letter apart
/// (missing, extra, wrong or swapped with its neighbour) share at least one of these.
pub fn spelling_keys(word: &str) -> BTreeSet<String> {
    let without = |left_out: usize| {
        let kept = word.chars().enumerate().filter(|(index, _)| *index != left_out);
        kept.map(|(_, letter)| letter).collect::<String>()
    };
    (0..word.chars().count()).map(without).chain([word.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let split: Vec<_> = words("a 12x18 t-shirt, l'eau; (2nd)").collect();
        assert_eq!(split, ["a", "12x18", "t", "shirt", "l", "eau", "2nd"]);
        assert!(is_term("mug") && is_term("straße"));
        assert!(!is_term("of") && !is_term("a4x") && !is_term(&"a".repeat(25)));
    }

    proptest! {
        #[test]
        fn neighbours_share_a_key(word in "[a-dé]{3,8}", place in 0usize..8, letter in "[a-dé]", kind in 0u8..4) {
            let letter = letter.chars().next().unwrap();
            let mut mistyped: Vec<char> = word.chars().collect();
            let place = place % mistyped.len();
            match kind {
                0 => { mistyped.remove(place); }
                1 => mistyped.insert(place, letter),
                2 => mistyped[place] = letter,
                _ => mistyped.swap(place, (place + 1) % word.chars().count().max(1)),
            }
            // Swapping the last letter with the first is no neighbour's slip.
            prop_assume!(kind != 3 || place + 1 < word.chars().count());
            let mistyped: String = mistyped.into_iter().collect();
            prop_assert!(!spelling_keys(&mistyped).is_disjoint(&spelling_keys(&word)), "{} {}", word, mistyped);
        }
    }
}
