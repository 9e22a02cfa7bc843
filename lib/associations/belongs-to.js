// @ts-check
'use strict';
/** One to one or many to one: the foreign key is the source's. */

const Association = require('./base');
const { addForeignKeyConstraints, checkNamingCollision } = require('./helpers');
const { cloneDeep, mergeDefaults } = require('../utils/merge');
const Op = require('../operators');

class BelongsTo extends Association {
  constructor(source, target, options) {
    super(source, target, options);
    this.associationType = 'BelongsTo';
    this.isSingleAssociation = true;
    this._readName();

    const key = this._readKey(this.options.foreignKey, () => [this.as, target.primaryKeyAttribute]);
    this.foreignKeyAttribute = key.attribute;
    this.foreignKey = this.identifier = key.name;
    if (source.rawAttributes[this.identifier]) {
      this.identifierField = source.rawAttributes[this.identifier].field || this.identifier;
    }
    this._readTargetKey(this.options.targetKey);
    this._nameAccessors();
  }

  _readTargetKey(name) {
    const { rawAttributes, primaryKeyAttribute } = this.target;
    if (name && !rawAttributes[name]) {
      throw new Error(`Unknown attribute "${name}" passed as targetKey, define this attribute on model "${this.target.name}" first`);
    }
    this.targetKey = this.targetIdentifier = name || primaryKeyAttribute;
    this.targetKeyField = rawAttributes[this.targetKey].field || this.targetKey;
    this.targetKeyIsPrimary = this.targetKey === primaryKeyAttribute;
  }

  /** Adds the foreign key to the source. */
  _injectAttributes() {
    const { source, target, options, foreignKey } = this;
    const definition = this._foreignKeyDefinition(target.rawAttributes[this.targetKey].type);
    if (options.constraints !== false) {
      const attribute = source.rawAttributes[foreignKey] || definition;
      options.onDelete = options.onDelete || (attribute.allowNull ? 'SET NULL' : 'NO ACTION');
      options.onUpdate = options.onUpdate || 'CASCADE';
    }
    addForeignKeyConstraints(definition, target, source, options, this.targetKeyField);
    mergeDefaults(source.rawAttributes, { [foreignKey]: definition });
    source.refreshAttributes();
    this.identifierField = source.rawAttributes[foreignKey].field || foreignKey;
    checkNamingCollision(this);
    return this;
  }

  /**
   * The associated instance of one; of several, an object of instances by target key.
   *
   * @param {any|any[]} instances
   * @param {any} [options] of findOne, and `scope`, `schema`
   */
  async get(instances, options) {
    options = cloneDeep(options);
    const Target = this._scopedTarget(options);
    if (Array.isArray(instances)) return this._getForMany(Target, instances, options);

    const key = instances.get(this.foreignKey);
    if (this.targetKeyIsPrimary && !options.where) return Target.findByPk(key, options);
    options.limit = null;
    options.where = this._and({ [this.targetKey]: key }, options.where);
    return Target.findOne(options);
  }

  async _getForMany(Target, instances, options) {
    const keys = instances.map(instance => instance.get(this.foreignKey) ?? null);
    options.where = this._and({ [this.targetKey]: { [Op.in]: keys } }, options.where);
    const found = await Target.findAll(options);
    const result = {};
    for (const instance of instances) result[instance.get(this.foreignKey, { raw: true })] = null;
    for (const instance of found) result[instance.get(this.targetKey, { raw: true })] = instance;
    return result;
  }

  /**
   * @param {any} sourceInstance
   * @param {any} associatedInstance an instance, its key, or null
   * @param {any} [options] of save; `save: false` only sets the key
   */
  async set(sourceInstance, associatedInstance, options = {}) {
    const value = associatedInstance instanceof this.target ? associatedInstance[this.targetKey] : associatedInstance;
    sourceInstance.set(this.foreignKey, value);
    if (options.save === false) return;
    // Only the key is saved.
    return sourceInstance.save({ fields: [this.foreignKey], allowNull: [this.foreignKey], association: true, ...options });
  }

  /** Makes an instance of the target and associates it. */
  async create(sourceInstance, values = {}, options = {}) {
    const made = await this.target.create(values || {}, options || {});
    await sourceInstance[this.accessors.set](made, options || {});
    return made;
  }
}

module.exports = BelongsTo;
module.exports.BelongsTo = BelongsTo;
module.exports.default = BelongsTo;
