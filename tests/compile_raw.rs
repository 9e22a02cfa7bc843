//! Texts of users: replacements, bind parameters, table definitions; five dialects.

use sequelize_native::catalog::Catalog;
use sequelize_native::dialect::by_name;
use sequelize_native::plan::{plan, request, Context, Planned};
use sequelize_native::sql::{compile, Mode, Settings};

fn run(dialect: &str, settings: &Settings, method: &str, args: serde_json::Value) -> Result<String, String> {
    let catalog = Catalog::default();
    let ctx = Context { catalog: &catalog, dialect: by_name(dialect).expect("dialect"), settings };
    let node = request::parse(&args.to_string()).expect("request");
    match plan(&ctx, method, node.as_array().expect("args")).map_err(|e| e.message.clone())? {
        Planned::Data(json) => Ok(json.to_string()),
        Planned::Statement { statement, .. } => compile(&statement, ctx.dialect, settings, Mode::Inline, &[])
            .map(|c| c.sql)
            .map_err(|e| e.message.clone()),
    }
}

fn replaced(dialect: &str, sql: &str, values: serde_json::Value) -> Result<String, String> {
    run(dialect, &Settings::default(), "injectReplacements", serde_json::json!([sql, values]))
}

#[test]
fn a_named_replacement_stands_where_a_value_may_stand() {
    for dialect in ["postgres", "sqlite", "mysql", "mariadb", "mssql"] {
        let cases = [
            ("id = ':id' OR id = :id OR id = ''':id'''", "id = ':id' OR id = 1 OR id = ''':id'''"),
            ("id = :id::string", "id = 1::string"),
            ("fn(:id) OR fn('a',:id) OR id=:id;", "fn(1) OR fn('a',1) OR id=1;"),
            ("$tag$ :id $tag$ OR $$ :id $$", "$tag$ :id $tag$ OR $$ :id $$"),
            ("z$$ :id x$$", "z$$ 1 x$$"),
            ("a -- ' :id\n = :id", "a -- ' :id\n = 1"),
            ("/* :id */ :id", "/* :id */ 1"),
            ("('foo')::id", "('foo')::id"),
        ];
        for (sql, expected) in cases {
            let found = replaced(dialect, sql, serde_json::json!({"o": {"id": 1}}));
            assert_eq!(found.as_deref(), Ok(expected), "{dialect}: {sql}");
        }
        assert_eq!(
            replaced(dialect, "id = :toString", serde_json::json!({"o": {"id": 1}})),
            Err("Named replacement \":toString\" has no entry in the replacement map.".into())
        );
    }
}

#[test]
fn a_replacement_s_own_text_is_never_scanned() {
    let values = serde_json::json!({"o": {"a": ":b ' OR 1=1 --", "b": 2}});
    assert_eq!(
        replaced("sqlite", "x = :a AND y = :b", values).as_deref(),
        Ok("x = ':b '' OR 1=1 --' AND y = 2")
    );
}

#[test]
fn lists_are_their_elements() {
    let rows = serde_json::json!([[["john", 1], ["michael", 2]]]);
    assert_eq!(
        replaced("postgres", "VALUES ?;", rows.clone()).as_deref(),
        Ok("VALUES ('john', 1), ('michael', 2);")
    );
    assert_eq!(replaced("mssql", "VALUES ?;", rows).as_deref(), Ok("VALUES (N'john', 1), (N'michael', 2);"));
    assert_eq!(
        replaced("postgres", "a ?& ARRAY[1] AND a ?| b AND id = ?;", serde_json::json!([1])).as_deref(),
        Ok("a ?& ARRAY[1] AND a ?| b AND id = 1;")
    );
    assert_eq!(
        replaced("postgres", "a = ? AND b = ?", serde_json::json!([1])),
        Err("Positional replacement (?) 1 has no entry in the replacement map (replacements[1] is undefined).".into())
    );
}

