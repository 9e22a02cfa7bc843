// What there is to ask for: models, their attributes and associations, by names that are checked before use.
import { listed, Refusal } from './refusal.js';

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

export class Catalog {
  constructor(sequelize) {
    this.sequelize = sequelize;
  }

  names() {
    return Object.keys(this.sequelize.models).sort();
  }

  model(name) {
    const model = own(this.sequelize.models, name);
    if (!model) throw new Refusal(`There is no model ${JSON.stringify(name)}. Models: ${listed(this.names())}`);
    return model;
  }

  /** @returns {string} the attribute's name, known to be one of the model's */
  attribute(model, name, { stored = true } = {}) {
    const attribute = typeof name === 'string' ? own(model.getAttributes(), name) : undefined;
    if (!attribute || (stored && isVirtual(attribute))) {
      const known = Object.keys(model.getAttributes()).filter(key => !stored || !isVirtual(model.getAttributes()[key]));
      throw new Refusal(`${model.name} has no ${stored ? 'stored ' : ''}attribute ${JSON.stringify(name)}. Attributes: ${listed(known)}`);
    }
    return name;
  }

  association(model, name) {
    const association = typeof name === 'string' ? own(model.associations, name) : undefined;
    if (!association) throw new Refusal(`${model.name} has no association ${JSON.stringify(name)}. Associations: ${listed(Object.keys(model.associations))}`);
    return association;
  }

  describe(model, detail) {
    if (detail === 'names') return { name: model.name };
    const attributes = Object.entries(model.getAttributes());
    const associations = Object.values(model.associations);
    if (detail === 'summary') {
      return { name: model.name, table: tableName(model), attributes: attributes.map(([name]) => name), associations: associations.map(item => `${item.as} (${item.associationType} ${item.target.name})`) };
    }
    return {
      name: model.name,
      table: tableName(model),
      primaryKey: model.primaryKeyAttributes,
      paranoid: Boolean(model.options.paranoid),
      scopes: Object.keys(model.options.scopes ?? {}),
      attributes: attributes.map(([name, attribute]) => describeAttribute(name, attribute)),
      associations: associations.map(item => ({ name: item.as, type: item.associationType, model: item.target.name, foreignKey: item.foreignKey, ...item.through && { through: item.through.model.name } }))
    };
  }
}

export function tableName(model) {
  const table = model.getTableName();
  return typeof table === 'string' ? table : [table.schema, table.tableName].filter(Boolean).join('.');
}

export const typeKey = attribute => attribute.type?.key ?? String(attribute.type);

export const isVirtual = attribute => typeKey(attribute) === 'VIRTUAL';

function describeAttribute(name, attribute) {
  const described = { name, type: typeKey(attribute), nullable: attribute.allowNull !== false && !attribute.primaryKey };
  if (attribute.field && attribute.field !== name) described.column = attribute.field;
  if (attribute.primaryKey) described.primaryKey = true;
  if (attribute.unique) described.unique = true;
  if (attribute.autoIncrement) described.autoIncrement = true;
  if (attribute.type?.values) described.values = attribute.type.values;
  if (attribute.references?.model) {
    const { model, key } = attribute.references;
    described.references = `${typeof model === 'string' ? model : model.tableName}.${key ?? 'id'}`;
  }
  if (attribute.validate) described.validate = Object.keys(attribute.validate);
  if (attribute.comment) described.comment = attribute.comment;
  return described;
}
