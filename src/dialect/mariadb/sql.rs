//! MariaDB's SQL.

use crate::ast::ddl::{Column, ColumnContext, Ddl};
use crate::ast::{DataType, Expr};
use crate::dialect::mysql_like::{self, ddl, json, literal, lock, types};
use crate::failure::Result;
use crate::sql::ddl::Printer;
use crate::sql::MigrationLock;
use crate::sql::{DateStyle, Features, Settings, SqlDialect, Writer};
use crate::value::Value;

pub struct MariaDb;

const FEATURES: Features = Features { schemas: true, ..mysql_like::FEATURES };

impl SqlDialect for MariaDb {
    fn name(&self) -> &'static str {
        "mariadb"
    }

    fn migration_lock(&self, key: i64, _holder: &str, settings: &Settings) -> Result<MigrationLock> {
        lock::migration_lock(self, key, settings)
    }

    fn features(&self) -> &'static Features {
        &FEATURES
    }

    fn warnings_query(&self) -> Option<&'static str> {
        Some("SHOW WARNINGS")
    }

    fn identifier_quotes(&self) -> (char, char) {
        ('`', '`')
    }

    fn placeholder(&self, _n: usize, out: &mut String) {
        out.push('?');
    }

    fn quote_text(&self, text: &str, _settings: &Settings, out: &mut String) -> Result<()> {
        literal::quote_text(text, out);
        Ok(())
    }

    fn bytes_literal(&self, bytes: &[u8], out: &mut String) {
        literal::bytes_literal(bytes, out);
    }

    fn date_style(&self, _data_type: Option<&DataType>) -> DateStyle {
        DateStyle::Milliseconds
    }

    fn special_literal(
        &self,
        value: &Value,
        data_type: Option<&DataType>,
        settings: &Settings,
        out: &mut String,
    ) -> Result<bool> {
        literal::special_literal(self, value, data_type, settings, out)
    }

    fn cast_type(&self, data_type: &str, json: bool) -> String {
        json::cast_type(data_type, json)
    }

    fn is_json_statement(&self, text: &str) -> Result<bool> {
        crate::sql::is_json_statement(text, &json::SYNTAX)
    }

    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], _as_text: bool) -> Result<()> {
        json::json_path(w, document, path, false)
    }

    fn type_name(&self, data_type: &DataType, settings: &Settings) -> Result<String> {
        types::type_name(data_type, &|value| {
            let mut out = String::new();
            self.quote_text(value, settings, &mut out).map(|()| out)
        })
    }

    fn ddl(&self, p: Printer<'_>, statement: &Ddl) -> Result<String> {
        super::ddl::print(p, statement)
    }

    fn column(&self, p: Printer<'_>, column: &Column, context: &ColumnContext) -> Result<String> {
        ddl::definition(p, column, context)
    }
}
