//! Nothing that a user writes in a condition leaves its quotes.

#[path = "support/conditions.rs"]
mod conditions;

use conditions::*;
use sequelize_native::value::Value;

const HOSTILE: &[&str] = &[
    "' OR 1=1 --",
    "\\' OR 1=1 --",
    "'; DROP TABLE users; --",
    "\" OR 1=1 --",
    "` OR 1=1 --",
    "] OR 1=1 --",
    "') OR 1=1 --",
    "%' OR '1'='1",
    "$1 ? :x",
    "\u{2019} OR 1=1",
    "a\nb\rc",
];

/// The text with string literals and quoted names taken out, as the dialect reads them.
fn outside_quotes(dialect: &str, sql: &str) -> String {
    let mut out = String::new();
    let mut chars = sql.chars().peekable();
    while let Some(mut c) = chars.next() {
        // PostgreSQL's E'…' is a string too: in it a backslash escapes.
        let escaped = dialect == "postgres" && c == 'E' && chars.peek() == Some(&'\'');
        if escaped {
            c = chars.next().unwrap_or(c);
        }
        let close = match c {
            '\'' | '"' | '`' => c,
            '[' if dialect == "mssql" => ']',
            _ => {
                out.push(c);
                continue;
            }
        };
        loop {
            match chars.next() {
                None => panic!("an open quote in {dialect}: {sql}"),
                Some('\\') if escaped || close == '\'' && dialect.starts_with('m') && dialect != "mssql" => {
                    chars.next();
                }
                Some(c) if c == close && chars.peek() == Some(&close) => {
                    chars.next();
                }
                Some(c) if c == close => break,
                Some(_) => {}
            }
        }
        out.push('_');
    }
    out
}

