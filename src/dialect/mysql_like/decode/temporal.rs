//! Dates and times: from the wire to text and to points in time.

use crate::driver::Cell;
use crate::sql::zone::Zone;
use chrono::{NaiveDate, NaiveTime};

/// What a calendar and a clock show. Zeros are allowed, as the server allows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    micros: u32,
}

impl Moment {
    /// The binary protocol leaves out what is zero.
    pub fn of(bytes: &[u8]) -> Option<Moment> {
        let mut moment = Moment::default();
        if let [a, b, month, day, ..] = *bytes {
            moment = Moment { year: u16::from_le_bytes([a, b]), month, day, ..moment };
        }
        if let [hour, minute, second, ..] = *bytes.get(4..).unwrap_or_default() {
            moment = Moment { hour, minute, second, ..moment };
        }
        if let [a, b, c, d] = *bytes.get(7..).unwrap_or_default() {
            moment.micros = u32::from_le_bytes([a, b, c, d]);
        }
        matches!(bytes.len(), 0 | 4 | 7 | 11).then_some(moment)
    }

    pub fn date_text(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    pub fn text(&self, decimals: usize) -> String {
        let mut out = format!("{} {:02}:{:02}:{:02}", self.date_text(), self.hour, self.minute, self.second);
        push_fraction(&mut out, self.micros, decimals);
        out
    }

    /// A Date; what the calendar does not have (`0000-00-00`) stays text.
    pub fn cell<'a>(&self, zone: Zone, decimals: usize) -> Cell<'a> {
        let date = NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), u32::from(self.day));
        let time = NaiveTime::from_hms_micro_opt(
            u32::from(self.hour),
            u32::from(self.minute),
            u32::from(self.second),
            self.micros,
        );
        let millis = date.zip(time).and_then(|(date, time)| zone.to_millis(date.and_time(time)));
        match millis {
            Some(ms) => Cell::Date(ms as f64),
            None => Cell::Text(self.text(decimals).into()),
        }
    }
}

/// As many digits as the column has; all that are not zero, where it does not say.
fn push_fraction(out: &mut String, micros: u32, decimals: usize) {
    match decimals {
        1..=6 => out.push_str(&format!(".{micros:06}")[..=decimals]),
        0 => {}
        _ if micros != 0 => out.push_str(&format!(".{micros:06}")),
        _ => {}
    }
}

/// `2020-01-31`, `2020-01-31 12:30:00`, `2020-01-31 12:30:00.123456`
pub fn read(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let mut moment = Moment {
        year: number(0, 4)? as u16,
        month: number(5, 7)? as u8,
        day: number(8, 10)? as u8,
        ..Moment::default()
    };
    if bytes.len() > 10 {
        (moment.hour, moment.minute, moment.second) =
            (number(11, 13)? as u8, number(14, 16)? as u8, number(17, 19)? as u8);
    }
    if bytes.len() > 20 {
        let digits = bytes.len().min(26) - 20;
        moment.micros = number(20, 20 + digits)? * 10u32.pow(6 - digits as u32);
    }
    Some(moment)
}

/// A TIME as the server prints it: `-838:59:59.000000`
pub fn time_text(bytes: &[u8], decimals: usize) -> Option<String> {
    let mut out = String::new();
    let (mut hours, mut minute, mut second, mut micros) = (0, 0, 0, 0);
    if let [negative, a, b, c, d, hour, m, s, ..] = *bytes {
        if negative != 0 {
            out.push('-');
        }
        hours = u64::from(u32::from_le_bytes([a, b, c, d])) * 24 + u64::from(hour);
        (minute, second) = (m, s);
    }
    if let [a, b, c, d] = *bytes.get(8..).unwrap_or_default() {
        micros = u32::from_le_bytes([a, b, c, d]);
    }
    out.push_str(&format!("{hours:02}:{minute:02}:{second:02}"));
    push_fraction(&mut out, micros, decimals);
    matches!(bytes.len(), 0 | 8 | 12).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_the_same_from_both_protocols() {
        let binary = Moment::of(&[228, 7, 1, 31, 12, 30, 5, 64, 226, 1, 0]).unwrap();
        assert_eq!(read("2020-01-31 12:30:05.123456").unwrap(), binary);
        assert_eq!(binary.text(3), "2020-01-31 12:30:05.123");
        assert_eq!(binary.text(0), "2020-01-31 12:30:05");
        let utc = Zone::parse("+00:00").unwrap();
        assert_eq!(binary.cell(utc, 6), Cell::Date(1_580_473_805_123.0));
        let zero = Moment::of(&[]).unwrap();
        assert_eq!(read("0000-00-00 00:00:00").unwrap(), zero);
        assert_eq!(zero.cell(utc, 0), Cell::Text("0000-00-00 00:00:00".into()));
        assert!(Moment::of(&[1, 2]).is_none());
        assert!(read("tomorrow").is_none());
    }

    #[test]
    fn times_go_beyond_a_day() {
        assert_eq!(time_text(&[1, 34, 0, 0, 0, 22, 59, 59], 0).unwrap(), "-838:59:59");
        assert_eq!(time_text(&[0, 0, 0, 0, 0, 1, 2, 3, 64, 226, 1, 0], 6).unwrap(), "01:02:03.123456");
        assert_eq!(time_text(&[], 3).unwrap(), "00:00:00.000");
    }
}
