//! PostgreSQL's calendar: microseconds and days since 2000-01-01, to text, to milliseconds, and back.

use chrono::{Offset, TimeZone};

/// From 1970-01-01 to 2000-01-01.
const EPOCH_DAYS: i64 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS * DAY_MICROS;
const DAY_MICROS: i64 = 86_400_000_000;

/// A number as JavaScript prints it where JSON cannot.
pub fn js_number(n: f64) -> &'static str {
    if n.is_nan() {
        "NaN"
    } else if n > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// Days since 1970-01-01 -> year, month, day (proleptic Gregorian; year 0 is 1 BC).
fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u32;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

/// The opposite of [`civil`].
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let yoe = year.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// A `date` as PostgreSQL prints it.
pub fn date_text(days: i32) -> String {
    let (year, month, day) = civil(i64::from(days) + EPOCH_DAYS);
    if year > 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{:04}-{month:02}-{day:02} BC", 1 - year)
    }
}

/// A `time` as PostgreSQL prints it.
pub fn time_text(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    let mut out = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = micros % 1_000_000;
    if fraction != 0 {
        out.push_str(format!(".{fraction:06}").trim_end_matches('0'));
    }
    out
}

/// A `timetz`; `west` is seconds west of Greenwich.
pub fn timetz_text(micros: i64, west: i32) -> String {
    let mut out = time_text(micros);
    let east = -i64::from(west);
    out.push(if east < 0 { '-' } else { '+' });
    let east = east.abs();
    out.push_str(&format!("{:02}", east / 3600));
    if east % 3600 != 0 {
        out.push_str(&format!(":{:02}", east / 60 % 60));
    }
    if east % 60 != 0 {
        out.push_str(&format!(":{:02}", east % 60));
    }
    out
}

/// A `timestamptz` in milliseconds since 1970; ±infinity as the infinities.
pub fn instant_ms(micros: i64) -> f64 {
    match micros {
        i64::MAX => f64::INFINITY,
        i64::MIN => f64::NEG_INFINITY,
        _ => (micros.div_euclid(1000) + EPOCH_MICROS / 1000) as f64,
    }
}

/// A `timestamp` read in the zone of the process, as node-postgres does.
pub fn local_ms(micros: i64) -> f64 {
    let ms = instant_ms(micros);
    if ms.is_finite() {
        ms - local_offset_ms(ms as i64)
    } else {
        ms
    }
}

/// How far local time is ahead of UTC when the local clock shows `wall_ms`.
fn local_offset_ms(wall_ms: i64) -> f64 {
    let Some(wall) = chrono::DateTime::from_timestamp_millis(wall_ms) else { return 0.0 };
    let wall = wall.naive_utc();
    let zone = chrono::Local;
    let offset = match zone.offset_from_local_datetime(&wall) {
        chrono::LocalResult::Single(offset) | chrono::LocalResult::Ambiguous(offset, _) => offset,
        // A clock that was put forward never showed this time: take the offset from before.
        chrono::LocalResult::None => zone.offset_from_utc_datetime(&wall),
    };
    f64::from(offset.fix().local_minus_utc()) * 1000.0
}

/// Milliseconds since 1970 -> a `timestamptz` on the wire.
pub fn instant_micros(ms: i64) -> Option<i64> {
    ms.checked_mul(1000)?.checked_sub(EPOCH_MICROS)
}

/// The zone that v6's `timezone` option names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Zone {
    Fixed(i64),
    Named(chrono_tz::Tz),
}

impl Zone {
    /// `+02:00`, or an IANA name; `None` for anything else.
    pub fn parse(text: &str) -> Option<Zone> {
        if let Ok(zone) = text.parse::<chrono_tz::Tz>() {
            return Some(Zone::Named(zone));
        }
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(Zone::Fixed(sign * (hours * 3600 + minutes * 60)))
    }

    /// Seconds east of Greenwich at that instant.
    pub fn offset(self, ms: i64) -> i64 {
        match self {
            Zone::Fixed(seconds) => seconds,
            Zone::Named(zone) => chrono::DateTime::from_timestamp_millis(ms).map_or(0, |t| {
                i64::from(zone.offset_from_utc_datetime(&t.naive_utc()).fix().local_minus_utc())
            }),
        }
    }

