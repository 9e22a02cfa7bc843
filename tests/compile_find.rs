//! SELECT: one request, the texts of five databases. The cases stand in tests/fixtures/find.json,
//! each named by what it shows.

mod support;

use sequelize_native::dialect;
use sequelize_native::plan::{self, request, Context, Planned};
use sequelize_native::rows::shape::{Entity, Shape};
use sequelize_native::sql::{compile, Compiled, Mode, Settings, Statement};
use serde_json::Value as Json;

const DIALECTS: [&str; 5] = ["postgres", "sqlite", "mysql", "mariadb", "mssql"];

fn groups() -> Vec<Json> {
    serde_json::from_str(include_str!("fixtures/find.json")).expect("the fixture is JSON")
}

fn settings(group: &Json) -> Settings {
    Settings {
        minify_aliases: group["settings"]["minifyAliases"] == true,
        quote_identifiers: group["settings"]["quoteIdentifiers"] != false,
        ..Settings::default()
    }
}

fn planned(
    group: &Json,
    case: &Json,
    dialect: &str,
) -> Result<(Statement, Option<Shape>), sequelize_native::failure::Failure> {
    let catalog = support::catalog(&group["catalog"]);
    let settings = settings(group);
    let dialect = dialect::by_name(dialect).expect("a dialect");
    let ctx = Context { catalog: &catalog, dialect, settings: &settings };
    let args = request::parse(&case["request"].to_string())?;
    let method = case["method"].as_str().unwrap_or("selectQuery");
    match plan::plan(&ctx, method, args.as_array().expect("arguments"))? {
        Planned::Statement { statement, shape } => Ok((*statement, shape)),
        Planned::Data(_) => panic!("{method} answers with data"),
    }
}

fn text(
    group: &Json,
    case: &Json,
    dialect: &str,
    mode: Mode,
) -> Result<Compiled, sequelize_native::failure::Failure> {
    let (statement, _) = planned(group, case, dialect)?;
    let values = support::values(&case["values"]);
    let dialect = dialect::by_name(dialect).expect("a dialect");
    compile(&statement, dialect, &settings(group), mode, &values)
}

fn case<'a>(groups: &'a [Json], name: &str) -> (&'a Json, &'a Json) {
    let found = groups.iter().find_map(|group| {
        let cases = group["cases"].as_array().expect("cases");
        cases.iter().find(|case| case["name"] == name).map(|case| (group, case))
    });
    found.unwrap_or_else(|| panic!("no case is named '{name}'"))
}

/// Error messages quote names as the dialect does.
fn unquoted(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '"' | '`' | '[' | ']')).collect()
}

