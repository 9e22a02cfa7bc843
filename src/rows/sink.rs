//! The fold: rows of a join become one batch per entity, in the order of first appearance.

use super::batch::{Batch, EntityBatch};
use super::column::Column;
use super::shape::{Entity, Shape};
use crate::driver::{ColumnInfo, ColumnKind, Done, Row, RowSink};
use crate::failure::{Failure, Result};
use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

/// One result of a text: its columns, its rows, what the statement did.
#[derive(Debug, Default)]
pub struct ResultSet {
    pub columns: Vec<ColumnInfo>,
    pub batch: Batch,
    pub rows: usize,
    pub done: Done,
    /// What an open shape has become, now that the result's columns are known.
    pub closed: Option<Arc<Shape>>,
    /// The rows went by a shape that was known before, names and all.
    pub shaped: bool,
}

/// Collects rows into batches by a shape, or flat where there is none.
pub struct BatchSink {
    shape: Option<Arc<Shape>>,
    closed: Option<Arc<Shape>>,
    entities: Vec<Building>,
    columns: Vec<ColumnInfo>,
    results: Vec<ResultSet>,
    key: Vec<u8>,
    path: Vec<u32>,
}

/// One entity while rows arrive. Entities stand in pre-order.
#[derive(Default)]
struct Building {
    batch: EntityBatch,
    /// Positions in the select list, one per column of the batch.
    sources: Vec<usize>,
    /// Positions in the select list that identify an entity.
    identity: Vec<usize>,
    parent: usize,
    /// One past the last descendant, to skip a branch that a row does not have.
    end: usize,
    seen: HashMap<Box<[u8]>, u32>,
    last_key: Vec<u8>,
    last: u32,
    /// Rows stand for themselves: a root without joins is not deduplicated, as in v6.
    distinct: bool,
}

impl BatchSink {
    pub fn new(shape: Option<Arc<Shape>>) -> Self {
        BatchSink {
            shape,
            closed: None,
            entities: Vec::new(),
            columns: Vec::new(),
            results: Vec::new(),
            key: Vec::new(),
            path: Vec::new(),
        }
    }

    pub fn into_results(self) -> Vec<ResultSet> {
        self.results
    }

    fn is_shaped(&self) -> bool {
        self.shape.as_ref().is_some_and(|shape| !shape.open)
    }

    fn add(&mut self, entity: &Entity, parent: usize, columns: &[ColumnInfo]) -> Result<()> {
        let position = self.entities.len();
        let mut building = Building { parent, distinct: true, ..Building::default() };
        for column in &entity.columns {
            let kind = match columns.get(column.index) {
                Some(info) => info.decode,
                // A wire that tells columns only with rows: then none of this shape will come.
                None if columns.is_empty() => ColumnKind::Text,
                None => {
                    let message = format!("the result has no column {} ({})", column.index, column.name);
                    return Err(Failure::internal(message));
                }
            };
            building.batch.columns.push(Column::new(kind));
            building.sources.push(column.index);
        }
        building.identity =
            entity.identity.iter().filter_map(|i| building.sources.get(*i).copied()).collect();
        if building.identity.is_empty() {
            building.identity = building.sources.clone();
        }
        self.entities.push(building);
        for child in &entity.children {
            self.add(child, position, columns)?;
        }
        self.entities[position].end = self.entities.len();
        Ok(())
    }

    fn add_flat(&mut self, columns: &[ColumnInfo]) {
        let batch = EntityBatch {
            columns: columns.iter().map(|c| Column::new(c.decode)).collect(),
            ..EntityBatch::default()
        };
        let sources = (0..columns.len()).collect();
        self.entities.push(Building { batch, sources, end: 1, ..Building::default() });
    }

    /// The row's entity at `position`: its row in the batch, and whether it is new.
    fn place(&mut self, position: usize, parent: u32, row: &dyn Row) -> Option<(u32, bool)> {
        let entity = &mut self.entities[position];
        if !entity.distinct {
            return Some((entity.batch.rows as u32, true));
        }
        let key = &mut self.key;
        key.clear();
        key.extend_from_slice(&parent.to_ne_bytes());
        let mut present = position == 0;
        for column in &entity.identity {
            match row.raw(*column) {
                Some(bytes) => {
                    present = true;
                    key.push(1);
                    key.extend_from_slice(&(bytes.len() as u32).to_ne_bytes());
                    key.extend_from_slice(bytes);
                }
                None => key.push(0),
            }
        }
        if !present {
            return None;
        }
        if entity.last_key == *key && entity.batch.rows > 0 {
            return Some((entity.last, false));
        }
        let (index, new) = match entity.seen.get(key.as_slice()) {
            Some(index) => (*index, false),
            None => {
                let index = entity.batch.rows as u32;
                entity.seen.insert(key.as_slice().into(), index);
                (index, true)
            }
        };
        entity.last_key.clone_from(key);
        entity.last = index;
        Some((index, new))
    }
}

impl RowSink for BatchSink {
    fn columns(&mut self, columns: &[ColumnInfo]) -> Result<()> {
        self.entities.clear();
        // A shape that was known before has the names.
        self.columns = if self.is_shaped() { Vec::new() } else { columns.to_vec() };
        if let Some(open) = self.shape.as_ref().filter(|shape| shape.open) {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            self.closed = Some(Arc::new(open.closed(&names)));
        }
        match self.closed.as_ref().or(self.shape.as_ref()).cloned() {
            // A text protocol describes no columns where there are no rows.
            Some(shape)
                if !columns.is_empty()
                    && (!shape.root.columns.is_empty() || !shape.root.children.is_empty()) =>
            {
                self.add(&shape.root, 0, columns)?;
                self.entities[0].distinct = shape.deduplicate;
            }
            _ => self.add_flat(columns),
        }
        self.path = vec![0; self.entities.len()];
        Ok(())
    }

    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let mut position = 0;
        while position < self.entities.len() {
            let parent = if position == 0 { 0 } else { self.path[self.entities[position].parent] };
            let Some((index, new)) = self.place(position, parent, row) else {
                position = self.entities[position].end;
                continue;
            };
            self.path[position] = index;
            if new {
                let entity = &mut self.entities[position];
                for (column, source) in entity.batch.columns.iter_mut().zip(&entity.sources) {
                    column.push(row.cell(*source)?);
                }
                if position > 0 {
                    entity.batch.parents.push(parent);
                }
                entity.batch.rows += 1;
            }
            position += 1;
        }
        Ok(())
    }

    fn done(&mut self, done: &Done) -> Result<()> {
        let mut entities: Vec<EntityBatch> = self.entities.drain(..).map(|e| e.batch).collect();
        self.results.push(ResultSet {
            rows: entities.first().map_or(0, |e| e.rows),
            batch: Batch::build(&mut entities),
            columns: std::mem::take(&mut self.columns),
            done: done.clone(),
            shaped: self.is_shaped(),
            closed: self.closed.take(),
        });
        Ok(())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}
