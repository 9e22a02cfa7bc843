//! A core's configuration from the JSON that lib/sequelize.js sends.
//!
//! ```text
//! { dialect, settings: {timezone, quoteIdentifiers, minifyAliases, databaseVersion},
//!   pool: {max, min, acquire, idle, evict, maxUses, validate},  milliseconds; validate: ask JavaScript
//!   connection: {host, port, database, username, password, storage, mode, dialectOptions, …},
//!   replication: {read: [connection…], write: connection} }
//! ```

use crate::driver::ConnectConfig;
use crate::engine::PoolOptions;
use crate::failure::{Failure, Result};
use crate::sql::{AttributeBehavior, Settings};
use serde_json::Value as Json;
use std::time::Duration;

pub struct Config {
    pub dialect: String,
    pub settings: Settings,
    pub pool: PoolOptions,
    pub write: ConnectConfig,
    pub read: Vec<ConnectConfig>,
    /// Whether there is a database behind this core; without one it only compiles.
    pub connects: bool,
}

pub fn parse(source: &str) -> Result<Config> {
    let json: Json =
        serde_json::from_str(source).map_err(|e| Failure::internal(format!("malformed config: {e}")))?;
    let dialect = text(&json, "dialect").ok_or_else(|| Failure::internal("config without a dialect"))?;
    let mut settings = Settings::default();
    if let Some(given) = json.get("settings") {
        update_settings(&mut settings, given);
    }
    let null = Json::Null;
    let connection = json.get("connection").unwrap_or(&null);
    let replication = json.get("replication").filter(|r| r.is_object());
    let write = connection_config(replication.and_then(|r| r.get("write")).unwrap_or(connection), &settings);
    let read = replication
        .and_then(|r| r.get("read"))
        .and_then(Json::as_array)
        .map(|list| list.iter().map(|c| connection_config(c, &settings)).collect())
        .unwrap_or_default();
    Ok(Config {
        dialect,
        pool: pool(json.get("pool").unwrap_or(&null)),
        connects: json.get("connection").is_some_and(Json::is_object) || replication.is_some(),
        settings,
        write,
        read,
    })
}

pub fn update_settings(settings: &mut Settings, json: &Json) {
    if let Some(timezone) = text(json, "timezone") {
        settings.timezone = timezone;
    }
    if let Some(quote) = json.get("quoteIdentifiers").and_then(Json::as_bool) {
        settings.quote_identifiers = quote;
    }
    if let Some(minify) = json.get("minifyAliases").and_then(Json::as_bool) {
        settings.minify_aliases = minify;
    }
    match text(json, "attributeBehavior").as_deref() {
        Some("escape") => settings.attribute_behavior = AttributeBehavior::Escape,
        Some("unsafe-legacy") => settings.attribute_behavior = AttributeBehavior::UnsafeLegacy,
        Some(_) => settings.attribute_behavior = AttributeBehavior::Throw,
        None => {}
    }
    if let Some(schema) = text(json, "schema") {
        settings.schema = Some(schema).filter(|s| !s.is_empty());
    }
    if let Some(database) = text(json, "database") {
        settings.database = Some(database);
    }
    if let Some(version) = text(json, "databaseVersion") {
        settings.database_version = version;
    }
    if let Some(standard) = json.get("standardConformingStrings").and_then(Json::as_bool) {
        settings.standard_conforming_strings = standard;
    }
}

fn text(json: &Json, name: &str) -> Option<String> {
    match json.get(name) {
        Some(Json::String(s)) => Some(s.clone()),
        Some(Json::Number(n)) => Some(n.to_string()),
        _ => None,
    }
}

fn pool(json: &Json) -> PoolOptions {
    let number = |name: &str| json.get(name).and_then(Json::as_f64);
    let duration = |name: &str, default: Duration| {
        number(name).map_or(default, |ms| Duration::from_millis(ms.clamp(0.0, 4e9) as u64))
    };
    let default = PoolOptions::default();
    PoolOptions {
        max: number("max").map_or(default.max, |n| n.max(1.0) as usize),
        min: number("min").map_or(default.min, |n| n.max(0.0) as usize),
        acquire: duration("acquire", default.acquire),
        idle: duration("idle", default.idle),
        evict: duration("evict", default.evict),
        max_uses: number("maxUses").filter(|n| n.is_finite()).map(|n| n as u64),
        validate: json.get("validate").and_then(Json::as_bool).unwrap_or(false),
        ..default
    }
}

/// One connection's options; also what a connect hook answers.
pub fn connection_config(json: &Json, settings: &Settings) -> ConnectConfig {
    ConnectConfig {
        host: text(json, "host"),
        port: text(json, "port").and_then(|p| p.parse().ok()),
        database: text(json, "database"),
        username: text(json, "username"),
        password: text(json, "password"),
        storage: text(json, "storage"),
        timezone: settings.timezone.clone(),
        dialect_options: json.get("dialectOptions").cloned().unwrap_or(Json::Null),
        mode: json.get("mode").and_then(Json::as_i64).map(|m| m as i32),
        keep_default_timezone: json.get("keepDefaultTimezone").and_then(Json::as_bool).unwrap_or(false),
        client_min_messages: match json.get("clientMinMessages") {
            Some(Json::Bool(false)) => Some("ignore".into()),
            _ => text(json, "clientMinMessages"),
        },
        standard_conforming_strings: json.get("standardConformingStrings").and_then(Json::as_bool),
        foreign_keys: json.get("foreignKeys").and_then(Json::as_bool),
    }
}

/// A connection's options for JavaScript's hooks.
pub fn connection_json(config: &ConnectConfig) -> String {
    serde_json::json!({
        "host": config.host, "port": config.port, "database": config.database,
        "username": config.username, "password": config.password, "storage": config.storage,
        "dialectOptions": config.dialect_options, "mode": config.mode,
        "keepDefaultTimezone": config.keep_default_timezone,
        "clientMinMessages": config.client_min_messages,
        "standardConformingStrings": config.standard_conforming_strings,
        "foreignKeys": config.foreign_keys,
    })
    .to_string()
}
