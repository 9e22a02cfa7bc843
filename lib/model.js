// @ts-check
'use strict';
/**
 * class Model: a table of contents. A method with a thought has its own file in lib/model.
 * Longer than most files on purpose: one line for each of v6's many members.
 */

const associationsMixin = require('./associations/mixin');
const Hooks = require('./hooks');
const InstanceValidator = require('./instance-validator');
const { register } = require('./model/root');

const aggregates = require('./model/aggregate');
const attributes = require('./model/attributes');
const { bulkCreate } = require('./model/bulk-create');
const { init } = require('./model/define');
const destruction = require('./model/destroy');
const finders = require('./model/find');
const findOr = require('./model/find-or-create');
const { findSeparate } = require('./model/find-separate');
const arithmetic = require('./model/increment');
const conform = require('./model/include/conform');
const expand = require('./model/include/expand');
const included = require('./model/include/validate');
const merging = require('./model/merge');
const { paranoidClause } = require('./model/paranoid');
const scopes = require('./model/scopes');
const { sync } = require('./model/sync');
const { update } = require('./model/update');
const { upsert } = require('./model/upsert');
const building = require('./model/instance/build');
const reading = require('./model/instance/get');
const writing = require('./model/instance/set');
const lifecycle = require('./model/instance/lifecycle');
const { save } = require('./model/instance/save');
const Utils = require('./utils');

/** One table; its instances are rows. Subclasses are made by `Model.init` or `sequelize.define`. */
class Model {
  /** @this {any} */
  static get queryInterface() {
    return this.sequelize.getQueryInterface();
  }

  static get queryGenerator() {
    return this.queryInterface.queryGenerator;
  }

  // ---- Definition

  /** @param {Record<string, any>} attributes @param {any} [options] with `sequelize` */
  static init(attributes, options) {
    return init(this, attributes, options);
  }

  /** @this {any} */
  static getAttributes() {
    return this.rawAttributes;
  }

  /** Works out again all that is derived from `rawAttributes`. */
  static refreshAttributes() {
    attributes.refreshAttributes(this);
  }

  /** @this {any} */
  static removeAttribute(attribute) {
    delete this.rawAttributes[attribute];
    this.refreshAttributes();
  }

  static _addDefaultAttributes() {
    attributes.addDefaultAttributes(this);
  }

  static _findAutoIncrementAttribute() {
    attributes.findAutoIncrementAttribute(this);
  }

  static _getDefaultTimestamp(attribute) {
    return attributes.defaultTimestamp(this, attribute);
  }

  static _conformIndex(index) {
    return attributes.conformIndex(index);
  }

  /** @this {any} */
  static hasAlias(alias) {
    return Object.hasOwn(this.associations, alias);
  }

  static [Symbol.for('nodejs.util.inspect.custom')]() {
    return this.name;
  }

  // ---- Table

  static async sync(options) {
    return sync(this, options);
  }

  /** @this {any} */
  static async drop(options) {
    return this.queryInterface.dropTable(this.getTableName(options), options);
  }

  static async dropSchema(schema) {
    return this.queryInterface.dropSchema(schema);
  }

  /** The same model in another schema. */
  static schema(schema, options) {
    return scopes.inSchema(this, schema, options);
  }

  static getTableName() {
    return this.queryGenerator.addSchema(this);
  }

  /** @this {any} */
  static async describe(schema, options) {
    return this.queryInterface.describeTable(this.tableName, { schema: schema || this._schema || undefined, ...options });
  }

  // ---- Scopes and options

  static unscoped() {
    return /** @type {any} */ (this).scope();
  }

  static addScope(name, scope, options) {
    scopes.addScope(this, name, scope, options);
  }

  /** @param {...any} option names of scopes, `{ method }`, or options */
  // eslint-disable-next-line no-unused-vars
  static scope(option) {
    return scopes.scope(this, Array.from(arguments));
  }

  /** @this {any} */
  static _injectScope(options) {
    this._defaultsOptions(options, Utils.cloneDeep(this._scope));
  }

  static _baseMerge(...args) {
    return merging.baseMerge(this, args);
  }

  static _mergeFunction(earlier, later, key) {
    return merging.mergeValue(this, earlier, later, key);
  }

  static _assignOptions(...args) {
    return this._baseMerge(...args, this._mergeFunction.bind(this));
  }

  static _defaultsOptions(target, options) {
    return this._baseMerge(target, options, (own, given, key) => this._mergeFunction(given, own, key));
  }

  static _uniqIncludes(options) {
    merging.uniqIncludes(this, options);
  }

  static _paranoidClause(model, options) {
    return paranoidClause(this, model, options);
  }

  static _expandAttributes(options) {
    finders.expandAttributes(this, options);
  }

  static _injectDependentVirtualAttributes(names) {
    return finders.injectDependentVirtualAttributes(this, names);
  }

  static _optionsMustContainWhere(options) {
    arithmetic.optionsMustContainWhere(options);
  }

  // ---- Includes

  static _conformIncludes(options, self) {
    conform.conformIncludes(this, options, self);
  }

  static _conformInclude(include, self) {
    return conform.conformInclude(this, include, self);
  }

  static _transformStringAssociation(include, self) {
    return conform.resolveAlias(include, self);
  }

  static _expandIncludeAll(options) {
    expand.expandIncludeAll(this, options);
  }

