//! Which layer uses which: the table of ARCHITECTURE.md.

use super::source::{outside_tests, strip, Language};
use super::{files, none, read, Breach};

/// A layer and the layers it may use. `value` and `failure` are everybody's.
/// `rows` uses `driver`'s traits, since it is where a wire delivers; `driver` knows no rows of ours.
const MAY_USE: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("failure", &[]),
    ("ast", &[]),
    ("sql", &["ast"]),
    ("catalog", &["ast"]),
    ("driver", &[]),
    ("kit", &[]),
    ("rows", &["ast", "driver"]),
    ("plan", &["catalog", "ast", "rows", "sql"]),
    ("dialect", &["sql", "ast", "driver", "kit"]),
    ("engine", &["driver"]),
    ("migrate", &["engine", "driver", "sql", "ast"]),
    ("addon", &["engine", "migrate", "plan", "rows", "sql", "driver", "dialect", "catalog", "ast", "kit"]),
];

const EVERYBODY_S: [&str; 2] = ["value", "failure"];

const DIALECTS: [&str; 6] = ["postgres", "mysql", "mariadb", "sqlite", "mssql", "mysql_like"];

/// Dialects that share a folder.
const SHARED: [(&str, &str); 2] = [("mysql", "mysql_like"), ("mariadb", "mysql_like")];

fn layer_of(path: &std::path::Path) -> Option<String> {
    let mut parts = path.components().skip(1).map(|c| c.as_os_str().to_string_lossy().into_owned());
    let first = parts.next()?;
    Some(first.strip_suffix(".rs").map(str::to_owned).unwrap_or(first))
}

/// `crate::a::b` and `crate::{a, b}` in a line, as paths.
fn crate_paths(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or_default();
                found.extend(list.split(',').map(|item| item.trim().to_owned()).filter(|i| !i.is_empty()));
            }
            None => found
                .push(rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect()),
        }
    }
    found
}

#[test]
fn a_layer_uses_only_what_lies_below_it() {
    let mut breaches = Vec::new();
    for path in files("src", &["rs"]) {
        let Some(layer) = layer_of(&path).filter(|l| l != "lib") else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == layer) else {
            breaches.push(Breach {
                file: path.display().to_string(),
                line: 1,
                what: format!("the layer {layer} is not in the table"),
            });
            continue;
        };
        let stripped = strip(&read(&path), Language::Rust);
        for (line, text) in outside_tests(&stripped.code) {
            for used in crate_paths(text) {
                let target = used.split("::").next().unwrap_or_default();
                let known = target == layer || EVERYBODY_S.contains(&target) || allowed.contains(&target);
                if !known {
                    breaches.push(Breach {
                        file: path.display().to_string(),
                        line,
                        what: format!("{layer} may not use {target}"),
                    });
                }
                let inner = used.split("::").nth(1).unwrap_or_default();
                if target == "dialect" && layer != "dialect" && DIALECTS.contains(&inner) {
                    breaches.push(Breach {
                        file: path.display().to_string(),
                        line,
                        what: format!("{layer} knows the database {inner}"),
                    });
                }
            }
        }
    }
    none(breaches);
}

#[test]
fn a_dialect_does_not_import_another() {
    let mut breaches = Vec::new();
    for path in files("src/dialect", &["rs"]) {
        let parts: Vec<String> =
            path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        let Some(own) = parts.get(2).filter(|name| DIALECTS.contains(&name.as_str())) else { continue };
        let stripped = strip(&read(&path), Language::Rust);
        for (line, text) in outside_tests(&stripped.code) {
            for other in DIALECTS.iter().filter(|other| *other != own) {
                let imports = [format!("dialect::{other}::"), format!("super::super::{other}")];
                let shared = SHARED.contains(&(own.as_str(), other));
                if !shared && imports.iter().any(|import| text.contains(import.as_str())) {
                    breaches.push(Breach {
                        file: path.display().to_string(),
                        line,
                        what: format!("{own} imports {other}"),
                    });
                }
            }
        }
    }
    none(breaches);
}
