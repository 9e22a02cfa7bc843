// @ts-check
'use strict';

// Class QueryInterface: a table of contents. The methods stand in ./query-interface/*.js.

const groups = [
  require('./query-interface/databases'),
  require('./query-interface/tables'),
  require('./query-interface/columns'),
  require('./query-interface/indexes'),
  require('./query-interface/rows'),
  require('./query-interface/select'),
  require('./query-interface/functions'),
  require('./query-interface/transactions')
];

class QueryInterface {
  constructor(sequelize, queryGenerator) {
    this.sequelize = sequelize;
    this.queryGenerator = queryGenerator;
  }

  /** A column's name, quoted; `force` quotes where `quoteIdentifiers` is off. */
  quoteIdentifier(identifier, force) {
    return this.queryGenerator.quoteIdentifier(identifier, force);
  }

  quoteIdentifiers(identifiers) {
    return this.queryGenerator.quoteIdentifiers(identifiers);
  }

  /** Prepares the types of columns; most dialects have none that need it. */
  ensureEnums() {}
}

for (const group of groups) {
  for (const [name, value] of Object.entries(group)) {
    Object.defineProperty(QueryInterface.prototype, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

exports.QueryInterface = QueryInterface;
