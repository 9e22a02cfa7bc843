//! Which tables and functions a statement touches, and what hides inside it.

use sqlparser::ast::{
    Expr, ObjectName, ObjectNamePart, Query, Select, SetExpr, Statement, TableFactor, Visitor,
};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A table as it was named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    pub schema: Option<String>,
    pub name: String,
}

#[derive(Debug, Default)]
pub struct Touched {
    pub tables: BTreeSet<Relation>,
    /// In lower case, without schemas.
    pub functions: BTreeSet<String>,
    pub statements: usize,
    /// `FOR UPDATE` and its like.
    pub locks: bool,
    /// `SELECT … INTO`.
    pub into: bool,
    /// Names that WITH gives, by query.
    scopes: Vec<Scope>,
}

#[derive(Debug)]
struct Scope {
    query: usize,
    names: Vec<String>,
    /// Where the queries of its parts lie: a part sees those before it only.
    parts: Vec<usize>,
    seen: usize,
}

fn address(query: &Query) -> usize {
    std::ptr::from_ref(query) as usize
}

fn part(part: &ObjectNamePart) -> String {
    match part {
        ObjectNamePart::Identifier(ident) => ident.value.clone(),
        ObjectNamePart::Function(function) => function.name.value.clone(),
    }
}

impl Touched {
    fn function(&mut self, name: &ObjectName) {
        if let Some(last) = name.0.last() {
            self.functions.insert(part(last).to_lowercase());
        }
    }

    fn is_named_by_with(&self, name: &str) -> bool {
        self.scopes
            .iter()
            .any(|scope| scope.names[..scope.seen].iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    fn set(&mut self, body: &SetExpr) {
        match body {
            SetExpr::SetOperation { left, right, .. } => {
                self.set(left);
                self.set(right);
            }
            // `TABLE x` names no relation that the walk would meet.
            SetExpr::Table(table) => {
                if let Some(name) = &table.table_name {
                    self.tables.insert(Relation { schema: table.schema_name.clone(), name: name.clone() });
                }
            }
            _ => {}
        }
    }
}

impl Visitor for Touched {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let here = address(query);
        for scope in &mut self.scopes {
            if let Some(at) = scope.parts.iter().position(|part| *part == here) {
                scope.seen = at;
            }
        }
        if let Some(with) = &query.with {
            let names: Vec<String> = with.cte_tables.iter().map(|cte| cte.alias.name.value.clone()).collect();
            // In a recursive WITH every part sees every name.
            let parts = match with.recursive {
                true => Vec::new(),
                false => with.cte_tables.iter().map(|cte| address(&cte.query)).collect(),
            };
            let seen = names.len();
            self.scopes.push(Scope { query: here, names, parts, seen });
        }
        self.locks |= !query.locks.is_empty();
        self.set(&query.body);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let here = address(query);
        for scope in &mut self.scopes {
            if scope.parts.contains(&here) {
                scope.seen = scope.names.len().min(scope.seen + 1);
                if scope.parts.last() == Some(&here) {
                    scope.seen = scope.names.len();
                }
            }
        }
        self.scopes.retain(|scope| scope.query != here);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.into |= select.into.is_some();
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        let Some(name) = relation.0.last().map(part) else { return ControlFlow::Continue(()) };
        let schema = relation.0.len().checked_sub(2).and_then(|at| relation.0.get(at)).map(part);
        if schema.is_some() || !self.is_named_by_with(&name) {
            self.tables.insert(Relation { schema, name });
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                self.function(name);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            self.function(&function.name);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        self.statements += 1;
        if let Statement::Call(function) = statement {
            self.function(&function.name);
        }
        ControlFlow::Continue(())
    }
}
