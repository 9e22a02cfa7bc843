//! Is the text given to `json()` a JSON function or operator written by hand?

use crate::failure::{Failure, Result};

/// What a dialect's JSON functions and operators look like.
pub struct JsonSyntax {
    /// Words may precede `json` in a function's name (`row_to_json`, `jsonb_build_object`).
    pub prefixed_functions: bool,
    /// Longer ones before their beginnings.
    pub operators: &'static [&'static str],
}

/// True where a JSON function or operator occurs; an error where it does and brackets do not match,
/// or a semicolon stands outside quotes.
pub fn is_json_statement(text: &str, syntax: &JsonSyntax) -> Result<bool> {
    let mut rest = text;
    let mut depth = 0i64;
    let mut found = false;
    let mut invalid = false;
    while !rest.is_empty() {
        let trimmed = rest.trim_start();
        if let Some(length) = function_name(trimmed, syntax) {
            found = true;
            rest = &trimmed[length..];
            continue;
        }
        if let Some(operator) = syntax.operators.iter().find(|op| trimmed.starts_with(**op)) {
            found = true;
            rest = &trimmed[operator.len()..];
            continue;
        }
        let Some(first) = trimmed.chars().next() else { break };
        match first {
            '\'' | '"' | '`' => match quoted_length(trimmed, first) {
                Some(length) => rest = &trimmed[length..],
                None => {
                    invalid = true;
                    break;
                }
            },
            ';' => {
                invalid = true;
                break;
            }
            '(' | ')' | '.' | ',' | '+' | '-' | '=' | '<' | '>' | '!' | '*' | '/' | '%' => {
                depth += i64::from(first == '(') - i64::from(first == ')');
                // A bracket that closes the expression around this one.
                invalid |= depth < 0;
                invalid |= trimmed.starts_with("--") || trimmed.starts_with("/*");
                rest = &trimmed[1..];
            }
            c if c == '_' || c.is_alphanumeric() => {
                let end = trimmed.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(trimmed.len());
                rest = &trimmed[end..];
            }
            _ => {
                // Nothing that belongs to such a statement.
                invalid |= found;
                break;
            }
        }
    }
    if found && (invalid || depth != 0) {
        return Err(Failure::usage(format!("Invalid json statement: {text}")));
    }
    Ok(found)
}

/// `json_extract(…)`: the length of the name, where a closing bracket follows somewhere.
fn function_name(text: &str, syntax: &JsonSyntax) -> Option<usize> {
    let open = text.find('(')?;
    let name = text[..open].to_ascii_lowercase();
    text[open..].find(')')?;
    let parts: Vec<&str> = name.split('_').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    if !parts.iter().all(letters) {
        return None;
    }
    let at =
        parts.iter().position(|part| *part == "json" || (syntax.prefixed_functions && *part == "jsonb"))?;
    let before = if syntax.prefixed_functions { 2 } else { 0 };
    (at <= before && parts.len() - at - 1 <= 2).then_some(open)
}

/// The length of quoted text with its quotes; doubled quotes are inside.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return Some(at + quote.len_utf8());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYNTAX: JsonSyntax = JsonSyntax { prefixed_functions: true, operators: &["->>", "->"] };

    #[test]
    fn a_json_function_stands_as_it_is_and_a_path_does_not() {
        for (text, expected) in [
            ("json_extract(data, '$.a')", true),
            ("json_unquote(json_extract(`data`, '$.id')) ", true),
            ("row_to_json(t)", true),
            ("data->>'a'", true),
            ("data.a.b", false),
            ("data.id')) AS DECIMAL) = 1 DELETE; -- ", false),
        ] {
            assert_eq!(is_json_statement(text, &SYNTAX).ok(), Some(expected), "{text}");
        }
        for bad in [
            "json(; DELETE; -- )",
            "json(); DELETE; -- ",
            "json(a))",
            "json(a) -- x",
            "json(a)) OR ((1 = 1",
            "data->>'a' /* x",
            "data->>'a' ; x",
            "data->>'a' # x",
        ] {
            assert!(is_json_statement(bad, &SYNTAX).is_err(), "{bad}");
        }
    }
}
