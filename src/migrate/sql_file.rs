//! A `.sql` migration: its `-- up` and `-- down` sections, and their statements.
//!
//! ```sql
//! -- up                          a whole line; `-- up no-transaction` runs statement by statement
//! CREATE TABLE a (id INT);
//! -- down
//! DROP TABLE a;
//! ```
//!
//! A file without such lines is all `up`; its `down` may lie in a folder `down` beside it, as Umzug's templates have it.

use crate::failure::{Failure, Result};
use crate::sql::lexical::{pieces, Kind};
use crate::sql::{Settings, SqlDialect};
use std::path::Path;

/// The statements of one direction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlSection {
    pub statements: Vec<String>,
    /// They run in one transaction, together with the journal.
    pub transaction: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlFile {
    pub up: Option<SqlSection>,
    pub down: Option<SqlSection>,
}

/// A line that opens a section.
struct Mark {
    start: usize,
    end: usize,
    up: bool,
    no_transaction: bool,
}

impl SqlFile {
    pub fn read(path: &str, dialect: &dyn SqlDialect, settings: &Settings) -> Result<SqlFile> {
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|e| Failure::usage(format!("The migration {} cannot be read: {e}", path.display())))
        };
        let path = Path::new(path);
        let mut file = SqlFile::parse(&read(path)?, dialect, settings)
            .map_err(|e| Failure::usage(format!("{}: {}", path.display(), e.message)))?;
        let beside = path.parent().zip(path.file_name()).map(|(folder, name)| folder.join("down").join(name));
        if let (None, Some(beside)) = (&file.down, beside.filter(|b| b.is_file())) {
            file.down = SqlFile::parse(&read(&beside)?, dialect, settings)
                .map_err(|e| Failure::usage(format!("{}: {}", beside.display(), e.message)))?
                .up;
        }
        Ok(file)
    }

    pub fn parse(text: &str, dialect: &dyn SqlDialect, settings: &Settings) -> Result<SqlFile> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let marks = marks(text, dialect, settings);
        let section = |body: &str, no_transaction: bool| -> Result<SqlSection> {
            let statements = statements(body, dialect, settings)?;
            let transaction = !no_transaction && dialect.features().transactional_ddl;
            if transaction {
                statements.iter().try_for_each(|s| may_stand_in_transaction(s))?;
            }
            Ok(SqlSection { statements, transaction })
        };
        let Some(first) = marks.first() else {
            return Ok(SqlFile { up: Some(section(text, false)?), down: None });
        };
        if !statements(&text[..first.start], dialect, settings)?.is_empty() {
            return Err(Failure::usage("statements stand before the first line `-- up` or `-- down`"));
        }
        let mut file = SqlFile::default();
        for (n, mark) in marks.iter().enumerate() {
            let end = marks.get(n + 1).map_or(text.len(), |next| next.start);
            let place = if mark.up { &mut file.up } else { &mut file.down };
            if place.is_some() {
                let word = if mark.up { "up" } else { "down" };
                return Err(Failure::usage(format!("there are two sections `-- {word}`")));
            }
            *place = Some(section(&text[mark.end..end], mark.no_transaction)?);
        }
        Ok(file)
    }
}

/// Comments that are a line of their own and say `up` or `down`; inside a string they are text.
fn marks(text: &str, dialect: &dyn SqlDialect, settings: &Settings) -> Vec<Mark> {
    let lexical = dialect.features().lexical;
    pieces(text, lexical, settings.standard_conforming_strings, dialect.identifier_quotes())
        .filter(|piece| piece.kind == Kind::Comment)
        .filter_map(|piece| {
            let line = &text[..piece.start];
            let alone = line.rsplit('\n').next().unwrap_or(line).trim().is_empty();
            let words = text[piece.start..piece.end].strip_prefix("--")?.to_lowercase();
            let mut words = words.split_ascii_whitespace();
            let up = match words.next()?.trim_end_matches(':') {
                "up" => true,
                "down" => false,
                _ => return None,
            };
            let rest: Vec<&str> = words.collect();
            let no_transaction = rest == ["no-transaction"];
            (alone && (no_transaction || rest.is_empty())).then_some(Mark {
                start: piece.start,
                end: piece.end,
                up,
                no_transaction,
            })
        })
        .collect()
}

/// A word of code, or a semicolon.
enum Token<'a> {
    Word(&'a str),
    End(usize),
}

