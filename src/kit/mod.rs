//! What a server needs to judge SQL text that it did not write: its class, what it touches, why it is refused.
//!
//! [`classify`] reads a text with a real parser and fails closed: a text that is not understood is refused. It is
//! the second wall. The first is the database's own read-only mode ([`Grammar::read_only`]), the third the
//! list of functions that do harm in spite of it ([`Danger`]).

mod classify;
mod grammar;
mod limit;
mod text;
mod touched;

pub use classify::{classify, Class, Purpose, Refused, Verdict};
pub use grammar::{Danger, Grammar, ReadOnlyWords};
pub use limit::limited;
pub use touched::Relation;
