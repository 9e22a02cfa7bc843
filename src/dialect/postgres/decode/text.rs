//! Text results (the simple protocol) -> the same cells as binary results give.

use super::geometry::geo_json;
use super::{interval_json, malformed, push_bound, push_json, push_numbers, WireType};
use crate::dialect::postgres::temporal;
use crate::driver::Cell;
use crate::failure::Result;
use crate::sql::json_string;
use std::borrow::Cow;

pub fn decode<'a>(ty: &WireType, bytes: &'a [u8]) -> Result<Cell<'a>> {
    let text = String::from_utf8_lossy(bytes);
    match ty {
        WireType::Bool => Ok(Cell::Bool(text == "t")),
        WireType::Int2 | WireType::Int4 | WireType::Oid | WireType::Float4 | WireType::Float8 => {
            text.parse().map(Cell::Number).map_err(|_| malformed("number"))
        }
        WireType::Json | WireType::Jsonb => Ok(Cell::Json(text)),
        WireType::Bytea => bytea(&text).map(|b| Cell::Bytes(Cow::Owned(b))).ok_or_else(|| malformed("bytea")),
        WireType::Timestamptz | WireType::Timestamp => {
            temporal::parse_timestamp(&text).map(Cell::Date).ok_or_else(|| malformed("timestamp"))
        }
        WireType::Interval => interval(&text).map(json).ok_or_else(|| malformed("interval")),
        WireType::Date if text == "infinity" => Ok(Cell::Number(f64::INFINITY)),
        WireType::Date if text == "-infinity" => Ok(Cell::Number(f64::NEG_INFINITY)),
        WireType::Geometry => geo_json(&unhex(&text).ok_or_else(|| malformed("geometry"))?).map(json),
        WireType::Point => numbers(&text, &["x", "y"]),
        WireType::Circle => numbers(&text, &["x", "y", "radius"]),
        WireType::Hstore => hstore(&text).map(json).ok_or_else(|| malformed("hstore")),
        WireType::Array(element) => {
            let mut out = String::new();
            array(&text, element, &mut out)?;
            Ok(json(out))
        }
        WireType::Range(element) => {
            let mut out = String::new();
            range(&text, element, &mut out)?;
            Ok(json(out))
        }
        _ => Ok(Cell::Text(text)),
    }
}

fn json(text: String) -> Cell<'static> {
    Cell::Json(Cow::Owned(text))
}

/// Pairs of hexadecimal digits.
pub fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16);
    hex.as_bytes()
        .chunks(2)
        .map(|pair| Some((digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?) as u8))
        .collect()
}

fn bytea(text: &str) -> Option<Vec<u8>> {
    if let Some(hex) = text.strip_prefix("\\x") {
        return unhex(hex);
    }
    // `bytea_output = escape`.
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(c) = bytes.next() {
        if c != b'\\' {
            out.push(c);
            continue;
        }
        match bytes.next()? {
            b'\\' => out.push(b'\\'),
            first => {
                let octal = |c: u8| (b'0'..=b'7').contains(&c).then(|| u32::from(c - b'0'));
                let n = octal(first)? * 64 + octal(bytes.next()?)? * 8 + octal(bytes.next()?)?;
                out.push(u8::try_from(n).ok()?);
            }
        }
    }
    Some(out)
}

/// `1 year 2 mons 3 days -04:05:06.789` -> the three parts that PostgreSQL keeps.
pub fn interval(text: &str) -> Option<String> {
    let (mut months, mut days, mut micros) = (0i64, 0i64, 0i64);
    let mut words = text.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        if word.contains(':') {
            micros = temporal::parse_clock(word)?;
            continue;
        }
        let n: i64 = word.parse().ok()?;
        match words.next()? {
            "year" | "years" => months += n * 12,
            "mon" | "mons" => months += n,
            "day" | "days" => days += n,
            _ => return None,
        }
    }
    Some(interval_json(months, days, micros))
}

/// The numbers inside `(1,2)` or `<(1,2),3>`.
fn numbers(text: &str, names: &[&str]) -> Result<Cell<'static>> {
    let parts: Vec<&str> = text.split(['(', ')', '<', '>', ',']).filter(|s| !s.is_empty()).collect();
    let values: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    if values.len() != names.len() {
        return Err(malformed("point"));
    }
    let mut out = String::new();
    push_numbers(names, &values, &mut out);
    Ok(json(out))
}

