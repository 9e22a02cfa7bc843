//! The `timezone` option as a rule: from a clock's time to a point in time.

use chrono::{DateTime, Duration, FixedOffset, Local, NaiveDateTime, Offset, TimeZone, Utc};

/// v6's `timezone` option: an offset, a name of the time zone database, or the process's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Zone {
    Offset(FixedOffset),
    Named(chrono_tz::Tz),
    Local,
}

impl Zone {
    pub fn parse(text: &str) -> Option<Zone> {
        if text.is_empty() || text == "Z" {
            return Some(Zone::Offset(FixedOffset::east_opt(0)?));
        }
        match leading_offset(text) {
            Some((zone, "")) => Some(Zone::Offset(zone)),
            _ => text.parse().ok().map(Zone::Named),
        }
    }

    /// A time that a daylight saving change skips is read an hour later, as JavaScript does.
    pub fn to_millis(self, local: NaiveDateTime) -> Option<i64> {
        fn in_zone<T: TimeZone>(zone: T, local: NaiveDateTime) -> Option<i64> {
            let at = |time: NaiveDateTime| zone.from_local_datetime(&time).earliest();
            at(local).or_else(|| at(local + Duration::hours(1))).map(|d| d.timestamp_millis())
        }
        match self {
            Zone::Offset(zone) => Some(
                (local - Duration::seconds(i64::from(zone.local_minus_utc()))).and_utc().timestamp_millis(),
            ),
            Zone::Named(zone) => in_zone(zone, local),
            Zone::Local => in_zone(Local, local),
        }
    }

    /// How far the zone's clocks are ahead of UTC at that time.
    pub fn offset_at(self, at: DateTime<Utc>) -> FixedOffset {
        match self {
            Zone::Offset(zone) => zone,
            Zone::Named(zone) => at.with_timezone(&zone).offset().fix(),
            Zone::Local => at.with_timezone(&Local).offset().fix(),
        }
    }
}

/// `+01:00`, `-0330`, `+02`, `Z`, and what follows it.
pub fn leading_offset(text: &str) -> Option<(FixedOffset, &str)> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((FixedOffset::east_opt(0)?, rest));
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let two = |text: &str| {
        let head = text.get(..2).filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
        head.parse::<i32>().ok()
    };
    let hours = two(text.get(1..)?)?;
    let rest = &text[3..];
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = two(rest).map_or((0, rest), |minutes| (minutes, &rest[2..]));
    Some((FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))?, rest))
}
