//! The server's errors and those of the network -> Failure, in v6's classes and with the drivers' fields.

use super::protocol::packets::ServerError;
use super::protocol::Trouble;
use crate::failure::{Failure, FailureKind};
use std::io::ErrorKind;

const ACCESS_DENIED: [u16; 2] = [1045, 1698];
const DUPLICATE_ENTRY: u16 = 1062;
const ROW_IS_REFERENCED: u16 = 1451;
const NO_REFERENCED_ROW: u16 = 1452;
const CANNOT_DROP: u16 = 1091;

/// Lines of a number and a name.
const NAMES: &str = include_str!("error-names.txt");

/// `ER_DUP_ENTRY`: what the drivers call an error's number.
fn name(number: u16) -> &'static str {
    NAMES
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(n, _)| n.parse() == Ok(number))
        .map_or("UNKNOWN", |(_, name)| name)
}

/// An error of a running statement.
pub fn query_failure(trouble: Trouble, sql: &str) -> Failure {
    let mut failure = match trouble {
        Trouble::Server(error) => server_failure(error),
        Trouble::Io(error) => lost(&error),
        Trouble::Protocol(message) => Failure::new(FailureKind::Database, message),
    };
    failure.sql = Some(sql.to_owned());
    failure
}

fn lost(error: &std::io::Error) -> Failure {
    let mut failure =
        Failure::new(FailureKind::Connection, "Connection lost: The server closed the connection.");
    failure.code = Some("PROTOCOL_CONNECTION_LOST".into());
    failure.detail = Some(error.to_string());
    failure.extra.insert("fatal", "true".into());
    failure
}

fn server_failure(error: ServerError) -> Failure {
    let mut failure = Failure::new(FailureKind::Database, error.message.as_str());
    failure.code = Some(name(error.number).to_owned());
    failure.errno = Some(i64::from(error.number));
    failure.sql_state = error.state;
    failure.extra.insert("sqlMessage", error.message);
    if error.fatal {
        failure.kind = FailureKind::Connection;
    }
    match error.number {
        DUPLICATE_ENTRY => unique(&mut failure),
        ROW_IS_REFERENCED | NO_REFERENCED_ROW => {
            failure.kind = FailureKind::ForeignKeyConstraint;
            let reltype = if error.number == ROW_IS_REFERENCED { "parent" } else { "child" };
            failure.extra.insert("reltype", reltype.into());
            foreign_key(&mut failure);
        }
        CANNOT_DROP => {
            failure.constraint = failure
                .message
                .split_once("DROP ")
                .and_then(|(_, rest)| rest.split_once(['`', '\'']))
                .and_then(|(_, rest)| rest.split_once(['`', '\'']))
                .map(|(name, _)| name.to_owned());
        }
        _ => {}
    }
    failure
}

/// `Duplicate entry 'a-b' for key 'users.name'`. Which fields the key has, the model knows.
fn unique(failure: &mut Failure) {
    failure.kind = FailureKind::UniqueConstraint;
    let Some((value, key)) = failure
        .message
        .strip_prefix("Duplicate entry '")
        .and_then(|rest| rest.rsplit_once("' for key "))
        .map(|(value, key)| (value.to_owned(), key.trim_matches('\'').to_owned()))
    else {
        return;
    };
    // MySQL 8 puts the table in front.
    let key = key.rsplit('.').next().unwrap_or_default().to_owned();
    failure.fields = vec![(key.clone(), Some(value))];
    failure.index = Some(key);
}

/// ``… (`db`.`tasks`, CONSTRAINT `fk` FOREIGN KEY (`a`, `b`) REFERENCES `users` (`id`) …)``
fn foreign_key(failure: &mut Failure) {
    let message = failure.message.clone();
    let Some((_, rest)) = message.split_once("CONSTRAINT ") else { return };
    let Some(quote) = rest.chars().next().filter(|c| matches!(c, '`' | '"')) else { return };
    let parts = (|| {
        let (name, rest) = rest.get(1..)?.split_once(&format!("{quote} FOREIGN KEY ({quote}"))?;
        let (fields, rest) = rest.split_once(&format!("{quote}) REFERENCES {quote}"))?;
        let (table, _) = rest.split_once(&format!("{quote} ({quote}"))?;
        Some((name.to_owned(), fields, table))
    })();
    let Some((name, fields, table)) = parts else { return };
    failure.fields =
        fields.split(&format!("{quote}, {quote}")).map(|field| (field.to_owned(), None)).collect();
    // The other table may be in another database.
    failure.table = Some(table.to_owned());
    failure.constraint = Some(name.clone());
    failure.index = Some(name);
}

