//! SELECT, with the shapes that v6 prints: joins, wrapped joins, a limited sub-query as source.

use super::expr::Expr;
use super::table::TableName;

/// What follows FROM or JOIN.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// `"schema"."table" AS "alias"`, and the table hints that a dialect may have.
    Table { name: TableName, alias: Option<String>, hints: Vec<String> },
    /// `(SELECT …) AS "alias"`.
    Subquery { select: Box<Select>, alias: String },
    /// `( "a" AS "a" INNER JOIN "b" AS "b" ON … )`: v6's wrapped through join.
    Wrapped { source: Box<Source>, joins: Vec<Join> },
    /// `(first UNION ALL second …) AS "alias"`: one limited SELECT a parent (`groupedLimit`).
    Union { selects: Vec<Select>, all: bool, alias: String },
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
    pub on: Option<Expr>,
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
    pub suffix: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    pub distinct: bool,
    pub items: Vec<SelectItem>,
    pub from: Option<Source>,
    /// MySQL and MariaDB index hints, ready to print.
    pub index_hints: Vec<String>,
    pub joins: Vec<Join>,
    pub filter: Option<Expr>,
    pub group: Vec<Expr>,
    pub having: Option<Expr>,
    pub order: Vec<Order>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    /// ` FOR UPDATE`, ` FOR SHARE OF "User" SKIP LOCKED`, …
    pub lock: Option<Lock>,
    /// `/* … */` or hints that precede the select list (`comment`, `maxExecutionTimeHint`).
    pub select_prefix: Option<String>,
    /// UNION [ALL] members that follow this SELECT.
    pub union: Vec<Select>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    /// `UPDATE`, `SHARE`, `KEY SHARE`, `NO KEY UPDATE`.
    pub strength: String,
    pub of: Option<String>,
    pub skip_locked: bool,
    pub no_wait: bool,
}

impl Source {
    pub fn table(name: TableName, alias: Option<String>) -> Source {
        Source::Table { name, alias, hints: Vec::new() }
    }
}
