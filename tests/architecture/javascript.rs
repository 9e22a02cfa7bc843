//! What may stand where in lib/.

use super::source::{strip, Language};
use super::{files, none, read, root, Breach};
use std::path::{Component, Path, PathBuf};

/// Words that begin a statement, followed by what no sentence has.
const SQL: [&str; 14] = [
    "SELECT ",
    "INSERT INTO",
    "DELETE FROM",
    "CREATE TABLE",
    "CREATE INDEX",
    "CREATE SCHEMA",
    "ALTER TABLE",
    "DROP TABLE",
    "DROP INDEX",
    "TRUNCATE ",
    "PRAGMA ",
    "START TRANSACTION",
    "ROLLBACK;",
    "COMMIT;",
];

fn lib() -> Vec<PathBuf> {
    files("lib", &["js", "mjs", "cjs"])
}

/// `a/b/../c` -> `a/c`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

#[test]
fn the_binding_is_required_in_one_place() {
    let binding = root().join("native");
    let mut breaches = Vec::new();
    for path in lib().into_iter().filter(|path| path != Path::new("lib/native.js")) {
        let folder = root().join(&path);
        let folder = folder.parent().expect("a folder");
        for literal in strip(&read(&path), Language::JavaScript).literals {
            let text = literal.text.trim_matches(['\'', '"', '`']);
            if text.starts_with('.') && normal(&folder.join(text)).starts_with(&binding)
                || text.ends_with(".node")
            {
                breaches.push(Breach {
                    file: path.display().to_string(),
                    line: literal.line,
                    what: format!("requires the binding: {text}"),
                });
            }
        }
    }
    none(breaches);
}

#[test]
fn no_sql_is_written_in_javascript() {
    let mut breaches = Vec::new();
    for path in lib() {
        let source = read(&path);
        for literal in strip(&source, Language::JavaScript).literals {
            // Regular expressions and `includes` read SQL; they write none.
            let line = source.lines().nth(literal.line - 1).unwrap_or_default();
            let reads =
                literal.text.starts_with('/') || line.contains(".includes(") || line.contains(".startsWith(");
            let words = (!reads).then_some(&literal.text);
            if let Some(sql) = words.and_then(|text| SQL.into_iter().find(|sql| text.contains(sql))) {
                breaches.push(Breach {
                    file: path.display().to_string(),
                    line: literal.line,
                    what: format!("SQL in a string: {sql}"),
                });
            }
        }
    }
    none(breaches);
}

#[test]
fn database_errors_are_made_in_one_place() {
    const CLASSES: [&str; 6] = [
        "DatabaseError",
        "UniqueConstraintError",
        "ForeignKeyConstraintError",
        "ExclusionConstraintError",
        "TimeoutError",
        "ConnectionError",
    ];
    // v6 makes these two itself: no database has said anything.
    const OF_V6: [&str; 2] = ["lib/model/find-or-create.js", "lib/dialects/mssql/async-queue.js"];
    let mut breaches = Vec::new();
    let allowed = |path: &PathBuf| {
        path.starts_with("lib/errors") || OF_V6.iter().any(|known| path.as_path() == Path::new(known))
    };
    for path in lib().into_iter().filter(|path| !allowed(path)) {
        let code = strip(&read(&path), Language::JavaScript).code;
        for (line, text) in code.lines().enumerate() {
            let made = |class: &&str| -> bool {
                text.match_indices("new ").any(|(at, _)| {
                    let name: String = text[at + 4..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_'))
                        .collect();
                    name.rsplit('.').next() == Some(*class)
                })
            };
            if let Some(class) = CLASSES.into_iter().find(made) {
                breaches.push(Breach {
                    file: path.display().to_string(),
                    line: line + 1,
                    what: format!("makes a {class}"),
                });
            }
        }
    }
    none(breaches);
}

#[test]
fn every_file_says_its_rule_first() {
    let mut breaches = Vec::new();
    for path in lib() {
        let source = read(&path);
        let mut lines = source.lines().map(str::trim).filter(|line| {
            !line.is_empty() && !matches!(*line, "'use strict';" | "\"use strict\";" | "// @ts-check")
        });
        let first = lines.next().unwrap_or_default();
        if !(first.starts_with("//") || first.starts_with("/*")) {
            breaches.push(Breach {
                file: path.display().to_string(),
                line: 1,
                what: "no first line that says the file's rule".into(),
            });
        }
    }
    none(breaches);
}
