// @ts-check
'use strict';

// The mssql query generator: names that only this dialect has.

const { randomBytes } = require('crypto');
const AbstractQueryGenerator = require('../abstract/query-generator');

class MSSQLQueryGenerator extends AbstractQueryGenerator {
  /** Names of transactions and savepoints are short here. */
  generateTransactionId() {
    return randomBytes(10).toString('hex');
  }

  booleanValue(value) {
    return value ? 1 : 0;
  }

  setIsolationLevelQuery() {}
}

AbstractQueryGenerator.addTextMethods(MSSQLQueryGenerator, {
  quoteIdentifier: 'identifier,force',
  dropSchema: 'schema',
  upsertQuery: 'tableName,insertValues,updateValues,where,model',
  commentTemplate: 'comment,table,column',
  createTrigger: '',
  dropTrigger: '',
  renameTrigger: '',
  createFunction: '',
  dropFunction: '',
  renameFunction: '',
  getPrimaryKeyConstraintQuery: 'table,attributeName',
  getDefaultConstraintQuery: 'tableName,attributeName',
  dropConstraintQuery: 'tableName,constraintName'
});

module.exports = MSSQLQueryGenerator;
