//! Everything that knows mysql.
