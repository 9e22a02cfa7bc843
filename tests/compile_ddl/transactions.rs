//! Transactions and savepoints.

use super::five;

#[test]
fn transactions_speak_each_database_s_words() {
    five(
        "begin",
        "startTransactionQuery",
        r#"[{"o":{"options":{"o":{"type":"IMMEDIATE"}}}}]"#,
        [
            "START TRANSACTION;",
            "BEGIN IMMEDIATE TRANSACTION;",
            "START TRANSACTION;",
            "START TRANSACTION;",
            "BEGIN TRANSACTION;",
        ],
    );
    five(
        "savepoint",
        "startTransactionQuery",
        r#"[{"o":{"parent":{"o":{"id":"a"}},"name":"a-sp-1"}}]"#,
        [
            r#"SAVEPOINT "a-sp-1";"#,
            "SAVEPOINT `a-sp-1`;",
            "SAVEPOINT `a-sp-1`;",
            "SAVEPOINT `a-sp-1`;",
            "SAVE TRANSACTION [a-sp-1];",
        ],
    );
    five(
        "commit",
        "commitTransactionQuery",
        r#"[{"o":{}}]"#,
        ["COMMIT;", "COMMIT;", "COMMIT;", "COMMIT;", "COMMIT TRANSACTION;"],
    );
    five(
        "commit of a savepoint",
        "commitTransactionQuery",
        r#"[{"o":{"parent":{"o":{"id":"a"}},"name":"x"}}]"#,
        ["(nothing)", "(nothing)", "(nothing)", "(nothing)", "(nothing)"],
    );
    five(
        "rollback",
        "rollbackTransactionQuery",
        r#"[{"o":{}}]"#,
        ["ROLLBACK;", "ROLLBACK;", "ROLLBACK;", "ROLLBACK;", "ROLLBACK TRANSACTION;"],
    );
    five(
        "rollback to a savepoint",
        "rollbackTransactionQuery",
        r#"[{"o":{"parent":{"o":{"id":"a"}},"name":"a-sp-1"}}]"#,
        [
            r#"ROLLBACK TO SAVEPOINT "a-sp-1";"#,
            "ROLLBACK TO SAVEPOINT `a-sp-1`;",
            "ROLLBACK TO SAVEPOINT `a-sp-1`;",
            "ROLLBACK TO SAVEPOINT `a-sp-1`;",
            "ROLLBACK TRANSACTION [a-sp-1];",
        ],
    );
    five(
        "isolation",
        "setIsolationLevelQuery",
        r#"["READ COMMITTED",{"o":{}}]"#,
        [
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
            "PRAGMA read_uncommitted = OFF;",
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
            "(nothing)",
        ],
    );
    five(
        "version",
        "versionQuery",
        "[]",
        [
            "SHOW SERVER_VERSION",
            "SELECT sqlite_version() as `version`",
            "SELECT VERSION() as `version`",
            "SELECT VERSION() as `version`",
            "DECLARE @ms_ver NVARCHAR(20); SET @ms_ver = REVERSE(CONVERT(NVARCHAR(20), SERVERPROPERTY('ProductVersion'))); SELECT REVERSE(SUBSTRING(@ms_ver, CHARINDEX('.', @ms_ver)+1, 20)) AS 'version'",
        ],
    );
}
