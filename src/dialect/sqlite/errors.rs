//! SQLite's errors as Failures, with node-sqlite3's codes and words.

use crate::failure::{Failure, FailureKind};
use rusqlite::ffi;

/// The primary result codes by number, from <https://www.sqlite.org/rescode.html>.
const NAMES: &[&str] = &[
    "SQLITE_OK",
    "SQLITE_ERROR",
    "SQLITE_INTERNAL",
    "SQLITE_PERM",
    "SQLITE_ABORT",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_READONLY",
    "SQLITE_INTERRUPT",
    "SQLITE_IOERR",
    "SQLITE_CORRUPT",
    "SQLITE_NOTFOUND",
    "SQLITE_FULL",
    "SQLITE_CANTOPEN",
    "SQLITE_PROTOCOL",
    "SQLITE_EMPTY",
    "SQLITE_SCHEMA",
    "SQLITE_TOOBIG",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
    "SQLITE_MISUSE",
    "SQLITE_NOLFS",
    "SQLITE_AUTH",
    "SQLITE_FORMAT",
    "SQLITE_RANGE",
    "SQLITE_NOTADB",
];

/// A failed statement.
pub fn failure(error: rusqlite::Error, sql: Option<&str>) -> Failure {
    let mut failure = match error {
        rusqlite::Error::SqliteFailure(error, message) => {
            from_code(error.extended_code, message.unwrap_or_else(|| error.to_string()))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => from_code(error.extended_code, msg),
        other => Failure::new(FailureKind::Database, other.to_string()),
    };
    failure.sql = sql.map(str::to_owned);
    failure
}

/// A database that does not open.
pub fn open_failure(error: rusqlite::Error) -> Failure {
    let mut failure = failure(error, None);
    failure.kind = FailureKind::Connection;
    failure
}

/// A failure with a result code that SQLite itself would have given.
pub fn from_code(extended: i32, message: String) -> Failure {
    let primary = extended & 0xff;
    let code = usize::try_from(primary).ok().and_then(|n| NAMES.get(n)).copied().unwrap_or("SQLITE_UNKNOWN");
    let kind = match primary {
        ffi::SQLITE_BUSY => FailureKind::Timeout,
        ffi::SQLITE_CONSTRAINT if message.contains("FOREIGN KEY constraint failed") => {
            FailureKind::ForeignKeyConstraint
        }
        // v6 raises UniqueConstraintError for every other constraint, NOT NULL and CHECK included;
        // their list of fields is empty.
        ffi::SQLITE_CONSTRAINT => FailureKind::UniqueConstraint,
        _ => FailureKind::Database,
    };
    let mut failure = Failure::new(kind, format!("{code}: {message}"));
    if kind == FailureKind::UniqueConstraint {
        unique_fields(&mut failure, &message);
    }
    failure.code = Some(code.to_owned());
    failure.errno = Some(i64::from(primary));
    failure
}

/// `UNIQUE constraint failed: users.first, users.last`. A violated index on expressions is named
/// as `index 'name'` instead, and a NOT NULL violation names its column the same way.
fn unique_fields(failure: &mut Failure, message: &str) {
    let Some((rule, list)) = message.split_once(" constraint failed: ") else { return };
    if let Some(name) = list.strip_prefix("index '") {
        failure.index = Some(name.trim_end_matches('\'').to_owned());
        return;
    }
    let split = |item: &str| item.rsplit_once('.').map(|(t, c)| (t.to_owned(), c.to_owned()));
    match rule {
        "UNIQUE" => {
            let columns: Vec<_> = list.split(", ").filter_map(split).collect();
            failure.table = columns.first().map(|(table, _)| table.clone());
            failure.fields = columns.into_iter().map(|(_, column)| (column, None)).collect();
        }
        "NOT NULL" => {
            if let Some((table, column)) = split(list) {
                failure.table = Some(table);
                failure.column = Some(column);
            }
        }
        _ => {}
    }
}

/// The failure of a job that was cancelled before it began.
/// What SQLite itself says of a write in its read-only mode, said before the statement has begun.
pub fn read_only(sql: &str) -> Failure {
    let mut failure = from_code(ffi::SQLITE_READONLY, "attempt to write in a read-only session".into());
    failure.sql = Some(sql.to_owned());
    failure
}

pub fn interrupted(sql: &str) -> Failure {
    let mut failure = from_code(ffi::SQLITE_INTERRUPT, "interrupted".into());
    failure.sql = Some(sql.to_owned());
    failure
}
