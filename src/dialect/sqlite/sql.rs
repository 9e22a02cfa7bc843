//! SQLite's SQL.

use super::{ddl, json, types};
use crate::ast::ddl::{Column, ColumnContext, Ddl};
use crate::ast::TableName;
use crate::ast::{DataType, Expr};
use crate::failure::{Failure, Result};
use crate::sql::ddl::Printer;
use crate::sql::MigrationLock;
use crate::sql::{ConflictStyle, LimitedWrite, WriteFeatures};
use crate::sql::{Features, IndexFeatures, LimitStyle, Settings, SqlDialect, Writer};
use crate::value::Value;

pub struct Sqlite;

const FEATURES: Features = Features {
    regexp: "REGEXP",
    not_regexp: "NOT REGEXP",
    boolean_literals: false,
    json_dates_as_iso_text: true,
    index: IndexFeatures { filter: true, ..IndexFeatures::DEFAULT },
    limit: LimitStyle::OffsetCommaLimit,
    right_join: false,
    union_all: false,
    write: WriteFeatures {
        default_value: false,
        ignore_duplicates: " OR IGNORE",
        conflict: ConflictStyle::OnConflict,
        limited_update: LimitedWrite::RowId,
        limited_delete: LimitedWrite::RowId,
        truncate: "DELETE FROM",
        max_binds: 32766,
        ..WriteFeatures::DEFAULT
    },
    named_placeholders: true,
    transactional_ddl: true,
    ..Features::DEFAULT
};

impl SqlDialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn migration_lock(&self, _key: i64, _holder: &str, _settings: &Settings) -> Result<MigrationLock> {
        Ok(MigrationLock::File)
    }

    fn features(&self) -> &'static Features {
        &FEATURES
    }

    fn identifier_quotes(&self) -> (char, char) {
        ('`', '`')
    }

    /// `$1` as v6 has it. SQLite keeps such names in a list that it searches from the start for every name,
    /// which a statement with thousands of values would feel; `?100` is a number and needs no search.
    fn placeholder(&self, n: usize, out: &mut String) {
        out.push(if n < 100 { '$' } else { '?' });
        out.push_str(&n.to_string());
    }

    fn quote_text(&self, text: &str, _settings: &Settings, out: &mut String) -> Result<()> {
        if text.contains('\0') {
            // SQL text ends at a NUL: such a string can be bound, not printed.
            return Err(Failure::usage("Invalid value: a string with a NUL character cannot be printed"));
        }
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
        Ok(())
    }

    /// `X'0aff'`: <https://www.sqlite.org/lang_expr.html>
    fn bytes_literal(&self, bytes: &[u8], out: &mut String) {
        out.push_str("X'");
        bytes.iter().for_each(|b| out.push_str(&format!("{b:02x}")));
        out.push('\'');
    }

    fn cast_type(&self, data_type: &str, _json: bool) -> String {
        json::cast_type(data_type)
    }

    fn is_json_statement(&self, text: &str) -> Result<bool> {
        crate::sql::is_json_statement(text, &json::SYNTAX)
    }

    fn foreign_key_checks(&self, on: bool) -> Option<&'static str> {
        Some(if on { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" })
    }

    fn index_columns_query(&self, index: &str) -> Option<String> {
        Some(format!("PRAGMA INDEX_INFO(`{}`)", index.replace('`', "``")))
    }

    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], _as_text: bool) -> Result<()> {
        json::json_path(w, document, path)
    }

    /// `; DELETE FROM `sqlite_sequence` WHERE `name` = 'users';` <https://www.sqlite.org/autoinc.html>
    fn restart_identity(&self, w: &mut Writer<'_>, table: &TableName) -> Result<()> {
        let name = match table.schema.as_deref().filter(|s| !s.is_empty()) {
            Some(schema) => format!("{schema}{}{}", table.delimiter.as_deref().unwrap_or("."), table.table),
            None => table.table.clone(),
        };
        w.text("; DELETE FROM `sqlite_sequence` WHERE `name` = ");
        w.literal(&Value::Text(name), None)?;
        w.text(";");
        Ok(())
    }

    fn type_name(&self, data_type: &DataType, _settings: &Settings) -> Result<String> {
        types::type_name(data_type)
    }

    fn ddl(&self, p: Printer<'_>, statement: &Ddl) -> Result<String> {
        ddl::print(p, statement)
    }

    fn column(&self, p: Printer<'_>, column: &Column, context: &ColumnContext) -> Result<String> {
        ddl::definition(p, column, context)
    }
}
