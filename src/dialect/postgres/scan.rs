//! Reads SQL text as PostgreSQL's lexer does: what stands outside strings, quoted names and comments.

/// A piece of a statement that matters to the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// `$n` from `start` to `end`.
    Placeholder {
        start: usize,
        end: usize,
        number: usize,
    },
    /// A bare word.
    Word {
        start: usize,
        end: usize,
    },
    Semicolon {
        at: usize,
    },
    /// Any other visible character or literal.
    Other,
}

/// Walks over the pieces of a text, skipping white space and comments.
pub struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    /// Off only where a user switched `standard_conforming_strings` off.
    plain_backslashes: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str, plain_backslashes: bool) -> Self {
        Scanner { text: text.as_bytes(), at: 0, plain_backslashes }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Past the end of a quoted run that starts at `at`; a doubled quote stays inside.
    fn quoted(&mut self, quote: u8, escapes: bool) {
        self.at += 1;
        while self.at < self.text.len() {
            let c = self.text[self.at];
            if escapes && c == b'\\' {
                self.at += 2;
            } else if c != quote {
                self.at += 1;
            } else if self.peek(1) == quote {
                self.at += 2;
            } else {
                self.at += 1;
                return;
            }
        }
        self.at = self.text.len();
    }

    /// Past `$tag$ … $tag$`; false where no dollar quote starts here.
    fn dollar_quoted(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let tag_end = rest[1..].iter().position(|c| !is_name_byte(*c) || *c == b'$').map(|n| n + 1);
        let Some(tag_end) = tag_end.filter(|n| rest[*n] == b'$' && !rest[1].is_ascii_digit()) else {
            return false;
        };
        let tag = &rest[..=tag_end];
        let body = &rest[tag_end + 1..];
        let close = body.windows(tag.len()).position(|w| w == tag);
        self.at = match close {
            Some(n) => self.at + tag_end + 1 + n + tag.len(),
            None => self.text.len(),
        };
        true
    }

    fn block_comment(&mut self) {
        let mut depth = 0usize;
        while self.at < self.text.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = self.text.len();
    }

    fn word(&mut self) -> Piece {
        let start = self.at;
        while self.at < self.text.len() && is_name_byte(self.text[self.at]) {
            self.at += 1;
        }
        // E'…', U&'…', B'…', X'…', N'…': a prefix directly before a quote belongs to the literal.
        if self.peek(0) == b'\'' && self.at - start == 1 {
            let escapes = matches!(self.text[start], b'e' | b'E') || !self.plain_backslashes;
            self.quoted(b'\'', escapes);
            return Piece::Other;
        }
        Piece::Word { start, end: self.at }
    }
}

fn is_name_byte(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_' || c == b'$' || c >= 0x80
}

impl Iterator for Scanner<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if self.at >= self.text.len() {
                return None;
            }
            let start = self.at;
            match self.text[start] {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'-' if self.peek(1) == b'-' => {
                    while self.at < self.text.len() && !matches!(self.text[self.at], b'\n' | b'\r') {
                        self.at += 1;
                    }
                }
                b'/' if self.peek(1) == b'*' => self.block_comment(),
                b'\'' => {
                    self.quoted(b'\'', !self.plain_backslashes);
                    return Some(Piece::Other);
                }
                b'"' => {
                    self.quoted(b'"', false);
                    return Some(Piece::Other);
                }
                b'$' if self.peek(1).is_ascii_digit() => {
                    self.at += 1;
                    let mut number = 0usize;
                    while self.peek(0).is_ascii_digit() {
                        number = number.saturating_mul(10).saturating_add(usize::from(self.peek(0) - b'0'));
                        self.at += 1;
                    }
                    return Some(Piece::Placeholder { start, end: self.at, number });
                }
                b'$' => {
                    if !self.dollar_quoted() {
                        self.at += 1;
                    }
                    return Some(Piece::Other);
                }
                b';' => {
                    self.at += 1;
                    return Some(Piece::Semicolon { at: start });
                }
                c if c.is_ascii_digit() => {
                    // A number is not a name: `1e5` must not leave the word `e5` behind.
                    while is_name_byte(self.peek(0)) && self.peek(0) != b'$' {
                        self.at += 1;
                    }
                    return Some(Piece::Other);
                }
                c if is_name_byte(c) => return Some(self.word()),
                _ => {
                    self.at += 1;
                    return Some(Piece::Other);
                }
            }
        }
    }
}

/// Whether any statement of the text changes the schema, as far as its first word tells: statements
/// prepared before may be stale then.
pub fn changes_schema(sql: &str, plain_backslashes: bool) -> bool {
    let mut first = true;
    for piece in Scanner::new(sql, plain_backslashes) {
        match piece {
            Piece::Semicolon { .. } => first = true,
            Piece::Word { start, end } if first => {
                let is = |word: &str| sql[start..end].eq_ignore_ascii_case(word);
                if is("alter") || is("drop") || is("create") {
                    return true;
                }
                first = false;
            }
            _ => first = false,
        }
    }
    false
}

/// One statement that may answer with rows: worth preparing. Everything else goes as one simple query.
pub fn answers_rows(sql: &str, plain_backslashes: bool) -> bool {
    let mut ended = false;
    for piece in Scanner::new(sql, plain_backslashes) {
        if ended {
            return false;
        }
        ended = matches!(piece, Piece::Semicolon { .. });
    }
    matches!(
        first_word(sql).as_str(),
        "select" | "insert" | "update" | "delete" | "with" | "values" | "table"
    )
}

/// The first word of the text, in lower case.
pub fn first_word(sql: &str) -> String {
    for piece in Scanner::new(sql, true) {
        match piece {
            Piece::Word { start, end } => return sql[start..end].to_ascii_lowercase(),
            Piece::Other if sql.trim_start().starts_with('(') => continue,
            _ => break,
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(sql: &str) -> Vec<usize> {
        Scanner::new(sql, true)
            .filter_map(|p| match p {
                Piece::Placeholder { number, .. } => Some(number),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn placeholders_are_found_only_outside_quotes_and_comments() {
        assert_eq!(
            placeholders("SELECT $1, '$2', \"$3\", $$ $4 $$, $a$ $5 $a$, /* $6 /* $7 */ */ $8 -- $9\n, $10"),
            [1, 8, 10]
        );
        assert_eq!(placeholders(r"SELECT 'a\', $1, E'b\'$2', $3, a$4, x''$5"), [1, 3, 5]);
        assert_eq!(placeholders("SELECT 'it''s $1' || $2::text || 'é' || $3"), [2, 3]);
    }

    #[test]
    fn the_first_words_tell_what_changes_the_schema() {
        assert!(changes_schema("select 1; ALTER TABLE x ADD y int", true));
        assert!(changes_schema("/* c */ drop table x", true));
        assert!(!changes_schema("select 'x; drop table y'", true));
        assert!(!changes_schema("DO $$ BEGIN CREATE TYPE x; END $$", true));
    }

    #[test]
    fn broken_text_ends_quietly() {
        for sql in ["$", "'", "\"", "$a$", "/*", "E'\\", "--", "$tag", "$1$", "\u{e9}$1"] {
            let _ = Scanner::new(sql, true).count();
        }
    }
}
