//! Bind values -> PostgreSQL's binary forms, by the type that the server described.

use super::decode::WireType;
use super::temporal::{self, Zone};
use super::value_text::{js_float, json, text};
use crate::value::Value;

/// The value has no binary form in this type that surely means the same as its text: the
/// statement then goes with literals, and the server reads (or refuses) them as it does v6's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit;

/// A parameter as the server described it.
#[derive(Debug, Clone)]
pub struct Param {
    pub wire: WireType,
    /// The element's type number, where the type is an array.
    pub element: u32,
}

/// Appends the value; `Ok(false)` means NULL.
pub fn encode(value: &Value, param: &Param, zone: Zone, out: &mut Vec<u8>) -> Result<bool, Misfit> {
    if let (WireType::Array(element), Value::Array(items)) = (&param.wire, value) {
        return array(items, element, param.element, zone, out).map(|()| true);
    }
    scalar(value, &param.wire, zone, out)
}

fn scalar(value: &Value, wire: &WireType, zone: Zone, out: &mut Vec<u8>) -> Result<bool, Misfit> {
    if *value == Value::Null {
        return Ok(false);
    }
    match wire {
        WireType::Int2 => put(out, &narrow::<i16>(whole(value)?)?.to_be_bytes()),
        WireType::Int4 => put(out, &narrow::<i32>(whole(value)?)?.to_be_bytes()),
        WireType::Oid => put(out, &narrow::<u32>(whole(value)?)?.to_be_bytes()),
        WireType::Int8 => put(out, &whole(value)?.to_be_bytes()),
        WireType::Float4 => put(out, &(float(value)? as f32).to_be_bytes()),
        WireType::Float8 => put(out, &float(value)?.to_be_bytes()),
        WireType::Numeric => numeric(value, out)?,
        WireType::Text => put(out, text(value, zone)?.as_bytes()),
        WireType::Versioned => match value {
            Value::Text(text) => {
                out.push(1);
                put(out, text.as_bytes());
            }
            _ => return Err(Misfit),
        },
        WireType::Json => put(out, json(value).as_bytes()),
        WireType::Jsonb => {
            let text = json(value);
            out.push(1);
            put(out, text.as_bytes());
        }
        WireType::Bool => match value {
            Value::Bool(b) => out.push(u8::from(*b)),
            Value::Text(t) if t == "true" || t == "t" => out.push(1),
            Value::Text(t) if t == "false" || t == "f" => out.push(0),
            _ => return Err(Misfit),
        },
        WireType::Bytea => match value {
            Value::Bytes(bytes) => put(out, bytes),
            Value::Text(text) if !text.contains('\\') => put(out, text.as_bytes()),
            _ => return Err(Misfit),
        },
        WireType::Uuid => put(out, &uuid(value)?),
        WireType::Date => match value {
            Value::Text(text) => put(out, &temporal::parse_date(text).ok_or(Misfit)?.to_be_bytes()),
            Value::Date(ms) => put(out, &zone.day(*ms).ok_or(Misfit)?.to_be_bytes()),
            _ => return Err(Misfit),
        },
        WireType::Time => match value {
            Value::Text(text) if text.len() >= 8 && text.as_bytes()[2] == b':' => {
                let micros =
                    temporal::parse_clock(text).filter(|m| (0..86_400_000_000).contains(m)).ok_or(Misfit)?;
                // 12:99 parses, but is the server's to refuse.
                if temporal::time_text(micros)[..8] != text[..8] || text.len() > 15 {
                    return Err(Misfit);
                }
                put(out, &micros.to_be_bytes());
            }
            _ => return Err(Misfit),
        },
        WireType::Timestamptz => put(out, &instant(value, Some)?.to_be_bytes()),
        WireType::Timestamp => {
            put(out, &instant(value, |ms| ms.checked_add(zone.offset(ms) * 1000))?.to_be_bytes());
        }
        _ => return Err(Misfit),
    }
    Ok(true)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
}

fn narrow<T: TryFrom<i64>>(n: i64) -> Result<T, Misfit> {
    T::try_from(n).map_err(|_| Misfit)
}

fn whole(value: &Value) -> Result<i64, Misfit> {
    match value {
        Value::Int(n) => Ok(*n),
        // `-0` and friends; 5.5 is not whole and must be compared, or refused, by the server.
        Value::Float(n) if n.fract() == 0.0 && n.abs() < 9.0e15 => Ok(*n as i64),
        Value::Text(text) | Value::BigInt(text) => {
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) {
                return Err(Misfit);
            }
            text.parse().map_err(|_| Misfit)
        }
        _ => Err(Misfit),
    }
}

