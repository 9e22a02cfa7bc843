//! The one dynamic value: what crosses the border towards the database. Knows no SQL.

/// A bind value as JavaScript handed it over.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// A JavaScript number with no fraction inside ±(2^53 - 1), or a BigInt inside i64.
    Int(i64),
    /// Any other JavaScript number, NaN and the infinities included.
    Float(f64),
    /// A BigInt beyond i64, as decimal digits with an optional sign.
    BigInt(String),
    Text(String),
    /// A Buffer or Uint8Array.
    Bytes(Vec<u8>),
    /// A Date, in milliseconds since 1970-01-01T00:00:00Z. Never an invalid date.
    Date(i64),
    /// JSON text, made by JavaScript's `JSON.stringify` (so `toJSON` methods have run).
    Json(String),
    /// A JavaScript array.
    Array(Vec<Value>),
    /// A plain JavaScript object that is not JSON yet (range bounds, GeoJSON, hstore).
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The word for this kind of value in an error message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) | Value::Float(_) => "number",
            Value::BigInt(_) => "bigint",
            Value::Text(_) => "string",
            Value::Bytes(_) => "Buffer",
            Value::Date(_) => "Date",
            Value::Json(_) => "JSON",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}
