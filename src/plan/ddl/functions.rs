//! Enumerated types, stored functions and triggers.

use super::super::request::Node;
use super::super::Context;
use super::args::{entries, option, scalar, texts, Args};
use crate::ast::ddl::{Ddl, Parameter, TableArg};
use crate::failure::{Failure, Result};

pub fn statement(ctx: &Context, method: &str, args: &Args<'_>) -> Option<Result<Ddl>> {
    Some(match method {
        "pgEnumName" => enum_name(ctx, args),
        "pgListEnums" => list_enums(ctx, args),
        "pgEnum" => create_enum(ctx, args),
        "pgEnumAdd" => add_enum_value(ctx, args),
        "pgEnumDrop" => drop_enum(ctx, args),
        "fn" => Ok(Ddl::TemporaryFunction {
            name: args.text(0).map(str::to_owned),
            parameters: args.text(2).map(str::to_owned),
            body: args.text(3).unwrap_or_default().to_owned(),
            returns: args.text(4).map(str::to_owned),
            language: args.text(5).map(str::to_owned),
        }),
        "createFunction" => create_function(args),
        "dropFunction" => drop_function(args),
        "renameFunction" => rename_function(args),
        "createTrigger" => create_trigger(ctx, args),
        "dropTrigger" => drop_trigger(ctx, args),
        "renameTrigger" => rename_trigger(ctx, args),
        _ => return None,
    })
}

/// The table, in `options.schema` where it names no schema itself, and whether the schema is wanted.
fn enum_table(ctx: &Context, args: &Args<'_>, options: &Node) -> Result<(TableArg, bool)> {
    let mut table = args.table(ctx, 0)?;
    if table.name.schema.is_none() {
        table.name.schema = options.text("schema").filter(|s| !s.is_empty()).map(str::to_owned);
    }
    Ok((table, !matches!(options.get("schema"), Some(Node::Bool(false)))))
}

fn enum_name(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let (table, with_schema) = enum_table(ctx, args, args.node(2))?;
    Ok(Ddl::EnumName { table, column: args.owned(1, "attr")?, with_schema })
}

fn list_enums(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let (table, _) = enum_table(ctx, args, args.node(2))?;
    Ok(Ddl::ListEnums { table, column: args.text(1).map(str::to_owned), schema: None })
}

/// `(tableName, attr, dataType, options)`; the type is a data type or `ENUM('a', 'b')` as text.
fn create_enum(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let (table, with_schema) = enum_table(ctx, args, args.node(3))?;
    let values = match args.node(2) {
        Node::Type(t) if t.key == "ARRAY" => t.inner.as_ref().map(|i| i.values.clone()).unwrap_or_default(),
        Node::Type(t) => t.values.clone(),
        Node::Text(list) => quoted_values(list)?,
        other => texts(other.get("values").unwrap_or(&Node::Undefined), "values")?,
    };
    let force = args.node(3).is_true("force");
    Ok(Ddl::CreateEnum { table, column: args.owned(1, "attr")?, values, force, with_schema })
}

/// The values of `ENUM('a', 'it''s')`.
fn quoted_values(text: &str) -> Result<Vec<String>> {
    let malformed = || Failure::usage(format!("Not a list of enum values: {text}"));
    let list = text.trim().strip_prefix("ENUM(").and_then(|t| t.strip_suffix(')')).ok_or_else(malformed)?;
    let mut values = Vec::new();
    let mut chars = list.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let mut value = String::new();
                loop {
                    match chars.next() {
                        Some('\'') if chars.peek() == Some(&'\'') => {
                            chars.next();
                            value.push('\'');
                        }
                        Some('\'') => break,
                        Some(c) => value.push(c),
                        None => return Err(malformed()),
                    }
                }
                values.push(value);
            }
            ',' | ' ' => {}
            _ => return Err(malformed()),
        }
    }
    Ok(values)
}

fn add_enum_value(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let options = args.node(3);
    Ok(Ddl::AddEnumValue {
        table: args.table(ctx, 0)?,
        column: args.owned(1, "attr")?,
        value: scalar(args.node(2)).ok_or_else(|| Failure::usage("The value of an enum must be a string"))?,
        before: option(options, "before"),
        after: option(options, "after"),
    })
}

