//! Joins of an include tree: what is joined inside the limited sub-query, what outside, and what is selected.

use super::alias::Aliases;
use super::attributes::{attribute_of, field_of, Picked};
use super::filter::{expression, filter, FilterScope, Prefix};
use super::include::{Include, Through};
use super::include_filter::sub_query_filter;
use super::request::Node;
use super::Context;
use crate::ast::{Expr, Join, JoinKind, SelectItem, Source};
use crate::catalog::{AssociationKind, Model};
use crate::failure::{Failure, Result};
use std::sync::Arc;

/// What a joined tree adds to the query and to its sub-query.
#[derive(Default)]
pub struct Fragments {
    pub main: Vec<Join>,
    pub sub: Vec<Join>,
    pub main_items: Vec<Picked>,
    pub sub_items: Vec<Picked>,
}

/// The query whose includes are joined.
pub struct Joiner<'a> {
    pub ctx: &'a Context<'a>,
    pub model: Arc<Model>,
    /// The name of the root in join conditions.
    pub root: String,
    /// The alias of the main table.
    pub main_as: String,
    pub sub_query: bool,
    pub grouped: bool,
    pub with_attributes: bool,
    pub aliases: &'a mut Aliases,
    /// Conditions that the joins add to the sub-query's WHERE.
    pub filters: Vec<Expr>,
}

