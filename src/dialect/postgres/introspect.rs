//! Questions to PostgreSQL's catalogs.

use super::ddl::schema_of;
use crate::ast::ddl::{Ddl, TableArg};
use crate::failure::Result;
use crate::sql::ddl::Printer;

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<Option<String>> {
    Ok(Some(match statement {
        Ddl::ShowSchemas { .. } => "SELECT schema_name FROM information_schema.schemata \
             WHERE schema_name <> 'information_schema' AND schema_name != 'public' AND schema_name !~ E'^pg_';"
            .into(),
        Ddl::Version => "SHOW SERVER_VERSION".into(),
        Ddl::ShowTables { .. } => format!(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = {} \
             AND table_type LIKE '%TABLE' AND table_name != 'spatial_ref_sys';",
            p.escape(p.settings.schema.as_deref().unwrap_or("public"))?
        ),
        Ddl::TableExists { table } => format!(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = {} AND table_name = {}",
            p.escape(table.name.schema.as_deref().filter(|s| !s.is_empty()).unwrap_or("public"))?,
            p.escape(&table.name.table)?
        ),
        Ddl::DescribeTable { table } => describe(p, table)?,
        Ddl::ShowIndexes { table, .. } => indexes(p, table)?,
        Ddl::ShowConstraints { table, .. } => format!(
            "SELECT constraint_catalog AS \"constraintCatalog\", constraint_schema AS \"constraintSchema\", \
             constraint_name AS \"constraintName\", table_catalog AS \"tableCatalog\", \
             table_schema AS \"tableSchema\", table_name AS \"tableName\", \
             constraint_type AS \"constraintType\", is_deferrable AS \"isDeferrable\", \
             initially_deferred AS \"initiallyDeferred\" from INFORMATION_SCHEMA.table_constraints \
             WHERE table_name={};",
            p.escape(&table.name.table)?
        ),
        Ddl::ForeignKeys { table, .. } => format!(
            "SELECT conname as constraint_name, pg_catalog.pg_get_constraintdef(r.oid, true) as condef \
             FROM pg_catalog.pg_constraint r \
             WHERE r.conrelid = (SELECT oid FROM pg_class WHERE relname = {} LIMIT 1) AND r.contype = 'f' ORDER BY 1;",
            p.escape(&table.name.table)?
        ),
        Ddl::ForeignKeyReferences { table, catalog, schema } => {
            let mut sql = format!(
                "{REFERENCES}WHERE constraint_type = 'FOREIGN KEY' AND tc.table_name = {}",
                p.escape(&table.name.table)?
            );
            if let Some(catalog) = catalog {
                sql.push_str(&format!(" AND tc.table_catalog = {}", p.escape(catalog)?));
            }
            if let Some(schema) = schema {
                sql.push_str(&format!(" AND tc.table_schema = {}", p.escape(schema)?));
            }
            sql
        }
        Ddl::ForeignKey { table, column } => {
            let mut sql = format!(
                "{REFERENCES}WHERE constraint_type = 'FOREIGN KEY' AND tc.table_name={} AND  kcu.column_name = {}",
                p.escape(&table.name.table)?,
                p.escape(column)?
            );
            if let Some(schema) = table.name.schema.as_deref().filter(|s| !s.is_empty()) {
                sql.push_str(&format!(" AND tc.table_schema = {}", p.escape(schema)?));
            }
            sql
        }
        _ => return Ok(None),
    }))
}

const REFERENCES: &str = "SELECT DISTINCT tc.constraint_name as constraint_name, \
    tc.constraint_schema as constraint_schema, tc.constraint_catalog as constraint_catalog, \
    tc.table_name as table_name,tc.table_schema as table_schema,tc.table_catalog as table_catalog,\
    tc.initially_deferred as initially_deferred,tc.is_deferrable as is_deferrable,\
    kcu.column_name as column_name,ccu.table_schema  AS referenced_table_schema,\
    ccu.table_catalog  AS referenced_table_catalog,ccu.table_name  AS referenced_table_name,\
    ccu.column_name AS referenced_column_name FROM information_schema.table_constraints AS tc \
    JOIN information_schema.key_column_usage AS kcu ON tc.constraint_name = kcu.constraint_name \
    JOIN information_schema.constraint_column_usage AS ccu ON ccu.constraint_name = tc.constraint_name ";

/// Columns with their type, default, enum labels, comment and part in the primary key.
fn describe(p: Printer<'_>, table: &TableArg) -> Result<String> {
    Ok(format!(
        "SELECT pk.constraint_type as \"Constraint\",c.column_name as \"Field\", \
         c.column_default as \"Default\",c.is_nullable as \"Null\", \
         (CASE WHEN c.udt_name = 'hstore' THEN c.udt_name ELSE c.data_type END) || \
         (CASE WHEN c.character_maximum_length IS NOT NULL THEN '(' || c.character_maximum_length || ')' \
         ELSE '' END) as \"Type\", \
         (SELECT array_agg(e.enumlabel) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e \
         ON t.oid=e.enumtypid WHERE t.typname=c.udt_name) AS \"special\", \
         (SELECT pgd.description FROM pg_catalog.pg_statio_all_tables AS st INNER JOIN \
         pg_catalog.pg_description pgd on (pgd.objoid=st.relid) WHERE c.ordinal_position=pgd.objsubid \
         AND c.table_name=st.relname) AS \"Comment\" FROM information_schema.columns c \
         LEFT JOIN (SELECT tc.table_schema, tc.table_name, cu.column_name, tc.constraint_type \
         FROM information_schema.TABLE_CONSTRAINTS tc JOIN information_schema.KEY_COLUMN_USAGE  cu \
         ON tc.table_schema=cu.table_schema and tc.table_name=cu.table_name \
         and tc.constraint_name=cu.constraint_name and tc.constraint_type='PRIMARY KEY') pk \
         ON pk.table_schema=c.table_schema AND pk.table_name=c.table_name \
         AND pk.column_name=c.column_name WHERE c.table_name = {} AND c.table_schema = {}",
        p.escape(&table.name.table)?,
        p.escape(schema_of(&p, table))?
    ))
}

fn indexes(p: Printer<'_>, table: &TableArg) -> Result<String> {
    let (join, condition) = match table.name.schema.as_deref().filter(|s| !s.is_empty()) {
        Some(schema) => {
            (", pg_namespace s", format!(" AND s.oid = t.relnamespace AND s.nspname = {}", p.escape(schema)?))
        }
        None => ("", String::new()),
    };
    Ok(format!(
        "SELECT i.relname AS name, ix.indisprimary AS primary, ix.indisunique AS unique, ix.indkey AS indkey, \
         array_agg(a.attnum) as column_indexes, array_agg(a.attname) AS column_names, \
         pg_get_indexdef(ix.indexrelid) AS definition FROM pg_class t, pg_class i, pg_index ix, \
         pg_attribute a{join} WHERE t.oid = ix.indrelid AND i.oid = ix.indexrelid AND a.attrelid = t.oid AND \
         t.relkind = 'r' and t.relname = {}{condition} \
         GROUP BY i.relname, ix.indexrelid, ix.indisprimary, ix.indisunique, ix.indkey ORDER BY i.relname;",
        p.escape(&table.name.table)?
    ))
}
