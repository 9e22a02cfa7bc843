//! Everything that knows mariadb.
