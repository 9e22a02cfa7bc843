//! The one printer, in two modes: literals inline, or placeholders and bind slots.

use super::{Settings, SqlDialect};
use crate::ast::Param;
use crate::failure::Result;
use crate::value::Value;

/// Inline prints values as escaped literals (logging, `queryGenerator.*`); Bind prints placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Inline,
    Bind,
}

/// How one placeholder gets its value from the request's bind values.
#[derive(Debug, Clone, PartialEq)]
pub enum BindSlot {
    /// One value, or one element of a list value.
    Param(Param),
    /// A whole list as one array parameter.
    List(crate::ast::ListParam),
    /// Planned together with the statement.
    Value(Value),
}

/// A printed statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub sql: String,
    pub binds: Vec<BindSlot>,
}

/// Collects a statement's text. The printing of each node is in the other files of this folder.
pub struct Writer<'a> {
    pub dialect: &'a dyn SqlDialect,
    pub settings: &'a Settings,
    pub mode: Mode,
    /// The request's bind values: needed in Inline mode, empty in Bind mode.
    pub values: &'a [Value],
    pub sql: String,
    pub binds: Vec<BindSlot>,
}

impl<'a> Writer<'a> {
    pub fn new(dialect: &'a dyn SqlDialect, settings: &'a Settings, mode: Mode, values: &'a [Value]) -> Self {
        Writer { dialect, settings, mode, values, sql: String::new(), binds: Vec::new() }
    }

    pub fn text(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// One identifier, quoted; a quote character inside it is doubled.
    pub fn ident(&mut self, name: &str) {
        let (open, close) = self.dialect.identifier_quotes();
        self.sql.push(open);
        for c in name.chars() {
            if c == close {
                self.sql.push(close);
            }
            self.sql.push(c);
        }
        self.sql.push(close);
    }

    pub fn literal(&mut self, value: &Value, data_type: Option<&crate::ast::DataType>) -> Result<()> {
        self.dialect.literal(value, data_type, self.settings, &mut self.sql)
    }

    pub fn finish(self) -> Compiled {
        Compiled { sql: self.sql, binds: self.binds }
    }
}
