//! Reads a column's definition (`INTEGER NOT NULL DEFAULT 'x'`) without mistaking quoted text for words.
//!
//! v6 hands definitions on as text and looks for words in them; callers do so too. A default value or a
//! name may hold any word, so every search here skips strings and quoted identifiers.

/// How quoted text ends in a dialect.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scan {
    /// A backslash protects the next character inside a string.
    pub backslash: bool,
    /// `[name]` is a quoted identifier.
    pub brackets: bool,
}

impl Scan {
    /// The byte position of the first `word` outside quotes.
    pub fn find(&self, text: &str, word: &str) -> Option<usize> {
        self.find_where(text, |rest| rest.starts_with(word))
    }

    pub fn has(&self, text: &str, word: &str) -> bool {
        self.find(text, word).is_some()
    }

    /// The text without the first `word`.
    pub fn without(&self, text: &str, word: &str) -> String {
        self.replaced(text, word, "")
    }

    pub fn replaced(&self, text: &str, word: &str, by: &str) -> String {
        match self.find(text, word) {
            Some(at) => format!("{}{by}{}", &text[..at], &text[at + word.len()..]),
            None => text.to_owned(),
        }
    }

    /// `before` and what starts with `word`.
    pub fn split<'t>(&self, text: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
        self.find(text, word).map(|at| text.split_at(at))
    }

    /// The end of the parenthesis that `text` starts with (`ENUM('a', 'b') …` from its `(`).
    pub fn closing(&self, text: &str) -> Option<usize> {
        let mut depth = 0usize;
        self.find_where(text, |rest| {
            if rest.starts_with('(') {
                depth += 1;
            } else if rest.starts_with(')') {
                depth = depth.saturating_sub(1);
                return depth == 0;
            }
            false
        })
    }

    /// The pieces between separators that stand outside quotes and parentheses.
    pub fn parts<'t>(&self, text: &'t str, separator: char) -> Vec<&'t str> {
        let mut depth = 0usize;
        let mut parts = Vec::new();
        let mut start = 0;
        self.find_where(text, |rest| {
            match rest.chars().next() {
                Some('(') => depth += 1,
                Some(')') => depth = depth.saturating_sub(1),
                Some(c) if c == separator && depth == 0 => {
                    let at = text.len() - rest.len();
                    parts.push(&text[start..at]);
                    start = at + c.len_utf8();
                }
                _ => {}
            }
            false
        });
        parts.push(&text[start..]);
        parts
    }

    fn find_where(&self, text: &str, mut found: impl FnMut(&str) -> bool) -> Option<usize> {
        let mut chars = text.char_indices().peekable();
        let mut previous = ' ';
        while let Some((at, c)) = chars.next() {
            if found(&text[at..]) {
                return Some(at);
            }
            let end = match c {
                '\'' | '"' | '`' => Some(c),
                '[' if self.brackets => Some(']'),
                _ => None,
            };
            if let Some(end) = end {
                let escapes = c == '\'' && (self.backslash || previous == 'E');
                while let Some((_, inner)) = chars.next() {
                    if inner == '\\' && escapes {
                        chars.next();
                    } else if inner == end && chars.peek().is_some_and(|(_, next)| *next == end) {
                        chars.next();
                    } else if inner == end {
                        break;
                    }
                }
            }
            previous = c;
        }
        None
    }
}

/// Joins pieces with single spaces, none before `;`, `,`, `)` and none after `(`; empty pieces vanish.
pub fn join(pieces: &[&str]) -> String {
    let mut out = String::new();
    for piece in pieces.iter().map(|p| p.trim()).filter(|p| !p.is_empty()) {
        if !out.is_empty() && !out.ends_with('(') && !piece.starts_with([';', ',', ')']) {
            out.push(' ');
        }
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_inside_strings_are_not_words() {
        let scan = Scan::default();
        assert_eq!(scan.find("TEXT DEFAULT 'PRIMARY KEY'", "PRIMARY KEY"), None);
        assert_eq!(scan.find("TEXT DEFAULT 'it''s PRIMARY KEY' PRIMARY KEY", "PRIMARY KEY"), Some(33));
        assert_eq!(scan.find("E'\\' UNIQUE' UNIQUE", "UNIQUE"), Some(13));
        let backslash = Scan { backslash: true, brackets: false };
        assert_eq!(backslash.find("'\\' X' X", "X"), Some(7));
    }

    #[test]
    fn a_parenthesis_ends_outside_strings() {
        assert_eq!(Scan::default().closing("(')', 'b') NOT NULL"), Some(9));
    }

    #[test]
    fn pieces_join_with_single_spaces() {
        assert_eq!(join(&["A (", "b", ")", "", " c ", ";"]), "A (b) c;");
    }
}
