//! SQL text of the user's own: replacements, bind parameters.

use super::request::{Key, Node};
use super::{table_text, Context, Planned};
use crate::failure::{Failure, Result};
use crate::sql::lexical::{pieces, Kind, Lexical, Piece};
use crate::sql::Statement;
use crate::value::Value;

pub fn plan(ctx: &Context<'_>, method: &str, args: &[Node]) -> Option<Result<Planned>> {
    Some(match method {
        "injectReplacements" => inject_replacements(ctx, args).map(text),
        "mapBindParameters" => map_bind_parameters(ctx, args),
        "withConstraint" => table_text::with_constraint(ctx, args).map(text),
        "withoutConstraint" => table_text::without_constraint(ctx, args).map(text),
        "foreignKeyChecksQuery" => {
            let on = args.first().is_some_and(Node::truthy);
            ctx.dialect
                .foreign_key_checks(on)
                .map(|sql| text(sql.to_owned()))
                .ok_or_else(|| Failure::not_supported(method))
        }
        "showWarningsQuery" => ctx
            .dialect
            .warnings_query()
            .map(|sql| text(sql.to_owned()))
            .ok_or_else(|| Failure::not_supported(method)),
        "dynamicTypesQuery" => ctx
            .dialect
            .types_query()
            .map(|sql| text(sql.to_owned()))
            .ok_or_else(|| Failure::not_supported(method)),
        "copyRowsQuery" => copy_rows(args).map(text),
        "indexInfoQuery" => index_info(ctx, args).map(text),
        "setVariablesQuery" => set_variables(ctx, args).map(text),
        _ => return None,
    })
}

fn text(sql: String) -> Planned {
    Planned::Statement { statement: Box::new(Statement::Text(sql)), shape: None }
}

pub(super) fn text_arg<'a>(args: &'a [Node], at: usize, method: &str) -> Result<&'a str> {
    args.get(at)
        .and_then(Node::as_text)
        .ok_or_else(|| Failure::internal(format!("{method}: argument {at} is no text")))
}

/// `INSERT INTO new (a, b) SELECT x, y FROM old`, of quoted names: (new, [a, b], old, [x, y]).
fn copy_rows(args: &[Node]) -> Result<String> {
    let names = |at: usize| -> Result<String> {
        let Some(Node::Array(items)) = args.get(at) else {
            return Err(Failure::internal(format!("copyRowsQuery: argument {at} is no list")));
        };
        let texts: Option<Vec<&str>> = items.iter().map(Node::as_text).collect();
        let texts = texts.ok_or_else(|| Failure::internal("copyRowsQuery: names are texts"))?;
        Ok(texts.join(", "))
    };
    let (into, from) = (text_arg(args, 0, "copyRowsQuery")?, text_arg(args, 2, "copyRowsQuery")?);
    Ok(format!("INSERT INTO {into} ({}) SELECT {} FROM {from};", names(1)?, names(3)?))
}

pub(super) fn pieces_of<'a>(ctx: &Context<'_>, sql: &'a str) -> impl Iterator<Item = Piece> + 'a {
    pieces_by(ctx, sql, ctx.dialect.features().lexical)
}

fn pieces_by<'a>(ctx: &Context<'_>, sql: &'a str, rules: Lexical) -> impl Iterator<Item = Piece> + 'a {
    pieces(sql, rules, ctx.settings.standard_conforming_strings, ctx.dialect.identifier_quotes())
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a replacement may begin after this character: v6 is careful, so that no operator is taken for one.
fn may_precede_replacement(sql: &str, at: usize) -> bool {
    sql[..at]
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '>' | ',' | '=' | '['))
}

/// The name after the colon at `at`, where what follows it ends a value.
fn replacement_name(sql: &str, at: usize) -> Option<&str> {
    let bytes = sql.as_bytes();
    let start = at + 1;
    if !bytes.get(start).copied().is_some_and(is_name_start) {
        return None;
    }
    let length = bytes[start..].iter().position(|b| !is_name(*b)).unwrap_or(bytes.len() - start);
    let name = &sql[start..start + length];
    let rest = &sql[start + length..];
    let ends = rest.starts_with("::")
        || rest.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ',' | ';' | ']'));
    ends.then_some(name)
}

