//! Splits a text of SQL into what is code and what is not: strings, names, comments, dollar quotes.

/// How a database reads the characters of SQL text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexical {
    /// Block comments contain block comments. Default false.
    pub nested_comments: bool,
    /// `--` begins a comment only in front of a space. Default false.
    pub dashes_need_space: bool,
    /// `#` begins a comment. Default false.
    pub hash_comments: bool,
    /// A backslash escapes inside every string. Default false.
    pub backslashes: bool,
    /// A backslash escapes inside strings while `standard_conforming_strings` is off. Default false.
    pub backslashes_when_not_standard: bool,
    /// A backslash escapes inside `E'…'`. Default false.
    pub escape_constants: bool,
    /// `$tag$ … $tag$` is a string. Default false: `$$` is then nothing but two characters.
    pub dollar_quotes: bool,
}

impl Lexical {
    /// The rules of the standard.
    pub const STANDARD: Lexical = Lexical {
        nested_comments: false,
        dashes_need_space: false,
        hash_comments: false,
        backslashes: false,
        backslashes_when_not_standard: false,
        escape_constants: false,
        dollar_quotes: false,
    };
}

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Code,
    /// `'…'`.
    Text,
    /// A quoted name.
    Name,
    /// `$tag$…$tag$`.
    Dollar,
    Comment,
}

/// A piece of a text, as byte positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// The closing mark is missing.
    pub open: bool,
}

/// Reads a text from its start to its end; every byte belongs to one piece.
pub struct Pieces<'a> {
    sql: &'a [u8],
    at: usize,
    rules: Lexical,
    /// Backslashes escape inside ordinary strings, by rule and setting.
    backslashes: bool,
    name_quotes: (u8, u8),
}

