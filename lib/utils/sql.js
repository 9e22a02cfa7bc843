// @ts-check
'use strict';
/** Replacements: `:name` and `?` of a text become literals, outside of strings, quoted names and comments. The core reads the text. */

const { isPlainObject } = require('./objects');

/**
 * @param {string} sql
 * @param {any} dialect
 * @param {any[]|Record<string, any>|null} [replacements]
 * @returns {string}
 */
function injectReplacements(sql, dialect, replacements) {
  if (replacements === null || replacements === undefined) return sql;
  if (!Array.isArray(replacements) && !isPlainObject(replacements)) {
    throw new TypeError(`"replacements" must be an array or a plain object, but received ${JSON.stringify(replacements)} instead.`);
  }
  // An instance's own core knows how its server reads strings.
  const core = dialect.sequelize?.core ?? require('../native').Core.forDialect(dialect.name);
  return core.injectReplacements(sql, replacements);
}

exports.injectReplacements = injectReplacements;
