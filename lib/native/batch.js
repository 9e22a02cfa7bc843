// @ts-check
'use strict';
/**
 * Batches: typed views on a result's buffer, and row factories compiled once per shape.
 * The layout is written by src/rows/batch.rs; change both together.
 */

/**
 * What JSON cannot hold stands in a tagged column as `{"$":kind,"v":value}` (src/driver, ColumnKind::Tagged):
 * dates, numbers that are not finite, bytes, inside arrays and ranges.
 */
function untag(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = untag(value[i]);
    return value;
  }
  switch (value.$) {
    case 'date': return typeof value.v === 'number' ? new Date(value.v) : Number(value.v);
    case 'number': return Number(value.v);
    case 'bytes': return Buffer.from(value.v, 'hex');
    default: break;
  }
  for (const key of Object.keys(value)) value[key] = untag(value[key]);
  return value;
}

const WIDE = /[fFdv]/;
const INT = /[iI]/;
const ENDS = /[xXv]/;
const NULLS = /[FIX]/;

/** What `kinds` says: [{ rows, codes }] per entity. Results of one query mostly say the same. */
const layouts = new Map();
function layoutOf(kinds) {
  let layout = layouts.get(kinds);
  if (layout === undefined) {
    layout = kinds.replace(/^s/, '').split(';').map(part => {
      const colon = part.indexOf(':');
      return { rows: Number(part.slice(0, colon)), codes: part.slice(colon + 1) };
    });
    if (layouts.size >= 1000) layouts.clear();
    layouts.set(kinds, layout);
  }
  return layout;
}

/** A batch of a few rows, all of it in the text. */
function readSmall(layout, text) {
  const cells = text ? JSON.parse(text) : [];
  let next = layout.length - 1;
  return layout.map(({ rows, codes }, at) => {
    const columns = new Array(codes.length);
    for (let i = 0; i < codes.length; i++) {
      const data = cells[next++];
      columns[i] = { data: codes.charCodeAt(i) === 103 ? untag(data) : data };
    }
    return { rows, codes, parents: at === 0 ? undefined : cells[at - 1], columns };
  });
}

/** The columns of every entity: [{ rows, parents, columns: [{ data, nulls, tags, ends, blob }] }]. */
function readBatch(kinds, buffer, text) {
  const layout = layoutOf(kinds);
  if (kinds.charCodeAt(0) === 115) return readSmall(layout, text);
  const entities = layout.map(({ rows, codes }) => ({ rows, codes, parents: undefined, columns: Array.from(codes, () => ({})) }));
  const texts = text ? JSON.parse(text) : [];
  let at = 0;
  const each = (pattern, visit) => {
    for (const { codes, columns, rows } of entities) {
      for (let i = 0; i < codes.length; i++) if (pattern.test(codes[i])) visit(columns[i], rows, codes[i]);
    }
  };
  const view = (Type, rows) => {
    const array = new Type(buffer, at, rows);
    at += rows * Type.BYTES_PER_ELEMENT;
    return array;
  };
  if (buffer) {
    each(WIDE, (column, rows, code) => { if (code === 'v') column.numbers = view(Float64Array, rows); else column.data = view(Float64Array, rows); });
    for (let i = 1; i < entities.length; i++) entities[i].parents = view(Uint32Array, entities[i].rows);
    each(INT, (column, rows) => { column.data = view(Int32Array, rows); });
    each(ENDS, (column, rows) => { column.ends = view(Uint32Array, rows); });
    each(NULLS, (column, rows) => { column.nulls = view(Uint8Array, rows); });
    each(/b/, (column, rows) => { column.data = view(Uint8Array, rows); });
    each(/v/, (column, rows) => { column.tags = view(Uint8Array, rows); });
    each(ENDS, (column, rows) => {
      const length = rows ? column.ends[rows - 1] : 0;
      column.blob = Buffer.from(buffer, at, length);
      at += length;
    });
  }
  let next = 0;
  each(/[tgv]/, (column, rows, code) => {
    const cells = texts[next++];
    if (code === 't') column.data = cells;
    else if (code === 'g') column.data = untag(cells);
    else column.texts = cells;
  });
  return entities;
}

function bytesAt(column, row) {
  const start = row ? column.ends[row - 1] : 0;
  return Buffer.from(column.blob.subarray(start, column.ends[row]));
}

/** A cell of a dynamic column. Tags: see `tag` in src/rows/column.rs. */
function dynamicAt(column, row) {
  switch (column.tags[row]) {
    case 1: return column.numbers[row];
    case 2: return column.texts[row];
    case 3: return column.numbers[row] === 1;
    case 4: return dateOf(column.numbers[row]);
    case 5: return bytesAt(column, row);
    default: return null;
  }
}

