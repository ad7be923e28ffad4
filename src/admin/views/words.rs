//! Instants, devices and names as people read them.

use crate::kernel::Timestamp;

/// "26 Nov 2026, 09:30", in UTC.
pub fn when(at: Timestamp) -> String {
    let date = at.long_date();
    let time = at.to_string();
    let clock = time.get(11..16).unwrap_or_default();
    let mut parts = date.split(' ');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let month = month.unwrap_or_default();
    let month = month.get(..3).unwrap_or(month);
    format!("{} {month} {}, {clock}", day.unwrap_or_default(), year.unwrap_or_default())
}

/// "3 minutes ago", "yesterday"; the date where it is longer ago than a week.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;
    let counted = |count: i64, unit: &str| {
        if count == 1 { format!("1 {unit} ago") } else { format!("{count} {unit}s ago") }
    };
    match at.seconds_until(now) {
        ..=89 => "just now".to_owned(),
        seconds @ ..HOUR => counted(seconds / 60, "minute"),
        seconds @ ..DAY => counted(seconds / HOUR, "hour"),
        seconds if seconds < 2 * DAY => "yesterday".to_owned(),
        seconds if seconds < 7 * DAY => counted(seconds / DAY, "day"),
        _ => at.long_date(),
    }
}

/// "Firefox on Windows", as far as what a browser says of itself tells.
pub fn device(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // In this order: most of them claim to be others as well.
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(known), None) | (None, Some(known)) => known.to_owned(),
        (None, None) if user_agent.is_empty() => "Unknown device".to_owned(),
        (None, None) => {
            let program: String = user_agent.split(['/', ' ']).next().unwrap_or_default().into();
            program.chars().take(40).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_as_people_say_them() {
        let now = Timestamp::parse("2026-11-26T09:30:00Z").unwrap();
        assert_eq!(when(now), "26 Nov 2026, 09:30");
        for (seconds, told) in [
            (0, "just now"),
            (120, "2 minutes ago"),
            (3700, "1 hour ago"),
            (100_000, "yesterday"),
            (300_000, "3 days ago"),
            (1_000_000, "14 November 2026"),
        ] {
            assert_eq!(ago(now.plus_seconds(-seconds), now), told);
        }
    }

    #[test]
    fn a_device_is_named_by_what_it_says_of_itself() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox on Linux",
            ),
            ("curl/8.5", "curl"),
            ("", "Unknown device"),
        ] {
            assert_eq!(device(agent), told);
        }
    }
}
