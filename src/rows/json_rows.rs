//! Rows as JSON for somebody who reads only so many bytes: whole rows, and how many more there were.

use super::json;
use crate::driver::{Cell, ColumnInfo, ColumnKind, Done, Row, RowSink};
use crate::failure::Result;
use serde_json::{json, Value as Json};
use std::any::Any;
use std::collections::HashSet;

/// Why rows were cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Rows,
    Bytes,
}

/// Keeps rows while both limits hold, and counts the rest.
pub struct JsonRows {
    max_rows: usize,
    max_bytes: usize,
    columns: Vec<ColumnInfo>,
    /// The columns' names as JSON strings with a colon, each once.
    keys: Vec<String>,
    out: Vec<u8>,
    rows: usize,
    cut: usize,
    why: Option<Cut>,
    /// Bytes of the first row that did not fit.
    too_large: usize,
    affected: u64,
}

impl JsonRows {
    pub fn new(max_rows: usize, max_bytes: usize) -> JsonRows {
        JsonRows {
            max_rows,
            max_bytes,
            columns: Vec::new(),
            keys: Vec::new(),
            out: Vec::new(),
            rows: 0,
            cut: 0,
            why: None,
            too_large: 0,
            affected: 0,
        }
    }

    /// `{"columns":[{"name","type"}],"rows":[{…}],"cut":0,"why":null|"rows"|"bytes","rowBytes":0,"affected":0}`.
    pub fn into_json(self) -> String {
        let columns: Json =
            self.columns.iter().map(|c| json!({"name": c.name, "type": c.type_name})).collect();
        let why = self.why.map(|why| match why {
            Cut::Rows => "rows",
            Cut::Bytes => "bytes",
        });
        format!(
            "{{\"columns\":{columns},\"rows\":[{}],\"cut\":{},\"why\":{},\"rowBytes\":{},\"affected\":{}}}",
            String::from_utf8_lossy(&self.out),
            self.cut,
            json!(why),
            self.too_large,
            self.affected,
        )
    }

    fn leave(&mut self, why: Cut) {
        self.cut += 1;
        self.why.get_or_insert(why);
    }
}

impl RowSink for JsonRows {
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()> {
        let mut known = HashSet::new();
        self.columns = columns.to_vec();
        for column in &mut self.columns {
            let (name, mut n) = (column.name.clone(), 1);
            while !known.insert(column.name.clone()) {
                n += 1;
                column.name = format!("{name}_{n}");
            }
        }
        self.keys = self.columns.iter().map(|c| format!("{}:", Json::from(c.name.as_str()))).collect();
        Ok(())
    }

