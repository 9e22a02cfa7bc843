'use strict';

// What a run answers on mariadb. There is no wire to it yet: the query says so before it runs.

const MysqlQuery = require('../mysql/query');
const { logger } = require('../../utils/logger');

class Query extends MysqlQuery {}

Query.debug = logger.debugContext('sql:mariadb');

module.exports = Query;
module.exports.Query = Query;
module.exports.default = Query;
