//! What libpq and node-postgres take from the environment where the configuration is silent.
//! <https://www.postgresql.org/docs/current/libpq-envars.html>

use super::wire::{Ssl, SslMode};
use std::path::PathBuf;

pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub fn host() -> String {
    variable("PGHOST").unwrap_or_else(|| "localhost".into())
}

pub fn port() -> u16 {
    variable("PGPORT").and_then(|port| port.parse().ok()).unwrap_or(5432)
}

/// The user of the operating system, as the last resort.
pub fn user() -> String {
    ["PGUSER", "USER", "USERNAME"].into_iter().find_map(variable).unwrap_or_else(|| "postgres".into())
}

/// PGPASSWORD, or a line of the password file.
pub fn password(host: &str, port: u16, database: &str, user: &str) -> Option<String> {
    let of_file = || {
        let file = variable("PGPASSFILE").map(PathBuf::from).or_else(default_file)?;
        let text = std::fs::read_to_string(file).ok()?;
        let host = if host.starts_with('/') { "localhost" } else { host };
        find(&text, &[host, &port.to_string(), database, user])
    };
    variable("PGPASSWORD").or_else(of_file)
}

#[cfg(not(windows))]
fn default_file() -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("HOME")?).join(".pgpass"))
}

#[cfg(windows)]
fn default_file() -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("APPDATA")?).join("postgresql").join("pgpass.conf"))
}

/// `host:port:database:user:password`, with `*` for any; a backslash before `:` and `\`.
/// <https://www.postgresql.org/docs/current/libpq-pgpass.html>
fn find(text: &str, wanted: &[&str; 4]) -> Option<String> {
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut fields = vec![String::new()];
        let mut letters = line.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ':' if fields.len() < 5 => fields.push(String::new()),
                '\\' => fields.last_mut()?.extend(letters.next()),
                other => fields.last_mut()?.push(other),
            }
        }
        let fits = fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        (fits && fields.len() == 5).then(|| fields.pop()).flatten()
    })
}

/// PGSSLMODE and its files; without it plain text, as node-postgres has it.
pub fn ssl() -> Result<Ssl, String> {
    let Some(name) = variable("PGSSLMODE") else { return Ok(Ssl::default()) };
    let mode = ssl_mode(&name).ok_or_else(|| format!("PGSSLMODE: unknown mode {name}"))?;
    let file = |name: &str| {
        variable(name)
            .map(|path| std::fs::read(&path).map_err(|error| format!("{name}: {path}: {error}")))
            .transpose()
    };
    let ca = file("PGSSLROOTCERT")?;
    // As libpq has it: who names an authority wants it asked.
    let mode = if mode == SslMode::Require && ca.is_some() { SslMode::VerifyCa } else { mode };
    Ok(Ssl { mode, ca, cert: file("PGSSLCERT")?, key: file("PGSSLKEY")? })
}

/// libpq's words, and node-postgres' `no-verify`.
pub fn ssl_mode(name: &str) -> Option<SslMode> {
    Some(match name {
        "disable" => SslMode::Disable,
        "allow" | "prefer" => SslMode::Prefer,
        "require" | "no-verify" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_first_fitting_line_of_the_password_file_counts() {
        let text = "# comment\ndb:5432:*:me:one\n*:*:shop:me:t\\:w\\\\o\n*:*:*:*:rest\nbroken\n";
        let of = |host, database, user| find(text, &[host, "5432", database, user]);
        assert_eq!(of("db", "x", "me").as_deref(), Some("one"));
        assert_eq!(of("other", "shop", "me").as_deref(), Some("t:w\\o"));
        assert_eq!(of("other", "shop", "you").as_deref(), Some("rest"));
        assert_eq!(find("a:1:b:c", &["a", "1", "b", "c"]), None);
    }
}
