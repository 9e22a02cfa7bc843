//! Everything that knows mysql_like.
