// @ts-check
'use strict';

// What a run answers on mssql. There is no wire to it yet: the query says so before it runs.

const AbstractQuery = require('../abstract/query');
const { logger } = require('../../utils/logger');

class Query extends AbstractQuery {
  getInsertIdField() {
    return 'id';
  }

  async run() {
    throw new Error('Running queries on mssql is not supported yet by sequelize-native');
  }
}

Query.debug = logger.debugContext('sql:mssql');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