/// `?` and `:name` become literals, in code alone.
fn inject_replacements(ctx: &Context<'_>, args: &[Node]) -> Result<String> {
    let sql = text_arg(args, 0, "injectReplacements")?;
    let replacements = args.get(1).unwrap_or(&Node::Null);
    let mut out = String::with_capacity(sql.len() + 32);
    let mut positional = 0;
    let mut copied = 0;

    // As in v6, what looks like a dollar quote is one everywhere.
    let rules = Lexical { dollar_quotes: true, ..ctx.dialect.features().lexical };

    for piece in pieces_by(ctx, sql, rules) {
        if piece.kind == Kind::Text && piece.open {
            return Err(Failure::usage(format!(
                "The following SQL query includes an unterminated string literal:\n{sql}"
            )));
        }
        if piece.kind != Kind::Code {
            continue;
        }
        let mut at = piece.start;
        while at < piece.end {
            let found = match (sql.as_bytes()[at], replacements) {
                (b':', Node::Object(entries)) if may_precede_replacement(sql, at) => {
                    replacement_name(sql, at)
                        .map(|name| Ok::<_, Failure>((named(entries, name)?, at + 1 + name.len())))
                        .transpose()?
                }
                (b'?', Node::Array(items))
                    if may_precede_replacement(sql, at)
                        && !matches!(sql.as_bytes().get(at + 1), Some(b'|' | b'&')) =>
                {
                    positional += 1;
                    Some((nth(items, positional - 1)?, at + 1))
                }
                _ => None,
            };
            let Some((value, next)) = found else {
                at += 1;
                continue;
            };
            out.push_str(&sql[copied..at]);
            literal(ctx, value, &mut out)?;
            copied = next;
            at = next;
        }
    }
    out.push_str(&sql[copied..]);
    Ok(out)
}

fn named<'a>(entries: &'a [(Key, Node)], name: &str) -> Result<&'a Node> {
    let found = entries.iter().find_map(|(key, node)| match key {
        Key::Name(n) if n == name => Some(node),
        _ => None,
    });
    match found {
        None | Some(Node::Undefined) => {
            Err(Failure::usage(format!("Named replacement \":{name}\" has no entry in the replacement map.")))
        }
        Some(node) => Ok(node),
    }
}

fn nth(items: &[Node], index: usize) -> Result<&Node> {
    match items.get(index) {
        None | Some(Node::Undefined) => Err(Failure::usage(format!(
            "Positional replacement (?) {index} has no entry in the replacement map (replacements[{index}] is undefined)."
        ))),
        Some(node) => Ok(node),
    }
}

/// A replacement as text: a list is its elements, a list in a list is in parentheses.
fn literal(ctx: &Context<'_>, node: &Node, out: &mut String) -> Result<()> {
    let Node::Array(items) = node else {
        return ctx.dialect.literal(&scalar(node)?, None, ctx.settings, out);
    };
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        let nested = matches!(item, Node::Array(_));
        if nested {
            out.push('(');
        }
        literal(ctx, item, out)?;
        if nested {
            out.push(')');
        }
    }
    Ok(())
}

fn scalar(node: &Node) -> Result<Value> {
    match node {
        Node::Undefined => Ok(Value::Null),
        _ => node.scalar().ok_or_else(|| {
            Failure::usage(
                "Invalid value: a replacement must be a scalar, a Date, a Buffer or an array of them",
            )
        }),
    }
}

/// `$1` and `$name` become the dialect's placeholders; `$$` is one `$`. Answers `{ sql, order }`: the
/// name of each placeholder's value. Arguments: the text, the names that have values, positional or not.
fn map_bind_parameters(ctx: &Context<'_>, args: &[Node]) -> Result<Planned> {
    let sql = text_arg(args, 0, "mapBindParameters")?;
    let known: Vec<&str> =
        args.get(1).and_then(Node::as_array).unwrap_or_default().iter().filter_map(Node::as_text).collect();
    let positional = args.get(2).is_some_and(Node::truthy);
    let mut bound = Bound { known, positional, order: Vec::new(), out: String::with_capacity(sql.len() + 8) };

    for piece in pieces_of(ctx, sql) {
        let part = &sql[piece.start..piece.end];
        match piece.kind {
            Kind::Code => bound.code(ctx, sql, piece)?,
            Kind::Text => bound.string(part)?,
            _ => bound.out.push_str(part),
        }
    }
    Ok(Planned::Data(serde_json::json!({ "sql": bound.out, "order": bound.order })))
}

