//! Binary results -> cells.

use super::geometry::geo_json;
use super::{interval_json, malformed, push_bound, push_hex, push_json, push_numbers, WireType};
use crate::dialect::postgres::temporal;
use crate::driver::Cell;
use crate::failure::Result;
use crate::sql::json_string;
use std::borrow::Cow;
use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Reads big-endian values from the front of a slice; never past its end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        if self.0.len() < n {
            return Err(malformed("binary"));
        }
        let (head, tail) = self.0.split_at(n);
        self.0 = tail;
        Ok(head)
    }
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| malformed("binary"))
    }
    fn u8(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }
    fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.array()?))
    }
    fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }
    fn i64(&mut self) -> Result<i64> {
        Ok(i64::from_be_bytes(self.array()?))
    }
    fn f64(&mut self) -> Result<f64> {
        Ok(f64::from_be_bytes(self.array()?))
    }
    /// A length and so many bytes; -1 is NULL.
    fn sized(&mut self) -> Result<Option<&'a [u8]>> {
        match self.i32()? {
            -1 => Ok(None),
            n => self.take(usize::try_from(n).map_err(|_| malformed("binary"))?).map(Some),
        }
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn owned(text: String) -> Result<Cell<'static>> {
    Ok(Cell::Text(Cow::Owned(text)))
}

pub fn decode<'a>(ty: &WireType, bytes: &'a [u8]) -> Result<Cell<'a>> {
    let mut r = Reader(bytes);
    match ty {
        WireType::Text | WireType::Opaque => Ok(Cell::Text(text(bytes))),
        WireType::Int4 => Ok(Cell::Number(f64::from(r.i32()?))),
        WireType::Int2 => Ok(Cell::Number(f64::from(r.i16()?))),
        WireType::Int8 => owned(r.i64()?.to_string()),
        WireType::Oid => Ok(Cell::Number(f64::from(r.i32()? as u32))),
        WireType::Unsigned => owned((r.i32()? as u32).to_string()),
        WireType::Bool => Ok(Cell::Bool(r.u8()? != 0)),
        WireType::Float8 => Ok(Cell::Number(r.f64()?)),
        WireType::Float4 => Ok(Cell::Number(widen(f32::from_be_bytes(r.array()?)))),
        WireType::Numeric => owned(numeric(&mut r)?),
        WireType::Versioned => Ok(Cell::Text(text(bytes.get(1..).unwrap_or_default()))),
        WireType::Json => Ok(Cell::Json(text(bytes))),
        WireType::Jsonb => Ok(Cell::Json(text(bytes.get(1..).unwrap_or_default()))),
        WireType::Bytea => Ok(Cell::Bytes(Cow::Borrowed(bytes))),
        WireType::Date => match r.i32()? {
            i32::MAX => Ok(Cell::Number(f64::INFINITY)),
            i32::MIN => Ok(Cell::Number(f64::NEG_INFINITY)),
            days => owned(temporal::date_text(days)),
        },
        WireType::Time => owned(temporal::time_text(r.i64()?)),
        WireType::Timetz => {
            let time = r.i64()?;
            owned(temporal::timetz_text(time, r.i32()?))
        }
        WireType::Timestamptz => Ok(Cell::Date(temporal::instant_ms(r.i64()?))),
        WireType::Timestamp => Ok(Cell::Date(temporal::local_ms(r.i64()?))),
        WireType::Interval => {
            let micros = r.i64()?;
            let days = r.i32()?;
            Ok(Cell::Json(Cow::Owned(interval_json(i64::from(r.i32()?), i64::from(days), micros))))
        }
        WireType::Uuid => owned(uuid(r.array()?)),
        WireType::Inet => owned(inet(&mut r)?),
        WireType::Mac => {
            let mut out = String::with_capacity(bytes.len() * 3);
            for (i, b) in bytes.iter().enumerate() {
                if i > 0 {
                    out.push(':');
                }
                push_hex(&[*b], &mut out);
            }
            owned(out)
        }
        WireType::Bit => {
            let bits = usize::try_from(r.i32()?).map_err(|_| malformed("bit"))?;
            let bit = |i: usize| r.0.get(i / 8).is_some_and(|b| b & (0x80 >> (i % 8)) != 0);
            if bits > r.0.len() * 8 {
                return Err(malformed("bit"));
            }
            owned((0..bits).map(|i| if bit(i) { '1' } else { '0' }).collect())
        }
        WireType::Point => numbers(&["x", "y"], &[r.f64()?, r.f64()?]),
        WireType::Circle => numbers(&["x", "y", "radius"], &[r.f64()?, r.f64()?, r.f64()?]),
        WireType::Hstore => hstore(&mut r),
        WireType::Geometry => geo_json(bytes).map(|json| Cell::Json(Cow::Owned(json))),
        WireType::Array(element) => {
            let mut out = String::new();
            array(&mut r, element, &mut out)?;
            Ok(Cell::Json(Cow::Owned(out)))
        }
        WireType::ArrayText(element) => owned(array_text(&mut r, element)?),
        WireType::Vector(element) => owned(vector(&mut r, element)?),
        WireType::Range(element) => {
            let mut out = String::new();
            range(&mut r, element, &mut out)?;
            Ok(Cell::Json(Cow::Owned(out)))
        }
    }
}

