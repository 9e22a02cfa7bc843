// @ts-check
'use strict';
/** Values as SQL literals, by v6's names: the text comes from the core, this only walks lists and placeholders. */

const { logger } = require('./utils/logger');

/** v6 writes literals in this dialect's way where none is named. */
const WITHOUT_DIALECT = 'mysql';

const core = dialect => require('./native').Core.forDialect(dialect || WITHOUT_DIALECT);

/** A date in the notation of the dialect's own DATE type and a time zone. */
function dateText(date, timezone, dialect) {
  const DataTypes = require('./data-types');
  const Type = DataTypes[dialect]?.DATE ?? DataTypes.DATE;
  return Type.prototype.stringify(date, { timezone });
}

/** Scalars have literals, lists have those of their items; a plain object or a function has none. */
function hasLiteral(value) {
  if (value === null || typeof value !== 'object') return typeof value !== 'symbol' && typeof value !== 'function';
  return Array.isArray(value) || Buffer.isBuffer(value) || value instanceof Date || value instanceof String;
}

/**
 * @param {any} value
 * @param {{core: any, dialect: string, timezone?: string|null, format?: boolean}} context
 * @returns {string}
 */
function literal(value, context) {
  if (!hasLiteral(value)) throw new Error(`Invalid value ${logger.inspect(value)}`);
  if (Array.isArray(value) && context.format) return list(value, context);
  if (value instanceof Date) return context.core.escape(dateText(value, context.timezone, context.dialect));
  return context.core.escape(value instanceof String ? String(value) : value);
}

/** The items as literals, lists in them in parentheses. */
function list(array, context) {
  return array.map(item => Array.isArray(item) ? `(${list(item, context)})` : literal(item, context)).join(', ');
}

const contextOf = (timezone, dialect, format) => ({ core: core(dialect), dialect, timezone, format });

/** The items as literals, lists in them in parentheses. */
const arrayToList = (array, timezone, dialect, format) => list(array, contextOf(timezone, dialect, format));

/**
 * @param {any} value
 * @param {string|null} [timezone]
 * @param {string} [dialect]
 * @param {boolean} [format] an array becomes a list, in every dialect
 */
const escape = (value, timezone, dialect, format) => literal(value, contextOf(timezone, dialect, format));

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

module.exports = { arrayToList, escape, literal, format, formatNamedParameters };
