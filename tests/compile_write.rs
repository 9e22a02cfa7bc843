//! INSERT, UPDATE, DELETE, TRUNCATE, MERGE: one request, the texts of five databases. The cases stand in
//! tests/fixtures/write.json, each named by what it shows.

mod support;

use sequelize_native::catalog::Catalog;
use sequelize_native::dialect;
use sequelize_native::failure::{Failure, Result};
use sequelize_native::plan::{self, request, Context, Planned};
use sequelize_native::sql::{bind_values, compile, compile_numbered, Compiled, Mode, Settings, Statement};
use sequelize_native::value::Value;
use serde_json::Value as Json;

struct Suite {
    catalog: Catalog,
    cases: Vec<Json>,
}

impl Suite {
    fn read() -> Suite {
        let json: Json = serde_json::from_str(include_str!("fixtures/write.json")).expect("JSON");
        Suite {
            catalog: support::catalog(&json["catalog"]),
            cases: json["cases"].as_array().expect("cases").clone(),
        }
    }

    fn case(&self, name: &str) -> &Json {
        self.cases.iter().find(|c| c["name"] == name).unwrap_or_else(|| panic!("no case is named '{name}'"))
    }

    fn plan(&self, dialect: &str, method: &str, request: &Json) -> Result<Statement> {
        let settings = Settings::default();
        let dialect = dialect::by_name(dialect).expect("a dialect");
        let ctx = Context { catalog: &self.catalog, dialect, settings: &settings };
        let args = request::parse(&request.to_string())?;
        match plan::plan(&ctx, method, args.as_array().expect("arguments"))? {
            Planned::Statement { statement, .. } => Ok(*statement),
            Planned::Data(_) => Err(Failure::internal("data")),
        }
    }

    fn planned(&self, dialect: &str, case: &Json) -> Result<Statement> {
        self.plan(dialect, case["method"].as_str().expect("method"), &case["request"])
    }

    /// v6's text: `$1` in a single INSERT or UPDATE unless `bindParam: false`, literals elsewhere.
    fn shown(&self, dialect: &str, case: &Json) -> Result<String> {
        let statement = self.planned(dialect, case)?;
        let values = support::values(&case["values"]);
        let dialect = dialect::by_name(dialect).expect("a dialect");
        compile_numbered(&statement, dialect, &Settings::default(), &values).map(|compiled| compiled.sql)
    }

    fn bound(&self, dialect: &str, name: &str) -> (Compiled, Vec<Value>) {
        let case = self.case(name);
        let statement = self.planned(dialect, case).expect("a plan");
        let dialect = dialect::by_name(dialect).expect("a dialect");
        let settings = Settings::default();
        let compiled = compile(&statement, dialect, &settings, Mode::Bind, &[]).expect("a text");
        let values = support::values(&case["values"]);
        let bound = bind_values(&compiled.binds, &values, dialect, &settings).expect("values");
        (compiled, bound)
    }
}

