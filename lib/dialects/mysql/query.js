'use strict';

// What a run answers on mysql. There is no wire to it yet: the query says so before it runs.

const AbstractQuery = require('../abstract/query');
const { logger } = require('../../utils/logger');
const { failureOf } = require('./failure');

class Query extends AbstractQuery {
  async run() {
    throw new Error(`Running queries on ${this.sequelize.options.dialect} is not supported yet by sequelize-native`);
  }

  /** Tells what the server warned of, and hands the results on. */
  async logWarnings(results) {
    const rows = await this.run(this.sequelize.dialect.queryGenerator.showWarningsQuery());
    const messages = [];
    for (const row of rows) {
      if (!row || typeof row[Symbol.iterator] !== 'function') continue;
      for (const warning of row) {
        if (Object.hasOwn(warning, 'Message')) messages.push(warning.Message);
        else for (const key of Object.keys(warning)) messages.push(`${key}: ${warning[key]}`);
      }
    }
    this.sequelize.log(`MySQL Warnings (${this.connection.uuid || 'default'}): ${messages.join('; ')}`, this.options);
    return results;
  }

  /** A driver's error as v6's class. */
  formatError(error, errStack) {
    return this._fromDriver(failureOf(error, this.model), error, errStack);
  }
}

Query.debug = logger.debugContext('sql:mysql');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
