//! Prints SELECT and its parts.

use super::{LimitStyle, Writer};
use crate::ast::{Expr, IndexHint, Join, JoinKind, Lock, Order, Select, SelectItem, Source};
use crate::failure::Result;

/// MySQL and SQLite know no offset without a limit; this is v6's limit that never ends.
const NO_LIMIT: &str = "10000000000000";

impl Writer<'_> {
    /// `SELECT …` with nothing around it and no `;` behind it.
    pub fn select(&mut self, select: &Select) -> Result<()> {
        self.renames.extend(select.renames.iter().cloned());
        self.text("SELECT ");
        self.each(&select.items, ", ", Self::select_item)?;
        if let Some(from) = &select.from {
            self.text(" FROM ");
            self.source(from)?;
        }
        self.hints(select);
        self.joins(&select.joins)?;
        self.clause(" WHERE ", select.filter.as_ref())?;
        if !select.group.is_empty() {
            self.text(" GROUP BY ");
            self.each(&select.group, ", ", Self::expr)?;
        }
        self.clause(" HAVING ", select.having.as_ref())?;
        self.tail(select)?;
        if let Some(lock) = &select.lock {
            self.lock(lock);
        }
        Ok(())
    }

    /// ` ORDER BY … LIMIT …`.
    pub fn tail(&mut self, select: &Select) -> Result<()> {
        if !select.order.is_empty() {
            self.text(" ORDER BY ");
            self.each(&select.order, ", ", Self::order)?;
        }
        self.limit(select.limit.as_ref(), select.offset.as_ref())
    }

    /// `LIMIT`, `OFFSET` or their equivalent, with the leading space.
    pub fn limit(&mut self, limit: Option<&Expr>, offset: Option<&Expr>) -> Result<()> {
        match self.dialect.features().limit {
            LimitStyle::LimitOffset => {
                self.clause(" LIMIT ", limit)?;
                self.clause(" OFFSET ", offset)
            }
            LimitStyle::OffsetCommaLimit => match (limit, offset) {
                (None, None) => Ok(()),
                (Some(limit), None) => self.clause(" LIMIT ", Some(limit)),
                (limit, Some(offset)) => {
                    self.clause(" LIMIT ", Some(offset))?;
                    self.text(", ");
                    match limit {
                        Some(limit) => self.expr(limit),
                        None => {
                            self.text(NO_LIMIT);
                            Ok(())
                        }
                    }
                }
            },
            LimitStyle::OffsetFetch => {
                if limit.is_none() && offset.is_none() {
                    return Ok(());
                }
                self.text(" OFFSET ");
                match offset {
                    Some(offset) => self.expr(offset)?,
                    None => self.text("0"),
                }
                self.text(" ROWS");
                if let Some(limit) = limit {
                    self.clause(" FETCH NEXT ", Some(limit))?;
                    self.text(" ROWS ONLY");
                }
                Ok(())
            }
        }
    }

    /// One item of ORDER BY.
    pub fn order(&mut self, order: &Order) -> Result<()> {
        self.expr(&order.expr)?;
        if let Some(suffix) = order.suffix {
            self.text(" ");
            self.text(suffix);
        }
        Ok(())
    }

    /// `INNER JOIN … ON …`, with no leading space.
    pub fn join(&mut self, join: &Join) -> Result<()> {
        self.text(join_words(join.kind));
        self.text(" ");
        self.source(&join.source)?;
        self.clause(" ON ", Some(&join.on))
    }

    /// What stands after FROM or JOIN.
    pub fn source(&mut self, source: &Source) -> Result<()> {
        match source {
            Source::Table { name, alias } => {
                self.table(name);
                if let Some(alias) = alias {
                    self.alias(alias);
                }
            }
            Source::List(sources) => self.each(sources, ", ", Self::source)?,
            Source::Subquery { select, alias } => {
                self.text("(");
                self.select(select)?;
                self.text(")");
                self.alias(alias);
            }
            Source::Through { table, join } => {
                self.text("( ");
                self.source(table)?;
                self.text(" ");
                self.join(join)?;
                self.text(")");
            }
            Source::Wrapped { source, joins } => {
                self.text("( ");
                self.source(source)?;
                self.joins(joins)?;
                self.text(" )");
            }
            Source::Grouped { members, alias } => {
                let union = if self.dialect.features().union_all { " UNION ALL " } else { " UNION " };
                self.text("(");
                self.each(members, union, |w, member| {
                    // Every derived table must have a name of its own.
                    w.text("SELECT * FROM (");
                    w.select(member)?;
                    w.text(") AS sub");
                    Ok(())
                })?;
                self.text(")");
                self.alias(alias);
            }
            Source::Raw(text) => self.text(text),
        }
        Ok(())
    }

    /// `expr AS "alias"`.
    pub fn select_item(&mut self, item: &SelectItem) -> Result<()> {
        self.expr(&item.expr)?;
        if let Some(alias) = &item.alias {
            self.alias(alias);
        }
        Ok(())
    }

    fn alias(&mut self, alias: &str) {
        self.text(" AS ");
        self.ident(alias);
    }

    fn joins(&mut self, joins: &[Join]) -> Result<()> {
        joins.iter().try_for_each(|join| {
            self.text(" ");
            self.join(join)
        })
    }

    fn clause(&mut self, words: &str, expr: Option<&Expr>) -> Result<()> {
        match expr {
            Some(expr) => {
                self.text(words);
                self.expr(expr)
            }
            None => Ok(()),
        }
    }

    fn hints(&mut self, select: &Select) {
        let features = self.dialect.features();
        if features.index_hints {
            select.index_hints.iter().for_each(|hint| self.index_hint(hint));
        }
        if let Some(hint) = select.table_hint.as_ref().filter(|_| features.table_hints) {
            self.text(" WITH (");
            self.text(hint);
            self.text(")");
        }
    }

    fn index_hint(&mut self, hint: &IndexHint) {
        self.text(" ");
        self.text(hint.kind);
        self.text(" INDEX (");
        for (i, name) in hint.names.iter().enumerate() {
            if i > 0 {
                self.text(",");
            }
            for (j, part) in name.iter().enumerate() {
                if j > 0 {
                    self.text(".");
                }
                self.ident(part);
            }
        }
        self.text(")");
    }

    /// <https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE>
    fn lock(&mut self, lock: &Lock) {
        let features = self.dialect.features();
        if !features.lock {
            return;
        }
        match lock.level.as_str() {
            "SHARE" => {
                self.text(" ");
                self.text(features.lock_share);
            }
            level @ ("KEY SHARE" | "NO KEY UPDATE") if features.lock_key => {
                self.text(" FOR ");
                self.text(level);
            }
            _ => self.text(" FOR UPDATE"),
        }
        if let Some(of) = lock.of.as_ref().filter(|_| features.lock_of) {
            self.text(" OF ");
            self.ident(of);
        }
        if lock.skip_locked && features.skip_locked {
            self.text(" SKIP LOCKED");
        }
    }

    fn each<T>(
        &mut self,
        items: &[T],
        separator: &str,
        mut print: impl FnMut(&mut Self, &T) -> Result<()>,
    ) -> Result<()> {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(separator);
            }
            print(self, item)?;
        }
        Ok(())
    }
}

/// `INNER JOIN`, ….
pub fn join_words(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Inner => "INNER JOIN",
        JoinKind::LeftOuter => "LEFT OUTER JOIN",
        JoinKind::RightOuter => "RIGHT OUTER JOIN",
    }
}
