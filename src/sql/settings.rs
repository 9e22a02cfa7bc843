//! What one Sequelize instance says about SQL text: options that are not the dialect's own.

/// v6's `attributeBehavior`: what becomes of a selected attribute whose name holds parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AttributeBehavior {
    #[default]
    Throw,
    Escape,
    /// Printed as it stands: the caller answers for it.
    UnsafeLegacy,
}

/// Options of a Sequelize instance that change what is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// v6's `timezone`: `+00:00` or an IANA name.
    pub timezone: String,
    /// v6's `quoteIdentifiers` (PostgreSQL: print names bare where they need no quotes).
    pub quote_identifiers: bool,
    pub minify_aliases: bool,
    pub attribute_behavior: AttributeBehavior,
    /// The server's version where known (`databaseVersion`), `0` before the first connection.
    pub database_version: String,
    /// PostgreSQL: string literals with backslashes need `E'…'` when this is off.
    pub standard_conforming_strings: bool,
    /// v6's `schema` option: where tables are looked for when a call names no schema.
    pub schema: Option<String>,
    /// The database of the connection.
    pub database: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            timezone: "+00:00".into(),
            quote_identifiers: true,
            minify_aliases: false,
            attribute_behavior: AttributeBehavior::Throw,
            database_version: "0".into(),
            standard_conforming_strings: true,
            schema: None,
            database: None,
        }
    }
}
