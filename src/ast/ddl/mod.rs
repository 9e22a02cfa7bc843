//! Definition, introspection and transaction statements, as data: what was asked, not how it is written.

mod parts;

pub use parts::*;

/// A statement. The variants carry v6's names.
#[derive(Debug, Clone, PartialEq)]
pub enum Ddl {
    // databases and schemas
    CreateDatabase {
        name: String,
        options: DatabaseOptions,
    },
    DropDatabase {
        name: String,
    },
    CreateSchema {
        name: String,
        options: DatabaseOptions,
    },
    DropSchema {
        name: TableArg,
    },
    ShowSchemas {
        skip: Vec<String>,
    },
    Version,
    // tables
    CreateTable {
        table: TableArg,
        columns: Definitions,
        options: TableOptions,
    },
    DropTable {
        table: TableArg,
        cascade: bool,
    },
    RenameTable {
        before: TableArg,
        after: TableArg,
    },
    DescribeTable {
        table: TableArg,
    },
    DescribeCreateTable {
        table: TableArg,
    },
    ShowTables {
        database: Option<String>,
    },
    TableExists {
        table: TableArg,
    },
    TruncateTable {
        table: TableArg,
        restart_identity: bool,
        cascade: bool,
    },
    // columns
    AddColumn {
        table: TableArg,
        key: String,
        column: Box<Column>,
    },
    RemoveColumn {
        table: TableArg,
        column: String,
    },
    ChangeColumn {
        table: TableArg,
        columns: Definitions,
    },
    RenameColumn {
        table: TableArg,
        before: String,
        columns: Definitions,
    },
    /// A table made anew with other columns, for databases that cannot alter one.
    /// `rename` is the old and the new name of a column.
    RebuildTable {
        table: TableArg,
        columns: Definitions,
        rename: Option<(String, String)>,
    },
    /// A table made anew from a finished CREATE TABLE, to change its constraints.
    AlterConstraint {
        table: TableArg,
        columns: Definitions,
        create: String,
    },
    /// A finished statement whose `DEFAULT true` is written as the database has it.
    BooleanDefaults {
        sql: String,
    },
    // indexes and constraints
    AddIndex {
        table: TableArg,
        index: Index,
    },
    RemoveIndex {
        table: TableArg,
        name: IndexName,
        concurrently: bool,
    },
    ShowIndexes {
        table: TableArg,
        database: Option<String>,
    },
    AddConstraint {
        table: TableArg,
        constraint: Constraint,
    },
    ConstraintSnippet {
        table: TableArg,
        constraint: Constraint,
    },
    RemoveConstraint {
        table: TableArg,
        name: String,
    },
    DropConstraint {
        table: TableArg,
        name: String,
    },
    ShowConstraints {
        table: TableArg,
        name: Option<String>,
    },
    DefaultConstraint {
        table: TableArg,
        column: String,
    },
    PrimaryKeyConstraint {
        table: TableArg,
        column: String,
    },
    ForeignKeys {
        table: TableArg,
        database: Option<String>,
    },
    ForeignKey {
        table: TableArg,
        column: String,
    },
    /// Columns in all that a catalog tells of them, for who compares schemas.
    ColumnDetails {
        table: TableArg,
    },
    /// Foreign keys with what they do on update and delete.
    ForeignKeyRules {
        table: TableArg,
    },
    ForeignKeyReferences {
        table: TableArg,
        catalog: Option<String>,
        schema: Option<String>,
    },
    DropForeignKey {
        table: TableArg,
        name: String,
    },
    // transactions
    StartTransaction(Transaction),
    CommitTransaction(Transaction),
    RollbackTransaction(Transaction),
    SetIsolationLevel {
        level: String,
        nested: bool,
    },
    Deferrable(Deferrable),
    SetSearchPath {
        path: String,
    },
    /// One column's definition as CREATE TABLE and ALTER TABLE take it (v6's `dataTypeMapping`).
    MappedType {
        table: TableArg,
        column: String,
        definition: String,
    },
    // enumerations
    EnumName {
        table: TableArg,
        column: String,
        with_schema: bool,
    },
    ListEnums {
        table: TableArg,
        column: Option<String>,
        schema: Option<String>,
    },
    CreateEnum {
        table: TableArg,
        column: String,
        values: Vec<String>,
        force: bool,
        with_schema: bool,
    },
    AddEnumValue {
        table: TableArg,
        column: String,
        value: String,
        before: Option<String>,
        after: Option<String>,
    },
    DropEnum {
        table: TableArg,
        column: String,
        name: Option<String>,
    },
    // stored functions and triggers
    TemporaryFunction {
        name: Option<String>,
        parameters: Option<String>,
        body: String,
        returns: Option<String>,
        language: Option<String>,
    },
    CreateFunction {
        name: String,
        parameters: Vec<Parameter>,
        returns: String,
        language: String,
        body: String,
        options: Vec<String>,
        replace: bool,
        /// Name, type, initial value.
        variables: Vec<(String, String, Option<String>)>,
    },
    DropFunction {
        name: String,
        parameters: Vec<Parameter>,
    },
    RenameFunction {
        before: String,
        parameters: Vec<Parameter>,
        after: String,
    },
    CreateTrigger {
        table: TableArg,
        name: String,
        event: String,
        fire_on: Vec<String>,
        function: String,
        parameters: Vec<Parameter>,
        options: Vec<String>,
    },
    DropTrigger {
        table: TableArg,
        name: String,
    },
    RenameTrigger {
        table: TableArg,
        before: String,
        after: String,
    },
}
