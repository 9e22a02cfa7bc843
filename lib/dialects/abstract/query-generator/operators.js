// @ts-check
'use strict';

// v6's operator table and string aliases. The native core has its own; these are what code outside reads and sets.

const Op = require('../../../operators');
const { isPlainObject, isEmpty } = require('../../../utils/objects');

const SQL_BY_NAME = {
  eq: '=', ne: '!=', gte: '>=', gt: '>', lte: '<=', lt: '<',
  not: 'IS NOT', is: 'IS', in: 'IN', notIn: 'NOT IN',
  like: 'LIKE', notLike: 'NOT LIKE', iLike: 'ILIKE', notILike: 'NOT ILIKE',
  startsWith: 'LIKE', endsWith: 'LIKE', substring: 'LIKE',
  regexp: '~', notRegexp: '!~', iRegexp: '~*', notIRegexp: '!~*',
  between: 'BETWEEN', notBetween: 'NOT BETWEEN',
  overlap: '&&', contains: '@>', contained: '<@', adjacent: '-|-',
  strictLeft: '<<', strictRight: '>>', noExtendRight: '&<', noExtendLeft: '&>',
  any: 'ANY', all: 'ALL', and: ' AND ', or: ' OR ', col: 'COL', placeholder: '$$PLACEHOLDER$$', match: '@@'
};

const bySymbol = names => Object.fromEntries(Object.entries(names).map(([name, sql]) => [Op[name], sql]));

const OperatorMap = bySymbol(SQL_BY_NAME);

/** @this {any} */
function setOperatorsAliases(aliases) {
  this.OperatorsAliasMap = !aliases || isEmpty(aliases) ? false : { ...aliases };
}

/** String aliases become operators, at every depth of plain objects. @this {any} */
function _replaceAliases(orig) {
  if (!this.OperatorsAliasMap) return orig;
  const replaced = {};
  for (const key of Reflect.ownKeys(orig)) {
    const name = typeof key === 'string' && Object.hasOwn(this.OperatorsAliasMap, key) ? this.OperatorsAliasMap[key] : key;
    replaced[name] = isPlainObject(orig[key]) ? this._replaceAliases(orig[key]) : orig[key];
  }
  return replaced;
}

module.exports = { OperatorMap, OperatorsAliasMap: {}, setOperatorsAliases, _replaceAliases, bySymbol };
Object.defineProperty(module.exports, 'bySymbol', { value: bySymbol, enumerable: false });
