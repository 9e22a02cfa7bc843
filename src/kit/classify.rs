//! One statement's class, what it touches, and whether it may run. What is not understood is refused.

use super::grammar::{Danger, Grammar};
use super::text;
use super::touched::{Relation, Touched};
use sqlparser::ast::{SetExpr, Statement, UtilityOption, Visit};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Word};

/// Walking a deep expression takes stack; the caller's may be small.
const STACK: usize = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// SELECT, VALUES, SHOW, EXPLAIN of something that is not executed.
    Read,
    /// INSERT, UPDATE, DELETE, MERGE, and queries that hold one.
    Write,
    /// Definitions and rights.
    Ddl,
    /// Transactions, sessions, settings, files, procedures.
    Control,
    /// Not understood.
    Unknown,
}

impl Class {
    pub fn name(self) -> &'static str {
        match self {
            Class::Read => "read",
            Class::Write => "write",
            Class::Ddl => "ddl",
            Class::Control => "control",
            Class::Unknown => "unknown",
        }
    }
}

/// What the text is going to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Read,
    /// One INSERT, UPDATE, DELETE or MERGE.
    Write,
}

/// Why a text may not run, in words for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The rule's short name, which does not change.
    pub rule: &'static str,
    pub message: String,
    pub instead: &'static str,
}

impl Refused {
    pub fn new(rule: &'static str, message: impl Into<String>, instead: &'static str) -> Refused {
        Refused { rule, message: message.into(), instead }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub class: Class,
    /// The statement's first word, in upper case.
    pub verb: String,
    /// Tables as they were named. Names that the statement gives itself (WITH) are not among them.
    pub tables: Vec<Relation>,
    /// Functions, in lower case and without schemas.
    pub functions: Vec<String>,
    pub refused: Option<Refused>,
}

impl Verdict {
    fn refuse(class: Class, verb: String, refused: Refused) -> Verdict {
        Verdict { class, verb, tables: Vec::new(), functions: Vec::new(), refused: Some(refused) }
    }
}

/// Judges a text for a purpose.
pub fn classify(sql: &str, grammar: &'static Grammar, purpose: Purpose) -> Verdict {
    let judged = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("classify".into())
            .stack_size(STACK)
            .spawn_scoped(scope, || judge(sql, grammar, purpose));
        thread.ok().and_then(|thread| thread.join().ok())
    });
    judged.unwrap_or_else(|| {
        let refused = Refused::new("unparsable", "The text could not be judged", text::CHECK_SYNTAX);
        Verdict::refuse(Class::Unknown, String::new(), refused)
    })
}

fn judge(sql: &str, grammar: &Grammar, purpose: Purpose) -> Verdict {
    let tokens = match text::tokens(sql, grammar) {
        Ok(tokens) => tokens,
        Err(refused) => return Verdict::refuse(Class::Unknown, String::new(), refused),
    };
    let verb = first_word(&tokens);
    if verb == "PRAGMA" && purpose == Purpose::Read {
        return pragma(verb, &tokens, grammar);
    }
    let statements = match parse(grammar, tokens) {
        Ok(statements) => statements,
        Err(error) => {
            // The first word tells a reader more than where the parser stopped.
            let class = class_of_word(&verb);
            let known = matches!(class, Class::Ddl | Class::Control);
            let refused = known
                .then(|| wrong_class(class, &verb, purpose))
                .flatten()
                .unwrap_or_else(|| text::unparsable(&error.to_string()));
            return Verdict::refuse(class, verb, refused);
        }
    };
    let statement = match statements.as_slice() {
        [] => {
            let refused = Refused::new("empty", "The text holds no statement", "Give one statement.");
            return Verdict::refuse(Class::Unknown, verb, refused);
        }
        [one] => one,
        many => {
            let message = format!("The text holds {} statements", many.len());
            let refused =
                Refused::new("statements", message, "Give one statement a call, without a semicolon.");
            return Verdict::refuse(Class::Unknown, verb, refused);
        }
    };
    let mut touched = Touched::default();
    let _ = statement.visit(&mut touched);
    let class = class_of(statement, &touched, &verb);
    let refused = refusal(statement, &touched, class, &verb, grammar, purpose);
    Verdict {
        class,
        verb,
        tables: touched.tables.into_iter().collect(),
        functions: touched.functions.into_iter().collect(),
        refused,
    }
}

