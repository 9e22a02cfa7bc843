//! What may stand where in the Rust sources.

use super::source::{outside_tests, strip, Language};
use super::{files, none, read, Breach};
use std::path::Path;

const DATABASES: [&str; 5] = ["postgres", "mysql", "mariadb", "sqlite", "mssql"];

/// Words of a line: letters, digits and underscores.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn is_in(path: &Path, folder: &str) -> bool {
    path.starts_with(folder)
}

/// Every line of code of every file that a rule is about.
fn check(about: impl Fn(&Path) -> bool, strings: bool, broken: impl Fn(&str) -> Option<String>) {
    let mut breaches = Vec::new();
    for path in files("src", &["rs"]).into_iter().filter(|path| about(path)) {
        let stripped = strip(&read(&path), Language::Rust);
        let code = if strings { &stripped.with_strings } else { &stripped.code };
        for (line, text) in outside_tests(code) {
            if let Some(what) = broken(text) {
                breaches.push(Breach { file: path.display().to_string(), line, what });
            }
        }
    }
    none(breaches);
}

fn crate_used(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = &line[at + name.len()..];
        !before.is_alphanumeric() && before != '_' && before != ':' && after.starts_with("::")
    })
}

#[test]
fn napi_is_known_to_the_addon_alone() {
    check(
        |path| !is_in(path, "src/addon"),
        false,
        |line| {
            let used = ["napi", "napi_derive"].iter().any(|name| crate_used(line, name));
            (used || line.contains("#[napi")).then(|| "napi outside of addon".into())
        },
    );
}

#[test]
fn wires_are_known_to_their_dialect_alone() {
    check(
        |path| !(is_in(path, "src/dialect") && path.components().count() > 3),
        false,
        |line| {
            let wire = ["postgres_protocol", "rusqlite", "sqlx", "tiberius"]
                .into_iter()
                .find(|name| crate_used(line, name))?;
            Some(format!("{wire} outside of its dialect's folder"))
        },
    );
}

#[test]
fn a_database_s_name_stands_in_its_folder() {
    check(
        |path| !is_in(path, "src/dialect"),
        true,
        |line| {
            let name = words(line).find(|word| DATABASES.contains(word))?;
            Some(format!("the name of the database {name}"))
        },
    );
}

#[test]
fn every_module_says_its_rule_in_its_first_line() {
    let missing = files("src", &["rs"]).into_iter().filter(|path| !read(path).starts_with("//! "));
    none(
        missing
            .map(|path| Breach { file: path.display().to_string(), line: 1, what: "no //! line".into() })
            .collect(),
    );
}

#[test]
fn nothing_panics_on_purpose() {
    const PANICS: [&str; 7] = [
        ".unwrap()",
        ".expect(\"",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "unreachable!(",
        ".unwrap_unchecked(",
    ];
    check(
        |path| path.file_name().is_none_or(|name| name != "tests.rs"),
        true,
        |line| {
            let panic = PANICS.into_iter().find(|panic| line.contains(panic))?;
            Some(panic.to_owned())
        },
    );
}
