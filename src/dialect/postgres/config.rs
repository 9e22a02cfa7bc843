//! ConnectConfig -> what the wire needs, and v6's session set-up.

use super::environment;
use super::temporal::Zone;
use super::wire::{Ssl, SslMode};
use crate::dialect::tls::pem;
use crate::driver::ConnectConfig;
use crate::failure::{Failure, FailureKind, Result};
use serde_json::Value as Json;
use std::fmt::Write;
use std::time::Duration;

/// Statements that one connection keeps prepared, unless `dialectOptions.statementCacheSize` says otherwise.
const STATEMENTS: usize = 256;

/// What a connection needs to know of its configuration.
#[derive(Clone)]
pub struct Settings {
    /// A name, an address, or the folder of a Unix socket.
    pub host: String,
    pub port: u16,
    pub user: String,
    pub database: String,
    pub password: Option<String>,
    pub application_name: Option<String>,
    /// libpq's `options`: command-line arguments for the server.
    pub server_options: Option<String>,
    pub ssl: Ssl,
    /// TCP keepalive, and how long a connection rests before the first probe (zero: the system's default).
    pub keep_alive: Option<Duration>,
    /// Runs before the first statement.
    pub session: String,
    pub zone: Zone,
    pub statements: usize,
    pub connect_timeout: Option<Duration>,
    /// node-postgres' `query_timeout`: past it the connection is given up.
    pub query_timeout: Option<Duration>,
    pub plain_backslashes: bool,
}

fn invalid(message: String) -> Failure {
    Failure::new(FailureKind::InvalidConnection, message)
}

/// A setting that may come as a number or as text.
fn number(options: &Json, name: &str) -> Result<Option<u64>> {
    match options.get(name) {
        None | Some(Json::Null) | Some(Json::Bool(false)) => Ok(None),
        Some(Json::Number(n)) => n
            .as_u64()
            .map(Some)
            .ok_or_else(|| invalid(format!("dialectOptions.{name} must be a whole number"))),
        Some(Json::String(s)) => s
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| invalid(format!("dialectOptions.{name} must be a whole number"))),
        Some(_) => Err(invalid(format!("dialectOptions.{name} must be a whole number"))),
    }
}

/// `dialectOptions.ssl`, as node-postgres reads it; without it PGSSLMODE, and otherwise plain text.
fn ssl(ssl: Option<&Json>) -> Result<Ssl> {
    let of = |mode| Ssl { mode, ..Ssl::default() };
    let object = match ssl {
        None => return environment::ssl().map_err(invalid),
        Some(Json::Null | Json::Bool(false)) => return Ok(of(SslMode::Disable)),
        Some(Json::Bool(true)) => return Ok(of(SslMode::VerifyFull)),
        Some(Json::String(mode)) => {
            return match environment::ssl_mode(mode) {
                Some(mode) => Ok(of(mode)),
                None => Err(invalid(format!("dialectOptions.ssl: unknown mode {mode}"))),
            }
        }
        Some(Json::Object(object)) => object,
        Some(_) => return Err(invalid("dialectOptions.ssl must be true, false or an object".into())),
    };
    let verify = object.get("rejectUnauthorized") != Some(&Json::Bool(false));
    let mut ssl = of(if verify { SslMode::VerifyFull } else { SslMode::Require });
    for (name, value) in object {
        let certificate =
            || pem(value).ok_or_else(|| invalid(format!("dialectOptions.ssl.{name} must be PEM text")));
        match name.as_str() {
            "rejectUnauthorized" | "require" => {}
            "ca" => ssl.ca = Some(certificate()?),
            "cert" => ssl.cert = Some(certificate()?),
            "key" => ssl.key = Some(certificate()?),
            other => return Err(Failure::not_supported(format!("dialectOptions.ssl.{other}"))),
        }
    }
    Ok(ssl)
}

/// `keepAlive` and `keepAliveInitialDelayMillis`.
fn keep_alive(options: &Json) -> Result<Option<Duration>> {
    match options.get("keepAlive") {
        None | Some(Json::Null | Json::Bool(false)) => Ok(None),
        Some(Json::Bool(true)) => {
            let delay = number(options, "keepAliveInitialDelayMillis")?.unwrap_or(0);
            Ok(Some(Duration::from_millis(delay)))
        }
        Some(_) => Err(invalid("dialectOptions.keepAlive must be true or false".into())),
    }
}

