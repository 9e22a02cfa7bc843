//! How columns fold into a tree of entities.

/// The shape of a SELECT's rows: the root entity and, under it, the included ones.
/// Column numbers are positions in the select list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    pub root: Entity,
    /// The select list has a `*`, or SQL of the user's own that names itself: the database alone knows what is
    /// answered, and where. See [`Shape::closed`].
    pub open: bool,
    /// Rows repeat entities (a joined "many"). Otherwise each row is a root entity of its own.
    pub deduplicate: bool,
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
    /// The key in a flat row: `posts.comments.id`.
    pub alias: String,
    /// The column's name in the result: the alias, or a short form of it.
    pub result: String,
    /// The attribute's type, where the column is one.
    pub data_type: Option<std::sync::Arc<crate::ast::DataType>>,
}

impl Shape {
    /// An open shape, once the result's column names are known: columns are found by name, and those that nobody
    /// has asked for go to the entity whose path they begin with, else to the root.
    pub fn closed(&self, names: &[&str]) -> Shape {
        let mut shape = Shape { open: false, ..self.clone() };
        let mut taken = vec![false; names.len()];
        shape.root.place(names, &mut taken);
        for (index, name) in names.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            let mut entity = &mut shape.root;
            let mut rest = *name;
            while let Some((position, tail)) = entity.child_of(rest) {
                entity = &mut entity.children[position];
                rest = tail;
            }
            entity.add(index, rest, name);
        }
        shape
    }
}

impl Entity {
    fn place(&mut self, names: &[&str], taken: &mut [bool]) {
        let identity: Vec<String> = self
            .identity
            .iter()
            .filter_map(|i| self.columns.get(*i))
            .map(|column| column.name.clone())
            .collect();
        let all = identity.len() == self.columns.len();
        self.columns.retain_mut(|column| match names.iter().rposition(|name| *name == column.result) {
            Some(index) => {
                column.index = index;
                taken[index] = true;
                true
            }
            None => false,
        });
        let wanted = |column: &Column| all || identity.contains(&column.name);
        self.identity =
            self.columns.iter().enumerate().filter(|(_, column)| wanted(column)).map(|(i, _)| i).collect();
        for child in &mut self.children {
            child.place(names, taken);
        }
    }

    /// The child that a dotted name leads into, and what is left of the name.
    fn child_of<'n>(&self, name: &'n str) -> Option<(usize, &'n str)> {
        self.children.iter().enumerate().find_map(|(position, child)| {
            let tail = name.strip_prefix(child.alias.as_str())?.strip_prefix('.')?;
            Some((position, tail))
        })
    }

    fn add(&mut self, index: usize, name: &str, result: &str) {
        let all = self.identity.len() == self.columns.len();
        match self.columns.iter_mut().find(|column| column.name == name) {
            Some(known) => known.index = index,
            None => {
                if all {
                    self.identity.push(self.columns.len());
                }
                self.columns.push(Column {
                    index,
                    name: name.to_owned(),
                    alias: result.to_owned(),
                    result: result.to_owned(),
                    data_type: None,
                });
            }
        }
    }
}