/// The double with the digits that PostgreSQL prints for a float4: `1.1`, not `1.10000002384`.
fn widen(n: f32) -> f64 {
    if n.fract() == 0.0 || !n.is_finite() {
        return f64::from(n);
    }
    n.to_string().parse().unwrap_or(f64::from(n))
}

fn numbers(names: &[&str], numbers: &[f64]) -> Result<Cell<'static>> {
    let mut out = String::new();
    push_numbers(names, numbers, &mut out);
    Ok(Cell::Json(Cow::Owned(out)))
}

fn numeric(r: &mut Reader<'_>) -> Result<String> {
    let count = r.i16()?;
    let weight = i32::from(r.i16()?);
    let sign = r.i16()? as u16;
    let scale = usize::from(r.i16()? as u16);
    match sign {
        0xC000 => return Ok("NaN".into()),
        0xD000 => return Ok("Infinity".into()),
        0xF000 => return Ok("-Infinity".into()),
        _ => {}
    }
    let mut digits = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
    for _ in 0..count {
        let digit = r.i16()?;
        if !(0..10_000).contains(&digit) {
            return Err(malformed("numeric"));
        }
        digits.push(digit);
    }
    let digit = |at: i32| usize::try_from(at).ok().and_then(|i| digits.get(i)).copied().unwrap_or(0);
    let mut out = String::new();
    if sign == 0x4000 {
        out.push('-');
    }
    if weight < 0 {
        out.push('0');
    }
    for group in 0..=weight {
        let _ = if group == 0 { write!(out, "{}", digit(0)) } else { write!(out, "{:04}", digit(group)) };
    }
    if scale > 0 {
        out.push('.');
        let start = out.len();
        let mut group = weight + 1;
        while out.len() - start < scale {
            let _ = write!(out, "{:04}", if group < 0 { 0 } else { digit(group) });
            group += 1;
        }
        out.truncate(start + scale);
    }
    Ok(out)
}

fn uuid(bytes: [u8; 16]) -> String {
    let mut out = String::with_capacity(36);
    for (i, part) in [0..4, 4..6, 6..8, 8..10, 10..16].into_iter().enumerate() {
        if i > 0 {
            out.push('-');
        }
        push_hex(&bytes[part], &mut out);
    }
    out
}

fn inet(r: &mut Reader<'_>) -> Result<String> {
    let family = r.u8()?;
    let bits = r.u8()?;
    let is_cidr = r.u8()? != 0;
    let length = r.u8()?;
    let (address, full) = match (family, length) {
        (2, 4) => (Ipv4Addr::from(r.array::<4>()?).to_string(), 32),
        (3, 16) => (Ipv6Addr::from(r.array::<16>()?).to_string(), 128),
        _ => return Err(malformed("inet")),
    };
    Ok(if is_cidr || bits != full { format!("{address}/{bits}") } else { address })
}

fn hstore<'a>(r: &mut Reader<'a>) -> Result<Cell<'a>> {
    let mut out = String::from("{");
    for i in 0..r.i32()? {
        if i > 0 {
            out.push(',');
        }
        let key = r.sized()?.ok_or_else(|| malformed("hstore"))?;
        json_string(&text(key), &mut out);
        out.push(':');
        match r.sized()? {
            Some(value) => json_string(&text(value), &mut out),
            None => out.push_str("null"),
        }
    }
    out.push('}');
    Ok(Cell::Json(Cow::Owned(out)))
}

/// The header of an array: the lengths of its dimensions.
fn dimensions(r: &mut Reader<'_>) -> Result<Vec<i32>> {
    let count = r.i32()?;
    if !(0..=6).contains(&count) {
        return Err(malformed("array"));
    }
    r.take(8)?;
    (0..count)
        .map(|_| {
            let length = r.i32()?;
            r.i32()?;
            // An empty array has no dimensions; a row of billions of nothings is no array.
            if length > 0 {
                Ok(length)
            } else {
                Err(malformed("array"))
            }
        })
        .collect()
}

