//! A batch: what crosses the border. One buffer for all fixed-width data, one JSON text for the rest.
//!
//! Buffer, per entity in pre-order, all aligned because wide columns come first:
//!
//! ```text
//! for every `f` `d` `v` column   rows x f64
//! for every entity but the root  rows x u32   the parent's row
//! for every `i` column           rows x i32
//! for every `x` `v` column       rows x u32   end offsets into the blob
//! for every upper-case column    rows x u8    1 = null
//! for every `b` column           rows x u8
//! for every `v` column           rows x u8    tags
//! for every `x` `v` column       the blob
//! ```
//!
//! The parts stand entity by entity inside each line. The text is `[[…],[…],…]`: one array per `t`,
//! `g` and `v` column.
//!
//! A batch of a few rows needs no buffer: an ArrayBuffer and its views cost more than they save. Its `kinds`
//! start with `s`, and all of it is in the text: the parents of every entity but the root, then every column,
//! numbers and flags as JSON (`t`), dates as milliseconds (`D`).
//!
//! `lib/native/batch.js` reads this; change both together.

use super::column::{Column, Lane};

/// Up to here a batch crosses as text alone.
const FEW_ROWS: usize = 128;

/// One entity's finished columns.
#[derive(Debug, Default)]
pub struct EntityBatch {
    pub columns: Vec<Column>,
    /// For each row, the row of the parent entity.
    pub parents: Vec<u32>,
    pub rows: usize,
}

/// One result, ready to cross.
#[derive(Debug, Default)]
pub struct Batch {
    /// Per entity: `rows:codes`, joined by `;`. The codes pick the hydrator in JavaScript.
    pub kinds: String,
    pub buffer: Vec<u8>,
    /// Latin-1.
    pub text: Vec<u8>,
}

impl Batch {
    /// Lays the entities out. `entities` is in pre-order, the root first.
    pub fn build(entities: &mut [EntityBatch]) -> Batch {
        let lanes: Vec<Vec<Lane>> =
            entities.iter_mut().map(|e| e.columns.iter_mut().map(Column::finish).collect()).collect();
        if entities.iter().map(|e| e.rows).sum::<usize>() <= FEW_ROWS {
            if let Some(small) = Batch::small(entities, &lanes) {
                return small;
            }
        }
        let mut batch = Batch { kinds: kinds(entities, &lanes), buffer: Vec::new(), text: Vec::new() };
        batch.fill_buffer(entities, &lanes);
        batch.fill_text(entities, &lanes);
        batch
    }

    /// All in the text; `None` where a cell has no JSON.
    fn small(entities: &[EntityBatch], lanes: &[Vec<Lane>]) -> Option<Batch> {
        let mut batch =
            Batch { kinds: String::with_capacity(32), text: Vec::with_capacity(256), ..Batch::default() };
        batch.kinds.push('s');
        let out = &mut batch.text;
        for entity in entities.iter().skip(1) {
            out.push(if out.is_empty() { b'[' } else { b',' });
            out.push(b'[');
            for (at, parent) in entity.parents.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(parent.to_string().as_bytes());
            }
            out.push(b']');
        }
        for (entity, lanes) in entities.iter().zip(lanes) {
            if batch.kinds.len() > 1 {
                batch.kinds.push(';');
            }
            batch.kinds.push_str(&entity.rows.to_string());
            batch.kinds.push(':');
            for (column, lane) in entity.columns.iter().zip(lanes) {
                out.push(if out.is_empty() { b'[' } else { b',' });
                out.push(b'[');
                if !column.write_json(*lane, out) {
                    return None;
                }
                out.push(b']');
                batch.kinds.push(match lane {
                    Lane::Tagged => 'g',
                    Lane::Date => 'D',
                    _ => 't',
                });
            }
        }
        if !out.is_empty() {
            out.push(b']');
        }
        Some(batch)
    }

    fn fill_buffer(&mut self, entities: &[EntityBatch], lanes: &[Vec<Lane>]) {
        let out = &mut self.buffer;
        let each =
            || entities.iter().zip(lanes).flat_map(|(e, lanes)| e.columns.iter().zip(lanes.iter().copied()));
        for (column, lane) in each() {
            if matches!(lane, Lane::Float | Lane::Date | Lane::Dynamic) {
                put(out, column.numbers.iter().map(|n| n.to_ne_bytes()));
            }
        }
        for entity in entities.iter().skip(1) {
            put(out, entity.parents.iter().map(|p| p.to_ne_bytes()));
        }
        for (column, lane) in each() {
            if lane == Lane::Int {
                put(out, column.numbers.iter().map(|n| (*n as i32).to_ne_bytes()));
            }
        }
        for (column, lane) in each() {
            if matches!(lane, Lane::Bytes | Lane::Dynamic) {
                put(out, column.ends.iter().map(|n| n.to_ne_bytes()));
            }
        }
        for (column, lane) in each() {
            if matches!(lane, Lane::Float | Lane::Int | Lane::Bytes) {
                out.extend_from_slice(&column.nulls);
            }
        }
        for (column, lane) in each() {
            if lane == Lane::Bool {
                out.extend_from_slice(&column.flags);
            }
        }
        for (column, lane) in each() {
            if lane == Lane::Dynamic {
                out.extend_from_slice(&column.tags);
            }
        }
        for (column, lane) in each() {
            if matches!(lane, Lane::Bytes | Lane::Dynamic) {
                out.extend_from_slice(&column.blob);
            }
        }
    }

    fn fill_text(&mut self, entities: &[EntityBatch], lanes: &[Vec<Lane>]) {
        let out = &mut self.text;
        for (entity, lanes) in entities.iter().zip(lanes) {
            for (column, lane) in entity.columns.iter().zip(lanes) {
                if matches!(lane, Lane::Text | Lane::Tagged | Lane::Dynamic) {
                    out.push(if out.is_empty() { b'[' } else { b',' });
                    out.push(b'[');
                    out.extend_from_slice(&column.text);
                    out.push(b']');
                }
            }
        }
        if !out.is_empty() {
            out.push(b']');
        }
    }
}

/// Appends fixed-width values.
fn put<const N: usize>(out: &mut Vec<u8>, values: impl ExactSizeIterator<Item = [u8; N]>) {
    out.reserve(values.len() * N);
    for value in values {
        out.extend_from_slice(&value);
    }
}

fn kinds(entities: &[EntityBatch], lanes: &[Vec<Lane>]) -> String {
    let mut kinds = String::new();
    for (entity, lanes) in entities.iter().zip(lanes) {
        if !kinds.is_empty() {
            kinds.push(';');
        }
        kinds.push_str(&entity.rows.to_string());
        kinds.push(':');
        kinds.extend(entity.columns.iter().zip(lanes).map(|(c, lane)| lane.code(!c.nulls.is_empty())));
    }
    kinds
}
