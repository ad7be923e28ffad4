//! What was typed into the search field, as words and as a query that FTS5 understands.

use std::collections::BTreeSet;

use serde_json::json;

use crate::catalog::{MAX_TERM_LETTERS, MIN_TERM_LETTERS, SearchTerms, spelling_keys, words};
use crate::kernel::fold;

/// Letters of a query that are read; nobody types more.
pub const MAX_QUERY_LETTERS: usize = 200;
pub const MAX_WORDS: usize = 8;
/// The last word is still being typed: from so many letters on, it stands for all that start so.
const MIN_PREFIX_LETTERS: usize = 2;

/// The words of a query, folded. Letters and digits only, so no text becomes syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    /// `None` when there is nothing to look for.
    pub fn parse(typed: &str) -> Option<Self> {
        let read: String = typed.trim().chars().take(MAX_QUERY_LETTERS).collect();
        let words: Vec<String> = words(&fold(&read)).take(MAX_WORDS).map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    pub fn terms(&self) -> SearchTerms {
        let quoted = self.words.iter().enumerate().map(|(place, word)| {
            let star = if self.is_prefix(place) { "*" } else { "" };
            format!("\"{word}\"{star}")
        });
        let words = self.words.iter().enumerate().map(|(place, word)| {
            // A term with a letter too few or too many.
            let mendable =
                (MIN_TERM_LETTERS - 1..=MAX_TERM_LETTERS + 1).contains(&word.chars().count());
            let (keys, patterns) = if mendable {
                (spelling_keys(word), patterns(word))
            } else {
                (BTreeSet::new(), Vec::new())
            };
            let prefix = self.is_prefix(place);
            json!({"word": word, "prefix": prefix, "keys": keys, "patterns": patterns})
        });
        SearchTerms {
            expression: quoted.collect::<Vec<_>>().join(" "),
            words: json!(words.collect::<Vec<_>>()).to_string(),
        }
    }

    fn is_prefix(&self, place: usize) -> bool {
        let long = |word: &String| word.chars().count() >= MIN_PREFIX_LETTERS;
        place + 1 == self.words.len() && self.words.get(place).is_some_and(long)
    }
}

/// GLOB patterns that together match exactly the words one letter away: two words can share a
/// deletion and still be two letters apart.
fn patterns(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let joined = |parts: [&[char]; 3]| parts.concat().into_iter().collect::<String>();
    let mut patterns = Vec::with_capacity(4 * letters.len() + 1);
    for place in 0..=letters.len() {
        let (before, after) = letters.split_at(place);
        patterns.push(joined([before, &['?'], after]));
        if let [letter, rest @ ..] = after {
            patterns.push(joined([before, &['?'], rest]));
            patterns.push(joined([before, &[], rest]));
            if let [next, rest @ ..] = rest {
                patterns.push(joined([before, &[*next, *letter], rest]));
            }
        }
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expression(typed: &str) -> Option<String> {
        Query::parse(typed).map(|query| query.terms().expression)
    }

    #[test]
    fn words_are_quoted_and_only_the_last_is_a_prefix() {
        for (typed, expected) in [
            ("Linen Thr", Some("\"linen\" \"thr\"*")),
            ("  Crème  brûlée ", Some("\"creme\" \"brulee\"*")),
            ("a", Some("\"a\"")),
            ("t-shirt", Some("\"t\" \"shirt\"*")),
            (
                "NEAR(a b) OR title:x NOT \"y",
                Some("\"near\" \"a\" \"b\" \"or\" \"title\" \"x\" \"not\" \"y\""),
            ),
            ("\" * - ( ) ^ : 🧵", None),
            ("", None),
            ("\u{0}", None),
        ] {
            assert_eq!(expression(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_query_is_read_up_to_its_limits() {
        let long = "word ".repeat(5000);
        assert_eq!(expression(&long).map(|text| text.split(' ').count()), Some(MAX_WORDS));
        let endless = Query::parse(&"x".repeat(8192)).unwrap();
        assert_eq!(endless.words[0].len(), MAX_QUERY_LETTERS);
    }

    /// Whether one missing, extra, wrong or swapped letter makes the other, by trying each.
    fn is_one_letter_away(one: &[char], other: &[char]) -> bool {
        let shortened = |word: &[char], longer: &[char]| {
            (0..longer.len()).any(|place| [&longer[..place], &longer[place + 1..]].concat() == word)
        };
        let differing: Vec<usize> = if one.len() == other.len() {
            (0..one.len()).filter(|place| one[*place] != other[*place]).collect()
        } else {
            return shortened(one, other) || shortened(other, one);
        };
        match differing[..] {
            [_] => true,
            [left, right] => {
                right == left + 1 && one[left] == other[right] && one[right] == other[left]
            }
            _ => false,
        }
    }

    fn fits(pattern: &str, word: &str) -> bool {
        pattern.chars().count() == word.chars().count()
            && pattern.chars().zip(word.chars()).all(|(sign, letter)| sign == '?' || sign == letter)
    }

    proptest! {
        #[test]
        fn no_text_becomes_syntax(typed in "\\PC{0,60}|[\"*()^:+\\-a-z ]{0,60}") {
            let Some(expression) = expression(&typed) else { return Ok(()) };
            for part in expression.split(' ') {
                let word = part.strip_suffix('*').unwrap_or(part);
                let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap();
                prop_assert!(!inner.is_empty() && inner.chars().all(char::is_alphanumeric), "{}", part);
            }
        }

        #[test]
        fn patterns_match_what_is_one_letter_away_and_nothing_else(one in "[abc]{2,5}", other in "[abc]{2,5}") {
            let (letters, others): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            prop_assume!(one != other);
            let matched = patterns(&one).iter().any(|pattern| fits(pattern, &other));
            prop_assert_eq!(matched, is_one_letter_away(&letters, &others), "{} {}", one, other);
        }
    }
}
