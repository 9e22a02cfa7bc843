//! ast -> text + bind slots. Knows no models and no connections; pure and synchronous.

mod bind;
pub mod ddl;
mod expr;
mod features;
mod geometry;
mod json_statement;
mod json_text;
pub mod lexical;
mod literal;
mod lock;
mod number;
mod select;
mod settings;
mod time;
pub mod types;
mod write;
mod writer;
pub mod zone;

pub use bind::{bind_values, invalid_value, param_value, resolve, shown_values};
pub use features::{
    ConflictStyle, Features, IndexFeatures, IndexUsing, LimitStyle, LimitedWrite, ReturningStyle,
    WriteFeatures,
};
pub use geometry::well_known_text;
pub use json_statement::{is_json_statement, JsonSyntax};
pub use json_text::{json_string, json_text, json_value, structured};
pub use literal::{bind_date, bind_value, is_geometry};
pub use lock::{MigrationLock, SessionLock};
pub use number::number_text;
pub use select::join_words;
pub use settings::{AttributeBehavior, Settings};
pub use time::{date_text, dateonly_text, plain_text, DateStyle};
pub use writer::{BindSlot, Compiled, Mode, Writer};

use crate::ast::ddl::{Column, ColumnContext, Ddl, Definitions};
use crate::ast::write::{Insert, Merge};
use crate::ast::{DataType, Expr, Select, TableName, ValueKind, Write};
use crate::failure::Result;
use crate::value::Value;

/// What a dialect says about SQL text. Defaults are the words most databases share; a dialect's
/// folder overrides what differs. Differences that are data stand in [`Features`].
pub trait SqlDialect: Send + Sync {
    /// v6's name of the dialect.
    fn name(&self) -> &'static str;

    fn features(&self) -> &'static Features;

    /// The quote characters of an identifier, opening and closing. The closing one is doubled inside.
    fn identifier_quotes(&self) -> (char, char) {
        ('"', '"')
    }

    /// The placeholder of the n-th bind value, counted from 1.
    fn placeholder(&self, n: usize, out: &mut String);

    /// A name that must be quoted even where names may stand bare.
    fn is_reserved_word(&self, _name: &str) -> bool {
        false
    }

    /// A string in quotes, safely escaped.
    fn quote_text(&self, text: &str, settings: &Settings, out: &mut String) -> Result<()>;

