// @ts-check
'use strict';
/** Many to many, through a model whose rows hold both keys. */

const Association = require('./base');
const BelongsTo = require('./belongs-to');
const HasMany = require('./has-many');
const HasOne = require('./has-one');
const { checkNamingCollision } = require('./helpers');
const { replaceRows, addRows } = require('./through-rows');
const { AssociationError } = require('../errors');
const { isEqual, isObject, omit, pick } = require('../utils/objects');
const { cloneDeep } = require('../utils/merge');
const { combineTableNames, singularize } = require('../utils/words');
const { Col, Fn } = require('../utils/expressions');
const Op = require('../operators');

class BelongsToMany extends Association {
  constructor(source, target, options) {
    super(source, target, options);
    const { through } = this.options;
    if (through === undefined || through === null || through === true) {
      throw new AssociationError(`${source.name}.belongsToMany(${target.name}) requires through option, pass either a string or a model`);
    }
    if (!through.model) this.options.through = { model: through };

    this.associationType = 'BelongsToMany';
    this.targetAssociation = this.isSelfAssociation ? this : null;
    this.sequelize = source.sequelize;
    this.through = { ...this.options.through };
    this.isMultiAssociation = true;
    this.doubleLinked = false;
    if (!this.as && this.isSelfAssociation) {
      throw new AssociationError('\'as\' must be defined for many-to-many self-associations');
    }
    this._readName();
    this.combinedTableName = combineTableNames(
      source.tableName,
      this.isSelfAssociation ? this.as || target.tableName : target.tableName
    );
    this._pair();
    this._readSourceAndTargetKeys();
    this._createForeignAndOtherKeys();
    this._settleThroughModel();
    if (this.paired) this._agreeWithPaired();

    this.throughModel = this.through.model;
    this.options.tableName = this.combinedName = isObject(this.through.model) ? this.through.model.tableName : this.through.model;
    this._nameAccessors();
  }

  /** Finds the same association as the target declared it. */
  _pair() {
    for (const other of Object.values(this.target.associations)) {
      if (other.associationType !== 'BelongsToMany' || other.target !== this.source) continue;
      if (other.options.through.model !== this.options.through.model) continue;
      this.paired = other;
      other.paired = this;
    }
  }

  _readSourceAndTargetKeys() {
    const { source, target } = this;
    this.sourceKey = this.options.sourceKey || source.primaryKeyAttribute;
    this.sourceKeyField = source.rawAttributes[this.sourceKey].field || this.sourceKey;
    if (!this.options.targetKey) this.targetKeyDefault = true;
    this.targetKey = this.options.targetKey || target.primaryKeyAttribute;
    this.targetKeyField = target.rawAttributes[this.targetKey].field || this.targetKey;
  }

  /** The names of the join table's two keys. */
  _createForeignAndOtherKeys() {
    const own = this._readKey(this.options.foreignKey, () => [this.source.options.name.singular, this.sourceKey]);
    this.foreignKeyAttribute = own.attribute;
    this.foreignKey = own.name;

    if (!this.options.otherKey) this.otherKeyDefault = true;
    const other = this._readKey(this.options.otherKey, () => [
      this.isSelfAssociation ? singularize(this.as) : this.target.options.name.singular,
      this.targetKey
    ]);
    this.otherKeyAttribute = other.attribute;
    this.otherKey = other.name;
  }

  /** A through model given by name is the one that exists, or a new one. */
  _settleThroughModel() {
    const name = this.through.model;
    if (typeof name === 'string') {
      this.through.model = this.sequelize.isDefined(name)
        ? this.sequelize.model(name)
        : this.sequelize.define(name, {}, Object.assign(this.options, {
          tableName: name,
          // The source's indexes, deletion marks and validations are not the join table's.
          indexes: [],
          paranoid: this.through.paranoid || false,
          validate: {}
        }));
    }
    Object.assign(this.options, pick(this.through.model.options, ['timestamps', 'createdAt', 'updatedAt', 'deletedAt', 'paranoid']));
  }

