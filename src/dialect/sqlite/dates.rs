//! Dates as SQLite keeps them: text, with or without an offset.

use crate::sql::zone::leading_offset;
pub use crate::sql::zone::Zone;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Exactly `count` digits, and what follows them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count).filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
    Some((head.parse().ok()?, &text[count..]))
}

/// Milliseconds since the epoch of `2020-01-31 12:30:00.123 +00:00`, of the same with `T`, without
/// seconds, fraction or time, and with an offset or, failing that, in `zone`.
pub fn to_millis(text: &str, zone: Zone) -> Option<i64> {
    let text = text.trim();
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let date = NaiveDate::from_ymd_opt(year as i32, month, day)?;
    let (time, rest) = match rest.strip_prefix([' ', 'T', 't']) {
        Some(rest) if rest.as_bytes().first().is_some_and(u8::is_ascii_digit) => time(rest)?,
        _ => (NaiveTime::MIN, rest),
    };
    let local = date.and_time(time);
    match rest.trim_start() {
        "" => zone.to_millis(local),
        rest => match leading_offset(rest)? {
            (zone, "") => Zone::Offset(zone).to_millis(local),
            _ => None,
        },
    }
}

/// `12:30[:00[.123…]]`; digits beyond milliseconds are cut off, as JavaScript does.
fn time(text: &str) -> Option<(NaiveTime, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return Some((NaiveTime::from_hms_opt(hour, minute, 0)?, rest));
    };
    let (second, rest) = digits(rest, 2)?;
    let Some(fraction) = rest.strip_prefix('.') else {
        return Some((NaiveTime::from_hms_opt(hour, minute, second)?, rest));
    };
    let end = fraction.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(fraction.len());
    let mut millis = 0;
    for at in 0..3 {
        millis =
            millis * 10 + fraction.as_bytes().get(at).filter(|_| at < end).map_or(0, |b| u32::from(b - b'0'));
    }
    Some((NaiveTime::from_hms_milli_opt(hour, minute, second, millis)?, &fraction[end..]))
}

/// `2020-01-31 12:30:00.123 +00:00`: what v6 stores for a Date.
pub fn to_text(millis: i64, zone: Zone) -> Option<String> {
    const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.3f %:z";
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(millis)?;
    Some(match zone {
        Zone::Offset(zone) => utc.with_timezone(&zone).format(FORMAT).to_string(),
        Zone::Named(zone) => utc.with_timezone(&zone).format(FORMAT).to_string(),
        Zone::Local => utc.with_timezone(&chrono::Local).format(FORMAT).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_writing_are_read() {
        let utc = Zone::parse("+00:00").unwrap();
        for (text, millis) in [
            ("2001-09-09 01:46:40.000 +00:00", Some(1_000_000_000_000)),
            ("2001-09-09 03:46:40.000 +02:00", Some(1_000_000_000_000)),
            ("2001-09-09T01:46:40Z", Some(1_000_000_000_000)),
            ("2001-09-09 01:46:40.1239", Some(1_000_000_000_123)),
            ("2001-09-09 01:46", Some(999_999_960_000)),
            ("1970-01-02", Some(86_400_000)),
            ("1969-12-31 23:59:59.999 +00:00", Some(-1)),
            ("yesterday", None),
            ("2001-13-09", None),
        ] {
            assert_eq!(to_millis(text, utc), millis, "{text}");
        }
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(to_millis("2001-09-09 03:46:40", berlin), Some(1_000_000_000_000));
        assert_eq!(to_text(1_000_000_000_000, utc).unwrap(), "2001-09-09 01:46:40.000 +00:00");
        assert_eq!(
            to_text(1_000_000_000_000, Zone::parse("-03:30").unwrap()).unwrap(),
            "2001-09-08 22:16:40.000 -03:30"
        );
    }
}
