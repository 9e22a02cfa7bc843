// @ts-check
'use strict';

// Query interface: tables.

const QueryTypes = require('../../../query-types');

const missing = table => new Error(`No description found for "${table}" table. Check the table name and schema; remember, they _are_ case sensitive.`);

/** Schema and table of describeTable's two arguments. */
function describedTable(tableName, options) {
  let schema = null;
  let schemaDelimiter = null;
  if (typeof options === 'string') {
    schema = options;
  } else if (options !== null && typeof options === 'object') {
    schema = options.schema || null;
    schemaDelimiter = options.schemaDelimiter || null;
  }
  if (tableName !== null && typeof tableName === 'object') {
    schema = tableName.schema;
    tableName = tableName.tableName;
  }
  return { tableName, schema, schemaDelimiter };
}

const isEmptyAnswer = data => !data || Object.keys(data).length === 0;

module.exports = {
  async createTable(tableName, attributes, given, model) {
    const options = { ...given };
    for (const key of Object.values(options.uniqueKeys || {})) {
      if (key.customIndex === undefined) key.customIndex = true;
    }
    if (model) options.uniqueKeys = options.uniqueKeys || model.uniqueKeys;

    const normalized = {};
    for (const name of Object.keys(attributes)) normalized[name] = this.sequelize.normalizeAttribute(attributes[name]);
    await this.ensureEnums(tableName, normalized, options, model);

    const schema = model && model._schema || options.schema;
    if (!tableName.schema && schema) tableName = this.queryGenerator.addSchema({ tableName, _schema: schema });

    const columns = this.queryGenerator.attributesToSQL(normalized, {
      table: tableName,
      context: 'createTable',
      withoutForeignKeyConstraints: options.withoutForeignKeyConstraints
    });
    return this.sequelize.query(this.queryGenerator.createTableQuery(tableName, columns, options), options);
  },

  async tableExists(tableName, options) {
    const found = await this.sequelize.query(this.queryGenerator.tableExistsQuery(tableName), {
      ...options,
      type: QueryTypes.SHOWTABLES
    });
    return found.length === 1;
  },

  async dropTable(tableName, given) {
    const options = { ...given };
    options.cascade = options.cascade || options.force || false;
    await this.sequelize.query(this.queryGenerator.dropTableQuery(tableName, options), options);
  },

  async _dropAllTables(tableNames, skip, options) {
    for (const tableName of tableNames) {
      if (!skip.includes(tableName.tableName || tableName)) await this.dropTable(tableName, { ...options, cascade: true });
    }
  },

  async dropAllTables(options = {}) {
    const tableNames = await this.showAllTables(options);
    const foreignKeys = await this.getForeignKeysForTables(tableNames, options);
    for (const tableName of tableNames) {
      const name = tableName !== null && typeof tableName === 'object' ? `${tableName.schema}.${tableName.tableName}` : tableName;
      for (const foreignKey of foreignKeys[name]) {
        await this.sequelize.query(this.queryGenerator.dropForeignKeyQuery(tableName, foreignKey));
      }
    }
    await this._dropAllTables(tableNames, options.skip || [], options);
  },

  async renameTable(before, after, options = {}) {
    return this.sequelize.query(this.queryGenerator.renameTableQuery(before, after), options);
  },

  async showAllTables(given) {
    const options = { ...given, raw: true, type: QueryTypes.SHOWTABLES };
    const text = this.queryGenerator.showTablesQuery(this.sequelize.config.database);
    return (await this.sequelize.query(text, options)).flat();
  },

  async describeTable(tableName, given) {
    const table = describedTable(tableName, given);
    const text = this.queryGenerator.describeTableQuery(table.tableName, table.schema, table.schemaDelimiter);
    const options = { ...typeof given === 'object' && given, type: QueryTypes.DESCRIBE };
    let data;
    try {
      data = await this.sequelize.query(text, options);
    } catch (error) {
      if (error.original && error.original.code === 'ER_NO_SUCH_TABLE') throw missing(table.tableName);
      throw error;
    }
    if (isEmptyAnswer(data)) throw missing(table.tableName);
    return data;
  },

  describedTable
};
Object.defineProperty(module.exports, 'describedTable', { value: describedTable, enumerable: false });
