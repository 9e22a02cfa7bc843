// @ts-check
'use strict';
/** One to one: the foreign key is the target's. */

const Association = require('./base');
const { addForeignKeyConstraints, checkNamingCollision } = require('./helpers');
const { cloneDeep, mergeDefaults } = require('../utils/merge');
const { singularize } = require('../utils/words');
const Op = require('../operators');

class HasOne extends Association {
  constructor(source, target, options) {
    super(source, target, options);
    this.associationType = 'HasOne';
    this.isSingleAssociation = true;
    this._readName();

    const key = this._readKey(
      this.options.foreignKey,
      () => [singularize(this.options.as || source.name), source.primaryKeyAttribute]
    );
    this.foreignKeyAttribute = key.attribute;
    this.foreignKey = key.name;
    this._readSourceKey(this.options.sourceKey);
    this._nameAccessors();
    if (target.rawAttributes[this.foreignKey]) {
      this.identifierField = target.rawAttributes[this.foreignKey].field || this.foreignKey;
    }
  }

  _readSourceKey(name) {
    const { rawAttributes, primaryKeyAttribute } = this.source;
    if (name && !rawAttributes[name]) {
      throw new Error(`Unknown attribute "${name}" passed as sourceKey, define this attribute on model "${this.source.name}" first`);
    }
    this.sourceKey = this.sourceKeyAttribute = name || primaryKeyAttribute;
    this.sourceKeyField = rawAttributes[this.sourceKey].field || this.sourceKey;
    this.sourceKeyIsPrimary = this.sourceKey === primaryKeyAttribute;
  }

  /** Adds the foreign key to the target. */
  _injectAttributes() {
    const { source, target, options, foreignKey } = this;
    const definition = this._foreignKeyDefinition(source.rawAttributes[this.sourceKey].type);
    if (options.constraints !== false) {
      const attribute = target.rawAttributes[foreignKey] || definition;
      options.onDelete = options.onDelete || (attribute.allowNull ? 'SET NULL' : 'CASCADE');
      options.onUpdate = options.onUpdate || 'CASCADE';
    }
    addForeignKeyConstraints(definition, source, target, options, this.sourceKeyField);
    mergeDefaults(target.rawAttributes, { [foreignKey]: definition });
    target.refreshAttributes();
    this.identifierField = target.rawAttributes[foreignKey].field || foreignKey;
    checkNamingCollision(this);
    return this;
  }

  /**
   * The associated instance of one; of several, an object of instances by source key.
   *
   * @param {any|any[]} instances
   * @param {any} [options] of findOne, and `scope`, `schema`
   */
  async get(instances, options) {
    options = cloneDeep(options);
    const Target = this._scopedTarget(options);
    const many = Array.isArray(instances);
    const key = many
      ? { [Op.in]: instances.map(instance => instance.get(this.sourceKey)) }
      : instances.get(this.sourceKey);
    options.where = this._and({ [this.foreignKey]: key, ...this.scope }, options.where);
    if (!many) return Target.findOne(options);

    const found = await Target.findAll(options);
    const result = {};
    for (const instance of instances) result[instance.get(this.sourceKey, { raw: true })] = null;
    for (const instance of found) result[instance.get(this.foreignKey, { raw: true })] = instance;
    return result;
  }

  /**
   * Associates an instance; the one before it loses its key.
   *
   * @param {any} sourceInstance
   * @param {any} associatedInstance an instance, a primary key, or null
   * @param {any} [options] of save
   */
  async set(sourceInstance, associatedInstance, options) {
    options = { ...options, scope: false };
    const before = await sourceInstance[this.accessors.get](options);
    if (before && associatedInstance && this._isSame(before, associatedInstance)) return null;
    if (before) {
      before[this.foreignKey] = null;
      await before.save({ ...options, fields: [this.foreignKey], allowNull: [this.foreignKey], association: true });
    }
    if (!associatedInstance) return null;

    const [next] = this.toInstanceArray([associatedInstance]);
    Object.assign(next, this.scope);
    next.set(this.foreignKey, sourceInstance.get(this.sourceKeyAttribute));
    return next.save(options);
  }

  _isSame(one, other) {
    return this.target.primaryKeyAttributes.every(name =>
      one.get(name, { raw: true }) === (other.get ? other.get(name, { raw: true }) : other));
  }

  /** Makes an associated instance of the target. */
  async create(sourceInstance, values, options) {
    values = values || {};
    options = options || {};
    const fixed = { ...this.scope, [this.foreignKey]: sourceInstance.get(this.sourceKeyAttribute) };
    Object.assign(values, fixed);
    if (options.fields) options.fields.push(...Object.keys(fixed));
    return this.target.create(values, options);
  }
}

module.exports = HasOne;
module.exports.HasOne = HasOne;
module.exports.default = HasOne;
