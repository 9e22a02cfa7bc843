//! How a database reads SQL text, and which of its functions do harm in spite of its read-only mode: data.

use sqlparser::dialect::Dialect;

/// A database's side of the judgement. Each stands in its dialect's folder.
pub struct Grammar {
    pub parser: fn() -> Box<dyn Dialect>,
    /// Names of functions, in lower case. A last `*` stands for any ending.
    pub dangers: &'static [(Danger, &'static [&'static str])],
    /// `/*! … */` is executed.
    pub executable_comments: bool,
    /// `'\''` is a text of one quote, where the session is not set otherwise.
    pub backslash_escapes: bool,
    /// `U&"d\0061t"` names the same as `"dat"`.
    pub unicode_identifiers: bool,
    /// PRAGMAs that only tell something, without an argument.
    pub pragmas: &'static [&'static str],
    /// PRAGMAs that tell something about what their argument names.
    pub pragmas_of_tables: &'static [&'static str],
    pub read_only: ReadOnlyWords,
    /// What stands before a statement to ask for its plan.
    pub explain: &'static str,
    /// The same, where it is to be executed and measured.
    pub explain_analyze: Option<&'static str>,
}

/// How a transaction that has just begun is held read-only.
#[derive(Debug, Clone, Copy)]
pub struct ReadOnlyWords {
    pub on: &'static [&'static str],
    /// What undoes it before the connection goes back to the pool, where the transaction's end does not.
    pub off: &'static [&'static str],
    /// A savepoint of a transaction that may write can be held read-only too, until it is rolled back.
    pub in_savepoints: bool,
}

impl Grammar {
    /// What asks for a statement's plan; `analyze` executes it.
    pub fn explain_text(&self, sql: &str, analyze: bool) -> Option<String> {
        let words = if analyze { self.explain_analyze? } else { self.explain };
        Some(format!("{words}{sql}"))
    }
}

/// What a function does that a read-only transaction does not prevent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// Reads or writes files of the server, or loads code.
    Files,
    /// Runs SQL that is given as text: nobody has judged it.
    SqlText,
    /// Speaks to another server.
    Network,
    /// Ends or stops other sessions, or changes the server.
    Server,
    /// Changes settings.
    Settings,
    /// Takes locks that outlive the statement.
    Locks,
    /// Does nothing for as long as it is told to.
    Waiting,
    /// Counts a sequence on, which is not rolled back.
    Sequences,
}

impl Danger {
    /// What the function does, after "The function x ".
    pub fn what(self) -> &'static str {
        match self {
            Danger::Files => "reaches the server's files",
            Danger::SqlText => "runs SQL that is given as text",
            Danger::Network => "reaches other servers",
            Danger::Server => "acts on the server or on other sessions",
            Danger::Settings => "changes settings",
            Danger::Locks => "takes locks that outlive the statement",
            Danger::Waiting => "only takes time",
            Danger::Sequences => "counts a sequence on, which no rollback undoes",
        }
    }

    pub fn instead(self) -> &'static str {
        match self {
            Danger::SqlText => "Write the inner query as a subquery.",
            Danger::Sequences => "Leave it out of the read; an INSERT takes its value by itself.",
            _ => "Leave it out; it cannot be had through this server.",
        }
    }
}

impl Grammar {
    /// What a function does, by the last part of its name.
    pub(super) fn danger(&self, name: &str) -> Option<Danger> {
        let matches = |pattern: &&str| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *pattern,
        };
        self.dangers.iter().find(|(_, names)| names.iter().any(matches)).map(|(danger, _)| *danger)
    }
}
