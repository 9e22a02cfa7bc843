// @ts-check
'use strict';

// Query interface: databases, schemas, the server's version.

const QueryTypes = require('../../../query-types');

module.exports = {
  async createDatabase(database, options = {}) {
    return this.sequelize.query(this.queryGenerator.createDatabaseQuery(database, options), options);
  },

  async dropDatabase(database, options = {}) {
    return this.sequelize.query(this.queryGenerator.dropDatabaseQuery(database), options);
  },

  async createSchema(schema, options = {}) {
    return this.sequelize.query(this.queryGenerator.createSchema(schema), options);
  },

  async dropSchema(schema, options = {}) {
    return this.sequelize.query(this.queryGenerator.dropSchema(schema), options);
  },

  async dropAllSchemas(options = {}) {
    if (!this.queryGenerator._dialect.supports.schemas) return this.sequelize.drop(options);
    const schemas = await this.showAllSchemas(options);
    return Promise.all(schemas.map(schema => this.dropSchema(schema, options)));
  },

  async showAllSchemas(given) {
    const options = { ...given, raw: true, type: QueryTypes.SELECT };
    const found = await this.sequelize.query(this.queryGenerator.showSchemasQuery(options), options);
    return found.map(row => row.schema_name || row).flat();
  },

  async databaseVersion(options) {
    return this.sequelize.query(this.queryGenerator.versionQuery(), { ...options, type: QueryTypes.VERSION });
  }
};
