'use strict';
/** Replacements: `:name` and `?` of a text become literals, outside of strings, quoted names and comments. One pass: what is put in is not read again. */

const { isPlainObject } = require('./objects');

const doubled = "'(?:[^']|'')*'";
const backslashed = String.raw`'(?:[^'\\]|\\[^]|'')*'`;

const quoteRegExp = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const scanners = new Map();

/**
 * What the text is made of, as one expression: groups `skip` (nothing is replaced in there), `open` (a string without an end),
 * `name`, `position`; anything else is passed over.
 */
function scannerFor(dialect) {
  const escapes = dialect.canBackslashEscape();
  const key = [dialect.TICK_CHAR_LEFT, escapes, dialect.supports.escapeStringConstants].join();
  if (!scanners.has(key)) {
    const [left, right] = [dialect.TICK_CHAR_LEFT, dialect.TICK_CHAR_RIGHT].map(quoteRegExp);
    const skip = [
      `${left}[^${right}]*(?:${right}|$)`,
      dialect.supports.escapeStringConstants ? `(?<=^|[\\s(>,=])[eE]${backslashed}` : '',
      escapes ? backslashed : doubled,
      '-- [^\\n]*',
      String.raw`/\*[^]*?(?:\*/|$)`,
      String.raw`(?<![0-9a-z_])\$(?<tag>[a-z_][0-9a-z_]*)?\$(?:[^]*?\$\k<tag>\$|[^]*$)`
    ].filter(Boolean).join('|');
    // A replacement stands where a value may: at the start, after white space or one of `(>,=[`.
    const place = '(?<=^|[\\s(>,=[])';
    const name = `${place}:(?<name>[a-z_][0-9a-z_]*)(?=[),\\s;\\]]|::|$)`;
    scanners.set(key, new RegExp(`(?<skip>${skip})|(?<open>')|${name}|(?<position>${place}\\?(?![|&]))`, 'gi'));
  }
  return scanners.get(key);
}

/**
 * @param {string} sql
 * @param {any} dialect
 * @param {any[]|Record<string, any>|null} [replacements]
 * @returns {string}
 */
function injectReplacements(sql, dialect, replacements) {
  if (replacements === null || replacements === undefined) return sql;
  const positional = Array.isArray(replacements);
  if (!positional && !isPlainObject(replacements)) {
    throw new TypeError(`"replacements" must be an array or a plain object, but received ${JSON.stringify(replacements)} instead.`);
  }
  const { literal: literalOf } = require('../sql-string');
  const context = {
    // An instance's own core knows how its server reads strings.
    core: dialect.sequelize?.core ?? require('../native').Core.forDialect(dialect.name),
    timezone: dialect.sequelize?.options?.timezone,
    dialect: dialect.name,
    format: true
  };
  const literal = value => literalOf(value, context);
  let next = 0;

  return sql.replace(scannerFor(dialect), (match, ...rest) => {
    const groups = rest.at(-1);
    if (groups.open) throw new Error(`The following SQL query includes an unterminated string literal:\n${sql}`);
    if (groups.name && !positional) {
      const value = Object.hasOwn(replacements, groups.name) ? replacements[groups.name] : undefined;
      if (value === undefined) throw new Error(`Named replacement ":${groups.name}" has no entry in the replacement map.`);
      return literal(value);
    }
    if (groups.position && positional) {
      const at = next++;
      if (replacements[at] === undefined) {
        throw new Error(`Positional replacement (?) ${at} has no entry in the replacement map (replacements[${at}] is undefined).`);
      }
      return literal(replacements[at]);
    }
    return match;
  });
}

exports.injectReplacements = injectReplacements;
