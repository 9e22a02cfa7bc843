'use strict';

// Class Sequelize: a table of contents. The thoughts stand in lib/sequelize/*.js.

const Utils = require('./utils');
const Model = require('./model');
const DataTypes = require('./data-types');
const Deferrable = require('./deferrable');
const ModelManager = require('./model-manager');
const Transaction = require('./transaction');
const QueryTypes = require('./query-types');
const TableHints = require('./table-hints');
const IndexHints = require('./index-hints');
const errors = require('./errors');
const Hooks = require('./hooks');
const Association = require('./associations');
const { validator: Validator } = require('./utils/validator-extras');
const Op = require('./operators');
const deprecations = require('./utils/deprecations');
const { isPlainObject } = require('./utils/objects');
const { QueryInterface } = require('./dialects/abstract/query-interface');
const constructing = require('./sequelize/options');
const { createCore } = require('./sequelize/core');
const { log } = require('./sequelize/log');
const { normalizeDataType, normalizeAttribute } = require('./sequelize/normalize');
const running = require('./sequelize/query');
const schema = require('./sequelize/sync');

class Sequelize {
  /** `(database, username, password, options)`, `(uri, options)` or `(options)`. */
  constructor(database, username, password, options) {
    const given = constructing.readArguments(Array.prototype.slice.call(arguments));
    options = given.options;
    Sequelize.runHooks('beforeInit', given.config, options);

    this.options = constructing.completeOptions(options, deprecations);
    this._setupHooks(options.hooks);
    this.config = constructing.connectionConfig(given.config, this.options);

    const Dialect = constructing.dialectClass(this.getDialect());
    this.dialect = new Dialect(this);
    this.dialect.queryGenerator.typeValidation = options.typeValidation;
    if (isPlainObject(this.options.operatorsAliases)) {
      deprecations.noStringOperators();
      this.dialect.queryGenerator.setOperatorsAliases(this.options.operatorsAliases);
    } else if (typeof this.options.operatorsAliases === 'boolean') {
      deprecations.noBoolOperatorAliases();
    }

    this.queryInterface = this.dialect.queryInterface;
    this.models = {};
    this.modelManager = new ModelManager(this);
    this.connectionManager = this.dialect.connectionManager;
    Sequelize.runHooks('afterInit', this);
  }

  /** The native core of this instance, made when it is first asked for. */
  get core() {
    const core = createCore(this);
    Object.defineProperty(this, 'core', { value: core, enumerable: false, configurable: true, writable: true });
    return core;
  }

  /** Takes over `parse` functions that were added to data types after the start. */
  refreshTypes() {
    this.connectionManager.refreshTypeParser(DataTypes);
  }

  getDialect() {
    return this.options.dialect;
  }

  getDatabaseName() {
    return this.config.database;
  }

  getQueryInterface() {
    return this.queryInterface;
  }

  /** Declares a model; it is also `sequelize.models[modelName]`. */
  define(modelName, attributes, options = {}) {
    options.modelName = modelName;
    options.sequelize = this;
    const model = class extends Model {};
    model.init(attributes, options);
    return model;
  }

  model(modelName) {
    if (!this.isDefined(modelName)) throw new Error(`${modelName} has not been defined`);
    return this.modelManager.getModel(modelName);
  }

  isDefined(modelName) {
    return this.modelManager.models.some(model => model.name === modelName);
  }

  /** Runs a text, `{ query, values | bind }`, or a planned statement. */
  async query(sql, options) {
    return running.query(this, sql, options);
  }

  /** Session variables; they need a transaction, since another query may run on another connection. */
  async set(variables, options) {
    options = { ...this.options.set, ...typeof options === 'object' && options };
    if (!this.dialect.supportsSessionVariables) throw new Error('sequelize.set is only supported for mysql or mariadb');
    if (!(options.transaction instanceof Transaction)) throw new TypeError('options.transaction is required');
    options.raw = true;
    options.plain = true;
    options.type = 'SET';
    return this.query(this.dialect.queryGenerator.setVariablesQuery(variables), options);
  }

  escape(value) {
    return this.dialect.queryGenerator.escape(value);
  }

  async createSchema(name, options) {
    return this.getQueryInterface().createSchema(name, options);
  }

  async showAllSchemas(options) {
    return this.getQueryInterface().showAllSchemas(options);
  }

  async dropSchema(name, options) {
    return this.getQueryInterface().dropSchema(name, options);
  }

  async dropAllSchemas(options) {
    return this.getQueryInterface().dropAllSchemas(options);
  }

  async sync(options) {
    return schema.sync(this, options);
  }

