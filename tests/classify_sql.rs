//! What text is admitted as one read or one write, and which rule refuses the rest.

use sequelize_native::dialect::grammar_by_name;
use sequelize_native::kit::{classify, limited, Class, Purpose, Verdict};

fn judged(dialect: &str, sql: &str, purpose: Purpose) -> Verdict {
    let grammar = grammar_by_name(dialect).unwrap_or_else(|| panic!("no grammar of {dialect}"));
    classify(sql, grammar, purpose)
}

/// The rule that refuses a text, or `ok`.
fn rule(dialect: &str, sql: &str, purpose: Purpose) -> &'static str {
    judged(dialect, sql, purpose).refused.map_or("ok", |refused| refused.rule)
}

fn check(dialects: &[&str], purpose: Purpose, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for dialect in dialects {
        for (expected, sql) in cases {
            let found = rule(dialect, sql, purpose);
            if found != *expected {
                wrong.push(format!("{dialect}: {found} in place of {expected}: {sql}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

const ALL: [&str; 3] = ["postgres", "sqlite", "mysql"];

#[test]
fn reads_are_admitted() {
    check(
        &ALL,
        Purpose::Read,
        &[
            ("ok", "SELECT 1"),
            ("ok", "select 1 ;"),
            ("ok", "SELECT ';' AS semicolon -- a comment; with one\n"),
            ("ok", "SELECT '--', 'DROP TABLE t', '/* DELETE */' FROM t"),
            ("ok", "WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT y FROM t ORDER BY 1 LIMIT 5"),
            ("ok", "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT * FROM n"),
            ("ok", "SELECT a.id, COUNT(*) AS n FROM a LEFT JOIN b ON b.a_id = a.id GROUP BY a.id HAVING COUNT(*) > 1"),
            ("ok", "SELECT id, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY id) FROM t"),
            ("ok", "SELECT \"update\" AS \"delete\" FROM t"),
            ("ok", "SELECT CASE WHEN a IS NULL THEN 'x' ELSE b END FROM t WHERE c IN (SELECT d FROM u) AND EXISTS (SELECT 1 FROM v)"),
            ("ok", "EXPLAIN SELECT 1"),
            ("ok", "EXPLAIN DELETE FROM t"),
        ],
    );
    check(
        &["postgres"],
        Purpose::Read,
        &[
            ("ok", "SELECT $1::int AS n, data->>'a', tags @> ARRAY['x'] FROM t WHERE name ILIKE 'a%'"),
            ("ok", "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM t"),
            ("ok", "SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b DESC"),
            ("ok", "SELECT * FROM generate_series(1, 3) AS g(n), LATERAL (SELECT n * 2) AS d(m)"),
            ("ok", "SELECT $$it's; DROP TABLE t$$"),
            ("ok", "VALUES (1), (2)"),
            ("ok", "SHOW server_version"),
            ("ok", "EXPLAIN (ANALYZE, BUFFERS) SELECT 1"),
            ("ok", "SELECT date_trunc('day', now() - interval '1 day'), extract(epoch from now())"),
            ("ok", "SELECT string_agg(x, ',' ORDER BY x) FILTER (WHERE x <> '') FROM t"),
            ("ok", "SELECT /* nested /* comment */ still */ 1"),
        ],
    );
    check(
        &["sqlite"],
        Purpose::Read,
        &[
            ("ok", "SELECT [a b], `c` FROM t WHERE x GLOB 'a*' AND json_extract(d, '$.a') = ?1"),
            ("ok", "PRAGMA table_info(users)"),
            ("ok", "PRAGMA main.index_list('users');"),
            ("ok", "PRAGMA user_version"),
            ("ok", "SELECT * FROM pragma_table_info('users')"),
            ("ok", "EXPLAIN QUERY PLAN SELECT 1"),
        ],
    );
}

#[test]
fn a_text_of_several_statements_is_refused() {
    check(
        &ALL,
        Purpose::Read,
        &[
            ("statements", "SELECT 1; SELECT 2"),
            ("statements", "SELECT '--'; DROP TABLE films;"),
            ("statements", "SELECT 1; DELETE FROM t -- x"),
            ("statements", "COMMIT; DROP TABLE t"),
            ("empty", ""),
            ("empty", " ; "),
            ("empty", "-- nothing"),
        ],
    );
}

#[test]
fn what_writes_is_no_read() {
    check(
        &ALL,
        Purpose::Read,
        &[
            ("class", "INSERT INTO t (a) VALUES (1)"),
            ("class", "UPDATE t SET a = 1"),
            ("class", "DELETE FROM t"),
            ("class", "/* SELECT */ DELETE FROM t"),
            ("class", "DROP TABLE t"),
            ("class", "CREATE TABLE t (a INT)"),
            ("class", "CREATE TEMPORARY TABLE x AS SELECT 1"),
            ("class", "ALTER TABLE t ADD COLUMN x INT"),
            ("class", "TRUNCATE TABLE t"),
            ("class", "BEGIN"),
            ("class", "COMMIT"),
            ("class", "ROLLBACK"),
            ("class", "GRANT ALL ON t TO u"),
        ],
    );
    check(
        &["postgres"],
        Purpose::Read,
        &[
            ("writable-with", "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d"),
            ("writable-with", "WITH a AS (INSERT INTO t VALUES (1) RETURNING id) SELECT * FROM a"),
            ("writable-with", "SELECT * FROM (WITH u AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM u) x"),
            ("class", "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x"),
            ("into", "SELECT * INTO copied FROM t"),
            ("into", "SELECT * INTO TEMP copied FROM t"),
            ("into", "SELECT 1 UNION SELECT 2 INTO copied"),
            ("locking", "SELECT * FROM t FOR UPDATE"),
            ("locking", "SELECT * FROM (SELECT * FROM t FOR SHARE SKIP LOCKED) x"),
            ("explain-analyze", "EXPLAIN ANALYZE DELETE FROM t"),
            ("explain-analyze", "EXPLAIN (ANALYZE) DELETE FROM t"),
            ("explain-analyze", "EXPLAIN (COSTS OFF, ANALYZE true) UPDATE t SET a = 1"),
            ("writable-with", "EXPLAIN ANALYZE WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d"),
            ("class", "EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1"),
            ("class", "SET TRANSACTION READ WRITE"),
            ("class", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"),
            ("class", "RESET ALL"),
            ("class", "COPY t TO PROGRAM 'id'"),
            ("class", "COPY t FROM '/etc/passwd'"),
            ("class", "COPY (SELECT 1) TO '/tmp/x'"),
            ("class", "DO $$BEGIN DELETE FROM t; END$$"),
            ("class", "CALL p()"),
            ("class", "PREPARE q AS DELETE FROM t"),
            ("class", "EXECUTE q"),
            ("class", "DECLARE c CURSOR FOR SELECT 1"),
            ("class", "LISTEN x"),
            ("class", "NOTIFY x"),
            ("class", "LOCK TABLE t"),
            ("class", "VACUUM"),
            ("class", "REFRESH MATERIALIZED VIEW v"),
            ("class", "COMMENT ON TABLE t IS 'x'"),
            ("class", "REINDEX TABLE t"),
            ("class", "LOAD 'auto_explain'"),
            ("class", "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE"),
        ],
    );
    check(
        &["sqlite"],
        Purpose::Read,
        &[
            ("class", "REPLACE INTO t VALUES (1)"),
            ("class", "ATTACH DATABASE 'x.db' AS x"),
            ("class", "DETACH x"),
            ("class", "VACUUM INTO 'x.db'"),
            ("class", "VACUUM"),
            ("class", "REINDEX"),
            ("class", "ANALYZE"),
            ("class", "SAVEPOINT x"),
            ("class", "END"),
            ("pragma", "PRAGMA query_only = OFF"),
            ("pragma", "PRAGMA query_only(0)"),
            ("pragma", "PRAGMA writable_schema = 1"),
            ("pragma", "PRAGMA user_version = 5"),
            ("pragma", "PRAGMA user_version(5)"),
            ("pragma", "PRAGMA journal_mode=DELETE"),
            ("pragma", "PRAGMA journal_mode(WAL)"),
            ("pragma", "PRAGMA main.journal_mode = MEMORY"),
            ("pragma", "PRAGMA wal_checkpoint"),
            ("pragma", "PRAGMA journal_mode"),
            ("pragma", "PRAGMA table_info(t); DROP TABLE t"),
            ("pragma", "PRAGMA optimize"),
            ("pragma", "PRAGMA incremental_vacuum"),
        ],
    );
    check(
        &["mysql"],
        Purpose::Read,
        &[
            ("executable-comment", "SELECT 1 /*!50000 ; DROP TABLE t */"),
            ("executable-comment", "SELECT /*!INTO OUTFILE '/tmp/x'*/ 1"),
            ("executable-comment", "/*M!100000 DROP TABLE t */"),
            ("unparsable", "SELECT 1 INTO OUTFILE '/tmp/x'"),
            ("unparsable", "SELECT 1 INTO DUMPFILE '/tmp/x'"),
            ("into", "SELECT 1 INTO @x"),
            ("escaped-quote", "SELECT '\\', LOAD_FILE(0x61), '"),
            ("ok", "SELECT 'it''s', 'a\\\\b'"),
            ("locking", "SELECT * FROM t FOR UPDATE"),
            ("unparsable", "SELECT * FROM t LOCK IN SHARE MODE"),
            ("class", "LOAD DATA INFILE '/etc/passwd' INTO TABLE t"),
            ("class", "SET GLOBAL read_only = 0"),
            ("class", "USE other"),
            ("class", "HANDLER t OPEN"),
            ("class", "KILL 1"),
            ("class", "FLUSH TABLES"),
            ("class", "RENAME TABLE a TO b"),
        ],
    );
}

#[test]
fn functions_that_do_harm_are_refused_wherever_they_stand() {
    check(
        &["postgres"],
        Purpose::Read,
        &[
            ("function", "SELECT pg_read_file('/etc/passwd')"),
            ("function", "SELECT * FROM pg_read_file('/etc/passwd')"),
            ("function", "SELECT * FROM LATERAL pg_read_file('/etc/passwd') AS f"),
            ("unparsable", "SELECT * FROM ROWS FROM (pg_read_file('/etc/passwd')) AS f"),
            ("function", "SELECT \"pg_read_file\"('/etc/passwd')"),
            ("function", "SELECT pg_catalog.PG_READ_BINARY_FILE('/etc/passwd')"),
            ("function", "SELECT 1 ORDER BY pg_terminate_backend(1)"),
            ("function", "SELECT 1 WHERE pg_sleep(1) IS NULL"),
            ("function", "SELECT count(*) FILTER (WHERE nextval('s') > 0) FROM t"),
            ("function", "SELECT sum(setval('s', 9)) OVER () FROM t"),
            ("function", "SELECT lo_export(1, '/tmp/x')"),
            ("function", "SELECT lo_import('/etc/passwd')"),
            ("function", "SELECT * FROM dblink('dbname=x', 'DELETE FROM t') AS d(a int)"),
            ("function", "SELECT dblink_exec('dbname=x', 'DELETE FROM t')"),
            ("function", "SELECT pg_import_system_collations('public')"),
            ("function", "SELECT query_to_xml('DELETE FROM t', true, true, '')"),
            ("function", "SELECT set_config('transaction_read_only', 'off', false)"),
            ("function", "SELECT pg_advisory_lock(1)"),
            ("function", "SELECT (SELECT pg_reload_conf()) AS x"),
            ("function", "VALUES (pg_rotate_logfile())"),
            ("function", "EXPLAIN SELECT pg_read_file('/etc/passwd')"),
            ("function", "SELECT ARRAY(SELECT pg_ls_dir('/'))"),
            ("function", "SELECT pg_logical_emit_message(false, 'a', 'b')"),
            ("function", "SELECT CASE WHEN true THEN nextval('s') END"),
            ("function", "SELECT * FROM t LIMIT (SELECT nextval('s'))"),
            ("function", "SELECT * FROM t TABLESAMPLE system (nextval('s'))"),
            ("function", "SELECT a FROM t WINDOW w AS (ORDER BY nextval('s'))"),
            ("function", "SELECT * FROM t JOIN u ON nextval('s') = 1"),
            ("function", "SELECT * FROM t GROUP BY GROUPING SETS ((nextval('s')))"),
            ("escaped-identifier", "SELECT U&\"pg\\005fread_file\"('/etc/passwd')"),
            ("escaped-identifier", "SELECT u&\"n!0065xtval\" UESCAPE '!' ('s')"),
            ("character", "SELECT 1 -- \r, pg_read_file('/etc/passwd')"),
            ("character", "SELECT pg_read_file\u{a0}('/etc/passwd')"),
            ("character", "SELECT 1 \u{0} FROM t"),
            ("character", "SELECT\u{b}1"),
        ],
    );
    check(
        &["sqlite"],
        Purpose::Read,
        &[
            ("function", "SELECT load_extension('x.so')"),
            ("function", "SELECT writefile('/tmp/x', 'x')"),
            ("function", "SELECT \"readfile\"('/etc/passwd')"),
            ("function", "SELECT [load_extension]('x.so')"),
            ("function", "SELECT * FROM fsdir('/')"),
            ("function", "SELECT fts3_tokenizer('simple', x'00')"),
        ],
    );
    check(
        &["mysql"],
        Purpose::Read,
        &[
            ("function", "SELECT LOAD_FILE('/etc/passwd')"),
            ("function", "SELECT GET_LOCK('a', 10)"),
            ("function", "SELECT SLEEP(10)"),
            ("function", "SELECT BENCHMARK(1000000000, MD5('a'))"),
        ],
    );
}

#[test]
fn what_the_parser_does_not_know_is_refused() {
    check(
        &ALL,
        Purpose::Read,
        &[
            ("unparsable", "SELECT 'not closed"),
            ("unparsable", "SELECT 1 /* not closed"),
            ("unparsable", "hello"),
            ("class", "EXEC('DELETE FROM t') SELECT"),
            ("class", "EXEC('DELETE FROM t')"),
            ("unparsable", "SELECT 1 FROM"),
        ],
    );
    let long = format!("SELECT '{}'", "x".repeat(200_000));
    let many = format!("SELECT {}", vec!["1"; 20_000].join("+"));
    let nested = format!("SELECT {}1{}", "(".repeat(4000), ")".repeat(4000));
    check(&ALL, Purpose::Read, &[("length", &long), ("length", &many), ("unparsable", &nested)]);
    // As deep a tree as is admitted.
    let deep = format!("SELECT {}", vec!["1"; 4990].join("+"));
    check(&ALL, Purpose::Read, &[("ok", &deep)]);
}

#[test]
fn one_change_is_admitted_as_a_write() {
    check(
        &ALL,
        Purpose::Write,
        &[
            ("ok", "INSERT INTO t (a) VALUES (1)"),
            ("ok", "INSERT INTO t (a) SELECT b FROM u"),
            ("ok", "UPDATE t SET a = a + 1 WHERE id = 5"),
            ("ok", "DELETE FROM t WHERE id = 5"),
            ("class", "SELECT 1"),
            ("class", "EXPLAIN DELETE FROM t"),
            ("class", "DROP TABLE t"),
            ("class", "CREATE TABLE t (a INT)"),
            ("class", "COMMIT"),
            ("statements", "DELETE FROM t; DELETE FROM u"),
        ],
    );
    check(
        &["postgres"],
        Purpose::Write,
        &[
            ("ok", "INSERT INTO t (id) VALUES (nextval('s')) ON CONFLICT (id) DO NOTHING RETURNING id"),
            ("ok", "WITH x AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM x"),
            ("ok", "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE"),
            ("function", "UPDATE t SET a = pg_read_file('/etc/passwd')"),
            ("function", "INSERT INTO t SELECT * FROM dblink('x', 'y') AS d(a int)"),
            ("writable-with", "WITH d AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM d"),
            ("into", "SELECT * INTO x FROM t"),
            ("explain-analyze", "EXPLAIN ANALYZE DELETE FROM t"),
        ],
    );
}

#[test]
fn tables_are_told_as_they_were_named() {
    let tables = |sql: &str| -> Vec<String> {
        let named = |t: &sequelize_native::kit::Relation| match &t.schema {
            Some(schema) => format!("{schema}.{}", t.name),
            None => t.name.clone(),
        };
        judged("postgres", sql, Purpose::Read).tables.iter().map(named).collect()
    };
    assert_eq!(
        tables("SELECT * FROM a JOIN s.\"B c\" ON true WHERE x IN (SELECT y FROM d)"),
        ["a", "d", "s.B c"]
    );
    assert_eq!(tables("WITH r AS (SELECT * FROM a) SELECT * FROM r, b"), ["a", "b"]);
    // Its own name inside a WITH that is not recursive is the table's.
    assert_eq!(tables("WITH t AS (SELECT * FROM t) SELECT * FROM t"), ["t"]);
    assert_eq!(tables("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b"), ["b"]);
    assert_eq!(tables("WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT * FROM t) SELECT * FROM t"), [""; 0]);
    // The name holds in its query alone.
    assert_eq!(tables("SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) x, t"), ["t"]);
}

#[test]
fn every_refusal_says_what_to_do() {
    for sql in
        ["SELECT 1; SELECT 2", "DROP TABLE t", "SELECT pg_sleep(1)", "DELETE FROM t", "nonsense", "SET a = 1"]
    {
        let verdict = judged("postgres", sql, Purpose::Read);
        let refused = verdict.refused.unwrap_or_else(|| panic!("{sql} was admitted"));
        assert!(refused.message.len() > 10 && refused.instead.ends_with('.'), "{sql}: {refused:?}");
        assert_eq!(verdict.class == Class::Read, sql.contains("pg_sleep"), "{sql}");
    }
}

#[test]
fn a_limit_is_added_where_there_is_none() {
    let limit = |dialect: &str, sql: &str| grammar_by_name(dialect).and_then(|g| limited(sql, 11, g));
    assert_eq!(limit("postgres", "SELECT 1").as_deref(), Some("SELECT 1\nLIMIT 11"));
    assert_eq!(limit("sqlite", "SELECT 'é' ; -- end").as_deref(), Some("SELECT 'é'\nLIMIT 11"));
    assert_eq!(
        limit("sqlite", "SELECT a\nFROM t\nORDER BY a;\n").as_deref(),
        Some("SELECT a\nFROM t\nORDER BY a\nLIMIT 11")
    );
    assert_eq!(
        limit("postgres", "SELECT 1 UNION SELECT 2 -- x").as_deref(),
        Some("SELECT 1 UNION SELECT 2\nLIMIT 11")
    );
    for sql in
        ["SELECT 1 LIMIT 5", "VALUES (1)", "SELECT 1 FETCH FIRST 1 ROW ONLY", "SHOW x", "SELECT 1 OFFSET 5"]
    {
        assert_eq!(limit("postgres", sql), None, "{sql}");
    }
    assert_eq!(limit("sqlite", "SELECT 1 UNION VALUES (2)"), None);
}
