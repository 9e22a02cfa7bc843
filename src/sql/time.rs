//! Dates as text: reading what JavaScript's users write, printing in the instance's timezone.

use super::number::number_text;
use crate::value::Value;
use chrono::{
    DateTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;

/// How a dialect writes a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// `2020-01-01 00:00:00.000 +00:00`
    WithOffset,
    /// `2020-01-01 00:00:00.000`
    Milliseconds,
    /// `2020-01-01 00:00:00`
    Seconds,
}

/// What v6 prints where a value is no date; the database then refuses it.
const INVALID: &str = "Invalid date";

/// A DATE value as text in `timezone` (`+02:00`, an IANA name, or empty for the process's own).
pub fn date_text(value: &Value, style: DateStyle, timezone: &str) -> String {
    let Some(at) = milliseconds(value).and_then(|ms| in_zone(ms, timezone)) else {
        return INVALID.into();
    };
    let mut text = format!(
        "{}-{:02}-{:02} {:02}:{:02}:{:02}",
        year_text(at.year()),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    if style != DateStyle::Seconds {
        text.push_str(&format!(".{:03}", at.timestamp_subsec_millis()));
    }
    if style == DateStyle::WithOffset {
        let minutes = at.offset().local_minus_utc() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        text.push_str(&format!(" {sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60));
    }
    text
}

/// A DATEONLY value as text, in the process's own timezone, as v6 does.
pub fn dateonly_text(value: &Value) -> String {
    match milliseconds(value).and_then(|ms| in_zone(ms, "")) {
        Some(at) => format!("{}-{:02}-{:02}", year_text(at.year()), at.month(), at.day()),
        None => INVALID.into(),
    }
}

/// `Date.prototype.toISOString`.
pub fn iso_text(ms: i64) -> String {
    let Some(at) = DateTime::<Utc>::from_timestamp_millis(ms) else {
        return INVALID.into();
    };
    let year = match at.year() {
        y @ 0..=9999 => format!("{y:04}"),
        y if y < 0 => format!("-{:06}", -y),
        y => format!("+{y:06}"),
    };
    format!("{year}{}Z", at.format("-%m-%dT%H:%M:%S%.3f"))
}

fn year_text(year: i32) -> String {
    match year {
        0..=9999 => format!("{year:04}"),
        y if y < 0 => format!("-{:04}", -y),
        y => format!("+{y}"),
    }
}

/// The point in time that a value means, in milliseconds since the epoch.
pub fn milliseconds(value: &Value) -> Option<i64> {
    match value {
        Value::Date(ms) | Value::Int(ms) => Some(*ms),
        Value::Float(ms) if ms.is_finite() => Some(*ms as i64),
        Value::Text(text) => parse(text.trim()),
        _ => None,
    }
}

fn in_zone(ms: i64, timezone: &str) -> Option<DateTime<FixedOffset>> {
    let at = DateTime::<Utc>::from_timestamp_millis(ms)?;
    if let Some(offset) = offset_of(timezone) {
        return Some(at.with_timezone(&offset));
    }
    if let Ok(zone) = timezone.parse::<Tz>() {
        let zoned = at.with_timezone(&zone);
        return Some(zoned.with_timezone(&zoned.offset().fix()));
    }
    let local = at.with_timezone(&Local);
    Some(local.with_timezone(&local.offset().fix()))
}

/// `Z`, `+02:00`, `+0200`, `+02`.
fn offset_of(text: &str) -> Option<FixedOffset> {
    if text.eq_ignore_ascii_case("z") {
        return FixedOffset::east_opt(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// ISO 8601 with `T` or a space, an offset or none (the process's timezone), and the forms that
/// JavaScript's own `Date` prints.
fn parse(text: &str) -> Option<i64> {
    parse_iso(text).or_else(|| parse_other(text))
}

fn parse_iso(text: &str) -> Option<i64> {
    let (date_part, rest) = match text.char_indices().skip(1).find(|(_, c)| matches!(c, 'T' | 't' | ' ')) {
        Some((at, _)) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let date = parse_date(date_part)?;
    if rest.is_empty() {
        return local(date.and_hms_opt(0, 0, 0)?);
    }
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = (rest[..zone_at].trim(), rest[zone_at..].trim());
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = parts.next().map_or(Some(0), |p| digits(p, 2))?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(p) => {
            let (whole, fraction) = p.split_once(['.', ',']).unwrap_or((p, "0"));
            if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let kept: String = fraction.chars().chain("000".chars()).take(3).collect();
            (digits(whole, 2)?, kept.parse::<u32>().ok()? * 1_000_000)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    let midnight_after = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    let at = if midnight_after {
        date.succ_opt()?.and_hms_opt(0, 0, 0)?
    } else {
        date.and_hms_nano_opt(hour, minute, second, nanos)?
    };
    if zone.is_empty() {
        return local(at);
    }
    let offset = offset_of(zone)?;
    Some(at.and_utc().timestamp_millis() - i64::from(offset.local_minus_utc()) * 1000)
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::from_ymd_opt(
            text[..4].parse().ok()?,
            digits(&text[4..6], 2)?,
            digits(&text[6..], 2)?,
        );
    }
    let (year, rest) = match text.as_bytes().first()? {
        b'+' | b'-' => (text.get(..7)?, text.get(7..)?),
        _ => (text.get(..4)?, text.get(4..)?),
    };
    if !year.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = year.parse::<i32>().ok()?;
    let mut parts = rest.strip_prefix('-').map(|r| r.split('-'));
    let month = parts.as_mut().and_then(|p| p.next()).map_or(Some(1), |p| digits(p, 2))?;
    let day = parts.as_mut().and_then(|p| p.next()).map_or(Some(1), |p| digits(p, 2))?;
    if parts.and_then(|mut p| p.next()).is_some() || (!rest.is_empty() && !rest.starts_with('-')) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn local(at: NaiveDateTime) -> Option<i64> {
    // A time that a daylight saving change skips is read an hour later, as JavaScript does.
    Local
        .from_local_datetime(&at)
        .earliest()
        .or_else(|| Local.from_local_datetime(&(at + chrono::Duration::hours(1))).earliest())
        .map(|t| t.timestamp_millis())
}

fn parse_other(text: &str) -> Option<i64> {
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return Some(at.timestamp_millis());
    }
    let bare = text.split(" (").next().unwrap_or(text);
    if let Ok(at) = DateTime::parse_from_str(bare, "%a %b %d %Y %H:%M:%S GMT%z") {
        return Some(at.timestamp_millis());
    }
    for format in ["%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%B %d, %Y %H:%M:%S", "%b %d, %Y %H:%M:%S"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, format) {
            return local(at);
        }
    }
    for format in ["%Y/%m/%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"] {
        if let Ok(date) = NaiveDate::parse_from_str(text, format) {
            return local(date.and_hms_opt(0, 0, 0)?);
        }
    }
    None
}

/// The text of a scalar, as JavaScript's `String(value)` gives it.
pub fn plain_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => number_text(*n),
        Value::BigInt(digits) | Value::Text(digits) | Value::Json(digits) => digits.clone(),
        Value::Date(ms) => iso_text(*ms),
        Value::Bytes(_) | Value::Array(_) | Value::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_printed_in_the_timezone_of_the_instance() {
        let at = Value::Date(1_577_836_800_123);
        assert_eq!(date_text(&at, DateStyle::WithOffset, "+00:00"), "2020-01-01 00:00:00.123 +00:00");
        assert_eq!(date_text(&at, DateStyle::WithOffset, "-05:30"), "2019-12-31 18:30:00.123 -05:30");
        assert_eq!(date_text(&at, DateStyle::Milliseconds, "Europe/Paris"), "2020-01-01 01:00:00.123");
        assert_eq!(date_text(&at, DateStyle::Seconds, "+00:00"), "2020-01-01 00:00:00");
        assert_eq!(iso_text(1_577_836_800_123), "2020-01-01T00:00:00.123Z");
    }

    #[test]
    fn text_is_read_as_a_date_or_called_invalid() {
        let read = |text: &str| date_text(&Value::Text(text.into()), DateStyle::WithOffset, "+00:00");
        assert_eq!(read("2020-01-01T10:20:30Z"), "2020-01-01 10:20:30.000 +00:00");
        assert_eq!(read("2020-01-01 10:20:30.5 +02:00"), "2020-01-01 08:20:30.500 +00:00");
        assert_eq!(read("Wed Jan 01 2020 00:00:00 GMT+0100 (CET)"), "2019-12-31 23:00:00.000 +00:00");
        for bad in ["", "x", "2020-02-30", "1'; DROP TABLE x", "2020-13-01", "é", "+é"] {
            assert_eq!(read(bad), "Invalid date", "{bad}");
        }
    }
}
