//! INSERT, UPDATE, DELETE and TRUNCATE -> text. What differs between databases is in `WriteFeatures`.

use super::features::{ConflictStyle, Features, LimitedWrite, ReturningStyle};
use super::writer::Writer;
use crate::ast::write::{Conflict, Delete, Insert, Returning, Truncate, Update, Write};
use crate::ast::{Expr, TableName};
use crate::failure::{Failure, Result};

impl Write {
    /// Its values can only be printed, never bound.
    pub fn is_inline_only(&self, features: &Features) -> bool {
        match self {
            Write::Insert(insert) => insert.catches,
            Write::Update(update) => update.arithmetic && features.write.typed_parameters,
            _ => false,
        }
    }
}

impl Writer<'_> {
    pub fn write(&mut self, write: &Write) -> Result<()> {
        match write {
            Write::Insert(insert) if insert.catches => self.dialect.insert_catching(self, insert),
            Write::Insert(insert) if insert.bulk => self.bulk_insert(insert),
            Write::Insert(insert) => self.single_insert(insert),
            Write::Update(update) => self.update(update),
            Write::Delete(delete) => self.delete(delete),
            Write::Truncate(truncate) => self.truncate(truncate),
            Write::Merge(merge) => self.dialect.merge(self, merge),
        }
    }

    fn single_insert(&mut self, insert: &Insert) -> Result<()> {
        self.identity_insert(insert);
        self.collecting_table(insert.returning.as_ref())?;
        self.insert_rows(insert, &insert.rows)?;
        self.returning_after(insert.returning.as_ref());
        self.text(";");
        self.identity_insert_end(insert, " ");
        Ok(())
    }

    fn bulk_insert(&mut self, insert: &Insert) -> Result<()> {
        let Some(values) = self.dialect.features().write.values_per_insert else {
            self.insert_rows(insert, &insert.rows)?;
            self.returning_after(insert.returning.as_ref());
            self.text(";");
            return Ok(());
        };
        // One statement takes a bounded number of values here: several statements, as v6 splits them.
        let chunk = values / (insert.columns.len() + 1) + 1;
        let chunks: Vec<&[Vec<Expr>]> = match insert.columns.is_empty() {
            true => vec![&[]],
            false => insert.rows.chunks(chunk).collect(),
        };
        for (i, rows) in chunks.into_iter().enumerate() {
            if i > 0 {
                self.text(";");
            }
            self.identity_insert(insert);
            let defaults = if i == 0 { insert.default_rows } else { 0 };
            for n in 0..defaults {
                self.text(if n > 0 { ";INSERT INTO " } else { "INSERT INTO " });
                self.table(&insert.table);
                self.returning_before(insert.returning.as_ref());
                self.text(" DEFAULT VALUES");
            }
            if !insert.columns.is_empty() {
                self.text(if defaults > 0 { ";" } else { "" });
                self.insert_rows(insert, rows)?;
                self.text(";");
            }
            self.identity_insert_end(insert, "; ");
        }
        Ok(())
    }

    fn identity_insert(&mut self, insert: &Insert) {
        if insert.sets_identity && self.dialect.features().write.identity_insert {
            self.text("SET IDENTITY_INSERT ");
            self.table(&insert.table);
            self.text(" ON; ");
        }
    }

    fn identity_insert_end(&mut self, insert: &Insert, before: &str) {
        if insert.sets_identity && self.dialect.features().write.identity_insert {
            self.text(before);
            self.text("SET IDENTITY_INSERT ");
            self.table(&insert.table);
            self.text(" OFF;");
        }
    }

    /// `INSERT … VALUES …` up to what happens on a conflict.
    pub fn insert_rows(&mut self, insert: &Insert, rows: &[Vec<Expr>]) -> Result<()> {
        let features = &self.dialect.features().write;
        self.text("INSERT");
        if insert.ignore_duplicates {
            self.text(features.ignore_duplicates);
        }
        self.text(" INTO ");
        self.table(&insert.table);
        if insert.columns.is_empty() && !insert.bulk {
            self.returning_before(insert.returning.as_ref());
            self.text(features.empty_row);
        } else {
            self.text(" (");
            self.idents(&insert.columns);
            self.text(")");
            self.returning_before(insert.returning.as_ref());
            self.text(" VALUES ");
            for (i, row) in rows.iter().enumerate() {
                self.text(if i > 0 { ",(" } else { "(" });
                self.separated(row, ",")?;
                self.text(")");
            }
        }
        if let Some(conflict) = &insert.conflict {
            self.conflict(conflict)?;
        }
        if insert.ignore_duplicates {
            self.text(features.do_nothing);
        }
        Ok(())
    }

    fn conflict(&mut self, conflict: &Conflict) -> Result<()> {
        match self.dialect.features().write.conflict {
            ConflictStyle::None => {}
            // ON CONFLICT ("id") WHERE … DO UPDATE SET "a"=EXCLUDED."a"
            ConflictStyle::OnConflict => {
                self.text(" ON CONFLICT (");
                self.idents(&conflict.keys);
                self.text(")");
                if let Some(filter) = &conflict.filter {
                    self.text(" WHERE ");
                    self.expr(filter)?;
                }
                self.text(if conflict.update.is_empty() { " DO NOTHING" } else { " DO UPDATE SET " });
                self.assignments(&conflict.update, "EXCLUDED.", "");
            }
            // ON DUPLICATE KEY UPDATE `a`=VALUES(`a`); with nothing to update `id`=`id` leaves the row as it is.
            ConflictStyle::OnDuplicateKey => {
                self.text(" ON DUPLICATE KEY UPDATE ");
                match conflict.update.is_empty() {
                    true => self.assignments(&conflict.keys, "", ""),
                    false => self.assignments(&conflict.update, "VALUES(", ")"),
                }
            }
        }
        Ok(())
    }

    fn assignments(&mut self, columns: &[String], before: &str, after: &str) {
        for (i, column) in columns.iter().enumerate() {
            self.text(if i > 0 { "," } else { "" });
            self.ident(column);
            self.text("=");
            self.text(before);
            self.ident(column);
            self.text(after);
        }
    }

    /// `"a","b"`
    pub fn idents(&mut self, names: &[String]) {
        for (i, name) in names.iter().enumerate() {
            self.text(if i > 0 { "," } else { "" });
            self.ident(name);
        }
    }

    /// ` OUTPUT INSERTED.[id]`, in the middle of a statement.
    fn returning_before(&mut self, returning: Option<&Returning>) {
        let Some(returning) = returning else { return };
        if self.dialect.features().write.returning != ReturningStyle::Output {
            return;
        }
        self.text(" OUTPUT ");
        if returning.columns.is_empty() {
            self.text("INSERTED.*");
        }
        for (i, column) in returning.columns.iter().enumerate() {
            self.text(if i > 0 { ",INSERTED." } else { "INSERTED." });
            self.ident(column);
        }
        if returning.has_trigger {
            self.text(" INTO @tmp");
        }
    }

    /// ` RETURNING "id"`, or the rows that were collected, at a statement's end.
    fn returning_after(&mut self, returning: Option<&Returning>) {
        let Some(returning) = returning else { return };
        match self.dialect.features().write.returning {
            ReturningStyle::None => {}
            ReturningStyle::Returning => {
                self.text(" RETURNING ");
                match returning.columns.is_empty() {
                    true => self.text("*"),
                    false => self.idents(&returning.columns),
                }
            }
            ReturningStyle::Output if returning.has_trigger => self.text("; SELECT * FROM @tmp"),
            ReturningStyle::Output => {}
        }
    }

    /// `DECLARE @tmp TABLE ([id] INTEGER); `: a trigger forbids OUTPUT without INTO.
    fn collecting_table(&mut self, returning: Option<&Returning>) -> Result<()> {
        let Some(returning) = returning else { return Ok(()) };
        if self.dialect.features().write.returning != ReturningStyle::Output || !returning.has_trigger {
            return Ok(());
        }
        self.text("DECLARE @tmp TABLE (");
        for (i, column) in returning.columns.iter().enumerate() {
            self.text(if i > 0 { "," } else { "" });
            self.ident(column);
            let data_type = returning.types.get(i).and_then(Option::as_ref);
            let data_type = data_type.ok_or_else(|| {
                Failure::usage(format!("The type of the returned column {column} is not known"))
            })?;
            let text = self.dialect.type_name(data_type, self.settings)?;
            self.text(" ");
            self.text(&text);
        }
        self.text("); ");
        Ok(())
    }

    fn update(&mut self, update: &Update) -> Result<()> {
        let limited =
            update.limit.as_ref().map(|limit| (limit, self.dialect.features().write.limited_update));
        self.collecting_table(update.returning.as_ref())?;
        self.text("UPDATE");
        if let Some((limit, LimitedWrite::Top)) = limited {
            self.top(limit)?;
        }
        self.text(" ");
        self.table(&update.table);
        self.text(" SET ");
        for (i, (column, value)) in update.set.iter().enumerate() {
            self.text(if i > 0 { "," } else { "" });
            self.ident(column);
            self.text("=");
            self.expr(value)?;
        }
        self.returning_before(update.returning.as_ref());
        match limited {
            Some((limit, LimitedWrite::RowId)) => {
                self.row_ids(&update.table, update.filter.as_ref(), limit)?
            }
            _ => self.filter(update.filter.as_ref())?,
        }
        if let Some((limit, LimitedWrite::Suffix)) = limited {
            self.suffix(limit)?;
        }
        self.returning_after(update.returning.as_ref());
        Ok(())
    }

    fn delete(&mut self, delete: &Delete) -> Result<()> {
        let limited =
            delete.limit.as_ref().map(|limit| (limit, self.dialect.features().write.limited_delete));
        self.text("DELETE");
        if let Some((limit, LimitedWrite::Top)) = limited {
            self.top(limit)?;
        }
        self.text(" FROM ");
        self.table(&delete.table);
        match limited {
            Some((limit, LimitedWrite::RowId)) => {
                self.row_ids(&delete.table, delete.filter.as_ref(), limit)?
            }
            Some((limit, LimitedWrite::PrimaryKey)) => self.keys_of(delete, limit)?,
            _ => self.filter(delete.filter.as_ref())?,
        }
        if let Some((limit, LimitedWrite::Suffix)) = limited {
            self.suffix(limit)?;
        }
        self.text(self.dialect.features().write.after_delete);
        Ok(())
    }

    fn filter(&mut self, filter: Option<&Expr>) -> Result<()> {
        if let Some(filter) = filter {
            self.text(" WHERE ");
            self.expr(filter)?;
        }
        Ok(())
    }

    fn top(&mut self, limit: &Expr) -> Result<()> {
        self.text(" TOP(");
        self.expr(limit)?;
        self.text(")");
        Ok(())
    }

    fn suffix(&mut self, limit: &Expr) -> Result<()> {
        self.text(" LIMIT ");
        self.expr(limit)
    }

    /// ` WHERE rowid IN (SELECT rowid FROM t WHERE … LIMIT 1)`
    fn row_ids(&mut self, table: &TableName, filter: Option<&Expr>, limit: &Expr) -> Result<()> {
        self.text(" WHERE rowid IN (SELECT rowid FROM ");
        self.table(table);
        self.filter(filter)?;
        self.suffix(limit)?;
        self.text(")");
        Ok(())
    }

    /// ` WHERE ("a","b") IN (SELECT "a","b" FROM t WHERE … LIMIT 1)`
    fn keys_of(&mut self, delete: &Delete, limit: &Expr) -> Result<()> {
        let keys = match &delete.primary_key {
            Some(keys) if !keys.is_empty() => keys,
            Some(_) => return Err(Failure::usage("Cannot LIMIT delete a model without a primary key.")),
            None => return Err(Failure::usage("Cannot LIMIT delete without a model.")),
        };
        let several = keys.len() > 1;
        self.text(if several { " WHERE (" } else { " WHERE " });
        self.idents(keys);
        self.text(if several { ") IN (SELECT " } else { " IN (SELECT " });
        self.idents(keys);
        self.text(" FROM ");
        self.table(&delete.table);
        self.filter(delete.filter.as_ref())?;
        self.suffix(limit)?;
        self.text(")");
        Ok(())
    }

    fn truncate(&mut self, truncate: &Truncate) -> Result<()> {
        let features = &self.dialect.features().write;
        self.text(features.truncate);
        self.text(" ");
        self.table(&truncate.table);
        if features.truncate_options {
            self.text(if truncate.restart_identity { " RESTART IDENTITY" } else { "" });
            self.text(if truncate.cascade { " CASCADE" } else { "" });
        } else if truncate.restart_identity {
            self.dialect.restart_identity(self, &truncate.table)?;
        }
        Ok(())
    }
}
