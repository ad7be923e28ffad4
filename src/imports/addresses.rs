//! Which addresses a picture may be fetched from: those of the public web, under a name that somebody
//! outside could use as well, never what only this network reaches.

use std::net::{Ipv4Addr, Ipv6Addr};

const MAX_LENGTH: usize = 2000;
/// Names that mean something only inside a network (RFC 6761, RFC 6762, RFC 7686, RFC 9476, ICANN's `internal`).
const INNER_NAMES: [&str; 14] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "test",
    "invalid",
    "onion",
    "alt",
    "localdomain",
];

/// A picture's address that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    /// `https://shop.example`, what a redirect within it begins with.
    origin: String,
}

impl Address {
    /// Reads an address as a file gives it; a sentence when it must not be asked.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        const SENTENCE: &str =
            "Write the picture's whole address, like https://shop.example/picture.jpg.";
        if url.len() > MAX_LENGTH {
            return Err("An address has at most 2,000 bytes.");
        }
        let clean = url.bytes().all(|byte| byte > b' ' && byte != 0x7f && byte != b'\\');
        let (scheme, rest) = url.split_once("://").filter(|_| clean).ok_or(SENTENCE)?;
        if scheme.eq_ignore_ascii_case("http") {
            return Err("Pictures are fetched over https alone.");
        }
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(SENTENCE);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err("An address names no user.");
        }
        let (host, port) = split_port(authority).ok_or(SENTENCE)?;
        if !matches!(port, None | Some(443)) {
            return Err("Pictures are fetched from the usual port alone, 443.");
        }
        if !is_public(host) {
            return Err("This address is not on the public web.");
        }
        let path = rest.get(authority.len()..).unwrap_or_default();
        let path = path.split('#').next().unwrap_or_default();
        let origin = format!("https://{authority}");
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self { url: format!("{origin}{slash}{path}"), origin })
    }

    /// Where a redirect leads, as its `Location` says it.
    pub fn follow(&self, location: &str) -> Result<Self, &'static str> {
        let location = location.trim();
        if location.starts_with("//") {
            return Self::parse(&format!("https:{location}"));
        }
        if location.starts_with('/') {
            return Self::parse(&format!("{}{location}", self.origin));
        }
        let has_scheme =
            location.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
        if has_scheme {
            return Self::parse(location);
        }
        let path = self.url.split('?').next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        Self::parse(&format!("{folder}/{location}"))
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = if authority.starts_with('[') {
        let (host, rest) = authority.split_at_checked(authority.find(']')? + 1)?;
        (host, rest.strip_prefix(':').or_else(|| rest.is_empty().then_some(""))?)
    } else {
        authority.split_once(':').unwrap_or((authority, ""))
    };
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = if port.is_empty() { None } else { Some(port.parse().ok().filter(|_| digits)?) };
    Some((host, port))
}

fn is_public(host: &str) -> bool {
    if let Some(literal) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return literal.parse().is_ok_and(is_public_v6);
    }
    // Letters of other scripts and percent signs may be folded into digits and dots on the way.
    let clean = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let Some(last) =
        labels.last().filter(|_| clean && labels.iter().all(|label| !label.is_empty()))
    else {
        return false;
    };
    // The URL standard reads a host whose last label is a number as an IPv4 address, in any spelling.
    if is_number(last) {
        return v4_of(&labels).is_some_and(is_public_v4);
    }
    labels.len() >= 2 && !INNER_NAMES.contains(last)
}

fn is_number(label: &str) -> bool {
    label.bytes().all(|byte| byte.is_ascii_digit()) || number(label).is_some()
}

/// Decimal, octal (`017`) and hexadecimal (`0x1f`).
fn number(label: &str) -> Option<u32> {
    match label.strip_prefix("0x") {
        Some("") => Some(0),
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if label.starts_with('0') && label.len() > 1 => u32::from_str_radix(label, 8).ok(),
        None => label.parse().ok(),
    }
}

/// An address of one to four numbers, of which the last fills what is left.
fn v4_of(labels: &[&str]) -> Option<Ipv4Addr> {
    let numbers: Vec<u32> = labels.iter().map(|label| number(label)).collect::<Option<_>>()?;
    let (last, before) = numbers.split_last()?;
    if before.len() > 3 || before.iter().any(|part| *part > 255) {
        return None;
    }
    let room = 32 - 8 * u32::try_from(before.len()).ok()?;
    if room < 32 && *last >= 1 << room {
        return None;
    }
    let high = before.iter().enumerate().fold(0_u32, |bits, (index, part)| {
        bits | (part << (24 - 8 * u32::try_from(index).unwrap_or(0)))
    });
    Some(Ipv4Addr::from(high | last))
}

