//! What only PostgreSQL has: enumerated types, deferred constraints, functions, triggers.

use super::text;

fn postgres(method: &str, args: &str, expected: &str) {
    assert_eq!(text("postgres", method, args), expected);
}

#[test]
fn an_enum_is_a_type_of_its_own() {
    postgres("pgEnumName", r#"[{"o":{"tableName":"t","schema":"s"}},"c"]"#, r#""s"."enum_t_c""#);
    postgres("pgEnumName", r#"["t","c",{"o":{"schema":false}}]"#, r#""enum_t_c""#);
    postgres("pgEnumDrop", r#"["t","c"]"#, r#"DROP TYPE IF EXISTS "public"."enum_t_c"; "#);
    postgres(
        "pgListEnums",
        r#"["t","c"]"#,
        "SELECT t.typname enum_name, array_agg(e.enumlabel ORDER BY enumsortorder) enum_value FROM pg_type t \
         JOIN pg_enum e ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         WHERE n.nspname = 'public' AND t.typname='enum_t_c' GROUP BY 1",
    );
    postgres(
        "createTableQuery",
        r#"[{"o":{"tableName":"t","schema":"s"}},{"o":{"c":"ENUM('a)', 'b')[] NOT NULL"}},{"o":{}}]"#,
        r#"CREATE TABLE IF NOT EXISTS "s"."t" ("c" "s"."enum_t_c"[] NOT NULL);"#,
    );
}

#[test]
fn constraints_wait_for_the_commit() {
    let deferrable = |key: &str| {
        format!(r#"[{{"o":{{"deferrable":{{"type":{{"key":"{key}","constraints":["a","b"]}}}}}}}}]"#)
    };
    postgres("deferConstraintsQuery", &deferrable("INITIALLY_DEFERRED"), "DEFERRABLE INITIALLY DEFERRED");
    postgres("deferConstraintsQuery", &deferrable("NOT"), "NOT DEFERRABLE");
    postgres("deferConstraintsQuery", &deferrable("SET_IMMEDIATE"), r#"SET CONSTRAINTS "a", "b" IMMEDIATE"#);
    postgres("setDeferredQuery", "[]", "SET CONSTRAINTS ALL DEFERRED");
    let unique =
        r#"["t",{"o":{"type":"unique","fields":["a"],"deferrable":{"type":{"key":"INITIALLY_DEFERRED"}}}}]"#;
    postgres(
        "addConstraintQuery",
        unique,
        r#"ALTER TABLE "t" ADD CONSTRAINT "t_a_uk" UNIQUE ("a") DEFERRABLE INITIALLY DEFERRED;"#,
    );
    assert!(text("mysql", "addConstraintQuery", unique).ends_with("is not supported yet by sequelize-native"));
}

#[test]
fn a_changed_column_is_one_statement_a_property() {
    postgres(
        "changeColumnQuery",
        r#"["t",{"o":{"c":"ENUM('a', 'b') NOT NULL DEFAULT 'a'"}}]"#,
        "ALTER TABLE \"t\" ALTER COLUMN \"c\" SET NOT NULL;ALTER TABLE \"t\" ALTER COLUMN \"c\" SET DEFAULT 'a';\
         DO 'BEGIN CREATE TYPE \"public\".\"enum_t_c\" AS ENUM(''a'', ''b''); \
         EXCEPTION WHEN duplicate_object THEN null; END';\
         ALTER TABLE \"t\" ALTER COLUMN \"c\" TYPE \"public\".\"enum_t_c\" USING (\"c\"::\"public\".\"enum_t_c\");",
    );
    postgres(
        "changeColumnQuery",
        r#"["t",{"o":{"c":"INTEGER DEFAULT 1 REFERENCES \"x\" (\"id\")"}}]"#,
        "ALTER TABLE \"t\" ALTER COLUMN \"c\" SET DEFAULT 1;\
         ALTER TABLE \"t\"  ADD FOREIGN KEY (\"c\") REFERENCES \"x\" (\"id\");",
    );
}

#[test]
fn an_array_of_an_enum_is_cast_to_an_array() {
    let sql = text("postgres", "changeColumnQuery", r#"["t",{"o":{"c":"ENUM('a')[]"}}]"#);
    let end = "TYPE \"public\".\"enum_t_c\"[] USING (\"c\"::\"public\".\"enum_t_c\"[]);";
    assert!(sql.ends_with(end), "{sql}");
}

#[test]
fn functions_and_triggers() {
    postgres(
        "createFunction",
        r#"["f",[{"o":{"type":"int","name":"a","direction":"IN"}}],"int","plpgsql","RETURN a;",["STABLE"],{"o":{"force":true,"variables":[{"o":{"name":"b","type":"int","default":"1"}}]}}]"#,
        "CREATE OR REPLACE FUNCTION f(IN a int) RETURNS int AS $func$ DECLARE b int := 1; BEGIN RETURN a; END; \
         $func$ language 'plpgsql'STABLE;",
    );
    postgres("dropFunction", r#"["f",[]]"#, "DROP FUNCTION f() RESTRICT;");
    postgres("renameFunction", r#"["f",[{"o":{"type":"int"}}],"g"]"#, "ALTER FUNCTION f(int) RENAME TO g;");
    postgres(
        "createTrigger",
        r#"["t","g","after_constraint",["insert","update"],"f",[],["FOR EACH ROW"]]"#,
        "CREATE CONSTRAINT TRIGGER \"g\" AFTER INSERT OR UPDATE ON \"t\" FOR EACH ROW EXECUTE PROCEDURE f();",
    );
    postgres(
        "createTrigger",
        r#"["t","g","x",["insert"],"f",[]]"#,
        "Error: Invalid trigger event specified: x",
    );
    postgres("dropTrigger", r#"["t","g"]"#, "DROP TRIGGER \"g\" ON \"t\" RESTRICT;");
}
