//! One model, one attribute, one association, as JavaScript's lib/native/catalog.js states them.

use crate::ast::{DataType, TableName};
use std::collections::HashMap;
use std::sync::Arc;

/// A model. Attribute order is `rawAttributes`' order.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub name: String,
    pub table: TableName,
    pub attributes: Vec<Attribute>,
    /// Attribute name -> position.
    pub by_name: HashMap<String, usize>,
    /// Column name -> position.
    pub by_field: HashMap<String, usize>,
    /// Names of the primary key attributes.
    pub primary_keys: Vec<String>,
    /// The attributes of each unique key; the first stands in for a missing primary key when rows are folded.
    pub unique_keys: Vec<Vec<String>>,
    /// Attribute name of `deletedAt`, where the model is paranoid.
    pub deleted_at: Option<String>,
    pub auto_increment: Option<String>,
    pub has_triggers: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Attribute {
    pub name: String,
    /// The column.
    pub field: String,
    pub data_type: Option<Arc<DataType>>,
    pub primary_key: bool,
    pub auto_increment: bool,
    pub allow_null: Option<bool>,
    pub references: Option<Reference>,
}

#[derive(Debug, Clone, Default)]
pub struct Reference {
    pub table: TableName,
    pub key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssociationKind {
    #[default]
    BelongsTo,
    HasOne,
    HasMany,
    BelongsToMany,
}

/// An association, seen from its source model. Names ending in `_field` are columns, the others attributes.
#[derive(Debug, Clone, Default)]
pub struct Association {
    pub kind: AssociationKind,
    pub alias: String,
    pub source: u32,
    pub target: u32,
    pub is_self: bool,
    pub foreign_key: String,
    pub foreign_key_field: String,
    /// BelongsTo: the key of the target that the foreign key points to. BelongsToMany: the target's key.
    pub target_key: Option<String>,
    pub target_key_field: Option<String>,
    /// HasOne, HasMany, BelongsToMany: the key of the source that the foreign key points to.
    pub source_key: Option<String>,
    pub source_key_field: Option<String>,
    /// BelongsToMany: the through table's other key.
    pub other_key: Option<String>,
    pub other_key_field: Option<String>,
    pub through: Option<u32>,
    /// v6's `isAliased`: an `as` was given, so the association is found by it alone.
    pub is_aliased: bool,
    /// Not in the source's `associations`: it only serves another one (`toTarget`, `manyFromSource`).
    pub is_inner: bool,
    /// BelongsToMany: v6's `toTarget`, the BelongsTo of the through model that leads to the target.
    pub to_target: Option<u32>,
    /// BelongsToMany: v6's `manyFromSource`, the HasMany of the source that leads to the through model.
    pub many_from_source: Option<u32>,
}

impl AssociationKind {
    /// Several targets under one source: an array in JavaScript.
    pub fn is_multi(self) -> bool {
        matches!(self, AssociationKind::HasMany | AssociationKind::BelongsToMany)
    }
}