    fn row(&mut self, row: &dyn Row) -> Result<()> {
        if self.why.is_some() {
            self.cut += 1;
            return Ok(());
        }
        if self.rows == self.max_rows {
            self.leave(Cut::Rows);
            return Ok(());
        }
        let start = self.out.len();
        if self.rows > 0 {
            self.out.push(b',');
        }
        self.out.push(b'{');
        for (at, key) in self.keys.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(key.as_bytes());
            push(&mut self.out, row.cell(at)?, self.columns[at].decode);
        }
        self.out.push(b'}');
        if self.out.len() > self.max_bytes {
            self.too_large = self.out.len() - start;
            self.out.truncate(start);
            self.leave(Cut::Bytes);
            return Ok(());
        }
        self.rows += 1;
        Ok(())
    }

    fn done(&mut self, done: &Done) -> Result<()> {
        self.affected = done.affected;
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

fn push(out: &mut Vec<u8>, cell: Cell<'_>, kind: ColumnKind) {
    match cell {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Bool(true) => out.extend_from_slice(b"true"),
        Cell::Bool(false) => out.extend_from_slice(b"false"),
        Cell::Number(n) if kind == ColumnKind::Date => text(out, &date(n)),
        Cell::Number(n) => {
            if !json::push_number(out, n) {
                text(out, &n.to_string());
            }
        }
        Cell::Date(ms) => text(out, &date(ms)),
        Cell::Text(value) => text(out, &value),
        Cell::Json(value) if kind == ColumnKind::Tagged => match serde_json::from_str(&value) {
            Ok(tagged) => out.extend_from_slice(untagged(tagged).to_string().as_bytes()),
            Err(_) => text(out, &value),
        },
        Cell::Json(value) => out.extend_from_slice(value.as_bytes()),
        Cell::Bytes(bytes) => text(out, &hex(&bytes)),
    }
}

fn text(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(Json::from(value).to_string().as_bytes());
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("\\x"), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// As JavaScript's `toISOString`; what it has no date for, as a number's word.
fn date(ms: f64) -> String {
    let exact = ms.is_finite() && ms.abs() <= 8.64e15;
    match exact.then(|| chrono::DateTime::from_timestamp_millis(ms as i64)).flatten() {
        Some(date) => date.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        None => ms.to_string(),
    }
}

/// `{"$":"date","v":ms}` and its like, in plain words (see [`ColumnKind::Tagged`]).
fn untagged(value: Json) -> Json {
    match value {
        Json::Array(items) => items.into_iter().map(untagged).collect(),
        Json::Object(fields) => match (fields.get("$").and_then(Json::as_str), fields.get("v")) {
            (Some("date"), Some(v)) => match v.as_f64() {
                Some(ms) => Json::from(date(ms)),
                None => v.clone(),
            },
            (Some("number"), Some(v)) => v.clone(),
            (Some("bytes"), Some(v)) => Json::from(format!("\\x{}", v.as_str().unwrap_or_default())),
            _ => Json::Object(fields.into_iter().map(|(key, item)| (key, untagged(item))).collect()),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Cells(Vec<Cell<'static>>);

    impl Row for Cells {
        fn raw(&self, _: usize) -> Option<&[u8]> {
            None
        }
        fn cell(&self, column: usize) -> Result<Cell<'_>> {
            Ok(self.0[column].clone())
        }
    }

    fn column(name: &str, decode: ColumnKind) -> ColumnInfo {
        ColumnInfo { name: name.into(), type_name: "t".into(), decode }
    }

    fn read(sink: JsonRows) -> Json {
        serde_json::from_str(&sink.into_json()).unwrap()
    }

    #[test]
    fn every_kind_of_cell_is_json() {
        let mut sink = JsonRows::new(10, 1000);
        let kinds =
            [ColumnKind::Number, ColumnKind::Text, ColumnKind::Date, ColumnKind::Bytes, ColumnKind::Tagged];
        sink.columns(&kinds.map(|kind| column("a\"", kind))).unwrap();
        let tagged = r#"[{"$":"date","v":0},{"$":"number","v":"NaN"},{"$":"bytes","v":"ff"}]"#;
        let cells = vec![
            Cell::Number(f64::NAN),
            Cell::Text("é\n".into()),
            Cell::Date(1.0),
            Cell::Bytes(vec![1, 255].into()),
            Cell::Json(tagged.into()),
        ];
        sink.row(&Cells(cells)).unwrap();
        assert_eq!(
            read(sink)["rows"],
            json!([{
                "a\"": "NaN",
                "a\"_2": "é\n",
                "a\"_3": "1970-01-01T00:00:00.001Z",
                "a\"_4": "\\x01ff",
                "a\"_5": ["1970-01-01T00:00:00.000Z", "NaN", "\\xff"],
            }])
        );
    }

    #[test]
    fn whole_rows_are_cut_and_counted() {
        let filled = |max_rows, max_bytes| {
            let mut sink = JsonRows::new(max_rows, max_bytes);
            sink.columns(&[column("a", ColumnKind::Number)]).unwrap();
            for n in 0..10 {
                sink.row(&Cells(vec![Cell::Number(f64::from(n))])).unwrap();
            }
            let json = read(sink);
            (json["rows"].as_array().unwrap().len(), json["cut"].clone(), json["why"].clone())
        };
        assert_eq!(filled(100, 1000), (10, json!(0), Json::Null));
        assert_eq!(filled(4, 1000), (4, json!(6), json!("rows")));
        assert_eq!(filled(100, 25), (3, json!(7), json!("bytes")));
        assert_eq!(filled(100, 3), (0, json!(10), json!("bytes")));
    }
}
