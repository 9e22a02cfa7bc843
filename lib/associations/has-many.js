// @ts-check
'use strict';
/** One to many: the foreign key is the target's. */

const Association = require('./base');
const { addForeignKeyConstraints, checkNamingCollision } = require('./helpers');
const { cloneDeep, mergeDefaults } = require('../utils/merge');
const { Col, Fn } = require('../utils/expressions');
const Op = require('../operators');

class HasMany extends Association {
  constructor(source, target, options) {
    super(source, target, options);
    this.associationType = 'HasMany';
    this.targetAssociation = this.isSelfAssociation ? this : null;
    this.sequelize = source.sequelize;
    this.isMultiAssociation = true;
    if (this.options.through) {
      throw new Error('N:M associations are not supported with hasMany. Use belongsToMany instead');
    }
    this._readName();

    const key = this._readKey(this.options.foreignKey, () => [source.options.name.singular, source.primaryKeyAttribute]);
    this.foreignKeyAttribute = key.attribute;
    this.foreignKey = key.name;
    if (target.rawAttributes[this.foreignKey]) this._readField();
    this._readSourceKey();
    this._nameAccessors();
  }

  _readField() {
    this.identifierField = this.foreignKeyField = this.target.rawAttributes[this.foreignKey].field || this.foreignKey;
  }

  _readSourceKey() {
    const { source } = this;
    this.sourceKey = this.options.sourceKey || source.primaryKeyAttribute;
    const attribute = source.rawAttributes[this.sourceKey];
    this.sourceKeyAttribute = attribute ? this.sourceKey : source.primaryKeyAttribute;
    this.sourceKeyField = attribute ? attribute.field || this.sourceKey : source.primaryKeyField;
  }

  /** Adds the foreign key to the target. */
  _injectAttributes() {
    const { source, target, foreignKey } = this;
    const definition = this._foreignKeyDefinition(source.rawAttributes[this.sourceKeyAttribute].type);
    // A copy: the options may serve a belongsToMany later.
    const constraint = { ...this.options };
    if (this.options.constraints !== false) {
      const attribute = target.rawAttributes[foreignKey] || definition;
      constraint.onDelete = constraint.onDelete || (attribute.allowNull ? 'SET NULL' : 'CASCADE');
      constraint.onUpdate = constraint.onUpdate || 'CASCADE';
    }
    addForeignKeyConstraints(definition, source, target, constraint, this.sourceKeyField);
    mergeDefaults(target.rawAttributes, { [foreignKey]: definition });
    target.refreshAttributes();
    source.refreshAttributes();
    this._readField();
    this.sourceKeyField = source.rawAttributes[this.sourceKey].field || this.sourceKey;
    checkNamingCollision(this);
    return this;
  }

  /**
   * The associated instances of one; of several, an object of lists by source key.
   *
   * @param {any|any[]} instances
   * @param {any} [options] of findAll, and `scope`, `schema`; `limit` is per source instance
   */
  async get(instances, options = {}) {
    options = { ...options };
    const many = Array.isArray(instances);
    const keyOf = instance => instance.get(this.sourceKey, { raw: true });
    const where = { ...this.scope };

    if (!many) {
      where[this.foreignKey] = keyOf(instances);
    } else {
      // A key that was not selected belongs to no child.
      const values = instances.map(instance => keyOf(instance) ?? null);
      if (options.limit && instances.length > 1) {
        options.groupedLimit = { limit: options.limit, on: this, values };
        delete options.limit;
      } else {
        where[this.foreignKey] = { [Op.in]: values };
        delete options.groupedLimit;
      }
    }
    options.where = this._and(where, options.where);

    const found = await this._scopedTarget(options).findAll(options);
    if (!many) return found;
    const result = {};
    for (const instance of instances) result[keyOf(instance)] = [];
    for (const instance of found) result[instance.get(this.foreignKey, { raw: true })].push(instance);
    return result;
  }

  /** How many are associated. */
  async count(instance, options) {
    options = cloneDeep(options);
    options.attributes = [[new Fn('COUNT', [new Col(`${this.target.name}.${this.target.primaryKeyField}`)]), 'count']];
    options.raw = true;
    options.plain = true;
    const { count } = await this.get(instance, options);
    return parseInt(count, 10);
  }

  /**
   * Whether all of these are associated.
   *
   * @param {any} sourceInstance
   * @param {any|any[]} targetInstances instances or primary keys
   * @param {any} [options] of findAll
   */
  async has(sourceInstance, targetInstances, options) {
    const primaryKey = this.target.primaryKeyAttribute;
    const wanted = [].concat(targetInstances);
    const either = { [Op.or]: wanted.map(each => each instanceof this.target ? each.where() : { [primaryKey]: each }) };
    const found = await this.get(sourceInstance, {
      ...options,
      scope: false,
      attributes: [primaryKey],
      raw: true,
      where: { [Op.and]: [either, options?.where] }
    });
    return found.length === wanted.length;
  }

  /**
   * Associates these and no others.
   *
   * @param {any} sourceInstance
   * @param {any|any[]|null} targetInstances instances or primary keys; null for none
   * @param {any} [options] of findAll and update
   */
  async set(sourceInstance, targetInstances, options) {
    const wanted = targetInstances === null ? [] : this.toInstanceArray(targetInstances);
    const present = await this.get(sourceInstance, { ...options, scope: false, raw: true });
    const primaryKey = this.target.primaryKeyAttribute;
    const without = (list, others) => list
      .map(each => each[primaryKey])
      .filter(key => !others.some(other => other[primaryKey] === key));
    const obsolete = without(present, wanted);
    const added = without(wanted, present);

    const updates = [];
    if (obsolete.length) updates.push(this._update({ [this.foreignKey]: null }, { [primaryKey]: obsolete }, options));
    if (added.length) {
      const values = { [this.foreignKey]: sourceInstance.get(this.sourceKey), ...this.scope };
      updates.push(this._update(values, { [primaryKey]: added }, options));
    }
    await Promise.all(updates);
    return sourceInstance;
  }

  /** Associates these too. */
  async add(sourceInstance, targetInstances, options = {}) {
    if (!targetInstances) return;
    const primaryKey = this.target.primaryKeyAttribute;
    const keys = this.toInstanceArray(targetInstances).map(each => each.get(primaryKey));
    await this._update({ [this.foreignKey]: sourceInstance.get(this.sourceKey), ...this.scope }, { [primaryKey]: keys }, options);
    return sourceInstance;
  }

  /** These are associated no more. */
  async remove(sourceInstance, targetInstances, options = {}) {
    const primaryKey = this.target.primaryKeyAttribute;
    const keys = this.toInstanceArray(targetInstances).map(each => each.get(primaryKey));
    const where = { [this.foreignKey]: sourceInstance.get(this.sourceKey), [primaryKey]: keys };
    await this._update({ [this.foreignKey]: null }, where, options);
    return this;
  }

  _update(values, where, options) {
    return this.target.unscoped().update(values, { ...options, where });
  }

  /** Makes an associated instance of the target. */
  async create(sourceInstance, values = {}, options = {}) {
    if (Array.isArray(options)) options = { fields: options };
    const fixed = { ...this.scope, [this.foreignKey]: sourceInstance.get(this.sourceKey) };
    Object.assign(values, fixed);
    if (options.fields) options.fields.push(...Object.keys(fixed));
    return this.target.create(values, options);
  }
}

module.exports = HasMany;
module.exports.HasMany = HasMany;
module.exports.default = HasMany;