/// An include with its ancestors: the last one is the include itself.
type Chain<'c> = &'c [&'c Include];

impl Joiner<'_> {
    pub fn join(&mut self, chain: Chain) -> Result<Fragments> {
        let Some((include, ancestors)) = chain.split_last() else { return Ok(Fragments::default()) };
        let inside = self.inside(chain);
        let mut fragments = Fragments::default();
        if self.with_attributes {
            let items = if inside { &mut fragments.sub_items } else { &mut fragments.main_items };
            for attribute in &include.attributes {
                items.push(self.pick(attribute, chain)?);
            }
        }
        let join = match &include.through {
            Some(through) => self.through_join(through, chain, &mut fragments)?,
            None => {
                self.add_filter(chain)?;
                self.plain_join(include, ancestors, &mut fragments)?
            }
        };

        let mut mismatch = false;
        let (mut main_children, mut sub_children) = (Vec::new(), Vec::new());
        for child in include.children.iter().filter(|child| !child.separate) {
            let mut longer = chain.to_vec();
            longer.push(child);
            let child_fragments = self.join(&longer)?;
            mismatch |= !include.required && child.required;
            sub_children.extend(child_fragments.sub);
            main_children.extend(child_fragments.main);
            fragments.main_items.extend(child_fragments.main_items);
            fragments.sub_items.extend(child_fragments.sub_items);
        }
        if inside {
            fragments.sub = with_children(join, sub_children, mismatch);
            fragments.main = main_children;
        } else {
            fragments.main = with_children(join, main_children, mismatch);
            fragments.sub = sub_children;
        }
        Ok(fragments)
    }

    /// `LEFT OUTER JOIN "target" AS "y" ON …`
    pub fn plain_join(
        &mut self,
        include: &Include,
        ancestors: Chain,
        fragments: &mut Fragments,
    ) -> Result<Join> {
        let association = &include.association;
        let belongs_to = association.kind == AssociationKind::BelongsTo;
        let parent = ancestors.last().copied();
        let left_model = self.ctx.catalog.model(association.source)?;
        let left_attribute = if belongs_to {
            association.foreign_key.clone()
        } else {
            association
                .source_key
                .clone()
                .or_else(|| left_model.primary_keys.first().cloned())
                .unwrap_or_default()
        };
        let left_field = match (belongs_to, &association.source_key_field) {
            (true, _) => association.foreign_key_field.clone(),
            (false, Some(field)) => field.clone(),
            (false, None) => field_of(&left_model, &left_attribute),
        };
        let right_field = if belongs_to {
            let key = association.target_key.clone().or_else(|| include.model.primary_keys.first().cloned());
            key.map(|key| field_of(&include.model, &key)).unwrap_or_default()
        } else {
            association.foreign_key_field.clone()
        };
        let left_alias = if ancestors.is_empty() { self.root.clone() } else { internal(ancestors) };
        let right_alias = match parent {
            None => include.alias.clone(),
            Some(_) => format!("{left_alias}->{}", include.alias),
        };

        let across = self.inside(ancestors) && !include.sub_query;
        let left = if parent.is_none() && (self.grouped || across) {
            let short = self.aliases.find(&Aliases::main(Some(&left_alias)), &left_attribute);
            if self.sub_query {
                let renamed = short.is_some() || left_attribute != left_field;
                let item = SelectItem::new(
                    Expr::qualified(&left_alias, &left_field),
                    renamed.then(|| left_attribute.clone()),
                );
                let data_type = attribute_of(&left_model, &left_attribute).and_then(|a| a.data_type.clone());
                fragments.sub_items.push(Picked {
                    item,
                    path: Vec::new(),
                    key: Some(left_attribute.clone()),
                    data_type,
                });
            }
            match short {
                Some(short) => Expr::Raw(short),
                None => Expr::qualified(&left_alias, &left_attribute),
            }
        } else if parent.is_some() && across {
            // The sub-query answers the parent's columns under their aliases.
            let column = format!("{}.{left_attribute}", left_alias.replace("->", "."));
            match self.aliases.find(&left_alias, &column) {
                Some(short) => Expr::Raw(short),
                None => Expr::column(column),
            }
        } else {
            Expr::qualified(&left_alias, &left_field)
        };

        let scope = scope(include.model_id, &right_alias);
        let mut on = match &include.on {
            Some(on) => filter(self.ctx, on, &scope)?.unwrap_or_else(|| Expr::Raw(String::new())),
            None => left.binary("=", Expr::qualified(&right_alias, right_field)),
        };
        let mut conditions: Vec<Expr> = include.condition.iter().cloned().collect();
        if let Some(node) = &include.filter {
            conditions.extend(filter(self.ctx, node, &scope)?);
        }
        if !conditions.is_empty() {
            conditions.insert(0, on);
            on = if include.or { Expr::Or(conditions) } else { Expr::And(conditions) };
        }
        self.aliases.note_table(&right_alias);
        let source = Source::table(include.model.table.clone(), Some(right_alias));
        Ok(Join { kind: self.kind(include), source, on })
    }

    /// `LEFT OUTER JOIN ( "through" AS "x" INNER JOIN "target" AS "y" ON … ) ON …`
    fn through_join(&mut self, through: &Through, chain: Chain, fragments: &mut Fragments) -> Result<Join> {
        let Some((include, ancestors)) = chain.split_last() else {
            return Err(Failure::internal("a through join without an include"));
        };
        let association = &include.association;
        let alias = internal(chain);
        let through_alias = format!("{alias}->{}", through.alias);
        let parent = ancestors.last().copied();
        let left_alias = if ancestors.is_empty() { self.main_as.clone() } else { internal(ancestors) };
        let left_scope = match parent {
            Some(_) => left_alias.clone(),
            None => Aliases::main(Some(&left_alias)),
        };
        if self.with_attributes {
            for attribute in &through.attributes {
                fragments.main_items.push(self.pick_through(attribute, through, chain, &through_alias)?);
            }
        }

        let missing = || Failure::internal(format!("association '{}' lacks a key", association.alias));
        let source_key = association.source_key.clone().ok_or_else(missing)?;
        let source_field = association.source_key_field.clone().unwrap_or_else(|| source_key.clone());
        let target_field = association.target_key_field.clone().ok_or_else(missing)?;
        let other_field = association.other_key_field.clone().ok_or_else(missing)?;

        let across = self.inside(ancestors) && !include.sub_query;
        let left = if parent.is_some() && across {
            // The sub-query answers the parent's columns under their aliases.
            let column = format!("{}.{source_key}", left_alias.replace("->", "."));
            Expr::column(self.aliases.find(&left_scope, &column).unwrap_or(column))
        } else if across || (parent.is_none() && self.grouped) {
            let column = self.aliases.find(&left_scope, &source_key).unwrap_or(source_key);
            Expr::qualified(left_alias, column)
        } else {
            Expr::qualified(left_alias, source_field)
        };
        let mut on = left.binary("=", Expr::qualified(&through_alias, &association.foreign_key_field));
        let mut inner =
            Expr::qualified(&alias, target_field).binary("=", Expr::qualified(&through_alias, other_field));
        if let Some(node) = &through.filter {
            let condition = filter(self.ctx, node, &scope(through.model_id, &through_alias))?;
            inner = and(inner, condition);
        }
        self.aliases.note_table(&alias);
        if let Some(node) = &include.filter {
            on = and(on, filter(self.ctx, node, &scope(include.model_id, &alias))?);
        }
        self.add_filter(chain)?;

        let table = Source::table(through.model.table.clone(), Some(through_alias));
        let target = Source::table(include.model.table.clone(), Some(alias));
        let join = Join { kind: JoinKind::Inner, source: target, on: inner };
        let source = Source::Through { table: Box::new(table), join: Box::new(join) };
        Ok(Join { kind: self.kind(include), source, on })
    }

    /// A join belongs into the sub-query if all that it hangs on is there.
    fn inside(&self, chain: Chain) -> bool {
        self.sub_query && chain.iter().all(|include| include.sub_query)
    }

    fn add_filter(&mut self, chain: Chain) -> Result<()> {
        if self.sub_query {
            let filter = sub_query_filter(self.ctx, &self.model, &self.root, chain)?;
            self.filters.extend(filter);
        }
        Ok(())
    }

    fn kind(&self, include: &Include) -> JoinKind {
        match include.required {
            true => JoinKind::Inner,
            false if include.right && self.ctx.dialect.features().right_join => JoinKind::RightOuter,
            false => JoinKind::LeftOuter,
        }
    }

    fn pick(&mut self, attribute: &Node, chain: Chain) -> Result<Picked> {
        let table = internal(chain);
        let path: Vec<String> = chain.iter().map(|include| include.alias.clone()).collect();
        let model = chain.last().map(|include| &include.model);
        let no_scope = FilterScope::default();
        let (expr, name) = match attribute {
            Node::Text(name) => (column(&table, name), name.clone()),
            // The user is trusted to name the column so that it finds its include.
            Node::Literal(_) => {
                let expr = expression(self.ctx, attribute, &no_scope)?;
                return Ok(Picked { item: SelectItem::new(expr, None), path, key: None, data_type: None });
            }
            Node::Array(parts) => match parts.as_slice() {
                [Node::Text(field), Node::Text(alias)] => (column(&table, field), alias.clone()),
                [Node::Col(name), Node::Text(alias)] => {
                    let joined = super::attributes::identifiers(name).join(".");
                    (Expr::qualified(&table, joined), alias.clone())
                }
                [json @ Node::Json { .. }, Node::Text(alias)] => {
                    (qualify(expression(self.ctx, json, &no_scope)?, &table), alias.clone())
                }
                [expr, Node::Text(alias)] => (expression(self.ctx, expr, &no_scope)?, alias.clone()),
                _ => {
                    return Err(Failure::usage(format!(
                        "{} is not a valid attribute definition. Please use the following format: \
                         ['attribute definition', 'alias']",
                        super::inspect::json(attribute)
                    )))
                }
            },
            _ => {
                return Err(Failure::usage(
                    "Tried to select attributes using Sequelize.cast or Sequelize.fn without specifying an alias for \
                     the result, during eager loading. This means the attribute will not be added to the returned \
                     instance",
                ))
            }
        };
        let data_type = model
            .and_then(|model| attribute_of(model, &name))
            .filter(|known| expr == column(&table, &known.field))
            .and_then(|known| known.data_type.clone());
        let alias = self.aliases.shorten(&table, &format!("{}.{name}", path.join(".")));
        Ok(Picked { item: SelectItem::new(expr, Some(alias)), path, key: Some(name), data_type })
    }

    fn pick_through(
        &mut self,
        attribute: &Node,
        through: &Through,
        chain: Chain,
        table: &str,
    ) -> Result<Picked> {
        let (field, name) = match attribute {
            Node::Text(name) => (name, name),
            Node::Array(parts) => match parts.as_slice() {
                [Node::Text(field), Node::Text(name)] => (field, name),
                _ => return Err(Failure::not_supported("an expression in through.attributes")),
            },
            _ => return Err(Failure::not_supported("an expression in through.attributes")),
        };
        let mut path: Vec<String> = chain.iter().map(|include| include.alias.clone()).collect();
        path.push(through.alias.clone());
        let alias = self.aliases.shorten(table, &format!("{}.{name}", path.join(".")));
        Ok(Picked {
            item: SelectItem::new(column(table, field), Some(alias)),
            path,
            key: Some(name.clone()),
            data_type: attribute_of(&through.model, name).and_then(|known| known.data_type.clone()),
        })
    }
}

