//! What definition statements are made of: tables, columns, indexes, constraints.

use crate::ast::data_type::DataType;
use crate::ast::expr::Expr;
use crate::ast::table::TableName;
use std::sync::Arc;

/// A table as the caller gave it. v6 splits some names at their dots, but only names given as text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableArg {
    pub name: TableName,
    /// Given as text, not as an object with `tableName`.
    pub text: bool,
}

/// `allowNull`: each database has its own idea of what an unset one means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AllowNull {
    #[default]
    Absent,
    /// The key is there, and holds null or undefined.
    Unset,
    No,
    Yes,
}

/// What a foreign key points to.
#[derive(Debug, Clone, PartialEq)]
pub struct References {
    pub table: TableArg,
    pub key: Option<String>,
    pub deferrable: Option<Deferrable>,
}

/// v6's `Deferrable`.
#[derive(Debug, Clone, PartialEq)]
pub enum Deferrable {
    InitiallyDeferred,
    InitiallyImmediate,
    Not,
    /// `SET CONSTRAINTS … DEFERRED`; no names means all.
    SetDeferred(Option<Vec<String>>),
    SetImmediate(Option<Vec<String>>),
}

/// One attribute's definition (`{ type, allowNull, defaultValue, references, … }`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// The key under which the attribute stands.
    pub key: String,
    pub field: Option<String>,
    pub data_type: Option<Arc<DataType>>,
    /// `values` beside `type: ENUM`, which win over the type's own.
    pub values: Option<Vec<String>>,
    pub allow_null: AllowNull,
    /// Only a default that can be part of a schema: NOW, UUIDV1 and UUIDV4 are JavaScript's business.
    pub default_value: Option<Expr>,
    /// `unique: true`; named unique keys are the table's.
    pub unique: bool,
    pub primary_key: bool,
    pub auto_increment: bool,
    pub auto_increment_identity: bool,
    pub references: Option<References>,
    pub on_delete: Option<String>,
    pub on_update: Option<String>,
    pub comment: Option<String>,
    /// MySQL and MariaDB: `FIRST`, `AFTER column`.
    pub first: bool,
    pub after: Option<String>,
    /// The table that the attribute's own model has, where the attribute knows its model.
    pub own_table: Option<String>,
}

/// Where a definition will stand: some words are only right in one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnContext {
    /// `addColumn`, `changeColumn`, `createTable`.
    pub context: Option<String>,
    pub table: Option<TableArg>,
    pub key: Option<String>,
    pub schema: Option<String>,
    pub foreign_key: Option<String>,
    pub without_foreign_keys: bool,
}

/// Columns by name with their finished definitions, as `attributesToSQL` answers them.
pub type Definitions = Vec<(String, String)>;

#[derive(Debug, Clone, PartialEq)]
pub struct UniqueKey {
    pub name: String,
    pub fields: Vec<String>,
    pub custom_index: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableOptions {
    pub comment: Option<String>,
    pub unique_keys: Vec<UniqueKey>,
    pub engine: Option<String>,
    pub charset: Option<String>,
    pub collate: Option<String>,
    pub row_format: Option<String>,
    pub initial_auto_increment: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum IndexField {
    Expr(Expr),
    Column {
        name: String,
        collate: Option<String>,
        operator: Option<String>,
        length: Option<String>,
        order: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Index {
    pub name: String,
    pub fields: Vec<IndexField>,
    pub unique: bool,
    pub kind: Option<String>,
    pub using: Option<String>,
    pub operator: Option<String>,
    pub parser: Option<String>,
    pub concurrently: bool,
    pub filter: Option<Expr>,
}

/// What a table constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintKind {
    Unique,
    Check(Option<Expr>),
    Default(Option<Expr>),
    PrimaryKey,
    ForeignKey { table: TableArg, fields: Vec<String>, on_update: Option<String>, on_delete: Option<String> },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    pub kind: ConstraintKind,
    pub name: Option<String>,
    pub fields: Vec<IndexField>,
    pub deferrable: Option<Deferrable>,
}

/// An index named by its name or by the columns from which v6 makes the name.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexName {
    Name(String),
    Columns(Vec<String>),
}

/// Options of CREATE DATABASE and CREATE SCHEMA.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DatabaseOptions {
    pub encoding: Option<String>,
    pub charset: Option<String>,
    pub collate: Option<String>,
    pub ctype: Option<String>,
    pub template: Option<String>,
}

/// A transaction, as far as its statements name it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transaction {
    /// A nested transaction is a savepoint.
    pub nested: bool,
    pub name: String,
    /// SQLite's `DEFERRED`, `IMMEDIATE`, `EXCLUSIVE`.
    pub kind: Option<String>,
}

/// A parameter of a stored function.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub name: Option<String>,
    pub data_type: String,
    pub direction: Option<String>,
}
