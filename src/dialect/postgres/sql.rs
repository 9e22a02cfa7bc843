//! PostgreSQL's SQL.

use super::{column, ddl, json, literal, lock, types, write};
use crate::ast::ddl::{Column, ColumnContext, Ddl};
use crate::ast::write::Insert;
use crate::ast::{DataType, Expr, ValueKind};
use crate::failure::Result;
use crate::sql::ddl::Printer;
use crate::sql::lexical::Lexical;
use crate::sql::MigrationLock;
use crate::sql::{ConflictStyle, LimitedWrite, ReturningStyle, WriteFeatures};
use crate::sql::{Features, IndexFeatures, IndexUsing, Settings, SqlDialect, Writer};
use crate::value::Value;

pub struct Postgres;

const FEATURES: Features = Features {
    schemas: true,
    shared_trips: true,
    array_parameters: true,
    returning: true,
    bare_identifiers: true,
    arrays: true,
    is_parameter: ["IS NOT DISTINCT FROM", "IS DISTINCT FROM"],
    lexical: Lexical {
        nested_comments: true,
        backslashes_when_not_standard: true,
        escape_constants: true,
        dollar_quotes: true,
        ..Lexical::STANDARD
    },
    index: IndexFeatures {
        concurrently: true,
        using: IndexUsing::AfterTable,
        filter: true,
        operator: true,
        ..IndexFeatures::DEFAULT
    },
    lock: true,
    lock_of: true,
    lock_key: true,
    skip_locked: true,
    write: WriteFeatures {
        bulk_default: true,
        do_nothing: " ON CONFLICT DO NOTHING",
        conflict: ConflictStyle::OnConflict,
        returning: ReturningStyle::Returning,
        limited_update: LimitedWrite::Ignored,
        limited_delete: LimitedWrite::PrimaryKey,
        truncate_options: true,
        catches_violations: true,
        typed_parameters: true,
        ..WriteFeatures::DEFAULT
    },
    transactional_ddl: true,
    ..Features::DEFAULT
};

/// <https://www.postgresql.org/docs/10/sql-keywords-appendix.html>, the reserved ones.
const RESERVED_WORDS: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case \
    cast check collate collation column concurrently constraint create cross current_catalog current_date \
    current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do \
    else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect \
    into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on \
    only or order outer overlaps placing primary references returning right select session_user similar some \
    symmetric table tablesample then to trailing true union unique user using variadic verbose when where window with";

impl SqlDialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn migration_lock(&self, key: i64, holder: &str, settings: &Settings) -> Result<MigrationLock> {
        lock::migration_lock(self, key, holder, settings)
    }

    fn features(&self) -> &'static Features {
        &FEATURES
    }

    fn types_query(&self) -> Option<&'static str> {
        Some(
            "SELECT t.typname, t.typtype::text AS typtype, t.oid::int AS oid, t.typarray::int AS typarray, \
             r.rngtypid::int AS rngtypid, a.typarray::int AS rngtyparray FROM pg_type t \
             LEFT JOIN pg_range r ON r.rngsubtype = t.oid LEFT JOIN pg_type a ON a.oid = r.rngtypid \
             WHERE t.typtype IN ('b', 'e');",
        )
    }

    fn is_reserved_word(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        RESERVED_WORDS.split_ascii_whitespace().any(|word| word == name)
    }

    fn placeholder(&self, n: usize, out: &mut String) {
        out.push('$');
        out.push_str(&n.to_string());
    }

    fn quote_text(&self, text: &str, settings: &Settings, out: &mut String) -> Result<()> {
        literal::quote_text(text, settings, out)
    }

    fn bytes_literal(&self, bytes: &[u8], out: &mut String) {
        literal::bytes_literal(bytes, out);
    }

    fn special_literal(
        &self,
        value: &Value,
        data_type: Option<&DataType>,
        settings: &Settings,
        out: &mut String,
    ) -> Result<bool> {
        literal::special_literal(value, data_type, settings, out)
    }

    fn bind_value(&self, value: Value, data_type: Option<&DataType>, settings: &Settings) -> Result<Value> {
        literal::bind_value(value, data_type, settings)
    }

    fn around_placeholder(&self, kind: ValueKind, data_type: Option<&DataType>) -> (&'static str, String) {
        literal::around_placeholder(kind, data_type)
    }

    fn binds_as_array(&self, data_type: Option<&DataType>) -> bool {
        literal::binds_as_array(data_type)
    }

    fn is_json_statement(&self, text: &str) -> Result<bool> {
        crate::sql::is_json_statement(text, &json::SYNTAX)
    }

    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], as_text: bool) -> Result<()> {
        json::json_path(w, document, path, as_text)
    }

    fn insert_catching(&self, w: &mut Writer<'_>, insert: &Insert) -> Result<()> {
        write::insert_catching(w, insert)
    }

    fn type_name(&self, data_type: &DataType, _settings: &Settings) -> Result<String> {
        types::type_name(data_type)
    }

    fn ddl(&self, p: Printer<'_>, statement: &Ddl) -> Result<String> {
        ddl::print(p, statement)
    }

    fn column(&self, p: Printer<'_>, column: &Column, context: &ColumnContext) -> Result<String> {
        column::definition(p, column, context)
    }
}