  static _expandIncludeAllElement(includes, include) {
    expand.expandElement(this, includes, include);
  }

  static _validateIncludedElements(options, tableNames) {
    return included.validateElements(this, options, tableNames);
  }

  static _validateIncludedElement(include, tableNames, options) {
    return included.validateElement(this, include, tableNames, options);
  }

  static _getIncludedAssociation(targetModel, targetAlias) {
    return included.includedAssociation(this, targetModel, targetAlias);
  }

  // ---- Finding

  static async findAll(options) {
    return finders.findAll(this, options);
  }

  static warnOnInvalidOptions(options, validColumnNames) {
    finders.warnOnInvalidOptions(this, options, validColumnNames);
  }

  static async _findSeparate(results, options) {
    return findSeparate(results, options);
  }

  static async findByPk(param, options) {
    return finders.findByPk(this, param, options);
  }

  static async findOne(options) {
    return finders.findOne(this, options);
  }

  static async findAndCountAll(options) {
    return finders.findAndCountAll(this, options);
  }

  static async aggregate(attribute, aggregateFunction, options) {
    return aggregates.aggregate(this, attribute, aggregateFunction, options);
  }

  static async count(options) {
    return aggregates.count(this, options);
  }

  static async max(field, options) {
    return this.aggregate(field, 'max', options);
  }

  static async min(field, options) {
    return this.aggregate(field, 'min', options);
  }

  static async sum(field, options) {
    return this.aggregate(field, 'sum', options);
  }

  // ---- Creating

  static build(values, options) {
    return Array.isArray(values) ? this.bulkBuild(values, options) : new this(values, options);
  }

  static bulkBuild(valueSets, options) {
    return building.bulkBuild(this, valueSets, options);
  }

  static async create(values, options) {
    options = Utils.cloneDeep(options || {});
    const { fields, include, raw, silent } = options;
    return this.build(values, { isNewRecord: true, attributes: fields, include, raw, silent }).save(options);
  }

  static async findOrBuild(options) {
    return findOr.findOrBuild(this, options, arguments.length);
  }

  static async findOrCreate(options) {
    return findOr.findOrCreate(this, options, arguments.length);
  }

  static async findCreateFind(options) {
    return findOr.findCreateFind(this, options);
  }

  static async upsert(values, options) {
    return upsert(this, values, options);
  }

  static async bulkCreate(records, options) {
    return bulkCreate(this, records, options);
  }

  // ---- Changing many rows

  static async truncate(options) {
    return destruction.truncate(this, options);
  }

  static async destroy(options) {
    return destruction.destroy(this, options);
  }

  static async restore(options) {
    return destruction.restore(this, options);
  }

  static async update(values, options) {
    return update(this, values, options);
  }

  static async increment(fields, options) {
    return arithmetic.increment(this, fields, options);
  }

  static async decrement(fields, options) {
    return this.increment(fields, { by: 1, ...options, increment: false });
  }

  // ---- Instances

  get sequelize() {
    return /** @type {any} */ (this.constructor).sequelize;
  }

  /** @param {Record<string, any>} [values] @param {any} [options] */
  constructor(values = {}, options = {}) {
    building.construct(this, values, options);
  }

  _initValues(values, options) {
    building.initValues(this, values, options);
  }

  /** The condition that finds this row again. */
  where(checkVersion) {
    return lifecycle.where(this, checkVersion);
  }

  toString() {
    return `[object SequelizeInstance:${this.constructor.name}]`;
  }

  /** @this {any} */
  getDataValue(key) {
    return this.dataValues[key];
  }

  setDataValue(key, value) {
    writing.setDataValue(this, key, value);
  }

  get(key, options) {
    return reading.get(this, key, options);
  }

  set(key, value, options) {
    return writing.set(this, key, value, options);
  }

  setAttributes(updates) {
    return this.set(updates);
  }

  /** Without arguments the names of changed attributes, or false; with a name whether it changed; with a flag sets it. */
  changed(key, value) {
    return writing.changed(this, key, value);
  }

  previous(key) {
    return reading.previous(this, key);
  }

  _setInclude(key, value, options) {
    writing.setInclude(this, key, value, options);
  }

  async save(options) {
    return save(this, options, arguments.length);
  }

  async reload(options) {
    return lifecycle.reload(this, options);
  }

  async validate(options) {
    return new InstanceValidator(this, options).validate();
  }

  async update(values, options) {
    return lifecycle.update(this, values, options);
  }

  async destroy(options) {
    return lifecycle.destroy(this, options);
  }

  isSoftDeleted() {
    return lifecycle.isSoftDeleted(this);
  }

  async restore(options) {
    return lifecycle.restore(this, options);
  }

  async increment(fields, options) {
    return lifecycle.increment(this, fields, options);
  }

  async decrement(fields, options) {
    return this.increment(fields, { by: 1, ...options, increment: false });
  }

  equals(other) {
    return lifecycle.equals(this, other);
  }

  equalsOneOf(others) {
    return others.some(other => this.equals(other));
  }

  /** @this {any} */
  setValidators(attribute, validators) {
    this.validators[attribute] = validators;
  }

  toJSON() {
    return reading.toJSON(this);
  }
}

register(Model);
Object.assign(Model, associationsMixin);
Hooks.applyTo(Model, true);

module.exports = Model;
