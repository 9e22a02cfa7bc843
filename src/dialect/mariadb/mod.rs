//! Everything that knows mariadb.

mod ddl;
mod sql;

pub use sql::MariaDb;

use super::mysql_like::Flavor;

/// As the mariadb driver reads.
pub const FLAVOR: Flavor = Flavor {
    name: "mariadb",
    decimals_as_numbers: true,
    all_big_numbers_as_text: false,
    sets_as_lists: true,
    plain_geometry: false,
    connect_timeout: 1_000,
};
