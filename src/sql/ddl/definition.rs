//! Reads a column's definition (`INTEGER NOT NULL DEFAULT 'x'`) without mistaking quoted text for words.
//!
//! v6 hands definitions on as text and looks for words in them; callers do so too. A default value or a
//! name may hold any word, so every search here skips strings and quoted identifiers.

use super::Printer;
use crate::sql::lexical::{pieces, Kind, Lexical};

/// How a dialect tells code from what is quoted.
#[derive(Debug, Clone, Copy)]
pub struct Scan {
    rules: Lexical,
    standard_strings: bool,
    name_quotes: (char, char),
}

impl Scan {
    pub fn of(p: Printer<'_>) -> Self {
        Scan {
            rules: p.dialect.features().lexical,
            standard_strings: p.settings.standard_conforming_strings,
            name_quotes: p.dialect.identifier_quotes(),
        }
    }

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
        let mut rest = text;
        loop {
            let cut = self.find_where(rest, |code| {
                match code.chars().next() {
                    Some('(') => depth += 1,
                    Some(')') => depth = depth.saturating_sub(1),
                    first => return first == Some(separator) && depth == 0,
                }
                false
            });
            let Some((part, tail)) =
                cut.and_then(|at| Some((rest.get(..at)?, rest.get(at + separator.len_utf8()..)?)))
            else {
                break;
            };
            parts.push(part);
            rest = tail;
        }
        parts.push(rest);
        parts
    }

    /// The first position in code from which the rest of that code satisfies `found`.
    fn find_where(&self, text: &str, mut found: impl FnMut(&str) -> bool) -> Option<usize> {
        let code = pieces(text, self.rules, self.standard_strings, self.name_quotes)
            .filter(|piece| piece.kind == Kind::Code);
        for piece in code {
            let part = text.get(piece.start..piece.end).unwrap_or_default();
            for (at, _) in part.char_indices() {
                if found(&part[at..]) {
                    return Some(piece.start + at);
                }
            }
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

    const STANDARD: Scan = Scan { rules: Lexical::STANDARD, standard_strings: true, name_quotes: ('"', '"') };

    #[test]
    fn words_inside_strings_are_not_words() {
        assert_eq!(STANDARD.find("TEXT DEFAULT 'PRIMARY KEY'", "PRIMARY KEY"), None);
        assert_eq!(STANDARD.find("TEXT DEFAULT 'it''s PRIMARY KEY' PRIMARY KEY", "PRIMARY KEY"), Some(33));
        let backslashes = Lexical { backslashes: true, ..Lexical::STANDARD };
        let scan = Scan { rules: backslashes, ..STANDARD };
        assert_eq!(scan.find("'\\' X' X", "X"), Some(7));
    }

    #[test]
    fn a_parenthesis_ends_outside_strings() {
        assert_eq!(STANDARD.closing("(')', 'b') NOT NULL"), Some(9));
    }

    #[test]
    fn parts_are_cut_outside_strings_and_parentheses() {
        assert_eq!(STANDARD.parts("a;(b;c);';'", ';'), ["a", "(b;c)", "';'"]);
    }

    #[test]
    fn pieces_join_with_single_spaces() {
        assert_eq!(join(&["A (", "b", ")", "", " c ", ";"]), "A (b) c;");
    }
}
