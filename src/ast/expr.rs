//! Expressions. Every one is printable on its own, since v6 hands out fragments as well as statements.

use super::select::Select;
use crate::ast::data_type::DataType;
use crate::ast::table::TableName;
use crate::value::Value;
use std::sync::Arc;

/// What is known of a bind value when the statement is planned. It is part of the shape key,
/// because it decides the SQL (`IS NULL`, a JSON cast, …); the value itself is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    Null,
    Bool,
    Number,
    BigInt,
    Text,
    Bytes,
    Date,
    Json,
    Array,
    Object,
}

/// What happens to a bind value before it is sent or printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Transform {
    #[default]
    None,
    /// `%value%`, `value%`, `%value` (Op.substring, Op.startsWith, Op.endsWith).
    Contains,
    StartsWith,
    EndsWith,
    /// The value as JSON text (`'"x"'`, `5`, `[1,2]`).
    ToJson,
    /// The value as text, where the comparison is with extracted text.
    ToText,
}

/// A value of the request, bound on the wire and printed as an escaped literal in Inline mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Position in the request's bind values.
    pub index: usize,
    /// The element, where the bind value is a list (see [`ListParam`]).
    pub element: Option<usize>,
    pub kind: ValueKind,
    /// The column's type, which decides how the value is written (`DataType.stringify` in v6).
    pub data_type: Option<Arc<DataType>>,
    pub transform: Transform,
}

/// A list of scalars of one kind in one bind value (an IN-list).
#[derive(Debug, Clone, PartialEq)]
pub struct ListParam {
    pub index: usize,
    pub kind: ValueKind,
    /// The list's length rounded up to a power of two: lists of different lengths share a plan.
    /// In Bind mode the printer writes this many placeholders and the last value fills the rest;
    /// a dialect with array parameters binds the whole list once.
    pub bucket: usize,
    pub data_type: Option<Arc<DataType>>,
    /// What happens to each element.
    pub transform: Transform,
}

/// An expression. Parentheses are nodes: the printer adds none of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `"a"`, `"t"."a"`, `"s"."t"."a"`: each part is quoted by itself.
    Column(Vec<String>),
    /// `*` or `"t".*`.
    Star(Option<String>),
    /// SQL of the user's own (`literal()`), or of a planner: printed as it stands.
    Raw(String),
    /// A value known when the statement is planned: printed as an escaped literal in both modes.
    Value(Value, Option<Arc<DataType>>),
    Param(Param),
    /// `(1, 2, 3)` of an IN-list in one bind value.
    List(ListParam),
    /// `(a, b, c)`.
    Tuple(Vec<Expr>),
    /// `name(args)`; `name` is printed as it stands.
    Function(String, Vec<Expr>),
    /// `CAST(expr AS TYPE)`; the type is printed as it stands, upper-cased as v6 does.
    Cast(Box<Expr>, String),
    /// `left op right`; `op` is an operator's text with no spaces around it.
    Binary(Box<Expr>, &'static str, Box<Expr>),
    /// `left op right` with an operator that the user wrote (`where(col, '~~', x)`).
    Compare(Box<Expr>, String, Box<Expr>),
    /// `op expr` (`NOT`, `-`).
    Prefix(&'static str, Box<Expr>),
    /// `expr IS NULL` and the like: `expr suffix`.
    Postfix(Box<Expr>, &'static str),
    /// `left IS value` / `IS NOT`, for a bind value: true and false are keywords to some databases.
    Is {
        left: Box<Expr>,
        negated: bool,
        value: Param,
    },
    /// `expr BETWEEN a AND b` / `NOT BETWEEN`.
    Between {
        expr: Box<Expr>,
        negated: bool,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    /// `a AND b AND c`.
    And(Vec<Expr>),
    /// `a OR b OR c`.
    Or(Vec<Expr>),
    Paren(Box<Expr>),
    /// `( SELECT … )`.
    Subquery(Box<Select>),
    /// Pieces printed one after the other with nothing between them: the way out for syntax
    /// that only one database has. Prefer a variant of its own.
    Concat(Vec<Expr>),
    /// A value at a path inside a JSON document. Printed by the dialect.
    JsonPath {
        document: Box<Expr>,
        path: Vec<String>,
        as_text: bool,
    },
    /// A value built of several bind values: an array, a range, a JSON document, an hstore.
    Composite(Template, Option<Arc<DataType>>),
    /// `expr IN (…)` or `NOT IN` with a whole list in one bind value; see [`ListParam`].
    InList {
        expr: Box<Expr>,
        negated: bool,
        list: ListParam,
    },
    /// `left = 1 OR left = 2` (or AND) for every value of a list.
    EachOf {
        left: Box<Expr>,
        list: ListParam,
        or: bool,
    },
    /// An argument of a function: a value whose `$` v6 doubles in printed SQL, since it halves them again.
    Argument(Value),
    /// v6's text with values inline, and another text where values are bound.
    ByMode {
        inline: Box<Expr>,
        bind: Box<Expr>,
    },
    /// A table's name, quoted.
    Table(TableName),
    /// A value that v6's own text binds too (`$1` of a single INSERT or UPDATE), where other values stand inline.
    Bound(Box<Expr>),
}

/// A value with bind values at its leaves. It becomes one [`Value`], which is bound or printed as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    Value(Value),
    Param(Param),
    /// A bind value that is itself a list.
    List(ListParam),
    Array(Vec<Template>),
    Object(Vec<(String, Template)>),
}

impl Expr {
    pub fn column(name: impl Into<String>) -> Expr {
        Expr::Column(vec![name.into()])
    }

    pub fn qualified(qualifier: impl Into<String>, name: impl Into<String>) -> Expr {
        Expr::Column(vec![qualifier.into(), name.into()])
    }

    pub fn paren(self) -> Expr {
        Expr::Paren(Box::new(self))
    }

    pub fn raw(text: impl Into<String>) -> Expr {
        Expr::Raw(text.into())
    }

    pub fn binary(self, op: &'static str, right: Expr) -> Expr {
        Expr::Binary(Box::new(self), op, Box::new(right))
    }
}
