// @ts-check
'use strict';
/** Parsers that users put on data types (`DataTypes.postgres.DECIMAL.parse = parseFloat`): they read what the core would have read. */

/** The parsers of this library: the core does their work. */
const ownParsers = new WeakSet();

/** Takes note of the parsers that the types are made with. */
function rememberOwnParsers(types) {
  for (const Type of Object.values(types)) {
    if (typeof Type === 'function' && Object.hasOwn(Type, 'parse')) ownParsers.add(Type.parse);
  }
}

/** A column's type as the data types name it: without size and attributes, in lower case. */
const plainName = type => type.replace(/\(.*/s, '').replace(/\b(unsigned|zerofill)\b/gi, '').trim().toLowerCase();

/** Stands for all enumerations: each is a type of its own, named by `generateEnumName`. */
const ENUM = '';

class TypeParsers {
  /** @param {(value: any) => any} cellText a value as the database's driver hands it to a parser */
  constructor(cellText) {
    this.cellText = cellText;
    /** @type {Map<string, Function>} */
    this.byType = new Map();
  }

  get isEmpty() {
    return this.byType.size === 0;
  }

  clear() {
    this.byType.clear();
  }

  /** The later type wins; an own parser gives the column back to the core. */
  add(dataType, databaseTypes) {
    const names = Array.isArray(databaseTypes) ? databaseTypes : Object.values(databaseTypes.subtypes ?? {});
    for (const name of names) {
      const key = name === null ? ENUM : String(name).toLowerCase();
      if (ownParsers.has(dataType.parse)) this.byType.delete(key);
      else this.byType.set(key, (...args) => dataType.parse(...args));
    }
  }

  /** Lets a result read its rows through the parsers. */
  attach(result, options) {
    for (const each of result.all ?? [result]) {
      each.finish = (rows, columns) => this.apply(rows, columns, options);
    }
    return result;
  }

  _parserOf(type) {
    return this.byType.get(type) ?? (/^"?enum_/.test(type) ? this.byType.get(ENUM) : undefined);
  }

  apply(rows, columns, options) {
    for (const { name, type } of columns) {
      const parse = type && this._parserOf(plainName(type));
      if (!parse) continue;
      for (const row of rows) {
        if (row[name] !== null && row[name] !== undefined) row[name] = parse(this.cellText(row[name]), options);
      }
    }
    return rows;
  }
}

module.exports = { TypeParsers, rememberOwnParsers };
