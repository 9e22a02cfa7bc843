//! Names, comments, defaults and values that try to be more than they are.

use super::{five, text, DIALECTS};

#[test]
fn quote_characters_in_names_are_doubled() {
    five(
        "drop",
        "dropTableQuery",
        r#"["a\"b`c]d"]"#,
        [
            r#"DROP TABLE IF EXISTS "a""b`c]d";"#,
            r#"DROP TABLE IF EXISTS `a"b``c]d`;"#,
            r#"DROP TABLE IF EXISTS `a"b``c]d`;"#,
            r#"DROP TABLE IF EXISTS `a"b``c]d`;"#,
            r#"IF OBJECT_ID('[a"b`c]]d]', 'U') IS NOT NULL DROP TABLE [a"b`c]]d];"#,
        ],
    );
}

#[test]
fn names_inside_strings_are_escaped() {
    five(
        "constraints of a table",
        "showConstraintsQuery",
        r#"["x' OR 1=1 --"]"#,
        [
            "SELECT constraint_catalog AS \"constraintCatalog\", constraint_schema AS \"constraintSchema\", constraint_name AS \"constraintName\", table_catalog AS \"tableCatalog\", table_schema AS \"tableSchema\", table_name AS \"tableName\", constraint_type AS \"constraintType\", is_deferrable AS \"isDeferrable\", initially_deferred AS \"initiallyDeferred\" from INFORMATION_SCHEMA.table_constraints WHERE table_name='x'' OR 1=1 --';",
            "SELECT sql FROM sqlite_master WHERE tbl_name='x'' OR 1=1 --';",
            r"SELECT CONSTRAINT_CATALOG AS constraintCatalog, CONSTRAINT_NAME AS constraintName, CONSTRAINT_SCHEMA AS constraintSchema, CONSTRAINT_TYPE AS constraintType, TABLE_NAME AS tableName, TABLE_SCHEMA AS tableSchema from INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE table_name='x\' OR 1=1 --';",
            r"SELECT CONSTRAINT_CATALOG AS constraintCatalog, CONSTRAINT_NAME AS constraintName, CONSTRAINT_SCHEMA AS constraintSchema, CONSTRAINT_TYPE AS constraintType, TABLE_NAME AS tableName, TABLE_SCHEMA AS tableSchema from INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE table_name='x\' OR 1=1 --';",
            "EXEC sp_helpconstraint @objname = N'[x'' OR 1=1 --]';",
        ],
    );
    // Dynamic SQL: the name stands inside a string that is run.
    assert_eq!(
        text("mssql", "createSchema", r#"["a'; DROP TABLE b; --"]"#),
        "IF NOT EXISTS (SELECT schema_name FROM information_schema.schemata WHERE schema_name = \
         'a''; DROP TABLE b; --' ) BEGIN EXEC sp_executesql N'CREATE SCHEMA [a''; DROP TABLE b; --] ;' END;"
    );
    assert_eq!(
        text("postgres", "getForeignKeysQuery", r#"["x' OR '1'='1"]"#),
        "SELECT conname as constraint_name, pg_catalog.pg_get_constraintdef(r.oid, true) as condef \
         FROM pg_catalog.pg_constraint r WHERE r.conrelid = (SELECT oid FROM pg_class \
         WHERE relname = 'x'' OR ''1''=''1' LIMIT 1) AND r.contype = 'f' ORDER BY 1;"
    );
}

#[test]
fn what_schemas_are_compared_by() {
    for dialect in ["mysql", "mariadb"] {
        for method in ["columnDetailsQuery", "foreignKeyRulesQuery"] {
            let sql = text(dialect, method, r#"["x' OR 1=1 --"]"#);
            assert!(sql.contains(r"TABLE_NAME = 'x\' OR 1=1 --' ORDER BY"), "{dialect}: {sql}");
        }
    }
    let refused = text("postgres", "columnDetailsQuery", r#"["x"]"#);
    assert!(refused.starts_with("Error: "), "{refused}");
}

#[test]
fn an_isolation_level_comes_from_the_list() {
    for dialect in DIALECTS {
        let args = r#"["READ COMMITTED; SELECT 1/0; --",{"o":{}}]"#;
        assert_eq!(
            text(dialect, "setIsolationLevelQuery", args),
            "Error: Unknown isolation level: READ COMMITTED; SELECT 1/0; --",
            "{dialect}"
        );
    }
    let kind = r#"[{"o":{"options":{"o":{"type":"DEFERRED; DROP TABLE x; --"}}}}]"#;
    assert_eq!(
        text("sqlite", "startTransactionQuery", kind),
        "Error: Unknown transaction type: DEFERRED; DROP TABLE x; --"
    );
}

#[test]
fn words_inside_a_default_are_not_words_of_the_definition() {
    let args =
        r#"["t",{"o":{"a":"VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x'","b":"TEXT"}},{"o":{}}]"#;
    five(
        "a default",
        "createTableQuery",
        args,
        [
            r#"CREATE TABLE IF NOT EXISTS "t" ("a" VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x', "b" TEXT);"#,
            "CREATE TABLE IF NOT EXISTS `t` (`a` VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x', `b` TEXT);",
            "CREATE TABLE IF NOT EXISTS `t` (`a` VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x', `b` TEXT) ENGINE=InnoDB;",
            "CREATE TABLE IF NOT EXISTS `t` (`a` VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x', `b` TEXT) ENGINE=InnoDB;",
            "IF OBJECT_ID('[t]', 'U') IS NULL CREATE TABLE [t] ([a] VARCHAR(255) DEFAULT 'PRIMARY KEY REFERENCES COMMENT x', [b] TEXT);",
        ],
    );
    assert_eq!(
        text(
            "postgres",
            "changeColumnQuery",
            r#"["t",{"o":{"a":"TEXT NOT NULL DEFAULT 'NOT NULL; x' UNIQUE"}}]"#
        ),
        "ALTER TABLE \"t\" ALTER COLUMN \"a\" SET NOT NULL;\
         ALTER TABLE \"t\" ALTER COLUMN \"a\" SET DEFAULT 'NOT NULL; x';\
         ALTER TABLE \"t\"  ADD UNIQUE (\"a\");ALTER TABLE \"t\" ALTER COLUMN \"a\" TYPE TEXT   ;"
    );
}

#[test]
fn a_comment_is_a_string_wherever_it_goes() {
    let hostile = r#"["t",{"o":{"a":"TEXT COMMENT it's'; DROP TABLE x; --"}},{"o":{"comment":"t's"}}]"#;
    assert_eq!(
        text("postgres", "createTableQuery", hostile),
        "CREATE TABLE IF NOT EXISTS \"t\" (\"a\" TEXT ); COMMENT ON TABLE \"t\" IS 't''s'; \
         COMMENT ON COLUMN \"t\".\"a\" IS 'it''s''; DROP TABLE x; --';"
    );
    assert_eq!(
        text("postgres", "changeColumnQuery", hostile),
        "ALTER TABLE \"t\" ALTER COLUMN \"a\" DROP NOT NULL;ALTER TABLE \"t\" ALTER COLUMN \"a\" DROP DEFAULT;\
         ALTER TABLE \"t\" ALTER COLUMN \"a\" TYPE TEXT ; COMMENT ON COLUMN \"t\".\"a\" IS \
         'it''s''; DROP TABLE x; --';"
    );
    assert_eq!(
        text("mssql", "createTableQuery", hostile),
        "IF OBJECT_ID('[t]', 'U') IS NULL CREATE TABLE [t] ([a] TEXT); EXEC sp_addextendedproperty \
         @name = N'MS_Description', @value = N'it''s''; DROP TABLE x; --', @level0type = N'Schema', \
         @level0name = 'dbo', @level1type = N'Table', @level1name = [t], @level2type = N'Column', \
         @level2name = [a];"
    );
}

#[test]
fn words_of_the_programmer_cannot_end_the_statement() {
    let actions = r#"[{"o":{"a":{"o":{"type":"INTEGER","references":{"o":{"model":"x"}},"onDelete":"cascade; DROP TABLE y"}}}},{"o":{}}]"#;
    for dialect in DIALECTS {
        assert_eq!(
            text(dialect, "attributesToSQL", actions),
            "Error: Invalid value \"cascade; DROP TABLE y\" for ON DELETE",
            "{dialect}"
        );
    }
    let order = r#"["t",[{"o":{"name":"a","order":"DESC); DROP TABLE y; --"}}],{"o":{}}]"#;
    for dialect in DIALECTS {
        assert!(text(dialect, "addIndexQuery", order).starts_with("Error: Invalid value"), "{dialect}");
    }
    let engine = r#"["t",{"o":{"a":"INTEGER"}},{"o":{"engine":"InnoDB; DROP TABLE y"}}]"#;
    assert!(text("mysql", "createTableQuery", engine).starts_with("Error: Invalid value"));
}

#[test]
fn enum_values_stay_values() {
    assert_eq!(
        text(
            "postgres",
            "pgEnum",
            r#"["t","c",{"type":{"key":"ENUM","values":["a'); DROP TABLE x; --","$$"]}}]"#
        ),
        "DO 'BEGIN CREATE TYPE \"public\".\"enum_t_c\" AS ENUM(''a''''); DROP TABLE x; --'', ''$$''); \
         EXCEPTION WHEN duplicate_object THEN null; END';"
    );
    assert_eq!(
        text("postgres", "pgEnumAdd", r#"["t","c","x' --",{"o":{"before":"y'"}}]"#),
        "ALTER TYPE \"public\".\"enum_t_c\" ADD VALUE IF NOT EXISTS 'x'' --' BEFORE 'y''';"
            .trim_end_matches(';')
    );
    assert_eq!(
        text("postgres", "pgEnumDrop", r#"[null,null,"\"a\"; DROP TABLE x"]"#),
        "Error: Invalid name of an enum type: \"a\"; DROP TABLE x"
    );
}
