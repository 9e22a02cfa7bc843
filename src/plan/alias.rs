//! Short names for long ones (v6's `minifyAliases`: PostgreSQL cuts identifiers at 63 bytes).

use std::collections::HashMap;

/// v6 replaces a joined table's alias from this length on.
const LONG: usize = 64;

/// The aliases of one statement, in order of appearance.
pub struct Aliases {
    enabled: bool,
    by_table: HashMap<(String, String), String>,
    tables: Vec<(String, String)>,
}

impl Aliases {
    pub fn new(enabled: bool) -> Self {
        Aliases { enabled, by_table: HashMap::new(), tables: Vec::new() }
    }

    /// The scope of the main table's columns. No include can have this name.
    pub fn main(alias: Option<&str>) -> String {
        format!("\"{}\"", alias.unwrap_or_default())
    }

    /// The alias of a column, `_0`, `_1`, … where aliases are to be short.
    pub fn shorten(&mut self, table: &str, alias: &str) -> String {
        if !self.enabled || is_order_alias(alias) {
            return alias.to_owned();
        }
        let next = format!("_{}", self.by_table.len());
        self.by_table.entry((table.to_owned(), alias.to_owned())).or_insert(next).clone()
    }

    /// The short alias that a column has, if it has one.
    pub fn find(&self, table: &str, name: &str) -> Option<String> {
        self.by_table.get(&(table.to_owned(), name.to_owned())).cloned()
    }

    /// Takes note of a joined table's alias.
    pub fn note_table(&mut self, alias: &str) {
        if self.enabled
            && alias.chars().count() >= LONG
            && !self.tables.iter().any(|(known, _)| known == alias)
        {
            let short = format!("%{}", self.tables.len());
            self.tables.push((alias.to_owned(), short));
        }
    }

    /// Long table aliases and their replacements, the longest first: one may begin with another.
    pub fn renames(&self) -> Vec<(String, String)> {
        let mut renames = self.tables.clone();
        renames.sort_by_key(|(long, _)| std::cmp::Reverse(long.len()));
        renames
    }
}

/// v6's aliases for the order of a grouped limit keep their names.
fn is_order_alias(alias: &str) -> bool {
    alias.split("subquery_order_").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
