//! What MySQL and MariaDB have in common.

mod cancel;
mod config;
mod connection;
pub mod ddl;
mod decode;
pub mod driver;
mod encode;
mod errors;
mod flavor;
pub mod grammar;
mod inline;
pub mod introspect;
pub mod json;
pub mod literal;
pub mod lock;
mod pipeline;
mod protocol;
mod results;
mod sql;
mod statement;
mod statements;
pub mod types;

pub use flavor::Flavor;
pub use sql::MysqlLike;

use crate::sql::lexical::Lexical;
use crate::sql::{ConflictStyle, Features, IndexFeatures, IndexUsing, LimitStyle, WriteFeatures};

/// <https://dev.mysql.com/doc/refman/8.4/en/comments.html>
pub const LEXICAL: Lexical =
    Lexical { dashes_need_space: true, hash_comments: true, backslashes: true, ..Lexical::STANDARD };

pub const FEATURES: Features = Features {
    regexp: "REGEXP",
    not_regexp: "NOT REGEXP",
    json_scalars_as_text: true,
    // `IS` takes TRUE and FALSE, and no parameter.
    is_parameter: ["<=>", "<=>"],
    is_not_parameter_end: " IS NOT TRUE",
    limit_type: Some(literal::LIMIT),
    numbered_placeholders: false,
    lexical: LEXICAL,
    index: IndexFeatures {
        collate: false,
        length: true,
        parser: true,
        kind: true,
        using: IndexUsing::BeforeTable,
        via_alter: true,
        ..IndexFeatures::DEFAULT
    },
    limit: LimitStyle::OffsetCommaLimit,
    lock: true,
    lock_share: "LOCK IN SHARE MODE",
    index_hints: true,
    write: WriteFeatures {
        empty_row: " VALUES ()",
        ignore_duplicates: " IGNORE",
        conflict: ConflictStyle::OnDuplicateKey,
        ..WriteFeatures::DEFAULT
    },
    ..Features::DEFAULT
};
