//! ConnectConfig -> sqlx's options and v6's session set-up.

use super::temporal::Zone;
use crate::driver::ConnectConfig;
use crate::failure::{Failure, FailureKind, Result};
use serde_json::Value as Json;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::ConnectOptions;
use std::fmt::Write;
use std::time::Duration;

/// Statements that one connection keeps prepared, unless `dialectOptions.statementCacheSize` says otherwise.
const STATEMENTS: usize = 256;

/// What a connection needs to know of its configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    pub options: PgConnectOptions,
    pub host: String,
    pub port: u16,
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

/// Certificates come as text, or as Buffers (JSON's `{type: 'Buffer', data: […]}`), or as lists of them.
fn pem(value: &Json) -> Option<Vec<u8>> {
    match value {
        Json::String(text) => Some(text.clone().into_bytes()),
        Json::Array(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(pem(part)?);
                all.push(b'\n');
            }
            Some(all)
        }
        Json::Object(object) => object
            .get("data")?
            .as_array()?
            .iter()
            .map(|n| n.as_u64().and_then(|n| u8::try_from(n).ok()))
            .collect(),
        _ => None,
    }
}

fn ssl(mut options: PgConnectOptions, ssl: Option<&Json>) -> Result<PgConnectOptions> {
    let Some(ssl) = ssl else {
        // node-postgres reads PGSSLMODE and otherwise speaks plain text; sqlx would prefer TLS.
        return Ok(if std::env::var_os("PGSSLMODE").is_some() {
            options
        } else {
            options.ssl_mode(PgSslMode::Disable)
        });
    };
    let object = match ssl {
        Json::Null | Json::Bool(false) => return Ok(options.ssl_mode(PgSslMode::Disable)),
        Json::Bool(true) => return Ok(options.ssl_mode(PgSslMode::VerifyFull)),
        Json::String(mode) => {
            let mode = match mode.as_str() {
                "no-verify" => PgSslMode::Require,
                other => {
                    other.parse().map_err(|_| invalid(format!("dialectOptions.ssl: unknown mode {other}")))?
                }
            };
            return Ok(options.ssl_mode(mode));
        }
        Json::Object(object) => object,
        _ => return Err(invalid("dialectOptions.ssl must be true, false or an object".into())),
    };
    let verify = object.get("rejectUnauthorized") != Some(&Json::Bool(false));
    options = options.ssl_mode(if verify { PgSslMode::VerifyFull } else { PgSslMode::Require });
    for (name, value) in object {
        let certificate =
            || pem(value).ok_or_else(|| invalid(format!("dialectOptions.ssl.{name} must be PEM text")));
        options = match name.as_str() {
            "rejectUnauthorized" | "require" => options,
            // With `rejectUnauthorized: false` sqlx would still check the chain as soon as a root is given.
            "ca" if !verify => options,
            "ca" => options.ssl_root_cert_from_pem(certificate()?),
            "cert" => options.ssl_client_cert_from_pem(certificate()?),
            "key" => options.ssl_client_key_from_pem(certificate()?),
            other => return Err(Failure::not_supported(format!("dialectOptions.ssl.{other}"))),
        };
    }
    Ok(options)
}

/// libpq's `options` text: `-c name=value` and `--name=value`.
fn server_options(text: &str) -> Result<Vec<(String, String)>> {
    let mut settings = Vec::new();
    let mut words = text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        let setting = match word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
            Some("") => words.next().unwrap_or(""),
            Some(rest) => rest,
            None => return Err(Failure::not_supported(format!("dialectOptions.options: {word}"))),
        };
        let (name, value) = setting
            .split_once('=')
            .ok_or_else(|| invalid(format!("dialectOptions.options: {setting} has no value")))?;
        settings.push((name.to_owned(), value.to_owned()));
    }
    Ok(settings)
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
    let mut options = PgConnectOptions::new().disable_statement_logging();
    let host = config.host.clone().filter(|h| !h.is_empty()).unwrap_or_else(|| options.get_host().to_owned());
    let port = config.port.unwrap_or(5432);
    options = options.host(&host).port(port);
    if let Some(user) = config.username.as_deref().filter(|s| !s.is_empty()) {
        options = options.username(user);
    }
    if let Some(password) = config.password.as_deref() {
        options = options.password(password);
    }
    if let Some(database) = config.database.as_deref().filter(|s| !s.is_empty()) {
        options = options.database(database);
    }
    if let Some(name) = text("application_name") {
        options = options.application_name(name);
    }
    if let Some(more) = text("options") {
        options = options.options(server_options(more)?);
    }
    options = ssl(options, dialect_options.get("ssl"))?;
    let statements =
        number(dialect_options, "statementCacheSize")?.map_or(STATEMENTS, |n| n.clamp(1, 100_000) as usize);
    // One more than we keep: a statement that we know must never have been evicted under us.
    options = options.statement_cache_capacity(statements + 1);
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
        options,
        host,
        port,
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
