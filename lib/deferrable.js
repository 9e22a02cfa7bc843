// @ts-check
'use strict';
/** When a constraint is checked: options of foreign keys and of transactions. */

const { classToInvokable } = require('./utils/class-to-invokable');

class ABSTRACT {
  static toString(...args) {
    return new this().toString(...args);
  }

  /** @param {any[]} args */
  toString(...args) {
    return /** @type {any} */ (this).toSql(...args);
  }

  toSql() {
    throw new Error('toSql implementation missing');
  }

  /** What the core reads. */
  toSpec() {
    return { key: this.constructor.name, constraints: /** @type {any} */ (this).constraints };
  }
}

class INITIALLY_DEFERRED extends ABSTRACT {
  toSql() {
    return 'DEFERRABLE INITIALLY DEFERRED';
  }
}

class INITIALLY_IMMEDIATE extends ABSTRACT {
  toSql() {
    return 'DEFERRABLE INITIALLY IMMEDIATE';
  }
}

class NOT extends ABSTRACT {
  toSql() {
    return 'NOT DEFERRABLE';
  }
}

/** The base of those that name constraints: none means all. */
class SET extends ABSTRACT {
  /** @param {string[]} [constraints] */
  constructor(constraints) {
    super();
    this.constraints = constraints;
  }
}

class SET_DEFERRED extends SET {
  toSql(queryGenerator) {
    return queryGenerator.setDeferredQuery(this.constraints);
  }
}

class SET_IMMEDIATE extends SET {
  toSql(queryGenerator) {
    return queryGenerator.setImmediateQuery(this.constraints);
  }
}

module.exports = {
  INITIALLY_DEFERRED: classToInvokable(INITIALLY_DEFERRED),
  INITIALLY_IMMEDIATE: classToInvokable(INITIALLY_IMMEDIATE),
  NOT: classToInvokable(NOT),
  SET_DEFERRED: classToInvokable(SET_DEFERRED),
  SET_IMMEDIATE: classToInvokable(SET_IMMEDIATE)
};
