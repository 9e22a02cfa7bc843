//! Requests about definitions, introspection and transactions -> [`Ddl`], printed at once.
//!
//! No database takes bind values in such statements, so the text is finished here. A method for which v6
//! answers undefined (COMMIT of a savepoint, …) answers the data `null`.

mod args;
mod column;
mod functions;
mod index;
mod tables;
mod transactions;

use super::request::Node;
use super::{Context, Planned};
use crate::ast::ddl::{Ddl, Definitions};
use crate::failure::Result;
use crate::sql::ddl::Printer;
use crate::sql::Statement;

/// Plans the methods of v6's query generator that are about definitions. `None`: not one of them.
pub fn plan(ctx: &Context, method: &str, args: &[Node]) -> Option<Result<Planned>> {
    let args = args::Args(args);
    let p = Printer::new(ctx.dialect, ctx.settings);
    match method {
        "attributesToSQL" => return Some(attributes(ctx, &args)),
        "attributeToSQL" => return Some(attribute(ctx, &args)),
        "pgEscapeAndQuote" => return Some(args.required_text(0, "val").map(|name| text(p.ident(name)))),
        "authTestQuery" => return Some(Ok(text("SELECT 1+1 AS result".into()))),
        "splitStatements" => return Some(args.required_text(0, "sql").map(|sql| split(p, sql))),
        _ => {}
    }
    let statement = tables::statement(ctx, method, &args)
        .or_else(|| index::statement(ctx, method, &args))
        .or_else(|| transactions::statement(method, &args))
        .or_else(|| functions::statement(ctx, method, &args))?;
    Some(statement.and_then(|s| print(ctx, &s)))
}

fn print(ctx: &Context, statement: &Ddl) -> Result<Planned> {
    let sql = ctx.dialect.ddl(Printer::new(ctx.dialect, ctx.settings), statement)?;
    Ok(match sql.is_empty() {
        true => Planned::Data(serde_json::Value::Null),
        false => text(sql),
    })
}

/// The statements of a text, each with its semicolon.
fn split(p: Printer<'_>, sql: &str) -> Planned {
    let statements = p.scan().parts(sql, ';').into_iter().map(str::trim).filter(|s| !s.is_empty());
    Planned::Data(statements.map(|s| serde_json::Value::String(format!("{s};"))).collect())
}

/// A table as text, as an object, or as a model.
pub(super) fn table_name(ctx: &Context, node: &Node) -> Result<crate::ast::TableName> {
    args::table(ctx, node).map(|table| table.name)
}

fn text(sql: String) -> Planned {
    Planned::Statement { statement: Box::new(Statement::Text(sql)), shape: None }
}

/// `attributesToSQL(attributes, options)`: column name -> definition.
fn attributes(ctx: &Context, args: &args::Args<'_>) -> Result<Planned> {
    let columns = column::definitions(ctx, args.node(0), args.node(1))?;
    let object = columns.into_iter().map(|(name, sql)| (name, serde_json::Value::String(sql))).collect();
    Ok(Planned::Data(serde_json::Value::Object(object)))
}

/// `attributeToSQL(attribute, options)`: one definition.
fn attribute(ctx: &Context, args: &args::Args<'_>) -> Result<Planned> {
    let context = column::context(ctx, args.node(1))?;
    let key = context.key.clone().unwrap_or_default();
    let column = column::column(ctx, &key, args.node(0))?;
    Ok(text(ctx.dialect.column(Printer::new(ctx.dialect, ctx.settings), &column, &context)?))
}

/// The definitions of an object of attributes, as the dialect prints them.
pub(super) fn printed(ctx: &Context, attributes: &Node) -> Result<Definitions> {
    column::definitions(ctx, attributes, &Node::Undefined)
}