struct Bound<'a> {
    known: Vec<&'a str>,
    positional: bool,
    order: Vec<String>,
    out: String,
}

impl Bound<'_> {
    fn code(&mut self, ctx: &Context<'_>, sql: &str, piece: Piece) -> Result<()> {
        let bytes = sql.as_bytes();
        let mut at = piece.start;
        let mut copied = at;
        while at < piece.end {
            let part_of_name = at > 0 && is_name(bytes[at - 1]);
            if bytes[at] != b'$' || part_of_name {
                at += 1;
                continue;
            }
            if bytes.get(at + 1) == Some(&b'$') {
                self.out.push_str(&sql[copied..=at]);
                at += 2;
                copied = at;
                continue;
            }
            let length =
                bytes[at + 1..piece.end].iter().position(|b| !is_name(*b)).unwrap_or(piece.end - at - 1);
            if length == 0 {
                at += 1;
                continue;
            }
            let name = &sql[at + 1..at + 1 + length];
            self.out.push_str(&sql[copied..at]);
            self.placeholder(ctx, name)?;
            at += 1 + length;
            copied = at;
        }
        self.out.push_str(&sql[copied..piece.end]);
        Ok(())
    }

    fn known_name(&self, name: &str) -> Result<()> {
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        let fits = is_number == self.positional && !(is_number && name.starts_with('0'));
        if !fits || !self.known.contains(&name) {
            return Err(Failure::usage(format!(
                "Named bind parameter \"${name}\" has no value in the given object."
            )));
        }
        Ok(())
    }

    fn placeholder(&mut self, ctx: &Context<'_>, name: &str) -> Result<()> {
        self.known_name(name)?;
        let again = ctx.dialect.features().numbered_placeholders;
        let number = match self.order.iter().position(|n| n == name) {
            Some(index) if again => index + 1,
            _ => {
                self.order.push(name.to_owned());
                self.order.len()
            }
        };
        if ctx.dialect.features().named_placeholders && !self.positional {
            self.out.push('$');
            self.out.push_str(name);
        } else {
            ctx.dialect.placeholder(number, &mut self.out);
        }
        Ok(())
    }

    /// Inside strings `$$` is an escape as well. A name stays what it is, and must have a value, as in v6.
    fn string(&mut self, part: &str) -> Result<()> {
        let bytes = part.as_bytes();
        for (at, _) in part.match_indices('$') {
            let escaped = bytes.get(at + 1) == Some(&b'$') || is_name(bytes[at - 1]) || bytes[at - 1] == b'$';
            let length = bytes[at + 1..].iter().position(|b| !is_name(*b)).unwrap_or(0);
            if !escaped && length > 0 {
                self.known_name(&part[at + 1..at + 1 + length])?;
            }
        }
        self.out.push_str(&part.replace("$$", "$"));
        Ok(())
    }
}

fn index_info(ctx: &Context<'_>, args: &[Node]) -> Result<String> {
    let name = text_arg(args, 0, "indexInfoQuery")?;
    ctx.dialect.index_columns_query(name).ok_or_else(|| Failure::not_supported("indexInfoQuery"))
}

/// `SET @a := 1, @b := 'x'`.
fn set_variables(ctx: &Context<'_>, args: &[Node]) -> Result<String> {
    let Some(Node::Object(entries)) = args.first() else {
        return Err(Failure::usage("sequelize.set takes an object of variables"));
    };
    let mut sql = String::from("SET ");
    for (index, (key, node)) in entries.iter().enumerate() {
        let Key::Name(name) = key else { continue };
        if name.is_empty() || !name.bytes().all(|b| is_name(b) || matches!(b, b'.' | b'$')) {
            return Err(Failure::usage(format!("\"{name}\" is no name of a variable")));
        }
        if index > 0 {
            sql.push_str(", ");
        }
        sql.push('@');
        sql.push_str(name);
        sql.push_str(" := ");
        ctx.dialect.literal(&scalar(node)?, None, ctx.settings, &mut sql)?;
    }
    Ok(sql)
}
