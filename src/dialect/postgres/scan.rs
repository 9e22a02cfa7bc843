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

/// The words at the start of each statement, in lower case, at most four.
fn openings(sql: &str, plain_backslashes: bool) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut open = true;
    for piece in Scanner::new(sql, plain_backslashes) {
        match piece {
            Piece::Semicolon { .. } => {
                all.push(Vec::new());
                open = true;
            }
            Piece::Word { start, end } if open => {
                if let Some(words) = all.last_mut() {
                    words.push(sql[start..end].to_ascii_lowercase());
                    open = words.len() < 4;
                }
            }
            _ => open = false,
        }
    }
    all.retain(|words| !words.is_empty());
    all
}

/// What a text means for the session, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// `Some(true)`: leaves a transaction open; `Some(false)`: leaves none open; `None`: changes nothing.
    pub transaction: Option<bool>,
    /// Opens one at any point, so that after an error nobody knows.
    pub may_open: bool,
    /// Changes the schema: statements prepared before may be stale.
    pub schema: bool,
}

/// Looks at every statement of a text.
pub fn effect(sql: &str, plain_backslashes: bool) -> Effect {
    let mut effect = Effect::default();
    for words in openings(sql, plain_backslashes) {
        let word = |n: usize| words.get(n).map_or("", String::as_str);
        let chains = words.iter().any(|w| w == "chain") && !words.iter().any(|w| w == "no");
        match word(0) {
            "begin" | "start" => {
                effect.transaction = Some(true);
                effect.may_open = true;
            }
            "commit" | "end" | "abort" if word(1) != "prepared" => effect.transaction = Some(chains),
            "rollback" if !words.iter().any(|w| w == "to" || w == "prepared") => {
                effect.transaction = Some(chains)
            }
            "prepare" if word(1) == "transaction" => effect.transaction = Some(false),
            "alter" | "drop" | "create" => effect.schema = true,
            _ => {}
        }
    }
    effect
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

/// One statement that answers with columns for certain, rows or not.
pub fn tells_columns(sql: &str, plain_backslashes: bool) -> bool {
    answers_rows(sql, plain_backslashes)
        && match first_word(sql).as_str() {
            "insert" | "update" | "delete" => has_word(sql, "returning", plain_backslashes),
            _ => true,
        }
}

fn has_word(sql: &str, wanted: &str, plain_backslashes: bool) -> bool {
    Scanner::new(sql, plain_backslashes).any(
        |piece| matches!(piece, Piece::Word { start, end } if sql[start..end].eq_ignore_ascii_case(wanted)),
    )
}

/// The command of each statement, as the server's tags begin.
pub fn commands(sql: &str, plain_backslashes: bool) -> Vec<String> {
    openings(sql, plain_backslashes).into_iter().map(|words| words[0].to_ascii_uppercase()).collect()
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
    fn the_first_words_tell_transactions() {
        assert_eq!(effect("START TRANSACTION;", true).transaction, Some(true));
        assert_eq!(effect("ROLLBACK TO SAVEPOINT x", true).transaction, None);
        assert_eq!(effect("/* c */ rollback;", true).transaction, Some(false));
        assert_eq!(effect("COMMIT AND CHAIN", true).transaction, Some(true));
        assert_eq!(effect("DO $$ BEGIN COMMIT; END $$", true).transaction, None);
        assert!(effect("select 1; ALTER TABLE x ADD y int", true).schema);
    }

    #[test]
    fn broken_text_ends_quietly() {
        for sql in ["$", "'", "\"", "$a$", "/*", "E'\\", "--", "$tag", "$1$", "\u{e9}$1"] {
            let _ = Scanner::new(sql, true).count();
        }
    }
}
