//! Postcodes as each country writes them.

/// A pattern: `#` is a digit, `@` a letter, `*` either, everything else itself. Alternatives are
/// divided by `|`. Countries that are missing take any postcode, or none. Sources: the national posts'
/// formats as listed by the Universal Postal Union (postal addressing systems) and Unicode CLDR 29.
const PATTERNS: &str = "\
    AT ####;AU ####;BE ####;BG ####;CA @#@ #@#;CH ####;CY ####;CZ ### ##;DE #####;DK ####;EE #####;\
    ES #####;FI #####;FR #####;\
    GB @# #@@|@## #@@|@@# #@@|@@## #@@|@#@ #@@|@@#@ #@@|GIR 0AA;GG GY# #@@|GY## #@@;GR ### ##;\
    HR #####;HU ####;IE @## ****|D6W ****;IM IM# #@@|IM## #@@;IS ###;IT #####;JE JE# #@@|JE## #@@;\
    JP ###-####;LI ####;LT LT-#####;LU ####;LV LV-####;MC #####;MT @@@ ####;NL #### @@;NO ####;\
    NZ ####;PL ##-###;PT ####-###;RO ######;SE ### ##;SI ####;SK ### ##;SM #####;\
    US #####|#####-####;VA #####";

fn is_divider(letter: char) -> bool {
    letter == '-' || letter.is_whitespace()
}

/// The alternatives of a country's pattern.
fn patterns(country: &str) -> impl Iterator<Item = &'static str> + use<> {
    let own = PATTERNS.split(';').find_map(|entry| entry.strip_prefix(country)?.strip_prefix(' '));
    own.into_iter().flat_map(|alternatives| alternatives.split('|'))
}

/// Whether the country's postcodes are known here.
pub fn is_known(country: &str) -> bool {
    patterns(country).next().is_some()
}

/// A postcode of the country for an example: `#` and `@` filled with something.
pub fn example(country: &str) -> Option<String> {
    let pattern = patterns(country).next()?;
    let mut digits = "12345678".chars().cycle();
    let mut letters = "ABEHKM".chars().cycle();
    let fill = |letter: char| match letter {
        '#' => digits.next().unwrap_or('1'),
        '@' | '*' => letters.next().unwrap_or('A'),
        other => other,
    };
    Some(pattern.chars().map(fill).collect())
}

/// The bare letters and digits written as the pattern writes them, if they fit it.
fn fitted(bare: &str, pattern: &str) -> Option<String> {
    let mut rest = bare.chars();
    let mut written = String::with_capacity(pattern.len());
    for mark in pattern.chars() {
        if is_divider(mark) {
            written.push(mark);
            continue;
        }
        let letter = rest.next()?;
        let fits = match mark {
            '#' => letter.is_ascii_digit(),
            '@' => letter.is_ascii_uppercase(),
            '*' => letter.is_ascii_digit() || letter.is_ascii_uppercase(),
            itself => letter == itself,
        };
        if !fits {
            return None;
        }
        written.push(letter);
    }
    rest.next().is_none().then_some(written)
}

/// What a person typed, in capitals and divided as the country's post divides it; `None` where it is
/// no postcode of this country. `text` is trimmed and in capitals. A country's own letters in front
/// (`D-10115`, `SI-1000`) are left out where its postcodes have none, and put where they have.
pub fn tidied(country: &str, text: &str) -> Option<String> {
    if !is_known(country) {
        return Some(text.to_owned());
    }
    let bare: String = text.chars().filter(|letter| !is_divider(*letter)).collect();
    let behind_letters = text.split_once('-').filter(|(letters, _)| {
        (1..=2).contains(&letters.len())
            && letters.chars().all(|letter| letter.is_ascii_uppercase())
    });
    let without = behind_letters.map(|(_, rest)| rest.replace(is_divider, ""));
    let with = format!("{country}{bare}");
    let spellings = [Some(bare), without, Some(with)];
    let written = |pattern| spellings.iter().flatten().find_map(|bare| fitted(bare, pattern));
    patterns(country).find_map(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_postcode_is_written_as_its_country_writes_it() {
        for (country, typed, written) in [
            ("IE", "D02AF30", "D02 AF30"),
            ("IE", "D6W X000", "D6W X000"),
            ("GB", "SW1A1AA", "SW1A 1AA"),
            ("GB", "M1 1AE", "M1 1AE"),
            ("GB", "EC1A-1BB", "EC1A 1BB"),
            ("GB", "CR26XH", "CR2 6XH"),
            ("GB", "GIR0AA", "GIR 0AA"),
            ("DE", "D-10115", "10115"),
            ("DE", "10 115", "10115"),
            ("AT", "A-1010", "1010"),
            ("CH", "8001", "8001"),
            ("NL", "1012lg".to_uppercase().as_str(), "1012 LG"),
            ("PL", "00001", "00-001"),
            ("PT", "1000 001", "1000-001"),
            ("SE", "11455", "114 55"),
            ("CZ", "110 00", "110 00"),
            ("GR", "10431", "104 31"),
            ("LV", "1050", "LV-1050"),
            ("LV", "LV1050", "LV-1050"),
            ("LT", "LT 01001", "LT-01001"),
            ("LU", "L-1234", "1234"),
            ("SI", "SI-1000", "1000"),
            ("MT", "VLT1117", "VLT 1117"),
            ("NO", "0150", "0150"),
            ("US", "94105", "94105"),
            ("US", "941051234", "94105-1234"),
            ("CA", "K1A0B1", "K1A 0B1"),
            ("AU", "2000", "2000"),
            ("JP", "1000001", "100-0001"),
            ("JE", "JE23AB", "JE2 3AB"),
            ("BR", "01310-100", "01310-100"),
        ] {
            assert_eq!(tidied(country, typed).as_deref(), Some(written), "{country} {typed}");
        }
    }

    #[test]
    fn what_is_no_postcode_of_the_country_is_none() {
        for (country, typed) in [
            ("DE", "1011"),
            ("DE", "101155"),
            ("DE", "1011A"),
            ("DE", "-10115-9"),
            ("IE", "D022 AF30"),
            ("IE", "002 AF30"),
            ("GB", "SW1A"),
            ("GB", "12345"),
            ("NL", "1012"),
            ("US", "9410"),
            ("US", "94105-12"),
            ("CA", "K1A 0B"),
            ("JP", "100-000"),
            ("AT", "D-10115"),
            ("PL", "0-001"),
            ("CH", "８001"),
            ("DE", ""),
        ] {
            assert_eq!(tidied(country, typed), None, "{country} {typed}");
        }
    }

    #[test]
    fn every_country_of_the_european_union_is_known_and_its_example_fits() {
        let union =
            "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";
        let others = "GB CH NO US CA AU JP LI IS NZ";
        for country in union.split(' ').chain(others.split(' ')) {
            let example = example(country).unwrap();
            assert_eq!(tidied(country, &example), Some(example.clone()), "{country}");
        }
        assert_eq!(example("BR"), None);
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(country in "(DE|GB|IE|LV|NL|PL|US|JP|SE)", typed in "[A-Z0-9 -]{0,10}") {
            if let Some(once) = tidied(&country, &typed) {
                prop_assert_eq!(tidied(&country, &once), Some(once.clone()));
            }
        }
    }
}
