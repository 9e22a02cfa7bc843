// @ts-check
'use strict';

// The sqlite query generator: names that only this dialect has.

const AbstractQueryGenerator = require('../abstract/query-generator');
const MySQLQueryGenerator = require('../mysql/query-generator');

class SQLiteQueryGenerator extends MySQLQueryGenerator {
  booleanValue(value) {
    return value ? 1 : 0;
  }
}

AbstractQueryGenerator.addTextMethods(SQLiteQueryGenerator, {
  describeCreateTableQuery: 'tableName',
  _alterConstraintQuery: 'tableName,attributes,createTableSql',
  renameColumnQuery: 'tableName,attrNameBefore,attrNameAfter,attributes',
  replaceBooleanDefaults: 'sql',
  indexInfoQuery: 'indexName',
  withConstraint: 'createTableSql,snippet',
  withoutConstraint: 'createTableSql,constraintName',
  splitStatements: 'sql'
});

module.exports = SQLiteQueryGenerator;
