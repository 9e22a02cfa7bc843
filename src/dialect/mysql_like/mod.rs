//! What MySQL and MariaDB have in common.

pub mod ddl;
pub mod introspect;
pub mod json;
pub mod literal;
pub mod types;
