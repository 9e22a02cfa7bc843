//! SQLSTATE and I/O errors -> Failure, in v6's classes and with the fields of node-postgres' errors.

use crate::failure::{Failure, FailureKind};
use sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgSeverity};
use std::io::ErrorKind;

/// An error of a running statement.
pub fn query_failure(error: sqlx::Error, sql: &str) -> Failure {
    let mut failure = match error {
        sqlx::Error::Database(error) => match error.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => database_failure(error, sql),
            None => Failure::new(FailureKind::Database, error.message()),
        },
        sqlx::Error::Io(error) => lost(&error),
        sqlx::Error::Protocol(message) => Failure::new(FailureKind::Database, message),
        other => Failure::new(FailureKind::Database, other.to_string()),
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

/// The connection is over after this error.
pub fn is_fatal(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error
            .try_downcast_ref::<PgDatabaseError>()
            .is_some_and(|e| matches!(e.severity(), PgSeverity::Fatal | PgSeverity::Panic)),
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => {
            true
        }
        _ => false,
    }
}

/// The server's SQLSTATE, where the error is the server's.
pub fn sql_state(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(error) => {
            error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code)
        }
        _ => None,
    }
}

fn severity(severity: PgSeverity) -> &'static str {
    match severity {
        PgSeverity::Panic => "PANIC",
        PgSeverity::Fatal => "FATAL",
        PgSeverity::Error => "ERROR",
        PgSeverity::Warning => "WARNING",
        PgSeverity::Notice => "NOTICE",
        PgSeverity::Debug => "DEBUG",
        PgSeverity::Info => "INFO",
        PgSeverity::Log => "LOG",
    }
}

fn database_failure(error: &PgDatabaseError, sql: &str) -> Failure {
    let mut failure = Failure::new(FailureKind::Database, error.message());
    let owned = |s: Option<&str>| s.map(str::to_owned);
    failure.code = Some(error.code().to_owned());
    failure.sql_state = Some(error.code().to_owned());
    failure.detail = owned(error.detail());
    failure.hint = owned(error.hint());
    failure.table = owned(error.table());
    failure.schema = owned(error.schema());
    failure.column = owned(error.column());
    failure.constraint = owned(error.constraint());
    failure.extra.insert("severity", severity(error.severity()).to_owned());
    let mut extra = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            failure.extra.insert(key, value);
        }
    };
    match error.position() {
        Some(PgErrorPosition::Original(at)) => extra("position", Some(at.to_string())),
        Some(PgErrorPosition::Internal { position, query }) => {
            extra("internalPosition", Some(position.to_string()));
            extra("internalQuery", Some(query.to_owned()));
        }
        None => {}
    }
    extra("where", owned(error.r#where()));
    extra("dataType", owned(error.data_type()));
    extra("file", owned(error.file()));
    extra("line", error.line().map(|n| n.to_string()));
    extra("routine", owned(error.routine()));
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
pub fn connect_failure(error: sqlx::Error, host: &str, port: u16) -> Failure {
    match error {
        sqlx::Error::Io(error) => {
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
        sqlx::Error::Database(error) => {
            let mut failure = match error.try_downcast_ref::<PgDatabaseError>() {
                Some(error) => database_failure(error, ""),
                None => Failure::new(FailureKind::Connection, error.message()),
            };
            // v6 names AccessDenied only for MySQL; a refused PostgreSQL login is its ConnectionError.
            failure.kind = FailureKind::Connection;
            failure
        }
        sqlx::Error::Tls(error) => Failure::new(FailureKind::Connection, error.to_string()),
        sqlx::Error::Configuration(error) => Failure::new(FailureKind::InvalidConnection, error.to_string()),
        other => Failure::new(FailureKind::Connection, other.to_string()),
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
