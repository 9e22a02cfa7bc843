//! Transactions, savepoints, isolation levels and deferred constraints.
//!
//! A transaction argument is an object `{ parent, name, options: { type } }`; any true `parent` makes
//! it a savepoint.

use super::super::request::Node;
use super::args::{option, texts, Args};
use super::column::deferrable;
use crate::ast::ddl::{Ddl, Deferrable, Transaction};
use crate::failure::{Failure, Result};

pub fn statement(method: &str, args: &Args<'_>) -> Option<Result<Ddl>> {
    Some(match method {
        "startTransactionQuery" => Ok(Ddl::StartTransaction(transaction(args.node(0)))),
        "commitTransactionQuery" => Ok(Ddl::CommitTransaction(transaction(args.node(0)))),
        "rollbackTransactionQuery" => Ok(Ddl::RollbackTransaction(transaction(args.node(0)))),
        "setIsolationLevelQuery" => args
            .owned(0, "isolation level")
            .map(|level| Ddl::SetIsolationLevel { level, nested: args.node(1).is_true("parent") }),
        "deferConstraintsQuery" => match args.node(0).some("deferrable") {
            Some(node) => deferrable(node).map(Ddl::Deferrable),
            None => Err(Failure::usage("deferConstraintsQuery needs options.deferrable")),
        },
        "setConstraintQuery" => set_constraint(args),
        "setDeferredQuery" => names(args.node(0)).map(|n| Ddl::Deferrable(Deferrable::SetDeferred(n))),
        "setImmediateQuery" => names(args.node(0)).map(|n| Ddl::Deferrable(Deferrable::SetImmediate(n))),
        "setSearchPath" => args.owned(0, "searchPath").map(|path| Ddl::SetSearchPath { path }),
        _ => return None,
    })
}

fn transaction(node: &Node) -> Transaction {
    Transaction {
        nested: node.is_true("parent"),
        name: option(node, "name").unwrap_or_default(),
        kind: node.some("options").and_then(|options| option(options, "type")),
    }
}

fn names(node: &Node) -> Result<Option<Vec<String>>> {
    match node {
        Node::Null | Node::Undefined => Ok(None),
        list => texts(list, "constraints").map(Some),
    }
}

fn set_constraint(args: &Args<'_>) -> Result<Ddl> {
    let columns = names(args.node(0))?;
    match args.text(1) {
        Some("DEFERRED") => Ok(Ddl::Deferrable(Deferrable::SetDeferred(columns))),
        Some("IMMEDIATE") => Ok(Ddl::Deferrable(Deferrable::SetImmediate(columns))),
        other => Err(Failure::usage(format!("Unknown constraint mode: {}", other.unwrap_or("undefined")))),
    }
}
