//! A column's type as `DataTypes` states it, before any dialect has spoken.

/// One data type with its options. Which options mean something depends on `key`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataType {
    /// v6's key: `STRING`, `TEXT`, `INTEGER`, `DATE`, `ARRAY`, …; `RAW` for a type given as SQL text;
    /// `CUSTOM` for a class of the user, whose SQL text JavaScript has asked for.
    pub key: String,
    /// STRING, CHAR, TEXT (`tiny`, `medium`, `long`), BLOB, DATE and TIME precision, numeric display width.
    pub length: Option<String>,
    pub precision: Option<u32>,
    pub scale: Option<u32>,
    pub binary: bool,
    pub unsigned: bool,
    pub zerofill: bool,
    /// ENUM.
    pub values: Vec<String>,
    /// The element of an ARRAY, the bound of a RANGE, the return type of a VIRTUAL.
    pub inner: Option<Box<DataType>>,
    /// GEOMETRY and GEOGRAPHY: `POINT`, `POLYGON`, …
    pub geometry: Option<String>,
    pub srid: Option<i64>,
    /// The SQL text of `RAW` and `CUSTOM`.
    pub sql: Option<String>,
}