/// A join and what hangs on it. Joins that are stricter than the one they hang on are
/// wrapped into it, so that they cannot remove rows of the outer query.
fn with_children(mut join: Join, children: Vec<Join>, mismatch: bool) -> Vec<Join> {
    if mismatch && !children.is_empty() {
        join.source = Source::Wrapped { source: Box::new(join.source), joins: children };
        return vec![join];
    }
    let mut joins = vec![join];
    joins.extend(children);
    joins
}

/// The alias of a joined table: `"posts->comments"`.
pub fn internal(chain: Chain) -> String {
    let aliases: Vec<&str> = chain.iter().map(|include| include.alias.as_str()).collect();
    aliases.join("->")
}

fn scope(model: u32, alias: &str) -> FilterScope {
    FilterScope { model: Some(model), prefix: Some(Prefix::Name(alias.to_owned())), ..FilterScope::default() }
}

fn and(left: Expr, right: Option<Expr>) -> Expr {
    match right {
        Some(right) => Expr::And(vec![left, right]),
        None => left,
    }
}

fn column(table: &str, name: &str) -> Expr {
    if name == "*" {
        return Expr::Star(Some(table.to_owned()));
    }
    Expr::qualified(table, name)
}

/// Puts the table's alias before the document of a JSON path.
fn qualify(expr: Expr, table: &str) -> Expr {
    match expr {
        Expr::JsonPath { document, path, as_text } => {
            let document = match *document {
                Expr::Column(mut parts) if parts.len() == 1 => {
                    parts.insert(0, table.to_owned());
                    Expr::Column(parts)
                }
                other => other,
            };
            Expr::JsonPath { document: Box::new(document), path, as_text }
        }
        other => other,
    }
}