#[test]
fn every_case_has_the_text_that_each_database_expects() {
    let groups = groups();
    let mut failures = Vec::new();
    for group in &groups {
        for case in group["cases"].as_array().expect("cases") {
            for dialect in DIALECTS {
                let answer = case.get("answers").map_or(case, |answers| &answers[dialect]);
                let got = text(group, case, dialect, Mode::Inline);
                let fine = match (&got, answer.as_str()) {
                    (Ok(got), Some(text)) => got.sql == text,
                    (Err(failure), None) => {
                        unquoted(&failure.message) == unquoted(answer["error"].as_str().unwrap_or_default())
                    }
                    _ => false,
                };
                if !fine {
                    let got = got.map_or_else(|failure| failure.message.clone(), |compiled| compiled.sql);
                    failures
                        .push(format!("{dialect}, {}\n  got      {got}\n  expected {answer}", case["name"]));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn limits_and_conditions_are_bound() {
    let groups = groups();
    let (group, found) = case(&groups, "a limited sub-query asks for required rows");
    let compiled = text(group, found, "postgres", Mode::Bind).expect("a text");
    assert_eq!(compiled.binds.len(), 4, "{}", compiled.sql);
    assert!(compiled.sql.contains("LIMIT $"), "{}", compiled.sql);
    assert!(!compiled.sql.contains("Ada"), "{}", compiled.sql);
}

/// `root(id name) > orders[](total)`, with identity columns marked by `*`.
fn outline(entity: &Entity) -> String {
    let column = |(position, column): (usize, &sequelize_native::rows::shape::Column)| {
        let mark = if entity.identity.contains(&position) { "*" } else { "" };
        format!("{}{mark}:{}", column.name, column.index)
    };
    let columns: Vec<String> = entity.columns.iter().enumerate().map(column).collect();
    let children: Vec<String> = entity.children.iter().map(outline).collect();
    let many = if entity.many { "[]" } else { "" };
    format!("{}{many}({}){}", entity.alias, columns.join(" "), children.concat())
}

fn shape_of(name: &str) -> Shape {
    let groups = groups();
    let (group, found) = case(&groups, name);
    planned(group, found, "postgres").expect("a plan").1.expect("a shape")
}

#[test]
fn a_shape_says_which_column_belongs_to_which_entity() {
    let outlines = [
        ("hasMany", "(id*:0 name:1)orders[](id*:2 total:3)"),
        ("hasMany with nothing selected", "(id*:0 name:1)"),
        ("belongsTo, required", "(id*:0)customer(id*:1 name:2)"),
        (
            "belongsToMany",
            "(id*:0 title:1)labels[](id*:2 text:3)ProductLabel(productId*:4 labelId*:5 rank:6)",
        ),
        (
            "belongsToMany with a name for the through model",
            "(id*:0 title:1)labels[](id*:2 text:3)link(labelId*:4 productId*:5 rank:6)",
        ),
        ("separate includes are not joined", "(id*:0)Address(id*:1 city:2)"),
        (
            "includes in includes",
            "(id*:0 name:1)orders[](id*:2 total:3)lines[](id*:4 quantity:5)Product(id*:6 title:7)",
        ),
        // The star of the outer query stands for the columns of the sub-query.
        (
            "a limited sub-query holds required belongsTo joins",
            "(id*:0 total:1)customer(id*:2 name:3)lines[](id*:4 quantity:5)",
        ),
        (
            "a limit for each of several parents through a table",
            "(id*:0 subquery_order_0:1)ProductLabels[](productId*:2 labelId*:3 rank:4)",
        ),
        ("short aliases of columns", "(id*:0 title:1)orders[](id*:2 total:3)"),
    ];
    for (name, expected) in outlines {
        let shape = shape_of(name);
        assert_eq!(outline(&shape.root), expected, "{name}");
        assert!(!shape.open, "{name}");
    }
}

#[test]
fn a_column_knows_its_key_in_a_flat_row_and_its_name_in_the_result() {
    let shape = shape_of("short aliases of columns");
    let total = &shape.root.children[0].columns[1];
    assert_eq!((total.alias.as_str(), total.result.as_str()), ("orders.total", "_2"));
    assert_eq!(total.data_type.as_ref().map(|data_type| data_type.key.as_str()), Some("DECIMAL"));
}

#[test]
fn only_a_joined_many_makes_rows_repeat_entities() {
    assert!(shape_of("hasMany").deduplicate);
    assert!(!shape_of("belongsTo, required").deduplicate);
}

#[test]
fn an_open_shape_is_closed_by_the_names_of_the_result() {
    let shape = shape_of("attributes of every form");
    assert!(shape.open);
    let closed = shape.closed(&["now", "id", "sum", "most", "two", "whole"]);
    assert_eq!(outline(&closed.root), "(id*:1 sum:2 most:3 two:4 whole:5 now:0)");
    let nested =
        shape_of("hasMany").closed(&["id", "name", "orders.id", "orders.total", "orders.more", "else"]);
    assert_eq!(outline(&nested.root), "(id*:0 name:1 else:5)orders[](id*:2 total:3 more:4)");
}

/// What is left of a text without its quoted names and its string literals.
fn outside_quotes(sql: &str, dialect: &str) -> String {
    let (open, close) = match dialect {
        "postgres" => ('"', '"'),
        "mssql" => ('[', ']'),
        _ => ('`', '`'),
    };
    let backslash = matches!(dialect, "mysql" | "mariadb");
    let (mut rest, mut chars) = (String::new(), sql.chars().peekable());
    while let Some(c) = chars.next() {
        let end = match c {
            '\'' => '\'',
            c if c == open => close,
            c => {
                rest.push(c);
                continue;
            }
        };
        while let Some(c) = chars.next() {
            if c == '\\' && end == '\'' && backslash {
                chars.next();
            } else if c == end && chars.next_if_eq(&end).is_none() {
                break;
            }
        }
    }
    rest
}

#[test]
fn no_name_leaves_its_quotes() {
    let groups = groups();
    let hostile = "x\" ` ] ' \\ ; DROP TABLE t; --";
    let object = |entries: Json| serde_json::json!({ "o": entries });
    let places = [
        serde_json::json!({ "attributes": [hostile] }),
        serde_json::json!({ "attributes": [["name", hostile], [hostile, "a"], format!("a.{hostile}")] }),
        serde_json::json!({ "attributes": ["name"], "order": [hostile, [hostile, "DESC"], ["name", hostile]] }),
        serde_json::json!({ "attributes": ["name"], "order": [[format!("settings.{hostile}"), "DESC"]] }),
        serde_json::json!({ "attributes": ["name"], "order": [{ "col": hostile }, [{ "col": hostile }, hostile]] }),
        serde_json::json!({ "attributes": ["name"], "group": [hostile, { "col": hostile }] }),
        serde_json::json!({ "attributes": ["name"], "group": hostile }),
        serde_json::json!({ "attributes": ["name"], "tableAs": hostile, "where": object(serde_json::json!({ "name": null })) }),
        serde_json::json!({ "attributes": ["name"], "tableHint": hostile, "lock": hostile, "limit": 1 }),
        serde_json::json!({ "attributes": ["name"], "indexHints": [object(serde_json::json!({ "type": "USE", "values": [hostile] })), object(serde_json::json!({ "type": hostile, "values": ["a"] }))] }),
        serde_json::json!({ "attributes": ["name"], "lock": object(serde_json::json!({ "level": hostile })) }),
        serde_json::json!({ "attributes": ["name"], "groupedLimit": object(serde_json::json!({ "limit": 1, "on": hostile, "values": [hostile] })) }),
    ];
    let (group, found) = case(&groups, "a limit");
    let model = &found["request"][2];
    for place in places {
        for table in [
            serde_json::json!(hostile),
            object(serde_json::json!({ "tableName": hostile, "schema": hostile })),
        ] {
            let request = serde_json::json!({ "request": [table, object(place.clone()), model] });
            for dialect in DIALECTS {
                match text(group, &request, dialect, Mode::Inline) {
                    Ok(compiled) => {
                        let rest = outside_quotes(&compiled.sql, dialect);
                        assert!(
                            !rest.contains("DROP") && !rest.contains("--"),
                            "{dialect}: {}",
                            compiled.sql
                        );
                    }
                    // A database without JSON has no path to print.
                    Err(failure) => {
                        assert!(failure.message.contains("JSON"), "{dialect}: {}", failure.message)
                    }
                }
            }
        }
    }
}

#[test]
fn no_alias_of_an_include_leaves_its_quotes() {
    let groups = groups();
    for name in
        ["hasMany", "belongsToMany", "a limited sub-query asks for required rows", "includes in includes"]
    {
        let (group, found) = case(&groups, name);
        let hostile = "x\\\" ` ] ' ; DROP TABLE t; --";
        let mut request = found["request"].to_string();
        for alias in ["orders", "labels", "lines"] {
            request = request.replace(&format!("\"as\":\"{alias}\""), &format!("\"as\":\"{hostile}\""));
        }
        assert!(request.contains("DROP"), "{name} has an alias");
        let request: Json = serde_json::from_str(&request).expect("JSON");
        let changed = serde_json::json!({ "request": request, "values": found["values"] });
        for dialect in DIALECTS {
            let compiled = text(group, &changed, dialect, Mode::Inline).expect("a text");
            let rest = outside_quotes(&compiled.sql, dialect);
            assert!(!rest.contains("DROP") && !rest.contains("--"), "{dialect}: {}", compiled.sql);
        }
    }
}
