//! Everything that knows mssql.
