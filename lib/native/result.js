'use strict';
/** What a statement answered: rows on demand, plain or as instances, and what it did. */
const { readBatch, FactoryCache } = require('./batch');

const rowFactories = new FactoryCache();

const closedShapes = new Map();
/** A shape that only the result could tell (the select list has a `*`). Equal texts are one object: factories hang on it. */
function closedShape(text) {
  let shape = closedShapes.get(text);
  if (shape === undefined) {
    if (closedShapes.size >= 1000) closedShapes.clear();
    closedShapes.set(text, shape = JSON.parse(text));
  }
  return shape;
}

class NativeResult {
  /** @param {any[]} parts [rows, affected, lastInsertId, command, kinds, columns, buffer, text, shape] */
  constructor(parts, shape) {
    this.rowCount = parts[0];
    /** Rows inserted, updated or deleted; rows selected where the database says so. */
    this.affected = parts[1];
    this.lastInsertId = parts[2];
    this.command = parts[3] || undefined;
    this.kinds = parts[4];
    this.columnsText = parts[5];
    this.buffer = parts[6];
    this.text = parts[7];
    /** `(rows, columns) => rows`: what is done to flat rows at the end. */
    this.finish = undefined;
    /** How the columns fold into entities; undefined for raw text. */
    this.shape = parts[8] ? closedShape(parts[8]) : shape;
  }

  /** Whether the statement answers rows at all, be it none. */
  get hasColumns() {
    return Boolean(this.columnsText) && this.columnsText !== '[]';
  }

  /** [{ name, type }], type in the database's own words. */
  get columns() {
    const columns = this.columnsText ? JSON.parse(this.columnsText).map(([name, type]) => ({ name, type })) : [];
    Object.defineProperty(this, 'columns', { value: columns, enumerable: true });
    return columns;
  }

  /** Plain row objects of a flat result, keyed by column name. */
  rows() {
    if (this.rowCount === 0) return [];
    const [entity] = readBatch(this.kinds, this.buffer, this.text);
    const key = `${entity.codes}\n${this.columnsText}`;
    const names = rowFactories.factories.has(key) ? undefined : this.columns.map(column => column.name);
    const rows = rowFactories.get(key, names, entity.codes, false)(entity.columns, entity.rows);
    return this.finish === undefined ? rows : this.finish(rows, this.columns);
  }

  /** Model instances of a shaped result, includes and all. */
  toInstances(model, options) {
    return this.rowCount === 0 ? [] : require('../model/hydrate').hydrate(this, model, options);
  }

  /** The entities of a shaped result, in pre-order. */
  entities() {
    return readBatch(this.kinds, this.buffer, this.text);
  }
}

module.exports = { NativeResult };
