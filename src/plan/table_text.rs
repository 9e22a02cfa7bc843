//! A table's definition as the database tells it, with a constraint more or less.

use super::raw::{pieces_of, text_arg};
use super::request::Node;
use super::Context;
use crate::failure::{Failure, Result};
use crate::sql::lexical::Kind;

/// The parts of `CREATE TABLE t (a, b, CONSTRAINT …) …` as byte positions: the parentheses and the commas between.
struct TableDefinition {
    open: usize,
    close: usize,
    commas: Vec<usize>,
}

fn table_definition(ctx: &Context<'_>, sql: &str) -> Result<TableDefinition> {
    let mut depth = 0;
    let mut found = TableDefinition { open: 0, close: 0, commas: Vec::new() };
    for piece in pieces_of(ctx, sql).filter(|piece| piece.kind == Kind::Code) {
        for (at, byte) in sql.bytes().enumerate().take(piece.end).skip(piece.start) {
            match byte {
                b'(' => {
                    if depth == 0 {
                        found.open = at;
                    }
                    depth += 1;
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        found.close = at;
                        return Ok(found);
                    }
                }
                b',' if depth == 1 => found.commas.push(at),
                _ => {}
            }
        }
    }
    Err(Failure::usage(format!("The definition of a table was expected, not: {sql}")))
}

/// A table's definition with one constraint more, ending with a semicolon.
pub fn with_constraint(ctx: &Context<'_>, args: &[Node]) -> Result<String> {
    let sql = text_arg(args, 0, "withConstraint")?;
    let snippet = text_arg(args, 1, "withConstraint")?;
    let table = table_definition(ctx, sql)?;
    Ok(format!("{}, {snippet}{};", &sql[..table.close], &sql[table.close..]))
}

/// A table's definition without a named constraint, ending with a semicolon.
pub fn without_constraint(ctx: &Context<'_>, args: &[Node]) -> Result<String> {
    let sql = text_arg(args, 0, "withoutConstraint")?;
    let name = text_arg(args, 1, "withoutConstraint")?;
    let table = table_definition(ctx, sql)?;
    let mut edges = vec![table.open];
    edges.extend(&table.commas);
    edges.push(table.close);
    for pair in edges.windows(2) {
        let &[from, to] = pair else { continue };
        if constraint_name(&sql[from + 1..to]).as_deref() != Some(name) {
            continue;
        }
        // The first element leaves its opening parenthesis, the others their comma goes with them.
        return Ok(if from == table.open && to != table.close {
            format!("{}{};", &sql[..=from], sql[to + 1..].trim_start())
        } else if from == table.open {
            format!("{}{};", &sql[..=from], &sql[to..])
        } else {
            format!("{}{};", &sql[..from], &sql[to..])
        });
    }
    Err(Failure::usage(format!("Constraint {name} is not part of the table's definition")))
}

/// The name in `CONSTRAINT name …`, without its quotes.
fn constraint_name(element: &str) -> Option<String> {
    let element = element.trim_start();
    let (word, rest) = element.split_at_checked("CONSTRAINT".len())?;
    if !word.eq_ignore_ascii_case("CONSTRAINT") || !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim_start();
    let close = match rest.chars().next()? {
        '`' => '`',
        '"' => '"',
        '[' => ']',
        _ => return rest.split_whitespace().next().map(str::to_owned),
    };
    let mut name = String::new();
    let mut chars = rest.chars().skip(1).peekable();
    while let Some(c) = chars.next() {
        if c == close && chars.next_if_eq(&close).is_none() {
            return Some(name);
        }
        name.push(c);
    }
    None
}