fn float(value: &Value) -> Result<f64, Misfit> {
    match value {
        Value::Int(n) => Ok(*n as f64),
        Value::Float(n) => Ok(*n),
        Value::Text(text) if is_decimal(text) => text.parse().map_err(|_| Misfit),
        _ => Err(Misfit),
    }
}

/// Digits with an optional sign, fraction and exponent, and nothing else.
fn is_decimal(text: &str) -> bool {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    body.bytes().next().is_some_and(|c| c.is_ascii_digit())
        && body.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn instant(value: &Value, shift: impl Fn(i64) -> Option<i64>) -> Result<i64, Misfit> {
    match value {
        Value::Date(ms) => shift(*ms).and_then(temporal::instant_micros).ok_or(Misfit),
        Value::Float(n) if *n == f64::INFINITY => Ok(i64::MAX),
        Value::Float(n) if *n == f64::NEG_INFINITY => Ok(i64::MIN),
        _ => Err(Misfit),
    }
}

fn uuid(value: &Value) -> Result<[u8; 16], Misfit> {
    let Value::Text(text) = value else { return Err(Misfit) };
    let shape = text.len() == 36 && [8, 13, 18, 23].iter().all(|i| text.as_bytes()[*i] == b'-');
    if !shape {
        return Err(Misfit);
    }
    let digits: Vec<u32> =
        text.chars().filter(|c| *c != '-').map(|c| c.to_digit(16).ok_or(Misfit)).collect::<Result<_, _>>()?;
    let mut bytes = [0u8; 16];
    if digits.len() != 32 {
        return Err(Misfit);
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = (pair[0] * 16 + pair[1]) as u8;
    }
    Ok(bytes)
}

/// Base-10000 groups: weight of the first, sign, digits behind the point.
fn numeric(value: &Value, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let text = match value {
        Value::Int(n) => n.to_string(),
        Value::Float(n) if n.is_finite() => js_float(*n),
        Value::Float(n) => {
            let sign: u16 = if n.is_nan() { 0xC000 } else { return Err(Misfit) };
            put(out, &[0, 0, 0, 0]);
            put(out, &sign.to_be_bytes());
            put(out, &[0, 0]);
            return Ok(());
        }
        Value::BigInt(text) => text.clone(),
        Value::Text(text) if is_decimal(text) => text.clone(),
        _ => return Err(Misfit),
    };
    let negative = text.starts_with('-');
    let body = text.trim_start_matches(['-', '+']);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, exponent.trim_start_matches('+').parse::<i32>().map_err(|_| Misfit)?)
        }
        None => (body, 0),
    };
    if exponent.abs() > 1000 {
        return Err(Misfit);
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|c| c.is_ascii_digit()) {
        return Err(Misfit);
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|c| c - b'0').collect();
    // Where the decimal point stands among the digits.
    let point = whole.len() as i32 + exponent;
    let scale = (digits.len() as i32 - point).max(0);
    let digit =
        |at: i32| i32::from(usize::try_from(at).ok().and_then(|i| digits.get(i)).copied().unwrap_or(0));
    let first = -((point + 3).div_euclid(4));
    let last = (scale + 3) / 4;
    let mut groups: Vec<i16> = (first..last)
        .map(|g| {
            let at = point + g * 4;
            (digit(at) * 1000 + digit(at + 1) * 100 + digit(at + 2) * 10 + digit(at + 3)) as i16
        })
        .collect();
    let mut weight = -first - 1;
    let leading = groups.iter().take_while(|g| **g == 0).count();
    groups.drain(..leading);
    weight -= leading as i32;
    while groups.last() == Some(&0) {
        groups.pop();
    }
    if groups.is_empty() {
        weight = 0;
    }
    let sign: u16 = if negative && !groups.is_empty() { 0x4000 } else { 0 };
    put(out, &narrow::<i16>(groups.len() as i64)?.to_be_bytes());
    put(out, &narrow::<i16>(i64::from(weight))?.to_be_bytes());
    put(out, &sign.to_be_bytes());
    put(out, &narrow::<i16>(i64::from(scale))?.to_be_bytes());
    for group in groups {
        put(out, &group.to_be_bytes());
    }
    Ok(())
}