  /** Keys that one side did not name are those that the other side named. */
  _agreeWithPaired() {
    const { paired } = this;
    let pairedChanged = false;
    if (this.targetKeyDefault) {
      this.targetKey = paired.sourceKey;
      this.targetKeyField = paired.sourceKeyField;
      this._createForeignAndOtherKeys();
    }
    if (paired.targetKeyDefault && paired.targetKey !== this.sourceKey) {
      // The key that was made of the wrong name goes.
      delete this.through.model.rawAttributes[paired.otherKey];
      paired.targetKey = this.sourceKey;
      paired.targetKeyField = this.sourceKeyField;
      paired._createForeignAndOtherKeys();
      pairedChanged = true;
    }
    if (this.otherKeyDefault) this.otherKey = paired.foreignKey;
    if (paired.otherKeyDefault && paired.otherKey !== this.foreignKey) {
      delete this.through.model.rawAttributes[paired.otherKey];
      paired.otherKey = this.foreignKey;
      pairedChanged = true;
    }
    if (pairedChanged) paired._injectAttributes();
  }

  /** Adds both keys to the through model, and the associations with it that queries use. */
  _injectAttributes() {
    this.identifier = this.foreignKey;
    this.foreignIdentifier = this.otherKey;
    this._dropGeneratedPrimaryKeys();

    const { rawAttributes } = this.through.model;
    const own = { type: this.source.rawAttributes[this.sourceKey].type, ...this.foreignKeyAttribute };
    const other = { type: this.target.rawAttributes[this.targetKey].type, ...this.otherKeyAttribute };
    if (this.primaryKeyDeleted) {
      own.primaryKey = other.primaryKey = true;
    } else if (this.through.unique !== false) {
      own.unique = other.unique = this._uniqueKeyName();
    }
    for (const key of [this.foreignKey, this.otherKey]) rawAttributes[key] ||= { _autoGenerated: true };
    if (this.options.constraints !== false) this._addReferences(own, other);
    Object.assign(rawAttributes[this.foreignKey], own);
    Object.assign(rawAttributes[this.otherKey], other);
    this.through.model.refreshAttributes();

    this.identifierField = this._throughField(this.foreignKey);
    this.foreignIdentifierField = this._throughField(this.otherKey);
    if (this.paired && !this.paired.foreignIdentifierField) {
      this.paired.foreignIdentifierField = this._throughField(this.paired.otherKey);
    }
    this._associateThrough();
    checkNamingCollision(this);
    return this;
  }

  _throughField(name) {
    return this.through.model.rawAttributes[name].field || name;
  }

  /** Both keys together take the place of a primary key that nobody asked for. */
  _dropGeneratedPrimaryKeys() {
    const { rawAttributes } = this.through.model;
    for (const [name, attribute] of Object.entries(rawAttributes)) {
      if (attribute.primaryKey !== true || attribute._autoGenerated !== true) continue;
      if (name === this.foreignKey || name === this.otherKey) attribute.primaryKey = false;
      else delete rawAttributes[name];
      this.primaryKeyDeleted = true;
    }
  }

  _uniqueKeyName() {
    const { uniqueKey } = this.options;
    if (typeof uniqueKey === 'string' && uniqueKey !== '') return uniqueKey;
    return [this.through.model.tableName, this.foreignKey, this.otherKey, 'unique'].join('_');
  }

  /** For the own key this association's options come first; for the other, what its own side may have said. */
  _addReferences(own, other) {
    const { rawAttributes } = this.through.model;
    own.references = { model: this.source.getTableName(), key: this.sourceKeyField };
    other.references = { model: this.target.getTableName(), key: this.targetKeyField };
    for (const action of ['onDelete', 'onUpdate']) {
      own[action] = this.options[action] || rawAttributes[this.foreignKey][action] || 'CASCADE';
      other[action] = rawAttributes[this.otherKey][action] || this.options[action] || 'CASCADE';
    }
  }

  _associateThrough() {
    const Through = this.through.model;
    const { source, target, foreignKey, otherKey } = this;
    this.toSource = new BelongsTo(Through, source, { foreignKey });
    this.manyFromSource = new HasMany(source, Through, { foreignKey });
    this.oneFromSource = new HasOne(source, Through, { foreignKey, sourceKey: this.sourceKey, as: Through.name });
    this.manyFromTarget = new HasMany(target, Through, { foreignKey: otherKey });
    this._associateThroughTarget();
    if (this.paired && this.paired.otherKeyDefault) this.paired._associateThroughTarget();
  }

