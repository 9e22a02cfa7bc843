//! v6's query generator methods that answer a piece of SQL: conditions, names, literals, expressions.

use super::alias::Aliases;
use super::filter::{self, column_type, expression, items, property_path, FilterScope, GivenModel, Prefix};
use super::find_options::table_name;
use super::order::Ordering;
use super::request::{Key, Node};
use super::{Context, Planned};
use crate::ast::{DataType, Expr};
use crate::catalog::{Attribute, Model};
use crate::failure::{Failure, Result};
use crate::sql::{Mode, Statement, Writer};
use std::sync::Arc;

pub fn plan(ctx: &Context, method: &str, args: &[Node]) -> Option<Result<Planned>> {
    let arg = |at: usize| args.get(at).unwrap_or(&Node::Undefined);
    Some(match method {
        "whereQuery" => where_query(ctx, arg(0), arg(1)),
        "whereItemsQuery" => where_items(ctx, arg(0), arg(1), arg(2)).map(fragment),
        "whereItemQuery" => where_item(ctx, arg(0), arg(1), arg(2)).map(fragment),
        "getWhereConditions" => where_conditions(ctx, args).map(fragment),
        "handleSequelizeMethod" => handle_method(ctx, arg(0), arg(2)),
        "escape" | "format" => escape(ctx, arg(0), arg(1)),
        "quoteIdentifier" => names(ctx, |w| match (arg(0), arg(1)) {
            (name, Node::Bool(true)) => name_text(name).map(|name| w.quoted(&name)),
            (name, _) => name_text(name).map(|name| w.ident(&name)),
        }),
        "quoteIdentifiers" => name_text(arg(0)).map(|name| fragment(Some(filter::path_column(&name)))),
        "quoteAttribute" => quote_attribute(ctx, arg(0), arg(1)),
        "quoteTable" => quote_table(ctx, arg(0), arg(1)),
        "quote" => quote(ctx, arg(0), arg(1)),
        "isIdentifierQuoted" => {
            name_text(arg(0)).map(|name| Planned::Data(serde_json::Value::Bool(is_identifier_quoted(&name))))
        }
        "jsonPathExtractionQuery" => json_path(ctx, arg(0), arg(1), arg(2)),
        _ => return None,
    })
}

fn fragment(expr: Option<Expr>) -> Planned {
    let expr = expr.unwrap_or_else(|| Expr::raw(""));
    Planned::Statement { statement: Box::new(Statement::Fragment(expr)), shape: None }
}

/// v6's options of the where methods.
fn scope_of(ctx: &Context, options: &Node) -> Result<FilterScope> {
    let prefix = match options.some("prefix") {
        None | Some(Node::Bool(false)) => None,
        Some(prefix) => Some(prefix_of(ctx, prefix)?),
    };
    Ok(FilterScope {
        model: model_of(options.some("model")),
        prefix,
        data_type: options.some("type").and_then(type_of),
        field: options.some("field").and_then(|field| field_type(ctx, field)),
    })
}

fn model_of(node: Option<&Node>) -> Option<u32> {
    match node {
        Some(Node::Model(id)) => Some(*id),
        _ => None,
    }
}

/// `options.model` as an object with `rawAttributes`, not a model of the catalog.
fn given_model(options: &Node) -> GivenModel {
    let Node::Object(attributes) = options.some("model")?.some("rawAttributes")? else {
        return None;
    };
    let mut model = Model::default();
    for (key, node) in attributes {
        let Key::Name(name) = key else { continue };
        let field = node.text("field").unwrap_or(name).to_owned();
        model.by_name.insert(name.clone(), model.attributes.len());
        model.by_field.insert(field.clone(), model.attributes.len());
        let data_type = node.some("type").and_then(type_of);
        model.attributes.push(Attribute { name: name.clone(), field, data_type, ..Attribute::default() });
    }
    Some(Arc::new(model))
}

fn prefix_of(ctx: &Context, node: &Node) -> Result<Prefix> {
    Ok(match node {
        Node::Literal(sql) => Prefix::Raw(sql.clone()),
        // An alias that the caller has quoted already.
        Node::Text(name) if is_identifier_quoted(name) && !name.contains('\'') => Prefix::Raw(name.clone()),
        Node::Text(name) => Prefix::Name(name.clone()),
        other => Prefix::Table(table_name(ctx, other)?),
    })
}

fn type_of(node: &Node) -> Option<Arc<DataType>> {
    match node {
        Node::Type(data_type) => Some(data_type.clone()),
        _ => None,
    }
}

