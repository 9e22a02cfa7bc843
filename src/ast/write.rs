//! Statements that change rows.

use super::data_type::DataType;
use super::expr::Expr;
use super::table::TableName;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    Truncate(Truncate),
    Merge(Merge),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Insert {
    pub table: TableName,
    pub columns: Vec<String>,
    /// As many values a row as there are columns. No columns: one row of defaults.
    pub rows: Vec<Vec<Expr>>,
    /// Written for several rows: `bulkInsertQuery`'s own habits are followed.
    pub bulk: bool,
    /// Rows of nothing but defaults that come before, where `DEFAULT` cannot be said in a row.
    pub default_rows: usize,
    /// Rows that would violate a key are left out.
    pub ignore_duplicates: bool,
    pub conflict: Option<Conflict>,
    pub returning: Option<Returning>,
    /// A value is given for a column that numbers itself.
    pub sets_identity: bool,
    /// A unique violation is answered as a row and not raised (v6's `exception`).
    /// Such a statement has its values inline in both modes.
    pub catches: bool,
}

/// What happens to a row that is there already.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conflict {
    /// The columns of the key that conflicts, where the database asks for it.
    pub keys: Vec<String>,
    /// The condition of a partial index.
    pub filter: Option<Expr>,
    /// The columns that take the new row's values.
    pub update: Vec<String>,
}

/// Columns of the written rows to answer with; none means all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Returning {
    pub columns: Vec<String>,
    /// The columns' types, as far as they are known.
    pub types: Vec<Option<Arc<DataType>>>,
    /// The table has a trigger: rows have to be collected in a table of their own first.
    pub has_trigger: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Update {
    pub table: TableName,
    pub set: Vec<(String, Expr)>,
    pub filter: Option<Expr>,
    pub limit: Option<Expr>,
    pub returning: Option<Returning>,
    /// Columns are added to. An amount is a number of its own: `1.5` may be added to an integer column.
    pub arithmetic: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Delete {
    pub table: TableName,
    pub filter: Option<Expr>,
    pub limit: Option<Expr>,
    /// The columns of the primary key, where a model says them.
    pub primary_key: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truncate {
    pub table: TableName,
    pub restart_identity: bool,
    pub cascade: bool,
}

/// `MERGE`: insert, or update where the key columns are equal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Merge {
    pub table: TableName,
    pub insert: Vec<(String, Expr)>,
    pub update: Vec<(String, Expr)>,
    pub keys: Vec<String>,
    pub sets_identity: bool,
}
