// @ts-check
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

const shapeTexts = new WeakMap();
/** A shape's columns as text, made once: a plan's shape is one object. */
function textOf(shape) {
  let text = shapeTexts.get(shape);
  if (text === undefined) shapeTexts.set(shape, text = JSON.stringify(shape.columns));
  return text;
}

class NativeResult {
  /**
   * @param {any[]} list its elements from `at` on: rows, affected, lastInsertId, command, kinds, columns, buffer, text, shape, warnings, info
   * @param {number} at
   * @param {any} [shape]
   */
  constructor(list, at, shape) {
    this.rowCount = list[at];
    /** Rows inserted, updated or deleted; rows selected where the database says so. */
    this.affected = list[at + 1];
    this.lastInsertId = list[at + 2];
    this.command = list[at + 3] || undefined;
    this.kinds = list[at + 4];
    this.columnsText = list[at + 5];
    this.buffer = list[at + 6];
    this.text = list[at + 7];
    /** `(rows, columns) => rows`: what is done to flat rows at the end. */
    this.finish = undefined;
    /** How the columns fold into entities; undefined for raw text. */
    this.shape = list[at + 8] ? closedShape(list[at + 8]) : shape;
    /** How many warnings the server keeps, and its remark, where it has them. */
    this.warnings = list[at + 9];
    this.info = list[at + 10] || undefined;
  }

  /** The result of a text without statements. */
  static empty() {
    return new NativeResult([0, 0, 0, null, '0:', '', null, null, null, 0, null], 0);
  }

  /** Whether the statement answers rows at all, be it none. */
  get hasColumns() {
    return this.columnsText === null || this.columnsText !== '' && this.columnsText !== '[]';
  }

  /** [{ name, type }], type in the database's own words where the result says it. */
  get columns() {
    const columns = this.columnsText ? JSON.parse(this.columnsText).map(([name, type]) => ({ name, type }))
      : (this.shape?.columns ?? []).map(name => ({ name, type: undefined }));
    Object.defineProperty(this, 'columns', { value: columns, enumerable: true });
    return columns;
  }

  /** Plain row objects of a flat result, keyed by column name. */
  rows() {
    if (this.rowCount === 0) return [];
    const [entity] = readBatch(this.kinds, this.buffer, this.text);
    const key = `${entity.codes}\n${this.columnsText ?? textOf(this.shape)}`;
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
