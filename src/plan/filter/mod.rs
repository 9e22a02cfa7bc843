//! where and having -> expression: how conditions nest. Operators, JSON and values are in this folder's other files.

mod expression;
mod group;
mod json;
mod operator;
mod value;
mod words;

pub use expression::{expression, property_path};
pub use value::{column_type, inspect, invalid, template, value_expr};
pub use words::{cast_type, comparator, function_name, path_column};

use super::request::{Key, Node};
use super::Context;
use crate::ast::{DataType, Expr, TableName, ValueKind};
use crate::catalog::{Attribute, Model};
use crate::failure::{Failure, Result};
use std::sync::Arc;

/// What a condition's names belong to.
#[derive(Debug, Clone, Default)]
pub struct FilterScope {
    /// The model whose attributes the names are.
    pub model: Option<u32>,
    /// What is printed before the column.
    pub prefix: Option<Prefix>,
    /// The type of values where no attribute says it (v6's `options.type`).
    pub data_type: Option<Arc<DataType>>,
    /// The type of every value, whatever the attribute (v6's `options.field`).
    pub field: Option<Arc<DataType>>,
}

/// What is printed before a column, with a dot.
#[derive(Debug, Clone, PartialEq)]
pub enum Prefix {
    /// An alias or a table, quoted as one identifier.
    Name(String),
    Table(TableName),
    /// SQL that stands as it is.
    Raw(String),
}

impl FilterScope {
    pub fn model(model: u32, prefix: impl Into<String>) -> Self {
        FilterScope { model: Some(model), prefix: Some(Prefix::Name(prefix.into())), ..Default::default() }
    }
}

/// A `where` or `having` (v6's `getWhereConditions`). `None` where it restricts nothing.
pub fn filter(ctx: &Context, node: &Node, scope: &FilterScope) -> Result<Option<Expr>> {
    let conditions = Conditions::new(ctx, scope)?;
    match node {
        Node::Null | Node::Undefined => Ok(None),
        Node::Object(_) => conditions.items(node, Join::And),
        Node::Array(items) => match items.first() {
            None => Ok(Some(Expr::raw("1=1"))),
            Some(Node::Array(first)) if first.is_empty() => Ok(Some(Expr::raw("1=1"))),
            Some(_) => conditions.implicit_and(node),
        },
        Node::List { bucket: 0, .. } => Ok(Some(Expr::raw("1=1"))),
        Node::List { .. } => Err(no_replacements()),
        Node::Number(_) | Node::Param { kind: ValueKind::Number, .. } => conditions.primary_key(node),
        Node::Text(text) if text.is_empty() => Ok(None),
        Node::Text(_) | Node::Param { kind: ValueKind::Text, .. } => Err(no_raw_query()),
        _ if node.is_method() => expression(ctx, node, scope).map(Some),
        _ => Err(Failure::usage(format!(
            "Unsupported where option value: {}. Please refer to the Sequelize documentation to learn more about which values are accepted as part of the where option.",
            value::inspect(node)
        ))),
    }
}

/// A model that the catalog does not have, only the request (`options.model` of a fragment method).
pub type GivenModel = Option<Arc<Model>>;

/// v6's `whereItemsQuery`: `filter` without the shorthands of `where`.
pub fn items(
    ctx: &Context,
    node: &Node,
    scope: &FilterScope,
    or: bool,
    given: GivenModel,
) -> Result<Option<Expr>> {
    Conditions::new(ctx, scope)?.with(given).items(node, if or { Join::Or } else { Join::And })
}

/// v6's `whereItemQuery`: one key and its value.
pub fn item(
    ctx: &Context,
    key: Option<&Key>,
    node: &Node,
    scope: &FilterScope,
    given: GivenModel,
) -> Result<Option<Expr>> {
    let subject = key.map_or(Subject::None, Subject::of);
    Conditions::new(ctx, scope)?.with(given).item(subject, node)
}

/// One value compared with an expression.
pub fn item_of(ctx: &Context, subject: &Expr, node: &Node, scope: &FilterScope) -> Result<Option<Expr>> {
    Conditions::new(ctx, scope)?.item(Subject::Expr(subject), node)
}

fn no_raw_query() -> Failure {
    Failure::usage("Support for `{where: 'raw query'}` has been removed.")
}