/// The type of `{ type }`, of an attribute, or of a type itself.
fn field_type(ctx: &Context, node: &Node) -> Option<Arc<DataType>> {
    match node {
        Node::Attribute { model, name } => {
            let model = ctx.catalog.model(*model).ok()?;
            let attribute = model.attributes.get(*model.by_name.get(name)?)?;
            column_type(ctx, &model, attribute)
        }
        Node::Type(data_type) => Some(data_type.clone()),
        _ => {
            let data_type = node.some("type").and_then(type_of)?;
            Some(named_enum_array(node, data_type))
        }
    }
}

/// `{ field, Model, type: ARRAY(ENUM) }`: the cast of the array names the enumerated type.
fn named_enum_array(node: &Node, data_type: Arc<DataType>) -> Arc<DataType> {
    let is_enum = data_type.key == "ARRAY" && data_type.inner.as_ref().is_some_and(|t| t.key == "ENUM");
    match (is_enum, node.some("Model"), node.text("field")) {
        (true, Some(Node::Text(table)), Some(field)) => {
            let mut named = DataType::clone(&data_type);
            named.sql =
                Some(format!("\"enum_{}_{}\"[]", table.replace('"', "\"\""), field.replace('"', "\"\"")));
            Arc::new(named)
        }
        _ => data_type,
    }
}

fn where_query(ctx: &Context, node: &Node, options: &Node) -> Result<Planned> {
    let conditions = items(ctx, node, &scope_of(ctx, options)?, false, given_model(options))?;
    Ok(fragment(conditions.map(|expr| Expr::Prefix("WHERE", Box::new(expr)))))
}

fn where_items(ctx: &Context, node: &Node, options: &Node, binding: &Node) -> Result<Option<Expr>> {
    let or = binding.as_text().is_some_and(|text| text.trim().eq_ignore_ascii_case("or"));
    items(ctx, node, &scope_of(ctx, options)?, or, given_model(options))
}

fn where_item(ctx: &Context, key: &Node, node: &Node, options: &Node) -> Result<Option<Expr>> {
    let key = match key {
        // The caller's own SQL, as in v6: no key, and a text.
        Node::Null | Node::Undefined if node.as_text().is_some() => {
            return Ok(node.as_text().map(Expr::raw));
        }
        Node::Null | Node::Undefined => None,
        Node::Text(text) => Some(
            match text.strip_prefix('@').filter(|op| matches!(*op, "or" | "and" | "not" | "placeholder")) {
                Some(op) => Key::Op(op.to_owned()),
                None => Key::Name(text.clone()),
            },
        ),
        Node::Number(_) => Some(Key::Name(name_text(key)?)),
        other => {
            let subject = expression(ctx, other, &FilterScope::default())?;
            return filter::item_of(ctx, &subject, node, &scope_of(ctx, options)?);
        }
    };
    filter::item(ctx, key.as_ref(), node, &scope_of(ctx, options)?, given_model(options))
}

/// `getWhereConditions(conditions, table, model, options, prepend)`
fn where_conditions(ctx: &Context, args: &[Node]) -> Result<Option<Expr>> {
    let arg = |at: usize| args.get(at).unwrap_or(&Node::Undefined);
    let mut table = arg(1);
    // `[[table, alias]]`: conditions name the alias.
    if let Node::Array(items) = table {
        table = match items.first() {
            Some(Node::Array(pair)) => pair.get(1).unwrap_or(&Node::Undefined),
            Some(first) => first,
            None => &Node::Undefined,
        };
    }
    let prefix = match (arg(4), table) {
        (Node::Bool(false), _) | (_, Node::Null | Node::Undefined) => None,
        (_, Node::Text(name)) if name.is_empty() => None,
        (_, table) => Some(prefix_of(ctx, table)?),
    };
    let scope = FilterScope {
        model: model_of(Some(arg(2))),
        prefix,
        data_type: arg(3).some("type").and_then(type_of),
        field: None,
    };
    filter::filter(ctx, arg(0), &scope)
}

fn handle_method(ctx: &Context, node: &Node, model: &Node) -> Result<Planned> {
    if !node.is_method() {
        return Err(filter::invalid(node));
    }
    let scope = FilterScope { model: model_of(Some(model)), ..FilterScope::default() };
    Ok(fragment(Some(expression(ctx, node, &scope)?)))
}

/// v6's `escape(value, field)`: an absent value is NULL.
fn escape(ctx: &Context, value: &Node, field: &Node) -> Result<Planned> {
    let data_type = field_type(ctx, field);
    let expr = match value {
        Node::Undefined | Node::Null => Expr::raw("NULL"),
        Node::Array(_) if data_type.is_none() => Expr::Composite(filter::template(value)?, None),
        _ => filter::value_expr(ctx, value, data_type.as_ref())?,
    };
    Ok(fragment(Some(expr)))
}

