// What there is to ask for: models, their attributes and associations, by names that are checked before use.
import { listed, Refusal } from './refusal.js';

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

export class Catalog {
  /** @param {import('./access/access.js').Access} [access] without it: everything */
  constructor(sequelize, access) {
    this.sequelize = sequelize;
    this.access = access;
  }

  /** Of the models that the principal may see. */
  names() {
    return Object.keys(this.sequelize.models).filter(name => this.access?.sees(this.sequelize.models[name]) ?? true).sort();
  }

  /** @param {'read' | 'create' | 'update' | 'delete'} [operation] that it is asked for; without it, to be described */
  model(name, operation) {
    const model = own(this.sequelize.models, name);
    if (!model || this.access?.sees(model) === false) throw new Refusal(`There is no model ${JSON.stringify(name)}. Models: ${listed(this.names())}`);
    if (operation) this.access?.require(model, operation);
    return model;
  }

  /** @returns {[string, object][]} that the principal may see, masked or not */
  attributes(model) {
    return Object.entries(model.getAttributes()).filter(([name]) => this.visibility(model, name) !== 'deny');
  }

  visibility(model, name) {
    return this.access?.field(model, name) ?? 'allow';
  }

  /**
   * @param {{ stored?: boolean, masked?: boolean }} [may] be virtual with `stored: false`; be masked with `masked: true`,
   * which is for selecting only: what is compared, ordered, grouped or written must be seen as it is
   * @returns {string} the attribute's name, known to be one of the model's
   */
  attribute(model, name, { stored = true, masked = false } = {}) {
    const attribute = typeof name === 'string' ? own(model.getAttributes(), name) : undefined;
    const visibility = attribute ? this.visibility(model, name) : 'deny';
    if (visibility === 'deny' || (stored && isVirtual(attribute))) {
      const known = this.attributes(model).filter(([key, other]) => (!stored || !isVirtual(other)) && (masked || this.visibility(model, key) === 'allow'));
      throw new Refusal(`${model.name} has no ${stored ? 'stored ' : ''}attribute ${JSON.stringify(name)}. Attributes: ${listed(known.map(([key]) => key))}`);
    }
    if (visibility !== 'allow' && !masked) throw new Refusal(`${model.name}.${name} is masked: it can be read, not compared, ordered, grouped or written`);
    return name;
  }

  associations(model) {
    return Object.values(model.associations).filter(association => this.access?.seesAssociation(association) ?? true);
  }

  association(model, name) {
    const association = typeof name === 'string' ? own(model.associations, name) : undefined;
    if (!association || this.access?.seesAssociation(association) === false) throw new Refusal(`${model.name} has no association ${JSON.stringify(name)}. Associations: ${listed(this.associations(model).map(item => item.as))}`);
    return association;
  }

  scopes(model) {
    return Object.keys(model.options.scopes ?? {}).filter(name => this.access?.seesScope(model, name) ?? true);
  }

  describe(model, detail) {
    if (detail === 'names') return { name: model.name };
    const attributes = this.attributes(model);
    const associations = this.associations(model);
    if (detail === 'summary') {
      return { name: model.name, table: tableName(model), attributes: attributes.map(([name]) => name), associations: associations.map(item => `${item.as} (${item.associationType} ${item.target.name})`) };
    }
    return {
      name: model.name,
      table: tableName(model),
      primaryKey: model.primaryKeyAttributes,
      paranoid: Boolean(model.options.paranoid),
      scopes: this.scopes(model),
      attributes: attributes.map(([name, attribute]) => this.#describeAttribute(model, name, attribute)),
      associations: associations.map(item => ({ name: item.as, type: item.associationType, model: item.target.name, foreignKey: item.foreignKey, ...item.through && { through: item.through.model.name } }))
    };
  }

  #describeAttribute(model, name, attribute) {
    const visibility = this.visibility(model, name);
    const described = { name, type: typeKey(attribute), nullable: attribute.allowNull !== false && !attribute.primaryKey };
    if (attribute.field && attribute.field !== name) described.column = attribute.field;
    if (attribute.primaryKey) described.primaryKey = true;
    if (attribute.unique) described.unique = true;
    if (attribute.autoIncrement) described.autoIncrement = true;
    if (attribute.type?.values) described.values = attribute.type.values;
    const { model: other, key = 'id' } = attribute.references ?? {};
    if (other && this.#seesTable(other, key)) described.references = `${nameOf(other)}.${key}`;
    if (attribute.validate) described.validate = Object.keys(attribute.validate);
    if (attribute.comment) described.comment = attribute.comment;
    if (visibility !== 'allow') described.masked = visibility;
    return described;
  }

  #seesTable(table, key) {
    if (this.access?.unrestricted ?? true) return true;
    return this.access.column(tableOf(table), key) === 'allow';
  }
}

const nameOf = table => (typeof table === 'string' ? table : table.tableName);

const tableOf = table => (typeof table === 'string' ? table : [table.schema, table.tableName].filter(Boolean).join('.'));

export const tableName = model => tableOf(model.getTableName());

export const typeKey = attribute => attribute.type?.key ?? String(attribute.type);

export const isVirtual = attribute => typeKey(attribute) === 'VIRTUAL';
