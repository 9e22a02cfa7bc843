//! Everything that knows mysql.

use super::mysql_like::{ddl, Flavor, MysqlLike, FEATURES};

pub static SQL: MysqlLike = MysqlLike {
    name: "mysql",
    features: &FEATURES,
    always_milliseconds: false,
    quotes_json_keys: true,
    ddl: ddl::print,
};

/// As mysql2 reads.
pub const FLAVOR: Flavor = Flavor {
    decimals_as_numbers: false,
    all_big_numbers_as_text: true,
    sets_as_lists: false,
    plain_geometry: true,
};