/// A name; numbers are names too, as JavaScript's property names are.
fn name_text(node: &Node) -> Result<String> {
    match node {
        Node::Text(text) => Ok(text.clone()),
        Node::Number(n) => Ok(crate::sql::number_text(*n)),
        other => Err(Failure::usage(format!("An identifier is a string, not {}", filter::inspect(other)))),
    }
}

fn names(ctx: &Context, print: impl FnOnce(&mut Writer<'_>) -> Result<()>) -> Result<Planned> {
    let mut w = Writer::new(ctx.dialect, ctx.settings, Mode::Inline, &[]);
    print(&mut w)?;
    Ok(Planned::Statement { statement: Box::new(Statement::Text(w.finish().sql)), shape: None })
}

/// An attribute of the model is one name; anything else is a path.
fn quote_attribute(ctx: &Context, name: &Node, model: &Node) -> Result<Planned> {
    let name = name_text(name)?;
    let own = match model_of(Some(model)) {
        Some(id) => ctx.catalog.model(id)?.by_name.contains_key(&name),
        None => model.some("rawAttributes").is_some_and(|attributes| attributes.get(&name).is_some()),
    };
    Ok(fragment(Some(if own { Expr::column(name) } else { filter::path_column(&name) })))
}

/// `"schema"."table" AS "alias"`; `true` takes the table's own name as alias.
fn quote_table(ctx: &Context, table: &Node, alias: &Node) -> Result<Planned> {
    let name = match table {
        Node::Number(_) => crate::ast::TableName::new(name_text(table)?),
        other => table_name(ctx, other)?,
    };
    let alias = match alias {
        Node::Bool(true) => Some(match table {
            Node::Object(_) => {
                table.text("as").or_else(|| table.text("name")).unwrap_or(&name.table).to_owned()
            }
            _ => name.table.clone(),
        }),
        Node::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    names(ctx, |w| {
        w.table(&name);
        if let Some(alias) = alias {
            w.text(" AS ");
            w.ident(&alias);
        }
        Ok(())
    })
}

/// What ORDER BY and GROUP BY may hold.
fn quote(ctx: &Context, node: &Node, parent: &Node) -> Result<Planned> {
    let aliases = Aliases::new(false);
    let ordering = Ordering { ctx, model: model_of(Some(parent)), attributes: &[], aliases: &aliases };
    let order = ordering.plain(node)?;
    Ok(fragment(Some(match order.suffix {
        Some(suffix) => Expr::Concat(vec![order.expr, Expr::Raw(format!(" {suffix}"))]),
        None => order.expr,
    })))
}

/// `"a"`, `` `a`.`b` ``, `'a'`: already quoted, with quotes doubled inside.
fn is_identifier_quoted(text: &str) -> bool {
    let mut rest = text.trim();
    if rest.is_empty() {
        return false;
    }
    while let Some(quote) = rest.chars().next() {
        if !matches!(quote, '"' | '`' | '\'') {
            return false;
        }
        let mut chars = rest[1..].char_indices().peekable();
        let end = loop {
            match chars.next() {
                None => return false,
                Some((at, c)) if c == quote => match chars.peek() {
                    Some((_, next)) if *next == quote => drop(chars.next()),
                    _ => break at + 2,
                },
                Some(_) => {}
            }
        };
        rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
    }
    true
}

fn json_path(ctx: &Context, column: &Node, path: &Node, is_json: &Node) -> Result<Planned> {
    if !ctx.dialect.features().json {
        return Err(Failure::usage(format!("Unsupported {} for JSON operations", ctx.dialect.name())));
    }
    let column = name_text(column)?;
    let path = match path {
        Node::Text(text) => property_path(text),
        Node::Array(items) => items.iter().map(name_text).collect::<Result<_>>()?,
        _ => Vec::new(),
    };
    let document = match is_identifier_quoted(&column) {
        true => Expr::raw(column),
        false => Expr::column(column),
    };
    Ok(fragment(Some(Expr::JsonPath { document: Box::new(document), path, as_text: !is_json.truthy() })))
}

#[cfg(test)]
mod tests {
    use super::is_identifier_quoted;

    #[test]
    fn only_whole_quoted_names_count_as_quoted() {
        for good in ["\"a\"", "`a`.`b`", " \"a\"\"b\" ", "'a'", "\"a\".\"é\""] {
            assert!(is_identifier_quoted(good), "{good}");
        }
        for bad in ["", "a", "\"a", "\"a\" OR 1=1", "\"a\"; --", "`a`x", "\"a\"\""] {
            assert!(!is_identifier_quoted(bad), "{bad}");
        }
    }
}
