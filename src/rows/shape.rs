//! How columns fold into a tree of entities.

/// The shape of a SELECT's rows: the root entity and, under it, the included ones.
/// Column numbers are positions in the select list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    pub root: Entity,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entity {
    /// The property under the parent (`include.as`); empty for the root.
    pub alias: String,
    /// Model id in the catalog, where the entity is a model.
    pub model: Option<u32>,
    pub columns: Vec<Column>,
    /// The columns (by position in `columns`) that identify an entity: primary key, else unique key, else all.
    pub identity: Vec<usize>,
    /// Many children under one parent (an array), or one (an object or null).
    pub many: bool,
    pub children: Vec<Entity>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Position in the select list.
    pub index: usize,
    /// The key in `dataValues`.
    pub name: String,
    /// The attribute's type, where the column is one.
    pub data_type: Option<std::sync::Arc<crate::ast::DataType>>,
}