/** Any cell, without generated code. */
function cellAt(column, code, row) {
  switch (code) {
    case 'i': case 'f': case 't': case 'g': return column.data[row];
    case 'I': case 'F': return column.nulls[row] === 1 ? null : column.data[row];
    case 'd': return dateOf(column.data[row]);
    case 'D': return column.data[row] === null ? null : new Date(column.data[row]);
    case 'b': return column.data[row] === 2 ? null : column.data[row] === 1;
    case 'x': return bytesAt(column, row);
    case 'X': return column.nulls[row] === 1 ? null : bytesAt(column, row);
    default: return dynamicAt(column, row);
  }
}

/** NaN is null; the infinities of PostgreSQL stay numbers, as the pg driver gives them. */
function dateOf(ms) {
  if (ms !== ms) return null;
  return ms - ms === 0 ? new Date(ms) : ms;
}

/** The expression that reads one cell in generated code. */
function cellSource(code, i) {
  switch (code) {
    case 'i': case 'f': case 't': case 'g': return `d${i}[i]`;
    case 'I': case 'F': return `n${i}[i] === 1 ? null : d${i}[i]`;
    case 'd': return `(t = d${i}[i], t !== t ? null : t - t === 0 ? new Date(t) : t)`;
    case 'D': return `(t = d${i}[i], t === null ? null : new Date(t))`;
    case 'b': return `(t = d${i}[i], t === 2 ? null : t === 1)`;
    default: return `cellAt(c[${i}], ${JSON.stringify(code)}, i)`;
  }
}

/** `__proto__: x` in a literal would set the prototype; a computed key is always data. */
function keySource(name) {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}


/** Positions of one row object's columns: a later column of the same name wins, as in the drivers; null hides one. */
function distinct(names) {
  const last = new Map(names.map((name, i) => [name, i]));
  last.delete(null);
  return [...last.values()].sort((a, b) => a - b);
}

let mayGenerate;
function canGenerate() {
  if (mayGenerate === undefined) {
    try {
      mayGenerate = new Function('return true')();
    } catch {
      mayGenerate = false; // a content security policy or --disallow-code-generation-from-strings
    }
  }
  return mayGenerate;
}

/**
 * A function `(columns, rows, make, context) => array`. Without `make` the items are plain row objects;
 * with it they are `make(dataValues, previousDataValues, context)`.
 */
function compileFactory(names, codes, instances) {
  const used = distinct(names);
  if (!canGenerate()) return interpretedFactory(used.map(i => names[i]), used, codes, instances);
  const lines = ['return function (c, rows, make, context) {', 'const out = new Array(rows); let t;'];
  for (const i of used) {
    if (/[ifdDtgbIF]/.test(codes[i])) lines.push(`const d${i} = c[${i}].data;`);
    if (/[IF]/.test(codes[i])) lines.push(`const n${i} = c[${i}].nulls;`);
  }
  const literal = `{ ${used.map(i => `${keySource(names[i])}: v${i}`).join(', ')} }`;
  lines.push('for (let i = 0; i < rows; i++) {');
  for (const i of used) lines.push(`const v${i} = ${cellSource(codes[i], i)};`);
  lines.push(instances ? `out[i] = make(${literal}, ${literal}, context);` : `out[i] = ${literal};`);
  lines.push('}', 'return out;', '};');
  return new Function('cellAt', lines.join('\n'))(cellAt);
}

function interpretedFactory(keys, positions, codes, instances) {
  const fill = (columns, row) => {
    const values = {};
    for (let k = 0; k < keys.length; k++) {
      const value = cellAt(columns[positions[k]], codes[positions[k]], row);
      if (keys[k] === '__proto__') Object.defineProperty(values, '__proto__', { value, enumerable: true, configurable: true, writable: true });
      else values[keys[k]] = value;
    }
    return values;
  };
  return (columns, rows, make, context) => {
    const out = new Array(rows);
    for (let row = 0; row < rows; row++) {
      const values = fill(columns, row);
      out[row] = instances ? make(values, { ...values }, context) : values;
    }
    return out;
  };
}

/** Factories by names and codes; the number of shapes of an application is small, and bounded here. */
class FactoryCache {
  constructor() { this.factories = new Map(); }

  get(key, names, codes, instances) {
    let factory = this.factories.get(key);
    if (factory === undefined) {
      if (this.factories.size >= 1000) this.factories.clear();
      this.factories.set(key, factory = compileFactory(names, codes, instances));
    }
    return factory;
  }
}

module.exports = { readBatch, compileFactory, FactoryCache };
