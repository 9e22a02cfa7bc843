// @ts-check
'use strict';
/** Shapes on a plane and on the earth. */

const { ABSTRACT } = require('./abstract');
const { isPlainObject } = require('../utils/objects');
const { toWkt } = require('./wkb');

class SHAPE extends ABSTRACT {
  /**
   * @param {string|{type?: string, srid?: number}} [type]
   * @param {number} [srid]
   */
  constructor(type, srid) {
    super();
    /** @type {{type?: any, srid?: number}} */
    this.options = /** @type {any} */ (isPlainObject(type) ? type : { type, srid });
    this.type = this.options.type;
    this.srid = this.options.srid;
  }

  _spec(spec) {
    if (this.type) spec.geometry = String(this.type);
    if (this.srid) spec.srid = Number(this.srid);
    return spec;
  }

  _stringify(value, options) {
    return `${this._reader}(${options.escape(this._text(value))})`;
  }

  _bindParam(value, options) {
    return `${this._reader}(${options.bindParam(this._text(value))})`;
  }

  /** The notation in which the database reads a shape. */
  _text(value) {
    return toWkt(value);
  }
}

SHAPE.prototype.escape = false;
/** The database's function that reads it. */
SHAPE.prototype._reader = 'ST_GeomFromText';

class GEOMETRY extends SHAPE {}

class GEOGRAPHY extends SHAPE {}

module.exports = { GEOMETRY, GEOGRAPHY };
