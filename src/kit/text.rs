//! What is judged before the parser: characters and words that a parser and a database may read differently.

use super::classify::Refused;
use super::grammar::Grammar;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

/// A statement of a person or of a model is far shorter.
pub const MOST_BYTES: usize = 100_000;
/// A chain of operators is a tree as deep as it is long.
pub const MOST_TOKENS: usize = 10_000;

/// The text's tokens, white space among them; or why it is refused.
pub fn tokens(sql: &str, grammar: &Grammar) -> Result<Vec<TokenWithSpan>, Refused> {
    if sql.len() > MOST_BYTES {
        let message = format!("The text has {} bytes; at most {MOST_BYTES} are read", sql.len());
        return Err(Refused::new("length", message, "Shorten it; give long values through bind."));
    }
    characters(sql)?;
    if grammar.executable_comments && (sql.contains("/*!") || sql.contains("/*M!")) {
        return Err(Refused::new(
            "executable-comment",
            "The text holds /*! or /*M!, which the database executes",
            "Leave the comment out; give the characters through bind where they are data.",
        ));
    }
    if grammar.backslash_escapes && (sql.contains("\\'") || sql.contains("\\\"")) {
        return Err(Refused::new(
            "escaped-quote",
            "The text holds a quote behind a backslash, which sessions read in two ways",
            "Double the quote inside the text, or give it through bind.",
        ));
    }
    let dialect = (grammar.parser)();
    let tokens = Tokenizer::new(dialect.as_ref(), sql)
        .tokenize_with_location()
        .map_err(|error| unparsable(&error.to_string()))?;
    if tokens.len() > MOST_TOKENS {
        let message =
            format!("The text has {} words and signs; at most {MOST_TOKENS} are read", tokens.len());
        return Err(Refused::new("length", message, "Shorten it; give lists through bind."));
    }
    if grammar.unicode_identifiers && tokens.windows(3).any(is_unicode_identifier) {
        return Err(Refused::new(
            "escaped-identifier",
            "The text holds an identifier in the form U&\"…\"",
            "Write the name between plain double quotes.",
        ));
    }
    Ok(tokens)
}

pub fn unparsable(error: &str) -> Refused {
    let why = error.strip_prefix("sql parser error: ").unwrap_or(error);
    Refused::new("unparsable", format!("The text cannot be read as SQL: {why}"), CHECK_SYNTAX)
}

pub const CHECK_SYNTAX: &str =
    "Check its syntax; what the parser does not know is refused, so use a simpler form if there is one.";

/// A carriage return ends a comment for some databases and not for others; other blanks end a word for some.
fn characters(sql: &str) -> Result<(), Refused> {
    let mut all = sql.chars().peekable();
    while let Some(c) = all.next() {
        let odd = match c {
            '\t' | '\n' => false,
            '\r' => all.peek() != Some(&'\n'),
            c => c.is_control() || (!c.is_ascii() && c.is_whitespace()) || c == '\u{FEFF}',
        };
        if odd {
            return Err(Refused::new(
                "character",
                format!("The text holds the character U+{:04X}", u32::from(c)),
                "Use plain blanks and line ends; give such characters through bind.",
            ));
        }
    }
    Ok(())
}

/// `U`, `&`, `"…"` with nothing between them.
fn is_unicode_identifier(three: &[TokenWithSpan]) -> bool {
    let [u, and, quoted] = three else { return false };
    let is_u =
        matches!(&u.token, Token::Word(w) if w.quote_style.is_none() && w.value.eq_ignore_ascii_case("u"));
    is_u && and.token == Token::Ampersand
        && matches!(&quoted.token, Token::Word(w) if w.quote_style == Some('"'))
}

/// The text without the semicolons, blanks and comments behind its last word.
pub fn without_end<'s>(sql: &'s str, tokens: &[TokenWithSpan]) -> &'s str {
    let last = tokens
        .iter()
        .rev()
        .find(|t| !matches!(t.token, Token::Whitespace(_) | Token::SemiColon | Token::EOF));
    match last.and_then(|token| offset(sql, token.span.end)) {
        Some(end) => &sql[..end],
        None => sql,
    }
}

/// Where a line's column stands in the text. Both count from 1, columns in characters.
fn offset(sql: &str, place: Location) -> Option<usize> {
    let mut start = 0;
    for _ in 1..place.line {
        start += sql[start..].find('\n')? + 1;
    }
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let line = &sql[start..];
    match line.char_indices().nth(column) {
        Some((at, _)) => Some(start + at),
        None if line.chars().count() == column => Some(sql.len()),
        None => None,
    }
}
