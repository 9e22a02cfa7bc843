//! GeoJSON -> well-known text. Coordinates must be numbers, so nothing else can reach the SQL.

use super::bind::invalid_value;
use super::json_text::structured;
use super::number::number_text;
use crate::failure::Result;
use crate::value::Value;

/// `POINT(1 2)`, `POLYGON((0 0,1 0,1 1,0 0))`, … of a GeoJSON object.
pub fn well_known_text(value: &Value) -> Result<String> {
    let mut out = String::new();
    geometry(&*structured(value)?, &mut out)?;
    Ok(out)
}

fn entry<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, v)| v),
        _ => None,
    }
}

fn geometry(value: &Value, out: &mut String) -> Result<()> {
    let Some(Value::Text(kind)) = entry(value, "type") else {
        return Err(invalid_value(value));
    };
    if kind == "GeometryCollection" {
        let Some(Value::Array(members)) = entry(value, "geometries") else {
            return Err(invalid_value(value));
        };
        out.push_str("GEOMETRYCOLLECTION");
        return group(members, out, geometry);
    }
    let (word, depth) = match kind.as_str() {
        "Point" => ("POINT", 0),
        "LineString" => ("LINESTRING", 1),
        "MultiPoint" => ("MULTIPOINT", 1),
        "Polygon" => ("POLYGON", 2),
        "MultiLineString" => ("MULTILINESTRING", 2),
        "MultiPolygon" => ("MULTIPOLYGON", 3),
        _ => return Err(invalid_value(value)),
    };
    let Some(Value::Array(coordinates)) = entry(value, "coordinates") else {
        return Err(invalid_value(value));
    };
    out.push_str(word);
    out.push_str(match dimension(coordinates) {
        3 => " Z",
        4 => " ZM",
        _ => "",
    });
    match depth {
        0 if coordinates.is_empty() => out.push_str(" EMPTY"),
        0 => {
            out.push('(');
            point(coordinates, out)?;
            out.push(')');
        }
        _ => nested(coordinates, depth, out)?,
    }
    Ok(())
}

/// How many numbers the first position has.
fn dimension(coordinates: &[Value]) -> usize {
    match coordinates.first() {
        Some(Value::Array(inner)) => dimension(inner),
        _ => coordinates.len(),
    }
}

fn nested(items: &[Value], depth: usize, out: &mut String) -> Result<()> {
    group(items, out, |item, out| match item {
        Value::Array(inner) if depth == 1 => point(inner, out),
        Value::Array(inner) => nested(inner, depth - 1, out),
        other => Err(invalid_value(other)),
    })
}

fn group(items: &[Value], out: &mut String, each: impl Fn(&Value, &mut String) -> Result<()>) -> Result<()> {
    if items.is_empty() {
        out.push_str(" EMPTY");
        return Ok(());
    }
    out.push('(');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(item, out)?;
    }
    out.push(')');
    Ok(())
}

fn point(position: &[Value], out: &mut String) -> Result<()> {
    for (i, number) in position.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match number {
            Value::Int(n) => out.push_str(&n.to_string()),
            Value::Float(n) if n.is_finite() => out.push_str(&number_text(*n)),
            other => return Err(invalid_value(other)),
        }
    }
    Ok(())
}
