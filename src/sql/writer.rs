//! The one printer, in two modes: literals inline, or placeholders and bind slots.

use super::{Settings, SqlDialect};
use crate::ast::{DataType, Expr, Param, TableName, Template};
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
    /// One value made of several bind values.
    Composite(Template, Option<std::sync::Arc<DataType>>),
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
    /// Inline mode with `$1` for the values that v6's own text binds (see [`Expr::Bound`]).
    pub numbered: bool,
    /// Table aliases too long for the database, the longest first, and what is printed in their place.
    pub renames: Vec<(String, String)>,
}

impl<'a> Writer<'a> {
    pub fn new(dialect: &'a dyn SqlDialect, settings: &'a Settings, mode: Mode, values: &'a [Value]) -> Self {
        Writer {
            dialect,
            settings,
            mode,
            values,
            sql: String::new(),
            binds: Vec::new(),
            numbered: false,
            renames: Vec::new(),
        }
    }

    pub fn text(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// One identifier, quoted; a quote character inside it is doubled. `*` stays as it is.
    pub fn ident(&mut self, name: &str) {
        if name == "*" {
            return self.text("*");
        }
        if let Some(renamed) = self.renamed(name) {
            return self.quoted(&renamed);
        }
        let bare = !self.settings.quote_identifiers
            && self.dialect.features().bare_identifiers
            && is_plain_name(name)
            && !self.dialect.is_reserved_word(name);
        if bare {
            return self.text(name);
        }
        self.quoted(name);
    }

    /// A long table alias, or one that begins with it (`long->through`), in its short form.
    fn renamed(&self, name: &str) -> Option<String> {
        self.renames.iter().find_map(|(long, short)| match name.strip_prefix(long.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with("->") => Some(format!("{short}{rest}")),
            _ => None,
        })
    }

    /// One identifier, quoted whatever the settings say.
    pub fn quoted(&mut self, name: &str) {
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

    /// A table's name. Without schemas, schema and table are one identifier, as v6 has it.
    pub fn table(&mut self, name: &TableName) {
        match &name.schema {
            Some(schema) if self.dialect.features().schemas => {
                self.ident(schema);
                self.text(".");
                self.ident(&name.table);
            }
            Some(schema) => {
                let delimiter = name.delimiter.as_deref().filter(|d| !d.is_empty()).unwrap_or(".");
                self.ident(&format!("{schema}{delimiter}{}", name.table));
            }
            None => self.ident(&name.table),
        }
    }

    /// A placeholder for one value of the execution.
    pub fn bind(&mut self, slot: BindSlot) {
        self.binds.push(slot);
        let n = self.binds.len();
        match self.numbered {
            true => self.sql.push_str(&format!("${n}")),
            false => self.dialect.placeholder(n, &mut self.sql),
        }
    }

    /// See [`Expr::Bound`].
    pub fn bound(&mut self, inner: &Expr) -> Result<()> {
        if !self.numbered {
            return self.expr(inner);
        }
        if let Expr::Value(value, _) = inner {
            self.bind(BindSlot::Value(value.clone()));
            return Ok(());
        }
        let mode = std::mem::replace(&mut self.mode, Mode::Bind);
        let printed = self.expr(inner);
        self.mode = mode;
        printed
    }

    pub fn literal(&mut self, value: &Value, data_type: Option<&DataType>) -> Result<()> {
        self.dialect.literal(value, data_type, self.settings, &mut self.sql)
    }

    pub fn finish(self) -> Compiled {
        Compiled { sql: self.sql, binds: self.binds }
    }
}

/// Letters, digits, `_` and `$`, as a name that needs no quotes.
fn is_plain_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_ascii_alphabetic())
        && chars.all(|c| c == '_' || c == '$' || c.is_ascii_alphanumeric())
}
