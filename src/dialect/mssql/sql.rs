//! SQL Server's SQL.

use super::{column, ddl, lock, types, write};
use crate::ast::ddl::{Column, ColumnContext, Ddl, Definitions};
use crate::ast::write::Merge;
use crate::ast::{DataType, Expr};
use crate::failure::{Failure, Result};
use crate::sql::ddl::Printer;
use crate::sql::MigrationLock;
use crate::sql::{Features, IndexFeatures, LimitStyle, Settings, SqlDialect, Writer};
use crate::sql::{LimitedWrite, ReturningStyle, WriteFeatures};
use crate::value::Value;

pub struct Mssql;

const FEATURES: Features = Features {
    schemas: true,
    boolean_literals: false,
    json: false,
    default_constraints: true,
    index: IndexFeatures { collate: false, kind: true, filter: true, ..IndexFeatures::DEFAULT },
    limit: LimitStyle::OffsetFetch,
    table_hints: true,
    write: WriteFeatures {
        omits_null_identity: true,
        updates_identity: false,
        identity_insert: true,
        returning: ReturningStyle::Output,
        limited_update: LimitedWrite::Top,
        limited_delete: LimitedWrite::Top,
        after_delete: "; SELECT @@ROWCOUNT AS AFFECTEDROWS;",
        truncate: "TRUNCATE TABLE",
        values_per_insert: Some(250),
        untyped_dates: true,
        max_binds: 2100,
        ..WriteFeatures::DEFAULT
    },
    transactional_ddl: true,
    ..Features::DEFAULT
};

impl SqlDialect for Mssql {
    fn name(&self) -> &'static str {
        "mssql"
    }

    fn migration_lock(&self, key: i64, _holder: &str, _settings: &Settings) -> Result<MigrationLock> {
        Ok(lock::migration_lock(key))
    }

    fn features(&self) -> &'static Features {
        &FEATURES
    }

    fn identifier_quotes(&self) -> (char, char) {
        ('[', ']')
    }

    fn placeholder(&self, n: usize, out: &mut String) {
        out.push('@');
        out.push_str(&n.saturating_sub(1).to_string());
    }

    fn text_prefix(&self) -> &'static str {
        "N"
    }

    fn quote_text(&self, text: &str, _settings: &Settings, out: &mut String) -> Result<()> {
        if text.contains('\0') {
            return Err(Failure::usage("Invalid value: a string with a NUL character cannot be stored"));
        }
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
        Ok(())
    }

    /// `0x0aff`
    fn bytes_literal(&self, bytes: &[u8], out: &mut String) {
        out.push_str("0x");
        bytes.iter().for_each(|b| out.push_str(&format!("{b:02x}")));
    }

    fn special_literal(
        &self,
        value: &Value,
        data_type: Option<&DataType>,
        _settings: &Settings,
        out: &mut String,
    ) -> Result<bool> {
        let binary = data_type.is_some_and(|t| matches!(t.key.as_str(), "STRING" | "CHAR") && t.binary);
        match crate::sql::plain_text(value) {
            Some(text) if binary => {
                self.bytes_literal(text.as_bytes(), out);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn json_path(
        &self,
        _w: &mut Writer<'_>,
        _document: &Expr,
        _path: &[String],
        _as_text: bool,
    ) -> Result<()> {
        Err(Failure::usage("Unsupported mssql for JSON operations"))
    }

    fn merge(&self, w: &mut Writer<'_>, merge: &Merge) -> Result<()> {
        write::merge(w, merge)
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

    fn columns(&self, p: Printer<'_>, columns: &[Column], context: &ColumnContext) -> Result<Definitions> {
        column::definitions(p, columns, context)
    }
}
