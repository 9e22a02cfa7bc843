//! ast -> text + bind slots. Knows no models and no connections; pure and synchronous.

mod features;
mod settings;
mod writer;

pub use features::{Features, LimitStyle};
pub use settings::{AttributeBehavior, Settings};
pub use writer::{BindSlot, Compiled, Mode, Writer};

use crate::ast::{DataType, Expr, Select};
use crate::failure::Result;
use crate::value::Value;

/// What a dialect says about SQL text. Defaults are the words most databases share; a dialect's
/// folder overrides what differs. Differences that are data stand in [`Features`].
pub trait SqlDialect: Send + Sync {
    /// v6's name: `postgres`, `sqlite`, `mysql`, `mariadb`, `mssql`.
    fn name(&self) -> &'static str;

    fn features(&self) -> &'static Features;

    /// The quote characters of an identifier, opening and closing. The closing one is doubled inside.
    fn identifier_quotes(&self) -> (char, char) {
        ('"', '"')
    }

    /// The placeholder of the n-th bind value, counted from 1.
    fn placeholder(&self, n: usize, out: &mut String);

    /// A value as a safely escaped literal: the one escaping function of this dialect.
    fn literal(
        &self,
        value: &Value,
        data_type: Option<&DataType>,
        settings: &Settings,
        out: &mut String,
    ) -> Result<()>;

    /// The type of a column in DDL and casts, as v6's `toSql()` gives it.
    fn type_name(&self, data_type: &DataType, settings: &Settings) -> Result<String>;

    /// A value at a path in a JSON document.
    fn json_path(&self, w: &mut Writer<'_>, document: &Expr, path: &[String], as_text: bool) -> Result<()>;
}

/// Everything that can be printed. Statements of DDL and writes join it from their own files.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    Select(Select),
    Fragment(Expr),
    /// Text that a planner has finished (SHOW, PRAGMA, transaction control).
    Text(String),
    /// Several statements that run one after the other.
    Batch(Vec<Statement>),
}
