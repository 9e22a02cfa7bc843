//! Prepared statements, and a bounded cache of those that come again.

use super::decode;
use crate::driver::ColumnInfo;
use rusqlite::{Statement, StatementStatus};
use std::collections::HashMap;
use std::sync::Arc;

/// How many statements one connection keeps.
const CAPACITY: usize = 128;
/// From how many parameters on a look at each name costs too much.
const MANY: usize = 1000;

pub struct Prepared<'c> {
    pub statement: Statement<'c>,
    /// For each parameter of the statement the bind value it takes, counted from 0.
    pub places: Vec<usize>,
    pub columns: Columns,
    last_use: u64,
}

impl<'c> Prepared<'c> {
    pub fn new(statement: Statement<'c>) -> Prepared<'c> {
        let places = places(&statement);
        Prepared { statement, places, columns: Columns::default(), last_use: 0 }
    }
}

/// SQLite reads `$2` as a name and numbers names as they appear; the n of `$n` is meant to be the position.
fn places(statement: &Statement<'_>) -> Vec<usize> {
    let count = statement.parameter_count();
    // Each look at a name is a search (see `Sqlite::placeholder`). With so many of them, a last one that is
    // a number tells that they stand in order.
    if count > MANY && statement.parameter_name(count).is_none_or(|name| name.starts_with('?')) {
        return (0..count).collect();
    }
    let place = |index: usize| {
        let name = statement.parameter_name(index)?;
        let number: usize = name.strip_prefix(['$', '?'])?.parse().ok()?;
        number.checked_sub(1)
    };
    (1..=count).map(|index| place(index).unwrap_or(index - 1)).collect()
}

/// The columns of a statement, described again only when SQLite has prepared it again.
#[derive(Default)]
pub struct Columns {
    known: Option<(i32, bool)>,
    infos: Vec<ColumnInfo>,
}

impl Columns {
    pub fn refresh(&mut self, statement: &Statement<'_>, as_stored: bool) {
        let now = (statement.get_status(StatementStatus::RePrepare), as_stored);
        if self.known != Some(now) {
            self.infos = decode::columns(statement, as_stored);
            self.known = Some(now);
        }
    }

    pub fn get(&self) -> &[ColumnInfo] {
        &self.infos
    }
}

#[derive(Default)]
pub struct Cache<'c> {
    statements: HashMap<Arc<str>, Prepared<'c>>,
    uses: u64,
}

impl<'c> Cache<'c> {
    /// A statement in use is not in the cache: an error on the way forgets it.
    pub fn take(&mut self, sql: &str) -> Option<Prepared<'c>> {
        self.statements.remove(sql)
    }

    pub fn put(&mut self, sql: Arc<str>, mut prepared: Prepared<'c>) {
        if self.statements.len() >= CAPACITY {
            let oldest = self.statements.iter().min_by_key(|(_, p)| p.last_use).map(|(sql, _)| sql.clone());
            if let Some(sql) = oldest {
                self.statements.remove(&sql);
            }
        }
        self.uses += 1;
        prepared.last_use = self.uses;
        self.statements.insert(sql, prepared);
    }
}