/// Splits at semicolons of code; those inside `BEGIN … END` of a trigger or a routine do not count.
fn statements(text: &str, dialect: &dyn SqlDialect, settings: &Settings) -> Result<Vec<String>> {
    let lexical = dialect.features().lexical;
    let (mut tokens, mut has_code) = (Vec::new(), Vec::new());
    for piece in pieces(text, lexical, settings.standard_conforming_strings, dialect.identifier_quotes()) {
        if piece.open {
            return Err(Failure::usage("a string or comment has no end"));
        }
        if piece.kind == Kind::Code {
            code_tokens(text, piece.start, piece.end, &mut tokens, &mut has_code);
        } else if piece.kind != Kind::Comment {
            has_code.push(piece.start);
        }
    }
    let mut found = Vec::new();
    let (mut from, mut words, mut body): (usize, Vec<String>, Body) = (0, Vec::new(), Body::default());
    let push = |from: usize, to: usize, found: &mut Vec<String>| {
        if has_code.iter().any(|at| (from..to).contains(at)) {
            found.push(text[from..to].trim().to_owned());
        }
    };
    for token in tokens {
        match token {
            Token::Word(word) => {
                let word = word.to_uppercase();
                body.see(&words, &word);
                words.push(word);
            }
            Token::End(at) if body.depth == 0 => {
                push(from, at, &mut found);
                (from, words, body) = (at + 1, Vec::new(), Body::default());
            }
            Token::End(_) => words.push(";".into()),
        }
    }
    push(from, text.len(), &mut found);
    Ok(found)
}

fn code_tokens<'a>(
    text: &'a str,
    start: usize,
    end: usize,
    tokens: &mut Vec<Token<'a>>,
    code: &mut Vec<usize>,
) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut word: Option<usize> = None;
    for (at, c) in text[start..end].char_indices().map(|(n, c)| (start + n, c)) {
        if is_word(c) {
            word.get_or_insert(at);
        } else if let Some(from) = word.take() {
            tokens.push(Token::Word(&text[from..at]));
        }
        if c == ';' {
            tokens.push(Token::End(at));
        } else if !c.is_whitespace() {
            code.push(at);
        }
    }
    if let Some(from) = word {
        tokens.push(Token::Word(&text[from..end]));
    }
}

/// How deep in blocks a statement is.
#[derive(Default)]
struct Body {
    depth: usize,
    /// The last word was an END that closed something.
    closed: bool,
}

impl Body {
    fn see(&mut self, before: &[String], word: &str) {
        let creates = before.first().is_some_and(|w| w == "CREATE" || w == "ALTER");
        let routine = before
            .iter()
            .take(8)
            .any(|w| matches!(w.as_str(), "TRIGGER" | "FUNCTION" | "PROCEDURE" | "EVENT"));
        if !creates || !routine {
            return;
        }
        let after_end = self.closed && before.last().is_some_and(|w| w == "END");
        self.closed = false;
        match word {
            "BEGIN" => self.depth += 1,
            "CASE" if self.depth > 0 && !after_end => self.depth += 1,
            // `END IF`, `END LOOP` and the like close what is not counted.
            "IF" | "LOOP" | "WHILE" | "REPEAT" if after_end => self.depth += 1,
            "END" if self.depth > 0 => {
                self.depth -= 1;
                self.closed = true;
            }
            _ => {}
        }
    }
}

/// A statement that would end the transaction under the step, or be silently ignored in it.
fn may_stand_in_transaction(statement: &str) -> Result<()> {
    let bare: String = statement
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect::<Vec<_>>()
        .join(" ")
        .to_uppercase();
    let words: Vec<&str> =
        bare.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let controls = match words.as_slice() {
        ["BEGIN" | "COMMIT" | "ROLLBACK" | "END" | "ABORT", ..] => {
            !words.contains(&"SAVEPOINT") && !words.contains(&"TO")
        }
        ["START", "TRANSACTION", ..] => true,
        ["PRAGMA", "FOREIGN_KEYS", ..] => true,
        _ => false,
    };
    match controls {
        true => Err(Failure::usage(format!(
            "`{}` cannot stand in a section that runs in one transaction: write `-- up no-transaction` (or \
             `-- down no-transaction`) above it",
            statement.lines().last().unwrap_or_default()
        ))),
        false => Ok(()),
    }
}
