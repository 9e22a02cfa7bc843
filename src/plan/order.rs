//! ORDER BY and GROUP BY items (v6's `quote` and `getQueryOrders`).

use super::alias::Aliases;
use super::attributes::{attribute_of, field_of, identifiers};
use super::filter::{expression, FilterScope};
use super::inspect::inspect;
use super::request::Node;
use super::Context;
use crate::ast::{Expr, Order};
use crate::catalog::{Association, Model};
use crate::failure::{Failure, Result};

/// The only words that may follow what is ordered by.
const DIRECTIONS: [&str; 8] = [
    "ASC",
    "DESC",
    "ASC NULLS LAST",
    "DESC NULLS LAST",
    "ASC NULLS FIRST",
    "DESC NULLS FIRST",
    "NULLS FIRST",
    "NULLS LAST",
];

/// The order of a query, and that of its limited sub-query.
#[derive(Default)]
pub struct Orders {
    pub main: Vec<Order>,
    pub sub: Vec<Order>,
}

/// Plans order and group items for one query.
pub struct Ordering<'a> {
    pub ctx: &'a Context<'a>,
    pub model: Option<u32>,
    pub attributes: &'a [Node],
    pub aliases: &'a Aliases,
}

/// An element of an order array, once names and models have become what they stand for.
enum Part<'a> {
    Name(String),
    Direction(&'static str),
    Joined(Joined),
    Expr(Expr),
    Node(&'a Node),
}

/// A joined model on the way to the column.
struct Joined {
    alias: String,
    target: u32,
    through: Option<u32>,
}

impl Ordering<'_> {
    pub fn orders(&self, order: &Node, sub_query: bool) -> Result<Orders> {
        let mut orders = Orders::default();
        match order {
            Node::Array(items) => {
                for item in items {
                    self.one_order(item, sub_query, &mut orders)?;
                }
            }
            method if method.is_method() => {
                let planned = self.plain(method)?;
                if sub_query {
                    orders.sub.push(planned.clone());
                }
                orders.main.push(planned);
            }
            _ => {
                return Err(Failure::usage(
                    "Order must be type of array or instance of a valid sequelize method.",
                ))
            }
        }
        Ok(orders)
    }

    /// One item of GROUP BY: the first element where it is an array, as v6 reads it.
    pub fn group(&self, item: &Node, table: Option<&str>) -> Result<Expr> {
        let source = match item {
            Node::Array(parts) => parts.first().unwrap_or(&Node::Undefined),
            other => other,
        };
        let short = source.as_text().and_then(|name| self.aliases.find(&Aliases::main(table), name));
        match short {
            Some(alias) => Ok(Expr::column(alias)),
            None => Ok(self.plain(source)?.expr),
        }
    }

    fn one_order(&self, item: &Node, sub_query: bool, orders: &mut Orders) -> Result<()> {
        let wrapped = std::slice::from_ref(item);
        let parts = item.as_array().unwrap_or(wrapped);
        let model = self.model.map(|id| self.ctx.catalog.model(id)).transpose()?;
        if let Some(model) = model.as_ref().filter(|_| sub_query && self.is_of_main(parts)) {
            let field = parts.first().and_then(Node::as_text).map(|name| field_of(model, name));
            let short = field.and_then(|field| self.aliases.find(&Aliases::main(Some(&model.name)), &field));
            orders.sub.push(match short {
                // The sub-query itself knows the short name alone.
                Some(alias) => {
                    let direction = parts.get(1).cloned().unwrap_or_else(|| Node::Text("ASC".into()));
                    self.list(&[Node::Text(alias), direction], None)?
                }
                None => self.list(parts, self.model)?,
            });
        }
        if let Some(alias) = model.as_ref().and_then(|model| self.renamed(parts, model)) {
            let mut parts = parts.to_vec();
            parts[0] = Node::Col(alias);
            orders.main.push(self.list(&parts, self.model)?);
        } else {
            orders.main.push(self.list(parts, self.model)?);
        }
        Ok(())
    }

    /// Whether the item orders by the main model and not by a joined one.
    fn is_of_main(&self, parts: &[Node]) -> bool {
        match parts.first() {
            None | Some(Node::Association(_) | Node::Model(_)) => false,
            Some(first) if !first.truthy() => false,
            Some(first) if matches!(first.get("model"), Some(Node::Model(_))) => false,
            Some(Node::Text(name)) => !self.has_association(name),
            Some(_) => true,
        }
    }

    fn has_association(&self, alias: &str) -> bool {
        self.model.is_some_and(|id| self.associated(id, |association| association.alias == alias).is_some())
    }

    /// The name under which a renamed attribute is selected: the order must use it.
    fn renamed(&self, parts: &[Node], model: &Model) -> Option<String> {
        let first = parts.first()?.as_text()?;
        self.attributes.iter().find_map(|attribute| match attribute.as_array()? {
            [source, Node::Text(alias)] if !alias.is_empty() => {
                let meant = source.as_text() == Some(first) || alias == first;
                let short = || self.aliases.find(&Aliases::main(Some(&model.name)), alias);
                meant.then(|| short().unwrap_or_else(|| alias.clone()))
            }
            _ => None,
        })
    }

    /// A path of models, then a column or an expression, then a direction.
    fn list(&self, nodes: &[Node], parent: Option<u32>) -> Result<Order> {
        let mut parts: Vec<Part> = Vec::with_capacity(nodes.len());
        for (i, node) in nodes.iter().enumerate() {
            let part = self.part(node, i, parts.last(), parent)?;
            parts.push(part);
        }
        let mut path: Vec<&str> = Vec::new();
        let mut first = 0;
        for part in parts.iter().take(parts.len().saturating_sub(1)) {
            match part {
                Part::Joined(joined) => path.push(&joined.alias),
                Part::Node(node) if !node.is_method() && !matches!(node, Node::Attribute { .. }) => {}
                _ => break,
            }
            first += 1;
        }
        let mut qualifier = (!path.is_empty()).then(|| path.join("->"));
        if let (0, Some(Part::Name(_)), Some(parent)) = (first, parts.first(), parent) {
            qualifier = Some(self.ctx.catalog.model(parent)?.name.clone());
        }
        self.assemble(qualifier, &parts[first..], parent)
    }

    fn assemble(&self, qualifier: Option<String>, parts: &[Part], parent: Option<u32>) -> Result<Order> {
        let mut pieces = Vec::new();
        let mut suffix = None;
        let mut qualifier = qualifier;
        for part in parts {
            if let Some(direction) = suffix.take() {
                pieces.push(Expr::Raw(format!(" {direction}")));
            }
            match part {
                Part::Direction(direction) => suffix = Some(*direction),
                Part::Name(name) => {
                    let mut column: Vec<String> = qualifier.take().into_iter().collect();
                    column.extend(identifiers(name));
                    pieces.push(Expr::Column(column));
                }
                Part::Expr(expr) => {
                    pieces.extend(qualifier.take().map(dotted).into_iter().flatten());
                    pieces.push(expr.clone());
                }
                Part::Node(node) => {
                    pieces.extend(qualifier.take().map(dotted).into_iter().flatten());
                    match node {
                        Node::Array(items) => {
                            let inner = self.list(items, parent)?;
                            pieces.push(inner.expr);
                            suffix = inner.suffix;
                        }
                        node => pieces.push(self.plain(node)?.expr),
                    }
                }
                Part::Joined(joined) => return Err(unknown(joined.alias.clone())),
            }
        }
        let expr = match pieces.len() {
            1 => pieces.remove(0),
            _ => Expr::Concat(pieces),
        };
        Ok(Order { expr, suffix })
    }

    fn part<'a>(
        &self,
        node: &'a Node,
        index: usize,
        previous: Option<&Part>,
        parent: Option<u32>,
    ) -> Result<Part<'a>> {
        let (model, through) = match previous {
            None => (parent, None),
            Some(Part::Joined(joined)) => (Some(joined.target), joined.through),
            Some(_) => (None, None),
        };
        match node {
            Node::Text(text) => {
                let upper = text.to_uppercase();
                let direction = DIRECTIONS.iter().find(|direction| **direction == upper);
                match direction {
                    Some(direction) if index > 0 => Ok(Part::Direction(direction)),
                    _ => self.name(text, model),
                }
            }
            Node::Association(id) => Ok(Part::Joined(joined(&*self.ctx.catalog.association(*id)?))),
            Node::Model(target) => match model {
                Some(model) => self.joined_model(model, *target, None, through).map(Part::Joined),
                None => Ok(Part::Node(node)),
            },
            Node::Object(_) => match (node.get("model"), model) {
                (Some(Node::Model(target)), Some(model)) => {
                    self.joined_model(model, *target, node.text("as"), through).map(Part::Joined)
                }
                _ => Ok(Part::Node(node)),
            },
            other => Ok(Part::Node(other)),
        }
    }

    /// A text: an association, an attribute, a path into a JSON attribute, or a column.
    fn name<'a>(&self, text: &str, model: Option<u32>) -> Result<Part<'a>> {
        let Some(id) = model else { return Ok(Part::Name(text.to_owned())) };
        if let Some(association) = self.associated(id, |association| association.alias == text) {
            return Ok(Part::Joined(association));
        }
        let model = self.ctx.catalog.model(id)?;
        if let Some(attribute) = attribute_of(&model, text) {
            return Ok(Part::Name(attribute.field.clone()));
        }
        let Some((head, rest)) = text.split_once('.') else { return Ok(Part::Name(text.to_owned())) };
        let Some(attribute) = attribute_of(&model, head) else {
            return Err(Failure::usage(format!(
                "Unknown attribute '{head}' in the order of model '{}'. Order by a joined model with an array: \
                 [association, attribute, direction].",
                model.name
            )));
        };
        let json = attribute.data_type.as_ref().is_some_and(|t| t.key == "JSON" || t.key == "JSONB");
        if !json {
            return Ok(Part::Name(text.to_owned()));
        }
        Ok(Part::Expr(Expr::JsonPath {
            document: Box::new(Expr::qualified(model.name.clone(), attribute.field.clone())),
            path: rest.split('.').map(str::to_owned).collect(),
            as_text: true,
        }))
    }

    fn joined_model(
        &self,
        from: u32,
        target: u32,
        alias: Option<&str>,
        through: Option<u32>,
    ) -> Result<Joined> {
        let target_model = self.ctx.catalog.model(target)?;
        if alias.is_none() && through == Some(target) {
            return Ok(Joined { alias: target_model.name.clone(), target, through: None });
        }
        let leads_there = |association: &Association| {
            self.ctx.catalog.model(association.target).is_ok_and(|model| model.name == target_model.name)
        };
        let found = self.associated(from, |association| {
            leads_there(association)
                && match alias {
                    Some(alias) => association.alias == alias,
                    None => !association.is_aliased,
                }
        });
        let by_name = || self.associated(from, |a| leads_there(a) && a.alias == target_model.name);
        found.or_else(by_name).ok_or_else(|| {
            Failure::usage(format!("Unable to find a valid association for model, '{}'", target_model.name))
        })
    }

    fn associated(&self, model: u32, matches: impl Fn(&Association) -> bool) -> Option<Joined> {
        let associations = self.ctx.catalog.associations_of(model);
        associations.iter().find(|association| matches(association)).map(|a| joined(a))
    }

    /// What stands on its own: a name, or one of v6's expression objects.
    pub fn plain(&self, node: &Node) -> Result<Order> {
        let expr =
            match node {
                Node::Text(name) => Expr::Column(identifiers(name)),
                Node::Attribute { model, name } => {
                    Expr::qualified(self.ctx.catalog.model(*model)?.name.clone(), name.clone())
                }
                Node::Array(items) => return self.list(items, self.model),
                method if method.is_method() => {
                    let scope = FilterScope { model: None, ..FilterScope::default() };
                    expression(self.ctx, method, &scope)?
                }
                object if object.is_true("raw") => return Err(Failure::usage(
                    "The `{raw: \"...\"}` syntax is no longer supported.  Use `sequelize.literal` instead.",
                )),
                other => return Err(unknown(inspect(self.ctx, other))),
            };
        Ok(Order { expr, suffix: None })
    }
}

fn joined(association: &Association) -> Joined {
    Joined { alias: association.alias.clone(), target: association.target, through: association.through }
}

fn dotted(qualifier: String) -> [Expr; 2] {
    [Expr::column(qualifier), Expr::Raw(".".into())]
}

fn unknown(what: String) -> Failure {
    Failure::usage(format!("Unknown structure passed to order / group: {what}"))
}