  _associateThroughTarget() {
    const Through = this.through.model;
    this.toTarget = new BelongsTo(Through, this.target, { foreignKey: this.otherKey });
    this.oneFromTarget = new HasOne(this.target, Through, { foreignKey: this.otherKey, sourceKey: this.targetKey, as: Through.name });
  }

  /**
   * The associated instances, each with its row of the join table.
   *
   * @param {any} instance
   * @param {any} [options] of findAll, and `through: {where, paranoid}`, `joinTableAttributes`, `scope`, `schema`
   */
  async get(instance, options) {
    options = cloneDeep(options);
    const { through } = this;
    options.where = { [Op.and]: [this.scope ? { ...this.scope } : undefined, options.where] };
    if (isObject(through.model)) {
      const throughWhere = { [this.foreignKey]: instance.get(this.sourceKey), ...through.scope };
      options.include = options.include || [];
      options.include.push({
        association: this.oneFromTarget,
        attributes: options.joinTableAttributes,
        required: true,
        paranoid: options.through?.paranoid ?? true,
        where: this._and(throughWhere, options.through?.where)
      });
    }
    return this._scopedTarget(options).findAll(options);
  }

  /** How many are associated. */
  async count(instance, options) {
    options = cloneDeep(options);
    options.attributes = [[new Fn('COUNT', [new Col(`${this.target.name}.${this.targetKeyField}`)]), 'count']];
    options.joinTableAttributes = [];
    options.raw = true;
    options.plain = true;
    const { count } = await this.get(instance, options);
    return parseInt(count, 10);
  }

  /**
   * Whether all of these are associated.
   *
   * @param {any} sourceInstance
   * @param {any|any[]} instances instances or target keys
   * @param {any} [options] of findAll
   */
  async has(sourceInstance, instances, options) {
    const wanted = /** @type {any[]} */ ([]).concat(instances)
      .map(each => each instanceof this.target ? each.where() : { [this.targetKey]: each });
    const found = await this.get(sourceInstance, {
      raw: true,
      ...options,
      scope: false,
      attributes: [this.targetKey],
      joinTableAttributes: [],
      where: { [Op.and]: [{ [Op.or]: wanted }, options?.where] }
    });
    return wanted.every(each => found.some(other => isEqual(each[this.targetKey], other[this.targetKey])));
  }

  /**
   * Associates these and no others.
   *
   * @param {any} sourceInstance
   * @param {any|any[]|null} newAssociatedObjects instances or primary keys; null for none
   * @param {any} [options] of findAll, bulkCreate, update and destroy; `through`: values of the join rows
   */
  async set(sourceInstance, newAssociatedObjects, options) {
    const targets = newAssociatedObjects === null ? [] : this.toInstanceArray(newAssociatedObjects);
    return replaceRows(this, sourceInstance, targets, options || {});
  }

  /** Associates these too. */
  async add(sourceInstance, newInstances, options) {
    if (!newInstances) return;
    return addRows(this, sourceInstance, this.toInstanceArray(newInstances), { ...options });
  }

  /** These are associated no more. */
  remove(sourceInstance, oldAssociatedObjects, options) {
    const where = {
      [this.identifier]: sourceInstance.get(this.sourceKey),
      [this.foreignIdentifier]: this.toInstanceArray(oldAssociatedObjects).map(each => each.get(this.targetKey))
    };
    return this.through.model.destroy({ ...options, where });
  }

  /** Makes an instance of the target and associates it. */
  async create(sourceInstance, values, options) {
    values = values || {};
    options = Array.isArray(options) ? { fields: options } : options || {};
    if (this.scope) {
      Object.assign(values, this.scope);
      if (options.fields) options.fields = options.fields.concat(Object.keys(this.scope));
    }
    const made = await this.target.create(values, options);
    await sourceInstance[this.accessors.add](made, omit(options, ['fields']));
    return made;
  }
}

module.exports = BelongsToMany;
module.exports.BelongsToMany = BelongsToMany;
module.exports.default = BelongsToMany;