/// `PRAGMA name`, `PRAGMA schema.name` and `PRAGMA name(table)`, of those that only tell something.
fn pragma(verb: String, tokens: &[TokenWithSpan], grammar: &Grammar) -> Verdict {
    let words: Vec<&Token> = tokens
        .iter()
        .map(|t| &t.token)
        .filter(|t| !matches!(t, Token::Whitespace(_) | Token::EOF))
        .skip(1)
        .collect();
    let words = match words.as_slice() {
        [rest @ .., Token::SemiColon] => rest,
        all => all,
    };
    let words = match words {
        [Token::Word(_), Token::Period, rest @ ..] => rest,
        all => all,
    };
    let told = |names: &[&str], name: &str| names.contains(&name.to_lowercase().as_str());
    let table = match words {
        [Token::Word(name)] if told(grammar.pragmas, &name.value) => Some(None),
        [Token::Word(name), Token::LParen, Token::Word(Word { value: table, .. }) | Token::SingleQuotedString(table), Token::RParen]
            if told(grammar.pragmas_of_tables, &name.value) =>
        {
            Some(Some(table.clone()))
        }
        _ => None,
    };
    match table {
        Some(table) => Verdict {
            class: Class::Read,
            verb,
            tables: table.into_iter().map(|name| Relation { schema: None, name }).collect(),
            functions: Vec::new(),
            refused: None,
        },
        None => {
            let refused = Refused::new(
                "pragma",
                "Only PRAGMAs that tell something are admitted, without a value to set",
                "Use PRAGMA table_info(name) and its like.",
            );
            Verdict::refuse(Class::Control, verb, refused)
        }
    }
}

pub(super) fn parse(
    grammar: &Grammar,
    tokens: Vec<TokenWithSpan>,
) -> Result<Vec<Statement>, sqlparser::parser::ParserError> {
    let dialect = (grammar.parser)();
    Parser::new(dialect.as_ref()).with_tokens_with_locations(tokens).parse_statements()
}

fn first_word(tokens: &[TokenWithSpan]) -> String {
    tokens
        .iter()
        .find_map(|t| match &t.token {
            Token::Word(word) => Some(word.value.to_uppercase()),
            _ => None,
        })
        .unwrap_or_default()
}

/// The class of what the parser has no name for. None of these may run: it is for the message.
fn class_of_word(verb: &str) -> Class {
    match verb {
        "CREATE" | "ALTER" | "DROP" | "TRUNCATE" | "COMMENT" | "GRANT" | "REVOKE" | "REINDEX" | "RENAME"
        | "REFRESH" | "CLUSTER" | "SECURITY" | "REASSIGN" | "IMPORT" => Class::Ddl,
        "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" | "SET"
        | "RESET" | "DISCARD" | "USE" | "LOCK" | "UNLOCK" | "CALL" | "DO" | "EXECUTE" | "EXEC"
        | "PREPARE" | "DEALLOCATE" | "DECLARE" | "FETCH" | "MOVE" | "CLOSE" | "OPEN" | "LISTEN"
        | "UNLISTEN" | "NOTIFY" | "COPY" | "LOAD" | "ATTACH" | "DETACH" | "VACUUM" | "ANALYZE" | "PRAGMA"
        | "KILL" | "FLUSH" | "HANDLER" | "CHECKPOINT" | "INSTALL" | "UNLOAD" | "SHUTDOWN" | "OPTIMIZE"
        | "REPAIR" => Class::Control,
        _ => Class::Unknown,
    }
}

/// How many statements a statement is by itself: `EXPLAIN SELECT` two, `WITH … INSERT` two. More are hidden in it.
fn own_statements(statement: &Statement) -> usize {
    match statement {
        Statement::Explain { statement, .. } => 1 + own_statements(statement),
        Statement::Query(query) => match query.body.as_ref() {
            SetExpr::Insert(s) | SetExpr::Update(s) | SetExpr::Delete(s) | SetExpr::Merge(s) => {
                1 + own_statements(s)
            }
            _ => 1,
        },
        _ => 1,
    }
}

/// `EXPLAIN ANALYZE`, also as an option between parentheses.
fn is_executed(analyze: bool, options: Option<&[UtilityOption]>) -> bool {
    let named = |option: &UtilityOption| option.name.value.eq_ignore_ascii_case("analyze");
    analyze || options.is_some_and(|options| options.iter().any(named))
}

