//! Everything that knows mariadb.

mod ddl;

use super::mysql_like::{Flavor, MysqlLike, FEATURES};
use crate::sql::Features;

pub static SQL: MysqlLike = MysqlLike {
    name: "mariadb",
    features: &Features { schemas: true, ..FEATURES },
    always_milliseconds: true,
    quotes_json_keys: false,
    ddl: ddl::print,
};

/// As the mariadb driver reads.
pub const FLAVOR: Flavor = Flavor {
    decimals_as_numbers: true,
    all_big_numbers_as_text: false,
    sets_as_lists: true,
    plain_geometry: false,
};
