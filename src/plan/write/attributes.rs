//! What is known of the columns that are written: a model's attributes, or attributes given as an object.

use crate::ast::write::Returning;
use crate::ast::DataType;
use crate::catalog::{Attribute, Model};
use crate::failure::{Failure, Result};
use crate::plan::filter;
use crate::plan::request::{Key, Node};
use crate::plan::Context;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Column {
    pub name: String,
    pub data_type: Option<Arc<DataType>>,
    pub auto_increment: bool,
}

impl Column {
    fn is_virtual(&self) -> bool {
        self.data_type.as_ref().is_some_and(|t| t.key == "VIRTUAL")
    }
}

#[derive(Default)]
pub struct Attributes {
    pub model: Option<(u32, Arc<Model>)>,
    /// By the names under which they were given, in that order.
    columns: Vec<(String, Column)>,
}

impl Attributes {
    pub fn read(ctx: &Context, node: &Node) -> Result<Attributes> {
        match node {
            Node::Model(id) => {
                let model = ctx.catalog.model(*id)?;
                let columns = model
                    .attributes
                    .iter()
                    .map(|attribute| (attribute.name.clone(), declared(ctx, &model, attribute)));
                Ok(Attributes { columns: columns.collect(), model: Some((*id, model)) })
            }
            Node::Object(entries) => {
                let given = entries.iter().filter_map(|(key, attribute)| match key {
                    Key::Name(name) => Some((
                        name.clone(),
                        of_model(ctx, attribute).unwrap_or_else(|| given(name, attribute)),
                    )),
                    Key::Op(_) => None,
                });
                Ok(Attributes { columns: given.collect(), model: None })
            }
            Node::Null | Node::Undefined => Ok(Attributes::default()),
            _ => Err(Failure::usage("The attributes of a write must be an object")),
        }
    }

    /// By column, else by attribute name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        let by_column = self.columns.iter().find(|(_, column)| column.name == name);
        by_column.or_else(|| self.columns.iter().find(|(key, _)| key == name)).map(|(_, column)| column)
    }

    pub fn data_type(&self, name: &str) -> Option<&Arc<DataType>> {
        self.get(name).and_then(|column| column.data_type.as_ref())
    }

    /// The type for one of several rows, or for an upsert.
    pub fn row_type(&self, ctx: &Context, name: &str) -> Option<&Arc<DataType>> {
        let untyped = ctx.dialect.features().write.untyped_dates;
        self.data_type(name).filter(|t| !untyped || t.key != "DATE")
    }

    pub fn is_identity(&self, name: &str) -> bool {
        self.get(name).is_some_and(|column| column.auto_increment)
    }

    /// v6's `returning` option: true, or a list of columns.
    pub fn returning(&self, options: &Node) -> Option<Returning> {
        let asked = options.get("returning").filter(|node| node.truthy())?;
        let columns: Vec<Column> = match asked {
            Node::Array(names) => names.iter().filter_map(|name| self.named(name)).collect(),
            _ => self.columns.iter().map(|(_, c)| c).filter(|c| !c.is_virtual()).cloned().collect(),
        };
        Some(Returning {
            types: columns.iter().map(|c| c.data_type.clone()).collect(),
            columns: columns.into_iter().map(|c| c.name).collect(),
            has_trigger: options.is_true("hasTrigger"),
        })
    }

    fn named(&self, node: &Node) -> Option<Column> {
        let name = match node {
            Node::Text(name) | Node::Col(name) => name,
            _ => return None,
        };
        Some(Column { name: name.clone(), data_type: self.data_type(name).cloned(), auto_increment: false })
    }
}

/// A model's own attribute, given among others.
fn of_model(ctx: &Context, attribute: &Node) -> Option<Column> {
    let Node::Attribute { model, name } = attribute else { return None };
    let model = ctx.catalog.model(*model).ok()?;
    let attribute = model.attributes.iter().find(|attribute| attribute.name == *name)?;
    Some(declared(ctx, &model, attribute))
}

fn declared(ctx: &Context, model: &Model, attribute: &Attribute) -> Column {
    Column {
        name: attribute.field.clone(),
        data_type: filter::column_type(ctx, model, attribute),
        auto_increment: attribute.auto_increment,
    }
}

fn given(name: &str, attribute: &Node) -> Column {
    let data_type = match attribute {
        Node::Type(data_type) => Some(data_type.clone()),
        _ => match attribute.get("type") {
            Some(Node::Type(data_type)) => Some(data_type.clone()),
            _ => None,
        },
    };
    Column {
        name: attribute.text("field").unwrap_or(name).to_owned(),
        data_type,
        auto_increment: attribute.is_true("autoIncrement"),
    }
}
