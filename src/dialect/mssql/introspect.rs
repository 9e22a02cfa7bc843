//! Questions to SQL Server's catalogs.

use super::ddl::quoted;
use crate::ast::ddl::{Ddl, TableArg};
use crate::failure::Result;
use crate::sql::ddl::Printer;

pub fn print(p: Printer<'_>, statement: &Ddl) -> Result<Option<String>> {
    Ok(Some(match statement {
        Ddl::ShowSchemas { .. } => "SELECT \"name\" as \"schema_name\" FROM sys.schemas as s \
             WHERE \"s\".\"name\" NOT IN ( 'INFORMATION_SCHEMA', 'dbo', 'guest', 'sys', 'archive' ) \
             AND \"s\".\"name\" NOT LIKE 'db_%'"
            .into(),
        // The product version has four parts; the last one goes.
        Ddl::Version => "DECLARE @ms_ver NVARCHAR(20); \
             SET @ms_ver = REVERSE(CONVERT(NVARCHAR(20), SERVERPROPERTY('ProductVersion'))); \
             SELECT REVERSE(SUBSTRING(@ms_ver, CHARINDEX('.', @ms_ver)+1, 20)) AS 'version'"
            .into(),
        Ddl::DescribeTable { table } => describe(table),
        Ddl::ShowTables { .. } => "SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES \
             WHERE TABLE_TYPE = 'BASE TABLE';"
            .into(),
        Ddl::TableExists { table } => format!(
            "SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES \
             WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = {} AND TABLE_SCHEMA = {}",
            p.escape(&table.name.table)?,
            p.escape(table.name.schema.as_deref().filter(|s| !s.is_empty()).unwrap_or("dbo"))?
        ),
        Ddl::ShowIndexes { table, .. } => {
            format!("EXEC sys.sp_helpindex @objname = N{};", quoted(&p.table(table)))
        }
        Ddl::ShowConstraints { table, .. } => {
            format!("EXEC sp_helpconstraint @objname = {};", p.escape(&p.table(table))?)
        }
        Ddl::ForeignKeys { table, database } => {
            let mut sql =
                format!("{} WHERE TB.NAME ={}", foreign_keys(database.as_deref()), quoted(&table.name.table));
            if let Some(schema) = table.name.schema.as_deref().filter(|s| !s.is_empty()) {
                sql.push_str(&format!(" AND SCHEMA_NAME(TB.SCHEMA_ID) ={}", quoted(schema)));
            }
            sql
        }
        Ddl::ForeignKey { table, column } => {
            let mut sql = format!(
                "{} WHERE TB.NAME ={} AND COL.NAME ={}",
                foreign_keys(None),
                quoted(&table.name.table),
                quoted(column)
            );
            if let Some(schema) = table.name.schema.as_deref().filter(|s| !s.is_empty()) {
                sql.push_str(&format!(" AND SCHEMA_NAME(TB.SCHEMA_ID) ={}", quoted(schema)));
            }
            sql
        }
        Ddl::PrimaryKeyConstraint { table, column } => format!(
            "SELECT K.TABLE_NAME AS tableName, K.COLUMN_NAME AS columnName, \
             K.CONSTRAINT_NAME AS constraintName FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS AS C \
             JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS K ON C.TABLE_NAME = K.TABLE_NAME \
             AND C.CONSTRAINT_CATALOG = K.CONSTRAINT_CATALOG AND C.CONSTRAINT_SCHEMA = K.CONSTRAINT_SCHEMA \
             AND C.CONSTRAINT_NAME = K.CONSTRAINT_NAME WHERE C.CONSTRAINT_TYPE = 'PRIMARY KEY' \
             AND K.COLUMN_NAME = {} AND K.TABLE_NAME = {};",
            quoted(column),
            quoted(&table.name.table)
        ),
        Ddl::DefaultConstraint { table, column } => {
            let name = quoted(&p.table(table));
            format!(
                "SELECT name FROM sys.default_constraints WHERE PARENT_OBJECT_ID = OBJECT_ID({name}, 'U') \
                 AND PARENT_COLUMN_ID = (SELECT column_id FROM sys.columns WHERE NAME = ({}) \
                 AND object_id = OBJECT_ID({name}, 'U'));",
                quoted(column)
            )
        }
        _ => return Ok(None),
    }))
}