    /// What stands before a string literal of text (`N` on SQL Server).
    fn text_prefix(&self) -> &'static str {
        ""
    }

    /// Bytes as a literal.
    fn bytes_literal(&self, bytes: &[u8], out: &mut String);

    /// How a point in time is written.
    fn date_style(&self, _data_type: Option<&DataType>) -> DateStyle {
        DateStyle::WithOffset
    }

    /// Literals of types that only this dialect writes this way; `false` leaves it to the common rules.
    fn special_literal(
        &self,
        _value: &Value,
        _data_type: Option<&DataType>,
        _settings: &Settings,
        _out: &mut String,
    ) -> Result<bool> {
        Ok(false)
    }

    /// A value as a safely escaped literal: the one escaping function of this dialect.
    fn literal(
        &self,
        value: &Value,
        data_type: Option<&DataType>,
        settings: &Settings,
        out: &mut String,
    ) -> Result<()> {
        literal::literal(self, value, data_type, settings, out)
    }

    /// A value as it is sent to the database in place of a placeholder (dates as text, booleans as 1 and 0, …).
    fn bind_value(&self, value: Value, data_type: Option<&DataType>, settings: &Settings) -> Result<Value> {
        literal::bind_value(self, value, data_type, settings)
    }

    /// The text around a placeholder (`ST_GeomFromText(` … `)`, a cast), where the type needs one.
    fn around_placeholder(&self, _kind: ValueKind, data_type: Option<&DataType>) -> (&'static str, String) {
        match data_type {
            Some(t) if literal::is_geometry(t) => ("ST_GeomFromText(", ")".into()),
            _ => ("", String::new()),
        }
    }

    /// An IN-list of this type can be bound as one array.
    fn binds_as_array(&self, _data_type: Option<&DataType>) -> bool {
        false
    }

    /// The type of a column in DDL and casts, as v6's `toSql()` gives it.
    fn type_name(&self, data_type: &DataType, _settings: &Settings) -> Result<String> {
        Ok(data_type.sql.clone().unwrap_or_else(|| data_type.key.clone()))
    }

    /// The type of a `CAST`, where another word means the same here. `json`: the value is inside a document.
    fn cast_type(&self, data_type: &str, _json: bool) -> String {
        data_type.to_owned()
    }

    /// The user wrote a JSON function or operator by hand (`json_extract(…)`), which stands as it is.
    /// An error where it looks like one and its brackets do not match.
    fn is_json_statement(&self, _text: &str) -> Result<bool> {
        Ok(false)
    }

    /// Switches the checks of foreign keys off and on again, where a session can.
    fn foreign_key_checks(&self, _on: bool) -> Option<&'static str> {
        None
    }

    /// Asks for the types of the server with their ids.
    fn types_query(&self) -> Option<&'static str> {
        None
    }

    /// Asks for the last statement's warnings.
    fn warnings_query(&self) -> Option<&'static str> {
        None
    }

    /// Asks for the columns of an index, where that is a question of its own.
    fn index_columns_query(&self, _index: &str) -> Option<String> {
        None
    }

    /// A value at a path in a JSON document.
    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], as_text: bool) -> Result<()>;

    /// An INSERT that answers a unique violation as a row (v6's `exception`).
    fn insert_catching(&self, _w: &mut Writer<'_>, _insert: &Insert) -> Result<()> {
        Err(crate::failure::Failure::not_supported("exception"))
    }

    fn merge(&self, _w: &mut Writer<'_>, _merge: &Merge) -> Result<()> {
        Err(crate::failure::Failure::not_supported("upsertQuery"))
    }

    /// What lets a table's keys start anew after it was emptied, where TRUNCATE has no word for it.
    /// Nothing by default, as in v6.
    fn restart_identity(&self, _w: &mut Writer<'_>, _table: &TableName) -> Result<()> {
        Ok(())
    }

    /// A definition, introspection or transaction statement. Empty text: nothing is to be run.
    fn ddl(&self, p: ddl::Printer<'_>, statement: &Ddl) -> Result<String> {
        ddl::print(p, statement)
    }

    /// What keeps two migration runs apart. `key` names the journal; `holder` is who would hold the lock.
    fn migration_lock(&self, _key: i64, _holder: &str, _settings: &Settings) -> Result<MigrationLock> {
        Ok(MigrationLock::None)
    }

    /// A column's definition, from its type to its comment.
    fn column(&self, _p: ddl::Printer<'_>, _column: &Column, _context: &ColumnContext) -> Result<String> {
        Err(crate::failure::Failure::not_supported("attributeToSQL"))
    }

    /// The definitions of several columns, by column name.
    fn columns(
        &self,
        p: ddl::Printer<'_>,
        columns: &[Column],
        context: &ColumnContext,
    ) -> Result<Definitions> {
        ddl::each_column(p, columns, context)
    }
}

/// Everything that can be printed. Statements of DDL and writes join it from their own files.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    Select(Select),
    /// ORDER BY and LIMIT of a SELECT alone.
    Tail(Select),
    Fragment(Expr),
    Write(Box<Write>),
    /// Text that a planner has finished (SHOW, PRAGMA, transaction control).
    Text(String),
    /// Several statements that run one after the other.
    Batch(Vec<Statement>),
}

/// Prints a statement: inline literals, or placeholders and their slots.
pub fn compile(
    statement: &Statement,
    dialect: &dyn SqlDialect,
    settings: &Settings,
    mode: Mode,
    values: &[crate::value::Value],
) -> Result<Compiled> {
    let mut w = Writer::new(dialect, settings, mode, values);
    w.statement(statement)?;
    Ok(w.finish())
}

/// Prints a statement as v6 does: literals, but `$1` for the values of a single INSERT or UPDATE.
/// The slots are those of the placeholders.
pub fn compile_numbered(
    statement: &Statement,
    dialect: &dyn SqlDialect,
    settings: &Settings,
    values: &[crate::value::Value],
) -> Result<Compiled> {
    let mut w = Writer::new(dialect, settings, Mode::Inline, values);
    w.numbered = true;
    w.statement(statement)?;
    Ok(w.finish())
}
