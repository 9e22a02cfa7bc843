//! Words of the user that are printed as they stand: each is checked, since none can be quoted or bound.

use crate::ast::Expr;
use crate::failure::{Failure, Result};
use crate::sql::Features;

/// `a.b.c` -> `"a->b"."c"`: joined tables are named by their path.
pub fn path_column(path: &str) -> Expr {
    match path.rsplit_once('.') {
        None => Expr::column(path),
        Some((tables, column)) => Expr::qualified(tables.replace('.', "->"), column),
    }
}

/// The text of an operator of v6. Features say how regular expressions are written.
pub fn operator(features: &Features, op: &str) -> Option<&'static str> {
    Some(match op {
        "eq" => "=",
        "ne" => "!=",
        "gte" => ">=",
        "gt" => ">",
        "lte" => "<=",
        "lt" => "<",
        "not" => "IS NOT",
        "is" => "IS",
        "in" => "IN",
        "notIn" => "NOT IN",
        "like" | "startsWith" | "endsWith" | "substring" => "LIKE",
        "notLike" => "NOT LIKE",
        "iLike" => "ILIKE",
        "notILike" => "NOT ILIKE",
        "regexp" => features.regexp,
        "notRegexp" => features.not_regexp,
        "iRegexp" => "~*",
        "notIRegexp" => "!~*",
        "between" => "BETWEEN",
        "notBetween" => "NOT BETWEEN",
        "overlap" => "&&",
        "contains" => "@>",
        "contained" => "<@",
        "adjacent" => "-|-",
        "strictLeft" => "<<",
        "strictRight" => ">>",
        "noExtendRight" => "&<",
        "noExtendLeft" => "&>",
        "any" => "ANY",
        "all" => "ALL",
        "match" => "@@",
        _ => return None,
    })
}

/// Comparison words that may follow one another (`IS NOT DISTINCT FROM`).
const COMPARATOR_WORDS: &[&str] = &[
    "IS", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "REGEXP", "RLIKE", "GLOB", "MATCH", "SIMILAR", "TO",
    "DISTINCT", "FROM", "SOUNDS", "OVERLAPS", "AND", "OR", "XOR", "DIV", "MOD", "ANY", "ALL", "SOME",
    "BINARY", "CONTAINS", "MEMBER", "OF", "COLLATE", "ESCAPE",
];

/// The comparator of `where(col, comparator, value)`.
pub fn comparator(text: &str) -> Result<&str> {
    let text = text.trim();
    let symbols = !text.is_empty()
        && text.len() <= 4
        && text.bytes().all(|b| b"+-*/<>=~!@#%^&|?:".contains(&b))
        && !text.contains("--")
        && !text.contains("/*");
    let known = |word: &str| {
        COMPARATOR_WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
            || matches!(word, "=" | "<" | ">" | "!=" | "<>")
    };
    let words = !text.is_empty() && text.split_ascii_whitespace().all(known);
    match symbols || words {
        true => Ok(text),
        false => Err(Failure::usage(format!("Invalid comparator: {text}"))),
    }
}

/// The name of `fn(name, …)`: `lower`, `pg_catalog.lower`, `"My Schema"."f"`, or nothing.
pub fn function_name(text: &str) -> Result<&str> {
    let plain = text.split('.').all(|part| !part.is_empty() && part.chars().all(is_word_char));
    match text.is_empty() || plain || quoted_path(text) {
        true => Ok(text),
        false => Err(Failure::usage(format!("Invalid function name: {text}"))),
    }
}

fn is_word_char(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphanumeric()
}

/// Quoted or plain names, joined by dots.
fn quoted_path(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = match name_at(rest) {
            Some("") => return true,
            Some(after) => match after.strip_prefix('.') {
                Some(next) => next,
                None => return false,
            },
            None => return false,
        };
    }
}

/// What follows a leading name, quoted or plain.
fn name_at(text: &str) -> Option<&str> {
    let close = match text.chars().next()? {
        '"' => '"',
        '`' => '`',
        '[' => ']',
        _ => {
            let end = text.find(|c| !is_word_char(c)).unwrap_or(text.len());
            return (end > 0).then(|| &text[end..]);
        }
    };
    let inner = &text[1..];
    let end = inner.find(close).filter(|at| *at > 0)?;
    Some(&inner[end + 1..])
}

/// The type of `cast(value, type)`: words, lengths in parentheses, `[]`, quoted names.
/// Nothing that could end the CAST or begin a comment.
pub fn cast_type(text: &str) -> Result<&str> {
    let mut rest = text.trim();
    let valid = loop {
        if rest.is_empty() {
            break !text.trim().is_empty();
        }
        rest = if let Some(after) = rest.strip_prefix("[]") {
            after
        } else if let Some(after) = rest.strip_prefix('(') {
            match after.split_once(')') {
                Some((inside, after)) if is_length(inside) => after,
                _ => break false,
            }
        } else if rest.starts_with([' ', '.']) {
            &rest[1..]
        } else if rest.starts_with('[') {
            break false;
        } else {
            match name_at(rest) {
                Some(after) => after,
                None => break false,
            }
        };
    };
    match valid {
        true => Ok(text.trim()),
        false => Err(Failure::usage(format!("Invalid cast type: {text}"))),
    }
}

/// `10`, `10, 2`, `max`, `Point, 4326`.
fn is_length(text: &str) -> bool {
    text.split(',').all(|part| {
        let part = part.trim();
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// The types that a key like `'meta.age::integer'` may name (CVE-2026-30951: the word is printed).
const KEY_CASTS: &[&str] = &[
    "integer",
    "int",
    "smallint",
    "bigint",
    "float",
    "real",
    "double precision",
    "decimal",
    "numeric",
    "boolean",
    "text",
    "char",
    "varchar",
    "nvarchar",
    "date",
    "timestamp",
    "timestamptz",
    "datetime",
    "json",
    "jsonb",
    "signed",
    "unsigned",
];

pub fn key_cast(text: &str) -> Result<&str> {
    match KEY_CASTS.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        true => Ok(text),
        false => Err(Failure::usage(format!("Invalid cast type: {text}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_type_is_words_and_lengths_only() {
        for good in [
            "integer",
            "DOUBLE PRECISION",
            "varchar(10)",
            "numeric(10, 2)",
            "text[]",
            "\"enum_a_b\"",
            "public.citext",
        ] {
            assert!(cast_type(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "integer) OR 1=1 --",
            "text;",
            "int--",
            "a'b",
            "text/*",
            "varchar(10",
            "int)",
            "[x]",
            "a(b;c)",
        ] {
            assert!(cast_type(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_function_name_is_a_name() {
        for good in ["lower", "pg_catalog.lower", "", "\"My Schema\".f", "[dbo].[f]", "JSON_EXTRACT"] {
            assert!(function_name(good).is_ok(), "{good}");
        }
        for bad in ["a b", "lower(x) FROM t; --", "a;", "a.", "\"a", "a'", "count(*), lower", "x--"] {
            assert!(function_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_comparator_is_an_operator() {
        for good in
            ["=", "<=>", "LIKE", "not like", "IS DISTINCT FROM", "@>", "->>", "~*", "&&", "SIMILAR TO"]
        {
            assert!(comparator(good).is_ok(), "{good}");
        }
        for bad in ["", "= 1 OR 1=1 --", "--", "/*", "= 'a'", "LIKE 1", ";", "=;"] {
            assert!(comparator(bad).is_err(), "{bad}");
        }
    }
}
