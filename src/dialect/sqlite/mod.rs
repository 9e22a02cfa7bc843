//! Everything that knows sqlite.
