//! Stored functions and triggers. Bodies, types and names are code of the programmer's.

use crate::ast::ddl::{Ddl, Parameter};
use crate::failure::{Failure, Result};
use crate::sql::ddl::{words, Printer};

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<String> {
    Ok(match statement {
        Ddl::TemporaryFunction { name, parameters, body, returns, language } => {
            let name = words("fnName", name.as_deref().unwrap_or("testfunc"))?;
            let returns = returns.as_ref().map(|r| format!("RETURNS {r}")).unwrap_or_default();
            format!(
                "CREATE OR REPLACE FUNCTION pg_temp.{name}({}) {returns} AS $func$ BEGIN {body} END; $func$ \
                 LANGUAGE {}; SELECT * FROM pg_temp.{name}();",
                parameters.as_deref().unwrap_or_default(),
                words("language", language.as_deref().unwrap_or("plpgsql"))?
            )
        }
        Ddl::CreateFunction { name, parameters, returns, language, body, options, replace, variables } => {
            let head = if *replace { "CREATE OR REPLACE FUNCTION" } else { "CREATE FUNCTION" };
            let variables: Vec<String> = variables
                .iter()
                .map(|(name, data_type, default)| {
                    let default = default.as_ref().map(|d| format!(" := {d}")).unwrap_or_default();
                    format!("DECLARE {name} {data_type}{default};")
                })
                .collect();
            format!(
                "{head} {}({}) RETURNS {returns} AS $func$ {} BEGIN {body} END; $func$ language '{}'{};",
                words("functionName", name)?,
                list(parameters),
                variables.join(" "),
                words("language", language)?,
                options.join(" ")
            )
        }
        Ddl::DropFunction { name, parameters } => {
            format!("DROP FUNCTION {}({}) RESTRICT;", words("functionName", name)?, list(parameters))
        }
        Ddl::RenameFunction { before, parameters, after } => format!(
            "ALTER FUNCTION {}({}) RENAME TO {};",
            words("oldFunctionName", before)?,
            list(parameters),
            words("newFunctionName", after)?
        ),
        Ddl::CreateTrigger { table, name, event, fire_on, function, parameters, options } => {
            let (timing, constraint) = match event.as_str() {
                "after" => ("AFTER", ""),
                "before" => ("BEFORE", ""),
                "instead_of" => ("INSTEAD OF", ""),
                "after_constraint" => ("AFTER", "CONSTRAINT "),
                other => return Err(Failure::usage(format!("Invalid trigger event specified: {other}"))),
            };
            let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(" ")) };
            format!(
                "CREATE {constraint}TRIGGER {} {timing} {} ON {}{options} EXECUTE PROCEDURE {}({});",
                p.ident(name),
                events(fire_on)?,
                p.table(table),
                words("functionName", function)?,
                list(parameters)
            )
        }
        Ddl::DropTrigger { table, name } => {
            format!("DROP TRIGGER {} ON {} RESTRICT;", p.ident(name), p.table(table))
        }
        Ddl::RenameTrigger { table, before, after } => {
            format!("ALTER TRIGGER {} ON {} RENAME TO {};", p.ident(before), p.table(table), p.ident(after))
        }
        _ => return Err(Failure::internal("not a statement about functions")),
    })
}

/// `IN name type, type`.
fn list(parameters: &[Parameter]) -> String {
    parameters
        .iter()
        .map(|parameter| {
            [parameter.direction.as_deref(), parameter.name.as_deref(), Some(parameter.data_type.as_str())]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn events(fire_on: &[String]) -> Result<String> {
    if fire_on.is_empty() {
        return Err(Failure::usage("no table change events specified to trigger on"));
    }
    let words = fire_on
        .iter()
        .enumerate()
        .map(|(at, event)| match event.as_str() {
            "insert" => Ok("INSERT"),
            "update" => Ok("UPDATE"),
            "delete" => Ok("DELETE"),
            "truncate" => Ok("TRUNCATE"),
            _ => Err(Failure::usage(format!("parseTriggerEventSpec: undefined trigger event {at}"))),
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(words.join(" OR "))
}
