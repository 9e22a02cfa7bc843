// @ts-check
'use strict';
/** The models of one Sequelize instance, and the order in which their tables can be made. */

const nameOf = table => table !== null && typeof table === 'object' ? `${table.schema}.${table.tableName}` : table;

class ModelManager {
  constructor(sequelize) {
    this.models = [];
    this.sequelize = sequelize;
  }

  addModel(model) {
    this.models.push(model);
    this.sequelize.models[model.name] = model;
    return model;
  }

  removeModel(modelToRemove) {
    this.models = this.models.filter(model => model.name !== modelToRemove.name);
    delete this.sequelize.models[modelToRemove.name];
  }

  /** The model whose property (by default its name) is a value. */
  getModel(against, options) {
    const attribute = options?.attribute ?? 'name';
    return this.models.find(model => model[attribute] === against);
  }

  findModel(callback) {
    return this.models.find(callback);
  }

  get all() {
    return this.models;
  }

  /**
   * The models, those that reference others before what they reference (the order to drop tables in; reversed, the order
   * to make them in); null where references form a circle.
   */
  getModelsTopoSortedByForeignKey() {
    const models = new Map();
    const references = new Map();
    for (const model of this.models) {
      const table = nameOf(model.getTableName());
      const targets = Object.values(model.rawAttributes)
        .filter(attribute => attribute.references)
        .map(attribute => nameOf(attribute.references.model))
        .filter(target => target !== table);
      models.set(table, model);
      references.set(table, [...(references.get(table) ?? []), ...targets]);
    }
    const order = dependentsFirst(references);
    return order && order.map(table => models.get(table)).filter(Boolean);
  }

  /**
   * Calls a function for each model in the order of their references, or against it (the default is `reverse`).
   *
   * @private
   * @deprecated
   */
  forEachModel(iterator, options) {
    const sorted = this.getModelsTopoSortedByForeignKey();
    if (!sorted) throw new Error('Cyclic dependency found.');
    if (options?.reverse ?? true) sorted.reverse();
    for (const model of sorted) iterator(model);
  }
}

/** A depth-first walk; null when it meets a table that it is still inside of. */
function dependentsFirst(references) {
  const done = new Set();
  const inside = new Set();
  const order = [];
  const visit = table => {
    if (done.has(table)) return true;
    if (inside.has(table)) return false;
    inside.add(table);
    for (const target of references.get(table) ?? []) {
      if (!visit(target)) return false;
    }
    inside.delete(table);
    done.add(table);
    order.push(table);
    return true;
  };
  for (const table of references.keys()) {
    if (!visit(table)) return null;
  }
  return order.reverse();
}

module.exports = ModelManager;
module.exports.ModelManager = ModelManager;
module.exports.default = ModelManager;