/// Splits `sql`. `name_quotes` are the dialect's; double quotes hide their content everywhere.
pub fn pieces(
    sql: &str,
    rules: Lexical,
    standard_strings: bool,
    name_quotes: (char, char),
) -> impl Iterator<Item = Piece> + '_ {
    Pieces {
        sql: sql.as_bytes(),
        at: 0,
        rules,
        backslashes: rules.backslashes || (rules.backslashes_when_not_standard && !standard_strings),
        name_quotes: (name_quotes.0 as u8, name_quotes.1 as u8),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl Pieces<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.sql.get(at).copied().unwrap_or(0)
    }

    fn before(&self, at: usize) -> u8 {
        if at == 0 {
            0
        } else {
            self.byte(at - 1)
        }
    }

    /// The piece that begins here, where it is no code: its kind, its end, and whether it is open.
    fn hidden(&self, at: usize) -> Option<(Kind, usize, bool)> {
        let (left, right) = self.name_quotes;
        let byte = self.byte(at);
        match byte {
            b'\'' => {
                let constant = self.rules.escape_constants
                    && at > 0
                    && self.before(at).eq_ignore_ascii_case(&b'e')
                    && !is_word(self.before(at - 1));
                Some(self.quoted(Kind::Text, at, b'\'', self.backslashes || constant))
            }
            b'"' if left != b'"' => Some(self.quoted(Kind::Name, at, b'"', self.rules.backslashes)),
            _ if byte == left => Some(self.quoted(Kind::Name, at, right, false)),
            b'-' if self.byte(at + 1) == b'-' => {
                let begins = !self.rules.dashes_need_space
                    || self.byte(at + 2).is_ascii_whitespace()
                    || at + 2 >= self.sql.len();
                begins.then(|| (Kind::Comment, self.line_end(at), false))
            }
            b'#' if self.rules.hash_comments => Some((Kind::Comment, self.line_end(at), false)),
            b'/' if self.byte(at + 1) == b'*' => Some(self.block_comment(at)),
            b'$' if self.rules.dollar_quotes && !is_word(self.before(at)) => self.dollar(at),
            _ => None,
        }
    }

    fn line_end(&self, at: usize) -> usize {
        self.sql[at..].iter().position(|b| *b == b'\n').map_or(self.sql.len(), |n| at + n)
    }

    /// A doubled closing mark stands for itself.
    fn quoted(&self, kind: Kind, start: usize, close: u8, backslashes: bool) -> (Kind, usize, bool) {
        let mut at = start + 1;
        while at < self.sql.len() {
            let byte = self.sql[at];
            if backslashes && byte == b'\\' {
                at += 2;
            } else if byte != close {
                at += 1;
            } else if self.byte(at + 1) == close {
                at += 2;
            } else {
                return (kind, at + 1, false);
            }
        }
        (kind, self.sql.len(), true)
    }

    fn block_comment(&self, start: usize) -> (Kind, usize, bool) {
        let mut depth = 0;
        let mut at = start;
        while at < self.sql.len() {
            let pair = (self.sql[at], self.byte(at + 1));
            if pair == (b'/', b'*') && (depth == 0 || self.rules.nested_comments) {
                depth += 1;
                at += 2;
            } else if pair == (b'*', b'/') {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return (Kind::Comment, at, false);
                }
            } else {
                at += 1;
            }
        }
        (Kind::Comment, self.sql.len(), true)
    }

    /// `$tag$`, up to the next mark that is the same.
    fn dollar(&self, start: usize) -> Option<(Kind, usize, bool)> {
        let mut end = start + 1;
        while is_word(self.byte(end)) {
            end += 1;
        }
        if self.byte(end) != b'$' || self.byte(start + 1).is_ascii_digit() {
            return None;
        }
        let mark = &self.sql[start..=end];
        let rest = &self.sql[end + 1..];
        Some(match rest.windows(mark.len()).position(|window| window == mark) {
            Some(found) => (Kind::Dollar, end + 1 + found + mark.len(), false),
            None => (Kind::Dollar, self.sql.len(), true),
        })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let start = self.at;
        if start >= self.sql.len() {
            return None;
        }
        if let Some((kind, end, open)) = self.hidden(start) {
            self.at = end;
            return Some(Piece { kind, start, end, open });
        }
        let mut end = start + 1;
        while end < self.sql.len() && self.hidden(end).is_none() {
            end += 1;
        }
        self.at = end;
        Some(Piece { kind: Kind::Code, start, end, open: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTGRES: Lexical =
        Lexical { nested_comments: true, escape_constants: true, dollar_quotes: true, ..Lexical::STANDARD };

    fn split(sql: &str, rules: Lexical, quotes: (char, char)) -> Vec<(Kind, &str)> {
        pieces(sql, rules, true, quotes).map(|p| (p.kind, &sql[p.start..p.end])).collect()
    }

    #[test]
    fn strings_names_and_comments_are_no_code() {
        assert_eq!(
            split("a 'b''c' \"d\" /* e /* f */ g */ -- h\ni", POSTGRES, ('"', '"')),
            [
                (Kind::Code, "a "),
                (Kind::Text, "'b''c'"),
                (Kind::Code, " "),
                (Kind::Name, "\"d\""),
                (Kind::Code, " "),
                (Kind::Comment, "/* e /* f */ g */"),
                (Kind::Code, " "),
                (Kind::Comment, "-- h"),
                (Kind::Code, "\ni"),
            ]
        );
    }

    #[test]
    fn a_backslash_escapes_in_escape_constants_alone() {
        assert_eq!(split(r"E'\' x' 'y\'", POSTGRES, ('"', '"'))[1], (Kind::Text, r"'\' x'"));
        assert_eq!(split(r"'y\' z", POSTGRES, ('"', '"'))[0], (Kind::Text, r"'y\'"));
        assert_eq!(split(r"AE'\' z", POSTGRES, ('"', '"'))[1], (Kind::Text, r"'\'"));
    }

    #[test]
    fn a_dollar_quote_ends_at_its_own_mark() {
        assert_eq!(split("$a$ $b$ x $a$ y", POSTGRES, ('"', '"'))[0], (Kind::Dollar, "$a$ $b$ x $a$"));
        assert_eq!(split("z$$ y x$$", POSTGRES, ('"', '"')), [(Kind::Code, "z$$ y x$$")]);
    }

    #[test]
    fn an_open_string_says_so() {
        let last = pieces("a 'b", POSTGRES, true, ('"', '"')).last();
        assert!(last.is_some_and(|p| p.kind == Kind::Text && p.open));
    }
}
