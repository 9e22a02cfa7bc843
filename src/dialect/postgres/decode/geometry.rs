//! PostGIS' EWKB -> GeoJSON text, as v6 gives geometries and geographies.
//! <https://postgis.net/docs/using_postgis_dbmanagement.html#EWKB_EWKT>

use super::malformed;
use crate::failure::Result;
use std::fmt::Write;

/// Nested collections deeper than this come from no database that means well.
const DEPTH: usize = 32;

struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
}

/// What stands before the coordinates.
struct Header {
    kind: u32,
    has_z: bool,
    has_m: bool,
    srid: Option<u32>,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, tail) = self.bytes.split_first_chunk::<N>().ok_or_else(|| malformed("geometry"))?;
        self.bytes = tail;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32> {
        let bytes = self.take()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn f64(&mut self) -> Result<f64> {
        let bytes = self.take()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn header(&mut self) -> Result<Header> {
        self.little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(malformed("geometry")),
        };
        let word = self.u32()?;
        let base = word & 0x0fff_ffff;
        let (kind, iso) = (base % 1000, base / 1000);
        let srid = if word & 0x2000_0000 != 0 { Some(self.u32()?).filter(|s| *s != 0) } else { None };
        Ok(Header {
            kind,
            has_z: word & 0x8000_0000 != 0 || iso == 1 || iso == 3,
            has_m: word & 0x4000_0000 != 0 || iso == 2 || iso == 3,
            srid,
        })
    }

    /// `[x,y]` or `[x,y,z]`; an empty point is `[]`.
    fn point(&mut self, header: &Header, out: &mut String) -> Result<()> {
        let (x, y) = (self.f64()?, self.f64()?);
        let z = if header.has_z { Some(self.f64()?) } else { None };
        if header.has_m {
            self.f64()?;
        }
        if !x.is_finite() || !y.is_finite() {
            out.push_str("[]");
            return Ok(());
        }
        let _ = write!(out, "[{x},{y}");
        if let Some(z) = z.filter(|z| z.is_finite()) {
            let _ = write!(out, ",{z}");
        }
        out.push(']');
        Ok(())
    }

    fn list(
        &mut self,
        out: &mut String,
        mut item: impl FnMut(&mut Self, &mut String) -> Result<()>,
    ) -> Result<()> {
        out.push('[');
        for i in 0..self.u32()? {
            if i > 0 {
                out.push(',');
            }
            item(self, out)?;
        }
        out.push(']');
        Ok(())
    }

    /// The coordinates of a geometry; those of a collection's members bring headers of their own.
    fn coordinates(&mut self, header: &Header, out: &mut String) -> Result<()> {
        match header.kind {
            1 => self.point(header, out),
            2 => self.list(out, |r, out| r.point(header, out)),
            3 => self.list(out, |r, out| r.list(out, |r, out| r.point(header, out))),
            4..=6 => self.list(out, |r, out| {
                let inner = r.header()?;
                if inner.kind > 3 {
                    return Err(malformed("geometry"));
                }
                r.coordinates(&inner, out)
            }),
            _ => Err(malformed("geometry")),
        }
    }

    fn geometry(&mut self, depth: usize, out: &mut String) -> Result<()> {
        let header = self.header()?;
        let names = [
            "Point",
            "LineString",
            "Polygon",
            "MultiPoint",
            "MultiLineString",
            "MultiPolygon",
            "GeometryCollection",
        ];
        let name = (header.kind as usize)
            .checked_sub(1)
            .and_then(|i| names.get(i))
            .ok_or_else(|| malformed("geometry"))?;
        if depth > DEPTH {
            return Err(malformed("geometry"));
        }
        out.push('{');
        // v6 shows the system of the outermost geometry only.
        if let Some(srid) = header.srid.filter(|_| depth == 0) {
            let _ = write!(out, r#""crs":{{"type":"name","properties":{{"name":"EPSG:{srid}"}}}},"#);
        }
        let _ = write!(out, r#""type":"{name}","#);
        if header.kind == 7 {
            out.push_str("\"geometries\":");
            self.list(out, |r, out| r.geometry(depth + 1, out))?;
        } else {
            out.push_str("\"coordinates\":");
            self.coordinates(&header, out)?;
        }
        out.push('}');
        Ok(())
    }
}

/// GeoJSON text of an EWKB value.
pub fn geo_json(bytes: &[u8]) -> Result<String> {
    let mut out = String::new();
    Reader { bytes, little: true }.geometry(0, &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::text::unhex;
    use super::*;

    fn of(hex: &str) -> String {
        geo_json(&unhex(hex).unwrap()).unwrap()
    }

    #[test]
    fn geometries_become_geo_json() {
        assert_eq!(
            of("0101000020E6100000000000000000F03F0000000000000040"),
            r#"{"crs":{"type":"name","properties":{"name":"EPSG:4326"}},"type":"Point","coordinates":[1,2]}"#
        );
        assert_eq!(
            of("00000000013FF00000000000004000000000000000"),
            r#"{"type":"Point","coordinates":[1,2]}"#
        );
        assert_eq!(
            of("010200000002000000000000000000F03F000000000000F03F00000000000000400000000000000040"),
            r#"{"type":"LineString","coordinates":[[1,1],[2,2]]}"#
        );
        assert_eq!(
            of("0104000000010000000101000000000000000000F03F0000000000000040"),
            r#"{"type":"MultiPoint","coordinates":[[1,2]]}"#
        );
        assert_eq!(
            of("0101000080000000000000F03F00000000000000400000000000000840"),
            r#"{"type":"Point","coordinates":[1,2,3]}"#
        );
        assert_eq!(of("0101000000000000000000F87F000000000000F87F"), r#"{"type":"Point","coordinates":[]}"#);
        assert_eq!(
            of("0107000000010000000101000000000000000000F03F0000000000000040"),
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#
        );
    }

    #[test]
    fn broken_geometries_are_errors() {
        let whole = unhex("0107000000010000000101000000000000000000F03F0000000000000040").unwrap();
        for length in 0..whole.len() {
            assert!(geo_json(&whole[..length]).is_err());
        }
        assert!(geo_json(&[1, 4, 0, 0, 0, 255, 255, 255, 255]).is_err());
    }
}
