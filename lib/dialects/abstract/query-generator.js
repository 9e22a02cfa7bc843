// @ts-check
'use strict';

// Class QueryGenerator: v6's method names, each asking the native core for its text.

const { randomUUID } = require('crypto');
const Utils = require('../../utils');
const { isPlainObject } = require('../../utils/objects');
const { textCore, settingsKey, settingsOf } = require('../../sequelize/core');
const TEXT_METHODS = require('./query-generator/methods');
const TransactionQueries = require('./query-generator/transaction');
const Operators = require('./query-generator/operators');

/** The options that decide about text, in the order of `settingsKey`. */
const SETTINGS = [
  'timezone', 'quoteIdentifiers', 'minifyAliases', 'attributeBehavior', 'databaseVersion', 'standardConformingStrings', 'schema'
];

class QueryGenerator {
  /** @param {{sequelize: object, _dialect: object}} options */
  constructor(options) {
    if (!options.sequelize) throw new Error('QueryGenerator initialized without options.sequelize');
    if (!options._dialect) throw new Error('QueryGenerator initialized without options._dialect');
    this.sequelize = options.sequelize;
    this.options = options.sequelize.options;
    this.dialect = options._dialect.name;
    this._dialect = options._dialect;
  }

  /** The core that writes this generator's text: the instance's own, unless this generator has settings of its own. */
  _core() {
    const { sequelize } = this;
    if (this.options === sequelize.options && this.dialect === sequelize.options.dialect) {
      const key = settingsKey(sequelize.options);
      if (sequelize._coreSettings !== key) {
        // Options may be changed after the start; the core learns of it before it writes the next text.
        if (sequelize._coreSettings !== undefined) sequelize.core.updateSettings(settingsOf(sequelize.options, sequelize.config.database || undefined));
        Object.defineProperty(sequelize, '_coreSettings', { value: key, enumerable: false, configurable: true, writable: true });
      }
      return sequelize.core;
    }
    const options = { ...sequelize.options, ...definedSettings(this.options) };
    return settingsKey(options) === settingsKey(sequelize.options) && this.dialect === sequelize.options.dialect
      ? sequelize.core
      : textCore(this.dialect, options);
  }

  /** The text (or data) of one of the core's methods. */
  _text(method, ...args) {
    return this._core().text(method, ...this._withoutAliases(args));
  }

  /** A statement of one of the core's methods: run as a plan, text only when read. */
  _plan(method, ...args) {
    return this.sequelize.core.plan(method, ...this._withoutAliases(args));
  }

  /** String aliases of operators are the application's own words: the core knows operators alone. */
  _withoutAliases(args) {
    const aliases = /** @type {any} */ (this).OperatorsAliasMap;
    if (!aliases || Object.keys(aliases).length === 0) return args;
    const replaced = value => {
      if (Array.isArray(value)) return value.map(replaced);
      if (!isPlainObject(value)) return value;
      const result = {};
      for (const key of Reflect.ownKeys(value)) {
        result[typeof key === 'string' && Object.hasOwn(aliases, key) ? aliases[key] : key] = replaced(value[key]);
      }
      return result;
    };
    return args.map(replaced);
  }

  /** One entry of a where object. */
  whereItemQuery(key, value, options = {}) {
    const aliases = /** @type {any} */ (this).OperatorsAliasMap;
    const name = aliases && typeof key === 'string' && Object.hasOwn(aliases, key) ? aliases[key] : key;
    return this._text('whereItemQuery', name, value, options);
  }

  /** v6's answer of a statement that binds its values. */
  _bound(method, args, options) {
    const statement = this._core().plan(method, ...this._withoutAliases(args));
    const query = String(statement);
    // An UPDATE that sets nothing.
    if (query === '') return query;
    return options && options.bindParam === false ? { query } : { query, bind: statement.bindText().bind };
  }

  insertQuery(table, valueHash, modelAttributes, options) {
    return this._bound('insertQuery', [table, valueHash, modelAttributes, { ...options, omitNull: this.options.omitNull }], options);
  }

  updateQuery(tableName, attrValueHash, where, options, attributes) {
    return this._bound('updateQuery', [tableName, attrValueHash, where, this._withDefaults(options), attributes], options);
  }

  /** A write's options where the instance's own say something of it. */
  _withDefaults(options) {
    const { omitNull } = this.options;
    return omitNull && (!options || options.omitNull === undefined) ? { ...options, omitNull } : options || {};
  }