  async _syncModelsWithCyclicReferences(options) {
    return schema.syncCyclic(this, options);
  }

  async truncate(options) {
    return schema.truncate(this, options);
  }

  async drop(options) {
    return schema.drop(this, options);
  }

  /** Resolves when the database answers. */
  async authenticate(options) {
    await this.query(this.dialect.queryGenerator.authTestQuery(), {
      raw: true, plain: true, type: QueryTypes.SELECT, ...options
    });
  }

  async databaseVersion(options) {
    return this.getQueryInterface().databaseVersion(options);
  }

  /** The dialect's random number, for `order`. */
  random() {
    return this.fn(this.dialect.randomFunction);
  }

  static fn(fn, ...args) {
    return new Utils.Fn(fn, args);
  }

  static col(col) {
    return new Utils.Col(col);
  }

  static cast(val, type) {
    return new Utils.Cast(val, type);
  }

  static literal(val) {
    return new Utils.Literal(val);
  }

  static and(...args) {
    return { [Op.and]: args };
  }

  static or(...args) {
    return { [Op.or]: args };
  }

  static json(conditionsOrPath, value) {
    return new Utils.Json(conditionsOrPath, value);
  }

  static where(attr, comparator, logic) {
    return new Utils.Where(attr, comparator, logic);
  }

  /** Managed with a callback (commits or rolls back by its outcome), unmanaged without. */
  async transaction(options, autoCallback) {
    if (typeof options === 'function') {
      autoCallback = options;
      options = undefined;
    }
    const transaction = new Transaction(this, options);
    if (!autoCallback) {
      await transaction.prepareEnvironment(false);
      return transaction;
    }
    return Sequelize._clsRun(async () => {
      await transaction.prepareEnvironment(true);
      let result;
      try {
        result = await autoCallback(transaction);
      } catch (error) {
        // A failing rollback has warned and closed the connection; the callback's error is the one to tell.
        await transaction.rollback().catch(() => {});
        throw error;
      }
      await transaction.commit();
      return result;
    });
  }

  /** @param {object} ns a namespace of cls-hooked's kind: managed transactions are found in it */
  static useCLS(ns) {
    if (!ns || typeof ns !== 'object' || typeof ns.bind !== 'function' || typeof ns.run !== 'function') {
      throw new Error('Must provide CLS namespace');
    }
    Sequelize._cls = ns;
    return this;
  }

  static _clsRun(fn) {
    const ns = Sequelize._cls;
    if (!ns) return fn();
    let result;
    ns.run(context => {
      result = fn(context);
    });
    return result;
  }

  log(...args) {
    log(this, args, deprecations);
  }

  close() {
    return this.connectionManager.close();
  }

  normalizeDataType(Type) {
    return normalizeDataType(this, Type);
  }

  normalizeAttribute(attribute) {
    return normalizeAttribute(this, attribute);
  }

  /** The package's version, read only when somebody asks: bundles need not hold package.json. */
  static get version() {
    return require('../package.json').version;
  }
}
Object.defineProperty(Sequelize, 'version', { enumerable: true });

for (const name of ['fn', 'col', 'cast', 'literal', 'and', 'or', 'json', 'where']) Sequelize.prototype[name] = Sequelize[name];
running.originals.query = Sequelize.prototype.query;
Sequelize.prototype.validate = Sequelize.prototype.authenticate;

Sequelize.options = { hooks: {} };
Object.assign(Sequelize, { Utils, Op, TableHints, IndexHints, Transaction, Model, QueryInterface, Deferrable, DataTypes });
Sequelize.BelongsTo = Association.BelongsTo;
Sequelize.HasOne = Association.HasOne;
Sequelize.HasMany = Association.HasMany;
Sequelize.BelongsToMany = Association.BelongsToMany;
Sequelize.prototype.Sequelize = Sequelize;
Sequelize.prototype.QueryTypes = Sequelize.QueryTypes = QueryTypes;
Sequelize.prototype.Validator = Sequelize.Validator = Validator;
Sequelize.prototype.Association = Sequelize.Association = Association;
for (const name in DataTypes) Sequelize[name] = DataTypes[name];
// Loaded when somebody asks for it.
Object.defineProperty(Sequelize, 'Migrator', { get: () => require('./migrator'), enumerable: true, configurable: true });

Sequelize.useInflection = Utils.useInflection;

Hooks.applyTo(Sequelize);
Hooks.applyTo(Sequelize.prototype);

Sequelize.Error = errors.BaseError;
for (const name of Object.keys(errors)) Sequelize[name] = errors[name];

module.exports = Sequelize;
module.exports.Sequelize = Sequelize;
module.exports.default = Sequelize;
