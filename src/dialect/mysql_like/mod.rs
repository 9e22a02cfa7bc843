//! What MySQL and MariaDB have in common.

pub mod json;
pub mod literal;
