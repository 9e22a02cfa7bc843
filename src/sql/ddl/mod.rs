//! Definition statements -> text. They have no bind values: a literal in them is printed, escaped.

mod constraint;
mod definition;
mod index;
mod names;
mod shared;

pub use definition::{join, Scan};
pub use names::underscore;
pub use shared::{deferrable, isolation_level, print};

use super::{Mode, Settings, SqlDialect, Writer};
use crate::ast::ddl::{Column, ColumnContext, Definitions, TableArg};
use crate::ast::{DataType, Expr, TableName};
use crate::failure::{Failure, Result};
use crate::value::Value;

/// What every printer of definitions needs: pieces of text, safely quoted.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    pub dialect: &'a dyn SqlDialect,
    pub settings: &'a Settings,
}

impl<'a> Printer<'a> {
    pub fn new(dialect: &'a dyn SqlDialect, settings: &'a Settings) -> Self {
        Printer { dialect, settings }
    }

    fn writer(&self) -> Writer<'a> {
        Writer::new(self.dialect, self.settings, Mode::Inline, &[])
    }

    /// One identifier, quoted.
    pub fn ident(&self, name: &str) -> String {
        let mut w = self.writer();
        w.ident(name);
        w.sql
    }

    /// One identifier, quoted even where the instance leaves plain names bare.
    pub fn ident_forced(&self, name: &str) -> String {
        let mut w = self.writer();
        w.quoted(name);
        w.sql
    }

    /// `a.b.c` as v6 reads it: the last part is a name of its own, what precedes it is one name `a->b`.
    /// A path that is quoted already, as v6's own names for indexes may be, stays what it is.
    pub fn idents(&self, dotted: &str) -> String {
        if let Some(names) = self.quoted_path(dotted) {
            return names.iter().map(|name| self.ident(name)).collect::<Vec<_>>().join(".");
        }
        match dotted.rsplit_once('.') {
            Some((head, tail)) => format!("{}.{}", self.ident(&head.replace('.', "->")), self.ident(tail)),
            None => self.ident(dotted),
        }
    }

    /// The names in `"a"."b"`, where all of them are quoted.
    fn quoted_path(&self, path: &str) -> Option<Vec<String>> {
        let (open, close) = self.dialect.identifier_quotes();
        let twice: String = [close, close].iter().collect();
        path.split('.')
            .map(|part| {
                let inner = part.strip_prefix(open)?.strip_suffix(close)?;
                (!inner.replace(&twice, "").contains(close))
                    .then(|| inner.replace(&twice, &close.to_string()))
            })
            .collect()
    }

    pub fn ident_list(&self, names: &[String], separator: &str) -> String {
        names.iter().map(|n| self.ident(n)).collect::<Vec<_>>().join(separator)
    }

    pub fn table_name(&self, name: &TableName) -> String {
        let mut w = self.writer();
        w.table(name);
        w.sql
    }

    pub fn table(&self, table: &TableArg) -> String {
        self.table_name(&table.name)
    }

    /// A table in statements where v6 splits a name given as text at its dots.
    pub fn table_or_path(&self, table: &TableArg) -> String {
        if table.text {
            self.idents(&table.name.table)
        } else {
            self.table(table)
        }
    }

    pub fn escape(&self, text: &str) -> Result<String> {
        self.literal(&Value::Text(text.to_owned()), None)
    }

    pub fn escape_list(&self, items: &[String]) -> Result<String> {
        Ok(items.iter().map(|v| self.escape(v)).collect::<Result<Vec<_>>>()?.join(", "))
    }

    pub fn literal(&self, value: &Value, data_type: Option<&DataType>) -> Result<String> {
        let mut w = self.writer();
        w.literal(value, data_type)?;
        Ok(w.sql)
    }

    pub fn expr(&self, expr: &Expr) -> Result<String> {
        let mut w = self.writer();
        w.expr(expr)?;
        Ok(w.sql)
    }

    /// A default value, escaped without regard to the column's type.
    pub fn untyped(&self, expr: &Expr) -> Result<String> {
        match expr {
            Expr::Value(value, _) => self.literal(value, None),
            other => self.expr(other),
        }
    }

    /// Reads definitions as this dialect does.
    pub fn scan(&self) -> Scan {
        Scan::of(*self)
    }

    pub fn type_name(&self, data_type: &DataType) -> Result<String> {
        self.dialect.type_name(data_type, self.settings)
    }

    /// The server is known to be at least this version.
    pub fn version_at_least(&self, wanted: [u32; 3]) -> bool {
        version(&self.settings.database_version).is_some_and(|have| have >= wanted)
    }

    /// The server's version is not known.
    pub fn version_unknown(&self) -> bool {
        version(&self.settings.database_version).is_none()
    }
}

fn version(text: &str) -> Option<[u32; 3]> {
    if text.is_empty() || text == "0" {
        return None;
    }
    let mut parts = text.split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap_or(0)
    });
    Some([parts.next()?, parts.next().unwrap_or(0), parts.next().unwrap_or(0)])
}

/// SQL words that a caller gives as text (`ON DELETE` actions, an index method, an order).
/// They are the programmer's, yet nothing in them may end the statement or start a string or a comment.
pub fn words<'t>(what: &str, text: &'t str) -> Result<&'t str> {
    let hostile = text.contains([';', '\'', '\0', '\\']) || text.contains("--") || text.contains("/*");
    if hostile {
        return Err(Failure::usage(format!("Invalid value {text:?} for {what}")));
    }
    Ok(text)
}

/// ` ON DELETE X ON UPDATE Y`, each where it is given and not empty.
pub fn actions(first: (&str, Option<&str>), second: (&str, Option<&str>)) -> Result<String> {
    let mut out = String::new();
    for (word, action) in [first, second] {
        if let Some(action) = action.filter(|a| !a.is_empty()) {
            out.push_str(&format!(" {word} {}", words(word, action)?.to_uppercase()));
        }
    }
    Ok(out)
}

/// Every column by itself, under its field or its key.
pub fn each_column(p: Printer<'_>, columns: &[Column], context: &ColumnContext) -> Result<Definitions> {
    columns
        .iter()
        .map(|column| {
            let name = column.field.as_deref().filter(|f| !f.is_empty()).unwrap_or(&column.key);
            let context = ColumnContext {
                key: context.key.clone().or_else(|| Some(column.key.clone())),
                ..context.clone()
            };
            let text = p.dialect.column(p, column, &context)?;
            Ok((name.to_owned(), text))
        })
        .collect()
}
