//! Expressions -> text. One arm a variant; parentheses and rewriting are the planner's.

use super::bind::{param_value, resolve};
use super::writer::{BindSlot, Mode, Writer};
use super::Statement;
use crate::ast::{Expr, ListParam, Param, ValueKind};
use crate::failure::Result;
use crate::value::Value;

impl Writer<'_> {
    pub fn statement(&mut self, statement: &Statement) -> Result<()> {
        match statement {
            Statement::Select(select) => {
                self.select(select)?;
                self.text(";");
                Ok(())
            }
            Statement::Tail(select) => self.tail(select),
            Statement::Fragment(expr) => self.expr(expr),
            Statement::Write(write) => self.write(write),
            Statement::Text(text) => {
                self.text(text);
                Ok(())
            }
            Statement::Batch(statements) => {
                for (i, statement) in statements.iter().enumerate() {
                    if i > 0 {
                        self.text(" ");
                    }
                    self.statement(statement)?;
                }
                Ok(())
            }
        }
    }

    pub fn expr(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.text(".");
                    }
                    self.ident(part);
                }
            }
            Expr::Star(qualifier) => {
                if let Some(qualifier) = qualifier {
                    self.ident(qualifier);
                    self.text(".");
                }
                self.text("*");
            }
            Expr::Raw(text) => self.text(text),
            Expr::Value(value, data_type) => self.literal(value, data_type.as_deref())?,
            Expr::Param(param) => self.param(param)?,
            Expr::List(list) => self.list(list)?,
            Expr::Tuple(items) => {
                self.text("(");
                self.separated(items, ", ")?;
                self.text(")");
            }
            Expr::Function(name, args) => {
                self.text(name);
                self.text("(");
                self.separated(args, ", ")?;
                self.text(")");
            }
            Expr::Cast(inner, data_type) => {
                self.text("CAST(");
                self.expr(inner)?;
                self.text(" AS ");
                self.text(&data_type.to_uppercase());
                self.text(")");
            }
            Expr::Binary(left, op, right) => self.infix(left, op, right)?,
            Expr::Compare(left, op, right) => self.infix(left, op, right)?,
            Expr::Prefix(op, inner) => {
                self.text(op);
                self.text(" ");
                self.expr(inner)?;
            }
            Expr::Postfix(inner, op) => {
                self.expr(inner)?;
                self.text(" ");
                self.text(op);
            }
            Expr::Is { left, negated, value } => {
                self.expr(left)?;
                let words = match self.mode {
                    Mode::Inline => ["IS", "IS NOT"],
                    Mode::Bind => self.dialect.features().is_parameter,
                };
                self.text(" ");
                self.text(words[usize::from(*negated)]);
                self.text(" ");
                self.param(value)?;
                if *negated && self.mode == Mode::Bind {
                    self.text(self.dialect.features().is_not_parameter_end);
                }
            }
            Expr::Between { expr, negated, low, high } => {
                self.expr(expr)?;
                self.text(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
                self.infix(low, "AND", high)?;
            }
            Expr::And(items) => self.separated(items, " AND ")?,
            Expr::Or(items) => self.separated(items, " OR ")?,
            Expr::Paren(inner) => {
                self.text("(");
                self.expr(inner)?;
                self.text(")");
            }
            Expr::Subquery(select) => {
                self.text("( ");
                self.select(select)?;
                self.text(" )");
            }
            Expr::Concat(pieces) => self.separated(pieces, "")?,
            Expr::JsonPath { document, path, as_text } => {
                let dialect = self.dialect;
                dialect.json_path(self, document, path, *as_text)?;
            }
            Expr::Composite(template, data_type) => match self.mode {
                Mode::Inline => {
                    let value = resolve(template, self.values)?;
                    self.literal(&value, data_type.as_deref())?;
                }
                Mode::Bind => {
                    let slot = BindSlot::Composite(template.clone(), data_type.clone());
                    self.placeholder(slot, ValueKind::Array, data_type.as_deref());
                }
            },
            Expr::InList { expr, negated, list } => self.in_list(expr, *negated, list)?,
            Expr::EachOf { left, list, or } => {
                for element in 0..self.list_length(list) {
                    if element > 0 {
                        self.text(if *or { " OR " } else { " AND " });
                    }
                    self.expr(left)?;
                    self.text(" = ");
                    self.param(&element_of(list, element))?;
                }
            }
            Expr::Argument(Value::Text(text)) if self.mode == Mode::Inline => {
                self.literal(&Value::Text(text.replace('$', "$$")), None)?
            }
            Expr::Argument(value) => self.literal(value, None)?,
            Expr::ByMode { inline, bind } => match self.mode {
                Mode::Inline => self.expr(inline)?,
                Mode::Bind => self.expr(bind)?,
            },
            Expr::Table(name) => self.table(name),
            Expr::Bound(inner) => self.bound(inner)?,
        }
        Ok(())
    }

    /// Expressions one after the other with a separator.
    pub fn separated(&mut self, items: &[Expr], separator: &str) -> Result<()> {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(separator);
            }
            self.expr(item)?;
        }
        Ok(())
    }

    fn infix(&mut self, left: &Expr, op: &str, right: &Expr) -> Result<()> {
        self.expr(left)?;
        self.text(" ");
        self.text(op);
        self.text(" ");
        self.expr(right)
    }

    fn param(&mut self, param: &Param) -> Result<()> {
        match self.mode {
            Mode::Inline => {
                let value = param_value(param, self.values)?;
                self.literal(&value, param.data_type.as_deref())
            }
            Mode::Bind => {
                self.placeholder(BindSlot::Param(param.clone()), param.kind, param.data_type.as_deref());
                Ok(())
            }
        }
    }

    /// A placeholder inside what its type needs around it.
    fn placeholder(&mut self, slot: BindSlot, kind: ValueKind, data_type: Option<&crate::ast::DataType>) {
        let (before, after) = self.dialect.around_placeholder(kind, data_type);
        self.text(before);
        self.bind(slot);
        self.text(&after);
    }

    /// `(1, 2, 3)`; in Bind mode as many placeholders as the list's bucket has.
    fn list(&mut self, list: &ListParam) -> Result<()> {
        let count = self.list_length(list);
        self.text("(");
        for element in 0..count {
            if element > 0 {
                self.text(", ");
            }
            self.param(&element_of(list, element))?;
        }
        if count == 0 {
            self.text("NULL");
        }
        self.text(")");
        Ok(())
    }

    fn list_length(&self, list: &ListParam) -> usize {
        match (self.mode, self.values.get(list.index)) {
            (Mode::Bind, _) => list.bucket,
            (Mode::Inline, Some(Value::Array(items))) => items.len(),
            (Mode::Inline, _) => 0,
        }
    }

    /// `x IN (1, 2)`, or `x = ANY ($1)` where a whole list can be bound as one array.
    fn in_list(&mut self, expr: &Expr, negated: bool, list: &ListParam) -> Result<()> {
        self.expr(expr)?;
        let whole = self.mode == Mode::Bind
            && self.dialect.features().array_parameters
            && self.dialect.binds_as_array(list.data_type.as_deref());
        if whole {
            self.text(if negated { " <> ALL (" } else { " = ANY (" });
            self.bind(BindSlot::List(list.clone()));
            self.text(")");
            return Ok(());
        }
        self.text(if negated { " NOT IN " } else { " IN " });
        self.list(list)
    }
}

fn element_of(list: &ListParam, element: usize) -> Param {
    Param {
        index: list.index,
        element: Some(element),
        kind: list.kind,
        data_type: list.data_type.clone(),
        transform: list.transform.clone(),
    }
}