/// `"a"=>"1", "b"=>NULL`.
fn hstore(text: &str) -> Option<String> {
    fn quoted(rest: &str) -> Option<(String, &str)> {
        let mut out = String::new();
        let mut chars = rest.strip_prefix('"')?.char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                '\\' => out.push(chars.next()?.1),
                '"' => return Some((out, &rest[i + 2..])),
                c => out.push(c),
            }
        }
        None
    }
    let mut out = String::from("{");
    let mut rest = text.trim();
    while !rest.is_empty() {
        if out.len() > 1 {
            out.push(',');
            rest = rest.strip_prefix(',')?.trim_start();
        }
        let (key, tail) = quoted(rest)?;
        json_string(&key, &mut out);
        out.push(':');
        rest = tail.strip_prefix("=>")?;
        if let Some(tail) = rest.strip_prefix("NULL") {
            out.push_str("null");
            rest = tail.trim_start();
        } else {
            let (value, tail) = quoted(rest)?;
            json_string(&value, &mut out);
            rest = tail.trim_start();
        }
    }
    out.push('}');
    Some(out)
}

/// `{1,NULL,{"a,b"}}`, with an optional `[1:2]=` before it.
fn array(text: &str, element: &WireType, out: &mut String) -> Result<()> {
    let body = match text.find('{') {
        Some(at) => &text[at..],
        None => return Err(malformed("array")),
    };
    let mut chars = body.chars().peekable();
    let mut depth = 0usize;
    // Whether the next element needs a comma before it.
    let mut started = false;
    while let Some(c) = chars.next() {
        match c {
            '{' => {
                out.push('[');
                depth += 1;
                started = false;
            }
            '}' => {
                out.push(']');
                depth = depth.checked_sub(1).ok_or_else(|| malformed("array"))?;
                started = true;
            }
            ',' => {
                out.push(',');
                started = true;
            }
            first => {
                let mut item = String::new();
                let quoted = first == '"';
                if quoted {
                    loop {
                        match chars.next() {
                            Some('\\') => item.extend(chars.next()),
                            Some('"') => break,
                            Some(c) => item.push(c),
                            None => return Err(malformed("array")),
                        }
                    }
                } else {
                    item.push(first);
                    while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '}')) {
                        item.push(c);
                    }
                }
                let cell =
                    if !quoted && item == "NULL" { Cell::Null } else { decode(element, item.as_bytes())? };
                push_json(&cell, out);
                started = true;
            }
        }
    }
    if depth != 0 || !started {
        return Err(malformed("array"));
    }
    Ok(())
}

/// `[1,5)`, `["2020-01-01 00:00:00+00",)`, `empty`.
fn range(text: &str, element: &WireType, out: &mut String) -> Result<()> {
    if text == "empty" {
        out.push_str("[]");
        return Ok(());
    }
    let mut bounds: Vec<Option<String>> = Vec::with_capacity(2);
    let mut item = String::new();
    let mut present = false;
    let mut inside = false;
    let body = text.get(1..text.len().saturating_sub(1)).ok_or_else(|| malformed("range"))?;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => item.extend(chars.next()),
            '"' if inside && chars.peek() == Some(&'"') => item.extend(chars.next()),
            '"' => {
                inside = !inside;
                present = true;
            }
            ',' if !inside => {
                bounds.push((present || !item.is_empty()).then(|| std::mem::take(&mut item)));
                present = false;
            }
            c => item.push(c),
        }
    }
    bounds.push((present || !item.is_empty()).then_some(item));
    let [lower, upper] = bounds.as_slice() else { return Err(malformed("range")) };
    out.push('[');
    for (i, bound) in [lower, upper].into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let inclusive = if i == 0 { text.starts_with('[') } else { text.ends_with(']') };
        let cell = bound.as_deref().map(|b| decode(element, b.as_bytes())).transpose()?;
        push_bound(cell.as_ref(), inclusive, out);
    }
    out.push(']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json_of(ty: WireType, text: &str) -> String {
        match decode(&ty, text.as_bytes()).unwrap() {
            Cell::Json(text) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn arrays_ranges_and_maps_become_json() {
        let texts = WireType::Array(Box::new(WireType::Text));
        assert_eq!(
            json_of(texts.clone(), r#"{a,NULL,"NULL","b\"c,",{}}"#),
            r#"["a",null,"NULL","b\"c,",[]]"#
        );
        assert_eq!(json_of(texts, "{}"), "[]");
        assert_eq!(
            json_of(WireType::Array(Box::new(WireType::Int4)), "[0:1]={{1,2},{3,4}}"),
            "[[1,2],[3,4]]"
        );
        let range = WireType::Range(Box::new(WireType::Int4));
        assert_eq!(
            json_of(range.clone(), "[1,)"),
            r#"[{"value":1,"inclusive":true},{"value":null,"inclusive":false}]"#
        );
        assert_eq!(json_of(range, "empty"), "[]");
        assert_eq!(json_of(WireType::Hstore, r#""a"=>"1\"2", "b"=>NULL"#), r#"{"a":"1\"2","b":null}"#);
        assert_eq!(
            json_of(WireType::Interval, "1 year 2 mons -3 days -04:05:06.789"),
            r#"{"years":1,"months":2,"days":-3,"hours":-4,"minutes":-5,"seconds":-6,"milliseconds":-789}"#
        );
    }
}
