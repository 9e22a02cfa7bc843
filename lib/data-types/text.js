// @ts-check
'use strict';
/** Types whose values are text: strings, identifiers, addresses. */

const { ABSTRACT, builtIn, reject, optionsFrom } = require('./abstract');
const { validator } = require('../utils/validator-extras');

class STRING extends ABSTRACT {
  /**
   * @param {number|{length?: number, binary?: boolean}} [length]
   * @param {boolean} [binary]
   */
  constructor(length, binary) {
    super();
    this.options = optionsFrom(length, { length, binary });
    this._binary = this.options.binary;
    this._length = this.options.length || 255;
  }

  toSql() {
    return `VARCHAR(${this._length})${this._binary ? ' BINARY' : ''}`;
  }

  _spec(spec) {
    super._spec(spec);
    if (this._binary) spec.binary = true;
    return spec;
  }

  validate(value) {
    const isString = Object.prototype.toString.call(value) === '[object String]';
    if (isString || typeof value === 'number' || (this.options.binary && Buffer.isBuffer(value))) return true;
    return reject('%j is not a valid string', value);
  }

  get BINARY() {
    this._binary = true;
    this.options.binary = true;
    return this;
  }

  static get BINARY() {
    return new this().BINARY;
  }
}

class CHAR extends STRING {
  toSql() {
    return `CHAR(${this._length})${this._binary ? ' BINARY' : ''}`;
  }
}

/** What is a string and nothing else. */
class STRICT_TEXT extends ABSTRACT {
  validate(value) {
    return typeof value === 'string' || reject('%j is not a valid string', value);
  }
}

class TEXT extends STRICT_TEXT {
  /** @param {'tiny'|'medium'|'long'|{length?: string}} [length] */
  constructor(length) {
    super();
    this.options = optionsFrom(length, { length });
    this._length = this.options.length || '';
  }

  /** @this {any} */
  toSql() {
    const size = String(this._length).toUpperCase();
    return ['TINY', 'MEDIUM', 'LONG'].includes(size) ? `${size}TEXT` : this.key;
  }
}

class CITEXT extends STRICT_TEXT {}

class TSVECTOR extends STRICT_TEXT {}

/** A text that a rule of the validator accepts. */
const checked = (rule, message) => class extends ABSTRACT {
  validate(value) {
    return typeof value === 'string' && rule(value) || reject(message, value);
  }
};

class CIDR extends checked(text => validator.isIPRange(text), '%j is not a valid CIDR') {}

class INET extends checked(text => validator.isIP(text), '%j is not a valid INET') {}

class MACADDR extends checked(text => validator.isMACAddress(text), '%j is not a valid MACADDR') {}

/** `acceptStrings`: any string passes, as patterns in a `like` do. */
const uuid = (version, message) => class extends ABSTRACT {
  validate(value, options) {
    const valid = typeof value === 'string' && (options?.acceptStrings || validator.isUUID(value, version));
    return Boolean(valid) || reject(message, value);
  }
};

class UUID extends uuid(undefined, '%j is not a valid uuid') {}

class UUIDV1 extends uuid(undefined, '%j is not a valid uuid') {}

class UUIDV4 extends uuid(4, '%j is not a valid uuidv4') {}

builtIn(STRING, CHAR, TEXT);

module.exports = { STRING, CHAR, TEXT, CITEXT, TSVECTOR, CIDR, INET, MACADDR, UUID, UUIDV1, UUIDV4 };
