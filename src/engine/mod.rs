//! Runs things: pool, transactions, log.
