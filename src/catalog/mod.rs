//! What `define()` and associations declared. Entries never change: a model that changes is
//! registered again under a new id, so a plan that names an id can never be stale.

mod entry;

pub use entry::{Association, AssociationKind, Attribute, Model, Reference};

use crate::failure::{Failure, Result};
use parking_lot::RwLock;
use std::sync::Arc;

/// All models and associations of one Sequelize instance, by id.
#[derive(Default)]
pub struct Catalog {
    models: RwLock<Vec<Arc<Model>>>,
    associations: RwLock<Vec<Arc<Association>>>,
}

impl Catalog {
    pub fn add_model(&self, model: Model) -> u32 {
        let mut models = self.models.write();
        models.push(Arc::new(model));
        (models.len() - 1) as u32
    }

    pub fn add_association(&self, association: Association) -> u32 {
        let mut associations = self.associations.write();
        associations.push(Arc::new(association));
        (associations.len() - 1) as u32
    }

    pub fn model(&self, id: u32) -> Result<Arc<Model>> {
        let models = self.models.read();
        models
            .get(id as usize)
            .cloned()
            .ok_or_else(|| Failure::internal(format!("no model {id} in the catalog")))
    }

    /// The associations of a model, in the order they were declared. Those that only serve
    /// another one (`is_inner`) are not among them.
    pub fn associations_of(&self, model: u32) -> Vec<Arc<Association>> {
        let associations = self.associations.read();
        associations.iter().filter(|a| a.source == model && !a.is_inner).cloned().collect()
    }

    pub fn association(&self, id: u32) -> Result<Arc<Association>> {
        let associations = self.associations.read();
        associations
            .get(id as usize)
            .cloned()
            .ok_or_else(|| Failure::internal(format!("no association {id} in the catalog")))
    }
}
