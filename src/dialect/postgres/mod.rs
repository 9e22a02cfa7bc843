//! Everything that knows postgres.
