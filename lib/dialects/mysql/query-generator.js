// @ts-check
'use strict';

// The mysql query generator: names and operators that only this dialect has.

const AbstractQueryGenerator = require('../abstract/query-generator');
const { bySymbol } = require('../abstract/query-generator/operators');

class MySQLQueryGenerator extends AbstractQueryGenerator {}

AbstractQueryGenerator.addTextMethods(MySQLQueryGenerator, {
  quoteIdentifier: 'identifier,force',
  _checkValidJsonStatement: 'stmt',
  showWarningsQuery: '',
  columnDetailsQuery: 'tableName',
  foreignKeyRulesQuery: 'tableName'
});

MySQLQueryGenerator.prototype.OperatorMap = {
  .../** @type {any} */ (AbstractQueryGenerator.prototype).OperatorMap,
  ...bySymbol({ regexp: 'REGEXP', notRegexp: 'NOT REGEXP' })
};

module.exports = MySQLQueryGenerator;
