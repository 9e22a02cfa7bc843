'use strict';

// The postgres query interface: enums, and the names of foreign keys.

const QueryTypes = require('../../query-types');
const Deferrable = require('../../deferrable');
const Utils = require('../../utils');
const { QueryInterface } = require('../abstract/query-interface');
const { enumAttributes, additions } = require('./enums');

class PostgresQueryInterface extends QueryInterface {
  /** Creates the enum types of a table's columns, or adds the values that they lack. */
  async ensureEnums(tableName, attributes, options, model) {
    const columns = enumAttributes(attributes);
    if (columns.length === 0) return undefined;
    const generator = this.queryGenerator;
    const existing = await Promise.all(columns.map(({ field }) => this.sequelize.query(
      generator.pgListEnums(tableName, field, options),
      { ...options, plain: true, raw: true, type: QueryTypes.SELECT }
    )));

    let result;
    for (const [at, { field, type }] of columns.entries()) {
      if (!existing[at]) {
        result = await this.sequelize.query(generator.pgEnum(tableName, field, type, options), { ...options, raw: true });
        continue;
      }
      if (!model) continue;
      for (const { value, before, after } of additions(generator.fromArray(existing[at].enum_value), type.values)) {
        const valueOptions = { ...options, before: before || null, after: after || null };
        result = await this.sequelize.query(generator.pgEnumAdd(tableName, field, value, valueOptions), valueOptions);
      }
    }
    await this.sequelize.dialect.connectionManager._refreshDynamicOIDs();
    return result;
  }

  async getForeignKeyReferencesForTable(table, options) {
    const text = this.queryGenerator.getForeignKeyReferencesQuery(table.tableName || table, this.sequelize.config.database, table.schema);
    const found = await this.sequelize.query(text, { ...options, type: QueryTypes.FOREIGNKEYS });
    return found.map(row => {
      const { initiallyDeferred, isDeferrable, ...key } = Utils.camelizeObjectKeys(row);
      return { ...key, deferrable: deferrableOf(isDeferrable, initiallyDeferred) };
    });
  }

  async dropEnum(enumName, options) {
    const generator = this.queryGenerator;
    return this.sequelize.query(generator.pgEnumDrop(null, null, generator.pgEscapeAndQuote(enumName)), { ...options, raw: true });
  }

  async dropAllEnums(options = {}) {
    const enums = await this.pgListEnums(null, options);
    return Promise.all(enums.map(({ enum_name: name }) => this.dropEnum(name, options)));
  }

  async pgListEnums(tableName, options) {
    return this.sequelize.query(this.queryGenerator.pgListEnums(tableName), {
      ...options, plain: false, raw: true, type: QueryTypes.SELECT
    });
  }

  /** A table's enum types go with it, where a model knows them. */
  async dropTable(tableName, options) {
    await super.dropTable(tableName, options);
    const model = this.sequelize.modelManager.getModel(tableName, { attribute: 'tableName' });
    if (!model) return;
    const schema = options && options.schema;
    const prefixed = (!schema || schema === 'public' ? '' : `${schema}_`) + tableName;
    const columns = enumAttributes(model.rawAttributes, { arrays: false });
    await Promise.all(columns.map(({ name }) => this.sequelize.query(
      this.queryGenerator.pgEnumDrop(prefixed, name),
      { ...options, supportsSearchPath: false, raw: true }
    )));
  }
}

function deferrableOf(isDeferrable, initiallyDeferred) {
  if (isDeferrable === 'NO') return Deferrable.NOT;
  return initiallyDeferred === 'NO' ? Deferrable.INITIALLY_IMMEDIATE : Deferrable.INITIALLY_DEFERRED;
}

exports.PostgresQueryInterface = PostgresQueryInterface;
