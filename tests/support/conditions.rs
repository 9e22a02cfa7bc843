//! Compiles one condition in five dialects, against a model with every type that conditions know.
#![allow(dead_code)]

use sequelize_native::ast::TableName;
use sequelize_native::catalog::{Attribute, Catalog, Model};
use sequelize_native::dialect;
use sequelize_native::failure::Result;
use sequelize_native::plan::request::{data_type, parse, Node};
use sequelize_native::plan::{plan, Context, Planned};
use sequelize_native::sql::{bind_values, compile, Mode, Settings};
use sequelize_native::value::Value;
use std::sync::Arc;

pub const DIALECTS: [&str; 5] = ["postgres", "sqlite", "mysql", "mariadb", "mssql"];

/// A model with one attribute of each type that conditions treat in their own way.
fn catalog() -> Catalog {
    let attributes = [
        ("id", "id", r#"{"key":"INTEGER"}"#),
        ("name", "name", r#"{"key":"STRING"}"#),
        ("nick", "nick_name", r#"{"key":"STRING"}"#),
        ("at", "at", r#"{"key":"DATE"}"#),
        ("ratio", "ratio", r#"{"key":"FLOAT"}"#),
        ("photo", "photo", r#"{"key":"BLOB"}"#),
        ("meta", "meta", r#"{"key":"JSON"}"#),
        ("extra", "extra_data", r#"{"key":"JSONB"}"#),
        ("tags", "tags", r#"{"key":"ARRAY","inner":{"key":"STRING"}}"#),
        ("span", "span", r#"{"key":"RANGE","inner":{"key":"INTEGER"}}"#),
        ("days", "days", r#"{"key":"RANGE","inner":{"key":"DATE"}}"#),
        ("pairs", "pairs", r#"{"key":"HSTORE"}"#),
        ("place", "place", r#"{"key":"GEOMETRY"}"#),
    ];
    let mut model = Model { name: "User".into(), table: TableName::new("Users"), ..Model::default() };
    model.primary_keys.push("id".into());
    for (name, field, json) in attributes {
        let json = serde_json::from_str(json).expect("a type's JSON");
        model.by_name.insert(name.into(), model.attributes.len());
        model.by_field.insert(field.into(), model.attributes.len());
        model.attributes.push(Attribute {
            name: name.into(),
            field: field.into(),
            data_type: Some(Arc::new(data_type(&json).expect("a type"))),
            ..Attribute::default()
        });
    }
    let catalog = Catalog::default();
    catalog.add_model(model);
    catalog
}

pub struct Compiled {
    pub inline: String,
    pub bound: String,
    pub values: Result<Vec<Value>>,
}

/// `getWhereConditions(request, 'User', model)`.
pub fn compiled(dialect_name: &str, request: &str, values: &[Value]) -> Result<Compiled> {
    let catalog = catalog();
    let dialect = dialect::by_name(dialect_name).expect("a dialect");
    let settings = Settings::default();
    let ctx = Context { catalog: &catalog, dialect, settings: &settings };
    let args = [parse(request)?, Node::Text("User".into()), Node::Model(0)];
    let Planned::Statement { statement, .. } = plan(&ctx, "getWhereConditions", &args)? else {
        panic!("a statement was expected");
    };
    let inline = compile(&statement, dialect, &settings, Mode::Inline, values)?;
    let bound = compile(&statement, dialect, &settings, Mode::Bind, &[])?;
    let values = bind_values(&bound.binds, values, dialect, &settings);
    Ok(Compiled { inline: inline.sql, bound: bound.sql, values })
}

/// The text in each dialect; `[x]` stands for the dialect's quotes. `None`: refused.
pub fn assert_inline(request: &str, values: &[Value], expected: [Option<&str>; 5]) {
    for (name, expected) in DIALECTS.into_iter().zip(expected) {
        let actual = compiled(name, request, values).map(|c| c.inline);
        match expected {
            Some(text) => assert_eq!(actual.expect(request), quoted(name, text), "{name}: {request}"),
            None => assert!(actual.is_err(), "{name}: {request} gave {actual:?}"),
        }
    }
}

pub fn assert_everywhere(request: &str, values: &[Value], text: &str) {
    assert_inline(request, values, [Some(text); 5]);
}

pub fn assert_refused(request: &str, values: &[Value], message: &str) {
    for name in DIALECTS {
        match compiled(name, request, values) {
            Ok(c) => panic!("{name}: {request} gave {}", c.inline),
            Err(failure) => assert!(failure.message.contains(message), "{name}: {request}: {failure}"),
        }
    }
}

fn quoted(dialect: &str, text: &str) -> String {
    match dialect {
        "mssql" => text.to_owned(),
        "postgres" => text.replace(['[', ']'], "\""),
        _ => text.replace(['[', ']'], "`"),
    }
}

pub fn text(value: &str) -> Value {
    Value::Text(value.into())
}

/// A string literal is `N'…'` on SQL Server.
fn unicode(expected: &str) -> [Option<String>; 5] {
    let plain = Some(expected.to_owned());
    [
        plain.clone(),
        plain.clone(),
        plain.clone(),
        plain,
        Some(expected.replace("= '", "= N'").replace("LIKE '", "LIKE N'")),
    ]
}

pub fn assert_text(request: &str, values: &[Value], expected: &str) {
    let all = unicode(expected);
    assert_inline(request, values, all.each_ref().map(|s| s.as_deref()));
}
