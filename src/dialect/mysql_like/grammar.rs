//! How MySQL and MariaDB read SQL text, and which of their functions do harm in a READ ONLY transaction.

use crate::kit::{Danger, Grammar, ReadOnlyWords};

/// <https://dev.mysql.com/doc/refman/8.4/en/built-in-function-reference.html>; NEXTVAL and SETVAL are MariaDB's.
pub static GRAMMAR: Grammar = Grammar {
    parser: || Box::new(sqlparser::dialect::MySqlDialect {}),
    dangers: &[
        (Danger::Files, &["load_file", "sys_exec", "sys_eval", "sys_get", "sys_set", "lib_mysqludf_*"]),
        (
            Danger::Locks,
            &["get_lock", "release_lock", "release_all_locks", "service_get_*", "service_release_locks"],
        ),
        (
            Danger::Waiting,
            &[
                "sleep",
                "benchmark",
                "master_pos_wait",
                "source_pos_wait",
                "master_gtid_wait",
                "wait_for_executed_gtid_set",
                "wait_until_sql_thread_after_gtids",
            ],
        ),
        (
            Danger::Server,
            &["group_replication_*", "asynchronous_connection_failover_*", "audit_log_*", "keyring_*"],
        ),
        (Danger::Sequences, &["nextval", "setval"]),
    ],
    executable_comments: true,
    backslash_escapes: true,
    unicode_identifiers: false,
    pragmas: &[],
    pragmas_of_tables: &[],
    // A transaction's mode is chosen where it begins: the one that was begun gives way to another. MariaDB's
    // definitions end it and run after it: those the session's mode holds.
    read_only: ReadOnlyWords {
        on: &["ROLLBACK", "SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"],
        off: &["SET SESSION TRANSACTION READ WRITE"],
        in_savepoints: false,
    },
    explain: "EXPLAIN FORMAT=JSON ",
    explain_analyze: None,
};