fn array(items: &[Value], element: &WireType, oid: u32, zone: Zone, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let mut lengths = Vec::new();
    let mut level = items;
    loop {
        lengths.push(i32::try_from(level.len()).map_err(|_| Misfit)?);
        // JSON elements that are arrays are values, not dimensions.
        match level.first() {
            Some(Value::Array(inner)) if !matches!(element, WireType::Json | WireType::Jsonb) => {
                level = inner
            }
            _ => break,
        }
    }
    if oid == 0 || lengths.len() > 6 {
        return Err(Misfit);
    }
    if items.is_empty() {
        lengths.clear();
    } else if lengths.contains(&0) {
        return Err(Misfit);
    }
    put(out, &(lengths.len() as i32).to_be_bytes());
    let has_null_at = out.len();
    put(out, &0i32.to_be_bytes());
    put(out, &oid.to_be_bytes());
    for length in &lengths {
        put(out, &length.to_be_bytes());
        put(out, &1i32.to_be_bytes());
    }
    let mut has_null = false;
    if !lengths.is_empty() {
        nested(items, &lengths, element, zone, out, &mut has_null)?;
    }
    out[has_null_at + 3] = u8::from(has_null);
    Ok(())
}

fn nested(
    items: &[Value],
    lengths: &[i32],
    element: &WireType,
    zone: Zone,
    out: &mut Vec<u8>,
    has_null: &mut bool,
) -> Result<(), Misfit> {
    if lengths.first().copied() != i32::try_from(items.len()).ok() {
        return Err(Misfit);
    }
    for item in items {
        if lengths.len() > 1 {
            let Value::Array(inner) = item else { return Err(Misfit) };
            nested(inner, &lengths[1..], element, zone, out, has_null)?;
            continue;
        }
        let at = out.len();
        put(out, &(-1i32).to_be_bytes());
        if scalar(item, element, zone, out)? {
            let length = i32::try_from(out.len() - at - 4).map_err(|_| Misfit)?;
            out[at..at + 4].copy_from_slice(&length.to_be_bytes());
        } else {
            *has_null = true;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::Cell;

    fn there_and_back(value: Value, wire: WireType, element: u32) -> Result<String, Misfit> {
        let mut out = Vec::new();
        encode(&value, &Param { wire: wire.clone(), element }, Zone::Fixed(0), &mut out)?;
        Ok(match wire.binary(&out).unwrap() {
            Cell::Text(text) | Cell::Json(text) => text.into_owned(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn numerics_come_back_as_they_went() {
        for text in [
            "0",
            "0.00",
            "12345.67",
            "-0.0005",
            "100000000",
            "0.000000000005",
            "99999999999999999999.9",
            "1.50",
            "10000",
        ] {
            assert_eq!(there_and_back(Value::Text(text.into()), WireType::Numeric, 0).as_deref(), Ok(text));
        }
        assert_eq!(
            there_and_back(Value::Float(1e21), WireType::Numeric, 0).as_deref(),
            Ok("1000000000000000000000")
        );
        assert_eq!(there_and_back(Value::Float(1.5e-7), WireType::Numeric, 0).as_deref(), Ok("0.00000015"));
        assert_eq!(there_and_back(Value::Text("1 or 1".into()), WireType::Numeric, 0), Err(Misfit));
    }

    #[test]
    fn values_that_do_not_fit_are_the_servers_to_read() {
        for (value, wire) in [
            (Value::Text("abc".into()), WireType::Int4),
            (Value::Float(5.5), WireType::Int4),
            (Value::Int(5_000_000_000), WireType::Int4),
            (Value::Text("2021-02-30".into()), WireType::Date),
            (Value::Text("x".into()), WireType::Uuid),
            (Value::Text("12:99:00".into()), WireType::Time),
        ] {
            assert_eq!(there_and_back(value, wire, 0), Err(Misfit));
        }
    }

    #[test]
    fn arrays_keep_dimensions_and_nulls() {
        let ints = |items: &[i64]| Value::Array(items.iter().map(|n| Value::Int(*n)).collect());
        let wire = WireType::Array(Box::new(WireType::Int4));
        assert_eq!(
            there_and_back(Value::Array(vec![ints(&[1, 2]), ints(&[3, 4])]), wire.clone(), 23).as_deref(),
            Ok("[[1,2],[3,4]]")
        );
        assert_eq!(
            there_and_back(Value::Array(vec![Value::Int(1), Value::Null]), wire.clone(), 23).as_deref(),
            Ok("[1,null]")
        );
        assert_eq!(there_and_back(ints(&[]), wire.clone(), 23).as_deref(), Ok("[]"));
        assert_eq!(there_and_back(Value::Array(vec![ints(&[1]), ints(&[])]), wire, 23), Err(Misfit));
    }
}
