'use strict';
/** Values as SQL literals, by v6's names: the text comes from the core, this only walks lists and placeholders. */

const { logger } = require('./utils/logger');

const core = dialect => require('./native').Core.forDialect(dialect);

/** A date in the notation of the dialect's own DATE type and a time zone. */
function dateText(date, timezone, dialect) {
  const DataTypes = require('./data-types');
  const Type = DataTypes[dialect]?.DATE ?? DataTypes.DATE;
  return Type.prototype.stringify(date, { timezone });
}

/** The items as literals, lists in them in parentheses. */
function arrayToList(array, timezone, dialect, format) {
  return array
    .map(item => Array.isArray(item) ? `(${arrayToList(item, timezone, dialect, format)})` : escape(item, timezone, dialect, format))
    .join(', ');
}

/**
 * @param {any} value
 * @param {string|null} [timezone]
 * @param {string} [dialect]
 * @param {boolean} [format] an array becomes a list, in every dialect
 */
function escape(value, timezone, dialect, format) {
  if (Array.isArray(value) && format) return arrayToList(value, timezone, dialect, format);
  if (value instanceof Date) return core(dialect).escape(dateText(value, timezone, dialect));
  const isObject = value !== null && typeof value === 'object';
  if (typeof value === 'symbol' || typeof value === 'function' || (isObject && !Array.isArray(value) && !Buffer.isBuffer(value) && !(value instanceof String))) {
    throw new Error(`Invalid value ${logger.inspect(value)}`);
  }
  return core(dialect).escape(value instanceof String ? String(value) : value);
}

/** Each `?` becomes the next value. */
function format(sql, values, timezone, dialect) {
  if (typeof sql !== 'string') throw new Error(`Invalid SQL string provided: ${sql}`);
  const rest = [].concat(values);
  return sql.replace(/\?/g, mark => rest.length ? escape(rest.shift(), timezone, dialect, true) : mark);
}

/** Each `:name` becomes the value of that name; `::` is a cast. */
function formatNamedParameters(sql, values, timezone, dialect) {
  return sql.replace(/:+(?!\d)(\w+)/g, (mark, name) => {
    if (mark.startsWith('::') && casts(dialect)) return mark;
    if (!Object.hasOwn(values, name) || values[name] === undefined) {
      throw new Error(`Named parameter "${mark}" has no value in the given object.`);
    }
    return escape(values[name], timezone, dialect, true);
  });
}

/** Whether `::` is the dialect's cast. */
const casts = dialect => Boolean(require('./data-types')[dialect]?.RANGE);

module.exports = { arrayToList, escape, format, formatNamedParameters };