#[test]
fn every_case_has_the_text_that_each_database_expects() {
    let suite = Suite::read();
    let mut failures = Vec::new();
    for case in &suite.cases {
        for (dialect, answer) in case["answers"].as_object().expect("answers") {
            let got = suite.shown(dialect, case);
            let fine = match &got {
                Ok(sql) => answer.as_str() == Some(sql),
                Err(failure) => answer["error"].as_str() == Some(&failure.message),
            };
            if !fine {
                let got = got.unwrap_or_else(|failure| failure.message.clone());
                failures.push(format!("{dialect}, {}\n  got      {got}\n  expected {answer}", case["name"]));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_value_of_several_rows_is_bound() {
    let suite = Suite::read();
    let (compiled, bound) = suite.bound("postgres", "several rows with columns of their own");
    assert_eq!(
        compiled.sql,
        "INSERT INTO \"products\" (\"product_title\",\"price\",\"onSale\",\"listedAt\") \
         VALUES ($1,$2,NULL,NULL),($3,NULL,$4,$5);"
    );
    assert_eq!(bound[0], Value::Text("x".into()));
    assert_eq!(bound[2], Value::Text("y'z".into()));
    let (compiled, bound) = suite.bound("sqlite", "several rows with columns of their own");
    assert_eq!(compiled.binds.len(), 5);
    assert_eq!(bound[3], Value::Int(0));
    assert_eq!(bound[4], Value::Text("2021-06-30 22:15:09.070 +00:00".into()));
}

#[test]
fn an_update_binds_its_whole_condition() {
    let suite = Suite::read();
    let (compiled, bound) = suite.bound("postgres", "an update binds plain equalities");
    assert_eq!(
        compiled.sql,
        "UPDATE \"products\" SET \"product_title\"=$1 WHERE (\"sku\" = $2 OR \"sku\" IS NULL) AND \"id\" > $3 \
         AND \"price\" = ANY ($4) AND \"onSale\" = $5"
    );
    assert_eq!(bound.len(), 5);
    let (compiled, _) = suite.bound("mysql", "a limited update");
    assert_eq!(compiled.sql, "UPDATE `products` SET `product_title`=? WHERE `price` = ? LIMIT ?");
}

#[test]
fn documents_are_bound_as_their_text() {
    let (_, bound) = Suite::read().bound("sqlite", "one row is bound value by value");
    assert!(
        matches!(bound.last(), Some(Value::Json(t) | Value::Text(t)) if t == "{\"a\":[\"it's\"]}"),
        "{bound:?}"
    );
}

#[test]
fn a_condition_of_nothing_but_operators_changes_no_row() {
    let suite = Suite::read();
    for condition in [r#"{"o":{"@and":[{"o":{}}]}}"#, r#"[{"o":{}}]"#] {
        let condition: Json = serde_json::from_str(condition).expect("JSON");
        let delete = serde_json::json!(["products", condition, null, {"model": 0}]);
        assert!(suite.plan("postgres", "deleteQuery", &delete).is_err(), "{condition}");
        let update = serde_json::json!(["products", {"o": {"price": 1}}, condition, null, {"model": 0}]);
        assert!(suite.plan("postgres", "updateQuery", &update).is_err(), "{condition}");
    }
}

#[test]
fn a_caught_violation_leaves_the_transaction_usable() {
    let suite = Suite::read();
    let request = serde_json::json!([
        "products",
        {"o": {"id": null, "product_title": {"p": [0, "s"]}}},
        {"model": 0},
        {"o": {"exception": true, "returning": ["id", "sku"]}}
    ]);
    let statement = suite.plan("postgres", "insertQuery", &request).expect("a plan");
    let Statement::Write(write) = &statement else { panic!("{statement:?}") };
    assert!(write.is_inline_only(dialect::by_name("postgres").expect("a dialect").features()));
    let dialect = dialect::by_name("postgres").expect("a dialect");
    let hostile = "'); END $func_$ LANGUAGE plpgsql; DROP TABLE products; --";
    let values = [Value::Text(hostile.into())];
    let sql = compile(&statement, dialect, &Settings::default(), Mode::Inline, &values).expect("a text").sql;
    let start = sql.find("$func_").expect("a delimiter");
    let delimiter = &sql[start..start + "$func_$".len() + 32];
    assert_eq!(sql.matches(delimiter).count(), 2);
    assert!(sql.contains(
        "VALUES (DEFAULT,'''); END $func_$ LANGUAGE plpgsql; DROP TABLE products; --') RETURNING *"
    ));
    assert!(sql.ends_with(
        "SELECT (testfunc.response).\"id\", (testfunc.response).\"sku\", testfunc.sequelize_caught_exception \
         FROM pg_temp.testfunc(); DROP FUNCTION IF EXISTS pg_temp.testfunc();"
    ));
}