const TRANSACTION_WORDS: [&str; 8] =
    ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"];

fn class_of(statement: &Statement, touched: &Touched, verb: &str) -> Class {
    match statement {
        Statement::Query(query) => match query.body.as_ref() {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => Class::Write,
            _ if touched.into => Class::Write,
            _ => Class::Read,
        },
        Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) | Statement::Merge(_) => {
            Class::Write
        }
        Statement::Explain { analyze, options, statement, .. } => {
            match class_of(statement, touched, &statement_word(statement)) {
                Class::Write if !is_executed(*analyze, options.as_deref()) => Class::Read,
                class => class,
            }
        }
        Statement::ExplainTable { .. }
        | Statement::ShowVariable { .. }
        | Statement::ShowVariables { .. }
        | Statement::ShowStatus { .. }
        | Statement::ShowCreate { .. }
        | Statement::ShowColumns { .. }
        | Statement::ShowDatabases { .. }
        | Statement::ShowSchemas { .. }
        | Statement::ShowTables { .. }
        | Statement::ShowViews { .. }
        | Statement::ShowCollation { .. }
        | Statement::ShowCharset(_) => Class::Read,
        _ => class_of_word(verb),
    }
}

fn statement_word(statement: &Statement) -> String {
    statement.to_string().split_whitespace().next().unwrap_or_default().to_uppercase()
}

fn refusal(
    statement: &Statement,
    touched: &Touched,
    class: Class,
    verb: &str,
    grammar: &Grammar,
    purpose: Purpose,
) -> Option<Refused> {
    if matches!(class, Class::Ddl | Class::Control) {
        return wrong_class(class, verb, purpose);
    }
    if touched.statements > own_statements(statement) {
        return Some(Refused::new(
            "writable-with",
            "The statement holds another one that writes, inside WITH",
            match purpose {
                Purpose::Read => "Leave it out of WITH; a change is a statement of its own.",
                Purpose::Write => "Make one change a statement.",
            },
        ));
    }
    if touched.into {
        return Some(Refused::new(
            "into",
            "SELECT … INTO writes what it reads to a table, a file or a variable",
            "Leave INTO out; the rows are the answer.",
        ));
    }
    if let Statement::Explain { .. } = statement {
        if class == Class::Write {
            return Some(Refused::new(
                "explain-analyze",
                "EXPLAIN ANALYZE executes the statement, and it writes",
                "Leave ANALYZE out.",
            ));
        }
    }
    if let Some(refused) = wrong_class(class, verb, purpose) {
        return Some(refused);
    }
    if purpose == Purpose::Write && matches!(statement, Statement::Explain { .. }) {
        return wrong_class(Class::Read, verb, purpose);
    }
    if touched.locks && purpose == Purpose::Read {
        return Some(Refused::new(
            "locking",
            "The query locks rows (FOR UPDATE, FOR SHARE)",
            "Leave the FOR clause out.",
        ));
    }
    touched.functions.iter().find_map(|name| {
        let danger = grammar.danger(name)?;
        if purpose == Purpose::Write && danger == Danger::Sequences {
            return None;
        }
        let message = format!("The function {name} {}", danger.what());
        Some(Refused::new("function", message, danger.instead()))
    })
}

fn wrong_class(class: Class, verb: &str, purpose: Purpose) -> Option<Refused> {
    let (message, instead) = match (class, purpose) {
        (Class::Read, Purpose::Read) | (Class::Write, Purpose::Write) => return None,
        (Class::Unknown, _) => (format!("{verb} is not known to read only"), text::CHECK_SYNTAX),
        (Class::Write, Purpose::Read) => (format!("{verb} writes"), "Run it as a change, not as a read."),
        (Class::Read, Purpose::Write) => {
            (format!("{verb} changes nothing"), "Run it as a read, not as a change.")
        }
        (Class::Ddl, _) => (format!("{verb} changes the database's definitions"), "Use a migration."),
        (Class::Control, _) if TRANSACTION_WORDS.contains(&verb) => (
            format!("{verb} opens or ends a transaction"),
            "Transactions are opened and ended outside of the text.",
        ),
        (Class::Control, _) => (
            format!("{verb} acts on the session, the server or its files"),
            "It cannot be had through this server.",
        ),
    };
    Some(Refused::new("class", message, instead))
}
