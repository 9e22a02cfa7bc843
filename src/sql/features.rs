//! What differs between databases, as data. A field states its default and what follows from it.

/// A dialect's capabilities, as v6's `dialect.supports` and our own needs name them.
/// Add a field here before writing code that asks which database it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Schemas exist; otherwise schema and table become one quoted name. Default false.
    pub schemas: bool,
    /// `expr = ANY($1)` with an array parameter stands for an IN-list. Default false.
    pub array_parameters: bool,
    /// `RETURNING` on INSERT, UPDATE and DELETE. Default false.
    pub returning: bool,
}

impl Features {
    /// The starting point of every dialect's table.
    pub const DEFAULT: Features = Features { schemas: false, array_parameters: false, returning: false };
}
