//! SQLSTATE and I/O errors -> Failure, in v6's classes and with the fields of node-postgres' errors.

use super::wire::{ServerError, WireError};
use crate::failure::{Failure, FailureKind};
use std::io::ErrorKind;

/// An error of a running statement.
pub fn query_failure(error: WireError, sql: &str) -> Failure {
    let mut failure = match error {
        WireError::Server(error) => server_failure(&error, sql),
        WireError::Io(error) => lost(&error),
        WireError::Protocol(message) | WireError::Tls(message) | WireError::Configuration(message) => {
            Failure::new(FailureKind::Database, message)
        }
    };
    failure.sql = Some(sql.to_owned());
    failure
}

fn lost(error: &std::io::Error) -> Failure {
    let mut failure = Failure::new(FailureKind::Connection, "Connection terminated unexpectedly");
    failure.code = Some(
        match error.kind() {
            ErrorKind::BrokenPipe => "EPIPE",
            ErrorKind::TimedOut => "ETIMEDOUT",
            _ => "ECONNRESET",
        }
        .to_owned(),
    );
    failure.detail = Some(error.to_string());
    failure
}

fn server_failure(error: &ServerError, sql: &str) -> Failure {
    let mut failure = Failure::new(FailureKind::Database, error.message());
    let field = |letter: u8| error.field(letter).map(str::to_owned);
    failure.code = Some(error.code().to_owned());
    failure.sql_state = failure.code.clone();
    failure.detail = field(b'D');
    failure.hint = field(b'H');
    failure.table = field(b't');
    failure.schema = field(b's');
    failure.column = field(b'c');
    failure.constraint = field(b'n');
    failure.extra.insert("severity", error.severity().to_owned());
    for (letter, name) in [
        (b'P', "position"),
        (b'p', "internalPosition"),
        (b'q', "internalQuery"),
        (b'W', "where"),
        (b'd', "dataType"),
        (b'F', "file"),
        (b'L', "line"),
        (b'R', "routine"),
    ] {
        if let Some(value) = field(letter) {
            failure.extra.insert(name, value);
        }
    }
    classify(&mut failure, sql);
    failure
}

/// v6's `formatError`: which class, and what it shows.
fn classify(failure: &mut Failure, sql: &str) {
    let code = failure.code.clone().unwrap_or_default();
    match code.as_str() {
        "23503" => {
            failure.kind = FailureKind::ForeignKeyConstraint;
            failure.index = between(&failure.message, "violates foreign key constraint \"", "\"");
            failure.table = between(&failure.message, "on table \"", "\"").or_else(|| failure.table.clone());
        }
        "23505" => {
            failure.kind = FailureKind::UniqueConstraint;
            failure.fields = key_fields(failure.detail.as_deref(), true);
        }
        "23P01" => {
            failure.kind = FailureKind::ExclusionConstraint;
            failure.fields = key_fields(failure.detail.as_deref(), false);
        }
        "42704" => {
            let upper = sql.to_ascii_uppercase();
            if upper.contains("CONSTRAINT") || upper.contains("INDEX") {
                failure.kind = FailureKind::UnknownConstraint;
                failure.constraint = between(&failure.message, "constraint \"", "\"")
                    .or_else(|| between(&failure.message, "index \"", "\""));
                failure.table = between(&failure.message, "relation \"", "\"");
            }
        }
        // A session that the server ended: the statement did not complete.
        "57P01" | "57P02" | "57P03" | "57P05" => failure.kind = FailureKind::Connection,
        _ if code.starts_with("08") => failure.kind = FailureKind::Connection,
        _ => {}
    }
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let start = text.find(before)? + before.len();
    let length = text[start..].find(after)?;
    Some(text[start..start + length].to_owned())
}

/// `Key (a, b)=(1, 2) already exists.` -> fields and values, split as v6 splits them.
fn key_fields(detail: Option<&str>, strip_quotes: bool) -> Vec<(String, Option<String>)> {
    let Some(detail) = detail else { return Vec::new() };
    let detail = if strip_quotes { detail.replace('"', "") } else { detail.to_owned() };
    let parts = (|| {
        let names = between(&detail, "Key (", ")=(")?;
        let values = between(&detail, ")=(", ")")?;
        Some((names, values))
    })();
    let Some((names, values)) = parts else { return Vec::new() };
    let mut values = values.split(", ").map(str::to_owned);
    names.split(", ").map(|name| (name.to_owned(), values.next())).collect()
}

/// An error while connecting, as v6's connection manager sorts them.
pub fn connect_failure(error: WireError, host: &str, port: u16) -> Failure {
    match error {
        WireError::Io(error) => {
            // node-postgres' messages: `connect ECONNREFUSED 127.0.0.1:5432`, `getaddrinfo ENOTFOUND host`.
            let (kind, code) = match (error.kind(), error.raw_os_error()) {
                (ErrorKind::ConnectionRefused, _) => (FailureKind::ConnectionRefused, "ECONNREFUSED"),
                (ErrorKind::HostUnreachable, _) | (ErrorKind::NetworkUnreachable, _) => {
                    (FailureKind::HostNotReachable, "EHOSTUNREACH")
                }
                (ErrorKind::TimedOut, _) => (FailureKind::ConnectionTimedOut, "ETIMEDOUT"),
                (ErrorKind::InvalidInput, _) => (FailureKind::InvalidConnection, "EINVAL"),
                (ErrorKind::NotFound, Some(_)) => (FailureKind::Connection, "ENOENT"),
                (_, None) if is_lookup(&error) => (FailureKind::HostNotFound, "ENOTFOUND"),
                _ => (FailureKind::Connection, "ECONNRESET"),
            };
            let message = match kind {
                FailureKind::HostNotFound => format!("getaddrinfo ENOTFOUND {host}"),
                FailureKind::Connection if code == "ECONNRESET" => {
                    "Connection terminated unexpectedly".to_owned()
                }
                _ if host.starts_with('/') => format!("connect {code} {host}/.s.PGSQL.{port}"),
                _ => format!("connect {code} {host}:{port}"),
            };
            let mut failure = Failure::new(kind, message);
            failure.code = Some(code.to_owned());
            failure.detail = Some(error.to_string());
            failure
        }
        WireError::Server(error) => {
            let mut failure = server_failure(&error, "");
            // v6 names AccessDenied only for MySQL; a refused PostgreSQL login is its ConnectionError.
            failure.kind = FailureKind::Connection;
            failure
        }
        WireError::Tls(message) | WireError::Protocol(message) => {
            Failure::new(FailureKind::Connection, message)
        }
        WireError::Configuration(message) => Failure::new(FailureKind::InvalidConnection, message),
    }
}

fn is_lookup(error: &std::io::Error) -> bool {
    let text = error.to_string();
    text.contains("lookup") || text.contains("resolve") || text.contains("Name or service")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_violation_names_its_fields() {
        let fields = key_fields(Some("Key (\"userName\", age)=(jan, 5) already exists."), true);
        assert_eq!(fields, [("userName".into(), Some("jan".into())), ("age".into(), Some("5".into()))]);
        assert!(key_fields(None, true).is_empty());
    }
}
