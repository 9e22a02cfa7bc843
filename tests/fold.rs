//! Rows of a join become entities, each once, whatever the order of the rows.

use sequelize_native::driver::{Cell, ColumnInfo, ColumnKind, Done, Row, RowSink};
use sequelize_native::failure::Result;
use sequelize_native::rows::shape::{Column, Entity, Shape};
use sequelize_native::rows::sink::BatchSink;
use std::sync::Arc;

struct Texts(Vec<Option<&'static str>>);

impl Row for Texts {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        self.0[column].map(str::as_bytes)
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        Ok(self.0[column].map_or(Cell::Null, |text| Cell::Text(text.into())))
    }
}

fn entity(alias: &str, columns: &[usize]) -> Entity {
    let columns = columns.iter().map(|index| Column {
        index: *index,
        name: index.to_string(),
        alias: index.to_string(),
        result: index.to_string(),
        data_type: None,
    });
    Entity {
        alias: alias.to_owned(),
        columns: columns.collect(),
        identity: vec![0],
        many: !alias.is_empty(),
        ..Entity::default()
    }
}

/// Kinds (`rows:codes` per entity) and texts of the folded rows.
fn fold(shape: Shape, rows: &[Vec<Option<&'static str>>]) -> (String, String) {
    let mut sink = BatchSink::new(Some(Arc::new(shape)));
    let columns: Vec<ColumnInfo> = (0..rows[0].len())
        .map(|i| ColumnInfo { name: i.to_string(), type_name: "text".into(), decode: ColumnKind::Text })
        .collect();
    sink.columns(&columns).unwrap();
    for row in rows {
        sink.row(&Texts(row.clone())).unwrap();
    }
    sink.done(&Done::default()).unwrap();
    let batch = sink.into_results().remove(0).batch;
    (batch.kinds, String::from_utf8(batch.text).unwrap())
}

#[test]
fn a_parent_that_is_not_the_first_is_folded_too() {
    let mut root = entity("", &[0]);
    root.children.push(entity("posts", &[1]));
    let shape = Shape { root, deduplicate: true, ..Shape::default() };
    let rows = [
        vec![Some("3"), None],
        vec![Some("1"), Some("x")],
        vec![Some("2"), Some("z")],
        vec![Some("1"), Some("y")],
    ];
    assert_eq!(fold(shape, &rows), ("s3:t;3:t".into(), r#"[[1,2,1],["3","1","2"],["x","z","y"]]"#.into()));
}

#[test]
fn a_joined_many_of_which_nothing_is_selected_still_repeats_its_parent() {
    let rows = [vec![Some("1")], vec![Some("1")]];
    let shape = Shape { root: entity("", &[0]), deduplicate: true, ..Shape::default() };
    assert_eq!(fold(shape, &rows).0, "s1:t");
    let shape = Shape { root: entity("", &[0]), deduplicate: false, ..Shape::default() };
    assert_eq!(fold(shape, &rows).0, "s2:t", "without a join each row stands for itself");
}

#[test]
fn no_rows_may_come_without_columns() {
    let shape = Shape { root: entity("", &[0]), deduplicate: true, ..Shape::default() };
    let mut sink = BatchSink::new(Some(Arc::new(shape)));
    sink.columns(&[]).unwrap();
    sink.done(&Done::default()).unwrap();
    assert_eq!(sink.into_results()[0].rows, 0);
}
