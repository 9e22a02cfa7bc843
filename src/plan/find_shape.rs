//! The shape of a SELECT's rows: which column belongs to which entity.

use super::attributes::Picked;
use super::include::Include;
use super::Context;
use crate::ast::Expr;
use crate::catalog::Model;
use crate::failure::Result;
use crate::rows::shape::{Column, Entity, Shape};

pub fn shape(
    ctx: &Context,
    model_id: u32,
    includes: &[Include],
    has_multi_association: bool,
    columns: &[Picked],
) -> Result<Shape> {
    let model = ctx.catalog.model(model_id)?;
    let mut root = Entity { model: Some(model_id), ..Entity::default() };
    let mut path = Vec::new();
    fill(&mut root, &model, &path, columns);
    for include in includes {
        root.children.extend(entity(include, &mut path, columns));
    }
    let open = columns.iter().any(|picked| picked.key.is_none() || is_star(picked));
    let many = has_multi_association || root.children.iter().any(has_many);
    Ok(Shape { root, open, deduplicate: many })
}

fn entity(include: &Include, path: &mut Vec<String>, columns: &[Picked]) -> Option<Entity> {
    if include.separate {
        return None;
    }
    path.push(include.alias.clone());
    let mut entity = Entity {
        alias: include.alias.clone(),
        model: Some(include.model_id),
        many: include.association.kind.is_multi(),
        ..Entity::default()
    };
    fill(&mut entity, &include.model, path, columns);
    if let Some(through) = &include.through {
        path.push(through.alias.clone());
        let mut child =
            Entity { alias: through.alias.clone(), model: Some(through.model_id), ..Entity::default() };
        fill(&mut child, &through.model, path, columns);
        path.pop();
        if !child.columns.is_empty() {
            entity.children.push(child);
        }
    }
    for child in &include.children {
        entity.children.extend(self::entity(child, path, columns));
    }
    path.pop();
    // An include of which nothing is selected leaves no trace in the rows.
    (!entity.columns.is_empty() || !entity.children.is_empty()).then_some(entity)
}

fn fill(entity: &mut Entity, model: &Model, path: &[String], columns: &[Picked]) {
    for (index, picked) in columns.iter().enumerate() {
        if picked.path != path {
            continue;
        }
        let Some(key) = &picked.key else { continue };
        let known = entity.columns.iter_mut().find(|column| column.name == *key);
        let column = Column {
            index,
            name: key.clone(),
            alias: alias(path, key),
            result: picked.item.alias.clone().unwrap_or_else(|| key.clone()),
            data_type: picked.data_type.clone(),
        };
        match known {
            // The same name twice: the last one wins, as in a JavaScript object.
            Some(known) => *known = column,
            None => entity.columns.push(column),
        }
    }
    entity.identity = identity(entity, model);
}

/// The key of a flat row: `posts.comments.id`.
fn alias(path: &[String], key: &str) -> String {
    if path.is_empty() {
        return key.to_owned();
    }
    format!("{}.{key}", path.join("."))
}

/// The primary key, else the first unique key that is selected, else all columns.
fn identity(entity: &Entity, model: &Model) -> Vec<usize> {
    let position = |key: &String| {
        let attribute = model.by_field.get(key).and_then(|at| model.attributes.get(*at));
        let name = attribute.map_or(key, |attribute| &attribute.name);
        entity.columns.iter().position(|column| column.name == *key || column.name == *name)
    };
    let keys = std::iter::once(&model.primary_keys).chain(&model.unique_keys);
    keys.filter(|key| !key.is_empty())
        .find_map(|key| key.iter().map(position).collect::<Option<Vec<usize>>>())
        .unwrap_or_else(|| (0..entity.columns.len()).collect())
}

fn has_many(entity: &Entity) -> bool {
    entity.many || entity.children.iter().any(has_many)
}

fn is_star(picked: &Picked) -> bool {
    matches!(picked.item.expr, Expr::Star(_))
}
