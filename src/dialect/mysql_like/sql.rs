//! The SQL of MySQL and MariaDB; what one says differently is data.

use super::{ddl, json, literal, lock, types};
use crate::ast::ddl::{Column, ColumnContext, Ddl};
use crate::ast::{DataType, Expr};
use crate::failure::Result;
use crate::sql::ddl::Printer;
use crate::sql::MigrationLock;
use crate::sql::{DateStyle, Features, Settings, SqlDialect, Writer};
use crate::value::Value;

pub struct MysqlLike {
    pub name: &'static str,
    pub features: &'static Features,
    /// Dates have a fraction whatever the column's type; otherwise only where the type asks for it.
    pub always_milliseconds: bool,
    /// Every key of a JSON path stands in quotes; otherwise only one that needs them.
    pub quotes_json_keys: bool,
    pub ddl: fn(Printer<'_>, &Ddl) -> Result<String>,
}

impl SqlDialect for MysqlLike {
    fn name(&self) -> &'static str {
        self.name
    }

    fn migration_lock(&self, key: i64, _holder: &str, settings: &Settings) -> Result<MigrationLock> {
        lock::migration_lock(self, key, settings)
    }

    fn features(&self) -> &'static Features {
        self.features
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

    fn date_style(&self, data_type: Option<&DataType>) -> DateStyle {
        let precise = || data_type?.length.as_deref().filter(|l| !l.is_empty() && *l != "0");
        match self.always_milliseconds || precise().is_some() {
            true => DateStyle::Milliseconds,
            false => DateStyle::Seconds,
        }
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

    fn bind_value(&self, value: Value, data_type: Option<&DataType>, settings: &Settings) -> Result<Value> {
        literal::bind_value(self, value, data_type, settings)
    }

    fn cast_type(&self, data_type: &str, json: bool) -> String {
        json::cast_type(data_type, json)
    }

    fn is_json_statement(&self, text: &str) -> Result<bool> {
        crate::sql::is_json_statement(text, &json::SYNTAX)
    }

    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], _as_text: bool) -> Result<()> {
        json::json_path(w, document, path, self.quotes_json_keys)
    }

    fn type_name(&self, data_type: &DataType, settings: &Settings) -> Result<String> {
        types::type_name(data_type, &|value| {
            let mut out = String::new();
            self.quote_text(value, settings, &mut out).map(|()| out)
        })
    }

    fn ddl(&self, p: Printer<'_>, statement: &Ddl) -> Result<String> {
        (self.ddl)(p, statement)
    }

    fn column(&self, p: Printer<'_>, column: &Column, context: &ColumnContext) -> Result<String> {
        ddl::definition(p, column, context)
    }
}
