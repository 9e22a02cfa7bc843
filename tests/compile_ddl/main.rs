//! Definition statements: one case, five answers.

mod hostile;
mod indexes;
mod postgres;
mod tables;
mod transactions;
mod types;

use sequelize_native::catalog::Catalog;
use sequelize_native::dialect::by_name;
use sequelize_native::plan::{plan, request, Context, Planned};
use sequelize_native::sql::{compile, Mode, Settings};

const DIALECTS: [&str; 5] = ["postgres", "sqlite", "mysql", "mariadb", "mssql"];

/// The text of a request, `name definition, …` of what answers definitions, or `Error: …`.
fn text(dialect: &str, method: &str, args: &str) -> String {
    let settings = Settings::default();
    let catalog = Catalog::default();
    let ctx = Context { catalog: &catalog, dialect: by_name(dialect).expect("dialect"), settings: &settings };
    let node = request::parse(args).expect("request");
    match plan(&ctx, method, node.as_array().expect("arguments")) {
        Err(failure) => format!("Error: {}", failure.message),
        Ok(Planned::Data(serde_json::Value::Null)) => "(nothing)".into(),
        Ok(Planned::Data(serde_json::Value::Object(columns))) => {
            let columns = columns.iter().map(|(name, sql)| format!("{name} {}", sql.as_str().unwrap_or("?")));
            columns.collect::<Vec<_>>().join(", ")
        }
        Ok(Planned::Data(other)) => other.to_string(),
        Ok(Planned::Statement { statement, .. }) => {
            compile(&statement, ctx.dialect, &settings, Mode::Inline, &[]).expect("text").sql
        }
    }
}

/// PostgreSQL, SQLite, MySQL, MariaDB, SQL Server.
fn five(case: &str, method: &str, args: &str, expected: [&str; 5]) {
    for (dialect, expected) in DIALECTS.into_iter().zip(expected) {
        assert_eq!(text(dialect, method, args), expected, "{case} on {dialect}");
    }
}
