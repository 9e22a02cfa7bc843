// @ts-check
'use strict';
/** How the options of a scope and of a call become one. */

const Utils = require('../utils');
const Op = require('../operators');
const { isPlainObject } = require('../utils/objects');
const { union } = require('./lists');

/** The parts of a where that is nothing but Op.and; undefined for an empty one. */
function partsOfAnd(where) {
  if (where === null || typeof where !== 'object' && typeof where !== 'function') return where;
  const keys = Utils.getComplexKeys(where);
  if (keys.length === 0) return undefined;
  return keys.length === 1 && keys[0] === Op.and ? where[Op.and] : where;
}

function bothWheres(first, second) {
  const left = partsOfAnd(first);
  if (left === undefined) return second;
  const right = partsOfAnd(second);
  if (right === undefined) return first;
  return { [Op.and]: [left, right].flat() };
}

/** Both values of one option; lists are united, the later scalar wins. */
function mergeValue(Model, earlier, later, key) {
  if (Array.isArray(earlier) && Array.isArray(later)) return union(earlier, later);

  if (key === 'where' || key === 'having') {
    if (Model.options && Model.options.whereMergeStrategy === 'and') return bothWheres(earlier, later);
    if (later instanceof Utils.SequelizeMethod) later = { [Op.and]: later };
    if (isPlainObject(earlier) && isPlainObject(later)) return Object.assign(earlier, later);
  } else if (key === 'attributes' && isPlainObject(earlier) && isPlainObject(later)) {
    return assignWith(earlier, later, (a, b) => Array.isArray(a) && Array.isArray(b) ? union(a, b) : undefined);
  }

  if (later) return Utils.cloneDeep(later, true);
  return later === undefined ? earlier : later;
}

/** Object.assign, but `decide(targetValue, sourceValue, key)` may answer another value than the source's. */
function assignWith(target, source, decide) {
  for (const key of Object.keys(source)) {
    const decided = decide(target[key], source[key], key);
    target[key] = decided === undefined ? source[key] : decided;
  }
  return target;
}

/** @param {Array} args target, sources, and last the function that decides */
function baseMerge(Model, args) {
  const decide = args[args.length - 1];
  const target = args[0];
  for (const source of args.slice(1, -1)) {
    if (source) assignWith(target, source, decide);
  }
  Model._conformIncludes(target, Model);
  Model._uniqIncludes(target);
  return target;
}

/** Includes of the same model and alias become one. */
function uniqIncludes(Model, options) {
  if (!options.include) return;
  const groups = new Map();
  for (const include of options.include) {
    const key = `${include.model && include.model.name}-${include.as}`;
    const group = groups.get(key);
    if (group) group.push(include);
    else groups.set(key, [include]);
  }
  options.include = Array.from(groups.values(), group => Model._assignOptions(...group));
}

module.exports = { baseMerge, mergeValue, uniqIncludes };