  /** A table's name and schema: what v6 keeps of a model or of `{ tableName, schema }`. */
  extractTableDetails(tableName, options) {
    options = options || {};
    tableName = tableName || {};
    return {
      schema: tableName.schema || options.schema || this.options.schema || 'public',
      tableName: isPlainObject(tableName) ? tableName.tableName : tableName,
      delimiter: tableName.delimiter || options.delimiter || '.'
    };
  }

  /** A table's name with its schema; an object that prints as the quoted name. */
  addSchema(param) {
    if (!param._schema) return param.tableName || param;
    const generator = this;
    return {
      tableName: param.tableName || param,
      table: param.tableName || param,
      name: param.name || param,
      schema: param._schema,
      delimiter: param._schemaDelimiter || '.',
      toString() {
        return /** @type {any} */ (generator).quoteTable(this);
      }
    };
  }

  dropSchema(tableName, options) {
    return this._text('dropSchema', tableName, options);
  }

  /** A name, quoted; `force` quotes where `quoteIdentifiers` is off. Each dialect has its own way. */
  quoteIdentifier() {
    throw new Error(`quoteIdentifier for Dialect "${this.dialect}" is not implemented`);
  }

  /** A value as a literal, or any of v6's SQL objects as text. */
  escape(value, field, options) {
    if (value !== undefined && value !== null && field && field.type) this.validate(value, field, options);
    return this._text('escape', value, field, options);
  }

  /** Puts a value among the binds and answers its placeholder. */
  bindParam(bind) {
    return value => {
      bind.push(value);
      return `$${bind.length}`;
    };
  }

  /** Puts a value among the binds in the form of its column's type. */
  format(value, field, options, bindParam) {
    options = options || {};
    if (value instanceof Utils.SequelizeMethod) {
      throw new Error('Cannot pass SequelizeMethod as a bind parameter - use escape instead');
    }
    if (value === null || value === undefined) return bindParam(value);
    if (field && field.type) {
      this.validate(value, field, options);
      if (field.type.bindParam) {
        return field.type.bindParam(value, { escape: v => v, field, timezone: this.options.timezone, operation: options.operation, bindParam });
      }
    }
    return bindParam(value);
  }

  /** The check of a value by its data type, where `typeValidation` asks for it. */
  validate(value, field, options) {
    if (!this.options.typeValidation || !field.type.validate || !value) return;
    options = options || {};
    const check = item => field.type.validate(item, options);
    try {
      if (options.isList && Array.isArray(value)) value.forEach(check);
      else check(value);
    } catch (error) {
      throw this._validationError(error, field, value);
    }
  }

  _validationError(error, field, value) {
    const errors = require('../../errors');
    if (!(error instanceof errors.ValidationError)) return error;
    error.errors.push(new errors.ValidationErrorItem(error.message, /** @type {any} */ ('Validation error'), field.fieldName, value, null, `${field.type.key} validator`));
    return error;
  }

  /** Replaces `?` and `:name` of a text by literals, outside of strings, names and comments. */
  injectReplacements(sql, replacements) {
    if (!Array.isArray(replacements) && !isPlainObject(replacements)) {
      throw new TypeError(`"replacements" must be an array or a plain object, but received ${JSON.stringify(replacements)} instead.`);
    }
    return this._text('injectReplacements', sql, replacements);
  }

  /** @returns {string} */
  generateTransactionId() {
    return randomUUID();
  }

  getAliasToken() {
    return 'AS';
  }

  booleanValue(value) {
    return value;
  }

  /** Nothing to return into binds in the dialects of this package. */
  populateInsertQueryReturnIntoBinds() {}
}

function definedSettings(options) {
  const own = {};
  for (const name of SETTINGS) if (options && options[name] !== undefined) own[name] = options[name];
  return own;
}

/**
 * Gives a generator class methods that are a text of the core and nothing else.
 *
 * @param {Function} Class
 * @param {Record<string, string>} signatures name -> parameter names, as v6 has them
 */
function addTextMethods(Class, signatures) {
  for (const name of Object.keys(signatures)) {
    const { [name]: method } = {
      /** @this {any} */
      [name](...args) {
        return this._text(name, ...args);
      }
    };
    const arity = signatures[name] ? signatures[name].split(',').filter(part => !part.includes('=')).length : 0;
    Object.defineProperty(method, 'length', { value: arity, configurable: true });
    Object.defineProperty(Class.prototype, name, { value: method, writable: true, configurable: true, enumerable: false });
  }
}

addTextMethods(QueryGenerator, TEXT_METHODS);
Object.assign(QueryGenerator.prototype, TransactionQueries, Operators);

module.exports = QueryGenerator;
module.exports.addTextMethods = addTextMethods;
