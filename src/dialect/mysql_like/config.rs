//! ConnectConfig -> how to connect, what the session is, how cells are read. An option of the drivers is honoured or refused by name.
//!
//! Longer than most files on purpose: which options there are, and what each comes to, is one list.

use super::decode::{BigNumbers, DateStrings, Reading};
use super::flavor::Flavor;
use super::literal::quote_text;
use super::protocol::tls::{self, Tls};
use crate::driver::ConnectConfig;
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::zone::Zone;
use serde_json::Value as Json;
use std::time::Duration;

const PORT: u16 = 3306;
/// mysql2's; the mariadb driver gives up after one second, which a busy server exceeds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements that one connection keeps prepared. Servers allow 16,382 of all connections together.
const STATEMENTS: usize = 128;

/// Options of the drivers that have no counterpart here; lib/dialects/mysql/driver-options.js gives the reasons.
const REFUSED: &[&str] = &[
    "allowPublicKeyRetrieval",
    "arrayParenthesis",
    "authPlugins",
    "authSwitchHandler",
    "cachingRsaPublicKey",
    "compress",
    "debug",
    "debugCompress",
    "forceVersionCheck",
    "insecureAuth",
    "localAddress",
    "logPackets",
    "metaAsArray",
    "namedPlaceholders",
    "nestTables",
    "permitConnectionWhenExpired",
    "permitLocalInfile",
    "permitSetMultiParamEntries",
    "rowsAsArray",
    "rsaPublicKey",
    "skipSetTimezone",
    "socketTimeout",
    "stream",
    "supportBigInt",
];

/// What a connection needs to know of its configuration.
#[derive(Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    pub socket_path: Option<String>,
    pub user: String,
    pub password: String,
    pub database: Option<String>,
    pub tls: Option<Tls>,
    pub connect_timeout: Option<Duration>,
    /// Past it the connection is given up.
    pub query_timeout: Option<Duration>,
    pub keep_alive: Option<Duration>,
    pub found_rows: bool,
    pub multiple_statements: bool,
    pub attributes: Vec<(String, String)>,
    /// Statements that run before the first one of the user.
    pub session: Vec<String>,
    pub statements: usize,
    pub reading: Reading,
    /// v6's `timezone`, for dates that are bound.
    pub timezone: String,
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::InvalidConnection, message)
}

/// One of `dialectOptions`; a URI's options are texts.
struct Given<'a> {
    name: &'a str,
    value: &'a Json,
}

impl Given<'_> {
    fn wrong(&self, expected: &str) -> Failure {
        invalid(format!("dialectOptions.{} must be {expected}", self.name))
    }

    fn flag(&self) -> Result<bool> {
        match self.value {
            Json::Bool(flag) => Ok(*flag),
            Json::String(text) if text == "true" => Ok(true),
            Json::String(text) if text == "false" => Ok(false),
            _ => Err(self.wrong("true or false")),
        }
    }

    fn number(&self) -> Result<u64> {
        let number = match self.value {
            Json::Number(number) => number.as_f64().filter(|n| *n >= 0.0).map(|n| n as u64),
            Json::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong("a whole number"))
    }

    /// `0`: for ever.
    fn time(&self) -> Result<Option<Duration>> {
        self.number().map(|ms| Some(Duration::from_millis(ms)).filter(|time| !time.is_zero()))
    }

    fn text(&self) -> Result<String> {
        match self.value {
            Json::String(text) => Ok(text.clone()),
            Json::Number(number) => Ok(number.to_string()),
            _ => Err(self.wrong("a text")),
        }
    }

    /// A text, or a list of them.
    fn texts(&self) -> Result<Vec<String>> {
        match self.value {
            Json::Array(items) => {
                items.iter().map(|item| Given { name: self.name, value: item }.text()).collect()
            }
            _ => Ok(vec![self.text()?]),
        }
    }

    fn refused(&self) -> Failure {
        Failure::not_supported(format!("dialectOptions.{}", self.name))
    }

    /// An option that changes nothing while it is off.
    fn must_be_off(&self) -> Result<()> {
        match self.value {
            Json::Bool(false) => Ok(()),
            Json::String(text) if text == "false" => Ok(()),
            _ => Err(self.refused()),
        }
    }

    fn date_strings(&self) -> Result<DateStrings> {
        if let Json::Array(_) = self.value {
            let mut strings = DateStrings::default();
            for word in self.texts()? {
                match word.as_str() {
                    "DATE" => strings.date = true,
                    "DATETIME" => strings.datetime = true,
                    "TIMESTAMP" => strings.timestamp = true,
                    _ => return Err(self.wrong("true, false or a list of DATE, DATETIME, TIMESTAMP")),
                }
            }
            return Ok(strings);
        }
        let all = self.flag()?;
        Ok(DateStrings { date: all, datetime: all, timestamp: all })
    }
}

