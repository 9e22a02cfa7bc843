// @ts-check
'use strict';

// `$1` and `$name` of a user's text: v6's static Query.formatBindParameters and the forms it takes.

const SqlString = require('../../../sql-string');
const { Core } = require('../../../native');

/** How a placeholder is rewritten: kept, or printed as an escaped literal. */
const keep = (match, key, values) => values[key] !== undefined ? match : undefined;
const print = (match, key, values, timeZone, dialect) =>
  values[key] !== undefined ? SqlString.escape(values[key], timeZone, dialect) : undefined;

function rewriter(replacementFunc, options) {
  if (!replacementFunc) return options.skipValueReplace ? keep : print;
  if (!options.skipValueReplace) return replacementFunc;
  return (match, ...rest) => replacementFunc(match, ...rest) === undefined ? undefined : match;
}

/**
 * @param {string} sql
 * @param {unknown} values
 * @param {string} dialect
 * @param {Function|object} [replacementFunc] or the options
 * @param {{skipUnescape?: boolean, skipValueReplace?: boolean}} [options]
 * @returns {[string, unknown[]]}
 */
function formatBindParameters(sql, values, dialect, replacementFunc, options) {
  if (!values) return [sql, []];
  if (typeof replacementFunc !== 'function') {
    options = replacementFunc;
    replacementFunc = undefined;
  }
  options = options || {};
  const rewrite = rewriter(replacementFunc, options);
  const isList = Array.isArray(values);

  const text = sql.replace(/\B\$(\$|\w+)/g, (match, key) => {
    if (key === '$') return options.skipUnescape ? match : key;
    let value;
    if (isList) {
      if (/^[1-9]\d*$/.test(key)) value = rewrite(match, key - 1, values, null, dialect, options);
    } else if (!/^\d*$/.test(key)) {
      value = rewrite(match, key, values, null, dialect, options);
    }
    if (value === undefined) throw new Error(`Named bind parameter "${match}" has no value in the given object.`);
    return value;
  });
  return [text, []];
}

/**
 * A user's text with `$1` or `$name` in the dialect's own placeholders, and the values in their order.
 * The core finds the placeholders: strings, names and comments have none.
 *
 * @param {string} sql
 * @param {unknown[]|Record<string, unknown>} values
 * @param {string} dialect
 * @returns {[string, unknown[]]}
 */
function bindInOrder(sql, values, dialect) {
  if (!values) return [sql, []];
  const isList = Array.isArray(values);
  const known = isList ? values.map((value, at) => value === undefined ? null : String(at + 1)).filter(Boolean)
    : Object.keys(values).filter(name => values[name] !== undefined);
  const { sql: text, order } = Core.forDialect(dialect).text('mapBindParameters', sql, known, isList);
  return [text, order.map(name => values[isList ? name - 1 : name])];
}

module.exports = { formatBindParameters, bindInOrder };
