//! Conditions compile to the same SQL as Sequelize 6: one case, five answers.

#[path = "support/conditions.rs"]
mod conditions;

use conditions::*;
use sequelize_native::value::Value;

#[test]
fn a_value_is_compared_by_its_kind() {
    assert_everywhere(r#"{"o":{"id":{"p":[0,"n"]}}}"#, &[Value::Int(5)], "[User].[id] = 5");
    assert_everywhere(r#"{"o":{"id":null}}"#, &[], "[User].[id] IS NULL");
    assert_text(r#"{"o":{"name":{"p":[0,"s"]}}}"#, &[text("Ann")], "[User].[name] = 'Ann'");
    let t = Some("[User].[id] = true");
    let one = Some("[User].[id] = 1");
    assert_inline(r#"{"o":{"id":{"p":[0,"b"]}}}"#, &[Value::Bool(true)], [t, one, t, t, one]);
    assert_inline(
        r#"{"o":{"at":{"p":[0,"d"]}}}"#,
        &[Value::Date(1_577_836_800_000)],
        [
            Some("[User].[at] = '2020-01-01 00:00:00.000 +00:00'"),
            Some("[User].[at] = '2020-01-01 00:00:00.000 +00:00'"),
            Some("[User].[at] = '2020-01-01 00:00:00'"),
            Some("[User].[at] = '2020-01-01 00:00:00.000'"),
            Some("[User].[at] = N'2020-01-01 00:00:00.000 +00:00'"),
        ],
    );
    assert_inline(
        r#"{"o":{"photo":{"p":[0,"x"]}}}"#,
        &[Value::Bytes(vec![0, 255])],
        [
            Some("[User].[photo] = E'\\\\x00ff'"),
            Some("[User].[photo] = X'00ff'"),
            Some("[User].[photo] = X'00ff'"),
            Some("[User].[photo] = X'00ff'"),
            Some("[User].[photo] = 0x00ff"),
        ],
    );
    assert_everywhere(
        r#"{"o":{"ratio":{"p":[0,"n"]}}}"#,
        &[Value::Float(f64::NAN)],
        "[User].[ratio] = 'NaN'",
    );
    for name in DIALECTS {
        let nan = compiled(name, r#"{"o":{"id":{"p":[0,"n"]}}}"#, &[Value::Float(f64::NAN)]);
        assert!(nan.is_err(), "NaN is no integer in {name}");
    }
}

#[test]
fn a_list_is_an_in_list_or_one_array_parameter() {
    let list = [Value::Array(vec![Value::Int(1), Value::Int(2), Value::Int(3)])];
    let request = r#"{"o":{"id":{"l":[0,"n",4]}}}"#;
    assert_everywhere(request, &list, "[User].[id] IN (1, 2, 3)");
    assert_everywhere(
        r#"{"o":{"id":{"o":{"@notIn":{"l":[0,"n",4]}}}}}"#,
        &list,
        "[User].[id] NOT IN (1, 2, 3)",
    );
    assert_everywhere(r#"{"o":{"id":[]}}"#, &[], "[User].[id] IN (NULL)");
    assert_everywhere(r#"{"o":{"id":{"o":{"@notIn":[]}}}}"#, &[], "");
    assert_everywhere(r#"{"o":{"id":{"o":{"@in":{"lit":"(SELECT 1)"}}}}}"#, &[], "[User].[id] IN (SELECT 1)");

    let postgres = compiled("postgres", request, &list).expect("a condition");
    assert_eq!(postgres.bound, r#""User"."id" = ANY ($1)"#);
    assert_eq!(postgres.values.expect("values"), list);
    let sqlite = compiled("sqlite", request, &list).expect("a condition");
    assert_eq!(sqlite.bound, "`User`.`id` IN ($1, $2, $3, $4)");
    let filled = [1, 2, 3, 3].map(Value::Int);
    assert_eq!(sqlite.values.expect("values"), filled);
    let mysql = compiled("mysql", request, &list).expect("a condition");
    assert_eq!(mysql.bound, "`User`.`id` IN (?, ?, ?, ?)");
    let mssql = compiled("mssql", r#"{"o":{"id":{"p":[0,"n"]}}}"#, &list).expect("a condition");
    assert_eq!(mssql.bound, "[User].[id] = @0");
}

#[test]
fn operators_print_as_in_sequelize_6() {
    let five = [Value::Int(5)];
    for (op, sql) in
        [("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<="), ("ne", "!="), ("eq", "="), ("not", "!=")]
    {
        let request = format!(r#"{{"o":{{"id":{{"o":{{"@{op}":{{"p":[0,"n"]}}}}}}}}}}"#);
        assert_everywhere(&request, &five, &format!("[User].[id] {sql} 5"));
    }
    assert_everywhere(r#"{"o":{"id":{"o":{"@not":null}}}}"#, &[], "[User].[id] IS NOT NULL");
    assert_everywhere(r#"{"o":{"id":{"o":{"@ne":null}}}}"#, &[], "[User].[id] IS NOT NULL");
    let bounds = [Value::Int(1), Value::Int(9)];
    assert_everywhere(
        r#"{"o":{"id":{"o":{"@between":[{"p":[0,"n"]},{"p":[1,"n"]}]}}}}"#,
        &bounds,
        "[User].[id] BETWEEN 1 AND 9",
    );
    assert_text(
        r#"{"o":{"name":{"o":{"@startsWith":{"p":[0,"s"]}}}}}"#,
        &[text("a")],
        "[User].[name] LIKE 'a%'",
    );
    assert_text(
        r#"{"o":{"name":{"o":{"@substring":{"p":[0,"s"]}}}}}"#,
        &[text("a")],
        "[User].[name] LIKE '%a%'",
    );
    assert_everywhere(r#"{"o":{"id":{"o":{"@col":"a.b.c"}}}}"#, &[], "[User].[id] = [a->b].[c]");
    assert_everywhere(r#"{"o":{"id":{"o":{"@gt":{"o":{"@col":"b.c"}}}}}}"#, &[], "[User].[id] > [b].[c]");
    assert_everywhere(r#"{"o":{"$a.b.c$":{"p":[0,"n"]}}}"#, &five, "[a->b].[c] = 5");
    let regexp = r#"{"o":{"name":{"o":{"@regexp":{"p":[0,"s"]}}}}}"#;
    assert_inline(
        regexp,
        &[text("^a")],
        [
            Some("[User].[name] ~ '^a'"),
            Some("[User].[name] REGEXP '^a'"),
            Some("[User].[name] REGEXP '^a'"),
            Some("[User].[name] REGEXP '^a'"),
            Some("[User].[name] ~ N'^a'"),
        ],
    );
}

#[test]
fn groups_nest_with_their_parentheses() {
    let values = [Value::Int(1), Value::Int(2)];
    let a = r#"{"o":{"id":{"p":[0,"n"]}}}"#;
    let b = r#"{"o":{"ratio":null,"id":{"p":[1,"n"]}}}"#;
    assert_everywhere(
        &format!(r#"{{"o":{{"@or":[{a},{b}]}}}}"#),
        &values,
        "([User].[id] = 1 OR ([User].[ratio] IS NULL AND [User].[id] = 2))",
    );
    assert_everywhere(&format!(r#"{{"o":{{"@not":{a}}}}}"#), &values, "NOT ([User].[id] = 1)");
    assert_everywhere(&format!("[{a},{a}]"), &values, "([User].[id] = 1 AND [User].[id] = 1)");
    assert_everywhere(r#"{"o":{"@or":[]}}"#, &[], "0 = 1");
    assert_everywhere(
        r#"{"o":{"id":{"o":{"@or":{"o":{"@lt":{"p":[0,"n"]},"@eq":null}}}}}}"#,
        &values,
        "([User].[id] < 1 OR [User].[id] IS NULL)",
    );
    assert_everywhere(
        r#"{"o":{"id":{"o":{"@gt":{"p":[0,"n"]},"@lt":{"p":[1,"n"]}}}}}"#,
        &values,
        "([User].[id] > 1 AND [User].[id] < 2)",
    );
    // A list of one kind is one bind value; each of its items is an alternative.
    let list = [Value::Array(vec![Value::Int(7), Value::Int(8)])];
    assert_everywhere(
        r#"{"o":{"id":{"o":{"@or":{"l":[0,"n",2]}}}}}"#,
        &list,
        "([User].[id] = 7 OR [User].[id] = 8)",
    );
}

#[test]
fn what_restricts_nothing_by_mistake_matches_nothing() {
    assert_everywhere(r#"{"o":{"id":{"o":{"@or":[]}}}}"#, &[], "0 = 1");
    assert_everywhere(r#"{"o":{"@not":[]}}"#, &[], "0 = 1");
    assert_everywhere(r#"{"o":{"@not":{"lit":"a = 1"}}}"#, &[], "NOT (a = 1)");
}

#[test]
fn a_json_attribute_is_asked_by_path_and_cast_by_kind() {
    assert_inline(
        r#"{"o":{"meta":{"o":{"a":{"o":{"b":{"p":[0,"n"]}}}}}}}"#,
        &[Value::Int(5)],
        [
            Some("CAST(([User].[meta]#>>'{a,b}') AS DOUBLE PRECISION) = 5"),
            Some("CAST(json_extract([User].[meta],'$.a.b') AS DOUBLE PRECISION) = 5"),
            Some("CAST(json_unquote(json_extract([User].[meta],'$.\\\"a\\\".\\\"b\\\"')) AS DECIMAL) = 5"),
            Some("CAST(json_unquote(json_extract([User].[meta],'$.a.b')) AS DECIMAL) = 5"),
            None,
        ],
    );
    assert_inline(
        r#"{"o":{"meta.a.b::integer":{"p":[0,"s"]}}}"#,
        &[text("5")],
        [
            Some("CAST(([User].[meta]#>>'{a,b}') AS INTEGER) = '5'"),
            Some("CAST(json_extract([User].[meta],'$.a.b') AS INTEGER) = '5'"),
            Some("CAST(json_unquote(json_extract([User].[meta],'$.\\\"a\\\".\\\"b\\\"')) AS DECIMAL) = '5'"),
            Some("CAST(json_unquote(json_extract([User].[meta],'$.a.b')) AS DECIMAL) = '5'"),
            None,
        ],
    );
    assert_inline(
        r#"{"o":{"meta":{"o":{"on":{"p":[0,"b"]}}}}}"#,
        &[Value::Bool(true)],
        [
            Some("CAST(([User].[meta]#>>'{on}') AS BOOLEAN) = true"),
            Some("CAST(json_extract([User].[meta],'$.on') AS BOOLEAN) = 1"),
            Some("json_unquote(json_extract([User].[meta],'$.\\\"on\\\"')) = 'true'"),
            Some("json_unquote(json_extract([User].[meta],'$.on')) = 'true'"),
            None,
        ],
    );
    let contains =
        r#"{"o":{"extra":{"o":{"@contains":{"o":{"a":{"p":[0,"s"]},"b":[null,{"p":[1,"n"]}]}}}}}}"#;
    let postgres = compiled("postgres", contains, &[text("it's"), Value::Int(1)]).expect("a condition");
    assert_eq!(postgres.inline, r#""User"."extra" @> '{"a":"it''s","b":[null,1]}'"#);
    assert_eq!(postgres.bound, r#""User"."extra" @> $1"#);
    assert_eq!(postgres.values.expect("values"), [Value::Json(r#"{"a":"it's","b":[null,1]}"#.into())]);
}

#[test]
fn postgres_types_print_and_bind_in_their_own_syntax() {
    let check = |request: &str, values: &[Value], inline: &str, bound: &str, sent: Value| {
        let c = compiled("postgres", request, values).expect(request);
        assert_eq!(c.inline, inline);
        assert_eq!(c.bound, bound);
        assert_eq!(c.values.expect("values"), [sent]);
    };
    let tags = Value::Array(vec![text("a"), text("b'")]);
    check(
        r#"{"o":{"tags":{"l":[0,"s",2]}}}"#,
        std::slice::from_ref(&tags),
        r#""User"."tags" = ARRAY['a','b''']::VARCHAR(255)[]"#,
        r#""User"."tags" = $1"#,
        tags.clone(),
    );
    let span = Value::Array(vec![Value::Int(1), Value::Int(5)]);
    check(
        r#"{"o":{"span":{"o":{"@overlap":[{"p":[0,"n"]},{"p":[1,"n"]}]}}}}"#,
        &[Value::Int(1), Value::Int(5)],
        r#""User"."span" && '[1,5)'"#,
        r#""User"."span" && $1"#,
        text("[1,5)"),
    );
    drop(span);
    check(
        r#"{"o":{"span":{"o":{"@contains":{"p":[0,"n"]}}}}}"#,
        &[Value::Int(7)],
        r#""User"."span" @> '7'::int4"#,
        r#""User"."span" @> $1::int4"#,
        text("7"),
    );
    check(
        r#"{"o":{"days":{"o":{"@contains":{"p":[0,"d"]}}}}}"#,
        &[Value::Date(0)],
        r#""User"."days" @> '1970-01-01 00:00:00.000 +00:00'::timestamptz"#,
        r#""User"."days" @> $1::timestamptz"#,
        text("1970-01-01 00:00:00.000 +00:00"),
    );
    check(
        r#"{"o":{"pairs":{"o":{"@contains":{"o":{"a":{"p":[0,"s"]}}}}}}}"#,
        &[text(r#"q"\"#)],
        r#""User"."pairs" @> '"a"=>"q\"\\"'"#,
        r#""User"."pairs" @> $1"#,
        text(r#""a"=>"q\"\\""#),
    );
    check(
        r#"{"o":{"place":{"o":{"@eq":{"o":{"type":{"p":[0,"s"]},"coordinates":[{"p":[1,"n"]},{"p":[1,"n"]}]}}}}}}"#,
        &[text("Point"), Value::Int(1)],
        r#""User"."place" = ST_GeomFromGeoJSON('{"type":"Point","coordinates":[1,1]}')"#,
        r#""User"."place" = ST_GeomFromGeoJSON($1)"#,
        text(r#"{"type":"Point","coordinates":[1,1]}"#),
    );
}

#[test]
fn expressions_stand_where_values_do() {
    assert_everywhere(
        r#"{"where":[{"fn":["lower",{"col":"a.name"}]},"LIKE",{"lit":"x"}]}"#,
        &[],
        "lower([a].[name]) LIKE x",
    );
    assert_everywhere(r#"{"where":[{"col":"id"},"=",null]}"#, &[], "[id] IS NULL");
    assert_everywhere(
        r#"{"where":[{"col":"id"},"=",{"o":{"@gt":{"p":[0,"n"]}}}]}"#,
        &[Value::Int(1)],
        "[id] > 1",
    );
    let integer = Some("CAST(5 AS INTEGER)");
    let decimal = Some("CAST(5 AS DECIMAL)");
    let request = r#"{"o":{"id":{"cast":[5,"integer",false]}}}"#;
    assert_inline(request, &[], [integer, Some("CAST(5 AS INTEGER)"), decimal, decimal, integer]);
}

#[test]
fn identifiers_double_their_quotes() {
    let request = r#"{"o":{"a\"`]b":{"p":[0,"n"]}}}"#;
    let expected = [
        "\"User\".\"a\"\"`]b\" = 1",
        "`User`.`a\"``]b` = 1",
        "`User`.`a\"``]b` = 1",
        "`User`.`a\"``]b` = 1",
        "[User].[a\"`]]b] = 1",
    ];
    for (name, expected) in DIALECTS.into_iter().zip(expected) {
        let actual = compiled(name, request, &[Value::Int(1)]).expect("a condition");
        assert_eq!(actual.inline, expected, "{name}");
    }
}
