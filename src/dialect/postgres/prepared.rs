//! What is known of a statement on one connection: its parameters, its columns, its route.

use super::decode::WireType;
use super::encode::Param;
use super::scan::{self, Effect};
use crate::driver::ColumnInfo;
use sqlx::postgres::{PgStatement, PgTypeInfo, PgTypeKind};
use sqlx::{Column, Either, Statement, TypeInfo};
use std::collections::HashMap;
use std::sync::Arc;

/// How a statement runs.
pub enum Route {
    /// Prepared, with binary parameters and results.
    Binary(PgStatement),
    /// With literals, in the simple protocol: a parameter without a type, a column without a binary form.
    Literals,
}

/// A statement as the server described it.
pub struct Prepared {
    pub route: Route,
    pub params: Vec<Param>,
    pub columns: Columns,
    pub effect: Effect,
    /// The command's word for results (`INSERT`).
    pub command: Option<String>,
}

/// The columns of one result and how their values travel.
#[derive(Default, Clone)]
pub struct Columns {
    pub infos: Arc<[ColumnInfo]>,
    pub types: Arc<[WireType]>,
}

impl Columns {
    pub fn of<'a>(columns: impl Iterator<Item = (&'a str, &'a PgTypeInfo)>, known: &TypeMap) -> Columns {
        let mut infos = Vec::new();
        let mut types = Vec::new();
        for (name, info) in columns {
            let wire = known.wire(info);
            infos.push(ColumnInfo { name: name.to_owned(), type_name: type_name(info), decode: wire.kind() });
            types.push(wire);
        }
        Columns { infos: infos.into(), types: types.into() }
    }

    /// The same columns for results that come as text: opaque types are text there anyway.
    pub fn has_opaque(&self) -> bool {
        self.types.contains(&WireType::Opaque)
    }
}

fn type_name(info: &PgTypeInfo) -> String {
    info.name().to_ascii_lowercase()
}

/// Types beyond pg_type.dat that this connection has met, for results of the simple protocol.
#[derive(Default)]
pub struct TypeMap(HashMap<u32, WireType>);

impl TypeMap {
    pub fn wire(&self, info: &PgTypeInfo) -> WireType {
        match info.oid().and_then(|oid| self.0.get(&oid.0)) {
            Some(known) => known.clone(),
            None => WireType::of(info),
        }
    }

    /// A type number that says nothing yet.
    pub fn unknown(&self, info: &PgTypeInfo) -> Option<u32> {
        let oid = info.oid()?.0;
        let known = WireType::builtin(oid).is_some() || self.0.contains_key(&oid);
        (oid >= FIRST_USER_TYPE && !known).then_some(oid)
    }

    pub fn learn(&mut self, oid: u32, wire: WireType) {
        self.0.insert(oid, wire);
    }
}

/// PostgreSQL's FirstNormalObjectId: what users and extensions make starts here.
const FIRST_USER_TYPE: u32 = 16_384;

impl Prepared {
    pub fn of(statement: PgStatement, sql: &str, types: &mut TypeMap, plain_backslashes: bool) -> Prepared {
        let columns = Columns::of(statement.columns().iter().map(|c| (c.name(), c.type_info())), types);
        for (column, wire) in statement.columns().iter().zip(columns.types.iter()) {
            if let Some(oid) = types.unknown(column.type_info()) {
                types.learn(oid, wire.clone());
            }
        }
        let params = match statement.parameters() {
            Some(Either::Left(infos)) => infos.iter().map(param).collect(),
            _ => Vec::new(),
        };
        let route = if columns.has_opaque() { Route::Literals } else { Route::Binary(statement) };
        Prepared {
            route,
            params,
            columns,
            effect: scan::effect(sql, plain_backslashes),
            command: command(sql),
        }
    }

    /// A statement that cannot be described: its values go as literals.
    pub fn literals(sql: &str, plain_backslashes: bool) -> Prepared {
        Prepared {
            route: Route::Literals,
            params: Vec::new(),
            columns: Columns::default(),
            effect: scan::effect(sql, plain_backslashes),
            command: command(sql),
        }
    }
}

fn param(info: &PgTypeInfo) -> Param {
    let wire = WireType::of(info);
    let element = match &wire {
        WireType::Array(_) => match info.kind() {
            PgTypeKind::Array(element) => element.oid().map_or(0, |oid| oid.0),
            _ => 0,
        },
        _ => 0,
    };
    Param { wire, element }
}

fn command(sql: &str) -> Option<String> {
    let word = scan::first_word(sql);
    (!word.is_empty()).then(|| word.to_ascii_uppercase())
}