fn foreign_keys(catalog: Option<&str>) -> String {
    let column = |name: &str| match catalog.filter(|c| !c.is_empty()) {
        Some(catalog) => format!("{name} = {}, ", quoted(catalog)),
        None => String::new(),
    };
    format!(
        "SELECT constraint_name = OBJ.NAME, constraintName = OBJ.NAME, {}\
         constraintSchema = SCHEMA_NAME(OBJ.SCHEMA_ID), tableName = TB.NAME, \
         tableSchema = SCHEMA_NAME(TB.SCHEMA_ID), {}columnName = COL.NAME, \
         referencedTableSchema = SCHEMA_NAME(RTB.SCHEMA_ID), {}referencedTableName = RTB.NAME, \
         referencedColumnName = RCOL.NAME FROM sys.foreign_key_columns FKC \
         INNER JOIN sys.objects OBJ ON OBJ.OBJECT_ID = FKC.CONSTRAINT_OBJECT_ID \
         INNER JOIN sys.tables TB ON TB.OBJECT_ID = FKC.PARENT_OBJECT_ID \
         INNER JOIN sys.columns COL ON COL.COLUMN_ID = PARENT_COLUMN_ID AND COL.OBJECT_ID = TB.OBJECT_ID \
         INNER JOIN sys.tables RTB ON RTB.OBJECT_ID = FKC.REFERENCED_OBJECT_ID \
         INNER JOIN sys.columns RCOL ON RCOL.COLUMN_ID = REFERENCED_COLUMN_ID AND RCOL.OBJECT_ID = RTB.OBJECT_ID",
        column("constraintCatalog"),
        column("tableCatalog"),
        column("referencedCatalog")
    )
}

fn describe(table: &TableArg) -> String {
    let mut sql = format!(
        "SELECT c.COLUMN_NAME AS 'Name', c.DATA_TYPE AS 'Type', c.CHARACTER_MAXIMUM_LENGTH AS 'Length', \
         c.IS_NULLABLE as 'IsNull', COLUMN_DEFAULT AS 'Default', pk.CONSTRAINT_TYPE AS 'Constraint', \
         COLUMNPROPERTY(OBJECT_ID('[' + c.TABLE_SCHEMA + '].[' + c.TABLE_NAME + ']'), c.COLUMN_NAME, \
         'IsIdentity') as 'IsIdentity', CAST(prop.value AS NVARCHAR) AS 'Comment' FROM \
         INFORMATION_SCHEMA.TABLES t INNER JOIN INFORMATION_SCHEMA.COLUMNS c \
         ON t.TABLE_NAME = c.TABLE_NAME AND t.TABLE_SCHEMA = c.TABLE_SCHEMA \
         LEFT JOIN (SELECT tc.table_schema, tc.table_name,  cu.column_name, tc.CONSTRAINT_TYPE  \
         FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS tc  JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE  cu  \
         ON tc.table_schema=cu.table_schema and tc.table_name=cu.table_name  \
         and tc.constraint_name=cu.constraint_name  and tc.CONSTRAINT_TYPE='PRIMARY KEY') pk  \
         ON pk.table_schema=c.table_schema  AND pk.table_name=c.table_name  \
         AND pk.column_name=c.column_name  INNER JOIN sys.columns AS sc \
         ON sc.object_id = OBJECT_ID('[' + t.TABLE_SCHEMA + '].[' + t.TABLE_NAME + ']') \
         AND sc.name = c.column_name LEFT JOIN sys.extended_properties prop \
         ON prop.major_id = sc.object_id AND prop.minor_id = sc.column_id \
         AND prop.name = 'MS_Description' WHERE t.TABLE_NAME = {}",
        quoted(&table.name.table)
    );
    if let Some(schema) = table.name.schema.as_deref().filter(|s| !s.is_empty()) {
        sql.push_str(&format!("AND t.TABLE_SCHEMA ={}", quoted(schema)));
    }
    sql
}
