//! Writes that only PostgreSQL words this way.

use crate::ast::write::Insert;
use crate::failure::Result;
use crate::sql::Writer;

/// An INSERT inside a function of the session, which turns a unique violation into a column:
/// the transaction around it stays usable. Both rows and the violation's detail come from one SELECT.
///
/// ```sql
/// CREATE OR REPLACE FUNCTION pg_temp.testfunc(OUT response "users", OUT sequelize_caught_exception text)
/// RETURNS RECORD AS $func_…$ BEGIN INSERT … RETURNING * INTO response;
/// EXCEPTION WHEN unique_violation THEN GET STACKED DIAGNOSTICS … END $func_…$ LANGUAGE plpgsql;
/// SELECT (testfunc.response)."id", testfunc.sequelize_caught_exception FROM pg_temp.testfunc(); DROP FUNCTION …
/// ```
///
/// <https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-EXCEPTION-DIAGNOSTICS>
pub fn insert_catching(w: &mut Writer<'_>, insert: &Insert) -> Result<()> {
    // A delimiter that no value of the request can contain.
    let delimiter = format!("$func_{}$", uuid::Uuid::new_v4().simple());
    w.text("CREATE OR REPLACE FUNCTION pg_temp.testfunc(OUT response ");
    w.table(&insert.table);
    w.text(", OUT sequelize_caught_exception text) RETURNS RECORD AS ");
    w.text(&delimiter);
    w.text(" BEGIN ");
    w.insert_rows(insert, &insert.rows)?;
    w.text(" RETURNING * INTO response; EXCEPTION WHEN unique_violation THEN GET STACKED DIAGNOSTICS ");
    w.text("sequelize_caught_exception = PG_EXCEPTION_DETAIL; END ");
    w.text(&delimiter);
    w.text(" LANGUAGE plpgsql; SELECT ");
    let columns = insert.returning.as_ref().map(|r| r.columns.as_slice()).unwrap_or_default();
    if columns.is_empty() {
        w.text("(testfunc.response).*");
    }
    for (i, column) in columns.iter().enumerate() {
        w.text(if i > 0 { ", (testfunc.response)." } else { "(testfunc.response)." });
        w.ident(column);
    }
    w.text(", testfunc.sequelize_caught_exception FROM pg_temp.testfunc(); ");
    w.text("DROP FUNCTION IF EXISTS pg_temp.testfunc();");
    Ok(())
}
