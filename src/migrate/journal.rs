//! The journal: the table of names as sequelize-cli and Umzug keep it.

use super::database::{Database, Rows};
use crate::ast::ddl::{AllowNull, Column, ColumnContext, Ddl, TableArg, TableOptions};
use crate::ast::write::{Delete, Insert, Update};
use crate::ast::{
    DataType, Expr, Order, Param, Select, SelectItem, Source, TableName, Transform, ValueKind, Write,
};
use crate::engine::Target;
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::ddl::Printer;
use crate::sql::Statement;
use crate::value::Value;
use std::sync::Arc;

/// Where applied migrations are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Journal {
    /// Nowhere.
    None,
    /// The caller keeps it.
    Foreign,
    Table(NameTable),
}

/// The table of names, as Umzug's SequelizeStorage would define it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTable {
    pub table: TableName,
    pub column: String,
    /// The column's type in the database's words.
    pub column_type: String,
    /// `createdAt` and `updatedAt`, where the table has them.
    pub timestamps: Vec<String>,
}

/// Who runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    pub host: String,
    pub user: String,
    pub pid: u32,
}

impl NameTable {
    /// Names in their order; `None`: there is no table yet.
    pub async fn names(&self, db: &Database) -> Result<Option<Vec<String>>> {
        let rows = read(db, &self.table, &[&self.column], Some(&self.column)).await?;
        Ok(rows.map(|rows| rows.into_iter().filter_map(|mut row| row.pop().flatten()).collect()))
    }

    pub async fn create(&self, db: &Database) -> Result<()> {
        let name = Column {
            key: self.column.clone(),
            data_type: Some(raw_type(&self.column_type)),
            allow_null: AllowNull::No,
            unique: true,
            primary_key: true,
            ..Column::default()
        };
        let dated = |name: &String| Column {
            key: name.clone(),
            data_type: Some(column_type("DATE", None)),
            allow_null: AllowNull::No,
            ..Column::default()
        };
        let columns: Vec<Column> = [name].into_iter().chain(self.timestamps.iter().map(dated)).collect();
        create_table(db, &self.table, &columns).await
    }

    pub async fn add(&self, db: &Database, target: Target, name: &str, now: i64) -> Result<()> {
        let mut row = vec![(self.column.clone(), Value::Text(name.into()), None)];
        let date = Some(column_type("DATE", None));
        row.extend(self.timestamps.iter().map(|c| (c.clone(), Value::Date(now), date.clone())));
        insert(db, target, &self.table, row).await
    }

    pub async fn remove(&self, db: &Database, target: Target, name: &str) -> Result<()> {
        delete(db, target, &self.table, &self.column, name).await
    }
}

/// A column, its value, and its type where the value alone does not say how it is written.
pub type Assigned = (String, Value, Option<Arc<DataType>>);

pub fn column_type(key: &str, length: Option<u32>) -> Arc<DataType> {
    Arc::new(DataType { key: key.into(), length: length.map(|n| n.to_string()), ..DataType::default() })
}

fn raw_type(sql: &str) -> Arc<DataType> {
    Arc::new(DataType { key: "RAW".into(), sql: Some(sql.into()), ..DataType::default() })
}

pub async fn create_table(db: &Database, table: &TableName, columns: &[Column]) -> Result<()> {
    let arg = TableArg { name: table.clone(), text: false };
    let context = ColumnContext {
        context: Some("createTable".into()),
        table: Some(arg.clone()),
        ..ColumnContext::default()
    };
    let columns = db.dialect.columns(Printer::new(db.dialect, &db.settings), columns, &context)?;
    let statement = Ddl::CreateTable { table: arg, columns, options: TableOptions::default() };
    db.ddl(super::database::POOL, &statement).await.map(drop)
}

/// Columns of all rows. `None` where the table is not there.
pub async fn read(
    db: &Database,
    table: &TableName,
    columns: &[&str],
    order: Option<&str>,
) -> Result<Option<Rows>> {
    let column = |name: &str| Expr::Column(vec![name.to_owned()]);
    let select = Select {
        items: columns.iter().map(|name| SelectItem::new(column(name), None)).collect(),
        from: Some(Source::table(table.clone(), None)),
        order: order.map(|name| Order { expr: column(name), suffix: Some("ASC") }).into_iter().collect(),
        ..Select::default()
    };
    match db.run(super::database::POOL, &Statement::Select(select), &[]).await {
        Ok(rows) => Ok(Some(rows)),
        Err(failure) if failure.kind == FailureKind::Database => {
            // Asking first would be wrong where the table is found by a search path.
            let exists = Ddl::TableExists { table: TableArg { name: table.clone(), text: false } };
            match db.ddl(super::database::POOL, &exists).await {
                Ok(rows) if rows.is_empty() => Ok(None),
                _ => Err(failure),
            }
        }
        Err(failure) => Err(failure),
    }
}

fn param(index: usize, value: &Value, data_type: Option<Arc<DataType>>) -> Expr {
    let kind = match value {
        Value::Null => ValueKind::Null,
        Value::Bool(_) => ValueKind::Bool,
        Value::Int(_) | Value::Float(_) => ValueKind::Number,
        Value::Date(_) => ValueKind::Date,
        _ => ValueKind::Text,
    };
    Expr::Param(Param { index, element: None, kind, data_type, transform: Transform::None })
}

fn split(row: Vec<Assigned>) -> (Vec<(String, Expr)>, Vec<Value>) {
    let bound =
        row.iter().enumerate().map(|(n, (name, value, t))| (name.clone(), param(n, value, t.clone())));
    (bound.collect(), row.iter().map(|(_, value, _)| value.clone()).collect())
}

pub async fn insert(db: &Database, target: Target, table: &TableName, row: Vec<Assigned>) -> Result<()> {
    let (bound, values) = split(row);
    let (columns, exprs) = bound.into_iter().unzip();
    let insert = Insert { table: table.clone(), columns, rows: vec![exprs], ..Insert::default() };
    write(db, target, Write::Insert(insert), &values).await
}

fn equals(column: &str, index: usize, value: &Value) -> Expr {
    let left = Box::new(Expr::Column(vec![column.to_owned()]));
    Expr::Binary(left, "=", Box::new(param(index, value, None)))
}

pub async fn update(
    db: &Database,
    target: Target,
    table: &TableName,
    set: Vec<Assigned>,
    (column, name): (&str, &str),
) -> Result<()> {
    let (set, mut values) = split(set);
    let key = Value::Text(name.into());
    let filter = Some(equals(column, values.len(), &key));
    values.push(key);
    write(
        db,
        target,
        Write::Update(Update { table: table.clone(), set, filter, ..Update::default() }),
        &values,
    )
    .await
}

pub async fn delete(
    db: &Database,
    target: Target,
    table: &TableName,
    column: &str,
    name: &str,
) -> Result<()> {
    let key = Value::Text(name.into());
    let filter = Some(equals(column, 0, &key));
    write(db, target, Write::Delete(Delete { table: table.clone(), filter, ..Delete::default() }), &[key])
        .await
}

async fn write(db: &Database, target: Target, write: Write, values: &[Value]) -> Result<()> {
    db.run(target, &Statement::Write(Box::new(write)), values).await.map(drop)
}

/// A step stands in no table that this could read.
pub fn needs_table() -> Failure {
    Failure::usage("this needs a journal in the database")
}
