//! The name of a table: what `Model.getTableName()` answers, as data.

/// `table`, optionally in a schema. Where a database has no schemas, the printer joins
/// schema and table with `delimiter` (v6's `schemaDelimiter`, `.` unless given).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TableName {
    pub table: String,
    pub schema: Option<String>,
    pub delimiter: Option<String>,
}

impl TableName {
    pub fn new(table: impl Into<String>) -> Self {
        TableName { table: table.into(), schema: None, delimiter: None }
    }
}
