'use strict';

// What a run answers on mysql. There is no wire to it yet: the query says so before it runs.

const AbstractQuery = require('../abstract/query');
const { logger } = require('../../utils/logger');

class Query extends AbstractQuery {
  getInsertIdField() {
    return 'insertId';
  }

  async run() {
    throw new Error('Running queries on mysql is not supported yet by sequelize-native');
  }
}

Query.debug = logger.debugContext('sql:mysql');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