#[test]
fn hostile_values_and_names_stay_inside_their_quotes() {
    for name in DIALECTS {
        let plain = |request: &str, value: &str| match compiled(name, request, &[text(value)]) {
            Ok(c) => Some(outside_quotes(name, &c.inline)),
            Err(_) => None,
        };
        for hostile in HOSTILE {
            for value_at in [
                r#"{"o":{"name":{"p":[0,"s"]}}}"#.to_owned(),
                r#"{"o":{"name":{"o":{"@substring":{"p":[0,"s"]}}}}}"#.to_owned(),
                r#"{"o":{"name":[null,{"p":[0,"s"]}]}}"#.to_owned(),
                r#"{"o":{"tags":[{"p":[0,"s"]}]}}"#.to_owned(),
                r#"{"o":{"span":{"o":{"@contains":{"p":[0,"s"]}}}}}"#.to_owned(),
                r#"{"o":{"span":{"o":{"@in":[[{"p":[0,"s"]},null]]}}}}"#.to_owned(),
                r#"{"o":{"pairs":{"o":{"@eq":{"o":{"a":{"p":[0,"s"]}}}}}}}"#.to_owned(),
                r#"{"o":{"extra":{"o":{"@contains":{"o":{"a":{"p":[0,"s"]}}}}}}}"#.to_owned(),
                r#"{"o":{"meta":{"o":{"a":{"p":[0,"s"]}}}}}"#.to_owned(),
                r#"{"o":{"id":{"p":[0,"s"]}}}"#.to_owned(),
                r#"{"o":{"ratio":{"p":[0,"s"]}}}"#.to_owned(),
                r#"{"o":{"at":{"p":[0,"s"]}}}"#.to_owned(),
                r#"{"json":[{"o":{"a":{"o":{"b":{"p":[0,"s"]}}}}}]}"#.to_owned(),
            ] {
                if let Some(harmless) = plain(&value_at, "x") {
                    let actual = plain(&value_at, hostile);
                    assert!(
                        actual.is_none() || actual == Some(harmless),
                        "{name}: {value_at}: {hostile}: {actual:?}"
                    );
                }
            }
            let word = serde_json::to_string(hostile).expect("JSON");
            for name_at in [
                format!(r#"{{"o":{{{word}:{{"p":[0,"s"]}}}}}}"#),
                format!(r#"{{"o":{{"meta":{{"o":{{{word}:{{"p":[0,"s"]}}}}}}}}}}"#),
                format!(r#"{{"o":{{"id":{{"o":{{"@col":{word}}}}}}}}}"#),
                format!(r#"{{"where":[{{"col":{word}}},"=",{{"p":[0,"s"]}}]}}"#),
                format!(r#"{{"fn":["f",{word}]}}"#),
            ] {
                if let Some(text) = plain(&name_at, "x") {
                    assert!(!text.contains("1=1") && !text.contains("--"), "{name}: {name_at}: {text}");
                }
            }
        }
    }
}

#[test]
fn words_that_cannot_be_quoted_are_checked() {
    let x = &[text("x")];
    for cast in ["text) OR 1=1--", "", "nonsense", "text;", "text--", "integer, 1) --"] {
        for request in [
            format!(r#"{{"o":{{"meta":{{"o":{{"a::{cast}":{{"p":[0,"s"]}}}}}}}}}}"#),
            format!(r#"{{"o":{{"meta.a::{cast}":{{"p":[0,"s"]}}}}}}"#),
            format!(r#"{{"o":{{"meta":{{"o":{{"n":{{"o":{{"a::{cast}":{{"p":[0,"s"]}}}}}}}}}}}}}}"#),
        ] {
            for name in ["postgres", "sqlite", "mysql", "mariadb"] {
                let failure = compiled(name, &request, x).err().expect(&request);
                assert!(failure.message.contains("Invalid cast type"), "{name}: {failure}");
            }
        }
    }
    assert_refused(r#"{"cast":[1,"int) OR 1=1 --",false]}"#, &[], "Invalid cast type");
    assert_refused(r#"{"fn":["f() OR 1=1; --"]}"#, &[], "Invalid function name");
    assert_refused(r#"{"where":[{"col":"a"},"= 1 OR 1=1 --",1]}"#, &[], "Invalid comparator");
}

#[test]
fn a_json_key_is_one_leg_of_the_path_whatever_it_holds() {
    let path = |name: &str, key: &str| {
        let key = serde_json::to_string(key).expect("JSON");
        compiled(name, &format!(r#"{{"o":{{"meta":{{"o":{{{key}:{{"p":[0,"s"]}}}}}}}}}}"#), &[text("x")])
            .map(|c| c.inline)
            .ok()
    };
    assert_eq!(path("postgres", "b,c").as_deref(), Some(r##"("User"."meta"#>>'{"b,c"}') = 'x'"##));
    assert_eq!(path("postgres", "a}b\"\\").as_deref(), Some(r##"("User"."meta"#>>'{"a}b\"\\"}') = 'x'"##));
    assert_eq!(path("sqlite", "a.b").as_deref(), Some(r#"json_extract(`User`.`meta`,'$."a.b"') = 'x'"#));
    assert_eq!(path("sqlite", "a\"b"), None);
    assert_eq!(
        path("mariadb", "a[0]*").as_deref(),
        Some(r#"json_unquote(json_extract(`User`.`meta`,'$.\"a[0]*\"')) = 'x'"#)
    );
    assert_eq!(path("mysql", "a\"b"), None);
}

#[test]
fn what_is_no_condition_is_refused() {
    assert_refused(
        r#"{"o":{"id":{"undef":1}}}"#,
        &[],
        "WHERE parameter \"id\" has invalid \"undefined\" value",
    );
    assert_refused(r#"{"o":{"id":{"o":{"@gt":{"undef":1}}}}}"#, &[], "invalid \"undefined\" value");
    assert_refused(r#"{"p":[0,"s"]}"#, &[text("1=1")], "has been removed");
    assert_refused(r#"{"p":[0,"d"]}"#, &[Value::Date(0)], "Unsupported where option value");
    assert_refused(r#"{"p":[0,"b"]}"#, &[Value::Bool(true)], "Unsupported where option value");
    assert_refused(r#"[{"p":[0,"s"]}]"#, &[text("1=1")], "has been removed");
    assert_refused(
        r#"{"o":{"id":{"o":{"$gt":{"p":[0,"n"]}}}}}"#,
        &[Value::Int(1)],
        "Invalid value { '$gt': ",
    );
    assert_refused(r#"{"o":{"id":{"o":{}}}}"#, &[], "Invalid value {}");
    assert_refused(r#"{"o":{"@gt":{"p":[0,"n"]}}}"#, &[Value::Int(1)], "needs a column");
    assert_refused(r#"{"o":{"@and":[{"p":[0,"s"]}]}}"#, &[text("1=1")], "has been removed");
}
