//! The statements that one connection keeps prepared: the least used one goes when there are too many.

use std::collections::HashMap;
use std::sync::Arc;

struct Kept {
    id: u32,
    params: usize,
    used: u64,
}

/// Texts and the server's numbers for them.
pub struct Statements {
    kept: HashMap<Arc<str>, Kept>,
    capacity: usize,
    clock: u64,
}

impl Statements {
    pub fn new(capacity: usize) -> Statements {
        Statements { kept: HashMap::new(), capacity, clock: 0 }
    }

    /// The statement's number and how many values it takes.
    pub fn get(&mut self, sql: &str) -> Option<(u32, usize)> {
        self.clock += 1;
        let kept = self.kept.get_mut(sql)?;
        kept.used = self.clock;
        Some((kept.id, kept.params))
    }

    /// Remembers a statement; answers the one that has to be closed for it.
    pub fn keep(&mut self, sql: Arc<str>, id: u32, params: usize) -> Option<u32> {
        let mut closed = None;
        if self.kept.len() >= self.capacity {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(sql, _)| sql.clone());
            closed = oldest.and_then(|sql| self.kept.remove(&sql)).map(|kept| kept.id);
        }
        self.kept.insert(sql, Kept { id, params, used: self.clock });
        closed
    }

    pub fn forget(&mut self, sql: &str) -> Option<u32> {
        self.kept.remove(sql).map(|kept| kept.id)
    }

    /// Forgets all of them; the server has to be told.
    pub fn clear(&mut self) -> Vec<u32> {
        self.kept.drain().map(|(_, kept)| kept.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_used_statement_makes_room() {
        let mut statements = Statements::new(2);
        assert_eq!(statements.keep("a".into(), 1, 0), None);
        statements.get("b");
        assert_eq!(statements.keep("b".into(), 2, 1), None);
        assert_eq!(statements.get("a"), Some((1, 0)));
        assert_eq!(statements.keep("c".into(), 3, 0), Some(2));
        assert_eq!(statements.get("b"), None);
        assert_eq!(statements.clear().len(), 2);
    }
}
