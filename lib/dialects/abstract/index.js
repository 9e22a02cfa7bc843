// @ts-check
'use strict';

// What every dialect object has: capabilities as data, and the four collaborators of an instance.

const SUPPORTS = {
  DEFAULT: true,
  'DEFAULT VALUES': false,
  'VALUES ()': false,
  'LIMIT ON UPDATE': false,
  'ON DUPLICATE KEY': true,
  'ORDER NULLS': false,
  UNION: true,
  'UNION ALL': true,
  'RIGHT JOIN': true,
  returnValues: false,
  autoIncrement: { identityInsert: false, defaultValue: true, update: true },
  bulkDefault: false,
  schemas: false,
  transactions: true,
  settingIsolationLevelDuringTransaction: true,
  transactionOptions: { type: false },
  migrations: true,
  upserts: true,
  inserts: {
    ignoreDuplicates: '',
    updateOnDuplicate: false,
    onConflictDoNothing: '',
    onConflictWhere: false,
    conflictFields: false
  },
  constraints: {
    restrict: true,
    addConstraint: true,
    dropConstraint: true,
    unique: true,
    default: false,
    check: true,
    foreignKey: true,
    primaryKey: true
  },
  index: {
    collate: true,
    length: false,
    parser: false,
    concurrently: false,
    type: false,
    using: true,
    functionBased: false,
    operator: false
  },
  groupedLimit: true,
  indexViaAlter: false,
  JSON: false,
  deferrableConstraints: false,
  escapeStringConstants: false
};

const isGroup = value => value !== null && typeof value === 'object';

/**
 * The common capabilities with a dialect's own on top; groups are merged.
 *
 * @param {object} own
 */
function supportsWith(own) {
  const merged = {};
  for (const name of new Set([...Object.keys(SUPPORTS), ...Object.keys(own)])) {
    const common = SUPPORTS[name];
    const special = own[name];
    if (isGroup(common) || isGroup(special)) {
      merged[name] = isGroup(special) || special === undefined ? { ...isGroup(common) && common, ...special } : special;
    } else {
      merged[name] = special === undefined ? common : special;
    }
  }
  return merged;
}

class AbstractDialect {
  /** Whether `\` escapes a quote in an ordinary string literal. */
  canBackslashEscape() {
    return false;
  }

  /**
   * Makes an instance's connection manager, query generator and query interface.
   *
   * @param {object} sequelize
   * @param {{ConnectionManager: any, QueryGenerator: any, QueryInterface: any}} classes
   */
  _assemble(sequelize, { ConnectionManager, QueryGenerator, QueryInterface }) {
    this.sequelize = sequelize;
    this.connectionManager = new ConnectionManager(this, sequelize);
    this.queryGenerator = new QueryGenerator({ _dialect: this, sequelize });
    this.queryInterface = new QueryInterface(sequelize, this.queryGenerator);
  }
}

AbstractDialect.prototype.supports = supportsWith({});
/** `sequelize.random()`. */
AbstractDialect.prototype.randomFunction = 'RAND';
/** `sequelize.set()`. */
AbstractDialect.prototype.supportsSessionVariables = false;
/** Foreign key checks can be switched off for a while. */
AbstractDialect.prototype.canDisableForeignKeys = false;
/** The names of `dialectOptions`; without them the wire judges. @type {any} */
AbstractDialect.prototype.driverOptions = undefined;
/** One failed statement spoils the rest of its transaction. */
AbstractDialect.prototype.failureAbortsTransaction = false;

/**
 * Puts a dialect's constants on its prototype.
 *
 * @param {Function} Dialect
 * @param {object} constants name, defaultVersion, tick characters, Query, DataTypes, supports, …
 */
function describeDialect(Dialect, { ticks: [tick, left, right], supports, ...constants }) {
  Object.assign(Dialect.prototype, constants, {
    TICK_CHAR: tick,
    TICK_CHAR_LEFT: left,
    TICK_CHAR_RIGHT: right,
    supports: supportsWith(supports)
  });
}

module.exports = AbstractDialect;
module.exports.AbstractDialect = AbstractDialect;
module.exports.default = AbstractDialect;
module.exports.describeDialect = describeDialect;
