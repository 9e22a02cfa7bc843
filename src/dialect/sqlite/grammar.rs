//! How SQLite reads SQL text, and which of its functions do harm.

use crate::kit::{Danger, Grammar, ReadOnlyWords};

/// <https://sqlite.org/lang_corefunc.html>, <https://sqlite.org/pragma.html>. `readfile`, `writefile` and `edit`
/// belong to the command line shell; an application may have added them.
pub static GRAMMAR: Grammar = Grammar {
    parser: || Box::new(sqlparser::dialect::SQLiteDialect {}),
    dangers: &[(
        Danger::Files,
        &["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "fsdir", "zipfile", "csv"],
    )],
    executable_comments: false,
    backslash_escapes: false,
    unicode_identifiers: false,
    pragmas: &[
        "application_id",
        "collation_list",
        "compile_options",
        "data_version",
        "database_list",
        "encoding",
        "foreign_key_check",
        "foreign_key_list",
        "foreign_keys",
        "freelist_count",
        "function_list",
        "module_list",
        "page_count",
        "page_size",
        "pragma_list",
        "schema_version",
        "table_list",
        "user_version",
    ],
    pragmas_of_tables: &[
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "table_info",
        "table_list",
        "table_xinfo",
    ],
    // The mode belongs to the connection, not to the transaction.
    read_only: ReadOnlyWords {
        on: &["PRAGMA query_only = ON"],
        off: &["PRAGMA query_only = OFF"],
        in_savepoints: true,
    },
    explain: "EXPLAIN QUERY PLAN ",
    explain_analyze: None,
};