/// What is collected on the way through the options.
struct Draft {
    settings: Settings,
    big_number_strings: bool,
    support_big_numbers: bool,
    decimals_as_numbers: Option<bool>,
    date_strings: DateStrings,
    /// v6's own parsers; `typeCast: true` leaves the reading to the driver's rules.
    parsers: bool,
    driver_zone: Option<String>,
    names: Option<String>,
}

impl Draft {
    fn take(&mut self, option: &Given<'_>) -> Result<()> {
        let settings = &mut self.settings;
        match option.name {
            "host" => settings.host = option.text()?,
            "port" => settings.port = u16::try_from(option.number()?).map_err(|_| option.wrong("a port"))?,
            "user" => settings.user = option.text()?,
            "password" => settings.password = option.text()?,
            "database" => settings.database = Some(option.text()?),
            "socketPath" => settings.socket_path = Some(option.text()?).filter(|path| !path.is_empty()),
            "ssl" => settings.tls = tls::settings(Some(option.value))?,
            "connectTimeout" => settings.connect_timeout = option.time()?,
            "queryTimeout" => settings.query_timeout = option.time()?,
            "enableKeepAlive" => {
                settings.keep_alive = option.flag()?.then(|| settings.keep_alive.unwrap_or_default())
            }
            "keepAliveInitialDelay" | "keepAliveDelay" => settings.keep_alive = option.time()?,
            "multipleStatements" => settings.multiple_statements = option.flag()?,
            "foundRows" => settings.found_rows = option.flag()?,
            "flags" => flags(option, settings)?,
            "connectAttributes" => attributes(option, &mut settings.attributes)?,
            "initSql" => settings.session.extend(option.texts()?),
            "sessionVariables" => settings.session.extend(variables(option)?),
            "statementCacheSize" | "maxPreparedStatements" | "prepareCacheLength" => {
                settings.statements = option.number()?.clamp(1, 16_000) as usize
            }
            "charset" | "collation" | "collate" => self.names = Some(names(option)?),
            "bigNumberStrings" => self.big_number_strings = option.flag()?,
            "supportBigNumbers" => self.support_big_numbers = option.flag()?,
            "decimalNumbers" | "decimalAsNumber" => self.decimals_as_numbers = Some(option.flag()?),
            "dateStrings" => self.date_strings = option.date_strings()?,
            "typeCast" => match option.value {
                Json::Bool(true) => self.parsers = false,
                Json::String(text) if text == "true" => self.parsers = false,
                _ => return Err(option.refused()),
            },
            "timezone" => self.driver_zone = Some(option.text()?),
            "autoJsonMap" | "jsonStrings" => {
                settings.reading.json_texts = option.flag()? == (option.name == "autoJsonMap")
            }
            "insertIdAsNumber" if option.flag()? => {}
            // About the drivers' own working; nothing here depends on them.
            "trace" | "pipelining" | "bulk" | "checkDuplicate" | "stringifyObjects" | "debugLen" => {}
            name if REFUSED.contains(&name) => option.must_be_off()?,
            // An option of neither driver: lib/dialects/mysql/driver-options.js has told that it has no effect.
            _ => {}
        }
        Ok(())
    }
}

/// mysql2's `flags`: of the capabilities only these two can be chosen. They stand in the place of v6's own
/// `-FOUND_ROWS`, so that mysql2's default holds again.
fn flags(option: &Given<'_>, settings: &mut Settings) -> Result<()> {
    settings.found_rows = true;
    for list in option.texts()? {
        for flag in list.split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
            let (on, name) = flag.strip_prefix('-').map_or((true, flag), |name| (false, name));
            match name.to_ascii_uppercase().as_str() {
                "FOUND_ROWS" => settings.found_rows = on,
                "MULTI_STATEMENTS" => settings.multiple_statements = on,
                "LOCAL_FILES" if !on => {}
                _ => return Err(Failure::not_supported(format!("dialectOptions.flags {flag}"))),
            }
        }
    }
    Ok(())
}

