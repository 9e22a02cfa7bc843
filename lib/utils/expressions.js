// @ts-check
'use strict';
/** The expression objects of `fn()`, `col()`, `cast()`, `literal()`, `json()` and `where()`: data that the core prints. */

const { isObject } = require('./objects');

class SequelizeMethod {}

class Fn extends SequelizeMethod {
  /**
   * @param {string} fn the function's name
   * @param {any[]} args
   */
  constructor(fn, args) {
    super();
    this.fn = fn;
    this.args = args;
  }

  clone() {
    return new Fn(this.fn, this.args);
  }
}

class Col extends SequelizeMethod {
  /** @param {string|string[]} col; more arguments: more columns */
  constructor(col, ...more) {
    super();
    // v6 takes the further arguments in the place of the first one.
    this.col = more.length ? more : col;
  }
}

class Cast extends SequelizeMethod {
  /**
   * @param {any} val
   * @param {string} [type]
   * @param {boolean} [json]
   */
  constructor(val, type, json) {
    super();
    this.val = val;
    this.type = (type || '').trim();
    this.json = json || false;
  }
}

class Literal extends SequelizeMethod {
  /** @param {any} val */
  constructor(val) {
    super();
    this.val = val;
  }
}

class Json extends SequelizeMethod {
  /**
   * @param {string|object} conditionsOrPath
   * @param {any} [value]
   */
  constructor(conditionsOrPath, value) {
    super();
    if (isObject(conditionsOrPath)) {
      this.conditions = conditionsOrPath;
      return;
    }
    this.path = conditionsOrPath;
    if (value) this.value = value;
  }
}

class Where extends SequelizeMethod {
  /** `where(attribute, logic)` or `where(attribute, comparator, logic)`. */
  constructor(attribute, comparator, logic) {
    super();
    const short = logic === undefined;
    this.attribute = attribute;
    this.comparator = short ? '=' : comparator;
    this.logic = short ? comparator : logic;
  }
}

module.exports = { SequelizeMethod, Fn, Col, Cast, Literal, Json, Where };