fn array(r: &mut Reader<'_>, element: &WireType, out: &mut String) -> Result<()> {
    let lengths = dimensions(r)?;
    if lengths.is_empty() {
        out.push_str("[]");
        return Ok(());
    }
    nested(r, element, &lengths, out)
}

fn nested(r: &mut Reader<'_>, element: &WireType, lengths: &[i32], out: &mut String) -> Result<()> {
    let Some((length, inner)) = lengths.split_first() else {
        return match r.sized()? {
            Some(bytes) => {
                push_json(&decode(element, bytes)?, out);
                Ok(())
            }
            None => {
                out.push_str("null");
                Ok(())
            }
        };
    };
    out.push('[');
    for i in 0..*length {
        if i > 0 {
            out.push(',');
        }
        nested(r, element, inner, out)?;
    }
    out.push(']');
    Ok(())
}

/// A one-dimensional array as PostgreSQL prints it.
fn array_text(r: &mut Reader<'_>, element: &WireType) -> Result<String> {
    let lengths = dimensions(r)?;
    let total = if lengths.is_empty() { 0 } else { lengths.iter().fold(1i32, |n, l| n.saturating_mul(*l)) };
    let mut out = String::from("{");
    for i in 0..total {
        if i > 0 {
            out.push(',');
        }
        match r.sized()? {
            None => out.push_str("NULL"),
            Some(bytes) => match decode(element, bytes)? {
                Cell::Text(text) => push_element(&text, &mut out),
                _ => return Err(malformed("array")),
            },
        }
    }
    out.push('}');
    Ok(out)
}

/// One element of `{…}`, quoted where PostgreSQL quotes it.
pub fn push_element(text: &str, out: &mut String) {
    let special = |c: char| matches!(c, '{' | '}' | '"' | ',' | '\\') || c.is_ascii_whitespace();
    if !text.is_empty() && !text.eq_ignore_ascii_case("null") && !text.contains(special) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

fn vector(r: &mut Reader<'_>, element: &WireType) -> Result<String> {
    let lengths = dimensions(r)?;
    let mut out = String::new();
    for i in 0..lengths.first().copied().unwrap_or(0) {
        if i > 0 {
            out.push(' ');
        }
        match r.sized()?.map(|bytes| decode(element, bytes)).transpose()? {
            Some(Cell::Number(n)) => {
                let _ = write!(out, "{n}");
            }
            Some(Cell::Text(text)) => out.push_str(&text),
            _ => return Err(malformed("vector")),
        }
    }
    Ok(out)
}

fn range(r: &mut Reader<'_>, element: &WireType, out: &mut String) -> Result<()> {
    let flags = r.u8()?;
    if flags & 0x01 != 0 {
        out.push_str("[]");
        return Ok(());
    }
    let mut bound = |infinite: u8| -> Result<Option<Cell<'_>>> {
        if flags & infinite != 0 {
            return Ok(None);
        }
        r.sized()?.map(|bytes| decode(element, bytes)).transpose()
    };
    let lower = bound(0x08)?;
    let upper = bound(0x10)?;
    out.push('[');
    push_bound(lower.as_ref(), flags & 0x02 != 0, out);
    out.push(',');
    push_bound(upper.as_ref(), flags & 0x04 != 0, out);
    out.push(']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric_of(groups: &[i16], weight: i16, sign: u16, scale: i16) -> String {
        let mut bytes = Vec::new();
        for n in [groups.len() as i16, weight, sign as i16, scale].iter().chain(groups) {
            bytes.extend_from_slice(&n.to_be_bytes());
        }
        match decode(&WireType::Numeric, &bytes).unwrap() {
            Cell::Text(text) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numerics_keep_their_digits() {
        assert_eq!(numeric_of(&[1, 2345, 6700], 1, 0, 2), "12345.67");
        assert_eq!(numeric_of(&[5], -1, 0x4000, 4), "-0.0005");
        assert_eq!(numeric_of(&[5], -3, 0, 12), "0.000000000005");
        assert_eq!(numeric_of(&[], 0, 0, 2), "0.00");
        assert_eq!(numeric_of(&[1], 2, 0, 0), "100000000");
        assert_eq!(numeric_of(&[], 0, 0xC000, 0), "NaN");
    }

    #[test]
    fn short_values_are_errors_not_panics() {
        for ty in [
            WireType::Int4,
            WireType::Numeric,
            WireType::Array(Box::new(WireType::Int4)),
            WireType::Uuid,
            WireType::Inet,
            WireType::Bit,
            WireType::Hstore,
            WireType::Interval,
            WireType::Range(Box::new(WireType::Int8)),
        ] {
            for n in 0..3 {
                let _ = decode(&ty, &[0, 0, 9][..n]);
            }
        }
        assert!(decode(&WireType::Int4, &[0]).is_err());
    }
}