fn attributes(option: &Given<'_>, out: &mut Vec<(String, String)>) -> Result<()> {
    match option.value {
        Json::Bool(_) => Ok(()),
        Json::Object(map) => {
            for (name, value) in map {
                out.push((name.clone(), Given { name: "connectAttributes", value }.text()?));
            }
            Ok(())
        }
        _ => Err(option.wrong("an object of texts")),
    }
}

/// `SET SESSION name = value`, with names that are names and values that are values.
fn variables(option: &Given<'_>) -> Result<Vec<String>> {
    let Json::Object(map) = option.value else { return Err(option.wrong("an object")) };
    map.iter()
        .map(|(name, value)| {
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(invalid(format!("dialectOptions.sessionVariables: {name} is no name")));
            }
            let mut sql = format!("SET SESSION {name} = ");
            match value {
                Json::Number(number) => sql.push_str(&number.to_string()),
                Json::Bool(flag) => sql.push_str(if *flag { "1" } else { "0" }),
                Json::String(text) => quote_text(text, &mut sql),
                _ => {
                    return Err(invalid(format!(
                        "dialectOptions.sessionVariables.{name} must be a text or a number"
                    )))
                }
            }
            Ok(sql)
        })
        .collect()
}

/// `SET NAMES …` for a character set or a collation. Texts travel as UTF-8, so it must be one of those.
fn names(option: &Given<'_>) -> Result<String> {
    let given = option.text()?.to_ascii_lowercase();
    let is_name = given.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let charset = given.split('_').next().unwrap_or_default();
    if !is_name || !matches!(charset, "utf8" | "utf8mb3" | "utf8mb4") {
        return Err(Failure::not_supported(format!(
            "dialectOptions.{} {given:?} (of the character sets of connections only utf8mb4 and utf8)",
            option.name
        )));
    }
    Ok(match charset == given {
        true => format!("SET NAMES {charset}"),
        false => format!("SET NAMES {charset} COLLATE {given}"),
    })
}

fn zone(text: &str) -> Result<Zone> {
    match text {
        "local" | "auto" => Ok(Zone::Local),
        _ => Zone::parse(text)
            .ok_or_else(|| invalid(format!("timezone: {text} is neither an offset nor a known zone"))),
    }
}

/// `SET time_zone = '+02:00'`: servers need not know the names of zones.
fn set_time_zone(zone: Zone) -> String {
    let minutes = zone.offset_at(chrono::Utc::now()).local_minus_utc() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("SET time_zone = '{sign}{:02}:{:02}'", minutes.abs() / 60, minutes.abs() % 60)
}

/// Reads the configuration, as it is after the connect hooks.
pub fn settings(config: &ConnectConfig, flavor: &Flavor) -> Result<Settings> {
    let sequelize_zone = zone(&config.timezone)?;
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let mut draft = Draft {
        settings: Settings {
            host: filled(&config.host).unwrap_or_else(|| "localhost".into()),
            port: config.port.unwrap_or(PORT),
            socket_path: None,
            user: config.username.clone().unwrap_or_default(),
            password: config.password.clone().unwrap_or_default(),
            database: filled(&config.database),
            tls: None,
            connect_timeout: Some(CONNECT_TIMEOUT),
            query_timeout: None,
            keep_alive: None,
            found_rows: false,
            multiple_statements: false,
            attributes: vec![("_client_name".into(), "sequelize-native".into())],
            session: Vec::new(),
            statements: STATEMENTS,
            reading: Reading {
                zone: sequelize_zone,
                timestamp_zone: sequelize_zone,
                big_numbers: BigNumbers::TextIfUnsafe,
                decimals_as_numbers: flavor.decimals_as_numbers,
                date_strings: DateStrings::default(),
                dates_as_instants: false,
                plain_geometry: false,
                sets_as_lists: flavor.sets_as_lists,
                json_texts: true,
            },
            timezone: config.timezone.clone(),
        },
        big_number_strings: false,
        support_big_numbers: true,
        decimals_as_numbers: None,
        date_strings: DateStrings::default(),
        parsers: true,
        driver_zone: None,
        names: None,
    };
    match &config.dialect_options {
        Json::Null => {}
        Json::Object(options) => {
            for (name, value) in options.iter().filter(|(_, value)| !value.is_null()) {
                draft.take(&Given { name, value })?;
            }
        }
        _ => return Err(invalid("dialectOptions must be an object")),
    }
    finish(draft, config, flavor)
}

