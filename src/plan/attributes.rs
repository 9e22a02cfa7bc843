//! `options.attributes` as select items.

use super::alias::Aliases;
use super::filter::{expression, FilterScope};
use super::request::Node;
use super::Context;
use crate::ast::{DataType, Expr, SelectItem};
use crate::catalog::{Attribute, Model};
use crate::failure::{Failure, Result};
use crate::sql::AttributeBehavior;
use crate::value::Value;
use std::sync::Arc;

/// A select item, and where its values go when rows are folded.
#[derive(Debug, Clone)]
pub struct Picked {
    pub item: SelectItem,
    /// Include aliases from the root to the owning entity.
    pub path: Vec<String>,
    /// The key in `dataValues`; none where only the database can tell.
    pub key: Option<String>,
    pub data_type: Option<Arc<DataType>>,
}

/// Adds items that are not there yet.
pub fn add_unique(list: &mut Vec<Picked>, items: Vec<Picked>) {
    for picked in items {
        if !list.iter().any(|known| known.item == picked.item) {
            list.push(picked);
        }
    }
}

/// The main table's attributes. `qualifier` is its alias, which stands before plain columns
/// where other tables are joined.
pub struct MainAttributes<'a> {
    pub ctx: &'a Context<'a>,
    pub model: Option<&'a Model>,
    pub qualifier: Option<&'a str>,
    pub joined: bool,
    /// Names may hold dots without being a path.
    pub dot_notation: bool,
}

impl MainAttributes<'_> {
    pub fn pick(&self, attribute: &Node, aliases: &mut Aliases) -> Result<Picked> {
        match attribute {
            Node::Text(name) => Ok(self.named(name)),
            Node::Array(parts) => match parts.as_slice() {
                [source, Node::Text(alias)] => self.aliased(source, alias, aliases),
                _ => Err(Failure::usage(format!(
                    "{} is not a valid attribute definition. Please use the following format: \
                     ['attribute definition', 'alias']",
                    super::inspect::json(attribute)
                ))),
            },
            expr => Ok(Picked {
                item: SelectItem::new(expression(self.ctx, expr, &FilterScope::default())?, None),
                path: Vec::new(),
                key: None,
                data_type: None,
            }),
        }
    }

    fn named(&self, name: &str) -> Picked {
        let attribute = self.model.and_then(|model| attribute_of(model, name));
        let expr = if name.contains(['`', '"']) {
            // Never a column of ours: v6 selects the text itself.
            Expr::Value(Value::Text(name.into()), None)
        } else if attribute.is_some() {
            self.qualified(vec![name.to_owned()], name)
        } else {
            self.qualified(identifiers(name), name)
        };
        let star = name == "*";
        let column = identifiers(name).pop().unwrap_or_default();
        Picked {
            item: SelectItem::new(expr, None),
            path: Vec::new(),
            key: (!star).then(|| if attribute.is_some() { name.to_owned() } else { column }),
            data_type: attribute.and_then(|attribute| attribute.data_type.clone()),
        }
    }

    fn aliased(&self, source: &Node, alias: &str, aliases: &mut Aliases) -> Result<Picked> {
        let (expr, data_type) = match source {
            Node::Text(field) => {
                let known = self.model.and_then(|model| attribute_of(model, alias));
                let data_type = known.filter(|a| a.field == *field).and_then(|a| a.data_type.clone());
                (self.field(field, alias)?, data_type)
            }
            expr => (expression(self.ctx, expr, &FilterScope::default())?, None),
        };
        let printed = aliases.shorten(&Aliases::main(self.qualifier), alias);
        Ok(Picked {
            item: SelectItem::new(expr, Some(printed)),
            path: Vec::new(),
            key: Some(alias.to_owned()),
            data_type,
        })
    }

    fn field(&self, field: &str, alias: &str) -> Result<Expr> {
        if field.contains(['(', ')']) {
            match self.ctx.settings.attribute_behavior {
                AttributeBehavior::Escape => {}
                AttributeBehavior::UnsafeLegacy => return Ok(Expr::Raw(field.to_owned())),
                AttributeBehavior::Throw => return Err(Failure::usage(PARENTHESES)),
            }
        }
        let dotted = field.contains('.') || alias.contains('.');
        Ok(self.qualified(vec![field.to_owned()], if dotted { "." } else { "" }))
    }

    /// The alias of the main table stands before a column unless `text` shows a path already.
    fn qualified(&self, mut column: Vec<String>, text: &str) -> Expr {
        if let Some(qualifier) = self.qualifier.filter(|_| self.joined) {
            if self.dot_notation || !text.contains('.') {
                column.insert(0, qualifier.to_owned());
            }
        }
        match column.as_slice() {
            [name] if name == "*" => Expr::Star(None),
            [table, name] if name == "*" => Expr::Star(Some(table.clone())),
            _ => Expr::Column(column),
        }
    }
}

