//! Dates as SQLite keeps them: text, with or without an offset.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// v6's `timezone` option: an offset, or a name of the time zone database.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Zone {
    Offset(FixedOffset),
    Named(chrono_tz::Tz),
}

impl Zone {
    pub fn parse(text: &str) -> Option<Zone> {
        if text.is_empty() || text == "Z" {
            return Some(Zone::Offset(FixedOffset::east_opt(0)?));
        }
        match offset(text) {
            Some((zone, "")) => Some(Zone::Offset(zone)),
            _ => text.parse().ok().map(Zone::Named),
        }
    }

    fn to_millis(self, local: NaiveDateTime) -> Option<i64> {
        match self {
            Zone::Offset(zone) => Some(
                (local - Duration::seconds(i64::from(zone.local_minus_utc()))).and_utc().timestamp_millis(),
            ),
            Zone::Named(zone) => zone.from_local_datetime(&local).earliest().map(|d| d.timestamp_millis()),
        }
    }
}

/// `+01:00`, `-0330`, `+02`, `Z`, and what follows it.
fn offset(text: &str) -> Option<(FixedOffset, &str)> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((FixedOffset::east_opt(0)?, rest));
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = digits(text.get(1..)?, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = digits(rest, 2).unwrap_or((0, rest));
    Some((FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60) as i32)?, rest))
}

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
        rest => match offset(rest)? {
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
