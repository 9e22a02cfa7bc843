//! The include tree of a request, typed: what v6's `_validateIncludedElements` left in the options.

use super::attributes::finder_attributes;
use super::request::{Key, Node};
use super::Context;
use crate::ast::Expr;
use crate::catalog::{Association, Model};
use crate::failure::{Failure, Result};
use std::sync::Arc;

/// One joined model.
#[derive(Clone)]
pub struct Include {
    pub model_id: u32,
    pub model: Arc<Model>,
    pub association: Arc<Association>,
    pub alias: String,
    pub attributes: Vec<Node>,
    pub filter: Option<Node>,
    /// A condition of the planner that stands before `filter`.
    pub condition: Option<Expr>,
    pub on: Option<Node>,
    pub required: bool,
    pub right: bool,
    pub or: bool,
    /// The join belongs into the limited sub-query.
    pub sub_query: bool,
    /// The limited sub-query must ask whether such a row exists.
    pub sub_query_filter: bool,
    /// Loaded on its own, by a query of JavaScript's: it is neither joined nor selected.
    pub separate: bool,
    pub through: Option<Through>,
    pub children: Vec<Include>,
}

/// The table between the two models of a belongsToMany.
#[derive(Clone)]
pub struct Through {
    pub model_id: u32,
    pub model: Arc<Model>,
    pub alias: String,
    pub attributes: Vec<Node>,
    pub filter: Option<Node>,
}

/// Reads `options.include`. `parent` is the model that the includes hang on.
pub fn read_includes(ctx: &Context, node: Option<&Node>, parent: Option<u32>) -> Result<Vec<Include>> {
    let items = match node {
        Some(Node::Array(items)) => items.as_slice(),
        _ => return Ok(Vec::new()),
    };
    let own = |item: &&Node| !item.is_true("_pseudo");
    items.iter().filter(own).map(|item| read_include(ctx, item, parent)).collect()
}

fn read_include(ctx: &Context, node: &Node, parent: Option<u32>) -> Result<Include> {
    let association = read_association(ctx, node, parent)?;
    let model_id = match node.get("model") {
        Some(Node::Model(id)) => *id,
        _ => association.target,
    };
    let model = ctx.catalog.model(model_id)?;
    let filter = node.some("where").cloned();
    let flag = |name: &str| node.get(name).and_then(as_bool);
    let mut include = Include {
        model_id,
        alias: node.text("as").map_or_else(|| association.alias.clone(), str::to_owned),
        attributes: finder_attributes(&model, node.get("attributes"))?
            .unwrap_or_else(|| column_attributes(&model)),
        required: flag("required").unwrap_or(filter.is_some()),
        right: node.is_true("right"),
        or: node.is_true("or"),
        sub_query: node.is_true("subQuery"),
        sub_query_filter: node.is_true("subQueryFilter"),
        separate: node.is_true("separate"),
        condition: None,
        on: node.some("on").cloned(),
        through: None,
        children: read_includes(ctx, node.get("include"), Some(model_id))?,
        association,
        model,
        filter,
    };
    if let Some(through) = include.association.through {
        include.through = Some(read_through(ctx, node.get("through"), through)?);
    }
    Ok(include)
}

fn read_association(ctx: &Context, node: &Node, parent: Option<u32>) -> Result<Arc<Association>> {
    if let Some(Node::Association(id)) = node.get("association") {
        return ctx.catalog.association(*id);
    }
    let named = |association: &Association| match (node.text("as"), node.get("model")) {
        (Some(alias), _) => association.alias == alias,
        (None, Some(Node::Model(id))) => association.target == *id && !association.is_aliased,
        _ => false,
    };
    let known = parent.map(|id| ctx.catalog.associations_of(id)).unwrap_or_default();
    known
        .into_iter()
        .find(|association| named(association))
        .ok_or_else(|| Failure::usage("Include unexpected. Element has to be an association of its parent."))
}

fn read_through(ctx: &Context, node: Option<&Node>, default: u32) -> Result<Through> {
    let node = node.unwrap_or(&Node::Null);
    let model_id = match node.get("model") {
        Some(Node::Model(id)) => *id,
        _ => default,
    };
    let model = ctx.catalog.model(model_id)?;
    Ok(Through {
        model_id,
        alias: node.text("as").map_or_else(|| model.name.clone(), str::to_owned),
        attributes: finder_attributes(&model, node.get("attributes"))?
            .unwrap_or_else(|| column_attributes(&model)),
        filter: node.some("where").cloned(),
        model,
    })
}

fn as_bool(node: &Node) -> Option<bool> {
    match node {
        Node::Undefined => None,
        other => Some(other.truthy()),
    }
}

/// All columns of a model, as `attributes` names them.
pub fn column_attributes(model: &Model) -> Vec<Node> {
    let columns = model.attributes.iter().filter(|attribute| !super::attributes::is_virtual(attribute));
    columns.map(super::attributes::mapped).collect()
}

impl Include {
    /// The include with its required descendants alone, and nothing selected:
    /// what decides whether a parent row is wanted.
    pub fn required_closure(&self) -> Include {
        let required = self.children.iter().filter(|child| child.required);
        Include {
            attributes: Vec::new(),
            children: required.map(Include::required_closure).collect(),
            ..self.clone()
        }
    }
}

/// A plain object with the entries that satisfy `keep`.
pub fn entries(node: &Node, keep: impl Fn(&Key) -> bool) -> Node {
    match node {
        Node::Object(entries) => Node::Object(entries.iter().filter(|(key, _)| keep(key)).cloned().collect()),
        other => other.clone(),
    }
}
