//! What MySQL and MariaDB have in common.

pub mod ddl;
pub mod introspect;
pub mod json;
pub mod literal;
pub mod lock;
pub mod types;

use crate::sql::lexical::Lexical;

/// <https://dev.mysql.com/doc/refman/8.4/en/comments.html>
pub const LEXICAL: Lexical =
    Lexical { dashes_need_space: true, hash_comments: true, backslashes: true, ..Lexical::STANDARD };
