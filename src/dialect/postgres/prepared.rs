//! What is known of statements on one connection: their parameters, their columns, their route.

use super::catalog::Types;
use super::decode::WireType;
use super::encode::Param;
use super::scan;
use super::wire::message::Field;
use crate::driver::ColumnInfo;
use std::collections::HashMap;
use std::sync::Arc;

/// How a statement runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// Under this name, with binary parameters and results.
    Prepared(String),
    /// With literals, in the simple protocol: the server cannot tell a parameter's type.
    Literals,
}

/// A statement as the server described it.
pub struct Prepared {
    pub route: Route,
    pub params: Vec<Param>,
    pub columns: Columns,
    /// It changes the schema: statements prepared before may be stale.
    pub changes_schema: bool,
}

/// The columns of one result and how their values travel.
#[derive(Default, Clone)]
pub struct Columns {
    pub infos: Arc<[ColumnInfo]>,
    pub types: Arc<[WireType]>,
}

impl Columns {
    /// Types that are still unknown count as text.
    pub fn of(fields: &[Field], known: &Types) -> Columns {
        let mut infos = Vec::with_capacity(fields.len());
        let mut types = Vec::with_capacity(fields.len());
        for field in fields {
            let (name, wire) =
                known.get(field.type_oid).map_or(("unknown".into(), WireType::Opaque), |t| (t.name, t.wire));
            infos.push(ColumnInfo { name: field.name.clone(), type_name: name, decode: wire.kind() });
            types.push(wire);
        }
        Columns { infos: infos.into(), types: types.into() }
    }

    /// Whether every column has a binary form that is read here.
    pub fn is_binary(&self) -> bool {
        !self.types.contains(&WireType::Opaque)
    }
}

impl Prepared {
    pub fn of(
        name: String,
        params: &[u32],
        fields: &[Field],
        types: &Types,
        changes_schema: bool,
    ) -> Prepared {
        let param = |oid: &u32| match types.get(*oid) {
            Some(known) => Param { wire: known.wire, element: known.element },
            None => Param { wire: WireType::Opaque, element: 0 },
        };
        Prepared {
            route: Route::Prepared(name),
            params: params.iter().map(param).collect(),
            columns: Columns::of(fields, types),
            changes_schema,
        }
    }

    /// A statement that cannot be described: its values go as literals.
    pub fn literals(sql: &str, plain_backslashes: bool) -> Prepared {
        Prepared {
            route: Route::Literals,
            params: Vec::new(),
            columns: Columns::default(),
            changes_schema: scan::changes_schema(sql, plain_backslashes),
        }
    }
}

/// The statements that a connection keeps; the one that was not used for the longest time makes room.
pub struct Statements {
    known: HashMap<Arc<str>, (Arc<Prepared>, u64)>,
    capacity: usize,
    clock: u64,
    names: u64,
}

impl Statements {
    pub fn new(capacity: usize) -> Statements {
        Statements { known: HashMap::new(), capacity, clock: 0, names: 0 }
    }

    pub fn capacity(&self) -> usize {
        self.capacity
    }

    pub fn contains(&self, sql: &str) -> bool {
        self.known.contains_key(sql)
    }

    pub fn get(&mut self, sql: &str) -> Option<Arc<Prepared>> {
        self.clock += 1;
        let (prepared, used) = self.known.get_mut(sql)?;
        *used = self.clock;
        Some(prepared.clone())
    }

    /// A name that no statement of this connection has had.
    pub fn name(&mut self) -> String {
        self.names += 1;
        format!("sequelize_{}", self.names)
    }

    /// Makes room for one more; the name that the server may forget.
    pub fn make_room(&mut self) -> Option<String> {
        if self.known.len() < self.capacity {
            return None;
        }
        let oldest = self.known.iter().min_by_key(|(_, (_, used))| *used).map(|(sql, _)| sql.clone())?;
        name_of(&self.known.remove(&oldest)?.0)
    }

    pub fn insert(&mut self, sql: Arc<str>, prepared: Arc<Prepared>) {
        self.clock += 1;
        self.known.insert(sql, (prepared, self.clock));
    }

    /// Forgets one; its name on the server.
    pub fn remove(&mut self, sql: &str) -> Option<String> {
        name_of(&self.known.remove(sql)?.0)
    }

    /// Forgets all; their names on the server.
    pub fn clear(&mut self) -> Vec<String> {
        self.known.drain().filter_map(|(_, (prepared, _))| name_of(&prepared)).collect()
    }
}

fn name_of(prepared: &Prepared) -> Option<String> {
    match &prepared.route {
        Route::Prepared(name) => Some(name.clone()),
        Route::Literals => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_used_least_lately_makes_room() {
        let mut statements = Statements::new(2);
        for sql in ["a", "b"] {
            let name = statements.name();
            let prepared = Prepared::of(name, &[], &[], &Types::default(), false);
            assert_eq!(statements.make_room(), None);
            statements.insert(sql.into(), Arc::new(prepared));
        }
        assert!(statements.get("a").is_some());
        assert_eq!(statements.make_room().as_deref(), Some("sequelize_2"));
        assert!(statements.contains("a") && !statements.contains("b"));
        assert_eq!(statements.clear(), ["sequelize_1"]);
    }
}
