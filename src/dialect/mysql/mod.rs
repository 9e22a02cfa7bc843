//! Everything that knows mysql.

mod sql;

pub use sql::Mysql;

use super::mysql_like::Flavor;

/// As mysql2 reads.
pub const FLAVOR: Flavor = Flavor {
    name: "mysql",
    decimals_as_numbers: false,
    all_big_numbers_as_text: true,
    sets_as_lists: false,
    plain_geometry: true,
    connect_timeout: 10_000,
};
