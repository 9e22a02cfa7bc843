// @ts-check
'use strict';
/** How a dialect states its variants of the types: whose text the core knows, which options it lacks. */

const { builtIn } = require('./abstract');

/** Gives classes a `toSql` that the core answers; `before` may drop options that the dialect lacks, and say so. */
function textFromCore(dialect, classes, before) {
  /** @this {any} */
  const toSql = function () {
    before?.(this);
    return require('../native').Core.forDialect(dialect).typeText(this);
  };
  for (const Class of classes) {
    Class.prototype.toSql = toSql;
    builtIn(Class);
  }
}

/** Takes options off a type; answers whether there were any. */
function drop(type, names) {
  const had = names.filter(name => type[`_${name}`] || (name === 'length' && type.options.length));
  for (const name of had.length ? names : []) {
    type[`_${name}`] = undefined;
    if (name === 'length') type.options.length = undefined;
  }
  return had.length > 0;
}

/** A variant of a type that loses options when it is made. */
const without = (Base, onMake) => {
  const Variant = class extends Base {
    constructor(...args) {
      super(...args);
      onMake(this);
    }
  };
  return named(Base.name, Variant);
};

/** A variant that only has other static or text behaviour. */
const variant = Base => named(Base.name, class extends Base {});

function named(name, Class) {
  Object.defineProperty(Class, 'name', { value: name, configurable: true });
  return Class;
}

/** Writes which of a database's types each data type reads (`refreshTypes` uses it). */
function declareTypes(BaseTypes, dialect, table) {
  for (const [name, types] of Object.entries(table)) BaseTypes[name].types[dialect] = types;
}

module.exports = { textFromCore, drop, without, variant, named, declareTypes };
