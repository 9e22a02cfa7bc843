//! Migrations without a database: `.sql` files as each dialect reads them, and the words of its lock.

use sequelize_native::dialect::by_name;
use sequelize_native::migrate::SqlFile;
use sequelize_native::sql::{MigrationLock, Settings};

const DIALECTS: [&str; 5] = ["postgres", "sqlite", "mysql", "mariadb", "mssql"];

fn parse(dialect: &str, text: &str) -> Result<SqlFile, String> {
    SqlFile::parse(text, by_name(dialect).unwrap(), &Settings::default()).map_err(|f| f.message.clone())
}

fn up(dialect: &str, text: &str) -> Vec<String> {
    parse(dialect, text).unwrap().up.unwrap().statements
}

#[test]
fn sections_and_statements() {
    for dialect in DIALECTS {
        let file = parse(
            dialect,
            "\u{feff}-- A remark.\n-- UP\nA 'x;y' ; -- b;\nC;;\n /* d; */\n-- down no-transaction\nD",
        )
        .unwrap();
        let (up, down) = (file.up.unwrap(), file.down.unwrap());
        assert_eq!(up.statements, ["A 'x;y'", "-- b;\nC"], "{dialect}");
        assert_eq!(down.statements, ["D"]);
        assert_eq!(up.transaction, !matches!(dialect, "mysql" | "mariadb"), "{dialect}");
        assert!(!down.transaction);
        assert!(parse(dialect, "A;\n-- up\nB").is_err());
        assert!(parse(dialect, "-- up\nA\n-- up\nB").is_err());
        assert!(parse(dialect, "A 'b").is_err());
        assert_eq!(parse(dialect, "SELECT 1").unwrap().down, None);
    }
}

#[test]
fn bodies_keep_their_semicolons() {
    let trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN d THEN 1 ELSE 2 END; DELETE FROM e; END";
    for dialect in DIALECTS {
        assert_eq!(up(dialect, &format!("{trigger};\nSELECT 1;")), [trigger, "SELECT 1"], "{dialect}");
        let routine = "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; END";
        assert_eq!(up(dialect, &format!("{routine}; SELECT 1")), [routine, "SELECT 1"], "{dialect}");
    }
    let function = "CREATE FUNCTION f() RETURNS int AS $x$ BEGIN RETURN 1; END; $x$ LANGUAGE plpgsql";
    assert_eq!(up("postgres", &format!("{function}; SELECT ';'")), [function, "SELECT ';'"]);
    assert_eq!(up("mysql", "SELECT 'a\\'; b'; # c;\nSELECT 2").len(), 2);
}

#[test]
fn what_would_end_the_transaction_is_refused() {
    for statement in ["BEGIN", "COMMIT", "ROLLBACK", "START TRANSACTION", "PRAGMA foreign_keys = OFF"] {
        for dialect in ["postgres", "sqlite", "mssql"] {
            assert!(
                parse(dialect, &format!("-- up\nSELECT 1;\n-- why\n{statement};")).is_err(),
                "{statement}"
            );
            assert!(parse(dialect, &format!("-- up no-transaction\nSELECT 1; {statement};")).is_ok());
        }
        assert!(parse("mysql", &format!("-- up\n{statement};")).is_ok());
    }
    assert!(parse("postgres", "-- up\nSAVEPOINT a; ROLLBACK TO a;").is_ok());
}

#[test]
fn the_words_of_the_lock() {
    let take = |dialect: &str| match by_name(dialect)
        .unwrap()
        .migration_lock(-1, "it's me", &Settings::default())
        .unwrap()
    {
        MigrationLock::None => "none".to_owned(),
        MigrationLock::File => "file".to_owned(),
        MigrationLock::Session(lock) => lock.take,
    };
    assert_eq!(take("postgres"), "SELECT pg_try_advisory_lock(-1)");
    assert_eq!(take("sqlite"), "file");
    let named = "SELECT GET_LOCK(CONCAT('migrate-ffffffffffffffff-', MD5(DATABASE())), 0)";
    assert_eq!(take("mysql"), named);
    assert_eq!(take("mariadb"), named);
    assert!(take("mssql").contains("sp_getapplock @Resource = N'migrate-ffffffffffffffff'"));
    let MigrationLock::Session(lock) =
        by_name("postgres").unwrap().migration_lock(-1, "it's me", &Settings::default()).unwrap()
    else {
        panic!("a lock of a session");
    };
    assert_eq!(lock.identify.unwrap(), "SELECT set_config('application_name', 'it''s me', false)");
    assert!(lock.holder.unwrap().contains("l.classid = 4294967295 AND l.objid = 4294967295"));
}