fn session(config: &ConnectConfig, zone_text: &str) -> Result<String> {
    let options = &config.dialect_options;
    let mut sql = String::new();
    if config.standard_conforming_strings != Some(false) {
        sql.push_str("SET standard_conforming_strings=on;");
    }
    let level = options
        .get("clientMinMessages")
        .and_then(Json::as_str)
        .map(str::to_owned)
        .or_else(|| config.client_min_messages.clone())
        .unwrap_or_else(|| "warning".into())
        .to_ascii_lowercase();
    let levels = [
        "debug5", "debug4", "debug3", "debug2", "debug1", "debug", "info", "log", "notice", "warning",
        "error", "fatal", "panic",
    ];
    if levels.contains(&level.as_str()) {
        let _ = write!(sql, "SET client_min_messages TO {level};");
    } else if level != "ignore" && level != "false" {
        return Err(invalid(format!("clientMinMessages: unknown level {level}")));
    }
    if !config.keep_default_timezone {
        let quoted = zone_text.replace('\'', "''");
        let _ = match Zone::parse(zone_text) {
            Some(Zone::Named(_)) => write!(sql, "SET TIME ZONE '{quoted}';"),
            Some(Zone::Fixed(_)) => write!(sql, "SET TIME ZONE INTERVAL '{quoted}' HOUR TO MINUTE;"),
            None => {
                return Err(invalid(format!("timezone: {zone_text} is neither an offset nor a known zone")))
            }
        };
    }
    for name in ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"] {
        if let Some(ms) = number(options, name)? {
            let _ = write!(sql, "SET {name}={ms};");
        }
    }
    Ok(sql)
}

/// Reads the configuration, as it is after the connect hooks.
pub fn settings(config: &ConnectConfig) -> Result<Settings> {
    let dialect_options = &config.dialect_options;
    let text = |name: &str| dialect_options.get(name).and_then(Json::as_str);
    if let Some(encoding) = text("client_encoding") {
        let plain = encoding.to_ascii_lowercase().replace('-', "");
        if !matches!(plain.as_str(), "utf8" | "unicode" | "auto") {
            return Err(Failure::not_supported(format!("dialectOptions.client_encoding {encoding}")));
        }
    }
    if dialect_options.get("stream").is_some_and(|stream| !stream.is_null()) {
        // A socket of JavaScript's would cost what the wire saves.
        return Err(Failure::not_supported("dialectOptions.stream"));
    }
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let host = given(&config.host).unwrap_or_else(environment::host);
    let port = config.port.unwrap_or_else(environment::port);
    let user = given(&config.username).unwrap_or_else(environment::user);
    let database = given(&config.database)
        .or_else(|| environment::variable("PGDATABASE"))
        .unwrap_or_else(|| user.clone());
    let password = config.password.clone().or_else(|| environment::password(&host, port, &database, &user));
    let statements =
        number(dialect_options, "statementCacheSize")?.map_or(STATEMENTS, |n| n.clamp(1, 100_000) as usize);
    let millis = |name: &str| {
        Ok::<_, Failure>(number(dialect_options, name)?.filter(|ms| *ms > 0).map(Duration::from_millis))
    };
    let zone_text = if config.timezone.is_empty() { "+00:00" } else { config.timezone.as_str() };
    Ok(Settings {
        session: session(config, zone_text)?,
        zone: Zone::parse(zone_text).unwrap_or(Zone::Fixed(0)),
        connect_timeout: millis("connectionTimeoutMillis")?,
        query_timeout: millis("query_timeout")?,
        plain_backslashes: config.standard_conforming_strings != Some(false),
        application_name: text("application_name")
            .map(str::to_owned)
            .or_else(|| environment::variable("PGAPPNAME")),
        server_options: text("options").map(str::to_owned).or_else(|| environment::variable("PGOPTIONS")),
        ssl: ssl(dialect_options.get("ssl"))?,
        keep_alive: keep_alive(dialect_options)?,
        host,
        port,
        user,
        database,
        password,
        statements,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(dialect_options: Json, timezone: &str) -> Result<Settings> {
        settings(&ConnectConfig { dialect_options, timezone: timezone.into(), ..ConnectConfig::default() })
    }

    #[test]
    fn the_session_is_set_up_as_v6_does() {
        let settings = with(serde_json::json!({ "statement_timeout": 50 }), "+00:00").unwrap();
        assert_eq!(
            settings.session,
            "SET standard_conforming_strings=on;SET client_min_messages TO warning;\
             SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;SET statement_timeout=50;"
        );
        assert!(with(Json::Null, "Europe/Berlin")
            .unwrap()
            .session
            .contains("SET TIME ZONE 'Europe/Berlin';"));
    }

    #[test]
    fn settings_cannot_smuggle_statements() {
        assert!(with(serde_json::json!({ "clientMinMessages": "warning; drop table x" }), "+00:00").is_err());
        assert!(with(serde_json::json!({ "statement_timeout": "5; drop table x" }), "+00:00").is_err());
        assert!(with(Json::Null, "'; drop table x; --").is_err());
    }
}
