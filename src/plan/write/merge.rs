//! upsertQuery: the statement of databases that have no word in INSERT for a row that is there already.

use super::attributes::Attributes;
use super::{is_nothing, row, value, Args};
use crate::ast::write::{Merge, Write};
use crate::catalog::Model;
use crate::failure::{Failure, Result};
use crate::plan::request::Node;
use crate::plan::Context;

/// `upsertQuery(tableName, insertValues, updateValues, where, model)`
pub fn plan(ctx: &Context, args: &Args<'_>) -> Result<Write> {
    let model = match args.node(4) {
        Node::Model(id) => ctx.catalog.model(*id)?,
        _ => return Err(Failure::usage("An upsert needs a model")),
    };
    let attributes = Attributes::read(ctx, args.node(4))?;
    let insert = row(args.node(1))?;
    let sets_identity = insert.iter().any(|(name, node)| attributes.is_identity(name) && node.truthy());
    let typed = |(name, node): (&str, &Node)| {
        Ok((name.to_owned(), value(ctx, node, attributes.row_type(ctx, name), false)?))
    };
    let update = row(args.node(2))?.into_iter().filter(|(name, _)| !attributes.is_identity(name));
    Ok(Write::Merge(Merge {
        table: args.table(ctx, 0)?,
        keys: keys(&model, args.node(3))?,
        update: update.map(typed).collect::<Result<_>>()?,
        insert: insert.into_iter().map(typed).collect::<Result<_>>()?,
        sets_identity,
    }))
}

/// The columns that decide whether a row is there: the primary key where a clause of `where` has it complete,
/// else the columns of unique keys.
fn keys(model: &Model, condition: &Node) -> Result<Vec<String>> {
    let clauses = match condition {
        Node::Object(entries) => {
            entries.first().and_then(|(_, clauses)| clauses.as_array()).unwrap_or_default()
        }
        _ => &[],
    };
    let mut complete = Vec::new();
    for clause in clauses {
        let clause = row(clause)?;
        if !clause.iter().any(|(_, node)| is_nothing(node)) {
            complete.push(clause);
        }
    }
    if complete.is_empty() {
        return Err(Failure::usage("Primary Key or Unique key should be passed to upsert query"));
    }
    let field = |name: &String| {
        let attribute = model.by_name.get(name).and_then(|at| model.attributes.get(*at));
        attribute.map_or_else(|| name.clone(), |a| a.field.clone())
    };
    let primary: Vec<String> = model.primary_keys.iter().map(field).collect();
    let starts_with_primary = |clause: &Vec<(&str, &Node)>| {
        clause.first().is_some_and(|(name, _)| primary.iter().any(|key| key == name))
    };
    if complete.iter().any(starts_with_primary) {
        return Ok(primary);
    }
    let mut unique: Vec<String> = Vec::new();
    for name in model.unique_keys.iter().flatten().map(field) {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    Ok(unique)
}
