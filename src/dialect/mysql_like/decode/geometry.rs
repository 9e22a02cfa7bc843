//! Shapes: four bytes of the reference system, then well-known binary, as GeoJSON.

use super::damaged;
use crate::driver::Cell;
use crate::failure::Result;
use crate::sql::number_text;

/// Shapes inside shapes; the server nests collections only so deep.
const DEEPEST: usize = 32;

pub fn cell<'a>(bytes: &[u8], plain: bool) -> Result<Cell<'a>> {
    let Some(body) = bytes.get(4..).filter(|body| !body.is_empty()) else { return Ok(Cell::Null) };
    let mut shape = Shape { rest: body, plain, out: String::new() };
    shape.object(0).ok_or_else(|| damaged("GEOMETRY"))?;
    Ok(Cell::Json(shape.out.into()))
}

struct Shape<'a> {
    rest: &'a [u8],
    /// `{"x":1,"y":2}` and lists of them, as mysql2 reads shapes by itself.
    plain: bool,
    out: String,
}

impl Shape<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn count(&mut self, little: bool) -> Option<u32> {
        let bytes = self.take()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self, little: bool) -> Option<()> {
        let bytes = self.take()?;
        let n = if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
        self.out.push_str(&if n.is_finite() { number_text(n) } else { "null".into() });
        Some(())
    }

    fn point(&mut self, little: bool) -> Option<()> {
        let [open, middle, close] = if self.plain { ["{\"x\":", ",\"y\":", "}"] } else { ["[", ",", "]"] };
        self.out.push_str(open);
        self.number(little)?;
        self.out.push_str(middle);
        self.number(little)?;
        self.out.push_str(close);
        Some(())
    }

    fn list(&mut self, little: bool, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.out.push('[');
        for i in 0..self.count(little)? {
            if i > 0 {
                self.out.push(',');
            }
            item(self)?;
        }
        self.out.push(']');
        Some(())
    }

    fn header(&mut self) -> Option<(bool, u32)> {
        let little = self.take::<1>()?[0] == 1;
        Some((little, self.count(little)?))
    }

    fn coordinates(&mut self, little: bool, kind: u32) -> Option<()> {
        match kind {
            1 => self.point(little),
            2 => self.list(little, |s| s.point(little)),
            3 => self.list(little, |s| s.list(little, |s| s.point(little))),
            4..=6 => self.list(little, |s| {
                let (little, kind) = s.header()?;
                s.coordinates(little, kind)
            }),
            _ => None,
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let (little, kind) = self.header()?;
        let name = match kind {
            1 => "Point",
            2 => "LineString",
            3 => "Polygon",
            4 => "MultiPoint",
            5 => "MultiLineString",
            6 => "MultiPolygon",
            7 if depth < DEEPEST => "GeometryCollection",
            _ => return None,
        };
        if self.plain {
            return match kind {
                7 => self.list(little, |s| s.object(depth + 1)),
                _ => self.coordinates(little, kind),
            };
        }
        self.out.push_str("{\"type\":\"");
        self.out.push_str(name);
        match kind {
            7 => {
                self.out.push_str("\",\"geometries\":");
                self.list(little, |s| s.object(depth + 1))?;
            }
            _ => {
                self.out.push_str("\",\"coordinates\":");
                self.coordinates(little, kind)?;
            }
        }
        self.out.push('}');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f64, y: f64) -> Vec<u8> {
        [&[1, 1, 0, 0, 0][..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
    }

    #[test]
    fn shapes_become_geojson() {
        let one = [&[0; 4][..], &point(39.5, -77.0)].concat();
        assert_eq!(
            cell(&one, false).unwrap(),
            Cell::Json(r#"{"type":"Point","coordinates":[39.5,-77]}"#.into())
        );
        assert_eq!(cell(&one, true).unwrap(), Cell::Json(r#"{"x":39.5,"y":-77}"#.into()));
        let many = [&[0; 4][..], &[1, 4, 0, 0, 0, 1, 0, 0, 0], &point(1.0, 2.0)].concat();
        assert_eq!(
            cell(&many, false).unwrap(),
            Cell::Json(r#"{"type":"MultiPoint","coordinates":[[1,2]]}"#.into())
        );
        assert_eq!(cell(&[], false).unwrap(), Cell::Null);
        assert!(cell(&[0, 0, 0, 0, 1, 9, 0, 0, 0], false).is_err());
        // Counts that the bytes cannot hold end with the bytes.
        assert!(cell(&[0, 0, 0, 0, 1, 2, 0, 0, 0, 255, 255, 255, 255], false).is_err());
    }
}
