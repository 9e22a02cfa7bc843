// @ts-check
'use strict';

// Query interface: indexes and constraints.

const QueryTypes = require('../../../query-types');
const Utils = require('../../../utils');

const isObject = value => value !== null && typeof value === 'object';

/** Options of a constraint, checked and copied. */
function constraintOptions(options) {
  if (!options.fields) throw new Error('Fields must be specified through options.fields');
  if (!options.type) throw new Error('Constraint type must be specified through options.type');
  return Utils.cloneDeep(options);
}

module.exports = {
  async addIndex(tableName, attributes, options, rawTablename) {
    // Also `(tableName, options with fields, rawTablename)`.
    if (!Array.isArray(attributes)) {
      rawTablename = options;
      options = attributes;
      attributes = options.fields;
    }
    options = Utils.cloneDeep(options) || {};
    options.fields = attributes;
    const text = this.queryGenerator.addIndexQuery(tableName, options, rawTablename || tableName);
    return this.sequelize.query(text, { ...options, supportsSearchPath: false });
  },

  async showIndex(tableName, options) {
    const text = this.queryGenerator.showIndexesQuery(tableName, options);
    return this.sequelize.query(text, { ...options, type: QueryTypes.SHOWINDEXES });
  },

  async removeIndex(tableName, indexNameOrAttributes, options = {}) {
    return this.sequelize.query(this.queryGenerator.removeIndexQuery(tableName, indexNameOrAttributes, options), options);
  },

  async getForeignKeysForTables(tableNames, given) {
    if (tableNames.length === 0) return {};
    const options = { ...given, type: QueryTypes.FOREIGNKEYS };
    const { database } = this.sequelize.config;
    const answers = await Promise.all(tableNames.map(tableName =>
      this.sequelize.query(this.queryGenerator.getForeignKeysQuery(tableName, database), options)));
    const byTable = {};
    tableNames.forEach((tableName, at) => {
      const name = isObject(tableName) ? `${tableName.schema}.${tableName.tableName}` : tableName;
      byTable[name] = /** @type {any[]} */ ([]).concat(answers[at]).map(row => row && row.constraint_name).filter(Boolean);
    });
    return byTable;
  },

  async getForeignKeyReferencesForTable(tableName, options) {
    const text = this.queryGenerator.getForeignKeysQuery(tableName, this.sequelize.config.database);
    return this.sequelize.query(text, { ...options, type: QueryTypes.FOREIGNKEYS });
  },

  async addConstraint(tableName, given) {
    const options = constraintOptions(given);
    return this.sequelize.query(this.queryGenerator.addConstraintQuery(tableName, options), options);
  },

  async showConstraint(tableName, constraintName, options) {
    const text = this.queryGenerator.showConstraintsQuery(tableName, constraintName);
    return this.sequelize.query(text, { ...options, type: QueryTypes.SHOWCONSTRAINTS });
  },

  async removeConstraint(tableName, constraintName, options) {
    return this.sequelize.query(this.queryGenerator.removeConstraintQuery(tableName, constraintName), options);
  },

  constraintOptions
};
Object.defineProperty(module.exports, 'constraintOptions', { value: constraintOptions, enumerable: false });
