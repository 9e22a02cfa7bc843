//! SELECT, with the shapes that v6 prints: joins, wrapped joins, a limited sub-query as source.

use super::expr::Expr;
use super::table::TableName;

/// What follows FROM or JOIN.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// `"schema"."table" AS "alias"`.
    Table { name: TableName, alias: Option<String> },
    /// `"a" AS "a", "b" AS "b"`.
    List(Vec<Source>),
    /// `(SELECT …) AS "alias"`.
    Subquery { select: Box<Select>, alias: String },
    /// `( "through" AS "x" INNER JOIN "target" AS "y" ON …)`: the two tables of a belongsToMany.
    Through { table: Box<Source>, join: Box<Join> },
    /// `( "a" AS "a" INNER JOIN "b" AS "b" ON … )`: a join whose own joins are stricter than itself.
    Wrapped { source: Box<Source>, joins: Vec<Join> },
    /// `(SELECT * FROM (first) AS sub UNION ALL SELECT * FROM (second) AS sub) AS "alias"`:
    /// one limited SELECT a parent (v6's `groupedLimit`).
    Grouped { members: Vec<Select>, alias: String },
    /// SQL of a planner.
    Raw(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    Inner,
    LeftOuter,
    RightOuter,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    pub kind: JoinKind,
    pub source: Source,
    pub on: Expr,
}

/// `expr AS "alias"`.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectItem {
    pub expr: Expr,
    pub alias: Option<String>,
}

/// One item of ORDER BY. `suffix` is `ASC`, `DESC NULLS LAST`, … from the list that v6 allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub expr: Expr,
    pub suffix: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    pub items: Vec<SelectItem>,
    pub from: Option<Source>,
    pub index_hints: Vec<IndexHint>,
    /// A hint for the whole table, from the list that v6 allows (`NOLOCK`, …).
    pub table_hint: Option<String>,
    pub joins: Vec<Join>,
    pub filter: Option<Expr>,
    pub group: Vec<Expr>,
    pub having: Option<Expr>,
    pub order: Vec<Order>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    pub lock: Option<Lock>,
    /// Names too long for the database, and what is printed in their place.
    pub renames: Vec<(String, String)>,
}

/// `USE INDEX ("a","b")`; `kind` is `USE`, `FORCE` or `IGNORE`.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexHint {
    pub kind: &'static str,
    pub names: Vec<Vec<String>>,
}

/// ` FOR UPDATE`, ` FOR SHARE OF "User" SKIP LOCKED`, ….
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    /// `UPDATE`, `SHARE`, `KEY SHARE`, `NO KEY UPDATE`.
    pub level: String,
    pub of: Option<String>,
    pub skip_locked: bool,
}

impl Source {
    pub fn table(name: TableName, alias: Option<String>) -> Source {
        Source::Table { name, alias }
    }
}

impl SelectItem {
    pub fn new(expr: Expr, alias: Option<String>) -> SelectItem {
        SelectItem { expr, alias }
    }
}
