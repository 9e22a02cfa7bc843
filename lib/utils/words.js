// @ts-check
'use strict';
/** The forms of names: plural, singular, underscored, camelised; index and enum names made of them. */

/** @type {import('../../types/utils').Inflector & {underscore(text: string): string}} */
let inflection = require('inflection');

/** Another inflection library, for languages or rules of one's own. */
function useInflection(replacement) {
  inflection = replacement;
}

const pluralize = text => inflection.pluralize(text);
const singularize = text => inflection.singularize(text);
const underscore = text => inflection.underscore(text);
const camelize = text => text.trim().replace(/[-_\s]+(.)?/g, (_match, next) => next ? next.toUpperCase() : '');
const camelizeIf = (text, condition) => condition ? camelize(text) : text;
const underscoredIf = (text, condition) => condition ? underscore(text) : text;

function camelizeObjectKeys(object) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camelize(key), value]));
}

/** The name of a join table that the user did not name. */
function combineTableNames(one, other) {
  return one.toLowerCase() < other.toLowerCase() ? one + other : other + one;
}

const generateEnumName = (tableName, columnName) => `enum_${tableName}_${columnName}`;

/** Gives an index without a name one made of its table and fields. */
function nameIndex(index, tableName) {
  if (Object.hasOwn(index, 'name')) return index;
  const fields = index.fields.map(field => typeof field === 'string' ? field : field.name || field.attribute);
  index.name = underscore([tableName.tableName || tableName, ...fields].join('_'));
  return index;
}

const TICK_CHAR = '`';
const removeTicks = (text, tick = TICK_CHAR) => text.replaceAll(tick || TICK_CHAR, '');
const addTicks = (text, tick = TICK_CHAR) => (tick || TICK_CHAR) + removeTicks(text, tick) + (tick || TICK_CHAR);
const spliceStr = (text, index, count, add) => text.slice(0, index) + add + text.slice(index + count);

module.exports = {
  useInflection, pluralize, singularize, underscore, camelize, camelizeIf, underscoredIf, camelizeObjectKeys,
  combineTableNames, generateEnumName, nameIndex, TICK_CHAR, addTicks, removeTicks, spliceStr
};