/// Outside of every range that IANA's registry of special-purpose addresses keeps from the public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    !(first == 0
        || first >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && (18..20).contains(&second)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, ..] = address.segments();
    let embedded = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
    };
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let segments = address.segments();
    let (seventh, eighth) = (segments[6], segments[7]);
    match (first, second) {
        // NAT64 and 6to4 lead to the IPv4 address inside.
        (0x64, 0xff9b) => third == 0 && embedded(seventh, eighth),
        (0x2002, _) => embedded(second, third),
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // Only this eighth of all addresses has been given out for use between networks.
        _ => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OF_THE_WEB: &[&str] = &[
        "https://cdn.shopify.com/s/files/1/a.jpg?v=1",
        "HTTPS://Shop.Example:443/a",
        "https://93.184.216.34/a.jpg",
        "https://[2606:2800:220:1::1]/a.jpg",
        "https://0x5d.184.216.34/a",
        "https://shop.example",
    ];
    const ELSEWHERE: &[&str] = &[
        "",
        "http://shop.example/a.png",
        "https://shop.example:80/a",
        "a.jpg",
        "/a.jpg",
        "//shop.example/a.jpg",
        "ftp://shop.example/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
        "https://",
        "https:///a",
        "https://localhost/a",
        "https://LOCALHOST./a",
        "https://x.localhost/a",
        "https://printer/a",
        "https://printer.local/a",
        "https://metadata.google.internal/a",
        "https://x.lan/",
        "https://x.test/",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://0x7f.1/a",
        "https://0177.0.0.1/a",
        "https://017700000001/a",
        "https://127.0.0.1./a",
        "https://0/a",
        "https://0.0.0.0/a",
        "https://10.0.0.1/a",
        "https://172.16.0.1/a",
        "https://192.168.1.1/a",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/a",
        "https://192.0.0.1/a",
        "https://198.18.0.1/a",
        "https://224.0.0.1/a",
        "https://255.255.255.255/a",
        "https://203.0.113.1/a",
        "https://256.1.1.1/a",
        "https://1.2.3.4.5/a",
        "https://08.1.1.1/a",
        "https://[::1]/a",
        "https://[::]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://[::ffff:7f00:1]/a",
        "https://[fe80::1]/a",
        "https://[fc00::1]/a",
        "https://[fd00::1]/a",
        "https://[ff02::1]/a",
        "https://[64:ff9b::7f00:1]/a",
        "https://[2002:7f00:1::]/a",
        "https://[2001:db8::1]/a",
        "https://[::1%25eth0]/a",
        "https://[::ffff:0:127.0.0.1]/a",
        "https://[64:ff9b:1::7f00:1]/a",
        "https://[2001:0:7f00:1::]/a",
        "https://0X7F.0.0.1/a",
        "https://127.0.0.0x1/a",
        "https://0177.1/a",
        "https://127.0.0.1.:443/a",
        "https://169.254.43518/a",
        "https://0xa9fea9fe/a",
        "https://x.home.arpa/a",
        "https://[::127.0.0.1]/a",
        "https://[::1/a",
        "https://user@shop.example/a",
        "https://user:pass@127.0.0.1/a",
        "https://shop.example@127.0.0.1/a",
        "https://shop.example:8080/a",
        "https://shop.example:22/a",
        "https://shop.example:99999/a",
        "https://shop.example\\@127.0.0.1/a",
        "https://127.0.0.1\t/a",
        "https://１２７.0.0.1/a",
        "https://%31%32%37.0.0.1/a",
        "https://①②⑦.0.0.1/a",
        "https://.example/a",
        "https://a..example/a",
    ];

    #[test]
    fn only_addresses_of_the_public_web_are_asked() {
        for fine in OF_THE_WEB {
            assert!(Address::parse(fine).is_ok(), "{fine}");
        }
        for refused in ELSEWHERE {
            assert!(Address::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_redirect_is_read_from_where_it_was_given_and_looked_at_again() {
        let from = Address::parse("https://shop.example/a/b.jpg?v=1#x").unwrap();
        for (location, url) in [
            ("/c.jpg", Some("https://shop.example/c.jpg")),
            ("c.jpg?x=1", Some("https://shop.example/a/c.jpg?x=1")),
            ("//other.example/c", Some("https://other.example/c")),
            ("https://other.example", Some("https://other.example/")),
            ("http://127.0.0.1/", None),
            ("//localhost/", None),
            ("gopher://shop.example/", None),
            ("/\\127.0.0.1/", None),
            ("https://[::ffff:127.0.0.1]/", None),
            ("//0x7f.1/c.jpg", None),
            ("https://2130706433", None),
            ("data:image/png;base64,AA", None),
        ] {
            assert_eq!(
                from.follow(location).ok().map(|found| found.url).as_deref(),
                url,
                "{location}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(text in ".{0,80}", host in "[0-9a-fx.:\\[\\]]{0,30}") {
            let _ = Address::parse(&text);
            if let Ok(address) = Address::parse(&format!("https://{host}/")) {
                let _ = address.follow(&text);
            }
        }

        #[test]
        fn no_spelling_of_a_private_address_passes(bits: u32, form in 0..4u8) {
            let address = Ipv4Addr::from(bits);
            let [a, b, c, d] = address.octets();
            let host = match form {
                0 => bits.to_string(),
                1 => format!("0x{bits:x}"),
                2 => format!("0{a:o}.0x{b:x}.{}", (u32::from(c) << 8) | u32::from(d)),
                _ => format!("[::ffff:{address}]"),
            };
            prop_assert_eq!(Address::parse(&format!("https://{host}/")).is_ok(), is_public_v4(address));
        }
    }
}