fn drop_enum(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let name = args.text(2).map(str::to_owned);
    let column = args.text(1).unwrap_or_default().to_owned();
    Ok(Ddl::DropEnum { table: args.table(ctx, 0)?, column, name })
}

/// `[{ type, name, direction }]`.
fn parameters(node: &Node) -> Result<Vec<Parameter>> {
    let items = node.as_array().ok_or_else(|| {
        Failure::usage(
            "_expandFunctionParamList: function parameters array required, including an empty one for no arguments",
        )
    })?;
    items
        .iter()
        .map(|item| {
            let data_type = option(item, "type").ok_or_else(|| {
                Failure::usage("function or trigger used with a parameter without any type")
            })?;
            Ok(Parameter { name: option(item, "name"), data_type, direction: option(item, "direction") })
        })
        .collect()
}

/// `(functionName, params, returnType, language, body, optionsArray, options)`.
fn create_function(args: &Args<'_>) -> Result<Ddl> {
    let (Some(name), Some(returns), Some(language), Some(body)) =
        (args.text(0), args.text(2), args.text(3), args.text(4))
    else {
        return Err(Failure::usage(
            "createFunction missing some parameters. Did you pass functionName, returnType, language and body?",
        ));
    };
    let options = args.node(6);
    Ok(Ddl::CreateFunction {
        name: name.to_owned(),
        parameters: parameters(args.node(1))?,
        returns: returns.to_owned(),
        language: language.to_owned(),
        body: body.to_owned(),
        options: texts(args.node(5), "optionsArray")?,
        replace: options.is_true("force"),
        variables: match options.some("variables") {
            Some(list) => variables(list)?,
            None => Vec::new(),
        },
    })
}

fn variables(node: &Node) -> Result<Vec<(String, String, Option<String>)>> {
    let items = node
        .as_array()
        .ok_or_else(|| Failure::usage("_expandFunctionVariableList: function variables must be an array"))?;
    items
        .iter()
        .map(|item| match (option(item, "name"), option(item, "type")) {
            (Some(name), Some(data_type)) => Ok((name, data_type, option(item, "default"))),
            _ => Err(Failure::usage("function variable must have a name and type")),
        })
        .collect()
}

fn drop_function(args: &Args<'_>) -> Result<Ddl> {
    let name = args.text(0).ok_or_else(|| Failure::usage("requires functionName"))?.to_owned();
    Ok(Ddl::DropFunction { name, parameters: parameters(args.node(1))? })
}

fn rename_function(args: &Args<'_>) -> Result<Ddl> {
    Ok(Ddl::RenameFunction {
        before: args.owned(0, "oldFunctionName")?,
        parameters: parameters(args.node(1))?,
        after: args.owned(2, "newFunctionName")?,
    })
}

/// `(tableName, triggerName, eventType, fireOnSpec, functionName, functionParams, optionsArray)`.
fn create_trigger(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    let fire_on = match args.node(3) {
        object @ Node::Object(_) => {
            entries(object, "fireOn")?.into_iter().filter_map(|(_, event)| scalar(event)).collect()
        }
        list => texts(list, "fireOn")?,
    };
    Ok(Ddl::CreateTrigger {
        table: args.table(ctx, 0)?,
        name: args.owned(1, "triggerName")?,
        event: args.owned(2, "eventType")?,
        fire_on,
        function: args.owned(4, "functionName")?,
        parameters: parameters(args.node(5))?,
        options: texts(args.node(6), "optionsArray")?,
    })
}

fn drop_trigger(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    Ok(Ddl::DropTrigger { table: args.table(ctx, 0)?, name: args.owned(1, "triggerName")? })
}

fn rename_trigger(ctx: &Context, args: &Args<'_>) -> Result<Ddl> {
    Ok(Ddl::RenameTrigger {
        table: args.table(ctx, 0)?,
        before: args.owned(1, "oldTriggerName")?,
        after: args.owned(2, "newTriggerName")?,
    })
}