fn no_replacements() -> Failure {
    Failure::usage("Support for literal replacements in the `where` object has been removed.")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

impl Join {
    fn of(self, mut items: Vec<Expr>) -> Option<Expr> {
        match (items.len(), self) {
            (0 | 1, _) => items.pop(),
            (_, Join::And) => Some(Expr::And(items)),
            (_, Join::Or) => Some(Expr::Or(items)),
        }
    }
}

/// What a value is compared with.
#[derive(Debug, Clone, Copy)]
enum Subject<'s> {
    None,
    Name(&'s str),
    Op(&'s str),
    Expr(&'s Expr),
}

impl<'s> Subject<'s> {
    fn of(key: &'s Key) -> Self {
        match key {
            Key::Name(name) => Subject::Name(name),
            Key::Op(op) => Subject::Op(op),
        }
    }

    fn shown(self) -> String {
        match self {
            Subject::None => "undefined".into(),
            Subject::Name(name) => name.into(),
            Subject::Op(op) => format!("Symbol({op})"),
            Subject::Expr(_) => "expression".into(),
        }
    }
}

/// A condition's surroundings.
struct Conditions<'a> {
    ctx: &'a Context<'a>,
    model: Option<Arc<Model>>,
    prefix: Option<Prefix>,
    data_type: Option<Arc<DataType>>,
    field: Option<Arc<DataType>>,
    /// An object under a JSON attribute is a path into the document.
    json: bool,
}

impl<'a> Conditions<'a> {
    fn new(ctx: &'a Context<'a>, scope: &FilterScope) -> Result<Self> {
        Ok(Conditions {
            ctx,
            model: scope.model.map(|id| ctx.catalog.model(id)).transpose()?,
            prefix: scope.prefix.clone(),
            data_type: scope.data_type.clone(),
            field: scope.field.clone(),
            json: true,
        })
    }

    fn with(mut self, given: GivenModel) -> Self {
        self.model = given.or(self.model);
        self
    }

    /// The same model; no prefix and no types: v6 forgets its options on the way to an expression.
    fn bare(ctx: &'a Context<'a>) -> Self {
        Conditions { ctx, model: None, prefix: None, data_type: None, field: None, json: true }
    }

    fn items(&self, node: &Node, join: Join) -> Result<Option<Expr>> {
        match node {
            Node::Null | Node::Undefined => Ok(None),
            Node::Text(text) if text.is_empty() => Ok(None),
            Node::Text(_) | Node::Param { kind: ValueKind::Text, .. } => Err(no_raw_query()),
            // `condition && { … }` leaves a false behind.
            Node::Bool(_) | Node::Param { kind: ValueKind::Bool, .. } => Ok(None),
            Node::Object(entries) => {
                let mut parts = Vec::with_capacity(entries.len());
                for (key, item) in operators_first(entries) {
                    parts.extend(self.item(Subject::of(key), item)?);
                }
                Ok(join.of(parts))
            }
            Node::Array(items) if items.is_empty() => Ok(None),
            _ => self.item(Subject::None, node),
        }
    }

    fn item(&self, key: Subject<'_>, value: &Node) -> Result<Option<Expr>> {
        if matches!(value, Node::Undefined) {
            return Err(Failure::usage(format!(
                "WHERE parameter \"{}\" has invalid \"undefined\" value",
                key.shown()
            )));
        }
        if let Some(found) = self.dotted(key, value)? {
            return Ok(found);
        }
        // `{ a: literal('b = 1') }` is the literal alone, as in v6; only fn() is compared with the key.
        // `Op.not` of one, which v6 prints without its NOT, is negated here.
        let compared = matches!(value, Node::Function { .. }) && !matches!(key, Subject::None);
        if value.is_method() && !compared && !matches!(key, Subject::Op("not")) {
            return expression(self.ctx, value, &FilterScope::default()).map(Some);
        }
        match key {
            Subject::Op(op @ ("or" | "and" | "not")) => return self.group(op, value),
            Subject::Op("placeholder") => {
                return Ok(Some(
                    Expr::column("$PLACEHOLDER$").binary("=", value::value_expr(self.ctx, value, None)?),
                ))
            }
            Subject::Op(op) => return Err(Failure::usage(format!("Invalid where: Op.{op} needs a column"))),
            _ => {}
        }
        match value {
            Node::Object(entries) => self.object(key, entries),
            Node::Array(_) | Node::List { .. } => self.array(key, value),
            _ if matches!(key, Subject::None) => Err(no_raw_query()),
            _ => self.single(key, "eq", value),
        }
    }

    /// `'meta.path.key': value` of a JSON attribute.
    fn dotted(&self, key: Subject<'_>, value: &Node) -> Result<Option<Option<Expr>>> {
        let (Subject::Name(name), Some(model)) = (key, &self.model) else {
            return Ok(None);
        };
        let Some((head, rest)) = name.split_once('.') else {
            return Ok(None);
        };
        let Some(attribute) = attribute_by_name(model, head).filter(|a| is_json(a.data_type.as_deref()))
        else {
            return Ok(None);
        };
        let mut nested = value.clone();
        for leg in rest.rsplit('.') {
            nested = Node::Object(vec![(Key::Name(leg.to_owned()), nested)]);
        }
        let inner = Conditions {
            ctx: self.ctx,
            model: self.model.clone(),
            prefix: self.prefix.clone(),
            data_type: self.data_type.clone(),
            field: self.field.clone().or_else(|| attribute.data_type.clone()),
            json: self.json,
        };
        let column = if attribute.field.is_empty() { head } else { &attribute.field };
        inner.item(Subject::Name(column), &nested).map(Some)
    }

    fn object(&self, key: Subject<'_>, entries: &[(Key, Node)]) -> Result<Option<Expr>> {
        if let Subject::None = key {
            return match entries {
                [(inner, value)] => self.item(Subject::of(inner), value),
                _ => self.each(Join::And, key, entries),
            };
        }
        let field = self.field_of(key);
        let field_type = field.as_deref().or(self.data_type.as_deref());
        if let [(Key::Op(op), value)] = entries {
            match op.as_str() {
                "or" => return self.bind(Join::Or, key, value),
                "and" => return self.bind(Join::And, key, value),
                _ => {}
            }
        }
        if self.json && is_json(field_type) {
            if let Subject::Name(name) = key {
                return self.json(name, entries);
            }
        }
        match entries {
            [] => Err(value::invalid(&Node::Object(Vec::new()))),
            _ if value::is_document(field_type) && !entries.iter().any(|(k, _)| matches!(k, Key::Op(_))) => {
                let document = Node::Object(entries.to_vec());
                self.single(key, "eq", &document)
            }
            [(Key::Op(op), value)] => self.single(key, op, value),
            [_] => Err(value::invalid(&Node::Object(entries.to_vec()))),
            _ => self.each(Join::And, key, entries),
        }
    }

    fn array(&self, key: Subject<'_>, value: &Node) -> Result<Option<Expr>> {
        if let Subject::None = key {
            return self.implicit_and(value);
        }
        let field = self.field_of(key);
        let is_array = |t: &DataType| t.key == "ARRAY";
        if field.as_deref().or(self.data_type.as_deref()).is_some_and(is_array) {
            return self.single(key, "eq", value);
        }
        self.single(key, "in", value)
    }

    fn primary_key(&self, value: &Node) -> Result<Option<Expr>> {
        let key = self.model.as_ref().and_then(|m| m.primary_keys.first().cloned());
        self.item(Subject::Name(key.as_deref().unwrap_or("id")), value)
    }

    /// The type of the attribute that a key names, by its name or its column.
    fn field_of(&self, key: Subject<'_>) -> Option<Arc<DataType>> {
        if self.field.is_some() {
            return self.field.clone();
        }
        let (Subject::Name(name), Some(model)) = (key, &self.model) else {
            return None;
        };
        let attribute = attribute_by_name(model, name)
            .or_else(|| model.by_field.get(name).and_then(|at| model.attributes.get(*at)))?;
        column_type(self.ctx, model, attribute)
    }
}

fn attribute_by_name<'m>(model: &'m Model, name: &str) -> Option<&'m Attribute> {
    model.by_name.get(name).and_then(|at| model.attributes.get(*at))
}

fn is_json(data_type: Option<&DataType>) -> bool {
    data_type.is_some_and(|t| matches!(t.key.as_str(), "JSON" | "JSONB"))
}

/// v6 looks at an object's operators before its names.
fn operators_first(entries: &[(Key, Node)]) -> impl Iterator<Item = &(Key, Node)> {
    let is_op = |entry: &&(Key, Node)| matches!(entry.0, Key::Op(_));
    entries.iter().filter(is_op).chain(entries.iter().filter(move |e| !is_op(e)))
}