const PARENTHESES: &str = "Attributes cannot include parentheses in Sequelize 6:\n\
    In order to fix the vulnerability CVE-2023-22578, we had to remove support for treating attributes as raw \
    SQL if they included parentheses. Wrap the attribute in a literal() call to have it printed as it stands, or \
    set the \"attributeBehavior\" option to \"escape\" to have it quoted like any other name. See \
    https://github.com/sequelize/sequelize/security/advisories/GHSA-f598-mfpv-gmfx";

/// v6's `quoteIdentifiers`: what stands before the last dot is one identifier, its parts joined by arrows.
pub fn identifiers(name: &str) -> Vec<String> {
    match name.rsplit_once('.') {
        Some((head, tail)) => vec![head.replace('.', "->"), tail.to_owned()],
        None => vec![name.to_owned()],
    }
}

pub fn attribute_of<'a>(model: &'a Model, name: &str) -> Option<&'a Attribute> {
    model.by_name.get(name).and_then(|at| model.attributes.get(*at))
}

/// The column of an attribute; the name itself where there is no such attribute.
pub fn field_of(model: &Model, name: &str) -> String {
    attribute_of(model, name).map_or_else(|| name.to_owned(), |attribute| attribute.field.clone())
}

pub fn is_virtual(attribute: &Attribute) -> bool {
    attribute.data_type.as_ref().is_some_and(|data_type| data_type.key == "VIRTUAL")
}

/// An attribute as `attributes` states it: its name, or column and name where they differ.
pub fn mapped(attribute: &Attribute) -> Node {
    let name = Node::Text(attribute.name.clone());
    if attribute.field == attribute.name {
        name
    } else {
        Node::Array(vec![Node::Text(attribute.field.clone()), name])
    }
}

/// v6's `_expandAttributes` and `mapFinderOptions`: `{ include, exclude }` spelled out, virtual attributes left
/// out, names mapped to columns. What JavaScript has already mapped stays as it is.
pub fn finder_attributes(model: &Model, node: Option<&Node>) -> Result<Option<Vec<Node>>> {
    let listed = match node {
        None | Some(Node::Null | Node::Undefined) => return Ok(None),
        Some(Node::Array(items)) => items.clone(),
        Some(object @ Node::Object(_)) => expanded(model, object),
        Some(_) => {
            return Err(Failure::usage("The attributes option must be an array of column names or an object"))
        }
    };
    let wanted = |node: &Node| match node {
        Node::Text(name) => !attribute_of(model, name).is_some_and(is_virtual),
        _ => true,
    };
    let map = |node: Node| match node.as_text().and_then(|name| attribute_of(model, name)) {
        Some(attribute) => mapped(attribute),
        None => node,
    };
    Ok(Some(listed.into_iter().filter(wanted).map(map).collect()))
}

fn expanded(model: &Model, object: &Node) -> Vec<Node> {
    let list = |name: &str| object.get(name).and_then(Node::as_array).unwrap_or_default();
    let excluded = list("exclude");
    let all = model.attributes.iter().map(|attribute| Node::Text(attribute.name.clone()));
    all.filter(|name| !excluded.contains(name)).chain(list("include").iter().cloned()).collect()
}