/// An error while connecting, as v6's connection manager sorts them.
pub fn connect_failure(trouble: Trouble, place: &str, host: &str) -> Failure {
    let error = match trouble {
        Trouble::Server(error) => {
            let denied = ACCESS_DENIED.contains(&error.number);
            let mut failure = server_failure(error);
            failure.kind = if denied { FailureKind::AccessDenied } else { FailureKind::Connection };
            failure.extra.insert("fatal", "true".into());
            return failure;
        }
        Trouble::Protocol(message) => return Failure::new(FailureKind::Connection, message),
        Trouble::Io(error) => error,
    };
    let (kind, code) = match (error.kind(), error.raw_os_error()) {
        (ErrorKind::ConnectionRefused, _) => (FailureKind::ConnectionRefused, "ECONNREFUSED"),
        (ErrorKind::HostUnreachable, _) => (FailureKind::HostNotReachable, "EHOSTUNREACH"),
        (ErrorKind::NetworkUnreachable, _) => (FailureKind::HostNotReachable, "ENETUNREACH"),
        (ErrorKind::AddrNotAvailable, _) => (FailureKind::HostNotReachable, "EADDRNOTAVAIL"),
        (ErrorKind::TimedOut, _) => (FailureKind::Connection, "ETIMEDOUT"),
        (ErrorKind::InvalidInput, _) => (FailureKind::InvalidConnection, "EINVAL"),
        (ErrorKind::NotFound, Some(_)) => (FailureKind::Connection, "ENOENT"),
        (ErrorKind::PermissionDenied, _) => (FailureKind::Connection, "EACCES"),
        (_, None) if is_lookup(&error) => (FailureKind::HostNotFound, "ENOTFOUND"),
        _ => (FailureKind::Connection, "PROTOCOL_CONNECTION_LOST"),
    };
    let message = match code {
        "ENOTFOUND" => format!("getaddrinfo ENOTFOUND {host}"),
        "PROTOCOL_CONNECTION_LOST" => "Connection lost: The server closed the connection.".to_owned(),
        _ => format!("connect {code} {place}"),
    };
    let mut failure = Failure::new(kind, message);
    failure.code = Some(code.to_owned());
    failure.detail = Some(error.to_string());
    failure.extra.insert("fatal", "true".into());
    failure
}

fn is_lookup(error: &std::io::Error) -> bool {
    let text = error.to_string();
    text.contains("lookup") || text.contains("resolve") || text.contains("Name or service")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(number: u16, message: &str) -> Failure {
        server_failure(ServerError { number, state: None, message: message.into(), fatal: false })
    }

    #[test]
    fn a_duplicate_names_its_key_and_value() {
        for message in [
            "Duplicate entry 'it's-5' for key 'name_age'",
            "Duplicate entry 'it's-5' for key 'users.name_age'",
        ] {
            let found = failure(1062, message);
            assert_eq!(found.kind, FailureKind::UniqueConstraint);
            assert_eq!(found.code.as_deref(), Some("ER_DUP_ENTRY"));
            assert_eq!(found.fields, [("name_age".to_owned(), Some("it's-5".to_owned()))]);
        }
    }

    #[test]
    fn a_foreign_key_names_its_table_and_fields() {
        let found = failure(
            1452,
            "Cannot add or update a child row: a foreign key constraint fails (`db`.`tasks`, CONSTRAINT `fk` \
             FOREIGN KEY (`a`, `b`) REFERENCES `users` (`id`, `x`) ON DELETE CASCADE)",
        );
        assert_eq!(found.kind, FailureKind::ForeignKeyConstraint);
        assert_eq!(found.table.as_deref(), Some("users"));
        assert_eq!(found.constraint.as_deref(), Some("fk"));
        assert_eq!(found.fields, [("a".to_owned(), None), ("b".to_owned(), None)]);
        assert_eq!(found.extra["reltype"], "child");
    }

    #[test]
    fn numbers_have_the_drivers_names() {
        assert_eq!(name(1213), "ER_LOCK_DEADLOCK");
        assert_eq!(name(1461), "ER_MAX_PREPARED_STMT_COUNT_REACHED");
        assert_eq!(name(65_000), "UNKNOWN");
        let dropped = failure(1091, "Can't DROP INDEX `x`; check that it exists");
        assert_eq!(dropped.constraint.as_deref(), Some("x"));
    }
}
