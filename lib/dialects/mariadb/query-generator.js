// @ts-check
'use strict';

// The mariadb query generator: mysql's, with schemas.

const MySQLQueryGenerator = require('../mysql/query-generator');

class MariaDBQueryGenerator extends MySQLQueryGenerator {
  createSchema(schema, options) {
    return this._text('createSchema', schema, options);
  }

  dropSchema(schema) {
    return this._text('dropSchema', schema);
  }
}

module.exports = MariaDBQueryGenerator;