/// What follows from several options together.
fn finish(draft: Draft, config: &ConnectConfig, flavor: &Flavor) -> Result<Settings> {
    let Draft { mut settings, parsers, .. } = draft;
    let strings = draft.big_number_strings && draft.support_big_numbers;
    let reading = &mut settings.reading;
    reading.big_numbers = match (draft.support_big_numbers, strings && flavor.all_big_numbers_as_text) {
        (false, _) => BigNumbers::Round,
        (true, true) => BigNumbers::Text,
        (true, false) => BigNumbers::TextIfUnsafe,
    };
    let numbers = reading.decimals_as_numbers && !strings;
    reading.decimals_as_numbers = draft.decimals_as_numbers.unwrap_or(numbers);
    if let Some(text) = &draft.driver_zone {
        reading.timestamp_zone = zone(text)?;
    }
    reading.date_strings = draft.date_strings;
    if parsers {
        // v6 reads DATETIME and DATE itself, whatever the driver was told.
        reading.date_strings.datetime = false;
        reading.date_strings.date = false;
    } else {
        reading.zone = reading.timestamp_zone;
        reading.dates_as_instants = true;
        reading.plain_geometry = flavor.plain_geometry;
    }
    let mut session: Vec<String> = draft.names.into_iter().collect();
    session.append(&mut settings.session);
    if !config.keep_default_timezone {
        session.push(set_time_zone(zone(&config.timezone)?));
    }
    settings.session = session;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAVOR: Flavor = Flavor {
        decimals_as_numbers: false,
        all_big_numbers_as_text: true,
        sets_as_lists: false,
        plain_geometry: true,
    };

    fn with(dialect_options: Json) -> Result<Settings> {
        let config = ConnectConfig { dialect_options, timezone: "+02:00".into(), ..ConnectConfig::default() };
        settings(&config, &FLAVOR)
    }

    #[test]
    fn the_session_is_set_up_as_v6_does() {
        assert_eq!(with(Json::Null).unwrap().session, ["SET time_zone = '+02:00'"]);
        let options = serde_json::json!({
            "charset": "utf8mb4_bin", "initSql": "SET @a = 1", "sessionVariables": { "wait_timeout": 5 }
        });
        assert_eq!(
            with(options).unwrap().session,
            [
                "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                "SET @a = 1",
                "SET SESSION wait_timeout = 5",
                "SET time_zone = '+02:00'"
            ]
        );
    }

    #[test]
    fn what_cannot_be_honoured_is_refused_by_name() {
        for (name, value) in [
            ("compress", Json::Bool(true)),
            ("permitLocalInfile", Json::Bool(true)),
            ("typeCast", Json::Bool(false)),
            ("flags", "LOCAL_FILES".into()),
            ("charset", "gbk".into()),
            ("charset", "utf8mb4; DROP TABLE x".into()),
            ("ssl", serde_json::json!({ "ciphers": "x" })),
            ("ssl", "Amazon RDS".into()),
            ("timezone", "Mars/Base".into()),
            ("connectTimeout", "soon".into()),
            ("sessionVariables", serde_json::json!({ "a = 1; DROP TABLE x; --": 1 })),
        ] {
            let message = with(serde_json::json!({ name: value })).err().map(|f| f.message.clone());
            assert!(message.as_deref().is_some_and(|m| m.contains(name)), "{name}: {message:?}");
        }
        for name in ["compress", "debug", "nestTables", "supportBigInt"] {
            assert!(with(serde_json::json!({ name: false })).is_ok(), "{name}");
        }
    }

    #[test]
    fn options_of_the_drivers_say_how_cells_are_read() {
        let reading = |options: Json| with(options).unwrap().reading;
        let plain = reading(Json::Null);
        assert_eq!(plain.big_numbers, BigNumbers::TextIfUnsafe);
        assert!(!plain.decimals_as_numbers && !plain.dates_as_instants);
        assert_eq!(reading(serde_json::json!({ "bigNumberStrings": true })).big_numbers, BigNumbers::Text);
        assert_eq!(reading(serde_json::json!({ "supportBigNumbers": false })).big_numbers, BigNumbers::Round);
        assert!(reading(serde_json::json!({ "decimalNumbers": "true" })).decimals_as_numbers);
        let strings = reading(serde_json::json!({ "dateStrings": true, "typeCast": true })).date_strings;
        assert!(strings.date && strings.datetime && strings.timestamp);
        let parsed = reading(serde_json::json!({ "dateStrings": true })).date_strings;
        assert!(!parsed.datetime && parsed.timestamp);
    }
}
