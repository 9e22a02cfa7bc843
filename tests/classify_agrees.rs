//! What the parser admits as a read, SQLite itself takes for one statement that does not write. `SEED=n` repeats a run.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};
use sequelize_native::dialect::grammar_by_name;
use sequelize_native::kit::{classify, limited, Class, Purpose};

const SEEDS: &[&str] = &[
    "SELECT id , v FROM t WHERE v = 'x' AND id IN ( 1 , 2 ) ORDER BY id LIMIT 3",
    "WITH a AS ( SELECT 1 AS n ) SELECT * FROM a , t WHERE a . n = t . id",
    "WITH RECURSIVE n ( i ) AS ( SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3 ) SELECT max ( i ) FROM n",
    "SELECT count ( * ) , CASE WHEN v IS NULL THEN 0 ELSE 1 END FROM t GROUP BY v HAVING count ( * ) > 0",
    "VALUES ( 1 , 'a' ) , ( 2 , 'b' )",
    "INSERT INTO t ( id , v ) VALUES ( 7 , 'x' ) RETURNING id",
    "INSERT INTO t SELECT * FROM u ON CONFLICT DO UPDATE SET v = 'x'",
    "REPLACE INTO t ( id ) VALUES ( 1 )",
    "UPDATE t SET v = 'x' WHERE id = 1",
    "DELETE FROM t WHERE id = 1",
    "WITH a AS ( SELECT 1 ) DELETE FROM t",
    "WITH d AS ( DELETE FROM t RETURNING * ) SELECT * FROM d",
    "CREATE TABLE x AS SELECT * FROM t",
    "DROP TABLE t",
    "ALTER TABLE t RENAME TO x",
    "CREATE INDEX i ON t ( v )",
    "PRAGMA table_info ( t )",
    "PRAGMA user_version = 5",
    "PRAGMA main . user_version ( 5 )",
    "PRAGMA journal_mode = DELETE",
    "ATTACH 'x' AS y",
    "VACUUM INTO 'x'",
    "EXPLAIN QUERY PLAN SELECT * FROM t",
    "EXPLAIN DELETE FROM t",
    "BEGIN IMMEDIATE",
    "SAVEPOINT a",
    "SELECT \"v\" , `v` , [v] FROM t -- ; DELETE FROM t",
    "SELECT 1 /* ; DELETE FROM t */ ; DELETE FROM t",
];

/// A small generator of numbers: the same seed makes the same texts.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }
}

/// Two statements' words, cut and mixed.
fn text(numbers: &mut Numbers) -> String {
    const GLUE: &[&str] = &[" ", " ", " ", "\n", "\t", "/**/", " -- x\n", "\r\n", "\r", "\u{a0}"];
    const NOISE: &[&str] = &[
        ";", "'", "\"", "(", ")", "--", "/*", "*/", "''", "`", "[", "]", "$1", "?", "\\", "EXPLAIN",
        "FROM t", ",",
    ];
    let mut words: Vec<&str> = numbers.pick(SEEDS).split(' ').collect();
    for _ in 0..numbers.below(4) {
        let at = numbers.below(words.len());
        match numbers.below(5) {
            0 => drop(words.remove(at.min(words.len() - 1))),
            1 => words.insert(at, numbers.pick(NOISE)),
            2 => {
                let other = numbers.below(words.len());
                words.swap(at, other);
            }
            3 => words.splice(at..at, numbers.pick(SEEDS).split(' ')).for_each(drop),
            _ => words.truncate(at.max(1)),
        }
        if words.is_empty() {
            words.push("SELECT");
        }
    }
    let mut sql = String::new();
    for word in words {
        sql.push_str(word);
        // Mostly blanks: odd glue is refused at once and proves little.
        sql.push_str(if numbers.below(12) == 0 { numbers.pick(GLUE) } else { " " });
    }
    sql
}

fn database() -> Connection {
    let connection = Connection::open_in_memory().expect("SQLite opens in memory");
    connection
        .execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE TABLE u (id, v)")
        .expect("tables");
    connection
}

/// Whether SQLite prepares the text, as how many statements, and whether one of them writes.
fn judged(connection: &Connection, sql: &str) -> Option<(usize, bool)> {
    let mut batch = Batch::new(connection, sql);
    let (mut count, mut writes) = (0, false);
    while let Some(statement) = batch.next().ok()? {
        count += 1;
        writes |= !statement.readonly() && statement.is_explain() == 0;
    }
    Some((count, writes))
}

#[test]
fn sqlite_takes_what_is_admitted_for_one_read() {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_123);
    println!("SEED={seed}");
    let mut numbers = Numbers(seed);
    let grammar = grammar_by_name("sqlite").expect("SQLite has a grammar");
    let connection = database();
    let (mut admitted, mut prepared) = (0, 0);
    for _ in 0..20_000 {
        let sql = text(&mut numbers);
        let verdict = classify(&sql, grammar, Purpose::Read);
        if let Some(refused) = &verdict.refused {
            assert_ne!(refused.message, "The text could not be judged", "{sql:?}");
            continue;
        }
        admitted += 1;
        assert_eq!(verdict.class, Class::Read, "{sql:?}");
        for text in [Some(sql.clone()), limited(&sql, 5, grammar)].into_iter().flatten() {
            // What SQLite does not prepare does not run.
            if let Some((count, writes)) = judged(&connection, &text) {
                prepared += 1;
                assert!(count == 1 && !writes, "{count} statements, writes: {writes}: {text:?}");
            }
        }
    }
    assert!(admitted > 1000 && prepared > 1000, "{admitted} admitted, {prepared} prepared");
}

#[test]
fn no_text_is_too_odd_to_be_judged() {
    let mut numbers = Numbers(4711);
    for name in ["postgres", "mysql"] {
        let grammar = grammar_by_name(name).expect("a grammar");
        for _ in 0..3000 {
            let sql = text(&mut numbers);
            for purpose in [Purpose::Read, Purpose::Write] {
                if let Some(refused) = classify(&sql, grammar, purpose).refused {
                    assert_ne!(refused.message, "The text could not be judged", "{sql:?}");
                }
            }
        }
    }
}