#[test]
fn backslashes_escape_where_the_database_says_so() {
    let sql = r"id = '\' :id' OR id = :id";
    let id = serde_json::json!({"o": {"id": 1}});
    let unterminated =
        Err(format!("The following SQL query includes an unterminated string literal:\n{sql}"));
    for dialect in ["postgres", "sqlite", "mssql"] {
        assert_eq!(replaced(dialect, sql, id.clone()), unterminated);
    }
    for dialect in ["mysql", "mariadb"] {
        assert_eq!(replaced(dialect, sql, id.clone()).as_deref(), Ok(r"id = '\' :id' OR id = 1"));
    }
    let loose = Settings { standard_conforming_strings: false, ..Settings::default() };
    let args = serde_json::json!([sql, id]);
    assert_eq!(
        run("postgres", &loose, "injectReplacements", args).as_deref(),
        Ok(r"id = '\' :id' OR id = 1")
    );
    assert_eq!(
        replaced("postgres", r"E'\' :id' OR :id", serde_json::json!({"o": {"id": 1}})).as_deref(),
        Ok(r"E'\' :id' OR 1")
    );
}

fn bound(dialect: &str, sql: &str, known: &[&str], positional: bool) -> Result<(String, String), String> {
    let args = serde_json::json!([sql, known, positional]);
    let json: serde_json::Value =
        serde_json::from_str(&run(dialect, &Settings::default(), "mapBindParameters", args)?).expect("data");
    Ok((json["sql"].as_str().unwrap_or_default().to_owned(), json["order"].to_string()))
}

fn answer(sql: &str, order: &str) -> Result<(String, String), String> {
    Ok((sql.into(), order.into()))
}

#[test]
fn bind_parameters_become_placeholders_in_order() {
    assert_eq!(
        bound("postgres", "select $one, $two, $one, '$$ / $$one' as a$b", &["one", "two"], false),
        answer("select $1, $2, $1, '$ / $one' as a$b", r#"["one","two"]"#)
    );
    assert_eq!(bound("sqlite", "select $2, $1", &["1", "2"], true), answer("select $1, $2", r#"["2","1"]"#));
    assert_eq!(bound("sqlite", "select $one", &["one"], false), answer("select $one", r#"["one"]"#));
    let refused = [
        ("select $2", ["1"], true),
        ("select $x", ["1"], true),
        ("select $1", ["one"], false),
        ("select $0", ["0"], true),
        ("select $1, '$x'", ["1"], true),
    ];
    for (sql, known, positional) in refused {
        let message = bound("postgres", sql, &known, positional).expect_err(sql);
        assert!(message.ends_with("has no value in the given object."), "{message}");
    }
    assert_eq!(
        bound("postgres", "select $$ $x $$, $1 -- $y", &["1"], true),
        answer("select $$ $x $$, $1 -- $y", r#"["1"]"#)
    );
}

#[test]
fn a_constraint_goes_and_comes() {
    let sql = "CREATE TABLE `t` (`a` INTEGER, CONSTRAINT `x` CHECK (`a` IN (1, 2)), `b` TEXT, CONSTRAINT \"y\" UNIQUE (`b`))";
    let without =
        |name: &str| run("sqlite", &Settings::default(), "withoutConstraint", serde_json::json!([sql, name]));
    assert_eq!(
        without("x").as_deref(),
        Ok("CREATE TABLE `t` (`a` INTEGER, `b` TEXT, CONSTRAINT \"y\" UNIQUE (`b`));")
    );
    assert_eq!(
        without("y").as_deref(),
        Ok("CREATE TABLE `t` (`a` INTEGER, CONSTRAINT `x` CHECK (`a` IN (1, 2)), `b` TEXT);")
    );
    assert!(without("z").is_err());
    let args = serde_json::json!(["CREATE TABLE t (a) WITHOUT ROWID", "UNIQUE (a)"]);
    assert_eq!(
        run("sqlite", &Settings::default(), "withConstraint", args).as_deref(),
        Ok("CREATE TABLE t (a, UNIQUE (a)) WITHOUT ROWID;")
    );
}