    /// v6's text of a Date: `2020-01-02 03:04:05.006 +00:00`.
    pub fn date_text(self, ms: i64) -> String {
        let offset = self.offset(ms);
        let wall = ms + offset * 1000;
        let (year, month, day) = civil(wall.div_euclid(86_400_000));
        let clock = wall.rem_euclid(86_400_000);
        let (sign, east) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
        // PostgreSQL takes years before 1 with BC behind the zone.
        let (shown, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
        format!(
            "{shown:04}-{month:02}-{day:02} {:02}:{:02}:{:02}.{:03} {sign}{:02}:{:02}{era}",
            clock / 3_600_000,
            clock / 60_000 % 60,
            clock / 1000 % 60,
            clock % 1000,
            east / 3600,
            east / 60 % 60,
        )
    }

    /// Days since 2000-01-01 of the calendar day in this zone.
    pub fn day(self, ms: i64) -> Option<i32> {
        let wall = ms.checked_add(self.offset(ms) * 1000)?;
        i32::try_from(wall.div_euclid(86_400_000) - EPOCH_DAYS).ok()
    }
}

/// JavaScript's `toISOString()`.
pub fn iso_text(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(86_400_000));
    let clock = ms.rem_euclid(86_400_000);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ if year < 0 => format!("-{:06}", -year),
        _ => format!("+{year:06}"),
    };
    format!(
        "{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        clock / 3_600_000,
        clock / 60_000 % 60,
        clock / 1000 % 60,
        clock % 1000
    )
}

/// `HH:MM[:SS[.ffffff]]`, with a sign -> microseconds.
pub fn parse_clock(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = text.split(':');
    let digits = |s: &str| (!s.is_empty() && s.bytes().all(|c| c.is_ascii_digit())).then_some(());
    let hours = parts.next()?;
    let minutes = parts.next()?;
    digits(hours)?;
    digits(minutes)?;
    let mut micros = (hours.parse::<i64>().ok()?.checked_mul(60)? + minutes.parse::<i64>().ok()?)
        .checked_mul(60_000_000)?;
    if let Some(seconds) = parts.next() {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
        digits(whole)?;
        micros += whole.parse::<i64>().ok()? * 1_000_000;
        if !fraction.is_empty() {
            digits(fraction)?;
            let padded: String = fraction.chars().chain("000000".chars()).take(6).collect();
            micros += padded.parse::<i64>().ok()?;
        }
    }
    parts.next().is_none().then_some(sign * micros)
}

/// `YYYY-MM-DD` -> days since 2000-01-01. Strict: anything else is the server's to read.
pub fn parse_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let part = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        part.bytes().all(|c| c.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    if year == 0 || !(1..=12).contains(&month) {
        return None;
    }
    let days = days_of(year, month, day);
    // 2021-02-30 comes back as another day: the server words that error.
    (civil(days) == (year, month as u32, day as u32)).then(|| i32::try_from(days - EPOCH_DAYS).ok())?
}

/// PostgreSQL's ISO text of a timestamp, with or without a zone -> milliseconds.
pub fn parse_timestamp(text: &str) -> Option<f64> {
    match text {
        "infinity" => return Some(f64::INFINITY),
        "-infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let (text, before_christ) = match text.strip_suffix(" BC") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (date, rest) = text.split_once([' ', 'T'])?;
    let mut parts = date.split('-');
    let (year, month, day): (i64, i64, i64) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if !(0..=300_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if before_christ { 1 - year } else { year };
    let zone_at = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone_at);
    let micros = parse_clock(clock.trim_end())?;
    let wall = (days_of(year, month, day) * 86_400_000).checked_add(micros.div_euclid(1000))?;
    if zone.is_empty() {
        return Some(wall as f64 - local_offset_ms(wall));
    }
    if zone == "Z" {
        return Some(wall as f64);
    }
    let padded = if zone.contains(':') { zone.to_owned() } else { format!("{zone}:00") };
    Some((wall - parse_clock(&padded)? / 1000) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(date_text(0), "2000-01-01");
        assert_eq!(date_text(-730_120), "0001-12-31 BC");
        assert_eq!(parse_date("2024-02-29"), Some(8825));
        assert_eq!(date_text(8825), "2024-02-29");
        assert_eq!(parse_date("2023-02-29"), None);
        assert_eq!(parse_date("0000-01-01"), None);
    }

    #[test]
    fn timestamps_read_and_write() {
        assert_eq!(parse_timestamp("1970-01-01 00:00:00.5+00"), Some(500.0));
        assert_eq!(parse_timestamp("1970-01-01 05:30:00+05:30"), Some(0.0));
        assert_eq!(parse_timestamp("0001-01-01 00:00:00+00 BC"), Some(-62_167_219_200_000.0));
        assert_eq!(
            Zone::parse("+02:00").map(|z| z.date_text(0)),
            Some("1970-01-01 02:00:00.000 +02:00".into())
        );
        assert_eq!(
            Zone::parse("Europe/Berlin").map(|z| z.date_text(0)),
            Some("1970-01-01 01:00:00.000 +01:00".into())
        );
        assert_eq!(Zone::parse("'; drop"), None);
        assert_eq!(instant_ms(instant_micros(-1).unwrap_or(0)), -1.0);
        assert_eq!(time_text(86_400_000_000), "24:00:00");
        assert_eq!(timetz_text(1_500_000, -19_800), "00:00:01.5+05:30");
    }
}
