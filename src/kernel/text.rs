//! Text as it is compared, shortened and embedded.

/// Folds text for comparison: lower case, without the accents of Latin script, with the letters
/// that FTS5's `remove_diacritics` leaves alone (ß, æ, ø, ł, đ) spelled out.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ł' => folded.push('l'),
            'þ' => folded.push_str("th"),
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' | 'ð' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ō' | 'ő' | 'ø' => folded.push('o'),
            'ř' => folded.push('r'),
            'ś' | 'š' | 'ş' => folded.push('s'),
            'ť' => folded.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            // Combining marks, left behind when text arrives decomposed.
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// Whether somebody said the secret. How long the look takes says nothing about how much of it was
/// right.
pub fn is_same_secret(said: &str, secret: &str) -> bool {
    let pairs = said.bytes().zip(secret.bytes());
    said.len() == secret.len() && pairs.fold(0, |bits, (one, other)| bits | (one ^ other)) == 0
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The first `length` characters of `text` cut at a word, with an ellipsis when something is gone.
pub fn plain_excerpt(text: &str, length: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= length {
        return flat;
    }
    let cut: String = flat.chars().take(length).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([',', ';', ':', '.', '–']))
}

/// Text that no spreadsheet takes for a formula.
pub fn inert_in_spreadsheets(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// The words of a text in ASCII with hyphens between them: "Crème brûlée, 2 cups" is `creme-brulee-2-cups`.
pub fn hyphenated(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// JSON that may stand inside a `<script>` element: `<`, `>`, `&` and the two line separators
/// become `\u` escapes, so no text can end the element or open a comment.
pub fn escape_json_for_html(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        for (said, fine) in [("abc", true), ("abd", false), ("ab", false), ("abcd", false)] {
            assert_eq!(is_same_secret(said, "abc"), fine, "{said}");
        }
        assert!(is_same_secret("", ""));
    }

    #[test]
    fn folding_makes_what_people_type_equal_to_what_is_meant() {
        for (text, folded) in [
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("Crème Brûlée", "creme brulee"),
            ("cafe\u{301}", "cafe"),
            ("ŁÓDŹ", "lodz"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(plain_excerpt("a  calm\nroom", 20), "a calm room");
        assert_eq!(plain_excerpt("a calm room, indeed", 13), "a calm room…");
    }

    proptest! {
        #[test]
        fn embedded_json_never_ends_its_script_and_means_the_same(text in ".*") {
            let json = serde_json::to_string(&text).unwrap_or_default();
            let safe = escape_json_for_html(&json);
            prop_assert!(!safe.contains(['<', '>', '&']));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap_or_default(), text);
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
